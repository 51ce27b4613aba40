//! Caching and validators of viewer-dependent responses.

use http::header::{self, HeaderMap, HeaderValue};

/// Marks a response as one viewer's: `Cache-Control: private, no-cache`, and a `Vary` on our
/// evidence. A `no-store` of upstream's stays.
///
/// The browser must ask again before it shows a kept copy, and as no validator goes with the copy
/// the answer is a whole new one: who signs out never sees the signed-in viewer's copy.
/// CDN-specific controls go, because they override `Cache-Control` at the edge (RFC 9213).
pub fn mark_viewer_dependent(headers: &mut HeaderMap) {
    let unstored = headers.get_all(header::CACHE_CONTROL).iter().any(|value| {
        value.to_str().map_or(true, |v| {
            v.split(',').any(|directive| directive.trim().eq_ignore_ascii_case("no-store"))
        })
    });
    let control = if unstored { "private, no-cache, no-store" } else { "private, no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    const EDGE: [&str; 5] = ["surrogate-control", "cdn-cache-control", "expires", "age", "pragma"];
    remove_all(headers, &EDGE);
    merge_vary(headers);
}

/// Removes what identifies the unfiltered representation (RFC 9110 section 8.8, RFC 9530).
pub fn strip_validators(headers: &mut HeaderMap) {
    const GONE: [&str; 8] = [
        "etag",
        "last-modified",
        "accept-ranges",
        "content-md5",
        "digest",
        "content-digest",
        "repr-digest",
        "content-range",
    ];
    remove_all(headers, &GONE);
}

/// Removes fields by name, in small letters. To look one up hashes its name; most heads have few
/// fields and none of these, so that the fields are asked for the names instead.
pub(super) fn remove_all(headers: &mut HeaderMap, names: &[&'static str]) {
    if headers.keys().any(|name| names.contains(&name.as_str())) {
        for name in names {
            headers.remove(*name);
        }
    }
}

/// What every filterable response varies on: our evidence.
const VARY: [&str; 3] = ["cookie", "age-assurance-token", "prefer"];
const VARY_ALONE: &str = "cookie, age-assurance-token, prefer";

fn merge_vary(headers: &mut HeaderMap) {
    if !headers.contains_key(header::VARY) {
        headers.insert(header::VARY, HeaderValue::from_static(VARY_ALONE));
        return;
    }
    let mut present: Vec<String> = headers
        .get_all(header::VARY)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    if present.iter().any(|name| name == "*") {
        return;
    }
    for name in VARY {
        if !present.iter().any(|have| have.eq_ignore_ascii_case(name)) {
            present.push(name.to_owned());
        }
    }
    if let Ok(value) = HeaderValue::from_str(&present.join(", ")) {
        headers.insert(header::VARY, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderName;

    #[test]
    fn vary_is_merged_never_doubled() {
        let cases = [
            (vec![], "cookie, age-assurance-token, prefer"),
            (vec!["Accept, Cookie"], "Accept, Cookie, age-assurance-token, prefer"),
            (vec!["prefer", "Origin"], "prefer, Origin, cookie, age-assurance-token"),
        ];
        for (before, after) in cases {
            let mut headers = HeaderMap::new();
            for value in before {
                headers.append(header::VARY, HeaderValue::from_static(value));
            }
            mark_viewer_dependent(&mut headers);
            mark_viewer_dependent(&mut headers);
            assert_eq!(headers.get_all(header::VARY).iter().collect::<Vec<_>>(), [after]);
        }
    }

    #[test]
    fn a_star_stays_a_star() {
        let mut headers = HeaderMap::new();
        headers.insert(header::VARY, HeaderValue::from_static("*"));
        mark_viewer_dependent(&mut headers);
        assert_eq!(headers[header::VARY], "*");
    }

    #[test]
    fn edge_controls_and_validators_go() {
        let mut headers = HeaderMap::new();
        for name in [
            "surrogate-control",
            "cdn-cache-control",
            "expires",
            "etag",
            "last-modified",
            "repr-digest",
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static("x"));
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=600"));
        mark_viewer_dependent(&mut headers);
        strip_validators(&mut headers);
        assert_eq!(headers[header::CACHE_CONTROL], "private, no-cache");
        assert_eq!(headers.len(), 2, "{headers:?}");
    }

    #[test]
    fn no_store_stays() {
        for (before, after) in [
            ("No-Store", "private, no-cache, no-store"),
            ("public, no-store", "private, no-cache, no-store"),
            ("public, s-maxage=9", "private, no-cache"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(before));
            mark_viewer_dependent(&mut headers);
            mark_viewer_dependent(&mut headers);
            assert_eq!(headers[header::CACHE_CONTROL], after, "{before}");
        }
    }
}
