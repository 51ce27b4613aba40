//! The way of machines that have AVX2 and BMI2.

use std::arch::x86_64::{
    __m256i, _mm256_alignr_epi8, _mm256_and_si256, _mm256_blendv_epi8, _mm256_cmpeq_epi8,
    _mm256_extract_epi64, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_min_epu8,
    _mm256_movemask_epi8, _mm256_or_si256, _mm256_permute2x128_si256, _mm256_set_epi64x,
    _mm256_set1_epi8, _mm256_set1_epi16, _mm256_set1_epi32, _mm256_setzero_si256,
    _mm256_shuffle_epi8, _mm256_slli_epi16, _mm256_srli_epi16, _mm256_sub_epi8,
    _mm256_unpackhi_epi8, _mm256_unpackhi_epi16, _mm256_unpacklo_epi8, _mm256_unpacklo_epi16,
    _mm256_xor_si256, _pdep_u64, _pext_u64,
};

use super::{BLOCK, FOUR, Marks, Packed, SYMBOL};
use crate::text::inserted::all_within;

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn fold(block: &[u8; BLOCK], dash: bool, edge: bool, last: u32, into: &mut Packed) {
    let (halves, _) = block.as_chunks::<32>();
    let [first, second] = halves else { return };
    let (first, second) = (Half::read(first, _mm256_setzero_si256()), second);
    let second = Half::read(second, first.folded);
    let read = both(first.plain, second.plain).trailing_ones() as usize;
    let within = below(read);
    let digits = both(first.digits, second.digits) & within;
    let letters = both(first.letters, second.letters) & within;
    let words = letters | digits;
    let capitals = both(first.capitals, second.capitals) & words;
    let dashes = both(first.dashes, second.dashes);
    let dash_behind = dashes >> 1 | u64::from(dash) << 63;

    let starts = !(words << 1) & !1 | u64::from(edge);
    let mut edges = words & (starts | capitals | digits | digits << 1);
    let again = both(first.again, second.again) & words & words << 1;
    // The edge of a letter that goes is one of the letter that stays for it.
    loop {
        let before = (edges & again) >> 1 & !edges;
        if before == 0 {
            break;
        }
        edges |= before;
    }
    let kept = words & !again;
    (into.kept, into.count) = (kept, kept.count_ones() as usize);
    into.edges = _pext_u64(edges, kept);
    into.edge_before = false;
    (into.read, into.words, into.digits) = (read, words, digits);
    into.softs = both(first.softs, second.softs) & within;
    // Signs beside a blank hide nothing; what stands beyond what is read may be a letter.
    let masks = both(first.masks, second.masks);
    let (near, end) = (words | masks, 1 << read.saturating_sub(1));
    let hidden = masks & (near << 1 | 1) & (near >> 1 | end);
    let among_letters = all_within(digits, letters, edge, read);
    let signs = both(first.stars, second.stars) | dashes & dash_behind | hidden;
    into.hints = (signs | among_letters) & within;
    let (mut to, mut left) = (0, kept);
    let [a, b, c, d] = eights(first.folded);
    let [e, f, g, h] = eights(second.folded);
    for eight in [a, b, c, d, e, f, g, h] {
        let bytes = _pdep_u64(left & 0xff, 0x0101_0101_0101_0101) * 0xff;
        if let Some(slots) = into.letters.get_mut(to..).and_then(<[u8]>::first_chunk_mut) {
            *slots = _pext_u64(eight, bytes).to_le_bytes();
        }
        to += (left & 0xff).count_ones() as usize;
        left >>= 8;
    }
    into.drop_repeats(last);
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn marks(block: &[u8; BLOCK]) -> Marks {
    let (halves, _) = block.as_chunks::<32>();
    let mut marks = Marks { quotes: 0, backslashes: 0, opens: 0, closes: 0, controls: 0 };
    for half in halves.iter().rev() {
        let bytes = load(half);
        let all = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
        let equal = |bytes, byte| u64::from(bits(_mm256_cmpeq_epi8(bytes, all(byte))));
        // Brackets differ from braces in this bit alone.
        let braces = _mm256_or_si256(bytes, all(0x20));
        let low = _mm256_min_epu8(bytes, all(0x1f));
        marks.quotes = marks.quotes << 32 | equal(bytes, b'"');
        marks.backslashes = marks.backslashes << 32 | equal(bytes, b'\\');
        marks.opens = marks.opens << 32 | equal(braces, b'{');
        marks.closes = marks.closes << 32 | equal(braces, b'}');
        let controls = u64::from(bits(_mm256_cmpeq_epi8(low, bytes)));
        marks.controls = marks.controls << 32 | controls;
    }
    marks
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn fours(bytes: &[u8; BLOCK + FOUR - 1], fours: &mut [u32; BLOCK]) {
    let (eights, _) = fours.as_chunks_mut::<8>();
    let (halves, _) = eights.as_chunks_mut::<4>();
    for (half, into) in halves.iter_mut().enumerate() {
        let Some(bytes) = bytes.get(half * 32..).and_then(<[u8]>::first_chunk) else { return };
        fours_of_half(bytes, into);
    }
}

/// The same for thirty-two places.
#[target_feature(enable = "avx2")]
fn fours_of_half(bytes: &[u8; 32 + FOUR - 1], into: &mut [[u32; 8]; 4]) {
    let low = _mm256_set1_epi8((1 << SYMBOL) - 1);
    let behind = |letters| match bytes.get(letters..).and_then(<[u8]>::first_chunk) {
        Some(bytes) => _mm256_and_si256(load(bytes), low),
        None => low,
    };
    let (first, second, third, fourth) = (behind(0), behind(1), behind(2), behind(3));
    // Two letters of five bits each in sixteen,
    let two = _mm256_set1_epi16(1 | 1 << (8 + SYMBOL));
    let low_ahead = _mm256_maddubs_epi16(two, _mm256_unpacklo_epi8(first, second));
    let low_behind = _mm256_maddubs_epi16(two, _mm256_unpacklo_epi8(third, fourth));
    let high_ahead = _mm256_maddubs_epi16(two, _mm256_unpackhi_epi8(first, second));
    let high_behind = _mm256_maddubs_epi16(two, _mm256_unpackhi_epi8(third, fourth));
    // and two of these in thirty-two; each has four places of either half.
    let four = _mm256_set1_epi32(1 | 1 << (16 + 2 * SYMBOL));
    let a = _mm256_madd_epi16(_mm256_unpacklo_epi16(low_ahead, low_behind), four);
    let b = _mm256_madd_epi16(_mm256_unpackhi_epi16(low_ahead, low_behind), four);
    let c = _mm256_madd_epi16(_mm256_unpacklo_epi16(high_ahead, high_behind), four);
    let d = _mm256_madd_epi16(_mm256_unpackhi_epi16(high_ahead, high_behind), four);
    *into = [
        numbers(_mm256_permute2x128_si256::<0x20>(a, b)),
        numbers(_mm256_permute2x128_si256::<0x20>(c, d)),
        numbers(_mm256_permute2x128_si256::<0x31>(a, b)),
        numbers(_mm256_permute2x128_si256::<0x31>(c, d)),
    ];
}

/// Eight numbers, the first lowest.
#[target_feature(enable = "avx2")]
fn numbers(eight: __m256i) -> [u32; 8] {
    let mut numbers = [0; 8];
    for (numbers, two) in numbers.as_chunks_mut::<2>().0.iter_mut().zip(eights(eight)) {
        *numbers = [two as u32, (two >> 32) as u32];
    }
    numbers
}

impl Packed {
    /// Leaves out letters that separators part from the same one before.
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn drop_repeats(&mut self, last: u32) {
        let (halves, _) = self.letters.as_chunks::<32>();
        let [first, second, ..] = halves else { return };
        let (first, second) = (load(first), load(second));
        let again_first = bits(_mm256_cmpeq_epi8(first, shifted(first, _mm256_setzero_si256())));
        let again_second = bits(_mm256_cmpeq_epi8(second, shifted(second, first)));
        let mut repeats = both(again_first, again_second);
        let first = self.letters.first().copied().unwrap_or_default();
        repeats = (repeats & !1 | u64::from(u32::from(first) == last)) & below(self.count);
        while repeats != 0 {
            let at = 63 - repeats.leading_zeros() as usize;
            repeats &= below(at);
            let edge = self.edges >> at & 1;
            self.letters.copy_within(at + 1.., at);
            self.count -= 1;
            self.kept ^= _pdep_u64(1 << at, self.kept);
            self.edges = self.edges & below(at) | self.edges >> 1 & !below(at);
            match at.checked_sub(1) {
                Some(before) => self.edges |= edge << before,
                None => self.edge_before = edge != 0,
            }
        }
    }
}

/// What thirty-two bytes are, one bit for each.
struct Half {
    folded: __m256i,
    letters: u32,
    capitals: u32,
    digits: u32,
    softs: u32,
    stars: u32,
    dashes: u32,
    /// Signs that hide letters between others.
    masks: u32,
    /// Whatever is folded to the same as the byte before it.
    again: u32,
    /// What is a letter, a digit or a separator.
    plain: u32,
}

/// Bits of the classes of a byte, see [`LOW`] and [`HIGH`]: what is not plain has one of the lower
/// six.
const STAR: i32 = 6;
const DASH: i32 = 7;

/// The classes that a byte may be of by its lower half; it is of those that its upper half agrees
/// with. None of the plain ones: `\`, `<`, `|` (0); `!`, `$`, `%`, `&` (1); `@` (2); delete (3);
/// controls (4, and 5 with all beyond ASCII). `*` and `#` (6) and `-` (7) are plain.
const LOW: [u8; 16] = classes([
    &[2, 4],
    &[1, 4],
    &[4],
    &[4, 6],
    &[1, 4],
    &[1, 4],
    &[1, 4],
    &[4],
    &[4],
    &[],
    &[6],
    &[],
    &[0],
    &[7],
    &[4],
    &[3, 4],
]);
const HIGH: [u8; 16] = classes([
    &[4],
    &[5],
    &[1, 6, 7],
    &[0],
    &[2],
    &[0],
    &[],
    &[0, 3],
    &[5],
    &[5],
    &[5],
    &[5],
    &[5],
    &[5],
    &[5],
    &[5],
]);

/// The same for what [hides letters](crate::text::masked::hides_between), each of a class of its own.
const MASKS: [[u8; 16]; 2] = halves(b"+=?^~_");

#[expect(clippy::indexing_slicing, reason = "computed while compiling")]
const fn halves(bytes: &[u8]) -> [[u8; 16]; 2] {
    let (mut halves, mut at) = ([[0; 16]; 2], 0);
    while at < bytes.len() {
        halves[0][(bytes[at] & 15) as usize] |= 1 << at;
        halves[1][(bytes[at] >> 4) as usize] |= 1 << at;
        at += 1;
    }
    halves
}

#[expect(clippy::indexing_slicing, reason = "computed while compiling")]
const fn classes(of: [&[u8]; 16]) -> [u8; 16] {
    let mut bits = [0; 16];
    let mut at = 0;
    while at < 16 {
        let mut class = 0;
        while class < of[at].len() {
            bits[at] |= 1 << of[at][class];
            class += 1;
        }
        at += 1;
    }
    bits
}

/// What digits are read as.
const DIGITS: [u8; 16] = *b"oizeasgtbg\0\0\0\0\0\0";

impl Half {
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn read(bytes: &[u8; 32], before: __m256i) -> Self {
        let bytes = load(bytes);
        let all = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
        let less =
            |bytes, than: u8| _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, all(than - 1)), bytes);
        let lower = _mm256_or_si256(bytes, all(0x20));
        let letters = bits(less(_mm256_sub_epi8(lower, all(b'a')), 26));
        let low = _mm256_and_si256(bytes, all(15));
        let high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), all(15));
        let is_digit = less(_mm256_sub_epi8(bytes, all(b'0')), 10);
        let is_l = _mm256_cmpeq_epi8(lower, all(b'l'));
        let folded = _mm256_xor_si256(lower, _mm256_and_si256(is_l, all(b'l' ^ b'i')));
        let digits = _mm256_shuffle_epi8(twice(&DIGITS), low);
        let folded = _mm256_blendv_epi8(folded, digits, is_digit);
        // The upper half alone tells what is of the fifth class.
        let lower_says = _mm256_or_si256(_mm256_shuffle_epi8(twice(&LOW), low), all(1 << 5));
        let class = _mm256_and_si256(lower_says, _mm256_shuffle_epi8(twice(&HIGH), high));
        let other = _mm256_and_si256(class, all(0x3f));
        let masks = _mm256_and_si256(
            _mm256_shuffle_epi8(twice(&MASKS[0]), low),
            _mm256_shuffle_epi8(twice(&MASKS[1]), high),
        );
        let no_mask = _mm256_cmpeq_epi8(masks, _mm256_setzero_si256());
        let quote = _mm256_cmpeq_epi8(bytes, all(b'\''));
        let grave = _mm256_cmpeq_epi8(bytes, all(b'`'));
        Self {
            letters,
            // The bit that capitals lack becomes the highest.
            capitals: letters & !bits(_mm256_slli_epi16::<2>(bytes)),
            digits: bits(is_digit),
            softs: bits(_mm256_or_si256(quote, grave)),
            stars: bits(_mm256_slli_epi16::<{ DASH - STAR }>(class)),
            dashes: bits(class),
            masks: !bits(no_mask),
            again: bits(_mm256_cmpeq_epi8(folded, shifted(folded, before))),
            plain: bits(_mm256_cmpeq_epi8(other, _mm256_setzero_si256())),
            folded,
        }
    }
}

