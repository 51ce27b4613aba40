//! Letters of two bytes, and blanks, dashes and quotation marks of three, by table.

use std::sync::LazyLock;

use super::{APART, APART_SOFT, DROP, EDGE, GAP, HINT, SOFT, STOP, State};
use crate::text::atoms::Atom;
use crate::text::glyph::{Glyph, coarse, glyph};
use crate::text::{Gap, Kind, Run, readings};

/// The coarse letter, where an entry is a [`LETTER`]; else one of those of the ASCII table.
const CHAR: u32 = 0x7ff;
const LETTER: u32 = 1 << 16;
const CAPITAL: u32 = 1 << 17;
/// May be the sign of another reading of the text.
const SIGN: u32 = 1 << 18;

/// How many characters have at most two bytes: Latin with accents, Greek, Cyrillic, Armenian,
/// Hebrew, Arabic.
const SMALL: usize = 0x800;

/// Those, and behind them U+2000 to U+203F.
static WIDE: LazyLock<Box<[u32]>> = LazyLock::new(|| {
    let codes = (0..SMALL as u32).chain(0x2000..0x2040);
    codes.map(|code| char::from_u32(code).map_or(STOP.into(), entry)).collect()
});

/// Reads characters beyond ASCII, and blanks between them, as far as the table goes.
#[inline(never)]
pub(super) fn beyond_ascii<R: Run>(mut run: R, source: &[u8], state: State) -> (R, State) {
    let State { mut at, mut last, mut flags, mut hint } = state;
    let table = &**WIDE;
    while let Some((index, length)) = index(source, at) {
        let entry = table.get(index).copied().unwrap_or(STOP.into());
        if entry & LETTER != 0 {
            let letter = entry & CHAR;
            let edge = flags & EDGE != 0 || entry & CAPITAL != 0;
            if letter < 0x80 {
                run.put(letter as u8, at, edge, letter != last);
            } else if letter != last {
                run.push(0xc0 | (letter >> 6) as u8, at, edge);
                run.push(0x80 | letter as u8 & 0x3f, at, edge);
            } else {
                run.repeat(2, edge);
            }
            last = letter;
            flags = 0;
            hint |= entry & SIGN != 0;
        } else {
            match entry as u16 {
                GAP => flags |= APART,
                SOFT => flags |= APART_SOFT,
                DROP => {}
                HINT => {
                    flags |= APART;
                    hint = true;
                }
                _ => break,
            }
        }
        at += length;
    }
    (run, State { at, last, flags, hint })
}

/// Where the character at a place stands in the table, and how many bytes it has.
#[inline(always)]
fn index(source: &[u8], at: usize) -> Option<(usize, usize)> {
    let byte = *source.get(at)?;
    let next = *source.get(at + 1)?;
    match byte {
        b' ' if !next.is_ascii() => Some((byte.into(), 1)),
        0xc0..=0xdf => Some((usize::from(byte & 0x1f) << 6 | usize::from(next & 0x3f), 2)),
        0xe2 if next == 0x80 => {
            let last = *source.get(at + 2)?;
            Some((SMALL + usize::from(last & 0x3f), 3))
        }
        _ => None,
    }
}

fn entry(c: char) -> u32 {
    let hint = readings::may_begin(c);
    let other = match glyph(c) {
        Glyph::Gap if hint => HINT,
        Glyph::Gap => GAP,
        _ if hint && !c.is_alphabetic() => STOP,
        Glyph::Soft => SOFT,
        Glyph::Drop => DROP,
        Glyph::One(plain) => {
            let (upper, end) = (c.is_uppercase(), c.len_utf8());
            let atom = Atom { plain, start: 0, end, gap: Gap::None, separator: 0, upper };
            let letter = u32::from(coarse(plain));
            if atom.kind() == Kind::Letter && letter <= CHAR {
                let capital = if upper { CAPITAL } else { 0 };
                return letter | LETTER | capital | if hint { SIGN } else { 0 };
            }
            STOP
        }
        Glyph::Many => STOP,
    };
    other.into()
}
