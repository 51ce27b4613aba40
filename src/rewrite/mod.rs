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
mod locate;
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
mod sweep;
#[cfg(test)]
mod trial;
mod twice;
mod window;

pub use charset::CharsetRewriter;
pub use item::ItemError;
pub use json::KnownListing;
pub use locate::locate;
pub use page::WholeBody;
pub use select::{names_in, rewriter};
pub use selector::Selectors;
pub use sniffed::SniffingRewriter;

use crate::classify::Facts;
use bytes::{Buf as _, Bytes};
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

/// What kind of unit is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// One product as the storefront shows it.
    Listing,
    /// The listing that the whole document is about; `Gate` replaces the response.
    Subject,
    /// A list's own name, or an element, member or string outside listings.
    Outside,
    /// Running text outside listings: over `limits.prose` characters.
    Prose,
    /// A body judged as one unit: plain text, or a format without a rewriter.
    Document,
}

/// One unit, as the judge sees it.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'a> {
    /// What it is.
    pub kind: UnitKind,
    /// What it says.
    pub facts: &'a Facts,
    /// Byte offset of its first byte in the decoded body.
    pub position: u64,
    /// Its primary identifier, if it has one.
    pub id: Option<&'a str>,
}

/// What happens to a unit, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It leaves byte for byte.
    Keep,
    /// Its strings are emptied in place.
    Mask,
    /// It goes whole.
    Omit,
    /// For a subject or document: the response is replaced. Elsewhere as `Omit`.
    Gate,
}

/// Decides about units. Called once per unit, in document order, inner listings before outer ones.
pub trait Judge {
    /// What happens to `unit`.
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict;

    /// A unit that is withheld without being judged: too large, too deep, swept by identifier or
    /// nameless. Recorded, not decided.
    fn withheld(&mut self, position: u64, why: Withheld);

    /// What happens to a record of a stream that is not what the stream's media type says; one that
    /// goes is recorded.
    fn unreadable(&mut self, position: u64) -> Verdict {
        self.withheld(position, Withheld::Unreadable);
        Verdict::Omit
    }

    /// Whether a listing with nothing to judge goes (`listing.nameless`).
    fn omits_nameless(&self) -> bool;

    /// The page says in which language it is (BCP 47): HTML's `lang`, a feed's `language`.
    fn speaks(&mut self, language: &str) {
        let _ = language;
    }

    /// What the listing is called that was judged last, in keys that all bodies of the process
    /// share.
    fn remember(&mut self, keys: &[u64]) {
        let _ = keys;
    }

    /// What happens to a listing with nothing to judge of which one of these keys is remembered;
    /// `None` if none is.
    fn recall(&mut self, keys: &[u64], position: u64) -> Option<Verdict> {
        let _ = (keys, position);
        None
    }

    /// What a listing that says this holds. Nothing is recorded if something is found: then the
    /// listing is judged.
    fn look(&mut self, facts: &Facts) -> FirstLook {
        let _ = facts;
        FirstLook::Found
    }

    /// The listing that was found clean stays; it is called by these keys.
    fn stays(&mut self, keys: &[u64]) {
        self.remember(keys);
    }

    /// Whether the listing with these bytes was judged before, in a place that is described alike.
    fn recognise(&mut self, place: &[u8], bytes: &[u8]) -> Recognised {
        let _ = (place, bytes);
        Recognised::Never
    }

    /// The listing that was recognised last stays, unread.
    fn passes(&mut self, listing: &KnownListing) {
        let _ = listing;
    }

    /// The listing that was recognised last, and that begins here, goes, unread.
    fn goes(&mut self, listing: &KnownListing, position: u64) {
        let _ = (listing, position);
    }

    /// What is to be remembered of the listing that was judged last and stays, or goes by its own
    /// words.
    fn learn(&mut self, hash: ListingHash, listing: KnownListing) {
        let _ = (hash, listing);
    }

    /// The listing in which a first look found something says all this, and has this hash if what
    /// was found is remembered.
    fn found_in(&mut self, facts: &Facts, hash: Option<ListingHash>) {
        let _ = (facts, hash);
    }
}

/// What a first look at a listing saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstLook {
    /// Not one word or label of anything that is looked for: none of what the listing says will be
    /// a reason for anything in another one.
    Silent,
    /// Nothing that is acted on.
    Clean,
    /// Something that is, or what may be.
    Found,
}

/// What stands for the bytes of a listing and its place in a document: a keyed hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListingHash(pub u128);

/// Whether a listing was judged before, byte for byte.
#[derive(Clone, Debug)]
pub enum Recognised {
    /// Nothing is remembered.
    Never,
    /// It was not.
    New(ListingHash),
    /// It was, and something was found in it, so that it has to be read.
    Found,
    /// It was, and nothing was found in it.
    Stays(Arc<KnownListing>),
    /// It was, and for what was found in it it goes.
    Goes(Arc<KnownListing>),
}

