//! What goes from what stands outside listings: links, list items, rows, texts, comments.

use super::cards;
use super::gather::{SPOKEN, is_code, says_words};
use super::judging::{Work, first_of};
use super::names::is_inline;
use super::scripts::is_data;
use super::tree::{Node, What, lower};
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::cut::Cut;
use crate::rewrite::sweep::{Ident, Sweep};
use crate::rewrite::{Judge, Unit, UnitKind, Verdict, Withheld};

impl Work<'_, '_> {
    /// Judges what stands outside listings.
    pub(super) fn outside(&mut self, judge: &mut dyn Judge) {
        let mut at = 0;
        while let Some(node) = self.tree.get(at) {
            if self.is_card(at) || is_code(self.tree, node) {
                at = node.next.max(at + 1);
                continue;
            }
            match node.what {
                What::Comment => self.comment(at, judge),
                What::Text if self.tree.text(&node.span).trim().is_empty() => {}
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
            let name = self.tree.lower(node);
            if goes_whole(&name) {
                return around;
            }
            if !is_inline(&name) {
                block = around;
                break;
            }
            block = around;
        }
        block
    }

    fn judge_outside(&mut self, unit: u32, judge: &mut dyn Judge) {
        let Some(node) = self.tree.get(unit).cloned() else { return };
        self.collect(unit);
        let position = node.open.start as u64;
        let refers = |ident: Ident| self.sweep.refers(ident, false);
        let link = self.gather.links.first().and_then(|link| Sweep::link(self.tree.text(link)));
        let link = link.filter(|link| !self.is_own(*link));
        // An element that shows one picture and no more.
        let picture = || {
            let shows = matches!(&*self.tree.lower(&node), "img" | "source" | "link" | "meta");
            let mut pictures = self.gather.pictures.iter();
            let picture =
                pictures.find_map(|place| Sweep::picture(first_of(self.tree.text(place))));
            shows && picture.is_some_and(refers)
        };
        let swept = link.is_some_and(refers)
            || picture()
            || self
                .gather
                .ids
                .iter()
                .any(|(name, value)| self.ident(name, value).is_some_and(refers));
        if swept {
            judge.withheld(position, Withheld::Swept);
        } else {
            if self.gather.facts.is_empty() {
                return;
            }
            let prose = self.gather.seen > self.limits.prose;
            let kind = if prose { UnitKind::Prose } else { UnitKind::Outside };
            let unit = Unit { kind, facts: &self.gather.facts, position, id: None };
            if judge.judge(&unit) == Verdict::Keep {
                return;
            }
        }
        let name = self.tree.lower(&node);
        if goes_whole(&name) || cards::is_custom(&name) && self.is_leaf(unit) {
            self.drop_node(unit);
        } else {
            self.blank(unit);
        }
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
    }

    /// The list item that a node stands in, and not in a card or a list of its own.
    fn item_around(&self, at: u32) -> Option<u32> {
        let mut around = self.tree.around(at).skip(1);
        let stops = |at: u32, node: &Node| self.is_card(at) || self.tree.is(node, "table");
        let found = around.find(|(at, node)| self.tree.is(node, "li") || stops(*at, node));
        found.filter(|(at, node)| !stops(*at, node) && !self.gone.contains(at)).map(|(at, _)| at)
    }

    /// Whether anything is left in an element besides counts.
    fn shows(&self, unit: u32) -> bool {
        const SHOWS: [&str; 8] =
            ["a", "img", "input", "button", "select", "textarea", "video", "iframe"];
        let end = self.tree.get(unit).map_or(unit, |node| node.next);
        let mut at = unit + 1;
        while let Some(node) = (at < end).then(|| self.tree.get(at)).flatten() {
            if self.gone.contains(&at) || is_code(self.tree, node) {
                at = node.next.max(at + 1);
                continue;
            }
            let name = self.tree.name(node);
            let words = |text: &str| text.contains(char::is_alphabetic);
            if node.what == What::Text && words(self.tree.text(&node.span))
                || SHOWS.iter().any(|shows| shows.eq_ignore_ascii_case(name))
            {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Takes the words of a unit away and leaves its elements.
    pub(super) fn blank(&mut self, unit: u32) {
        const SEEN: [&str; 21] = [
            "alt",
            "title",
            "placeholder",
            "value",
            "content",
            "label",
            "summary",
            "srcdoc",
            // What is fetched or led to.
            "action",
            "background",
            "cite",
            "download",
            "formaction",
            "href",
            "xlink:href",
            "longdesc",
            "ping",
            "poster",
            "src",
            "srcset",
            "data",
        ];
        let end = self.tree.get(unit).map_or(unit, |node| node.next);
        let mut at = unit;
        while let Some(node) = (at < end).then(|| self.tree.get(at)).flatten() {
            if at != unit && (self.units.contains(&at) || self.is_card(at))
                || is_code(self.tree, node)
            {
                at = node.next.max(at + 1);
                continue;
            }
            if node.what == What::Text {
                self.cuts.push(Cut::out(node.span.clone()));
            }
            for attribute in self.tree.attributes(node) {
                let name = lower(self.tree.text(&attribute.name));
                let value = self.tree.text(&attribute.value);
                let said = name.strip_prefix("data-").is_some_and(|key| says_words(key, value));
                let fetches = name == "style" && value.contains("url(");
                let seen = SEEN.contains(&&*name) || SPOKEN.contains(&&*name);
                if (seen || said || fetches) && !is_data(value) {
                    self.cuts.push(Cut::out(attribute.value.clone()));
                }
            }
            at += 1;
        }
    }

    fn comment(&mut self, at: u32, judge: &mut dyn Judge) {
        let Some(node) = self.tree.get(at) else { return };
        let text = self.tree.text(&node.span);
        let inside = text.trim_start_matches(['<', '!', '-']).trim_end_matches(['-', '>']);
        let mut facts = Facts::default();
        facts.push(Role::Other, "", Scalar::Text(inside));
        let position = node.span.start as u64;
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
fn goes_whole(name: &str) -> bool {
    matches!(
        name,
        "a" | "li"
            | "tr"
            | "option"
            | "button"
            | "label"
            | "summary"
            | "img"
            | "meta"
            | "link"
            | "iframe"
            | "video"
            | "audio"
            | "source"
            | "object"
            | "embed"
            | "area"
            | "track"
    )
}
