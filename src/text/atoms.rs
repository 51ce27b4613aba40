//! The source read letter by letter: the scalar specification of the fold.

use std::ops::Range;

use super::glyph::{Glyph, Spelling, coarse, continues, glyph, sign, spell, unspaced};
use super::markup::{self, Read};
use super::readings::may_begin;

/// What stands between a letter and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing that a reader sees.
    None,
    /// An apostrophe.
    Soft,
    /// A run of separators, or the beginning of the text.
    Hard,
}

/// In [`Atom::separator`]: a space, a comma, a bracket, not the dot or dash that a word may hold.
pub(crate) const PARTS: u32 = 1 << 31;

fn parts(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, ',' | ';' | ':' | '(' | ')' | '[' | ']' | '{' | '}' | '"' | '&' | '=' | '?')
        || matches!(
            c,
            '!' | '<' | '>' | '«' | '»' | '“' | '”' | '„' | '–' | '—' | '…' | '、' | '。'
        )
}

/// One plain letter, digit or leet symbol of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Atom {
    /// The letter without case, width, style and accents.
    pub(crate) plain: char,
    /// Where its character begins in the source, in bytes.
    pub(crate) start: usize,
    /// Where its character ends.
    pub(crate) end: usize,
    /// What stands before it.
    pub(crate) gap: Gap,
    /// Tells runs of separators apart: a chain of letters is held together by one kind. Has
    /// [`PARTS`] if something in the run parts words of ordinary text.
    pub(crate) separator: u32,
    /// Whether the source has it in upper case.
    pub(crate) upper: bool,
}

/// What an atom is to word edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Letter,
    Digit,
    /// A symbol that is read as a letter: `@`, `$`, `!`, `|`.
    Symbol,
    /// A letter of a script without spaces between words.
    Unspaced,
}

impl Atom {
    pub(crate) fn kind(&self) -> Kind {
        match self.plain {
            '0'..='9' => Kind::Digit,
            '@' | '$' | '!' | '|' => Kind::Symbol,
            plain if plain.is_ascii() => Kind::Letter,
            plain if sign(plain).is_some() => Kind::Symbol,
            plain if unspaced(plain) => Kind::Unspaced,
            _ => Kind::Letter,
        }
    }

    pub(crate) fn coarse(&self) -> char {
        coarse(self.plain)
    }

    /// Whether it only goes on the letter before it, so that no word can begin here.
    pub(crate) fn continues(&self) -> bool {
        self.gap == Gap::None && !self.plain.is_ascii() && continues(self.plain)
    }

    /// Whether a word edge may lie before this atom. Generous: the exact check decides.
    pub(super) fn edge_after(&self, before: Option<Kind>) -> bool {
        let kind = self.kind();
        self.gap != Gap::None || self.upper || kind != Kind::Letter || before != Some(Kind::Letter)
    }
}

/// The atoms of a part of a text.
#[derive(Debug)]
pub(crate) struct Atoms<'t> {
    text: &'t str,
    end: usize,
    at: usize,
    gap: Gap,
    separator: u32,
    spelling: Spelling,
    spelled: usize,
    spelled_from: Range<usize>,
    upper: bool,
    /// The inside of the tags that were passed, to be read on their own.
    pub(super) tags: Option<Range<usize>>,
}

impl<'t> Atoms<'t> {
    /// Reads `part` of `text`, whose ends lie on character boundaries; what stands before its
    /// first letter counts as `gap`.
    pub(crate) fn new(text: &'t str, part: Range<usize>, gap: Gap) -> Self {
        Self {
            text,
            end: part.end.min(text.len()),
            at: part.start,
            gap,
            separator: 0,
            spelling: Spelling::default(),
            spelled: 0,
            spelled_from: 0..0,
            upper: false,
            tags: None,
        }
    }

    /// Where the next character stands.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// What was read since the last atom.
    pub(super) fn pending(&self) -> Gap {
        self.gap
    }

    /// Goes on at `at` after the caller has read up to there itself.
    pub(super) fn resume(&mut self, at: usize, gap: Gap) {
        self.at = at;
        self.gap = gap;
    }

    /// Whether letters of the last character are still to come.
    pub(super) fn is_spelling(&self) -> bool {
        self.spelled < self.spelling.letters().len()
    }

    /// Reads one character or tag: the outer `None` is the end, the inner one no letter.
    pub(super) fn step(&mut self) -> Option<Option<Atom>> {
        if let Some(&plain) = self.spelling.letters().get(self.spelled) {
            self.spelled += 1;
            return Some(Some(self.atom(plain, self.spelled_from.clone(), self.upper)));
        }
        let start = self.at;
        let (read, next) = markup::read(self.text, start, self.end)?;
        self.at = next;
        let c = match read {
            Read::Char(c) => c,
            Read::Tag { inline, inside } => {
                if !inline {
                    self.separate('\n');
                }
                self.tags = Some(inside);
                return Some(None);
            }
        };
        match glyph(c) {
            Glyph::Drop => Some(None),
            Glyph::Gap => {
                self.separate(c);
                Some(None)
            }
            Glyph::Soft => {
                self.gap = self.gap.max(Gap::Soft);
                Some(None)
            }
            Glyph::One(symbol) if is_symbol(symbol) && !in_word(self.text, symbol, start..next) => {
                self.separate(symbol);
                Some(None)
            }
            Glyph::One(plain) => Some(Some(self.atom(plain, start..next, c.is_uppercase()))),
            Glyph::Many => {
                self.spelling = spell(c);
                self.spelled = 0;
                self.spelled_from = start..next;
                self.upper = c.is_uppercase();
                Some(None)
            }
        }
    }

