//! Collects what a unit says: its texts as a reader sees them, its links and pictures, its labels.
//!
//! A text is handed on as it is written, tags within a line and character references included: the
//! fold reads them as a browser does, so that `se<b>x</b>` and `&#115;ex` are one word.

use super::attributes::{Attributes, Known};
use super::cards;
use super::names::{is_heading, is_inline};
use super::roles::Roles;
use super::scripts::{holds_strings, is_data};
use super::span::Span;
use super::tokens::Attribute;
use super::tree::{Node, Tree, What};
use super::vocabulary::Name;
use crate::classify::{Facts, Role, Scalar, is_opaque};
use crate::rewrite::embedded::{fetches, text_of};
use crate::rewrite::sweep::Named;
use crate::text::trim;

/// What a unit says, in reused buffers.
#[derive(Debug, Default)]
pub(super) struct Gather {
    pub(super) facts: Facts,
    /// Where its links lead, in document order.
    pub(super) links: Vec<Span>,
    /// Where its pictures are, in document order.
    pub(super) pictures: Vec<Span>,
    /// Values of attributes that identify goods, with what the attribute's name says.
    pub(super) ids: Vec<(Option<Named>, Span)>,
    /// Bytes of text that a reader sees.
    pub(super) seen: usize,
    /// Whether data in attributes counts as words of the unit.
    pub(super) data: bool,
    run: Span,
    role: Role,
    roles: Roles,
    /// Open elements that have a role of their own, with the node after each.
    open: Vec<(u32, Role)>,
    attributes: Attributes,
    /// Where values begin that look like data and are words, in order.
    words: Vec<u32>,
    steps: Vec<Step>,
    /// How cards are read that others are built like, the last used first.
    ways: Vec<Way>,
}

/// How a card is read that others are built like: by its first node.
#[derive(Debug)]
struct Way {
    like: u32,
    steps: Vec<Step>,
}

/// How many of them are remembered.
const WAYS: usize = 8;

/// What is read next of a unit; nodes are counted from its first.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Text of this role, unless it goes on with what is before it.
    Text(u32, Role),
    /// What follows is another text.
    Part,
    /// One of the attributes of an element, that stands in a text of this role.
    Attribute(u32, u32, Role),
}

impl Gather {
    /// One for the units of this page, of whose attributes those that begin at `words` look like
    /// data and are words.
    pub(super) fn new(tree: &Tree<'_>, words: Vec<u32>) -> Self {
        Self { roles: Roles::read(tree), words, ..Self::default() }
    }

    /// Collects an element and what is below it, without what is a unit of its own.
    pub(super) fn unit(&mut self, tree: &Tree<'_>, unit: u32, is_unit: impl Fn(u32) -> bool) {
        let mut steps = std::mem::take(&mut self.steps);
        steps.clear();
        self.plan(tree, unit, is_unit, &mut steps);
        self.read(tree, unit, &steps);
        self.steps = steps;
    }

    /// Collects a card in which there is no other. Where it is built like one before, it is read
    /// like that.
    pub(super) fn card(&mut self, tree: &Tree<'_>, card: u32) {
        let Some(like) = tree.model(card) else { return self.unit(tree, card, |_| false) };
        let known = self.ways.iter().position(|way| way.like == like);
        let mut steps = Vec::new();
        if let Some(ways) = known.and_then(|nth| self.ways.get_mut(..=nth)) {
            ways.rotate_right(1);
        } else {
            self.plan(tree, card, |_| false, &mut steps);
            self.ways.truncate(WAYS - 1);
            self.ways.insert(0, Way { like, steps });
        }
        let way = self.ways.first_mut();
        steps = way.map(|way| std::mem::take(&mut way.steps)).unwrap_or_default();
        self.read(tree, card, &steps);
        if let Some(way) = self.ways.first_mut() {
            way.steps = steps;
        }
    }

