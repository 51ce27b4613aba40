//! What we may ask upstream when a response has to be judged.

use super::caching::Names;
use crate::field::is_alike;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// Asks for the whole representation, uncoded and without an upgrade, so that what comes can be
/// judged. [`Conditions`](super::Conditions) are a matter of their own.
pub fn ask_for_whole_plain_body(headers: &mut HeaderMap) {
    const GONE: [HeaderName; 4] = [header::RANGE, header::IF_RANGE, header::UPGRADE, header::TE];
    for name in GONE {
        headers.remove(name);
    }
    for name in ["want-content-digest", "want-repr-digest", "a-im", "accept-instance-manipulation"]
    {
        headers.remove(name);
    }
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
}

/// Removes headers by which frameworks let a client name another path or method than the one
/// that routes and exemptions were matched against.
pub fn strip_method_overrides(headers: &mut HeaderMap) {
    const OVERRIDES: Names = Names::new(&[
        "x-original-url",
        "x-rewrite-url",
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
    ]);
    remove_where(headers, |name| OVERRIDES.has_alike(name));
}

/// Removes the fields of this name, and those that a shop may take for them.
///
/// ```
/// let mut headers = http::HeaderMap::new();
/// headers.insert("x_country", "DE".parse().unwrap());
/// agegate::representation::remove_alike(&mut headers, "x-country");
/// assert!(headers.is_empty());
/// ```
pub fn remove_alike(headers: &mut HeaderMap, name: &str) {
    remove_where(headers, |other| is_alike(name, other));
}

fn remove_where(headers: &mut HeaderMap, is_named: impl Fn(&str) -> bool) {
    if headers.keys().any(|name| is_named(name.as_str())) {
        let named = headers.keys().filter(|name| is_named(name.as_str()));
        let named: Vec<HeaderName> = named.cloned().collect();
        for name in named {
            headers.remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_go_however_they_are_written() {
        for (name, stays) in [
            ("x-original-url", false),
            ("x_original_url", false),
            ("X-Rewrite_URL", false),
            ("x_http_method_override", false),
            ("x-http_method", false),
            ("x-original.url", true),
            ("x-original-urls", true),
            ("x-request-id-01", true),
        ] {
            let mut headers = HeaderMap::new();
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.insert(&name, HeaderValue::from_static("/closed"));
            strip_method_overrides(&mut headers);
            assert_eq!(headers.contains_key(&name), stays, "{name}");
        }
    }
}
