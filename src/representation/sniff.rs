//! Whether the first bytes fit a media type that is not filtered.

/// How many bytes are enough to decide.
pub const SNIFF_LEN: usize = 64;

/// A family of media types that pass without being judged, if their bytes fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Images, fonts, audio, video: bytes with a binary signature.
    Binary,
    /// CSS and JavaScript: text that does not begin like JSON, XML or HTML.
    Code,
}

/// Whether `first` (up to [`SNIFF_LEN`] bytes) may be the beginning of such a body.
///
/// ```
/// use agegate::representation::{Family, fits};
/// assert!(fits(Family::Binary, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
/// assert!(!fits(Family::Binary, b"[{\"title\":"));
/// assert!(fits(Family::Code, b"body { color: red }"));
/// assert!(!fits(Family::Code, b" <!doctype html>"));
/// ```
pub fn fits(family: Family, first: &[u8]) -> bool {
    match family {
        Family::Binary => first.is_empty() || SIGNATURES.iter().any(|s| s.matches(first)),
        Family::Code => looks_like_code(first),
    }
}

struct Signature {
    /// What the file begins with.
    begins: &'static [u8],
    /// What follows after some bytes of any value.
    offset: usize,
    magic: &'static [u8],
}

impl Signature {
    fn matches(&self, bytes: &[u8]) -> bool {
        bytes.starts_with(self.begins)
            && bytes.get(self.offset..).is_some_and(|rest| rest.starts_with(self.magic))
    }
}

const fn at(offset: usize, magic: &'static [u8]) -> Signature {
    Signature { begins: b"", offset, magic }
}

/// A file whose first bytes hold its length or that of its first part, which no text begins with.
const fn sized(begins: &'static [u8], offset: usize, magic: &'static [u8]) -> Signature {
    Signature { begins, offset, magic }
}

/// Signatures of the WHATWG MIME Sniffing Standard and of the formats' own specifications.
/// Those that plain text can begin with (BMP, MPEG-TS) are left out: such a body could be a list.
const SIGNATURES: &[Signature] = &[
    at(0, b"\x89PNG\r\n\x1a\n"),
    at(0, b"\xff\xd8\xff"),
    at(0, b"GIF87a"),
    at(0, b"GIF89a"),
    sized(b"RIFF", 8, b"WEBP"),
    sized(b"RIFF", 8, b"WAVE"),
    sized(b"RIFF", 8, b"AVI "),
    sized(b"\0", 4, b"ftyp"),
    at(0, b"\0\0\x01\0"),
    at(0, b"\0\0\x02\0"),
    at(0, b"II*\0"),
    at(0, b"MM\0*"),
    at(0, b"\xff\x0a"),
    at(4, b"JXL \r\n\x87\n"),
    at(0, b"wOFF\0"),
    at(0, b"wOFF\x4f"),
    at(0, b"wOF2"),
    at(0, b"\0\x01\0\0"),
    at(0, b"OTTO\0"),
    at(0, b"ttcf\0"),
    at(0, b"ID3\x02"),
    at(0, b"ID3\x03"),
    at(0, b"ID3\x04"),
    at(0, b"\xff\xfb"),
    at(0, b"\xff\xf3"),
    at(0, b"\xff\xf2"),
    at(0, b"\xff\xf1"),
    at(0, b"\xff\xf9"),
    at(0, b"OggS\0"),
    at(0, b"fLaC\0"),
    at(0, b"\x1aE\xdf\xa3"),
    at(0, b"MThd\0"),
    at(0, b"\0\0\x01\xba"),
    at(0, b"\0\0\x01\xb3"),
    at(0, b"\0asm\x01\0\0\0"),
    at(0, b"glTF\x02\0\0\0"),
];

fn looks_like_code(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return false;
    }
    let first = bytes.iter().copied().find(|b| !b.is_ascii_whitespace());
    !matches!(first, Some(b'[' | b'<' | b'"')) && !begins_like_object(bytes)
}

/// `{` followed by a string is a JSON object; `{` in code is a block.
fn begins_like_object(bytes: &[u8]) -> bool {
    let mut rest = bytes.iter().copied().filter(|b| !b.is_ascii_whitespace());
    rest.next() == Some(b'{') && matches!(rest.next(), Some(b'"' | b'}') | None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_disguise_do_not_fit() {
        let lists: [&[u8]; 10] = [
            b"[{\"id\":\"WEBP\"}]",
            b"{\"nam\":\"WAVE\"}",
            b"[{\"xftyp\":1}]",
            b"[{\"a\":1}]",
            b"\xef\xbb\xbf [1]",
            b"{ \"products\": []}",
            b"<html>",
            b"\n\n<?xml version=\"1.0\"?>",
            b"\"string\"",
            b"{}",
        ];
        for bytes in lists {
            assert!(!fits(Family::Code, bytes), "{bytes:?}");
            assert!(!fits(Family::Binary, bytes), "{bytes:?}");
        }
    }

    #[test]
    fn real_ones_fit() {
        for bytes in
            [b"GIF89a........".as_slice(), b"RIFF....WEBPVP8 ", b"\0\0\0\x18ftypmp42", b"wOF2...."]
        {
            assert!(fits(Family::Binary, bytes), "{bytes:?}");
        }
        for bytes in
            [b"@charset \"utf-8\";".as_slice(), b"{const a = 1}", b"!function(){}", b"", b"/* c */"]
        {
            assert!(fits(Family::Code, bytes), "{bytes:?}");
        }
    }
}
