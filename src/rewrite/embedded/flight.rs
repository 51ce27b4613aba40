//! The stream of a React tree that a page brings along in pieces: `self.__next_f.push([1, "…"])`.
//!
//! The strings of all pieces are one text of rows, `id:JSON` up to a line's end and `id:T<hex>,`
//! with as many bytes of text; a row may begin in one piece and end in another.

use super::code::{blank_end, string_end};
use crate::classify::Role;
use crate::rewrite::cut::{Code, Cut, applied};
use crate::rewrite::json::{Document, Manner, NESTED, Paths, Placed};
use crate::rewrite::prose::Apart;
use crate::rewrite::sweep::Sweep;
use crate::rewrite::{Judge, Limits, Withheld};
use bytes::Bytes;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

/// All pieces of a page.
#[derive(Debug, Default)]
pub(in crate::rewrite) struct Flight {
    pieces: Vec<Piece>,
    text: String,
    rows: Vec<Row>,
    prose: usize,
}

#[derive(Debug)]
struct Piece {
    /// The string in the page, without quotes.
    raw: Range<usize>,
    /// What it means, in the text.
    means: Range<usize>,
}

#[derive(Debug)]
struct Row {
    /// What other rows refer to it by: `"$1a"`.
    id: Option<u64>,
    /// From after the colon.
    range: Range<usize>,
    what: What,
}

#[derive(Debug)]
enum What {
    Json(Box<Document>),
    /// Text of a length that stands before it.
    Text {
        text: Range<usize>,
        gone: bool,
    },
    /// A hint or a module, which nothing refers to by its words.
    Other {
        gone: bool,
    },
}

impl Flight {
    /// Takes a script, whose content begins at `base` in the page, if it is a piece and no more.
    pub(in crate::rewrite) fn take(&mut self, script: &str, base: usize) -> bool {
        let Some(raw) = piece(script) else { return false };
        let means = self.text.len();
        self.text.push_str(&Code::JavaScript.decode(script.get(raw.clone()).unwrap_or_default()));
        let means = means..self.text.len();
        self.pieces.push(Piece { raw: base + raw.start..base + raw.end, means });
        true
    }

    /// Reads rows that are a body of their own (`text/x-component`).
    pub(in crate::rewrite) fn body(text: &str, limits: Limits) -> Self {
        let mut flight = Self { text: text.to_owned(), ..Self::default() };
        flight.read(limits);
        flight
    }

    /// Reads the rows once all pieces are there.
    pub(in crate::rewrite) fn read(&mut self, limits: Limits) {
        self.prose = limits.prose;
        let mut at = 0;
        while let Some(rest) = self.text.get(at..).filter(|rest| !rest.is_empty()) {
            let line = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            let id = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
            let colon = rest.as_bytes().get(id) == Some(&b':');
            let start = if colon { id + 1 } else { 0 };
            let row = rest.get(start..line).unwrap_or_default();
            let sized = row.strip_prefix('T').filter(|_| colon).and_then(|row| {
                let (hex, _) = row.split_once(',')?;
                let from = start + 1 + hex.len() + 1;
                let len = usize::from_str_radix(hex, 16).ok()?;
                rest.get(from..from.checked_add(len)?)?;
                Some(from..from + len)
            });
            let (what, end, next) = match sized {
                Some(text) => {
                    let end = text.end;
                    let text = at + text.start..at + text.end;
                    (What::Text { text, gone: false }, end, end)
                }
                None => {
                    let what = Document::read(
                        row.as_bytes(),
                        Paths::default(),
                        Manner::Flight,
                        limits,
                        NESTED,
                    );
                    let what = match what {
                        Ok(document) => What::Json(Box::new(document)),
                        Err(_) => What::Other { gone: false },
                    };
                    (what, line, line + 1)
                }
            };
            let id = rest.get(..id).filter(|_| colon);
            let id = id.and_then(|id| u64::from_str_radix(id, 16).ok());
            self.rows.push(Row { id, range: at + start..at + end, what });
            at += next;
        }
    }

