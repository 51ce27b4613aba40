//! Puts a decided value out: kept bytes as they came, removed elements with one comma.

use super::node::{Edit, Kind};
use super::tape::Tape;
use crate::rewrite::Output;
use crate::rewrite::cut::Cut;
use crate::rewrite::window::Window;
use bytes::Bytes;
use memchr::memchr;

/// What a decided value is cut out of. Places only grow.
pub(super) trait Knife {
    /// The bytes between two places.
    fn slice(&self, from: u64, to: u64) -> &[u8];
    /// Decides that everything up to `place` is kept.
    fn keep_to(&mut self, place: u64);
    /// Decides that everything up to `place` goes.
    fn skip_to(&mut self, place: u64);
    /// Puts `bytes` where the decided part ends.
    fn insert(&mut self, bytes: Bytes);
}

/// Cuts out of a stream.
#[derive(Debug)]
pub(super) struct Stream<'a> {
    pub(super) window: &'a mut Window,
    pub(super) out: &'a mut Output,
}

impl Knife for Stream<'_> {
    fn slice(&self, from: u64, to: u64) -> &[u8] {
        self.window.slice(from, to)
    }

    fn keep_to(&mut self, place: u64) {
        self.window.keep_to(place);
    }

    fn skip_to(&mut self, place: u64) {
        self.window.skip_to(place, self.out);
    }

    fn insert(&mut self, bytes: Bytes) {
        self.window.insert(bytes, self.out);
    }
}

/// Cuts out of a whole text: notes the cuts.
#[derive(Debug)]
pub(super) struct Whole<'a> {
    bytes: &'a [u8],
    at: u64,
    pub(super) cuts: Vec<Cut>,
}

impl<'a> Whole<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, cuts: Vec::new() }
    }

    fn here(&self) -> usize {
        usize::try_from(self.at).unwrap_or(usize::MAX)
    }
}

impl Knife for Whole<'_> {
    fn slice(&self, from: u64, to: u64) -> &[u8] {
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
        self.bytes.get(at(from)..at(to)).unwrap_or_default()
    }

    fn keep_to(&mut self, place: u64) {
        self.at = self.at.max(place);
    }

    fn skip_to(&mut self, place: u64) {
        if place <= self.at {
            return;
        }
        let from = self.here();
        self.at = place;
        let to = self.here();
        match self.cuts.last_mut() {
            Some(last) if last.range.end == from => last.range.end = to,
            _ => self.cuts.push(Cut { range: from..to, with: Bytes::new() }),
        }
    }

    fn insert(&mut self, bytes: Bytes) {
        let here = self.here();
        match self.cuts.last_mut() {
            Some(last) if last.range.end == here && last.with.is_empty() => last.with = bytes,
            _ => self.cuts.push(Cut { range: here..here, with: bytes }),
        }
    }
}

/// A container whose children are being put out.
#[derive(Clone, Copy, Debug)]
struct Open {
    end: u64,
    next: u32,
    /// Where the last child ended, or the opening bracket.
    before: u64,
    /// Whether a child was put out.
    any: bool,
}

/// Puts out the node at `at` with its member name; the window's decided part ends before it.
pub(super) fn splice(knife: &mut dyn Knife, tape: &Tape, at: u32) {
    let Some(root) = tape.get(at) else { return };
    let place = |offset: u32| tape.origin + u64::from(offset);
    let mut levels: Vec<Open> = Vec::new();
    let end = root.next.min(tape.len());
    let mut node_at = at;
    while node_at < end {
        let Some(node) = tape.get(node_at) else { break };
        while let Some(level) = levels.last()
            && level.next <= node_at
        {
            knife.keep_to(level.end);
            levels.pop();
        }
        let begin = place(if node.key.1 > 0 { node.key.0 } else { node.start });
        let mut next = node_at + 1;
        if let Some(level) = levels.last_mut() {
            if node.edit == Edit::Drop {
                knife.skip_to(place(node.end));
                level.before = place(node.end);
                node_at = node.next.max(next);
                continue;
            }
            if !level.any {
                skip_comma(knife, level.before, begin);
            }
            level.any = true;
            level.before = place(node.end);
        }
        match node.edit {
            Edit::Keep | Edit::Drop if matches!(node.kind, Kind::Object | Kind::Array) => {
                knife.keep_to(place(node.start) + 1);
                levels.push(Open {
                    end: place(node.end),
                    next: node.next,
                    before: place(node.start) + 1,
                    any: false,
                });
            }
            Edit::Keep | Edit::Drop => knife.keep_to(place(node.end)),
            Edit::Null | Edit::Empty | Edit::Count(_) | Edit::Text(_) => {
                knife.keep_to(place(node.start));
                knife.insert(replacement(tape, node.edit));
                knife.skip_to(place(node.end));
                next = node.next.max(next);
            }
        }
        node_at = next;
    }
    while let Some(level) = levels.pop() {
        knife.keep_to(level.end);
    }
}

/// Removes the comma that stands before the first child that is put out.
pub(super) fn skip_comma(knife: &mut dyn Knife, before: u64, begin: u64) {
    let comma = memchr(b',', knife.slice(before, begin));
    if let Some(at) = comma {
        knife.keep_to(before + at as u64);
        knife.skip_to(before + at as u64 + 1);
    }
}

fn replacement(tape: &Tape, edit: Edit) -> Bytes {
    match edit {
        Edit::Text(at) => tape.rewritten.get(at as usize).cloned().unwrap_or_default(),
        Edit::Count(count) => Bytes::from(count.to_string()),
        Edit::Null => Bytes::from_static(b"null"),
        _ => Bytes::from_static(b"\"\""),
    }
}

/// An element as it is without its words.
pub(super) fn masked(tape: &Tape, bytes: &[u8], at: u32) -> Bytes {
    let Some(root) = tape.get(at) else { return Bytes::new() };
    let mut masked = Vec::new();
    let mut from = root.start;
    let copy = |from: u32, to: u32, masked: &mut Vec<u8>| {
        masked.extend_from_slice(bytes.get(from as usize..to as usize).unwrap_or_default());
    };
    for index in at..root.next.min(tape.len()) {
        let Some(node) = tape.get(index) else { break };
        if node.kind == Kind::Text {
            copy(from, node.start, &mut masked);
            masked.extend_from_slice(b"\"\"");
            from = node.end;
        }
    }
    copy(from, root.end, &mut masked);
    Bytes::from(masked)
}
