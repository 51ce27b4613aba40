//! Cyrillic and Greek words in Latin letters, as sellers write them where the keyboard or a filter
//! has no others: `samogon`, `odnorazka`.

/// The least Latin letters of a word: `rom` and `nozh` are words elsewhere.
const LEAST: usize = 6;

/// The ways a term of one script is written in Latin letters, without repeats; none for a term
/// that has Latin letters, or too few of any.
pub(super) fn spellings(term: &str, language: &str) -> Vec<String> {
    let foreign = term.chars().filter(|c| c.is_alphabetic()).all(|c| spell(c, 0).is_some());
    if !foreign {
        return Vec::new();
    }
    let own = |c: char| {
        let base = language.split(['-', '_']).next().unwrap_or_default();
        OWN.iter().find(|(of, from, _)| *of == base && *from == c).map(|(_, _, ways)| *ways)
    };
    let mut found: Vec<String> = Vec::new();
    for way in 0..WAYS {
        let mut written = String::with_capacity(term.len());
        for c in term.chars().flat_map(char::to_lowercase) {
            let own = own(c).and_then(|ways| ways.get(way).or(ways.first()).copied());
            match own.or_else(|| spell(c, way)) {
                Some(letters) => written.push_str(letters),
                None => written.push(c),
            }
        }
        let letters = written.chars().filter(char::is_ascii_alphabetic).count();
        if letters >= LEAST && !found.contains(&written) {
            found.push(written);
        }
    }
    found
}

/// How many spellings the table has of a letter.
const WAYS: usize = 3;

fn spell(c: char, way: usize) -> Option<&'static str> {
    let c = c.to_lowercase().next()?;
    let (_, ways) = TABLE.iter().find(|(from, _)| *from == c)?;
    ways.get(way).or_else(|| ways.first()).copied()
}

/// Letters that a language says in its own way.
const OWN: &[(&str, char, &[&str])] = &[
    ("uk", 'и', &["i", "y"]),
    ("uk", 'г', &["g", "h", "h"]),
    ("bg", 'ъ', &["a"]),
    ("bg", 'щ', &["sht"]),
];

/// A letter and its ways: as in passports of today, as in older ones, as on a keyboard.
const TABLE: &[(char, &[&str])] = &[
    ('а', &["a"]),
    ('б', &["b"]),
    ('в', &["v"]),
    ('г', &["g"]),
    ('ґ', &["g"]),
    ('д', &["d"]),
    ('е', &["e"]),
    ('ё', &["e", "yo", "jo"]),
    ('є', &["ye", "ie", "je"]),
    ('ж', &["zh", "zh", "j"]),
    ('з', &["z"]),
    ('и', &["i"]),
    ('і', &["i"]),
    ('ї', &["i", "yi", "ji"]),
    ('й', &["y", "i", "j"]),
    ('к', &["k"]),
    ('л', &["l"]),
    ('м', &["m"]),
    ('н', &["n"]),
    ('о', &["o"]),
    ('п', &["p"]),
    ('р', &["r"]),
    ('с', &["s"]),
    ('т', &["t"]),
    ('у', &["u"]),
    ('ф', &["f"]),
    ('х', &["h", "kh", "x"]),
    ('ц', &["ts", "ts", "c"]),
    ('ч', &["ch"]),
    ('ш', &["sh"]),
    ('щ', &["sch", "shch", "sch"]),
    ('ъ', &[""]),
    ('ы', &["y", "y", "i"]),
    ('ь', &[""]),
    ('э', &["e"]),
    ('ю', &["yu", "iu", "ju"]),
    ('я', &["ya", "ia", "ja"]),
    ('α', &["a"]),
    ('ά', &["a"]),
    ('β', &["v", "b"]),
    ('γ', &["g"]),
    ('δ', &["d"]),
    ('ε', &["e"]),
    ('έ', &["e"]),
    ('ζ', &["z"]),
    ('η', &["i", "h"]),
    ('ή', &["i", "h"]),
    ('θ', &["th", "8", "th"]),
    ('ι', &["i"]),
    ('ί', &["i"]),
    ('ϊ', &["i"]),
    ('κ', &["k"]),
    ('λ', &["l"]),
    ('μ', &["m"]),
    ('ν', &["n"]),
    ('ξ', &["x", "ks"]),
    ('ο', &["o"]),
    ('ό', &["o"]),
    ('π', &["p"]),
    ('ρ', &["r"]),
    ('σ', &["s"]),
    ('ς', &["s"]),
    ('τ', &["t"]),
    ('υ', &["y", "u", "i"]),
    ('ύ', &["y", "u", "i"]),
    ('φ', &["f"]),
    ('χ', &["ch", "h", "x"]),
    ('ψ', &["ps"]),
    ('ω', &["o", "w"]),
    ('ώ', &["o", "w"]),
];

#[cfg(test)]
mod tests {
    use super::spellings;

    #[test]
    fn words_as_they_are_written() {
        for (term, language, expected) in [
            ("самогон", "ru", &["samogon"][..]),
            ("одноразка", "ru", &["odnorazka"]),
            ("кальян", "ru", &["kalyan", "kalian", "kaljan"]),
            ("шампанско", "bg", &["shampansko"]),
            ("горілка", "uk", &["gorilka", "horilka"]),
            ("ρούχα ύπνου", "el", &["roycha ypnoy", "rouha upnou", "roixa ipnoi"]),
            ("ром", "ru", &[]),
            ("нож", "ru", &[]),
            ("vodka", "ru", &[]),
            ("USB зарядка", "ru", &[]),
        ] {
            assert_eq!(spellings(term, language), expected, "{term}");
        }
    }
}
