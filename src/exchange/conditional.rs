//! Conditional requests: when a 304 may say that the viewer's own copy is still good.

use super::begin::Exchange;
use crate::category::CategorySet;
use crate::representation::{Conditions, drop_body_metadata, own_validator};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode, response};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

impl Exchange {
    /// Translates conditions on validators of ours for upstream and removes what upstream must not
    /// answer.
    pub(super) fn translate_conditions(&mut self, headers: &mut HeaderMap, method: &Method) {
        let accepts = |tag: &str, bucket| {
            let ours = bucket == self.bucket() || bucket == self.record.engine.bucket(None);
            ours && !self.record.engine.memory().is_unsteady(self.validator_key(tag))
        };
        self.conditions = if self.closed.set.enforced.is_empty() {
            Conditions::translate_own(headers, method, accepts)
        } else {
            Conditions::translate(headers, method, accepts)
        };
    }

    /// What is closed for the viewer, as a number.
    pub(super) fn bucket(&self) -> u64 {
        self.record.engine.bucket(Some(&self.closed))
    }

    /// The validator of a response of this exchange. `same_for_all`: its bytes do not depend on
    /// what is closed for the viewer.
    pub(super) fn own_validator(
        &self,
        head: &response::Parts,
        same_for_all: bool,
    ) -> Option<HeaderValue> {
        let headers = &head.headers;
        let is_validator =
            |name: &HeaderName| *name == header::ETAG || *name == header::LAST_MODIFIED;
        let has_any = headers.keys().any(is_validator);
        if !has_any || !head.status.is_success() {
            return None;
        }
        let bucket = if same_for_all { self.record.engine.bucket(None) } else { self.bucket() };
        own_validator(headers, bucket)
    }

    /// Under which name the memory knows of a validator.
    pub(super) fn validator_key(&self, tag: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.host, &self.target, tag).hash(&mut hasher);
        hasher.finish()
    }

    /// The 304 for a copy that this viewer was given; `None` where the head is none or confirms
    /// nothing that was asked.
    pub(super) fn not_modified(
        &self,
        head: &response::Parts,
        declared: CategorySet,
    ) -> Option<HeaderMap> {
        let conditions = self.conditions.as_ref().filter(|_| is_not_modified(head))?;
        let (tag, bucket) = conditions.confirmed(&head.headers)?;
        let mut headers = head.headers.clone();
        drop_body_metadata(&mut headers);
        headers.insert(header::ETAG, tag.clone());
        if bucket != self.record.engine.bucket(None) || !declared.is_empty() {
            self.mark_dependent(&mut headers);
        }
        Some(headers)
    }
}

pub(super) fn is_not_modified(head: &response::Parts) -> bool {
    head.status == StatusCode::NOT_MODIFIED
}
