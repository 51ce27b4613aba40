//! `categories.toml`: the tree, and what a storefront's own labels declare.

use crate::category::{Category, CategoryTree, Kind};
use crate::classify::Codes;
use crate::config::read::{Source, Spot, Table, nearest};
use crate::lexicon::Language;
use std::collections::HashMap;

/// What `categories.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Categories {
    /// The categories.
    pub tree: CategoryTree,
    /// The labels that declare each.
    pub codes: Vec<Codes>,
    /// How statements of reasons name each.
    pub dsa: Vec<DsaCodes>,
    /// Whether all files could be read whole.
    pub(in crate::config) whole: bool,
}

/// How a statement of reasons names a category whose display is unlawful (DSA Transparency
/// Database, Art. 24(5) of Regulation (EU) 2022/2065).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DsaCodes {
    /// The category.
    pub category: Category,
    /// `STATEMENT_CATEGORY_…`.
    pub statement_category: String,
    /// `KEYWORD_…`, if one fits.
    pub keyword: Option<String>,
}

/// Which category a label belongs to, to find one that is given twice.
type Owners = HashMap<(&'static str, String), String>;

const KINDS: [(&str, Kind); 5] = [
    ("group", Kind::Group),
    ("age", Kind::Age),
    ("open", Kind::Open),
    ("prohibited", Kind::Prohibited),
    ("withheld", Kind::Withheld),
];

/// Reads one tree from all files that add to it.
pub(in crate::config) fn read<'s>(sources: impl Iterator<Item = Source<'s>>) -> Categories {
    let mut categories = Categories::default();
    let mut owners = Owners::new();
    let mut whole = true;
    for source in sources {
        let walked = source.walk(|root| {
            let rows = root.tables("category", |table| {
                whole &= read_one(table, &mut categories, &mut owners);
            });
            if rows.is_none_or(|rows| rows.is_empty()) {
                root.missing("[[category]]", "without categories nothing can be recognised");
            }
        });
        whole &= walked.is_some();
    }
    categories.whole = whole;
    categories
}

/// Reads one row; `false` if it could not be added to the tree.
fn read_one(table: &mut Table<'_>, categories: &mut Categories, owners: &mut Owners) -> bool {
    let id = table.text("id");
    let parent = table.text("parent");
    let kind = table.word("kind", &KINDS);
    table.text("note");
    let prose = table.bool("prose").unwrap_or(false);
    let added = add(table, categories, id, parent, kind, prose);
    let owner = id.map_or("", |id| id.value);
    let [schema_org, google_paths, shopify, leaves, departments] =
        ["schema_org", "google_paths", "shopify", "leaves", "departments"]
            .map(|key| labels(table, key, owner, owners));
    let local_leaves = local_leaves(table, owner, owners);
    let google = google(table, owner, owners);
    let statement_category = prefixed(table, "dsa_category", "STATEMENT_CATEGORY_");
    let keyword = prefixed(table, "dsa_keyword", "KEYWORD_");
    let Some(category) = added else { return false };
    categories.codes.push(Codes {
        category,
        schema_org,
        google,
        google_paths,
        shopify,
        leaves,
        local_leaves,
        departments,
    });
    if let Some(statement_category) = statement_category {
        categories.dsa.push(DsaCodes { category, statement_category, keyword });
    }
    true
}

fn add(
    table: &Table<'_>,
    categories: &mut Categories,
    id: Option<Spot<&str>>,
    parent: Option<Spot<&str>>,
    kind: Option<Spot<Kind>>,
    prose: bool,
) -> Option<Category> {
    let source = table.source();
    let Some(id) = id else {
        if table.place_of("id").is_none() {
            table.missing("id", "rules and lexicons name the category by it");
        }
        return None;
    };
    let is_name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if id.value.is_empty() || !id.value.bytes().all(is_name) {
        let message = format!("`{}` is no id: use lower-case letters, digits and `_`", id.value);
        source.error(id.at, message);
        return None;
    }
    let tree = &mut categories.tree;
    let parent_id = match parent {
        None => None,
        Some(parent) => match tree.by_name(parent.value) {
            Some(found) => Some(found),
            None => {
                let near = nearest(parent.value, tree.iter().map(|(_, e)| e.name.as_str()));
                let message = format!(
                    "unknown parent `{}`: a parent stands before its children",
                    parent.value
                );
                source.error_near(parent.at, message, near);
                return None;
            }
        },
    };
    let Some(kind) = kind else {
        if table.place_of("kind").is_none() {
            table.missing("kind", "group, age, open, prohibited or withheld");
        }
        return None;
    };
    if tree.by_name(id.value).is_some() {
        source.error(id.at, format!("category `{}` is already there", id.value));
        return None;
    }
    let added = tree.add(id.value, parent_id, kind.value, prose);
    if added.is_none() {
        source.error(id.at, format!("there are more than {} categories", CategoryTree::MAX));
    }
    added
}

fn labels(
    table: &mut Table<'_>,
    key: &'static str,
    owner: &str,
    owners: &mut Owners,
) -> Vec<String> {
    let values = table.texts(key).unwrap_or_default();
    let mut kept = Vec::with_capacity(values.len());
    for label in values {
        if label.value.trim().is_empty() || label.value.trim() != label.value {
            table.source().error(label.at, format!("`{key}` holds an empty or padded text"));
        } else if claim(table, key, label.map(str::to_lowercase), owner, owners) {
            kept.push(label.value.to_owned());
        }
    }
    kept
}

/// `da:øl`: a leaf that counts in one language only.
fn local_leaves(
    table: &mut Table<'_>,
    owner: &str,
    owners: &mut Owners,
) -> Vec<(Language, String)> {
    let mut kept = Vec::new();
    for label in table.texts("local_leaves").unwrap_or_default() {
        let parts = label.value.split_once(':');
        let read = parts.and_then(|(tag, name)| Some((Language::parse(tag)?, name)));
        match read.filter(|(_, name)| !name.is_empty() && name.trim() == *name) {
            None => {
                let message =
                    format!("`{}` is no leaf of one language such as `da:øl`", label.value);
                table.source().error(label.at, message);
            }
            Some((language, name)) => {
                if claim(table, "local_leaves", label.map(str::to_lowercase), owner, owners) {
                    kept.push((language, name.to_owned()));
                }
            }
        }
    }
    kept
}

fn google(table: &mut Table<'_>, owner: &str, owners: &mut Owners) -> Vec<u32> {
    let ids = table.integers("google");
    let free = |id: &Spot<u32>| claim(table, "google", id.map(|id| id.to_string()), owner, owners);
    ids.into_iter().filter(free).map(|id| id.value).collect()
}

/// A label declares one category, or the listing's own word would be ambiguous.
fn claim(
    table: &Table<'_>,
    key: &'static str,
    label: Spot<String>,
    owner: &str,
    owners: &mut Owners,
) -> bool {
    let at = label.at;
    let message = |first: &str| format!("`{}` already declares `{first}`", label.value);
    match owners.get(&(key, label.value.clone())) {
        Some(first) => {
            table.source().error(at, message(first));
            false
        }
        None => {
            owners.insert((key, label.value), owner.to_owned());
            true
        }
    }
}

fn prefixed(table: &mut Table<'_>, key: &'static str, prefix: &'static str) -> Option<String> {
    let parsed = table.parsed(key, |text| {
        let is_code = text.starts_with(prefix)
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if is_code { Ok(text.to_owned()) } else { Err(format!("it must begin with {prefix}")) }
    });
    parsed.map(|spot| spot.value)
}
