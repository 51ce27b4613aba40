//! Terms to look for: a sample of those that are shipped, or made up.

use super::catalogue::Dice;
use agegate::config::{FileSet, compile};
use std::collections::{BTreeMap, BTreeSet};

/// What the bodies hold, and where it belongs.
const KNOWN: [(&str, &str); 4] = [
    ("lexicon/alcohol_spirits/en.toml", "whisky"),
    ("lexicon/ecigarette_vape/en.toml", "disposable vape"),
    ("lexicon/knife_blade/en.toml", "hunting knife"),
    ("lexicon/gambling_online/en.toml", "*tippschein"),
];

/// Terms by the file of the configuration that they stand in, those that the bodies hold among them.
pub(crate) struct Terms(BTreeMap<String, Vec<String>>);

impl Terms {
    /// So many of the shipped ones: an even sample of all categories and languages. Which they are
    /// changes with the lexicon, so that only what was measured with the same is compared.
    pub(crate) fn shipped(count: usize) -> Self {
        let mut all = Self::all_shipped();
        let sum: usize = all.0.values().map(Vec::len).sum();
        let mut seen = 0;
        for terms in all.0.values_mut() {
            terms.retain(|_| {
                seen += 1;
                seen * count / sum > (seen - 1) * count / sum
            });
        }
        all.0.retain(|_, terms| !terms.is_empty());
        all.with_known()
    }

    /// The strong terms that are shipped.
    pub(crate) fn all_shipped() -> Self {
        let compiled = compile(&FileSet::built_in()).expect("the shipped configuration compiles");
        let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for term in compiled.terms.iter().flat_map(|file| &file.strong) {
            let path = term.place.file.trim_start_matches("config/").to_owned();
            files.entry(path).or_default().push(term.text.clone());
        }
        Self(files)
    }

    /// So many that are made up, so that what is measured does not change with every word that is
    /// added.
    pub(crate) fn made_up(count: usize) -> Self {
        let mut terms = Self(BTreeMap::new()).with_known();
        for (number, phrase) in phrases(count).enumerate() {
            let (path, _) = KNOWN[number % KNOWN.len()];
            terms.0.entry(path.to_owned()).or_default().push(phrase);
        }
        terms
    }

    fn with_known(mut self) -> Self {
        for (path, term) in KNOWN {
            let terms = self.0.entry(path.to_owned()).or_default();
            if !terms.iter().any(|known| known == term) {
                terms.push(term.to_owned());
            }
        }
        self
    }

    /// The files of a configuration that knows them.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let quoted =
            |term: &String| format!("\"{}\"", term.replace('\\', "\\\\").replace('"', "\\\""));
        let list = |terms: &Vec<String>| terms.iter().map(quoted).collect::<Vec<_>>().join(", ");
        let files = self.0.iter();
        files.map(|(path, terms)| (path.clone(), format!("strong = [{}]\n", list(terms)))).collect()
    }

    /// The terms as bare patterns in small letters.
    pub(crate) fn patterns(&self) -> BTreeSet<String> {
        let terms = self.0.values().flatten();
        terms.map(|term| term.trim_matches('*').to_lowercase()).collect()
    }
}

/// Phrases of one to four words, a quarter of them led by a word of every catalogue.
pub(crate) fn phrases(terms: usize) -> impl Iterator<Item = String> {
    const SYLLABLES: [&str; 20] = [
        "ba", "ke", "lim", "mo", "nur", "ra", "sel", "ti", "vo", "zan", "der", "lan", "gri", "sto",
        "pel", "wur", "ach", "ix", "qua", "fen",
    ];
    const COMMON: [&str; 8] = ["new", "red", "set", "light", "home", "soft", "chair", "lamp"];
    let mut dice = Dice(0x5eed_0000_1e81_c0de);
    let mut below = move |bound: usize| dice.below(bound);
    (0..terms).map(move |_| {
        let words = 1 + below(3);
        let mut phrase = String::new();
        if words > 1 && below(4) == 0 {
            phrase.push_str(COMMON[below(COMMON.len())]);
        }
        for _ in 0..words {
            if !phrase.is_empty() {
                phrase.push(' ');
            }
            (0..2 + below(3)).for_each(|_| phrase.push_str(SYLLABLES[below(SYLLABLES.len())]));
        }
        phrase
    })
}
