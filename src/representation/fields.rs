//! What the value of a header field says in words: escapes undone, addresses taken apart.
//!
//! 1. A value is UTF-8, else ISO 8859-1 (RFC 9110 section 5.5).
//! 2. Percent-encoding (RFC 3986, RFC 8187), `\u` of JSON and encoded words (RFC 2047) are undone,
//!    up to three times over, because redirects carry addresses within addresses.
//! 3. Of an address the path and the query speak, piece by piece; the host names a shop.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{self, HeaderName, HeaderValue};
use std::borrow::Cow;

/// Escapes undone within escapes. More is nothing that a browser would undo either.
const ROUNDS: usize = 3;

/// What parts the pieces of an address and the parameters of a `Link`.
const DELIMITERS: [char; 12] = ['/', '?', '&', '#', '=', ';', ',', '<', '>', '"', ':', ' '];

/// Tells `say` each piece of text in a field value; a free text is one piece.
///
/// ```
/// use agegate::representation::say_field;
/// let mut said = Vec::new();
/// let value = "https://gin.example/p/oak%2Dtable?from=a".parse().unwrap();
/// say_field(&http::header::LOCATION, &value, &mut |piece| said.push(piece.to_owned()));
/// assert_eq!(said, ["https", "p", "oak-table", "from", "a"]);
/// ```
pub fn say_field(name: &HeaderName, value: &HeaderValue, say: &mut dyn FnMut(&str)) {
    let raw = text(value.as_bytes());
    let plain = undo_escapes(raw.clone());
    if holds_addresses(name) {
        return pieces(&plain, say);
    }
    if plain != raw {
        say(&plain);
    }
    say(&raw);
}

/// A request's target in words, to tell what of an address the viewer has said already.
pub fn plain_target(target: &str) -> String {
    undo_escapes(Cow::Borrowed(target)).into_owned()
}

fn holds_addresses(name: &HeaderName) -> bool {
    [header::LOCATION, header::CONTENT_LOCATION, header::REFRESH, header::LINK].contains(name)
}

/// The links of a `Link` value (RFC 8288 section 3), each with its parameters.
pub fn links(value: &str) -> Vec<&str> {
    let (mut quoted, mut inside, mut escaped) = (false, false, false);
    let parted = value.split(|c: char| {
        let was_escaped = std::mem::take(&mut escaped);
        match c {
            '\\' if quoted => escaped = !was_escaped,
            '"' if !inside && !was_escaped => quoted = !quoted,
            '<' if !quoted => inside = true,
            '>' if !quoted => inside = false,
            ',' => return !quoted && !inside,
            _ => {}
        }
        false
    });
    parted.map(str::trim).filter(|link| !link.is_empty()).collect()
}

/// What is left of a `Content-Disposition` without its file names: `attachment` must stay one, or
/// a download would be shown.
pub fn nameless_disposition(value: &HeaderValue) -> Option<HeaderValue> {
    let kind = value.as_bytes().split(|byte| *byte == b';').next()?.trim_ascii();
    let is_token = !kind.is_empty() && kind.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
    let kind = if is_token { kind } else { b"attachment" };
    HeaderValue::from_bytes(kind).ok()
}

fn text(value: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(value.iter().copied().map(char::from).collect()),
    }
}

fn pieces(text: &str, say: &mut dyn FnMut(&str)) {
    let mut rest = text;
    loop {
        let (before, after) = match rest.split_once("//") {
            Some((before, after)) => (before, Some(after)),
            None => (rest, None),
        };
        before.split(DELIMITERS).filter(|piece| !piece.is_empty()).for_each(&mut *say);
        let Some(after) = after else { return };
        let begins = before.is_empty() || before.ends_with([':', '=', '<', '"', ',', ' ']);
        let host = if begins { after.find(DELIMITERS).unwrap_or(after.len()) } else { 0 };
        rest = after.get(host..).unwrap_or_default();
    }
}

