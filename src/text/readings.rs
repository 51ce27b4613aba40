//! Other ways to read a text: what the fold, which goes forwards letter by letter, cannot see.
//!
//! 1. A sign that hides a letter, `v*brator`, is read as [`HIDDEN`] ones; the lexicon knows which
//!    they may be.
//! 2. Upside-down text and text after a right-to-left override run backwards.
//! 3. In a word that mixes scripts, Greek `η` and `υ` may stand for n and u.
//! 4. A label of a domain name may be Punycode (RFC 3492): `xn--…`.
//! 5. What a sign stands for may depend on characters that are coded, see [`coded`].
//! 6. A word that mixes scripts may be drawn in letters of several, see [`guise`].
//! 7. In a word with several signs all of them may stand for letters, see [`signed`].
//! 8. Mirrored letters stand in mirrored words, which run backwards or do not.
//!
//! Ordinary text has nothing of this, so that it costs one look for the signs that begin it.

use std::ops::Range;

use super::glyph::{Glyph, glyph, second_lookalike};
use super::{coded, guise, masked, punycode, signed};

/// How far around a hidden vowel or a mixed word the text is read again, in bytes.
const AROUND: usize = 48;
/// The longest text read backwards in one piece, in bytes.
const BACKWARDS: usize = 1024;
/// How many places of one kind are read again in a text: no text costs its square.
pub(super) const PLACES: usize = 512;

/// What hidden letters are read as, by turns, since equal ones would be read as one.
pub(crate) const HIDDEN: [char; 2] = ['ᚁ', 'ᚂ'];

/// Right-to-left override.
const OVERRIDE: char = '\u{202e}';

/// A piece of a text read in another way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    text: String,
    /// The source bytes of the character that each byte of the text was read from.
    from: Vec<Range<usize>>,
    /// Of what something must take part in a hit, in bytes of the source.
    about: Vec<Range<usize>>,
    /// The signs that hide letters, in order.
    signs: Vec<char>,
}

impl Reading {
    /// The text as read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The source bytes of a range of the reading; `None` unless it is about what was read anew.
    pub(crate) fn source(&self, span: Range<usize>) -> Option<Range<usize>> {
        let from = self.from.get(span)?;
        let start = from.iter().map(|source| source.start).min()?;
        let end = from.iter().map(|source| source.end).max()?;
        let takes_part = |about: &Range<usize>| start < about.end && end > about.start;
        self.about.iter().any(takes_part).then_some(start..end)
    }

    /// Where in the reading that stands of which something must take part in a hit; all of it where
    /// that was left out.
    pub(crate) fn about(&self) -> Range<usize> {
        let stands = |about: &Range<usize>| {
            let takes_part = |from: &Range<usize>| from.start < about.end && from.end > about.start;
            let first = self.from.iter().position(takes_part)?;
            Some(first..self.from.iter().rposition(takes_part)? + 1)
        };
        let all = |one: Range<usize>, other: Range<usize>| {
            one.start.min(other.start)..one.end.max(other.end)
        };
        let parts = self.about.iter().map(stands);
        parts.reduce(|one, other| Some(all(one?, other?))).flatten().unwrap_or(0..self.text.len())
    }

    /// The signs that are read as [`HIDDEN`] letters, in order.
    pub(crate) fn signs(&self) -> &[char] {
        &self.signs
    }

    /// The same with what hidden letters may be, of which each is told by its number; the others are
    /// signs again.
    pub(crate) fn guessed(&self, letters: &[(usize, char)]) -> Self {
        let mut guessed = Self::default();
        let mut signs = self.signs.iter().copied().enumerate();
        // Among capitals a letter is one, or a word would seem to end.
        let mut capitals = [false; 2];
        let mut read = self.text.char_indices().peekable();
        while let Some((at, c)) = read.next() {
            let Some(from) = self.from.get(at).cloned() else { continue };
            let sign = if HIDDEN.contains(&c) { signs.next() } else { None };
            let [before, last] = capitals;
            let mut letter = c;
            if let Some((number, sign)) = sign {
                let known = letters.iter().find(|(known, _)| *known == number);
                letter = known.map_or(sign, |(_, letter)| *letter);
                if known.is_some() {
                    guessed.about.push(from.clone());
                    let is_among = last
                        && (before || read.peek().is_some_and(|(_, next)| next.is_uppercase()));
                    letter = letter.to_uppercase().next().filter(|_| is_among).unwrap_or(letter);
                }
            }
            capitals = [last, letter.is_uppercase()];
            guessed.push(letter, from);
        }
        guessed
    }

