//! Words in which several signs stand for letters, or a bar for nothing: `p€n!$`, `d!ld0`,
//! `vibr|ator`.
//!
//! The fold tells a sign that is a letter by the letters beside it, and there may be none: the
//! neighbour is a sign too, or the word ends. Where one sign of a word surely is a letter, the word
//! is read again with all of them as letters.

use std::ops::Range;

use super::atoms::in_word;
use super::glyph::{coarse, sign};
use super::reading::Reading;
use super::readings::{around, characters, corrected};

/// How many words of a text are read again: no text costs its square.
const PLACES: usize = 128;
/// The longest word read so, in bytes.
const LONGEST: usize = 64;

/// Gives the readings of the words in which signs stand for letters.
pub(super) fn each(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let mut from = 0;
    for _ in 0..PLACES {
        let Some((at, c)) = next_sign(text, from) else { return };
        let word = word_at(text, at);
        if c == '|' && parts_letters(text, at) {
            without_bar(text, at, reading, sink);
        }
        from = at + c.len_utf8();
        let Some(made) = text.get(word.clone()).and_then(parts_of) else { continue };
        if !made.is_telling() && !is_among_telling(text, &word) {
            continue;
        }
        from = word.end.max(from);
        let strokes: &[char] = if made.has_stroke { &['i', 'l'] } else { &['i'] };
        for stroke in strokes {
            with_letters(text, &word, word.start + made.length, *stroke, reading);
            sink(reading);
        }
        let end = word.start + made.length;
        if text.get(end..word.end).is_some_and(|rest| rest.starts_with('!')) {
            with_letters(text, &word, end + 1, 'i', reading);
            sink(reading);
        }
    }
}

/// Whether a word beside this one has signs for letters that the fold may not see.
fn is_among_telling(text: &str, word: &Range<usize>) -> bool {
    let beside = text.get(around(text, word.clone())).unwrap_or_default();
    beside.split_whitespace().filter_map(parts_of).any(|made| made.is_telling())
}

/// Reads a word with its signs as letters up to `end`, and the words beside it that are made of
/// signs too.
fn with_letters(text: &str, word: &Range<usize>, end: usize, stroke: char, reading: &mut Reading) {
    reading.begin([word.clone()]);
    let (mut next, mut here, mut has_coins) = (0, 0, false);
    for (at, c) in characters(text, around(text, word.clone())) {
        if at.start >= next {
            let beside = word_at(text, at.start);
            let made = text.get(beside.clone()).and_then(parts_of).filter(Made::is_alike);
            let made = made.unwrap_or_default();
            next = beside.end.max(at.end);
            has_coins = made.has_coins;
            here = if beside == *word { end } else { beside.start + made.length };
        }
        let letter = if at.start < here { letter(c, stroke, has_coins) } else { None };
        reading.push(letter.unwrap_or(c), at);
    }
}

/// The next sign from `from` on that stands where a letter would.
fn next_sign(text: &str, from: usize) -> Option<(usize, char)> {
    let bytes = text.as_bytes().iter().enumerate().skip(from);
    let mut found = bytes.filter(|(_, byte)| may_begin(**byte)).filter_map(|(at, _)| {
        let c = text.get(at..)?.chars().next().filter(|c| is_sign(*c))?;
        Some((at, c))
    });
    found.find(|(at, c)| in_word(text, *c, *at..at + c.len_utf8()))
}

/// Whether a sign may begin with this byte.
pub(super) const fn may_begin(byte: u8) -> bool {
    matches!(byte, b'@' | b'$' | b'!' | b'|' | 0xc2 | 0xe2)
}

/// The signs that the fold reads as letters.
fn is_sign(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => matches!(c, '@' | '$' | '!' | '|'),
        _ => sign(c).is_some(),
    }
}

/// The text between white space around a place, no more than may be a word.
fn word_at(text: &str, at: usize) -> Range<usize> {
    let head = text.get(..at).unwrap_or_default();
    let before = head.char_indices().rev().take(LONGEST).take_while(|(_, c)| !c.is_whitespace());
    let start = before.last().map_or(at, |(start, _)| start);
    let tail = text.get(at..).unwrap_or_default();
    let after = tail.char_indices().take(LONGEST).take_while(|(_, c)| !c.is_whitespace());
    let end = after.last().map_or(at, |(last, c)| at + last + c.len_utf8());
    start..end
}

/// What a word is made of.
#[derive(Clone, Copy, Debug, Default)]
struct Made {
    letters: usize,
    digits: usize,
    signs: usize,
    /// How long it is without the punctuation behind it, in bytes.
    length: usize,
    /// Whether something in it may be an i as well as an l.
    has_stroke: bool,
    /// Whether it has signs of currencies that no price has beside letters.
    has_coins: bool,
}

