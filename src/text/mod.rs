//! Folding: source text to folded text that remembers where it came from.
//!
//! Sellers write `V1BR@TOR`, `d.i.l.d.o` and `ѕех tоу`; a reader sees through it, a search for
//! words does not. So lexicon and text are folded alike, on purpose too coarsely, and whatever the
//! coarse search finds is then checked on the original text by the lexicon.
//!
//! 1. Character references (also twice encoded) and percent-encoding are decoded; an inline tag
//!    inside a word vanishes, a block tag parts words; its visible attributes (`alt`, `title`)
//!    are read after the rest, each as a part of its own.
//! 2. Case, width, mathematical and other styles (NFKD) and accents go; `ß` is read `ss`, `æ` `ae`,
//!    `ø` `o`, `ł` `l`. Zero-width characters, soft hyphens, bidi and other controls go.
//! 3. Cyrillic, Greek and Armenian letters that look Latin become the Latin ones, in lexicon and
//!    text, so that Russian terms still match Russian words.
//! 4. Digits and symbols become the letters they stand for (`0` o, `1` i, `3` e, `4` a, `5` s,
//!    `7` t, `@` a, `$` s, and between letters `!` and `|` i); `l` becomes `i`.
//! 5. Separators go altogether, which glues `d i l d o` and finds `sex toy` in `SexToy`.
//! 6. Repeats become one letter.
//! 7. What cannot be seen letter by letter is read again in other ways, see `readings`.
//!
//! The scalar reader in `atoms` is the specification; runs of letters of one or two bytes take a
//! table, Latin letters go a block at a time, and both are tested to give the same.
//!
//! # Limits
//! `|` and `!` between letters are letters, so that `gin|rum` parts no words of a phrase. Greek `ν`
//! is read as v, never as n. Offsets are 31 bits wide: longer texts are folded in pieces by the
//! caller.

pub(crate) mod address;
mod atoms;
pub(crate) mod base64;
mod coded;
mod glyph;
mod guise;
mod inserted;
mod markup;
mod masked;
mod mixed;
#[cfg(test)]
pub(crate) mod noise;
mod pack;
mod punycode;
mod reading;
mod readings;
mod run;
mod signed;
mod skim;
#[cfg(test)]
mod tests;
mod turned;

use pack::Packed;
pub(crate) use pack::{BLOCK, FOUR, Marks, SYMBOL, fours, marks};
use std::ops::Range;

pub(crate) use atoms::{Atom, Atoms, Gap, Kind, PARTS, separator};
pub(crate) use glyph::{Script, coarse, lookalike, same_shape, script, unspaced};
pub(crate) use masked::is_doubtful;
pub(crate) use reading::{HIDDEN, Reading};
pub(crate) use readings::{corrected, each as each_reading};
pub(crate) use skim::Skim;
pub(crate) use turned::reversed;

/// The longest text that one fold takes, in bytes.
pub(crate) const LONGEST: usize = 1 << 30;

/// A text without the white space around it, of which most have none or a few blanks.
pub(crate) fn trim(text: &str) -> &str {
    let is_bare = |text: &str| {
        let plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
        plain(text.as_bytes().first()) && plain(text.as_bytes().last())
    };
    if is_bare(text) {
        return text;
    }
    let bare = strip(text, b' ');
    if is_bare(bare) { bare } else { text.trim() }
}

/// A text without this ASCII sign at its ends.
pub(crate) fn strip(text: &str, sign: u8) -> &str {
    let bytes = text.as_bytes();
    let from = bytes.iter().position(|byte| *byte != sign).unwrap_or(bytes.len());
    let to = bytes.iter().rposition(|byte| *byte != sign).map_or(from, |last| last + 1);
    text.get(from..to).unwrap_or_default()
}

const EDGE: u32 = 1 << 31;

