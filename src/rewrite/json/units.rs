//! Walks the tape of a complete value in document order, says of each value in it which unit it
//! belongs to, and has each unit judged when it ends: inner ones before outer ones.

use super::columns::{
    are_columns, are_columns_alone, are_companions, are_rows_across, are_suggestions,
};
use super::forms::{
    are_fields, class_in_listing, is_judged_key, is_member_unit, is_pair, is_react, is_row,
    read_map,
};
use super::gather::Gather;
use super::level::{Inner, Level};
use super::names::Says;
use super::node::{Class, Edit, Fields, Kind, NONE, Node};
use super::referred::{Places, Referred};
use super::tape::Tape;
use super::whole::{Found, Manner, NESTED};
use crate::classify::Role;
use crate::rewrite::sweep::Sweep;
use crate::rewrite::{Judge, Limits, RewriteError};
use std::cell::Cell;

/// Judges the units of a value and marks its nodes with what happens to them.
#[derive(Debug)]
pub(super) struct Settler {
    pub(super) gather: Gather,
    pub(super) sweep: Sweep,
    pub(super) levels: Vec<Level>,
    /// What the name of the open container says that holds the value.
    pub(super) says_above: Says,
    /// Whether only objects stand around that.
    pub(super) chained_above: bool,
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
            chained_above: false,
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
            let holds = |kind| tape.get(next).is_some_and(|first| first.kind == kind);
            let table = node.kind == Kind::Object || node.children > 0 && holds(Kind::Array);
            if level.columns && table || are_suggestions(tape, at) {
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
            && (above.columns
                || suggestions && are_suggestions(tape, above.node)
                || !above.listing && are_rows_across(tape, source, level.node));
        (level.seen, level.dropped, level.counted) = (0, 0, None);
        if node.says.any(Says::BUNDLE) || node.says.any(Says::COPY) {
            level.inner = Inner::None;
        }
        level.class = if let Some(class) = self.first.take() {
            class
        } else if above.listing {
            match !exact && are_companions(tape, source, level.node, above) {
                true => Class::Container,
                false => class_in_listing(node, level, exact),
            }
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
        // What a search engine says of the prices in a list is none of its own.
        let priced = || {
            let mut own = tape.children(level.node).map(|(_, node)| node.role);
            node.wide.has(Fields::NAME) || own.any(|role| role == Role::Price)
        };
        let container = |fields: Fields| {
            node.holds_lists() && !(fields.has(Fields::PRICE) && (exact || priced()))
        };
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
