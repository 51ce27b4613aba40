//! Which host a request is for, and whether it comes from that host's own pages.

use super::Refusal;
use http::header::{HOST, HeaderName, ORIGIN};
use http::request::Parts;
use http::uri::Authority;

/// The host of a request in lower case, without port: cookies do not tell ports apart
/// (RFC 6265 section 8.5).
pub(super) fn host(request: &Parts) -> Result<String, Refusal> {
    authority(request).map(|(host, _)| host)
}

/// Refuses a request that a page of another origin may have caused (Fetch: `Sec-Fetch-Site`;
/// RFC 6454 section 7: `Origin`).
///
/// 1. What a browser says of itself must fit: `Sec-Fetch-Site: same-origin`, and `Origin` of this
///    host over TLS.
/// 2. Both absent: refused, as nothing tells where the request came from.
pub(super) fn same_origin(request: &Parts, without_tls: bool) -> Result<(), Refusal> {
    let site = once(request, &HeaderName::from_static("sec-fetch-site"))?;
    let origin = once(request, &ORIGIN)?;
    if site.is_none() && origin.is_none() || site.is_some_and(|site| site != "same-origin") {
        return Err(Refusal::CrossOrigin);
    }
    let Some(origin) = origin else { return Ok(()) };
    let (origin, default_port) = match (origin.strip_prefix("https://"), without_tls) {
        (Some(origin), _) => (origin, 443),
        (None, true) => (origin.strip_prefix("http://").ok_or(Refusal::CrossOrigin)?, 80),
        (None, false) => return Err(Refusal::CrossOrigin),
    };
    let (host, port) = split(origin).ok_or(Refusal::CrossOrigin)?;
    let (our_host, our_port) = authority(request)?;
    let fits = host == our_host && port.unwrap_or(default_port) == our_port.unwrap_or(default_port);
    fits.then_some(()).ok_or(Refusal::CrossOrigin)
}

fn once<'r>(request: &'r Parts, name: &HeaderName) -> Result<Option<&'r str>, Refusal> {
    let mut lines = request.headers.get_all(name).iter();
    let Some(line) = lines.next() else { return Ok(None) };
    if lines.next().is_some() {
        return Err(Refusal::CrossOrigin);
    }
    line.to_str().map(Some).map_err(|_| Refusal::CrossOrigin)
}

/// The one host that target and `Host` agree on (RFC 9110 section 7.2).
fn authority(request: &Parts) -> Result<(String, Option<u16>), Refusal> {
    let mut lines = request.headers.get_all(HOST).iter();
    let line = lines.next();
    if lines.next().is_some() {
        return Err(Refusal::Host);
    }
    let header =
        line.map(|line| line.to_str().ok().and_then(split).ok_or(Refusal::Host)).transpose()?;
    let target =
        request.uri.authority().map(|a| split(a.as_str()).ok_or(Refusal::Host)).transpose()?;
    match (header, target) {
        (Some(header), Some(target)) if header != target => Err(Refusal::Host),
        (Some(one), _) | (None, Some(one)) => Ok(one),
        (None, None) => Err(Refusal::Host),
    }
}

fn split(text: &str) -> Option<(String, Option<u16>)> {
    let authority: Authority = text.parse().ok()?;
    // What stands before the host, as a user's name, fails here.
    let port = match text.strip_prefix(authority.host())? {
        "" => None,
        rest => Some(rest.strip_prefix(':')?.parse().ok()?),
    };
    let host = authority.host().to_ascii_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    (!host.is_empty()).then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assurance::trial::request;

    #[test]
    fn a_request_names_one_host() {
        type Headers = &'static [(&'static str, &'static str)];
        let cases: &[(&str, Headers, Result<&str, Refusal>)] = &[
            ("/a", &[("host", "Shop.Example")], Ok("shop.example")),
            ("/a", &[("host", "shop.example:8443")], Ok("shop.example")),
            ("/a", &[("host", "shop.example.")], Ok("shop.example")),
            ("/a", &[("host", "[2001:db8::1]:443")], Ok("[2001:db8::1]")),
            ("https://shop.example/a", &[], Ok("shop.example")),
            ("https://shop.example/a", &[("host", "SHOP.example")], Ok("shop.example")),
            ("https://shop.example/a", &[("host", "other.example")], Err(Refusal::Host)),
            ("/a", &[("host", "a.example"), ("host", "a.example")], Err(Refusal::Host)),
            ("/a", &[], Err(Refusal::Host)),
            ("/a", &[("host", "")], Err(Refusal::Host)),
            ("/a", &[("host", "user@shop.example")], Err(Refusal::Host)),
            ("/a", &[("host", "shop.example:99999")], Err(Refusal::Host)),
            ("/a", &[("host", "shop.example/x")], Err(Refusal::Host)),
        ];
        for (target, headers, expected) in cases {
            let got = host(&request(target, headers));
            assert_eq!(got.as_deref(), expected.as_ref().map(|h| *h), "{target} {headers:?}");
        }
    }

    #[test]
    fn only_the_hosts_own_pages_may_ask() {
        let site = |value| ("sec-fetch-site", value);
        let origin = |value| ("origin", value);
        let cases: &[(&[(&str, &str)], bool)] = &[
            (&[site("same-origin")], true),
            (&[origin("https://shop.example")], true),
            (&[origin("https://shop.example:443")], true),
            (&[site("same-origin"), origin("https://shop.example")], true),
            (&[], false),
            (&[site("same-site")], false),
            (&[site("cross-site")], false),
            (&[site("none")], false),
            (&[site("same-origin"), site("same-origin")], false),
            (&[site("same-origin"), origin("https://evil.example")], false),
            (&[site("cross-site"), origin("https://shop.example")], false),
            (&[origin("https://shop.example"), origin("https://shop.example")], false),
            (&[origin("null")], false),
            (&[origin("http://shop.example")], false),
            (&[origin("https://shop.example:444")], false),
            (&[origin("https://shop.example.evil.example")], false),
            (&[origin("https://shop.example@evil.example")], false),
            (&[origin("shop.example")], false),
        ];
        for (headers, allowed) in cases {
            let mut all = vec![("host", "shop.example")];
            all.extend_from_slice(headers);
            let got = same_origin(&request("/", &all), false);
            assert_eq!(got.is_ok(), *allowed, "{headers:?}");
        }
        let local = [("host", "localhost:8080"), origin("http://localhost:8080")];
        assert!(same_origin(&request("/", &local), true).is_ok());
        assert!(same_origin(&request("/", &local), false).is_err());
    }
}
