//! What the storefront itself declares about a listing.
//!
//! 1. `hasAdultConsideration` names enumeration members of schema.org, one or several, as an
//!    address or by their short name. One that the configuration does not know is still adult.
//! 2. `isFamilyFriendly: false` and the flags of shop systems say «adult» without saying why.
//! 3. An age limit counts from [`LIMIT`] on: below it lie toys and films for children, at 16 and 17
//!    the goods that some countries sell to older minors.
//! 4. `suggestedMinAge` is advice (models and puzzles are sold as «18+»); it counts from 18 on.
//! 5. The RTA string in a rating, and the ratings of PEGI, USK, ESRB, FSK and BBFC.
//!
//! A falsy value declares nothing: `adult: no` is no proof of innocence.

use super::codes::Shared;
use super::facts::{Fact, Scalar};
use super::keys::Key;
use crate::category::{Category, CategorySet, CategoryTree};
use std::collections::HashMap;

/// The least age limit that is taken for a restriction, in years.
const LIMIT: u32 = 16;

/// The least suggested age that is taken for a restriction, in years.
const SUGGESTED_LIMIT: u32 = 18;

/// The «Restricted to Adults» label (rtalabel.org).
const RTA: &str = "RTA-5042-1996-1400-1577-RTA";

/// Declared labels of one category tree.
#[derive(Clone, Debug)]
pub(super) struct Labels {
    schema_org: Shared<String>,
    /// Where a bare «adult» goes.
    adult: Option<Category>,
    /// Shop flags that name a group.
    groups: HashMap<&'static str, Category>,
    /// Boards that rate games and films by age.
    boards: Vec<(&'static str, Category)>,
}

/// How the value of a label is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Considerations,
    FamilyFriendly,
    Flag,
    FlagOrLimit,
    Suggested,
    Rating,
}

impl Labels {
    pub(super) fn new(tree: &CategoryTree, schema_org: Shared<String>) -> Self {
        let adult = tree.by_name("adult_unclassified").or_else(|| tree.by_name("adult"));
        let groups =
            GROUP_FLAGS.iter().filter_map(|(flag, group)| Some((*flag, tree.by_name(group)?)));
        let boards =
            BOARDS.iter().filter_map(|(board, rated)| Some((*board, tree.by_name(rated)?)));
        Self { schema_org, adult, groups: groups.collect(), boards: boards.collect() }
    }

    /// The categories that a field of role [`Label`](super::Role::Label) declares.
    pub(super) fn declared(&self, fact: &Fact<'_>) -> CategorySet {
        let text = fact.value.as_str().trim();
        let mut found = self.considerations(text);
        if text.contains(RTA) {
            found = found.union(self.adult());
        }
        if let Some(rated) = self.rated(fact) {
            found.insert(rated);
        }
        let Some(key) = Key::read(fact.key) else { return found };
        if let Some(group) = self.groups.get(key.flat()) {
            return if is_true(fact.value) { found.union(CategorySet::of(*group)) } else { found };
        }
        let restricted = match reading(key.flat()) {
            // A consideration that is not configured is a consideration all the same.
            Some(Reading::Considerations) => {
                found.is_empty() && (names_consideration(text) || is_true(fact.value))
            }
            Some(Reading::FamilyFriendly) => is_false(fact.value),
            Some(Reading::Flag) => is_true(fact.value),
            Some(Reading::FlagOrLimit) => is_true(fact.value) || years(text) >= Some(LIMIT),
            Some(Reading::Suggested) => years(text) >= Some(SUGGESTED_LIMIT),
            Some(Reading::Rating) => ADULT_RATINGS.iter().any(|r| text.eq_ignore_ascii_case(r)),
            None => false,
        };
        if restricted { found.union(self.adult()) } else { found }
    }

    /// What a rating board's label is about: `pegi: 16`, `contentRating: "FSK 12"`.
    fn rated(&self, fact: &Fact<'_>) -> Option<Category> {
        let names = |board: &str| {
            let starts = |text: &str| text.get(..4).is_some_and(|s| s.eq_ignore_ascii_case(board));
            let short = |text: &str| text.get(..3).is_some_and(|s| s.eq_ignore_ascii_case(board));
            let text = fact.value.as_str().trim_start();
            match board.len() {
                4 => starts(fact.key) || starts(text),
                _ => short(fact.key) || short(text),
            }
        };
        let board = self.boards.iter().find(|(board, _)| names(board));
        let stated = !matches!(fact.value, Scalar::Bool(_)) && !fact.value.as_str().is_empty();
        board.filter(|_| stated).map(|(_, category)| *category)
    }

