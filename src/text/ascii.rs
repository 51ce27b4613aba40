//! The fast way: runs of plain ASCII by table.

use std::ops::Range;

use super::{Before, EDGE, Folded, Gap, Kind};

/// A separator in [`TABLE`].
const GAP: u8 = 0;
/// An apostrophe.
const SOFT: u8 = 1;
/// Dropped.
const DROP: u8 = 2;
/// Needs the scalar reader: markup, leet symbols, everything beyond ASCII.
const STOP: u8 = 3;

impl Folded {
    /// Folds from the start of `part` to the first byte that needs the scalar reader; returns where
    /// that is, and what stands before it. Must do what the scalar reader does.
    pub(super) fn ascii_run(
        &mut self,
        text: &str,
        part: Range<usize>,
        gap: Gap,
        before: &mut Before,
    ) -> (usize, Gap) {
        let Some(source) = text.as_bytes().get(part.clone()) else { return (part.start, gap) };
        let mut gap = gap;
        let mut edge = if gap != Gap::None || before.kind != Some(Kind::Letter) { EDGE } else { 0 };
        let mut last = before.coarse.filter(char::is_ascii).map_or(0, |c| c as u8);
        let mut kind = before.kind;
        let mut at = part.start;
        for &byte in source {
            let (folded, flags) = TABLE.get(usize::from(byte)).copied().unwrap_or((STOP, 0));
            if folded <= STOP {
                match folded {
                    GAP => gap = Gap::Hard,
                    SOFT => gap = gap.max(Gap::Soft),
                    DROP => {
                        at += 1;
                        continue;
                    }
                    _ => break,
                }
                edge = EDGE;
                at += 1;
                continue;
            }
            // A digit has an edge on both sides: its flag is carried over to the next letter.
            let here = edge | (flags & EDGE);
            if folded == last {
                if let Some(mark) = self.marks.last_mut() {
                    *mark |= here;
                }
            } else {
                self.bytes.push(folded);
                self.marks.push(at as u32 | here);
                last = folded;
            }
            edge = (flags & DIGIT) << 1;
            kind = Some(if flags & DIGIT != 0 { Kind::Digit } else { Kind::Letter });
            gap = Gap::None;
            at += 1;
        }
        if kind.is_some() && last != 0 && at > part.start {
            before.coarse = Some(char::from(last));
            before.kind = kind;
        }
        (at, gap)
    }
}

const DIGIT: u32 = 1 << 30;

/// The coarse letter of each byte, with [`EDGE`] on upper case and both flags on digits.
#[expect(clippy::indexing_slicing, reason = "computed while compiling")]
static TABLE: [(u8, u32); 256] = {
    let mut table = [(STOP, 0); 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte as usize] = entry(byte);
        byte += 1;
    }
    table
};

const fn entry(byte: u8) -> (u8, u32) {
    match byte {
        b'a'..=b'z' => (fold_letter(byte), 0),
        b'A'..=b'Z' => (fold_letter(byte.to_ascii_lowercase()), EDGE),
        b'0'..=b'9' => (fold_letter(byte), EDGE | DIGIT),
        b'<' | b'&' | b'%' | b'@' | b'$' | b'!' | b'|' | b'\\' => (STOP, 0),
        b'\'' | b'`' => (SOFT, 0),
        0..=8 | 14..=31 | 127 => (DROP, 0),
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
