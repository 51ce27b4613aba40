//! The right word that a wrong one was probably meant to be.

/// The candidate with the fewest edits to `word`, if these are few for its length.
pub(crate) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let word: Vec<char> = word.chars().take(64).flat_map(char::to_lowercase).collect();
    let most = (word.len() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (edits(&word, candidate), candidate))
        .filter(|(edits, candidate)| *edits <= most && *edits < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
fn edits(word: &[char], candidate: &str) -> usize {
    let candidate: Vec<char> = candidate.chars().flat_map(char::to_lowercase).collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=candidate.len()).collect();
    let mut earlier = None;
    for (row, letter) in word.iter().enumerate() {
        let mut current = vec![row + 1];
        let mut left_letter = None;
        for (column, other) in candidate.iter().enumerate() {
            let cell =
                |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut best = (cell(&last, column) + usize::from(letter != other))
                .min(cell(&last, column + 1) + 1)
                .min(cell(&current, column) + 1);
            let swapped = earlier == Some(other) && left_letter == Some(letter);
            if let (true, Some(two_left)) = (swapped, column.checked_sub(1)) {
                best = best.min(cell(&before_last, two_left) + 1);
            }
            current.push(best);
            left_letter = Some(other);
        }
        before_last = std::mem::replace(&mut last, current);
        earlier = Some(letter);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word() {
        let keys = ["hold", "hold_time", "held_total", "unit", "page", "depth"];
        let cases = [
            ("hoold", Some("hold")),
            ("hodl", Some("hold")),
            ("Hold", Some("hold")),
            ("hold-time", Some("hold_time")),
            ("units", Some("unit")),
            ("detph", Some("depth")),
            ("banana", None),
            ("x", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, keys), expected, "{word}");
        }
    }

    #[test]
    fn edits_are_counted() {
        for (a, b, count) in
            [("", "abc", 3), ("abc", "abc", 0), ("ab", "ba", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(edits(&a.chars().collect::<Vec<_>>(), b), count, "{a} {b}");
        }
    }
}