    /// Says how an element is read. That follows from its elements, and from what
    /// [decides](super::alike) of their attributes.
    fn plan(
        &mut self,
        tree: &Tree<'_>,
        unit: u32,
        is_unit: impl Fn(u32) -> bool,
        steps: &mut Vec<Step>,
    ) {
        let Some(first) = tree.get(unit) else { return };
        let end = first.next;
        let mut at = unit;
        let core = if self.data { core(tree, unit, end) } else { None };
        self.open.clear();
        self.open.push((end, self.roles.around(first)));
        while let Some(node) = (at < end).then(|| tree.get(at)).flatten() {
            while self.open.last().is_some_and(|(after, _)| *after <= at) {
                self.open.pop();
                // What follows an element with a role of its own is another text.
                steps.push(Step::Part);
            }
            let role = self.open.last().map_or(Role::Other, |(_, role)| *role);
            if at != unit && is_unit(at) {
                steps.push(Step::Part);
                at = node.next.max(at + 1);
                continue;
            }
            match node.what {
                What::Text => steps.push(Step::Text(at - unit, role)),
                What::Comment => {}
                What::Element if is_code(node) => {
                    // Code between two texts is part of neither.
                    steps.push(Step::Part);
                    let attributes = node.attributes.1.saturating_sub(node.attributes.0);
                    steps.extend((0..attributes).map(|nth| Step::Attribute(at - unit, nth, role)));
                    at = node.next.max(at + 1);
                    continue;
                }
                What::Element => {
                    let mut own = self.roles.of(tree, at, node, role);
                    let holds = |(from, to)| at < from && to < node.next;
                    if core.is_some_and(holds) && self.roles.is_told_by_class(tree, at, node) {
                        own = role;
                    }
                    if own != role || !is_inline(node.is) {
                        steps.push(Step::Part);
                        self.open.push((node.next, own));
                    }
                    let attributes = node.attributes.1.saturating_sub(node.attributes.0);
                    steps.extend((0..attributes).map(|nth| Step::Attribute(at - unit, nth, own)));
                }
            }
            at += 1;
        }
        steps.push(Step::Part);
        // Nothing is parted twice.
        steps.dedup_by(|next, last| matches!((next, last), (Step::Part, Step::Part)));
    }

    /// Reads an element step by step.
    fn read(&mut self, tree: &Tree<'_>, unit: u32, steps: &[Step]) {
        self.facts.clear();
        self.links.clear();
        self.pictures.clear();
        self.ids.clear();
        self.seen = 0;
        self.run = Span::default();
        for step in steps {
            match *step {
                Step::Part => self.flush(tree),
                Step::Text(off, role) => {
                    if let Some(node) = tree.get(unit + off) {
                        self.text(node, role);
                    }
                }
                Step::Attribute(off, nth, around) => {
                    let Some(node) = tree.get(unit + off) else { continue };
                    if let Some(attribute) = tree.attributes(node).as_slice().get(nth as usize) {
                        self.attribute(tree, node, attribute, around);
                    }
                }
            }
        }
    }

    fn text(&mut self, node: &Node, role: Role) {
        if self.run.is_empty() {
            self.run = node.span;
            self.role = role;
        } else {
            self.run = self.run.to(node.span);
        }
        self.seen += node.span.len();
    }

    fn flush(&mut self, tree: &Tree<'_>) {
        if self.run.is_empty() {
            return;
        }
        let text = trim(tree.text(self.run));
        if !text.is_empty() {
            self.facts.push(self.role, "", Scalar::Text(text));
        }
        self.run = Span::default();
    }

    /// Data in an attribute as words, without the tokens in it that nobody reads.
    fn data(&mut self, value: &str, around: Role) {
        const LONG: usize = 40;
        let parts = || value.split(['"', '\'', '&', ';']);
        if !parts().any(|part| is_opaque(part, LONG)) {
            return self.facts.push(around, "data", Scalar::Text(value));
        }
        for part in parts().filter(|part| part.len() > 2 && !is_opaque(part, LONG)) {
            self.facts.push(around, "data", Scalar::Text(part));
        }
    }

    fn attribute(&mut self, tree: &Tree<'_>, node: &Node, attribute: &Attribute, around: Role) {
        let value = trim(tree.text(attribute.value));
        if value.is_empty() {
            return;
        }
        if attribute.means == Name::Class {
            return self.shelves(node, value);
        }
        let unread = self.is_unread(attribute);
        if is_data(value) && !unread {
            // Lists of listings are read as such elsewhere.
            if self.data && !value.contains("[{") {
                self.data(value, around);
            }
            return;
        }
        let heard = heard(&mut self.attributes, tree, node, attribute, value, unread);
        match heard.stands_for {
            Some(Stands::Link) => self.links.push(attribute.value),
            Some(Stands::Id(named)) => self.ids.push((named, attribute.value)),
            None => {}
        }
        let Some((role, key)) = heard.says else { return };
        if attribute.means == Name::Style {
            for from in fetches(value) {
                let link = value.get(from..).unwrap_or_default();
                let link = link.split([')', '"', '\'']).find(|part| !part.trim().is_empty());
                if let Some(text) = link.and_then(|link| text_of(link.trim())) {
                    self.facts.push(around, key, Scalar::Text(&text));
                }
            }
        } else if let Some(text) = text_of(value) {
            self.facts.push(around, key, Scalar::Text(&text));
        }
        if role == Some(Role::Image) && attribute.means != Name::Style {
            self.pictures.push(attribute.value);
        }
        self.facts.push(role.unwrap_or(around), key, Scalar::Text(value));
    }

