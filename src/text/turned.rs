//! Upside-down text, mirrored text, and text after a right-to-left override, all of which run
//! backwards.

use std::ops::Range;

use super::reading::Reading;
use super::readings::{PLACES, around, characters};

/// The longest text read backwards in one piece, in bytes.
const BACKWARDS: usize = 1024;
/// Right-to-left override.
pub(super) const OVERRIDE: char = '\u{202e}';

/// Gives the readings of a text that may hold turned or mirrored letters.
pub(super) fn each(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    upside_down(text, reading, sink);
    mirrored(text, reading, sink);
}

/// Whether a letter stands for nothing but a turned or mirrored one.
pub(super) const fn may_begin(c: char) -> bool {
    is_turned(c) || is_mirrored(c)
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

/// Gives the readings of what stands after an override.
pub(super) fn overridden(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
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

/// The words around a place, backwards.
pub(crate) fn reversed(text: &str, at: Range<usize>, reading: &mut Reading) {
    let window = around(text, at.clone());
    reading.begin([at]);
    for (source, c) in characters(text, window).collect::<Vec<_>>().into_iter().rev() {
        reading.push(c, source);
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
