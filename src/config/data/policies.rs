//! `policies/*.toml`: rules, category × country, dated.

use super::Names;
use crate::age::{Age, Class};
use crate::attribute::{Amount, Attribute, Condition};
use crate::config::error::At;
use crate::config::read::{Source, Spot, Table};
use crate::jurisdiction::Country;
use crate::policy::{Action, Mode, Requirement, Rule, Scope, Viewers};
use std::collections::HashMap;

/// Where each rule id was first given, over all files.
pub(in crate::config) type Ids = HashMap<String, At>;

/// The oldest age that a rule may ask for; more is a slip of the keyboard.
const OLDEST: u64 = 99;

pub(in crate::config) fn read(source: &Source<'_>, names: Names<'_>, ids: &mut Ids) -> Vec<Rule> {
    let rules = source.walk(|root| {
        let rules = root.tables("rule", |table| read_one(table, names, ids));
        rules.unwrap_or_default().into_iter().flatten().collect()
    });
    rules.unwrap_or_default()
}

fn read_one(table: &mut Table<'_>, names: Names<'_>, ids: &mut Ids) -> Option<Rule> {
    let id = read_id(table, ids);
    let category = table.text("category");
    if category.is_none() && table.place_of("category").is_none() {
        table.missing("category", "a rule is about one category and all that it covers");
    }
    let category = category.and_then(|word| names.find(table, word));
    let scope = read_scope(table);
    let conditions = read_conditions(table);
    let requirement = read_requirement(table);
    let assurance = read_assurance(table, requirement);
    let action = table.word("action", &ACTIONS).map_or(Action::Omit, |spot| spot.value);
    let mode = table.word("mode", &MODES).map_or(Mode::Enforce, |spot| spot.value);
    let viewers = table.word("viewers", &VIEWERS).map_or(Viewers::All, |spot| spot.value);
    let (from, until) = (table.date("from"), table.date("until"));
    if let (Some(from), Some(until)) = (from, until)
        && from.value >= until.value
    {
        let message = format!("`until` is {}, and the rule begins on {}", until.value, from.value);
        table.source().error(until.at, message);
    }
    let source = table.text("source").map(|spot| spot.value.to_owned());
    if source.as_deref().is_none_or(|text| text.trim().is_empty()) {
        let message = "the rule has no `source`: name the law, or what else it rests on".to_owned();
        table.source().warn(table.at(), "rule_without_source", message);
    }
    Some(Rule {
        id: id?,
        category: category?,
        scope: scope?,
        from: from.map(|spot| spot.value),
        until: until.map(|spot| spot.value),
        conditions,
        requirement: requirement?,
        assurance,
        action,
        mode,
        viewers,
        source: source.unwrap_or_default(),
    })
}

/// The keys that ask for an attribute, with their units in [`Attribute::unit`].
const OVER: [(&str, Attribute); 5] = [
    ("abv_over", Attribute::Abv),
    ("caffeine_over", Attribute::Caffeine),
    ("nicotine_over", Attribute::Nicotine),
    ("blade_over", Attribute::Blade),
    ("concentration_over", Attribute::Concentration),
];

fn read_conditions(table: &mut Table<'_>) -> Vec<Condition> {
    let mut conditions: Vec<Condition> = OVER
        .into_iter()
        .filter_map(|(key, attribute)| {
            let amount = table.decimal(key, Amount::parse)?;
            Some(Condition::Over(attribute, amount.value))
        })
        .collect();
    let rating = table.integer("rating_from", 1..=OLDEST);
    let hundredths = rating.and_then(|years| u32::try_from(years.value * 100).ok());
    conditions.extend(
        hundredths.map(|rating| Condition::From(Attribute::Rating, Amount::hundredths(rating))),
    );
    conditions
}

const ACTIONS: [(&str, Action); 3] =
    [("mask", Action::Mask), ("omit", Action::Omit), ("gate", Action::Gate)];

const MODES: [(&str, Mode); 2] = [("enforce", Mode::Enforce), ("observe", Mode::Observe)];

const VIEWERS: [(&str, Viewers); 2] =
    [("all", Viewers::All), ("known-minors", Viewers::KnownMinors)];

