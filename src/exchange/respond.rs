//! The response's head: what may be sent on, decided before the body.

use super::begin::Exchange;
use super::bucket::Bucket;
use super::conditional::is_not_modified;
use super::event::ExchangeError;
use super::familiar::MOST;
use super::graphql::Names;
use super::headers::{leads_to_closed, withhold_named};
use super::inspection::{Inspection, Manner};
use super::judge::PolicyJudge;
use super::reader::{Reader, Undecided};
use crate::assurance::Assessor;
use crate::audit::{Counter, End};
use crate::category::{CategorySet, CategoryTree};
use crate::charset::Charset;
use crate::engine::settings::{Format, MediaAction, RouteMode};
use crate::gate::{RTA, Reason};
use crate::lexicon::Language;
use crate::representation::{
    Coding, Family, MediaType, Unreadable, drop_body_metadata, forbids_change,
    mark_bucket_dependent, mark_coding_dependent, mark_viewer_dependent, name_coding, readable,
    strip_validators,
};
use crate::rewrite::{Output, Rewrite, Shape, rewriter};
use bytes::{Bytes, BytesMut};
use http::header::{self, HeaderMap, HeaderName};
use http::{Response, StatusCode, response};
use std::collections::VecDeque;
use std::sync::Arc;

/// What becomes of a response.
#[derive(Debug)]
pub enum Plan {
    /// The head goes on as changed, the body untouched.
    Pass(response::Parts),
    /// Another response takes its place; upstream's body is not read. Where it cannot be judged, the
    /// extensions hold the [`ExchangeError`] that says why.
    Replace(Response<Bytes>),
    /// The body is read; the head comes as an event.
    Inspect(Box<Inspection>),
}

/// The header by which a shop declares what a response is about; removed before the client.
const CATEGORY_HEADER: &str = "agegate-category";

impl Exchange {
    /// Upstream gave no answer.
    pub fn upstream_failed(mut self: Box<Self>) {
        self.record.end(End::UpstreamFailed);
    }