/// A folded text, in buffers that are kept from one text to the next.
///
/// ```
/// use agegate::text::Folded;
/// let mut folded = Folded::default();
/// folded.fold("V-1-B-R-A-T-O-R");
/// assert_eq!(folded.as_str(), "vibrator");
/// assert_eq!(folded.source("V-1-B-R-A-T-O-R", 1), Some(2..3));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Folded {
    bytes: Vec<u8>,
    /// For each folded byte where its first source character begins, and [`EDGE`] if a word edge
    /// may lie before one of its source characters.
    marks: Vec<u32>,
    parts: Vec<Part>,
    tags: Vec<Range<usize>>,
}

/// A part of the source that is read on its own: the text, then the inside of each tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Where it begins in the folded bytes.
    pub(crate) at: usize,
    /// Where it lies in the source.
    pub(crate) source: Range<usize>,
}

impl Folded {
    /// Folds `text`, forgetting the one before. Only the first 2³⁰ bytes are read.
    pub fn fold(&mut self, text: &str) {
        self.read(text, true);
    }

    /// The specification: the same without the table.
    #[cfg(test)]
    fn fold_scalar(&mut self, text: &str) {
        self.read(text, false);
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    /// The folded bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The source bytes of the character run that became the folded character at byte `at`, given
    /// the text that was folded; `None` beyond the end.
    pub fn source(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let at = self.run_start(at)?;
        let part = self.part(at)?;
        let start = self.start(at)?;
        let mut atoms = Atoms::new(text, start..part.source.end, Gap::None);
        let first = atoms.next()?;
        let last = atoms.take_while(|atom| atom.coarse() == first.coarse()).last().unwrap_or(first);
        Some(first.start..last.end)
    }

    /// Where in the source the folded byte `at` begins.
    pub(crate) fn start(&self, at: usize) -> Option<usize> {
        self.marks.get(at).map(|mark| (mark & !EDGE) as usize)
    }

    /// Whether a word edge may lie before a source character of one of these folded bytes, or the
    /// text ends within them.
    pub(crate) fn has_edge(&self, at: Range<usize>) -> bool {
        match self.marks.get(at) {
            Some(marks) => marks.iter().any(|mark| mark & EDGE != 0),
            None => true,
        }
    }

    /// For each block of folded bytes one bit each, the first lowest: whether a word edge may lie
    /// before one of its source characters.
    pub(crate) fn edges(&self) -> impl Iterator<Item = u64> {
        self.marks.chunks(BLOCK).map(|marks| {
            marks.iter().rev().fold(0, |edges, mark| edges << 1 | u64::from(mark & EDGE != 0))
        })
    }

    /// The part that the folded byte `at` is of.
    pub(crate) fn part(&self, at: usize) -> Option<&Part> {
        self.parts.get(self.parts.partition_point(|part| part.at <= at).checked_sub(1)?)
    }

    /// The first byte at or before `at` where a source character begins that became nothing else
    /// before it: a place to begin reading from.
    pub(crate) fn run_start(&self, at: usize) -> Option<usize> {
        let mut at = at;
        let mark = self.start(at)?;
        while let Some(before) =
            at.checked_sub(1).filter(|&before| self.start(before) == Some(mark))
        {
            at = before;
        }
        Some(at)
    }

    /// The text as it was read, for people: words parted by one space, chains of letters glued,
    /// letters that stand for themselves left as they are.
    pub(crate) fn readable(&self, text: &str) -> String {
        let mut readable = String::with_capacity(self.bytes.len());
        for part in &self.parts {
            let atoms: Vec<Atom> = Atoms::new(text, part.source.clone(), Gap::Hard).collect();
            let single = |at: usize| {
                atoms.get(at).is_some_and(|atom| atom.gap == Gap::Hard)
                    && atoms.get(at + 1).is_none_or(|next| next.gap == Gap::Hard)
            };
            let glued = |at: usize| {
                let from = at.saturating_sub(2).max(1);
                (from..=at).any(|from| (from - 1..from + 2).all(single) && from + 1 >= at)
            };
            let mut last = None;
            for (at, atom) in atoms.iter().enumerate() {
                if atom.gap == Gap::Hard && !readable.is_empty() && !(at > 0 && glued(at)) {
                    readable.push(' ');
                    last = None;
                }
                let coarse = atom.coarse();
                if last != Some(coarse) {
                    let own = atom.plain.is_ascii_lowercase();
                    readable.push(if own { atom.plain } else { coarse });
                }
                last = Some(coarse);
            }
        }
        readable
    }

    fn read(&mut self, text: &str, fast: bool) {
        self.bytes.clear();
        self.marks.clear();
        self.parts.clear();
        let mut tags = std::mem::take(&mut self.tags);
        read(text, fast, &mut tags, self);
        self.tags = tags;
    }
}

impl Letters for Folded {
    type Run<'l> = &'l mut Self;

