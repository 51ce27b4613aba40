//! What leaves: kept bytes as slices of what came, and what is put in their place.

use bytes::{Buf as _, Bytes};
use std::collections::VecDeque;

/// What a rewriter lets through: slices of the input, so that kept runs are never copied.
///
/// What is kept and what goes add up to what was read. So whoever feeds a rewriter something else
/// than the bytes of the body, as a decoded text, can follow it back.
#[derive(Debug, Default)]
pub struct Output {
    chunks: VecDeque<Bytes>,
    committed: bool,
    /// What was left out or put in, while somebody wants to know.
    changes: Option<Vec<Change>>,
    /// Bytes of the input that are kept or gone.
    decided: u64,
    /// What became of the input, where somebody follows.
    pieces: Option<VecDeque<Piece>>,
}

/// A place where what leaves is not what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where in the input.
    pub at: u64,
    /// How many bytes of it go.
    pub gone: u64,
    /// What is put there.
    pub new: Bytes,
}

/// What became of the next part of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rewrite) enum Piece {
    /// It is kept.
    Kept(Bytes),
    /// So many bytes of it go.
    Gone(usize),
    /// This is put there.
    New(Bytes),
}

impl Output {
    /// One that notes what became of the input.
    #[cfg(feature = "charset")]
    pub(in crate::rewrite) fn followed() -> Self {
        Self { pieces: Some(VecDeque::new()), ..Self::default() }
    }

    /// Lets the next bytes of the input through.
    pub fn push(&mut self, bytes: Bytes) {
        self.decided = self.decided.saturating_add(bytes.len() as u64);
        self.add(bytes, Piece::Kept);
    }

    /// Leaves out the next bytes of the input.
    pub fn skip(&mut self, count: usize) {
        let (at, gone) = (self.decided, count as u64);
        match &mut self.changes {
            Some(changes) if gone > 0 => match changes.last_mut() {
                Some(last) if last.at + last.gone == at => last.gone += gone,
                _ => changes.push(Change { at, gone, new: Bytes::new() }),
            },
            _ => {}
        }
        self.decided = self.decided.saturating_add(gone);
        if let Some(pieces) = &mut self.pieces {
            pieces.push_back(Piece::Gone(count));
        }
    }

    /// Adds bytes that do not stand in the input.
    pub fn insert(&mut self, bytes: Bytes) {
        if let Some(changes) = self.changes.as_mut().filter(|_| !bytes.is_empty()) {
            // A copy: what is remembered must not keep the buffer that it was cut from.
            let new = Bytes::copy_from_slice(&bytes);
            changes.push(Change { at: self.decided, gone: 0, new });
        }
        self.add(bytes, Piece::New);
    }

    fn add(&mut self, bytes: Bytes, piece: impl Fn(Bytes) -> Piece) {
        match &mut self.pieces {
            _ if bytes.is_empty() => {}
            Some(pieces) => pieces.push_back(piece(bytes)),
            None => self.chunks.push_back(bytes),
        }
    }

    /// Declares that the subject is settled: the head may be sent.
    pub fn commit(&mut self) {
        self.committed = true;
    }

    /// Bytes of the input, from its beginning, of which it is decided whether they are kept.
    pub const fn decided(&self) -> u64 {
        self.decided
    }

    /// Whether the subject is settled.
    pub const fn is_committed(&self) -> bool {
        self.committed
    }

    /// The next run of kept bytes; `None` until committed.
    pub fn pop(&mut self) -> Option<Bytes> {
        if self.committed { self.chunks.pop_front() } else { None }
    }

    /// What became of the next part of the input, committed or not.
    #[cfg(feature = "charset")]
    pub(in crate::rewrite) fn next_piece(&mut self) -> Option<Piece> {
        self.pieces.as_mut()?.pop_front()
    }

    /// Begins to note changes, or no longer does.
    pub fn note_changes(&mut self, wanted: bool) {
        self.changes = wanted.then(Vec::new);
    }

    /// The changes since they were asked for last.
    pub fn take_changes(&mut self) -> Vec<Change> {
        self.changes.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Forgets the first bytes that wait here, which must be these.
    #[must_use]
    pub fn forget(&mut self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            let Some(first) = self.chunks.front_mut() else { return false };
            let count = first.len().min(bytes.len());
            if bytes.get(..count) != first.get(..count) {
                return false;
            }
            first.advance(count);
            bytes = bytes.get(count..).unwrap_or_default();
            if first.is_empty() {
                self.chunks.pop_front();
            }
        }
        true
    }

    /// Bytes waiting here.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(Bytes::len).sum()
    }

    /// Whether nothing waits here.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }
}
