//! Listings that came before, byte for byte: one in which nothing was found is not read again.
//!
//! The same items come with every request, and reading one costs ten times as much as hashing it.
//! What is remembered of a listing is what the document around it takes from it: the fields that
//! make a list, and the identifiers by which a copy elsewhere is told. Everything that could make
//! the same bytes mean something else is part of the hash, see [`JsonRewriter::place`], or has the
//! listing read: paths, numbered lists, and, once something went, lists of references in it.

use super::judging::is_nameless;
use super::lexer::object_end;
use super::splice::{Stream, skip_comma};
use super::stream::Frame;
use super::tape::{Class, Kind, Node, Tape};
use super::whole::Manner;
use super::{JsonRewriter, units::Level};
use crate::classify::Role;
use crate::rewrite::sweep::Ident;
use crate::rewrite::{Judge, Output, Recognised, RewriteError};

/// What is remembered of a listing in which nothing was found.
#[derive(Clone, Debug)]
pub struct CleanListing {
    node: Node,
    idents: Box<[Ident]>,
    keys: Box<[u64]>,
    /// Whether a list in it holds what may refer to other listings.
    refers: bool,
}

impl JsonRewriter {
    /// Passes on the listing that comes next, if it is here as a whole and is known.
    pub(super) fn pass_known(
        &mut self,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<bool, RewriteError> {
        if !self.remembers || self.skip.is_some() || self.tape.is_active() || !self.in_list() {
            return Ok(false);
        }
        let (bytes, base) = (self.window.bytes(), self.window.base());
        let Some(rest) = self.lexer.object_ahead(bytes, base) else { return Ok(false) };
        let Some(listing) = object_end(rest).and_then(|end| rest.get(..end)) else {
            return Ok(false);
        };
        let (start, len) = (self.lexer.at(), listing.len() as u64);
        place(self.frames.last(), self.lexer.depth(), &mut self.place);
        let known = match judge.recognise(&self.place, listing) {
            Recognised::Never => {
                self.remembers = false;
                return Ok(false);
            }
            Recognised::New(hash) => {
                self.unknown = Some((start, hash));
                return Ok(false);
            }
            Recognised::Clean(known) => known,
        };
        let sweep = &mut self.settler.sweep;
        if sweep.is_active() && (known.refers || sweep.names(&known.idents)) {
            return Ok(false);
        }
        self.gap(start)?;
        judge.passes(&known.keys);
        self.settler.sweep.keep(&known.idents);
        self.lexer.pass_object(len);
        if let Some(frame) = self.frames.last_mut() {
            frame.take_in(&known.node);
            if frame.keeps_first() {
                skip_comma(&mut Stream { window: &mut self.window, out }, frame.before, start);
            }
            frame.before = start + len;
        }
        self.window.keep_to(start + len);
        Ok(true)
    }

    /// Remembers the listing on the tape, which was just judged, if it was asked for and says
    /// nothing that depends on the document.
    pub(super) fn learn(&mut self, judge: &mut dyn Judge) {
        let Some((_, hash)) = self.unknown.take_if(|(start, _)| *start == self.tape.origin) else {
            return;
        };
        let settler = &self.settler;
        let Some(node) = self.tape.get(0).filter(|node| node.class == Class::Listing) else {
            return;
        };
        if settler.changed || settler.asked.get() != 1 || is_nameless(&settler.gather.facts) {
            return;
        }
        let listing = CleanListing {
            node: *node,
            idents: settler.gather.idents.as_slice().into(),
            keys: settler.keys.as_slice().into(),
            refers: holds_references(&self.tape),
        };
        judge.learn(hash, listing);
    }

    /// Whether the next value is an element of a plain list of a document that is known to be one.
    fn in_list(&self) -> bool {
        let settler = &self.settler;
        settler.listed
            && settler.manner == Manner::Page
            && !settler.whole
            && !settler.again
            && !self.tape.paths.are_given()
            && self.frames.last().is_some_and(|frame| frame.level().is_plain_list())
    }
}

/// Whether an array in the value holds links or identifiers.
fn holds_references(tape: &Tape) -> bool {
    tape.nodes.iter().any(|node| {
        let array = tape.get(node.parent).filter(|above| above.kind == Kind::Array);
        array.is_some_and(|array| node.role == Role::Url || array.says.named().is_some())
            && !node.kind.is_container()
    })
}

/// All of the document around a listing that decides what its bytes mean.
fn place(frame: Option<&Frame>, depth: usize, into: &mut Vec<u8>) {
    into.clear();
    into.extend_from_slice(&depth.to_le_bytes());
    if let Some(frame) = frame {
        frame.node().describe(into);
        frame.level().describe(into);
        into.extend_from_slice(frame.key().as_bytes());
    }
}

impl Level {
    /// An array outside listings of which each element may go by itself.
    const fn is_plain_list(&self) -> bool {
        matches!(self.kind, Kind::Array)
            && !(self.fixed || self.numbered || self.listing || self.subject)
    }
}
