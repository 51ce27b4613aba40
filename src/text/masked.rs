//! Signs that hide letters: `v*brator`, `v_br_t_r`, `wh??ky`, `vibrat⭕r`. Whoever knows the terms
//! says which letters they may be; where signs are drawn like letters all of them are read as these:
//! `d⭕ble d⭕ng`.

use std::ops::Range;

use super::reading::Reading;
use super::readings::{PLACES, around, characters};

/// How many signs are looked at together, and how far apart two of them are, in bytes.
const TOGETHER: usize = 16;
const NEAR: usize = 32;
/// How many bytes of letters and digits there must be around a sign.
const LEAST: usize = 3;
/// How many letters a word has before `*` or `#` for its last one: shorter ones have footnotes. Amid
/// a text it has one more.
const LONG: usize = 4;
/// How many words of one letter are a chain, parted by signs and not hidden by them.
const CHAIN: usize = 6;

/// Whether a sign hides letters and does nothing else inside a word.
pub(super) fn hides_letter(c: char) -> bool {
    matches!(c, '*' | '#') || is_bullet(c)
}

/// Whether a sign of ASCII hides letters where they stand on both sides of it.
pub(super) const fn hides_between(byte: u8) -> bool {
    matches!(byte, b'_' | b'?' | b'~' | b'^' | b'+' | b'=')
}

/// The same in a text that is read again for other reasons: addresses and prices have these.
fn hides_here(c: char) -> bool {
    matches!(c, '@' | '$' | CROSS)
}

/// Between numbers it is a sign of its own.
pub(super) const CROSS: char = '×';

/// Signs beyond ASCII that hide letters: bullets, hearts, stars, circles, squares, emoji.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(c,
        '•' | '●' | '○' | '◯' | '…' | '＊' | '＿' | '？' | '＃' | '✱' | '■' | '□' | '▪' | '▫' | '◼' | '◻' | '∗'
        | '\u{2600}'..='\u{26ff}' | '\u{2708}'..='\u{2764}' | '\u{2b50}' | '\u{2b55}'
        | '\u{1f300}'..='\u{1f6ff}' | '\u{1f7e0}'..='\u{1f7eb}' | '\u{1f90c}'..='\u{1faff}')
}

/// Whether a sign that was taken for a hidden letter is one that stands in words for other reasons
/// too.
pub(crate) fn is_doubtful(sign: char) -> bool {
    !hides_letter(sign) && sign != '?'
}

