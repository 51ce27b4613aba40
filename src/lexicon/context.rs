//! What the words around a hit make of it: a whisky *glass* is no whisky, and *alcohol-free* beer
//! none either.
//!
//! 1. An accessory takes a hit back where it is the head of the hit's phrase: after it, in one word
//!    with it or with no more than one word between («whisky crystal glass»), or before it with a
//!    word of purpose between («verre à whisky», «glass for whisky»). What joins two things
//!    («whisky with a glass», «whisky + glass») or ends a phrase stands against it.
//! 2. Where a word says that the goods themselves are there («gift set», «glass bottle»), no
//!    accessory counts.
//! 3. A hit that goes on in one that an accessory takes back is of the same phrase («Glenlivet
//!    whisky glass»).
//! 4. A negation takes a hit back beside it: before it with up to two words between, after it with
//!    up to three, a comma and brackets too. One of numbers and signs alone («0.0», «0 %») must end
//!    its phrase: «0 % interest» is about something else.
//!    A term that holds such a word itself («slimming tea», where «tea» excuses other words) is not
//!    denied by it.
//! 5. In running text a hit beside «for», «and», «or» is a mention.
//!
//! Where the language of a text is known, words of that language and English ones are heeded, and
//! only then an accessory at the end of a longer word («Rotweinkristallglas»). All are believed only
//! as written; disguise is never innocent. They are looked at only around hits, so that a text without
//! any pays nothing.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::grammar::{self, Grammar, Head};
use super::language::LanguageSet;
use super::words::{Joint, Words, plain_words};
use super::{Hit, Language, TermId, TermKind, language};
use crate::category::{Category, CategorySet};
use crate::text::unspaced;

/// The least letters of an accessory that is looked for at the end of a longer word.
const COMPOUND: usize = 4;

/// How many words of no account may stand in a phrase.
const BETWEEN: usize = 1;

/// How many signs of a script without spaces are read after a hit.
const UNSPACED: usize = 4;

/// How far before a hit the thing may stand that is for it, in words.
const PURPOSE: usize = 5;

/// How many words may stand between a negation and the hit after it.
const NEGATED_AFTER: usize = 2;
/// The same for the hit before it.
const NEGATED_BEFORE: usize = 3;

/// All accessories, negations and words for the goods themselves of a lexicon.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    phrases: Vec<Phrase>,
    /// The phrases by their last word, in each of its forms.
    by_last: HashMap<Box<str>, Vec<usize>>,
    /// The terms of goods that hold a negation of their own category.
    holding: HashSet<TermId>,
    /// The categories that any of them is about.
    scope: CategorySet,
}

#[derive(Clone, Debug)]
struct Phrase {
    term: TermId,
    kind: TermKind,
    /// The words before the last one.
    before: Box<[Box<str>]>,
    /// The categories whose hits it concerns.
    scope: CategorySet,
    grammar: &'static Grammar,
    languages: LanguageSet,
    /// Whether it is understood in texts of every language.
    is_english: bool,
    /// Whether it is of numbers and signs only.
    is_number: bool,
}

impl Context {
    /// Adds a phrase; whether it holds a word at all.
    pub(super) fn add(
        &mut self,
        term: TermId,
        kind: TermKind,
        text: &str,
        (of, languages): (&str, LanguageSet),
        scope: CategorySet,
    ) -> bool {
        let mut words = plain_words(text);
        let Some(last) = words.pop() else { return false };
        let numeric = |word: &str| word.starts_with(|c: char| c.is_ascii_digit() || c == '%');
        let phrase = Phrase {
            term,
            kind,
            is_number: numeric(&last) && words.iter().all(|word| numeric(word)),
            before: words.into(),
            scope,
            grammar: grammar::of(of),
            languages,
            is_english: Language::parse(of) == Language::parse("en"),
        };
        let index = self.phrases.len();
        self.phrases.push(phrase);
        self.scope = self.scope.union(scope);
        let letters = last.chars().count();
        for ending in language::endings(of, letters) {
            let form = format!("{last}{ending}").into_boxed_str();
            self.by_last.entry(form).or_default().push(index);
        }
        self.by_last.entry(last).or_default().push(index);
        true
    }

