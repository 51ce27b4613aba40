//! Values of a document as nodes of a tape, and what is known and decided of each.

use super::names::Says;
use crate::classify::Role;

/// The fields by which a listing is recognised, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::rewrite) struct Fields(u8);

impl Fields {
    /// No field.
    #[cfg(feature = "feeds")]
    pub(in crate::rewrite) const NOTHING: Self = Self(0);
    pub(in crate::rewrite) const NAME: Self = Self(1);
    pub(in crate::rewrite) const ID: Self = Self(1 << 1);
    pub(in crate::rewrite) const SLUG: Self = Self(1 << 2);
    pub(in crate::rewrite) const URL: Self = Self(1 << 3);
    pub(in crate::rewrite) const PRICE: Self = Self(1 << 4);
    pub(in crate::rewrite) const IMAGE: Self = Self(1 << 5);
    pub(super) const ALL: Self = Self(0x3f);

    pub(in crate::rewrite) const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    pub(in crate::rewrite) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(in crate::rewrite) const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// A name and something that identifies, leads to, prices or shows it.
    pub(in crate::rewrite) const fn is_listing(self) -> bool {
        self.has(Self::NAME) && self.0 & !Self::NAME.0 != 0
    }

    /// A name, an identifier, and a link or price.
    pub(in crate::rewrite) const fn is_own_listing(self) -> bool {
        self.has(Self::NAME)
            && self.has(Self::ID)
            && self.has(Self::SLUG.or(Self::URL).or(Self::PRICE))
    }

    pub(in crate::rewrite) const fn of(role: Role) -> Self {
        match role {
            Role::Name => Self::NAME,
            Role::Id => Self::ID,
            Role::Slug => Self::SLUG,
            Role::Url => Self::URL,
            Role::Price => Self::PRICE,
            Role::Image => Self::IMAGE,
            _ => Self(0),
        }
    }

    /// What a value of this role may say about the listing around it.
    pub(in crate::rewrite) const fn of_part(role: Role) -> Self {
        match role {
            Role::OptionValue => Self::PRICE.or(Self::IMAGE),
            Role::Other => Self::ALL,
            _ => Self::of(role),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    Array,
    Text,
    Number,
    True,
    False,
    Null,
}

impl Kind {
    pub(super) const fn is_container(self) -> bool {
        matches!(self, Self::Object | Self::Array)
    }
}

/// What a value is for the judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Belongs to the unit around it.
    Part,
    /// Structure around units; its strings are judged one by one.
    Loose,
    /// Holds a list of listings; its own name is judged.
    Container,
    /// An array element or map member outside listings.
    Element,
    Listing,
    Subject,
}

impl Class {
    pub(super) const fn is_unit(self) -> bool {
        matches!(self, Self::Container | Self::Element | Self::Listing | Self::Subject)
    }
}

/// What happens to the bytes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    Keep,
    /// Goes, with a comma.
    Drop,
    /// Becomes `null`.
    Null,
    /// A string becomes `""`.
    Empty,
    /// A count or position is put right.
    Count(u32),
    /// A string becomes one of [`Tape::rewritten`].
    Text(u32),
}

/// The index of no node, and the end of a container that is still open.
pub(super) const NONE: u32 = u32::MAX;

/// One value. Places count from the tape's origin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The member name with its quotes; empty for an array element.
    pub(super) key: (u32, u32),
    pub(super) parent: u32,
    /// The node after this one and all below it.
    pub(super) next: u32,
    pub(super) children: u32,
    /// The sibling that names the attribute whose value is in this object.
    pub(super) attribute: u32,
    pub(super) says: Says,
    pub(super) kind: Kind,
    pub(super) role: Role,
    pub(super) class: Class,
    pub(super) edit: Edit,
    /// Fields of its own and of its parts.
    pub(super) own: Fields,
    /// The same, with those of a listing that it only wraps.
    pub(super) wide: Fields,
    pub(super) wrapped: Fields,
    pub(super) wrapped_listing: Fields,
    pub(super) wrapped_listings: u8,
    pub(super) flags: u8,
}

impl Node {
    pub(super) const ESCAPED: u8 = 1;
    pub(super) const ESCAPED_KEY: u8 = 1 << 1;
    pub(super) const CHAIN: u8 = 1 << 2;
    pub(super) const ONE_OF_MANY: u8 = 1 << 3;
    const HOLDS_LISTS: u8 = 1 << 4;
    const IS_LIST: u8 = 1 << 5;

