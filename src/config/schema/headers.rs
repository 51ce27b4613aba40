//! `[[header]]`: what happens to response header fields and trailers.

use super::rows::Rows;
use crate::config::read::Table;
use crate::engine::settings::{HeaderAction, HeaderRule};

const TREATMENTS: [(&str, HeaderAction); 3] = [
    ("pass", HeaderAction::Pass),
    ("judge", HeaderAction::Judge),
    ("withhold", HeaderAction::Withhold),
];

const ROWS: Rows<HeaderAction> = Rows {
    key: "header",
    patterns: ("names", "field names, such as `x-*`"),
    everything: "*",
    treatments: &TREATMENTS,
    is_pattern,
    expected: "field name in lower case, such as `link` or `x-*`",
};

/// The rules of `[[header]]`; `None` where there are none.
pub(super) fn read(table: &mut Table<'_>) -> Option<Vec<HeaderRule>> {
    let rows = ROWS.read(table)?;
    Some(rows.into_iter().map(|(names, action)| HeaderRule { names, action }).collect())
}

fn is_pattern(word: &str) -> bool {
    let is_letter =
        |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$%&'*+-.^_`|~".contains(&b);
    !word.is_empty() && word.bytes().all(is_letter)
}