    /// The same as a reading of the text that `seen` is a reading of.
    pub(super) fn within(&self, seen: &Self) -> Option<Self> {
        let source = |part: &Range<usize>| {
            let from = seen.from.get(part.clone())?;
            Some(from.first()?.start..from.last()?.end)
        };
        let sources = |parts: &[Range<usize>]| parts.iter().map(source).collect::<Option<Vec<_>>>();
        let (from, about) = (sources(&self.from)?, sources(&self.about)?);
        Some(Self { text: self.text.clone(), from, about, signs: self.signs.clone() })
    }

    pub(super) fn begin(&mut self, about: impl IntoIterator<Item = Range<usize>>) {
        self.text.clear();
        self.from.clear();
        self.about.clear();
        self.about.extend(about);
        self.signs.clear();
    }

    /// Adds a letter that a sign hides.
    pub(super) fn hide(&mut self, sign: char, source: Range<usize>) {
        let [even, odd] = HIDDEN;
        self.push(if self.signs.len().is_multiple_of(2) { even } else { odd }, source);
        self.signs.push(sign);
    }

    pub(super) fn push(&mut self, c: char, source: Range<usize>) {
        self.text.push(c);
        self.from.resize(self.text.len(), source);
    }
}

/// All readings that one of the ways to read gives.
#[cfg(test)]
pub(super) fn texts(
    each: fn(&str, &mut Reading, &mut dyn FnMut(&Reading)),
    text: &str,
) -> Vec<String> {
    let mut found = Vec::new();
    each(text, &mut Reading::default(), &mut |reading| found.push(reading.text().to_owned()));
    found
}

/// Gives every other reading of `text` to `sink`.
pub(crate) fn each(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let signs = signs(text);
    if signs == 0 {
        return;
    }
    if signs & (MASK | THREE) != 0 {
        masked::each(text, reading, sink);
    }
    if signs & DASH != 0 {
        punycode_labels(text, reading, sink);
    }
    if signs & TURNED != 0 {
        upside_down(text, reading, sink);
        mirrored(text, reading, sink);
    }
    if signs & THREE != 0 {
        overridden(text, reading, sink);
    }
    if signs & GREEK != 0 {
        second_lookalikes(text, reading, sink);
    }
    if signs & MIXED != 0 {
        guise::each(text, reading, sink);
    }
    if signs & SIGNED != 0 {
        signed::each(text, reading, sink);
    }
    if signs & CODED != 0 {
        coded::each(text, reading, sink);
    }
}

/// The readings for signs in a text in which nothing is coded.
pub(super) fn plainly(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let signs = signs(text);
    if signs & (MASK | THREE) != 0 {
        masked::each(text, reading, sink);
    }
    if signs & GREEK != 0 {
        second_lookalikes(text, reading, sink);
    }
}

/// A sign that may hide a letter.
const MASK: u8 = 1;
/// A dash, as in [`MARK`].
const DASH: u8 = 1 << 1;
/// The first byte of a turned letter.
const TURNED: u8 = 1 << 2;
/// The first byte of a bullet, an emoji, a cross and of the right-to-left override.
const THREE: u8 = 1 << 3;
/// The first byte of Greek eta and upsilon.
const GREEK: u8 = 1 << 4;

/// The first byte of what codes a character, or of one that is not seen.
const CODED: u8 = 1 << 5;
/// The first byte of letters that are drawn like Latin ones.
const MIXED: u8 = 1 << 6;
/// The first byte of a sign that may stand for a letter.
const SIGNED: u8 = 1 << 7;

/// Whether a character beyond ASCII may be the sign of another reading.
pub(super) fn may_begin(c: char) -> bool {
    let mut encoded = [0; 4];
    let lead = c.encode_utf8(&mut encoded).bytes().next().unwrap_or_default();
    let signs = SIGNS.get(usize::from(lead)).copied().unwrap_or_default();
    signs & GREEK != 0
        || signs & THREE != 0 && is_three(c)
        || signs & TURNED != 0 && (is_turned(c) || is_mirrored(c))
        || guise::may_begin(c)
}

fn is_three(c: char) -> bool {
    matches!(c, OVERRIDE | masked::CROSS) || masked::is_bullet(c)
}

/// What may begin another reading somewhere in a text.
fn signs(text: &str) -> u8 {
    let sign = |byte: u8| SIGNS.get(usize::from(byte)).copied().unwrap_or_default();
    let signs = text.bytes().fold(0, |signs, byte| signs | sign(byte));
    // Many begin with the same byte: prices, dashes and quotation marks do.
    let has_three = || text.chars().any(is_three);
    let signs = if signs & THREE != 0 && !has_three() { signs & !THREE } else { signs };
    let has_guise = || signs & GREEK != 0 || text.chars().any(guise::may_begin);
    if signs & MIXED != 0 && !has_guise() { signs & !MIXED } else { signs }
}

