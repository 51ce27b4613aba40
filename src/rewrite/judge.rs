//! Who decides about units, and what is asked and answered.

use super::json::KnownListing;
use crate::classify::Facts;
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
