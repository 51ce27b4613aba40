//! In which charset a body is to be read: mark, header, and what the body says of itself.

use super::Charset;
use super::prescan::{self, Says};

/// How a format declares its charset from within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Declares {
    /// HTML Standard section 13.2.3.2: mark, header, `<meta>`, XML declaration.
    Html,
    /// RFC 7303 section 3: mark, header, XML declaration.
    Xml,
    /// RFC 8259 section 8.1 knows UTF-8 only; older texts show by their zero bytes what they are
    /// (RFC 4627 section 3).
    Json,
    /// Nothing but the mark and the header.
    Text,
    /// As HTML where it begins with `<`, else as JSON.
    Unknown,
}

/// How a body is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// More of it must be seen; all of it if nothing comes.
    Undecided,
    /// It says so itself, or the header or the format does.
    As(Charset),
    /// Nobody says: UTF-8, and nothing by which a browser could guess another.
    Assumed,
    /// It says something that cannot be read.
    Unreadable,
}

/// Bytes from which the mark and the pattern of zero bytes show.
const MARK: usize = 4;

/// How far browsers look for a declaration at first.
const PRESCAN: usize = 1024;

/// Decides from the first bytes of a body, of which `complete` says whether they are all.
///
/// A browser that finds no declaration in the first kibibyte heeds a later one, so HTML is looked
/// through to its end.
///
/// ```
/// use agegate::charset::{Charset, Declares, Reading, read_as};
/// let page = b"<meta charset=utf-8>";
/// assert_eq!(read_as(Declares::Html, None, page, true), Reading::As(Charset::Utf8));
/// assert_eq!(read_as(Declares::Html, None, page, false), Reading::Undecided);
/// assert_eq!(read_as(Declares::Text, None, page, false), Reading::Assumed);
/// ```
pub fn read_as(
    declares: Declares,
    header: Option<Charset>,
    first: &[u8],
    complete: bool,
) -> Reading {
    if first.len() < MARK && !complete {
        return Reading::Undecided;
    }
    let declares = match (declares, first.iter().copied().find(|b| !b.is_ascii_whitespace())) {
        (Declares::Unknown, Some(b'<')) => Declares::Html,
        (Declares::Unknown, None) if !complete => return Reading::Undecided,
        _ => declares,
    };
    if let Some(charset) = mark(first) {
        // Browsers read the mark of UTF-32 as one of UTF-16.
        let utf32 = matches!(charset, Charset::Utf32Le | Charset::Utf32Be);
        return if utf32 && declares == Declares::Html {
            Reading::Unreadable
        } else {
            Reading::As(charset)
        };
    }
    if matches!(declares, Declares::Json | Declares::Unknown)
        && let Some(charset) = zeros(first)
    {
        return Reading::As(charset);
    }
    if let Some(charset) = header {
        // No browser knows UTF-32, so it would look further.
        let utf32 = matches!(charset, Charset::Utf32Le | Charset::Utf32Be);
        return if utf32 && declares == Declares::Html {
            Reading::Unreadable
        } else {
            Reading::As(charset)
        };
    }
    match declares {
        Declares::Json => Reading::As(Charset::Utf8),
        Declares::Text | Declares::Unknown => Reading::Assumed,
        Declares::Xml => inside(declares, first, complete),
        Declares::Html => match inside(declares, first, complete) {
            Reading::Assumed if !complete => Reading::Undecided,
            reading => reading,
        },
    }
}

/// The charset of a byte order mark.
fn mark(first: &[u8]) -> Option<Charset> {
    match first {
        [0xef, 0xbb, 0xbf, ..] => Some(Charset::Utf8),
        [0, 0, 0xfe, 0xff, ..] => Some(Charset::Utf32Be),
        [0xff, 0xfe, 0, 0, ..] => Some(Charset::Utf32Le),
        [0xfe, 0xff, ..] => Some(Charset::Utf16Be),
        [0xff, 0xfe, ..] => Some(Charset::Utf16Le),
        _ => None,
    }
}

/// The charset of a text that begins with ASCII characters, by where its zero bytes stand.
fn zeros(first: &[u8]) -> Option<Charset> {
    match first {
        [0, 0, 0, b, ..] if *b != 0 => Some(Charset::Utf32Be),
        [b, 0, 0, 0, ..] if *b != 0 => Some(Charset::Utf32Le),
        [0, b, ..] if *b != 0 => Some(Charset::Utf16Be),
        [b, 0, ..] if *b != 0 => Some(Charset::Utf16Le),
        _ => None,
    }
}

