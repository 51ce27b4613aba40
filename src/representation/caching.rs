//! Caching and validators of viewer-dependent responses.

use crate::field::is_alike;
use http::header::{self, Entry, HeaderMap, HeaderName, HeaderValue};

/// Marks a response as one viewer's: `Cache-Control: private, no-cache`, and a `Vary` on our
/// evidence. A `no-store` of upstream's stays.
///
/// The browser must ask again before it shows a kept copy, and as no validator goes with the copy
/// the answer is a whole new one: who signs out never sees the signed-in viewer's copy.
/// CDN-specific controls go, because they override `Cache-Control` at the edge (RFC 9213).
pub fn mark_viewer_dependent(headers: &mut HeaderMap) {
    let is_no_store = |value: &HeaderValue| {
        value.to_str().map_or(true, |v| {
            v.split(',').any(|directive| directive.trim().eq_ignore_ascii_case("no-store"))
        })
    };
    match headers.entry(header::CACHE_CONTROL) {
        Entry::Vacant(entry) => {
            entry.insert(HeaderValue::from_static("private, no-cache"));
        }
        Entry::Occupied(mut entry) => {
            let unstored = entry.iter().any(is_no_store);
            let control =
                if unstored { "private, no-cache, no-store" } else { "private, no-cache" };
            entry.insert(HeaderValue::from_static(control));
        }
    }
    remove_edge_controls(headers);
    match headers.entry(header::VARY) {
        Entry::Vacant(entry) => {
            entry.insert(HeaderValue::from_static(EVIDENCE));
        }
        Entry::Occupied(_) => merge_vary(headers, EVIDENCE.split(", ")),
    }
}

/// The request fields that evidence is read from, as a `Vary` names them.
const EVIDENCE: &str = "cookie, age-assurance-token, prefer";

/// Marks a response as one that leaves in the coding that its client takes.
pub fn mark_coding_dependent(headers: &mut HeaderMap) {
    merge_vary(headers, ["accept-encoding"]);
}

fn remove_edge_controls(headers: &mut HeaderMap) {
    remove_all(headers, &EDGE);
    if headers.keys().any(is_cdn_control) {
        let named: Vec<HeaderName> =
            headers.keys().filter(|name| is_cdn_control(name)).cloned().collect();
        for name in named {
            headers.remove(name);
        }
    }
}

/// Lets caches in front keep a response under a bucket's name, for as long as upstream lets shared
/// caches do, while browsers ask again: what is closed for their viewer may be another set by then.
/// Where upstream does not say so, the response is one viewer's.
///
/// ```
/// use agegate::representation::mark_bucket_dependent;
/// let mut headers = http::HeaderMap::new();
/// headers.insert("cache-control", "public, max-age=600".parse().unwrap());
/// mark_bucket_dependent(&mut headers, &http::HeaderName::from_static("x-bucket"));
/// assert_eq!(headers["cache-control"], "public, max-age=0, must-revalidate, s-maxage=600");
/// assert_eq!(headers["vary"], "x-bucket");
/// ```
pub fn mark_bucket_dependent(headers: &mut HeaderMap, bucket: &HeaderName) {
    let Some(seconds) = shared_lifetime(headers) else { return mark_viewer_dependent(headers) };
    let control = format!("public, max-age=0, must-revalidate, s-maxage={seconds}");
    let Ok(control) = HeaderValue::try_from(control) else { return mark_viewer_dependent(headers) };
    let age = headers.remove(header::AGE);
    remove_edge_controls(headers);
    headers.insert(header::CACHE_CONTROL, control);
    headers.extend(age.map(|age| (header::AGE, age)));
    merge_vary(headers, [bucket.as_str()]);
}