    #[inline]
    fn atom(&mut self, plain: char, source: Range<usize>, upper: bool) -> Atom {
        let atom = Atom {
            plain,
            start: source.start,
            end: source.end,
            gap: self.gap,
            separator: self.separator,
            upper,
        };
        self.gap = Gap::None;
        self.separator = 0;
        atom
    }

    #[inline]
    fn separate(&mut self, c: char) {
        self.gap = Gap::Hard;
        self.separator = behind(self.separator, c);
    }
}

/// What [`Atom::separator`] is behind a run of these signs.
pub(crate) fn separator(run: &str) -> u32 {
    run.chars().fold(0, behind)
}

#[inline]
fn behind(run: u32, c: char) -> u32 {
    let parts = run & PARTS | if parts(c) { PARTS } else { 0 };
    run.wrapping_mul(31).wrapping_add(u32::from(c)) & !PARTS | parts
}

/// The length of a sign at a place before `end` that only separates: neither the beginning of
/// markup, nor a letter in disguise, nor the sign of another reading.
pub(super) fn separates(text: &str, at: usize, end: usize) -> Option<usize> {
    let c = text.get(at..end)?.chars().next()?;
    let (bytes, len) = (text.as_bytes(), c.len_utf8());
    let separates = match c {
        // What neither a letter nor one of these follows begins no reference, code, tag or comment.
        '&' | '%' | '<' => bytes.get(at + 1).is_none_or(|next| {
            !next.is_ascii_alphanumeric() && !matches!(next, b'#' | b'/' | b'!' | b'?' | b'&')
        }),
        _ if may_begin(c) => false,
        _ => match glyph(c) {
            Glyph::One(symbol) => is_symbol(symbol) && !in_word(text, symbol, at..at + len),
            _ => false,
        },
    };
    separates.then_some(len)
}

/// Whether the same symbol stands beyond the next letter or the one before: `s|e|x`.
fn in_chain(text: &str, symbol: char, at: Range<usize>) -> bool {
    let before = text.get(..at.start).and_then(|text| text.chars().rev().nth(1));
    let after = text.get(at.end..).and_then(|text| text.chars().nth(1));
    before == Some(symbol) || after == Some(symbol)
}

/// Whether a leet symbol stands where a letter would: `d!ldo`, `$ex`, not `Sale!` or `$5`.
pub(super) fn in_word(text: &str, symbol: char, at: Range<usize>) -> bool {
    if matches!(symbol, '!' | '|') && in_chain(text, symbol, at.clone()) {
        return false;
    }
    let bytes = text.as_bytes();
    let before = at.start.checked_sub(1).and_then(|at| bytes.get(at)).copied();
    let after = bytes.get(at.end).copied();
    let letter = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphabetic() || !b.is_ascii());
    let word = |b: Option<u8>| letter(b) || b.is_some_and(|b| b.is_ascii_digit());
    let stands = match symbol {
        '!' | '|' => word(before) && word(after),
        // `€uro` and `w₩w`, not `5€` and `Preis€`; rare signs at the end of a word too.
        '€' | '£' | '¥' | '¢' | '₹' | '₽' | '฿' | '₫' | '§' => {
            letter(after) && (letter(before) || !word(before))
        }
        _ if !symbol.is_ascii() => letter(before) || letter(after) && !word(before),
        _ => letter(before) || letter(after) || before.is_some_and(|b| char::from(b) == symbol),
    };
    stands || among_leet(symbol, bytes, at.start, at.end)
}

/// Whether a symbol stands in a run of leet between letters, `rr@$7@r`, or in one behind a letter
/// with another symbol before it: `Preis5$` has neither. `@` needs no letter before it: `@1rgun`.
fn among_leet(symbol: char, bytes: &[u8], start: usize, end: usize) -> bool {
    /// The longest run of leet.
    const LONGEST: usize = 6;
    let is_symbol = |b: u8| matches!(b, b'@' | b'$' | b'!');
    let leet = |b: u8| is_symbol(b) || b.is_ascii_digit();
    let is_letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphabetic);
    let head = bytes.get(start.saturating_sub(LONGEST)..start).unwrap_or_default();
    let run = head.iter().rev().take_while(|b| leet(**b));
    let (length, has_symbol) =
        run.fold((0, false), |(length, any), b| (length + 1, any || is_symbol(*b)));
    let follows = is_letter(head.iter().rev().nth(length));
    let tail = bytes.get(end..).unwrap_or_default();
    let precedes = is_letter(tail.iter().take(LONGEST).find(|b| !leet(**b)));
    precedes && (follows || symbol == '@') || follows && has_symbol
}

/// Whether a plain character is a symbol, and no letter unless it stands in a word.
fn is_symbol(plain: char) -> bool {
    matches!(plain, '@' | '$' | '!' | '|') || (!plain.is_ascii() && sign(plain).is_some())
}

impl Iterator for Atoms<'_> {
    type Item = Atom;

    #[inline]
    fn next(&mut self) -> Option<Atom> {
        loop {
            // Most of what is checked is plain ASCII, and `step` costs ten times as much.
            if !self.is_spelling() {
                let start = self.at;
                match self.text.as_bytes().get(start).filter(|_| start < self.end) {
                    Some(byte) if byte.is_ascii_alphanumeric() => {
                        self.at = start + 1;
                        let plain = char::from(byte.to_ascii_lowercase());
                        return Some(self.atom(plain, start..start + 1, byte.is_ascii_uppercase()));
                    }
                    Some(b' ') => {
                        self.at = start + 1;
                        self.separate(' ');
                        continue;
                    }
                    _ => {}
                }
            }
            if let Some(atom) = self.step()? {
                return Some(atom);
            }
        }
    }
}