    fn part(&mut self, source: &Range<usize>) {
        self.parts.push(Part { at: self.bytes.len(), source: source.clone() });
    }

    fn run(&mut self, bytes: usize) -> &mut Self {
        self.bytes.reserve(bytes);
        self.marks.reserve(bytes);
        self
    }

    fn hint(&mut self) {}
}

impl Run for &mut Folded {
    fn put(&mut self, byte: u8, at: usize, edge: bool, differs: bool) {
        if differs {
            self.push(byte, at, edge);
        } else {
            self.repeat(1, edge);
        }
    }

    fn push(&mut self, byte: u8, at: usize, edge: bool) {
        self.bytes.push(byte);
        let edge = if edge { EDGE } else { 0 };
        self.marks.push(u32::try_from(at).unwrap_or(u32::MAX) & !EDGE | edge);
    }

    fn word(&mut self, letters: u64, count: usize, at: usize, edge: bool) {
        for (offset, byte) in letters.to_le_bytes().into_iter().take(count).enumerate() {
            self.push(byte, at + offset, edge && offset == 0);
        }
    }

    fn repeat(&mut self, width: usize, edge: bool) {
        let run = self.bytes.len().saturating_sub(width);
        for mark in self.marks.get_mut(run..).unwrap_or_default() {
            *mark |= if edge { EDGE } else { 0 };
        }
    }

    fn end(self) {}
}

/// Takes folded letters, run by run.
trait Letters {
    /// Takes the letters of one run.
    type Run<'l>: Run
    where
        Self: 'l;
    /// A part of the source begins.
    fn part(&mut self, source: &Range<usize>);
    /// A run of at most so many bytes begins.
    fn run(&mut self, bytes: usize) -> Self::Run<'_>;
    /// There may be other [readings](readings::each) of the text. Given for each text that has one,
    /// and for some that have none.
    fn hint(&mut self);
}

/// Takes folded letters, byte by byte.
trait Run {
    /// The next letter, of one byte, with where it begins and whether a word edge may lie before
    /// it. One that does not differ from the letter before goes, and its edge stays.
    fn put(&mut self, byte: u8, at: usize, edge: bool, differs: bool);
    /// The next byte, with where its first source character begins and whether a word edge may lie
    /// before that.
    fn push(&mut self, byte: u8, at: usize, edge: bool);
    /// The next `count` letters, at most eight, of one byte each and none like the one before it;
    /// the first is the lowest byte. Only before the first a word edge may lie.
    fn word(&mut self, letters: u64, count: usize, at: usize, edge: bool);
    /// Whether it takes letters a block at a time.
    const PACKS: bool = false;
    /// What follows comes from this place on.
    fn place(&mut self, _: usize) {}
    /// The letters of a block that begins at this place.
    fn packed(&mut self, _: &Packed, _: usize) {}
    /// The last letter, of `width` bytes, once more.
    fn repeat(&mut self, width: usize, edge: bool);
    /// The run ends.
    fn end(self);
}

/// Reads `text`, then what its tags and comments say inside.
fn read<L: Letters>(text: &str, fast: bool, tags: &mut Vec<Range<usize>>, into: &mut L) {
    tags.clear();
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    read_part(text, 0..end, fast, Some(tags), into);
    read_tags(text, fast, tags, into);
}

/// The same for texts one behind the other, each with a line break behind it that is at one of
/// `ends` when it is past; what the fast way takes is read in one run. Says which stretches hold a
/// text of which there may be other readings.
fn read_all(
    texts: &str,
    ends: &[usize],
    tags: &mut Vec<Range<usize>>,
    into: &mut Skim,
    hinted: &mut dyn FnMut(Range<usize>),
) {
    let mut start = 0;
    while start < texts.len() {
        let mut before = Before { kind: None, coarse: None };
        let (at, gap) = run::run(texts, start..texts.len(), Gap::Hard, &mut before, into);
        let next = ends.partition_point(|end| *end <= at);
        let stopped = ends.get(next).filter(|_| at < texts.len());
        let first = next.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0);
        let read = if stopped.is_some() { first.max(start) } else { texts.len() };
        if into.take_hint() {
            // It may have been given in the text in which the run stopped.
            hinted(start..stopped.copied().unwrap_or(read));
        }
        start = read;
        if let Some(end) = stopped {
            tags.clear();
            read_rest(texts, at..end - 1, gap, (before, true), Some(tags), into);
            read_tags(texts, true, tags, into);
            into.take_hint();
            hinted(start..*end);
            start = *end;
        }
    }
}

