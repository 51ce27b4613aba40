//! The lines of one event.

use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::cut::Cut;
use std::ops::Range;

/// Lines that are one text, and where they stand.
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub(super) text: String,
    /// Where in the text each line begins, and where in the event.
    lines: Vec<(usize, usize)>,
}

impl Joined {
    fn clear(&mut self) {
        self.text.clear();
        self.lines.clear();
    }

    fn push(&mut self, line: &str, at: usize) {
        if !self.lines.is_empty() {
            self.text.push('\n');
        }
        self.lines.push((self.text.len(), at));
        self.text.push_str(line);
    }

    /// Each line, and where it stands in the event.
    fn lines(&self) -> impl Iterator<Item = (&str, usize)> {
        let ends = self.lines.iter().skip(1).map(|(begins, _)| begins - 1);
        let ends = ends.chain([self.text.len()]);
        let lines = self.lines.iter().zip(ends);
        lines.map(|((begins, at), end)| (self.text.get(*begins..end).unwrap_or_default(), *at))
    }

    /// Where a place in the text stands in the event.
    fn place(&self, at: usize) -> usize {
        let after = self.lines.partition_point(|(begins, _)| *begins <= at);
        let line = after.checked_sub(1).and_then(|at| self.lines.get(at));
        line.map_or(0, |(begins, stands)| stands + (at - begins))
    }

    /// The cut in the event.
    pub(super) fn carry(&self, cut: Cut) -> Cut {
        let start = self.place(cut.range.start);
        let end = match cut.range.end.checked_sub(1) {
            // What joins two lines goes with the field name of the second.
            Some(last) if self.text.as_bytes().get(last) == Some(&b'\n') => {
                self.place(cut.range.end)
            }
            Some(last) if !cut.range.is_empty() => self.place(last) + 1,
            _ => start,
        };
        Cut { range: start..end, with: cut.with }
    }
}

/// What an event of Datastar patches: its data lines begin with what they are about.
#[derive(Debug, Default)]
pub(super) struct Patch {
    pub(super) elements: Joined,
    pub(super) signals: Joined,
    /// How and where.
    pub(super) rest: Joined,
}

/// One event, in reused buffers.
#[derive(Debug, Default)]
pub(super) struct Event {
    name: String,
    pub(super) data: Joined,
    /// What the lines say that clients ignore.
    ignored: String,
    /// Lines that go with the event.
    pub(super) gone: Vec<Range<usize>>,
    /// Lines that stay, with what they say if it may be words.
    pub(super) kept: Vec<(Range<usize>, Range<usize>)>,
}

impl Event {
    /// Reads an event, of which the facts are what it says beside its data.
    pub(super) fn read(&mut self, record: &str, facts: &mut Facts) {
        self.name.clear();
        self.data.clear();
        self.ignored.clear();
        self.gone.clear();
        self.kept.clear();
        facts.clear();
        let mut at = 0;
        while at < record.len() {
            let rest = record.get(at..).unwrap_or_default();
            let len = rest.find(['\r', '\n']).unwrap_or(rest.len());
            let ending = match rest.get(len..) {
                Some(ending) if ending.starts_with("\r\n") => 2,
                Some("") | None => 0,
                Some(_) => 1,
            };
            let line = at..at + len + ending;
            self.line(record, at, len, line, facts);
            at += len + ending;
        }
        if !self.ignored.is_empty() {
            facts.push(Role::Other, "", Scalar::Text(&self.ignored));
        }
    }

    fn line(
        &mut self,
        record: &str,
        at: usize,
        len: usize,
        whole: Range<usize>,
        facts: &mut Facts,
    ) {
        let line = record.get(at..at + len).unwrap_or_default();
        let mark = if line.starts_with('\u{feff}') { 3 } else { 0 };
        let line = line.get(mark..).unwrap_or_default();
        if line.is_empty() {
            self.kept.push((whole, 0..0));
            return;
        }
        let colon = line.find(':');
        let name = line.get(..colon.unwrap_or(line.len())).unwrap_or_default();
        let from = colon.map_or(line.len(), |colon| colon + 1);
        let from = from + usize::from(line.get(from..).is_some_and(|v| v.starts_with(' ')));
        let value = line.get(from..).unwrap_or_default();
        match name {
            "data" => self.data.push(value, at + mark + from),
            "id" | "retry" => {
                let says = at + mark + from..at + len;
                self.kept.push((whole, says));
                return;
            }
            "event" => {
                self.name.clear();
                self.name.push_str(value);
                facts.push(Role::Other, name, Scalar::Text(value));
            }
            // The name of a line without a colon is all of it.
            _ => {
                self.ignored.push_str(if name.is_empty() { value } else { line });
                self.ignored.push('\n');
            }
        }
        self.gone.push(whole.start + mark..whole.end);
    }

    /// What an event of Datastar with these data patches, if the lines of each text follow one another.
    pub(super) fn patch(&self, data: &Joined) -> Option<Patch> {
        if !self.name.starts_with("datastar-") {
            return None;
        }
        let mut patch = Patch::default();
        let mut before = "";
        for (line, at) in data.lines() {
            let (about, value) = line.split_once(' ').unwrap_or((line, ""));
            let joined = match about {
                "elements" | "fragments" => &mut patch.elements,
                "signals" => &mut patch.signals,
                _ => {
                    patch.rest.push(line, at);
                    before = about;
                    continue;
                }
            };
            if about != before && !joined.lines.is_empty() {
                return None;
            }
            joined.push(value, at + (line.len() - value.len()));
            before = about;
        }
        Some(patch)
    }
}