    /// The categories and tags of a listing that WooCommerce writes among the classes of its card.
    fn shelves(&mut self, node: &Node, classes: &str) {
        const SHORTEST: usize = "product product_cat-abc".len();
        const KINDS: [(&str, &str, Role); 2] = [
            ("product_cat-", "product_cat", Role::Category),
            ("product_tag-", "product_tag", Role::Tag),
        ];
        let card = matches!(node.is, Name::Li | Name::Div | Name::Article);
        if !card || !self.data || classes.len() < SHORTEST || !classes.contains("product_") {
            return;
        }
        for class in classes.split_ascii_whitespace() {
            let told = KINDS.iter().find_map(|kind| Some((kind, class.strip_prefix(kind.0)?)));
            if let Some((&(_, key, role), slug)) = told {
                self.facts.push(role, key, Scalar::Text(slug));
            }
        }
    }

    /// Whether the value of an attribute looks like data or code, and is none or not all of it.
    fn is_unread(&self, attribute: &Attribute) -> bool {
        !self.words.is_empty() && self.words.binary_search(&attribute.value.start).is_ok()
    }

    /// Whether an attribute is judged for what it says, and not as data.
    pub(super) fn says(&mut self, tree: &Tree<'_>, node: &Node, attribute: &Attribute) -> bool {
        let value = trim(tree.text(attribute.value));
        let unread = self.is_unread(attribute);
        if value.is_empty() || is_data(value) && !unread {
            return false;
        }
        let heard = heard(&mut self.attributes, tree, node, attribute, value, unread);
        let muted = [Role::Meta, Role::Id, Role::Price].map(Some);
        heard.says.is_some_and(|(role, _)| !muted.contains(&role))
    }
}

/// What is heard of an attribute.
struct Heard<'k> {
    /// The role of its value, `None` for that of the text around, and its key.
    says: Option<(Option<Role>, &'k str)>,
    stands_for: Option<Stands>,
}

/// What the value of an attribute stands for, besides what it says.
enum Stands {
    Link,
    Id(Option<Named>),
}

impl<'k> Heard<'k> {
    const NOTHING: Self = Self { says: None, stands_for: None };

    fn says(role: impl Into<Option<Role>>, key: &'k str) -> Self {
        Self { says: Some((role.into(), key)), stands_for: None }
    }
}

fn heard<'k>(
    names: &'k mut Attributes,
    tree: &Tree<'k>,
    node: &Node,
    attribute: &Attribute,
    value: &str,
    unread: bool,
) -> Heard<'k> {
    let name = attribute.means;
    let key = name.text();
    match name {
        Name::Href => Heard { stands_for: Some(Stands::Link), ..Heard::says(Role::Url, key) },
        Name::XlinkHref | Name::DataHref | Name::DataUrl | Name::Action => {
            let key = key.strip_prefix("data-").unwrap_or(key);
            Heard { stands_for: Some(Stands::Link), ..Heard::says(Role::Url, key) }
        }
        Name::Cite | Name::Download | Name::Formaction | Name::Longdesc | Name::Ping => {
            Heard::says(Role::Url, key)
        }
        Name::Style if fetches(value).next().is_some() => Heard::says(Role::Image, key),
        // What is shown by way of the style sheet.
        Name::Style if holds_strings(value) => Heard::says(None, key),
        Name::Background | Name::Src if is_code(node) => Heard::NOTHING,
        Name::Background | Name::Src | Name::Srcset | Name::Imagesrcset | Name::Poster => {
            Heard::says(Role::Image, key)
        }
        Name::DataSrc | Name::DataSrcset => {
            Heard::says(Role::Image, key.strip_prefix("data-").unwrap_or(key))
        }
        Name::Data if node.is == Name::Object => Heard::says(Role::Image, key),
        Name::Alt => Heard::says(Role::Alt, key),
        Name::Title | Name::Placeholder | Name::Label | Name::Summary | Name::Srcdoc => {
            Heard::says(None, key)
        }
        name if is_spoken(name) => Heard::says(None, key),
        Name::Lang => Heard::says(Role::Meta, key),
        Name::Value if is_hidden(tree, node) => {
            let key = property(tree, node);
            let role = Role::Other.descend(key);
            // What a form sends along for itself names goods only in words.
            let says = role != Role::Other || value.contains(char::is_whitespace);
            if says { Heard::says(role, key) } else { Heard::NOTHING }
        }
        Name::Value => Heard::says(None, key),
        Name::Content => {
            let key = property(tree, node);
            Heard::says(Role::Other.descend(key), key)
        }
        // A component is given what it shows: `<product-card name="…">`.
        Name::Called if cards::is_custom(node.is) => Heard::says(Role::Name, key),
        Name::Itemtype
        | Name::Class
        | Name::Id
        | Name::Style
        | Name::Rel
        | Name::Type
        | Name::Called
        | Name::Itemprop => Heard::NOTHING,
        _ => unknown(names.read(tree.text(attribute.name)), node, value, unread),
    }
}

