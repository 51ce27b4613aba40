//! `[[media]]`: what happens to a body by its media type.

use crate::config::read::{Spot, Table};
use crate::engine::route::Glob;
use crate::engine::settings::{Format, MediaAction, MediaRule};
use crate::representation::Family;

const TREATMENTS: [(&str, MediaAction); 18] = [
    ("json", MediaAction::Filter(Format::Json)),
    ("ndjson", MediaAction::Filter(Format::JsonLines)),
    ("json-seq", MediaAction::Filter(Format::JsonSequence)),
    ("sse", MediaAction::Filter(Format::Events)),
    ("csv", MediaAction::Filter(Format::Csv)),
    ("tsv", MediaAction::Filter(Format::Tsv)),
    ("multipart", MediaAction::Filter(Format::Parts)),
    ("xml", MediaAction::Filter(Format::Xml)),
    ("html", MediaAction::Filter(Format::Html)),
    ("flight", MediaAction::Filter(Format::Flight)),
    ("text", MediaAction::Filter(Format::Text)),
    ("page", MediaAction::Filter(Format::Page)),
    ("binary", MediaAction::PassIf(Family::Binary)),
    ("code", MediaAction::PassIf(Family::Code)),
    ("script", MediaAction::Filter(Format::Script)),
    ("sniff", MediaAction::Sniff),
    ("withhold", MediaAction::Withhold),
    ("unfiltered_i_accept_the_risk", MediaAction::Unfiltered),
];

/// The rules of a table that has `[[media]]`; `None` where it has not.
pub(super) fn read(table: &mut Table<'_>) -> Option<Vec<MediaRule>> {
    let rules = table.tables("media", read_one)?;
    Some(rules.into_iter().flatten().collect())
}

fn read_one(table: &mut Table<'_>) -> Option<MediaRule> {
    let types = table.texts("types");
    let action = table.word("treat", &TREATMENTS);
    for (key, why) in [("types", "media types, such as `text/*`"), ("treat", "what happens")] {
        if table.place_of(key).is_none() {
            table.missing(key, why);
        }
    }
    let patterns = types?.into_iter().filter_map(|word| pattern(table, word)).collect();
    Some(MediaRule { types: patterns, action: action?.value })
}

fn pattern(table: &Table<'_>, word: Spot<&str>) -> Option<Glob> {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$&-^_.+*".contains(&b))
    };
    let fits = word.value.split_once('/').is_some_and(|(kind, sub)| is_part(kind) && is_part(sub));
    if !fits {
        let message = format!(
            "`{}` is no media type in lower case without parameters, such as `text/html` or `*/*+json`",
            word.value
        );
        table.source().error(word.at, message);
    }
    fits.then(|| Glob::new(word.value))
}
