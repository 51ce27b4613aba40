//! `sweep = "document"` for formats that are read record by record or element by element: the body
//! is held whole and read twice. The first reading decides; the second one knows from the beginning
//! what went, and takes out what refers to it before it too.

use super::held::{Held, RewriteWhole};
use super::sweep::Sweep;
use super::{Judge, Limits, Output, Rewrite, RewriteError, Unit, UnitKind, Verdict, Withheld};
use crate::classify::Facts;
use bytes::Bytes;
use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::BuildHasher;

/// A rewriter that sweeps what follows an omitted listing.
pub(super) trait Sweeping: Rewrite {
    /// What it has omitted and kept.
    fn sweep(&mut self) -> &mut Sweep;

    /// Takes over what was found in the first reading.
    fn follow(&mut self, first: &mut Self)
    where
        Self: Sized,
    {
        std::mem::swap(self.sweep(), first.sweep());
    }
}

/// Reads a body twice with rewriters that `make` makes.
pub(super) struct TwiceRewriter<F> {
    make: F,
}

impl<F> TwiceRewriter<F> {
    pub(super) fn new(limits: Limits, make: F) -> Held<Self> {
        Held::new(Self { make }, limits)
    }
}

impl<F> fmt::Debug for TwiceRewriter<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwiceRewriter").finish_non_exhaustive()
    }
}

impl<S: Sweeping, F: Fn() -> S + Send> RewriteWhole for TwiceRewriter<F> {
    fn rewrite(
        &mut self,
        body: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let mut known = Known {
            judge,
            verdicts: HashMap::new(),
            withheld: HashSet::new(),
            unreadable: HashMap::new(),
            hasher: RandomState::new(),
            asked: false,
        };
        let mut first = (self.make)();
        let mut dropped = Output::default();
        first.write(body.clone(), &mut known, &mut dropped)?;
        first.finish(&mut known, &mut dropped)?;
        drop(dropped);
        let mut second = (self.make)();
        second.follow(&mut first);
        second.write(body, &mut known, out)?;
        second.finish(&mut known, out)
    }
}

/// Asks about each unit once.
struct Known<'j> {
    judge: &'j mut dyn Judge,
    verdicts: HashMap<(UnitKind, u64, u64), Verdict>,
    withheld: HashSet<(u64, Withheld)>,
    unreadable: HashMap<u64, Verdict>,
    hasher: RandomState,
    /// Whether the judge itself judged the unit that was judged last.
    asked: bool,
}

impl Known<'_> {
    fn key(&self, kind: UnitKind, position: u64, facts: &Facts) -> (UnitKind, u64, u64) {
        (kind, position, self.hasher.hash_one(facts))
    }
}

impl Judge for Known<'_> {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        let key = self.key(unit.kind, unit.position, unit.facts);
        if let Some(verdict) = self.verdicts.get(&key) {
            self.asked = false;
            return *verdict;
        }
        self.asked = true;
        let verdict = self.judge.judge(unit);
        self.verdicts.insert(key, verdict);
        verdict
    }

    fn withheld(&mut self, position: u64, why: Withheld) {
        if self.withheld.insert((position, why)) {
            self.judge.withheld(position, why);
        }
    }

    fn unreadable(&mut self, position: u64) -> Verdict {
        if let Some(verdict) = self.unreadable.get(&position) {
            return *verdict;
        }
        let verdict = self.judge.unreadable(position);
        self.unreadable.insert(position, verdict);
        verdict
    }

    fn omits_nameless(&self) -> bool {
        self.judge.omits_nameless()
    }

    fn speaks(&mut self, language: &str) {
        self.judge.speaks(language);
    }

    fn remember(&mut self, keys: &[u64]) {
        if self.asked {
            self.judge.remember(keys);
        }
    }

    fn recall(&mut self, keys: &[u64], position: u64) -> Option<Verdict> {
        self.judge.recall(keys, position)
    }
}

#[cfg(test)]
mod tests {
    use crate::rewrite::select::rewriter_of;
    use crate::rewrite::trial::Trial;
    use crate::rewrite::{Format, Limits, RewriteError, Shape};

    fn whole(format: Format, limits: Limits) -> Box<dyn crate::rewrite::Rewrite> {
        let shape = Shape { sweep_document: true, ..Shape::default() };
        rewriter_of(format, &shape, limits)
    }

    #[test]
    fn what_precedes_goes_too() {
        let lines = Trial::new(|limits| whole(Format::JsonLines, limits));
        lines.check(
            "{\"product_id\":\"abcdef1\",\"n\":1}\n{\"product_id\":\"abcdef2\",\"n\":1}\n\
             {\"id\":\"abcdef1\",\"name\":\"RESTRICTED\"}\n",
            "{\"product_id\":\"abcdef2\",\"n\":1}\n",
        );
    }

    #[cfg(feature = "feeds")]
    #[test]
    fn elements_that_precede_go_too() {
        let feed = Trial::new(|limits| whole(Format::Xml, limits));
        feed.check(
            "<catalog><category-assignment product-id='ab-1234'/><category-assignment \
             product-id='ab-1235'/><product product-id='ab-1234'><display-name>RESTRICTED\
             </display-name></product></catalog>",
            "<catalog><category-assignment product-id='ab-1235'/></catalog>",
        );
    }

    #[test]
    fn each_unit_is_judged_once_and_the_page_budget_holds() {
        let lines = Trial::new(|limits| whole(Format::JsonLines, limits));
        let run = lines.everywhere(b"{\"name\":\"a\"}\nbroken\n{\"name\":\"b\"}\n");
        assert_eq!((run.judge.judged.len(), run.judge.withheld.len()), (2, 1));
        let limits = Limits { page: 20, ..Limits::default() };
        let run = lines.within(limits).run([[b'1'; 30].as_slice()]);
        assert!(matches!(run.result, Err(RewriteError::Budget { key: "limits.page", .. })));
    }
}