/// Gives the readings of a text whose signs hide letters.
pub(super) fn each(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    as_drawn(text, reading, sink);
    let masks = masks(text);
    let near = masks.chunk_by(|a, b| b.end.saturating_sub(a.end) <= NEAR);
    for masks in near.flat_map(|masks| masks.chunks(TOGETHER)) {
        let (Some(first), Some(last)) = (masks.first(), masks.last()) else { continue };
        let window = around(text, first.start..last.end);
        reading.begin(masks.iter().cloned());
        for (at, c) in characters(text, window) {
            if masks.iter().any(|mask| mask.start == at.start) {
                reading.hide(c, at);
            } else {
                reading.push(c, at);
            }
        }
        sink(reading);
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

/// Where signs hide letters.
fn masks(text: &str) -> Vec<Range<usize>> {
    let may_hide =
        |c: char| hides_letter(c) || hides_here(c) || u8::try_from(c).is_ok_and(hides_between);
    let found = text.char_indices().filter(|(_, c)| may_hide(*c));
    let found = found.filter(|(at, c)| hides(text, *at, *c));
    found.map(|(at, c)| at..at + c.len_utf8()).take(PLACES).collect()
}

fn hides(text: &str, at: usize, sign: char) -> bool {
    let end = at + sign.len_utf8();
    let (Some(head), Some(tail)) = (text.get(..at), text.get(end..)) else { return false };
    // Of a run of them each hides one.
    let is_sign = |c: char| c == sign || c == '\u{fe0f}';
    let is_one = !head.ends_with(is_sign) && !tail.starts_with(is_sign);
    let (head, tail) = (head.trim_end_matches(is_sign), tail.trim_start_matches(is_sign));
    // What hides another letter of the text is no mark of a footnote.
    let is_used = || sign_hides_inside(text, at, sign);
    let begins = || is_one && (begins_word(tail, sign) || sign == '*' && is_used());
    let Some(before) = head.chars().next_back() else { return begins() };
    let after = tail.chars().next();
    let stands = if hides_here(sign) { char::is_alphabetic } else { char::is_alphanumeric };
    let is_inside = stands(before) && after.is_some_and(stands);
    let ends_word = || {
        after.is_none_or(|c| !c.is_alphanumeric())
            && match sign {
                '*' | '#' => {
                    let least = if tail.trim().is_empty() { LONG } else { LONG + 1 };
                    ends_word(head, sign, least) || ends_word(head, sign, 1) && is_used()
                }
                _ if is_bullet(sign) && sign != '…' && ends_word(head, sign, LONG) => true,
                _ => ends_word(head, sign, 1) && is_used(),
            }
    };
    (is_inside
        || before.is_alphabetic() && ends_word()
        || before.is_whitespace() && after.is_some_and(stands) && begins())
        && has_letters(text, at..end)
        && !is_chain(head, tail, sign)
}

/// Whether a sign stands for the first letter of a long word, and is no mark around it.
fn begins_word(tail: &str, sign: char) -> bool {
    let letters = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
    sign == '*'
        && tail.get(..letters).is_some_and(|word| ends_word(word, sign, LONG))
        && tail.get(letters..).is_some_and(|rest| !rest.starts_with(sign))
}

/// Whether a sign parts letters of which each stands alone: `s*e*x`.
fn is_chain(head: &str, tail: &str, sign: char) -> bool {
    let before = head.rsplit(sign).map(|run| {
        let from = run.rfind(|c: char| !c.is_alphanumeric());
        let ends = from.is_some();
        let from = from.map_or(0, |at| {
            at + run.get(at..).and_then(|run| run.chars().next()).map_or(0, char::len_utf8)
        });
        (run.get(from..).unwrap_or_default(), ends)
    });
    let after = tail.split(sign).map(|run| {
        let to = run.find(|c: char| !c.is_alphanumeric());
        (run.get(..to.unwrap_or(run.len())).unwrap_or_default(), to.is_some())
    });
    let mut runs = 0;
    let mut single = true;
    let mut read = |side: &mut dyn Iterator<Item = (&str, bool)>| {
        for (run, ends) in side.take(TOGETHER) {
            runs += usize::from(!run.is_empty());
            single &= run.chars().take(2).count() < 2;
            if ends || !single {
                break;
            }
        }
    };
    read(&mut { before });
    read(&mut { after });
    single && runs >= CHAIN
}

/// Whether there is enough around a sign for a word: beside `F#f` there is not, beside `b*t365` there
/// is.
fn has_letters(text: &str, sign: Range<usize>) -> bool {
    let window = text.get(around(text, sign)).unwrap_or_default();
    let letters = window.chars().filter(|c| c.is_alphanumeric()).take(LEAST);
    letters.map(char::len_utf8).sum::<usize>() >= LEAST
}

/// Whether a text ends in a word long enough that its last letter may be missed, signs for letters
/// included.
fn ends_word(text: &str, sign: char, least: usize) -> bool {
    let letters = text.chars().rev().take_while(|c| c.is_alphabetic() || *c == sign);
    letters.take(least).count() == least
}

/// Whether a sign stands between two letters elsewhere near a place.
fn sign_hides_inside(text: &str, at: usize, sign: char) -> bool {
    let near = characters(text, around(text, at..at + sign.len_utf8()));
    let mut last = [' '; 2];
    near.map(|(_, c)| c).any(|c| {
        let [before, middle] = last;
        last = [middle, c];
        middle == sign && before.is_alphabetic() && c.is_alphabetic()
    })
}
