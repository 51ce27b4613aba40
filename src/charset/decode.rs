//! Whole characters to UTF-8, UTF-8 to characters, and back from a place in the decoded text to
//! the bytes it was decoded from; the one door to the tables of the legacy charsets.

use super::Charset;
use encoding_rs::{DecoderResult, EncoderResult, Encoding};
use std::fmt;

/// A legacy encoding of the WHATWG Encoding Standard in which ASCII bytes stand for ASCII
/// characters, save behind the first byte of a longer character.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Legacy(&'static Encoding);

/// How long the characters of a charset are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Widths {
    Utf8,
    Single,
    Utf16,
    Utf32,
    ShiftJis,
    EucJp,
    Gb18030,
    /// Big5 and EUC-KR: one byte or two.
    Double,
}

/// Bytes that are no character of their charset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Where they begin, from the first byte that was to be decoded.
    pub at: usize,
}

/// What is written for a character that a charset has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fallback {
    /// `&#1234;`.
    Reference,
    /// `\u04d2`, in UTF-16 code units.
    Escape,
    /// `?`.
    QuestionMark,
}

impl Legacy {
    pub(super) fn for_label(label: &str) -> Option<Charset> {
        let encoding = Encoding::for_label(label.as_bytes())?;
        match encoding.name() {
            "UTF-8" => Some(Charset::Utf8),
            "UTF-16LE" => Some(Charset::Utf16Le),
            "UTF-16BE" => Some(Charset::Utf16Be),
            "x-user-defined" => None,
            _ if encoding.is_ascii_compatible() => Some(Charset::Legacy(Self(encoding))),
            _ => None,
        }
    }
}

impl fmt::Debug for Legacy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

impl Charset {
    fn widths(self) -> Widths {
        match self {
            Self::Utf8 => Widths::Utf8,
            Self::Utf16Le | Self::Utf16Be => Widths::Utf16,
            Self::Utf32Le | Self::Utf32Be => Widths::Utf32,
            Self::Legacy(Legacy(encoding)) if encoding.is_single_byte() => Widths::Single,
            Self::Legacy(Legacy(encoding)) => match encoding.name() {
                "Shift_JIS" => Widths::ShiftJis,
                "EUC-JP" => Widths::EucJp,
                "GBK" | "gb18030" => Widths::Gb18030,
                _ => Widths::Double,
            },
        }
    }

    /// Whether a character may be longer than a byte and end in an ASCII byte.
    pub(crate) fn swallows_ascii(self) -> bool {
        matches!(self.widths(), Widths::ShiftJis | Widths::Gb18030 | Widths::Double)
    }

