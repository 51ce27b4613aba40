//! A keyed hash of bytes that is fast on whole pages, and that nobody without the key can aim at.
//!
//! On short texts SipHash is as fast; here it pays from some KiB on.
//!
//! The bytes are taken in blocks of 1 KiB. NH (RFC 4418 section 5.2), over words of 64 bits as VMAC
//! has it and twice, the second time with the key shifted by a pair, makes two numbers of 126 bits of
//! each block; a polynomial over the prime 2¹²⁷ − 1 makes one number of all of them and of the lengths.
//! Both are universal: whoever does not know the key and sees no hash finds another text of *n* KiB
//! with the same one with a chance of at most (*n* + 9) / 2¹²³ a try, whatever they write. No hash
//! leaves the process.

use siphasher::sip::SipHasher24;
use std::hash::Hasher as _;

/// Pairs of words in a block.
const PAIRS: usize = 64;

/// The prime of the polynomial.
const PRIME: u128 = (1 << 127) - 1;

/// What is left of NH of a block, so that all of it fits below the prime.
const LEFT: u128 = (1 << 126) - 1;

/// The key: pairs of words for a block and its shift, and the point of the polynomial.
pub(super) struct Fingerprint {
    pairs: Box<[[u64; 2]; PAIRS + 1]>,
    point: u128,
}

impl Fingerprint {
    /// A key made from a secret for one purpose.
    pub(super) fn new(secret: (u64, u64), purpose: &str, revision: &str) -> Self {
        let word = |number: usize| {
            let mut hasher = SipHasher24::new_with_keys(secret.0, secret.1);
            for part in [purpose, revision] {
                hasher.write_usize(part.len());
                hasher.write(part.as_bytes());
            }
            hasher.write_usize(number);
            hasher.finish()
        };
        let pair = |number: usize| [word(2 * number), word(2 * number + 1)];
        let [low, high] = pair(PAIRS + 1).map(u128::from);
        Self { pairs: Box::new(std::array::from_fn(pair)), point: (high << 64 | low) % PRIME }
    }

    /// The hash of `bytes` in a `scope` and `place`.
    pub(super) fn of<const N: usize>(&self, scope: &[u8; N], place: &[u8], bytes: &[u8]) -> u128 {
        let mut sum = Sum { key: self, at: 0, halves: (0, 0), value: 1 };
        sum.absorb(scope);
        sum.absorb(place);
        sum.absorb(bytes);
        sum.flush();
        // The lengths say where each begins and ends.
        self.seal(sum.value, place.len() as u64, bytes.len() as u64)
    }

    /// The hash so far, with the next bytes: whole blocks, or the last ones.
    pub(super) fn go_on(&self, value: u128, bytes: &[u8]) -> u128 {
        let mut sum = Sum { key: self, at: 0, halves: (0, 0), value };
        sum.absorb(bytes);
        if sum.at > 0 {
            sum.flush();
        }
        sum.value
    }

    /// The hash so far, with two numbers that say what it is of; the first is below 2⁶².
    pub(super) fn seal(&self, value: u128, first: u64, second: u64) -> u128 {
        step(value, self.point, u128::from(first) << 64 | u128::from(second))
    }
}

struct Sum<'k> {
    key: &'k Fingerprint,
    /// Pairs of this block so far, and NH of them.
    at: usize,
    halves: (u128, u128),
    /// The polynomial, evaluated from its highest coefficient on.
    value: u128,
}

impl Sum<'_> {
    /// Takes the next bytes, with zeros up to a whole pair.
    fn absorb(&mut self, part: &[u8]) {
        let (mut pairs, rest) = part.as_chunks::<16>();
        while let Some((now, later)) = pairs.split_at_checked(PAIRS - self.at) {
            self.compress(now);
            self.flush();
            pairs = later;
        }
        self.compress(pairs);
        if !rest.is_empty() {
            let mut last = [0; 16];
            last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            self.compress(&[last]);
            if self.at == PAIRS {
                self.flush();
            }
        }
    }

    #[inline]
    fn compress(&mut self, pairs: &[[u8; 16]]) {
        let keys = self.key.pairs.get(self.at..).unwrap_or_default();
        let shifted = keys.get(1..).unwrap_or_default();
        let (mut first, mut second) = self.halves;
        for ((pair, key), shifted) in pairs.iter().zip(keys).zip(shifted) {
            first = first.wrapping_add(product(pair, key));
            second = second.wrapping_add(product(pair, shifted));
        }
        self.halves = (first, second);
        self.at += pairs.len();
    }

    fn flush(&mut self) {
        let (first, second) = std::mem::take(&mut self.halves);
        self.at = 0;
        self.take(first & LEFT);
        self.take(second & LEFT);
    }

    /// Takes a coefficient, below 2¹²⁶.
    fn take(&mut self, coefficient: u128) {
        self.value = step(self.value, self.key.point, coefficient);
    }
}

/// What a pair of words adds to NH.
#[inline]
fn product(pair: &[u8; 16], [first, second]: &[u64; 2]) -> u128 {
    let both = u128::from_le_bytes(*pair);
    let (low, high) = (both as u64, (both >> 64) as u64);
    u128::from(low.wrapping_add(*first)) * u128::from(high.wrapping_add(*second))
}

