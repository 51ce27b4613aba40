//! Values that refer to each other by number, as the package devalue writes them and Nuxt brings them
//! along: one array, in which what stands in objects and arrays is the place of a value in it.
//!
//! They are read as the JSON that they mean. What goes is taken out where it is referred to, so that
//! every other value keeps its place, and what nothing refers to any more becomes `null`.

use super::lexer::Lexer;
use super::node::{Ground, Kind, Node};
use super::path::Paths;
use super::tape::Tape;
use crate::classify::Role;
use crate::rewrite::Limits;
use crate::rewrite::cut::Cut;
use bytes::Bytes;
use std::borrow::Cow;
use std::ops::Range;

/// What stands for `undefined`.
const UNDEFINED: &[u8] = b"-1";

/// The values of one text.
#[derive(Debug)]
pub(in crate::rewrite) struct Devalue {
    /// What they mean.
    pub(in crate::rewrite) json: String,
    entries: Vec<Entry>,
    /// What is meant by itself: the first entry, and the first of each later line.
    roots: Vec<usize>,
    /// Ends of tokens in the JSON, growing, and where the same token ends in the text.
    ends: Vec<(usize, usize)>,
    /// Values in the JSON by their starts, growing; one inside another may start with it.
    values: Vec<Value>,
}

/// One element of the array.
#[derive(Clone, Debug, Default)]
struct Entry {
    range: Range<usize>,
    is_text: bool,
    /// What it refers to, and where.
    refers: Vec<(usize, Range<usize>)>,
}

#[derive(Clone, Debug)]
struct Value {
    start: usize,
    entry: Option<usize>,
    /// Where it is referred to.
    at: Range<usize>,
}

/// The values mean more than may be held.
#[derive(Clone, Copy, Debug)]
pub(in crate::rewrite) struct TooLarge;

impl Devalue {
    /// Reads a text; `None` if it is something else.
    pub(in crate::rewrite) fn read(text: &str, limits: Limits) -> Result<Option<Self>, TooLarge> {
        let opens = text.trim_start().strip_prefix('[').map(str::trim_start);
        if !opens.is_some_and(|text| text.starts_with(['[', '{'])) {
            return Ok(None);
        }
        let (text, later) = match joined(text) {
            Some((text, later)) => (Cow::Owned(text), later),
            None => (Cow::Borrowed(text), Vec::new()),
        };
        let text = &*text;
        let Some(tape) = load(text, limits) else { return Ok(None) };
        let nodes: Vec<u32> = tape.children(0).map(|(at, _)| at).collect();
        let begins = |at: &usize| {
            nodes.partition_point(|node| tape.get(*node).is_some_and(|n| (n.start as usize) < *at))
        };
        let roots: Vec<usize> = std::iter::once(0).chain(later.iter().map(begins)).collect();
        let Some(entries) = entries(&tape, &nodes, text) else { return Ok(None) };
        let (json, ends, values) = (String::new(), vec![(0, 0)], Vec::new());
        let found = Self { json, entries, roots: roots.clone(), ends, values };
        let mut reader = Reader {
            text,
            tape: &tape,
            nodes: &nodes,
            open: Vec::new(),
            seen: vec![false; nodes.len()],
            depth: limits.depth,
            most: text.len().saturating_mul(4).saturating_add(1 << 16),
            found,
        };
        reader.roots(&roots)?;
        // What nothing refers to is not written by the package.
        Ok(reader.seen.iter().all(|seen| *seen).then_some(reader.found))
    }

    /// Carries cuts in the JSON over to the text.
    pub(in crate::rewrite) fn carry(&self, cuts: Vec<Cut>) -> Vec<Cut> {
        let place = |at: usize| {
            let after = self.ends.partition_point(|(json, _)| *json <= at);
            after.checked_sub(1).and_then(|last| self.ends.get(last)).map_or(0, |(_, end)| *end)
        };
        let mut carried = Vec::new();
        for Cut { range, with } in cuts {
            let from = self.values.partition_point(|value| value.start < range.start);
            if with.is_empty() {
                // What is meant by itself keeps its place.
                let inside = self.values.iter().skip(from).take_while(|v| v.start < range.end);
                let itself = inside.filter(|value| self.is_itself(value)).map(|value| Cut {
                    range: value.at.clone(),
                    with: Bytes::from_static(b"null"),
                });
                let before = carried.len();
                carried.extend(itself);
                if carried.len() > before {
                    continue;
                }
                carried.push(Cut::out(place(range.start)..place(range.end)));
                continue;
            }
            let same = || self.values.iter().skip(from).take_while(|v| v.start == range.start);
            let text = same().last().and_then(|value| self.entries.get(value.entry?));
            match (with.first(), text.filter(|entry| entry.is_text)) {
                (Some(b'"'), Some(entry)) => carried.push(Cut { range: entry.range.clone(), with }),
                // A number may be a price elsewhere: counts stay.
                (Some(b'0'..=b'9'), _) => {}
                _ => carried.extend(same().next().map(|value| {
                    let with = if self.is_itself(value) { b"null" } else { UNDEFINED };
                    Cut { range: value.at.clone(), with: Bytes::from_static(with) }
                })),
            }
        }
        self.forget(&mut carried);
        carried
    }

