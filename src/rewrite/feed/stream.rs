//! The way through a document, token by token: which elements are passed on while they are open, and
//! which one is held until it is complete and judged.

mod passing;

use super::entities;
use super::judging::Settler;
use super::names::{Elements, is_page, local};
use super::tape::{Tape, What};
use super::tokens::{Kind, Token, Tokens, attributes, name_len};
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::sweep::Sweep;
use crate::rewrite::twice::Sweeping;
use crate::rewrite::window::Window;
use crate::rewrite::{Judge, Limits, Output, Rewrite, RewriteError, Unit, UnitKind, Verdict};
use bytes::Bytes;

/// Names of children that are remembered, so that repeated ones are known.
const NAMES: usize = 64;

/// An element of which the beginning is decided.
#[derive(Debug)]
struct Frame {
    name: String,
    role: Role,
    /// Whether its children are a list.
    list: bool,
    /// Whether the document may be about something in it.
    chain: bool,
    /// The names of its children so far, hashed.
    seen: Vec<u32>,
}

/// Rewrites one XML document (XML 1.0), element by element.
#[derive(Debug)]
pub struct FeedRewriter {
    limits: Limits,
    tokens: Tokens,
    window: Window,
    tape: Tape,
    settler: Settler,
    frames: Vec<Frame>,
    /// How many elements are open in one that is left out.
    skip: Option<usize>,
    /// Whether the token that is coming in is too large and withheld.
    lost: bool,
    /// Up to where tokens were taken.
    taken: u64,
    begun: bool,
    /// Whether the root is complete.
    done: bool,
    /// Whether the document is one picture or page.
    page: bool,
}

impl FeedRewriter {
    /// A rewriter that finds listings by the names of `elements`, or by their fields where none are
    /// given.
    pub fn new(elements: Elements, limits: Limits) -> Self {
        Self {
            tokens: Tokens::new(),
            window: Window::default(),
            tape: Tape::new(elements),
            settler: Settler::new(limits),
            frames: Vec::new(),
            skip: None,
            lost: false,
            taken: 0,
            begun: false,
            done: false,
            page: false,
            limits,
        }
    }

    fn token(
        &mut self,
        token: Token,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        self.taken = token.end;
        if std::mem::take(&mut self.lost) {
            self.window.skip_to(token.end, out);
            return Ok(());
        }
        if let Some(depth) = self.skip {
            let depth = match token.kind {
                Kind::Start { empty: false } => depth + 1,
                Kind::End => depth.saturating_sub(1),
                _ => depth,
            };
            self.skip = (depth > 0).then_some(depth);
            self.window.skip_to(token.end, out);
            return Ok(());
        }
        if token.kind != Kind::End {
            self.make_room(token.end, judge, out)?;
            if self.skip.is_some() {
                return self.token(token, judge, out);
            }
        }
        if !self.tape.is_active() && token.end - token.start > self.limits.unit as u64 {
            return self.too_large(token.start, token.kind, token.end, judge, out);
        }
        let text = utf8(self.window.slice(token.start, token.end), token.start)?;
        match token.kind {
            Kind::Doctype => {
                entities::read(text, &mut self.settler.entities)
                    .map_err(|what| RewriteError::Malformed { at: token.start, what })?;
                if names_closed(text, token.start, judge) {
                    return Err(RewriteError::SubjectWithheld);
                }
                if !self.tape.is_active() {
                    self.window.keep_to(token.end);
                }
                Ok(())
            }
            Kind::Text | Kind::CData | Kind::Comment | Kind::Instruction => {
                let what = match token.kind {
                    Kind::Text => What::Text,
                    Kind::CData => What::CData,
                    _ => What::Aside,
                };
                if self.tape.is_active() {
                    self.tape.push(what, token.start, text);
                    return Ok(());
                }
                let blank = text.trim_start_matches('\u{feff}').trim().is_empty();
                if what == What::Text && blank {
                    self.window.keep_to(token.end);
                    return Ok(());
                }
                if what != What::Aside && !self.begun {
                    let what = "XML, which begins with `<`";
                    return Err(RewriteError::Malformed { at: token.start, what });
                }
                self.tape.begin(token.start);
                self.tape.push(what, token.start, text);
                self.complete(judge, out)
            }
            Kind::Start { empty } => self.start(token, empty, judge, out),
            Kind::End => self.end(token, judge, out),
        }
    }

