//! Signs that hide a vowel: `v*brator`, `v#brator`, `vibrat⭕r` are read as each of the vowels, and a
//! cross as an x too: `se❌y`.

use std::ops::Range;

use super::glyph::{Script, glyph_script};
use super::readings::{PLACES, Reading, around, characters};

const LATIN: [char; 6] = ['a', 'e', 'i', 'o', 'u', 'y'];
const CYRILLIC: [char; 10] = ['а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'і'];
const GREEK: [char; 7] = ['α', 'ε', 'η', 'ι', 'ο', 'υ', 'ω'];
const CROSS: [char; 7] = ['x', 'e', 'a', 'i', 'o', 'u', 'y'];
const CROSS_AT_END: [char; 1] = ['x'];
/// How many vowels are tried where two are hidden: each of one goes with each of the other.
const OF_TWO: usize = 5;
/// How many letters there must be around a sign: a name of three letters is not read so anyway.
const LEAST: usize = 3;
/// How many letters a word has before an asterisk for its last one: shorter ones have footnotes.
const LONG: usize = 4;

/// Whether a sign may hide a vowel.
pub(super) fn hides_vowel(c: char) -> bool {
    matches!(c, '*' | '#') || is_bullet(c)
}

/// Signs beyond ASCII that hide a vowel: bullets, hearts, stars, circles, emoji.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(c,
        '•' | '●' | '○' | '◯'
        | '\u{2600}'..='\u{26ff}' | '\u{2708}'..='\u{2764}' | '\u{2b50}' | '\u{2b55}'
        | '\u{1f300}'..='\u{1f6ff}' | '\u{1f7e0}'..='\u{1f7eb}' | '\u{1f90c}'..='\u{1faff}')
}

/// Gives the readings of a text whose signs hide vowels.
pub(super) fn each(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let masks = masks(text);
    for (index, (first, vowels)) in masks.iter().enumerate() {
        let window = around(text, first.clone());
        let second = masks.get(index + 1).filter(|(second, _)| second.end < window.end);
        let tried = if second.is_some() { OF_TWO } else { vowels.len() };
        for vowel in vowels.iter().take(tried) {
            let others = second.map_or(&['\0'][..], |(_, vowels)| vowels);
            for other in others.iter().take(OF_TWO) {
                reading.begin([first.clone()]);
                for (at, c) in characters(text, window.clone()) {
                    let c = if at.start == first.start {
                        *vowel
                    } else if second.is_some_and(|(second, _)| second.start == at.start) {
                        *other
                    } else {
                        c
                    };
                    reading.push(c, at);
                }
                sink(reading);
            }
        }
    }
}

/// Where signs stand between letters, and the vowels of these letters' script.
fn masks(text: &str) -> Vec<(Range<usize>, &'static [char])> {
    if text.is_ascii() {
        let found = memchr::memchr2_iter(b'*', b'#', text.as_bytes());
        return found.filter_map(|at| mask(text, at, '*')).take(PLACES).collect();
    }
    let found = text.char_indices().filter(|(_, c)| hides_vowel(*c));
    found.filter_map(|(at, c)| mask(text, at, c)).take(PLACES).collect()
}

fn mask(text: &str, at: usize, sign: char) -> Option<(Range<usize>, &'static [char])> {
    let end = at + sign.len_utf8();
    let head = text.get(..at)?;
    let before = head.chars().next_back().filter(|c| c.is_alphabetic())?;
    let after = text.get(end..)?.trim_start_matches('\u{fe0f}').chars().next();
    let is_inside = after.is_some_and(char::is_alphabetic);
    let ends_word = sign == '*' && after.is_none_or(char::is_whitespace) && ends_long_word(head);
    let is_cross = matches!(sign, '✖' | '❌' | '❎');
    if !is_inside && !ends_word && !is_cross || !has_letters(text, at..end) {
        return None;
    }
    let vowels: &[char] = match glyph_script(before) {
        _ if is_cross && !is_inside => &CROSS_AT_END,
        Script::Latin if is_cross => &CROSS,
        Script::Cyrillic => &CYRILLIC,
        Script::Greek => &GREEK,
        _ => &LATIN,
    };
    Some((at..end, vowels))
}

/// Whether there are letters enough around a sign for a word: `F#f_0` has none.
fn has_letters(text: &str, sign: Range<usize>) -> bool {
    let window = text.get(around(text, sign)).unwrap_or_default();
    window.chars().filter(|c| c.is_alphabetic()).take(LEAST).count() == LEAST
}

/// Whether a text ends in a word long enough that its last letter may be missed.
fn ends_long_word(text: &str) -> bool {
    text.chars().rev().take_while(|c| c.is_alphabetic()).take(LONG).count() == LONG
}