/// `value` · `point` + `coefficient` modulo the prime, below which all of them are.
#[inline]
fn step(value: u128, point: u128, coefficient: u128) -> u128 {
    let words = |n: u128| (n as u64, (n >> 64) as u64);
    let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
    let ((v0, v1), (p0, p1)) = (words(value), words(point));
    // Upper words are below 2^63, so that the sum of these two products fits.
    let middle = product(v0, p1) + product(v1, p0);
    let (low, carried) = product(v0, p0).overflowing_add(middle << 64);
    let high = product(v1, p1) + (middle >> 64) + u128::from(carried);
    // 2^127 is 1 here: what stands above it is added to what stands below.
    let sum = (high << 1 | low >> 127) + (low & PRIME);
    let sum = (sum & PRIME) + (sum >> 127) + coefficient;
    let sum = (sum & PRIME) + (sum >> 127);
    if sum >= PRIME { sum - PRIME } else { sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Fingerprint {
        Fingerprint::new((7, 11), "test", "r1")
    }

    fn add(a: u128, b: u128) -> u128 {
        let (a, b) = (a % PRIME, b % PRIME);
        if a >= PRIME - b { a - (PRIME - b) } else { a + b }
    }

    /// A product, as the sum that it stands for.
    fn times(a: u128, b: u128) -> u128 {
        let bit = |n: u32| b >> n & 1 == 1;
        (0..128).rev().fold(0, |sum, n| add(add(sum, sum), if bit(n) { a } else { 0 }))
    }

    /// The definition, word by word.
    fn spelled_out(key: &Fingerprint, parts: [&[u8]; 3]) -> u128 {
        let mut words = Vec::new();
        for part in parts {
            let mut padded = part.to_vec();
            padded.resize(part.len().next_multiple_of(16), 0);
            words.extend(padded.chunks(8).map(|w| u64::from_le_bytes(w.try_into().unwrap())));
        }
        let keys = key.pairs.concat();
        let mut coefficients = Vec::new();
        let (whole, rest) = words.as_chunks::<{ 2 * PAIRS }>();
        for block in whole.iter().map(<[u64; 2 * PAIRS]>::as_slice).chain([rest]) {
            for shift in [0, 2] {
                let nh = (0..block.len()).step_by(2).fold(0_u128, |sum, at| {
                    let word = |at: usize| u128::from(block[at].wrapping_add(keys[at + shift]));
                    sum.wrapping_add(word(at) * word(at + 1))
                });
                coefficients.push(nh % (1 << 126));
            }
        }
        let [_, place, bytes] = parts.map(|part| part.len() as u128);
        coefficients.push((place << 64) + bytes);
        coefficients.iter().fold(1, |sum, next| add(times(sum, key.point), *next))
    }

    #[test]
    fn is_what_its_definition_says() {
        let key = key();
        let text: Vec<u8> = (0..5000_u32).map(|n| ((n * n) >> 3) as u8).collect();
        for place in [0, 1, 15, 16, 17, 976, 992, 1008, 1040, 2000] {
            for len in [0, 1, 15, 16, 17, 31, 990, 1000, 1008, 1023, 1024, 1025, 2048, 3000] {
                let (place, bytes) = (&text[..place], &text[place..place + len]);
                let scope = [0xff; 20];
                let expected = spelled_out(&key, [&scope, place, bytes]);
                assert_eq!(key.of(&scope, place, bytes), expected, "{} and {len}", place.len());
            }
        }
    }

    #[test]
    fn a_hash_goes_on_block_by_block() {
        let key = key();
        let text = [b'a'; 5000];
        for (whole, end) in [(0, 0), (0, 100), (1024, 1024), (2048, 3000), (4096, 5000)] {
            let sum = key.go_on(key.go_on(5, &text[..whole]), &text[whole..end]);
            assert_eq!(sum, key.go_on(5, &text[..end]), "{whole} and {end}");
            assert_ne!(key.seal(sum, 1, 2), key.seal(sum, 2, 1));
        }
        assert_ne!(key.go_on(5, &text[..1024]), key.go_on(6, &text[..1024]));
    }

    #[test]
    fn steps_hold_at_the_edges() {
        let edges = [0, 1, 2, u128::from(u64::MAX), 1 << 64, LEFT, PRIME - 2, PRIME - 1];
        for value in edges {
            for point in edges {
                for coefficient in edges.into_iter().filter(|c| *c <= LEFT) {
                    let expected = add(times(value, point), coefficient);
                    assert_eq!(step(value, point, coefficient), expected);
                }
            }
        }
    }

    #[test]
    fn every_byte_and_every_border_counts() {
        let key = key();
        let text = [b'a'; 40];
        let mut seen = std::collections::BTreeSet::new();
        for place in 0..=40 {
            assert!(seen.insert(key.of(&[], &text[..place], &text[place..])), "{place}");
            assert!(seen.insert(key.of(&[], &text[..place], &[])) || place == 40, "{place}");
        }
        for at in 0..40 {
            let mut other = text;
            other[at] ^= 0x80;
            assert!(seen.insert(key.of(&[], &[], &other)), "byte {at}");
        }
        for len in 1..3000 {
            assert!(seen.insert(key.of(&[], &[], &vec![0; len])), "{len} zeros");
        }
        for (purpose, revision) in [("test", "r2"), ("tes", "tr1"), ("other", "r1")] {
            let other = Fingerprint::new((7, 11), purpose, revision);
            assert!(seen.insert(other.of(&[], &text, &[])), "{purpose}, {revision}");
        }
        assert!(seen.insert(Fingerprint::new((7, 12), "test", "r1").of(&[], &text, &[])));
    }
}
