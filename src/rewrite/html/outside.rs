//! What goes from what stands outside listings: links, list items, rows, texts, comments.

use super::cards;
use super::gather::is_code;
use super::judging::{Work, first_of};
use super::names::is_inline;
use super::scripts::is_data;
use super::tree::{Node, What};
use super::vocabulary::Name;
use crate::classify::{Fact, Facts, Role, Scalar};
use crate::rewrite::cut::Cut;
use crate::rewrite::prose::Apart;
use crate::rewrite::sweep::Ident;
use crate::rewrite::{Judge, Unit, UnitKind, Verdict, Withheld};
use std::collections::BTreeSet;

impl Work<'_, '_> {
    /// Judges what stands outside listings.
    pub(super) fn outside(&mut self, judge: &mut dyn Judge) {
        let mut at = 0;
        // Where the listing ends that the walk is in, which was judged but for its comments.
        let mut listing = 0;
        while let Some(node) = self.tree.get(at) {
            if self.is_card(at) && self.gone.contains(&at) {
                at = node.next.max(at + 1);
                continue;
            }
            if is_code(node) {
                let mut attributes = self.tree.attributes(node);
                if at >= listing && attributes.any(|attribute| attribute.means == Name::Other) {
                    self.units.insert(at);
                }
                at = node.next.max(at + 1);
                continue;
            }
            if self.is_card(at) {
                listing = listing.max(node.next);
            }
            match node.what {
                What::Comment => self.comment(at, judge),
                _ if at < listing => {}
                What::Text if self.tree.text(node.span).trim().is_empty() => {}
                _ => {
                    let unit = self.unit_of(at);
                    self.units.insert(unit);
                }
            }
            at += 1;
        }
        let units: Vec<u32> = self.units.iter().copied().collect();
        for unit in units {
            self.judge_outside(unit, judge);
        }
    }

    /// The unit that a node outside listings belongs to.
    fn unit_of(&self, at: u32) -> u32 {
        let mut block = at;
        for (around, node) in self.tree.around(at) {
            if node.what != What::Element {
                continue;
            }
            if goes_whole(node.is) {
                return around;
            }
            if !is_inline(node.is) {
                block = around;
                break;
            }
            block = around;
        }
        block
    }

    fn judge_outside(&mut self, unit: u32, judge: &mut dyn Judge) {
        let Some(node) = self.tree.get(unit).copied() else { return };
        self.collect(unit);
        let position = node.span.start() as u64;
        if self.sweep.is_active() && self.is_swept(&node) {
            judge.withheld(position, Withheld::Swept);
        } else {
            if self.gather.facts.is_empty() {
                return;
            }
            if !self.is_withheld(position, judge) {
                return;
            }
        }
        let is_whole = goes_whole(node.is) || node.is == Name::Dt;
        if is_whole || cards::is_custom(node.is) && self.is_leaf(unit) {
            self.drop_node(unit);
        } else {
            self.blank(unit);
        }
    }

    /// Whether any of what was collected is withheld. Running text is told from all else, each text
    /// by itself: the entries of a menu do not become one by standing side by side.
    fn is_withheld(&self, position: u64, judge: &mut dyn Judge) -> bool {
        let (facts, longest) = (&self.gather.facts, self.limits.prose);
        let is_text = |fact: &Fact<'_>| fact.key.is_empty();
        if !facts.iter().any(|fact| is_text(&fact) && fact.value.as_str().len() > longest) {
            let unit = Unit { kind: UnitKind::Outside, facts, position, id: None };
            return judge.judge(&unit) != Verdict::Keep;
        }
        let mut texts = Apart::default();
        for fact in facts.iter() {
            match fact.value {
                Scalar::Text(text) if is_text(&fact) => texts.push(fact.role, "", text, longest),
                value => texts.short.push(fact.role, fact.key, value),
            }
        }
        texts.is_withheld(position, judge)
    }

    /// Whether what was collected leads to a listing that went, or is called like one.
    fn is_swept(&self, node: &Node) -> bool {
        let refers = |ident: Ident| self.sweep.refers(ident, false);
        let link = self.gather.links.first().and_then(|link| Ident::link(self.tree.text(*link)));
        let link = link.filter(|link| !self.is_own(*link));
        // An element that shows one picture and no more.
        let picture = || {
            let shows = matches!(node.is, Name::Img | Name::Source | Name::Link | Name::Meta);
            let mut pictures = self.gather.pictures.iter();
            let picture =
                pictures.find_map(|place| Ident::picture(first_of(self.tree.text(*place))));
            shows && picture.is_some_and(refers)
        };
        let mut ids = self.gather.ids.iter();
        link.is_some_and(refers)
            || picture()
            || ids.any(|(named, value)| self.ident(*named, *value).is_some_and(refers))
    }

    /// Whether an element holds no other.
    fn is_leaf(&self, at: u32) -> bool {
        self.tree.children(at).all(|(_, node)| node.what != What::Element)
    }

