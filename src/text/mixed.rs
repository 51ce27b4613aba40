//! Greek letters that look like two Latin ones, in words that mix scripts: what they stand for
//! besides the first is read here.

use super::glyph::{Glyph, glyph, second_lookalike};
use super::reading::Reading;
use super::readings::{AROUND, PLACES, around, characters};

/// Gives the readings of words in which they are.
pub(super) fn each(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let mut from = 0;
    for _ in 0..PLACES {
        // Small eta, eta and upsilon with an accent: CE AE, CE B7, CF 85 and neighbours.
        let rest = text.get(from..).unwrap_or_default();
        let Some(found) = memchr::memchr2_iter(0xce, 0xcf, rest.as_bytes()).find(|&at| {
            let c = rest.get(at..).and_then(|rest| rest.chars().next());
            c.is_some_and(|c| second_lookalike(c).is_some()) && is_mixed(text, from + at)
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
fn is_mixed(text: &str, at: usize) -> bool {
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
