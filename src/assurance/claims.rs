//! Age claims of a verified token → what they prove of the age on a day.
//!
//! 1. A threshold proves what lies on its own side only («nearest true», ISO/IEC 18013-5 section
//!    7.2.5): `age_over_21: true` answers 18, `age_over_16: true` does not, `age_over_21: false`
//!    says nothing of 18.
//! 2. A year of birth counts from its last day, 31 December; 29 February becomes 1 March.
//! 3. Beside `verified_claims` (OpenID Connect for Identity Assurance 1.0 section 5) the top level
//!    is unverified: it may lower, never raise.
//! 4. Claims that exclude each other, or stand in a form they must not have, refuse the token.

use super::settings::IssuerConfig;
use super::{Confidence, Method, Refusal};
use crate::age::{Age, AgeBounds, Class};
use crate::clock::Date;
use serde_json::{Map, Value};

/// Above this no age is believed.
const OLDEST: u8 = 150;

/// What claims prove of an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Proven {
    /// The age's bounds, never contradictory.
    pub(super) bounds: AgeBounds,
    /// The last day of the latest possible year of birth.
    pub(super) born_not_after: Option<Date>,
    /// When the age was checked, where the token says so.
    pub(super) checked_at: Option<Date>,
}

/// What `claims` prove of an age on the day `today`.
pub(super) fn evaluate(
    claims: &Map<String, Value>,
    string_forms: bool,
    today: Date,
) -> Result<Proven, Refusal> {
    let mut outer = Reading::new(string_forms, today);
    outer.object(claims)?;
    let Some(verified) = claims.get("verified_claims") else {
        return outer.proven(None);
    };
    let mut inner = Reading::new(string_forms, today);
    let mut checked_at = None;
    for element in one_or_more(verified)? {
        let element = element.as_object().ok_or(Refusal::ClaimForm)?;
        let nested = element.get("claims").and_then(Value::as_object).ok_or(Refusal::ClaimForm)?;
        inner.object(nested)?;
        checked_at = checked_at.max(checked_on(element));
    }
    let mut both = inner.clone();
    both.merge(&outer);
    both.proven(None)?;
    inner.upper = both.upper;
    inner.proven(checked_at)
}

/// Class, method and confidence: the issuer's caps, lowered by what the token says of itself.
pub(super) fn grade(
    claims: &Map<String, Value>,
    issuer: &IssuerConfig,
) -> Result<(Class, Option<Method>, Confidence), Refusal> {
    let names = &issuer.claim_names;
    let text = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(Refusal::ClaimForm),
    };
    let known = |name: &str| {
        let own = issuer.method_names.iter().find(|(known, _)| known == name);
        own.map(|(_, method)| *method).or_else(|| Method::from_name(name))
    };
    let method = match text(&names.method)? {
        Some(name) => Some(known(name).ok_or(Refusal::ClaimForm)?),
        None => issuer.method,
    };
    let mut class = issuer.class;
    if let Some(name) = text(&names.class)? {
        class = class.min(Class::from_name(name).ok_or(Refusal::ClaimForm)?);
    }
    if let Some(method) = method {
        class = class.min(method.strongest_class());
    }
    let mut confidence = issuer.confidence;
    if let Some(name) = text(&names.confidence)? {
        confidence = confidence.min(Confidence::from_name(name).ok_or(Refusal::ClaimForm)?);
    }
    Ok((class, method, confidence))
}

/// What was read so far: the tightest bounds, and whether anything was said at all.
#[derive(Clone, Debug)]
struct Reading {
    string_forms: bool,
    today: Date,
    lower: Option<u8>,
    upper: Option<u8>,
    born_by_year: Option<i32>,
}

impl Reading {
    fn new(string_forms: bool, today: Date) -> Self {
        Self { string_forms, today, lower: None, upper: None, born_by_year: None }
    }

