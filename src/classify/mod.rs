//! From what a unit says about itself to findings: which categories it belongs to, and why.
//!
//! 1. What the storefront declares comes first: labels, taxonomy ids and paths, unmistakable leaf
//!    categories ([`Strength::Declared`]).
//! 2. One strong term is enough in a naming field, and in a field that nobody has heard of
//!    ([`Strength::Strong`]).
//! 3. Of weak terms it takes two different ones of a category (its own or its parents'), or one
//!    beside a label of the same group that does not explain it. Two of different categories of a
//!    group name the group.
//! 4. In what others wrote, in search words, identifiers and bookkeeping a strong term is a weak
//!    one, and without a hit in a naming field nothing comes of it.
//! 5. Of a category path only the deepest two levels speak, of an address only the last words.
//! 6. A weak word that is the whole name and the name of a shelf («Rum») is strong.
//! 7. What a listing's name excuses as an accessory or denies is found only where the name, the
//!    category or a label says so none the less. In a description a mention («for whisky») is nothing.
//! 8. A group is left out where something in it is found: the narrower finding says more.

mod classifier;
mod codes;
mod facts;
mod fields;
mod key_says;
mod keys;
mod labels;
mod list;
mod nested;
mod path;
mod role;
mod sieve;
mod stated;
mod tally;
mod taxonomy;
#[cfg(test)]
mod tests;

#[cfg(feature = "html")]
pub(crate) use crate::text::address::is_opaque;
pub use classifier::Classifier;
pub use codes::Codes;
pub use facts::{Fact, Facts, Scalar};
pub use key_says::KeySays;
pub use role::Role;
#[cfg(feature = "feeds")]
pub(crate) use stated::names_attribute;

use crate::category::{Category, CategorySet};
use std::ops::Range;

/// How sure a finding is, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Not enough to act on.
    Weak,
    /// Enough to act on, from words.
    Strong,
    /// The storefront itself says so.
    Declared,
}

/// What a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A label the storefront declares, as `hasAdultConsideration`.
    Label {
        /// The member or attribute name.
        key: String,
        /// Its value, shortened.
        value: String,
    },
    /// A term of the lexicon.
    Term {
        /// The term's stable id, `category/language:term` (STYLE: bounded, no body text).
        id: String,
        /// The role of the field it stood in.
        role: Role,
        /// The member or attribute name of that field.
        key: String,
        /// Where in the field's text, in bytes.
        span: Range<usize>,
    },
}

/// One category that a unit belongs to, with the reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The category.
    pub category: Category,
    /// How sure.
    pub strength: Strength,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// All findings of one unit, one per category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// The findings, strongest first.
    pub items: Vec<Finding>,
}

impl Findings {
    /// The categories found at least strongly: what a policy acts on.
    pub fn acting(&self) -> CategorySet {
        self.items.iter().filter(|f| f.strength >= Strength::Strong).map(|f| f.category).collect()
    }
}
