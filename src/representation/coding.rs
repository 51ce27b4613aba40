//! Content codings (RFC 9110 section 8.4): which a response has, and how they are undone.

use http::header::{self, HeaderMap};

/// One content coding. Without the feature `coding` none can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// RFC 1952, several members allowed; also called `x-gzip`.
    Gzip,
    /// RFC 1950, and the bare RFC 1951 that some servers send under this name.
    Deflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878, with the window of RFC 9659.
    Zstd,
}

/// Codings undone at most; more is no honest response.
const LAYERS: usize = 4;

impl Coding {
    /// The codings of a response in the order in which they were applied, `identity` left out.
    /// `None`: one of them, or their number, cannot be read.
    ///
    /// ```
    /// use agegate::representation::Coding;
    /// let mut headers = http::HeaderMap::new();
    /// assert_eq!(Coding::of(&headers), Some(vec![]));
    /// headers.insert("content-encoding", "compress".parse().unwrap());
    /// assert_eq!(Coding::of(&headers), None);
    /// ```
    pub fn of(headers: &HeaderMap) -> Option<Vec<Self>> {
        let mut codings = Vec::new();
        for value in headers.get_all(header::CONTENT_ENCODING) {
            for name in value.to_str().ok()?.split(',').map(str::trim) {
                if name.is_empty() || name.eq_ignore_ascii_case("identity") {
                    continue;
                }
                codings.push(Self::parse(name)?);
            }
        }
        (codings.len() <= LAYERS).then_some(codings)
    }

    /// Its names in small letters; the first is the one to send.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Gzip => &["gzip", "x-gzip"],
            Self::Deflate => &["deflate"],
            Self::Brotli => &["br"],
            Self::Zstd => &["zstd"],
        }
    }

    fn parse(name: &str) -> Option<Self> {
        if !cfg!(feature = "coding") {
            return None;
        }
        let all = [Self::Gzip, Self::Deflate, Self::Brotli, Self::Zstd];
        let is_named = |known: &&str| name.eq_ignore_ascii_case(known);
        all.into_iter().find(|coding| coding.names().iter().any(is_named))
    }
}

#[cfg(all(test, feature = "coding"))]
mod tests {
    use super::*;
    use Coding::{Brotli, Deflate, Gzip, Zstd};
    use http::HeaderValue;

    #[test]
    fn codings_in_any_spelling() {
        let cases: &[(&[&[u8]], Option<&[Coding]>)] = &[
            (&[], Some(&[])),
            (&[b""], Some(&[])),
            (&[b"identity"], Some(&[])),
            (&[b"gzip"], Some(&[Gzip])),
            (&[b"GZip, bR"], Some(&[Gzip, Brotli])),
            (&[b"x-gzip,DEFLATE"], Some(&[Gzip, Deflate])),
            (&[b"deflate", b"X-GZIP"], Some(&[Deflate, Gzip])),
            (&[b"zstd\t, Identity ,br"], Some(&[Zstd, Brotli])),
            (&[b",, gzip ,,"], Some(&[Gzip])),
            (&[b"gzip, gzip", b"br, zstd"], Some(&[Gzip, Gzip, Brotli, Zstd])),
            (&[b"gzip, gzip", b"br, zstd, gzip"], None),
            (&[b"gzip;q=1"], None),
            (&[b"gzip br"], None),
            (&[b"\"gzip\""], None),
            (&[b"x-br"], None),
            (&[b"x-deflate"], None),
            (&[b"dcb"], None),
            (&[b"aes128gcm, gzip"], None),
            (&[b"gzip, \xff"], None),
        ];
        for (values, expected) in cases {
            let mut headers = HeaderMap::new();
            for value in *values {
                let value = HeaderValue::from_bytes(value).unwrap();
                headers.append(header::CONTENT_ENCODING, value);
            }
            assert_eq!(Coding::of(&headers).as_deref(), *expected, "{headers:?}");
        }
    }
}
