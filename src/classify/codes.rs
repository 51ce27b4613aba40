//! Codes of public taxonomies, and what one code says where several categories share it.

use crate::category::{Category, CategorySet, CategoryTree, Kind};
use crate::lexicon::Language;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// The codes by which storefronts declare one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes {
    /// The category that they declare.
    pub category: Category,
    /// Members of schema.org's AdultOrientedEnumeration, such as `AlcoholConsideration`.
    pub schema_org: Vec<String>,
    /// Ids of Google's product taxonomy.
    pub google: Vec<u32>,
    /// Paths of Google's product taxonomy, each with all below it: `Mature > Erotic`.
    pub google_paths: Vec<String>,
    /// Ids of Shopify's standard taxonomy, each with all below it: `ma-1` covers `ma-1-2`.
    pub shopify: Vec<String>,
    /// Names of leaf categories that leave no doubt, such as `Vodka`.
    pub leaves: Vec<String>,
    /// The same, only in texts that are known to be in the language: `rom` is memory elsewhere.
    pub local_leaves: Vec<(Language, String)>,
    /// Names of departments, leaves that cover all that stands below them: what is under «Erotik»
    /// is for adults, but not all that is under «Wein» is wine.
    pub departments: Vec<String>,
}

/// Codes of one kind, each with what it declares.
///
/// A code that several categories share declares only what they have in common: their nearest
/// common parent. Of unrelated ones it declares each, except a prohibited one beside others: a code
/// that lawful goods bear too proves no offence.
#[derive(Clone, Debug)]
pub(super) struct Shared<K> {
    codes: HashMap<K, CategorySet>,
}

impl<K: Eq + Hash> Shared<K> {
    pub(super) fn new(tree: &CategoryTree, pairs: impl Iterator<Item = (K, Category)>) -> Self {
        let mut codes: HashMap<K, CategorySet> = HashMap::new();
        for (code, category) in pairs {
            codes.entry(code).or_default().insert(category);
        }
        for declared in codes.values_mut() {
            *declared = in_common(tree, *declared);
        }
        Self { codes }
    }

    pub(super) fn get<Q: Eq + Hash + ?Sized>(&self, code: &Q) -> CategorySet
    where
        K: Borrow<Q>,
    {
        self.codes.get(code).copied().unwrap_or_default()
    }
}

fn in_common(tree: &CategoryTree, categories: CategorySet) -> CategorySet {
    let roots: CategorySet = categories.iter().map(|category| tree.root(category)).collect();
    let common = |root: Category| {
        let family = categories.intersection(tree.covered(root));
        // Ancestors come before their descendants in a tree, so the last one is the nearest.
        let shared = family.iter().map(|c| tree.ancestry(c)).reduce(CategorySet::intersection);
        shared.and_then(|shared| shared.iter().last()).unwrap_or(root)
    };
    let nearest: CategorySet = roots.iter().map(common).collect();
    let is_prohibited =
        |category: &Category| tree.entry(*category).is_some_and(|e| e.kind == Kind::Prohibited);
    let lawful: CategorySet = nearest.iter().filter(|category| !is_prohibited(category)).collect();
    if lawful.is_empty() { nearest } else { lawful }
}
