//! Sixty-four bytes read at once, on machines that can: ASCII is folded, marks of JSON are found, and
//! letters are put together in fours.
//!
//! The one place with `unsafe`: functions for machines that have certain instructions may be called
//! only where they were found; what they do is safe. It pays 2.2 times over: a clean list of 100 KB
//! in ASCII is folded in 0.61 million instructions instead of 1.38 (`json/ascii/100k` of the bench
//! `instructions`, with and without), and the ends of the listings of another are found in 0.29 million
//! instead of 0.53 (`json/amended/100k`). What stands byte
//! by byte in [`run`](super::run) and where marks are asked for is the specification, and the way on
//! other machines.

#[cfg(target_arch = "x86_64")]
mod avx2;

/// How many bytes are folded at once.
pub(crate) const BLOCK: usize = 64;

/// A block folded as far as it has nothing but letters, digits and separators.
#[derive(Clone, Debug)]
pub(super) struct Packed {
    /// The folded letters, none like the one before it, and behind them anything. What stands
    /// behind the block is for writing eight at a time.
    pub(super) letters: [u8; BLOCK + 8],
    pub(super) count: usize,
    /// A bit for each letter before which a word edge may lie, the first lowest.
    pub(super) edges: u64,
    /// Whether one may lie before the letter that came before the block, since it is there again.
    pub(super) edge_before: bool,
    /// How many bytes of the block were read.
    pub(super) read: usize,
    /// Which of them became the letters, in order.
    pub(super) kept: u64,
    /// Which of them are letters or digits, digits, apostrophes, and signs that there may be another
    /// reading of the text.
    pub(super) words: u64,
    pub(super) digits: u64,
    pub(super) softs: u64,
    pub(super) hints: u64,
}

impl Default for Packed {
    fn default() -> Self {
        Self {
            letters: [0; BLOCK + 8],
            count: 0,
            edges: 0,
            edge_before: false,
            read: 0,
            kept: 0,
            words: 0,
            digits: 0,
            softs: 0,
            hints: 0,
        }
    }
}

/// Whether [`pack`] can fold.
#[inline(always)]
pub(super) fn can() -> bool {
    #[cfg(target_arch = "x86_64")]
    return *CAN;
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// Folds a block, given whether a dash follows it, whether a word edge lies before its first byte,
/// and which letter came before it. Reads nothing where the machine [cannot](can).
#[inline(always)]
pub(super) fn pack(block: &[u8; BLOCK], dash: bool, edge: bool, last: u32, into: &mut Packed) {
    #[cfg(target_arch = "x86_64")]
    if can() {
        #[expect(unsafe_code, reason = "the machine has these instructions")]
        // SAFETY: what `fold` needs was found.
        unsafe {
            return avx2::fold(block, dash, edge, last, into);
        }
    }
    *into = Packed::default();
}

/// Marks of JSON (RFC 8259, section 2) in a block, wherever they stand: one bit for each byte, the
/// first lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) quotes: u64,
    pub(crate) backslashes: u64,
    /// `{` and `[`.
    pub(crate) opens: u64,
    /// `}` and `]`.
    pub(crate) closes: u64,
    /// What no string holds as it is.
    pub(crate) controls: u64,
}

/// Finds marks; nothing where the machine [cannot](can).
#[inline(always)]
pub(crate) fn marks(block: &[u8; BLOCK]) -> Option<Marks> {
    #[cfg(target_arch = "x86_64")]
    if can() {
        #[expect(unsafe_code, reason = "the machine has these instructions")]
        // SAFETY: what `marks` needs was found.
        return Some(unsafe { avx2::marks(block) });
    }
    _ = block;
    None
}

/// How many bits tell letters apart in [`fours`]: `a` to `z` are told apart, others may be taken for
/// one of them.
pub(crate) const SYMBOL: u32 = 5;
/// How many letters one of [`fours`] has.
pub(crate) const FOUR: usize = 4;

/// For each place of a block the four letters there as a number, the first in its lowest bits.
#[inline(always)]
pub(crate) fn fours(bytes: &[u8; BLOCK + FOUR - 1], fours: &mut [u32; BLOCK]) {
    #[cfg(target_arch = "x86_64")]
    if can() {
        #[expect(unsafe_code, reason = "the machine has these instructions")]
        // SAFETY: what `fours` needs was found.
        unsafe {
            return avx2::fours(bytes, fours);
        }
    }
    fours_one_by_one(bytes, fours);
}

/// The specification of [`fours`].
fn fours_one_by_one(bytes: &[u8; BLOCK + FOUR - 1], fours: &mut [u32; BLOCK]) {
    for (four, letters) in fours.iter_mut().zip(bytes.windows(FOUR)) {
        let letters = letters.iter().rev().map(|byte| u32::from(*byte) & ((1 << SYMBOL) - 1));
        *four = letters.fold(0, |four, letter| four << SYMBOL | letter);
    }
}

/// Whether the machine has what [`avx2`] needs.
#[cfg(target_arch = "x86_64")]
static CAN: std::sync::LazyLock<bool> = std::sync::LazyLock::new(|| {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::noise::Random;

    #[test]
    fn fours_are_those_read_one_by_one() {
        const SEED: u64 = 0x5eed_f04e_0000_0001;
        println!("seed {SEED:#x}");
        let mut random = Random(SEED);
        for _ in 0..500 {
            let bytes = std::array::from_fn(|_| random.below(256) as u8);
            let (mut at_once, mut one_by_one) = ([0; BLOCK], [1; BLOCK]);
            fours(&bytes, &mut at_once);
            fours_one_by_one(&bytes, &mut one_by_one);
            assert_eq!(at_once, one_by_one, "{bytes:?}");
        }
        let bytes = std::array::from_fn(|at| if at < 4 { b"gin "[at] } else { 0 });
        let mut of_gin = [0; BLOCK];
        fours(&bytes, &mut of_gin);
        assert_eq!(of_gin[..5], [7 | 9 << 5 | 14 << 10, 9 | 14 << 5, 14, 0, 0]);
    }
}