#[expect(clippy::indexing_slicing, reason = "computed while compiling")]
static SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    signs[b'*' as usize] = MASK;
    signs[b'#' as usize] = MASK;
    let mut byte = 0;
    while byte < 128 {
        if masked::hides_between(byte) {
            signs[byte as usize] = MASK;
        }
        byte += 1;
    }
    signs[b'-' as usize] = DASH;
    signs[0xc6] = TURNED;
    signs[0xc7] = TURNED;
    signs[0xc9] = TURNED;
    signs[0xca] = TURNED;
    signs[0xe1] = TURNED;
    signs[0xce] = GREEK;
    signs[0xcf] = GREEK;
    signs[0xe2] = THREE;
    signs[0xf0] = THREE;
    signs[0xc3] = THREE;
    signs[0xef] = THREE;
    signs[b'@' as usize] = MASK;
    signs[b'$' as usize] = MASK;
    // IPA, Greek, Cyrillic, Armenian, Hebrew, Arabic, and what has three bytes but for
    // punctuation: a sign alone makes no word.
    let mut byte = 0xc9;
    while byte <= 0xef {
        if byte != 0xe2 && (byte <= 0xdb || byte >= 0xe0) {
            signs[byte] |= MIXED;
        }
        byte += 1;
    }
    let mut byte = 0;
    while byte < 256 {
        if coded::may_code(byte as u8) {
            signs[byte] |= CODED;
        }
        if signed::may_begin(byte as u8) {
            signs[byte] |= SIGNED;
        }
        byte += 1;
    }
    signs
};

/// What a label in Punycode begins with, in any case (RFC 5890 section 2.3.2.1).
const MARK: &[u8] = b"xn--";

fn punycode_labels(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let pieces = text.as_bytes().windows(MARK.len()).enumerate();
    let found = pieces.filter(|(_, piece)| piece.eq_ignore_ascii_case(MARK)).map(|(at, _)| at);
    for start in found.take(PLACES) {
        let Some(rest) = text.get(start + MARK.len()..) else { continue };
        let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
        let label = rest.get(..len).and_then(punycode::decode);
        let Some(label) = label else { continue };
        let source = start..start + MARK.len() + len;
        reading.begin([source.clone()]);
        label.chars().for_each(|c| reading.push(c, source.clone()));
        sink(reading);
    }
}

fn upside_down(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let mut from = 0;
    for _ in 0..PLACES {
        let rest = text.get(from..).unwrap_or_default();
        let Some((found, _)) = rest.char_indices().find(|(_, c)| is_turned(*c)) else { return };
        let window = widened(text, from + found, BACKWARDS);
        from = window.end;
        backwards(text, window, upright, reading, sink);
    }
}

/// Mirrored words run backwards, or forwards where only the letters are mirrored.
fn mirrored(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let mut from = 0;
    for _ in 0..PLACES {
        let rest = text.get(from..).unwrap_or_default();
        let Some((found, _)) = rest.char_indices().find(|(_, c)| is_mirrored(*c)) else { return };
        let window = widened(text, from + found, BACKWARDS);
        from = window.end;
        reading.begin([window.clone()]);
        for (at, c) in characters(text, window.clone()) {
            reading.push(unmirrored(c), at);
        }
        sink(reading);
        backwards(text, window, unmirrored, reading, sink);
    }
}

fn overridden(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    for (start, _) in text.match_indices(OVERRIDE).take(PLACES) {
        let start = start + OVERRIDE.len_utf8();
        let Some(rest) = text.get(start..) else { continue };
        let end = rest
            .char_indices()
            .find(|(at, c)| matches!(c, '\u{202c}' | '\u{202e}' | '\n') || *at > BACKWARDS)
            .map_or(rest.len(), |(at, _)| at);
        backwards(text, start..start + end, |c| c, reading, sink);
    }
}

fn backwards(
    text: &str,
    window: Range<usize>,
    turn: fn(char) -> char,
    reading: &mut Reading,
    sink: &mut dyn FnMut(&Reading),
) {
    reading.begin([window.clone()]);
    let Some(part) = text.get(window.clone()) else { return };
    for (at, c) in part.char_indices().rev() {
        let start = window.start + at;
        reading.push(turn(c), start..start + c.len_utf8());
    }
    sink(reading);
}

fn second_lookalikes(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let mut from = 0;
    for _ in 0..PLACES {
        // Small eta, eta and upsilon with an accent: CE AE, CE B7, CF 85 and neighbours.
        let rest = text.get(from..).unwrap_or_default();
        let Some(found) = memchr::memchr2_iter(0xce, 0xcf, rest.as_bytes()).find(|&at| {
            let c = rest.get(at..).and_then(|rest| rest.chars().next());
            c.is_some_and(|c| second_lookalike(c).is_some()) && mixed(text, from + at)
        }) else {
            return;
        };
        let window = around(text, from + found..from + found + 2);
        reading.begin([window.clone()]);
        for (at, c) in characters(text, window.clone()) {
            reading.push(second_lookalike(c).unwrap_or(c), at);
        }
        sink(reading);
        from = window.end.max(from + found + 2);
    }
}

