//! Bytes in, bytes out: finds the units of a body, asks a [`Judge`] about each and splices the
//! original bytes. A rewriter never sees a rule, a viewer or a header.
//!
//! 1. `write` takes the next bytes of the body, in any split, and puts what may go into [`Output`].
//! 2. Nothing may be sent before [`Output::is_committed`]: until then the page's subject is unknown.
//! 3. What is kept, skipped and inserted is said in the order of the input, so that kept parts of a
//!    decoded text lead back to the original bytes.
//! 4. An error ends the body: a rewriter that returned one is never called again, and what it held
//!    is dropped, never flushed.

#[cfg(feature = "feeds")]
mod csv;
#[cfg(feature = "html")]
mod embedded;
#[cfg(feature = "feeds")]
pub mod feed;
#[cfg(feature = "html")]
pub mod html;
pub mod json;
#[cfg(feature = "feeds")]
mod multipart;
mod ndjson;
#[cfg(feature = "feeds")]
mod sse;

mod charset;
mod cut;
mod held;
mod item;
mod judge;
mod locate;
mod output;
mod page;
#[cfg(feature = "html")]
mod payload;
mod prose;
mod records;
#[cfg(feature = "html")]
mod script;
mod select;
mod selector;
mod slots;
mod sniffed;
mod spoken;
mod sweep;
#[cfg(test)]
mod trial;
mod twice;
mod window;

pub use charset::CharsetRewriter;
pub use item::ItemError;
pub use json::KnownListing;
pub use judge::{FirstLook, Judge, ListingHash, Recognised, Unit, UnitKind, Verdict, Withheld};
pub use locate::locate;
pub use output::{Change, Output};
pub use page::WholeBody;
pub use select::{names_in, rewriter};
pub use selector::Selectors;
pub use sniffed::SniffingRewriter;

use bytes::Bytes;
use std::fmt;

/// Budgets of one body. Each key stands in the configuration with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Decoded bytes of one unit (`limits.unit`).
    pub unit: usize,
    /// Decoded bytes of a page that must be held whole (`limits.page`).
    pub page: usize,
    /// Decoded bytes held until the subject is known (`limits.hold`).
    pub hold: usize,
    /// Levels of nesting (`limits.depth`).
    pub depth: usize,
    /// Identifiers remembered for the sweep (`limits.swept_identifiers`).
    pub swept_identifiers: usize,
    /// Characters from which text outside listings is prose (`limits.prose`).
    pub prose: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            unit: 1 << 20,
            page: 8 << 20,
            hold: 64 << 10,
            depth: 256,
            swept_identifiers: 65_536,
            prose: 200,
        }
    }
}

/// How a body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Unit by unit, as JSON (RFC 8259).
    Json,
    /// Record by record: one JSON text a line (JSON Lines, NDJSON).
    JsonLines,
    /// Record by record: JSON texts behind record separators (RFC 7464).
    JsonSequence,
    /// Row by row, as CSV (RFC 4180); without the feature `feeds` as one page.
    Csv,
    /// Row by row, as values between tabs; without the feature `feeds` as one page.
    Tsv,
    /// Event by event, as server-sent events; without the feature `feeds` as one page.
    Events,
    /// Part by part, as JSON in `multipart/mixed`; without the feature `feeds` as one page.
    Parts,
    /// Element by element, as XML; without the feature `feeds` as one page.
    Xml,
    /// Unit by unit, as HTML; without the feature `html` as one page.
    Html,
    /// As one unit of plain text.
    Text,
    /// As one page: held whole, judged on everything it says.
    Page,
    /// As JavaScript: JSON, alone, called or assigned, unit by unit; in other code the data and the
    /// words. Without the feature `html` such code as one page.
    Script,
    /// Row by row, as a React tree (`text/x-component`), held whole; without the feature `html` as one
    /// page.
    Flight,
    /// As what its first characters say; what is no text is not read.
    Unknown,
}

/// How a route wants its listings found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// RFC 9535 JSONPath of listings, as `$.data.products[*]`, for XML the names of elements, as
    /// `catalog/product`, and for HTML CSS selectors, as `.product-card`; without any for a format,
    /// they are recognised.
    pub items: Vec<String>,
    /// Sweep what precedes an omitted listing too; holds the document whole.
    pub sweep_document: bool,
    /// Leave one masked element where a listing array would become empty.
    pub keep_one_masked: bool,
}

/// Why a body cannot go on. Everything still held is dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RewriteError {
    /// The subject of the page is withheld from this viewer.
    SubjectWithheld,
    /// The body is not what its media type says.
    Malformed {
        /// Byte offset in the decoded body.
        at: u64,
        /// What was expected, in plain words.
        what: &'static str,
    },
    /// A budget is exceeded and the rest cannot go on.
    Budget {
        /// The configuration key, such as `limits.depth`.
        key: &'static str,
        /// Byte offset in the decoded body.
        at: u64,
    },
}

impl fmt::Display for RewriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SubjectWithheld => f.write_str("the page's subject is withheld from this viewer"),
            Self::Malformed { at, what } => write!(f, "unreadable body at byte {at}: {what}"),
            Self::Budget { key, at } => {
                write!(
                    f,
                    "body exceeds `{key}` at byte {at}; raise the limit only if such bodies are expected"
                )
            }
        }
    }
}

impl std::error::Error for RewriteError {}

/// A rewriter of one body of one format.
pub trait Rewrite: Send + fmt::Debug {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// When the body cannot go on; see [`RewriteError`].
    fn write(
        &mut self,
        chunk: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError>;

    /// Takes the end of the body; commits.
    ///
    /// # Errors
    /// When the body is incomplete or its subject is withheld.
    fn finish(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError>;

    /// Bytes held inside, without those in the output.
    fn held(&self) -> usize;
}
