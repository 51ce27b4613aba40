//! Looking for terms in a text.

use std::cmp::Reverse;
use std::ops::Range;

use super::glimpse::Together;
use super::words::Words;
use super::{Hit, Language, Lexicon, Member, TermId, Weight, exact};
use crate::category::{Category, CategorySet, CategoryTree};
use crate::text::{self, Atom, Folded, Reading, Skim};

/// The buffers of a scan, kept from one text to the next so that scanning allocates nothing, and
/// the language of the texts.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// What is looked at together, while nobody does.
    pub(super) together: Option<Box<Together>>,
    skim: Skim,
    folded: Folded,
    window: Vec<Atom>,
    pub(super) hits: Vec<Hit>,
    innocent: Vec<Innocent>,
    /// Where slips stand in the last text, and which.
    pub(super) misspelt: Vec<(Range<usize>, u32)>,
    pub(super) reading: Reading,
    pub(super) reread: Vec<Hit>,
    words: Words,
    excused: CategorySet,
    pub(super) otherwise: Vec<TermId>,
    language: Option<Language>,
}

impl Scratch {
    /// The language of the texts to come, if it is known.
    pub const fn language(&self) -> Option<Language> {
        self.language
    }

    /// The categories of which the last text named an accessory, or something that it denied to be
    /// of them.
    pub const fn excused(&self) -> CategorySet {
        self.excused
    }

    /// The terms that stood in innocent phrases of the last text.
    pub fn meant_otherwise(&self) -> &[TermId] {
        &self.otherwise
    }

    /// Says in which language the texts to come are.
    pub const fn set_language(&mut self, language: Option<Language>) {
        self.language = language;
    }
}

#[derive(Clone, Debug)]
struct Innocent {
    span: Range<usize>,
    root: Category,
    term: TermId,
}

/// Why a text was or was not found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explained {
    /// The text as the lexicon reads it, words parted by one space.
    pub folded: String,
    /// All hits in order, those inside innocent phrases too.
    pub hits: Vec<Hit>,
}

/// Whether a text is read to see if it is worth reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glance {
    First,
    Last,
}

/// The least bytes of a term that is sought in other readings of a text.
const REREAD: usize = 4;

/// How many folded bytes behind a term may belong to it: no ending is longer.
pub(super) const BEHIND: usize = 16;

/// How much of a very long text is read twice, so that nothing is lost where it is cut.
const OVERLAP: usize = 1 << 16;

impl Lexicon {
    /// Gives every hit of a wanted category to `sink`, in order of their beginning.
    pub fn scan(
        &self,
        text: &str,
        wanted: CategorySet,
        scratch: &mut Scratch,
        sink: &mut dyn FnMut(Hit),
    ) {
        scratch.excused = CategorySet::EMPTY;
        scratch.otherwise.clear();
        if wanted.is_empty() || self.terms.is_empty() {
            return;
        }
        let mut from = 0;
        while let Some(rest) = text.get(from..) {
            self.find(rest, Some(wanted), scratch);
            for mut hit in scratch.hits.drain(..) {
                if hit.taken_back_by.is_none() {
                    hit.span = hit.span.start + from..hit.span.end + from;
                    sink(hit);
                }
            }
            if rest.len() <= text::LONGEST {
                break;
            }
            from += text::LONGEST - OVERLAP;
            while !text.is_char_boundary(from) {
                from -= 1;
            }
        }
    }

    /// Says how the lexicon reads `text` and what it finds, innocent hits too.
    pub fn explain(&self, text: &str, scratch: &mut Scratch) -> Explained {
        scratch.excused = CategorySet::EMPTY;
        self.find(text, None, scratch);
        Explained { folded: scratch.folded.readable(text), hits: scratch.hits.clone() }
    }

    /// The categories that have terms of their own.
    pub fn categories(&self, tree: &CategoryTree) -> CategorySet {
        self.terms
            .iter()
            .filter(|term| term.weight.is_some() && tree.entry(term.category).is_some())
            .map(|term| term.category)
            .collect()
    }

    fn find(&self, text: &str, wanted: Option<CategorySet>, scratch: &mut Scratch) {
        self.reread(text, wanted, scratch);
        self.find_in(text, &(0..text.len()), wanted, scratch);
        self.respell(text, wanted, scratch);
        if !scratch.reread.is_empty() {
            scratch.hits.append(&mut scratch.reread);
            keep_telling(&mut scratch.hits);
            scratch.hits.dedup();
        }
    }

    /// Finds what stands in a text if it is read in other ways.
    pub(super) fn reread(&self, text: &str, wanted: Option<CategorySet>, scratch: &mut Scratch) {
        let mut reading = std::mem::take(&mut scratch.reading);
        let mut reread = std::mem::take(&mut scratch.reread);
        reread.clear();
        text::each_reading(text, &mut reading, &mut |reading| {
            if reading.signs().is_empty() {
                self.read(reading, wanted, scratch, &mut reread);
            } else {
                for guess in self.guesses(reading, wanted) {
                    self.read(&guess, wanted, scratch, &mut reread);
                }
            }
        });
        (scratch.reading, scratch.reread) = (reading, reread);
    }

    /// Adds what stands in a reading and takes part in what that is about.
    pub(super) fn read(
        &self,
        reading: &Reading,
        wanted: Option<CategorySet>,
        scratch: &mut Scratch,
        found: &mut Vec<Hit>,
    ) {
        self.find_in(reading.text(), &reading.about(), wanted, scratch);
        found.extend(scratch.hits.drain(..).filter_map(|hit| {
            let telling = hit.weight == Weight::Strong && hit.span.len() >= REREAD;
            let span = reading.source(hit.span.clone()).filter(|_| telling)?;
            Some(Hit { span, ..hit })
        }));
    }

