//! `[[header]]`: what happens to response header fields and trailers.

use crate::config::read::{Spot, Table};
use crate::engine::route::Glob;
use crate::engine::settings::{HeaderAction, HeaderRule};

const TREATMENTS: [(&str, HeaderAction); 3] = [
    ("pass", HeaderAction::Pass),
    ("judge", HeaderAction::Judge),
    ("withhold", HeaderAction::Withhold),
];

/// The rules of `[[header]]`; `None` where there are none.
pub(super) fn read(table: &mut Table<'_>) -> Option<Vec<HeaderRule>> {
    let rules = table.tables("header", read_one)?;
    Some(rules.into_iter().flatten().collect())
}

fn read_one(table: &mut Table<'_>) -> Option<HeaderRule> {
    let names = table.texts("names");
    let action = table.word("treat", &TREATMENTS);
    for (key, why) in [("names", "field names, such as `x-*`"), ("treat", "what happens")] {
        if table.place_of(key).is_none() {
            table.missing(key, why);
        }
    }
    let patterns = names?.into_iter().filter_map(|word| pattern(table, word)).collect();
    Some(HeaderRule { names: patterns, action: action?.value })
}

fn pattern(table: &Table<'_>, word: Spot<&str>) -> Option<Glob> {
    let fits = !word.value.is_empty()
        && word.value.bytes().all(|b| {
            b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$%&'*+-.^_`|~".contains(&b)
        });
    if !fits {
        let message =
            format!("`{}` is no field name in lower case, such as `link` or `x-*`", word.value);
        table.source().error(word.at, message);
    }
    fits.then(|| Glob::new(word.value))
}
