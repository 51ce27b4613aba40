//! By what a body is read, and what of it is not decided yet.

use crate::representation::Family;
use crate::rewrite::Rewrite;
use bytes::{Buf as _, Bytes, BytesMut};
use std::collections::VecDeque;

/// How the body is read.
#[derive(Debug)]
pub(super) enum Reader {
    /// Units are found and judged.
    Rewrite(Box<dyn Rewrite>),
    /// A copy is judged, best effort; the body itself passes bit for bit.
    Observe(Option<Box<dyn Rewrite>>),
    /// The first bytes must fit the media type, the rest passes.
    Sniff(Family, BytesMut),
    /// A known binary format passes, anything else is read as what it is.
    Guess(BytesMut, Box<dyn Rewrite>),
    /// All of it came before.
    Known,
    /// Nothing may come: a body without a media type.
    Empty,
    /// The rest passes.
    Pass,
}

/// The end of a body as it came, as far as nothing is decided of it.
#[derive(Debug, Default)]
pub(super) struct Undecided {
    pub(super) chunks: VecDeque<Bytes>,
    /// Where they begin in the body.
    at: u64,
}

impl Undecided {
    pub(super) fn forget(&mut self, decided: u64) {
        while let Some(first) = self.chunks.front_mut() {
            let gone = usize::try_from(decided.saturating_sub(self.at)).unwrap_or(usize::MAX);
            let gone = gone.min(first.len());
            self.at += gone as u64;
            first.advance(gone);
            if !first.is_empty() {
                return;
            }
            self.chunks.pop_front();
        }
    }

    pub(super) fn len(&self) -> usize {
        self.chunks.iter().map(Bytes::len).sum()
    }
}