    /// How many of these bytes are whole characters.
    pub(crate) fn whole(self, bytes: &[u8]) -> usize {
        match self.widths() {
            Widths::Single => bytes.len(),
            Widths::Utf32 => bytes.len() / 4 * 4,
            Widths::Utf16 => {
                let even = bytes.len() / 2 * 2;
                let last = bytes.get(..even).and_then(|b| b.last_chunk::<2>());
                let open = last.is_some_and(|unit| is_high_surrogate(self.unit(*unit)));
                if open { even - 2 } else { even }
            }
            widths => {
                let mut at = 0;
                while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
                    match width(widths, rest) {
                        Some(len) if len <= rest.len() => at += len,
                        _ => break,
                    }
                }
                at
            }
        }
    }

    /// Appends to `text` what whole characters mean.
    ///
    /// # Errors
    /// At the first bytes that are no character; what precedes them is appended.
    pub(crate) fn decode(self, bytes: &[u8], text: &mut Vec<u8>) -> Result<(), DecodeError> {
        let mut put = |c: char| text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        match self {
            Self::Utf8 => {
                let valid = std::str::from_utf8(bytes).map_err(|error| error.valid_up_to());
                let end = valid.map_or_else(|at| at, str::len);
                text.extend_from_slice(bytes.get(..end).unwrap_or_default());
                if end == bytes.len() { Ok(()) } else { Err(DecodeError { at: end }) }
            }
            Self::Utf16Le | Self::Utf16Be => {
                let (units, odd) = bytes.as_chunks::<2>();
                let mut at = 0;
                for c in char::decode_utf16(units.iter().map(|unit| self.unit(*unit))) {
                    let c = c.map_err(|_| DecodeError { at })?;
                    put(c);
                    at += 2 * c.len_utf16();
                }
                if odd.is_empty() { Ok(()) } else { Err(DecodeError { at }) }
            }
            Self::Utf32Le | Self::Utf32Be => {
                let (points, odd) = bytes.as_chunks::<4>();
                for (n, point) in points.iter().enumerate() {
                    let big = self == Self::Utf32Be;
                    let value =
                        if big { u32::from_be_bytes(*point) } else { u32::from_le_bytes(*point) };
                    put(char::from_u32(value).ok_or(DecodeError { at: n * 4 })?);
                }
                if odd.is_empty() { Ok(()) } else { Err(DecodeError { at: points.len() * 4 }) }
            }
            Self::Legacy(Legacy(encoding)) => {
                let mut decoder = encoding.new_decoder_without_bom_handling();
                let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
                let from = text.len();
                text.resize(from + most.unwrap_or_default(), 0);
                let room = text.get_mut(from..).unwrap_or_default();
                let (result, read, written) =
                    decoder.decode_to_utf8_without_replacement(bytes, room, true);
                text.truncate(from + written);
                match result {
                    DecoderResult::InputEmpty => Ok(()),
                    DecoderResult::OutputFull => Err(DecodeError { at: read }),
                    DecoderResult::Malformed(bad, after) => {
                        let back = usize::from(bad) + usize::from(after);
                        Err(DecodeError { at: read.saturating_sub(back) })
                    }
                }
            }
        }
    }

    /// How many bytes of `source` became the first `len` bytes of `text`, which was decoded from
    /// it. `None`: a character does not end there.
    pub(crate) fn source_len(self, source: &[u8], text: &[u8], len: usize) -> Option<usize> {
        let widths = self.widths();
        let (mut from, mut at) = (0, 0);
        while at < len {
            let rest = source.get(from..)?;
            let first = *text.get(at)?;
            let (read, decoded) = match widths {
                Widths::Utf16 => (if utf8_width(first) == 4 { 4 } else { 2 }, utf8_width(first)),
                Widths::Utf32 => (4, utf8_width(first)),
                _ if is_pair(self, rest) => (2, 4),
                _ => (width(widths, rest)?, utf8_width(first)),
            };
            from += read;
            at += decoded;
        }
        (at == len && from <= source.len()).then_some(from)
    }

    /// Writes a text in this charset.
    pub(crate) fn encode(self, text: &str, fallback: Fallback) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len());
        match self {
            Self::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Self::Utf16Le => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Self::Utf16Be => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Self::Utf32Le => bytes.extend(text.chars().flat_map(|c| u32::from(c).to_le_bytes())),
            Self::Utf32Be => bytes.extend(text.chars().flat_map(|c| u32::from(c).to_be_bytes())),
            Self::Legacy(Legacy(encoding)) => encode_legacy(encoding, text, fallback, &mut bytes),
        }
        bytes
    }

    fn unit(self, bytes: [u8; 2]) -> u16 {
        if self == Self::Utf16Be { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) }
    }
}

fn encode_legacy(encoding: &'static Encoding, text: &str, fallback: Fallback, bytes: &mut Vec<u8>) {
    let mut encoder = encoding.new_encoder();
    let mut rest = text;
    loop {
        let most = encoder.max_buffer_length_from_utf8_without_replacement(rest.len());
        let from = bytes.len();
        bytes.resize(from + most.unwrap_or_default(), 0);
        let room = bytes.get_mut(from..).unwrap_or_default();
        let (result, read, written) =
            encoder.encode_from_utf8_without_replacement(rest, room, true);
        bytes.truncate(from + written);
        rest = rest.get(read..).unwrap_or_default();
        let EncoderResult::Unmappable(c) = result else { return };
        match fallback {
            Fallback::Reference => {
                bytes.extend_from_slice(format!("&#{};", u32::from(c)).as_bytes());
            }
            Fallback::Escape => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    bytes.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            }
            Fallback::QuestionMark => bytes.push(b'?'),
        }
    }
}

