//! Texts written in base64 (RFC 4648), read as leniently as browsers do.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// What a text in base64 says, as far as it is one; blanks in it do not count, and its signs may be
/// percent-encoded.
pub(crate) fn decoded(coded: &str) -> String {
    const SIGNS: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
    let mut kept = Vec::with_capacity(coded.len());
    let mut rest = coded.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind.get(..2).filter(|_| *first == b'%');
        let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        let coded = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        rest = if coded.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
        match coded.unwrap_or(*first) {
            b'-' => kept.push(b'+'),
            b'_' => kept.push(b'/'),
            blank if blank.is_ascii_whitespace() => {}
            sign => kept.push(sign),
        }
    }
    String::from_utf8_lossy(&SIGNS.decode(kept).unwrap_or_default()).into_owned()
}

/// A text in base64, in the signs and with the padding of another one.
pub(crate) fn written_like(model: &str, text: &[u8]) -> String {
    let (signs, padded) = (model.contains(['-', '_']), model.len().is_multiple_of(4));
    let signs = if signs { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
    GeneralPurpose::new(signs, LENIENT.with_encode_padding(padded)).encode(text)
}

/// Whether a text is base64 of what begins as JSON does, in signs or percent-encoded.
pub(crate) fn may_be_data(text: impl AsRef<[u8]>) -> bool {
    // `{` or `[`, and what can follow: a quote, a bracket, a blank; `%7B` or `%5B`.
    const BEGINS: [&[u8]; 8] = [b"ey", b"ew", b"W3", b"Wy", b"W1", b"Ww", b"JTd", b"JTV"];
    const SHORTEST: usize = 16;
    let text = text.as_ref();
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte);
    text.len() >= SHORTEST
        && BEGINS.iter().any(|begin| text.starts_with(begin))
        && text.iter().all(is_sign)
}

/// What a text says that is a link to a text in base64, or data in it; data also as they stand, since
/// words may begin so: `Wyoming-oak-table-set`.
pub(crate) fn said(text: &str) -> Option<String> {
    match text.as_bytes().first()? {
        b'd' | b'D' => spelled_out(text),
        b'e' | b'W' | b'J' if may_be_data(text) => {
            let data = decoded(text);
            let is_read = !data.contains(char::REPLACEMENT_CHARACTER);
            let ends = data.trim_end().ends_with(['}', ']', 'D', 'd']);
            (is_read && ends).then(|| format!("{text} {data}"))
        }
        _ => None,
    }
}

/// The same link, of a link that is a text itself and in base64 (RFC 2397).
pub(crate) fn spelled_out(link: &str) -> Option<String> {
    // Nearly all end here.
    if link.as_bytes().get(4) != Some(&b':') {
        return None;
    }
    link.get(..4).filter(|start| start.eq_ignore_ascii_case("data"))?;
    let (kind, coded) = link.split_once(',')?;
    let kind = kind.to_ascii_lowercase();
    kind.trim_end().strip_suffix("base64").filter(|kind| is_text(kind))?;
    Some(format!("data:,{}", decoded(coded)))
}

/// Whether a media type of a `data:` link may be one of words.
pub(crate) fn is_text(kind: &str) -> bool {
    const TEXTS: [&str; 6] = ["data:;", "text/", "svg", "json", "xml", "script"];
    TEXTS.iter().any(|text| kind.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_are_texts() {
        for (link, expected) in [
            ("data:;base64,T2FrIHRhYmxl", Some("data:,Oak table")),
            ("data:text/plain;charset=utf-8;base64,T2FrIHRhYmxl", Some("data:,Oak table")),
            ("DATA:Image/SVG+XML;Base64,PHN2Zz5PYWs8L3N2Zz4=", Some("data:,<svg>Oak</svg>")),
            ("data:application/json;base64,%65yJhIjoxfQ%3d%3D", Some("data:,{\"a\":1}")),
            ("data:text/plain;base64,T2Fr\n IHRhYmxl", Some("data:,Oak table")),
            ("data:text/plain;base64,!", Some("data:,")),
            ("data:image/png;base64,T2FrIHRhYmxl", None),
            ("data:text/plain,Oak", None),
            ("date: T2FrIHRhYmxl", None),
            ("data", None),
        ] {
            assert_eq!(spelled_out(link).as_deref(), expected, "{link}");
        }
    }

    #[test]
    fn data_in_base64() {
        for (text, may) in [
            ("eyJpZCI6MSwibmFtZSI6Ik9hayJ9", true),
            ("W3siaWQiOjEsIm5hbWUiOiJPYWsifV0=", true),
            ("JTdCJTIyaWQlMjIlM0ExJTdE", true),
            ("eyJhbGciOiJFUzI1NiJ9.eyJpZCI6MX0.c2ln", false),
            ("eye-shadow palette", false),
            ("Wyoming", false),
            ("", false),
        ] {
            assert_eq!(may_be_data(text), may, "{text}");
        }
        let data = "eyJpZCI6MSwibmFtZSI6Ik9hayJ9";
        assert_eq!(said(data), Some(format!("{data} {}", r#"{"id":1,"name":"Oak"}"#)));
        assert_eq!(said("Wyoming-oak-table-set"), None);
        assert_eq!(said("data:;base64,T2Fr").as_deref(), Some("data:,Oak"));
        assert_eq!((said("eyeshadowpalettes"), said("Oak"), said("")), (None, None, None));
        for (model, written) in [("ab-_", "fj9-"), ("abcd", "fj9+"), ("abc", "fj9+")] {
            assert_eq!(written_like(model, b"~?~"), written, "{model}");
        }
        assert_eq!(
            (written_like("abc", b"~"), written_like("abcd", b"~")),
            ("fg".into(), "fg==".into())
        );
    }
}
