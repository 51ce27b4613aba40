//! What goes from a page.

use super::Edit;
use super::cards;
use super::gather::{Gather, is_code};
use super::marks::{Marks, Remembering, id, path};
use super::names::{is_frame, is_inline};
use super::scripts::{Fate, Script, names};
use super::tree::{Node, TooDeep, Tree, What};
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::{Judge, Limits, RewriteError, Unit, UnitKind, Verdict, Withheld};
use std::collections::{BTreeSet, HashMap};

/// The edits that leave of `page` what may be seen.
///
/// # Errors
/// When the page's subject is withheld, or the page exceeds a budget.
pub(super) fn edits(
    page: &str,
    limits: Limits,
    judge: &mut dyn Judge,
) -> Result<Vec<Edit>, RewriteError> {
    let tree = Tree::read(page, limits.depth)
        .map_err(|TooDeep(at)| RewriteError::Budget { key: "limits.depth", at: at as u64 })?;
    let root = (0..tree.len()).filter_map(|at| tree.get(at)).find(|node| tree.is(node, "html"));
    if let Some(language) = root.and_then(|node| tree.attribute(node, "lang")) {
        judge.speaks(language);
    }
    let cards = cards::find(&tree);
    let mut work = Work {
        units: BTreeSet::new(),
        tree: &tree,
        cards,
        limits,
        gather: Gather::default(),
        marks: Marks::new(limits.swept_identifiers),
        verdicts: HashMap::new(),
        edits: Vec::new(),
    };
    let scripts = work.scripts();
    work.read_scripts(&scripts, judge)?;
    work.subject(judge)?;
    work.cards(judge);
    work.outside(judge);
    work.sweep_scripts(&scripts, judge);
    if work.marks.full {
        return Err(RewriteError::Budget { key: "limits.swept_identifiers", at: 0 });
    }
    Ok(work.edits)
}

/// The page itself, as a source of listings: no script begins there.
const PAGE: u64 = 0;

struct Work<'t, 'p> {
    tree: &'t Tree<'p>,
    cards: Vec<bool>,
    /// Units outside listings.
    units: BTreeSet<u32>,
    limits: Limits,
    gather: Gather,
    marks: Marks,
    verdicts: HashMap<(u64, UnitKind), Verdict>,
    edits: Vec<Edit>,
}

impl Work<'_, '_> {
    fn is_card(&self, at: u32) -> bool {
        self.cards.get(at as usize).copied().unwrap_or(false)
    }

    fn drop_node(&mut self, node: &Node) {
        self.edits.push((node.span.clone(), Vec::new()));
    }

    fn scripts(&self) -> Vec<Script> {
        let mut found = Vec::new();
        for (at, node) in self.tree.nodes.iter().enumerate() {
            if node.what != What::Element || !self.tree.is(node, "script") {
                continue;
            }
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let content = self.tree.content(at);
            let kind = self.tree.attribute(node, "type").unwrap_or_default().trim();
            let json = kind.to_ascii_lowercase().contains("json");
            if !content.is_empty() {
                found.push(Script { content, json });
            }
        }
        found
    }

    /// Reads embedded data for what it holds. Data about one thing decides about the page where it
    /// is the only such.
    fn read_scripts(
        &mut self,
        scripts: &[Script],
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        let (mut subjects, mut withheld) = (0, 0);
        let (page, limits) = (self.tree.page, self.limits);
        for script in scripts {
            let mut judge = self.remembering(judge, false);
            let fate = script.read(page, limits, &mut judge);
            // State and settings of a shop have a root too, which is no product.
            if script.is_product(page) {
                subjects += judge.subjects;
                withheld += usize::from(fate == Fate::Subject);
            }
        }
        let listed = self.cards.iter().filter(|card| **card).count();
        let only = subjects == 1 && (listed == 0 || self.has_heading());
        if withheld > 0 && only { Err(RewriteError::SubjectWithheld) } else { Ok(()) }
    }

    fn has_heading(&self) -> bool {
        self.tree.nodes.iter().any(|node| self.tree.is(node, "h1"))
    }

    fn remembering<'j>(&'j mut self, inner: &'j mut dyn Judge, again: bool) -> Remembering<'j> {
        let (marks, verdicts) = (&mut self.marks, &mut self.verdicts);
        Remembering { inner, marks, verdicts, base: 0, again, subjects: 0 }
    }

