//! Words that are sought so often that sellers write them with a slip of purpose: two neighbours
//! changed (`virbator`), a letter left out (`vibator`, `v-brator`), all vowels (`vbrtr`), as heard (`seksshop`, `vibr8or`), backwards
//! (`rotarbiv`).
//!
//! Every term with its slips would be twenty terms, and short ones would be other words: only the
//! words listed here have slips, and none that is a word of some language.

/// From how many letters one may be left out, or the first two be changed.
const LONG: usize = 7;
/// From how many letters a word is sought backwards.
const BACKWARDS: usize = 6;

/// The slips of a word in plain letters; of one that is not listed a vowel left out if it is
/// `common` to several languages, else none.
pub(super) fn spellings(word: &str, common: bool) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if TELLING.binary_search(&word).is_err() {
        let is_one = common && letters.len() >= LONG && letters.iter().all(|c| c.is_alphabetic());
        let mut found = if is_one { without_vowel(&letters) } else { Vec::new() };
        found.retain(|slip| !is_word(&written(slip)));
        return found;
    }
    let is_long = letters.len() >= LONG;
    let mut found = Vec::new();
    for at in usize::from(!is_long)..letters.len() {
        let mut changed = letters.clone();
        if at + 1 < letters.len() {
            changed.swap(at, at + 1);
            found.push(changed.iter().collect());
        }
        if at == 0 || at + 1 >= letters.len() {
            continue;
        }
        let is_vowel = letters.get(at).copied().is_some_and(is_vowel);
        if is_long && (!is_vowel || at + 2 == letters.len()) {
            let mut left_out = letters.clone();
            left_out.remove(at);
            found.push(left_out.into_iter().collect());
        }
    }
    found.extend(without_vowel(&letters));
    if is_long && letters.iter().filter(|c| !is_vowel(**c)).count() >= CONSONANTS {
        let hidden = |(at, c): (usize, &char)| if at > 0 && is_vowel(*c) { LEFT_OUT } else { *c };
        found.push(letters.iter().enumerate().map(hidden).collect());
    }
    found.extend(HEARD.iter().map(|(from, to)| word.replace(from, to)));
    let at_once = HEARD.iter().take(AT_ONCE);
    found.push(at_once.fold(word.to_owned(), |word, (from, to)| word.replace(from, to)));
    if letters.len() >= BACKWARDS {
        found.push(letters.iter().rev().collect());
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|slip| written(slip) != word && !is_word(&written(slip)));
    found
}

/// Whether a letter inside a word may be written twice: inside a listed one, if that makes no word of
/// any language.
pub(super) fn may_double(word: &str) -> bool {
    let inner = word.char_indices().skip(1).filter(|(at, c)| at + c.len_utf8() < word.len());
    let mut doubled = inner.map(|(at, c)| {
        let (before, rest) = word.split_at_checked(at).unwrap_or((word, ""));
        format!("{before}{c}{rest}")
    });
    TELLING.binary_search(&word).is_ok() && !doubled.any(|word| is_word(&word))
}

/// A word with each of its inner vowels left out. As with an apostrophe any sign may stand there, or
/// none; behind it more than one letter, which might be a word.
fn without_vowel(letters: &[char]) -> Vec<String> {
    let inner = letters.iter().enumerate().skip(1).filter(|(at, _)| at + 2 < letters.len());
    let vowels = inner.filter(|(_, c)| is_vowel(**c)).map(|(at, _)| at);
    vowels
        .map(|left_out| {
            let each = letters.iter().enumerate();
            each.map(|(at, c)| if at == left_out { LEFT_OUT } else { *c }).collect()
        })
        .collect()
}

/// Whether a slip is a word of some language.
fn is_word(slip: &str) -> bool {
    WORDS.binary_search(&slip).is_ok()
}

/// A slip as it is where nothing stands for what was left out.
pub(super) fn written(slip: &str) -> String {
    slip.replace(LEFT_OUT, "")
}

fn is_vowel(c: char) -> bool {
    "aeiouyаеиоуыэюяіїє".contains(c)
}

/// What stands for a vowel that is left out.
const LEFT_OUT: char = '\'';
/// How many consonants say what word it is without its vowels.
const CONSONANTS: usize = 5;

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
    ("i", "ee"),
    ("u", "oo"),
];
/// So many of them are often written together.
const AT_ONCE: usize = 6;

