//! The value that is being read and not decided yet: one small node for each value in it, in
//! document order, with what recognises a listing folded upwards as objects close.

use super::lexer::{Lexeme, Token, unescape};
use super::names::{Says, names};
use super::path::{Found, Paths, Step};
use crate::classify::Role;
use bytes::Bytes;

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
    const ALL: Self = Self(0x3f);

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
    wrapped: Fields,
    wrapped_listing: Fields,
    wrapped_listings: u8,
    flags: u8,
}

impl Node {
    const ESCAPED: u8 = 1;
    const ESCAPED_KEY: u8 = 1 << 1;
    const CHAIN: u8 = 1 << 2;
    const ONE_OF_MANY: u8 = 1 << 3;
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

    const fn flag(&self, flag: u8) -> bool {
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
        if self.kind == Kind::Array || child.says.any(Says::DIGITS) && listing {
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

/// The nodes of the value that is being read.
#[derive(Debug)]
pub(super) struct Tape {
    pub(super) origin: u64,
    pub(super) nodes: Vec<Node>,
    pub(super) open: Vec<u32>,
    pub(super) ground: Ground,
    pub(super) paths: Paths,
    key: Option<Lexeme>,
    reached: Vec<u64>,
    text: String,
    active: bool,
    end: u64,
    /// The container that closed last.
    pub(super) closed: u32,
    /// Strings, with their quotes, of which a part went.
    pub(super) rewritten: Vec<Bytes>,
    /// Whether something in it refers to what stands elsewhere.
    pub(super) refers: bool,
}

impl Tape {
    pub(super) const fn new(paths: Paths) -> Self {
        let ground = Ground { role: Role::Other, chain: true, reached: 0, index: 0, root: true };
        Self {
            origin: 0,
            nodes: Vec::new(),
            open: Vec::new(),
            ground,
            paths,
            key: None,
            reached: Vec::new(),
            text: String::new(),
            active: false,
            end: 0,
            closed: NONE,
            rewritten: Vec::new(),
            refers: false,
        }
    }

    /// Whether a value, or the name before one, is on the tape.
    pub(super) const fn is_active(&self) -> bool {
        self.active
    }

    /// Begins with the lexeme at `origin`.
    pub(super) fn begin(&mut self, origin: u64, ground: Ground) {
        self.clear();
        self.origin = origin;
        self.ground = ground;
        self.active = true;
    }

    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.open.clear();
        self.reached.clear();
        self.rewritten.clear();
        self.refers = false;
        self.key = None;
        self.active = false;
    }

    pub(super) fn get(&self, at: u32) -> Option<&Node> {
        self.nodes.get(at as usize)
    }

    pub(super) fn edit(&mut self, at: u32, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(at as usize) {
            change(node);
        }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(NONE)
    }

    /// The children of a node.
    pub(super) fn children(&self, at: u32) -> impl Iterator<Item = (u32, &Node)> {
        let end = self.get(at).map_or(0, |node| node.next.min(self.len()));
        let mut child = at.saturating_add(1);
        std::iter::from_fn(move || {
            if child >= end {
                return None;
            }
            let found = (child, self.get(child)?);
            child = found.1.next;
            Some(found)
        })
    }

    /// Takes a lexeme of the document whose bytes from `base` on are here. True when the value is
    /// complete.
    pub(super) fn take(&mut self, lexeme: Lexeme, bytes: &[u8], base: u64) -> bool {
        self.end = lexeme.end;
        let kind = match lexeme.token {
            Token::Key => {
                self.key = Some(lexeme);
                return false;
            }
            Token::ObjectEnd | Token::ArrayEnd => {
                self.end(lexeme.end);
                return self.open.is_empty();
            }
            Token::ObjectStart => Kind::Object,
            Token::ArrayStart => Kind::Array,
            Token::Text => Kind::Text,
            Token::Number => Kind::Number,
            Token::True => Kind::True,
            Token::False => Kind::False,
            Token::Null => Kind::Null,
        };
        self.push(kind, lexeme, bytes, base);
        self.open.is_empty()
    }

    fn push(&mut self, kind: Kind, lexeme: Lexeme, bytes: &[u8], base: u64) {
        let at = self.len();
        let parent = self.open.last().copied().unwrap_or(NONE);
        let above = self.get(parent);
        let above_role = above.map_or(self.ground.role, |node| node.role);
        let index = above.map_or(self.ground.index, |node| u64::from(node.children));
        let chain = above.map_or(self.ground.chain, |n| n.is_chained() && n.kind == Kind::Object);
        let mut node = Node::empty(kind, above_role);
        node.parent = parent;
        node.start = self.relative(lexeme.start);
        node.end = self.relative(lexeme.end);
        node.flags |= if chain { Node::CHAIN } else { 0 };
        node.flags |= if lexeme.escaped { Node::ESCAPED } else { 0 };
        let key = self.key.take();
        let mut name = &b""[..];
        if let Some(key) = key {
            node.key = (self.relative(key.start), self.relative(key.end));
            node.flags |= if key.escaped { Node::ESCAPED_KEY } else { 0 };
            let from = usize::try_from(self.origin.saturating_sub(base)).unwrap_or(usize::MAX);
            let bytes = bytes.get(from..).unwrap_or_default();
            name = name_of(bytes, node.key, key.escaped, &mut self.text);
            (node.role, node.says) = names(above_role, name);
            self.refers |= node.says.any(Says::REFERENCE);
        }
        if self.paths.are_given() {
            let before = match parent {
                NONE => self.ground.reached,
                _ => self.reached.get(parent as usize).copied().unwrap_or_default(),
            };
            let name = std::str::from_utf8(name).unwrap_or_default();
            let step = if key.is_some() { Step::Name(name) } else { Step::Index(index) };
            let (reached, found) = if parent == NONE && self.ground.root {
                self.paths.begin()
            } else {
                self.paths.step(before, step)
            };
            self.reached.push(reached);
            if found != Found::Nothing && kind.is_container() {
                node.flags |= if found == Found::OneOfMany { Node::ONE_OF_MANY } else { 0 };
                node.own = Fields::ALL;
            }
        }
        if kind.is_container() {
            self.open.push(at);
        } else {
            node.next = at.saturating_add(1);
            let says = kind == Kind::Number || kind == Kind::Text && node.end - node.start > 2;
            if says && !self.paths.are_given() {
                let numeric = Fields::ID.or(Fields::PRICE);
                let may = if kind == Kind::Number { numeric } else { Fields::ALL };
                node.own = Fields::of(node.role).only(may);
                node.wide = node.own;
            }
        }
        let exact = self.paths.are_given();
        self.edit(parent, |above| {
            above.children = above.children.saturating_add(1);
            if kind == Kind::Text && node.says.any(Says::ATTRIBUTE) && above.attribute == NONE {
                above.attribute = at;
            }
            if !kind.is_container() {
                above.fold(&node, exact);
            }
        });
        self.nodes.push(node);
    }

    fn end(&mut self, end: u64) {
        let Some(at) = self.open.pop() else { return };
        self.closed = at;
        let (end, next) = (self.relative(end), self.len());
        self.edit(at, |node| {
            node.end = end;
            node.next = next;
            node.close();
        });
        let exact = self.paths.are_given();
        let Some(node) = self.get(at).copied() else { return };
        self.edit(node.parent, |above| above.fold(&node, exact));
    }

    /// Gives up the outermost container and what is complete in it, and keeps the open child.
    /// Returns the given-up node and what the paths have reached there.
    pub(super) fn shed(&mut self) -> Option<(Node, u64)> {
        let shed = self.nodes.first().copied()?;
        let reached = self.reached.first().copied().unwrap_or_default();
        let child = self.open.get(1).copied();
        let key = self.key.filter(|_| child.is_none());
        let ground = Ground {
            role: shed.role,
            chain: shed.is_chained() && shed.kind == Kind::Object,
            reached,
            index: u64::from(shed.children.saturating_sub(u32::from(child.is_some()))),
            root: false,
        };
        let Some(child) = child else {
            self.nodes.clear();
            self.open.clear();
            self.reached.clear();
            self.ground = ground;
            self.active = key.is_some();
            self.origin = key.map_or(self.origin, |key| key.start);
            return Some((shed, reached));
        };
        self.ground = ground;
        self.nodes.drain(..child as usize);
        self.reached.drain(..(child as usize).min(self.reached.len()));
        self.open.remove(0);
        let base = self.nodes.first().map_or(0, |n| if n.key.1 > 0 { n.key.0 } else { n.start });
        self.origin += u64::from(base);
        for open in &mut self.open {
            *open -= child;
        }
        for node in &mut self.nodes {
            node.start -= base;
            node.end = node.end.saturating_sub(base);
            if node.key.1 > 0 {
                node.key = (node.key.0 - base, node.key.1 - base);
            }
            node.parent = node.parent.checked_sub(child).unwrap_or(NONE);
            for index in [&mut node.next, &mut node.attribute] {
                *index = if *index == NONE { NONE } else { *index - child };
            }
        }
        if let Some(first) = self.nodes.first_mut() {
            first.parent = NONE;
        }
        Some((shed, reached))
    }

    /// The member name of a node.
    pub(super) fn key<'a>(&self, node: &Node, source: &'a str, into: &'a mut String) -> &'a str {
        content(source, node.key, node.flag(Node::ESCAPED_KEY), into)
    }

    /// The text of a string or the spelling of a number.
    pub(super) fn text<'a>(&self, node: &Node, source: &'a str, into: &'a mut String) -> &'a str {
        if node.kind == Kind::Text {
            return content(source, (node.start, node.end), node.flag(Node::ESCAPED), into);
        }
        source.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// Where the last lexeme taken ends, in the document.
    pub(super) const fn reached(&self) -> u64 {
        self.end
    }

    fn relative(&self, place: u64) -> u32 {
        u32::try_from(place.saturating_sub(self.origin)).unwrap_or(NONE)
    }
}

/// The text between the quotes at `span`.
fn content<'a>(source: &'a str, span: (u32, u32), escaped: bool, into: &'a mut String) -> &'a str {
    let (from, to) = (span.0 as usize + 1, (span.1 as usize).saturating_sub(1));
    let raw = source.get(from..to).unwrap_or_default();
    if escaped {
        into.clear();
        unescape(raw, into);
        return into;
    }
    raw
}

/// The same where the source is not one valid text yet.
fn name_of<'a>(bytes: &'a [u8], span: (u32, u32), escaped: bool, into: &'a mut String) -> &'a [u8] {
    let (from, to) = (span.0 as usize + 1, (span.1 as usize).saturating_sub(1));
    let raw = bytes.get(from..to).unwrap_or_default();
    if escaped {
        into.clear();
        unescape(std::str::from_utf8(raw).unwrap_or_default(), into);
        return into.as_bytes();
    }
    raw
}
