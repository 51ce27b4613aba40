//! Where in the units of a document an open container stands.

use super::node::{Class, Kind, NONE};

/// Which inner listings are units of their own; the others are parts of the outer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inner {
    /// None: the parts of a bundle, the copies of a search engine.
    None,
    /// A name, an identifier, and a link or price.
    Own,
    /// A name and a link, price or picture.
    Linked,
    /// Whatever is a listing elsewhere: the outer one has no price and may be a menu entry.
    Any,
}

/// A container on the way to the value that is being looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) node: u32,
    pub(super) end: u32,
    pub(super) kind: Kind,
    pub(super) class: Class,
    /// Whether it can go: an array element or a member of a map.
    pub(super) element: bool,
    pub(super) listing: bool,
    pub(super) subject: bool,
    pub(super) inner: Inner,
    /// Whether the listing around it has its name only from what it wraps.
    pub(super) absorbs: bool,
    /// Whether all members are units.
    pub(super) map: bool,
    /// Whether all members are numbers.
    pub(super) numbers: bool,
    /// Whether it is an array or map of listings.
    pub(super) list: bool,
    /// An array whose elements are known by their place, so that none may go.
    pub(super) fixed: bool,
    /// An array of a listing and what is said about it, as its key or kind: it goes whole.
    pub(super) pair: bool,
    /// An object of columns: arrays of which each index is one listing.
    pub(super) columns: bool,
    /// An array of JSON-LD list items, which are numbered.
    pub(super) numbered: bool,
    pub(super) seen: u32,
    pub(super) dropped: u32,
    /// How many elements an array in this object had, and how many it kept.
    pub(super) counted: Option<(u32, u32)>,
}

impl Level {
    /// A container outside all units.
    pub(super) const fn loose(kind: Kind) -> Self {
        Self {
            node: NONE,
            end: NONE,
            kind,
            class: Class::Loose,
            element: false,
            listing: false,
            subject: false,
            inner: Inner::Any,
            absorbs: false,
            map: false,
            numbers: false,
            list: false,
            fixed: false,
            pair: false,
            columns: false,
            numbered: false,
            seen: 0,
            dropped: 0,
            counted: None,
        }
    }

    /// Writes down what of it decides what its children are.
    pub(super) fn describe(&self, into: &mut Vec<u8>) {
        let Self { kind, class, inner, .. } = *self;
        let flags = [self.element, self.absorbs, self.map, self.numbers, self.list, self.subject];
        let flags = flags.iter().fold(0, |flags, flag| flags << 1 | u8::from(*flag));
        into.extend_from_slice(&[kind as u8, class as u8, inner as u8, flags]);
    }

    /// Whether it is a listing of no price, as a section that a page is filled with.
    pub(super) const fn may_be_shelf(&self) -> bool {
        matches!(self.inner, Inner::Any) && matches!(self.class, Class::Listing | Class::Subject)
    }

    /// The way into the page's subject, or into a part of it.
    pub(super) const fn enter_subject(&mut self, priced: bool) {
        self.listing = true;
        self.subject = true;
        self.inner = if priced { Inner::Linked } else { Inner::Any };
    }
}
