//! Documents of which one part says what another one is: what listings refer to stands beside them, in
//! a list of its own. Such a document is held until it is there as a whole, up to `limits.unit`; then
//! it is judged and swept as one. Where a part of it has left before the first such listing came, the
//! rest is. What is longer is read as it comes.

use super::JsonRewriter;
use super::names::Says;
use super::node::{Fields, Kind, NONE, Node};
use super::path::Paths;
use super::splice::{Stream, skip_comma, splice};
use super::tape::Tape;
use super::whole::{Document, Manner, NESTED, Placed};
use crate::rewrite::cut::Cut;
use crate::rewrite::sweep::Sweep;
use crate::rewrite::{Judge, Output, RewriteError, Unit, Verdict, Withheld};

/// Whether the rest of the document is held, for what it may say of listings before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Rest {
    #[default]
    Unasked,
    Held,
    /// It is longer than what may be held.
    TooLong,
}

impl Tape {
    /// Whether the document is to be there as a whole before anything of it is decided.
    pub(super) const fn is_awaited(&self) -> bool {
        self.awaits || self.shelved && self.ground.root
    }

    /// Whether a value that begins shows that listings and what they refer to stand apart.
    pub(super) fn leads_elsewhere(&self, node: &Node) -> bool {
        if node.says.any(Says::REFERENCE) {
            return true;
        }
        // An element of a list of what listings refer to.
        let Some(list) = self.get(node.parent).filter(|_| node.kind == Kind::Object) else {
            return false;
        };
        let parts = list.says.any(Says::OWNED) && !list.says.any(Says::OWNED_IDS);
        let beside = parts || list.says.any(Says::SHELF.or(Says::INCLUDED));
        let listed = list.is_array() || node.says.any(Says::DATA);
        beside && listed && (list.is_chained() || !self.ground.chain && self.is_reached(list))
    }

    /// Whether only objects stand around a value.
    pub(super) fn is_reached(&self, node: &Node) -> bool {
        let around = |node: &Node| self.get(node.parent);
        let mut above = std::iter::successors(around(node), |node| around(node));
        above.all(|node| node.kind == Kind::Object)
    }

    /// Whether a container that ends does no more than name what stands elsewhere.
    pub(super) fn names_another(&self, at: u32, node: &Node) -> bool {
        let shelf = |node: &Node| node.says.any(Says::SHELF);
        if node.is_array() {
            let first = self.get(at + 1).filter(|_| shelf(node) && node.children > 0);
            let ids = node.says.any(Says::SHELF_IDS);
            return first.is_some_and(|first| ids || first.kind == Kind::Number);
        }
        node.own.has(Fields::ID)
            && !node.own.has(Fields::NAME)
            && (shelf(node) || node.key.1 == 0 && self.get(node.parent).is_some_and(shelf))
    }
}

impl JsonRewriter {
    /// Whether the value on the tape may go on to `end`.
    pub(super) fn fits(&self, end: u64) -> bool {
        let held = self.frames.is_empty() && !self.tape.is_awaited();
        let limit = if held { self.limits.hold } else { self.limits.unit };
        // A unit of one-digit numbers has as many nodes as bytes; its nodes are bounded too.
        let nodes = limit / 8 + 1024;
        end.saturating_sub(self.tape.origin) <= limit as u64 && self.tape.nodes.len() <= nodes
    }

    /// Decides the document on the tape, which is complete and of which nothing has left.
    pub(super) fn complete_whole(
        &mut self,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let paths = self.tape.paths.clone();
        let mut document = Document::new(paths, Manner::Page, self.limits, NESTED);
        std::mem::swap(&mut document.tape, &mut self.tape);
        document.settler.listed = self.settler.listed;
        document.settler.keep_one_masked = self.settler.keep_one_masked;
        let tape = &document.tape;
        let bytes = self.window.slice(tape.origin, tape.reached());
        let mut sweep = Sweep::new(self.limits.swept_identifiers);
        document.judge(bytes, &mut sweep, judge)?;
        document.sweep(bytes, &mut sweep, judge);
        splice(&mut Stream { window: &mut self.window, out }, &document.tape, 0);
        self.tape.clear();
        self.done = true;
        Ok(())
    }

    /// Whether the listing on the tape, which is complete, waits for what the rest of the document may
    /// say of it.
    pub(super) fn begins_rest(&self) -> bool {
        self.tape.shelved
            && self.rest == Rest::Unasked
            && self.settler.listed
            && !self.tape.paths.are_given()
            && self.frames.last().is_some_and(|frame| frame.node.is_array())
            && self.frames.iter().all(|frame| frame.node.is_chained() && is_plain(&frame.key))
    }

    /// Whether the rest has become too long to be held.
    pub(super) fn gives_up_rest(&mut self) -> bool {
        let len = self.window.end().saturating_sub(self.tape.origin);
        if len > self.limits.unit as u64 {
            self.rest = Rest::TooLong;
        }
        self.rest == Rest::TooLong
    }