    fn start(
        &mut self,
        token: Token,
        empty: bool,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        if self.frames.len() + self.tape.open.len() >= self.limits.depth {
            return Err(RewriteError::Budget { key: "limits.depth", at: token.start });
        }
        if !self.tape.is_active() {
            self.tape.begin(token.start);
        }
        let source = utf8(self.window.slice(self.tape.origin, token.end), self.tape.origin)?;
        let tag = utf8(self.window.slice(token.start, token.end), token.start)?;
        let above = self.frames.last().map_or(Role::Other, |frame| frame.role);
        let around = self.frames.iter().rev().map(|frame| frame.name.as_str());
        self.tape.push_element(tag, token.start, above, around, source);
        let first = self.tape.len() > 0 && self.tape.open.len() == 1 && self.tape.open[..] == [0];
        let root = first && !self.begun;
        if root {
            let name = self.tape.name(0, source).unwrap_or_default();
            self.page = is_page(local(name));
            if let Some(language) = language_of(tag) {
                judge.speaks(language);
            }
        }
        self.begun = true;
        if empty {
            return self.close(token.end, token.end, judge, out);
        }
        let opens = self
            .tape
            .get(0)
            .is_some_and(|node| node.is_named_list() && !node.is_candidate(self.tape.is_exact()));
        if first && opens && !self.page && !self.done {
            self.settler.listed = true;
            return self.open(judge, out);
        }
        Ok(())
    }

    /// An end tag: closes what its name opened last, and all in it. One that nothing opened is judged
    /// as a comment is.
    fn end(
        &mut self,
        token: Token,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let origin = if self.tape.is_active() { self.tape.origin } else { token.start };
        let source = utf8(self.window.slice(origin, token.end), origin)?;
        let tag = utf8(self.window.slice(token.start, token.end), token.start)?;
        let name = tag.get(2..).map(|after| after.get(..name_len(after)).unwrap_or_default());
        let name = name.unwrap_or_default();
        let behind = tag.get(2 + name.len()..).unwrap_or_default();
        if !behind.trim_matches(|c: char| c.is_whitespace() || c == '>').is_empty() {
            let what = "an end tag that holds nothing but a name";
            return Err(RewriteError::Malformed { at: token.start, what });
        }
        let is_open = |at: &u32| self.tape.name(*at, source) == Some(name);
        if let Some(place) = self.tape.open.iter().rposition(is_open) {
            while self.tape.open.len() > place + 1 {
                self.tape.close(token.start, token.start);
            }
            return self.close(token.start, token.end, judge, out);
        }
        let Some(place) = self.frames.iter().rposition(|frame| frame.name == name) else {
            let held = self.tape.is_active();
            if !held {
                self.tape.begin(token.start);
            }
            self.tape.push(What::Aside, token.start, tag);
            return if held { Ok(()) } else { self.complete(judge, out) };
        };
        self.close_all(token.start, judge, out)?;
        self.window.keep_to(token.end);
        self.frames.truncate(place);
        self.done |= self.frames.is_empty();
        Ok(())
    }

    /// Closes the innermost held element.
    fn close(
        &mut self,
        from: u64,
        to: u64,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        if self.tape.close(from, to) {
            return self.complete(judge, out);
        }
        if self.frames.is_empty() && !self.page && !self.done && self.tape.shows_list() {
            self.settler.listed = true;
            while !self.tape.open.is_empty() && self.skip.is_none() {
                self.open(judge, out)?;
            }
        }
        Ok(())
    }

