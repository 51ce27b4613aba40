//! Why what a route says of its listings cannot be used.

use std::error::Error;
use std::fmt;

/// Why one of [`Shape::items`](super::Shape::items) cannot be used: a JSONPath or a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemError {
    /// The item, as configured.
    pub item: String,
    /// Byte offset in it.
    pub at: usize,
    /// What was expected or is not supported, in plain words.
    pub what: &'static str,
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` at byte {}: {}", self.item, self.at, self.what)
    }
}

impl Error for ItemError {}