    /// Decides the rest of the document, which is here to its end: as a document of its own, in the
    /// containers that are open.
    pub(super) fn complete_rest(
        &mut self,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let Some(frame) = self.frames.last() else { return Ok(()) };
        let any = frame.any;
        let mut start = frame.before;
        if frame.children > 0 && !frame.any {
            // All before it went, and the comma goes with them.
            let mut stream = Stream { window: &mut self.window, out };
            skip_comma(&mut stream, frame.before, self.tape.origin);
            start = self.tape.origin;
        }
        let mut text = Vec::new();
        for frame in &self.frames {
            if frame.node.key.1 > 0 {
                text.extend_from_slice(format!("\"{}\":", frame.key).as_bytes());
            }
            text.push(if frame.node.is_array() { b'[' } else { b'{' });
            if frame.root {
                text.append(&mut self.shelves);
            }
        }
        text.extend_from_slice(if any { b"0" } else { b"" });
        let before = text.len();
        let end = self.window.end();
        text.extend_from_slice(self.window.slice(start, end));
        let mut document =
            Document::read(&text, Paths::default(), Manner::Page, self.limits, NESTED)?;
        document.settler.listed = true;
        document.settler.keep_one_masked = self.settler.keep_one_masked;
        std::mem::swap(&mut document.settler.referred, &mut self.settler.referred);
        let base = start.saturating_sub(before as u64);
        let mut placed = Placed { judge, base, fixed: false };
        let mut later = Later { judge: &mut placed, before: before as u64 };
        document.judge(&text, &mut self.settler.sweep, &mut later)?;
        document.sweep(&text, &mut self.settler.sweep, &mut later);
        let cuts = document.cuts(&text).into_iter().filter(|cut| cut.range.end > before);
        for Cut { range, with } in cuts {
            let Some(from) = range.start.checked_sub(before) else {
                return Err(RewriteError::Budget { key: "limits.unit", at: start });
            };
            self.window.keep_to(start + from as u64);
            self.window.skip_to(start + (range.end - before) as u64, out);
            if !with.is_empty() {
                self.window.insert(with, out);
            }
        }
        self.window.keep_to(end);
        self.done = true;
        Ok(())
    }
}

impl JsonRewriter {
    /// Keeps what listings may stand on, of the value on the tape as far as it is complete, for those
    /// that come later; what is more than `limits.unit` is not kept.
    pub(super) fn note_shelves(&mut self, to: u32) {
        let is_shelf = |node: &Node| node.says.any(Says::SHELF) && !node.says.any(Says::SHELF_IDS);
        let list = self.frames.last().filter(|frame| frame.node.is_array());
        if list.is_some_and(|list| !is_shelf(&list.node) || !list.node.is_chained()) {
            return;
        }
        let bytes = self.window.slice(self.tape.origin, self.tape.reached());
        let bytes = |from: u32, to: u32| bytes.get(from as usize..to as usize).unwrap_or_default();
        let (unit, shelves) = (self.limits.unit, &mut self.shelves);
        let mut note = |key: &[u8], value: &[u8]| {
            let fits = shelves.len() + key.len() + value.len() + 4 <= unit;
            if fits && !value.trim_ascii().is_empty() {
                [key, b":[", value, b"],"]
                    .into_iter()
                    .for_each(|part| shelves.extend_from_slice(part));
            }
        };
        if let Some(list) = list {
            let node = self.tape.get(0).filter(|node| node.kind == Kind::Object);
            if let Some(node) = node.filter(|_| is_plain(&list.key)) {
                note(format!("\"{}\"", list.key).as_bytes(), bytes(node.start, node.end));
            }
            return;
        }
        for list in self.tape.nodes.iter().take(to as usize) {
            let whole = list.is_array() && list.key.1 > 0 && list.next != NONE;
            if whole && is_shelf(list) && list.is_chained() {
                let inside = (list.start.saturating_add(1), list.end.saturating_sub(1));
                note(bytes(list.key.0, list.key.1), bytes(inside.0, inside.1));
            }
        }
    }
}

/// Whether a member name is written as it is meant.
fn is_plain(key: &str) -> bool {
    !key.contains(['"', '\\']) && !key.contains(char::is_control)
}

/// A judge that is not asked again about what has left already.
struct Later<'j> {
    judge: &'j mut dyn Judge,
    before: u64,
}

impl Judge for Later<'_> {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        if unit.position < self.before { Verdict::Keep } else { self.judge.judge(unit) }
    }

    fn withheld(&mut self, position: u64, why: Withheld) {
        if position >= self.before {
            self.judge.withheld(position, why);
        }
    }

    fn unreadable(&mut self, position: u64) -> Verdict {
        self.judge.unreadable(position)
    }

    fn omits_nameless(&self) -> bool {
        self.judge.omits_nameless()
    }

    fn speaks(&mut self, language: &str) {
        self.judge.speaks(language);
    }

    fn remember(&mut self, keys: &[u64]) {
        self.judge.remember(keys);
    }

    fn recall(&mut self, keys: &[u64], position: u64) -> Option<Verdict> {
        if position < self.before { Some(Verdict::Keep) } else { self.judge.recall(keys, position) }
    }
}
