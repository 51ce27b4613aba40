//! One TOML table, asked key by key.

use super::{Source, nearest, values};
use crate::clock::Date;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and the byte offset where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::config) struct Spot<T> {
    pub value: T,
    pub at: usize,
}

impl<T> Spot<T> {
    pub(in crate::config) fn map<U>(self, change: impl FnOnce(T) -> U) -> Spot<U> {
        Spot { value: change(self.value), at: self.at }
    }
}

/// A table. Each `take`-like method answers `None` for an absent key and reports a wrong value.
#[derive(Debug)]
pub(in crate::config) struct Table<'t> {
    source: &'t Source<'t>,
    entries: &'t DeTable<'t>,
    at: usize,
    name: String,
    asked: Vec<&'static str>,
}

type Value<'t> = &'t Spanned<DeValue<'t>>;

impl<'t> Table<'t> {
    pub(super) fn new(
        source: &'t Source<'t>,
        entries: &'t DeTable<'t>,
        at: usize,
        name: String,
    ) -> Self {
        Self { source, entries, at, name, asked: Vec::new() }
    }

    pub(in crate::config) fn source(&self) -> &'t Source<'t> {
        self.source
    }

    /// Where the table begins.
    pub(in crate::config) fn at(&self) -> usize {
        self.at
    }

    fn ask(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.asked.push(key);
        let full = if self.name.is_empty() { key.into() } else { format!("{}.{key}", self.name) };
        self.source.report.asked.borrow_mut().insert(full);
        self.entries.get(key)
    }

    /// Whether a key is there, and where.
    pub(in crate::config) fn place_of(&self, key: &str) -> Option<usize> {
        let mut keys = self.entries.iter().map(|(key, _)| key);
        keys.find(|found| found.get_ref() == key).map(|key| key.span().start)
    }

    /// Reports a required key that is absent.
    pub(in crate::config) fn missing(&self, key: &str, why: &str) {
        self.missing_any(&[key], why);
    }

    /// Reports that of some keys none is there and one is required.
    pub(in crate::config) fn missing_any(&self, keys: &[&str], why: &str) {
        let table =
            if self.name.is_empty() { "the file".into() } else { format!("`{}`", self.name) };
        let keys = quoted(keys).join(" or ");
        self.source.error(self.at, format!("{table} lacks {keys}: {why}"));
    }

    fn wrong<T>(&self, key: &str, value: Value<'_>, expected: &str) -> Option<T> {
        let found = match value.get_ref() {
            DeValue::String(text) => format!("\"{text}\""),
            other => match other.type_str() {
                name @ ("array" | "integer") => format!("an {name}"),
                name => format!("a {name}"),
            },
        };
        let message = format!("`{key}` must be {expected}, not {found}");
        self.source.error(value.span().start, message);
        None
    }

    pub(in crate::config) fn bool(&mut self, key: &'static str) -> Option<bool> {
        let value = self.ask(key)?;
        let read = value.get_ref().as_bool();
        read.or_else(|| self.wrong(key, value, "true or false"))
    }

    pub(in crate::config) fn integer(
        &mut self,
        key: &'static str,
        range: RangeInclusive<u64>,
    ) -> Option<Spot<u64>> {
        let value = self.ask(key)?;
        let read = value.get_ref().as_integer();
        let read = read.and_then(|i| u64::from_str_radix(i.as_str(), i.radix()).ok());
        match read.filter(|number| range.contains(number)) {
            Some(number) => Some(Spot { value: number, at: value.span().start }),
            None => {
                let (from, to) = (range.start(), range.end());
                let expected = format!("a whole number from {from} to {to}");
                let Some(number) = value.get_ref().as_integer() else {
                    return self.wrong(key, value, &expected);
                };
                let message = format!("`{key}` must be {expected}, not {number}");
                self.source.error(value.span().start, message);
                None
            }
        }
    }

    /// A number of zero or more, whole or not.
    pub(in crate::config) fn decimal<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<Spot<T>> {
        let value = self.ask(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => parse(number.as_str()),
            DeValue::Float(number) => parse(number.as_str()),
            _ => None,
        };
        match number {
            Some(number) => Some(Spot { value: number, at: value.span().start }),
            None => self.wrong(key, value, "a number of zero or more, such as 3.5"),
        }
    }

