//! Reading TOML with positions: a walk that asks for keys one by one, collects every error with
//! its line and column, and reports at the end what nobody asked for. The one room that knows the
//! `toml` crate.

mod nearest;
mod table;
mod values;

pub(crate) use nearest::nearest;
pub(super) use table::{Spot, Table};

use super::error::{At, ConfigError, Warning};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use toml::de::DeTable;

/// What a walk over all files has found so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    errors: RefCell<Vec<ConfigError>>,
    warnings: RefCell<Vec<Warning>>,
    asked: RefCell<BTreeSet<String>>,
}

impl Report {
    pub(super) fn error(&self, error: ConfigError) {
        self.errors.borrow_mut().push(error);
    }

    pub(super) fn warn(&self, at: At, code: &'static str, message: String) {
        self.warnings.borrow_mut().push(Warning { at, code, message, fails_check: false });
    }

    pub(super) fn into_parts(self) -> (Vec<ConfigError>, Vec<Warning>) {
        let mut warnings = self.warnings.into_inner();
        warnings.sort();
        (self.errors.into_inner(), warnings)
    }

    /// Every key that was asked for, with its table: `limits.hold`.
    #[cfg(test)]
    pub(super) fn asked(&self) -> BTreeSet<String> {
        self.asked.borrow().clone()
    }
}

/// The texts of a list at a file's root, for what must be known before the file is walked; none where
/// the walk will find an error.
pub(super) fn texts_of(text: &str, key: &str) -> Vec<String> {
    let (root, _) = DeTable::parse_recoverable(text);
    let list = root.get_ref().get(key).and_then(|value| value.get_ref().as_array());
    let words = list.into_iter().flatten().filter_map(|word| word.get_ref().as_str());
    words.map(str::to_owned).collect()
}

/// One file being read.
#[derive(Debug)]
pub(super) struct Source<'r> {
    name: Arc<str>,
    text: &'r str,
    line_starts: Vec<usize>,
    report: &'r Report,
}

impl<'r> Source<'r> {
    pub(super) fn new(name: &Arc<str>, text: &'r str, report: &'r Report) -> Self {
        let after_breaks =
            text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        let line_starts = std::iter::once(0).chain(after_breaks).collect();
        Self { name: Arc::clone(name), text, line_starts, report }
    }

    /// Parses the file and hands its root to `walk`. A file that is not TOML reports all its
    /// syntax errors and is not walked: what is missing in it may only be misread.
    pub(super) fn walk<T>(&self, walk: impl FnOnce(&mut Table<'_>) -> T) -> Option<T> {
        let (root, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let span = error.span().unwrap_or(self.text.len()..self.text.len());
            let mut message = error.message().trim().replace('\n', ", ");
            if let ("duplicate key", Some(key)) = (&*message, self.text.get(span.clone())) {
                message = format!("duplicate key `{key}`");
            }
            self.error(span.start, message);
        }
        if !errors.is_empty() {
            return None;
        }
        let mut table = Table::new(self, root.get_ref(), 0, String::new());
        let read = walk(&mut table);
        table.finish();
        Some(read)
    }

    /// The place of a byte offset.
    pub(super) fn at(&self, offset: usize) -> At {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        At { file: Arc::clone(&self.name), line: count(line), column: count(column + 1) }
    }

    pub(super) fn error(&self, offset: usize, message: impl Into<String>) {
        self.report.error(ConfigError::new(self.at(offset), message));
    }

    pub(super) fn error_near(&self, offset: usize, message: String, suggestion: Option<&str>) {
        let error = ConfigError::new(self.at(offset), message);
        self.report.error(error.with_suggestion(suggestion));
    }

    pub(super) fn warn(&self, offset: usize, code: &'static str, message: String) {
        self.report.warn(self.at(offset), code, message);
    }
}