/// What a document says of itself.
fn inside(declares: Declares, first: &[u8], complete: bool) -> Reading {
    if let Some(charset) = zeros(first) {
        // `<` and `?`, as wide characters: an XML declaration.
        return if first.iter().copied().filter(|b| *b != 0).take(2).eq(*b"<?") {
            Reading::As(charset)
        } else {
            Reading::Unreadable
        };
    }
    if first.len() < PRESCAN && !complete {
        return Reading::Undecided;
    }
    let first = if complete { first } else { first.get(..PRESCAN).unwrap_or(first) };
    let says = match declares {
        Declares::Html => prescan::meta(first).or_else(|| prescan::xml_declaration(first)),
        _ => prescan::xml_declaration(first),
    };
    match says {
        None => Reading::Assumed,
        Some(Says::Label(label)) => match Charset::for_label(label) {
            // A document whose ASCII can be read is not written in one of these.
            Some(Charset::Utf16Le | Charset::Utf16Be | Charset::Utf32Le | Charset::Utf32Be)
                if declares == Declares::Html =>
            {
                Reading::As(Charset::Utf8)
            }
            Some(Charset::Utf16Le | Charset::Utf16Be | Charset::Utf32Le | Charset::Utf32Be)
            | None => Reading::Unreadable,
            Some(charset) => Reading::As(charset),
        },
        Some(Says::Nonsense) => Reading::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "charset")]
    fn label(name: &str) -> Reading {
        Reading::As(Charset::for_label(name).unwrap())
    }

    #[cfg(feature = "charset")]
    #[test]
    fn the_order_of_each_format() {
        use Declares::{Html, Json, Text, Unknown, Xml};
        let unreadable = Reading::Unreadable;
        let koi = "<?xml version='1.0' encoding='koi8-r'?><a/>";
        let cases: [(Declares, Option<&str>, &[u8], Reading); 36] = [
            (Html, None, b"<p>", Reading::Assumed),
            (Html, None, b"<meta charset=gbk>", label("gbk")),
            (Html, Some("utf-8"), b"<meta charset=gbk>", label("utf-8")),
            (Html, Some("gbk"), b"\xef\xbb\xbf<meta charset=big5>", label("utf-8")),
            (Html, Some("gbk"), b"\xff\xfe<\0", label("utf-16le")),
            (Html, None, b"\xfe\xff\0<", label("utf-16be")),
            (Html, None, b"\xff\xfe\0\0<\0\0\0", unreadable),
            (Html, Some("utf-32"), b"<p>....", unreadable),
            (Html, None, b"<\0?\0x\0m\0", label("utf-16le")),
            (Html, None, b"<\0p\0", unreadable),
            (Html, None, b"<meta charset=utf-16>", label("utf-8")),
            (Html, None, b"<meta charset=iso-2022-jp>", unreadable),
            (Html, None, b"<meta charset=utf-7>", unreadable),
            (Html, None, koi.as_bytes(), label("koi8-r")),
            (Xml, None, koi.as_bytes(), label("koi8-r")),
            (Xml, Some("utf-8"), koi.as_bytes(), label("utf-8")),
            (Xml, None, b"<a><meta charset='gbk'/></a>", Reading::Assumed),
            (Xml, None, b"<?xml version='1.0' encoding='utf-16'?>", unreadable),
            (Xml, None, b"\0<\0?\0x", label("utf-16be")),
            (Xml, None, b"\xff\xfe\0\0<\0\0\0", label("utf-32le")),
            (Json, None, b"[1]", label("utf-8")),
            (Json, None, b"[\0]\0", label("utf-16le")),
            (Json, None, b"\0[\0]", label("utf-16be")),
            (Json, None, b"[\0\0\0]\0\0\0", label("utf-32le")),
            (Json, None, b"\0\0\0[\0\0\0]", label("utf-32be")),
            (Json, Some("shift_jis"), b"[\0]\0", label("utf-16le")),
            (Json, Some("shift_jis"), b"[\"a\"]", label("shift_jis")),
            (Json, Some("utf-16"), b"[\"a\"]", label("utf-16le")),
            (Json, None, b"1", label("utf-8")),
            (Json, None, b"", label("utf-8")),
            (Text, None, b"<meta charset=gbk>", Reading::Assumed),
            (Text, Some("big5"), b"abc", label("big5")),
            (Text, None, b"\0\0\xfe\xff", label("utf-32be")),
            (Unknown, None, b"[\"a\"]", Reading::Assumed),
            (Unknown, None, b"[\0]\0", label("utf-16le")),
            (Unknown, None, b"\n <meta charset=gbk>", label("gbk")),
        ];
        for (declares, header, first, expected) in cases {
            let header = header.map(|name| Charset::for_label(name).unwrap());
            let shown = String::from_utf8_lossy(first);
            assert_eq!(read_as(declares, header, first, true), expected, "{declares:?} {shown}");
            // Whatever is decided early is what the whole would have decided.
            for len in 0..first.len() {
                let early = read_as(declares, header, &first[..len], false);
                assert!(
                    [Reading::Undecided, expected].contains(&early),
                    "{declares:?} {shown} at {len}: {early:?}"
                );
            }
        }
    }

    #[cfg(feature = "charset")]
    #[test]
    fn a_declaration_behind_the_first_kibibyte_counts() {
        for before in [900, 1000, 1005, 1010, 1015, 1020, 1024, 5000] {
            let page = format!("<!--{}--><meta charset=windows-1251><p>", "x".repeat(before));
            let whole = read_as(Declares::Html, None, page.as_bytes(), true);
            assert_eq!(whole, label("windows-1251"), "{before}");
            for len in 0..page.len() {
                let early = read_as(Declares::Html, None, &page.as_bytes()[..len], false);
                assert!([Reading::Undecided, whole].contains(&early), "{before} at {len}");
            }
        }
    }

    #[test]
    fn utf_8_needs_no_feature() {
        let page = b"<meta charset='UTF-8'>";
        assert_eq!(read_as(Declares::Html, None, page, true), Reading::As(Charset::Utf8));
        let page = b"<meta charset='x-unknown'>";
        assert_eq!(read_as(Declares::Html, None, page, true), Reading::Unreadable);
    }
}