    /// Closes all that is held, which ends at `at` without an end tag.
    fn close_all(
        &mut self,
        at: u64,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        while !self.tape.open.is_empty() {
            if self.tape.close(at, at) {
                self.complete(judge, out)?;
            }
        }
        Ok(())
    }
}

/// The language that a start tag declares (XML 1.0 section 2.12).
fn language_of(tag: &str) -> Option<&str> {
    let mut found = attributes(tag).filter(|a| tag.get(a.name.0..a.name.1) == Some("xml:lang"));
    found.next().and_then(|a| tag.get(a.value.0..a.value.1))
}

fn utf8(bytes: &[u8], at: u64) -> Result<&str, RewriteError> {
    let text = std::str::from_utf8(bytes).map_err(|error| RewriteError::Malformed {
        at: at + error.valid_up_to() as u64,
        what: "XML in UTF-8",
    })?;
    match text.find('\0') {
        Some(nul) => {
            let at = at + nul as u64;
            Err(RewriteError::Malformed { at, what: "XML without NUL bytes" })
        }
        None => Ok(text),
    }
}

impl Rewrite for FeedRewriter {
    fn write(
        &mut self,
        chunk: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        self.window.feed(chunk);
        while let Some(token) = self.tokens.next(self.window.bytes(), self.window.base()) {
            if let Err(error) = self.token(token, judge, out) {
                self.window.flush(out);
                return Err(error);
            }
        }
        let end = self.window.end();
        self.make_room(end, judge, out)?;
        let start = self.tokens.start();
        let large = end - start > self.limits.unit as u64;
        if !self.tape.is_active() && !self.lost && self.skip.is_none() {
            if large && !self.tokens.is_skippable() {
                return Err(RewriteError::Budget { key: "limits.unit", at: start });
            }
            if large {
                self.too_large(start, Kind::Text, start, judge, out)?;
                self.lost = true;
            }
        }
        if self.skip.is_some() && large && !self.tokens.is_skippable() {
            return Err(RewriteError::Budget { key: "limits.unit", at: start });
        }
        if self.lost || self.skip.is_some() && self.tokens.is_skippable() {
            self.window.skip_to(self.tokens.read_to(), out);
        }
        self.window.flush(out);
        self.window.settle();
        Ok(())
    }

    fn finish(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        let end = self.window.end();
        if let Some(token) = self.tokens.finish(end) {
            self.token(token, judge, out)?;
        }
        let start = self.tokens.start();
        self.close_all(start, judge, out)?;
        if start < end {
            // A tag that breaks off: nobody knows what it would have said.
            if judge.unreadable(start) == Verdict::Keep {
                self.window.keep_to(end);
            } else {
                self.window.keep_to(start);
                self.window.skip_to(end, out);
            }
        }
        if !self.begun && end > 0 {
            return Err(RewriteError::Malformed { at: end, what: "XML with a root element" });
        }
        self.window.flush(out);
        out.commit();
        Ok(())
    }

    fn held(&self) -> usize {
        self.window.bytes().len()
    }
}

impl Sweeping for FeedRewriter {
    fn follow(&mut self, first: &mut Self) {
        std::mem::swap(self.sweep(), first.sweep());
        std::mem::swap(&mut self.settler.shelves, &mut first.settler.shelves);
    }

    fn sweep(&mut self) -> &mut Sweep {
        &mut self.settler.sweep
    }
}

/// Whether the words of a document type name something closed: they cannot go without what refers
/// to them.
fn names_closed(doctype: &str, position: u64, judge: &mut dyn Judge) -> bool {
    let mut facts = Facts::default();
    facts.push(Role::Other, "", Scalar::Text(doctype.get(2..).unwrap_or_default()));
    let unit = Unit { kind: UnitKind::Document, facts: &facts, position, id: None };
    judge.judge(&unit) != Verdict::Keep
}
