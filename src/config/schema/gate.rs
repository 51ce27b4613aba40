//! `[gate]`: what is shown instead of a withheld page.

use super::assign;
use super::caps::METHODS;
use crate::config::read::Table;
use crate::gate::{Gate, Language, THEME, Way};
use http::StatusCode;
use std::path::PathBuf;

/// Reads the table; answers where the shop's own page is.
pub(super) fn read(table: &mut Table<'_>, gate: &mut Gate) -> Option<PathBuf> {
    let status = table.integer("html_status", 200..=599);
    gate.challenge_url = table.parsed("challenge_url", url).map(|spot| spot.value);
    gate.blocked_by = table.parsed("blocked_by", url).map(|spot| spot.value);
    let language = table.parsed("language", |tag| {
        Language::parse(tag).ok_or_else(|| {
            let tags: Vec<&str> = Language::all().map(Language::tag).collect();
            format!("the page is written in: {}", tags.join(", "))
        })
    });
    assign(&mut gate.language, language.map(|spot| spot.value));
    assign(&mut gate.rta, table.bool("rta"));
    let ways = table.tables("way", way).unwrap_or_default();
    gate.ways = ways.into_iter().flatten().collect();
    assign(&mut gate.look.theme, table.table("theme", theme));
    if let Some(status) = status {
        html_status(table, gate, status.value, status.at);
    }
    table.text("template").map(|spot| PathBuf::from(spot.value))
}

fn html_status(table: &Table<'_>, gate: &mut Gate, status: u64, at: usize) {
    match status {
        303 if gate.challenge_url.is_none() => {
            let message = "`html_status = 303` leads nowhere without `challenge_url`";
            table.source().error(at, message);
        }
        303 => gate.html_status = StatusCode::SEE_OTHER,
        200 => gate.html_status = StatusCode::OK,
        403 => gate.html_status = StatusCode::FORBIDDEN,
        other => {
            let message = format!("`html_status` must be 403, 303 or 200, not {other}");
            table.source().error(at, message);
        }
    }
}

fn url(text: &str) -> Result<String, &'static str> {
    match text.parse::<http::Uri>() {
        Ok(uri) if uri.scheme_str().is_none() && text.starts_with('/') => Ok(text.to_owned()),
        Ok(uri) if uri.scheme_str() == Some("https") => Ok(text.to_owned()),
        _ => Err("it must be a path that begins with `/` or an https URL"),
    }
}

fn way(table: &mut Table<'_>) -> Option<Way> {
    let url = table.parsed("url", url);
    if table.place_of("url").is_none() {
        table.missing("url", "where the age is proven");
    }
    let method = table.word("method", &METHODS).map(|spot| spot.value);
    let label = table.text("label").map(|spot| spot.value.to_owned());
    Some(Way { url: url?.value, method, label })
}

/// Values of CSS variables. Only what colours, sizes and font names are made of: a value must not
/// end the declaration it stands in.
fn theme(table: &mut Table<'_>) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for name in THEME {
        let value = table.parsed(name, |value| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "#.,%()-+ \"'".contains(c);
            if !value.is_empty() && value.len() <= 200 && value.chars().all(allowed) {
                Ok((name.to_owned(), value.to_owned()))
            } else {
                Err("it must be one CSS value, such as `#0b5cad` or `.5rem`")
            }
        });
        values.extend(value.map(|spot| spot.value));
    }
    values
}
