//! How the bytes of a body are read: its units found and judged, a copy of it, or its first bytes alone.

use super::event::ExchangeError;
use super::inspection::Inspection;
use super::reader::Reader;
use crate::audit::Counter;
use crate::representation::{Family, SNIFF_LEN, Unreadable, fits};
use crate::rewrite::{Output, RewriteError};
use bytes::Bytes;

impl Inspection {
    pub(super) fn read(&mut self, chunk: Bytes) -> Result<(), ExchangeError> {
        match &mut self.reader {
            Reader::Rewrite(rewriter) => {
                if let Some(undecided) = &mut self.undecided {
                    undecided.chunks.push_back(chunk.clone());
                }
                let written = rewriter.write(chunk, &mut self.judge, &mut self.output);
                if let Some(undecided) = &mut self.undecided {
                    undecided.forget(self.output.decided());
                }
                written.or_else(|error| self.let_pass(error))?;
            }
            Reader::Observe(rewriter) => {
                let failed = rewriter.as_mut().is_some_and(|copy| {
                    let mut dropped = Output::default();
                    copy.write(chunk.clone(), &mut self.judge, &mut dropped).is_err()
                });
                if failed {
                    *rewriter = None;
                }
                self.output.push(chunk);
                self.output.commit();
            }
            Reader::Sniff(family, first) => {
                first.extend_from_slice(&chunk);
                if first.len() >= SNIFF_LEN {
                    let (fits, first) = (fits(*family, first), std::mem::take(first).freeze());
                    self.reader = Reader::Pass;
                    self.sniffed(fits, first)?;
                }
            }
            Reader::Guess(first, _) => {
                first.extend_from_slice(&chunk);
                if first.len() >= SNIFF_LEN {
                    self.guess()?;
                }
            }
            Reader::Empty if chunk.is_empty() => {}
            Reader::Empty => return Err(ExchangeError::Unreadable(Unreadable::MediaType)),
            Reader::Pass | Reader::Known => self.output.push(chunk),
        }
        if self.output.is_committed() {
            self.send_head();
        }
        Ok(())
    }

    /// Settles what an untyped body is.
    fn guess(&mut self) -> Result<(), ExchangeError> {
        let Reader::Guess(first, rewriter) = std::mem::replace(&mut self.reader, Reader::Pass)
        else {
            return Ok(());
        };
        if !first.is_empty() && fits(Family::Binary, &first) {
            self.output.push(first.freeze());
            self.output.commit();
            return Ok(());
        }
        self.reader = Reader::Rewrite(rewriter);
        self.read(first.freeze())
    }

    pub(super) fn read_end(&mut self) -> Result<(), ExchangeError> {
        let end = self.end_familiar()?;
        if matches!(self.reader, Reader::Guess(..)) {
            self.guess()?;
        }
        match &mut self.reader {
            Reader::Rewrite(rewriter) => {
                let finished = rewriter.finish(&mut self.judge, &mut self.output);
                if let Some(undecided) = &mut self.undecided {
                    undecided.forget(self.output.decided());
                }
                finished.or_else(|error| self.let_pass(error))?;
            }
            Reader::Observe(Some(rewriter)) => {
                let mut dropped = Output::default();
                let _ = rewriter.finish(&mut self.judge, &mut dropped);
            }
            Reader::Sniff(family, first) => {
                let (fits, first) = (fits(*family, first), std::mem::take(first).freeze());
                self.reader = Reader::Pass;
                self.sniffed(fits, first)?;
            }
            Reader::Observe(None)
            | Reader::Guess(..)
            | Reader::Known
            | Reader::Empty
            | Reader::Pass => {}
        }
        self.output.commit();
        if let Some(end) = end {
            self.learn_end(end);
        }
        Ok(())
    }

    /// Lets the first bytes of a body that is not read go on, if they fit.
    fn sniffed(&mut self, fits: bool, first: Bytes) -> Result<(), ExchangeError> {
        if !fits && self.undecided.take().is_none() {
            return Err(ExchangeError::Unreadable(Unreadable::Contradiction));
        }
        if !fits {
            self.engine.shared().metrics.add(Counter::UnreadablePassed, 1);
        }
        self.output.push(first);
        self.output.commit();
        Ok(())
    }

    /// What cannot be read passes to a viewer from whom only prohibited goods are withheld, and is
    /// counted (`unreadable.prohibited_only`); from all others it is withheld.
    fn let_pass(&mut self, error: RewriteError) -> Result<(), ExchangeError> {
        let unreadable = matches!(error, RewriteError::Malformed { .. });
        let Some(undecided) = self.undecided.take().filter(|_| unreadable) else {
            return Err(ExchangeError::Rewrite(error));
        };
        self.engine.shared().metrics.add(Counter::UnreadablePassed, 1);
        undecided.chunks.into_iter().for_each(|chunk| self.output.push(chunk));
        self.output.commit();
        self.reader = Reader::Pass;
        Ok(())
    }
}
