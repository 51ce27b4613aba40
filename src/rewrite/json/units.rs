//! Walks the tape of a complete value in document order, says of each value in it which unit it
//! belongs to, and has each unit judged when it ends: inner ones before outer ones.

use super::columns::{are_columns, are_columns_alone, are_suggestions};
use super::gather::Gather;
use super::names::Says;
use super::referred::{Places, Referred};
use super::tape::{Class, Edit, Fields, Kind, NONE, Node, Tape};
use super::whole::{Found, Manner, NESTED};
use crate::classify::Role;
use crate::rewrite::sweep::Sweep;
use crate::rewrite::{Judge, Limits, RewriteError};
use std::cell::Cell;

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
    end: u32,
    pub(super) kind: Kind,
    pub(super) class: Class,
    /// Whether it can go: an array element or a member of a map.
    pub(super) element: bool,
    pub(super) listing: bool,
    pub(super) subject: bool,
    inner: Inner,
    /// Whether the listing around it has its name only from what it wraps.
    absorbs: bool,
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

/// Judges the units of a value and marks its nodes with what happens to them.
#[derive(Debug)]
pub(super) struct Settler {
    pub(super) gather: Gather,
    pub(super) sweep: Sweep,
    pub(super) levels: Vec<Level>,
    /// What the name of the open container says that holds the value.
    pub(super) says_above: Says,
    /// Whether the value is included because something else refers to it.
    pub(super) included: bool,
    /// What went and what stayed refers to.
    pub(super) referred: Referred,
    /// Where what a document as a whole refers to stands.
    pub(super) places: Places,
    pub(super) prose: usize,
    pub(super) keep_one_masked: bool,
    /// Whether the document is known to be a list: no listing in it is its subject.
    pub(super) listed: bool,
    /// What the first node is, if it is known.
    pub(super) first: Option<Class>,
    /// Whether any node of the value was marked.
    pub(super) changed: bool,
    /// Whether the value is an element of a list and a listing that goes by its own words.
    pub(super) goes: bool,
    pub(super) manner: Manner,
    /// Whether the value is there as a whole, and with it whatever its counts count.
    pub(super) whole: bool,
    /// Whether everything is judged already, and the value is only swept.
    pub(super) again: bool,
    /// How many levels of JSON within strings are read.
    pub(super) nested: u8,
    pub(super) limits: Limits,
    /// Objects with how many elements an array in them had and kept.
    pub(super) counted: Vec<(u32, (u32, u32))>,
    /// What a part of a page is about.
    pub(super) found: Vec<Found>,
    /// The keys of the listing that is being judged.
    pub(super) keys: Vec<u64>,
    /// How many things of the value were decided, by their words or without.
    pub(super) decided: Cell<u32>,
}

impl Settler {
    pub(super) fn new(limits: Limits, keep_one_masked: bool) -> Self {
        Self {
            gather: Gather::default(),
            sweep: Sweep::new(limits.swept_identifiers),
            levels: Vec::new(),
            says_above: Says::NOTHING,
            included: false,
            referred: Referred::default(),
            places: Places::default(),
            prose: limits.prose,
            keep_one_masked,
            listed: false,
            first: None,
            changed: false,
            goes: false,
            manner: Manner::Page,
            whole: false,
            again: false,
            nested: NESTED,
            limits,
            counted: Vec::new(),
            found: Vec::new(),
            keys: Vec::new(),
            decided: Cell::new(0),
        }
    }

    /// Judges the units in the nodes from `from` to before `to`, below `ground`. A container that
    /// is still open there is entered and not judged; `class` says what the first node is, if that
    /// is known better than the tape knows it.
    pub(super) fn settle(
        &mut self,
        tape: &mut Tape,
        source: &str,
        range: (u32, u32),
        ground: &mut Level,
        class: Option<Class>,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        self.levels.clear();
        self.first = class;
        (self.changed, self.goes) = (false, false);
        self.decided.set(0);
        self.levels.push(*ground);
        let (from, to) = range;
        let mut at = from;
        while at < to {
            self.leave_until(tape, source, at, judge)?;
            at = self.enter(tape, source, at, judge).max(at + 1);
        }
        self.leave_until(tape, source, to, judge)?;
        if let Some(first) = self.levels.first() {
            *ground = *first;
        }
        Ok(())
    }

    /// The innermost container that is not left.
    pub(super) fn innermost(&self) -> Option<Level> {
        self.levels.last().copied()
    }

