//! Listings that stay as they are, or go, without being read value by value: those that came before,
//! byte for byte, and those that are built like one before and in which nothing is found.
//!
//! The same items come with every request, and reading one costs ten times as much as hashing it.
//! What is remembered of a listing is what the document around it takes from it: the fields that
//! make a list, and the identifiers by which a copy elsewhere is told. Everything that could make
//! the same bytes mean something else is part of the hash, see [`place`], or has the listing read:
//! paths, numbered lists, and, once something went, lists of references in it.

use super::alike::Heed;
use super::frame::Frame;
use super::judging::is_nameless;
use super::mentions::Mentions;
use super::names::Says;
use super::nesting::object_end;
use super::node::{Class, Kind, Node};
use super::splice::{Stream, skip_comma};
use super::whole::Manner;
use super::{JsonRewriter, level::Level};
use crate::attribute::Stated;
use crate::classify::Findings;
use crate::rewrite::sweep::Ident;
use crate::rewrite::{FirstLook, Judge, Output, Recognised, RewriteError};
use simdutf8::basic::from_utf8;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is remembered of a listing that stayed as it was, or went by its own words.
#[derive(Debug)]
pub struct KnownListing {
    node: Node,
    idents: Box<[Ident]>,
    keys: Box<[u64]>,
    /// Whether it went.
    went: bool,
    /// Its identifier, for the record, if it went.
    id: Box<str>,
    found: Option<Found>,
    mentions: Mentions,
    /// Where and when its keys were noted last.
    noted: AtomicU64,
}

/// What was found in a listing, and the amounts that it states, where they were asked for.
#[derive(Debug)]
struct Found {
    findings: Arc<Findings>,
    stated: Option<Stated>,
}

impl KnownListing {
    /// The listing with what was found in it, and the amounts that it states, where they were asked
    /// for.
    #[must_use]
    pub fn with_found(mut self, findings: Arc<Findings>, stated: Option<Stated>) -> Self {
        self.found = Some(Found { findings, stated });
        self
    }

    /// What was found in it, if it went.
    pub fn findings(&self) -> Option<&Arc<Findings>> {
        self.found.as_ref().map(|found| &found.findings)
    }

    /// The amounts that it states, where they were asked for.
    pub fn stated(&self) -> Option<&Stated> {
        self.found.as_ref()?.stated.as_ref()
    }

    /// Whether it went.
    pub const fn went(&self) -> bool {
        self.went
    }

    /// Its identifier, for the record, if it went.
    pub fn id(&self) -> Option<&str> {
        (!self.id.is_empty()).then_some(&*self.id)
    }

    /// What it is called, in keys that all bodies of the process share.
    pub fn keys(&self) -> &[u64] {
        &self.keys
    }

    /// Whether its keys are to be noted where and when `now` stands for, since they were not yet;
    /// they are taken to be.
    pub fn is_to_be_noted(&self, now: u64) -> bool {
        self.noted.load(Ordering::Relaxed) != now && self.noted.swap(now, Ordering::Relaxed) != now
    }
}

/// Identifiers that are longer are no reason to keep so much.
const LONGEST_ID: usize = 200;

/// What is done with what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ahead {
    /// It is passed.
    Passed,
    /// It is to be read.
    Read,
    /// It is looked at when more of it is here.
    Wait,
}

