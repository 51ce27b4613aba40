//! Which charset a body is written in, and how it is read without losing the original bytes.
//!
//! 1. `declared` weighs the byte order mark, the header and what the body says of itself, in the
//!    order that the standard of each format gives; `prescan` looks for the latter in HTML.
//! 2. `decode` turns whole characters into UTF-8 and knows for each how many bytes it came from,
//!    so that a place in the decoded text leads back to a place in the body.
//!
//! Charsets in which ASCII bytes may mean something else (ISO-2022-JP, UTF-7, HZ) are not read:
//! under another reading they would say something that nobody judged.

mod declared;
#[cfg(feature = "charset")]
mod decode;
mod prescan;

pub use declared::{Declares, Reading, read_as};
#[cfg(feature = "charset")]
pub use decode::{DecodeError, Fallback, Legacy};

/// A charset that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Charset {
    /// RFC 3629.
    Utf8,
    /// RFC 2781, little endian.
    Utf16Le,
    /// RFC 2781, big endian.
    Utf16Be,
    /// Unicode 15 section 3.10, little endian.
    Utf32Le,
    /// The same, big endian.
    Utf32Be,
    /// One of the legacy encodings of the WHATWG Encoding Standard.
    #[cfg(feature = "charset")]
    Legacy(Legacy),
}

impl Charset {
    /// The charset of a label, as the WHATWG Encoding Standard section 4.2 reads it, and the
    /// UTF-32 labels besides. `None`: unknown, or not to be read. Without the feature `charset`
    /// only UTF-8 and its parts are known.
    ///
    /// ```
    /// use agegate::charset::Charset;
    /// assert_eq!(Charset::for_label(" UTF8 "), Some(Charset::Utf8));
    /// assert_eq!(Charset::for_label("iso-2022-jp"), None);
    /// assert_eq!(Charset::for_label("utf-7"), None);
    /// ```
    pub fn for_label(label: &str) -> Option<Self> {
        let label = label.trim_matches(['\t', '\n', '\x0c', '\r', ' ']).to_ascii_lowercase();
        if matches!(label.as_str(), "utf-8" | "utf8" | "unicode-1-1-utf-8") {
            return Some(Self::Utf8);
        }
        Self::other(&label)
    }

    #[cfg(feature = "charset")]
    fn other(label: &str) -> Option<Self> {
        match label {
            "utf-32le" => Some(Self::Utf32Le),
            // Without a mark it is big endian (Unicode 15 section 3.10, D101).
            "utf-32" | "utf-32be" => Some(Self::Utf32Be),
            _ => Legacy::for_label(label),
        }
    }

    /// A body that calls itself ASCII is read as what contains ASCII.
    #[cfg(not(feature = "charset"))]
    fn other(label: &str) -> Option<Self> {
        matches!(label, "us-ascii" | "ascii").then_some(Self::Utf8)
    }
}
