//! What is opened by a button or tab that went: the panel of a tab, a dialog, a popover, which need not
//! say again what it shows.

use super::judging::Work;
use super::names::is_frame;
use super::tree::{Node, What};
use super::vocabulary::Name;
use crate::rewrite::{Judge, Withheld};
use std::collections::HashSet;

/// Attributes that name what an element opens.
const OPENS: [&str; 6] =
    ["aria-controls", "data-bs-target", "data-target", "popovertarget", "commandfor", "data-tab"];

impl Work<'_, '_> {
    /// Takes out what only that opens which went, unless it is a part of the page itself.
    pub(super) fn opened(&mut self, judge: &mut dyn Judge) {
        let mut lost: HashSet<&str> = self.opened_by_gone().collect();
        if lost.is_empty() {
            return;
        }
        let mut gone_until = 0;
        for (at, node) in (0..).zip(&self.tree.nodes) {
            if self.gone.contains(&at) {
                gone_until = node.next.max(gone_until);
            }
            if at >= gone_until {
                self.opens(node).for_each(|name| {
                    lost.remove(name);
                });
            }
        }
        let named = (0..).zip(&self.tree.nodes).filter(|(at, node)| {
            let id = self.tree.attribute(node, Name::Id);
            id.is_some_and(|id| lost.contains(id.trim())) && self.is_panel(*at, node)
        });
        let panels: Vec<(u32, u64)> =
            named.map(|(at, node)| (at, node.span.start() as u64)).collect();
        for (at, position) in panels {
            if self.gone.insert(at) {
                judge.withheld(position, Withheld::Swept);
            }
        }
    }

    /// What elements open that went.
    fn opened_by_gone(&self) -> impl Iterator<Item = &str> {
        let mut until = 0;
        let gone = self.gone.iter().flat_map(move |gone| {
            let from = until.max(*gone);
            until = self.tree.get(*gone).map_or(0, |node| node.next).max(gone + 1).max(until);
            from..until
        });
        gone.filter_map(|at| self.tree.get(at)).flat_map(|node| self.opens(node))
    }

    fn opens<'a>(&'a self, node: &'a Node) -> impl Iterator<Item = &'a str> {
        let is_read = node.what == What::Element && node.attributes.0 < node.attributes.1;
        let names = if is_read { OPENS.as_slice() } else { &[] };
        let values = names.iter().filter_map(|name| self.tree.attribute_called(node, name));
        values.flat_map(str::split_ascii_whitespace).map(|name| name.trim_start_matches('#'))
    }

    /// Whether an element holds neither listings of its own nor what frames a page.
    fn is_panel(&self, at: u32, node: &Node) -> bool {
        let frames = |node: &Node| {
            matches!(node.is, Name::Html | Name::Body | Name::Main | Name::H1)
                || is_frame(node.is) && node.is != Name::Dialog
        };
        let inside = (at..node.next.max(at + 1)).filter_map(|at| Some((at, self.tree.get(at)?)));
        !inside
            .into_iter()
            .any(|(at, node)| frames(node) || self.is_card(at) && !self.gone.contains(&at))
    }
}
