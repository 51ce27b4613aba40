//! Reads a body of another charset to a rewriter of UTF-8 and follows what it keeps back to the
//! original bytes.

use super::misread::BothReadings;
use crate::charset::{Charset, Fallback};
use crate::classify::Facts;
use crate::rewrite::output::Piece;
use crate::rewrite::{Format, Judge, Output, Rewrite, RewriteError};
use bytes::{Bytes, BytesMut};

/// Printable ASCII bytes in a row that no text of two-byte characters has by chance.
const ASCII_RUN: usize = 64;

/// One body.
#[derive(Debug)]
pub(super) struct Transcoder {
    charset: Charset,
    fallback: Fallback,
    inner: Box<dyn Rewrite>,
    followed: Output,
    /// The beginning of a character.
    tail: BytesMut,
    /// What the rewriter has read and not decided: as it came, and decoded.
    source: BytesMut,
    text: BytesMut,
    /// Bytes of the body before `tail`.
    at: u64,
    ascii_run: usize,
    facts: Facts,
}

impl Transcoder {
    pub(super) fn new(charset: Charset, format: Format, inner: Box<dyn Rewrite>) -> Self {
        let fallback = match format {
            Format::Json
            | Format::JsonLines
            | Format::JsonSequence
            | Format::Script
            | Format::Flight
            | Format::Events
            | Format::Parts => Fallback::Escape,
            Format::Xml | Format::Html | Format::Page => Fallback::Reference,
            Format::Text | Format::Csv | Format::Tsv | Format::Unknown => Fallback::QuestionMark,
        };
        Self {
            charset,
            fallback,
            inner,
            followed: Output::followed(),
            tail: BytesMut::new(),
            source: BytesMut::new(),
            text: BytesMut::new(),
            at: 0,
            ascii_run: 0,
            facts: Facts::default(),
        }
    }

    pub(super) fn write(
        &mut self,
        chunk: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        self.tail.extend_from_slice(&chunk);
        let whole = self.tail.split_to(self.charset.whole(&self.tail));
        let begins = self.at == 0 && !whole.is_empty();
        let mut text = Vec::new();
        let decoded = self.charset.decode(&whole, &mut text);
        let read = decoded.map_or_else(|error| error.at, |()| whole.len());
        let contradicted = self.contradicts(&whole, begins, text.first());
        if let Some(at) = contradicted {
            return Err(RewriteError::Malformed { at, what: "UTF-16 that does not read as ASCII" });
        }
        self.source.extend_from_slice(whole.get(..read).unwrap_or_default());
        self.text.extend_from_slice(&text);
        let mut judge = BothReadings { judge, charset: self.charset, facts: &mut self.facts };
        let written = self.inner.write(text.into(), &mut judge, &mut self.followed);
        self.follow(out)?;
        written?;
        self.at += read as u64;
        decoded.map_err(|_| self.malformed())
    }

    pub(super) fn finish(
        &mut self,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        if !self.tail.is_empty() {
            return Err(self.malformed());
        }
        let mut judge = BothReadings { judge, charset: self.charset, facts: &mut self.facts };
        self.inner.finish(&mut judge, &mut self.followed)?;
        self.follow(out)?;
        if self.text.is_empty() { Ok(()) } else { Err(self.lost()) }
    }

    pub(super) fn held(&self) -> usize {
        self.inner.held() + self.tail.len() + self.source.len() + self.text.len()
    }

    /// Whether UTF-16 would also be text for who takes it for ASCII; gives the place.
    fn contradicts(&mut self, whole: &[u8], begins: bool, first: Option<&u8>) -> Option<u64> {
        if !matches!(self.charset, Charset::Utf16Le | Charset::Utf16Be) {
            return None;
        }
        // A mark, or the ASCII character that every format begins with.
        if begins && first.is_some_and(|b| !b.is_ascii() && *b != 0xef) {
            return Some(0);
        }
        for (n, b) in whole.iter().enumerate() {
            let printable = matches!(b, b' '..=b'~' | b'\t' | b'\n' | b'\r');
            self.ascii_run = if printable { self.ascii_run + 1 } else { 0 };
            if self.ascii_run > ASCII_RUN {
                return Some(self.at + n as u64);
            }
        }
        None
    }

    /// Carries over what the rewriter decided.
    fn follow(&mut self, out: &mut Output) -> Result<(), RewriteError> {
        while let Some(piece) = self.followed.next_piece() {
            match piece {
                Piece::Kept(kept) => {
                    // Bytes from elsewhere would let something through that nobody judged.
                    if !self.text.starts_with(&kept) {
                        return Err(self.lost());
                    }
                    let bytes = self.take(kept.len())?;
                    out.push(bytes);
                }
                Piece::Gone(count) => {
                    let bytes = self.take(count)?;
                    out.skip(bytes.len());
                }
                Piece::New(bytes) => {
                    let text = String::from_utf8_lossy(&bytes);
                    out.insert(self.charset.encode(&text, self.fallback).into());
                }
            }
        }
        if self.followed.is_committed() {
            out.commit();
        }
        Ok(())
    }

    /// The bytes that became the next `count` bytes of the decoded text.
    fn take(&mut self, count: usize) -> Result<Bytes, RewriteError> {
        let len = self.charset.source_len(&self.source, &self.text, count);
        let Some(len) = len else { return Err(self.lost()) };
        let _ = self.text.split_to(count);
        Ok(self.source.split_to(len).freeze())
    }

    const fn malformed(&self) -> RewriteError {
        RewriteError::Malformed { at: self.at, what: "text in the declared charset" }
    }

    const fn lost(&self) -> RewriteError {
        RewriteError::Malformed { at: self.at, what: "characters that can be told apart" }
    }
}