    fn sweep_scripts(&mut self, scripts: &[Script], judge: &mut dyn Judge) {
        let (page, limits) = (self.tree.page, self.limits);
        for script in scripts {
            let mut again = self.remembering(judge, true);
            let fate = script.read(page, limits, &mut again);
            let named = names(&fate, page, &script.content, &self.marks);
            match fate {
                Fate::Keep if !named => {}
                Fate::Replace(at, bytes) if !named => self.edits.push((at, bytes)),
                _ => {
                    judge.withheld(script.content.start as u64, Withheld::Swept);
                    self.edits.push((script.content.clone(), Vec::new()));
                }
            }
        }
    }

    /// The main headings, with the breadcrumb's leaf. A heading that echoes a search is none.
    fn subject(&mut self, judge: &mut dyn Judge) -> Result<(), RewriteError> {
        let echoes = self.searches();
        let mut facts = Facts::default();
        let mut first = None;
        for (at, node) in self.tree.nodes.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            if !self.tree.is(node, "h1") || self.is_framed(at) {
                continue;
            }
            let text = self.tree.text(&node.span);
            let lower = text.to_lowercase();
            if echoes.iter().any(|echo| lower.contains(echo.as_str())) {
                continue;
            }
            first.get_or_insert(node.open.start);
            facts.push(Role::Name, "h1", Scalar::Text(text));
        }
        let Some(position) = first else { return Ok(()) };
        let unit =
            Unit { kind: UnitKind::Subject, facts: &facts, position: position as u64, id: None };
        match judge.judge(&unit) {
            Verdict::Keep | Verdict::Mask => Ok(()),
            Verdict::Omit | Verdict::Gate => Err(RewriteError::SubjectWithheld),
        }
    }

    /// What visitors searched for, as search fields repeat it.
    fn searches(&self) -> Vec<String> {
        let fields = self.tree.nodes.iter().filter(|node| {
            let name = self.tree.attribute(node, "name").unwrap_or_default().to_ascii_lowercase();
            let kind = self.tree.attribute(node, "type").unwrap_or_default();
            let named = matches!(
                name.as_str(),
                "q" | "query" | "search" | "s" | "keyword" | "keywords" | "_nkw" | "term" | "text"
            );
            self.tree.is(node, "input") && (named || kind.eq_ignore_ascii_case("search"))
        });
        let values = fields.filter_map(|node| self.tree.attribute(node, "value"));
        values.map(|value| value.trim().to_lowercase()).filter(|v| v.chars().count() > 1).collect()
    }

    /// Whether a node stands in a card or in the frame of the page.
    fn is_framed(&self, at: u32) -> bool {
        let mut header = false;
        for (at, node) in self.tree.around(at) {
            if self.is_card(at) {
                return true;
            }
            let name = self.tree.name(node).to_ascii_lowercase();
            match name.as_str() {
                // The header of an article is its own, that of a page holds the shop's name.
                "article" | "main" | "section" => return false,
                "header" => header = true,
                _ if is_frame(&name) => return true,
                _ => {}
            }
        }
        header
    }

    fn collect(&mut self, at: u32) {
        let Self { tree, cards, units, gather, .. } = self;
        let is_card = |at: u32| cards.get(at as usize).copied().unwrap_or(false);
        gather.unit(tree, at, |inner| is_card(inner) || units.contains(&inner));
    }

    /// What a unit is known by: where its first link leads, and what its attributes say.
    fn known_by(&self) -> Vec<String> {
        let links = self.gather.links.iter().filter_map(|link| path(self.tree.text(link)));
        let ids = self.gather.ids.iter().filter_map(|(_, value)| id(self.tree.text(value)));
        links.take(1).chain(ids).collect()
    }

    fn cards(&mut self, judge: &mut dyn Judge) {
        let cards: Vec<u32> = (0..self.tree.len()).filter(|at| self.is_card(*at)).collect();
        let mut kept = Vec::new();
        // Inner listings before outer ones.
        for at in cards.into_iter().rev() {
            let Some(node) = self.tree.get(at).cloned() else { continue };
            let position = node.open.start as u64;
            if node.span.len() > self.limits.unit {
                judge.withheld(position, Withheld::Oversized);
                self.drop_node(&node);
                continue;
            }
            self.collect(at);
            let known = self.known_by();
            let first = known.first().map(String::as_str);
            let unit =
                Unit { kind: UnitKind::Listing, facts: &self.gather.facts, position, id: first };
            let nameless = self.gather.seen < 3
                && self.gather.facts.iter().all(|fact| {
                    matches!(fact.role, Role::Url | Role::Image | Role::Id | Role::Price)
                });
            if nameless && judge.omits_nameless() {
                judge.withheld(position, Withheld::Nameless);
                self.drop_node(&node);
                continue;
            }
            let verdict = judge.judge(&unit);
            for mark in known.iter().cloned() {
                if verdict >= Verdict::Omit {
                    self.marks.went(mark);
                } else {
                    self.marks.stayed(mark, PAGE);
                }
            }
            match verdict {
                Verdict::Keep => kept.push((at, known)),
                Verdict::Mask => self.blank(at),
                Verdict::Omit | Verdict::Gate => self.drop_node(&node),
            }
        }
        for (at, known) in kept {
            // A card that shares its own link with one that went is a copy of it.
            let named = known.first().is_some_and(|mark| self.marks.names(mark));
            if let Some(node) = self.tree.get(at).cloned().filter(|_| named) {
                judge.withheld(node.open.start as u64, Withheld::Swept);
                self.drop_node(&node);
            }
        }
    }

    /// Judges what stands outside listings.
    fn outside(&mut self, judge: &mut dyn Judge) {
        let mut at = 0;
        while let Some(node) = self.tree.get(at) {
            if self.is_card(at) || is_code(self.tree, node) {
                at = node.next.max(at + 1);
                continue;
            }
            match node.what {
                What::Comment => self.comment(&node.clone(), judge),
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
            let name = self.tree.name(node).to_ascii_lowercase();
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
        let link = self.gather.links.first().and_then(|link| path(self.tree.text(link)));
        let swept = link.is_some_and(|link| self.marks.names(&link))
            || self.gather.ids.iter().any(|(_, value)| {
                id(self.tree.text(value)).is_some_and(|id| self.marks.names(&id))
            });
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
        let name = self.tree.name(&node).to_ascii_lowercase();
        if goes_whole(&name) {
            let outer = self.alone_in(unit);
            if let Some(node) = self.tree.get(outer).cloned() {
                self.drop_node(&node);
            }
        } else {
            self.blank(unit);
        }
    }

    /// The list item that holds nothing but this link.
    fn alone_in(&self, at: u32) -> u32 {
        let parent = self.tree.get(at).map_or(at, |node| node.parent);
        let Some(above) = self.tree.get(parent) else { return at };
        let others = self.tree.children(parent).filter(|(child, node)| {
            *child != at
                && (node.what == What::Element || !self.tree.text(&node.span).trim().is_empty())
        });
        if self.tree.is(above, "li") && others.count() == 0 { parent } else { at }
    }

    /// Takes the words of a unit away and leaves its elements.
    fn blank(&mut self, unit: u32) {
        const SEEN: [&str; 9] = [
            "alt",
            "title",
            "aria-label",
            "placeholder",
            "value",
            "content",
            "label",
            "summary",
            "srcdoc",
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
                self.edits.push((node.span.clone(), Vec::new()));
            }
            for attribute in self.tree.attributes(node) {
                let name = self.tree.text(&attribute.name).to_ascii_lowercase();
                if SEEN.contains(&name.as_str()) || name.starts_with("data-") {
                    self.edits.push((attribute.value, Vec::new()));
                }
            }
            at += 1;
        }
    }

    fn comment(&mut self, node: &Node, judge: &mut dyn Judge) {
        let text = self.tree.text(&node.span);
        let inside = text.trim_start_matches(['<', '!', '-']).trim_end_matches(['-', '>']);
        let mut facts = Facts::default();
        facts.push(Role::Other, "", Scalar::Text(inside));
        let position = node.span.start as u64;
        let unit = Unit { kind: UnitKind::Outside, facts: &facts, position, id: None };
        if judge.judge(&unit) != Verdict::Keep {
            self.drop_node(node);
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
