//! `Prefer: safe` (RFC 8674), a wish that may make its sender a minor and never an adult.

use http::{HeaderMap, HeaderName};

const PREFER: HeaderName = HeaderName::from_static("prefer");

/// Whether some `Prefer` header (RFC 7240 section 2) holds the preference `safe`.
///
/// A value or parameters do not count: `safe=0` is still `safe`, the stricter reading.
pub(super) fn prefers_safe(headers: &HeaderMap) -> bool {
    headers.get_all(&PREFER).iter().any(|line| names_safe(line.as_bytes()))
}

fn names_safe(line: &[u8]) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    let preferences = line.split(|byte| {
        // A comma inside a quoted string separates nothing.
        match (*byte, quoted, escaped) {
            (_, true, true) => escaped = false,
            (b'\\', true, false) => escaped = true,
            (b'"', ..) => quoted = !quoted,
            (b',', false, _) => return true,
            _ => {}
        }
        false
    });
    let names = preferences.filter_map(|preference| {
        preference.split(|byte| matches!(byte, b'=' | b';')).next().map(<[u8]>::trim_ascii)
    });
    names.into_iter().any(|name| name.eq_ignore_ascii_case(b"safe"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn safe_is_found_in_lists_and_only_as_a_name() {
        let cases = [
            (&[][..], false),
            (&["safe"], true),
            (&["Safe"], true),
            (&["respond-async, safe"], true),
            (&["safe,wait=10"], true),
            (&["respond-async", "safe"], true),
            (&["safe; x=1"], true),
            (&["safe=\"\""], true),
            (&["safe=0"], true),
            (&[" , , safe ,"], true),
            (&["unsafe"], false),
            (&["safer"], false),
            (&["mode=safe"], false),
            (&["x; safe"], false),
            (&["x=\"a, safe, b\""], false),
            (&["x=\"a\\\", safe\""], false),
            (&["x=\"a\\\\\", safe"], true),
            (&["x=\"unclosed, safe"], false),
        ];
        for (lines, expected) in cases {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("prefer", HeaderValue::from_static(line));
            }
            assert_eq!(prefers_safe(&headers), expected, "{lines:?}");
        }
    }
}
