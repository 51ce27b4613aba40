//! Innocent strings that look like disguised words: numbers of every make, and ordinary words joined,
//! parted and misspelt so that restricted ones might come about.

use super::classes::CLASSES;
use super::random::Random;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What names, sizes and tells goods apart without being a word.
pub(super) const NUMBERS: &[(&str, fn(&mut Random) -> String)] = &[
    ("article numbers", |random| random.article_number()),
    ("serial numbers", |random| {
        let len = 8 + random.below(8);
        (0..len).map(|_| random.of(&SERIAL)).collect()
    }),
    ("colours", |random| format!("#{:06x}", random.below(1 << 24))),
    ("colours in capitals", |random| format!("Wall paint #{:06X}", random.below(1 << 24))),
    ("versions", |random| {
        let [a, b, c] = [0; 3].map(|_: u8| random.below(30));
        format!("v{a}.{b}.{c}{}", random.of(&["", "-rc1", "-beta.2", "b5", "a1", "+exp.sha5"]))
    }),
    ("sizes", |random| {
        let [a, b] = [0; 2].map(|_: u8| 1 + random.below(60));
        let unit =
            random.of(&["mm", "cm", "m", "in", "l", "ml", "g", "kg", "oz", "V", "W", "TOG", "XL"]);
        format!("A{} {a}x{b} {unit} {}-pack", random.below(7), 1 + random.below(48))
    }),
    ("formulae", |random| {
        let count = 2 + random.below(4);
        let element = |random: &mut Random| random.of(&ELEMENTS);
        (0..count)
            .map(|_| format!("{}{}", element(random), random.of(&["", "2", "3", "4", "6", "12"])))
            .collect()
    }),
    ("plates and codes", |random| {
        let [a, b, c] = [0; 3].map(|_: u8| random.of(&LETTERS));
        format!("{a}{b}-{c}{} {}", random.of(&LETTERS), 100 + random.below(9_900))
    }),
    ("letters in a row", |random| {
        let count = 3 + random.below(5);
        let mark = random.of(&[" ", ".", "-", "/", " / ", ", "]);
        (0..count).map(|_| random.of(&LETTERS)).collect::<Vec<_>>().join(mark)
    }),
    ("parts of machines", |random| {
        let make =
            random.of(&["Bosch", "Makita", "Siemens", "Miele", "Canon", "Epson", "Dell", "Bahco"]);
        format!(
            "{make} {} {} {}",
            random.of(&["filter", "belt", "toner", "blade guard", "Dichtung", "pile"]),
            random.article_number(),
            random.article_number()
        )
    }),
];

const SERIAL: [&str; 22] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G", "N", "R",
    "S", "T", "X",
];
const ELEMENTS: [&str; 20] = [
    "C", "H", "O", "N", "Na", "K", "Cl", "S", "Fe", "Cu", "Ca", "Mg", "P", "I", "Br", "Zn", "Al",
    "Si", "Ti", "Se",
];
const LETTERS: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S",
    "T", "U", "V", "W", "X", "Y", "Z",
];

/// The words of the shipped innocent titles, by language, that no list knows.
pub(super) fn vocabulary(is_known: &mut dyn FnMut(&str) -> bool) -> BTreeMap<String, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/tests");
    let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for sample in text.split("[[miss]]").skip(1) {
            let sample = sample.split("[[").next().unwrap();
            let of = |key: &str| {
                let line = sample.lines().find_map(|line| line.strip_prefix(key))?;
                line.trim_start_matches([' ', '=']).trim_matches('"').to_owned().into()
            };
            let (Some(title), Some(language)) = (of("title"), of("lang")) else { continue };
            let title: String = title;
            let known: &mut BTreeSet<String> = words.entry(language).or_default();
            let plain =
                title.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1);
            known.extend(plain.map(str::to_lowercase));
        }
    }
    let mut unknown = |words: BTreeSet<String>| {
        words.into_iter().filter(|word| !is_known(word)).collect::<Vec<_>>()
    };
    let lists = words.into_iter().map(|(language, words)| (language, unknown(words)));
    lists.filter(|(_, words)| words.len() >= 60).collect()
}

