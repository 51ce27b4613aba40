//! What happens to each unit when it ends, and to the values around units: verdicts, the sweep,
//! listings without words, counts.

use super::forms::{is_judged_key, sells};
use super::gather::What;
use super::level::Level;
use super::names::Says;
use super::node::{Class, Edit, Fields, Kind, NONE, Node};
use super::tape::Tape;
use super::units::Settler;
use super::whole::Manner;
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::{Judge, RewriteError, Unit, UnitKind, Verdict, Withheld};

impl Settler {
    /// Asks about what is gathered.
    pub(super) fn ask(
        &self,
        tape: &Tape,
        at: u32,
        kind: UnitKind,
        facts: &Facts,
        judge: &mut dyn Judge,
    ) -> Verdict {
        if facts.is_empty() {
            return Verdict::Keep;
        }
        self.note_decision();
        let id = (!self.gather.id.is_empty()).then_some(self.gather.id.as_str());
        judge.judge(&Unit { kind, facts, position: position(tape, at), id })
    }

    /// Something of the value is decided now.
    pub(super) fn note_decision(&self) {
        self.decided.set(self.decided.get() + 1);
    }

    /// A container that ends.
    pub(super) fn leave(
        &mut self,
        tape: &mut Tape,
        source: &str,
        level: Level,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        self.settle_array(tape, &level);
        if tape.get(level.node).is_some_and(|node| node.edit != Edit::Keep) {
            return Ok(());
        }
        if self.again {
            self.sweep_listing(tape, source, &level, judge);
            return Ok(());
        }
        match level.class {
            Class::Subject if self.manner != Manner::Page => {
                self.listing(tape, source, &level, judge);
            }
            Class::Listing => self.listing(tape, source, &level, judge),
            Class::Subject => return self.subject(tape, source, level.node, judge),
            Class::Container => self.container(tape, source, &level, judge),
            Class::Element => self.element(tape, source, level.node, judge),
            Class::Part | Class::Loose => {}
        }
        Ok(())
    }

    fn listing(&mut self, tape: &mut Tape, source: &str, level: &Level, judge: &mut dyn Judge) {
        let at = level.node;
        self.gather.clear();
        self.gather.unit(tape, source, at, What::Listing);
        let heard = self.places.add(tape, source, at, &mut self.gather.facts);
        if level.element {
            self.gather.referred_to_as(tape, source, at);
        }
        if self.goes_with_another(tape, level, judge) {
            return;
        }
        let place = position(tape, at);
        self.take_keys();
        let (at, gone) = self.what_goes(tape, level);
        if !heard {
            self.note_decision();
            judge.withheld(place, Withheld::Oversized);
            self.mark(tape, at, gone);
            return;
        }
        let verdict = if is_nameless(&self.gather.facts) && !self.is_referred_to(tape, source, at) {
            self.note_decision();
            match judge.recall(&self.keys, place) {
                Some(verdict) => verdict,
                None if judge.omits_nameless() => {
                    judge.withheld(place, Withheld::Nameless);
                    self.mark(tape, at, gone);
                    return;
                }
                None => self.ask(tape, at, UnitKind::Listing, &self.gather.facts, judge),
            }
        } else {
            let verdict = self.ask(tape, at, UnitKind::Listing, &self.gather.facts, judge);
            judge.remember(&self.keys);
            verdict
        };
        // One of a list that happens to be alone in it is not what the page is about.
        let numbered = self.levels.last().is_some_and(|above| above.numbered);
        if self.manner == Manner::Inside
            && !numbered
            && (level.class == Class::Subject || self.levels.len() <= 3)
        {
            self.found.push(self.gather.found(place, verdict));
        }
        match verdict {
            Verdict::Keep => self.sweep.keep(&self.gather.idents),
            Verdict::Mask => self.mask(tape, level.node),
            Verdict::Omit | Verdict::Gate => {
                self.sweep.omit(&self.gather.idents);
                self.mark(tape, at, gone);
                self.goes = at == 0 && gone == Edit::Drop;
            }
        }
    }

    pub(super) fn take_keys(&mut self) {
        self.keys.clear();
        self.keys.extend(self.gather.idents.iter().filter_map(|ident| ident.key()));
    }