    /// Asks about everything.
    pub(in crate::rewrite) fn judge(&mut self, sweep: &mut Sweep, judge: &mut dyn Judge) {
        let Self { pieces, text, rows, prose } = self;
        for Row { range, what, .. } in rows {
            let base = place(pieces, range.start);
            let source = text.get(range.clone()).unwrap_or_default();
            match what {
                What::Json(document) => {
                    let mut placed = Placed { judge: &mut *judge, base, fixed: true };
                    // No row gates the page, so that this cannot fail.
                    let _ = document.judge(source.as_bytes(), sweep, &mut placed);
                }
                What::Text { text: says, gone } => {
                    let says = text.get(says.clone()).unwrap_or_default();
                    *gone = is_withheld(says, *prose, base, judge);
                }
                What::Other { gone } => *gone = is_withheld(source, usize::MAX, base, judge),
            }
        }
    }

    /// What goes from the page, or from the body, once all of it is judged.
    pub(in crate::rewrite) fn sweep(
        &mut self,
        page: &str,
        sweep: &mut Sweep,
        judge: &mut dyn Judge,
    ) -> Vec<Cut> {
        let Self { pieces, text, rows, .. } = &mut *self;
        let mut cuts = Vec::new();
        for Row { range, what, .. } in rows {
            let base = place(pieces, range.start);
            let source = text.get(range.clone()).unwrap_or_default();
            let mut named = |gone: bool, says: &str| {
                let named = !gone && sweep.mentions(says);
                if named {
                    judge.withheld(base, Withheld::Swept);
                }
                gone || named
            };
            match what {
                What::Text { text: says, gone } => {
                    if named(*gone, text.get(says.clone()).unwrap_or_default()) {
                        let with = Bytes::from_static(b"T0,");
                        cuts.push(Cut { range: range.start..says.end, with });
                    }
                }
                What::Other { gone } => {
                    if named(*gone, source) {
                        let with = Bytes::from_static(b"null");
                        cuts.push(Cut { range: range.clone(), with });
                    }
                }
                What::Json(document) => {
                    let mut placed = Placed { judge: &mut *judge, base, fixed: true };
                    document.sweep(source.as_bytes(), sweep, &mut placed);
                    cuts.extend(document.cuts(source.as_bytes()).into_iter().map(|cut| Cut {
                        range: cut.range.start + range.start..cut.range.end + range.start,
                        with: cut.with,
                    }));
                }
            }
        }
        self.forget(&mut cuts);
        if self.pieces.is_empty() {
            return cuts;
        }
        self.pieces.iter().filter_map(|piece| written(page, piece, &cuts)).collect()
    }
}

impl Flight {
    /// Takes out rows that only what goes refers to, as the description of a listing.
    fn forget(&self, cuts: &mut Vec<Cut>) {
        // A row may be told of by way of others.
        const STEPS: usize = 16;
        for _ in 0..STEPS {
            if cuts.is_empty() {
                return;
            }
            let is_cut = |at: usize| {
                let after = cuts.partition_point(|cut| cut.range.start <= at);
                let before = after.checked_sub(1).and_then(|last| cuts.get(last));
                before.is_some_and(|cut| cut.range.end > at)
            };
            let (mut lost, mut kept) = (HashSet::new(), HashSet::new());
            for row in self.rows.iter().filter(|row| matches!(row.what, What::Json(_))) {
                for (at, id) in references(&self.text, &row.range) {
                    if is_cut(at) {
                        lost.insert(id)
                    } else {
                        kept.insert(id)
                    };
                }
            }
            let is_lost = |row: &&Row| {
                let is_lost = row.id.is_some_and(|id| lost.contains(&id) && !kept.contains(&id));
                is_lost && !is_cut(row.range.start)
            };
            let gone: Vec<Cut> =
                self.rows.iter().filter(is_lost).filter_map(Row::emptied).collect();
            if gone.is_empty() {
                return;
            }
            cuts.extend(gone);
            cuts.sort_by_key(|cut| (cut.range.start, Reverse(cut.range.end)));
            // Of what went of a row before, nothing is left.
            let mut end = 0;
            cuts.retain(|cut| {
                let apart = cut.range.start >= end;
                end = end.max(cut.range.end);
                apart
            });
        }
    }
}

