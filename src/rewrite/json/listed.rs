//! When a document is known to be a list, of which no listing is the subject.

use super::JsonRewriter;
use super::names::Says;
use super::node::{Fields, Kind, Node};
use super::tape::Tape;

impl Tape {
    /// Whether the listing that just closed in the held root shows that the document is a list.
    pub(super) fn shows_list(&self) -> bool {
        let Some(listing) = self.get(self.closed) else { return false };
        let Some(list) = self.get(listing.parent) else { return false };
        let way = self.open.iter().filter_map(|at| self.get(*at));
        self.open.last() == Some(&listing.parent)
            && makes_list(listing, list, way, self.paths.are_given())
    }
}

impl JsonRewriter {
    /// Whether the document is an array that is not passed on yet, and turned out to be a list.
    pub(super) fn begins_list(&self) -> bool {
        let held = self.frames.is_empty() && self.tape.is_active();
        held && self.tape.get(0).is_some_and(Node::is_array) && !self.may_suggest()
    }

    /// Whether the document is an array that begins as suggestions do, of which the columns are told
    /// when all are there: with a query, and a list.
    pub(super) fn may_suggest(&self) -> bool {
        let tape = &self.tape;
        if !self.frames.is_empty() || !tape.get(0).is_some_and(Node::is_array) {
            return false;
        }
        let mut children = tape.children(0);
        match (children.next(), children.next()) {
            (None, _) => {
                let rest = self.window.slice(tape.reached(), self.window.end());
                matches!(rest.trim_ascii_start().first(), None | Some(b'"'))
            }
            (Some((_, query)), None) => query.kind == Kind::Text,
            (Some((_, query)), Some((_, list))) => {
                query.kind == Kind::Text && list.kind == Kind::Array
            }
        }
    }
}

/// Whether `listing` in `list`, to which a way of objects leads, shows that the document is a
/// list: it is offered as goods are, and no object on the way has a name of its own.
pub(super) fn makes_list<'n>(
    listing: &Node,
    list: &Node,
    mut way: impl Iterator<Item = &'n Node>,
    exact: bool,
) -> bool {
    let goods = Fields::PRICE.or(Fields::IMAGE);
    listing.kind == Kind::Object
        && listing.is_candidate(true, exact)
        && (list.kind == Kind::Array || listing.says.any(Says::DIGITS))
        && list.is_chained()
        && (exact || listing.wide.has(goods) || list.says.any(Says::LIST))
        && way
            .all(|node| !node.says.any(Says::COMPANIONS) && (exact || !node.own.has(Fields::NAME)))
}
