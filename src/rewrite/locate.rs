//! Where in a body a unit stands, in the words in which a route names its listings: for explaining
//! what was recognised without configuration.

use super::Format;
use super::json;

/// For each of `positions`, byte offsets of units in a body in UTF-8, what names the unit and its
/// likes: a JSONPath (RFC 9535) in JSON, in a line of JSON Lines from that line on; the way of
/// elements in XML; in HTML the CSS selector that names the fewest other elements. `None` where the
/// format has nothing to name.
///
/// ```
/// use agegate::rewrite::{Format, locate};
/// let body = r#"{"products":[{"name":"Oak table"}]}"#;
/// assert_eq!(locate(Format::Json, body, &[13]), [Some("$.products[*]".to_owned())]);
/// ```
pub fn locate(format: Format, body: &str, positions: &[u64]) -> Vec<Option<String>> {
    let mut places = positions.to_vec();
    places.sort_unstable();
    places.dedup();
    let mut found = match format {
        Format::Json => json::locate(body.as_bytes(), &places),
        Format::JsonLines | Format::JsonSequence => in_lines(format, body, &places),
        #[cfg(feature = "html")]
        Format::Html => super::html::locate(body, &places),
        #[cfg(feature = "feeds")]
        Format::Xml => super::feed::locate(body, &places),
        _ => Vec::new(),
    };
    found.sort_unstable();
    positions
        .iter()
        .map(|at| {
            let index = found.binary_search_by_key(at, |(place, _)| *place).ok()?;
            found.get(index).map(|(_, name)| name.clone())
        })
        .collect()
}

fn in_lines(format: Format, body: &str, places: &[u64]) -> Vec<(u64, String)> {
    let mark = if format == Format::JsonLines { '\n' } else { '\u{1e}' };
    let mut found = Vec::new();
    let mut base = 0;
    for line in body.split_inclusive(mark) {
        let end = base + line.len() as u64;
        let inside: Vec<u64> =
            places.iter().filter(|at| (base..end).contains(*at)).map(|at| at - base).collect();
        if !inside.is_empty() {
            let text = line.trim_end_matches(mark);
            let names = json::locate(text.as_bytes(), &inside);
            found.extend(names.into_iter().map(|(at, name)| (base + at, name)));
        }
        base = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_each_format() {
        let name = |format, body: &str, part: &str| {
            let at = body.find(part).unwrap() as u64;
            locate(format, body, &[at]).pop().flatten()
        };
        let lines = "{\"a\":[{}]}\n{\"b\":{\"c\":1}}\n";
        assert_eq!(name(Format::JsonLines, lines, "{}").as_deref(), Some("$.a[*]"));
        assert_eq!(name(Format::JsonLines, lines, "{\"c").as_deref(), Some("$.b"));
        assert_eq!(name(Format::Text, "a", "a"), None);
    }
}
