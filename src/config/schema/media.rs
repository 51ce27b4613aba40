//! `[[media]]`: what happens to a body by its media type.

use super::rows::Rows;
use crate::config::read::Table;
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

const ROWS: Rows<MediaAction> = Rows {
    key: "media",
    patterns: ("types", "media types, such as `text/*`"),
    everything: "*/*",
    treatments: &TREATMENTS,
    is_pattern,
    expected: "media type in lower case without parameters, such as `text/html` or `*/*+json`",
};

/// The rules of a table that has `[[media]]`; `None` where it has not.
pub(super) fn read(table: &mut Table<'_>) -> Option<Vec<MediaRule>> {
    let rows = ROWS.read(table)?;
    Some(rows.into_iter().map(|(types, action)| MediaRule { types, action }).collect())
}

fn is_pattern(word: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$&-^_.+*".contains(&b))
    };
    word.split_once('/').is_some_and(|(kind, sub)| is_part(kind) && is_part(sub))
}
