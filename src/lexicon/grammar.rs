//! What a language says of the order of its words, as far as names of goods show it.

/// Where the noun that names the thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// Last: «whisky glass».
    Last,
    /// Last, and in one word with what is before it: «Weinglas».
    Compound,
    /// First: «verre à vin», «verre vin».
    First,
}

/// The order of words in one language.
#[derive(Debug)]
pub(super) struct Grammar {
    language: &'static str,
    pub(super) head: Head,
    /// Plain words that stand between a thing and what it is for.
    pub(super) purpose: &'static [&'static str],
}

/// The grammar of a language; the one of English for what is not listed.
pub(super) fn of(language: &str) -> &'static Grammar {
    let base = language.split(['-', '_']).next().unwrap_or_default();
    TABLE.iter().find(|grammar| base.eq_ignore_ascii_case(grammar.language)).unwrap_or(&ENGLISH)
}

/// Whether a plain word parts two things in any language: what stands beyond it is named for
/// itself.
pub(super) fn parts_things(plain: &str) -> bool {
    PARTING.contains(&plain)
}

/// Whether a plain word lists things in any language.
pub(super) fn lists(plain: &str) -> bool {
    LISTING.contains(&plain)
}

/// Whether a plain word says in some language what a thing is for, and nothing else in most.
pub(super) fn is_purpose(plain: &str) -> bool {
    PURPOSE.contains(&plain)
}

static ENGLISH: Grammar = Grammar { language: "en", head: Head::Last, purpose: &["for"] };

const fn row(language: &'static str, head: Head, purpose: &'static [&'static str]) -> Grammar {
    Grammar { language, head, purpose }
}

static TABLE: &[Grammar] = &[
    row("de", Head::Compound, &["fur", "zum", "zur"]),
    row("nl", Head::Compound, &["voor"]),
    row("sv", Head::Compound, &["for", "till"]),
    row("da", Head::Compound, &["til"]),
    row("no", Head::Compound, &["til", "for"]),
    row("is", Head::Compound, &["fyrir"]),
    row("fi", Head::Compound, &[]),
    row("et", Head::Compound, &[]),
    row("hu", Head::Compound, &[]),
    row("tr", Head::Last, &["icin"]),
    row("lv", Head::Last, &["prieks"]),
    row("lt", Head::Last, &["skirtas", "skirta"]),
    row("zh", Head::Compound, &[]),
    row("fr", Head::First, &["a", "au", "aux", "pour", "de", "du", "des", "d"]),
    row("es", Head::First, &["de", "del", "para"]),
    row("ca", Head::First, &["de", "del", "per", "d"]),
    row("pt", Head::First, &["de", "do", "da", "para"]),
    row("it", Head::First, &["da", "di", "del", "per"]),
    row("ro", Head::First, &["de", "pentru"]),
    row("mt", Head::First, &["tal", "ta", "ghall"]),
    row("ga", Head::First, &["do"]),
    row("pl", Head::First, &["do", "na", "dla"]),
    row("cs", Head::First, &["na", "pro", "k"]),
    row("sk", Head::First, &["na", "pre"]),
    row("sl", Head::First, &["za"]),
    row("hr", Head::First, &["za"]),
    row("bg", Head::First, &["за"]),
    row("ru", Head::First, &["для", "под"]),
    row("uk", Head::First, &["для", "під", "під"]),
    row("el", Head::First, &["για"]),
    row("ar", Head::First, &[]),
];

/// With, and, in, plus, including: what is named beyond them is there as well.
#[rustfmt::skip]
static PARTING: &[&str] = &[
    // English
    "with", "w", "and", "n", "plus", "incl", "including", "includes", "included", "or", "in", "of",
    "from", "by", "on", "x",
    // German, Dutch, Scandinavian, Finnish, Estonian
    "mit", "und", "inkl", "inklusive", "oder", "im", "aus", "von", "vom", "met", "en", "inclusief",
    "uit", "van", "med", "og", "och", "eller", "i", "fra", "fran", "av", "af", "ja", "koos",
    // Romance
    "avec", "et", "ou", "dans", "con", "y", "e", "o", "com", "incluye", "inclus", "incluso",
    "incluido", "compreso", "cu", "si",
    // Slavic, Baltic
    "z", "ze", "s", "so", "se", "sa", "w", "v", "ve", "oraz", "lub", "a", "ali", "ter",
    "zawiera", "с", "со", "и", "в", "или", "плюс", "із", "з", "та", "і", "або", "със", "un",
    "ar", "ir", "su",
    // others
    "ile", "es", "is", "με", "και", "agus", "le", "u", "مع", "و",
];

static LISTING: &[&str] = &[
    "and", "or", "und", "oder", "et", "ou", "y", "o", "e", "ed", "oraz", "i", "lub", "и", "или",
    "та", "або", "og", "och", "eller", "en", "of", "ve", "veya", "nebo", "alebo", "vagy", "tai",
    "ja", "sau", "si", "και",
];

static PURPOSE: &[&str] = &[
    "for", "fur", "voor", "pour", "para", "per", "dla", "do", "для", "pro", "za", "til", "till",
    "icin", "pentru", "για", "за",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::words::plain_words;

    #[test]
    fn the_words_are_plain() {
        let purposes = TABLE.iter().chain([&ENGLISH]).flat_map(|grammar| grammar.purpose);
        for word in purposes.chain(PARTING).chain(LISTING).chain(PURPOSE) {
            assert_eq!(plain_words(word), [Box::from(*word)], "{word}");
        }
    }

    #[test]
    fn a_region_takes_its_language() {
        assert_eq!(of("de-AT").head, Head::Compound);
        assert_eq!(of("xx").head, Head::Last);
    }
}
