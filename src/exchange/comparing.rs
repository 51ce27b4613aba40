//! How a body is compared with those that came before while it comes, and remembered for those that
//! will.

use super::event::ExchangeError;
use super::familiar::{Familiar, MOST, between};
use super::inspection::{Inspection, Manner};
use super::reader::Reader;
use crate::engine::{KnownStep, STEP, StepHash};
use crate::representation::Unreadable;
use bytes::Bytes;
use std::sync::Arc;

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
