//! `tests/*.toml`: titles that must hit and titles that must not, run by `check`.

use super::Names;
use crate::category::CategorySet;
use crate::config::error::At;
use crate::config::read::{Source, Table};

/// One listing with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Where it stands.
    pub at: At,
    /// The listing's name.
    pub title: String,
    /// The seller's description.
    pub description: Option<String>,
    /// The shop's category path, `A > B > C`.
    pub category: Option<String>,
    /// The language, BCP 47.
    pub language: Option<String>,
    /// What must be found.
    pub expected: Expected,
}

/// What a sample must and must not be found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Each of these (`[[hit]]`, `expect`).
    Found(CategorySet),
    /// None of these (`[[miss]]`, `not`).
    NotFound(CategorySet),
    /// No category at all (`[[miss]]` without `not`).
    Nothing,
}

pub(in crate::config) fn read(source: &Source<'_>, names: Names<'_>) -> Vec<Sample> {
    let samples = source.walk(|root| {
        let hits = root.tables("hit", |table| {
            let expected = names.set(table, "expect").map(Expected::Found);
            if table.place_of("expect").is_none() {
                table.missing("expect", "the categories that must be found");
            }
            read_one(table, expected)
        });
        let misses = root.tables("miss", |table| {
            let expected = names.set(table, "not").map_or(Expected::Nothing, Expected::NotFound);
            read_one(table, Some(expected))
        });
        let both = hits.into_iter().chain(misses).flatten().flatten();
        both.collect()
    });
    samples.unwrap_or_default()
}

fn read_one(table: &mut Table<'_>, expected: Option<Expected>) -> Option<Sample> {
    let title = table.text("title");
    if title.is_none() && table.place_of("title").is_none() {
        table.missing("title", "a sample is a listing's title, at least");
    }
    let mut owned = |key| table.text(key).map(|spot| spot.value.to_owned());
    let (description, category, language) =
        (owned("description"), owned("category"), owned("lang"));
    let at = table.source().at(table.at());
    let title = title?.value.to_owned();
    Some(Sample { at, title, description, category, language, expected: expected? })
}
