//! Ages in whole years, what is proven of one, and how well it is proven.

use std::fmt;

/// An age in completed years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Age(pub u8);

impl Age {
    /// The age that everybody has: what an unknown viewer is taken for.
    pub const ZERO: Self = Self(0);
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is proven of a viewer's age: at least `lower`, at most `upper` years.
///
/// ```
/// use agegate::age::{Age, AgeBounds};
/// let adult = AgeBounds::at_least(Age(18));
/// assert!(adult.reaches(Age(16)) && !adult.reaches(Age(21)));
/// assert!(!AgeBounds::UNKNOWN.reaches(Age(1)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AgeBounds {
    /// The viewer is at least this old.
    pub lower: Age,
    /// The viewer is at most this old, where that is proven too.
    pub upper: Option<Age>,
}

impl AgeBounds {
    /// Nothing is proven: the viewer counts as 0 years old.
    pub const UNKNOWN: Self = Self { lower: Age::ZERO, upper: None };

    /// Bounds that only say «at least».
    pub const fn at_least(lower: Age) -> Self {
        Self { lower, upper: None }
    }

    /// Bounds of a viewer who is exactly `age` completed years old.
    pub const fn exactly(age: Age) -> Self {
        Self { lower: age, upper: Some(age) }
    }

    /// Whether the viewer is proven to have reached `minimum`.
    pub fn reaches(self, minimum: Age) -> bool {
        self.lower >= minimum
    }

    /// Whether the viewer is proven to be younger than `age`.
    pub fn is_below(self, age: Age) -> bool {
        self.upper.is_some_and(|upper| upper < age)
    }

    /// Whether no age satisfies both bounds.
    pub fn is_contradictory(self) -> bool {
        self.upper.is_some_and(|upper| upper < self.lower)
    }
}

/// How an age was assured (ISO/IEC 27566-1), weakest first, so that a rule's floor is a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The viewer's own word.
    #[default]
    SelfDeclared,
    /// Implied by verified facts, as a credit card or a phone contract.
    Inferred,
    /// Estimated from biological or behavioural features.
    Estimated,
    /// Calculated from a verified date of birth.
    Verified,
}

impl Class {
    /// All classes, weakest first.
    pub const ALL: [Self; 4] =
        [Self::SelfDeclared, Self::Inferred, Self::Estimated, Self::Verified];

    /// The name used in configuration, events and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SelfDeclared => "self_declared",
            Self::Inferred => "inferred",
            Self::Estimated => "estimated",
            Self::Verified => "verified",
        }
    }

    /// The class of a configuration name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