/// The words, in order.
const TELLING: &[&str] = &[
    "absint",
    "absinthe",
    "adderall",
    "afrodisiaco",
    "afrodyzjak",
    "aguardiente",
    "airsoft",
    "akvavit",
    "alprazolam",
    "amaretto",
    "amfetamin",
    "ammunition",
    "amoxicilina",
    "amoxicillin",
    "amphetamine",
    "analplug",
    "analsex",
    "analvibrator",
    "anastrozol",
    "antibiotika",
    "aperol",
    "aphrodisiac",
    "aquavit",
    "arbalete",
    "armagnac",
    "armbrust",
    "avanafil",
    "ayahuasca",
    "azithromycin",
    "babydoll",
    "bacardi",
    "baileys",
    "bajonet",
    "bajonett",
    "balestra",
    "balisong",
    "ballesta",
    "ballgag",
    "becherovka",
    "blowjob",
    "bodystocking",
    "boksbeugel",
    "bondage",
    "bondagekit",
    "bondageset",
    "bourbon",
    "brandy",
    "bromazepam",
    "butterflykniv",
    "butterflymesser",
    "buttplug",
    "buttplugs",
    "cachaca",
    "cachimba",
    "campari",
    "cannabidiol",
    "carlsberg",
    "chardonnay",
    "cialis",
    "cigareta",
    "cigarete",
    "cigaretter",
    "cigarettes",
    "cigarety",
    "cigarillo",
    "cigarillos",
    "cigarrillo",
    "cigarrillos",
    "cigarros",
    "clearomizer",
    "clitoris",
    "clonazepam",
    "cockring",
    "cockrings",
    "codeina",
    "codeine",
    "consolador",
    "cremant",
    "crossbow",
    "cunnilingus",
    "cyberskin",
    "dapoxetin",
    "diazepam",
    "dildo",
    "dildoer",
    "dildos",
    "doxycycline",
    "ecigarette",
    "ejuice",
    "elfbar",
    "erotica",
    "erotika",
    "erotikbutik",
    "erotikshop",
    "fellation",
    "fentanil",
    "fentanyl",
    "fesselset",
    "finasterid",
    "finasteride",
    "fleshlight",
    "gabapentin",
    "gangbang",
    "godemichet",
    "grappa",
    "handgranat",
    "headshop",
    "heineken",
    "hentai",
    "hookah",
    "humidor",
    "ibuprofen",
    "ibuprofene",
    "ibuprofeno",
    "isotretinoin",
    "ivermectin",
    "jagermeister",
    "jenever",
    "kahlua",
    "kamagra",
    "karambit",
    "kastet",
    "ketamin",
    "ketamina",
    "ketamine",
    "klonazepam",
    "kokain",
    "kondom",
    "kondomy",
    "kratom",
    "kruisboog",
    "lambrusco",
    "levitra",
    "likeur",
    "limoncello",
    "lorazepam",
    "lovedoll",
    "lovense",
    "loveshop",
    "luftgewehr",
    "luftpistol",
    "machete",
    "manganello",
    "marihuana",
    "marijuana",
    "marlboro",
    "masturbador",
    "masturbation",
    "masturbator",
    "masturbatore",
    "masturbatori",
    "masturbatory",
    "matraque",
    "melatonin",
    "mescalina",
    "mescaline",
    "metadon",
    "metformin",
    "methamphetamine",
    "mezcal",
    "minoxidil",
    "modafinil",
    "morfin",
    "morfina",
    "morphine",
    "mounjaro",
    "munition",
    "nargile",
    "narguile",
    "negligee",
    "nunchaku",
    "obstbrand",
    "oralsex",
    "oxycodon",
    "oxycodone",
    "oxycontin",
    "oxymetholone",
    "ozempic",
    "papieros",
    "papierosy",
    "paracetamol",
    "paralizator",
    "penisextender",
    "penispumpe",
    "penisring",
    "penissleeve",
    "pepperspray",
    "percocet",
    "pfefferspray",
    "pistola",
    "pistole",
    "poignard",
    "pornodvd",
    "pornofilm",
    "pornografia",
    "pornografie",
    "pornography",
    "pornstar",
    "prednisolon",
    "prednisolone",
    "pregabalin",
    "preservativo",
    "preservativos",
    "prezervativ",
    "prezervativi",
    "prosecco",
    "psilocibina",
    "psilocybin",
    "riesling",
    "ritalin",
    "rivotril",
    "roaccutan",
    "roaccutane",
    "rotwein",
    "sambuca",
    "sangria",
    "satisfyer",
    "saxenda",
    "schlagring",
    "schlagstock",
    "schnaps",
    "schnupftabak",
    "schreckschuss",
    "seksspeeltje",
    "seksspeeltjes",
    "semaglutid",
    "semaglutide",
    "sexfilm",
    "sexlegetoj",
    "sexleksaker",
    "sexpuppe",
    "sexshop",
    "sextoy",
    "sextoys",
    "shisha",
    "sibutramin",
    "sibutramina",
    "sibutramine",
    "sigaretta",
    "sigarette",
    "sigaretten",
    "sildenafil",
    "slivovice",
    "slivovitz",
    "smirnoff",
    "somatropin",
    "springkniv",
    "springmes",
    "springmesser",
    "strapon",
    "strippoker",
    "switchblade",
    "tabaccheria",
    "tabacco",
    "tadalafil",
    "tamoxifen",
    "tekila",
    "temazepam",
    "tempranillo",
    "tequila",
    "tirzepatide",
    "tomahawk",
    "tramadol",
    "tutun",
    "valium",
    "vaping",
    "vaporesso",
    "vaporizer",
    "vardenafil",
    "vermouth",
    "viagra",
    "vibrador",
    "vibrator",
    "vibratore",
    "vibratorer",
    "vibratori",
    "vibratoru",
    "vibromasseur",
    "vicodin",
    "vodka",
    "votka",
    "wegovy",
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
    "zolpidem",
    "zopiclon",
    "zopiclone",
    "арбалет",
    "афродизиак",
    "бондаж",
    "вапорайзер",
    "вибратор",
    "винтовка",
    "водка",
    "вібратор",
    "горілка",
    "диазепам",
    "дилдо",
    "ибупрофен",
    "кальян",
    "кальяны",
    "камагра",
    "кастет",
    "коньяк",
    "коньяки",
    "ксанакс",
    "ликер",
    "лубрикант",
    "марихуана",
    "мастурбатор",
    "мачете",
    "нунчаки",
    "одноразка",
    "одноразки",
    "папиросы",
    "парацетамол",
    "порно",
    "презерватив",
    "револьвер",
    "самогон",
    "самооборона",
    "сигара",
    "сигарета",
    "сигареты",
    "сигариллы",
    "страпон",
    "табак",
    "текила",
    "томагавк",
    "трамадол",
    "фаллоимитатор",
    "фаллоимитаторы",
    "фалоімітатор",
    "шампанское",
    "шампанське",
    "электрошокер",
    "эротика",
];

