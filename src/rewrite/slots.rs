//! Where a small table of texts looks for one: a text that is there stands at its place or nowhere.

/// A place for a text among so many, a power of two above one, by its length and its last letters.
/// Texts that are taken for each other only take each other's place.
#[inline]
pub(super) fn place(text: &str, among: usize) -> usize {
    let bytes = text.as_bytes();
    let last = match bytes.last_chunk() {
        Some(last) => u64::from_le_bytes(*last),
        None => bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    let mixed = (last ^ bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> (u64::BITS - among.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_within_and_differ() {
        for among in [2, 64, 512] {
            let places = (0..4 * among).map(|number| place(&format!("name-{number}"), among));
            let places: std::collections::BTreeSet<_> = places.collect();
            assert!(places.last().is_some_and(|last| *last < among));
            assert!(places.len() * 2 > among, "{} of {among}", places.len());
        }
        assert!(place("", 64) < 64);
    }
}