    /// Looks for negations in a term of goods, once all phrases are there.
    pub(super) fn hold(&mut self, term: TermId, text: &str, category: Category) {
        if !self.scope.contains(category) {
            return;
        }
        let words = plain_words(text);
        let denies = |phrase: &Phrase| {
            phrase.kind == TermKind::Negation
                && !phrase.is_number
                && phrase.scope.contains(category)
        };
        let holds = (0..words.len()).any(|end| {
            let listed =
                words.get(end).and_then(|last| self.by_last.get(last)).into_iter().flatten();
            let mut phrases = listed.filter_map(|index| self.phrases.get(*index));
            phrases.any(|phrase| {
                let first = end.checked_sub(phrase.before.len());
                let before = first.and_then(|first| words.get(first..end));
                denies(phrase) && before == Some(&*phrase.before)
            })
        });
        if holds {
            self.holding.insert(term);
        }
    }

    /// Marks the hits that the words around them take back, and returns the categories of those and
    /// of hits that an innocent phrase takes back for the same reason.
    pub(super) fn take_back(
        &self,
        text: &str,
        spoken: LanguageSet,
        hits: &mut [Hit],
        words: &mut Words,
    ) -> CategorySet {
        let mut excused = CategorySet::EMPTY;
        if !hits.iter().any(|hit| self.scope.contains(hit.category)) {
            return excused;
        }
        // From the right, the shorter first: a hit may go on in one that was taken back.
        hits.sort_unstable_by_key(|hit| (hit.span.start, Reverse(hit.span.end)));
        let mut next: Option<(usize, TermId, CategorySet)> = None;
        for hit in hits.iter_mut().rev() {
            if !self.scope.contains(hit.category) {
                continue;
            }
            words.read_around(text, &hit.span);
            let Some(place) = Place::of(hit, words, spoken) else { continue };
            let by = match self.accessory(text, hit, &place) {
                Some((phrase, is_last)) => {
                    if is_last {
                        next = Some((hit.span.start, phrase.term, phrase.scope));
                    }
                    Some(phrase.term)
                }
                None => self.negation(hit, &place).map(|phrase| phrase.term).or_else(|| {
                    let (start, term, scope) = next?;
                    (scope.contains(hit.category) && place.goes_on_at(start)).then(|| {
                        next = Some((hit.span.start, term, scope));
                        term
                    })
                }),
            };
            hit.is_mention = place.is_mention();
            if let Some(by) = by {
                excused.insert(hit.category);
                hit.taken_back_by = hit.taken_back_by.or(Some(by));
            }
        }
        excused
    }

    /// The accessory of a hit, and whether it comes after it.
    fn accessory(&self, text: &str, hit: &Hit, place: &Place<'_>) -> Option<(&Phrase, bool)> {
        let after = self.in_one_word(text, hit, place).or_else(|| self.after(hit, place));
        let found = after.map(|phrase| (phrase, true));
        let found = found.or_else(|| self.before(hit, place).map(|phrase| (phrase, false)))?;
        let are_goods =
            |phrase: &Phrase| phrase.kind == TermKind::Goods && phrase.scope.contains(hit.category);
        let said = (0..place.words.len())
            .any(|end| self.ending_at(place.words, end, place.words.plain(end)).any(are_goods));
        (!said).then_some(found)
    }