    fn leave_until(
        &mut self,
        tape: &mut Tape,
        source: &str,
        at: u32,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        while self.levels.len() > 1
            && let Some(level) = self.levels.pop_if(|level| level.end <= at)
        {
            self.leave(tape, source, level, judge)?;
            self.after_child(tape, level.node);
        }
        Ok(())
    }

    /// Looks at a value; returns where the next one to look at is.
    fn enter(&mut self, tape: &mut Tape, source: &str, at: u32, judge: &mut dyn Judge) -> u32 {
        let next = at + 1;
        let (Some(node), Some(above)) = (tape.get(at).copied(), self.innermost()) else {
            return next;
        };
        if self.again && matches!(node.edit, Edit::Drop | Edit::Null) {
            self.after_child(tape, at);
            return node.next;
        }
        let element = above.kind == Kind::Array && !above.fixed || is_member_unit(&above, &node);
        if node.kind.is_container() {
            let mut level = Level { node: at, end: node.next, element, ..above };
            self.descend(tape, source, &node, &above, &mut level);
            tape.edit(at, |node| node.class = level.class);
            if !element && !self.again && is_judged_key(&above, &node) {
                self.judge_key(tape, source, at, judge);
            }
            if level.columns && node.kind == Kind::Object || are_suggestions(tape, at) {
                self.columns(tape, source, at, judge);
            }
            self.levels.push(level);
        } else {
            self.scalar(tape, source, at, element, judge);
            self.after_child(tape, at);
        }
        next
    }

    fn descend(
        &mut self,
        tape: &Tape,
        source: &str,
        node: &Node,
        above: &Level,
        level: &mut Level,
    ) {
        let exact = tape.paths.are_given();
        level.kind = node.kind;
        level.list = node.is_list();
        level.numbered = node.kind == Kind::Array && node.says.any(Says::NUMBERED);
        level.map = false;
        level.numbers = false;
        let inner = node.kind == Kind::Array && above.kind == Kind::Array && !above.listing;
        level.fixed = inner && level.element && is_row(tape, source, level.node)
            || self.manner == Manner::Flight && is_react(tape, source, level.node)
            || are_suggestions(tape, level.node)
            || self.holds_fields(tape, source, node, level);
        level.pair = inner && level.element && is_pair(tape, source, level.node);
        let suggestions = above.fixed && above.kind == Kind::Array;
        level.columns = node.kind == Kind::Array
            && (above.columns || suggestions && are_suggestions(tape, above.node));
        (level.seen, level.dropped, level.counted) = (0, 0, None);
        if node.says.any(Says::BUNDLE) || node.says.any(Says::COPY) {
            level.inner = Inner::None;
        }
        level.class = if let Some(class) = self.first.take() {
            class
        } else if above.listing {
            class_in_listing(node, level, exact)
        } else {
            self.class_outside(tape, source, node, above, level)
        };
        match level.class {
            Class::Listing | Class::Subject => {
                level.listing = true;
                level.subject = level.class == Class::Subject;
                level.absorbs = node.is_wrapper();
                level.inner = match (node.wide.has(Fields::PRICE), level.subject) {
                    (false, _) => Inner::Any,
                    (true, true) => Inner::Linked,
                    (true, false) => Inner::Own,
                };
            }
            Class::Container | Class::Loose => (level.listing, level.subject) = (false, false),
            _ => {}
        }
        if !level.listing && node.kind == Kind::Object {
            (level.map, level.numbers) = read_map(tape, source, level.node);
            level.columns = are_columns(tape, source, level.node);
        }
    }

    /// Whether an array in an element of a list holds the fields of what the element stands for.
    fn holds_fields(&self, tape: &Tape, source: &str, node: &Node, level: &Level) -> bool {
        let around = self.innermost();
        let element = around.is_some_and(|above| above.class == Class::Element && !above.listing);
        element
            && node.is_array()
            && node.key.1 > 0
            && node.children > 1
            && are_fields(tape, source, level.node)
    }

