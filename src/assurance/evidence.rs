//! Where evidence stands in a request, and how much of it is read.

use super::{Refusal, cookie};
use http::HeaderName;
use http::request::Parts;

/// The header that carries a token. Once; never in the query, where logs and referrers see it.
pub const TOKEN_HEADER: &str = "age-assurance-token";

/// The same, parsed once: a lookup by text parses it each time.
pub(super) const TOKEN: HeaderName = HeaderName::from_static(TOKEN_HEADER);

/// Names under which a token in the query is noticed.
const QUERY_NAMES: [&[u8]; 2] = [b"age-assurance-token", b"age_assurance_token"];

/// The token of the header, if there is one.
pub(super) fn token(request: &Parts, max: usize) -> Result<Option<&str>, Refusal> {
    if request.uri.query().is_some_and(names_a_token) {
        return Err(Refusal::InQuery);
    }
    let mut lines = request.headers.get_all(&TOKEN).iter();
    let Some(line) = lines.next() else { return Ok(None) };
    if lines.next().is_some() {
        return Err(Refusal::Repeated);
    }
    if line.len() > max {
        return Err(Refusal::Oversized);
    }
    line.to_str().map(|text| Some(text.trim_ascii())).map_err(|_| Refusal::Malformed)
}

/// Bearer tokens (RFC 6750 section 2.1). They may be the shop's own, so whatever is too long or
/// of another form is passed over, not refused.
#[cfg(feature = "jwt")]
pub(super) fn bearers(request: &Parts, max: usize) -> impl Iterator<Item = &str> {
    let lines = request.headers.get_all(http::header::AUTHORIZATION).iter();
    lines.filter(move |line| line.len() <= max + "Bearer ".len()).filter_map(|line| {
        let (scheme, token) = line.to_str().ok()?.trim_ascii().split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_ascii())
    })
}

/// The sealed session of the cookie, if there is one.
pub(super) fn session(request: &Parts, max: usize) -> Result<Option<&[u8]>, Refusal> {
    match cookie::read(&request.headers)? {
        Some(value) if value.len() > max => Err(Refusal::Oversized),
        value => Ok(value),
    }
}

fn names_a_token(query: &str) -> bool {
    query.split(['&', ';']).any(|pair| {
        let name = pair.split('=').next().unwrap_or(pair).as_bytes();
        // Three bytes stand for one at most; what is longer cannot be one of the names.
        name.len() <= 3 * TOKEN_HEADER.len() && {
            let name = percent_decoded(name);
            QUERY_NAMES.iter().any(|known| known.eq_ignore_ascii_case(&name))
        }
    })
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| after.first_chunk::<2>()).flatten();
        let byte = escaped
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assurance::trial::request;

    #[test]
    fn a_token_stands_in_the_header_once() {
        type Headers = &'static [(&'static str, &'static str)];
        type Found = Result<Option<&'static str>, Refusal>;
        let cases: &[(&str, Headers, Found)] = &[
            ("/", &[], Ok(None)),
            ("/", &[(TOKEN_HEADER, "a.b.c")], Ok(Some("a.b.c"))),
            ("/", &[("Age-Assurance-Token", " a.b.c ")], Ok(Some("a.b.c"))),
            ("/", &[(TOKEN_HEADER, "")], Ok(Some(""))),
            ("/", &[(TOKEN_HEADER, "a.b.c"), (TOKEN_HEADER, "a.b.c")], Err(Refusal::Repeated)),
            ("/", &[(TOKEN_HEADER, "12345678901")], Err(Refusal::Oversized)),
            ("/?age-assurance-token=x", &[], Err(Refusal::InQuery)),
            ("/?a=1&Age-Assurance-Token=x", &[(TOKEN_HEADER, "a.b.c")], Err(Refusal::InQuery)),
            ("/?a;age_assurance_token", &[], Err(Refusal::InQuery)),
            ("/?%61ge%2Dassurance-token=x", &[], Err(Refusal::InQuery)),
            ("/?q=age-assurance-token", &[], Ok(None)),
            ("/?age-assurance-token2=x&%zz=%", &[], Ok(None)),
        ];
        for (target, headers, expected) in cases {
            assert_eq!(token(&request(target, headers), 10), *expected, "{target} {headers:?}");
        }
    }

    #[cfg(feature = "jwt")]
    #[test]
    fn other_authorizations_are_passed_over() {
        let headers = [
            ("authorization", "Basic dXNlcjpwYXNz"),
            ("authorization", "bearer  a.b.c"),
            ("authorization", "Bearer"),
            ("authorization", "Bearer a-token-that-is-too-long"),
        ];
        let parts = request("/", &headers);
        assert_eq!(bearers(&parts, 10).collect::<Vec<_>>(), ["a.b.c"]);
    }

    #[test]
    fn a_session_is_short() {
        let parts = request("/", &[("cookie", "__Host-agegate=12345678901")]);
        assert_eq!(session(&parts, 10), Err(Refusal::Oversized));
        assert_eq!(session(&parts, 11), Ok(Some(&b"12345678901"[..])));
    }
}
