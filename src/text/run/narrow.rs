//! Latin letters with accents, and signs of print, written as what they are read as in ASCII: most
//! text of Europe then goes a block at a time, too.

use std::sync::LazyLock;

use super::wide::{self, Read};
use crate::text::pack::BLOCK;

/// The lead bytes of Latin letters with accents, U+0080 to U+02FF.
const LEADS: std::ops::RangeInclusive<u8> = 0xc2..=0xcb;
/// How many characters follow one lead byte.
const EACH: usize = 64;
/// Where signs of print begin, U+2000 to U+203F.
const SIGNS: usize = (0xcb - 0xc2 + 1) * EACH;
/// What each of them is read as, one byte or two; nothing where that cannot be written so.
static AS_ASCII: LazyLock<Box<[[u8; 2]]>> = LazyLock::new(|| {
    let codes = (0x80..0x300).chain(0x2000..0x2040);
    codes.map(|code| char::from_u32(code).map_or([0; 2], as_ascii)).collect()
});

fn as_ascii(c: char) -> [u8; 2] {
    let letter = |coarse: char, capital| match u8::try_from(coarse) {
        Ok(letter) if capital => letter.to_ascii_uppercase(),
        Ok(letter) => letter,
        Err(_) => 0,
    };
    match wide::read(c) {
        Read::Letters { coarse, capital, sign: false } if coarse.iter().all(char::is_ascii) => {
            coarse.map(|coarse| letter(coarse, capital))
        }
        Read::Gap => [b' ', 0],
        Read::Soft => [b'\'', 0],
        Read::Hint => [b'*', 0],
        _ => [0; 2],
    }
}

/// A block of ASCII, with what it was written as.
#[derive(Debug)]
pub(super) struct Narrow {
    pub(super) block: [u8; BLOCK],
    pub(super) len: usize,
    /// Which of its bytes were written with one byte more, and which with two.
    more: u64,
    most: u64,
}

impl Narrow {
    /// Reads as much of a text as fits in a block and can be written so; the rest of the block is
    /// `end`.
    pub(super) fn read(source: &[u8], end: u8) -> Self {
        const HIGH: u64 = (u64::MAX / 0xff) << 7;
        let table = &**AS_ASCII;
        let mut narrow = Self { block: [end; BLOCK], len: 0, more: 0, most: 0 };
        let mut at = 0;
        while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
            let slots = narrow.block.get_mut(narrow.len..).unwrap_or_default();
            // Eight at a time, as long as there is room for as many.
            if let (Some(eight), Some(slots)) = (rest.first_chunk(), slots.first_chunk_mut()) {
                *slots = *eight;
                let ascii = (u64::from_le_bytes(*eight) & HIGH).trailing_zeros() as usize / 8;
                (narrow.len, at) = (narrow.len + ascii, at + ascii);
                if ascii == 8 {
                    continue;
                }
            }
            let Some(slot) = narrow.block.get_mut(narrow.len) else { break };
            let (index, length) = match source.get(at..).unwrap_or_default() {
                [byte, ..] if byte.is_ascii() => {
                    (*slot, narrow.len, at) = (*byte, narrow.len + 1, at + 1);
                    continue;
                }
                [lead, next, ..] if LEADS.contains(lead) => {
                    (usize::from(lead - LEADS.start()) * EACH + usize::from(next & 0x3f), 2)
                }
                [0xe2, 0x80, last, ..] => (SIGNS + usize::from(last & 0x3f), 3),
                _ => break,
            };
            let written = match table.get(index).copied().unwrap_or_default() {
                [0, _] => break,
                [byte, 0] => {
                    *slot = byte;
                    1
                }
                both => {
                    let slots = narrow.block.get_mut(narrow.len..);
                    let Some(slots) = slots.and_then(<[u8]>::first_chunk_mut) else { break };
                    *slots = both;
                    2
                }
            };
            let bit = 1_u64 << narrow.len;
            narrow.more |= if written < length { bit } else { 0 };
            narrow.most |= if written + 1 < length { bit } else { 0 };
            (narrow.len, at) = (narrow.len + written, at + length);
        }
        narrow.block.get_mut(narrow.len..).unwrap_or_default().fill(end);
        narrow
    }

    /// How many bytes the first `count` of the block were written with.
    pub(super) fn written(&self, count: usize) -> usize {
        let first = match count {
            0..BLOCK => (1 << count) - 1,
            _ => u64::MAX,
        };
        let more = (self.more & first).count_ones() + (self.most & first).count_ones();
        count + more as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_western_text_has() {
        for (text, block) in [
            ("Jeu de société", "Jeu de societe"),
            ("Größe weiß æÆ œ", "Grose weis aeAE oe"),
            ("ÉTÉ à l’heure\u{a0}5 €", "ETE a l'heure 5 "),
            ("čšžřů łódź ăâîșț İığş", "cszru iodz aaist Iigs"),
            ("Tee Чай", "Tee "),
            ("e\u{301}", "e"),
            ("", ""),
        ] {
            let narrow = Narrow::read(text.as_bytes(), b'<');
            let written = std::str::from_utf8(&narrow.block[..narrow.len]).unwrap();
            assert_eq!(written, block, "{text}");
            assert!(narrow.block[narrow.len..].iter().all(|byte| *byte == b'<'));
            assert!(text.is_char_boundary(narrow.written(narrow.len)), "{text}");
        }
    }

    #[test]
    fn knows_where_a_block_ends() {
        for before in 0..2 * BLOCK {
            let text = "a".repeat(before) + "é–æß" + &"b".repeat(2 * BLOCK);
            let narrow = Narrow::read(text.as_bytes(), b'<');
            assert!(narrow.len == BLOCK || narrow.len == BLOCK - 1, "{before}");
            let folded: String = text[..narrow.written(narrow.len)]
                .replace('é', "e")
                .replace('–', " ")
                .replace('æ', "ae")
                .replace('ß', "s");
            assert_eq!(folded.as_bytes(), &narrow.block[..narrow.len], "{before}");
        }
    }
}