/// How many bytes the first character of non-empty `bytes` has; `None` where that shows later.
fn width(widths: Widths, bytes: &[u8]) -> Option<usize> {
    let first = *bytes.first()?;
    Some(match widths {
        Widths::Single => 1,
        Widths::Utf16 => 2,
        Widths::Utf32 => 4,
        Widths::Utf8 => utf8_width(first),
        Widths::ShiftJis if matches!(first, 0x81..=0x9f | 0xe0..=0xfc) => 2,
        Widths::EucJp if first == 0x8f => 3,
        Widths::EucJp if matches!(first, 0x8e | 0xa1..=0xfe) => 2,
        Widths::Gb18030 if matches!(first, 0x81..=0xfe) => {
            if bytes.get(1)?.is_ascii_digit() {
                4
            } else {
                2
            }
        }
        Widths::Double if matches!(first, 0x81..=0xfe) => 2,
        _ => 1,
    })
}

/// The four characters of Big5 that decode to a letter and an accent of two bytes each.
fn is_pair(charset: Charset, bytes: &[u8]) -> bool {
    matches!(bytes, [0x88, 0x62 | 0x64 | 0xa3 | 0xa5, ..])
        && matches!(charset, Charset::Legacy(Legacy(encoding)) if encoding == encoding_rs::BIG5)
}

const fn utf8_width(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}