/// For how many seconds upstream lets shared caches keep a response, where it says so.
fn shared_lifetime(headers: &HeaderMap) -> Option<u32> {
    let (mut lifetime, mut shared) = (None, None);
    for value in headers.get_all(header::CACHE_CONTROL) {
        for directive in value.to_str().ok()?.to_ascii_lowercase().split(',') {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            let seconds = || value.trim().trim_matches('"').parse().ok();
            match name.trim() {
                "no-store" | "no-cache" | "private" => return None,
                "max-age" => lifetime = Some(seconds()?),
                "s-maxage" => shared = Some(seconds()?),
                _ => {}
            }
        }
    }
    shared.or(lifetime)
}

/// What tells a cache in front how long to keep a response, whatever `Cache-Control` says.
const EDGE: Names = Names::new(&[
    "age",
    "edge-control",
    "expires",
    "pragma",
    "surrogate-control",
    "x-accel-expires",
    "x-litespeed-cache-control",
    "x-lsadc-cache-control",
]);

/// `CDN-Cache-Control` and those of single CDNs (RFC 9213 section 3).
fn is_cdn_control(name: &HeaderName) -> bool {
    name.as_str().ends_with("cdn-cache-control")
}

/// Removes what identifies the unfiltered representation (RFC 9110 section 8.8, RFC 9530).
pub fn strip_validators(headers: &mut HeaderMap) {
    const GONE: Names = Names::new(&[
        "etag",
        "last-modified",
        "accept-ranges",
        "content-md5",
        "digest",
        "content-digest",
        "repr-digest",
        "content-range",
    ]);
    remove_all(headers, &GONE);
}

/// Names of fields, in small letters, and which lengths they have.
pub(super) struct Names {
    names: &'static [&'static str],
    /// One bit for each length.
    lengths: u64,
}

impl Names {
    /// Names of up to 63 letters.
    pub(super) const fn new(names: &'static [&'static str]) -> Self {
        let (mut lengths, mut rest) = (0, names);
        while let [name, after @ ..] = rest {
            lengths |= 1 << name.len();
            rest = after;
        }
        Self { names, lengths }
    }

    fn has(&self, name: &str) -> bool {
        self.may_have(name) && self.names.contains(&name)
    }

    /// Whether one of them may be taken for this one.
    pub(super) fn has_alike(&self, name: &str) -> bool {
        self.may_have(name) && self.names.iter().any(|known| is_alike(known, name))
    }

    fn may_have(&self, name: &str) -> bool {
        let may = u32::try_from(name.len()).ok().and_then(|len| self.lengths.checked_shr(len));
        may.is_some_and(|may| may & 1 == 1)
    }
}

/// Removes fields by name. To look one up hashes its name; most heads have few fields and none of
/// these, so that the fields are asked for the names instead.
pub(super) fn remove_all(headers: &mut HeaderMap, names: &Names) {
    if headers.keys().any(|name| names.has(name.as_str())) {
        for name in names.names {
            headers.remove(*name);
        }
    }
}

fn merge_vary<'n>(headers: &mut HeaderMap, names: impl IntoIterator<Item = &'n str>) {
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
    for name in names {
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
            "any-cdn-cache-control",
            "x-accel-expires",
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
    fn only_what_upstream_lets_be_shared_is() {
        for (control, shared) in [
            ("max-age=60", Some(60)),
            ("public, Max-Age=60, S-MaxAge=\"9\"", Some(9)),
            ("s-maxage=0", Some(0)),
            ("private, max-age=60", None),
            ("no-cache=\"x\", max-age=60", None),
            ("max-age=60, no-store", None),
            ("max-age=much", None),
            ("public", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
            headers.insert(header::EXPIRES, HeaderValue::from_static("0"));
            mark_bucket_dependent(&mut headers, &HeaderName::from_static("x-bucket"));
            let now = headers[header::CACHE_CONTROL].to_str().unwrap();
            let seconds = now.split_once("s-maxage=").map(|(_, n)| n.parse().unwrap());
            assert_eq!(seconds, shared, "{control}: {now}");
            assert_eq!(headers[header::VARY] == "x-bucket", shared.is_some(), "{control}");
            assert!(!headers.contains_key(header::EXPIRES));
        }
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
