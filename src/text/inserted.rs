//! Words with a digit too many: `vibra7tor`. The fold takes a digit for the letter that it is drawn
//! like; here it stands for nothing.

use super::reading::Reading;
use super::readings::{PLACES, corrected};

/// How many letters a word has that is read without its digit: of fewer, units and sizes are made.
const LEAST: usize = 5;
/// The longest word that is read so, in bytes.
const LONGEST: usize = 64;

/// Gives the readings of words without the one digit that stands among their letters.
pub(super) fn each(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let digits = text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit());
    let within = digits.filter(|(at, _)| is_within(text.as_bytes(), *at));
    for (at, _) in within.take(PLACES).filter(|(at, _)| is_the_only_one(text, *at)) {
        corrected(text, at..at + 1, "", reading);
        sink(reading);
    }
}

/// Whether a digit may stand among letters enough, of which each has a byte or more.
pub(super) fn is_within(source: &[u8], at: usize) -> bool {
    let is_letter = |byte: &&u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let (head, tail) = source.split_at_checked(at).unwrap_or_default();
    let before = head.iter().rev().take(LEAST - 1).take_while(is_letter).count();
    let behind = tail.iter().skip(1).take(LEAST - 1).take_while(is_letter).count();
    before > 0 && behind > 0 && before + behind >= LEAST
}

/// The same for all digits of a block, one bit for each byte; beyond its ends stand letters, or
/// before its first byte an `edge`.
#[inline(always)]
pub(super) const fn all_within(digits: u64, letters: u64, edge: bool, read: usize) -> u64 {
    let beyond = u64::MAX.unbounded_shl(read as u32);
    let (letters, first) = (letters | beyond, if edge { 0 } else { u64::MAX });
    // Where so many letters end before a place, or begin behind it.
    let before_one = letters << 1 | first & 1;
    let before_two = before_one & (letters << 2 | first & 0b11);
    let before_three = before_two & (letters << 3 | first & 0b111);
    let before_four = before_three & (letters << 4 | first & 0b1111);
    let behind_one = letters >> 1 | 1 << 63;
    let behind_two = behind_one & (letters >> 2 | 0b11 << 62);
    let behind_three = behind_two & (letters >> 3 | 0b111 << 61);
    let behind_four = behind_three & (letters >> 4 | 0b1111 << 60);
    digits
        & (before_one & behind_four
            | before_two & behind_three
            | before_three & behind_two
            | before_four & behind_one)
}

/// Whether the word around a digit has no other, and letters enough.
fn is_the_only_one(text: &str, at: usize) -> bool {
    let start = text.floor_char_boundary(at.saturating_sub(LONGEST));
    let end = text.floor_char_boundary(at + LONGEST);
    let head = text.get(start..at).unwrap_or_default();
    let tail = text.get(at + 1..end).unwrap_or_default();
    let (mut letters, mut others) = (0, 0);
    let mut count = |side: &mut dyn Iterator<Item = char>| {
        let before = letters;
        for c in side.take_while(|c| c.is_alphanumeric()) {
            let is_letter = c.is_alphabetic();
            letters += usize::from(is_letter);
            others += usize::from(!is_letter);
        }
        letters > before
    };
    let stands_between = count(&mut head.chars().rev()) && count(&mut tail.chars());
    stands_between && others == 0 && letters >= LEAST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::reading::texts;

    #[test]
    fn a_digit_too_many_goes() {
        let cases: &[(&str, &[&str])] = &[
            ("vibra7tor", &["vibrator"]),
            ("New cli9tóris pump, 2 pcs", &["New clitóris pump, 2 pcs"]),
            ("с4игареты", &["сигареты"]),
            ("w4hisky and vo5dka", &["whisky and vo5dka", "w4hisky and vodka"]),
        ];
        for (text, expected) in cases {
            assert_eq!(texts(each, text), *expected, "`{text}`");
        }
    }

    #[test]
    fn sizes_models_and_numbers_stay_what_they_are() {
        for text in
            ["", "H2O", "USB3a", "12V", "iPhone15pro", "AB3CD4EF", "4K", "mp3", "ab 3 cd", "–3–"]
        {
            assert!(texts(each, text).is_empty(), "`{text}`");
        }
    }

    #[test]
    fn blocks_are_as_they_are_read_one_by_one() {
        for text in [
            "vibra7tor",
            "v3ibrator",
            "vibrato8r",
            "ab3cd",
            "a4bcd",
            "a4bcde",
            "3fa9c1e2",
            "7vodka",
        ] {
            let bits = |is: fn(&u8) -> bool| {
                let bytes = text.bytes().enumerate().filter(|(_, byte)| is(byte));
                bytes.fold(0_u64, |bits, (at, _)| bits | 1 << at)
            };
            let (digits, letters) = (bits(u8::is_ascii_digit), bits(u8::is_ascii_alphabetic));
            // Behind the text stands something that is no letter.
            let all = all_within(digits, letters, true, text.len() + 4);
            for at in 0..text.len() {
                let is = digits >> at & 1 != 0 && is_within(text.as_bytes(), at);
                assert_eq!(all >> at & 1 != 0, is, "`{text}` at {at}");
            }
        }
    }

    #[test]
    fn a_long_text_costs_no_more_than_its_places() {
        assert_eq!(texts(each, &"vibra7tor ".repeat(3000)).len(), PLACES);
    }
}
