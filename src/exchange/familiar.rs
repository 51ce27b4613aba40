//! Bodies that come as they came before: as long as every step is one that was read, what could leave
//! then leaves now, unread, with what was left out and put in. What comes is kept meanwhile, up to a
//! bound, and read from its beginning once a step is another.
//!
//! What left is what the rewriter let go when it had read these very bytes and no more. So nothing
//! leaves sooner than it would have been judged, and nothing that was not.

use super::event::ExchangeError;
use super::inspection::{Inspection, Manner, Reader};
use crate::engine::{KnownPages, KnownStep, PageHash, STEP, StepHash};
use crate::representation::Unreadable;
use crate::rewrite::Change;
use bytes::{Bytes, BytesMut};
use std::collections::VecDeque;
use std::sync::Arc;

/// Bytes of a body that may be kept to be read after all. More would let a thousand slow bodies keep
/// as many times as much.
pub(super) const MOST: usize = 128 << 10;

/// Bodies shorter than this are read as fast as they are looked up.
const LEAST: usize = 256;

/// A body that is compared with those that came before, or learnt.
#[derive(Debug)]
pub(super) struct Familiar {
    page: PageHash,
    /// Bytes in whole steps.
    at: u64,
    /// The bytes behind them.
    rest: BytesMut,
    /// What came, as long as all of it is known.
    known: Option<Known>,
}

#[derive(Debug, Default)]
struct Known {
    came: Vec<Bytes>,
    len: usize,
    steps: Vec<Arc<KnownStep>>,
    /// How much of what came may leave, and of how much what leaves is let out.
    released: u64,
    let_out: u64,
    /// What of it is to leave otherwise.
    changes: VecDeque<Change>,
    /// All that is let out.
    sent: Vec<Bytes>,
}

impl Known {
    /// What may leave now.
    fn release(&mut self) -> Vec<Bytes> {
        let mut parts = Vec::new();
        if self.let_out < self.released || !self.changes.is_empty() && self.released > 0 {
            for Change { at, gone, new } in self.changes.drain(..) {
                parts.extend(between(&self.came, self.let_out, at));
                parts.extend((!new.is_empty()).then_some(new));
                self.let_out = at + gone;
            }
            parts.extend(between(&self.came, self.let_out, self.released));
            self.let_out = self.released;
        }
        self.sent.extend_from_slice(&parts);
        parts
    }
}

impl Familiar {
    /// A body of which these are the first bytes, and perhaps the last ones.
    fn begin(
        pages: &KnownPages,
        ground: impl std::hash::Hash,
        first: &[u8],
        last: bool,
    ) -> Option<Self> {
        let least = if last { LEAST } else { STEP };
        if !(least..=MOST).contains(&first.len()) {
            return None;
        }
        let page = pages.begin(ground)?;
        Some(Self { page, at: 0, rest: BytesMut::new(), known: Some(Known::default()) })
    }

    /// Takes the next bytes, up to the end of a step; whether it is reached.
    fn advance(&mut self, pages: &KnownPages, next: &mut Bytes) -> (Bytes, bool) {
        let missing = STEP.saturating_sub(self.rest.len());
        if next.len() < missing {
            self.rest.extend_from_slice(next);
            return (std::mem::take(next), false);
        }
        let part = next.split_to(missing);
        if self.rest.is_empty() {
            self.page = pages.advance(self.page, &part);
        } else {
            self.rest.extend_from_slice(&part);
            self.page = pages.advance(self.page, &self.rest);
            self.rest.clear();
        }
        self.at += STEP as u64;
        (part, true)
    }

    fn len(&self) -> u64 {
        self.at + self.rest.len() as u64
    }

    /// Bytes kept here.
    pub(super) fn held(&self) -> usize {
        self.rest.len() + self.known.as_ref().map_or(0, |known| known.len)
    }

    /// The steps that have come, as far as they are known.
    pub(super) fn steps(&self) -> &[Arc<KnownStep>] {
        self.known.as_ref().map_or(&[], |known| known.steps.as_slice())
    }
}

/// The part of some chunks, put one behind the other, that stands between two places.
fn between(chunks: &[Bytes], from: u64, to: u64) -> impl Iterator<Item = Bytes> {
    let mut at = 0;
    chunks.iter().filter_map(move |chunk| {
        let len = chunk.len() as u64;
        let inside = |place: u64| usize::try_from(place.saturating_sub(at).min(len)).unwrap_or(0);
        let (start, end) = (inside(from), inside(to));
        at += len;
        (start < end).then(|| chunk.slice(start..end))
    })
}

impl Inspection {
    /// Begins to compare a body with those that came before.
    pub(super) fn compare(&mut self, manner: Manner, first: &[u8], last: bool) {
        #[cfg(feature = "coding")]
        if self.decoder.is_some() {
            return;
        }
        if matches!(self.reader, Reader::Rewrite(_)) {
            let ground = (self.judge.ground(), manner);
            self.familiar = Familiar::begin(self.engine.known_pages(), ground, first, last);
            self.output.note_changes(self.familiar.is_some());
        }
    }