/// Why a unit was withheld without a judgement of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Withheld {
    /// It names an omitted listing by identifier.
    Swept,
    /// A listing without a word to judge.
    Nameless,
    /// A listing without a word to judge that had words elsewhere.
    Remembered,
    /// Over `limits.unit`.
    Oversized,
    /// A record of a stream that is not what the stream's media type says.
    Unreadable,
    /// The identifiers to sweep for are over their bound.
    SweepFull,
}

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

/// What a rewriter lets through: slices of the input, so that kept runs are never copied.
///
/// What is kept and what goes add up to what was read. So whoever feeds a rewriter something else
/// than the bytes of the body, as a decoded text, can follow it back.
#[derive(Debug, Default)]
pub struct Output {
    chunks: VecDeque<Bytes>,
    committed: bool,
    /// What was left out or put in, while somebody wants to know.
    changes: Option<Vec<Change>>,
    /// Bytes of the input that are kept or gone.
    decided: u64,
    /// What became of the input, where somebody follows.
    pieces: Option<VecDeque<Piece>>,
}

/// A place where what leaves is not what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where in the input.
    pub at: u64,
    /// How many bytes of it go.
    pub gone: u64,
    /// What is put there.
    pub new: Bytes,
}

/// What became of the next part of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rewrite) enum Piece {
    /// It is kept.
    Kept(Bytes),
    /// So many bytes of it go.
    Gone(usize),
    /// This is put there.
    New(Bytes),
}

impl Output {
    /// One that notes what became of the input.
    #[cfg(feature = "charset")]
    pub(in crate::rewrite) fn followed() -> Self {
        Self { pieces: Some(VecDeque::new()), ..Self::default() }
    }

    /// Lets the next bytes of the input through.
    pub fn push(&mut self, bytes: Bytes) {
        self.decided = self.decided.saturating_add(bytes.len() as u64);
        self.add(bytes, Piece::Kept);
    }

    /// Leaves out the next bytes of the input.
    pub fn skip(&mut self, count: usize) {
        let (at, gone) = (self.decided, count as u64);
        match &mut self.changes {
            Some(changes) if gone > 0 => match changes.last_mut() {
                Some(last) if last.at + last.gone == at => last.gone += gone,
                _ => changes.push(Change { at, gone, new: Bytes::new() }),
            },
            _ => {}
        }
        self.decided = self.decided.saturating_add(gone);
        if let Some(pieces) = &mut self.pieces {
            pieces.push_back(Piece::Gone(count));
        }
    }

    /// Adds bytes that do not stand in the input.
    pub fn insert(&mut self, bytes: Bytes) {
        if let Some(changes) = self.changes.as_mut().filter(|_| !bytes.is_empty()) {
            // A copy: what is remembered must not keep the buffer that it was cut from.
            let new = Bytes::copy_from_slice(&bytes);
            changes.push(Change { at: self.decided, gone: 0, new });
        }
        self.add(bytes, Piece::New);
    }

    fn add(&mut self, bytes: Bytes, piece: impl Fn(Bytes) -> Piece) {
        match &mut self.pieces {
            _ if bytes.is_empty() => {}
            Some(pieces) => pieces.push_back(piece(bytes)),
            None => self.chunks.push_back(bytes),
        }
    }

    /// Declares that the subject is settled: the head may be sent.
    pub fn commit(&mut self) {
        self.committed = true;
    }

    /// Bytes of the input, from its beginning, of which it is decided whether they are kept.
    pub const fn decided(&self) -> u64 {
        self.decided
    }

    /// Whether the subject is settled.
    pub const fn is_committed(&self) -> bool {
        self.committed
    }

    /// The next run of kept bytes; `None` until committed.
    pub fn pop(&mut self) -> Option<Bytes> {
        if self.committed { self.chunks.pop_front() } else { None }
    }

    /// What became of the next part of the input, committed or not.
    #[cfg(feature = "charset")]
    pub(in crate::rewrite) fn next_piece(&mut self) -> Option<Piece> {
        self.pieces.as_mut()?.pop_front()
    }

    /// Begins to note changes, or no longer does.
    pub fn note_changes(&mut self, wanted: bool) {
        self.changes = wanted.then(Vec::new);
    }

    /// The changes since they were asked for last.
    pub fn take_changes(&mut self) -> Vec<Change> {
        self.changes.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Forgets the first bytes that wait here, which must be these.
    #[must_use]
    pub fn forget(&mut self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            let Some(first) = self.chunks.front_mut() else { return false };
            let count = first.len().min(bytes.len());
            if bytes.get(..count) != first.get(..count) {
                return false;
            }
            first.advance(count);
            bytes = bytes.get(count..).unwrap_or_default();
            if first.is_empty() {
                self.chunks.pop_front();
            }
        }
        true
    }

    /// Bytes waiting here.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(Bytes::len).sum()
    }

    /// Whether nothing waits here.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }
}

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