    /// Whether a value stands where it is, and nothing refers to it there.
    fn is_itself(&self, value: &Value) -> bool {
        let entry = value.entry.and_then(|entry| self.entries.get(entry));
        entry.is_some_and(|entry| entry.range == value.at)
    }

    /// Takes out what nothing refers to any more.
    fn forget(&self, cuts: &mut Vec<Cut>) {
        cuts.sort_by_key(|cut| (cut.range.start, cut.range.end));
        cuts.dedup();
        let gone = |at: &Range<usize>| {
            let after = cuts.partition_point(|cut| cut.range.start <= at.start);
            let before = after.checked_sub(1).and_then(|last| cuts.get(last));
            before.is_some_and(|cut| cut.range.end > at.start)
        };
        let mut kept = vec![false; self.entries.len()];
        let mut open = self.roots.clone();
        while let Some(at) = open.pop() {
            let Some(slot) = kept.get_mut(at).filter(|kept| !**kept) else { continue };
            *slot = true;
            let refers = self.entries.get(at).map_or(&[][..], |entry| &entry.refers);
            open.extend(refers.iter().filter(|(_, at)| !gone(at)).map(|(entry, _)| *entry));
        }
        let lost = self.entries.iter().zip(kept).filter(|(_, kept)| !kept);
        let lost: Vec<Range<usize>> = lost.map(|(entry, _)| entry.range.clone()).collect();
        let inside = |cut: &Cut| {
            let after = lost.partition_point(|range| range.start <= cut.range.start);
            let before = after.checked_sub(1).and_then(|last| lost.get(last));
            before.is_some_and(|range| range.end >= cut.range.end)
        };
        cuts.retain(|cut| !inside(cut));
        let null = |range| Cut { range, with: Bytes::from_static(b"null") };
        cuts.extend(lost.into_iter().map(null));
        cuts.sort_by_key(|cut| cut.range.start);
    }
}

/// The values of all lines in one array, each where it stands, and where those of later lines begin:
/// React Router answers `[…]` and, once it has what it waits for, `P12:[…]` or `P12:-5` or `E12:[…]`
/// (the package turbo-stream). `None` if there is one line only.
fn joined(text: &str) -> Option<(String, Vec<usize>)> {
    let (mut joined, mut later, mut is_later) = (String::new(), Vec::new(), false);
    for line in text.split_inclusive('\n') {
        let named = line.strip_prefix(['P', 'E']).and_then(|rest| rest.split_once(':'));
        let is_number = |number: &str| number.bytes().all(|b| b.is_ascii_digit());
        let named = named.filter(|(number, _)| is_number(number) && joined.ends_with("]\n"));
        let Some((number, brings)) = named else {
            if is_later && !line.trim().is_empty() {
                return None;
            }
            joined.push_str(line);
            continue;
        };
        is_later = true;
        joined.truncate(joined.len() - 2);
        if brings.starts_with('[') {
            let before = number.len() + 3;
            joined.push_str(", ");
            joined.extend(std::iter::repeat_n(' ', before));
            later.push(joined.len());
            joined.push_str(line.get(before..).unwrap_or_default());
        } else if brings.trim_end().parse::<i64>().is_ok() {
            joined.extend(std::iter::repeat_n(' ', line.len()));
            joined.push_str("]\n");
        } else {
            return None;
        }
    }
    is_later.then_some((joined, later))
}