    fn class_outside(
        &self,
        tape: &Tape,
        source: &str,
        node: &Node,
        above: &Level,
        level: &Level,
    ) -> Class {
        let exact = tape.paths.are_given();
        let container = |fields: Fields| node.holds_lists() && !fields.has(Fields::PRICE);
        match (node.kind, level.element) {
            (Kind::Array, true) if above.kind == Kind::Object || level.fixed => Class::Element,
            (Kind::Array, _) if level.fixed && above.class == Class::Element => Class::Part,
            (Kind::Array, _) => Class::Loose,
            (_, true) if container(node.wide) => Class::Container,
            (_, true) if node.is_candidate(true, exact) => Class::Listing,
            (_, true) => Class::Element,
            _ if self.is_subject(node, node.parent == NONE && tape.ground.root, exact) => {
                match !exact && are_columns_alone(tape, source, level.node) {
                    true => Class::Loose,
                    false => Class::Subject,
                }
            }
            _ if node.is_candidate(false, exact)
                && node.own.is_own_listing()
                && (exact || !are_columns_alone(tape, source, level.node)) =>
            {
                Class::Listing
            }
            _ if matches!(above.class, Class::Element | Class::Part) => Class::Part,
            _ => Class::Loose,
        }
    }

    /// Whether the document is about this object: it is reached through objects only, is not a
    /// named list, and either stands where products stand or is more than a title with a link.
    pub(super) fn is_subject(&self, node: &Node, root: bool, exact: bool) -> bool {
        let more = Fields::ID.or(Fields::SLUG).or(Fields::PRICE);
        !self.listed
            && node.is_chained()
            && node.is_candidate(false, exact)
            && (!node.holds_lists() || node.own.has(Fields::PRICE))
            && (root || node.own.has(more) || node.says.any(Says::ONE))
    }

    /// Marks a node, unless it goes anyway.
    pub(super) fn mark(&mut self, tape: &mut Tape, at: u32, edit: Edit) {
        self.changed = true;
        tape.edit(at, |node| {
            if node.edit != Edit::Drop {
                node.edit = edit;
            }
        });
    }

    /// Counts a child that is decided in the container around it.
    fn after_child(&mut self, tape: &Tape, at: u32) {
        let dropped = tape.get(at).is_some_and(|node| node.edit == Edit::Drop);
        if let Some(above) = self.levels.last_mut() {
            above.seen = above.seen.saturating_add(1);
            above.dropped = above.dropped.saturating_add(u32::from(dropped));
        }
    }
}

/// Whether a member of an object used as a map is a unit.
pub(super) fn is_member_unit(above: &Level, node: &Node) -> bool {
    let object = above.kind == Kind::Object && !above.listing;
    let data = !node.says.any(Says::HEARD) && (above.map || node.says.any(Says::DATA));
    object && (data || node.is_one_of_many())
}

/// Whether a member's name may be a word that is shown.
pub(super) fn is_judged_key(above: &Level, node: &Node) -> bool {
    let object = above.kind == Kind::Object && !above.listing;
    let number = above.numbers && !node.says.any(Says::HEARD);
    object && (number || node.says.any(Says::WORD))
}

/// Whether an array is the row of a table: values of several kinds, which stand for something by
/// their places, so that none can go alone.
fn is_row(tape: &Tape, source: &str, at: u32) -> bool {
    let mut any_text = false;
    let (mut words, mut addresses, mut others) = (false, false, false);
    let mut text = String::new();
    for (at, node) in tape.children(at) {
        match node.kind {
            Kind::Text => {
                any_text = true;
                let text = tape.text(node, source, &mut text);
                if text.starts_with('/') || text.contains("://") {
                    addresses = true;
                } else if text.contains(char::is_alphabetic) {
                    words = true;
                } else {
                    // A price or a number, though in quotes.
                    others = true;
                }
            }
            // A list of addresses or numbers is one value of the row.
            Kind::Array if !holds_words(tape, source, at) => others = true,
            Kind::Array | Kind::Object => return false,
            _ => others = true,
        }
    }
    any_text && u8::from(words) + u8::from(addresses) + u8::from(others) > 1
}

/// Whether an array holds anything but addresses and numbers.
fn holds_words(tape: &Tape, source: &str, at: u32) -> bool {
    let mut text = String::new();
    tape.children(at).any(|(_, node)| match node.kind {
        Kind::Text => {
            let text = tape.text(node, source, &mut text);
            let address = text.starts_with('/') || text.contains("://");
            !address && text.contains(char::is_alphabetic)
        }
        kind => kind.is_container(),
    })
}