    /// What goes with a listing that goes: the element of a list that is an order, variant or copy of
    /// it, and the element of a React tree of which it is a property.
    pub(super) fn what_goes(&self, tape: &Tape, level: &Level) -> (u32, Edit) {
        if level.element {
            return (self.whole_of(level.node), Edit::Drop);
        }
        let mut one = level;
        for around in self.levels.iter().rev() {
            let says = tape.get(one.node).map_or(Says::NOTHING, |node| node.says);
            if around.kind != Kind::Object || !says.any(Says::ONE) || says.any(Says::COMPANIONS) {
                break;
            }
            if around.element && around.node != NONE {
                return (around.node, Edit::Drop);
            }
            one = around;
        }
        let around = self.levels.iter().rev();
        let mut around = around.skip_while(|level| level.kind == Kind::Object && !level.element);
        match around.next() {
            Some(around) if around.fixed && around.element && self.manner == Manner::Flight => {
                (around.node, Edit::Drop)
            }
            _ => (level.node, Edit::Null),
        }
    }

    /// What goes with an element: the pair that it is a part of.
    pub(super) fn whole_of(&self, at: u32) -> u32 {
        match self.levels.last() {
            Some(around) if around.pair => around.node,
            _ => at,
        }
    }

    fn subject(
        &mut self,
        tape: &mut Tape,
        source: &str,
        at: u32,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        self.gather.clear();
        self.gather.unit(tape, source, at, What::Listing);
        if !self.places.add(tape, source, at, &mut self.gather.facts) {
            return Err(RewriteError::Budget { key: "limits.page", at: position(tape, at) });
        }
        let verdict = self.ask(tape, at, UnitKind::Subject, &self.gather.facts, judge);
        self.take_keys();
        judge.remember(&self.keys);
        match verdict {
            Verdict::Keep => self.sweep.keep(&self.gather.idents),
            Verdict::Mask => self.mask(tape, at),
            Verdict::Omit | Verdict::Gate => return Err(RewriteError::SubjectWithheld),
        }
        Ok(())
    }

    fn container(&mut self, tape: &mut Tape, source: &str, level: &Level, judge: &mut dyn Judge) {
        match self.judge_container(tape, source, level.node, judge) {
            Verdict::Keep => {}
            Verdict::Mask => self.mask(tape, level.node),
            Verdict::Omit | Verdict::Gate => {
                self.mark(tape, level.node, if level.element { Edit::Drop } else { Edit::Null });
            }
        }
    }

    /// Judges a container by its own name.
    pub(super) fn judge_container(
        &mut self,
        tape: &Tape,
        source: &str,
        at: u32,
        judge: &mut dyn Judge,
    ) -> Verdict {
        self.gather.clear();
        self.key_as_text(tape, source, at);
        self.gather.unit(tape, source, at, What::Names);
        self.ask(tape, at, UnitKind::Outside, &self.gather.facts, judge)
    }

    /// An array element or map member outside listings.
    fn element(&mut self, tape: &mut Tape, source: &str, at: u32, judge: &mut dyn Judge) {
        let (verdict, keyed) = self.judge_element(tape, source, at, judge);
        // Goods whose name stands under a name that says nothing are known by their identifiers.
        let goods = |node: &Node| node.kind == Kind::Object && node.wide.has(Fields::PRICE);
        if verdict >= Verdict::Omit && tape.get(at).is_some_and(goods) {
            self.gather.clear();
            self.gather.unit(tape, source, at, What::Listing);
            self.sweep.omit(&self.gather.idents);
        }
        match verdict {
            Verdict::Keep => {}
            // A name cannot be emptied without becoming another one.
            Verdict::Mask if !keyed => self.mask(tape, at),
            _ => self.mark(tape, self.whole_of(at), Edit::Drop),
        }
    }