fn undo_escapes(mut text: Cow<'_, str>) -> Cow<'_, str> {
    for _ in 0..ROUNDS {
        let Some(plainer) = undo_once(&text) else { break };
        text = Cow::Owned(plainer);
    }
    text
}

/// `None`: nothing was escaped.
fn undo_once(text: &str) -> Option<String> {
    if !text.contains(['%', '\\']) && !text.contains("=?") {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    let mut run = Vec::new();
    let mut rest = text;
    let mut undone = false;
    while !rest.is_empty() {
        if let Some((byte, after)) = percent(rest) {
            run.push(byte);
            rest = after;
            undone = true;
            continue;
        }
        // A run of escaped bytes is one text in one charset.
        plain.push_str(&self::text(&std::mem::take(&mut run)));
        if let Some((word, after)) = json_escape(rest).or_else(|| encoded_word(rest)) {
            plain.push_str(&word);
            rest = after;
            undone = true;
            continue;
        }
        let mut chars = rest.chars();
        plain.extend(chars.next());
        rest = chars.as_str();
    }
    plain.push_str(&self::text(&run));
    undone.then_some(plain)
}

fn percent(text: &str) -> Option<(u8, &str)> {
    let rest = text.strip_prefix('%')?;
    let (digits, after) = rest.split_at_checked(2)?;
    Some((hex_byte(digits)?, after))
}

fn hex_byte(digits: &str) -> Option<u8> {
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u8::from_str_radix(digits, 16).ok())?
}

fn json_escape(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let unit = |text| {
        let rest = str::strip_prefix(text, "\\u")?;
        let (digits, after) = rest.split_at_checked(4)?;
        Some((u16::from_str_radix(digits, 16).ok()?, after))
    };
    let (first, after) = unit(text)?;
    let (units, after) = match unit(after) {
        Some((second, after)) if (0xD800..0xDC00).contains(&first) => (vec![first, second], after),
        _ => (vec![first], after),
    };
    Some((Cow::Owned(String::from_utf16_lossy(&units)), after))
}

/// `=?utf-8?B?…?=` or `=?iso-8859-1?Q?…?=`.
fn encoded_word(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let (_charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (kind, rest) = rest.split_once('?')?;
    let (coded, after) = rest.split_once("?=")?;
    let bytes = match kind {
        "B" | "b" => STANDARD.decode(coded).ok()?,
        "Q" | "q" => quoted_printable(coded),
        _ => return None,
    };
    Some((Cow::Owned(self::text(&bytes).into_owned()), after))
}

fn quoted_printable(coded: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(coded.len());
    let mut rest = coded.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match (first, escaped.and_then(hex_byte)) {
            (b'=', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
                continue;
            }
            (b'_', _) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
        rest = after;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, value: &[u8]) -> Vec<String> {
        let mut said = Vec::new();
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        let value = HeaderValue::from_bytes(value).unwrap();
        say_field(&name, &value, &mut |piece| said.push(piece.to_owned()));
        said
    }

    #[test]
    fn addresses_are_taken_apart() {
        for (value, expected) in [
            ("/p/oak-table", "p oak-table"),
            ("https://gin.example/p/oak", "https p oak"),
            ("https://gin.example", "https"),
            ("//gin.example?x=oak", "x oak"),
            ("/p//oak", "p oak"),
            ("/login?to=https%3A%2F%2Fgin.example%2Foak", "login to https oak"),
            ("/login?to=%252Foak%2525C3%2525A9", "login to oaké"),
            ("/oak%E9/%C3%A9", "oaké é"),
            ("/100%/a%zz%", "100% a%zz%"),
            ("", ""),
        ] {
            assert_eq!(said("location", value.as_bytes()).join(" "), expected, "{value}");
        }
        let link = r#"</oak>; rel=preload, <//gin.example/b>; title="A table""#;
        assert_eq!(said("link", link.as_bytes()).join(" "), "oak rel preload b title A table");
        assert_eq!(said("refresh", b"0; url=/oak").join(" "), "0 url oak");
    }

    #[test]
    fn texts_are_told_plain_and_as_written() {
        for (value, expected) in [
            (&b"Oak table"[..], "Oak table"),
            (b"caf\xe9", "café"),
            ("café".as_bytes(), "café"),
            (
                b"attachment; filename*=UTF-8''oak%20caf%C3%A9",
                "attachment; filename*=UTF-8''oak café",
            ),
            (br#"{"a":"\u006fak \ud83d\ude00"}"#, r#"{"a":"oak 😀"}"#),
            (b"=?utf-8?B?b2FrIHRhYmxl?=", "oak table"),
            (b"a =?ISO-8859-1?Q?caf=E9_oak?= b", "a café oak b"),
            (b"=?utf-8?X?oak?=", "=?utf-8?X?oak?="),
            (br"\u00", r"\u00"),
        ] {
            assert_eq!(said("x-any", value).first().unwrap(), expected);
        }
    }

    #[test]
    fn links_are_parted_outside_quotes_and_brackets() {
        for (value, expected) in [
            ("</a>; rel=next", vec!["</a>; rel=next"]),
            (r#"</a,b>; title="x, y" , </c>"#, vec![r#"</a,b>; title="x, y""#, "</c>"]),
            (r#"</a>; title="x\", y", </c>"#, vec![r#"</a>; title="x\", y""#, "</c>"]),
            (", ,", vec![]),
        ] {
            assert_eq!(links(value), expected, "{value}");
        }
    }

    #[test]
    fn a_disposition_keeps_its_kind() {
        for (value, kind) in [
            ("attachment; filename=\"oak.pdf\"", "attachment"),
            ("inline;filename=oak", "inline"),
            ("filename=oak", "attachment"),
            ("", "attachment"),
        ] {
            let value = HeaderValue::from_str(value).unwrap();
            assert_eq!(nameless_disposition(&value).unwrap(), kind, "{value:?}");
        }
    }
}
