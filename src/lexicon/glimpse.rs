//! A first look at texts: nearly none holds anything, and most of those that do hold too little.
//!
//! 1. The texts are folded together, without where their letters came from, and looked through.
//! 2. Only the few texts in which a term seems to stand are read in full, at once, and of those
//!    that may be read in other ways too these ways.
//! 3. Whoever asks has to read all of them again only if that found enough for a reason.

use std::ops::Range;

use super::{Hit, Lexicon, Member, Scratch, TermId, Weight};
use crate::category::CategorySet;
use crate::text::{self, Skim};

/// What a first look at texts saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Glimpse {
    /// No hit of a wanted category stands in them.
    Nothing,
    /// One [weak](Weight::Weak) term stands in them, however often, and nothing else.
    OneWeak,
    /// There may be more.
    More,
}

/// What was seen so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Which texts were read in full.
    read: Vec<bool>,
    /// The weak term that stands in them.
    weak: Option<TermId>,
    /// Which stretches hold texts that may have other readings.
    doubtful: Vec<Range<usize>>,
}

impl Seen {
    fn clear(&mut self) {
        self.read.clear();
        self.weak = None;
        self.doubtful.clear();
    }
}

impl Scratch {
    /// Does something with one of the texts that are looked at together.
    fn with_text(&mut self, index: usize, then: impl FnOnce(&str, &mut Self)) {
        let end_of = |index: usize| self.ends.get(index).copied();
        let start = index.checked_sub(1).and_then(end_of).unwrap_or(0);
        let end = end_of(index).map_or(start, |end| end - 1);
        let texts = std::mem::take(&mut self.texts);
        then(texts.get(start..end).unwrap_or_default(), self);
        self.texts = texts;
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
        let Scratch { together: skim, texts: joined, ends, seen, .. } = scratch;
        skim.clear();
        joined.clear();
        ends.clear();
        seen.clear();
        texts(&mut |text| {
            joined.push_str(text);
            joined.push('\n');
            ends.push(joined.len());
        });
        if wanted.is_empty() {
            return Glimpse::Nothing;
        }
        // What is read in pieces is not looked at here.
        if joined.len() > text::LONGEST {
            return Glimpse::More;
        }
        skim.add_all(joined, ends, |stretch| seen.doubtful.push(stretch));
        self.look(wanted, scratch)
    }

    /// Reads each text in which a term seems to stand, and those that have other readings.
    fn look(&self, wanted: CategorySet, scratch: &mut Scratch) -> Glimpse {
        let skim = std::mem::take(&mut scratch.together);
        let mut seen = std::mem::take(&mut scratch.seen);
        let more = self.read_otherwise(wanted, scratch, &seen)
            || self.finder.finds(&skim, &mut |found, pattern| {
                self.may_count(&skim, &found, pattern, wanted)
                    && self.may_spell(&skim, &found, pattern, &scratch.texts)
                    && self.read_around(&skim, found, wanted, scratch, &mut seen)
            });
        let weak = seen.weak;
        (scratch.together, scratch.seen) = (skim, seen);
        match weak {
            _ if more => Glimpse::More,
            Some(_) => Glimpse::OneWeak,
            None => Glimpse::Nothing,
        }
    }

    /// Whether a hit stands in another reading of one of the texts.
    fn read_otherwise(&self, wanted: CategorySet, scratch: &mut Scratch, seen: &Seen) -> bool {
        let any = |scratch: &mut Scratch, index| {
            scratch.with_text(index, |text, scratch| self.reread(text, Some(wanted), scratch));
            !scratch.reread.is_empty()
        };
        seen.doubtful.iter().any(|stretch| {
            let first = scratch.ends.partition_point(|end| *end <= stretch.start);
            let last = scratch.ends.partition_point(|end| *end <= stretch.end);
            (first..last).any(|index| any(scratch, index))
        })
    }

    /// Reads the texts in which these folded letters may stand; whether more is seen by now than
    /// one weak term.
    fn read_around(
        &self,
        skim: &Skim,
        found: Range<usize>,
        wanted: CategorySet,
        scratch: &mut Scratch,
        seen: &mut Seen,
    ) -> bool {
        let count = scratch.ends.len();
        seen.read.resize(count, false);
        let source = skim.around(found, 0);
        let first = scratch.ends.partition_point(|end| *end <= source.start);
        let last = scratch.ends.partition_point(|end| *end <= source.end);
        for index in first..count.min(last + 1) {
            let Some(read) = seen.read.get_mut(index).filter(|read| !**read) else { continue };
            *read = true;
            scratch.with_text(index, |text, scratch| self.find_all_in(text, Some(wanted), scratch));
            if scratch.hits.iter().any(|hit| self.is_more(hit, seen)) {
                return true;
            }
        }
        false
    }

    /// Whether a hit says more than the weak term that was seen before, if one was.
    fn is_more(&self, hit: &Hit, seen: &mut Seen) -> bool {
        match seen.weak {
            _ if hit.taken_back_by.is_some() => false,
            _ if hit.weight == Weight::Strong => true,
            None => {
                seen.weak = Some(hit.term);
                false
            }
            Some(weak) => weak != hit.term,
        }
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
            let term = self.terms.get(member.term as usize);
            !member.serves.intersection(wanted).is_empty()
                && term.filter(|term| term.weight.is_some()).is_some_and(|term| {
                    term.spelling(member.spelling).is_some_and(|pattern| {
                        (begins || pattern.open_start)
                            && (pattern.open_end
                                || pattern.may_end(skim.bytes(), &has_edge, found.end))
                    })
                })
        })
    }
}
