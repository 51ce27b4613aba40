//! The classifier: reads each fact by its role and counts what it says.

use super::Findings;
use super::address;
use super::codes::Codes;
use super::facts::{Fact, Facts, Scalar};
use super::fields::Role;
use super::labels::Labels;
use super::tally::{Tally, Word};
use super::taxonomy::{self, Taxonomy};
use crate::category::{CategorySet, CategoryTree};
use crate::lexicon::{Lexicon, Scratch, Weight};
use std::ops::Range;
use std::sync::Arc;

/// Labels, taxonomies and lexicon of one configuration.
#[derive(Clone, Debug)]
pub struct Classifier {
    tree: Arc<CategoryTree>,
    lexicon: Arc<Lexicon>,
    labels: Labels,
    taxonomy: Taxonomy,
    /// For each category of the tree, everything under its root.
    families: Vec<CategorySet>,
}

impl Classifier {
    /// A classifier for a tree, its lexicon and the codes of its categories.
    pub fn new(tree: Arc<CategoryTree>, lexicon: Arc<Lexicon>, codes: &[Codes]) -> Self {
        let labels = Labels::new(&tree, Taxonomy::schema_org(&tree, codes));
        let taxonomy = Taxonomy::new(&tree, codes);
        let families = tree.iter().map(|(id, _)| tree.covered(tree.root(id))).collect();
        Self { tree, lexicon, labels, taxonomy, families }
    }

    /// The tree whose categories are found.
    pub fn tree(&self) -> &CategoryTree {
        &self.tree
    }

    /// The lexicon that explains terms.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// What of `wanted` a unit belongs to. Pure: the scratch space says in which language the page
    /// is, where the unit does not, and holds nothing else between calls.
    pub fn classify(&self, facts: &Facts, wanted: CategorySet, scratch: &mut Scratch) -> Findings {
        // Relatives are looked for too: a beer is told from «alcohol» only by a word for beer.
        let families = wanted.iter().filter_map(|category| self.families.get(category.index()));
        let sought = families.fold(CategorySet::EMPTY, |all, family| all.union(*family));

        let page = scratch.language();
        scratch.set_language(facts.language().or(page));
        let mut reading = Reading { classifier: self, sought, scratch, tally: Tally::default() };
        let mut rest = facts.iter();
        while let Some(fact) = rest.next() {
            let deeper = if fact.role == Role::Category && taxonomy::is_path(fact.key) {
                rest.clone().take(2).take_while(|next| next.key == fact.key).count()
            } else {
                0
            };
            reading.read(&fact, deeper);
        }
        let findings = reading.tally.findings(&self.tree, &self.lexicon, wanted);
        scratch.set_language(page);
        findings
    }
}

struct Reading<'a, 'f> {
    classifier: &'a Classifier,
    sought: CategorySet,
    scratch: &'a mut Scratch,
    tally: Tally<'f>,
}

impl<'f> Reading<'_, 'f> {
    /// Reads a fact; `deeper` levels of the same category path follow it.
    fn read(&mut self, fact: &Fact<'f>, deeper: usize) {
        match fact.role {
            Role::Label => {
                let declared = self.classifier.labels.declared(fact);
                self.tally.declare(declared.intersection(self.sought), fact);
                return;
            }
            Role::Category | Role::Id => {
                let declared = self.classifier.taxonomy.declared(fact, deeper == 0);
                self.tally.declare(declared.intersection(self.sought), fact);
            }
            _ => {}
        }
        let Scalar::Text(text) = fact.value else { return };
        match fact.role {
            Role::Category if text.contains("://") => self.address(fact, text),
            Role::Category if deeper > 1 => {}
            Role::Category => {
                if let Some(at) = taxonomy::speaking(text) {
                    self.part(fact, text, at, true);
                }
            }
            Role::Url => self.address(fact, text),
            Role::Image => {
                for at in address::files(text) {
                    self.part(fact, text, at, true);
                }
            }
            Role::Slug => self.part(fact, text, 0..text.len(), true),
            Role::Id => self.part(fact, text, 0..text.len(), address::is_spoken(text)),
            Role::ThirdParty | Role::Seller | Role::SearchKeywords | Role::Meta | Role::Price => {
                self.part(fact, text, 0..text.len(), false);
            }
            _ => self.part(fact, text, 0..text.len(), true),
        }
    }

    fn address(&mut self, fact: &Fact<'f>, text: &str) {
        if let Some(at) = address::slug(text) {
            self.part(fact, text, at, true);
        }
    }

    /// Judges a part of a field.
    fn part(&mut self, fact: &Fact<'f>, text: &str, at: Range<usize>, naming: bool) {
        let Some(part) = text.get(at.clone()) else { return };
        let (lexicon, tally) = (&self.classifier.lexicon, &mut self.tally);
        lexicon.scan(part, self.sought, self.scratch, &mut |hit| {
            if hit.is_mention && fact.role == Role::Description {
                return;
            }
            tally.word(Word {
                category: hit.category,
                term: hit.term,
                strong: naming && hit.weight == Weight::Strong,
                naming,
                role: fact.role,
                key: fact.key,
                span: at.start + hit.span.start..at.start + hit.span.end,
            });
        });
        if fact.role == Role::Name {
            tally.excuse(self.scratch.excused());
        }
    }
}
