//! Finds the listings of a page: by what a shop declares (microdata, data attributes) and by how a
//! shelf looks (siblings that each hold a link, words, and a picture or price).
//!
//! The card is the largest element that holds exactly one listing.

use super::gather::is_code;
use super::names::is_frame;
use super::tree::{NONE, Node, Tree, What, lower};

/// Attributes that only listings carry.
const MARKS: [&str; 12] = [
    "data-product-id",
    "data-productid",
    "data-product-sku",
    "data-sku",
    "data-asin",
    "data-item-id",
    "data-itemid",
    "data-listing-id",
    "data-product-handle",
    "data-adid",
    "data-article-id",
    "data-product-code",
];

/// The least letters that a card says.
const LETTERS: u32 = 3;

/// What is inside an element, counted.
#[derive(Clone, Copy, Debug, Default)]
struct Inside {
    links: u32,
    pictures: u32,
    prices: u32,
    letters: u32,
    declared: Declared,
    /// Where the first link leads, hashed; 0 without one.
    leads: u32,
    /// Cards found so far.
    cards: u32,
    /// The main heading of the page.
    main: bool,
}

/// The listings that are declared in an element. Of one listing several marks may tell, each by its
/// own identifier.
#[derive(Clone, Copy, Debug, Default)]
struct Declared {
    /// Which mark it is, counted from 1, with its value hashed.
    marks: [(u8, u32); 3],
    several: bool,
}

impl Declared {
    const fn is_any(&self) -> bool {
        self.marks[0].0 != 0
    }

    fn add(&mut self, other: Self) {
        self.several |= other.several;
        for (mark, value) in other.marks.into_iter().filter(|(mark, _)| *mark != 0) {
            match self.marks.iter_mut().find(|(known, _)| *known == mark || *known == 0) {
                Some(free @ (0, _)) => *free = (mark, value),
                Some((_, known)) => self.several |= *known != value,
                None => {}
            }
        }
    }
}

/// For each node whether it is a card.
pub(super) fn find(tree: &Tree<'_>) -> Vec<bool> {
    let count = tree.nodes.len();
    let mut inside = vec![Inside::default(); count];
    let mut cards = vec![false; count];
    // Children come after their parents: from the end, all below an element is counted before it.
    for at in (0..tree.len()).rev() {
        let mut own = inside.get(at as usize).copied().unwrap_or_default();
        let Some(node) = tree.get(at) else { continue };
        match node.what {
            What::Text => {
                let text = tree.text(&node.span);
                own.letters += letters(text);
                own.prices += u32::from(is_price(text));
            }
            What::Comment => continue,
            What::Element if is_code(tree, node) => continue,
            What::Element => {
                let name = tree.lower(node);
                if let Some(link) = tree.attribute(node, "href").filter(|_| name == "a") {
                    own.links += 1;
                    own.leads = hash(link);
                }
                own.pictures += u32::from(matches!(&*name, "img" | "picture" | "svg"));
                own.main |= name == "h1";
                own.letters = own.letters.saturating_add(said_by_attributes(tree, at));
                if let Some(declared) = declared(tree, at) {
                    own.declared = declared;
                    if !own.main
                        && !matches!(&*name, "body" | "html" | "main" | "form" | "button" | "input")
                    {
                        forget(&mut cards, at, node.next);
                        mark(&mut cards, &mut own, at);
                    }
                }
                shelf(tree, tree.children(at), &inside, &mut cards, &mut own);
            }
        }
        if let Some(slot) = inside.get_mut(at as usize) {
            *slot = own;
        }
        if let Some(above) =
            (node.parent != NONE).then(|| inside.get_mut(node.parent as usize)).flatten()
        {
            above.links += own.links;
            // Children are counted from the last one on.
            if own.leads != 0 {
                above.leads = own.leads;
            }
            above.pictures += own.pictures;
            above.prices += own.prices;
            above.letters = above.letters.saturating_add(own.letters);
            above.declared.add(own.declared);
            above.cards += own.cards;
            above.main |= own.main;
        }
    }
    // A piece of a page may be the content of a shelf.
    shelf(tree, tree.roots(), &inside, &mut cards, &mut Inside::default());
    cards
}

/// Letters that attributes say: what pictures show, and data for a script.
fn said_by_attributes(tree: &Tree<'_>, at: u32) -> u32 {
    let Some(node) = tree.get(at) else { return 0 };
    let said = tree.attributes(node).filter_map(|attribute| {
        let name = tree.text(&attribute.name);
        let value = tree.text(&attribute.value);
        let shown = ["alt", "title", "aria-label"].iter().any(|n| name.eq_ignore_ascii_case(n));
        let data = name.len() > 5 && value.trim_start().starts_with(['{', '[']);
        (shown || data).then(|| letters(value))
    });
    said.fold(0, u32::saturating_add)
}

/// Whether this is the name of a custom element (HTML, section 4.13).
pub(super) fn is_custom(name: &str) -> bool {
    name.contains('-') && !matches!(name, "font-face" | "color-profile" | "missing-glyph")
}

