//! From terms and slips to what is sought: one pattern for all that the fold does not tell apart.

use std::collections::HashMap;

use super::{Draft, LexiconError, Lint};
use crate::category::CategoryTree;
use crate::lexicon::finder::Finder;
use crate::lexicon::misspelt::Misspelt;
use crate::lexicon::{Lexicon, Member, SLIP, TermId, TermKind};

/// What is sought, and for which terms and slips each pattern stands.
#[derive(Default)]
struct Sought {
    /// Each with whether it may begin inside a word.
    patterns: Vec<(String, bool)>,
    members: Vec<Vec<Member>>,
    slots: HashMap<String, usize>,
}

impl Sought {
    fn add(&mut self, coarse: String, is_open: bool, member: Member) {
        let slot = *self.slots.entry(coarse).or_insert_with_key(|coarse| {
            self.patterns.push((coarse.clone(), false));
            self.members.push(Vec::new());
            self.patterns.len() - 1
        });
        if let (Some(list), Some((_, open))) =
            (self.members.get_mut(slot), self.patterns.get_mut(slot))
        {
            list.push(member);
            *open |= is_open;
        }
    }
}

impl Draft {
    pub(super) fn build(self, tree: &CategoryTree) -> Result<(Lexicon, Vec<Lint>), LexiconError> {
        let mut all = Sought::default();
        let terms = (0u32..).zip(&self.terms);
        let is_sought = |kind| matches!(kind, TermKind::Hit | TermKind::Innocent);
        for (index, term) in terms.filter(|(_, term)| is_sought(term.kind)) {
            for (spelling, pattern) in
                (0u8..).zip(std::iter::once(&term.pattern).chain(&term.heard))
            {
                let has_digits = pattern.letters.iter().any(|letter| !letter.plain.is_alphabetic());
                let member = Member { index, spelling, has_digits, serves: term.serves };
                all.add(pattern.coarse(), pattern.open_start, member);
            }
        }
        let is_term = |form: &str| self.known.contains_key(form);
        let misspelt = Misspelt::of(tree, &self.terms, &is_term);
        for (index, coarse, serves) in misspelt.sought() {
            let member = Member { index, spelling: SLIP, has_digits: false, serves };
            all.add(coarse, false, member);
        }
        let finder = Finder::new(&all.patterns)
            .map_err(|error| LexiconError::TooLarge { cause: error.to_string() })?;
        let Self { terms, lints, spoken: languages, mut context, pairs, .. } = self;
        for (index, term) in (0u32..).zip(&terms).filter(|(_, term)| term.kind == TermKind::Hit) {
            context.hold(TermId(index), &term.text, term.category);
        }
        let members = all.members;
        Ok((Lexicon { terms, finder, languages, context, pairs, misspelt, members }, lints))
    }
}
