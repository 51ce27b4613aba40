//! One cookie, ours: read and removed in requests, where every other pair is passed on byte for byte
//! (RFC 6265 sections 4.2 and 5.4), and written.

use super::Refusal;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// The sealed session's cookie. The prefix makes browsers insist on `Secure`, `Path=/` and no
/// `Domain`, so that no sibling host can plant one (RFC 6265bis section 4.1.3.2).
pub const SESSION_COOKIE: &str = "__Host-agegate";

/// The value of our cookie, if the request has exactly one.
pub(super) fn read(headers: &HeaderMap) -> Result<Option<&[u8]>, Refusal> {
    let mut found = None;
    let pairs = headers.get_all(COOKIE).iter().flat_map(|line| line.as_bytes().split(is_semicolon));
    for pair in pairs {
        if let Some(value) = our_value(pair)
            && found.replace(value).is_some()
        {
            return Err(Refusal::Repeated);
        }
    }
    Ok(found)
}

/// The value of `Set-Cookie` that starts a session.
#[cfg_attr(not(feature = "jwt"), expect(dead_code, reason = "only tokens start sessions"))]
pub(super) fn write(sealed: &str, max_age_secs: Option<u64>) -> Option<HeaderValue> {
    let age = max_age_secs.map(|secs| format!("; Max-Age={secs}")).unwrap_or_default();
    let text = format!("{SESSION_COOKIE}={sealed}; Path=/; Secure; HttpOnly; SameSite=Lax{age}");
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Takes our cookie out of every `Cookie` line; lines without it stay as they are.
pub(super) fn remove(headers: &mut HeaderMap) {
    let lines = headers.get_all(COOKIE).iter();
    if !lines.flat_map(|line| line.as_bytes().split(is_semicolon)).any(is_ours) {
        return;
    }
    let kept: Vec<HeaderValue> = headers.get_all(COOKIE).iter().filter_map(without_ours).collect();
    headers.remove(COOKIE);
    for line in kept {
        headers.append(COOKIE, line);
    }
}

fn without_ours(line: &HeaderValue) -> Option<HeaderValue> {
    if !line.as_bytes().split(is_semicolon).any(is_ours) {
        return Some(line.clone());
    }
    let mut kept = Vec::with_capacity(line.len());
    let others = line.as_bytes().split(is_semicolon).filter(|pair| !is_ours(pair));
    for pair in others.map(<[u8]>::trim_ascii).filter(|pair| !pair.is_empty()) {
        if !kept.is_empty() {
            kept.extend_from_slice(b"; ");
        }
        kept.extend_from_slice(pair);
    }
    (!kept.is_empty()).then(|| HeaderValue::from_bytes(&kept).ok()).flatten()
}

fn is_semicolon(byte: &u8) -> bool {
    *byte == b';'
}

fn is_ours(pair: &[u8]) -> bool {
    our_value(pair).is_some()
}

fn our_value(pair: &[u8]) -> Option<&[u8]> {
    let pair = pair.trim_ascii();
    // A pair without `=` is a nameless cookie; one that holds our name alone still counts, as an
    // empty value, so that it cannot be used to slip past the count.
    let rest = pair.strip_prefix(SESSION_COOKIE.as_bytes())?.trim_ascii_start();
    match rest.split_first() {
        None => Some(rest),
        Some((b'=', value)) => Some(value.trim_ascii()),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_str(line).unwrap());
        }
        headers
    }

    #[test]
    fn one_cookie_is_read_and_removed() {
        type Case = (
            &'static [&'static str],
            Result<Option<&'static str>, Refusal>,
            &'static [&'static str],
        );
        let cases: &[Case] = &[
            (&[], Ok(None), &[]),
            (&["a=1; b=2"], Ok(None), &["a=1; b=2"]),
            (&["a=1;b=2"], Ok(None), &["a=1;b=2"]),
            (&["__Host-agegate=x"], Ok(Some("x")), &[]),
            (&["a=1; __Host-agegate=x; b=2"], Ok(Some("x")), &["a=1; b=2"]),
            (&["a=1", "__Host-agegate=x", "b=2"], Ok(Some("x")), &["a=1", "b=2"]),
            (&["a=1;__Host-agegate = x ;b=2"], Ok(Some("x")), &["a=1; b=2"]),
            (&["__Host-agegate=x=y=="], Ok(Some("x=y==")), &[]),
            (&["__Host-agegate"], Ok(Some("")), &[]),
            (&["__Host-agegate="], Ok(Some("")), &[]),
            (
                &["__Host-agegate2=x; x__Host-agegate=y"],
                Ok(None),
                &["__Host-agegate2=x; x__Host-agegate=y"],
            ),
            (&["__host-agegate=x"], Ok(None), &["__host-agegate=x"]),
            (&["a=__Host-agegate=x"], Ok(None), &["a=__Host-agegate=x"]),
            (&["__Host-agegate=x; __Host-agegate=x"], Err(Refusal::Repeated), &[]),
            (&["__Host-agegate=x; a=1", "__Host-agegate=y"], Err(Refusal::Repeated), &["a=1"]),
            (&["__Host-agegate; a=1; __Host-agegate=y"], Err(Refusal::Repeated), &["a=1"]),
            (&[";;; ; __Host-agegate=x;;"], Ok(Some("x")), &[]),
        ];
        for (lines, value, rest) in cases {
            let mut headers = headers(lines);
            let read = read(&headers).map(|v| v.map(|v| std::str::from_utf8(v).unwrap()));
            assert_eq!(read, *value, "{lines:?}");
            remove(&mut headers);
            let left: Vec<_> =
                headers.get_all(COOKIE).iter().map(|v| v.to_str().unwrap()).collect();
            assert_eq!(left, *rest, "{lines:?}");
        }
    }

    #[test]
    fn bytes_beyond_ascii_survive() {
        let mut headers = HeaderMap::new();
        let line = HeaderValue::from_bytes(b"a=\xff\xfe; __Host-agegate=x; b=\xe4").unwrap();
        headers.append(COOKIE, line);
        remove(&mut headers);
        assert_eq!(headers.get(COOKIE).unwrap().as_bytes(), b"a=\xff\xfe; b=\xe4");
    }

    #[test]
    fn ten_thousand_cookies_are_read() {
        let mut line = String::new();
        for number in 0..10_000 {
            line.push_str(&format!("c{number}=v; "));
        }
        line.push_str("__Host-agegate=x");
        let mut headers = headers(&[&line]);
        assert_eq!(read(&headers), Ok(Some(&b"x"[..])));
        remove(&mut headers);
        assert_eq!(read(&headers), Ok(None));
        assert_eq!(headers.get(COOKIE).unwrap().len(), line.len() - "; __Host-agegate=x".len());
    }
}