    /// The phrases whose last word stands at `end`, where it reads `last`.
    fn ending_at<'c, 'w>(
        &'c self,
        words: &'w Words,
        end: usize,
        last: &str,
    ) -> impl Iterator<Item = &'c Phrase> + use<'c, 'w> {
        let listed = self.by_last.get(last).into_iter().flatten();
        listed.filter_map(|index| self.phrases.get(*index)).filter(move |phrase| {
            let Some(first) = end.checked_sub(phrase.before.len()) else { return false };
            (first..end).zip(&phrase.before).all(|(at, word)| words.plain(at) == &**word)
                && (first..end)
                    .all(|at| words.get(at + 1).is_some_and(|word| word.before == Joint::Loose))
        })
    }

    fn accessories_at<'c, 'w>(
        &'c self,
        hit: &Hit,
        place: &Place<'w>,
        end: usize,
        last: &str,
    ) -> impl Iterator<Item = &'c Phrase> + use<'c, 'w> {
        let (category, spoken) = (hit.category, place.spoken);
        self.ending_at(place.words, end, last).filter(move |phrase| {
            phrase.kind == TermKind::Accessory && phrase.serves(category, spoken)
        })
    }

    /// «Weinglas», «威士忌杯»: what is left of the word that the hit begins.
    fn in_one_word(&self, text: &str, hit: &Hit, place: &Place<'_>) -> Option<&Phrase> {
        let word = place.words.get(place.last)?;
        let rest = text.get(hit.span.end..word.source.end).filter(|rest| !rest.is_empty())?;
        let rest = plain_words(rest).pop()?;
        let whole = |phrase: &&Phrase| phrase.grammar.head != Head::First;
        let exact = |part: &str| {
            self.accessories_at(hit, place, place.last, part)
                .filter(|phrase| phrase.before.is_empty())
                .find(whole)
        };
        exact(&rest).or_else(|| self.at_end(hit, place, &rest)).or_else(|| {
            // Without spaces the word goes on with what comes next.
            let near = rest.char_indices().take_while(|(_, c)| unspaced(*c));
            let near = near.take(UNSPACED).map(|(at, c)| at..at + c.len_utf8());
            let near: Vec<Range<usize>> = near.collect();
            let parts = near.iter().enumerate().flat_map(|(count, last)| {
                near.iter().take(count + 1).map(move |first| first.start..last.end)
            });
            let mut parts = parts.filter_map(|part| rest.get(part));
            parts.find_map(exact)
        })
    }

    /// An accessory at the end of a longer word, in a language that writes so.
    fn at_end(&self, hit: &Hit, place: &Place<'_>, word: &str) -> Option<&Phrase> {
        word.char_indices().skip(1).find_map(|(from, _)| {
            let end = word.get(from..).filter(|end| end.chars().count() >= COMPOUND)?;
            let index = self.by_last.get(end)?;
            index.iter().filter_map(|index| self.phrases.get(*index)).find(|phrase| {
                phrase.grammar.head == Head::Compound
                    && phrase.before.is_empty()
                    && phrase.kind == TermKind::Accessory
                    && phrase.scope.contains(hit.category)
                    // «Kasten» ends in a Danish stone.
                    && phrase.languages.meets(place.spoken)
            })
        })
    }

    /// «whisky glass», «whisky crystal glass».
    fn after(&self, hit: &Hit, place: &Place<'_>) -> Option<&Phrase> {
        let words = place.words;
        for (between, at) in (place.last + 1..words.len()).take(PURPOSE).enumerate() {
            let word = words.get(at)?;
            if word.before != Joint::Loose {
                return None;
            }
            let plain = words.plain(at);
            let listed = self.accessories_at(hit, place, at, plain).find(|phrase| {
                phrase.grammar.head != Head::First
                    && at - phrase.before.len() > place.last
                    && between - phrase.before.len() <= BETWEEN
            });
            let compound = || {
                if between <= BETWEEN { self.at_end(hit, place, plain) } else { None }
            };
            if let Some(found) = listed.or_else(compound) {
                return Some(found);
            }
            if word.is_number || grammar::parts_things(plain) {
                return None;
            }
        }
        None
    }

    /// «verre à whisky», «glass for whisky».
    fn before(&self, hit: &Hit, place: &Place<'_>) -> Option<&Phrase> {
        let words = place.words;
        let mut at = place.first;
        for _ in 0..PURPOSE {
            if words.get(at)?.before != Joint::Loose {
                return None;
            }
            at = at.checked_sub(1)?;
            let found = self.accessories_at(hit, place, at, words.plain(at)).find(|phrase| {
                let is_purpose = |at: &usize| phrase.grammar.purpose.contains(&words.plain(*at));
                let between = at + 1..place.first;
                let Some(purpose) = between.clone().find(is_purpose) else {
                    return phrase.grammar.head == Head::First && between.is_empty();
                };
                purpose - at <= 3
                    && between
                        .clone()
                        .filter(|at| !is_purpose(at))
                        .all(|at| !grammar::parts_things(words.plain(at)) || at < purpose)
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn negation(&self, hit: &Hit, place: &Place<'_>) -> Option<&Phrase> {
        let words = place.words;
        let first = place.first.saturating_sub(NEGATED_AFTER + 3);
        (first..words.len().min(place.last + NEGATED_BEFORE + 4)).find_map(|end| {
            let listed = self.ending_at(words, end, words.plain(end));
            listed
                .filter(|phrase| {
                    phrase.kind == TermKind::Negation && phrase.serves(hit.category, place.spoken)
                })
                .find(|phrase| {
                    let first = end - phrase.before.len();
                    let is_own = || place.first <= first && end <= place.last;
                    place.is_negated(phrase, first, end)
                        && !(self.holding.contains(&hit.term) && is_own())
                })
        })
    }
}

impl Phrase {
    /// Whether it concerns a hit of this category in a text of this language, if that is known.
    fn serves(&self, category: Category, spoken: LanguageSet) -> bool {
        let understood = spoken == LanguageSet::default() || self.languages.meets(spoken);
        self.scope.contains(category) && (understood || self.is_english)
    }
}

/// A hit among its words.
struct Place<'w> {
    words: &'w Words,
    /// The language of the text; none if it is not known.
    spoken: LanguageSet,
    first: usize,
    last: usize,
}

impl<'w> Place<'w> {
    fn of(hit: &Hit, words: &'w Words, spoken: LanguageSet) -> Option<Self> {
        let (first, last) = words.touched(&hit.span)?;
        Some(Self { words, spoken, first, last })
    }

    /// Whether the phrase of the hit goes on in one that begins at `start`.
    fn goes_on_at(&self, start: usize) -> bool {
        let Some((next, _)) = self.words.touched(&(start..start + 1)) else { return false };
        // A phrase that is a term of its own is named on purpose («gun holster»).
        (self.last + 1..=self.last + 1 + BETWEEN).contains(&next)
            && self.is_phrase(self.last + 1, next)
    }

    /// Whether a word of purpose or one that lists stands beside the hit, perhaps with one word
    /// between.
    fn is_mention(&self) -> bool {
        let listed = |at: usize| grammar::lists(self.words.plain(at));
        let before = (self.first.saturating_sub(2)..self.first)
            .any(|at| listed(at) || grammar::is_purpose(self.words.plain(at)));
        before || self.last + 1 < self.words.len() && listed(self.last + 1)
    }

    /// Whether the words from `from` up to `to` belong to one phrase with what is before them.
    fn is_phrase(&self, from: usize, to: usize) -> bool {
        (from..=to).all(|at| {
            self.words.get(at).is_some_and(|word| word.before == Joint::Loose)
                && (at == to
                    || !grammar::parts_things(self.words.plain(at))
                        && self.words.get(at).is_some_and(|word| !word.is_number))
        })
    }

    fn is_negated(&self, phrase: &Phrase, first: usize, last: usize) -> bool {
        let words = self.words;
        let overlaps = first <= self.last && last >= self.first;
        let stands = if overlaps {
            // A number inside a hit stands for letters: `w.1.n.0`.
            !phrase.is_number
        } else if last < self.first {
            self.first - last <= NEGATED_AFTER + 1 && self.is_phrase(last + 1, self.first)
        } else {
            let between = self.last + 1..first;
            let joined = |at| words.get(at).is_some_and(|word| word.before != Joint::And);
            first - self.last <= NEGATED_BEFORE + 1
                && between.clone().all(|at| !grammar::parts_things(words.plain(at)))
                && (self.last + 1..=first).all(joined)
        };
        let ends = || {
            // What a number is about comes after it, unless that is the hit.
            words.get(last + 1).is_none_or(|next| {
                let of_it = next.is_number && words.plain(last + 1) != "%";
                next.before != Joint::Loose || of_it || last + 1 == self.first
            })
        };
        stands && (!phrase.is_number || ends())
    }
}
