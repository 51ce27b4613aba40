//! Counting what was said of each category, and what it amounts to.

use super::facts::Fact;
use super::role::Role;
use super::{Evidence, Finding, Findings, Strength};
use crate::category::{Category, CategorySet, CategoryTree, Kind};
use crate::lexicon::{Lexicon, TermId};
use std::ops::Range;

/// How many pieces of evidence a finding names; the strongest are kept.
const EVIDENCE: usize = 8;

/// How many different supporting words are remembered of a category. Two decide.
const WEAK_WORDS: usize = 8;

/// How much of a declared value an event shows, in characters.
const VALUE: usize = 64;

/// A term where it stood.
#[derive(Clone, Debug)]
pub(super) struct Word<'f> {
    pub(super) category: Category,
    pub(super) term: TermId,
    /// Enough alone.
    pub(super) strong: bool,
    /// In a field that names the goods.
    pub(super) naming: bool,
    pub(super) role: Role,
    pub(super) key: &'f str,
    pub(super) span: Range<usize>,
}

impl Word<'_> {
    /// Whether it stands where a listing says what it is, above what it is said to be good for.
    const fn heads(&self) -> bool {
        matches!(self.role, Role::Name | Role::Category)
    }
}

/// What one unit said, category by category.
#[derive(Debug, Default)]
pub(super) struct Tally<'f> {
    entries: Vec<Entry<'f>>,
    /// The categories of which the listing's name says that it is an accessory, or none of them.
    excused: CategorySet,
    /// The terms that stand in innocent phrases of the listing's name.
    otherwise: Vec<TermId>,
}

#[derive(Debug)]
struct Entry<'f> {
    category: Category,
    labels: Vec<Fact<'f>>,
    strong: Vec<Word<'f>>,
    /// Different terms only.
    weak: Vec<Word<'f>>,
}

impl Entry<'_> {
    /// Whether a field declares the category that is not only called like a shelf.
    fn is_declared(&self) -> bool {
        self.labels.iter().any(|fact| fact.role != Role::Name)
    }
}

impl<'f> Tally<'f> {
    /// Notes that a field declares categories.
    pub(super) fn declare(&mut self, categories: CategorySet, fact: &Fact<'f>) {
        for category in categories.iter() {
            let labels = &mut self.entry(category).labels;
            if labels.len() < EVIDENCE {
                labels.push(*fact);
            }
        }
    }

    /// Notes that the listing's name is of an accessory of these categories, or denies them.
    pub(super) const fn excuse(&mut self, categories: CategorySet) {
        self.excused = self.excused.union(categories);
    }

    /// Notes terms that the listing's name uses in another sense.
    pub(super) fn mean_otherwise(&mut self, terms: &[TermId]) {
        self.otherwise.extend_from_slice(terms);
    }

    /// Leaves out of the description what the name uses in another sense: the vibrator of a
    /// «concrete vibrator» stays one. Of a full list nothing is left out, since it may lack others.
    fn heed_name(&mut self) {
        let Self { entries, otherwise, .. } = self;
        if otherwise.is_empty() {
            return;
        }
        let counts =
            |word: &Word<'_>| word.role != Role::Description || !otherwise.contains(&word.term);
        for entry in entries.iter_mut() {
            if entry.strong.len() < EVIDENCE {
                entry.strong.retain(counts);
            }
            if entry.weak.len() < WEAK_WORDS {
                entry.weak.retain(counts);
            }
        }
        entries.retain(|entry| {
            !(entry.labels.is_empty() && entry.strong.is_empty() && entry.weak.is_empty())
        });
    }

    /// Notes a term.
    pub(super) fn word(&mut self, word: Word<'f>) {
        let entry = self.entry(word.category);
        if word.strong {
            // Again in running text it says no more.
            if word.role == Role::Description
                && entry.strong.iter().any(|known| known.term == word.term)
            {
                return;
            }
            if entry.strong.len() < EVIDENCE {
                entry.strong.push(word);
            } else if word.heads()
                && let Some(other) = entry.strong.iter_mut().find(|other| !other.heads())
            {
                *other = word;
            }
            return;
        }
        // The same term again says no more, unless it stands in a naming field at last; a full
        // list gives up a word that names nothing for one that does.
        let known = entry.weak.iter().position(|known| known.term == word.term);
        if known.is_none() && entry.weak.len() < WEAK_WORDS {
            entry.weak.push(word);
        } else if word.naming {
            let replaceable =
                |w: &&mut Word<'f>| !w.naming && (known.is_none() || w.term == word.term);
            if let Some(other) = entry.weak.iter_mut().find(replaceable) {
                *other = word;
            }
        }
    }