    /// Takes out list items of which nothing is left that says or shows something.
    pub(super) fn emptied(&mut self) {
        for at in self.gone.clone() {
            let mut at = at;
            while let Some(item) = self.item_around(at).filter(|item| !self.shows(*item)) {
                self.drop_node(item);
                at = item;
            }
        }
        let lists: BTreeSet<u32> =
            self.gone.iter().filter_map(|at| self.list_of_term(*at)).collect();
        lists.into_iter().for_each(|list| self.described(list));
    }

    /// The list in which a node stands in a term, and not in a card.
    fn list_of_term(&self, at: u32) -> Option<u32> {
        let stops =
            |at: u32, node: &Node| self.is_card(at) || matches!(node.is, Name::Dl | Name::Dd);
        let mut around = self.tree.around(at);
        let term = around.find(|(at, node)| node.is == Name::Dt || stops(*at, node));
        term.filter(|(_, node)| node.is == Name::Dt).map(|(_, node)| node.parent)
    }

    /// Takes out what a list of terms says of those that went and of no other.
    fn described(&mut self, list: u32) {
        let end = self.tree.get(list).map_or(0, |list| list.next);
        let (mut at, mut any_left, mut described) = (list + 1, true, true);
        while let Some(node) = self.tree.get(at).filter(|_| at < end) {
            let next = node.next.max(at + 1);
            match node.is {
                Name::Dt => {
                    let went = self.gone.range(at..next).next().is_some();
                    let is_left = !went || !self.gone.contains(&at) && self.shows(at);
                    any_left = is_left || any_left && !described;
                    described = false;
                }
                Name::Dd => {
                    described = true;
                    if !any_left {
                        self.drop_node(at);
                    }
                }
                _ => {}
            }
            at = next;
        }
    }

    /// The list item that a node stands in, and not in a card or a list of its own.
    fn item_around(&self, at: u32) -> Option<u32> {
        let mut around = self.tree.around(at).skip(1);
        let stops = |at: u32, node: &Node| self.is_card(at) || node.is == Name::Table;
        let found = around.find(|(at, node)| node.is == Name::Li || stops(*at, node));
        found.filter(|(at, node)| !stops(*at, node) && !self.gone.contains(at)).map(|(at, _)| at)
    }

    /// Whether anything is left in an element besides counts.
    fn shows(&self, unit: u32) -> bool {
        let shows = |name: Name| {
            matches!(
                name,
                Name::A
                    | Name::Img
                    | Name::Input
                    | Name::Button
                    | Name::Select
                    | Name::Textarea
                    | Name::Video
                    | Name::Iframe
            )
        };
        let end = self.tree.get(unit).map_or(unit, |node| node.next);
        let mut at = unit + 1;
        while let Some(node) = (at < end).then(|| self.tree.get(at)).flatten() {
            if self.gone.contains(&at) || is_code(node) {
                at = node.next.max(at + 1);
                continue;
            }
            let words = |text: &str| text.contains(char::is_alphabetic);
            if node.what == What::Text && words(self.tree.text(node.span)) || shows(node.is) {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Takes the words of a unit away and leaves its elements.
    pub(super) fn blank(&mut self, unit: u32) {
        let end = self.tree.get(unit).map_or(unit, |node| node.next);
        let mut at = unit;
        while let Some(node) = (at < end).then(|| self.tree.get(at)).flatten() {
            if at != unit && (self.units.contains(&at) || self.is_card(at)) {
                at = node.next.max(at + 1);
                continue;
            }
            if node.what == What::Text {
                self.cuts.push(Cut::out(node.span.range()));
            }
            for attribute in self.tree.attributes(node) {
                let sent =
                    attribute.means == Name::Value && !is_data(self.tree.text(attribute.value));
                if sent || self.gather.says(self.tree, node, attribute) {
                    self.cuts.push(Cut::out(attribute.value.range()));
                }
            }
            at = if is_code(node) { node.next.max(at + 1) } else { at + 1 };
        }
    }

    fn comment(&mut self, at: u32, judge: &mut dyn Judge) {
        let Some(node) = self.tree.get(at) else { return };
        let text = self.tree.text(node.span);
        let inside = text.trim_start_matches(['<', '!', '-']).trim_end_matches(['-', '>']);
        // Frameworks mark places with empty ones.
        if !inside.contains(char::is_alphanumeric) {
            return;
        }
        let mut facts = Facts::default();
        facts.push(Role::Other, "", Scalar::Text(inside));
        let position = node.span.start() as u64;
        let unit = Unit { kind: UnitKind::Outside, facts: &facts, position, id: None };
        if judge.judge(&unit) != Verdict::Keep {
            self.drop_node(at);
        } else if self.sweep.mentions(inside) {
            judge.withheld(position, Withheld::Swept);
            self.drop_node(at);
        }
    }
}

/// Units that go as a whole; of others the words go.
const fn goes_whole(name: Name) -> bool {
    matches!(
        name,
        Name::A
            | Name::Li
            | Name::Tr
            | Name::Option
            | Name::Button
            | Name::Label
            | Name::Summary
            | Name::Img
            | Name::Meta
            | Name::Link
            | Name::Iframe
            | Name::Video
            | Name::Audio
            | Name::Source
            | Name::Object
            | Name::Embed
            | Name::Area
            | Name::Track
    )
}
