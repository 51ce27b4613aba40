//! The fast way: runs of letters of one or two bytes by table.

use std::ops::Range;
use std::sync::LazyLock;

use super::atoms::Atom;
use super::glyph::{self, Glyph, coarse, glyph};
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

/// How many letters are collected before they are handed on: one word of edges.
const BLOCK: usize = 64;

/// Letters of one byte on their way, so that the inner loop writes where no bound need be checked.
struct Block {
    bytes: [u8; BLOCK],
    places: [u32; BLOCK],
    /// One bit for each letter: whether a word edge may lie before it.
    edges: u64,
    len: usize,
}

impl Block {
    /// Adds a letter where it differs from the one before, which is in the block.
    #[inline]
    fn put(&mut self, byte: u8, at: usize, edge: bool, differs: bool) {
        // What is written for a repeat lies behind the last letter and is overwritten.
        if let (Some(slot), Some(place)) =
            (self.bytes.get_mut(self.len % BLOCK), self.places.get_mut(self.len % BLOCK))
        {
            *slot = byte;
            *place = at as u32;
        }
        self.len += usize::from(differs);
        self.edges |= u64::from(edge) << ((self.len.wrapping_sub(1)) % BLOCK);
    }

    fn hand_on<L: Letters>(&mut self, into: &mut L) {
        if let (Some(bytes), Some(places)) =
            (self.bytes.get(..self.len), self.places.get(..self.len))
        {
            into.block(bytes, places, self.edges);
        }
        (self.edges, self.len) = (0, 0);
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
    let Some(source) = text.as_bytes().get(part.clone()) else { return (part.start, gap) };
    let wide = &*WIDE_TABLE;
    let mut gap = gap;
    let mut edge = gap != Gap::None || before.kind != Some(Kind::Letter);
    let mut last = before.coarse.map_or(0, u32::from);
    let mut kind = before.kind;
    let mut at = part.start;
    let mut block = Block { bytes: [0; BLOCK], places: [0; BLOCK], edges: 0, len: 0 };
    let mut bytes = source.iter();
    while let Some(&byte) = bytes.next() {
        let (folded, flags) = TABLE.get(usize::from(byte)).copied().unwrap_or((STOP, 0));
        if folded > WIDE {
            let here = edge | (flags & CAPITAL != 0);
            let differs = u32::from(folded) != last;
            if !differs && block.len == 0 {
                into.repeat(1, here);
            } else {
                block.put(folded, at, here, differs);
                if block.len == BLOCK {
                    block.hand_on(into);
                }
            }
            last = u32::from(folded);
            // A digit has an edge on both sides: it is carried over to the next letter.
            edge = flags & DIGIT != 0;
            kind = Some(if edge { Kind::Digit } else { Kind::Letter });
            gap = Gap::None;
            at += 1;
            continue;
        }
        let (folded, length) = if folded == WIDE {
            let Some(&next) = bytes.as_slice().first() else { break };
            let code = usize::from(byte & 0x1f) << 6 | usize::from(next & 0x3f);
            match wide.get(code) {
                Some(Wide::Letter { coarse, capital }) => {
                    let here = edge | capital;
                    let differs = u32::from(*coarse) != last;
                    if differs && coarse.is_ascii() {
                        block.put(*coarse as u8, at, here, true);
                        if block.len == BLOCK {
                            block.hand_on(into);
                        }
                    } else {
                        block.hand_on(into);
                        let mut encoded = [0; 4];
                        let encoded = coarse.encode_utf8(&mut encoded);
                        if differs {
                            encoded.bytes().for_each(|byte| into.push(byte, at, here));
                        } else {
                            into.repeat(encoded.len(), here);
                        }
                    }
                    last = u32::from(*coarse);
                    edge = false;
                    kind = Some(Kind::Letter);
                    gap = Gap::None;
                    bytes.next();
                    at += 2;
                    continue;
                }
                Some(Wide::Other(code)) => (*code, 2),
                None => break,
            }
        } else {
            (folded, 1)
        };
        match folded {
            GAP => gap = Gap::Hard,
            SOFT => gap = gap.max(Gap::Soft),
            DROP => {}
            _ => break,
        }
        edge |= folded != DROP;
        if length == 2 {
            bytes.next();
        }
        at += length;
    }
    block.hand_on(into);
    if last != 0 && at > part.start {
        before.coarse = char::from_u32(last);
        before.kind = kind;
    }
    (at, gap)
}

const DIGIT: u8 = 1;
const CAPITAL: u8 = 2;

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
        b'<' | b'&' | b'%' | b'@' | b'$' | b'!' | b'|' => (STOP, 0),
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
        b'7' => b't',
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
        Glyph::One(plain) if !glyph::is_symbol(plain) => {
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
        Glyph::One(_) | Glyph::Many => Wide::Other(STOP),
    }
}
