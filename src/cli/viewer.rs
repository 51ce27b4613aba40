//! Viewers and countries as they are named on the command line.

use crate::age::{Age, AgeBounds, Class};
use crate::assurance::{Assurance, Confidence};
use crate::clock::Date;
use crate::jurisdiction::{Country, Jurisdiction};

/// The age from which nobody is a minor.
const MAJORITY: u8 = 18;

/// A viewer: `anonymous`, or an age with the class of its proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Viewer {
    /// Nothing is proven.
    Anonymous,
    /// Proven to be this old.
    Aged {
        /// Completed years.
        age: Age,
        /// Whether the viewer may be older.
        or_older: bool,
        /// How well it is proven.
        class: Class,
    },
}

impl Viewer {
    /// Reads `anonymous`, `15`, `18+`, `18:estimated`.
    pub(super) fn parse(word: &str) -> Result<Self, String> {
        if word.eq_ignore_ascii_case("anonymous") {
            return Ok(Self::Anonymous);
        }
        let (age, class) = word.split_once(':').unwrap_or((word, Class::Verified.name()));
        let class = Class::from_name(&class.replace('-', "_")).ok_or_else(|| {
            let known = Class::ALL.map(Class::name).join("`, `");
            format!("`{class}` is no class of age assurance; there are `{known}`")
        })?;
        let years = age.strip_suffix('+').unwrap_or(age);
        let number = years.bytes().all(|b| b.is_ascii_digit()).then(|| years.parse::<u8>().ok());
        match number.flatten() {
            Some(number) if number <= 150 => {
                Ok(Self::Aged { age: Age(number), or_older: years != age, class })
            }
            _ => {
                Err(format!("`{age}` is neither `anonymous` nor an age in years, as `18` or `18+`"))
            }
        }
    }

    /// What is proven of the viewer; `None`: nothing.
    pub(super) fn assurance(self, today: Date) -> Option<Assurance> {
        let Self::Aged { age, or_older, class } = self else { return None };
        Some(Assurance {
            bounds: if or_older { AgeBounds::at_least(age) } else { AgeBounds::exactly(age) },
            born_not_after: Some(today.plus_years(-i32::from(age.0))),
            class,
            confidence: Confidence::Standard,
            known_minor: !or_older && age.0 < MAJORITY,
            ..Assurance::UNKNOWN
        })
    }
}

/// Reads a country code or `unknown`.
pub(super) fn country(word: &str) -> Result<Jurisdiction, String> {
    Jurisdiction::parse(word).ok_or_else(|| {
        let near = Country::meant_by(word).map(|code| format!("; did you mean `{code}`?"));
        let near = near.unwrap_or_default();
        format!("`{word}` is no country code of ISO 3166-1, as `DE`, and not `unknown`{near}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn viewers_are_read() {
        let aged = |age, or_older, class| Viewer::Aged { age: Age(age), or_older, class };
        let cases = [
            ("anonymous", Some(Viewer::Anonymous)),
            ("15", Some(aged(15, false, Class::Verified))),
            ("18+", Some(aged(18, true, Class::Verified))),
            ("18:self-declared", Some(aged(18, false, Class::SelfDeclared))),
            ("21+:estimated", Some(aged(21, true, Class::Estimated))),
            ("", None),
            ("+", None),
            ("+18", None),
            ("-1", None),
            ("151", None),
            ("256", None),
            ("18:", None),
            ("18:sure", None),
            ("adult", None),
        ];
        for (word, viewer) in cases {
            assert_eq!(Viewer::parse(word).ok(), viewer, "{word}");
        }
    }

    #[test]
    fn only_a_proven_minor_is_a_known_one() {
        let today = Date::new(2026, 11, 24).unwrap();
        let minor = |word| {
            let viewer = Viewer::parse(word).unwrap();
            viewer.assurance(today).is_some_and(|assurance| assurance.known_minor)
        };
        assert!(minor("17") && !minor("18") && !minor("16+") && !minor("anonymous"));
        let adult = Viewer::parse("18").unwrap().assurance(today).unwrap();
        assert_eq!(adult.born_not_after, Date::new(2008, 11, 24));
    }
}
