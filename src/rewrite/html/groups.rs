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
use super::tree::What;
use super::vocabulary::Name;
use crate::classify::Facts;
use crate::rewrite::prose::is_prose;
use crate::rewrite::sweep::Ident;
use crate::rewrite::{Judge, Unit, UnitKind, Verdict};

/// The most elements of a group, and bytes of it: what is longer is a chapter.
const MOST: usize = 12;
const LONGEST: usize = 8 << 10;

/// A heading with what stands behind it, and a picture before it where pictures stand there.
type Group = Vec<u32>;

impl Work<'_, '_> {
    /// Judges what is grouped by headings alone.
    pub(super) fn groups(&mut self, judge: &mut dyn Judge) {
        for group in self.headed() {
            self.group(&group, judge);
        }
    }

    /// All groups that may be listings.
    fn headed(&self) -> Vec<Group> {
        let mut headings: Vec<(u32, Name, u32)> = self.tree.headings().collect();
        headings.sort_by_key(|(parent, name, at)| (*parent, *name as u8, *at));
        let several = headings.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1));
        let groups = several.filter(|headings| headings.len() > 1).map(|list| self.apart(list));
        groups.filter(|groups| groups.len() > 1).flatten().collect()
    }

    /// The groups of headings that stand side by side under one name.
    fn apart(&self, headings: &[(u32, Name, u32)]) -> Vec<Group> {
        let Some((parent, _, first)) = headings.first().copied() else { return Vec::new() };
        let mut around = self.tree.around(first);
        if around.any(|(at, node)| self.is_card(at) || is_frame(node.is)) {
            return Vec::new();
        }
        let siblings: Vec<u32> = match self.tree.get(parent) {
            Some(_) => self.tree.children(parent).map(|(at, _)| at).collect(),
            None => self.tree.roots().map(|(at, _)| at).collect(),
        };
        let behind = |at: &u32| siblings.binary_search(at).map_or(siblings.len(), |nth| nth + 1);
        let is_picture = |nth: &usize| siblings.get(*nth).is_some_and(|at| self.is_picture(*at));
        // Whether each picture stands before its heading: then the last one has none behind it.
        let last = siblings.iter().rev().find(|at| !self.is_blank(**at));
        let leads = (0..behind(&first).saturating_sub(1)).rev();
        let mut leads =
            leads.skip_while(|nth| siblings.get(*nth).is_some_and(|at| self.is_blank(*at)));
        let leading = leads.next().is_some_and(|nth| is_picture(&nth))
            && !last.is_some_and(|at| self.is_picture(*at));
        let mut groups = Vec::new();
        for (_, _, heading) in headings {
            let before = behind(heading).saturating_sub(1);
            let lead = (0..before).rev().take_while(|nth| {
                leading
                    && siblings
                        .get(*nth)
                        .is_some_and(|at| self.is_picture(*at) || self.is_blank(*at))
            });
            let from = lead.filter(is_picture).last().unwrap_or(before);
            let mut to = behind(heading);
            while siblings
                .get(to)
                .and_then(|at| self.tree.get(*at))
                .is_some_and(|node| !is_heading(node.is))
            {
                to += 1;
            }
            // What stands before the next heading is its own.
            let next_is_heading = to < siblings.len();
            while leading
                && next_is_heading
                && to.checked_sub(1).is_some_and(|nth| {
                    siblings.get(nth).is_some_and(|at| self.is_picture(*at) || self.is_blank(*at))
                })
            {
                to -= 1;
            }
            let nodes = siblings.get(from..to).unwrap_or_default();
            if self.may_be_listing(nodes, *heading) {
                groups.push(nodes.to_vec());
            }
        }
        groups
    }

    /// Whether a node is a picture and no more, with or without a link around it.
    fn is_picture(&self, at: u32) -> bool {
        let Some(node) = self.tree.get(at) else { return false };
        let inside = || (at..node.next.max(at + 1)).filter_map(|at| self.tree.get(at));
        !is_heading(node.is)
            && inside().any(|node| matches!(node.is, Name::Img | Name::Picture))
            && inside()
                .all(|node| node.what != What::Text || self.tree.text(node.span).trim().is_empty())
    }

    fn is_blank(&self, at: u32) -> bool {
        self.tree.get(at).is_some_and(|node| match node.what {
            What::Text => self.tree.text(node.span).trim().is_empty(),
            What::Comment => true,
            What::Element => false,
        })
    }

    /// Whether the nodes around a heading say what a listing says.
    fn may_be_listing(&self, nodes: &[u32], heading: u32) -> bool {
        let (mut shows, mut elements, mut bytes) = (false, 0, 0);
        for at in nodes.iter().copied().filter(|at| *at != heading) {
            let Some(node) = self.tree.get(at) else { return false };
            if is_frame(node.is) || is_code(node) {
                return false;
            }
            let inside = at..node.next.max(at + 1);
            for (at, node) in inside.filter_map(|at| Some((at, self.tree.get(at)?))) {
                let text = self.tree.text(node.span);
                match node.what {
                    _ if self.is_card(at) || is_heading(node.is) => return false,
                    What::Text if is_prose(text, self.limits.prose) => return false,
                    What::Text => shows |= is_price(text),
                    _ => shows |= matches!(node.is, Name::Img | Name::Picture),
                }
            }
            elements += usize::from(node.what == What::Element);
            bytes += node.span.len();
        }
        shows && elements <= MOST && bytes <= LONGEST
    }

    fn group(&mut self, group: &[u32], judge: &mut dyn Judge) {
        let mut facts = Facts::default();
        let mut known: Vec<Ident> = Vec::new();
        for at in group {
            self.collect(*at);
            self.known_by(&mut known);
            for fact in self.gather.facts.iter() {
                facts.push(fact.role, fact.key, fact.value);
            }
        }
        let first = group.first().and_then(|at| self.tree.get(*at));
        let position = first.map_or(0, |node| node.span.start() as u64);
        let unit = Unit { kind: UnitKind::Listing, facts: &facts, position, id: None };
        match judge.judge(&unit) {
            Verdict::Keep => {}
            Verdict::Mask => group.iter().for_each(|at| self.blank(*at)),
            Verdict::Omit | Verdict::Gate => {
                self.sweep.omit(&known);
                group.iter().for_each(|at| self.drop_node(*at));
            }
        }
    }
}