    /// Takes the next bytes of a body that is compared or learnt.
    pub(super) fn take_familiar(&mut self, chunk: Bytes) -> Result<(), ExchangeError> {
        if let Some(Familiar { known: Some(known), .. }) = &mut self.familiar {
            known.len += chunk.len();
            known.came.push(chunk.clone());
        }
        let mut next = chunk;
        loop {
            let Some(familiar) = &mut self.familiar else { return self.read(next) };
            let pages = self.engine.known_pages();
            let (part, whole) = familiar.advance(pages, &mut next);
            let here = pages.step(familiar.page, familiar.at);
            let (at, is_known) = (familiar.at, familiar.known.is_some());
            match (whole, is_known) {
                (true, true) => match pages.recall(here) {
                    Some(step) => self.pass_step(step),
                    None => {
                        self.read_after_all(at.saturating_sub(STEP as u64), at)?;
                        self.learn_step(here);
                    }
                },
                (true, false) => {
                    self.read(part)?;
                    self.learn_step(here);
                }
                (false, true) => break,
                (false, false) if part.is_empty() => return Ok(()),
                (false, false) => return self.read(part),
            }
        }
        self.release();
        let is_long = |familiar: &Familiar| familiar.known.as_ref().is_some_and(|k| k.len > MOST);
        if self.familiar.as_ref().is_some_and(is_long) { self.read_now() } else { Ok(()) }
    }

    /// Keeps nothing any more, and reads what was kept.
    pub(super) fn read_now(&mut self) -> Result<(), ExchangeError> {
        let len = self.familiar.as_ref().map_or(0, Familiar::len);
        self.read_after_all(len, len)?;
        self.learn_no_more();
        Ok(())
    }

    fn learn_no_more(&mut self) {
        self.familiar = None;
        self.output.note_changes(false);
        self.judge.end_step(0, Vec::new());
    }

    /// Takes the end of a body that is compared or learnt; whether all of it is known.
    pub(super) fn end_familiar(&mut self) -> Result<Option<StepHash>, ExchangeError> {
        let Some(familiar) = &self.familiar else { return Ok(None) };
        let pages = self.engine.known_pages();
        let (at, len) = (familiar.at, familiar.len());
        let end = pages.end(familiar.page, &familiar.rest, len);
        if familiar.known.is_none() {
            return Ok(Some(end));
        }
        if let Some(step) = pages.recall(end) {
            self.pass_step(step);
            self.release();
            self.reader = Reader::Known;
            return Ok(None);
        }
        self.read_after_all(at, len)?;
        Ok(Some(end))
    }

    /// Remembers a body whose end was read just now.
    pub(super) fn learn_end(&mut self, end: StepHash) {
        let len = self.familiar.as_ref().map(Familiar::len);
        if len == Some(self.output.decided()) {
            self.learn_step(end);
        }
    }

    fn pass_step(&mut self, step: Arc<KnownStep>) {
        self.judge.note_step(&step);
        if let Some(Familiar { known: Some(known), .. }) = &mut self.familiar {
            known.released = step.released;
            known.changes.extend(step.changes.iter().cloned());
            known.steps.push(step);
        }
    }

    /// Lets out what may leave.
    fn release(&mut self) {
        let Some(Familiar { known: Some(known), .. }) = &mut self.familiar else { return };
        let parts = known.release();
        if !parts.is_empty() {
            parts.into_iter().for_each(|part| self.output.push(part));
            self.output.commit();
            self.send_head();
        }
    }

    /// Reads all that came, up to `to`, as if it came now; up to `from` it is known.
    fn read_after_all(&mut self, from: u64, to: u64) -> Result<(), ExchangeError> {
        let known = self.familiar.as_mut().and_then(|familiar| familiar.known.take());
        let Some(known) = known else { return Ok(()) };
        // What waits has not left; it is let out again.
        let waiting = std::mem::take(&mut self.output).len();
        let sent = known.sent.iter().map(Bytes::len).sum::<usize>().saturating_sub(waiting);
        self.output.note_changes(true);
        for (from, to) in [(0, from), (from, to)] {
            self.judge.begin_step();
            self.output.take_changes();
            for part in between(&known.came, from, to) {
                self.read(part)?;
            }
        }
        for sent in between(&known.sent, 0, sent as u64) {
            if !self.output.forget(&sent) {
                return Err(ExchangeError::Unreadable(Unreadable::Contradiction));
            }
        }
        Ok(())
    }

    /// Remembers the step that was read just now, if only the bytes decided of all so far; else nothing
    /// more of this body is remembered.
    fn learn_step(&mut self, here: StepHash) {
        // What waits until it is known what the page is about must not leave for another page that
        // only begins so.
        let released = if self.output.is_committed() { self.output.decided() } else { 0 };
        let is_short = self.familiar.as_ref().is_some_and(|body| body.len() <= MOST as u64);
        let is_read = matches!(self.reader, Reader::Rewrite(_));
        let changes = self.output.take_changes();
        match self.judge.end_step(released, changes).filter(|_| is_read && is_short) {
            Some(step) => {
                self.engine.known_pages().learn(here, step);
                self.judge.begin_step();
            }
            None => self.learn_no_more(),
        }
    }
}
