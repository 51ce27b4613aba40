//! Languages: which one a text is in, which terms that concerns, and what a language adds to the
//! end of a noun.

use std::fmt;
use std::sync::LazyLock;

use crate::text::coarse;

/// A language by its primary subtag (BCP 47, RFC 5646 section 2.2.1): `de` of `de-AT`.
///
/// ```
/// use agegate::lexicon::Language;
/// assert_eq!(Language::parse("de-AT"), Language::parse("DE"));
/// assert_eq!(Language::parse("de_DE.UTF-8").unwrap().to_string(), "de");
/// assert_eq!(Language::parse("nb"), Language::parse("no"));
/// assert_eq!(Language::parse("x"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 3]);

impl Language {
    /// Reads a tag of BCP 47 or a locale of POSIX; `None` if its first part is no language code.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_', '.', '@']).next().unwrap_or_default();
        let mut code = [0; 3];
        if !(2..=3).contains(&primary.len()) {
            return None;
        }
        for (place, letter) in code.iter_mut().zip(primary.bytes()) {
            *place = letter.is_ascii_alphabetic().then(|| letter.to_ascii_lowercase())?;
        }
        match &code {
            // Codes for nothing in particular (ISO 639-2): undetermined, several, none, not coded.
            b"und" | b"mul" | b"zxx" | b"mis" => None,
            b"nb\0" | b"nn\0" => Some(Self(*b"no\0")),
            _ => Some(Self(code)),
        }
    }

    /// The first language of a list such as `Content-Language` (RFC 9110 section 8.5), if it is the
    /// only one.
    pub fn of_list(list: &str) -> Option<Self> {
        let mut languages = list.split(',').map(Self::parse);
        let first = languages.next().flatten()?;
        languages.all(|other| other == Some(first)).then_some(first)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(code) = self;
        code.iter().filter(|letter| **letter != 0).try_for_each(|b| write!(f, "{}", char::from(*b)))
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The languages of one lexicon, each with a bit.
#[derive(Clone, Debug, Default)]
pub(super) struct Languages {
    known: Vec<Language>,
}

/// Some of the languages of a lexicon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LanguageSet(u128);

impl Languages {
    /// The bit of a language, new if need be; none beyond 128 languages or of no code.
    pub(super) fn add(&mut self, tag: &str) -> LanguageSet {
        let Some(language) = Language::parse(tag) else { return LanguageSet::default() };
        if !self.known.contains(&language) {
            self.known.push(language);
        }
        self.of(Some(language))
    }

    pub(super) fn of(&self, language: Option<Language>) -> LanguageSet {
        let place = language.and_then(|asked| self.known.iter().position(|known| *known == asked));
        let bit = place.and_then(|place| u32::try_from(place).ok());
        LanguageSet(bit.and_then(|bit| 1u128.checked_shl(bit)).unwrap_or_default())
    }
}

impl LanguageSet {
    pub(super) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is more than one.
    pub(super) const fn is_several(self) -> bool {
        self.0.count_ones() > 1
    }

    /// Whether it holds all of `other`.
    pub(super) const fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

/// The endings that a term of this language may take, in plain letters. A listing's title inflects
/// little: plurals and cases, no more. Irregular forms are terms of their own.
pub(super) fn endings(language: &str, letters: usize) -> &'static [&'static str] {
    let base = language.split(['-', '_']).next().unwrap_or_default();
    let inflected = if letters >= LONG { INFLECTED } else { &[] };
    let mut rows = TABLE.iter().chain(inflected);
    rows.find(|(code, _)| base.eq_ignore_ascii_case(code)).map_or(&[], |(_, list)| list)
}

/// The same for a word of this language in Latin letters.
pub(super) fn heard_endings(language: &str) -> &'static [&'static str] {
    match language.split(['-', '_']).next().unwrap_or_default() {
        "el" => GREEK,
        _ => CYRILLIC,
    }
}

/// A list of endings as the fold writes them: once for all terms, which are many.
pub(super) fn coarse_endings(list: &'static [&'static str]) -> &'static [String] {
    type Row = (&'static [&'static str], Vec<String>);
    static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
        let lists = TABLE.iter().chain(INFLECTED).map(|(_, list)| *list);
        let fold = |ending: &&str| ending.chars().map(coarse).collect();
        lists.chain([CYRILLIC, GREEK]).map(|list| (list, list.iter().map(fold).collect())).collect()
    });
    ROWS.iter().find(|(plain, _)| *plain == list).map_or(&[], |(_, coarse)| coarse)
}

/// Of Cyrillic words in Latin letters.
const CYRILLIC: &[&str] =
    &["a", "u", "e", "y", "i", "o", "om", "ov", "am", "ah", "ami", "ata", "ite", "iv", "ta"];
/// Of Greek ones.
const GREEK: &[&str] = &["s", "a", "es", "on", "i", "ia"];

