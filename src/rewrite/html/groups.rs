//! Listings without an element of their own: a heading, and behind it what is said of it up to the
//! next one.
//!
//! `<h3>…</h3><p>…</p><p>9 €</p><h3>…</h3><p>…</p><p>7 €</p>`: where several headings of one name stand
//! side by side and each is followed by a price or picture, each group goes or stays as one. What holds
//! running text is a chapter, and what holds cards their heading.

use super::gather::is_code;
use super::judging::Work;
use super::names::{is_frame, is_heading};
use super::price::is_price;
use super::tree::{Node, What};
use super::vocabulary::Name;
use crate::classify::Facts;
use crate::rewrite::prose::is_prose;
use crate::rewrite::sweep::Ident;
use crate::rewrite::{Judge, Unit, UnitKind, Verdict};

/// The most elements of a group, and bytes of it: what is longer is a chapter.
const MOST: usize = 12;
const LONGEST: usize = 8 << 10;

/// A heading and what stands behind it.
struct Group {
    /// The element around it, and the heading's name.
    around: (u32, Name),
    nodes: Vec<u32>,
}

impl Work<'_, '_> {
    /// Judges what is grouped by headings alone.
    pub(super) fn groups(&mut self, judge: &mut dyn Judge) {
        let groups = self.headed();
        for group in &groups {
            if groups.iter().filter(|other| other.around == group.around).count() > 1 {
                self.group(group, judge);
            }
        }
    }

    /// All groups that may be listings.
    fn headed(&self) -> Vec<Group> {
        let mut headings: Vec<(u32, Name, u32)> = self.tree.headings().collect();
        headings.sort_by_key(|(parent, name, at)| (*parent, *name as u8, *at));
        let several = headings.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1));
        let several = several.filter(|headings| headings.len() > 1).flatten();
        several.filter_map(|(_, _, at)| self.behind(*at, self.tree.get(*at)?)).collect()
    }

    /// The group of the heading at `at`, if it may be a listing.
    fn behind(&self, at: u32, heading: &Node) -> Option<Group> {
        let mut around = self.tree.around(at);
        if around.any(|(at, node)| self.is_card(at) || is_frame(node.is)) {
            return None;
        }
        let mut nodes = vec![at];
        let (mut next, mut shows, mut elements, mut bytes) = (heading.next, false, 0, 0);
        while let Some(node) = self.tree.get(next).filter(|node| node.parent == heading.parent) {
            if is_heading(node.is) {
                break;
            }
            if is_frame(node.is) || is_code(node) {
                return None;
            }
            let inside = next..node.next.max(next + 1);
            let inside = inside.filter_map(|at| Some((at, self.tree.get(at)?)));
            if inside.clone().any(|(at, node)| self.is_card(at) || is_heading(node.is)) {
                return None;
            }
            for (_, node) in inside {
                let text = self.tree.text(node.span);
                match node.what {
                    What::Text if is_prose(text, self.limits.prose) => return None,
                    What::Text => shows |= is_price(text),
                    _ => shows |= matches!(node.is, Name::Img | Name::Picture),
                }
            }
            elements += usize::from(node.what == What::Element);
            bytes += node.span.len();
            if elements > MOST || bytes > LONGEST {
                return None;
            }
            nodes.push(next);
            next = node.next.max(next + 1);
        }
        shows.then_some(Group { around: (heading.parent, heading.is), nodes })
    }

    fn group(&mut self, group: &Group, judge: &mut dyn Judge) {
        let mut facts = Facts::default();
        let mut known: Vec<Ident> = Vec::new();
        for at in &group.nodes {
            self.collect(*at);
            self.known_by(&mut known);
            for fact in self.gather.facts.iter() {
                facts.push(fact.role, fact.key, fact.value);
            }
        }
        let first = group.nodes.first().and_then(|at| self.tree.get(*at));
        let position = first.map_or(0, |node| node.span.start() as u64);
        let unit = Unit { kind: UnitKind::Listing, facts: &facts, position, id: None };
        match judge.judge(&unit) {
            Verdict::Keep => {}
            Verdict::Mask => group.nodes.iter().for_each(|at| self.blank(*at)),
            Verdict::Omit | Verdict::Gate => {
                self.sweep.omit(&known);
                group.nodes.iter().for_each(|at| self.drop_node(*at));
            }
        }
    }
}
