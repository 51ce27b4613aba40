//! What of the shipped lexicon is still found in disguise, and what innocent text is taken for it.

/// The ways sellers write a word so that a search for it fails.
mod classes;

use agegate::category::CategorySet;
use agegate::engine::Engine;
use agegate::lexicon::{Lexicon, Scratch, Weight};
use classes::CLASSES;
pub(crate) use classes::Random;
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

#[test]
fn disguised_words_are_found() {
    const SEED: u64 = 0x5eed_d159_0000_0001;
    println!("seed {SEED:#x}");
    let (lexicon, mut scratch) = (ENGINE.classifier().lexicon(), Scratch::default());
    let mut random = Random(SEED);
    let mut failed = Vec::new();
    let terms: Vec<_> = lexicon
        .terms()
        .filter(|term| term.weight == Some(Weight::Strong))
        .map(|term| (term.category, term.text.trim_matches('*')))
        // Shorter ones are sought in few disguises: `g1n` and `r-um` are too often something else.
        .filter(|term| weight(term.1) >= 5)
        .enumerate()
        .filter(|(at, term)| is_sampled(*at, term.1))
        .map(|(_, term)| term)
        .collect();
    for (name, disguise) in CLASSES {
        let (mut all, mut caught, mut missed) = (0, 0, Vec::new());
        for &(category, term) in &terms {
            let wanted = CategorySet::of(category);
            let Some(disguised) = disguise(term, &mut random) else { continue };
            let plain = format!("New {term}, 2 pcs");
            if strong(lexicon, &plain, &mut scratch).intersection(wanted).is_empty() {
                continue;
            }
            all += 1;
            let text = format!("New {disguised}, 2 pcs");
            if strong(lexicon, &text, &mut scratch).intersection(wanted).is_empty() {
                missed.push(disguised);
            } else {
                caught += 1;
            }
        }
        let percent = 100.0 * f64::from(caught) / f64::from(all.max(1));
        println!("{percent:6.1} % of {all:4} {name}");
        if percent < LEAST || all < 8 {
            println!("         {:?}", missed.iter().take(12).collect::<Vec<_>>());
            failed.push(*name);
        }
    }
    assert!(failed.is_empty(), "under {LEAST} %: {failed:?}");
}

#[test]
fn innocent_lookalikes_pass() {
    let (lexicon, mut scratch) = (ENGINE.classifier().lexicon(), Scratch::default());
    let texts: Vec<&str> =
        INNOCENT.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let found = |text: &&&str| !strong(lexicon, text, &mut Scratch::default()).is_empty();
    let flagged: Vec<_> = texts.iter().filter(found).collect();
    let percent = 100.0 * flagged.len() as f64 / texts.len() as f64;
    println!("{percent:.2} % of {} innocent strings", texts.len());
    assert!(percent <= MOST, "over {MOST} %: {flagged:#?}");

    // Article numbers of every make: letters and digits in groups.
    const SEED: u64 = 0x5eed_5c50_0000_0002;
    println!("seed {SEED:#x}");
    let mut random = Random(SEED);
    let numbers: Vec<String> = (0..10_000).map(|_| random.article_number()).collect();
    let flagged: Vec<_> =
        numbers.iter().filter(|number| !strong(lexicon, number, &mut scratch).is_empty()).collect();
    let percent = 100.0 * flagged.len() as f64 / numbers.len() as f64;
    println!("{percent:.2} % of {} article numbers", numbers.len());
    assert!(percent <= MOST, "over {MOST} %: {flagged:?}");
}