/// Whether an array says of something in pairs what it is called and what it costs: `[{"name": "title",
/// "value": …}, …]`, so that none of them is a thing of its own.
fn are_fields(tape: &Tape, source: &str, array: u32) -> bool {
    let (mut text, mut key) = (String::new(), String::new());
    let mut named = false;
    let pairs = tape.children(array).all(|(at, pair)| {
        let told = |says: Says| {
            let mut members = tape.children(at);
            members.find(|(_, node)| !node.kind.is_container() && node.says.any(says))
        };
        let (Some((name, _)), Some((value, _))) = (told(Says::ATTRIBUTE), told(Says::VALUE)) else {
            return false;
        };
        let called = tape.get(name).map(|node| tape.text(node, source, &mut text));
        named |= called.is_some_and(|called| Role::Other.descend(called) == Role::Name);
        pair.kind == Kind::Object
            && name != value
            && tape
                .get(value)
                .is_some_and(|node| tape.key(node, source, &mut key).starts_with("value"))
    });
    pairs && named
}

/// Whether an array is a listing with what is said about it: `["key", {…}]` as of a map, `[0, {…}]` as
/// Astro, `[{…}, {"s": "arr"}]` as Livewire writes them.
fn is_pair(tape: &Tape, source: &str, at: u32) -> bool {
    let mut children = tape.children(at);
    let (Some((_, one)), Some((other_at, other)), None) =
        (children.next(), children.next(), children.next())
    else {
        return false;
    };
    let mut key = String::new();
    let mut tells = || {
        let mut members = tape.children(other_at);
        let first = members.next().map(|(_, node)| tape.key(node, source, &mut key) == "s");
        first == Some(true) && members.next().is_none()
    };
    match (one.kind.is_container(), other.kind) {
        (false, Kind::Object | Kind::Array) => one.kind != Kind::Null,
        (true, Kind::Object) => tells(),
        _ => false,
    }
}

/// Whether an array stands for an element of a React tree: `["$", type, key, properties]`.
fn is_react(tape: &Tape, source: &str, at: u32) -> bool {
    let array = tape.get(at).is_some_and(|node| node.kind == Kind::Array);
    let first = if array { tape.children(at).next() } else { None };
    first.is_some_and(|(_, node)| {
        let mut text = String::new();
        node.kind == Kind::Text && tape.text(node, source, &mut text) == "$"
    })
}

/// Whether a member of a map says that its identifier is what it is named.
pub(super) fn is_called_so(tape: &Tape, source: &str, at: u32) -> bool {
    let (mut text, mut key) = (String::new(), String::new());
    let Some(member) = tape.get(at).filter(|node| node.key.1 > 0) else { return false };
    let id = tape
        .children(at)
        .find(|(_, node)| !node.kind.is_container() && tape.key(node, source, &mut text) == "id");
    id.is_some_and(|(_, id)| tape.text(id, source, &mut text) == tape.key(member, source, &mut key))
}

/// Whether an object is a map, and whether it is one of numbers.
fn read_map(tape: &Tape, source: &str, at: u32) -> (bool, bool) {
    let mut count = 0;
    let mut digits = true;
    let mut numbers = true;
    let mut alike = true;
    let mut objects = true;
    let mut first = None;
    for (child, node) in tape.children(at) {
        count += 1;
        digits &= node.says.any(Says::DIGITS);
        numbers &= node.kind == Kind::Number;
        objects &= node.kind == Kind::Object;
        let shape = tape.get(child + 1).filter(|inner| inner.parent == child);
        let shape = (node.kind, node.role, shape.map(|inner| (inner.role, inner.says)));
        alike &= node.kind == Kind::Object
            && !node.says.any(Says::ONE)
            && !node.says.any(Says::HEARD)
            && *first.get_or_insert(shape) == shape;
    }
    let few = count > 0 && objects && !digits && !(count >= 3 && alike);
    let named = few && tape.children(at).all(|(child, _)| is_called_so(tape, source, child));
    (count > 0 && digits || count >= 3 && alike || named, count > 0 && numbers)
}

/// What an object or array inside a listing is.
fn class_in_listing(node: &Node, level: &mut Level, exact: bool) -> Class {
    if node.kind != Kind::Object || !node.is_candidate(level.element, exact) {
        return Class::Part;
    }
    let fields = if level.element { node.wide } else { node.own };
    let shown = Fields::URL.or(Fields::SLUG).or(Fields::PRICE).or(Fields::IMAGE);
    let own = fields.is_own_listing();
    let unit = match level.inner {
        Inner::None => false,
        Inner::Own => own,
        Inner::Linked => own || level.element && fields.has(shown),
        Inner::Any => own || level.element,
    };
    if unit && level.absorbs && !level.element {
        level.absorbs = false;
        return Class::Part;
    }
    match unit {
        true if node.holds_lists() && !fields.has(Fields::PRICE) && level.element => {
            Class::Container
        }
        true => Class::Listing,
        false => Class::Part,
    }
}
