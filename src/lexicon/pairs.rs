//! Words that say it only together: a ring is no adult product, and a word for a part of the body
//! names an organ, but one beside the other is telling, in whatever order and however they are
//! joined.
//!
//! 1. A pair has `words`, which are sought like terms, and what must stand `beside` one of them.
//! 2. What stands beside is looked for only around such a hit, so that a text without any pays
//!    nothing, however common those words are.
//! 3. It is believed as written only, whole or, with a `*`, as a word's beginning or end.
//! 4. Near a word that leaves the pairs of its file unpaired (`dog`, `toothbrush`) none counts.
//! 5. A word of a pair without any of them beside it is no hit, unless it is listed as weak too.

use std::collections::HashMap;
use std::ops::Range;

use super::compile::Term;
use super::words::{Words, plain_words};
use super::{Hit, Weight, language};

/// Words that stand beside others: which they are, and which stand against them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PairId {
    beside: u32,
    against: u32,
}

/// What stands beside the words of all pairs.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    partners: Vec<Partner>,
    /// The partners by their last word: each of its forms, a beginning, an end.
    whole: HashMap<Box<str>, Vec<usize>>,
    begun: HashMap<Box<str>, Vec<usize>>,
    ended: HashMap<Box<str>, Vec<usize>>,
    count: u32,
}

#[derive(Clone, Debug)]
struct Partner {
    of: u32,
    /// The words before the last one.
    before: Box<[Box<str>]>,
}

impl Pairs {
    /// The pairs of the next file, none of which has a number yet.
    pub(super) const fn begin(&mut self) -> PairId {
        self.count = self.count.saturating_add(1);
        PairId { beside: self.count, against: self.count }
    }

    /// The next pair of a file.
    pub(super) const fn next(&mut self, file: PairId) -> PairId {
        self.count = self.count.saturating_add(1);
        PairId { beside: self.count, ..file }
    }

    /// Adds what may stand beside the words of a pair, or against those of a file; whether it holds
    /// a word at all.
    pub(super) fn add(&mut self, pair: PairId, text: &str, of: &str) -> bool {
        let mut words = plain_words(text);
        let Some(last) = words.pop() else { return false };
        let index = self.partners.len();
        self.partners.push(Partner { of: pair.beside, before: words.into() });
        if text.ends_with('*') {
            self.begun.entry(last).or_default().push(index);
        } else if text.starts_with('*') {
            for form in forms(&last, of) {
                self.ended.entry(form).or_default().push(index);
            }
        } else {
            for form in forms(&last, of) {
                self.whole.entry(form).or_default().push(index);
            }
        }
        true
    }

    /// Makes strong what stands beside its partner, and leaves out what needs one and has none.
    pub(super) fn settle(
        &self,
        terms: &[Term],
        text: &str,
        hits: &mut Vec<Hit>,
        words: &mut Words,
    ) {
        hits.retain_mut(|hit| {
            let Some(term) = terms.get(hit.term.0 as usize) else { return true };
            if term.pairs.is_empty() || hit.taken_back_by.is_some() {
                return true;
            }
            words.read_around(text, &hit.span);
            hit.beside = term.pairs.iter().find_map(|pair| {
                let beside = self.find(pair.beside, &hit.span, words)?;
                self.find(pair.against, &hit.span, words).is_none().then_some(beside)
            });
            if hit.beside.is_some() {
                hit.weight = Weight::Strong;
            }
            hit.beside.is_some() || term.alone
        });
    }

    /// Where the nearest words of a text hold a partner that the hit is no part of.
    fn find(&self, of: u32, hit: &Range<usize>, words: &Words) -> Option<Range<usize>> {
        (0..words.len()).find_map(|end| {
            let last = words.get(end)?;
            let plain = words.plain(end);
            let starts = plain.char_indices().map(|(at, letter)| at + letter.len_utf8());
            let begun = starts.filter_map(|to| self.begun.get(plain.get(..to)?));
            let ends = plain.char_indices().skip(1);
            let ended = ends.filter_map(|(from, _)| self.ended.get(plain.get(from..)?));
            let listed = self.whole.get(plain).into_iter().chain(begun).chain(ended).flatten();
            let mut partners = listed.filter_map(|index| self.partners.get(*index));
            partners.find_map(|partner| {
                let first = end.checked_sub(partner.before.len())?;
                let mut before = (first..end).zip(&partner.before);
                let span = words.get(first)?.source.start..last.source.end;
                let apart = span.end <= hit.start || hit.end <= span.start;
                (partner.of == of && apart && before.all(|(at, word)| words.plain(at) == &**word))
                    .then_some(span)
            })
        })
    }
}

/// A word in each of its forms.
fn forms(word: &str, language: &str) -> impl Iterator<Item = Box<str>> {
    let endings = language::endings(language, word.chars().count()).iter();
    let forms = endings.map(move |ending| format!("{word}{ending}").into());
    std::iter::once(word.into()).chain(forms)
}
