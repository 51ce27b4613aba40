//! To whom the gate speaks: a browser or a program, and in which language.

use super::messages::{ENGLISH, LANGUAGES, Messages};
use http::header::{self, HeaderMap};

/// The client of a request, as far as an answer of the gate depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// Whether it expects a page.
    pub html: bool,
    /// The language it asks for; `None`: none of ours.
    pub language: Option<Language>,
}

impl Client {
    /// A program.
    pub const PROGRAM: Self = Self { html: false, language: None };

    /// The client of a request with these headers.
    ///
    /// It expects a page if it accepts HTML by name (RFC 9110 section 12.5.1): `*/*` is what
    /// programs send. Its language is the most preferred of `Accept-Language` that the page is
    /// written in (section 12.5.4).
    ///
    /// ```
    /// use agegate::gate::Client;
    /// let mut headers = http::HeaderMap::new();
    /// headers.insert("accept", "text/html,*/*;q=0.8".parse().unwrap());
    /// headers.insert("accept-language", "ja, pt-BR;q=0.9, en;q=0.5".parse().unwrap());
    /// let client = Client::of(&headers);
    /// assert!(client.html);
    /// assert_eq!(client.language.unwrap().tag(), "pt");
    /// ```
    pub fn of(request: &HeaderMap) -> Self {
        Self { html: wants_html(request), language: asked_for(request) }
    }
}

/// A language that the gate page is written in: the official ones of the European Union, and Arabic,
/// Chinese, Icelandic, Norwegian, Russian, Turkish and Ukrainian.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language(u8);

impl Language {
    /// English, in which the gate speaks where nothing else is asked for or configured.
    pub const ENGLISH: Self = Self(6);

    /// All, by tag.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u8..).take(LANGUAGES.len()).map(Self)
    }

    /// The language of a BCP 47 tag; region and script say nothing here.
    ///
    /// ```
    /// use agegate::gate::Language;
    /// assert_eq!(Language::parse("DE-at").unwrap().tag(), "de");
    /// assert!(Language::parse("ja").is_none());
    /// ```
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        let written = match primary.as_str() {
            // Both written languages are called so, and those who read Nynorsk read Bokmål.
            "no" | "nn" => "nb",
            other => other,
        };
        Self::all().find(|language| language.tag() == written)
    }

    /// The tag, BCP 47.
    pub fn tag(self) -> &'static str {
        self.messages().tag
    }

    /// Which way it is written, as HTML's `dir` says it.
    pub fn direction(self) -> &'static str {
        if self.tag() == "ar" { "rtl" } else { "ltr" }
    }

    pub(super) fn messages(self) -> &'static Messages {
        LANGUAGES.get(usize::from(self.0)).unwrap_or(&ENGLISH)
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag())
    }
}

fn wants_html(request: &HeaderMap) -> bool {
    request.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).any(|accept| {
        accept.split(',').any(|range| {
            let range = range.split(';').next().unwrap_or_default().trim();
            range.eq_ignore_ascii_case("text/html")
                || range.eq_ignore_ascii_case("application/xhtml+xml")
        })
    })
}

fn asked_for(request: &HeaderMap) -> Option<Language> {
    let mut best: Option<(u16, Language)> = None;
    let values = request.get_all(header::ACCEPT_LANGUAGE).iter();
    for range in values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let Some(language) = parts.next().and_then(Language::parse) else { continue };
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1000, thousandths);
        // Of equals the first: that is how people read a list.
        if weight > 0 && best.is_none_or(|(most, _)| weight > most) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// A weight (RFC 9110 section 12.4.2) in thousandths; one that is none weighs nothing.
fn thousandths(weight: &str) -> u16 {
    weight.parse::<f32>().ok().filter(|w| (0.0..=1.0).contains(w)).map_or(0, |w| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 1000"
        )]
        let whole = (w * 1000.0) as u16;
        whole
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn only_a_named_html_is_a_page() {
        let cases = [
            ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", true),
            ("*/*", false),
            ("application/json", false),
            ("application/xhtml+xml", true),
        ];
        for (accept, page) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
            assert_eq!(Client::of(&headers).html, page, "{accept}");
        }
    }

    #[test]
    fn the_most_preferred_language_of_ours_wins() {
        let cases = [
            ("fr", Some("fr")),
            ("de-AT, de;q=0.9, en;q=0.8", Some("de")),
            ("ja, ko;q=0.9", None),
            ("ja, zh-TW;q=0.9", Some("zh")),
            ("nn-NO, en;q=0.9", Some("nb")),
            ("NO", Some("nb")),
            ("ja, el;q=0.1", Some("el")),
            ("en;q=0.2, sv;q=0.7, sk;q=0.7", Some("sv")),
            ("en;q=0, mt;q=0.001", Some("mt")),
            ("en;q=0", None),
            ("en;q=2", None),
            ("*", None),
            ("", None),
        ];
        for (value, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_str(value).unwrap());
            let found = Client::of(&headers).language;
            assert_eq!(found.map(Language::tag), expected, "{value}");
        }
    }

    #[test]
    fn every_language_says_everything_and_once() {
        let mut seen = std::collections::BTreeSet::new();
        for language in Language::all() {
            let m = language.messages();
            let says = [
                m.age_title,
                m.age_lead,
                m.ways,
                m.prove,
                m.prohibited_title,
                m.prohibited_lead,
                m.unreadable_title,
                m.overloaded_title,
                m.unchecked_lead,
                m.back,
            ];
            assert!(
                says.iter().chain(&m.methods).all(|text| !text.trim().is_empty()),
                "{language:?}"
            );
            assert!(seen.insert(m.age_title), "{language:?} repeats another's title");
            assert_eq!(Language::parse(m.tag), Some(language));
        }
        assert_eq!(seen.len(), 31);
        let leftwards = Language::all().filter(|language| language.direction() == "rtl");
        assert_eq!(leftwards.map(Language::tag).collect::<Vec<_>>(), ["ar"]);
        assert_eq!(Language::ENGLISH.tag(), "en");
    }
}