/// ISO 639-1 code and endings.
const TABLE: &[(&str, &[&str])] = &[
    ("en", &["s", "es"]),
    ("de", &["s", "e", "n", "en", "er", "es"]),
    ("nl", &["s", "es", "en"]),
    ("fr", &["s", "es", "x"]),
    ("es", &["s", "es"]),
    ("ca", &["s", "es"]),
    ("pt", &["s", "es"]),
    ("it", &["s", "es"]),
    ("sv", &["s", "er", "ar", "en", "n"]),
    ("da", &["s", "er", "e", "en", "n"]),
    ("no", &["s", "er", "e", "en", "n"]),
    ("ru", &["а", "у", "е", "ы", "и", "ом", "ов", "ам", "ах", "ами"]),
    ("uk", &["а", "у", "і", "и", "ом", "ів", "ам", "ах", "ами"]),
];

/// The same for languages with many endings: they are taken by words of [`LONG`] letters or more,
/// since a short word with an ending is too often another word.
const INFLECTED: &[(&str, &[&str])] = &[
    ("pl", &["a", "u", "y", "i", "e", "ow", "om", "em", "ami", "ach", "owi", "ie", "ego", "ych"]),
    ("cs", &["a", "u", "e", "y", "i", "o", "em", "um", "ech", "ich", "ami", "ach", "ou", "ova"]),
    ("sk", &["a", "u", "e", "y", "i", "o", "om", "ov", "och", "ami", "ach", "ou", "mi"]),
    ("sl", &["a", "u", "e", "i", "o", "om", "em", "ov", "ev", "ih", "ah", "ami", "ama"]),
    ("hr", &["a", "u", "e", "i", "o", "om", "em", "ima", "ama", "ova", "eva"]),
    ("bg", &["а", "и", "та", "то", "те", "ът", "ят", "ите", "ове", "овете"]),
    ("ro", &["a", "e", "i", "ii", "ul", "uri", "ului", "urile", "le", "lor", "ei", "elor", "ele"]),
    (
        "hu",
        &[
            "k", "ok", "ek", "ak", "t", "ot", "et", "at", "ban", "ben", "hoz", "hez", "val", "vel",
            "ra", "re", "nak", "nek", "okat", "eket", "akat", "s", "os", "es", "as",
        ],
    ),
    (
        "fi",
        &[
            "n", "t", "a", "ta", "en", "in", "ja", "ia", "ita", "jen", "ien", "iden", "ssa", "sta",
            "lla", "lle", "lta", "ksi", "it", "eita", "eja",
        ],
    ),
    ("et", &["d", "id", "i", "e", "de", "te", "t", "ga", "s", "st", "le", "l", "ide", "ite"]),
    ("lv", &["a", "i", "u", "us", "am", "iem", "os", "em", "es", "ei", "as"]),
    ("lt", &["ai", "u", "us", "o", "ui", "ams", "uose", "es", "iu", "as", "ais"]),
    (
        "tr",
        &[
            "i", "u", "lar", "ler", "lari", "leri", "si", "su", "li", "lu", "da", "de", "dan",
            "den", "nin", "in", "un", "lik", "luk",
        ],
    ),
    ("el", &["α", "ο", "σ", "ων", "ου", "οι", "εσ", "ια", "ιων", "ατα"]),
    ("is", &["ar", "ir", "ur", "a", "i", "s", "um", "in", "inn", "id", "na"]),
];

/// Letters from which a word takes the endings of [`INFLECTED`].
const LONG: usize = 5;

#[cfg(test)]
mod tests {
    use super::super::scan::BEHIND;
    use super::{Language, Languages, endings};

    #[test]
    fn tags_and_lists() {
        let told = |tag| Language::parse(tag).map(|language| language.to_string());
        assert_eq!(told(" zh-Hant-TW ").as_deref(), Some("zh"));
        assert_eq!(told("nn_NO").as_deref(), Some("no"));
        for none in ["", "x", "english", "12", "und", "*", "d3"] {
            assert_eq!(told(none), None, "{none}");
        }
        assert_eq!(Language::of_list("de, de-AT"), Language::parse("de"));
        assert_eq!(Language::of_list("de, en"), None);
        let mut languages = Languages::default();
        let (sv, de) = (languages.add("sv"), languages.add("de-AT"));
        assert!(!sv.meets(de) && sv.union(de).meets(languages.of(Language::parse("de"))));
        assert!(!sv.union(de).meets(languages.of(None)));
    }

    #[test]
    fn a_region_takes_its_language() {
        assert_eq!(endings("de-AT", 5), endings("de", 5));
        assert_eq!(endings("EN", 3), ["s", "es"]);
        assert!(endings("zh", 5).is_empty());
    }

    #[test]
    fn no_ending_is_longer_than_what_is_looked_at() {
        let tables = super::TABLE.iter().chain(super::INFLECTED).map(|(_, list)| *list);
        for list in tables.chain([super::CYRILLIC, super::GREEK]) {
            let coarse = super::coarse_endings(list);
            assert_eq!(coarse.len(), list.len());
            assert!(coarse.iter().all(|ending| ending.len() <= BEHIND), "{list:?}");
        }
    }

    #[test]
    fn short_words_take_few_endings() {
        assert!(endings("pl", 4).is_empty());
        assert!(endings("pl", 5).contains(&"ami"));
        assert_eq!(endings("de", 3), endings("de", 9));
        assert_eq!(super::coarse_endings(endings("pl", 5)).len(), endings("pl", 5).len());
    }
}
