//! Which phrases stand in which listings, and how much they tell of a category.

use std::collections::{HashMap, HashSet};

/// Words in the longest phrase.
const LONGEST: usize = 3;

/// Weight of the prior: how many listings' worth of the general distribution every phrase is
/// thought to have been seen in, on either side, before any was read.
const PRIOR: f64 = 10.0;

/// The words of a text, lower case, with the place of each.
pub(super) fn words(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '\'';
    text.split(|c| !is_part(c))
        .filter(|word| !word.is_empty())
        .map(|word| word.trim_matches('\'').to_lowercase())
        .collect()
}

/// The different phrases of one to three words in a text. Numbers alone are none.
pub(super) fn phrases(text: &str) -> HashSet<String> {
    let words = words(text);
    let mut found = HashSet::new();
    for length in 1..=LONGEST {
        for window in words.windows(length) {
            let told = |word: &String| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
            let ends = window.first().is_some_and(told) && window.last().is_some_and(told);
            if ends && window.iter().map(String::len).sum::<usize>() >= 3 {
                found.insert(window.join(" "));
            }
        }
    }
    found
}

/// How many listings of a category, and of all others, hold each phrase.
#[derive(Debug, Default)]
pub(super) struct Table {
    counts: HashMap<String, (u32, u32)>,
    inside: f64,
    outside: f64,
}

impl Table {
    pub(super) fn add<'p>(&mut self, phrases: impl Iterator<Item = &'p String>, inside: bool) {
        for phrase in phrases {
            let count = self.counts.entry(phrase.clone()).or_default();
            if inside {
                count.0 += 1;
                self.inside += 1.0;
            } else {
                count.1 += 1;
                self.outside += 1.0;
            }
        }
    }

    /// The listings of the category, and of all others, that hold a phrase.
    pub(super) fn count(&self, phrase: &str) -> (u32, u32) {
        self.counts.get(phrase).copied().unwrap_or_default()
    }

    /// How surely a phrase belongs to the category: the log-odds ratio of both sides under a
    /// Dirichlet prior in proportion to how often the phrase occurs at all, in standard deviations.
    ///
    /// Without the prior rare phrases would come first, by chance.
    pub(super) fn surety(&self, phrase: &str) -> f64 {
        let (inside, outside) = self.count(phrase);
        let (inside, outside) = (f64::from(inside), f64::from(outside));
        let all = self.inside + self.outside;
        if all == 0.0 {
            return 0.0;
        }
        let prior = (PRIOR * (inside + outside) / all).max(0.01);
        let odds = |count: f64, whole: f64| {
            let rest = (whole + PRIOR - count - prior).max(prior);
            ((count + prior) / rest).ln()
        };
        let difference = odds(inside, self.inside) - odds(outside, self.outside);
        difference / (1.0 / (inside + prior) + 1.0 / (outside + prior)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_have_words_at_both_ends() {
        let found = phrases("Single-malt WHISKY, 0.7 l (12 y)");
        for phrase in ["single", "single malt", "single malt whisky", "malt whisky"] {
            assert!(found.contains(phrase), "{phrase}: {found:?}");
        }
        for phrase in ["0", "l", "whisky 0", "7 l", "12"] {
            assert!(!found.contains(phrase), "{phrase}");
        }
    }

    #[test]
    fn what_stands_on_one_side_is_surer_the_more_often() {
        let mut table = Table::default();
        let text = |text: &str| phrases(text);
        for _ in 0..20 {
            table.add(text("malt whisky").iter(), true);
            table.add(text("oak table").iter(), false);
            table.add(text("blue table").iter(), true);
        }
        table.add(text("rare thing").iter(), true);
        let of = |phrase: &str| table.surety(phrase);
        assert!(of("whisky") > of("rare") && of("rare") > of("table") && of("table") > of("oak"));
        assert!(of("oak") < 0.0);
    }
}
