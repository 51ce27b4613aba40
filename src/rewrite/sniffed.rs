//! Reads a body as what a client would take it for, whatever it calls itself: JSON behind a guard
//! or in a call, JSON that calls itself HTML, text or a script, and bodies of no known type.
//!
//! Formats that are held whole are recognised as a whole, so that nothing is read as JSON that
//! merely begins like it; what streams is recognised by its first characters.

mod recognise;
#[cfg(test)]
mod tests;
mod wrapped;

use super::json::{Check, is_json};
use super::select::rewriter_of;
use super::{Format, Judge, Limits, Output, Rewrite, RewriteError, Shape};
use bytes::{Bytes, BytesMut};
use recognise::{MOST, Wrapper, begins_values, blank, is_html, wrapper};
use wrapped::WrappedRewriter;

/// Recognises one body and reads it as what it is.
#[derive(Debug)]
pub struct SniffingRewriter {
    declared: Format,
    shape: Shape,
    limits: Limits,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Not recognised yet.
    Looking(BytesMut),
    /// To be recognised when it is there as a whole.
    Whole(BytesMut),
    Through(Box<dyn Rewrite>),
    /// It failed.
    Over,
}

/// What a body is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Read {
    Unfinished,
    As(Format),
    Wrapped {
        before: usize,
        call: bool,
    },
    /// As values that refer to each other.
    Values,
    Whole,
    Never,
}

impl SniffingRewriter {
    /// A rewriter of a body that is declared to be of a format.
    pub fn new(declared: Format, shape: Shape, limits: Limits) -> Self {
        Self { declared, shape, limits, state: State::Looking(BytesMut::new()) }
    }

    /// What the first characters say.
    fn first(&self, text: &[u8], complete: bool) -> Read {
        // What streams does not wait behind blanks without end.
        if self.declared == Format::Json && blank(text) > MOST {
            return Read::As(Format::Json);
        }
        let Some(&first) = text.get(blank(text)..).and_then(<[u8]>::first) else {
            return match self.declared {
                _ if !complete => Read::Unfinished,
                Format::Unknown => Read::As(Format::Text),
                declared => Read::As(declared),
            };
        };
        let opens = matches!(first, b'{' | b'[');
        if self.declared == Format::Json && opens && cfg!(feature = "html") {
            match begins_values(text, complete) {
                Some(true) => return Read::Whole,
                Some(false) => {}
                None => return Read::Unfinished,
            }
        }
        match self.declared {
            Format::Json if opens || matches!(first, b'"' | b'-' | b'0'..=b'9') => {
                match wrapper(text, complete) {
                    // `{}&&` begins like an object.
                    Wrapper::Found { len, call } => Read::Wrapped { before: len, call },
                    Wrapper::Unfinished if first == b'{' => Read::Unfinished,
                    _ => Read::As(Format::Json),
                }
            }
            Format::Json => match wrapper(text, complete) {
                Wrapper::None => Read::As(Format::Json),
                Wrapper::Unfinished => Read::Unfinished,
                Wrapper::Found { len, call } => Read::Wrapped { before: len, call },
            },
            Format::Text => Read::Whole,
            // Whether there is markup in it shows at the end.
            Format::Html if first != b'<' => Read::Whole,
            Format::Html | Format::Xml | Format::Page if first == b'<' => Read::As(self.declared),
            Format::Html | Format::Xml | Format::Page if opens => Read::Whole,
            Format::Html | Format::Xml | Format::Page => match wrapper(text, complete) {
                Wrapper::None => Read::As(self.declared),
                Wrapper::Unfinished => Read::Unfinished,
                Wrapper::Found { .. } => Read::Whole,
            },
            Format::Unknown if first == b'<' => match is_html(text, complete) {
                None => Read::Unfinished,
                Some(true) => Read::As(Format::Html),
                Some(false) => Read::As(Format::Xml),
            },
            Format::Script if first == b'<' => Read::Never,
            // No event begins so, and no ordinary table.
            Format::Csv | Format::Tsv | Format::Events if opens || first == b'<' => Read::Whole,
            Format::Unknown | Format::Script => Read::Whole,
            declared => Read::As(declared),
        }
    }

