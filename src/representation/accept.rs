//! In which content coding a client wants its answer (RFC 9110 section 12.5.3).

use super::Coding;
use http::header::{self, HeaderMap, HeaderValue};

/// The coding of `offered` that a request welcomes most; of those it welcomes alike, the first.
/// `None`: it wants the answer uncoded, names none of them, or forbids every change on the way
/// (`no-transform`, RFC 9111 section 5.2.1.6).
///
/// ```
/// use agegate::representation::{Coding, accepted};
/// let mut headers = http::HeaderMap::new();
/// assert_eq!(accepted(&headers, &[Coding::Gzip]), None);
/// headers.insert("accept-encoding", "gzip;q=0.5, *;q=0.1".parse().unwrap());
/// assert_eq!(accepted(&headers, &[Coding::Brotli, Coding::Gzip]), Some(Coding::Gzip));
/// ```
pub fn accepted(headers: &HeaderMap, offered: &[Coding]) -> Option<Coding> {
    if !headers.contains_key(header::ACCEPT_ENCODING) || forbids_change(headers) {
        return None;
    }
    let asked = asked(headers);
    let weight = |names: &[&str]| {
        let named = asked.iter().find(|(name, _)| names.contains(name));
        named.or_else(|| asked.iter().find(|(name, _)| *name == "*")).map(|(_, weight)| *weight)
    };
    let mut best = None;
    for coding in offered {
        let weight = weight(coding.names()).unwrap_or(0);
        if weight > best.map_or(0, |(_, most)| most) {
            best = Some((*coding, weight));
        }
    }
    let plain = asked.iter().find(|(name, _)| *name == "identity").map_or(0, |(_, weight)| *weight);
    best.filter(|(_, weight)| *weight >= plain).map(|(coding, _)| coding)
}

/// Codings in small letters with their weights in thousandths; a malformed weight is none.
fn asked(headers: &HeaderMap) -> Vec<(&str, u16)> {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter();
    let lists = values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    lists
        .filter_map(|one| {
            let (name, parameters) = one.split_once(';').unwrap_or((one, ""));
            let weight = match parameters.trim().split_once('=') {
                None if parameters.trim().is_empty() => 1000,
                Some((q, weight)) if q.trim().eq_ignore_ascii_case("q") => thousandths(weight)?,
                _ => return None,
            };
            let known = ["*", "identity", "gzip", "x-gzip", "br", "zstd"];
            let name = known.into_iter().find(|known| name.trim().eq_ignore_ascii_case(known))?;
            Some((name, weight))
        })
        .collect()
}

/// RFC 9110 section 12.4.2.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, part) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    if !matches!(whole, "0" | "1") || part.len() > 3 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let weight = format!("{whole}{part:0<3}").parse().ok()?;
    (weight <= 1000).then_some(weight)
}

/// Whether `Cache-Control` says `no-transform`.
pub fn forbids_change(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::CACHE_CONTROL).iter();
    let mut directives = values.filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(','));
    directives.any(|directive| directive.trim().eq_ignore_ascii_case("no-transform"))
}

/// Says in which coding a body leaves.
pub fn name_coding(headers: &mut HeaderMap, coding: Coding) {
    let name = coding.names().first().copied().unwrap_or_default();
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
}

#[cfg(test)]
mod tests {
    use super::*;
    use Coding::{Brotli, Gzip, Zstd};

    #[test]
    fn what_a_client_wants() {
        let cases: &[(&[&str], Option<Coding>)] = &[
            (&["gzip"], Some(Gzip)),
            (&["GZip"], Some(Gzip)),
            (&["x-gzip"], Some(Gzip)),
            (&["gzip, deflate, br, zstd"], Some(Zstd)),
            (&["gzip", "br"], Some(Brotli)),
            (&["gzip;q=1.0, br;q=0.9, zstd;q=0.1"], Some(Gzip)),
            (&["gzip ; q=0.5 , br;Q=0.501"], Some(Brotli)),
            (&["*"], Some(Zstd)),
            (&["*;q=0.1, gzip;q=0.2"], Some(Gzip)),
            (&["zstd;q=0, *"], Some(Brotli)),
            (&["zstd;q=0, br;q=0.000, *;q=0"], None),
            (&["*;q=0"], None),
            (&["identity;q=0"], None),
            (&["identity;q=0, *"], Some(Zstd)),
            (&["identity;q=0, gzip;q=0.1"], Some(Gzip)),
            (&["identity, gzip;q=0.5"], None),
            (&["identity;q=0.5, gzip;q=0.5"], Some(Gzip)),
            (&["identity"], None),
            (&["deflate"], None),
            (&["compress, dcb"], None),
            (&[""], None),
            (&[","], None),
            // Malformed weights are no wish.
            (&["gzip;q=2"], None),
            (&["gzip;q=1.001"], None),
            (&["gzip;q=0.0001"], None),
            (&["gzip;q=-1"], None),
            (&["gzip;level=9"], None),
            (&["gzip;q="], None),
        ];
        for (values, expected) in cases {
            let mut headers = HeaderMap::new();
            for value in *values {
                headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            }
            assert_eq!(accepted(&headers, &[Zstd, Brotli, Gzip]), *expected, "{values:?}");
            assert_eq!(accepted(&headers, &[]), None, "{values:?}");
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("a, No-Transform"));
            assert_eq!(accepted(&headers, &[Zstd, Brotli, Gzip]), None, "{values:?}");
        }
        assert_eq!(accepted(&HeaderMap::new(), &[Zstd, Brotli, Gzip]), None);
    }
}