const fn is_high_surrogate(unit: u16) -> bool {
    matches!(unit, 0xd800..=0xdbff)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels, and a text that the charset can write.
    const TEXTS: &[(&str, &str)] = &[
        ("utf-8", "a é 漢 😀"),
        ("utf-16le", "a é 漢 😀"),
        ("utf-16be", "a é 漢 😀"),
        ("utf-32le", "a é 漢 😀"),
        ("utf-32be", "a é 漢 😀"),
        ("iso-8859-1", "Größe €5 «é»"),
        ("iso-8859-2", "Łódź žluťoučký"),
        ("iso-8859-3", "ħġ"),
        ("iso-8859-4", "ģķ"),
        ("iso-8859-5", "привет"),
        ("iso-8859-6", "مرحبا"),
        ("iso-8859-7", "Ελλάδα"),
        ("iso-8859-8", "שלום"),
        ("iso-8859-9", "ığş"),
        ("iso-8859-10", "ĀĒ"),
        ("iso-8859-13", "ąčę"),
        ("iso-8859-14", "ŵŷ"),
        ("iso-8859-15", "œ €"),
        ("iso-8859-16", "șț"),
        ("windows-874", "สวัสดี"),
        ("windows-1250", "příliš"),
        ("windows-1251", "привет"),
        ("windows-1252", "naïve “x”"),
        ("windows-1253", "Ελλάδα"),
        ("windows-1254", "ığş"),
        ("windows-1255", "שלום"),
        ("windows-1256", "مرحبا"),
        ("windows-1257", "ąčę"),
        ("windows-1258", "đơ"),
        ("koi8-r", "привет"),
        ("koi8-u", "їжак"),
        ("ibm866", "привет"),
        ("macintosh", "é"),
        ("x-mac-cyrillic", "привет"),
        ("shift_jis", "ソ表ｱ日本 a\\b~"),
        ("euc-jp", "ソ表ｱ日本 a"),
        ("gbk", "中文 €a"),
        ("gb18030", "中文 € ㇀ 😀 a"),
        ("big5", "繁體 功許 a"),
        ("euc-kr", "한국어 똠 a"),
    ];

    #[test]
    fn every_charset_there_and_back() {
        for (label, text) in TEXTS {
            let charset = Charset::for_label(label).unwrap();
            let bytes = charset.encode(text, Fallback::QuestionMark);
            let mut decoded = Vec::new();
            charset.decode(&bytes, &mut decoded).unwrap();
            assert_eq!(std::str::from_utf8(&decoded).unwrap(), *text, "{label}");
            assert_eq!(charset.whole(&bytes), bytes.len(), "{label}");
            // Every place in the text leads to a place in the bytes from which the rest decodes.
            for at in 0..=decoded.len() {
                let from = charset.source_len(&bytes, &decoded, at);
                assert_eq!(from.is_some(), text.is_char_boundary(at), "{label} at {at}");
                let Some(from) = from else { continue };
                let mut rest = Vec::new();
                charset.decode(&bytes[from..], &mut rest).unwrap();
                assert_eq!(rest, decoded[at..], "{label} at {at}");
            }
            // What is whole of every beginning decodes to a beginning.
            for len in 0..bytes.len() {
                let whole = charset.whole(&bytes[..len]);
                let mut part = Vec::new();
                charset.decode(&bytes[..whole], &mut part).unwrap();
                assert!(decoded.starts_with(&part), "{label} to {len}");
                assert!(len - whole < 4, "{label} to {len}");
            }
        }
    }

    #[test]
    fn two_bytes_that_mean_two_characters() {
        let big5 = Charset::for_label("big5").unwrap();
        let bytes = b"a\x88\x62b";
        let mut text = Vec::new();
        big5.decode(bytes, &mut text).unwrap();
        assert_eq!(std::str::from_utf8(&text).unwrap(), "aÊ\u{304}b");
        let places: Vec<_> = (0..=text.len()).map(|at| big5.source_len(bytes, &text, at)).collect();
        assert_eq!(places, [Some(0), Some(1), None, None, None, Some(3), Some(4)]);
    }

    #[test]
    fn what_is_no_character() {
        let cases: [(&str, &[u8], usize); 12] = [
            ("utf-8", b"a\xff", 1),
            ("utf-8", b"a\xc3", 1),
            ("utf-16le", b"a\0\0\xdc", 2),
            ("utf-16be", b"\0a\xd8\0", 2),
            ("utf-16le", b"a\0a", 2),
            ("utf-32le", b"a\0\0\0\0\0\x11\0", 4),
            ("utf-32be", b"\0\0\0a\0\0\xd8\0", 4),
            ("shift_jis", b"a\x81", 1),
            ("euc-jp", b"ab\xa4\"", 2),
            ("gb18030", b"a\x81\x30\x81", 1),
            ("euc-kr", b"a\xff", 1),
            ("iso-8859-7", b"abc\xae", 3),
        ];
        for (label, bytes, at) in cases {
            let charset = Charset::for_label(label).unwrap();
            let mut text = Vec::new();
            let error = charset.decode(bytes, &mut text).unwrap_err();
            assert_eq!(error, DecodeError { at }, "{label} {bytes:?}");
            assert!(!text.is_empty(), "{label}: what precedes is decoded");
        }
    }

    #[test]
    fn what_a_charset_has_not() {
        let latin = Charset::for_label("latin1").unwrap();
        for (fallback, expected) in [
            (Fallback::Reference, "a&#28450;&#128512;b"),
            (Fallback::Escape, "a\\u6f22\\ud83d\\ude00b"),
            (Fallback::QuestionMark, "a??b"),
        ] {
            assert_eq!(latin.encode("a漢😀b", fallback), expected.as_bytes());
        }
    }

    #[test]
    fn labels_that_are_not_read() {
        for label in [
            "utf-7",
            "iso-2022-jp",
            "csiso2022jp",
            "iso-2022-kr",
            "iso-2022-cn",
            "hz-gb-2312",
            "replacement",
            "x-user-defined",
            "ebcdic",
            "cp037",
            "",
            "utf",
        ] {
            assert_eq!(Charset::for_label(label), None, "{label}");
        }
    }
}
