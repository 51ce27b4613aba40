//! What of the shipped lexicon is still found in disguise, and what innocent text is taken for it.

/// The ways sellers write a word so that a search for it fails.
mod classes;
/// Fancy letters: whole alphabets of letters that only look Latin.
mod drawn;
/// Strings that only look so.
mod innocent;
/// What a letter may be written as.
mod letters;
/// What may stand between letters or for them.
mod marks;
/// Chance that comes out the same each time.
mod random;
/// How a word may be spelt.
mod spelling;

use agegate::category::{Category, CategorySet};
use agegate::engine::Engine;
use agegate::lexicon::{Lexicon, Scratch, Weight};
use classes::{CLASSES, LAYERS};
use drawn::DRAWN;
pub(crate) use random::Random;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// One engine for all tests: compiling the lexicon takes a while in a debug build.
static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::builder().build().expect("the built-in configuration compiles"));

/// Of a hundred disguised words that are found undisguised.
const LEAST: f64 = 95.0;
/// Of a hundred innocent strings.
const MOST: f64 = 0.2;
/// Of so many strong Latin terms one is disguised.
const STEP: usize = 97;

/// Innocent strings that look like disguised words.
const INNOCENT: &str = include_str!("innocent.txt");

/// The categories of the strong terms found.
fn strong(lexicon: &Lexicon, text: &str, scratch: &mut Scratch) -> CategorySet {
    let mut found = CategorySet::EMPTY;
    lexicon.scan(text, ENGINE.tree().all(), scratch, &mut |hit| {
        if hit.weight == Weight::Strong {
            found = found.union(CategorySet::of(hit.category));
        }
    });
    found
}

/// Every [`STEP`]th term, more of the fewer Cyrillic and Greek ones, every Chinese one: all of them
/// take minutes in a debug build.
fn is_sampled(at: usize, word: &str) -> bool {
    match word.chars().next() {
        Some('\u{370}'..='\u{52f}') => at.is_multiple_of(31),
        Some('\u{2e80}'..) => true,
        _ => at.is_multiple_of(STEP),
    }
}

/// How many letters a word has; a Han character says as much as three.
fn weight(word: &str) -> usize {
    let letters = word.chars().filter(|c| c.is_alphabetic());
    letters.map(|c| if c > '\u{2e80}' { 3 } else { 1 }).sum()
}

/// The strong terms of which a test disguises some.
fn strong_terms(lexicon: &Lexicon) -> impl Iterator<Item = (Category, &str)> {
    let strong = lexicon.terms().filter(|term| term.weight == Some(Weight::Strong));
    strong.map(|term| (term.category, term.text.trim_matches('*')))
}

/// Disguises words and counts how many of those that are found as they are are found so too.
#[derive(Default)]
struct Tally {
    all: u32,
    caught: u32,
    missed: Vec<String>,
}

impl Tally {
    fn add(
        &mut self,
        (category, term): (Category, &str),
        disguised: String,
        scratch: &mut Scratch,
    ) {
        let (lexicon, wanted) = (ENGINE.classifier().lexicon(), CategorySet::of(category));
        let mut finds = |word: &str| {
            let text = format!("New {word}, 2 pcs");
            !strong(lexicon, &text, scratch).intersection(wanted).is_empty()
        };
        if !finds(term) {
            return;
        }
        self.all += 1;
        if finds(&disguised) {
            self.caught += 1;
        } else {
            self.missed.push(disguised);
        }
    }

    /// Prints the share under a name; whether it is too low.
    fn is_short(&self, name: &str) -> bool {
        let percent = 100.0 * f64::from(self.caught) / f64::from(self.all.max(1));
        println!("{percent:6.1} % of {:4} {name}", self.all);
        let short = percent < LEAST;
        if short {
            println!("         {:?}", self.missed.iter().take(12).collect::<Vec<_>>());
        }
        short
    }
}

#[test]
fn disguised_words_are_found() {
    const SEED: u64 = 0x5eed_d159_0000_0001;
    println!("seed {SEED:#x}");
    let mut scratch = Scratch::default();
    let mut random = Random(SEED);
    let terms: Vec<_> = strong_terms(ENGINE.classifier().lexicon())
        .filter(|term| weight(term.1) >= 5)
        .enumerate()
        .filter(|(at, term)| is_sampled(*at, term.1))
        .map(|(_, term)| term)
        .collect();
    let mut failed = Vec::new();
    for (name, disguise) in CLASSES.iter().chain(DRAWN) {
        let mut tally = Tally::default();
        for &term in &terms {
            if let Some(disguised) = disguise(term.1, &mut random) {
                tally.add(term, disguised, &mut scratch);
            }
        }
        if tally.is_short(name) || tally.all < 8 {
            failed.push(*name);
        }
    }
    assert!(failed.is_empty(), "under {LEAST} %: {failed:?}");
}

/// Words of four Latin letters, in each way that they can be written in.
#[test]
fn short_words_are_found() {
    const SEED: u64 = 0x5eed_d159_0000_0003;
    println!("seed {SEED:#x}");
    let mut scratch = Scratch::default();
    let mut random = Random(SEED);
    let terms: Vec<_> = strong_terms(ENGINE.classifier().lexicon())
        .filter(|term| term.1.len() == 4 && term.1.bytes().all(|b| b.is_ascii_lowercase()))
        .collect();
    let mut failed = Vec::new();
    for (name, disguise) in CLASSES {
        let mut tally = Tally::default();
        for &term in &terms {
            if let Some(disguised) = disguise(term.1, &mut random) {
                tally.add(term, disguised, &mut scratch);
            }
        }
        if tally.all >= 8 && tally.is_short(name) {
            failed.push(*name);
        }
    }
    assert!(failed.is_empty(), "under {LEAST} %: {failed:?}");
}

