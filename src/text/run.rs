//! The fast way: runs of letters of one or two bytes by table.

use std::ops::Range;
use std::sync::LazyLock;

use super::atoms::Atom;
use super::glyph::{Glyph, coarse, glyph};
use super::{Before, Gap, Kind, Letters};

/// A separator in a table.
const GAP: u8 = 0;
/// An apostrophe.
const SOFT: u8 = 1;
/// Dropped.
const DROP: u8 = 2;
/// Needs the scalar reader: markup, leet symbols, everything beyond two bytes.
const STOP: u8 = 3;
/// Beyond ASCII: see [`Wide`].
const WIDE: u8 = 4;

/// How many letters are collected before they are handed on: one word of edges, of which the first
/// belongs to the letter before them.
const BLOCK: usize = 64;

/// Letters of one byte on their way, so that the inner loop writes where no bound need be checked.
struct Block {
    bytes: [u8; BLOCK],
    places: [u32; BLOCK],
    /// One bit for each letter: whether a word edge may lie before it.
    edges: u64,
    /// How many there are, with the one before them, which is only here to be repeated.
    len: usize,
}

impl Block {
    /// Adds a letter where it differs from the one before.
    #[inline]
    fn put<L: Letters>(&mut self, byte: u8, at: usize, edge: u8, differs: bool) {
        // What is written for a repeat lies behind the last letter and is overwritten.
        if let Some(slot) = self.bytes.get_mut(self.len % BLOCK) {
            *slot = byte;
        }
        if L::PLACES
            && let Some(place) = self.places.get_mut(self.len % BLOCK)
        {
            *place = at as u32;
        }
        self.len += usize::from(differs);
        self.edges |= u64::from(edge) << ((self.len.wrapping_sub(1)) % BLOCK);
    }

    /// Hands the letters on; `width` is that of the letter before them.
    #[inline]
    fn hand_on<L: Letters>(&mut self, width: usize, into: &mut L) {
        if self.len == 1 && self.edges == 0 {
            return;
        }
        if self.edges & 1 != 0 {
            into.repeat(width, true);
        }
        if let (Some(bytes), Some(places)) =
            (self.bytes.get(1..self.len), self.places.get(1..self.len))
        {
            into.block(bytes, places, self.edges >> 1);
        }
        (self.edges, self.len) = (0, 1);
    }
}

/// Folds from the start of `part` to the first character that needs the scalar reader; returns
/// where that is, and what stands before it. Must do what the scalar reader does.
pub(super) fn run<L: Letters>(
    text: &str,
    part: Range<usize>,
    gap: Gap,
    before: &mut Before,
    into: &mut L,
) -> (usize, Gap) {
    let start = part.start;
    let Some(source) = text.as_bytes().get(..part.end) else { return (start, gap) };
    let wide = &*WIDE_TABLE;
    let mut gap = gap;
    let mut edge = u8::from(gap != Gap::None || before.kind != Some(Kind::Letter));
    // A letter of two bytes is none of those below 128, and is compared by itself.
    let mut last = before.coarse.map_or(0, u32::from);
    let mut at = start;
    let mut block = Block { bytes: [0; BLOCK], places: [0; BLOCK], edges: 0, len: 1 };
    let (mut letters, mut digit) = (false, false);
    let width =
        |last: u32| if last < 0x80 { 1 } else { char::from_u32(last).map_or(1, char::len_utf8) };
    let mut before_block = width(last);
    loop {
        let first = at;
        let mut letter = (STOP, 0);
        while let Some(&byte) = source.get(at) {
            letter = TABLE.get(usize::from(byte)).copied().unwrap_or((STOP, 0));
            let (folded, flags) = letter;
            if folded <= WIDE {
                break;
            }
            block.put::<L>(folded, at, edge | (flags & CAPITAL), u32::from(folded) != last);
            last = u32::from(folded);
            // A digit has an edge on both sides: it is carried over to the next letter.
            edge = flags / DIGIT;
            at += 1;
            if block.len == BLOCK {
                block.hand_on(before_block, into);
                before_block = 1;
            }
        }
        if at > first {
            (letters, digit) = (true, edge != 0);
            gap = Gap::None;
        }
        let Some(&byte) = source.get(at) else { break };
        let (mut folded, mut length) = (letter.0, 1);
        if folded == WIDE {
            let Some(&next) = source.get(at + 1) else { break };
            let code = usize::from(byte & 0x1f) << 6 | usize::from(next & 0x3f);
            match wide.get(code) {
                Some(Wide::Letter { coarse, capital }) => {
                    let here = edge | u8::from(*capital);
                    let differs = u32::from(*coarse) != last;
                    if coarse.is_ascii() {
                        block.put::<L>(*coarse as u8, at, here, differs);
                    } else {
                        block.hand_on(before_block, into);
                        let mut encoded = [0; 4];
                        let encoded = coarse.encode_utf8(&mut encoded);
                        if differs {
                            encoded.bytes().for_each(|byte| into.push(byte, at, here != 0));
                        } else {
                            into.repeat(encoded.len(), here != 0);
                        }
                        before_block = encoded.len();
                    }
                    if block.len == BLOCK {
                        block.hand_on(before_block, into);
                        before_block = 1;
                    }
                    last = u32::from(*coarse);
                    edge = 0;
                    (letters, digit) = (true, false);
                    gap = Gap::None;
                    at += 2;
                    continue;
                }
                Some(Wide::Other(code)) => (folded, length) = (*code, 2),
                None => break,
            }
        }
        match folded {
            GAP => gap = Gap::Hard,
            SOFT => gap = gap.max(Gap::Soft),
            DROP => {}
            _ => break,
        }
        edge |= u8::from(folded != DROP);
        at += length;
    }
    block.hand_on(before_block, into);
    if letters {
        before.coarse = char::from_u32(last);
        before.kind = Some(if digit { Kind::Digit } else { Kind::Letter });
    }
    (at, gap)
}

