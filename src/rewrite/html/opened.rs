//! What is opened by a button or tab that went: the panel of a tab, a dialog, a popover, which need not
//! say again what it shows.

use super::judging::Work;
use super::names::is_frame;
use super::tree::{Node, What};
use super::vocabulary::Name;
use crate::rewrite::{Judge, Withheld};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Attributes that name what an element opens.
const OPENS: [&str; 6] =
    ["aria-controls", "data-bs-target", "data-target", "popovertarget", "commandfor", "data-tab"];

/// What opens something: where it stands, and what it opens.
type Opener<'a> = (u32, &'a str);

impl Work<'_, '_> {
    /// Takes out what only that opens which went, or what goes with it, unless it is a part of the page
    /// itself.
    pub(super) fn opened(&mut self, judge: &mut dyn Judge) {
        // Of most pages nothing went that opens anything: no need to look at the rest.
        if self.opened_by_gone().next().is_none() {
            return;
        }
        let (gone, openers) = self.openers();
        let mut panels = self.doubted(gone, &openers);
        self.restore(&mut panels, &openers);
        let panels: Vec<(u32, u64)> = panels
            .iter()
            .filter_map(|at| Some((*at, self.tree.get(*at)?.span.start() as u64)))
            .collect();
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

    /// What opens something: that went, and that did not.
    fn openers(&self) -> (Vec<Opener<'_>>, Vec<Opener<'_>>) {
        let (mut gone, mut kept) = (Vec::new(), Vec::new());
        let mut gone_until = 0;
        for (at, node) in (0..).zip(&self.tree.nodes) {
            if self.gone.contains(&at) {
                gone_until = node.next.max(gone_until);
            }
            let openers = if at < gone_until { &mut gone } else { &mut kept };
            openers.extend(self.opens(node).map(|name| (at, name)));
        }
        (gone, kept)
    }

    /// All panels that may be opened by what went, by one of them, and so on.
    fn doubted(&self, gone: Vec<Opener<'_>>, openers: &[Opener<'_>]) -> BTreeSet<u32> {
        let opened: HashSet<&str> = gone.iter().chain(openers).map(|(_, name)| *name).collect();
        let mut called: HashMap<&str, Vec<u32>> = HashMap::new();
        for (at, node) in (0..).zip(&self.tree.nodes) {
            let id = self.tree.attribute(node, Name::Id).map(str::trim);
            if let Some(id) = id.filter(|id| opened.contains(id)) {
                called.entry(id).or_default().push(at);
            }
        }
        let mut panels = BTreeSet::new();
        let mut names: Vec<&str> = gone.into_iter().map(|(_, name)| name).collect();
        while let Some(at) = names.pop().and_then(|name| called.remove(name)) {
            for at in at {
                let Some(node) = self.tree.get(at).filter(|node| self.is_panel(at, node)) else {
                    continue;
                };
                panels.insert(at);
                names.extend(inside(openers, at, node.next).iter().map(|(_, name)| *name));
            }
        }
        panels
    }

    /// Leaves out of the panels those that something else opens, which is in none of them.
    fn restore(&self, panels: &mut BTreeSet<u32>, openers: &[Opener<'_>]) {
        let mut named: HashMap<&str, Vec<u32>> = HashMap::new();
        for at in panels.iter() {
            let id = self.tree.get(*at).and_then(|node| self.tree.attribute(node, Name::Id));
            named.entry(id.unwrap_or_default().trim()).or_default().push(*at);
        }
        let mut coming: Vec<Opener<'_>> = openers.to_vec();
        while let Some((at, name)) = coming.pop() {
            let around = self.tree.around(at).map(|(around, _)| around);
            if panels.contains(&at) || around.into_iter().any(|around| panels.contains(&around)) {
                continue;
            }
            for panel in named.remove(name).unwrap_or_default() {
                panels.remove(&panel);
                let end = self.tree.get(panel).map_or(panel, |node| node.next);
                coming.extend(inside(openers, panel, end));
            }
        }
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

/// Those of the openers, in order, that stand from one place to before another.
fn inside<'a, 'o>(openers: &'a [Opener<'o>], from: u32, to: u32) -> &'a [Opener<'o>] {
    let place = |to: u32| openers.partition_point(|(at, _)| *at < to);
    openers.get(place(from)..place(to.max(from))).unwrap_or_default()
}
