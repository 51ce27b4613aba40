//! A first look at texts: nearly none holds anything, and most of those that do hold too little.
//!
//! 1. The texts are folded together, without where their letters came from, and looked through.
//! 2. Only the few texts in which a term seems to stand are read in full, at once, and of those
//!    that may be read in other ways too these ways. Where no more than one weak term seems to stand,
//!    not even they are.
//! 3. Whoever asks has to read all of them again only if that found enough for a reason.

use std::ops::{Range, RangeInclusive};

use super::scan::Glance;
use super::{Hit, Lexicon, Member, Scratch, TermId, Weight};
use crate::category::CategorySet;
use crate::text::{self, Skim};

/// What a first look at texts saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Glimpse {
    /// No hit of a wanted category stands in them.
    Nothing,
    /// One [weak](Weight::Weak) term seems to stand in them, however often, and nothing else does.
    OneWeak,
    /// There may be more.
    More,
}

/// Texts that are looked at together.
#[derive(Clone, Debug, Default)]
pub(super) struct Together {
    skim: Skim,
    texts: Texts,
}

/// Texts one behind the other, and what was seen of them.
#[derive(Clone, Debug, Default)]
struct Texts {
    joined: String,
    /// Where each ends, with the line break behind it.
    ends: Vec<usize>,
    /// Which stretches hold texts that may have other readings.
    doubtful: Vec<RangeInclusive<usize>>,
    /// Which texts were read in full.
    read: Vec<bool>,
    /// The weak term that stands in them.
    weak: Option<TermId>,
    /// One that seems to, and the texts in which it does.
    seeming: Option<(TermId, RangeInclusive<usize>)>,
}

impl Texts {
    fn clear(&mut self) {
        self.joined.clear();
        self.ends.clear();
        self.doubtful.clear();
        self.read.clear();
        (self.weak, self.seeming) = (None, None);
    }

    fn push(&mut self, text: &str) {
        self.joined.push_str(text);
        self.joined.push('\n');
        self.ends.push(self.joined.len());
    }

    /// The texts that have something of a stretch.
    fn within(&self, stretch: &RangeInclusive<usize>) -> RangeInclusive<usize> {
        let before = |at: &usize| self.ends.partition_point(|end| end <= at);
        before(stretch.start())..=before(stretch.end())
    }

    fn text(&self, index: usize) -> &str {
        let end_of = |index: usize| self.ends.get(index).copied();
        let start = index.checked_sub(1).and_then(end_of).unwrap_or(0);
        let end = end_of(index).map_or(start, |end| end - 1);
        self.joined.get(start..end).unwrap_or_default()
    }
}

impl Lexicon {
    /// What stands in the texts that `texts` shows. Several texts cost less than each by itself.
    pub fn glimpse(
        &self,
        wanted: CategorySet,
        scratch: &mut Scratch,
        texts: impl FnOnce(&mut dyn FnMut(&str)),
    ) -> Glimpse {
        let mut together = scratch.together.take().unwrap_or_default();
        let Together { skim, texts: all } = &mut *together;
        skim.clear();
        all.clear();
        texts(&mut |text| all.push(text));
        let seen = match all.joined.len() {
            _ if wanted.is_empty() => Glimpse::Nothing,
            0..=text::LONGEST => {
                let Texts { joined, ends, doubtful, .. } = all;
                skim.add_all(joined, ends, |stretch| {
                    doubtful.push(stretch.start..=stretch.end.saturating_sub(1));
                });
                self.look(skim, all, wanted, scratch)
            }
            // What is read in pieces is not looked at here.
            _ => Glimpse::More,
        };
        scratch.together = Some(together);
        seen
    }

    /// Reads each text in which a term seems to stand, and those that have other readings.
    fn look(
        &self,
        skim: &Skim,
        all: &mut Texts,
        wanted: CategorySet,
        scratch: &mut Scratch,
    ) -> Glimpse {
        let more = self.read_otherwise(all, wanted, scratch)
            || self.finder.finds(skim, &mut |found, pattern| {
                if !self.may_count(skim, &found, pattern, wanted)
                    || !self.may_spell(skim, &found, pattern, &all.joined)
                {
                    return false;
                }
                let around = skim.around(found, 0);
                if let Some(weak) = self.only_weak(pattern, wanted) {
                    if all.weak.is_none() && all.seeming.is_none() {
                        all.seeming = Some((weak, around));
                        return false;
                    }
                    if all.weak.or(all.seeming.as_ref().map(|(term, _)| *term)) == Some(weak) {
                        return false;
                    }
                }
                let seeming = all.seeming.take();
                seeming.is_some_and(|(_, place)| self.read_around(place, all, wanted, scratch))
                    || self.read_around(around, all, wanted, scratch)
            });
        if more {
            Glimpse::More
        } else if all.weak.is_some() || all.seeming.is_some() {
            Glimpse::OneWeak
        } else {
            Glimpse::Nothing
        }
    }

