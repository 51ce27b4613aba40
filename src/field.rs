//! Names of header fields. Programs that are handed fields as variables (RFC 3875 section 4.1.18) do
//! not tell `_` from `-`, so a name counts with everything that a shop may take for it.

/// Whether `other` may be taken for `name`, which is in small letters and has no `_`.
#[inline]
pub(crate) fn is_alike(name: &str, other: &str) -> bool {
    name.len() == other.len() && name.bytes().zip(other.bytes()).all(is_same)
}

/// Whether what `other` begins with may be taken for `begin`, which is in small letters and has no
/// `_`.
#[inline]
pub(crate) fn begins_alike(begin: &str, other: &str) -> bool {
    // Nearly all end here.
    begin.as_bytes().first() == other.as_bytes().first()
        && other.len() >= begin.len()
        && begin.bytes().zip(other.bytes()).all(is_same)
}

#[inline]
fn is_same((ours, theirs): (u8, u8)) -> bool {
    ours == theirs || ours == b'-' && theirs == b'_'
}

/// Whether browsers send a field of this name, in small letters, or proxies on the way for their own
/// ends, so that nothing else can be told by it.
pub(crate) fn is_taken(name: &str) -> bool {
    const NAMES: [&str; 23] = [
        "age",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "cookie",
        "date",
        "dnt",
        "forwarded",
        "from",
        "host",
        "if-match",
        "if-none-match",
        "if-range",
        "origin",
        "prefer",
        "range",
        "referer",
        "te",
        "upgrade",
        "user-agent",
        "via",
        "x-requested-with",
    ];
    const BEGINNINGS: [&str; 3] = ["accept", "sec-", "x-forwarded-"];
    NAMES.contains(&name) || BEGINNINGS.iter().any(|begin| name.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sign_is_the_other() {
        for (name, other, begins, alike) in [
            ("x-country", "x-country", true, true),
            ("x-country", "x_country", true, true),
            ("x-a-b", "x_a-b", true, true),
            ("agegate-", "agegate_age", true, false),
            ("agegate-", "agegate", false, false),
            ("x-country", "x.country", false, false),
            ("x-country", "y-country", false, false),
            ("", "x", false, false),
        ] {
            assert_eq!(begins_alike(name, other), begins, "{name} {other}");
            assert_eq!(is_alike(name, other), alike, "{name} {other}");
        }
    }
}