    fn entry(&mut self, category: Category) -> &mut Entry<'f> {
        let known = self.entries.iter().position(|entry| entry.category == category);
        let index = known.unwrap_or_else(|| {
            let (labels, strong, weak) = (Vec::new(), Vec::new(), Vec::new());
            self.entries.push(Entry { category, labels, strong, weak });
            self.entries.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the index was found or made above")]
        &mut self.entries[index]
    }

    /// Whether nothing was noted of any category.
    pub(super) const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What it amounts to for the categories of `wanted`, strongest first.
    pub(super) fn findings(
        &mut self,
        tree: &CategoryTree,
        lexicon: &Lexicon,
        wanted: CategorySet,
    ) -> Findings {
        self.heed_name();
        let count = Count { tally: self, tree, lexicon };
        let mut found: Vec<(Category, Strength)> =
            self.entries.iter().map(|entry| (entry.category, count.strength(entry))).collect();
        count.name_groups(&mut found);
        count.leave_out_groups(&mut found);
        found.retain(|(category, _)| wanted.contains(*category));
        found.sort_by_key(|(category, strength)| (std::cmp::Reverse(*strength), *category));
        let items = found.into_iter().map(|(category, strength)| Finding {
            category,
            strength,
            evidence: count.evidence(category),
        });
        Findings { items: items.collect() }
    }
}

struct Count<'t, 'f> {
    tally: &'t Tally<'f>,
    tree: &'t CategoryTree,
    lexicon: &'t Lexicon,
}

impl<'t, 'f> Count<'t, 'f> {
    fn strength(&self, entry: &Entry<'f>) -> Strength {
        if entry.is_declared() {
            return Strength::Declared;
        }
        // The name of a shelf and nothing more.
        if !entry.labels.is_empty() {
            return Strength::Strong;
        }
        let support = self.weak_in(self.tree.ancestry(entry.category));
        let excused = self.is_excused(entry.category);
        let counts = |word: &&Word<'_>| !excused || word.heads();
        let enough = entry.strong.iter().any(|word| counts(&word))
            || entry
                .weak
                .iter()
                .filter(counts)
                .any(|word| support.iter().any(|w| self.are_two(word, w)))
            || entry.weak.iter().any(|word| word.naming && self.has_label_beside(word));
        if enough { Strength::Strong } else { Strength::Weak }
    }

    /// Weak terms of several categories of a group, none of them found, name the group itself.
    fn name_groups(&self, found: &mut Vec<(Category, Strength)>) {
        let roots = found.iter().map(|(category, _)| self.tree.root(*category));
        for root in roots.collect::<CategorySet>().iter() {
            let family = self.tree.covered(root);
            let is_found = |(category, strength): &(Category, Strength)| {
                *strength >= Strength::Strong && family.contains(*category)
            };
            if self.kind(root) != Some(Kind::Group) || found.iter().any(is_found) {
                continue;
            }
            // Words for what is shown to everyone say nothing against it.
            let open = family.iter().filter(|category| self.kind(*category) == Some(Kind::Open));
            let words = self.weak_in(family.difference(open.collect()));
            let excused = self.is_excused(root);
            let mut firsts = words.iter().filter(|word| !excused || word.heads());
            if firsts.any(|a| words.iter().any(|b| self.are_two(a, b))) {
                found.retain(|(category, _)| *category != root);
                found.push((root, Strength::Strong));
            }
        }
    }