    fn object(&mut self, claims: &Map<String, Value>) -> Result<(), Refusal> {
        for (name, value) in claims {
            match name.as_str() {
                "age_equal_or_over" | "age_thresholds" => self.thresholds(value)?,
                "age_in_years" => {
                    let age = self.age(value)?;
                    self.at_least(age);
                    self.at_most(age);
                }
                "age_birth_year" => self.birth_year(self.number(value)?)?,
                "birthdate" | "birth_date" => self.birthdate(value)?,
                _ => {
                    if let Some(years) = name.strip_prefix("age_over_").and_then(threshold) {
                        self.threshold(years, value)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn thresholds(&mut self, value: &Value) -> Result<(), Refusal> {
        for (name, value) in value.as_object().ok_or(Refusal::ClaimForm)? {
            self.threshold(threshold(name).ok_or(Refusal::ClaimForm)?, value)?;
        }
        Ok(())
    }

    fn threshold(&mut self, years: u8, value: &Value) -> Result<(), Refusal> {
        if self.truth(value)? {
            self.at_least(years);
        } else {
            // Nobody is younger than 0.
            self.at_most(years.checked_sub(1).ok_or(Refusal::Contradictory)?);
        }
        Ok(())
    }

    fn birthdate(&mut self, value: &Value) -> Result<(), Refusal> {
        let text = value.as_str().ok_or(Refusal::ClaimForm)?;
        // OpenID Connect Core section 5.1: the year alone, or year 0000 for a hidden one.
        if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let year = text.parse().map_err(|_| Refusal::ClaimForm)?;
            return if year == 0 { Ok(()) } else { self.birth_year(year) };
        }
        let born = match text.strip_prefix("0000-") {
            // A leap year, so that a hidden year may have any day.
            Some(day) => Date::parse(&format!("2000-{day}")).map(|_| None),
            None => Date::parse(text).map(Some),
        };
        let Some(born) = born.ok_or(Refusal::ClaimForm)? else { return Ok(()) };
        if born > self.today {
            return Err(Refusal::ClaimForm);
        }
        self.born(born, born)
    }

    fn birth_year(&mut self, year: i64) -> Result<(), Refusal> {
        let year = i32::try_from(year).map_err(|_| Refusal::ClaimForm)?;
        if year > self.today.year() {
            return Err(Refusal::ClaimForm);
        }
        let first = Date::new(year, 1, 1).ok_or(Refusal::ClaimForm)?;
        let last = Date::new(year, 12, 31).ok_or(Refusal::ClaimForm)?;
        self.born(first, last)
    }

    fn born(&mut self, earliest: Date, latest: Date) -> Result<(), Refusal> {
        let eldest = earliest.years_until(self.today);
        if eldest > OLDEST {
            return Err(Refusal::ClaimForm);
        }
        self.at_least(latest.years_until(self.today));
        self.at_most(eldest);
        let year = latest.year();
        self.born_by_year = Some(self.born_by_year.map_or(year, |known| known.min(year)));
        Ok(())
    }

    fn at_least(&mut self, years: u8) {
        self.lower = Some(self.lower.map_or(years, |lower| lower.max(years)));
    }

    fn at_most(&mut self, years: u8) {
        self.upper = Some(self.upper.map_or(years, |upper| upper.min(years)));
    }

    fn merge(&mut self, other: &Self) {
        if let Some(years) = other.lower {
            self.at_least(years);
        }
        if let Some(years) = other.upper {
            self.at_most(years);
        }
    }

    fn truth(&self, value: &Value) -> Result<bool, Refusal> {
        match value {
            Value::Bool(truth) => Ok(*truth),
            Value::String(text) if self.string_forms => match text.as_str() {
                "true" => Ok(true),
                "false" => Ok(false),
                _ => Err(Refusal::ClaimForm),
            },
            _ => Err(Refusal::ClaimForm),
        }
    }

    fn number(&self, value: &Value) -> Result<i64, Refusal> {
        let number = match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) if self.string_forms => {
                let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                digits.then(|| text.parse().ok()).flatten()
            }
            _ => None,
        };
        number.ok_or(Refusal::ClaimForm)
    }

    fn age(&self, value: &Value) -> Result<u8, Refusal> {
        let years = u8::try_from(self.number(value)?).map_err(|_| Refusal::ClaimForm)?;
        (years <= OLDEST).then_some(years).ok_or(Refusal::ClaimForm)
    }

    fn proven(&self, checked_at: Option<Date>) -> Result<Proven, Refusal> {
        if self.lower.is_none() && self.upper.is_none() {
            return Err(Refusal::NoAgeClaim);
        }
        let lower = Age(self.lower.unwrap_or(0));
        let bounds = AgeBounds { lower, upper: self.upper.map(Age) };
        if bounds.is_contradictory() {
            return Err(Refusal::Contradictory);
        }
        // Only the year leaves this file: the day would be the birthdate itself.
        let by_year = self.born_by_year.and_then(|year| Date::new(year, 12, 31));
        let by_age = super::latest_birth(lower, self.today);
        let born_not_after = [by_year, by_age].into_iter().flatten().min();
        Ok(Proven { bounds, born_not_after, checked_at })
    }
}

fn threshold(text: &str) -> Option<u8> {
    let digits = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|years| *years <= OLDEST)
}

fn one_or_more(value: &Value) -> Result<&[Value], Refusal> {
    match value {
        Value::Array(list) => Ok(list),
        Value::Object(_) => Ok(std::slice::from_ref(value)),
        _ => Err(Refusal::ClaimForm),
    }
}

/// The day of `verification.time`, where it is one (RFC 3339).
fn checked_on(element: &Map<String, Value>) -> Option<Date> {
    let time = element.get("verification")?.get("time")?.as_str()?;
    Date::parse(time.get(..10)?)
}

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