fn read_id(table: &mut Table<'_>, ids: &mut Ids) -> Option<String> {
    let id = table.text("id");
    let Some(id) = id else {
        if table.place_of("id").is_none() {
            table.missing("id", "reasons and events name the rule by it");
        }
        return None;
    };
    let source = table.source();
    let is_id = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    if id.value.is_empty() || id.value.len() > 64 || !id.value.bytes().all(is_id) {
        let message = format!(
            "`{}` is no id: use up to 64 lower-case letters, digits, `-` and `_`",
            id.value
        );
        source.error(id.at, message);
        return None;
    }
    if let Some(first) = ids.get(id.value) {
        source.error(id.at, format!("rule `{}` is already at {first}", id.value));
        return None;
    }
    ids.insert(id.value.to_owned(), source.at(id.at));
    Some(id.value.to_owned())
}

fn read_scope(table: &mut Table<'_>) -> Option<Scope> {
    let words = table.texts("country");
    let Some(at) = table.place_of("country") else { return Some(Scope::Everywhere) };
    let words = words?;
    if words.is_empty() {
        let message = "`country` is empty, so the rule stands nowhere; leave it out for everywhere";
        table.source().error(at, message);
        return None;
    }
    let mut countries: Vec<Country> = Vec::new();
    let mut all_known = true;
    for word in words {
        match (word.value, Country::parse(word.value)) {
            ("EU", _) => countries.extend(Country::eu()),
            (code, Some(country)) if country.code() == code => countries.push(country),
            (_, found) => {
                all_known = false;
                unknown_country(table, word, found);
            }
        }
    }
    countries.sort();
    countries.dedup();
    all_known.then_some(Scope::Countries(countries))
}

fn unknown_country(table: &Table<'_>, word: Spot<&str>, in_capitals: Option<Country>) {
    let near = match word.value {
        other if other.eq_ignore_ascii_case("EU") => Some("EU"),
        other => in_capitals.as_ref().map(Country::code).or_else(|| Country::meant_by(other)),
    };
    let message = format!("`{}` is no country code of ISO 3166-1, nor `EU`", word.value);
    table.source().error_near(word.at, message, near);
}

fn read_requirement(table: &mut Table<'_>) -> Option<Requirement> {
    let age = table.integer("min_age", 1..=OLDEST);
    let born = table.date("born_before");
    let prohibited = table.bool("prohibited");
    let given: Vec<(&str, usize)> = ["min_age", "born_before", "prohibited"]
        .into_iter()
        .filter_map(|key| table.place_of(key).map(|at| (key, at)))
        .collect();
    match given.as_slice() {
        [] => {
            let keys = ["min_age", "born_before", "prohibited"];
            table.missing_any(&keys, "what it demands of the viewer");
            return None;
        }
        [_] => {}
        [(first, _), .., (last, at)] => {
            let message = format!("a rule demands one thing, and here are `{first}` and `{last}`");
            table.source().error(*at, message);
            return None;
        }
    }
    match (age, born, prohibited) {
        (Some(age), ..) => Some(Requirement::MinAge(Age(u8::try_from(age.value).ok()?))),
        (_, Some(day), _) => Some(Requirement::BornBefore(day.value)),
        (_, _, Some(true)) => Some(Requirement::Prohibited),
        (_, _, Some(false)) => {
            let at = table.place_of("prohibited").unwrap_or(table.at());
            table.source().error(at, "`prohibited = false` demands nothing; leave out the rule");
            None
        }
        _ => None,
    }
}

/// Without a word on it, only a verified age satisfies a rule: a forgotten key must not open it.
fn read_assurance(table: &mut Table<'_>, requirement: Option<Requirement>) -> Class {
    let words = Class::ALL.map(|class| (class.name(), class));
    let assurance = table.word("assurance", &words);
    if let (Some(spot), Some(Requirement::Prohibited)) = (assurance, requirement) {
        let message = "no proof of age opens what is prohibited; leave out `assurance`";
        table.source().error(spot.at, message);
    }
    assurance.map_or(Class::Verified, |spot| spot.value)
}
