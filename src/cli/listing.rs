//! One listing as `classify` reads it, and as samples of `check` are judged.

use crate::classify::{Evidence, Facts, Role, Scalar, Strength};
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// A line of `classify`. Other members are not looked at.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Line<'a>", bound(deserialize = "'de: 'a"))]
pub(super) struct Listing<'a> {
    /// Given back as it is.
    pub(super) id: Value,
    /// Empty in a list of categories alone.
    pub(super) title: Cow<'a, str>,
    pub(super) description: Option<Cow<'a, str>>,
    category: Value,
    category_path: Value,
    labels: Value,
    /// BCP 47; without it the words of one language only are not looked for.
    pub(super) language: Option<Cow<'a, str>>,
}

/// Why a line is no listing, without a place: the line is not the parser's first.
pub(super) fn cause(error: &serde_json::Error, wanted: &str) -> String {
    let message = error.to_string();
    let cause = message.split(" at line ").next().unwrap_or(&message);
    let kind = if error.is_data() { wanted } else { "JSON" };
    format!("not {kind}: {cause}")
}

/// A [`Listing`] as it is written.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(default)]
    id: Value,
    #[serde(default, borrow)]
    title: Option<Text<'a>>,
    #[serde(default, borrow)]
    description: Option<Text<'a>>,
    #[serde(default)]
    category: Value,
    #[serde(default)]
    category_path: Value,
    #[serde(default)]
    labels: Value,
    #[serde(default, borrow)]
    lang: Option<Text<'a>>,
}

/// Borrowed inside of an option too.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> TryFrom<Line<'a>> for Listing<'a> {
    type Error = &'static str;

    fn try_from(line: Line<'a>) -> Result<Self, Self::Error> {
        let Line { id, title, description, category, category_path, labels, lang } = line;
        let title = match title {
            Some(Text(title)) => title,
            None if category.is_null() && category_path.is_null() => {
                return Err("missing field `title`, and no category stands for it");
            }
            None => Cow::default(),
        };
        let text = |text: Text<'a>| text.0;
        let (description, language) = (description.map(text), lang.map(text));
        Ok(Self { id, title, description, category, category_path, labels, language })
    }
}

impl<'a> Listing<'a> {
    /// What the listing is called in reports: its title, else its category.
    pub(super) fn name(&self) -> Cow<'_, str> {
        let paths = || [&self.category, &self.category_path].into_iter();
        let path = || paths().find_map(Value::as_str).unwrap_or_default();
        Cow::Borrowed(if self.title.trim().is_empty() { path() } else { &self.title })
    }

    /// A listing of texts alone.
    pub(super) fn of(title: &'a str, description: Option<&'a str>, category: Option<&str>) -> Self {
        Self {
            id: Value::Null,
            title: title.into(),
            description: description.map(Cow::Borrowed),
            category: category.into(),
            category_path: Value::Null,
            labels: Value::Null,
            language: None,
        }
    }

    /// The texts that are read for words, with the names of their fields.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let description = self.description.iter().map(|text| ("description", &**text));
        let paths = [&self.category, &self.category_path].into_iter().filter_map(Value::as_str);
        let paths = paths.map(|path| ("category", path));
        std::iter::once(("title", &*self.title)).chain(description).chain(paths)
    }

    /// The texts in which one strong term is enough: the title and the leaf of each category path.
    pub(super) fn naming(&self) -> impl Iterator<Item = &str> {
        let paths = [&self.category, &self.category_path].into_iter().filter_map(Value::as_str);
        let leaves = paths.filter_map(|path| path.rsplit('>').next());
        std::iter::once(&*self.title).chain(leaves)
    }

    /// Puts what the listing says in place of what `facts` held.
    pub(super) fn fill(&self, facts: &mut Facts) {
        facts.clear();
        if let Some(language) = &self.language {
            facts.push(Role::Meta, "lang", Scalar::Text(language));
        }
        facts.push(Role::Name, "title", Scalar::Text(&self.title));
        if let Some(description) = &self.description {
            facts.push(Role::Description, "description", Scalar::Text(description));
        }
        push(facts, Role::Category, "category", &self.category);
        push(facts, Role::Category, "category_path", &self.category_path);
        label(facts, "", &self.labels);
    }
}

/// Pushes every scalar of `value`.
fn push(facts: &mut Facts, role: Role, key: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(value) => facts.push(role, key, Scalar::Bool(*value)),
        Value::Number(value) => facts.push(role, key, Scalar::Number(&value.to_string())),
        Value::String(value) => facts.push(role, key, Scalar::Text(value)),
        Value::Array(values) => values.iter().for_each(|value| push(facts, role, key, value)),
        Value::Object(members) => {
            members.values().for_each(|value| push(facts, role, key, value));
        }
    }
}

/// Pushes declared labels: `{"isFamilyFriendly": false}`, or a list such as
/// `["AlcoholConsideration", "isAdult", "minAge=18"]`. `key` is the nearest member name above.
fn label(facts: &mut Facts, key: &str, value: &Value) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| label(facts, key, value)),
        Value::Array(values) => values.iter().for_each(|value| label(facts, key, value)),
        Value::String(word) if key.is_empty() => bare_label(facts, word),
        scalar => push(facts, label_role(key), key, scalar),
    }
}

fn bare_label(facts: &mut Facts, word: &str) {
    let pair = word.split_once('=').or_else(|| word.split_once(": "));
    match pair.map(|(key, value)| (key.trim(), value.trim())) {
        Some((key, value)) => facts.push(label_role(key), key, Scalar::Text(value)),
        // A flag's name alone says that it is set.
        None if Role::default().descend(word) == Role::Label => {
            facts.push(Role::Label, word, Scalar::Bool(true));
        }
        None => facts.push(Role::Label, "hasAdultConsideration", Scalar::Text(word)),
    }
}

/// Taxonomy codes may stand among labels; everything else there is one.
fn label_role(key: &str) -> Role {
    match Role::default().descend(key) {
        role @ (Role::Category | Role::Id | Role::Tag) => role,
        _ => Role::Label,
    }
}

/// The name of a strength in results.
pub(super) const fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Weak => "weak",
        Strength::Strong => "strong",
        Strength::Declared => "declared",
    }
}

/// Evidence in results: a term's id, or `label:key=value`; each once.
pub(super) fn evidence(evidence: &[Evidence]) -> Vec<Cow<'_, str>> {
    let mut words: Vec<Cow<'_, str>> = Vec::with_capacity(evidence.len());
    for piece in evidence {
        let word = match piece {
            Evidence::Term { id, .. } => Cow::Borrowed(id.as_str()),
            Evidence::Label { key, value } => Cow::Owned(format!("label:{key}={value}")),
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}