impl JsonRewriter {
    /// Passes on the listing that comes next, if it need not be read.
    pub(super) fn pass_ahead(
        &mut self,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<Ahead, RewriteError> {
        if self.skip.is_some() || self.tape.is_active() || !self.in_list() {
            return Ok(Ahead::Read);
        }
        let (bytes, base) = (self.window.bytes(), self.window.base());
        if !self.lexer.has_object_ahead(bytes, base) {
            return Ok(Ahead::Read);
        }
        let start = self.lexer.at();
        place(self.frames.last(), self.lexer.depth(), &mut self.place);
        if !self.remembers && !self.shapes.may_pay(&self.place) {
            return Ok(Ahead::Read);
        }
        if let Some(ahead) = self.pass_known(start, judge, out)? {
            return Ok(ahead);
        }
        if self.pass_alike(start, judge, out)? {
            return Ok(Ahead::Passed);
        }
        Ok(if self.waits(start) { Ahead::Wait } else { Ahead::Read })
    }

    /// Whether the listing that begins at `start` and goes on in the next chunk is better waited
    /// for: once, and if it may still be held then.
    fn waits(&mut self, start: u64) -> bool {
        let before = self.frames.last().map_or(start, |frame| frame.before);
        let end = self.window.end();
        let waits = self.waited != Some(start)
            && end.saturating_sub(before) <= self.limits.unit as u64
            && object_end(self.window.slice(start, end)).is_none();
        if waits {
            self.waited = Some(start);
        }
        waits
    }

    /// Passes on a listing that came before, or has it read if something was found in it; `None` if
    /// it did not.
    fn pass_known(
        &mut self,
        start: u64,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<Option<Ahead>, RewriteError> {
        if !self.remembers {
            return Ok(None);
        }
        let rest = self.window.slice(start, self.window.end());
        let Some(listing) = object_end(rest).and_then(|end| rest.get(..end)) else {
            return Ok(None);
        };
        let (known, stays) = match judge.recognise(&self.place, listing) {
            Recognised::Stays(known) => (known, true),
            Recognised::Goes(known) if !self.is_spared() => (known, false),
            Recognised::Goes(_) | Recognised::Found => return Ok(Some(Ahead::Read)),
            Recognised::New(hash) => {
                self.unknown = Some((start, hash));
                return Ok(None);
            }
            Recognised::Never => {
                self.remembers = false;
                return Ok(None);
            }
        };
        let end = start + listing.len() as u64;
        let sweep = &self.settler.sweep;
        if known.mentions.may_be_gone(sweep, listing) || sweep.names(&known.idents) {
            return Ok(None);
        }
        self.gap(start)?;
        if stays {
            judge.passes(&known);
            self.settler.sweep.keep(&known.idents);
            self.pass(start..end, &known.node, out);
        } else {
            judge.goes(&known, start);
            self.settler.sweep.omit(&known.idents);
            self.omit(start..end, &known.node, out);
        }
        Ok(Some(Ahead::Passed))
    }

    /// Whether the next listing, if it goes, stays without its words so that its list is not empty.
    fn is_spared(&self) -> bool {
        self.settler.keep_one_masked && self.frames.last().is_some_and(Frame::is_bare)
    }

    /// Passes on a listing that is built like one before and in which nothing is found.
    fn pass_alike(
        &mut self,
        start: u64,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<bool, RewriteError> {
        if !self.shapes.may_pay(&self.place) {
            return Ok(false);
        }
        let rest = self.window.slice(start, self.window.end());
        let listing = self.shapes.fit(rest).filter(|len| *len <= self.limits.unit);
        let listing = listing.and_then(|len| from_utf8(rest.get(..len)?).ok());
        let (Some(listing), Some(node)) = (listing, self.shapes.node().copied()) else {
            return Ok(false);
        };
        let end = start + listing.len() as u64;
        self.gap(start)?;
        let (sweep, gather) = (&mut self.settler.sweep, &mut self.settler.gather);
        self.shapes.gather(listing, gather, Heed::Unheard);
        let swept = || self.shapes.mentions().may_be_gone(sweep, listing.as_bytes());
        if sweep.is_active() && swept() || is_nameless(&gather.facts) {
            return Ok(false);
        }
        match judge.look(&gather.facts) {
            FirstLook::Silent => self.shapes.heard_nothing(listing),
            FirstLook::Clean => {}
            FirstLook::Found => {
                self.shapes.gather(listing, gather, Heed::All);
                let hash = self.unknown.filter(|(at, _)| *at == start).map(|(_, hash)| hash);
                judge.found_in(&gather.facts, hash);
                return Ok(false);
            }
        }
        self.shapes.identify(listing, gather);
        if sweep.names(&gather.idents) {
            return Ok(false);
        }
        sweep.keep(&gather.idents);
        self.settler.take_keys();
        let keys = self.settler.keys.as_slice();
        judge.stays(keys);
        if let Some((_, hash)) = self.unknown.take() {
            let idents = self.settler.gather.idents.as_slice().into();
            let (keys, noted) = (keys.into(), AtomicU64::default());
            let (went, id, found) = (false, "".into(), None);
            let mentions = self.shapes.mentions();
            let known = KnownListing { node, idents, keys, went, id, found, mentions, noted };
            judge.learn(hash, known);
        }
        self.pass(start..end, &node, out);
        Ok(true)
    }

    /// Passes on the listing that comes next and that the list takes to be like `node`.
    fn pass(&mut self, listing: Range<u64>, node: &Node, out: &mut Output) {
        self.lexer.pass_object(listing.end - listing.start);
        if let Some(frame) = self.frames.last_mut() {
            frame.take_in(node);
            if frame.keeps_first() {
                let mut stream = Stream { window: &mut self.window, out };
                skip_comma(&mut stream, frame.before, listing.start);
            }
            frame.before = listing.end;
        }
        self.window.keep_to(listing.end);
    }

    /// Leaves out the listing that comes next and that the list takes to be like `node`.
    fn omit(&mut self, listing: Range<u64>, node: &Node, out: &mut Output) {
        self.lexer.pass_object(listing.end - listing.start);
        if let Some(frame) = self.frames.last_mut() {
            frame.omit(node);
            frame.before = listing.end;
        }
        self.window.skip_to(listing.end, out);
    }

    /// Remembers the listing on the tape, which was just judged, and how it is built, if it says
    /// nothing that depends on the document.
    pub(super) fn learn(&mut self, judge: &mut dyn Judge) {
        let unknown = self.unknown.take_if(|(start, _)| *start == self.tape.origin);
        let settler = &mut self.settler;
        let Some(node) = self.tape.get(0).filter(|node| node.class == Class::Listing).copied()
        else {
            return;
        };
        let is_alone = settler.decided.get() == 1 && !is_nameless(&settler.gather.facts);
        if !is_alone || settler.changed && !settler.goes {
            return;
        }
        let source = self.window.text(self.tape.origin, self.tape.reached());
        let mentions = Mentions::of(&self.tape);
        let refers = mentions.refers();
        let id = if settler.goes { settler.gather.id.as_str() } else { "" };
        if let Some((_, hash)) = unknown.filter(|_| id.len() <= LONGEST_ID) {
            let listing = KnownListing {
                node,
                idents: settler.gather.idents.as_slice().into(),
                keys: settler.keys.as_slice().into(),
                went: settler.goes,
                id: id.into(),
                found: None,
                mentions,
                noted: AtomicU64::default(),
            };
            judge.learn(hash, listing);
        }
        if !settler.goes && self.in_list() {
            place(self.frames.last(), self.lexer.depth(), &mut self.place);
            if self.shapes.may_pay(&self.place) {
                self.shapes.learn(&self.tape, source, refers, &mut self.settler.gather);
            }
        }
    }

    /// Whether the next value is an element of a plain list of a document that is known to be one.
    fn in_list(&self) -> bool {
        let settler = &self.settler;
        settler.listed
            && settler.manner == Manner::Page
            && !settler.whole
            && !settler.again
            && !self.tape.paths.are_given()
            && self.frames.last().is_some_and(|frame| {
                frame.level.is_plain_list() && !frame.node.says.any(Says::SHELF)
            })
    }
}

/// All of the document around a listing that decides what its bytes mean.
fn place(frame: Option<&Frame>, depth: usize, into: &mut Vec<u8>) {
    into.clear();
    into.extend_from_slice(&depth.to_le_bytes());
    if let Some(frame) = frame {
        frame.node.describe(into);
        frame.level.describe(into);
        into.extend_from_slice(frame.key.as_bytes());
    }
}

impl Level {
    /// An array outside listings of which each element may go by itself.
    const fn is_plain_list(&self) -> bool {
        matches!(self.kind, Kind::Array)
            && !(self.fixed || self.numbered || self.listing || self.subject)
    }
}