    /// Takes upstream's head.
    pub fn on_response(mut self: Box<Self>, mut head: response::Parts) -> Plan {
        self.record.event.status = head.status.as_u16();
        let declared = declared(&mut head.headers, self.record.engine.tree());
        if self.clear_session {
            head.headers.append(header::SET_COOKIE, Assessor::end_session_cookie());
        }
        head.extensions.insert(self.record.withheld.clone());
        if self.route().is_some_and(|route| route.mode == RouteMode::Unfiltered) {
            return self.pass(head);
        }
        let media = MediaType::of(&head.headers);
        let settings = self.record.engine.settings();
        let action = match &media {
            Some(media) => Some(settings.media(self.route(), media.essence())),
            None if head.headers.contains_key(header::CONTENT_TYPE) => None,
            None => Some(settings.untyped(self.route())),
        };
        // What another viewer would not get at all must not be kept for all either.
        let filterable = !self.categories.is_empty()
            || !declared.is_empty()
            || !matches!(action, Some(MediaAction::PassIf(_) | MediaAction::Unfiltered));
        if self.closed.set.enforced.is_empty() {
            if self.closed.set.observed.is_empty() {
                if let Some(headers) = self.not_modified(&head, declared) {
                    head.headers = headers;
                } else if filterable {
                    self.mark_dependent(&mut head.headers);
                    let own = self.own_validator(&head, false);
                    strip_validators(&mut head.headers);
                    head.headers.extend(own.map(|own| (header::ETAG, own)));
                }
                return self.pass(head);
            }
            return self.observe(head, media.as_ref(), action);
        }
        if let Some(reason) = self.closed_reason(declared) {
            return Plan::Replace(self.replace(reason));
        }
        let recoded = self.settle_coding(&head, action);
        let not_modified = self.not_modified(&head, declared);
        if let Some(headers) = &not_modified {
            head.headers.clone_from(headers);
        } else if filterable {
            self.mark_dependent(&mut head.headers);
        }
        if recoded {
            mark_coding_dependent(&mut head.headers);
        }
        let mut judge = self.judge(&head.headers);
        let target = self.target.as_ref().map(http::uri::PathAndQuery::as_str);
        if head.status.is_redirection() && leads_to_closed(&head.headers, &mut judge, target) {
            let reason = judge.subject_reason();
            judge.tally().write_to(&mut self.record.event);
            return Plan::Replace(self.replace(reason));
        }
        withhold_named(
            &mut head.headers,
            &self.record.engine.settings().headers,
            &mut judge,
            target,
        );
        if not_modified.is_some() {
            return self.pass_head(head, judge);
        }
        if action == Some(MediaAction::Unfiltered) {
            return self.pass_judged(head, judge);
        }
        let is_withheld = action == Some(MediaAction::Withhold) && !bodiless(&head);
        let read = readable(&head, media.as_ref());
        let unreadable = read.err().or_else(|| is_withheld.then_some(Unreadable::MediaType));
        if let Some(cause) = unreadable {
            let passes = self.passes_unreadable()
                && head.status != StatusCode::SWITCHING_PROTOCOLS
                && !is_not_modified(&head);
            if !passes {
                let mut answer = self.replace(Reason::Unreadable);
                answer.extensions_mut().insert(ExchangeError::Unreadable(cause));
                return Plan::Replace(answer);
            }
            self.record.engine.shared().metrics.add(Counter::UnreadablePassed, 1);
            return self.pass_judged(head, judge);
        }
        let charset = declared_charset(media.as_ref());
        let reader = match action {
            None | Some(MediaAction::Withhold | MediaAction::Unfiltered) => Reader::Empty,
            Some(MediaAction::PassIf(family)) => Reader::Sniff(family, BytesMut::new()),
            Some(MediaAction::Filter(format)) => Reader::Rewrite(self.rewriter(format, charset)),
            Some(MediaAction::Sniff) => {
                Reader::Guess(BytesMut::new(), self.rewriter(Format::Unknown, charset))
            }
        };
        let length = plain_length(&head.headers);
        let codings = Coding::of(&head.headers).unwrap_or_default();
        let untouched = matches!(reader, Reader::Sniff(Family::Binary | Family::Code, _));
        let own = self.own_validator(&head, untouched && !filterable);
        // Ranges are never asked for, and HEAD cannot know whether the first bytes will fit.
        head.headers.remove(header::ACCEPT_RANGES);
        let coding = self.coding.filter(|_| !bodiless(&head));
        if !untouched || !codings.is_empty() || self.head_request || coding.is_some() {
            drop_body_metadata(&mut head.headers);
        }
        let validator = own.as_ref().and_then(|own| own.to_str().ok());
        let validator = validator.map(|own| self.validator_key(own));
        match own {
            Some(own) => {
                head.headers.insert(header::ETAG, own);
            }
            None => {
                head.headers.remove(header::ETAG);
            }
        }
        if self.head_request || bodiless(&head) {
            if let Some(coding) = coding {
                name_coding(&mut head.headers, coding);
            }
            return self.pass_head(head, judge);
        }
        let undecided = self.passes_unreadable().then(Undecided::default);
        let manner = match action {
            Some(MediaAction::Filter(format)) if length.is_none_or(|length| length <= MOST) => {
                Some(Manner { format, charset, route: self.route })
            }
            _ => None,
        };
        let format = match action {
            Some(MediaAction::Filter(format)) => Some(format),
            Some(MediaAction::Sniff) => Some(Format::Unknown),
            _ => None,
        };
        let may_be_chosen = format.filter(|_| self.names == Names::MayBeChosen);
        let mut inspection = self.inspect(head, reader, judge);
        inspection.may_be_chosen = may_be_chosen;
        inspection.undecided = undecided;
        inspection.manner = manner;
        inspection.validator = validator;
        inspection.undo(&codings);
        inspection.apply(coding);
        Plan::Inspect(Box::new(inspection))
    }

    /// Whether a body of this kind leaves in the coding that the client takes, and settles whether
    /// this one does.
    fn settle_coding(&mut self, head: &response::Parts, action: Option<MediaAction>) -> bool {
        let settings = &self.record.engine.settings().coding;
        let text =
            matches!(action, Some(MediaAction::Filter(_) | MediaAction::PassIf(Family::Code)));
        let recoded = cfg!(feature = "coding")
            && text
            && !settings.offered.is_empty()
            && !forbids_change(&head.headers);
        if !recoded || plain_length(&head.headers).is_some_and(|length| length < settings.least) {
            self.coding = None;
        }
        recoded
    }

    fn rewriter(&self, format: Format, charset: Option<Charset>) -> Box<dyn Rewrite> {
        let default = Shape::default();
        let shape = self.route().map_or(&default, |route| &route.shape);
        rewriter(format, charset, shape, self.record.engine.settings().limits.body)
    }

    fn observe(
        self: Box<Self>,
        head: response::Parts,
        media: Option<&MediaType>,
        action: Option<MediaAction>,
    ) -> Plan {
        let charset = declared_charset(media);
        let copy = match action {
            Some(MediaAction::Filter(format))
                if readable(&head, media).is_ok()
                    && Coding::of(&head.headers).is_some_and(|codings| codings.is_empty()) =>
            {
                Some(self.rewriter(format, charset))
            }
            _ => None,
        };
        if copy.is_none() || self.head_request {
            return self.pass(head);
        }
        let judge = self.judge(&head.headers);
        let mut inspection = self.inspect(head, Reader::Observe(copy), judge);
        inspection.send_head();
        Plan::Inspect(Box::new(inspection))
    }

