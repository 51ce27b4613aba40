//! What a language adds to the end of a noun.

/// The endings that a term of this language may take, in plain letters. A listing's title inflects
/// little: plurals and cases, no more. Irregular forms are terms of their own.
pub(super) fn endings(language: &str) -> &'static [&'static str] {
    let base = language.split(['-', '_']).next().unwrap_or_default();
    TABLE.iter().find(|(code, _)| base.eq_ignore_ascii_case(code)).map_or(&[], |(_, list)| list)
}

/// The same for a word of this language in Latin letters.
pub(super) fn heard_endings(language: &str) -> &'static [&'static str] {
    const CYRILLIC: &[&str] =
        &["a", "u", "e", "y", "i", "o", "om", "ov", "am", "ah", "ami", "ata", "ite", "iv", "ta"];
    const GREEK: &[&str] = &["s", "a", "es", "on", "i", "ia"];
    match language.split(['-', '_']).next().unwrap_or_default() {
        "el" => GREEK,
        _ => CYRILLIC,
    }
}

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

#[cfg(test)]
mod tests {
    use super::endings;

    #[test]
    fn a_region_takes_its_language() {
        assert_eq!(endings("de-AT"), endings("de"));
        assert_eq!(endings("EN"), ["s", "es"]);
        assert!(endings("zh").is_empty());
    }
}