    fn leave_out_groups(&self, found: &mut Vec<(Category, Strength)>) {
        let strong: Vec<Category> = found
            .iter()
            .filter(|(_, strength)| *strength >= Strength::Strong)
            .map(|(category, _)| *category)
            .collect();
        found.retain(|(group, _)| {
            let inside = self.tree.covered(*group).difference(CategorySet::of(*group));
            let spoken =
                self.tally.entries.iter().any(|e| e.category == *group && !e.strong.is_empty());
            // What is shown to everyone explains a label, but not a strong word for the group.
            let explains = |category: &Category| {
                inside.contains(*category) && !(spoken && self.kind(*category) == Some(Kind::Open))
            };
            self.kind(*group) != Some(Kind::Group) || !strong.iter().any(explains)
        });
    }

    /// Whether the listing's name excuses the group of a category: then only what stands in the
    /// name, the category or a label says that it is more than an accessory.
    fn is_excused(&self, category: Category) -> bool {
        let group = self.tree.covered(self.tree.root(category));
        !self.tally.excused.intersection(group).is_empty()
    }

    fn weak_in(&self, categories: CategorySet) -> Vec<&'t Word<'f>> {
        let entries = self.tally.entries.iter().filter(|entry| categories.contains(entry.category));
        entries.flat_map(|entry| &entry.weak).collect()
    }

    /// Whether two words are two reasons: neither contains the other, in whatever language, not
    /// both say what the goods hold, and one names them.
    fn are_two(&self, a: &Word<'_>, b: &Word<'_>) -> bool {
        let term = |word: &Word<'_>| self.lexicon.term(word.term);
        let (Some(one), Some(two)) = (term(a), term(b)) else { return false };
        let (first, second) = (one.text.trim_matches('*'), two.text.trim_matches('*'));
        (a.naming || b.naming)
            && !(one.is_content && two.is_content)
            && !first.contains(second)
            && !second.contains(first)
    }

    /// Whether a field declares something of the word's group, and that does not explain the
    /// word: nicotine in what is declared an e-liquid makes no pouch of it.
    fn has_label_beside(&self, word: &Word<'_>) -> bool {
        let group = self.tree.covered(self.tree.root(word.category));
        let line = self.tree.covered(word.category).union(self.tree.ancestry(word.category));
        let text = |word: &Word<'_>| self.lexicon.term(word.term).map(|term| term.text);
        let explains = |entry: &Entry<'_>| {
            let mut words = entry.strong.iter().chain(&entry.weak);
            !line.contains(entry.category) && words.any(|known| text(known) == text(word))
        };
        let mut labelled = self.tally.entries.iter().filter(|entry| entry.is_declared());
        labelled.any(|entry| group.contains(entry.category) && !explains(entry))
    }

    fn kind(&self, category: Category) -> Option<Kind> {
        self.tree.entry(category).map(|entry| entry.kind)
    }

    fn evidence(&self, category: Category) -> Vec<Evidence> {
        let own = || self.tally.entries.iter().filter(move |entry| entry.category == category);
        let labels = own().filter(|entry| entry.is_declared() || entry.strong.is_empty());
        let labels = labels.flat_map(|entry| &entry.labels).map(|fact| Evidence::Label {
            key: fact.key.to_owned(),
            value: fact.value.as_str().chars().take(VALUE).collect(),
        });
        let weak = || own().flat_map(|entry| &entry.weak);
        let (naming, others) = (weak().filter(|w| w.naming), weak().filter(|w| !w.naming));
        let words = own().flat_map(|entry| &entry.strong).chain(naming).chain(others);
        // A group named by its members' words rests on theirs, a child may rest on its parents'.
        let related = self.tree.covered(category).union(self.tree.ancestry(category));
        let support = self.weak_in(related.difference(CategorySet::of(category)));
        let words = words.chain(support.into_iter().filter(|_| own().all(|e| e.strong.is_empty())));
        labels.chain(words.map(|word| self.named(word))).take(EVIDENCE).collect()
    }

    fn named(&self, word: &Word<'f>) -> Evidence {
        Evidence::Term {
            id: self.lexicon.term(word.term).map_or_else(String::new, |term| term.id.to_owned()),
            role: word.role,
            key: word.key.to_owned(),
            span: word.span.clone(),
        }
    }
}
