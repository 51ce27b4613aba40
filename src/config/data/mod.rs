//! The files that say what is restricted: categories, rules, terms and samples.

mod categories;
mod lexicon;
mod policies;
mod samples;

pub use categories::{Categories, DsaCodes};
pub use samples::{Expected, Sample};

pub(super) use categories::read as read_categories;
pub(super) use lexicon::read as read_terms;
pub(super) use policies::read as read_rules;
pub(super) use samples::read as read_samples;

use super::read::{Spot, Table, nearest};
use crate::category::{Category, CategorySet, CategoryTree};

/// The tree as far as it could be read. If it could not be read whole, unknown names are not
/// reported a second time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names<'c> {
    pub tree: &'c CategoryTree,
    pub whole: bool,
}

impl Names<'_> {
    /// The category of a word in a file, or an error there.
    pub(super) fn find(self, table: &Table<'_>, word: Spot<&str>) -> Option<Category> {
        let found = self.tree.by_name(word.value);
        if found.is_none() && self.whole {
            let message = format!("unknown category `{}`", word.value);
            let near = nearest(word.value, self.tree.iter().map(|(_, entry)| entry.name.as_str()));
            table.source().error_near(word.at, message, near);
        }
        found
    }

    /// The categories of a key that holds one name or several.
    pub(super) fn set(self, table: &mut Table<'_>, key: &'static str) -> Option<CategorySet> {
        let words = table.texts(key)?;
        if words.is_empty() {
            let at = table.place_of(key).unwrap_or(table.at());
            table.source().error(at, format!("`{key}` names no category"));
        }
        Some(words.into_iter().filter_map(|word| self.find(table, word)).collect())
    }
}
