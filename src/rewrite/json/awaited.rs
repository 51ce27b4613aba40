//! Documents of which one part says what another one is: what listings refer to stands beside them, in
//! a list of its own. Such a document is held until it is there as a whole, up to `limits.unit`; then
//! it is judged and swept as one. What is longer is read as it comes.

use super::JsonRewriter;
use super::names::Says;
use super::node::{Fields, Kind, Node};
use super::splice::{Stream, splice};
use super::tape::Tape;
use super::whole::{Document, Manner, NESTED};
use crate::rewrite::sweep::Sweep;
use crate::rewrite::{Judge, Output, RewriteError};

impl Tape {
    /// Whether a value that begins shows that listings and what they refer to stand apart.
    pub(super) fn leads_elsewhere(&self, node: &Node) -> bool {
        if node.says.any(Says::REFERENCE) {
            return true;
        }
        let holder = self.get(node.parent);
        match (node.kind, holder) {
            // An element of a list of what listings refer to.
            (Kind::Object, Some(list)) => {
                let parts = list.says.any(Says::OWNED) && !list.says.any(Says::OWNED_IDS);
                let beside = parts || list.says.any(Says::SHELF.or(Says::INCLUDED));
                beside && list.is_chained() && (list.is_array() || node.says.any(Says::DATA))
            }
            // A reference without a word.
            (Kind::Number | Kind::Null | Kind::Text, Some(around)) => {
                let named = if node.key.1 == 0 { around } else { node };
                let bare = node.kind == Kind::Number || named.says.any(Says::SHELF_IDS);
                named.says.any(Says::SHELF) && bare
            }
            _ => false,
        }
    }

    /// Whether an object that ends is no more than what names something that stands elsewhere.
    pub(super) fn names_another(&self, node: &Node) -> bool {
        let named = if node.key.1 == 0 { self.get(node.parent) } else { Some(node) };
        node.kind == Kind::Object
            && named.is_some_and(|named| named.says.any(Says::SHELF))
            && node.own.has(Fields::ID)
            && !node.own.has(Fields::NAME)
    }
}

impl JsonRewriter {
    /// Whether the value on the tape may go on to `end`.
    pub(super) fn fits(&self, end: u64) -> bool {
        let held = self.frames.is_empty() && !self.tape.awaits;
        let limit = if held { self.limits.hold } else { self.limits.unit };
        // A unit of one-digit numbers has as many nodes as bytes; its nodes are bounded too.
        let nodes = limit / 8 + 1024;
        end.saturating_sub(self.tape.origin) <= limit as u64 && self.tape.nodes.len() <= nodes
    }

    /// Decides the document on the tape, which is complete and of which nothing has left.
    pub(super) fn complete_whole(
        &mut self,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let paths = self.tape.paths.clone();
        let mut document = Document::new(paths, Manner::Page, self.limits, NESTED);
        std::mem::swap(&mut document.tape, &mut self.tape);
        document.settler.listed = self.settler.listed;
        document.settler.keep_one_masked = self.settler.keep_one_masked;
        let tape = &document.tape;
        let bytes = self.window.slice(tape.origin, tape.reached());
        let mut sweep = Sweep::new(self.limits.swept_identifiers);
        document.judge(bytes, &mut sweep, judge)?;
        document.sweep(bytes, &mut sweep, judge);
        splice(&mut Stream { window: &mut self.window, out }, &document.tape, 0);
        self.tape.clear();
        self.done = true;
        Ok(())
    }
}
