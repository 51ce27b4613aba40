//! What goes from a page.

use super::cards;
use super::endings;
use super::gather::{Gather, is_code, says_words};
use super::names::{is_frame, is_inline};
use super::scripts::{self, Piece, Script, Scripts, is_data};
use super::selected;
use super::tree::{Node, TooDeep, Tree, What, lower};
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::cut::{Cut, apart};
use crate::rewrite::json::Placed;
use crate::rewrite::sweep::{Ident, Named, Sweep};
use crate::rewrite::{Judge, Limits, RewriteError, Selectors, Unit, UnitKind, Verdict, Withheld};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// What goes from `page`, in order and apart.
///
/// # Errors
/// When the page's subject is withheld, or the page exceeds a budget.
pub(super) fn cuts(
    page: &str,
    selectors: &Selectors,
    limits: Limits,
    sweep: &mut Sweep,
    judge: &mut dyn Judge,
) -> Result<Vec<Cut>, RewriteError> {
    let tree = Tree::read(page, limits.depth)
        .map_err(|TooDeep(at)| RewriteError::Budget { key: "limits.depth", at: at as u64 })?;
    let root = (0..tree.len()).filter_map(|at| tree.get(at)).find(|node| tree.is(node, "html"));
    if let Some(language) = root.and_then(|node| tree.attribute(node, "lang")) {
        judge.speaks(language);
    }
    let exact = !selectors.is_empty();
    let cards = if exact { selected::find(&tree, selectors) } else { cards::find(&tree) };
    let mut work = Work {
        units: BTreeSet::new(),
        tree: &tree,
        cards,
        limits,
        gather: Gather::default(),
        sweep,
        own: own_link(&tree),
        gone: BTreeSet::new(),
        cuts: Vec::new(),
    };
    let mut scripts = scripts::read(&tree, limits);
    work.read_scripts(&mut scripts, judge)?;
    work.subject(judge)?;
    work.cards(judge);
    work.outside(judge);
    work.emptied();
    work.sweep_scripts(&mut scripts, judge);
    work.sweep_lists(judge);
    if work.sweep.is_full() {
        return Err(RewriteError::Budget { key: "limits.swept_identifiers", at: 0 });
    }
    let Work { gone, mut cuts, .. } = work;
    cuts.extend(gone.iter().filter_map(|at| Some((*at, tree.get(*at)?))).map(|(at, node)| Cut {
        range: node.span.clone(),
        with: endings::instead(&tree, &gone, at, node),
    }));
    Ok(apart(cuts))
}

struct Work<'t, 'p> {
    tree: &'t Tree<'p>,
    cards: Vec<bool>,
    /// Units outside listings.
    units: BTreeSet<u32>,
    limits: Limits,
    gather: Gather,
    sweep: &'t mut Sweep,
    /// The key of the page's own link.
    own: Option<u64>,
    /// The elements that go.
    gone: BTreeSet<u32>,
    cuts: Vec<Cut>,
}

impl Work<'_, '_> {
    fn is_card(&self, at: u32) -> bool {
        self.cards.get(at as usize).copied().unwrap_or(false)
    }

    fn drop_node(&mut self, at: u32) {
        self.gone.insert(at);
    }

    /// Reads embedded data for what it holds. Data about one thing decides about the page where it
    /// is the only such.
    fn read_scripts(
        &mut self,
        scripts: &mut Scripts,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        let mut subjects: Vec<(&str, &str)> = Vec::new();
        let mut withheld = false;
        for Script { content, embedded, product, .. } in &mut scripts.scripts {
            embedded.judge(self.tree.text(content), content.start, self.sweep, judge);
            for found in embedded.found().filter(|_| *product) {
                let subject = (found.name.as_str(), found.url.as_str());
                if !subjects.contains(&subject) {
                    subjects.push(subject);
                }
                withheld |= found.verdict.is_some_and(|verdict| verdict >= Verdict::Omit);
            }
        }
        let listed = self.cards.iter().any(|card| *card);
        let only = subjects.len() == 1 && (!listed || self.has_heading());
        if withheld && only {
            return Err(RewriteError::SubjectWithheld);
        }
        for Piece { content, cuts, gone } in &mut scripts.pieces {
            let mut placed =
                Placed { judge: &mut *judge, base: content.start as u64, fixed: false };
            let text = self.tree.text(content);
            match super::cuts_of_piece(text, self.limits, self.sweep, &mut placed) {
                Ok(found) => *cuts = found,
                Err(_) => *gone = true,
            }
        }
        scripts.flight.judge(self.sweep, judge);
        Ok(())
    }

