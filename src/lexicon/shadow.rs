//! Terms that add nothing to others. Looked for when a configuration is checked, not at each load.

use std::collections::HashMap;

use super::compile::Term;
use super::{Lexicon, Lint, LintCode, Weight};
use crate::category::Category;

impl Lexicon {
    /// The terms that match only where a `*` term of their category and language does.
    pub fn shadowed(&self) -> Vec<Lint> {
        let hits = || self.terms.iter().enumerate().filter(|(_, term)| term.weight.is_some());
        let open: HashMap<(Category, String), usize> = hits()
            .filter(|(_, term)| term.pattern.is_open())
            .map(|(index, term)| ((term.category, term.pattern.form()), index))
            .collect();
        let closed = hits().filter(|(_, term)| !term.pattern.is_open());
        let lint = |(_, term): (usize, &Term)| {
            let form = term.pattern.form();
            let starts = form.char_indices().map(|(at, c)| at + c.len_utf8());
            let starts = starts.filter_map(|end| Some(format!("{}*", form.get(..end)?)));
            let ends = form.char_indices();
            let ends = ends.filter_map(|(start, _)| Some(format!("*{}", form.get(start..)?)));
            let known = starts.chain(ends).filter_map(|form| open.get(&(term.category, form)));
            let mut others = known.filter_map(|&index| self.terms.get(index));
            let other = others.find(|other| {
                // Of another language it may be switched off (`lexicon.languages`).
                other.languages.covers(term.languages)
                    && other.weight >= term.weight
                    && (other.weight == Some(Weight::Strong) || covers(other, term))
            })?;
            Some(Lint {
                place: term.place.clone(),
                code: LintCode::Shadowed,
                message: format!(
                    "`{}` adds nothing to `{}` at {}",
                    term.text, other.text, other.place
                ),
            })
        };
        closed.filter_map(lint).collect()
    }
}

/// Whether a weak term says all that another one says, alone and beside the words of pairs.
fn covers(other: &Term, term: &Term) -> bool {
    other.alone >= term.alone && term.pairs.iter().all(|pair| other.pairs.contains(pair))
}
