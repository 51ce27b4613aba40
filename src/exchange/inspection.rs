//! A response body on its way through: bytes in, events out.

use super::event::{Event, ExchangeError};
use super::familiar::Familiar;
use super::graphql::may_begin;
use super::headers::withhold_named;
use super::judge::PolicyJudge;
use super::reader::{Reader, Undecided};
use super::record::Record;
use crate::audit::{Counter, End};
use crate::charset::Charset;
use crate::clock::Timestamp;
use crate::engine::{Engine, HeldBytes};
use crate::gate::{Client, Reason};
use crate::representation::strip_validators;
#[cfg(feature = "coding")]
use crate::representation::{Decoder, Encoder};
use crate::rewrite::{Format, Output, RewriteError};
use bytes::Bytes;
use http::{HeaderMap, Response, header, response};
use std::collections::VecDeque;
use std::sync::Arc;

/// How a body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Manner {
    pub(super) format: Format,
    pub(super) charset: Option<Charset>,
    /// The place of the route among the engine's.
    pub(super) route: Option<usize>,
}

/// One body under inspection. After [`Event::Replace`], [`Event::Abort`] or [`Event::End`] no
/// more events come, and what is written is ignored.
#[derive(Debug)]
pub struct Inspection {
    pub(super) engine: Arc<Engine>,
    pub(super) judge: PolicyJudge,
    pub(super) reader: Reader,
    /// Upstream's content codings, undone before the body is read.
    #[cfg(feature = "coding")]
    pub(super) decoder: Option<Decoder>,
    /// The client's content coding, and its share of the process's held bytes.
    #[cfg(feature = "coding")]
    pub(super) encoder: Option<(Encoder, HeldBytes)>,
    pub(super) output: Output,
    /// What is not decided yet, for a viewer to whom it passes if it cannot be read.
    pub(super) undecided: Option<Undecided>,
    /// Names are the client's own if the first bytes are those of an answer of GraphQL in this format.
    pub(super) may_be_chosen: Option<Format>,
    pub(super) head: Option<response::Parts>,
    pub(super) events: VecDeque<Event>,
    pub(super) record: Record,
    /// How the body is read, for what is remembered of whole ones; `None` where nothing is, and once
    /// its first bytes came.
    pub(super) manner: Option<Manner>,
    /// The body, as far as it is compared with those that came before.
    pub(super) familiar: Option<Familiar>,
    /// The validator of ours that the head carries, as the memory knows it.
    pub(super) validator: Option<u64>,
    pub(super) held: HeldBytes,
    pub(super) client: Client,
    pub(super) started: Timestamp,
    pub(super) expires: Option<Timestamp>,
    pub(super) over: bool,
}

impl Inspection {
    /// Takes the next bytes of upstream's body. Call it only when [`next_event`](Self::next_event) has
    /// nothing left, so that a slow client slows upstream.
    pub fn write(&mut self, chunk: Bytes, now: Timestamp) {
        if self.over {
            return;
        }
        self.begin(&chunk, false);
        if let Err(error) =
            self.in_time(now).and_then(|()| self.take(chunk)).and_then(|()| self.hold())
        {
            self.fail(error);
        }
    }

    /// Takes the last bytes of upstream's body, behind which neither bytes nor trailers come: as
    /// [`write`](Self::write) and [`finish`](Self::finish).
    pub fn write_last(&mut self, chunk: Bytes, now: Timestamp) {
        self.begin(&chunk, true);
        self.write(chunk, now);
        self.finish(None, now);
    }

    /// Looks at the first bytes, before they are taken.
    fn begin(&mut self, chunk: &[u8], last: bool) {
        if let Some(format) = self.may_be_chosen.take_if(|_| last || !chunk.is_empty())
            && (self.is_coded() || may_begin(format, chunk, last))
        {
            self.judge.distrust_names();
        }
        if let Some(manner) = self.manner.take().filter(|_| !self.over) {
            self.compare(manner, chunk, last);
        }
    }

    /// Whether the body comes in a coding.
    const fn is_coded(&self) -> bool {
        #[cfg(feature = "coding")]
        return self.decoder.is_some();
        #[cfg(not(feature = "coding"))]
        false
    }

    /// Takes the end of upstream's body.
    pub fn finish(&mut self, trailers: Option<HeaderMap>, now: Timestamp) {
        if self.over {
            return;
        }
        if let Err(error) = self.in_time(now).and_then(|()| self.take_end()) {
            self.fail(error);
            return;
        }
        let end = if matches!(self.reader, Reader::Rewrite(_) | Reader::Known) {
            End::Filtered
        } else {
            End::Passed
        };
        self.held.set(0);
        self.send_head();
        if let Err(error) = self.send_rest() {
            self.fail(error);
            return;
        }
        if let Some(mut trailers) = trailers {
            if !matches!(self.reader, Reader::Observe(_)) {
                strip_validators(&mut trailers);
                let table = &self.engine.settings().headers;
                withhold_named(&mut trailers, table, &mut self.judge, None);
            }
            self.events.push_back(Event::Trailers(trailers));
        }
        self.events.push_back(Event::End);
        self.end(end);
    }

    /// Whether all is said but the end, or all is said.
    pub(crate) fn is_all_said(&self) -> bool {
        let left = !matches!(self.events.front(), None | Some(Event::End));
        self.over && !left
    }

