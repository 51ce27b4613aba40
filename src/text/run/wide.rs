//! Letters of two bytes, and blanks, dashes and quotation marks of three, by table.

use std::sync::LazyLock;

use super::{APART, APART_SOFT, DROP, EDGE, GAP, HINT, SOFT, STOP, State};
use crate::text::atoms::Atom;
use crate::text::glyph::{Glyph, coarse, glyph, spell};
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
    let other = match read(c) {
        Read::Letters { coarse: [coarse, '\0'], capital, sign } => {
            let capital = if capital { CAPITAL } else { 0 };
            return u32::from(coarse) | LETTER | capital | if sign { SIGN } else { 0 };
        }
        Read::Letters { .. } => STOP,
        Read::Gap => GAP,
        Read::Soft => SOFT,
        Read::Drop => DROP,
        Read::Hint => HINT,
        Read::Stop => STOP,
    };
    other.into()
}

/// What a character is to the fast way.
pub(super) enum Read {
    /// A letter or two, the second none where there is one; whether they are capitals, and may be
    /// the sign of another reading of the text.
    Letters { coarse: [char; 2], capital: bool, sign: bool },
    /// A separator.
    Gap,
    /// An apostrophe.
    Soft,
    /// Nothing that is seen.
    Drop,
    /// A separator that may be the sign of another reading.
    Hint,
    /// What only the scalar reader reads.
    Stop,
}

pub(super) fn read(c: char) -> Read {
    let hint = readings::may_begin(c);
    match glyph(c) {
        Glyph::Gap if hint => Read::Hint,
        Glyph::Gap => Read::Gap,
        _ if hint && !c.is_alphabetic() => Read::Stop,
        Glyph::Soft => Read::Soft,
        Glyph::Drop => Read::Drop,
        Glyph::One(plain) => letters(c, [plain], hint),
        Glyph::Many => match *spell(c).letters() {
            [one] => letters(c, [one], hint),
            [one, other] => letters(c, [one, other], hint),
            _ => Read::Stop,
        },
    }
}

/// Letters as which a character is spelled.
fn letters<const MANY: usize>(c: char, plain: [char; MANY], sign: bool) -> Read {
    let (capital, end) = (c.is_uppercase(), c.len_utf8());
    let atom = |plain| Atom { plain, start: 0, end, gap: Gap::None, separator: 0, upper: capital };
    if plain
        .iter()
        .any(|plain| atom(*plain).kind() != Kind::Letter || u32::from(coarse(*plain)) > CHAR)
    {
        return Read::Stop;
    }
    let coarse = match plain.map(coarse)[..] {
        [one] => [one, '\0'],
        // The second goes: it is the same again.
        [one, other] if one == other => [one, '\0'],
        [one, other] => [one, other],
        _ => return Read::Stop,
    };
    Read::Letters { coarse, capital, sign }
}