/// What is heard of an attribute whose name means nothing by itself.
fn unknown<'k>(known: &'k Known, node: &Node, value: &str, unread: bool) -> Heard<'k> {
    let stands_for = (known.data && known.role == Role::Id).then_some(Stands::Id(known.named));
    let words = || value.contains(char::is_whitespace) && value.contains(char::is_alphabetic);
    // Only `data-` attributes are told to hold identifiers.
    let role = if known.role == Role::Id && !known.data { Role::Other } else { known.role };
    let role = if role == Role::Other && is_address(value) { Role::Url } else { role };
    let is_code = known.handler && value.contains(['(', '=', ';', '.', '?']);
    let says = if is_code || known.mute {
        unread
    } else if known.data {
        // What a script keeps for itself names goods only in words.
        role != Role::Other || words() || known.shown && is_word(value)
    } else if cards::is_custom(node.is) {
        // The attributes of a custom element are what it shows.
        role != Role::Other || value.contains(char::is_alphabetic)
    } else {
        role == Role::Url && is_address(value) || words()
    };
    Heard { says: says.then_some((Some(role), &*known.key)), stands_for }
}

/// Whether a value is one word, and no number or identifier.
fn is_word(value: &str) -> bool {
    value.len() > 2 && value.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''))
}

/// Whether a value is the address of something: `/p/oak`, `https://shop.example/p/oak`.
fn is_address(value: &str) -> bool {
    let begins = |begin: &str| {
        value.get(..begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin))
    };
    value.len() > 3 && (value.starts_with('/') || begins("http:") || begins("https:"))
}

/// What the content of a `meta` element or the value of an `input` is, by its own attributes.
fn property<'p>(tree: &Tree<'p>, node: &Node) -> &'p str {
    let names = [Name::Itemprop, Name::Property, Name::Called];
    names.into_iter().find_map(|name| tree.attribute(node, name)).unwrap_or_default()
}

/// Attributes that are read out to those who do not see the page (WAI-ARIA 1.3).
pub(super) const fn is_spoken(name: Name) -> bool {
    matches!(
        name,
        Name::AriaLabel
            | Name::AriaDescription
            | Name::AriaPlaceholder
            | Name::AriaRoledescription
            | Name::AriaValuetext
            | Name::AriaBraillelabel
    )
}

/// Of a listing its heading, else from its first link to its last. What that stands in is the listing:
/// `store-item` is no store, and `price-card` no price.
fn core(tree: &Tree<'_>, unit: u32, end: u32) -> Option<(u32, u32)> {
    let named = |is: fn(Name) -> bool| {
        let element = move |at: &u32| {
            tree.get(*at).is_some_and(|node| node.what == What::Element && is(node.is))
        };
        (unit..end).filter(element)
    };
    let mut links = named(|name| name == Name::A);
    let heading = named(is_heading).next().map(|at| (at, at));
    heading.or_else(|| links.next().map(|first| (first, links.next_back().unwrap_or(first))))
}

/// Whether the content of an element is code, which embedded data is read from elsewhere.
pub(super) const fn is_code(node: &Node) -> bool {
    matches!(node.is, Name::Script | Name::Style)
}

fn is_hidden(tree: &Tree<'_>, node: &Node) -> bool {
    let kind = || tree.attribute(node, Name::Type);
    node.is == Name::Input && kind().is_some_and(|kind| kind.eq_ignore_ascii_case("hidden"))
}
