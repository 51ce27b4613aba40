//! Other ways to read a text: what the fold, which goes forwards letter by letter, cannot see.
//!
//! 1. A sign that hides a letter, `v*brator`, is read as one that the lexicon guesses, see [`masked`].
//! 2. Upside-down text and text after a right-to-left override run backwards, see [`turned`].
//! 3. In a word that mixes scripts, Greek `η` and `υ` may stand for n and u, see [`mixed`].
//! 4. A label of a domain name may be Punycode: `xn--…`, see [`punycode`].
//! 5. What a sign stands for may depend on characters that are coded, see [`coded`].
//! 6. A word that mixes scripts may be drawn in letters of several, see [`guise`].
//! 7. In a word with several signs all of them may stand for letters, see [`signed`].
//! 8. Mirrored letters stand in mirrored words, which run backwards or do not, see [`turned`].
//! 9. A digit among letters may be one too many, see [`inserted`].
//!
//! Ordinary text has nothing of this, so that it costs one look for the signs that begin it.

use std::ops::Range;

use super::reading::Reading;
use super::{coded, guise, inserted, masked, mixed, punycode, signed, turned};

/// How far around a hidden vowel or a mixed word the text is read again, in bytes.
pub(super) const AROUND: usize = 48;
/// How many places of one kind are read again in a text: no text costs its square.
pub(super) const PLACES: usize = 512;

/// Gives every other reading of `text` to `sink`.
pub(crate) fn each(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    inserted::each(text, reading, sink);
    let signs = signs(text);
    if signs == 0 {
        return;
    }
    if signs & (MASK | THREE) != 0 {
        masked::each(text, reading, sink);
    }
    if signs & DASH != 0 {
        punycode::each(text, reading, sink);
    }
    if signs & TURNED != 0 {
        turned::each(text, reading, sink);
    }
    if signs & THREE != 0 {
        turned::overridden(text, reading, sink);
    }
    if signs & GREEK != 0 {
        mixed::each(text, reading, sink);
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

/// The words around a place, with what stands there read as another word, or as nothing.
pub(crate) fn corrected(text: &str, at: Range<usize>, right: &str, reading: &mut Reading) {
    reading.begin([at.clone()]);
    for (source, c) in characters(text, around(text, at.clone())) {
        if source.start == at.start {
            right.chars().for_each(|letter| reading.push(letter, at.clone()));
        } else if !at.contains(&source.start) {
            reading.push(c, source);
        }
    }
}

/// The readings for signs in a text in which nothing is coded.
pub(super) fn plainly(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let signs = signs(text);
    if signs & (MASK | THREE) != 0 {
        masked::each(text, reading, sink);
    }
    if signs & GREEK != 0 {
        mixed::each(text, reading, sink);
    }
}

/// A sign that may hide a letter.
const MASK: u8 = 1;
/// A dash, as in `xn--`.
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
        || signs & TURNED != 0 && turned::may_begin(c)
        || guise::may_begin(c)
}

fn is_three(c: char) -> bool {
    matches!(c, turned::OVERRIDE | masked::CROSS) || masked::is_bullet(c)
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

/// The characters of a part of a text, with their places in it.
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
