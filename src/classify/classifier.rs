//! The classifier: reads each fact by its role and counts what it says.

use super::Findings;
use super::codes::Codes;
use super::facts::{Fact, Facts, Scalar};
use super::labels::Labels;
use super::nested;
use super::role::Role;
use super::tally::{Tally, Word};
use super::taxonomy::{self, Taxonomy};
use crate::category::{CategorySet, CategoryTree};
use crate::lexicon::{Glimpse, Hit, Language, Lexicon, Scratch, Weight};
use crate::text::{address, trim};
use memchr::memchr;
use std::ops::Range;
use std::sync::Arc;

/// Labels, taxonomies and lexicon of one configuration.
#[derive(Clone, Debug)]
pub struct Classifier {
    tree: Arc<CategoryTree>,
    lexicon: Arc<Lexicon>,
    labels: Labels,
    taxonomy: Taxonomy,
    /// Everything under each root of the tree.
    families: Vec<CategorySet>,
}

impl Classifier {
    /// A classifier for a tree, its lexicon and the codes of its categories.
    pub fn new(tree: Arc<CategoryTree>, lexicon: Arc<Lexicon>, codes: &[Codes]) -> Self {
        let labels = Labels::new(&tree, Taxonomy::schema_org(&tree, codes));
        let taxonomy = Taxonomy::new(&tree, codes);
        let roots = tree.iter().map(|(id, _)| id).filter(|id| tree.root(*id) == *id);
        let families = roots.map(|root| tree.covered(root)).collect();
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
        self.read(facts, wanted, scratch, false).unwrap_or_default()
    }

    /// The same, perhaps without [weak](super::Strength::Weak) findings where there are no others;
    /// `None` if not one fact is a reason for anything, not even for a relative of what is wanted.
    pub(crate) fn hear(
        &self,
        facts: &Facts,
        wanted: CategorySet,
        scratch: &mut Scratch,
    ) -> Option<Findings> {
        self.read(facts, wanted, scratch, true)
    }

    fn read(
        &self,
        facts: &Facts,
        wanted: CategorySet,
        scratch: &mut Scratch,
        to_act: bool,
    ) -> Option<Findings> {
        let sought = self.sought(wanted);
        let page = scratch.language();
        let language = facts.language().or(page);
        scratch.set_language(language);
        let mut tally = Tally::default();
        let seen = self.lexicon.glimpse(sought, scratch, |show| {
            each(facts, |fact, deeper| {
                let declared = self.declared(fact, deeper == 0, language).intersection(sought);
                tally.declare(declared, fact);
                nested::labels(fact, |label| {
                    tally.declare(self.labels.declared(label).intersection(sought), label);
                });
                parts(fact, deeper, &mut |_, text, _| show(text));
            });
        });
        // One weak term alone is not enough.
        let enough = if to_act && tally.is_empty() { Glimpse::More } else { Glimpse::OneWeak };
        if seen >= enough {
            each(facts, |fact, deeper| {
                parts(fact, deeper, &mut |from, text, naming| {
                    if fact.role == Role::Name && taxonomy::is_vertical(Some(text)) {
                        return;
                    }
                    let mut word = |hit: Hit| {
                        tally.word(Word {
                            category: hit.category,
                            term: hit.term,
                            strong: naming && hit.weight == Weight::Strong,
                            naming,
                            role: fact.role,
                            key: fact.key,
                            span: from + hit.span.start..from + hit.span.end,
                        });
                    };
                    if fact.role == Role::Category {
                        let mut hits = Vec::new();
                        self.lexicon.scan(text, sought, scratch, &mut |hit| hits.push(hit));
                        self.taxonomy.weigh(&self.tree, text, language, &mut hits);
                        hits.into_iter().for_each(word);
                        return;
                    }
                    self.lexicon.scan(text, sought, scratch, &mut |hit| {
                        if !hit.is_mention || fact.role != Role::Description {
                            word(hit);
                        }
                    });
                    if fact.role == Role::Name {
                        tally.excuse(scratch.excused());
                        tally.mean_otherwise(scratch.meant_otherwise());
                    }
                });
            });
        }
        scratch.set_language(page);
        let silent = tally.is_empty() && seen != Glimpse::OneWeak;
        (!silent).then(|| tally.findings(&self.tree, &self.lexicon, wanted))
    }

    /// What is looked for where these are wanted: relatives too, since a beer is told from «alcohol»
    /// only by a word for beer.
    fn sought(&self, wanted: CategorySet) -> CategorySet {
        let families = self.families.iter().filter(|f| !f.intersection(wanted).is_empty());
        families.fold(CategorySet::EMPTY, |all, family| all.union(*family))
    }

    /// The categories that a field declares by a label, a code or the name of a shelf. A listing, or
    /// a link of a menu, that is called like a shelf and nothing more is one.
    fn declared(&self, fact: &Fact<'_>, is_leaf: bool, language: Option<Language>) -> CategorySet {
        match fact.role {
            Role::Label => self.labels.declared(fact),
            Role::Category | Role::Id => self.taxonomy.declared(fact, is_leaf, language),
            Role::Name => self.taxonomy.leaf(trim(fact.value.as_str()), language),
            _ => CategorySet::EMPTY,
        }
    }
}

/// Gives every fact, with how many levels of the same category path follow it.
fn each<'f>(facts: &'f Facts, mut read: impl FnMut(&Fact<'f>, usize)) {
    let mut rest = facts.iter();
    while let Some(fact) = rest.next() {
        let deeper = if fact.says.path {
            rest.clone().take(2).take_while(|next| next.key == fact.key).count()
        } else {
            0
        };
        read(&fact, deeper);
    }
}

/// Gives the parts of a fact that are read for words: where each begins, and whether one strong
/// word in it is enough.
fn parts<'f>(fact: &Fact<'f>, deeper: usize, read: &mut impl FnMut(usize, &'f str, bool)) {
    let Scalar::Text(text) = fact.value else { return };
    let mut part = |at: Option<Range<usize>>, naming| {
        if let Some(at) = at
            && let Some(part) = text.get(at.clone())
        {
            read(at.start, part, naming);
        }
    };
    let whole = Some(0..text.len());
    match fact.role {
        Role::Label => {}
        // Nobody writes a title in one word of so many letters and digits.
        role if role != Role::Name && address::is_opaque(text, 40) => {}
        Role::Category if memchr(b':', text.as_bytes()).is_some() && text.contains("://") => {
            part(address::slug(text), true)
        }
        Role::Category if deeper > 1 => {}
        Role::Category => part(taxonomy::speaking(text), true),
        Role::Url => address::words(text).for_each(|at| part(Some(at), true)),
        Role::Image => address::pictures(text).for_each(|at| part(Some(at), true)),
        Role::Id => part(whole, address::is_spoken(text)),
        Role::ThirdParty | Role::Seller | Role::SearchKeywords | Role::Meta => part(whole, false),
        _ => part(whole, true),
    }
}
