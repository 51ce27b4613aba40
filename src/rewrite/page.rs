//! A body judged as one unit: plain text, and formats whose units are not told apart.

use super::{Judge, Limits, Output, Rewrite, RewriteError, Unit, UnitKind, Verdict};
use crate::classify::{Facts, Role, Scalar};
use bytes::{Bytes, BytesMut};

/// Holds the whole body, up to `limits.page`, and lets it through or not.
///
/// Every word counts as the seller's own, because nothing tells it from the rest.
#[derive(Debug)]
pub struct WholeBody {
    limit: usize,
    held: BytesMut,
}

impl WholeBody {
    /// A rewriter under the page budget.
    pub fn new(limits: Limits) -> Self {
        Self { limit: limits.page, held: BytesMut::new() }
    }
}

impl Rewrite for WholeBody {
    fn write(
        &mut self,
        chunk: Bytes,
        _: &mut dyn Judge,
        _: &mut Output,
    ) -> Result<(), RewriteError> {
        if self.held.len().saturating_add(chunk.len()) > self.limit {
            let at = u64::try_from(self.held.len()).unwrap_or(u64::MAX);
            self.held = BytesMut::new();
            return Err(RewriteError::Budget { key: "limits.page", at });
        }
        self.held.extend_from_slice(&chunk);
        Ok(())
    }

    fn finish(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        let body = std::mem::take(&mut self.held).freeze();
        let text = std::str::from_utf8(&body).map_err(|error| RewriteError::Malformed {
            at: u64::try_from(error.valid_up_to()).unwrap_or(u64::MAX),
            what: "text in UTF-8",
        })?;
        if text.contains('\0') {
            return Err(RewriteError::Malformed { at: 0, what: "text without NUL bytes" });
        }
        let mut facts = Facts::default();
        facts.push(Role::Other, "", Scalar::Text(text));
        let unit = Unit { kind: UnitKind::Document, facts: &facts, position: 0, id: None };
        if judge.judge(&unit) != Verdict::Keep {
            return Err(RewriteError::SubjectWithheld);
        }
        out.push(body);
        out.commit();
        Ok(())
    }

    fn held(&self) -> usize {
        self.held.len()
    }
}
