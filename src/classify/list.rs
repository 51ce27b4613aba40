//! Names that list several things: «Port & sherry», «Vino y cava».

/// Words that join the last of several things to the others, in the languages of the lexicon.
const AND: [&str; 25] = [
    "and", "und", "et", "y", "e", "ed", "en", "i", "oraz", "a", "és", "și", "şi", "ve", "och",
    "og", "ja", "ir", "un", "in", "и", "та", "і", "και", "agus",
];

/// The things that a name lists; the name itself where it is no list.
pub(super) fn parts(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(name);
    std::iter::from_fn(move || {
        let text = rest?;
        let (part, behind) = match next_join(text) {
            Some((start, end)) => (text.get(..start)?, text.get(end..)),
            None => (text, None),
        };
        rest = behind;
        Some(part.trim())
    })
}

/// Where the next sign or word stands that joins two things.
fn next_join(text: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for word in text.split_inclusive([' ', '&', ',', '/', '+']) {
        let end = at + word.len();
        let bare = word.trim_end();
        if bare.ends_with(['&', ',', '/', '+']) {
            // `&amp;` is one sign.
            let coded = text.get(end..).filter(|_| bare.ends_with('&'));
            let length = coded.filter(|rest| rest.starts_with("amp;")).map_or(0, |_| "amp;".len());
            return Some((at + bare.len() - 1, end + length));
        }
        if at > 0 && AND.iter().any(|and| bare.eq_ignore_ascii_case(and)) {
            return Some((at, end));
        }
        at = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn names_are_told_apart_where_they_are_joined() {
        let cases: [(&str, &[&str]); 9] = [
            ("Vodka", &["Vodka"]),
            ("Port & Sherry", &["Port", "Sherry"]),
            ("Port &amp; Sherry", &["Port", "Sherry"]),
            ("Beer, wine and cider", &["Beer", "wine", "cider"]),
            ("Vino y cava", &["Vino", "cava"]),
            ("Пиво и вино", &["Пиво", "вино"]),
            ("Rum/Gin+Whisky", &["Rum", "Gin", "Whisky"]),
            ("A Coruña", &["A Coruña"]),
            ("", &[""]),
        ];
        for (name, expected) in cases {
            assert_eq!(parts(name).collect::<Vec<_>>(), expected, "`{name}`");
        }
    }
}
