//! What goes from a page.

use super::endings;
use super::gather::Gather;
use super::names::is_frame;
use super::scripts;
use super::selected;
use super::span::Span;
use super::tree::{Node, TooDeep, Tree};
use super::vocabulary::Name;
use super::{alike, cards};
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::cut::{Cut, apart};
use crate::rewrite::sweep::{Ident, Named, Sweep};
use crate::rewrite::{Judge, Limits, RewriteError, Selectors, Unit, UnitKind, Verdict, Withheld};
use std::collections::BTreeSet;
use std::ops::Range;

/// What goes from `page`, in order and apart; `whole` if nothing comes behind it that is swept too.
///
/// # Errors
/// When the page's subject is withheld, or the page exceeds a budget.
pub(super) fn cuts(
    page: &str,
    selectors: &Selectors,
    limits: Limits,
    whole: bool,
    sweep: &mut Sweep,
    judge: &mut dyn Judge,
) -> Result<Vec<Cut>, RewriteError> {
    let tree = Tree::read(page, limits.depth)
        .map_err(|TooDeep(at)| RewriteError::Budget { key: "limits.depth", at: at as u64 })?;
    let root = tree.called(Name::Html).next();
    if let Some(language) = root.and_then(|(_, node)| tree.attribute(node, Name::Lang)) {
        judge.speaks(language);
    }
    let exact = !selectors.is_empty();
    let cards = if exact { selected::find(&tree, selectors) } else { cards::find(&tree) };
    let mut scripts = scripts::read(&tree, limits);
    let mut work = Work {
        units: BTreeSet::new(),
        tree: &tree,
        cards,
        limits,
        whole: whole && !alike::alone(),
        gather: Gather::new(&tree, std::mem::take(&mut scripts.words)),
        sweep,
        own: own_link(&tree),
        gone: BTreeSet::new(),
        cuts: Vec::new(),
    };
    work.read_scripts(&mut scripts, judge)?;
    work.subject(judge)?;
    work.cards(judge);
    if !exact {
        work.groups(judge);
    }
    work.outside(judge);
    work.emptied();
    work.opened(judge);
    work.sweep_scripts(&mut scripts, judge);
    work.sweep_lists(judge);
    if work.sweep.is_full() {
        return Err(RewriteError::Budget { key: "limits.swept_identifiers", at: 0 });
    }
    let Work { gone, mut cuts, .. } = work;
    cuts.extend(gone.iter().filter_map(|at| Some((*at, tree.get(*at)?))).map(|(at, node)| Cut {
        range: node.span.range(),
        with: endings::instead(&tree, &gone, at, node),
    }));
    Ok(apart(cuts))
}

pub(super) struct Work<'t, 'p> {
    pub(super) tree: &'t Tree<'p>,
    pub(super) cards: Vec<bool>,
    /// Units outside listings.
    pub(super) units: BTreeSet<u32>,
    pub(super) limits: Limits,
    /// Whether no more is read after the page.
    whole: bool,
    pub(super) gather: Gather,
    pub(super) sweep: &'t mut Sweep,
    /// The key of the page's own link.
    own: Option<u64>,
    /// The elements that go.
    pub(super) gone: BTreeSet<u32>,
    pub(super) cuts: Vec<Cut>,
}

impl Work<'_, '_> {
    pub(super) fn is_card(&self, at: u32) -> bool {
        self.cards.get(at as usize).copied().unwrap_or(false)
    }

    pub(super) fn drop_node(&mut self, at: u32) {
        self.gone.insert(at);
    }

    pub(super) fn has_heading(&self) -> bool {
        self.tree.called(Name::H1).next().is_some()
    }

