//! Why something is restricted: a small tree of categories, and sets of them.

use std::fmt;

/// One category, as an index into the [`CategoryTree`] that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Category(u8);

impl Category {
    /// The position in the tree, below [`CategoryTree::MAX`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a category is for a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Only a parent of others.
    Group,
    /// Restricted by age.
    Age,
    /// Recognised and shown.
    Open,
    /// Not to be sold to anybody.
    Prohibited,
    /// Held back for another reason than age.
    Withheld,
}

impl Kind {
    /// The kind of a configuration name.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "group" => Self::Group,
            "age" => Self::Age,
            "open" => Self::Open,
            "prohibited" => Self::Prohibited,
            "withheld" => Self::Withheld,
            _ => return None,
        })
    }
}

/// One row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryEntry {
    /// The name in configuration and events, such as `alcohol_spirits`.
    pub name: String,
    /// The category that covers this one.
    pub parent: Option<Category>,
    /// What it is for a policy.
    pub kind: Kind,
    /// Whether running text (over `limits.prose` characters) outside listings is judged for it.
    pub prose: bool,
}

/// The categories of a configuration, at most [`CategoryTree::MAX`], parents before children.
///
/// ```
/// use agegate::category::{CategoryTree, Kind};
/// let mut tree = CategoryTree::default();
/// let alcohol = tree.add("alcohol", None, Kind::Group, false).unwrap();
/// let spirits = tree.add("alcohol_spirits", Some(alcohol), Kind::Age, false).unwrap();
/// assert_eq!(tree.root(spirits), alcohol);
/// assert!(tree.covered(alcohol).contains(spirits));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryTree {
    entries: Vec<CategoryEntry>,
}

impl CategoryTree {
    /// How many categories fit, so that a set is one machine word pair.
    pub const MAX: usize = 128;

    /// Adds a category; `None` if the name is taken or the tree is full.
    pub fn add(
        &mut self,
        name: &str,
        parent: Option<Category>,
        kind: Kind,
        prose: bool,
    ) -> Option<Category> {
        if self.entries.len() >= Self::MAX || self.by_name(name).is_some() {
            return None;
        }
        let id = Category(u8::try_from(self.entries.len()).ok()?);
        self.entries.push(CategoryEntry { name: name.to_owned(), parent, kind, prose });
        Some(id)
    }

    /// The category of this name.
    pub fn by_name(&self, name: &str) -> Option<Category> {
        self.iter().find(|(_, entry)| entry.name == name).map(|(id, _)| id)
    }

    /// The row of a category; `None` for one of another tree.
    pub fn entry(&self, category: Category) -> Option<&CategoryEntry> {
        self.entries.get(category.index())
    }

    /// The name of a category, `unknown` for one of another tree.
    pub fn name(&self, category: Category) -> &str {
        self.entry(category).map_or("unknown", |entry| entry.name.as_str())
    }

    /// All categories in order.
    pub fn iter(&self) -> impl Iterator<Item = (Category, &CategoryEntry)> {
        (0u8..).zip(&self.entries).map(|(index, entry)| (Category(index), entry))
    }

    /// The outermost ancestor: the group that reports name.
    pub fn root(&self, category: Category) -> Category {
        let mut at = category;
        while let Some(parent) = self.entry(at).and_then(|entry| entry.parent) {
            at = parent;
        }
        at
    }

    /// A category with all its descendants: what a rule on it covers.
    pub fn covered(&self, category: Category) -> CategorySet {
        let mut set = CategorySet::of(category);
        for (id, entry) in self.iter() {
            if entry.parent.is_some_and(|parent| set.contains(parent)) {
                set.insert(id);
            }
        }
        set
    }

    /// A category with all its ancestors.
    pub fn ancestry(&self, category: Category) -> CategorySet {
        let mut set = CategorySet::of(category);
        let mut at = category;
        while let Some(parent) = self.entry(at).and_then(|entry| entry.parent) {
            set.insert(parent);
            at = parent;
        }
        set
    }

    /// Every category.
    pub fn all(&self) -> CategorySet {
        self.iter().map(|(id, _)| id).collect()
    }
}

/// A set of categories of one tree.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct CategorySet(u128);

impl CategorySet {
    /// The empty set.
    pub const EMPTY: Self = Self(0);

    /// The set of one.
    pub const fn of(category: Category) -> Self {
        Self(1 << category.0)
    }

    /// Adds a category.
    pub fn insert(&mut self, category: Category) {
        self.0 |= 1 << category.0;
    }

    /// Whether `category` is in the set.
    pub const fn contains(self, category: Category) -> bool {
        self.0 & (1 << category.0) != 0
    }

    /// Whether nothing is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many are in the set.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// What is in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this set and not in `other`.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The members in order.
    pub fn iter(self) -> impl Iterator<Item = Category> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let next = u8::try_from(rest.trailing_zeros()).ok().filter(|_| rest != 0)?;
            rest &= rest - 1;
            Some(Category(next))
        })
    }
}

impl FromIterator<Category> for CategorySet {
    fn from_iter<I: IntoIterator<Item = Category>>(categories: I) -> Self {
        let mut set = Self::EMPTY;
        categories.into_iter().for_each(|category| set.insert(category));
        set
    }
}

impl Extend<Category> for CategorySet {
    fn extend<I: IntoIterator<Item = Category>>(&mut self, categories: I) {
        categories.into_iter().for_each(|category| self.insert(category));
    }
}

impl fmt::Debug for CategorySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Category::index)).finish()
    }
}