/// Reads what tags and comments say inside, and what those in them say: each lies within the one
/// around it, so that they come to an end.
fn read_tags<L: Letters>(text: &str, fast: bool, tags: &mut Vec<Range<usize>>, into: &mut L) {
    let mut next = 0;
    while let Some(tag) = tags.get(next).cloned() {
        read_part(text, tag, fast, Some(tags), into);
        next += 1;
    }
}

fn read_part<L: Letters>(
    text: &str,
    source: Range<usize>,
    fast: bool,
    tags: Option<&mut Vec<Range<usize>>>,
    into: &mut L,
) {
    into.part(&source);
    let mut before = Before { kind: None, coarse: None };
    let (mut at, mut gap) = (source.start, Gap::Hard);
    if fast {
        (at, gap) = run::run(text, source.clone(), gap, &mut before, into);
        if at == source.end {
            return;
        }
    }
    read_rest(text, at..source.end, gap, (before, fast), tags, into);
}

/// Reads on where the fast way ends, and what follows by it if that is wanted.
fn read_rest<L: Letters>(
    text: &str,
    source: Range<usize>,
    gap: Gap,
    (mut before, fast): (Before, bool),
    mut tags: Option<&mut Vec<Range<usize>>>,
    into: &mut L,
) {
    into.hint();
    let end = source.end;
    let mut atoms = Atoms::new(text, source, gap);
    while let Some(step) = atoms.step() {
        if let Some((inside, tags)) = atoms.tags.take().zip(tags.as_deref_mut()) {
            markup::said_inside(text, inside, tags);
        }
        if let Some(atom) = step {
            put(&atom, &mut before, into);
        }
        if fast && !atoms.is_spelling() {
            let from = atoms.position();
            let (at, gap) = run::run(text, from..end, atoms.pending(), &mut before, into);
            atoms.resume(at, gap);
        }
    }
}

fn put<L: Letters>(atom: &Atom, before: &mut Before, into: &mut L) {
    let edge = atom.edge_after(before.kind);
    let coarse = atom.coarse();
    before.kind = Some(atom.kind());
    if before.coarse == Some(coarse) {
        let mut run = into.run(0);
        run.repeat(coarse.len_utf8(), edge);
        return run.end();
    }
    before.coarse = Some(coarse);
    let mut encoded = [0; 4];
    let mut run = into.run(encoded.len());
    for byte in coarse.encode_utf8(&mut encoded).bytes() {
        run.push(byte, atom.start, edge);
    }
    run.end();
}

/// What the fold remembers of the letter before.
#[derive(Clone, Copy, Debug)]
struct Before {
    kind: Option<Kind>,
    coarse: Option<char>,
}
