//! What 64 bytes are, looked at together: letters, capitals and separators as bits.

use wide::{CmpEq, u8x16};

/// How many bytes a block has.
pub(super) const BLOCK: usize = 64;

/// What the bytes from one place on are, as far as they are ASCII; bit 0 is of the first.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Behind a byte of nothing the letters folded; anything where there are none.
    folded: [u8; 1 + BLOCK + 7],
    /// `a` to `z` and `A` to `Z`.
    pub(super) letters: u64,
    /// `A` to `Z`.
    pub(super) capitals: u64,
    /// Letters that are folded to what the letter before them in the block is folded to.
    pub(super) again: u64,
    /// The separators that text has most of.
    pub(super) gaps: u64,
}

/// Of what [`gaps`](Block::gaps) are.
const GAPS: [u8; 6] = *b" \n,./:";

impl Default for Block {
    fn default() -> Self {
        Self { folded: [0; 1 + BLOCK + 7], letters: 0, capitals: 0, again: 0, gaps: 0 }
    }
}

impl Block {
    /// Reads the bytes from `at` on; behind the last there is nothing.
    #[inline(always)]
    pub(super) fn read(&mut self, source: &[u8], at: usize) {
        let rest = source.get(at..).unwrap_or_default();
        match rest.first_chunk() {
            Some(bytes) => self.look(bytes),
            None => {
                let mut bytes = [0; BLOCK];
                bytes.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
                self.look(&bytes);
            }
        }
    }

    /// The folded letter at a place of the block.
    #[inline(always)]
    pub(super) fn letter(&self, at: usize) -> u8 {
        self.folded.get(at + 1).copied().unwrap_or_default()
    }

    /// Eight folded letters from a place of the block on, the first lowest.
    #[inline(always)]
    pub(super) fn eight(&self, at: usize) -> u64 {
        let behind = self.folded.get(at + 1..).and_then(<[u8]>::first_chunk);
        behind.map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// Sixteen bytes at a time.
    #[inline(always)]
    fn look(&mut self, bytes: &[u8; BLOCK]) {
        let (sixteens, _) = bytes.as_chunks::<16>();
        let (mut letters, mut small, mut gaps, mut again) = (0, 0, 0, 0);
        let (places, _) = self.folded.split_at_mut(1).1.as_chunks_mut::<16>();
        for ((at, sixteen), folded) in (0..).step_by(16).zip(sixteens).zip(places) {
            let bytes = u8x16::new(*sixteen);
            let lower = bytes | u8x16::splat(0x20);
            let place = lower - u8x16::splat(b'a');
            letters |= bits(place.min(u8x16::splat(25)).simd_eq(place)) << at;
            small |= bits((bytes & u8x16::splat(0x20)).simd_eq(u8x16::splat(0x20))) << at;
            let is_l = lower.simd_eq(u8x16::splat(b'l'));
            *folded = (lower ^ is_l & u8x16::splat(b'l' ^ b'i')).to_array();
            let gap = GAPS.map(|gap| bytes.simd_eq(u8x16::splat(gap)));
            gaps |= bits(gap.into_iter().fold(u8x16::ZERO, |any, gap| any | gap)) << at;
        }
        for at in (0..BLOCK).step_by(16) {
            let here = |from: usize| self.folded.get(from..).and_then(<[u8]>::first_chunk);
            if let (Some(before), Some(folded)) = (here(at), here(at + 1)) {
                again |= bits(u8x16::new(*folded).simd_eq(u8x16::new(*before))) << at;
            }
        }
        self.letters = letters;
        self.capitals = letters & !small;
        self.again = again & letters & letters << 1;
        self.gaps = gaps;
    }

    /// The specification: byte by byte.
    #[cfg(test)]
    fn look_at_each(&mut self, bytes: &[u8; BLOCK]) {
        (self.letters, self.capitals, self.again, self.gaps) = (0, 0, 0, 0);
        let mut last = 0;
        for ((at, byte), folded) in (0..).zip(bytes).zip(&mut self.folded[1..]) {
            let small = byte | 0x20;
            *folded = if small == b'l' { b'i' } else { small };
            let letter = byte.is_ascii_alphabetic();
            self.letters |= u64::from(letter) << at;
            self.capitals |= u64::from(byte.is_ascii_uppercase()) << at;
            self.again |= u64::from(letter && *folded == last) << at;
            self.gaps |= u64::from(GAPS.contains(byte)) << at;
            last = if letter { *folded } else { 0 };
        }
    }
}

#[inline(always)]
fn bits(is: u8x16) -> u64 {
    u64::from(is.to_bitmask())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::noise::Random;

    #[test]
    fn bytes_looked_at_together_are_what_each_of_them_is() {
        const SEED: u64 = 0x5eed_b10c_0000_0001;
        println!("seed {SEED:#x}");
        let mut random = Random(SEED);
        let mut bytes = [0; BLOCK];
        for round in 0..4000 {
            bytes.iter_mut().for_each(|byte| {
                *byte = match round % 3 {
                    0 => random.next() as u8,
                    1 => b"aAlLiI z.Z@[`{\n"[random.below(15)],
                    _ => random.next() as u8 & 0x7f,
                }
            });
            let (mut together, mut each) = (Block::default(), Block::default());
            together.look(&bytes);
            each.look_at_each(&bytes);
            assert_eq!(together.folded, each.folded);
            let masks = |b: &Block| [b.letters, b.capitals, b.again, b.gaps];
            assert_eq!(masks(&together), masks(&each), "{bytes:?}");
        }
    }

    #[test]
    fn behind_the_last_byte_there_is_nothing() {
        let mut block = Block::default();
        block.read(b"Oil, new", 1);
        assert_eq!(block.letters, 0b111_0011, "il, new");
        assert_eq!((block.capitals, block.gaps), (0, 0b1100));
        assert_eq!(block.again, 0b10, "l is i");
        assert_eq!(block.eight(4).to_le_bytes()[..3], *b"new");
        block.read(b"Oil", 7);
        assert_eq!((block.letters, block.gaps), (0, 0));
    }
}