/// Where such values stand in a line of the answer of a SvelteKit shop: the data of each of its nodes,
/// or what comes later; `None` if the text is something else.
pub(in crate::rewrite) fn values_in(text: &str, limits: Limits) -> Option<Vec<Range<usize>>> {
    let tape = load(text, limits)?;
    let member = |of: u32, name: &str| {
        let mut key = String::new();
        tape.children(of).find(|(_, node)| tape.key(node, text, &mut key) == name)
    };
    let root = *tape.get(0)?;
    let nodes = match member(0, "nodes") {
        Some((nodes, array)) if array.kind == Kind::Array => tape.children(nodes).collect(),
        None if root.kind == Kind::Object => vec![(0, &root)],
        _ => return None,
    };
    let mut found = Vec::new();
    for (at, node) in nodes {
        if node.kind == Kind::Null {
            continue;
        }
        match member(at, "data") {
            Some((at, data)) if data.kind == Kind::Array => {
                found.extend(says_anything(&tape, at).then(|| span(data)));
            }
            None if node.kind == Kind::Object => {}
            _ => return None,
        }
    }
    Some(found)
}

/// Whether there is a text among values, or within one of a type of its own.
fn says_anything(tape: &Tape, values: u32) -> bool {
    tape.children(values).any(|(at, node)| {
        node.kind == Kind::Text
            || tag(tape, at).is_some()
                && tape.children(at).skip(1).any(|(_, inner)| inner.kind == Kind::Text)
    })
}

fn load(text: &str, limits: Limits) -> Option<Tape> {
    let mut tape = Tape::new(Paths::default());
    let mut lexer = Lexer::new(limits.depth);
    tape.begin(0, Ground { role: Role::Other, chain: false, reached: 0, index: 0, root: true });
    while let Some(lexeme) = lexer.next(text.as_bytes(), 0).ok()? {
        tape.take(lexeme, text.as_bytes(), 0);
        if tape.nodes.len() > limits.page / 8 + 1024 {
            return None;
        }
    }
    lexer.finish().ok()?;
    tape.open.is_empty().then_some(tape)
}

/// The elements with what they refer to; `None` where any cannot be such a value.
fn entries(tape: &Tape, nodes: &[u32], text: &str) -> Option<Vec<Entry>> {
    let (mut objects, mut texts) = (false, false);
    let mut entries = Vec::with_capacity(nodes.len());
    for at in nodes {
        let node = tape.get(*at)?;
        let tagged = tag(tape, *at).is_some();
        let mut refers = Vec::new();
        for (_, inner) in tape.children(*at).skip(usize::from(tagged)) {
            if node.kind == Kind::Object
                && let Some(name) = numbered_name(inner, text)
            {
                refers.push((name.filter(|name| *name < nodes.len())?, key(inner)));
            }
            match reference(inner, text) {
                Some(entry) if entry >= 0 => {
                    let entry = usize::try_from(entry).ok().filter(|entry| *entry < nodes.len())?;
                    refers.push((entry, span(inner)));
                }
                Some(entry) if entry >= -7 => {}
                None if tagged && inner.kind == Kind::Text => {}
                _ => return None,
            }
        }
        objects |= node.kind == Kind::Object && !refers.is_empty();
        texts |= node.kind == Kind::Text;
        entries.push(Entry { range: span(node), is_text: node.kind == Kind::Text, refers });
    }
    (objects && texts).then_some(entries)
}

/// The name of a type, which stands first in an array: `["Date", "…"]`, `["Set", 1, 2]`.
fn tag(tape: &Tape, at: u32) -> Option<&Node> {
    let array = tape.get(at).filter(|node| node.kind == Kind::Array)?;
    let first = tape.children(at).next().filter(|_| array.children > 0)?;
    (first.1.kind == Kind::Text).then_some(first.1)
}

fn reference(node: &Node, text: &str) -> Option<i64> {
    if node.kind == Kind::Number { text.get(span(node))?.parse().ok() } else { None }
}

/// The entry that the name of a member stands for, as React Router writes them: `"_12"`; `None` for
/// other names, `Some(None)` for a number too large.
fn numbered_name(node: &Node, text: &str) -> Option<Option<usize>> {
    let name = text.get(key(node))?.strip_prefix("\"_")?.strip_suffix('"')?;
    let number = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
    number.then(|| name.parse().ok())
}

const fn key(node: &Node) -> Range<usize> {
    node.key.0 as usize..node.key.1 as usize
}

const fn span(node: &Node) -> Range<usize> {
    node.start as usize..node.end as usize
}

struct Reader<'t> {
    text: &'t str,
    tape: &'t Tape,
    nodes: &'t [u32],
    /// The values that are being read.
    open: Vec<usize>,
    seen: Vec<bool>,
    depth: usize,
    most: usize,
    found: Devalue,
}