impl Made {
    fn is_alike(&self) -> bool {
        self.signs > 1 || self.signs > 0 && self.letters > 0
    }

    /// Whether signs in it stand for letters that the fold may not see.
    fn is_telling(&self) -> bool {
        self.letters > 0
            && (self.signs > 1 || self.signs > 0 && self.digits > 0 || self.has_coins)
            && self.letters + self.signs + self.digits > 2
    }
}

/// What a word is made of, if of nothing but letters, digits and signs that may be letters.
fn parts_of(word: &str) -> Option<Made> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.trim_end_matches(['!', '.', ',', ':', ';', ')']);
    let mut made = Made { length: word.len(), ..Made::default() };
    for c in word.chars() {
        made.has_stroke |= matches!(c, '!' | '|' | '1' | 'ł' | 'Ł');
        made.has_coins |= matches!(c, '\u{20a0}'..='\u{20bf}') && c != '€';
        match c {
            '0'..='9' => made.digits += 1,
            '+' | '(' => made.signs += 1,
            _ if is_sign(c) => made.signs += 1,
            _ if c.is_alphabetic() => made.letters += 1,
            '-' | '\'' | '’' => {}
            _ => return None,
        }
    }
    Some(made)
}

/// The letter that a sign or digit is in such a word.
fn letter(c: char, stroke: char, has_coins: bool) -> Option<char> {
    Some(match c {
        '!' | '|' | '1' => stroke,
        '+' => 't',
        '(' => 'c',
        '@' | '$' | '0'..='9' => coarse(c),
        // Of the letters drawn like currencies this one is an i.
        'ł' | 'Ł' if has_coins => stroke,
        '\0'..='\u{7f}' => return None,
        _ => sign(c)?,
    })
}

/// Whether two letters or more stand on both sides.
fn parts_letters(text: &str, at: usize) -> bool {
    let (head, tail) = text.split_at_checked(at).unwrap_or_default();
    let letters = |letters: &mut dyn Iterator<Item = char>| {
        letters.take(2).filter(|c| c.is_alphabetic()).count() == 2
    };
    letters(&mut head.chars().rev()) && letters(&mut tail.chars().skip(1))
}

fn without_bar(text: &str, at: usize, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    corrected(text, at..at + 1, "", reading);
    sink(reading);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::reading::texts;

    fn read(text: &str) -> Vec<String> {
        texts(each, text)
    }

    #[test]
    fn signs_of_a_word_are_letters() {
        let cases: &[(&str, &[&str])] = &[
            ("p€n!$", &["penis", "penls"]),
            ("d!ld0", &["dildo", "dlldo"]),
            ("c@n€ n€gr@", &["cane negra", "cane negra"]),
            ("new r€$+r@(t pump", &["new restract pump"]),
            ("₮ł₦", &["tin", "tln"]),
            ("w€$+3!", &["weste!", "westei"]),
            ("b€€r$!", &["beers!", "beersi"]),
            ("g@y m0un+", &["gay mount"]),
            ("l@mbr!n!, 2", &["lambrin!, 2", "lambrln!, 2", "lambrini, 2"]),
            ("b€$+ d€ l@ $€+", &["best de la set"; 3]),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), *expected, "`{text}`");
        }
    }

    #[test]
    fn a_bar_parts_a_word() {
        assert_eq!(read("vibr|ator"), ["vibrator"]);
        assert_eq!(read("old vibr|ator 2"), ["old vibrator 2"]);
        for text in ["a|b", "S|M|L", "red | blue", "x|small", "5|10"] {
            assert!(read(text).is_empty(), "`{text}`");
        }
    }

    #[test]
    fn prices_names_and_addresses_stay_what_they_are() {
        for text in [
            "",
            "Sale!",
            "$5",
            "5 €",
            "P!nk",
            "Ke$ha",
            "Wow!!",
            "A$AP",
            "C++",
            "100 %",
            "me@shop.example",
            "https://shop.example/a?b=$c",
            "€19,99",
            "£5+",
            "Yes!No",
        ] {
            assert!(read(text).is_empty(), "`{text}`");
        }
    }

    #[test]
    fn a_long_text_costs_no_more_than_its_places() {
        let text = "p€n!$ ".repeat(3000);
        assert!(read(&text).len() <= 2 * PLACES);
        let text = "a|$".repeat(3000);
        assert!(read(&text).len() <= 3 * PLACES);
    }
}