/// Ways to put ordinary words beside each other, or to write one, that a search through disguises
/// must not fall for.
pub(super) const JOINTS: &[(&str, fn(&[String], &mut Random) -> Option<String>)] = &[
    ("words in a row", |words, random| Some(draw(words, 2 + random.below(3), random).join(" "))),
    ("words with dashes", |words, random| Some(draw(words, 2 + random.below(2), random).join("-"))),
    ("words around a dash", |words, random| {
        let mark = random.of(&[" - ", " – ", ". ", "\u{2009}"]);
        Some(draw(words, 2 + random.below(2), random).join(mark))
    }),
    ("compounds", |words, random| Some(draw(words, 2, random).concat())),
    ("camel case", |words, random| {
        let capital = |word: &&str| {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        };
        Some(
            draw(words, 2 + random.below(2), random)
                .iter()
                .map(capital)
                .collect::<Vec<String>>()
                .concat(),
        )
    }),
    ("a word and a number", |words, random| {
        Some(format!("{} {}", draw(words, 1, random)[0], random.article_number()))
    }),
    ("a number in a word", |words, random| {
        Some(format!(
            "{}{}{}",
            draw(words, 1, random)[0],
            random.below(100),
            draw(words, 1, random)[0]
        ))
    }),
    ("beginnings of words", |words, random| {
        let begin = |word: &&str| word.chars().take(1 + word.len() % 2).collect::<String>();
        Some(draw(words, 3, random).iter().map(begin).collect::<Vec<_>>().join(". "))
    }),
    ("a word misspelt", |words, random| {
        let mut letters: Vec<char> = draw(words, 1, random)[0].chars().collect();
        let at = random.below(letters.len());
        match random.below(3) {
            0 => letters[at] = char::from(b'a' + random.below(26) as u8),
            1 => drop(letters.remove(at)),
            _ => letters.insert(at, char::from(b'a' + random.below(26) as u8)),
        }
        Some(letters.into_iter().collect())
    }),
    ("a word in leet", |words, random| disguised("one leet digit", words, random)),
    ("a word with a symbol", |words, random| disguised("leet symbols", words, random)),
    // A word with a masked vowel is no innocent where a reader may take it for a sought one.
    ("words with asterisks", |words, random| {
        let mark = random.of(&["*", "* ", " *", "**", "#", " #", "•", " ★ "]);
        Some(draw(words, 2, random).join(mark))
    }),
    ("a word letter by letter", |words, random| {
        disguised("letters parted by spaces", words, random)
    }),
    ("a word with dots", |words, random| disguised("letters parted by dots", words, random)),
    ("a word drawn out", |words, random| disguised("a letter thrice", words, random)),
    ("a word with a Greek letter", |words, random| disguised("a Greek letter", words, random)),
    ("a word upside down", |words, random| disguised("upside down", words, random)),
    ("a word coded", |words, random| disguised("references encoded twice", words, random)),
];

fn draw<'w>(words: &'w [String], count: usize, random: &mut Random) -> Vec<&'w str> {
    (0..count).map(|_| words[random.below(words.len())].as_str()).collect()
}

fn disguised(name: &str, words: &[String], random: &mut Random) -> Option<String> {
    let class = CLASSES.iter().find(|class| class.0 == name).expect("a known name");
    (class.1)(draw(words, 1, random)[0], random)
}

/// Innocent words that differ by one letter from a short word that is sought.
pub(super) fn neighbours<'w>(
    vocabulary: &'w BTreeMap<String, Vec<String>>,
    sought: &BTreeSet<&str>,
) -> Vec<&'w str> {
    let words = vocabulary.values().flatten();
    let near = |word: &&String| {
        word.is_ascii() && (4..=8).contains(&word.len()) && {
            let shapes: BTreeSet<String> = shapes(word).collect();
            sought.iter().any(|term| shapes.contains(*term)) || {
                (0..word.len()).any(|at| {
                    sought.contains(format!("{}{}", &word[..at], &word[at + 1..]).as_str())
                })
            }
        }
    };
    words.filter(near).map(String::as_str).collect()
}

/// A word with one letter other than it is, or one more.
fn shapes(word: &str) -> impl Iterator<Item = String> {
    let letters = || (b'a'..=b'z').map(char::from);
    let other = (0..word.len()).flat_map(move |at| {
        letters().map(move |c| format!("{}{c}{}", &word[..at], &word[at + 1..]))
    });
    let more = (0..=word.len())
        .flat_map(move |at| letters().map(move |c| format!("{}{c}{}", &word[..at], &word[at..])));
    other.chain(more)
}