    fn has_heading(&self) -> bool {
        self.tree.nodes.iter().any(|node| self.tree.is(node, "h1"))
    }

    fn sweep_scripts(&mut self, scripts: &mut Scripts, judge: &mut dyn Judge) {
        let moved = |cuts: Vec<Cut>, by: usize| {
            cuts.into_iter().map(move |Cut { range, with }| Cut {
                range: by + range.start..by + range.end,
                with,
            })
        };
        for Script { content, at, embedded, .. } in &mut scripts.scripts {
            let text = self.tree.text(content);
            let cuts = embedded.sweep(text, content.start, self.sweep, judge);
            self.cuts.extend(moved(cuts, content.start));
            if embedded.is_gone() && self.is_tile(*at) {
                self.drop_node(*at);
            }
        }
        for Piece { content, cuts, gone } in &mut scripts.pieces {
            let mut placed =
                Placed { judge: &mut *judge, base: content.start as u64, fixed: false };
            let text = self.tree.text(content);
            match super::sweep_piece(text, self.limits, self.sweep, &mut placed) {
                Ok(found) if !*gone => {
                    cuts.extend(found);
                    self.cuts.extend(moved(std::mem::take(cuts), content.start));
                }
                _ => self.cuts.push(Cut::out(content.clone())),
            }
        }
        let cuts = scripts.flight.sweep(self.tree.page, self.sweep, judge);
        self.cuts.extend(cuts);
    }

    /// Whether an element that is given its listing in an attribute shows that listing alone.
    fn is_tile(&self, at: u32) -> bool {
        let Some(node) = self.tree.get(at) else { return false };
        let name = self.tree.lower(node);
        let frames = matches!(&*name, "html" | "body" | "main" | "script" | "head");
        let mut inside = (at + 1..node.next).filter_map(|at| Some((at, self.tree.get(at)?)));
        !frames && inside.all(|(at, node)| !self.is_card(at) && !self.tree.is(node, "h1"))
    }

