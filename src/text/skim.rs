//! A text folded without where its letters came from: enough to see that nothing stands in it.

use std::ops::Range;

use super::{LONGEST, Letters, read};

/// A text folded for a first look, in buffers that are kept from one text to the next. Its letters
/// and word edges are those of [`Folded`](super::Folded).
#[derive(Clone, Debug, Default)]
pub(crate) struct Skim {
    bytes: Vec<u8>,
    /// One bit for each folded byte: whether a word edge may lie before it.
    edges: Vec<u64>,
    /// The bits of the bytes that fill no word yet.
    pending: u64,
    tags: Vec<Range<usize>>,
}

impl Skim {
    /// Folds `text`, forgetting the one before. Only the first 2³⁰ bytes are read.
    pub(crate) fn fold(&mut self, text: &str) {
        self.bytes.clear();
        self.edges.clear();
        self.pending = 0;
        self.bytes.reserve(text.len().min(LONGEST));
        let mut tags = std::mem::take(&mut self.tags);
        read(text, true, &mut tags, self);
        self.tags = tags;
        self.edges.push(self.pending);
    }

    /// The folded bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// One bit for each folded byte, the first lowest: whether a word edge may lie before it.
    pub(crate) fn edges(&self) -> &[u64] {
        &self.edges
    }

    /// Whether a word edge may lie before one of these folded bytes, or the text ends within them.
    pub(crate) fn has_edge(&self, at: Range<usize>) -> bool {
        let edge = |at: usize| {
            let word = self.edges.get(at / 64).copied().unwrap_or_default();
            word >> (at & 63) & 1 != 0
        };
        at.end > self.bytes.len() || at.into_iter().any(edge)
    }

    /// The next `len` bits of edges.
    fn add(&mut self, edges: u64, len: usize) {
        let offset = self.bytes.len() & 63;
        self.pending |= edges << offset;
        if offset + len >= 64 {
            self.edges.push(self.pending);
            self.pending = if offset == 0 { 0 } else { edges >> (64 - offset) };
        }
    }
}

impl Letters for Skim {
    const PLACES: bool = false;

    fn part(&mut self, _: &Range<usize>) {}

    fn block(&mut self, bytes: &[u8], _: &[u32], edges: u64) {
        self.add(edges, bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    fn push(&mut self, byte: u8, _: usize, edge: bool) {
        self.add(u64::from(edge), 1);
        self.bytes.push(byte);
    }

    fn repeat(&mut self, width: usize, edge: bool) {
        if !edge {
            return;
        }
        let len = self.bytes.len();
        for at in len.saturating_sub(width)..len {
            let word = match self.edges.get_mut(at / 64) {
                Some(word) => word,
                None => &mut self.pending,
            };
            *word |= 1 << (at & 63);
        }
    }
}