    /// The weak term that a pattern stands for, if it is the only one that counts, and no pair makes
    /// more of it.
    fn only_weak(&self, pattern: usize, wanted: CategorySet) -> Option<TermId> {
        let members = self.members.get(pattern)?.iter();
        let mut counting = members.filter(|member| !member.serves.intersection(wanted).is_empty());
        let first = counting.next()?;
        let term = self.terms.get(first.term())?;
        let is_weak = term.weight == Some(Weight::Weak) && term.pairs.is_empty();
        let is_same = |member: &Member| member.term() == first.term();
        (is_weak && counting.all(is_same)).then_some(TermId(first.index))
    }

    /// Whether a hit stands in another reading of one of the texts.
    fn read_otherwise(&self, all: &Texts, wanted: CategorySet, scratch: &mut Scratch) -> bool {
        let mut texts = all.doubtful.iter().flat_map(|stretch| all.within(stretch));
        texts.any(|index| {
            self.reread(all.text(index), Some(wanted), scratch);
            !scratch.reread.is_empty()
        })
    }

    /// Reads the texts around something; whether more is seen by now than one weak term.
    fn read_around(
        &self,
        around: RangeInclusive<usize>,
        all: &mut Texts,
        wanted: CategorySet,
        scratch: &mut Scratch,
    ) -> bool {
        all.read.resize(all.ends.len(), false);
        for index in all.within(&around) {
            let Some(read) = all.read.get_mut(index).filter(|read| !**read) else { continue };
            *read = true;
            self.find_all_in(all.text(index), Some(wanted), Glance::First, scratch);
            if scratch.hits.iter().any(|hit| is_more(hit, &mut all.weak)) {
                return true;
            }
            scratch.reread.clear();
            self.respell(all.text(index), Some(wanted), scratch);
            if !scratch.reread.is_empty() {
                return true;
            }
        }
        false
    }

    /// Whether digits, if there are any, may stand for letters of a pattern that has none: not
    /// without letters among them (`5318008`), nor behind another letter or digit (`7a50a`). The
    /// [exact check](super::exact) wants more.
    fn may_spell(&self, skim: &Skim, found: &Range<usize>, pattern: usize, texts: &str) -> bool {
        let has_digits = |member: &Member| member.has_digits;
        if self.members.get(pattern).is_none_or(|members| members.iter().any(has_digits)) {
            return true;
        }
        let Some(source) = skim.source(found).filter(|_| found.len() > 1) else { return true };
        let (before, written) = texts.as_bytes().split_at_checked(*source.start()).unzip();
        // What begins behind a tag and seems to go on in it stands nowhere.
        let Some(last) = source.end().checked_sub(*source.start()) else { return true };
        let (written, behind) = written.and_then(|rest| rest.split_at_checked(last + 1)).unzip();
        let (Some(before), Some([first, rest @ ..])) = (before, written) else { return true };
        // What is written in other ways is left to the exact check.
        let coded = |byte: &u8| matches!(byte, b'&' | b'%' | b'\\' | b'#' | b'<');
        let sign = |byte: &u8| matches!(byte, b'@' | b'$' | b'!' | b'|');
        let plain = |byte: &u8| byte.is_ascii() && !coded(byte) && !sign(byte);
        let digit = |byte: &u8| byte.is_ascii_digit();
        if !rest.iter().all(plain) || !digit(first) && !rest.iter().any(digit) {
            return true;
        }
        let mut others = rest.iter().filter(|byte| byte.is_ascii_alphanumeric());
        let folded = |byte: &u8| text::coarse(byte.to_ascii_lowercase().into());
        if digit(first) {
            // In a run of one letter the term may end with any of them,
            let last = rest.last().map(folded);
            let mut run = behind.into_iter().flatten().take_while(|b| Some(folded(b)) == last);
            return !others.all(digit) || run.any(u8::is_ascii_alphabetic);
        }
        // and begin with any.
        let is_run = others.next().is_none_or(|next| folded(next) == folded(first));
        let word = before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let head = before.len().checked_sub(word + 1).and_then(|at| before.get(at));
        is_run || word == 0 || head.is_some_and(|head| coded(head) || !head.is_ascii())
    }

    /// Whether a term of a pattern may truly stand where the pattern does.
    pub(super) fn may_count(
        &self,
        skim: &Skim,
        found: &Range<usize>,
        pattern: usize,
        wanted: CategorySet,
    ) -> bool {
        let begins = skim.has_edge(found.start..found.start + 1);
        let has_edge = |at| skim.has_edge(at);
        self.members.get(pattern).into_iter().flatten().any(|member| {
            let term = self.terms.get(member.term());
            !member.serves.intersection(wanted).is_empty()
                && if member.is_slip() {
                    self.misspelt.may_stand(member.index, skim.bytes(), &has_edge, found)
                } else {
                    term.filter(|term| term.weight.is_some()).is_some_and(|term| {
                        term.spelling(member.spelling).is_some_and(|pattern| {
                            (begins || pattern.open_start)
                                && (pattern.open_end
                                    || pattern.may_end(skim.bytes(), &has_edge, found.end))
                        })
                    })
                }
        })
    }
}

/// Whether a hit says more than the weak term that was seen before, if one was.
fn is_more(hit: &Hit, seen: &mut Option<TermId>) -> bool {
    match *seen {
        _ if hit.taken_back_by.is_some() => false,
        _ if hit.weight == Weight::Strong => true,
        None => {
            *seen = Some(hit.term);
            false
        }
        Some(weak) => weak != hit.term,
    }
}
