//! What happens to each element that is complete: which unit it is, and what the judge says of it.

mod refers;
mod words;

use super::entities::Entities;
use super::gather::{Gather, Scope, slice};
use super::names::local;
use super::shelves::Shelves;
use super::tape::{Class, Edit, Node, Tape, What};
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::cut::Code;
use crate::rewrite::json::{Fields, Says, is_nameless};
use crate::rewrite::sweep::Sweep;
use crate::rewrite::{Judge, Limits, RewriteError, Unit, UnitKind, Verdict, Withheld};

/// Where an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a listing; which of its elements are listings of their own.
    Inside(Inner),
    /// Outside listings.
    Outside {
        /// Whether it is one of many and may go; else it is emptied.
        goes: bool,
        /// Whether the document may be about it.
        chain: bool,
        /// Whether it is the root.
        root: bool,
    },
}

/// Which elements in a listing are units of their own; the others are parts of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inner {
    /// None: the parts of a bundle.
    None,
    /// A name, an identifier, and a link or price.
    Own,
    /// Any listing that is one of several: the one around it has no price and may be a category.
    Any,
}

/// Judges the units in what is held and marks its nodes with what happens to them.
#[derive(Debug)]
pub(super) struct Settler {
    pub(super) limits: Limits,
    pub(super) entities: Entities,
    pub(super) sweep: Sweep,
    /// Whether the document is known to be a list: no listing in it is its subject.
    pub(super) listed: bool,
    pub(super) gather: Gather,
    /// What was said of what listings stand on.
    pub(super) shelves: Shelves,
    keys: Vec<u64>,
    text: String,
}

