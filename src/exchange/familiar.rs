//! Bodies that come as they came before: as long as every step is one that was read, what could leave
//! then leaves now, unread, with what was left out and put in. What comes is kept meanwhile, up to a
//! bound, and read from its beginning once a step is another.
//!
//! What left is what the rewriter let go when it had read these very bytes and no more. So nothing
//! leaves sooner than it would have been judged, and nothing that was not.

use crate::engine::{KnownPages, KnownStep, PageHash, STEP};
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
    pub(super) page: PageHash,
    /// Bytes in whole steps.
    pub(super) at: u64,
    /// The bytes behind them.
    pub(super) rest: BytesMut,
    /// What came, as long as all of it is known.
    pub(super) known: Option<Known>,
}

#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) came: Vec<Bytes>,
    pub(super) len: usize,
    pub(super) steps: Vec<Arc<KnownStep>>,
    /// How much of what came may leave, and of how much what leaves is let out.
    pub(super) released: u64,
    let_out: u64,
    /// What of it is to leave otherwise.
    pub(super) changes: VecDeque<Change>,
    /// All that is let out.
    pub(super) sent: Vec<Bytes>,
}

impl Known {
    /// What may leave now.
    pub(super) fn release(&mut self) -> Vec<Bytes> {
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
    pub(super) fn begin(
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
    pub(super) fn advance(&mut self, pages: &KnownPages, next: &mut Bytes) -> (Bytes, bool) {
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

    pub(super) fn len(&self) -> u64 {
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
pub(super) fn between(chunks: &[Bytes], from: u64, to: u64) -> impl Iterator<Item = Bytes> {
    let mut at = 0;
    chunks.iter().filter_map(move |chunk| {
        let len = chunk.len() as u64;
        let inside = |place: u64| usize::try_from(place.saturating_sub(at).min(len)).unwrap_or(0);
        let (start, end) = (inside(from), inside(to));
        at += len;
        (start < end).then(|| chunk.slice(start..end))
    })
}
