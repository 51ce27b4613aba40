//! A `Content-Type` taken apart (RFC 9110 section 8.3).

use super::Unreadable;
use crate::charset::Charset;
use http::header::{self, HeaderMap};
use std::borrow::Cow;

/// Type, subtype and charset, lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType {
    essence: Cow<'static, str>,
    charset: Option<Cow<'static, str>>,
}

/// What most responses of shops say, as it is usually spelled.
const USUAL: [(&str, &str, Option<&str>); 8] = [
    ("application/json", "application/json", None),
    ("text/html; charset=utf-8", "text/html", Some("utf-8")),
    ("application/json; charset=utf-8", "application/json", Some("utf-8")),
    ("text/html", "text/html", None),
    ("image/webp", "image/webp", None),
    ("image/jpeg", "image/jpeg", None),
    ("text/css", "text/css", None),
    ("text/javascript", "text/javascript", None),
];

impl MediaType {
    /// The media type of a response; `None` if it is missing, doubled or not one.
    ///
    /// ```
    /// use agegate::representation::MediaType;
    /// let mut headers = http::HeaderMap::new();
    /// headers.insert("content-type", "Application/JSON; Charset=\"UTF-8\"".parse().unwrap());
    /// let media = MediaType::of(&headers).unwrap();
    /// assert_eq!(media.essence(), "application/json");
    /// assert_eq!(media.charset(), Ok(Some(agegate::charset::Charset::Utf8)));
    /// ```
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(header::CONTENT_TYPE).iter();
        let value = values.next()?.to_str().ok()?;
        if values.next().is_some() {
            return None;
        }
        Self::parse(value)
    }

    /// Takes one header value apart.
    pub fn parse(value: &str) -> Option<Self> {
        let usual = USUAL.iter().find(|(spelled, ..)| *spelled == value);
        if let Some((_, essence, charset)) = usual {
            let charset = charset.map(Cow::Borrowed);
            return Some(Self { essence: Cow::Borrowed(essence), charset });
        }
        Self::take_apart(value)
    }

    fn take_apart(value: &str) -> Option<Self> {
        let mut parts = value.split(';');
        let essence = parts.next()?.trim().to_ascii_lowercase();
        let (kind, subtype) = essence.split_once('/')?;
        if ![kind, subtype].into_iter().all(is_token) {
            return None;
        }
        let mut charset = None;
        for parameter in parts {
            let Some((name, value)) = parameter.split_once('=') else { continue };
            if name.trim().eq_ignore_ascii_case("charset") {
                if charset.is_some() {
                    return None;
                }
                let label = value.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
                charset = Some(Cow::Owned(label));
            }
        }
        Some(Self { essence: Cow::Owned(essence), charset })
    }

    /// `type/subtype` in lower case.
    pub fn essence(&self) -> &str {
        &self.essence
    }

    /// The declared charset, if one is declared.
    ///
    /// # Errors
    /// When it is one that cannot be read.
    pub fn charset(&self) -> Result<Option<Charset>, Unreadable> {
        let Some(label) = self.charset.as_deref() else { return Ok(None) };
        Charset::for_label(label).map(Some).ok_or(Unreadable::Charset)
    }
}

fn is_token(text: &str) -> bool {
    let sign = |b| matches!(b, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~');
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || sign(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taken_apart() {
        let cases = [
            ("text/html", Some(("text/html", "none"))),
            ("TEXT/HTML;charset=utf8", Some(("text/html", "Utf8"))),
            ("text/html; charset=\"UTF-8\"", Some(("text/html", "Utf8"))),
            ("text/html; charset=iso-2022-jp", Some(("text/html", "unreadable"))),
            ("application/json; charset=utf-7", Some(("application/json", "unreadable"))),
            ("text/html; charset=", Some(("text/html", "unreadable"))),
            ("text/html; charset=utf-8; charset=gbk", None),
            ("json", None),
            ("", None),
            ("text/", None),
            ("text/ht ml", None),
        ];
        for (value, expected) in cases {
            let media = MediaType::parse(value);
            let charset = media.as_ref().map(|media| match media.charset() {
                Ok(Some(charset)) => format!("{charset:?}"),
                Ok(None) => "none".to_owned(),
                Err(_) => "unreadable".to_owned(),
            });
            let read = media.as_ref().map(|media| (media.essence(), charset.as_deref().unwrap()));
            assert_eq!(read, expected, "{value}");
        }
    }
}