    pub(in crate::config) fn text(&mut self, key: &'static str) -> Option<Spot<&'t str>> {
        let value = self.ask(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some(Spot { value: text, at: value.span().start }),
            None => self.wrong(key, value, "a string"),
        }
    }

    /// A string that `parse` makes something of, or says why not.
    pub(in crate::config) fn parsed<T, E: Display>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Spot<T>> {
        let text = self.text(key)?;
        match parse(text.value) {
            Ok(value) => Some(Spot { value, at: text.at }),
            Err(error) => {
                self.source.error(text.at, format!("`{key}` is `{}`; {error}", text.value));
                None
            }
        }
    }

    /// One of a few words.
    pub(in crate::config) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<Spot<T>> {
        let text = self.text(key)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
            return Some(Spot { value: *value, at: text.at });
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let listed = quoted(&known).join(", ");
        let message = format!("`{key}` is `{}`; it must be one of {listed}", text.value);
        let suggestion = nearest(text.value, known);
        self.source.error_near(text.at, message, suggestion);
        None
    }

    /// A size in bytes, as `"64 KiB"`.
    pub(in crate::config) fn size(
        &mut self,
        key: &'static str,
        least: usize,
    ) -> Option<Spot<usize>> {
        self.measured(key, "a size such as \"64 KiB\" or \"8 MiB\"", |text| {
            let size = values::size(text)?;
            let enough = size >= least;
            if enough { Ok(size) } else { Err(format!("at least {least} B are needed")) }
        })
    }

    /// A time, as `"30 s"`; never zero.
    pub(in crate::config) fn duration(&mut self, key: &'static str) -> Option<Spot<Duration>> {
        self.measured(key, "a time such as \"30 s\" or \"15 min\"", values::duration)
    }

    fn measured<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<Spot<T>> {
        let value = self.ask(key)?;
        let Some(text) = value.get_ref().as_str() else { return self.wrong(key, value, expected) };
        match parse(text) {
            Ok(read) => Some(Spot { value: read, at: value.span().start }),
            Err(why) => {
                let message = format!("`{key}` is `{text}`; it must be {expected}: {why}");
                self.source.error(value.span().start, message);
                None
            }
        }
    }

    /// A day: a TOML local date, or the same as a string.
    pub(in crate::config) fn date(&mut self, key: &'static str) -> Option<Spot<Date>> {
        let value = self.ask(key)?;
        let read = match value.get_ref() {
            DeValue::Datetime(day) if day.time.is_none() && day.offset.is_none() => {
                day.date.and_then(|d| Date::new(i32::from(d.year), d.month, d.day))
            }
            DeValue::String(text) => Date::parse(text),
            _ => None,
        };
        match read {
            Some(date) => Some(Spot { value: date, at: value.span().start }),
            None => self.wrong(key, value, "a day such as 2026-01-31"),
        }
    }

    /// A list of strings, or one string.
    pub(in crate::config) fn texts(&mut self, key: &'static str) -> Option<Vec<Spot<&'t str>>> {
        let value = self.ask(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(vec![Spot { value: text, at: value.span().start }]),
            DeValue::Array(items) => {
                let read = items.iter().filter_map(|item| match item.get_ref().as_str() {
                    Some(text) => Some(Spot { value: text, at: item.span().start }),
                    None => self.wrong(key, item, "a list of strings"),
                });
                Some(read.collect())
            }
            _ => self.wrong(key, value, "a string or a list of strings"),
        }
    }

    /// A list of whole numbers.
    pub(in crate::config) fn integers(&mut self, key: &'static str) -> Vec<Spot<u32>> {
        let Some(value) = self.ask(key) else { return Vec::new() };
        let expected = "a list of whole numbers";
        let Some(items) = value.get_ref().as_array() else {
            return self.wrong(key, value, expected).unwrap_or_default();
        };
        let number = |item: Value<'_>| {
            let integer = item.get_ref().as_integer()?;
            u32::from_str_radix(integer.as_str(), integer.radix()).ok()
        };
        let read = items.iter().filter_map(|item| match number(item) {
            Some(value) => Some(Spot { value, at: item.span().start }),
            None => self.wrong(key, item, expected),
        });
        read.collect()
    }

    /// The table below a key, read by `walk` and then searched for unknown keys.
    pub(in crate::config) fn table<T>(
        &mut self,
        key: &'static str,
        walk: impl FnOnce(&mut Table<'t>) -> T,
    ) -> Option<T> {
        let value = self.ask(key)?;
        match value.get_ref().as_table() {
            Some(entries) => Some(self.inner(key, entries, value.span().start, walk)),
            None => self.wrong(key, value, &format!("a table, `[{key}]`")),
        }
    }

    /// The tables of `[[key]]`.
    pub(in crate::config) fn tables<T>(
        &mut self,
        key: &'static str,
        mut walk: impl FnMut(&mut Table<'t>) -> T,
    ) -> Option<Vec<T>> {
        let value = self.ask(key)?;
        let expected = format!("a list of tables, `[[{key}]]`");
        let Some(items) = value.get_ref().as_array() else {
            return self.wrong(key, value, &expected);
        };
        let read = items.iter().filter_map(|item| match item.get_ref().as_table() {
            Some(entries) => Some(self.inner(key, entries, item.span().start, &mut walk)),
            None => self.wrong(key, item, &expected),
        });
        Some(read.collect())
    }

    fn inner<T>(
        &self,
        key: &str,
        entries: &'t DeTable<'t>,
        at: usize,
        walk: impl FnOnce(&mut Table<'t>) -> T,
    ) -> T {
        let name = if self.name.is_empty() { key.into() } else { format!("{}.{key}", self.name) };
        let mut table = Table::new(self.source, entries, at, name);
        let read = walk(&mut table);
        table.finish();
        read
    }

    /// Reports every key that nobody asked for.
    pub(super) fn finish(&self) {
        for (key, _) in self.entries {
            let word = key.get_ref();
            if !self.asked.iter().any(|asked| asked == word) {
                let suggestion = nearest(word, self.asked.iter().copied());
                let mut message = format!("unknown key `{word}`");
                if suggestion.is_none() {
                    message.push_str(&self.known());
                }
                self.source.error_near(key.span().start, message, suggestion);
            }
        }
    }

    /// What helps with a key that is like none: the few that there are, or whose they would be.
    fn known(&self) -> String {
        if self.asked.len() <= FEW {
            format!("; known here: {}", quoted(&self.asked).join(", "))
        } else if self.name.is_empty() {
            String::new()
        } else {
            format!(" in `{}`", self.name)
        }
    }
}

/// As many keys as one line can name.
const FEW: usize = 8;

fn quoted(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| format!("`{word}`")).collect()
}