    fn adult(&self) -> CategorySet {
        self.adult.into_iter().collect()
    }

    fn considerations(&self, text: &str) -> CategorySet {
        let names = text.split([',', ';', ' ']).filter(|name| names_consideration(name));
        names.fold(CategorySet::EMPTY, |found, name| {
            found.union(self.schema_org.get(&short_name(name).to_ascii_lowercase()))
        })
    }
}

fn reading(flat: &str) -> Option<Reading> {
    Some(match flat {
        "hasadultconsideration" => Reading::Considerations,
        "isfamilyfriendly" | "familyfriendly" => Reading::FamilyFriendly,
        "suggestedminage" | "suggestedage" | "minvalue" => Reading::Suggested,
        "rating" | "contentrating" => Reading::Rating,
        // `adult: 18` may be the price of a ticket.
        "adult"
        | "isadult"
        | "isadultproduct"
        | "adultproduct"
        | "adultonly"
        | "adultsonly"
        | "isadultonly"
        | "adultcontent"
        | "isadultcontent"
        | "hasadultcontent"
        | "containsadultcontent"
        | "nsfw"
        | "isnsfw"
        | "mature"
        | "ismature"
        | "maturecontent"
        | "ismaturecontent"
        | "over18"
        | "isover18"
        | "is18plus"
        | "18plus"
        | "eighteenplus"
        | "agecheck"
        | "agecheckrequired"
        | "requiresagecheck"
        | "ageverificationrequired"
        | "requiresageverification" => Reading::Flag,
        "requiredminage" | "agerestricted" | "isagerestricted" | "agerestriction"
        | "agerestrictions" | "agelimit" | "minage" | "minimumage" | "minimumbuyerage"
        | "buyerminage" | "requiredage" | "agerequired" | "ageverification" => Reading::FlagOrLimit,
        _ => return None,
    })
}

/// The last part of an address: `https://schema.org/AlcoholConsideration`, `schema:…`, or the name.
pub(super) fn short_name(name: &str) -> &str {
    name.rsplit(['/', ':', '#']).next().unwrap_or(name)
}

fn names_consideration(text: &str) -> bool {
    const TAIL: &[u8] = b"consideration";
    let bytes = text.as_bytes();
    let tail = bytes.len().checked_sub(TAIL.len()).and_then(|at| bytes.get(at..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(TAIL))
}

fn is_true(value: Scalar<'_>) -> bool {
    one_of(value, &["true", "1", "1.0", "yes", "y", "on", "adult", "adults only"])
}

fn is_false(value: Scalar<'_>) -> bool {
    one_of(value, &["false", "0", "0.0", "no", "n", "off"])
}

/// Whether the value is one of `words`, in any case, also as `https://schema.org/False`.
fn one_of(value: Scalar<'_>, words: &[&str]) -> bool {
    let word = short_name(value.as_str().trim());
    words.iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// The first number of a short text: `18`, `18+`, `ab 18`, `18.0`. Four digits are a year of the
/// calendar, not an age.
fn years(text: &str) -> Option<u32> {
    if text.len() > 24 {
        return None;
    }
    let digits = text.split(|c: char| !c.is_ascii_digit()).find(|run| !run.is_empty())?;
    if digits.len() > 3 { None } else { digits.parse().ok() }
}

/// Values of `<meta name="rating">` and `contentRating` that say «adult» (Google SafeSearch, RTA).
const ADULT_RATINGS: &[&str] = &["adult", "adults only", "mature", "restricted", "18+", "x", "xxx"];

/// By what their names begin with.
const BOARDS: &[(&str, &str)] = &[
    ("pegi", "video_game_rated"),
    ("usk", "video_game_rated"),
    ("esrb", "video_game_rated"),
    ("fsk", "film_rated"),
    ("bbfc", "film_rated"),
];

const GROUP_FLAGS: &[(&str, &str)] = &[
    ("isalcohol", "alcohol"),
    ("isalcoholic", "alcohol"),
    ("isalcoholicproduct", "alcohol"),
    ("istobacco", "tobacco"),
    ("istobaccoproduct", "tobacco"),
];
