//! Tables whose rows say by pattern what happens; the first row that fits wins.

use crate::config::read::{Spot, Table};
use crate::engine::route::Glob;

/// What the rows of a table are of.
pub(super) struct Rows<A: 'static> {
    /// The table, `[[key]]`.
    pub(super) key: &'static str,
    /// The key of the patterns, and what they are.
    pub(super) patterns: (&'static str, &'static str),
    /// The pattern that fits everything.
    pub(super) everything: &'static str,
    /// The words of `treat`.
    pub(super) treatments: &'static [(&'static str, A)],
    /// Whether a pattern is well-formed, and what to say of one that is not.
    pub(super) is_pattern: fn(&str) -> bool,
    pub(super) expected: &'static str,
}

impl<A: Copy> Rows<A> {
    /// The rows in `table`; `None` where it has none.
    pub(super) fn read(&self, table: &mut Table<'_>) -> Option<Vec<(Vec<Glob>, A)>> {
        let mut covered_by = None;
        let rows = table.tables(self.key, |row| {
            if let Some(first) = &covered_by {
                let message = format!("nothing gets here: the row at {first} takes all");
                row.source().warn(row.at(), "row_unreachable", message);
            }
            let (words, treatment) = (self.words(row), self.treatment(row));
            let words = words?;
            if covered_by.is_none() && words.iter().any(|word| word.value == self.everything) {
                covered_by = Some(row.source().at(row.at()));
            }
            let patterns = words.into_iter().filter_map(|word| self.pattern(row, word)).collect();
            Some((patterns, treatment?))
        })?;
        Some(rows.into_iter().flatten().collect())
    }

    fn words<'t>(&self, row: &mut Table<'t>) -> Option<Vec<Spot<&'t str>>> {
        let (key, what) = self.patterns;
        let words = row.texts(key);
        if row.place_of(key).is_none() {
            row.missing(key, what);
        }
        words
    }

    fn treatment(&self, row: &mut Table<'_>) -> Option<A> {
        let treatment = row.word("treat", self.treatments);
        if row.place_of("treat").is_none() {
            row.missing("treat", "what happens");
        }
        treatment.map(|spot| spot.value)
    }

    fn pattern(&self, row: &Table<'_>, word: Spot<&str>) -> Option<Glob> {
        let fits = (self.is_pattern)(word.value);
        if !fits {
            row.source().error(word.at, format!("`{}` is no {}", word.value, self.expected));
        }
        fits.then(|| Glob::new(word.value))
    }
}
