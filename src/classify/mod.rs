//! From what a unit says about itself to findings: which categories it belongs to, and why.

mod facts;
mod fields;
mod keys;

pub use facts::{Fact, Facts, Scalar};
pub use fields::Role;

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