impl Settler {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            entities: Entities::new(),
            sweep: Sweep::new(limits.swept_identifiers),
            listed: false,
            gather: Gather::default(),
            shelves: Shelves::default(),
            keys: Vec::new(),
            text: String::new(),
        }
    }

    /// Decides about a complete node and all that is in it.
    pub(super) fn settle(
        &mut self,
        tape: &mut Tape,
        source: &str,
        at: u32,
        place: Place,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        let Some(node) = tape.get(at).copied() else { return Ok(()) };
        match (node.what, place) {
            (What::Attribute, _) => Ok(()),
            (What::Aside, _) => {
                self.aside(tape, source, at, judge);
                Ok(())
            }
            (What::Text | What::CData, Place::Inside(_)) => Ok(()),
            (What::Text | What::CData, Place::Outside { .. }) => {
                self.words(tape, source, at, judge);
                Ok(())
            }
            (What::Element, Place::Inside(inner)) => {
                self.part(tape, source, (at, &node), inner, judge)
            }
            (What::Element, Place::Outside { goes, chain, root }) => {
                self.outside(tape, source, (at, &node), (goes, chain, root), judge)
            }
        }
    }

    fn outside(
        &mut self,
        tape: &mut Tape,
        source: &str,
        (at, node): (u32, &Node),
        (goes, chain, root): (bool, bool, bool),
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        self.note_shelf(tape, source, at);
        let exact = tape.is_exact();
        let list = node.is_container() || node.is_named_list() && node.holds_listing();
        if list && !root {
            if self.list(tape, source, at, judge) {
                return Ok(());
            }
            return self.children(tape, source, (at, node), false, judge);
        }
        let known = !exact && node.is_named_listing() && !node.is_leaf();
        if !list && (node.is_candidate(exact) || known) {
            let more = Fields::ID.or(Fields::SLUG).or(Fields::PRICE);
            let subject = chain
                && !self.listed
                && node.is_candidate(exact)
                && (root || node.fields.has(more) || node.says.any(Says::ONE));
            if subject {
                return self.subject(tape, source, (at, node), judge);
            }
            if !root {
                return self.listing(tape, source, (at, node), judge);
            }
        }
        if root || !node.is_leaf() && (node.repeats() || node.holds_listing()) {
            if self.attributes(tape, source, at, judge) {
                if !root {
                    tape.edit(at, |node| node.edit = Edit::Drop);
                    return Ok(());
                }
                self.empty_attributes(tape, at);
            }
            if !node.is_leaf() {
                return self.children(tape, source, (at, node), chain, judge);
            }
        }
        self.plain(tape, source, (at, node), goes, root, judge);
        Ok(())
    }

    fn children(
        &mut self,
        tape: &mut Tape,
        source: &str,
        (at, node): (u32, &Node),
        chain: bool,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        let list = node.is_named_list() || node.is_list();
        let place = |below: &Node| Place::Outside {
            goes: goes(below, below.is_repeated(), list),
            chain: chain && !list && !below.is_repeated(),
            root: false,
        };
        self.each(tape, source, (at, node), place, judge)
    }

    fn parts(
        &mut self,
        tape: &mut Tape,
        source: &str,
        (at, node): (u32, &Node),
        inner: Inner,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        self.each(tape, source, (at, node), |_| Place::Inside(inner), judge)
    }

    /// Decides about all that stands directly in an element.
    fn each(
        &mut self,
        tape: &mut Tape,
        source: &str,
        (at, node): (u32, &Node),
        place: impl Fn(&Node) -> Place,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        let end = node.next.min(tape.len());
        let mut child = at + 1;
        while let Some(below) = (child < end).then(|| tape.get(child).copied()).flatten() {
            self.settle(tape, source, child, place(&below), judge)?;
            child = below.next.max(child + 1);
        }
        Ok(())
    }

    /// An element in a listing.
    fn part(
        &mut self,
        tape: &mut Tape,
        source: &str,
        (at, node): (u32, &Node),
        inner: Inner,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        if node.is_markup() {
            self.asides(tape, source, (at, node), judge);
            return Ok(());
        }
        let exact = tape.is_exact();
        let inner = if node.says.any(Says::BUNDLE) { Inner::None } else { inner };
        let unit = match inner {
            Inner::None => false,
            Inner::Own => node.is_own_listing(exact),
            Inner::Any => {
                node.is_own_listing(exact) || node.is_repeated() && node.is_candidate(exact)
            }
        };
        if unit && node.is_candidate(exact) {
            return self.listing(tape, source, (at, node), judge);
        }
        if self.sweep.is_active() && self.part_refers(tape, source, (at, node)) {
            judge.withheld(position(tape, at), Withheld::Swept);
            tape.edit(at, |node| node.edit = Edit::Drop);
            return Ok(());
        }
        if node.is_leaf() {
            self.asides(tape, source, (at, node), judge);
            return Ok(());
        }
        self.parts(tape, source, (at, node), inner, judge)
    }

    fn listing(
        &mut self,
        tape: &mut Tape,
        source: &str,
        (at, node): (u32, &Node),
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        tape.edit(at, |node| node.class = Class::Unit);
        self.parts(tape, source, (at, node), inner_of(node), judge)?;
        self.gather.unit(tape, source, &self.entities, at, Scope::Listing);
        let place = position(tape, at);
        if self.sweep.names(&self.gather.idents) {
            judge.withheld(place, Withheld::Swept);
            tape.edit(at, |node| node.edit = Edit::Drop);
            return Ok(());
        }
        if !self.hear_shelves(tape, source, at) {
            judge.withheld(place, Withheld::Oversized);
            tape.edit(at, |node| node.edit = Edit::Drop);
            return Ok(());
        }
        self.take_keys();
        let verdict = if is_nameless(&self.gather.facts) {
            match judge.recall(&self.keys, place) {
                Some(verdict) => verdict,
                None if judge.omits_nameless() => {
                    judge.withheld(place, Withheld::Nameless);
                    tape.edit(at, |node| node.edit = Edit::Drop);
                    return Ok(());
                }
                None => self.ask(place, UnitKind::Listing, &self.gather.facts, judge),
            }
        } else {
            let verdict = self.ask(place, UnitKind::Listing, &self.gather.facts, judge);
            judge.remember(&self.keys);
            verdict
        };
        match verdict {
            Verdict::Keep => self.sweep.keep(&self.gather.idents),
            Verdict::Mask => mask(tape, at),
            Verdict::Omit | Verdict::Gate => {
                self.sweep.omit(&self.gather.idents);
                tape.edit(at, |node| node.edit = Edit::Drop);
            }
        }
        Ok(())
    }

    fn subject(
        &mut self,
        tape: &mut Tape,
        source: &str,
        (at, node): (u32, &Node),
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        tape.edit(at, |node| node.class = Class::Unit);
        self.parts(tape, source, (at, node), inner_of(node), judge)?;
        self.about(tape, source, at, judge)
    }

    /// Judges what the document is about.
    pub(super) fn about(
        &mut self,
        tape: &mut Tape,
        source: &str,
        at: u32,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        self.gather.unit(tape, source, &self.entities, at, Scope::Listing);
        let place = position(tape, at);
        let verdict = self.ask(place, UnitKind::Subject, &self.gather.facts, judge);
        self.take_keys();
        judge.remember(&self.keys);
        match verdict {
            Verdict::Keep => self.sweep.keep(&self.gather.idents),
            Verdict::Mask => mask(tape, at),
            Verdict::Omit | Verdict::Gate => return Err(RewriteError::SubjectWithheld),
        }
        Ok(())
    }

    /// Judges a document that is one picture or page.
    pub(super) fn whole(
        &mut self,
        tape: &Tape,
        source: &str,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        self.gather.unit(tape, source, &self.entities, 0, Scope::Listing);
        let asides = (0..tape.len()).filter_map(|at| tape.get(at));
        for node in asides.filter(|node| node.what == What::Aside) {
            let text = Scalar::Text(slice(source, node.inner));
            self.gather.facts.push(Role::Other, "", text);
        }
        match self.ask(tape.origin, UnitKind::Document, &self.gather.facts, judge) {
            Verdict::Keep => Ok(()),
            _ => Err(RewriteError::SubjectWithheld),
        }
    }

    /// Judges a list by its own name; true where it goes.
    pub(super) fn list(
        &mut self,
        tape: &mut Tape,
        source: &str,
        at: u32,
        judge: &mut dyn Judge,
    ) -> bool {
        self.gather.unit(tape, source, &self.entities, at, Scope::Names);
        let place = position(tape, at);
        match self.ask(place, UnitKind::Outside, &self.gather.facts, judge) {
            Verdict::Keep => false,
            _ => {
                tape.edit(at, |node| node.edit = Edit::Drop);
                true
            }
        }
    }

    /// Judges what the attributes of an element around others say; true where it is withheld.
    pub(super) fn attributes(
        &mut self,
        tape: &Tape,
        source: &str,
        at: u32,
        judge: &mut dyn Judge,
    ) -> bool {
        self.gather.clear();
        for (at, node) in tape.children(at).filter(|(_, node)| node.what == What::Attribute) {
            let text = Code::Attribute.decode(slice(source, node.inner));
            let key = local(tape.name(at, source).unwrap_or_default());
            self.gather.facts.push(node.role, key, Scalar::Text(&text));
        }
        let place = position(tape, at);
        self.ask(place, UnitKind::Outside, &self.gather.facts, judge) != Verdict::Keep
    }

    pub(super) fn empty_attributes(&self, tape: &mut Tape, at: u32) {
        let attributes: Vec<u32> = tape
            .children(at)
            .filter(|(_, node)| node.what == What::Attribute)
            .map(|(at, _)| at)
            .collect();
        for at in attributes {
            tape.edit(at, |node| node.edit = Edit::Empty);
        }
    }

    /// An element outside listings that is judged as one.
    fn plain(
        &mut self,
        tape: &mut Tape,
        source: &str,
        (at, node): (u32, &Node),
        goes: bool,
        root: bool,
        judge: &mut dyn Judge,
    ) {
        for below in at + 1..node.next.min(tape.len()) {
            self.note_shelf(tape, source, below);
        }
        let place = position(tape, at);
        let refers = self.sweep.is_active() && self.refers(tape, source, at, node);
        self.gather.unit(tape, source, &self.entities, at, Scope::Outside(self.limits.prose));
        if node.role == Role::Seller && self.is_on_shelf(tape, at) {
            self.gather.facts.are_of_goods();
        }
        let full = self.gather.refers && self.sweep.is_full();
        let verdict = if refers || full {
            judge.withheld(place, if refers { Withheld::Swept } else { Withheld::SweepFull });
            Verdict::Omit
        } else if let Some(verdict) = self.recalled(tape, source, (at, node), judge) {
            verdict
        } else {
            let short = self.ask(place, UnitKind::Outside, &self.gather.facts, judge);
            let long = self.ask(place, UnitKind::Prose, &self.gather.running, judge);
            short.max(long)
        };
        match verdict {
            Verdict::Keep => self.asides(tape, source, (at, node), judge),
            Verdict::Mask => {
                mask(tape, at);
                self.asides(tape, source, (at, node), judge);
            }
            Verdict::Omit | Verdict::Gate => {
                let says = tape.children(at).any(|(_, node)| node.what == What::Attribute);
                let empties = root || !goes && node.is_leaf() && !says;
                if root {
                    self.empty_attributes(tape, at);
                }
                tape.edit(at, |node| node.edit = if empties { Edit::Empty } else { Edit::Drop });
            }
        }
    }

    /// What is remembered of a listing that stands here without a word.
    fn recalled(
        &mut self,
        tape: &Tape,
        source: &str,
        (at, node): (u32, &Node),
        judge: &mut dyn Judge,
    ) -> Option<Verdict> {
        let silent = self.gather.running.is_empty() && is_nameless(&self.gather.facts);
        if !silent || !node.is_member() || node.is_leaf() {
            return None;
        }
        self.gather.unit(tape, source, &self.entities, at, Scope::Listing);
        self.take_keys();
        judge.recall(&self.keys, position(tape, at))
    }

    fn take_keys(&mut self) {
        self.keys.clear();
        self.keys.extend(self.gather.idents.iter().filter_map(|ident| ident.key()));
    }

    fn ask(&self, position: u64, kind: UnitKind, facts: &Facts, judge: &mut dyn Judge) -> Verdict {
        if facts.is_empty() {
            return Verdict::Keep;
        }
        let named = matches!(kind, UnitKind::Listing | UnitKind::Subject);
        let id = (named && !self.gather.id.is_empty()).then_some(self.gather.id.as_str());
        judge.judge(&Unit { kind, facts, position, id })
    }
}

