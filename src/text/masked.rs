//! Signs that hide a vowel: `v*brator`, `v#brator`, `vibrat⭕r` are read as each of the vowels, and a
//! cross as an x too: `se❌y`. Where every vowel of a word is hidden all of them are tried, and where
//! signs are drawn like letters all of them are read as these: `d⭕ble d⭕ng`.

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
/// A sign and the vowels that it may hide.
type Mask = (Range<usize>, &'static [char]);

/// How many bytes of letters and digits there must be around a sign: with a vowel more they are as
/// many as what is found so must have.
const LEAST: usize = 3;
/// How far apart the masks of one phrase are, in bytes.
const NEAR: usize = 16;
/// How many vowels of one phrase are tried together, and in how many phrases of a text.
const MOST: usize = 4;
const WORDS: usize = 2;
/// How many letters a word has before `*` or `#` for its last one: shorter ones have footnotes.
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
    as_drawn(text, reading, sink);
    in_words(text, &masks, reading, sink);
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

/// Reads signs in words as the letters that they are drawn like, all of them.
fn as_drawn(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    if text.is_ascii() {
        return;
    }
    let mut next = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| drawn_like(*c).is_some()).take(PLACES) {
        let end = at + c.len_utf8();
        if at < next || !touches_letter(text, at..end) {
            continue;
        }
        let window = around(text, at..end);
        next = window.end.max(end);
        let about = at..window.end.max(end);
        reading.begin([about]);
        for (at, c) in characters(text, window) {
            reading.push(drawn_like(c).unwrap_or(c), at);
        }
        sink(reading);
    }
}

/// Whether a letter stands before or behind a sign.
fn touches_letter(text: &str, at: Range<usize>) -> bool {
    let (head, tail) = (text.get(..at.start), text.get(at.end..));
    let before = head.and_then(|head| head.trim_end_matches('\u{fe0f}').chars().next_back());
    let after = tail.and_then(|tail| tail.trim_start_matches('\u{fe0f}').chars().next());
    before.into_iter().chain(after).any(char::is_alphabetic)
}

/// The letter that a sign beyond ASCII is drawn like.
const fn drawn_like(c: char) -> Option<char> {
    Some(match c {
        '⭕' | '●' | '○' | '◯' | '⚪' | '⚫' | '⚽' | '⚾' | '🔴' | '🔵' | '🟠' | '🟡' | '🟢'
        | '🟣' | '🟤' | '🍩' | '🏀' | '🌕' => 'o',
        '❌' | '✖' | '❎' => 'x',
        '🔺' | '🔼' => 'a',
        '📧' => 'e',
        '🕯' | '❗' | '❕' => 'i',
        '💲' => 's',
        '✝' | '➕' => 't',
        _ => return None,
    })
}

/// Reads the phrases, or else the words, in which more than two vowels are hidden with each that
/// may be.
fn in_words(text: &str, masks: &[Mask], reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let apart = |a: &Mask, b: &Mask| text.get(a.0.end..b.0.start).unwrap_or_default();
    let phrases = masks.chunk_by(|a, b| apart(a, b).len() <= NEAR && is_phrase(apart(a, b)));
    let is_tried = |masks: &&[Mask]| (3..=MOST).contains(&masks.len());
    let words = phrases.flat_map(|phrase| {
        let is_one = is_tried(&phrase);
        phrase.chunk_by(move |a, b| is_one || apart(a, b).chars().all(char::is_alphabetic))
    });
    for word in words.filter(is_tried).take(WORDS) {
        let (Some((first, _)), Some((last, _))) = (word.first(), word.last()) else { return };
        let window = around(text, first.start..last.end);
        let about = first.start..last.end;
        let tried = OF_TWO.pow(u32::try_from(word.len()).unwrap_or_default());
        for number in 0..tried {
            reading.begin([about.clone()]);
            let mut rest = number;
            for (at, c) in characters(text, window.clone()) {
                let vowels = word.iter().find(|(mask, _)| mask.start == at.start);
                let vowel = vowels.and_then(|(_, vowels)| vowels.get(rest % OF_TWO).copied());
                if vowels.is_some() {
                    rest /= OF_TWO;
                }
                reading.push(vowel.unwrap_or(c), at);
            }
            sink(reading);
        }
    }
}

/// Whether nothing but letters and single blanks or dashes stands here.
fn is_phrase(text: &str) -> bool {
    text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-')) && !text.contains("  ")
}

/// Where signs stand between letters, and the vowels of these letters' script.
fn masks(text: &str) -> Vec<Mask> {
    if text.is_ascii() {
        let found = memchr::memchr2_iter(b'*', b'#', text.as_bytes());
        return found.filter_map(|at| mask(text, at, '*')).take(PLACES).collect();
    }
    let found = text.char_indices().filter(|(_, c)| hides_vowel(*c));
    found.filter_map(|(at, c)| mask(text, at, c)).take(PLACES).collect()
}

fn mask(text: &str, at: usize, sign: char) -> Option<Mask> {
    let end = at + sign.len_utf8();
    let head = text.get(..at)?;
    let before = head.chars().next_back().filter(|c| c.is_alphabetic())?;
    let after = text.get(end..)?.trim_start_matches('\u{fe0f}').chars().next();
    let is_inside = after.is_some_and(char::is_alphabetic);
    let ends_word =
        matches!(sign, '*' | '#') && after.is_none_or(char::is_whitespace) && ends_long_word(head);
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

/// Whether there is enough around a sign for a word: beside `F#f` there is not, beside `b*t365` there
/// is.
fn has_letters(text: &str, sign: Range<usize>) -> bool {
    let window = text.get(around(text, sign)).unwrap_or_default();
    let letters = window.chars().filter(|c| c.is_alphanumeric()).take(LEAST);
    letters.map(char::len_utf8).sum::<usize>() >= LEAST
}

/// Whether a text ends in a word long enough that its last letter may be missed.
fn ends_long_word(text: &str) -> bool {
    text.chars().rev().take_while(|c| c.is_alphabetic()).take(LONG).count() == LONG
}
