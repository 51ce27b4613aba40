//! One node of what is held: an element, attribute or text, and what is known of it.

use crate::classify::Role;
use crate::rewrite::json::{Fields, Says};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rewrite::feed) enum What {
    Element,
    Attribute,
    Text,
    CData,
    /// A comment or processing instruction, or an end tag of nothing.
    Aside,
}

/// What an element is for the judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rewrite::feed) enum Class {
    /// Belongs to the unit around it, or is none.
    Part,
    /// A unit of its own: what is around it does not count what it says.
    Unit,
}

/// What happens to the bytes of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rewrite::feed) enum Edit {
    Keep,
    /// Goes whole.
    Drop,
    /// Loses what is in it.
    Empty,
}

/// The index of no node, and the end of an element that is still open.
pub(in crate::rewrite::feed) const NONE: u32 = u32::MAX;

/// One node. Places count from the tape's origin.
#[derive(Clone, Copy, Debug)]
pub(in crate::rewrite::feed) struct Node {
    pub(in crate::rewrite::feed) what: What,
    pub(in crate::rewrite::feed) start: u32,
    pub(in crate::rewrite::feed) end: u32,
    /// What is in it: between the tags of an element, between the quotes of an attribute.
    pub(in crate::rewrite::feed) inner: (u32, u32),
    pub(in crate::rewrite::feed) name: (u32, u32),
    /// A hash of the name, by which siblings are compared.
    pub(in crate::rewrite::feed) like: u32,
    pub(in crate::rewrite::feed) parent: u32,
    /// The node after this one and all in it.
    pub(in crate::rewrite::feed) next: u32,
    pub(in crate::rewrite::feed) role: Role,
    pub(in crate::rewrite::feed) says: Says,
    pub(in crate::rewrite::feed) fields: Fields,
    pub(in crate::rewrite::feed) class: Class,
    pub(in crate::rewrite::feed) edit: Edit,
    pub(super) flags: u16,
}

impl Node {
    /// Marks up the text around it.
    pub(super) const MARKUP: u16 = 1;
    /// Text other than white space stands directly in it.
    pub(super) const TEXT: u16 = 1 << 1;
    /// An element that is no markup stands in it.
    pub(super) const PARTS: u16 = 1 << 2;
    /// A sibling has the same name.
    pub(super) const REPEATED: u16 = 1 << 3;
    /// Something in it is repeated.
    pub(super) const REPEATS: u16 = 1 << 4;
    /// Listings are its children.
    pub(super) const LIST: u16 = 1 << 5;
    /// A list of listings, not of companions, is somewhere in it.
    pub(super) const HOLDS_LISTS: u16 = 1 << 6;
    /// The route names it as a listing.
    pub(super) const NAMED: u16 = 1 << 7;
    /// A list by its name, and a member of one, and a listing.
    pub(super) const CONTAINER: u16 = 1 << 8;
    pub(super) const MEMBER: u16 = 1 << 9;
    pub(super) const LISTING: u16 = 1 << 10;
    /// A listing is somewhere in it.
    pub(super) const HOLDS_LISTING: u16 = 1 << 11;

    pub(super) const fn note(&mut self, flag: u16, also: bool) {
        if also {
            self.flags |= flag;
        }
    }

    const fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    pub(in crate::rewrite::feed) const fn is_element(&self) -> bool {
        matches!(self.what, What::Element)
    }

    pub(in crate::rewrite::feed) const fn is_markup(&self) -> bool {
        self.has(Self::MARKUP)
    }

    /// Whether nothing but text and its markup stands in it.
    pub(in crate::rewrite::feed) const fn is_leaf(&self) -> bool {
        self.is_element() && !self.has(Self::PARTS)
    }

    pub(in crate::rewrite::feed) const fn has_text(&self) -> bool {
        self.has(Self::TEXT)
    }

    pub(in crate::rewrite::feed) const fn is_repeated(&self) -> bool {
        self.has(Self::REPEATED)
    }

    pub(in crate::rewrite::feed) const fn repeats(&self) -> bool {
        self.has(Self::REPEATS)
    }

    pub(in crate::rewrite::feed) const fn is_list(&self) -> bool {
        self.has(Self::LIST)
    }

    /// Whether it is a list by its name.
    pub(in crate::rewrite::feed) const fn is_named_list(&self) -> bool {
        self.has(Self::CONTAINER)
    }

    /// Whether lists are made of elements of its name.
    pub(in crate::rewrite::feed) const fn is_member(&self) -> bool {
        self.has(Self::MEMBER)
    }

    /// Whether listings have its name.
    pub(in crate::rewrite::feed) const fn is_named_listing(&self) -> bool {
        self.has(Self::LISTING)
    }

    pub(in crate::rewrite::feed) const fn holds_listing(&self) -> bool {
        self.has(Self::HOLDS_LISTING)
    }

    pub(in crate::rewrite::feed) const fn holds_lists(&self) -> bool {
        self.has(Self::HOLDS_LISTS)
    }

    /// Whether it is recognised as a listing; where the route names its listings, only by name.
    pub(in crate::rewrite::feed) const fn is_candidate(&self, exact: bool) -> bool {
        self.has(Self::NAMED)
            || !exact && matches!(self.role, Role::Other) && self.fields.is_listing()
    }

    /// Whether it is a listing wherever it stands.
    pub(in crate::rewrite::feed) const fn is_own_listing(&self, exact: bool) -> bool {
        self.is_candidate(exact) && (exact || self.fields.is_own_listing())
    }

    /// Whether it is a list by what is in it and no listing itself.
    pub(in crate::rewrite::feed) const fn is_container(&self) -> bool {
        self.holds_lists() && !self.fields.has(Fields::PRICE) && !self.has(Self::NAMED)
    }
}
