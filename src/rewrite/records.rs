//! A body of records one after the other: lines of JSON, events, rows. Each is held until it is
//! whole, then judged, and leaves or goes. What cannot be read goes alone, and the body goes on.

use super::cut::Cut;
use super::sweep::Sweep;
use super::twice::Sweeping;
use super::window::Window;
use super::{Judge, Output, Rewrite, RewriteError, Withheld};
use bytes::Bytes;
use std::fmt;

/// What happens to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It leaves without the cuts that were noted, if any were.
    Keep,
    /// It goes whole.
    Drop,
}

/// How records are told apart and judged.
pub(super) trait Records: Send + fmt::Debug {
    /// Reads on in the record that is coming in: how many of the `fresh` bytes, which were not
    /// looked at before, belong to it; `None` if its end is not among them.
    fn end(&mut self, fresh: &[u8]) -> Option<usize>;

    /// Decides about a whole record that begins at `place`; notes in `cuts`, in order and apart,
    /// what goes out of one that stays. `last` where the body ends with it, perhaps too early.
    fn record(
        &mut self,
        record: &[u8],
        place: u64,
        last: bool,
        judge: &mut dyn Judge,
        cuts: &mut Vec<Cut>,
    ) -> Result<Fate, RewriteError>;

    /// What was omitted and kept.
    fn sweep(&mut self) -> &mut Sweep;

    /// Whether the body is known to be a list, of which no record is the subject: its head leaves.
    fn is_list(&self) -> bool {
        true
    }
}

/// Rewrites a body record by record.
#[derive(Debug)]
pub(super) struct RecordRewriter<R> {
    records: R,
    /// The most bytes of one record.
    most: usize,
    window: Window,
    /// Where the record begins that is coming in.
    begin: u64,
    /// Up to where it was looked at.
    seen: u64,
    /// Whether it is too large and already withheld.
    skips: bool,
    cuts: Vec<Cut>,
}

impl<R: Records> RecordRewriter<R> {
    pub(super) fn of(records: R, most: usize) -> Self {
        Self {
            records,
            most,
            window: Window::default(),
            begin: 0,
            seen: 0,
            skips: false,
            cuts: Vec::new(),
        }
    }

    fn is_too_large(&self) -> bool {
        self.seen.saturating_sub(self.begin) > self.most as u64
    }

    /// Withholds what has come of a record that is too large.
    fn skip(&mut self, judge: &mut dyn Judge, out: &mut Output) {
        if !self.skips {
            judge.withheld(self.begin, Withheld::Oversized);
        }
        self.skips = true;
        self.window.skip_to(self.seen, out);
    }

    /// Decides about the record that ends at what was seen.
    fn decide(
        &mut self,
        last: bool,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        if self.skips || self.is_too_large() {
            self.skip(judge, out);
        } else {
            self.cuts.clear();
            let record = self.window.slice(self.begin, self.seen);
            let fate = self.records.record(record, self.begin, last, judge, &mut self.cuts)?;
            match fate {
                Fate::Drop => self.window.skip_to(self.seen, out),
                Fate::Keep => {
                    for Cut { range, with } in self.cuts.drain(..) {
                        self.window.keep_to(self.begin + range.start as u64);
                        self.window.skip_to(self.begin + range.end as u64, out);
                        if !with.is_empty() {
                            self.window.insert(with, out);
                        }
                    }
                    self.window.keep_to(self.seen);
                }
            }
        }
        self.skips = false;
        self.begin = self.seen;
        Ok(())
    }

    /// Decides about the records that end in a chunk.
    fn read(
        &mut self,
        chunk: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        self.window.feed(chunk);
        let end = self.window.end();
        while let Some(len) = self.records.end(self.window.slice(self.seen, end)) {
            self.seen += len as u64;
            if let Err(error) = self.decide(false, judge, out) {
                // What a finer split would have let out before the error leaves here too.
                self.window.flush(out);
                return Err(error);
            }
        }
        self.seen = end;
        if self.skips || self.is_too_large() {
            self.skip(judge, out);
        }
        self.window.flush(out);
        self.window.settle();
        Ok(())
    }
}

impl<R: Records> Rewrite for RecordRewriter<R> {
    fn write(
        &mut self,
        chunk: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        if self.records.is_list() {
            out.commit();
        }
        let read = self.read(chunk, judge, out);
        if self.records.is_list() {
            out.commit();
        }
        read
    }

    fn finish(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        if self.seen > self.begin {
            self.decide(true, judge, out)?;
        }
        self.window.flush(out);
        out.commit();
        Ok(())
    }

    fn held(&self) -> usize {
        self.window.bytes().len()
    }
}

impl<R: Records> Sweeping for RecordRewriter<R> {
    fn sweep(&mut self) -> &mut Sweep {
        self.records.sweep()
    }
}
