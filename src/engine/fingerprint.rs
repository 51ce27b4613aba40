//! A keyed hash of bytes that is fast on whole pages, and that nobody without the key can aim at.
//!
//! It is POLYVAL (RFC 8452, section 3), a polynomial over a field of 2¹²⁸ elements, evaluated at a
//! secret point: whoever does not know the point and sees no hash finds another text of *n* blocks of
//! 16 bytes with the same one with a chance of at most 1.01 (*n* + 4) / 2¹²⁸ a try, whatever they write. No
//! hash leaves the process. On short texts SipHash is faster; this pays from some KiB on.

use polyval::Polyval;
use polyval::universal_hash::UniversalHash as _;
use siphasher::sip::SipHasher24;
use std::hash::Hasher as _;

/// The key.
pub(super) struct Fingerprint(Polyval);

impl Fingerprint {
    /// A key made from a secret for one purpose.
    pub(super) fn new(secret: (u64, u64), purpose: &str, revision: &str) -> Self {
        let half = |which: u8| {
            let mut hasher = SipHasher24::new_with_keys(secret.0, secret.1);
            for part in [purpose, revision] {
                hasher.write_usize(part.len());
                hasher.write(part.as_bytes());
            }
            hasher.write_u8(which);
            u128::from(hasher.finish())
        };
        Self(Polyval::new(&(half(0) << 64 | half(1)).to_le_bytes().into()))
    }

    /// The hash of what had this hash with the next bytes, and zeros up to a whole block, behind it.
    pub(super) fn go_on(&self, before: u128, bytes: &[u8]) -> u128 {
        let mut hash = self.0.clone();
        hash.update(&[before.to_le_bytes().into()]);
        hash.update_padded(bytes);
        u128::from_le_bytes(hash.finalize().into())
    }

    /// The hash of what had this hash, with two numbers that say what it is of: where bytes end that
    /// are no whole blocks, how many there are.
    pub(super) fn seal(&self, before: u128, first: u64, second: u64) -> u128 {
        self.go_on(before, &(u128::from(first) << 64 | u128::from(second)).to_le_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn key() -> Fingerprint {
        Fingerprint::new((7, 11), "test", "r1")
    }

    #[test]
    fn every_byte_and_every_border_counts() {
        let key = key();
        let of = |bytes: &[u8]| key.seal(key.go_on(1, bytes), 0, bytes.len() as u64);
        let text = [b'a'; 4000];
        let mut seen = BTreeSet::new();
        for len in 0..=text.len() {
            assert!(seen.insert(of(&text[..len])), "{len} bytes");
            assert!(seen.insert(of(&vec![0; len])) || len == 0, "{len} zeros");
        }
        for at in 0..text.len() {
            let mut other = text;
            other[at] ^= 0x80;
            assert!(seen.insert(of(&other)), "byte {at}");
        }
    }

    #[test]
    fn what_came_before_and_what_it_is_of_count() {
        let key = key();
        let step = [b'a'; 1024];
        let ways = [
            key.go_on(5, &step),
            key.go_on(6, &step),
            key.go_on(key.go_on(5, &step), &step),
            key.go_on(5, &[step, step].concat()),
            key.seal(5, 1, 2),
            key.seal(5, 2, 1),
            key.seal(6, 1, 2),
        ];
        assert_eq!(BTreeSet::from(ways).len(), ways.len());
    }

    #[test]
    fn another_key_makes_another_hash() {
        let hash = key().go_on(5, b"text");
        assert_eq!(key().go_on(5, b"text"), hash);
        for (secret, purpose, revision) in [
            ((7, 12), "test", "r1"),
            ((7, 11), "test", "r2"),
            ((7, 11), "tes", "tr1"),
            ((7, 11), "other", "r1"),
        ] {
            let other = Fingerprint::new(secret, purpose, revision).go_on(5, b"text");
            assert_ne!(other, hash, "{secret:?}, {purpose}, {revision}");
        }
    }
}
