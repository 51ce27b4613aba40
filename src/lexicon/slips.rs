//! Words that are sought so often that sellers write them with a slip of purpose: two neighbours
//! changed (`virbator`), a letter left out (`vibator`), as heard (`seksshop`, `vibr8or`), backwards
//! (`rotarbiv`).
//!
//! Every term with its slips would be twenty terms, and short ones would be other words: only the
//! words listed here have slips, and none that is a word of some language.

/// From how many letters one may be left out, or the first two be changed.
const LONG: usize = 7;
/// From how many letters a word is sought backwards.
const BACKWARDS: usize = 6;

/// The slips of a word in plain letters; none of a word that is not listed.
pub(super) fn spellings(word: &str) -> Vec<String> {
    if TELLING.binary_search(&word).is_err() {
        return Vec::new();
    }
    let letters: Vec<char> = word.chars().collect();
    let is_long = letters.len() >= LONG;
    let mut found = Vec::new();
    for at in usize::from(!is_long)..letters.len() {
        let mut changed = letters.clone();
        if at + 1 < letters.len() {
            changed.swap(at, at + 1);
            found.push(changed.iter().collect());
        }
        if is_long && at > 0 && at + 1 < letters.len() {
            let mut left_out = letters.clone();
            left_out.remove(at);
            found.push(left_out.into_iter().collect());
        }
    }
    found.extend(HEARD.iter().map(|(from, to)| word.replace(from, to)));
    let at_once = HEARD.iter().take(AT_ONCE);
    found.push(at_once.fold(word.to_owned(), |word, (from, to)| word.replace(from, to)));
    if letters.len() >= BACKWARDS {
        found.push(letters.iter().rev().collect());
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|slip| slip != word && WORDS.binary_search(&slip.as_str()).is_err());
    found
}

/// How letters are written as they are heard.
const HEARD: &[(&str, &str)] = &[
    ("ck", "kk"),
    ("x", "ks"),
    ("ph", "f"),
    ("qu", "kw"),
    ("c", "k"),
    ("y", "i"),
    ("ck", "k"),
    ("k", "c"),
    ("f", "ph"),
    ("qu", "k"),
    ("i", "y"),
    ("s", "z"),
    ("z", "s"),
    ("v", "w"),
    ("w", "v"),
    ("sch", "sh"),
    ("sh", "sch"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("j", "g"),
    ("ator", "8or"),
    ("ate", "8"),
    ("th", "t"),
];
/// So many of them are often written together.
const AT_ONCE: usize = 6;

/// The words, in order.
const TELLING: &[&str] = &[
    "afrodisiaco",
    "afrodyzjak",
    "aguardiente",
    "airsoft",
    "ammunition",
    "amphetamine",
    "analplug",
    "aphrodisiac",
    "arbalete",
    "armbrust",
    "balestra",
    "ballesta",
    "blowjob",
    "boksbeugel",
    "bondage",
    "bourbon",
    "buttplug",
    "cachaca",
    "cachimba",
    "cigarettes",
    "cigarillo",
    "cigarrillo",
    "cigarrillos",
    "cigarros",
    "clitoris",
    "cockring",
    "consolador",
    "crossbow",
    "cunnilingus",
    "dildo",
    "dildoer",
    "fellation",
    "fesselset",
    "fleshlight",
    "godemichet",
    "grappa",
    "hentai",
    "jagermeister",
    "jenever",
    "karambit",
    "kastet",
    "ketamine",
    "kruisboog",
    "likeur",
    "limoncello",
    "luftgewehr",
    "manganello",
    "marijuana",
    "masturbador",
    "masturbation",
    "masturbator",
    "masturbatore",
    "matraque",
    "munition",
    "nargile",
    "nunchaku",
    "obstbrand",
    "papieros",
    "papierosy",
    "paralizator",
    "penispumpe",
    "penisring",
    "pepperspray",
    "pfefferspray",
    "pistola",
    "pistole",
    "poignard",
    "pornofilm",
    "pornography",
    "pornstar",
    "prosecco",
    "rotwein",
    "satisfyer",
    "schlagring",
    "schlagstock",
    "schnaps",
    "schnupftabak",
    "schreckschuss",
    "seksspeeltje",
    "seksspeeltjes",
    "sexlegetoj",
    "sexleksaker",
    "sexpuppe",
    "sexshop",
    "sextoy",
    "sextoys",
    "shisha",
    "sigaretta",
    "sigarette",
    "sigaretten",
    "slivovitz",
    "springmesser",
    "strapon",
    "switchblade",
    "tabacco",
    "tequila",
    "tutun",
    "vaporizer",
    "vermouth",
    "vibrador",
    "vibrator",
    "vibratore",
    "vibromasseur",
    "vodka",
    "votka",
    "weinbrand",
    "weisswein",
    "whiskey",
    "whisky",
    "wibrator",
    "wodka",
    "womanizer",
    "wurfmesser",
    "zigarillos",
    "zigarre",
    "zigarren",
    "арбалет",
    "афродизиак",
    "вибратор",
    "водка",
    "дилдо",
    "кальян",
    "кастет",
    "коньяк",
    "ликер",
    "мастурбатор",
    "нунчаки",
    "папиросы",
    "порно",
    "револьвер",
    "самогон",
    "сигара",
    "сигареты",
    "страпон",
    "табак",
    "текила",
    "фаллоимитатор",
    "шампанское",
    "электрошокер",
    "эротика",
];

/// Slips that are words, in order.
const WORDS: &[&str] = &[
    "afrodisiak",
    "amfetamine",
    "aphrodisiak",
    "armbrst",
    "ballsta",
    "borbon",
    "cacaca",
    "cachima",
    "cacimba",
    "cigaretts",
    "cigarrs",
    "cocking",
    "crossow",
    "fesselst",
    "likeru",
    "maraque",
    "mariguana",
    "marijana",
    "niewtor",
    "papierosi",
    "papieroz",
    "papierozy",
    "papiers",
    "papiros",
    "paralyzator",
    "pistoe",
    "pitola",
    "pitole",
    "pornografy",
    "pornographi",
    "satisfer",
    "satisfier",
    "sextos",
    "slivovits",
    "vaporier",
    "vaporiser",
    "vibratoe",
    "vibratoer",
    "virador",
    "virator",
    "viratore",
    "vodak",
    "vokta",
    "votca",
    "whiski",
    "whiskye",
    "wodak",
    "zigarette",
    "zigaretten",
    "револвер",
];

#[cfg(test)]
mod tests {
    use super::{TELLING, WORDS, spellings};

    #[test]
    fn lists_are_in_order() {
        assert!(TELLING.is_sorted() && WORDS.is_sorted());
    }

    #[test]
    fn slips_of_a_word() {
        let slips = spellings("vibrator");
        for slip in ["virbator", "vibratro", "ivbrator", "vibator", "vibr8or", "wibrator"] {
            assert!(slips.iter().any(|known| known == slip), "{slip}");
        }
        assert!(slips.iter().any(|slip| slip == "rotarbiv"));
        for word in ["virator", "vibrator", "vibrato", "ibrator"] {
            assert!(!slips.iter().any(|known| known == word), "{word}");
        }
        assert_eq!(spellings("dildo"), ["didlo", "dilod", "dlido", "dyldo"]);
        assert!(spellings("wine").is_empty());
    }

    #[test]
    fn no_word_has_more_slips_than_can_be_numbered() {
        assert!(TELLING.iter().all(|word| spellings(word).len() < 128));
    }
}