    /// Finds what stands in a text as it is; nothing if no term takes part in what it is `about`.
    fn find_in(
        &self,
        text: &str,
        about: &Range<usize>,
        wanted: Option<CategorySet>,
        scratch: &mut Scratch,
    ) {
        if let Some(wanted) = wanted {
            // Nearly no text holds anything, and to see that takes half of the fold.
            let Scratch { skim, hits, otherwise, misspelt, .. } = scratch;
            skim.clear();
            skim.add(text);
            let found = self.finder.finds(skim, &mut |found, pattern| {
                self.may_count(skim, &found, pattern, wanted) && {
                    let source = skim.around(found, BEHIND);
                    *source.start() < about.end && *source.end() >= about.start
                }
            });
            if !found {
                hits.clear();
                otherwise.clear();
                misspelt.clear();
                return;
            }
        }
        self.find_all_in(text, wanted, Glance::Last, scratch);
    }

    /// The same for a text in which something seems to stand.
    pub(super) fn find_all_in(
        &self,
        text: &str,
        wanted: Option<CategorySet>,
        glance: Glance,
        scratch: &mut Scratch,
    ) {
        let Scratch {
            folded,
            window,
            hits,
            innocent,
            words,
            excused,
            otherwise,
            language,
            misspelt,
            ..
        } = scratch;
        let language = self.languages.of(*language);
        hits.clear();
        innocent.clear();
        misspelt.clear();
        otherwise.clear();
        folded.fold(text);
        self.finder.candidates(folded, &mut |found, pattern| {
            for member in self.members.get(pattern).into_iter().flatten() {
                let &Member { index, spelling, serves, .. } = member;
                if wanted.is_some_and(|wanted| serves.intersection(wanted).is_empty()) {
                    continue;
                }
                if member.is_slip() {
                    let stands = self.misspelt.check(index, text, folded, found.clone(), window);
                    misspelt.extend(stands.map(|span| (span, index)));
                    continue;
                }
                let Some(term) = self.terms.get(index as usize) else { continue };
                let Some(pattern) = term.spelling(spelling) else { continue };
                let Some(span) = exact::check(text, folded, found.clone(), pattern, window) else {
                    continue;
                };
                if !term.counts(language, text.get(span.clone()).unwrap_or_default()) {
                    continue;
                }
                let id = TermId(index);
                match term.weight {
                    Some(weight) => hits.push(Hit {
                        term: id,
                        category: term.category,
                        weight,
                        span,
                        is_mention: false,
                        beside: None,
                        taken_back_by: None,
                    }),
                    // «whisky + glass» is not the phrase «whisky glass».
                    None if lists(text.get(span.clone()), &term.text) => {}
                    None => innocent.push(Innocent { span, root: term.root, term: id }),
                }
            }
        });
        // What is written right is what it is.
        misspelt.retain(|(span, _)| {
            let apart = |other: &Range<usize>| other.end <= span.start || span.end <= other.start;
            let strong = hits.iter().filter(|hit| hit.weight == Weight::Strong);
            strong.map(|hit| &hit.span).all(apart) && innocent.iter().all(|one| apart(&one.span))
        });
        if !hits.is_empty() {
            self.take_back(hits, innocent);
            let taken = hits.iter().filter(|hit| hit.taken_back_by.is_some());
            otherwise.extend(taken.map(|hit| hit.term));
            self.pairs.settle(&self.terms, text, hits, words);
            // What the words around say takes longer to see, and matters to no weak term alone.
            if glance == Glance::First && is_one_weak(hits) {
                return;
            }
            *excused = excused.union(self.context.take_back(text, language, hits, words));
            keep_telling(hits);
        }
    }

    /// Marks the hits that overlap an innocent phrase of their group.
    fn take_back(&self, hits: &mut [Hit], innocent: &mut [Innocent]) {
        innocent.sort_unstable_by_key(|innocent| innocent.span.start);
        let longest = innocent.iter().map(|innocent| innocent.span.len()).max().unwrap_or(0);
        for hit in hits {
            let Some(term) = self.terms.get(hit.term.0 as usize) else { continue };
            let from = hit.span.start.saturating_sub(longest);
            let first = innocent.partition_point(|innocent| innocent.span.start < from);
            hit.taken_back_by = innocent
                .iter()
                .skip(first)
                .take_while(|innocent| innocent.span.start < hit.span.end)
                .find(|innocent| innocent.span.end > hit.span.start && innocent.root == term.root)
                .map(|innocent| innocent.term);
        }
    }
}

/// Whether one weak term is all that was found.
fn is_one_weak(hits: &[Hit]) -> bool {
    let first = hits.first().map(|hit| hit.term);
    hits.iter().all(|hit| hit.weight == Weight::Weak && Some(hit.term) == first)
}

/// Whether a phrase as found lists several things where its term does not.
fn lists(found: Option<&str>, term: &str) -> bool {
    const LISTING: [char; 4] = ['+', '&', ',', ';'];
    found.is_some_and(|found| found.contains(LISTING)) && !term.contains(LISTING)
}

/// Orders hits and leaves out weak ones inside another counting hit of their category: `vintage`
/// in `vintage red` is no second reason.
fn keep_telling(hits: &mut Vec<Hit>) {
    hits.sort_unstable_by_key(|hit| {
        (hit.span.start, Reverse(hit.span.end), Reverse(hit.weight), hit.term)
    });
    let mut reach = [0usize; CategoryTree::MAX];
    hits.retain(|hit| {
        let Some(reach) = reach.get_mut(hit.category.index()) else { return true };
        if hit.taken_back_by.is_some() {
            return true;
        }
        let inside = hit.span.end <= *reach;
        *reach = hit.span.end.max(*reach);
        !(inside && hit.weight == Weight::Weak)
    });
}