/// Slips that are words, in order.
const WORDS: &[&str] = &[
    "afrodisiak",
    "agarras",
    "amarne",
    "amfetamine",
    "aperlo",
    "aphrodisiak",
    "arius",
    "armbrst",
    "ayahuasa",
    "baileis",
    "bailes",
    "ballag",
    "ballsta",
    "barlo",
    "berntzen",
    "borbon",
    "brandes",
    "brocca",
    "buster",
    "cacaca",
    "cachima",
    "cacimba",
    "calis",
    "campai",
    "capari",
    "chiba",
    "cigarette",
    "cigaretts",
    "cigarrs",
    "cocking",
    "codena",
    "codenie",
    "codina",
    "creant",
    "cremat",
    "cretina",
    "cretine",
    "crossow",
    "ejakulacja",
    "eroica",
    "fesselst",
    "ganer",
    "giner",
    "heneken",
    "homeopatka",
    "huidor",
    "kamara",
    "kartom",
    "kemmerling",
    "kokin",
    "konak",
    "kretin",
    "kronenburg",
    "laczem",
    "levita",
    "levitar",
    "likeru",
    "loense",
    "lovene",
    "lovenes",
    "machee",
    "machte",
    "macte",
    "maraque",
    "mariguana",
    "marijana",
    "marvan",
    "meczal",
    "mesalina",
    "mesaline",
    "mezcla",
    "minetto",
    "morina",
    "nerol",
    "niewtor",
    "nurol",
    "papierosi",
    "papieroz",
    "papierozy",
    "papiers",
    "papiros",
    "paralyzator",
    "pistoe",
    "pitola",
    "pitole",
    "plenka",
    "pornografa",
    "pornografai",
    "pornografe",
    "pornografei",
    "pornografy",
    "pornographi",
    "pralen",
    "preservativ",
    "regine",
    "ripan",
    "risling",
    "rubik",
    "sangra",
    "sangrai",
    "sardon",
    "saternes",
    "satisfer",
    "satisfier",
    "sextos",
    "slento",
    "slivovits",
    "springes",
    "tefilin",
    "tekla",
    "tittinger",
    "tomahavk",
    "trmal",
    "vagra",
    "vaporier",
    "vaporiser",
    "vibratoe",
    "vibratoer",
    "vigra",
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
    "аргамак",
    "винтова",
    "горіла",
    "грілка",
    "камара",
    "кобра",
    "коняки",
    "кретин",
    "револвер",
    "текла",
    "трафлю",
    "шаманське",
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
        let slips = spellings("vibrator", false);
        for slip in ["virbator", "vibratro", "ivbrator", "v'brator", "v'br't'r", "vibr8or"] {
            assert!(slips.iter().any(|known| known == slip), "{slip}");
        }
        assert!(slips.iter().any(|slip| slip == "rotarbiv"));
        for word in ["virator", "vibrator", "vibrato", "ibrator"] {
            assert!(!slips.iter().any(|known| known == word), "{word}");
        }
        assert_eq!(
            spellings("dildo", false),
            ["d'ldo", "deeldo", "didlo", "dilod", "dlido", "dyldo"]
        );
        assert!(spellings("wine", true).is_empty());
        assert_eq!(spellings("glenfid", true), ["gl'nfid"]);
        assert!(spellings("glenfid", false).is_empty());
    }

    #[test]
    fn no_word_has_more_slips_than_can_be_numbered() {
        assert!(TELLING.iter().all(|word| spellings(word, false).len() < 128));
    }
}