    /// An object of which nothing is known.
    pub(super) const fn empty(kind: Kind, role: Role) -> Self {
        Self {
            start: 0,
            end: 0,
            key: (0, 0),
            parent: NONE,
            next: NONE,
            children: 0,
            attribute: NONE,
            says: Says::NOTHING,
            kind,
            role,
            class: Class::Part,
            edit: Edit::Keep,
            own: Fields(0),
            wide: Fields(0),
            wrapped: Fields(0),
            wrapped_listing: Fields(0),
            wrapped_listings: 0,
            flags: 0,
        }
    }

    /// Writes down what of it decides what its children are.
    pub(super) fn describe(&self, into: &mut Vec<u8>) {
        into.extend_from_slice(&[self.role as u8, self.flags & Self::CHAIN]);
        into.extend_from_slice(&self.says.bits().to_le_bytes());
    }

    pub(super) const fn flag(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    pub(super) const fn is_array(&self) -> bool {
        matches!(self.kind, Kind::Array)
    }

    /// Whether only objects stand between it and the root.
    pub(super) const fn is_chained(&self) -> bool {
        self.flag(Self::CHAIN)
    }

    /// Whether a configured path names it among others.
    pub(super) const fn is_one_of_many(&self) -> bool {
        self.flag(Self::ONE_OF_MANY)
    }

    /// Whether an array of listings, not of companions, is somewhere below.
    pub(super) const fn holds_lists(&self) -> bool {
        self.flag(Self::HOLDS_LISTS)
    }

    /// Whether a child of this array or map is a listing.
    pub(super) const fn is_list(&self) -> bool {
        self.flag(Self::IS_LIST)
    }

    /// Whether it is a listing only by what it wraps.
    pub(super) const fn is_wrapper(&self) -> bool {
        !self.own.or(self.wrapped).has(Fields::NAME) && self.wrapped_listings == 1
    }

    /// Takes in a closed child.
    pub(super) fn fold(&mut self, child: &Self, exact: bool) {
        if !child.says.any(Says::COMPANIONS) {
            self.flags |= child.flags & Self::HOLDS_LISTS;
        }
        let listing = child.kind == Kind::Object && child.is_candidate(true, exact);
        if self.kind == Kind::Array || child.says.any(Says::DATA) && listing {
            if listing {
                self.flags |= Self::IS_LIST;
                if child.wide.is_own_listing() && !self.says.any(Says::COMPANIONS) {
                    self.flags |= Self::HOLDS_LISTS;
                }
            } else if !exact {
                let part = Fields::of_part(self.role);
                let part = if self.role == Role::Other { Fields::PRICE } else { part };
                self.own = self.own.or(child.own.only(part));
            }
            return;
        }
        let wraps = child.kind == Kind::Object && (child.role == Role::Other || exact);
        if wraps && child.wide.has(Fields::NAME) && !child.says.any(Says::COPY) {
            if child.wide.is_own_listing() {
                self.wrapped_listings = self.wrapped_listings.saturating_add(1);
                self.wrapped_listing = child.wide;
            } else {
                self.wrapped = self.wrapped.or(child.wide);
            }
        } else if !exact {
            self.own = self.own.or(child.own.only(Fields::of_part(child.role)));
        }
    }

    /// Settles its fields when its last child is known.
    pub(super) fn close(&mut self) {
        self.wide = self.own.or(self.wrapped);
        if self.is_wrapper() {
            self.wide = self.wide.or(self.wrapped_listing);
        }
    }

    /// Whether it is a listing; with `wide`, also by what it wraps.
    pub(super) const fn is_candidate(&self, wide: bool, exact: bool) -> bool {
        let fields = if wide { self.wide } else { self.own };
        fields.is_listing() && (exact || matches!(self.role, Role::Other))
    }
}

/// Where the value on the tape stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground {
    pub(super) role: Role,
    /// Whether the value is reached from the root through objects only.
    pub(super) chain: bool,
    /// What the configured paths have reached in the container around it.
    pub(super) reached: u64,
    /// How many elements stand before it.
    pub(super) index: u64,
    pub(super) root: bool,
}