    /// The main headings, with the breadcrumb's leaf. A heading that echoes a search is none.
    fn subject(&mut self, judge: &mut dyn Judge) -> Result<(), RewriteError> {
        let echoes = if self.has_heading() { self.searches() } else { Vec::new() };
        let mut facts = Facts::default();
        let mut first = None;
        for (at, node) in self.tree.called(Name::H1) {
            if self.is_framed(at) {
                continue;
            }
            let text = self.tree.text(node.span);
            let lower = text.to_lowercase();
            if echoes.iter().any(|echo| lower.contains(echo.as_str())) {
                continue;
            }
            first.get_or_insert(node.span.start());
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
        let fields = self.tree.called(Name::Input).map(|(_, node)| node).filter(|node| {
            let name = self.tree.attribute(node, Name::Called).unwrap_or_default();
            let name = name.to_ascii_lowercase();
            let kind = self.tree.attribute(node, Name::Type).unwrap_or_default();
            let named = matches!(
                name.as_str(),
                "q" | "query" | "search" | "s" | "keyword" | "keywords" | "_nkw" | "term" | "text"
            );
            named || kind.eq_ignore_ascii_case("search")
        });
        let values = fields.filter_map(|node| self.tree.attribute(node, Name::Value));
        values.map(|value| value.trim().to_lowercase()).filter(|v| v.chars().count() > 1).collect()
    }

    /// Whether a node stands in a card or in the frame of the page.
    fn is_framed(&self, at: u32) -> bool {
        let mut header = false;
        for (at, node) in self.tree.around(at) {
            if self.is_card(at) {
                return true;
            }
            match node.is {
                // The header of an article is its own, that of a page holds the shop's name.
                Name::Article | Name::Main | Name::Section => return false,
                Name::Header => header = true,
                name if is_frame(name) => return true,
                _ => {}
            }
        }
        header
    }

    pub(super) fn collect(&mut self, at: u32) {
        let Self { tree, cards, units, gather, .. } = self;
        let is_card = |at: u32| cards.get(at as usize).copied().unwrap_or(false);
        gather
            .unit(tree, at, |inner| is_card(inner) || !units.is_empty() && units.contains(&inner));
    }

    /// Adds what a unit is known by: where its first link leads, and what its attributes say.
    pub(super) fn known_by(&self, known: &mut Vec<Ident>) {
        let link =
            |link: &Span| Ident::link(self.tree.text(*link)).filter(|link| !self.is_own(*link));
        known.extend(self.gather.links.iter().find_map(link));
        let mut first = true;
        for (named, value) in &self.gather.ids {
            let Some(mut ident) = self.ident(*named, *value) else { continue };
            ident.primary = std::mem::take(&mut first);
            known.push(ident);
        }
    }

    /// Where a picture is.
    fn picture(&self, place: Span) -> &str {
        first_of(self.tree.text(place))
    }

    /// Whether a link leads to the page itself, which is no copy of anything on it.
    pub(super) fn is_own(&self, link: Ident) -> bool {
        self.own.is_some() && link.key() == self.own
    }

    pub(super) fn ident(&self, named: Option<Named>, value: Span) -> Option<Ident> {
        let named = named.filter(|named| !named.other)?;
        Ident::identifier(named, self.tree.text(value), 0)
    }

    fn cards(&mut self, judge: &mut dyn Judge) {
        let mut judged = Judged::default();
        let cards: Vec<u32> =
            (0..).zip(&self.cards).filter(|(_, is)| **is).map(|(at, _)| at).collect();
        judged.cards.reserve(cards.len());
        judged.idents.reserve(cards.len() * IDENTS);
        let mut keys: Vec<u64> = Vec::new();
        // Inner listings before outer ones.
        for at in cards.into_iter().rev() {
            let Some(node) = self.tree.get(at) else { continue };
            let position = node.span.start() as u64;
            if node.span.len() > self.limits.unit {
                judge.withheld(position, Withheld::Oversized);
                self.drop_node(at);
                continue;
            }
            let below = self.cards.get(at as usize + 1..node.next as usize);
            let holds = below.is_some_and(|below| below.contains(&true));
            self.gather.data = true;
            if holds {
                self.collect(at);
            } else {
                self.gather.card(self.tree, at);
            }
            self.gather.data = false;
            let from = judged.idents.len();
            self.known_by(&mut judged.idents);
            let known = from..judged.idents.len();
            let from_picture = judged.pictures.len();
            judged.pictures.extend(self.gather.pictures.iter().take(PICTURES));
            let pictures = from_picture..judged.pictures.len();
            keys.clear();
            let idents = judged.idents.get(from..).unwrap_or_default();
            keys.extend(idents.iter().filter_map(|ident| ident.key()));
            let id = self.gather.links.first().map(|link| self.tree.text(*link));
            let unit = Unit { kind: UnitKind::Listing, facts: &self.gather.facts, position, id };
            // What holds nothing but listings is their list.
            let nameless = self.gather.seen < 3
                && !holds
                && self.gather.facts.iter().all(|fact| {
                    matches!(fact.role, Role::Url | Role::Image | Role::Id | Role::Price)
                });
            let recalled = if nameless { judge.recall(&keys, position) } else { None };
            let verdict = match recalled {
                Some(verdict) => verdict,
                None if nameless && judge.omits_nameless() => {
                    judge.withheld(position, Withheld::Nameless);
                    judged.idents.truncate(from);
                    judged.pictures.truncate(from_picture);
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
            judged.cards.push(Card { at, known, pictures, verdict });
        }
        self.sweep_cards(&judged, judge);
    }

    /// Takes out cards that are copies of one that went.
    fn sweep_cards(&mut self, judged: &Judged, judge: &mut dyn Judge) {
        if self.whole && !self.may_sweep(judged) {
            return;
        }
        // What several kept cards have, such as the link to log in, names none of them.
        let shared = judged.shared();
        let told =
            |ident: &Ident| ident.key().is_none_or(|key| shared.binary_search(&key).is_err());
        self.sweep.expect(judged.idents.len());
        let mut own = Vec::new();
        for gone in [true, false] {
            for card in &judged.cards {
                let stays = match card.verdict {
                    Verdict::Omit | Verdict::Gate if gone => false,
                    Verdict::Keep if !gone => true,
                    _ => continue,
                };
                own.clear();
                own.extend(judged.known(card).iter().copied().filter(told));
                let pictures = judged.pictures(card);
                own.extend(
                    pictures.iter().filter_map(|place| Ident::picture(self.picture(*place))),
                );
                if stays { self.sweep.keep(&own) } else { self.sweep.omit(&own) }
            }
        }
        if !self.sweep.is_active() {
            return;
        }
        for card in judged.cards.iter().filter(|card| card.verdict == Verdict::Keep) {
            let named = self.sweep.names(judged.known(card));
            if let Some(node) = self.tree.get(card.at).filter(|_| named) {
                judge.withheld(node.span.start() as u64, Withheld::Swept);
                self.drop_node(card.at);
            }
        }
    }

    /// Whether a card that stays may be called like something that went; else what stays need not
    /// be remembered, since a page says last what goes from it. Otherwise what goes is remembered
    /// here.
    fn may_sweep(&mut self, judged: &Judged) -> bool {
        let gone = || judged.cards.iter().filter(|card| card.verdict >= Verdict::Omit);
        let kept = || judged.cards.iter().filter(|card| card.verdict < Verdict::Omit);
        let picture = |place: &Span| Ident::picture(self.picture(*place));
        let mut idents: Vec<Ident> = Vec::new();
        let mut glances: Vec<u64> = Vec::new();
        for card in gone() {
            idents.extend(judged.known(card));
            idents.extend(judged.pictures(card).iter().filter_map(picture));
            let paths = judged.pictures(card).iter().map(|place| self.picture(*place));
            glances.extend(paths.filter_map(Ident::glance));
        }
        glances.sort_unstable();
        let known = Ident::known_as(&idents);
        let is_gone = |ident: &Ident| ident.is_in(&known) || self.sweep.has_omitted(*ident);
        let is_picture_gone = |place: &Span| {
            let glance = Ident::glance(self.picture(*place));
            let may_be = glance.is_some_and(|glance| glances.binary_search(&glance).is_ok());
            (may_be || self.sweep.is_active())
                && picture(place).is_some_and(|ident| is_gone(&ident))
        };
        let may = (!idents.is_empty() || self.sweep.is_active())
            && kept().any(|card| {
                judged.known(card).iter().any(is_gone)
                    || judged.pictures(card).iter().any(is_picture_gone)
            });
        if may {
            return true;
        }
        let mut own = Vec::new();
        for card in gone() {
            own.clear();
            own.extend(judged.known(card).iter().copied());
            let pictures = judged.pictures(card);
            own.extend(pictures.iter().filter_map(|place| Ident::picture(self.picture(*place))));
            self.sweep.omit(&own);
        }
        false
    }
}

/// The cards that were judged, with what each is known by.
#[derive(Default)]
struct Judged {
    cards: Vec<Card>,
    idents: Vec<Ident>,
    /// Where their pictures stand in the page.
    pictures: Vec<Span>,
}

/// One card, with its identifiers and pictures among those of all.
struct Card {
    at: u32,
    known: Range<usize>,
    pictures: Range<usize>,
    verdict: Verdict,
}

impl Judged {
    /// The keys that more than one card has which stays, in order.
    fn shared(&self) -> Vec<u64> {
        let kept = self.cards.iter().filter(|card| card.verdict < Verdict::Omit);
        let keys = kept.flat_map(|card| self.known(card).iter().filter_map(|ident| ident.key()));
        let mut keys: Vec<u64> = keys.collect();
        keys.sort_unstable();
        let mut before = None;
        keys.retain(|key| before.replace(*key) == Some(*key));
        keys
    }

    fn known(&self, card: &Card) -> &[Ident] {
        self.idents.get(card.known.clone()).unwrap_or_default()
    }

    fn pictures(&self, card: &Card) -> &[Span] {
        self.pictures.get(card.pictures.clone()).unwrap_or_default()
    }
}

/// As many identifiers most cards have: a link, and one of their own.
const IDENTS: usize = 2;

/// As many pictures of a listing are looked for elsewhere.
const PICTURES: usize = 16;

/// The first picture of a `srcset`; all of them show the same.
pub(super) fn first_of(pictures: &str) -> &str {
    pictures.split_ascii_whitespace().next().unwrap_or_default().trim_end_matches(',')
}

/// The key of the link by which a page calls itself.
fn own_link(tree: &Tree<'_>) -> Option<u64> {
    let canonical = |node: &&Node| {
        let relation = tree.attribute(node, Name::Rel).unwrap_or_default();
        relation.eq_ignore_ascii_case("canonical")
    };
    let link = tree.called(Name::Link).map(|(_, node)| node).find(canonical)?;
    Ident::link(tree.attribute(link, Name::Href)?)?.key()
}