/// Whether a Latin letter stands in the word around `at`, or in a chain of letters.
fn mixed(text: &str, at: usize) -> bool {
    let Some((before, rest)) = text.split_at_checked(at) else { return false };
    let mut after = rest.chars();
    after.next();
    has_latin(before.chars().rev()) || has_latin(after)
}

/// Whether a Latin letter comes before the end of the word; in a chain, a word is one letter.
fn has_latin(letters: impl Iterator<Item = char>) -> bool {
    // How many letters of the word were read, and how many separators since.
    let (mut count, mut apart) = (0, 0);
    let mut seen = letters.take(AROUND).filter(|c| glyph(*c) != Glyph::Drop).peekable();
    while let Some(c) = seen.next() {
        if !c.is_alphabetic() {
            apart += 1;
            if count > 1 || apart > 2 {
                return false;
            }
            count = 0;
            continue;
        }
        count += 1;
        let ends = apart == 0 || seen.peek().is_none_or(|next| !next.is_alphabetic());
        if apart > 0 && !ends {
            return false;
        }
        if c.is_ascii_alphabetic() {
            return true;
        }
        apart = if apart > 0 { 1 } else { 0 };
    }
    false
}

pub(super) fn characters(
    text: &str,
    window: Range<usize>,
) -> impl Iterator<Item = (Range<usize>, char)> {
    let part = text.get(window.clone()).unwrap_or_default();
    part.char_indices().map(move |(at, c)| {
        let start = window.start + at;
        (start..start + c.len_utf8(), c)
    })
}

/// The words around a place.
pub(super) fn around(text: &str, at: Range<usize>) -> Range<usize> {
    let mut start = at.start.saturating_sub(AROUND);
    let mut end = (at.end + AROUND).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    // Half a word at an end of the window would be a word of its own.
    let cut = |c: char| !c.is_alphanumeric();
    if start > 0 {
        let head = text.get(start..at.start).unwrap_or_default();
        start += head.find(cut).unwrap_or(0);
    }
    if end < text.len() {
        let tail = text.get(at.end..end).unwrap_or_default();
        end = tail.rfind(cut).map_or(end, |found| at.end + found);
    }
    start..end
}

fn widened(text: &str, at: usize, by: usize) -> Range<usize> {
    let mut start = at.saturating_sub(by / 2);
    let mut end = (at + by / 2).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// Letters that stand for nothing but a turned one.
const fn is_turned(c: char) -> bool {
    matches!(
        c,
        'ɐ' | 'ɔ'
            | 'ǝ'
            | 'ɟ'
            | 'ƃ'
            | 'ɥ'
            | 'ᴉ'
            | 'ɾ'
            | 'ʞ'
            | 'ɯ'
            | 'ɹ'
            | 'ʇ'
            | 'ʌ'
            | 'ʍ'
            | 'ʎ'
            | 'ʅ'
    )
}

/// Letters that stand for nothing but a mirrored one.
const fn is_mirrored(c: char) -> bool {
    matches!(c, 'ɒ' | 'ɘ' | 'ʇ' | 'ǫ' | 'ʜ' | 'ɿ' | 'ƨ' | 'ɔ' | 'ʞ' | 'Ⴑ' | 'ɟ' | 'Ɉ')
}

/// A letter as it is in a mirror.
const fn unmirrored(c: char) -> char {
    match c {
        'ɒ' => 'a',
        'd' => 'b',
        'ɔ' => 'c',
        'b' => 'd',
        'ɘ' => 'e',
        'ʇ' | 'ɟ' => 'f',
        'ǫ' => 'g',
        'ʜ' => 'h',
        'Ⴑ' => 'j',
        'ʞ' => 'k',
        'q' => 'p',
        'p' => 'q',
        'ɿ' => 'r',
        'ƨ' => 's',
        'ƚ' | 'Ɉ' | 'ɉ' => 't',
        'υ' => 'u',
        'γ' => 'y',
        c => c,
    }
}

/// A letter as it is when the page is turned.
const fn upright(c: char) -> char {
    match c {
        'ɐ' => 'a',
        'q' => 'b',
        'ɔ' => 'c',
        'p' => 'd',
        'ǝ' => 'e',
        'ɟ' => 'f',
        'ƃ' => 'g',
        'ɥ' => 'h',
        'ᴉ' => 'i',
        'ɾ' => 'j',
        'ʞ' => 'k',
        'ʅ' => 'l',
        'ɯ' => 'm',
        'u' => 'n',
        'd' => 'p',
        'b' => 'q',
        'ɹ' => 'r',
        'ʇ' => 't',
        'n' => 'u',
        'ʌ' => 'v',
        'ʍ' => 'w',
        'ʎ' => 'y',
        c => c,
    }
}
