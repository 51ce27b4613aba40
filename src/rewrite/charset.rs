//! Finds out in which charset a body is written and reads it to a rewriter of UTF-8.
//!
//! What is kept leaves in the bytes it came in, and what takes a place of its own is written in the
//! body's charset (`transcode`). Text that reads as UTF-8 all the same is judged under both
//! readings (`misread`).

#[cfg(feature = "charset")]
mod misread;
#[cfg(test)]
mod tests;
#[cfg(feature = "charset")]
mod transcode;

use super::{Format, Judge, Limits, Output, Rewrite, RewriteError};
use crate::charset::{Charset, Declares, Reading, read_as};
use bytes::{Bytes, BytesMut};

/// Reads a body in its charset.
#[derive(Debug)]
pub struct CharsetRewriter {
    declares: Declares,
    header: Option<Charset>,
    /// Most bytes among which a declaration is looked for (`limits.page`).
    most: usize,
    #[cfg(feature = "charset")]
    format: Format,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The charset does not show yet.
    Looking { first: BytesMut, inner: Box<dyn Rewrite> },
    /// UTF-8; where nobody says so, nothing may suggest another charset.
    Utf8 { assumed: bool, inner: Box<dyn Rewrite> },
    #[cfg(feature = "charset")]
    Other(Box<transcode::Transcoder>),
    /// It failed.
    Over,
}

impl CharsetRewriter {
    /// Reads to `inner`, a rewriter of `format`, a body of which the header declares `header`.
    pub fn new(
        format: Format,
        header: Option<Charset>,
        limits: Limits,
        inner: Box<dyn Rewrite>,
    ) -> Self {
        let declares = match format {
            Format::Json
            | Format::JsonLines
            | Format::JsonSequence
            | Format::Script
            | Format::Flight
            | Format::Parts => Declares::Json,
            Format::Unknown => Declares::Unknown,
            Format::Html => Declares::Html,
            Format::Text | Format::Csv | Format::Tsv | Format::Events => Declares::Text,
            Format::Xml | Format::Page => Declares::Xml,
        };
        Self {
            declares,
            header,
            most: limits.page,
            #[cfg(feature = "charset")]
            format,
            state: State::Looking { first: BytesMut::new(), inner },
        }
    }

    /// Decides, where that can be done, and hands on what was held meanwhile.
    fn decide(
        &mut self,
        chunk: Bytes,
        complete: bool,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let state = std::mem::replace(&mut self.state, State::Over);
        let State::Looking { mut first, inner } = state else { return Ok(()) };
        let seen = if first.is_empty() {
            chunk
        } else {
            first.extend_from_slice(&chunk);
            Bytes::new()
        };
        let bytes: &[u8] = if first.is_empty() { &seen } else { &first };
        let reading = read_as(self.declares, self.header, bytes, complete);
        if reading == Reading::Undecided {
            if bytes.len() > self.most {
                return Err(RewriteError::Budget { key: "limits.page", at: self.most as u64 });
            }
            if first.is_empty() {
                first.extend_from_slice(&seen);
            }
            self.state = State::Looking { first, inner };
            return Ok(());
        }
        self.state = match reading {
            Reading::As(Charset::Utf8) => State::Utf8 { assumed: false, inner },
            Reading::Assumed => State::Utf8 { assumed: true, inner },
            #[cfg(feature = "charset")]
            Reading::As(charset) => {
                State::Other(Box::new(transcode::Transcoder::new(charset, self.format, inner)))
            }
            _ => return Err(unreadable()),
        };
        let held = if first.is_empty() { seen } else { first.freeze() };
        self.pass(held, judge, out)
    }

    fn pass(
        &mut self,
        chunk: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        match &mut self.state {
            State::Utf8 { assumed, inner } => {
                // By these a browser would recognise ISO-2022-JP.
                if *assumed && memchr::memchr(0x1b, &chunk).is_some() {
                    return Err(unreadable());
                }
                inner.write(chunk, judge, out)
            }
            #[cfg(feature = "charset")]
            State::Other(transcoder) => transcoder.write(chunk, judge, out),
            State::Looking { .. } | State::Over => Ok(()),
        }
    }
}

const fn unreadable() -> RewriteError {
    RewriteError::Malformed { at: 0, what: "a charset that can be read" }
}

impl Rewrite for CharsetRewriter {
    fn write(
        &mut self,
        chunk: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        match self.state {
            State::Looking { .. } => self.decide(chunk, false, judge, out),
            _ => self.pass(chunk, judge, out),
        }
    }

    fn finish(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        if matches!(self.state, State::Looking { .. }) {
            self.decide(Bytes::new(), true, judge, out)?;
        }
        match &mut self.state {
            State::Utf8 { inner, .. } => inner.finish(judge, out),
            #[cfg(feature = "charset")]
            State::Other(transcoder) => transcoder.finish(judge, out),
            State::Looking { .. } | State::Over => Ok(()),
        }
    }

    fn held(&self) -> usize {
        match &self.state {
            State::Looking { first, .. } => first.len(),
            State::Utf8 { inner, .. } => inner.held(),
            #[cfg(feature = "charset")]
            State::Other(transcoder) => transcoder.held(),
            State::Over => 0,
        }
    }
}