    fn pass(mut self: Box<Self>, head: response::Parts) -> Plan {
        self.record.end(End::Passed);
        Plan::Pass(head)
    }

    /// Passes a head alone: whatever comes behind it in spite of it is not read.
    fn pass_head(mut self: Box<Self>, head: response::Parts, mut judge: PolicyJudge) -> Plan {
        judge.tally().write_to(&mut self.record.event);
        self.record.end(End::Passed);
        Plan::Replace(Response::from_parts(head, Bytes::new()))
    }

    fn pass_judged(mut self: Box<Self>, head: response::Parts, mut judge: PolicyJudge) -> Plan {
        judge.tally().write_to(&mut self.record.event);
        self.pass(head)
    }

    /// Tells caches for whom a response is.
    pub(super) fn mark_dependent(&self, headers: &mut HeaderMap) {
        match self.bucket.as_ref().and_then(Bucket::shared_by) {
            Some(name) if !self.clear_session => mark_bucket_dependent(headers, name),
            _ => mark_viewer_dependent(headers),
        }
    }

    fn judge(&self, headers: &HeaderMap) -> PolicyJudge {
        let masks = self.route().is_some_and(|route| route.subject_viewer);
        let language = headers.get(header::CONTENT_LANGUAGE).and_then(|list| list.to_str().ok());
        let language = language.and_then(Language::of_list);
        let kind = headers.get(header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
        let is_named = memchr::memmem::find(&kind.to_ascii_lowercase(), b"graphql").is_some();
        let engine = Arc::clone(&self.record.engine);
        PolicyJudge::new(engine, self.closed.clone(), masks, self.host, language)
            .passing_unreadable(self.passes_unreadable())
            .distrusting_names(self.names == Names::Chosen || is_named)
    }

    fn inspect(
        self: Box<Self>,
        head: response::Parts,
        reader: Reader,
        judge: PolicyJudge,
    ) -> Inspection {
        let Self { client, started, expires, record, .. } = *self;
        let engine = Arc::clone(&record.engine);
        Inspection {
            judge,
            reader,
            #[cfg(feature = "coding")]
            decoder: None,
            #[cfg(feature = "coding")]
            encoder: None,
            output: Output::default(),
            undecided: None,
            may_be_chosen: None,
            head: Some(head),
            events: VecDeque::new(),
            record,
            manner: None,
            familiar: None,
            validator: None,
            held: engine.shared().held_bytes(),
            client,
            started,
            expires,
            over: false,
            engine,
        }
    }
}

/// The charset of the header; one that cannot be read was withheld before.
fn declared_charset(media: Option<&MediaType>) -> Option<Charset> {
    media.and_then(|media| media.charset().ok().flatten())
}

/// Whether a response has no body by its status (RFC 9110 section 6.4.1) or by its length.
fn bodiless(head: &response::Parts) -> bool {
    matches!(
        head.status,
        StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
    ) || head.headers.get(header::CONTENT_LENGTH).is_some_and(|length| length == "0")
}

/// The length of a body; that of a coded one says nothing of what it unfolds to.
fn plain_length(headers: &HeaderMap) -> Option<usize> {
    if headers.contains_key(header::CONTENT_ENCODING) {
        return None;
    }
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// What the head declares the whole response to be about. An unknown word closes as the
/// unclassified adult category does: it was meant to restrict.
fn declared(headers: &mut HeaderMap, tree: &CategoryTree) -> CategorySet {
    let mut set = CategorySet::EMPTY;
    let says = |name: &HeaderName| matches!(name.as_str(), CATEGORY_HEADER | "rating");
    if !headers.keys().any(says) {
        return set;
    }
    let adult = tree.by_name("adult_unclassified");
    for value in headers.get_all(CATEGORY_HEADER) {
        let words = value.to_str().unwrap_or("unreadable").split(',').map(str::trim);
        for word in words.filter(|word| !word.is_empty()) {
            set.extend(tree.by_name(&word.to_ascii_lowercase()).or(adult));
        }
    }
    headers.remove(CATEGORY_HEADER);
    let rated = headers.get_all("rating").iter().any(|value| {
        value.to_str().is_ok_and(|v| v.contains(RTA) || v.trim().eq_ignore_ascii_case("adult"))
    });
    if rated {
        set.extend(adult);
    }
    set
}