const fn both(first: u32, second: u32) -> u64 {
    first as u64 | (second as u64) << 32
}

/// As many ones as wanted, at most 64.
const fn below(count: usize) -> u64 {
    match count {
        0..64 => (1 << count) - 1,
        _ => u64::MAX,
    }
}

/// All bytes, eight in each, the first lowest.
#[target_feature(enable = "avx2")]
fn eights(bytes: __m256i) -> [u64; 4] {
    [
        _mm256_extract_epi64::<0>(bytes).cast_unsigned(),
        _mm256_extract_epi64::<1>(bytes).cast_unsigned(),
        _mm256_extract_epi64::<2>(bytes).cast_unsigned(),
        _mm256_extract_epi64::<3>(bytes).cast_unsigned(),
    ]
}

/// The highest bit of each byte.
#[target_feature(enable = "avx2")]
fn bits(bytes: __m256i) -> u32 {
    _mm256_movemask_epi8(bytes).cast_unsigned()
}

#[target_feature(enable = "avx2")]
fn load(bytes: &[u8; 32]) -> __m256i {
    let (eights, _) = bytes.as_chunks::<8>();
    let [a, b, c, d] = eights else { return _mm256_setzero_si256() };
    let (a, b) = (i64::from_le_bytes(*a), i64::from_le_bytes(*b));
    let (c, d) = (i64::from_le_bytes(*c), i64::from_le_bytes(*d));
    _mm256_set_epi64x(d, c, b, a)
}

/// The same sixteen bytes in both lanes.
#[target_feature(enable = "avx2")]
fn twice(table: &[u8; 16]) -> __m256i {
    let (eights, _) = table.as_chunks::<8>();
    let [low, high] = eights else { return _mm256_setzero_si256() };
    let (low, high) = (i64::from_le_bytes(*low), i64::from_le_bytes(*high));
    _mm256_set_epi64x(high, low, high, low)
}

/// All bytes one place further, the last one of those before in front.
#[target_feature(enable = "avx2")]
fn shifted(bytes: __m256i, before: __m256i) -> __m256i {
    let across = _mm256_permute2x128_si256::<0x21>(before, bytes);
    _mm256_alignr_epi8::<15>(bytes, across)
}