impl Reader<'_> {
    /// What is meant by itself; where later lines bring more, all of it in one array.
    fn roots(&mut self, roots: &[usize]) -> Result<(), TooLarge> {
        let [_, _, ..] = roots else { return self.entry(0) };
        self.found.json.push('[');
        for (index, root) in roots.iter().enumerate() {
            if index > 0 {
                self.found.json.push(',');
            }
            let at = self.nodes.get(*root).and_then(|node| self.tape.get(*node)).map(span);
            let at = at.unwrap_or_default();
            let start = self.found.json.len();
            self.found.values.push(Value { start, entry: Some(*root), at: at.clone() });
            self.ends(at.start);
            self.entry(*root)?;
            self.ends(at.end);
        }
        self.found.json.push(']');
        Ok(())
    }

    /// Notes that a token ends here in both.
    fn ends(&mut self, at: usize) {
        let json = self.found.json.len();
        match self.found.ends.last_mut() {
            Some(last) if last.0 == json => last.1 = at,
            _ => self.found.ends.push((json, at)),
        }
    }

    fn mark(&mut self, mark: char, at: usize) {
        self.found.json.push(mark);
        self.ends(at);
    }

    /// The value that a number refers to.
    fn value(&mut self, number: &Node) -> Result<(), TooLarge> {
        let at = span(number);
        let entry = reference(number, self.text).and_then(|entry| usize::try_from(entry).ok());
        let start = self.found.json.len();
        self.found.values.push(Value { start, entry, at: at.clone() });
        match entry.filter(|entry| !self.open.contains(entry)) {
            Some(entry) => self.entry(entry)?,
            // `undefined`, or a value that holds itself.
            None => self.found.json.push_str("null"),
        }
        self.ends(at.end);
        Ok(())
    }

    fn entry(&mut self, entry: usize) -> Result<(), TooLarge> {
        if self.open.len() >= self.depth || self.found.json.len() > self.most {
            return Err(TooLarge);
        }
        let Some(at) = self.nodes.get(entry).copied() else { return Ok(()) };
        let Some(node) = self.tape.get(at).copied() else { return Ok(()) };
        if let Some(seen) = self.seen.get_mut(entry) {
            *seen = true;
        }
        self.open.push(entry);
        let inner: Vec<Node> = self.tape.children(at).map(|(_, node)| *node).collect();
        match (node.kind, tag(self.tape, at)) {
            (Kind::Array, Some(_)) => self.tagged(&node, inner.get(1..).unwrap_or_default())?,
            (Kind::Array | Kind::Object, _) => self.list(&node, &inner)?,
            _ => self.found.json.push_str(self.text.get(span(&node)).unwrap_or_default()),
        }
        self.open.pop();
        Ok(())
    }

    /// A value of a type of its own: what it wraps, a list of values, or a text.
    fn tagged(&mut self, node: &Node, inner: &[Node]) -> Result<(), TooLarge> {
        match inner {
            [one] if one.kind == Kind::Number => self.value(one),
            [one] => {
                self.found.json.push_str(self.text.get(span(one)).unwrap_or_default());
                Ok(())
            }
            _ => self.list(node, inner),
        }
    }

    fn list(&mut self, node: &Node, inner: &[Node]) -> Result<(), TooLarge> {
        let marks = if node.kind == Kind::Object { ('{', '}') } else { ('[', ']') };
        self.mark(marks.0, node.start as usize + 1);
        for (index, member) in inner.iter().enumerate() {
            if index > 0 {
                let before = inner.get(index - 1).map_or(node.start, |before| before.end) as usize;
                let rest = self.text.get(before..).unwrap_or_default();
                let comma = before + rest.find(',').map_or(0, |at| at + 1);
                self.mark(',', comma);
            }
            if member.key.1 > 0 {
                let key = key(member);
                let stands_for = numbered_name(member, self.text).flatten();
                let named = stands_for.and_then(|entry| {
                    let node = self.tape.get(*self.nodes.get(entry)?)?;
                    *self.seen.get_mut(entry)? = true;
                    self.text.get(span(node)).filter(|_| node.kind == Kind::Text)
                });
                let written = self.text.get(key.clone()).unwrap_or_default();
                self.found.json.push_str(named.unwrap_or(written));
                self.ends(key.end);
                self.mark(':', member.start as usize);
            }
            if member.kind == Kind::Number {
                self.value(member)?;
            } else {
                self.found.json.push_str(self.text.get(span(member)).unwrap_or_default());
                self.ends(member.end as usize);
            }
        }
        self.mark(marks.1, node.end as usize);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