impl Row {
    /// What leaves nothing of it; `None` where it says nothing.
    fn emptied(&self) -> Option<Cut> {
        let (range, with) = match &self.what {
            What::Json(_) => (self.range.clone(), "null"),
            What::Text { text, .. } => (self.range.start..text.end, "T0,"),
            What::Other { .. } => return None,
        };
        Some(Cut { range, with: Bytes::from_static(with.as_bytes()) })
    }
}

/// The rows that the strings of a row refer to, `"$1a"` or `"$L1a"` or `"$1a:props"`, and where.
fn references<'t>(
    text: &'t str,
    row: &Range<usize>,
) -> impl Iterator<Item = (usize, u64)> + use<'t> {
    let start = row.start;
    let row = text.get(row.clone()).unwrap_or_default();
    memchr::memmem::find_iter(row.as_bytes(), b"\"$").filter_map(move |at| {
        let name = row.get(at + 2..)?;
        let name = name.strip_prefix(|c: char| c.is_ascii_uppercase() || c == '@').unwrap_or(name);
        let is_digit = |b: &u8| b.is_ascii_digit() || (b'a'..=b'f').contains(b);
        let len = name.bytes().take_while(|b| is_digit(b)).count();
        let ends = matches!(name.as_bytes().get(len), Some(b'"' | b':'));
        let id = u64::from_str_radix(name.get(..len)?, 16).ok().filter(|_| ends)?;
        Some((start + at, id))
    })
}

/// What a piece becomes.
fn written(page: &str, piece: &Piece, cuts: &[Cut]) -> Option<Cut> {
    let Range { start, end } = piece.means;
    let from = cuts.partition_point(|cut| cut.range.end < start);
    let touching = cuts.iter().skip(from).take_while(|cut| cut.range.start < end);
    let own: Vec<Cut> = touching
        .filter(|cut| cut.range.end > start || cut.range.start >= start)
        .map(|cut| {
            // What takes the place of a part stands where that part begins.
            let begins = cut.range.start >= start;
            let range = cut.range.start.max(start) - start..cut.range.end.min(end) - start;
            Cut { range, with: if begins { cut.with.clone() } else { Bytes::new() } }
        })
        .collect();
    if own.is_empty() {
        return None;
    }
    let raw = page.get(piece.raw.clone()).unwrap_or_default();
    let with = Bytes::from(applied(raw, &Code::JavaScript.carry(raw, own)));
    Some(Cut { range: piece.raw.clone(), with })
}

/// Where the row at `at` begins in the page, as far as its piece tells.
fn place(pieces: &[Piece], at: usize) -> u64 {
    if pieces.is_empty() {
        return at as u64;
    }
    let after = pieces.partition_point(|piece| piece.means.start <= at);
    after.checked_sub(1).and_then(|last| pieces.get(last)).map_or(0, |piece| piece.raw.start as u64)
}

fn is_withheld(says: &str, prose: usize, position: u64, judge: &mut dyn Judge) -> bool {
    let mut words = Apart::default();
    words.push(Role::Other, "", says, prose);
    words.is_withheld(position, judge)
}

/// The string of `self.__next_f.push([1,"…"])`.
fn piece(script: &str) -> Option<Range<usize>> {
    let at = script.find("__next_f")?;
    let at = at + script.get(at..)?.find(".push(")? + ".push(".len();
    let mut at = blank_end(script, at);
    for mark in ["[", "1", ","] {
        at = blank_end(script, at);
        script.get(at..)?.starts_with(mark).then_some(())?;
        at += mark.len();
    }
    let at = blank_end(script, at);
    script.get(at..)?.starts_with(['"', '\'']).then_some(())?;
    let end = string_end(script, at, false)?;
    let rest = script.get(end..)?.trim();
    matches!(rest, "])" | "]);").then_some(at + 1..end - 1)
}
