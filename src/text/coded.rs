//! Signs that hide a letter beside characters that are coded: `v1br&#x40;tor`, `v%2abrator`.
//!
//! Whether `@`, `!` or `*` stands for a letter depends on what stands beside it, and the fold looks
//! at the source for that. Where a neighbour or the sign itself is written as a reference, an escape
//! or with something invisible between, the words around are read again as a reader would see them.

use std::ops::Range;

use super::glyph::{Glyph, glyph, second_lookalike, sign};
use super::markup::{Read, read};
use super::masked::hides_letter;
use super::reading::Reading;
use super::readings::plainly;

/// How far around a sign the text is decoded, in bytes: letters coded twice take ten each.
const AROUND: usize = 240;
/// How far behind a sign others are read together with it, in bytes.
const REACH: usize = 3 * AROUND;
/// The longest way to write one character, in bytes: `&amp;amp;#x10ffff;`.
const LONGEST: usize = 20;
/// How many places of a text are read again.
const PLACES: usize = 256;

/// Gives the other readings that `text` has for coded characters beside signs.
pub(super) fn each(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let mut found = Signs { text, from: 0, last: usize::MAX };
    let mut next = found.next();
    for _ in 0..PLACES {
        let Some(first) = next.take() else { return };
        let reach = first.end + REACH;
        let mut signs = vec![first];
        next = loop {
            match found.next() {
                Some(sign) if sign.end <= reach => signs.push(sign),
                other => break other,
            }
        };
        reread(text, &signs, reading, sink);
    }
}

/// Signs within words that are coded, or stand beside what is.
struct Signs<'t> {
    text: &'t str,
    from: usize,
    last: usize,
}

impl Iterator for Signs<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let (c, at) = next_coded(self.text, self.from)?;
            self.from = at.end;
            let Some(sign) = sign_at(self.text, c, at) else { continue };
            if sign.start != self.last && stands_in_word(self.text, &sign) {
                self.last = sign.start;
                return Some(sign);
            }
        }
    }
}

/// The next character from `from` on that is coded or invisible.
fn next_coded(text: &str, from: usize) -> Option<(char, Range<usize>)> {
    let mut at = from;
    loop {
        at += text.as_bytes().get(at..)?.iter().position(|byte| may_code(*byte))?;
        let Some((read, end)) = read(text, at, text.len()) else {
            at += 1;
            continue;
        };
        match read {
            Read::Char(c) if end - at > c.len_utf8() || glyph(c) == Glyph::Drop => {
                return Some((c, at..end));
            }
            _ => at = end,
        }
    }
}

/// Whether a byte may begin a reference, an escape or an invisible character.
pub(super) const fn may_code(byte: u8) -> bool {
    // Soft hyphen, zero width and bidi controls, byte order mark and variation selectors.
    matches!(byte, b'&' | b'%' | b'\\' | 0xc2 | 0xe2 | 0xef)
}

/// The sign that a coded character is or stands beside.
fn sign_at(text: &str, c: char, at: Range<usize>) -> Option<Range<usize>> {
    if is_sign(c) {
        return Some(at);
    }
    let after = text.get(at.end..)?.chars().next().filter(|c| is_sign(*c));
    if let Some(after) = after {
        return Some(at.end..at.end + after.len_utf8());
    }
    let before = text.get(..at.start)?.chars().next_back().filter(|c| is_sign(*c))?;
    Some(at.start - before.len_utf8()..at.start)
}

fn is_sign(c: char) -> bool {
    matches!(c, '@' | '$' | '!' | '|')
        || hides_letter(c)
        || (!c.is_ascii() && (sign(c).is_some() || second_lookalike(c).is_some()))
}

/// Whether letters stand on both sides; on one side of what may begin or end a word.
fn stands_in_word(text: &str, at: &Range<usize>) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (before, after) = (before(text, at.start), after(text, at.end));
    is_letter(before) && is_letter(after)
        || before.or(after).is_some_and(char::is_alphabetic)
            && matches!(read(text, at.start, text.len()), Some((Read::Char(sign), _))
                if matches!(sign, '@' | '$') || sign.is_alphabetic())
}

/// The visible character that begins at `at`.
fn after(text: &str, at: usize) -> Option<char> {
    let mut at = at;
    for _ in 0..4 {
        match read(text, at, text.len())? {
            (Read::Char(c), _) if glyph(c) != Glyph::Drop => return Some(c),
            (_, end) => at = end,
        }
    }
    None
}

/// The visible character that ends at `at`.
fn before(text: &str, at: usize) -> Option<char> {
    let mut at = at;
    for _ in 0..4 {
        let start = begin_of(text, at)?;
        match read(text, start, text.len())? {
            (Read::Char(c), end) if end == at && glyph(c) != Glyph::Drop => return Some(c),
            _ => at = start,
        }
    }
    None
}

/// Where the character that ends at `at` begins, however it is written.
fn begin_of(text: &str, at: usize) -> Option<usize> {
    let head = text.get(..at)?;
    let bytes = head.as_bytes();
    let coded = (at.saturating_sub(LONGEST)..at)
        .filter(|start| bytes.get(*start).is_some_and(|b| matches!(b, b'&' | b'%' | b'\\')))
        .find(|start| matches!(read(text, *start, text.len()), Some((_, end)) if end == at));
    coded.or_else(|| head.char_indices().next_back().map(|(start, _)| start))
}

/// Reads the words around signs as they are seen, and once more for what the signs may hide.
fn reread(
    text: &str,
    signs: &[Range<usize>],
    reading: &mut Reading,
    sink: &mut dyn FnMut(&Reading),
) {
    let (Some(first), Some(last)) = (signs.first(), signs.last()) else { return };
    let window = window(text, &(first.start..last.end));
    reading.begin(signs.iter().cloned());
    let mut at = window.start;
    while let Some((read, end)) = read(text, at, window.end) {
        match read {
            Read::Char(c) if glyph(c) == Glyph::Drop => {}
            Read::Char(c) => reading.push(c, at..end),
            Read::Tag { inline: true, .. } => {}
            Read::Tag { .. } => reading.push(' ', at..end),
        }
        at = end;
    }
    sink(reading);
    let seen = reading.clone();
    plainly(seen.text(), reading, &mut |inner| {
        if let Some(inner) = inner.within(&seen) {
            sink(&inner);
        }
    });
}

/// Whole words around signs.
fn window(text: &str, signs: &Range<usize>) -> Range<usize> {
    let mut start = signs.start.saturating_sub(AROUND);
    let mut end = (signs.end + AROUND).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    if start > 0 {
        let head = text.get(start..signs.start).unwrap_or_default();
        start += head.find(char::is_whitespace).unwrap_or(0);
    }
    if end < text.len() {
        let tail = text.get(signs.end..end).unwrap_or_default();
        end = tail.rfind(char::is_whitespace).map_or(end, |found| signs.end + found);
    }
    start..end
}