    /// What a whole body says.
    fn whole(&self, text: &[u8]) -> Read {
        let depth = self.limits.depth;
        let start = blank(text);
        let rest = text.get(start..).unwrap_or_default();
        let json = is_json(rest, depth);
        // Values that come later stand on lines of their own.
        let values = (json || self.declared == Format::Json)
            && begins_values(text, true) == Some(true)
            && is_values(rest, self.limits);
        if values || json {
            return if values { Read::Values } else { Read::As(Format::Json) };
        }
        if let Wrapper::Found { len, call } = wrapper(text, true) {
            let json = text.get(len..).unwrap_or_default();
            let end = Check::new(depth).root(json).ok().flatten();
            let behind = end.and_then(|end| json.get(end..)).map(<[u8]>::trim_ascii);
            let behind = behind.map(|rest| rest.strip_suffix(b";").unwrap_or(rest).trim_ascii());
            if behind.is_some_and(|rest| rest == if call { b")".as_slice() } else { b"" }) {
                return Read::Wrapped { before: len, call };
            }
        }
        let free = matches!(
            self.declared,
            Format::Text | Format::Unknown | Format::Csv | Format::Tsv | Format::Events
        );
        let mut lines = rest.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
        if free && rest.starts_with(b"{") && lines.all(|line| is_json(line, depth)) {
            return Read::As(Format::JsonLines);
        }
        let loose =
            matches!(self.declared, Format::Text | Format::Csv | Format::Tsv | Format::Events);
        match self.declared {
            _ if loose && is_html(text, true) == Some(true) => Read::As(Format::Html),
            _ if loose && rest.starts_with(b"<?xml") => Read::As(Format::Xml),
            Format::Events => Read::Never,
            // Without markup a page is a plain text, whatever it calls itself, and no paragraph.
            Format::Html if rest.len() > self.limits.prose && !has_markup(rest) => {
                Read::As(Format::Text)
            }
            Format::Unknown if rest.iter().any(|b| is_control(*b)) => Read::Never,
            Format::Unknown => Read::As(Format::Text),
            declared => Read::As(declared),
        }
    }

    /// Takes what is held and decides what becomes of it.
    fn settle(
        &mut self,
        read: Read,
        held: BytesMut,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let limits = self.limits;
        self.state = match read {
            Read::As(format) => State::Through(rewriter_of(format, &self.shape, limits)),
            Read::Wrapped { before, call } => {
                let json = rewriter_of(Format::Json, &self.shape, limits);
                State::Through(Box::new(WrappedRewriter::new(before, call, json)))
            }
            #[cfg(feature = "html")]
            Read::Values => {
                State::Through(Box::new(super::payload::PayloadRewriter::values(limits)))
            }
            #[cfg(not(feature = "html"))]
            Read::Values => State::Through(rewriter_of(Format::Json, &self.shape, limits)),
            Read::Unfinished => {
                self.state = State::Looking(held);
                return Ok(());
            }
            Read::Whole => {
                self.state = State::Whole(held);
                return Ok(());
            }
            Read::Never => {
                self.state = State::Over;
                return Err(RewriteError::Malformed { at: 0, what: "a body of a known format" });
            }
        };
        self.pass(held.freeze(), judge, out)
    }

    fn pass(
        &mut self,
        chunk: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        match &mut self.state {
            State::Through(inner) => inner.write(chunk, judge, out),
            _ => Ok(()),
        }
    }

    fn hold(&mut self, chunk: &[u8]) -> Result<(), RewriteError> {
        let (State::Looking(held) | State::Whole(held)) = &mut self.state else { return Ok(()) };
        if held.len().saturating_add(chunk.len()) > self.limits.page {
            let at = held.len() as u64;
            self.state = State::Over;
            return Err(RewriteError::Budget { key: "limits.page", at });
        }
        held.extend_from_slice(chunk);
        Ok(())
    }
}

/// Whether a whole body is values that refer to each other.
fn is_values(text: &[u8], limits: Limits) -> bool {
    #[cfg(feature = "html")]
    return super::payload::is_values(text, limits);
    #[cfg(not(feature = "html"))]
    {
        let _ = (text, limits);
        false
    }
}

/// Whether a tag, a comment or the like begins anywhere (WHATWG HTML section 13.2.5.6).
fn has_markup(text: &[u8]) -> bool {
    let opens =
        |at: usize| text.get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || b"/!?".contains(b));
    memchr::memchr_iter(b'<', text).any(opens)
}

/// Bytes that no text has (WHATWG MIME Sniffing section 3, «binary data byte»).
const fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f)
}

impl Rewrite for SniffingRewriter {
    fn write(
        &mut self,
        chunk: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        match &self.state {
            State::Looking(held) if held.is_empty() => {
                // The common case is recognised without a copy.
                if let read @ Read::As(_) = self.first(&chunk, false) {
                    self.settle(read, BytesMut::new(), judge, out)?;
                    return self.pass(chunk, judge, out);
                }
            }
            State::Through(_) => return self.pass(chunk, judge, out),
            _ => {}
        }
        self.hold(&chunk)?;
        match &mut self.state {
            State::Looking(held) => {
                let held = std::mem::take(held);
                let read = self.first(&held, false);
                self.settle(read, held, judge, out)
            }
            _ => Ok(()),
        }
    }

    fn finish(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        if let State::Looking(held) = &mut self.state {
            let held = std::mem::take(held);
            let read = self.first(&held, true);
            self.settle(read, held, judge, out)?;
        }
        if let State::Whole(held) = &mut self.state {
            let held = std::mem::take(held);
            let read = self.whole(&held);
            self.settle(read, held, judge, out)?;
        }
        match &mut self.state {
            State::Through(inner) => inner.finish(judge, out),
            _ => Ok(()),
        }
    }

    fn held(&self) -> usize {
        match &self.state {
            State::Looking(held) | State::Whole(held) => held.len(),
            State::Through(inner) => inner.held(),
            State::Over => 0,
        }
    }
}