const CAPITAL: u8 = 1;
const DIGIT: u8 = 2;

/// The coarse letter of each byte, with [`CAPITAL`] on what has an edge before it and [`DIGIT`] on
/// what has one behind it.
#[expect(clippy::indexing_slicing, reason = "computed while compiling")]
static TABLE: [(u8, u8); 256] = {
    let mut table = [(STOP, 0); 256];
    let mut byte = 0;
    while byte < 0xe0 {
        table[byte as usize] = entry(byte);
        byte += 1;
    }
    table
};

const fn entry(byte: u8) -> (u8, u8) {
    match byte {
        b'a'..=b'z' => (fold_letter(byte), 0),
        b'A'..=b'Z' => (fold_letter(byte.to_ascii_lowercase()), CAPITAL),
        b'0'..=b'9' => (fold_letter(byte), CAPITAL | DIGIT),
        b'<' | b'&' | b'%' | b'@' | b'$' | b'!' | b'|' | b'\\' => (STOP, 0),
        b'\'' | b'`' => (SOFT, 0),
        0..=8 | 14..=31 | 127 => (DROP, 0),
        0xc2..0xe0 => (WIDE, 0),
        0x80.. => (STOP, 0),
        _ => (GAP, 0),
    }
}

const fn fold_letter(byte: u8) -> u8 {
    match byte {
        b'l' | b'1' => b'i',
        b'0' => b'o',
        b'3' => b'e',
        b'4' => b'a',
        b'5' => b's',
        b'6' | b'9' => b'g',
        b'7' => b't',
        b'8' => b'b',
        b'2' => b'z',
        other => other,
    }
}

/// What a character of two bytes is.
#[derive(Clone, Copy, Debug)]
enum Wide {
    /// A letter with its coarse one, perhaps a capital.
    Letter { coarse: char, capital: bool },
    /// [`GAP`], [`SOFT`], [`DROP`] or [`STOP`].
    Other(u8),
}

/// The characters of two bytes: Latin with accents, Greek, Cyrillic, Armenian, Hebrew, Arabic.
static WIDE_TABLE: LazyLock<Box<[Wide]>> = LazyLock::new(|| {
    (0..0x800).map(|code| char::from_u32(code).map_or(Wide::Other(STOP), wide)).collect()
});

fn wide(c: char) -> Wide {
    match glyph(c) {
        Glyph::Gap => Wide::Other(GAP),
        Glyph::Soft => Wide::Other(SOFT),
        Glyph::Drop => Wide::Other(DROP),
        Glyph::One(plain) => {
            let atom = Atom {
                plain,
                start: 0,
                end: 2,
                gap: Gap::None,
                separator: 0,
                upper: c.is_uppercase(),
            };
            match atom.kind() {
                Kind::Letter => Wide::Letter { coarse: coarse(plain), capital: atom.upper },
                _ => Wide::Other(STOP),
            }
        }
        Glyph::Many => Wide::Other(STOP),
    }
}