    /// How many bytes are still to come, once that is known and nothing comes behind them.
    pub(crate) fn left(&self) -> Option<u64> {
        let mut events = self.events.iter().rev();
        let len = |event: &Event| match event {
            Event::Bytes(bytes) => Some(bytes.len() as u64),
            _ => None,
        };
        matches!(events.next(), Some(Event::End)).then(|| events.map(len).sum())?
    }

    /// Upstream's body failed: nothing that is held may go out.
    pub fn upstream_failed(&mut self) {
        if !self.over {
            self.events.clear();
            self.drop_held();
            self.end(End::UpstreamFailed);
        }
    }

    /// The answer for a client whose upstream failed before anything was sent.
    pub fn bad_gateway(&self) -> Response<Bytes> {
        self.engine.settings().gate.answer(Reason::Unreadable, self.client)
    }

    /// Whether the head has been handed out or is about to be.
    pub const fn head_sent(&self) -> bool {
        self.head.is_none()
    }

    /// What to send next; `None` until more is written.
    pub fn next_event(&mut self) -> Option<Event> {
        if let Some(event) = self.events.pop_front() {
            return Some(event);
        }
        match self.next_bytes() {
            Ok(bytes) => bytes.map(Event::Bytes),
            Err(error) => {
                self.fail(error);
                self.events.pop_front()
            }
        }
    }

    /// Bytes held back right now.
    pub fn held(&self) -> usize {
        let inside = match &self.reader {
            Reader::Rewrite(rewriter) | Reader::Observe(Some(rewriter)) => rewriter.held(),
            Reader::Sniff(_, first) | Reader::Guess(first, _) => first.len(),
            Reader::Observe(None) | Reader::Known | Reader::Empty | Reader::Pass => 0,
        };
        let familiar = self.familiar.as_ref().map_or(0, Familiar::held);
        inside + familiar + self.output.len() + self.undecided.as_ref().map_or(0, Undecided::len)
    }

    fn in_time(&mut self, now: Timestamp) -> Result<(), ExchangeError> {
        if matches!(self.reader, Reader::Observe(_)) {
            return Ok(());
        }
        let limits = &self.engine.settings().limits;
        let age = now.since(self.started);
        if self.expires.is_some_and(|expires| now >= expires) {
            Err(ExchangeError::ProofExpired)
        } else if age > limits.stream_age {
            Err(ExchangeError::StreamAge)
        } else if !self.head_sent() && age > limits.hold_time {
            Err(ExchangeError::HoldTime)
        } else {
            Ok(())
        }
    }

    pub(super) fn take_plain(&mut self, chunk: Bytes) -> Result<(), ExchangeError> {
        if self.familiar.is_some() { self.take_familiar(chunk) } else { self.read(chunk) }
    }

    pub(super) fn hold(&mut self) -> Result<(), ExchangeError> {
        if self.held.set(self.held()) {
            return Ok(());
        }
        // What is kept for speed alone goes first.
        if self.familiar.is_some() {
            self.read_now()?;
            if self.held.set(self.held()) {
                return Ok(());
            }
        }
        if let Reader::Observe(copy) = &mut self.reader {
            *copy = None;
            return Ok(());
        }
        self.engine.shared().metrics.add(Counter::HeldRefused, 1);
        Err(ExchangeError::HeldTotal)
    }

    pub(super) fn send_head(&mut self) {
        if let Some(mut head) = self.head.take() {
            if self.judge.has_recalled() && self.validator.take().is_some() {
                head.headers.remove(header::ETAG);
            }
            self.events.push_back(Event::Head(head));
        }
    }

    /// Before the head another response goes out; after it only an error can.
    pub(super) fn fail(&mut self, error: ExchangeError) {
        let reason = match &error {
            ExchangeError::Rewrite(RewriteError::SubjectWithheld) => self.judge.subject_reason(),
            ExchangeError::ProofExpired => Reason::AgeAssuranceRequired,
            ExchangeError::HeldTotal => Reason::Overloaded,
            _ => Reason::Unreadable,
        };
        self.record.event.reason = Some(reason.label());
        self.drop_held();
        if self.head.take().is_some() {
            let mut answer = self.engine.settings().gate.answer(reason, self.client);
            answer.extensions_mut().insert(error);
            self.events.push_back(Event::Replace(answer));
            self.end(End::Replaced);
        } else {
            self.events.push_back(Event::Abort(error));
            self.end(End::Aborted);
        }
    }

    /// Counts what was known of the body, and compares no more of it.
    fn count_familiar(&mut self) {
        if let Some(familiar) = self.familiar.take() {
            familiar.steps().iter().for_each(|step| self.judge.tally().count_known(step));
        }
    }

    fn drop_held(&mut self) {
        self.output = Output::default();
        self.undecided = None;
        self.count_familiar();
        self.reader = Reader::Empty;
        self.held.set(0);
        #[cfg(feature = "coding")]
        {
            self.encoder = None;
        }
    }

    fn end(&mut self, end: End) {
        self.over = true;
        self.count_familiar();
        if let Some(validator) = self.validator.filter(|_| self.judge.has_recalled()) {
            self.engine.memory().note_unsteady(validator);
        }
        self.judge.tally().write_to(&mut self.record.event);
        self.record.end(end);
    }
}

impl Drop for Inspection {
    fn drop(&mut self) {
        if !self.over {
            self.end(End::Cancelled);
        }
    }
}
