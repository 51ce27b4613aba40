//! When a document is known to be a list, of which no listing is the subject.

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
