//! What one unit says about itself: its strings, labels and numbers, each with the role of the
//! field it stood in. Rewriters fill it, the classifier reads it; one buffer serves a whole body.

use super::key_says::{KeySays, names_language};
use super::role::Role;
use crate::lexicon::Language;
use crate::text::base64;
use std::hash::{Hash, Hasher};

/// A scalar value as the document had it, text unescaped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// A string, unescaped and with entities decoded as the format demands.
    Text(&'a str),
    /// A number, in the document's own spelling.
    Number(&'a str),
    /// A boolean.
    Bool(bool),
}

impl<'a> Scalar<'a> {
    /// The text of a string or the spelling of a number.
    pub fn as_str(self) -> &'a str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
        }
    }
}

/// One scalar of a unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fact<'a> {
    /// What the field is for, inherited through maps such as `{"en": …}`.
    pub role: Role,
    /// The nearest member name or attribute name above the value, as written.
    pub key: &'a str,
    /// The value.
    pub value: Scalar<'a>,
    pub(super) says: KeySays,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Text,
    Number,
    Bool(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    role: Role,
    says: KeySays,
    key_end: usize,
    value_end: usize,
    shape: Shape,
}

/// The facts of one unit, in document order, in one reused buffer.
///
/// ```
/// use agegate::classify::{Facts, Role, Scalar};
/// let mut facts = Facts::default();
/// facts.push(Role::Name, "title", Scalar::Text("Garden chair"));
/// assert_eq!(facts.iter().next().unwrap().value.as_str(), "Garden chair");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    buffer: String,
    entries: Vec<Entry>,
    language: Option<Language>,
}

impl Hash for Facts {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.entries.len());
        // The roles and shapes in the upper bytes: no unit is as long as that.
        for entry in &self.entries {
            let shape = match entry.shape {
                Shape::Text => 0,
                Shape::Number => 1,
                Shape::Bool(false) => 2,
                Shape::Bool(true) => 3,
            };
            state.write_u64(entry.key_end as u64 | (entry.role as u64) << 56);
            state.write_u64(entry.value_end as u64 | shape << 56);
        }
        self.language.hash(state);
        state.write(self.buffer.as_bytes());
    }
}

impl Facts {
    /// The language that the unit says it is in; the first, if it names several.
    pub const fn language(&self) -> Option<Language> {
        self.language
    }

    /// Takes no name of a field for what it says of its value: whoever asked has named it, as in
    /// GraphQL. What would be a label, or nobody's name for goods, is a text like any other.
    pub fn distrust_names(&mut self) {
        self.language = None;
        for entry in &mut self.entries {
            let value = self.buffer.get(entry.key_end..entry.value_end).unwrap_or_default();
            let excused = match entry.role {
                Role::ThirdParty | Role::Seller | Role::SearchKeywords => true,
                Role::Meta | Role::Price => true,
                Role::Category => entry.says.path,
                Role::Label | Role::Id => !value.contains(|c: char| c.is_ascii_digit()),
                _ => false,
            };
            // `true` declares something, whatever it is called.
            if excused && entry.shape == Shape::Text && !matches!(value, "true" | "yes") {
                entry.role = Role::Other;
                entry.says = KeySays::default();
            }
        }
    }

    /// Takes what a seller says of itself for goods: what has a price is no shop.
    pub fn are_of_goods(&mut self) {
        for entry in self.entries.iter_mut().filter(|entry| entry.role == Role::Seller) {
            entry.role = Role::Other;
        }
    }

    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.language = None;
        self.buffer.clear();
        self.entries.clear();
    }

    /// Adds a value.
    pub fn push(&mut self, role: Role, key: &str, value: Scalar<'_>) {
        let tag = self.language.is_none() && matches!(value, Scalar::Text(tag) if is_tag(tag));
        let language = tag && names_language(key);
        self.push_as(role, key, KeySays { language, ..KeySays::of_category(role, key) }, value);
    }

    /// Adds a value whose key was read before. What is in base64 is taken for what it says.
    pub fn push_as(&mut self, role: Role, key: &str, says: KeySays, value: Scalar<'_>) {
        if let Scalar::Text(text) = value
            && let Some(text) = base64::said(text)
        {
            return self.push_as(role, key, says, Scalar::Text(&text));
        }
        if let (None, true, Scalar::Text(tag)) = (self.language, says.language, value)
            && is_tag(tag)
        {
            self.language = Language::parse(tag);
        }
        self.buffer.push_str(key);
        let key_end = self.buffer.len();
        let shape = match value {
            Scalar::Text(_) => Shape::Text,
            Scalar::Number(_) => Shape::Number,
            Scalar::Bool(b) => Shape::Bool(b),
        };
        if !matches!(shape, Shape::Bool(_)) {
            self.buffer.push_str(value.as_str());
        }
        self.entries.push(Entry { role, says, key_end, value_end: self.buffer.len(), shape });
    }

    /// Forgets what was added after the first `len` facts.
    pub fn truncate(&mut self, len: usize) {
        self.entries.truncate(len);
        self.buffer.truncate(self.entries.last().map_or(0, |entry| entry.value_end));
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many bytes the facts hold.
    pub fn bytes(&self) -> usize {
        self.buffer.len()
    }

    /// The facts in document order.
    pub fn iter(&self) -> impl Iterator<Item = Fact<'_>> + Clone {
        let mut start = 0;
        self.entries.iter().filter_map(move |entry| {
            let key = self.buffer.get(start..entry.key_end)?;
            let text = self.buffer.get(entry.key_end..entry.value_end)?;
            start = entry.value_end;
            let value = match entry.shape {
                Shape::Text => Scalar::Text(text),
                Shape::Number => Scalar::Number(text),
                Shape::Bool(b) => Scalar::Bool(b),
            };
            Some(Fact { role: entry.role, key, value, says: entry.says })
        })
    }
}

/// Whether a text may be a language tag, by its length.
fn is_tag(text: &str) -> bool {
    (2..=11).contains(&text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_says_its_language() {
        let said = |pairs: &[(&str, &str)]| {
            let mut facts = Facts::default();
            pairs.iter().for_each(|(k, v)| facts.push(Role::Other, k, Scalar::Text(v)));
            facts.language().map(|language| language.to_string())
        };
        assert_eq!(said(&[("title", "sv"), ("lang", "hu")]).as_deref(), Some("hu"));
        assert_eq!(said(&[("inLanguage", "pt-BR")]).as_deref(), Some("pt"));
        assert_eq!(said(&[("language_code", "de_AT"), ("lang", "en")]).as_deref(), Some("de"));
        assert_eq!(said(&[("lang", "Deutsch"), ("slang", "hu")]), None);
    }
}
