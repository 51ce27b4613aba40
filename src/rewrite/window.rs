//! The part of the document that is not decided yet, in one piece, and the run of kept bytes
//! before it. Kept bytes leave as slices of the input; only what crosses a chunk is copied.

use crate::rewrite::Output;
use bytes::{Buf, Bytes, BytesMut};

/// Undecided bytes, preceded by decided and kept ones that have not left yet.
#[derive(Debug, Default)]
pub(super) struct Window {
    base: u64,
    kept: u64,
    chunk: Bytes,
    held: BytesMut,
}

impl Window {
    /// Takes the next bytes of the document.
    pub(super) fn feed(&mut self, chunk: Bytes) {
        if self.held.is_empty() {
            self.chunk = chunk;
        } else {
            self.held.extend_from_slice(&chunk);
        }
    }

    /// The bytes that have not left.
    pub(super) fn bytes(&self) -> &[u8] {
        if self.held.is_empty() { &self.chunk } else { &self.held }
    }

    /// The place of the first of them in the document.
    pub(super) const fn base(&self) -> u64 {
        self.base
    }

    /// The place after the last of them.
    pub(super) fn end(&self) -> u64 {
        self.base + self.bytes().len() as u64
    }

    /// The bytes of the document between two places, as far as they are here.
    pub(super) fn slice(&self, from: u64, to: u64) -> &[u8] {
        let at =
            |place: u64| usize::try_from(place.saturating_sub(self.base)).unwrap_or(usize::MAX);
        self.bytes().get(at(from)..at(to)).unwrap_or_default()
    }

    /// The same as a text, up to the first byte that makes it none.
    pub(super) fn text(&self, from: u64, to: u64) -> &str {
        let bytes = self.slice(from, to);
        match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => bytes
                .get(..error.valid_up_to())
                .and_then(|valid| std::str::from_utf8(valid).ok())
                .unwrap_or_default(),
        }
    }

    /// Decides that everything up to `place` is kept.
    pub(super) fn keep_to(&mut self, place: u64) {
        self.kept = self.kept.max(place.min(self.end()));
    }

    /// Decides that everything up to `place` goes.
    pub(super) fn skip_to(&mut self, place: u64, out: &mut Output) {
        if place <= self.kept {
            return;
        }
        self.flush(out);
        let count = usize::try_from(place - self.base).unwrap_or(usize::MAX);
        let count = count.min(self.bytes().len());
        if self.held.is_empty() {
            self.chunk.advance(count);
        } else {
            self.held.advance(count);
        }
        out.skip(count);
        self.base += count as u64;
        self.kept = self.base;
    }

    /// Puts `bytes` where the decided part ends.
    pub(super) fn insert(&mut self, bytes: Bytes, out: &mut Output) {
        self.flush(out);
        out.insert(bytes);
    }

    /// Lets the kept bytes leave.
    pub(super) fn flush(&mut self, out: &mut Output) {
        let count = usize::try_from(self.kept.saturating_sub(self.base)).unwrap_or_default();
        let count = count.min(self.bytes().len());
        if count == 0 {
            return;
        }
        out.push(if self.held.is_empty() {
            self.chunk.split_to(count)
        } else {
            self.held.split_to(count).freeze()
        });
        self.base += count as u64;
    }

    /// Makes what is left independent of the chunk it came in.
    pub(super) fn settle(&mut self) {
        if !self.chunk.is_empty() {
            self.held.extend_from_slice(&self.chunk);
            self.chunk = Bytes::new();
        }
    }
}
