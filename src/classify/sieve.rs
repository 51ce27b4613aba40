//! A small set that may say yes by mistake and never no: nearly nothing is in it, so that what
//! follows need not be fast.

/// 32 KiB: a few thousand names let one in fifty strangers through.
const BITS: u32 = 18;

/// Which texts may be in a set.
#[derive(Clone, Debug)]
pub(super) struct Sieve(Box<[u64]>);

impl Default for Sieve {
    fn default() -> Self {
        Self(vec![0; 1 << (BITS - 6)].into())
    }
}

impl Sieve {
    /// Puts a text in, letter by letter.
    pub(super) fn admit(&mut self, letters: impl IntoIterator<Item = char>) {
        let slot = slot(letters);
        if let Some(word) = self.0.get_mut(slot >> 6) {
            *word |= 1 << (slot & 63);
        }
    }

    /// Whether the text may have been put in.
    pub(super) fn passes(&self, letters: impl IntoIterator<Item = char>) -> bool {
        let slot = slot(letters);
        self.0.get(slot >> 6).is_some_and(|word| word >> (slot & 63) & 1 != 0)
    }
}

fn slot(letters: impl IntoIterator<Item = char>) -> usize {
    let hash = letters.into_iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, letter| {
        (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3)
    });
    (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lets_through_what_was_put_in_and_little_else() {
        let name = |number: usize| format!("name {number}");
        let mut sieve = Sieve::default();
        (0..400).for_each(|number| sieve.admit(name(number).chars()));
        assert!((0..400).all(|number| sieve.passes(name(number).chars())));
        let strangers = (400..10_400).filter(|number| sieve.passes(name(*number).chars())).count();
        assert!(strangers < 200, "{strangers} of 10000 strangers pass");
    }
}