    /// Takes what went out of lists of identifiers in attributes: `data-product-ids="1,2,3"`.
    fn sweep_lists(&mut self, judge: &mut dyn Judge) {
        const APART: [char; 5] = [',', ';', '|', ' ', '+'];
        if !self.sweep.is_active() {
            return;
        }
        for node in self.tree.nodes.iter().filter(|node| node.what == What::Element) {
            for attribute in self.tree.attributes(node) {
                let value = self.tree.text(&attribute.value);
                if !value.contains(APART) || is_data(value) {
                    continue;
                }
                let name = lower(self.tree.text(&attribute.name));
                let Some(named) = Named::read(&name) else { continue };
                let (mut at, mut gone) = (attribute.value.start, None::<usize>);
                for part in value.split_inclusive(APART) {
                    let (from, to) = (at, at + part.len());
                    at = to;
                    let ident = Sweep::identifier(named, part.trim_end_matches(APART), 0);
                    if ident.is_some_and(|ident| self.sweep.refers(ident, true)) {
                        judge.withheld(from as u64, Withheld::Swept);
                        gone.get_or_insert(from);
                    } else if let Some(start) = gone.take() {
                        self.cuts.push(Cut::out(start..from));
                    }
                }
                if let Some(start) = gone {
                    // The last ones go with the comma before them.
                    let before = usize::from(start > attribute.value.start);
                    self.cuts.push(Cut::out(start - before..at));
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
            if !self.tree.is(node, "input") {
                return false;
            }
            let name = self.tree.attribute(node, "name").unwrap_or_default().to_ascii_lowercase();
            let kind = self.tree.attribute(node, "type").unwrap_or_default();
            let named = matches!(
                name.as_str(),
                "q" | "query" | "search" | "s" | "keyword" | "keywords" | "_nkw" | "term" | "text"
            );
            named || kind.eq_ignore_ascii_case("search")
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
            let name = self.tree.lower(node);
            match &*name {
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
    fn known_by(&self) -> Vec<Ident> {
        let link = |link| Sweep::link(self.tree.text(link)).filter(|link| !self.is_own(*link));
        let mut known: Vec<Ident> = self.gather.links.iter().find_map(link).into_iter().collect();
        let mut first = true;
        for (name, value) in &self.gather.ids {
            let Some(mut ident) = self.ident(name, value) else { continue };
            ident.primary = std::mem::take(&mut first);
            known.push(ident);
        }
        let pictures = self.gather.pictures.iter().take(PICTURES);
        known.extend(pictures.filter_map(|place| Sweep::picture(first_of(self.tree.text(place)))));
        known
    }

    /// Whether a link leads to the page itself, which is no copy of anything on it.
    fn is_own(&self, link: Ident) -> bool {
        self.own.is_some() && link.key() == self.own
    }

    fn ident(&self, name: &Range<usize>, value: &Range<usize>) -> Option<Ident> {
        let named = Named::read(&self.tree.text(name).to_ascii_lowercase())?;
        Sweep::identifier(named, self.tree.text(value), 0).filter(|_| !named.other)
    }

    fn cards(&mut self, judge: &mut dyn Judge) {
        let cards: Vec<u32> = (0..self.tree.len()).filter(|at| self.is_card(*at)).collect();
        let mut known_as = Vec::new();
        // Inner listings before outer ones.
        for at in cards.into_iter().rev() {
            let Some(node) = self.tree.get(at).cloned() else { continue };
            let position = node.open.start as u64;
            if node.span.len() > self.limits.unit {
                judge.withheld(position, Withheld::Oversized);
                self.drop_node(at);
                continue;
            }
            self.gather.data = true;
            self.collect(at);
            self.gather.data = false;
            let known = self.known_by();
            let keys: Vec<u64> = known.iter().filter_map(|ident| ident.key()).collect();
            let id = self.gather.links.first().map(|link| self.tree.text(link));
            let unit = Unit { kind: UnitKind::Listing, facts: &self.gather.facts, position, id };
            // What holds nothing but listings is their list.
            let nameless = self.gather.seen < 3
                && !(at + 1..node.next).any(|inner| self.is_card(inner))
                && self.gather.facts.iter().all(|fact| {
                    matches!(fact.role, Role::Url | Role::Image | Role::Id | Role::Price)
                });
            let verdict = match judge.recall(&keys, position).filter(|_| nameless) {
                Some(verdict) => verdict,
                None if nameless && judge.omits_nameless() => {
                    judge.withheld(position, Withheld::Nameless);
                    self.drop_node(at);
                    continue;
                }
                None => {
                    let verdict = judge.judge(&unit);
                    judge.remember(&keys);
                    verdict
                }
            };
            match verdict {
                Verdict::Keep => {}
                Verdict::Mask => self.blank(at),
                Verdict::Omit | Verdict::Gate => self.drop_node(at),
            }
            known_as.push((at, known, verdict));
        }
        self.sweep_cards(known_as, judge);
    }

    /// Takes out cards that are copies of one that went.
    fn sweep_cards(&mut self, cards: Vec<(u32, Vec<Ident>, Verdict)>, judge: &mut dyn Judge) {
        let mut kept: HashMap<u64, u32> = HashMap::new();
        for (_, known, _) in cards.iter().filter(|(_, _, verdict)| *verdict < Verdict::Omit) {
            for key in known.iter().filter_map(|ident| ident.key()) {
                *kept.entry(key).or_default() += 1;
            }
        }
        // What several kept cards have, such as the link to log in, names none of them.
        let told = |ident: &Ident| ident.key().is_none_or(|key| kept.get(&key) < Some(&2));
        for gone in [true, false] {
            for (_, known, verdict) in &cards {
                let own: Vec<Ident> = known.iter().copied().filter(told).collect();
                match verdict {
                    Verdict::Omit | Verdict::Gate if gone => self.sweep.omit(&own),
                    Verdict::Keep if !gone => self.sweep.keep(&own),
                    _ => {}
                }
            }
        }
        for (at, known, verdict) in cards {
            let named = verdict == Verdict::Keep && self.sweep.names(&known);
            if let Some(node) = self.tree.get(at).filter(|_| named) {
                judge.withheld(node.open.start as u64, Withheld::Swept);
                self.drop_node(at);
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
    fn emptied(&mut self) {
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
    fn blank(&mut self, unit: u32) {
        const SEEN: [&str; 20] = [
            "alt",
            "title",
            "aria-label",
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
            "formaction",
            "href",
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
                if (SEEN.contains(&&*name) || said) && !is_data(value) {
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

/// As many pictures of a listing are looked for elsewhere.
const PICTURES: usize = 16;

/// The first picture of a `srcset`; all of them show the same.
fn first_of(pictures: &str) -> &str {
    pictures.split_ascii_whitespace().next().unwrap_or_default().trim_end_matches(',')
}

/// The key of the link by which a page calls itself.
fn own_link(tree: &Tree<'_>) -> Option<u64> {
    let canonical = |node: &&Node| {
        let relation = || tree.attribute(node, "rel").unwrap_or_default();
        tree.is(node, "link") && relation().eq_ignore_ascii_case("canonical")
    };
    let link = tree.nodes.iter().find(canonical)?;
    Sweep::link(tree.attribute(link, "href")?)?.key()
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
