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

    fn parse(name: &str) -> Option<Self> {
        if !cfg!(feature = "coding") {
            return None;
        }
        match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }
}