/// Marks the children of a shelf.
fn shelf<'t>(
    tree: &Tree<'_>,
    children: impl Iterator<Item = (u32, &'t Node)>,
    inside: &[Inside],
    cards: &mut [bool],
    own: &mut Inside,
) {
    let children: Vec<u32> =
        children.filter(|(_, node)| node.what == What::Element).map(|(at, _)| at).collect();
    if children.len() < 2 {
        return;
    }
    let like = |at: u32| {
        let Some(node) = tree.get(at) else { return false };
        let here = inside.get(at as usize).copied().unwrap_or_default();
        let name = tree.lower(node);
        let shows = here.links > 0 && (here.pictures > 0 || here.prices > 0);
        // Tiles that a script opens have no link: a price is enough where there are several.
        let opened = here.links == 0 && here.prices > 0 && children.len() > 2;
        // Two cards inside make a container; a page of many links is none either.
        let kind = matches!(
            &*name,
            "li" | "div" | "article" | "a" | "tr" | "td" | "section" | "figure" | "form"
        );
        (kind || is_custom(&name))
            && (shows || opened)
            && here.letters >= LETTERS
            && here.cards <= 1
            && !here.declared.several
            && (here.prices > 0 || here.declared.is_any() || here.cards > 0 || here.links <= 6)
            && !here.main
            && !is_frame(&name)
    };
    for (index, at) in children.iter().enumerate() {
        let Some(node) = tree.get(*at) else { continue };
        let leads = |at: u32| inside.get(at as usize).map_or(0, |here| here.leads);
        // What leads to the same place is another part of the same card.
        let twins = children.iter().enumerate().filter(|(other, twin)| {
            *other != index
                && (leads(**twin) != leads(*at) || leads(*at) == 0)
                && tree
                    .get(**twin)
                    .is_some_and(|t| tree.name(t).eq_ignore_ascii_case(tree.name(node)))
                && like(**twin)
        });
        if twins.take(1).count() == 1 && like(*at) {
            let before = inside.get(*at as usize).map_or(0, |here| here.cards);
            forget(cards, *at, node.next);
            if let Some(card) = cards.get_mut(*at as usize) {
                *card = true;
            }
            own.cards = (own.cards + 1).saturating_sub(before);
        }
    }
}

fn mark(cards: &mut [bool], own: &mut Inside, at: u32) {
    if let Some(card) = cards.get_mut(at as usize) {
        *card = true;
    }
    own.cards = 1;
}

/// Takes the marks below an element back: it is the card.
fn forget(cards: &mut [bool], from: u32, to: u32) {
    if let Some(below) = cards.get_mut(from as usize + 1..to as usize) {
        below.fill(false);
    }
}

/// Whether an element is declared to be a listing, and as which one.
fn declared(tree: &Tree<'_>, at: u32) -> Option<Declared> {
    let node = tree.get(at)?;
    let mut scope = false;
    let mut product = false;
    let one = |mark: usize, value: u32| Declared {
        marks: [(u8::try_from(mark + 1).unwrap_or(u8::MAX), value), (0, 0), (0, 0)],
        several: false,
    };
    for attribute in tree.attributes(node) {
        let name = lower(tree.text(&attribute.name));
        let value = tree.text(&attribute.value);
        match &*name {
            "itemscope" => scope = true,
            "itemtype" | "typeof" => {
                let kinds =
                    ["product", "individualproduct", "productgroup", "productmodel", "listitem"];
                let last = value.trim().rsplit(['/', ':']).next().unwrap_or_default();
                product |= kinds.contains(&last.to_ascii_lowercase().as_str());
            }
            name if !value.trim().is_empty() => {
                if let Some(mark) = MARKS.iter().position(|mark| *mark == name) {
                    return Some(one(mark, hash(value.trim())));
                }
            }
            _ => {}
        }
    }
    (scope && product).then(|| one(MARKS.len(), at))
}

/// Tells texts apart (FNV-1a); never 0.
fn hash(text: &str) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    text.bytes().fold(0x811c_9dc5, step).max(1)
}

/// How many letters there are, up to as many as a card has to say.
fn letters(text: &str) -> u32 {
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(LETTERS as usize);
    letters.map(|_| 1).sum()
}

/// Whether a text names a price: digits beside a currency.
fn is_price(text: &str) -> bool {
    const SIGNS: [&str; 29] = [
        "€", "$", "£", "¥", "₽", "₺", "₴", "₹", "zł", "Kč", "kr", "Ft", "lei", "Lei", "лв", "руб",
        "грн", "EUR", "USD", "GBP", "CHF", "PLN", "CZK", "RON", "SEK", "DKK", "NOK", "TL", "元",
    ];
    text.len() < 200
        && text.bytes().any(|b| b.is_ascii_digit())
        && (SIGNS.iter().any(|sign| text.contains(sign)) || text.contains("&euro;"))
}