    fn judge_element(
        &mut self,
        tape: &Tape,
        source: &str,
        at: u32,
        judge: &mut dyn Judge,
    ) -> (Verdict, bool) {
        self.gather.clear();
        let keyed = self.key_as_text(tape, source, at);
        self.gather.unit(tape, source, at, What::Outside(self.prose));
        let own = |node: &Node| {
            let around = tape.get(node.parent);
            let included = around.is_some_and(|around| around.says.any(Says::INCLUDED));
            !included && (node.key.1 == 0 || node.wide.has(Fields::NAME.or(Fields::PRICE)))
        };
        if tape.get(at).is_some_and(own)
            && !self.places.add(tape, source, at, &mut self.gather.facts)
        {
            judge.withheld(position(tape, at), Withheld::Oversized);
            return (Verdict::Omit, keyed);
        }
        if tape.get(at).is_some_and(|node| node.role == Role::Seller) && sells(tape, source, at) {
            self.gather.facts.are_of_goods();
            self.gather.running.are_of_goods();
        }
        if self.gather.refers && self.sweep.is_full() {
            judge.withheld(position(tape, at), Withheld::SweepFull);
            return (Verdict::Omit, keyed);
        }
        if tape.get(at).is_some_and(|node| self.may_be_nameless(node))
            && is_nameless(&self.gather.facts)
            && self.gather.running.is_empty()
            && !self.is_referred_to(tape, source, at)
        {
            self.gather.unit(tape, source, at, What::Listing);
            self.take_keys();
            self.note_decision();
            if let Some(verdict) = judge.recall(&self.keys, position(tape, at)) {
                return (verdict, keyed);
            }
            if judge.omits_nameless() {
                judge.withheld(position(tape, at), Withheld::Nameless);
                return (Verdict::Omit, keyed);
            }
        }
        let short = self.ask(tape, at, UnitKind::Outside, &self.gather.facts, judge);
        if short >= Verdict::Omit {
            return (short, keyed);
        }
        let long = self.ask(tape, at, UnitKind::Prose, &self.gather.running, judge);
        (short.max(long), keyed)
    }

    /// Whether an object in a list of listings shows something without naming it.
    fn may_be_nameless(&self, node: &Node) -> bool {
        let goods = Fields::ID.or(Fields::PRICE);
        let list = self.innermost().is_some_and(|above| above.list);
        node.kind == Kind::Object && node.role == Role::Other && (list || node.wide.has(goods))
    }

    /// Adds the name of a map's member to what it says.
    fn key_as_text(&mut self, tape: &Tape, source: &str, at: u32) -> bool {
        let keyed = tape.get(at).filter(|node| node.key.1 > 0);
        let data = Says::DATA;
        let judged = keyed.filter(|node| {
            let map =
                self.innermost().is_some_and(|above| above.map || is_judged_key(&above, node));
            node.says.any(data) && !node.says.any(Says::DIGITS) || map
        });
        if let Some(node) = judged {
            self.gather.key_of(tape, source, node);
        }
        judged.is_some()
    }

    /// Judges a member name outside maps that may be shown; the member goes with it.
    pub(super) fn judge_key(
        &mut self,
        tape: &mut Tape,
        source: &str,
        at: u32,
        judge: &mut dyn Judge,
    ) {
        let Some(node) = tape.get(at).copied() else { return };
        self.gather.clear();
        self.gather.key_of(tape, source, &node);
        if self.ask(tape, at, UnitKind::Outside, &self.gather.facts, judge) != Verdict::Keep {
            self.mark(tape, at, Edit::Drop);
        }
    }

    /// A value without children.
    pub(super) fn scalar(
        &mut self,
        tape: &mut Tape,
        source: &str,
        at: u32,
        element: bool,
        judge: &mut dyn Judge,
    ) {
        let (Some(node), Some(above)) = (tape.get(at).copied(), self.innermost()) else { return };
        if node.kind == Kind::Number && self.put_right(tape, source, at, &node) {
            return;
        }
        if above.columns && above.kind == Kind::Array {
            return;
        }
        if self.swept(tape, source, at, &node, judge) {
            return;
        }
        if above.listing {
            if node.kind == Kind::Text && above.may_be_shelf() && node.role == Role::Other {
                self.shelf(tape, source, at, &node, judge);
            }
            return;
        }
        if node.kind == Kind::Text && self.nested(tape, source, at, &node, judge) || self.again {
            return;
        }
        if element {
            tape.edit(at, |node| node.class = Class::Element);
            self.element(tape, source, at, judge);
            return;
        }
        if is_judged_key(&above, &node) {
            self.judge_key(tape, source, at, judge);
        }
        let alone = !matches!(above.class, Class::Element | Class::Part);
        if alone && node.kind == Kind::Text && node.end - node.start > 2 {
            self.gather.clear();
            self.gather.unit(tape, source, at, What::Outside(self.prose));
            let full = self.gather.refers && self.sweep.is_full();
            if full {
                judge.withheld(position(tape, at), Withheld::SweepFull);
            }
            let facts =
                [(UnitKind::Outside, &self.gather.facts), (UnitKind::Prose, &self.gather.running)];
            let asked = facts.map(|(kind, facts)| self.ask(tape, at, kind, facts, judge));
            if full || asked != [Verdict::Keep; 2] {
                self.mark(tape, at, Edit::Empty);
            }
        }
    }