/// Whether an element is one of many and may go. The title of a list is a part of its form, which
/// readers ask for, and is emptied.
pub(super) const fn goes(node: &Node, repeated: bool, list: bool) -> bool {
    repeated || node.is_member() || list && !node.is_leaf()
}

fn inner_of(node: &Node) -> Inner {
    match node.fields.has(Fields::PRICE) {
        _ if node.says.any(Says::BUNDLE) => Inner::None,
        true => Inner::Own,
        false => Inner::Any,
    }
}

fn position(tape: &Tape, at: u32) -> u64 {
    tape.origin + tape.get(at).map_or(0, |node| u64::from(node.start))
}

/// Empties the words of a unit; prices stay, so that totals agree.
fn mask(tape: &mut Tape, unit: u32) {
    let end = tape.get(unit).map_or(0, |node| node.next.min(tape.len()));
    let mut at = unit;
    while let Some(node) = (at < end).then(|| tape.get(at).copied()).flatten() {
        if at != unit && node.class == Class::Unit {
            at = node.next.max(at + 1);
            continue;
        }
        let stays = matches!(node.role, Role::Price | Role::Meta);
        match node.what {
            What::Attribute if !stays => tape.edit(at, |node| node.edit = Edit::Empty),
            What::Element if node.is_leaf() && !node.is_markup() && !stays => {
                tape.edit(at, |node| node.edit = Edit::Empty);
            }
            What::Text | What::CData if !stays => tape.edit(at, |node| node.edit = Edit::Drop),
            _ => {}
        }
        at += 1;
    }
}