#[test]
fn words_disguised_twice_are_found() {
    const SEED: u64 = 0x5eed_d159_0000_0004;
    const DRAWS: usize = 8_000;
    println!("seed {SEED:#x}");
    let mut scratch = Scratch::default();
    let mut random = Random(SEED);
    // Shorter ones are not sought in two pieces.
    let terms: Vec<_> = strong_terms(ENGINE.classifier().lexicon())
        .filter(|term| {
            weight(term.1) >= 8 && term.1.chars().all(|c| c.is_ascii_lowercase() || c == ' ')
        })
        .collect();
    let of = |name: &str| CLASSES.iter().find(|class| class.0 == name).expect("a known name").1;
    let mut tallies: BTreeMap<(usize, &str), Tally> = BTreeMap::new();
    for _ in 0..DRAWS {
        let (first, second) = [(0, 1), (0, 2), (1, 2)][random.below(3)];
        let pair = [first, second].map(|layer| LAYERS[layer][random.below(LAYERS[layer].len())]);
        let term = terms[random.below(terms.len())];
        let disguised =
            of(pair[0])(term.1, &mut random).and_then(|word| of(pair[1])(&word, &mut random));
        // What cannot be parted as text is not parted: a bracket of a tag is no letter to code.
        let Some(disguised) = disguised.filter(|_| !pair[0].starts_with("split by")) else {
            continue;
        };
        for (layer, name) in [(first, pair[0]), (second, pair[1])] {
            tallies.entry((layer, name)).or_default().add(term, disguised.clone(), &mut scratch);
        }
    }
    let short = |((_, name), tally): (&(usize, &str), &Tally)| tally.is_short(name);
    let failed = tallies.iter().filter(|entry| short(*entry)).count();
    assert_eq!(failed, 0, "under {LEAST} %");
}

#[test]
fn innocent_lookalikes_pass() {
    let lexicon = ENGINE.classifier().lexicon();
    let texts: Vec<&str> =
        INNOCENT.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let found = |text: &&&str| !strong(lexicon, text, &mut Scratch::default()).is_empty();
    let flagged: Vec<_> = texts.iter().filter(found).collect();
    let percent = 100.0 * flagged.len() as f64 / texts.len() as f64;
    println!("{percent:.2} % of {} innocent strings", texts.len());
    assert!(percent <= MOST, "over {MOST} %: {flagged:#?}");
}

/// Counts generated innocent strings and those that are taken for something else.
#[derive(Default)]
struct Alarms {
    all: u32,
    flagged: Vec<String>,
}

impl Alarms {
    fn add(&mut self, text: String, scratch: &mut Scratch) {
        self.all += 1;
        if !strong(ENGINE.classifier().lexicon(), &text, scratch).is_empty() {
            self.flagged.push(text);
        }
    }

    /// Prints the share under a name; whether it is too high.
    fn is_too_high(&self, name: &str) -> bool {
        let percent = 100.0 * self.flagged.len() as f64 / f64::from(self.all.max(1));
        println!(
            "{percent:6.2} % of {:5} {name} {:?}",
            self.all,
            self.flagged.iter().take(12).collect::<Vec<_>>()
        );
        percent > MOST
    }
}

#[test]
fn generated_lookalikes_pass() {
    const SEED: u64 = 0x5eed_5c50_0000_0002;
    println!("seed {SEED:#x}");
    let (lexicon, mut scratch) = (ENGINE.classifier().lexicon(), Scratch::default());
    let mut random = Random(SEED);
    let mut failed = Vec::new();
    for (name, make) in innocent::NUMBERS {
        let mut alarms = Alarms::default();
        (0..5_000).for_each(|_| alarms.add(make(&mut random), &mut scratch));
        if alarms.is_too_high(name) {
            failed.push(*name);
        }
    }
    // A word with a sought one inside, which its ending makes an accessory of, is not made less of
    // one by a disguise: no honest seller writes «v o i v e i t s e t».
    let goods: BTreeSet<&str> = lexicon
        .terms()
        .filter(|term| term.weight.is_some())
        .map(|term| term.text.trim_matches('*'))
        .filter(|text| text.chars().count() >= 4)
        .collect();
    let words = innocent::vocabulary(&mut |word| {
        let starts = || word.char_indices().map(|(at, _)| at);
        let ends = || starts().skip(1).chain([word.len()]);
        starts().any(|start| ends().any(|end| end > start && goods.contains(&word[start..end])))
            || !lexicon.explain(word, &mut scratch).hits.is_empty()
    });
    println!("{} words in {} languages", words.values().map(Vec::len).sum::<usize>(), words.len());
    for (name, join) in innocent::JOINTS {
        let mut alarms = Alarms::default();
        for list in words.values() {
            (0..200)
                .filter_map(|_| join(list, &mut random))
                .for_each(|text| alarms.add(text, &mut scratch));
        }
        if alarms.is_too_high(name) {
            failed.push(*name);
        }
    }
    let sought =
        strong_terms(lexicon).map(|term| term.1).filter(|term| term.len() <= 8 && term.is_ascii());
    let near = innocent::neighbours(&words, &sought.collect());
    let mut alarms = Alarms::default();
    near.iter().for_each(|word| alarms.add(format!("New {word}, 2 pcs"), &mut scratch));
    if alarms.is_too_high("words a letter away from sought ones") || alarms.all < 150 {
        failed.push("neighbours");
    }
    assert!(failed.is_empty(), "over {MOST} %: {failed:?}");
}