    /// Empties the strings of a unit.
    pub(super) fn mask(&mut self, tape: &mut Tape, unit: u32) {
        let end = tape.get(unit).map_or(0, |node| node.next.min(tape.len()));
        let mut at = unit;
        while at < end {
            let Some(node) = tape.get(at).copied() else { break };
            if at != unit && node.class.is_unit() {
                at = node.next.max(at + 1);
                continue;
            }
            if node.kind == Kind::Text {
                self.mark(tape, at, Edit::Empty);
            }
            at += 1;
        }
    }

    /// Puts right a count of an array before it, or a list item's number.
    fn put_right(&mut self, tape: &mut Tape, source: &str, at: u32, node: &Node) -> bool {
        if !node.says.any(Says::COUNT) && !node.says.any(Says::POSITION) {
            return false;
        }
        let mut text = String::new();
        let Ok(value) = tape.text(node, source, &mut text).parse::<u32>() else { return false };
        let right = if node.says.any(Says::COUNT) {
            let objects = self.levels.iter().rev();
            let objects = objects.take_while(|level| level.kind == Kind::Object && !level.listing);
            objects.filter_map(|level| level.counted).find(|counted| counted.0 == value)
        } else {
            let array = self.levels.iter().rev().nth(1).filter(|level| level.numbered);
            array
                .map(|array| (array.seen.saturating_add(1), array.seen.saturating_add(1)))
                .filter(|(place, _)| *place == value)
                .and_then(|(place, _)| Some((place, place.checked_sub(array?.dropped)?)))
        };
        let Some((_, right)) = right.filter(|(was, right)| was != right) else { return false };
        self.mark(tape, at, Edit::Count(right));
        true
    }

    /// What an array's losses mean for it and for the object around it.
    fn settle_array(&mut self, tape: &mut Tape, level: &Level) {
        let mut counted = level.counted;
        if level.kind == Kind::Array && level.dropped > 0 {
            let mut kept = level.seen.saturating_sub(level.dropped);
            if kept == 0 && self.keep_one_masked && level.list {
                self.spare_first(tape, level.node);
                kept = 1;
            }
            counted = Some((level.seen, kept));
        }
        if let Some(counted) = counted.filter(|_| self.whole)
            && let Some(above) = self.levels.last()
            && above.kind == Kind::Object
        {
            self.counted.push((above.node, counted));
        }
        if let Some(above) = self.levels.last_mut()
            && above.kind == Kind::Object
        {
            above.counted = counted.or(above.counted);
        }
    }

    /// Keeps the first element of an array that would become empty, without its words.
    fn spare_first(&mut self, tape: &mut Tape, array: u32) {
        let Some((first, node)) = tape.children(array).next() else { return };
        let end = node.next;
        self.spare(tape, first, end);
    }

    /// Undoes what was decided from `from` to before `to` and empties all strings there.
    pub(super) fn spare(&mut self, tape: &mut Tape, from: u32, to: u32) {
        self.changed = true;
        for at in from..to.min(tape.len()) {
            tape.edit(at, |node| {
                let text = node.kind == Kind::Text;
                node.edit = if text { Edit::Empty } else { Edit::Keep };
            });
        }
    }
}

/// The place of a node in the document.
pub(super) fn position(tape: &Tape, at: u32) -> u64 {
    tape.origin + tape.get(at).map_or(0, |node| u64::from(node.start))
}

/// Whether the facts show something and say nothing: a link or picture beside numbers and
/// identifiers. Records of prices and stock have neither.
pub(in crate::rewrite) fn is_nameless(facts: &Facts) -> bool {
    let shows = |role| matches!(role, Role::Url | Role::Image | Role::Slug);
    facts.iter().any(|fact| shows(fact.role))
        && facts.iter().all(|fact| match (fact.role, fact.value) {
            (Role::Label, _) | (_, Scalar::Number(_) | Scalar::Bool(_)) => true,
            (Role::Id | Role::Price | Role::Meta, _) => true,
            (Role::Url | Role::Image, Scalar::Text(text)) => !has_words(text),
            (_, Scalar::Text(text)) => !text.contains(char::is_alphabetic),
        })
}

/// Whether the last part of a link is made of words.
fn has_words(link: &str) -> bool {
    let path = link.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let last = last.rsplit_once('.').map_or(last, |(name, _)| name);
    let words = last.split(['-', '_', '+', ' ']);
    words.filter(|word| word.len() > 2 && word.chars().all(char::is_alphabetic)).count() > 1
}
