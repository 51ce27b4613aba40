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

    /// The places of the folded bytes before which a word edge may lie.
    pub(crate) fn edges(&self) -> impl Iterator<Item = usize> {
        (0..).step_by(64).zip(&self.edges).flat_map(|(base, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(base + bit)
            })
        })
    }
}

impl Letters for Skim {
    fn part(&mut self, _: &Range<usize>) {}

    #[inline]
    fn push(&mut self, byte: u8, _: usize, edge: bool) {
        let bit = self.bytes.len() & 63;
        if bit == 0 && !self.bytes.is_empty() {
            self.edges.push(self.pending);
            self.pending = 0;
        }
        self.pending |= u64::from(edge) << bit;
        self.bytes.push(byte);
    }

    #[inline]
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
