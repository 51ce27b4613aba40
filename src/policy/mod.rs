//! The pure decision: what a viewer may see of what was found, where and when, and by which rules.
//!
//! 1. A rule matches where its [`Scope`] names the country, from its first day (inclusive) to its
//!    last (exclusive). In an unknown country the rules of all countries match together.
//! 2. **All** matching rules must be satisfied. The action is the strongest of those failed
//!    (gate over omit over mask); the reasons name each of them.
//! 3. A rule on a parent covers its children.
//! 4. A finding on a [group](crate::category::Kind::Group), where only the parent is known, is
//!    subject to the age rules of everything in the group, thus to the strictest; to a prohibition
//!    in it only where everything in it is prohibited.
//! 5. A rule with conditions speaks about goods whose attributes meet all of them.
//! 6. Observed rules are recorded beside a decision and never change it.

mod decide;
#[cfg(test)]
mod tests;

pub use decide::{Closed, Decision, Policy, Reason};

use crate::age::{Age, AgeBounds, Class};
use crate::attribute::Condition;
use crate::category::{Category, CategorySet};
use crate::clock::Date;
use crate::jurisdiction::Country;

/// What a policy needs to know of a viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Viewer {
    /// What is proven of the age.
    pub bounds: AgeBounds,
    /// The latest day on which the viewer may have been born, for `born_before` rules.
    pub born_not_after: Option<Date>,
    /// How well it is proven.
    pub class: Class,
    /// Proven, or to be treated as proven, to be a minor: rules for `known-minors` apply.
    pub known_minor: bool,
}

impl Viewer {
    /// A viewer of whom nothing is proven: a minor, but not a known one.
    pub const UNKNOWN: Self = Self {
        bounds: AgeBounds::UNKNOWN,
        born_not_after: None,
        class: Class::SelfDeclared,
        known_minor: false,
    };
}

/// What a rule demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// At least this old.
    MinAge(Age),
    /// Born before this day, whatever the age.
    BornBefore(Date),
    /// Shown to nobody.
    Prohibited,
}

/// What happens to a unit, mildest first; the strongest of all failed rules wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Its strings are emptied.
    Mask,
    /// It goes.
    Omit,
    /// It goes, and a page about it is gated. (A page's subject is gated under `Omit` too.)
    Gate,
}

/// Whether a rule acts or only records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// It acts.
    Enforce,
    /// It records what it would have done.
    Observe,
}

/// For whom a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Viewers {
    /// Everyone.
    All,
    /// Only viewers proven to be minors. Undone by deleting the cookie.
    KnownMinors,
}

/// Where a rule stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere.
    Everywhere,
    /// In these countries.
    Countries(Vec<Country>),
}

/// One rule: category × country, dated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name in reasons and events.
    pub id: String,
    /// What it is about, with all that it covers.
    pub category: Category,
    /// Where it stands.
    pub scope: Scope,
    /// From this day on.
    pub from: Option<Date>,
    /// Before this day.
    pub until: Option<Date>,
    /// The attributes that goods must have for it to stand; all of them.
    pub conditions: Vec<Condition>,
    /// What it demands.
    pub requirement: Requirement,
    /// The least class of assurance that satisfies it.
    pub assurance: Class,
    /// What happens to a unit that fails it.
    pub action: Action,
    /// Whether it acts.
    pub mode: Mode,
    /// For whom it stands.
    pub viewers: Viewers,
    /// The legal source.
    pub source: String,
}

/// Categories closed for one viewer at one place and day, known before any body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClosedSet {
    /// Closed by rules that act.
    pub enforced: CategorySet,
    /// Closed by rules that only record.
    pub observed: CategorySet,
    /// Whether a rule that acts and could be satisfied by age is among them.
    pub age_rule_open: bool,
}
