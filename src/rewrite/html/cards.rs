//! Finds the listings of a page: by what a shop declares (microdata, data attributes) and by how a
//! shelf looks (siblings that each hold a link, words, and a picture or price).
//!
//! The card is the largest element that holds exactly one listing.

use super::counted::{Models, is_shown, may_be_data};
use super::gather::is_code;
use super::names::is_frame;
use super::price::is_price;
use super::tree::{Copied, Node, Tree, What};
use super::vocabulary::Name;
use std::collections::HashMap;

/// Which of the attributes this is that only listings carry, counted from 1.
pub(super) const fn mark_of(name: Name) -> Option<u8> {
    Some(match name {
        Name::DataProductId => 1,
        Name::DataProductid => 2,
        Name::DataProductSku => 3,
        Name::DataSku => 4,
        Name::DataAsin => 5,
        Name::DataItemId => 6,
        Name::DataItemid => 7,
        Name::DataListingId => 8,
        Name::DataProductHandle => 9,
        Name::DataAdid => 10,
        Name::DataArticleId => 11,
        Name::DataProductCode => 12,
        _ => return None,
    })
}

/// The mark of microdata that declares a product.
pub(super) const MICRODATA: u8 = 13;

/// The least letters that a card says.
const LETTERS: u32 = 3;

/// What is inside an element, counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Inside {
    links: u32,
    pictures: u32,
    prices: u32,
    letters: u32,
    pub(super) declared: Declared,
    /// Where the first link leads, hashed; 0 without one.
    pub(super) leads: u32,
    /// Cards found so far.
    cards: u32,
    /// Children that look like listings, if they are several.
    like: u32,
    /// The main heading of the page.
    main: bool,
}

/// The listings that are declared in an element. Of one listing several marks may tell, each by its
/// own identifier.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Declared {
    /// Which mark it is, counted from 1, with its value hashed.
    pub(super) marks: [(u8, u32); 3],
    several: bool,
}

impl Declared {
    const fn one(mark: u8, value: u32) -> Self {
        Self { marks: [(mark, value), (0, 0), (0, 0)], several: false }
    }

    const fn is_any(&self) -> bool {
        self.marks[0].0 != 0
    }

    fn add(&mut self, other: Self) {
        self.several |= other.several;
        if !other.is_any() {
            return;
        }
        for (mark, value) in other.marks.into_iter().filter(|(mark, _)| *mark != 0) {
            match self.marks.iter_mut().find(|(known, _)| *known == mark || *known == 0) {
                Some(free @ (0, _)) => *free = (mark, value),
                Some((_, known)) => self.several |= *known != value,
                None => {}
            }
        }
    }
}

impl Inside {
    /// Counts what is in a child.
    fn add(&mut self, node: &Node, child: &Self) {
        self.links += child.links;
        // Children are counted from the last one on.
        if child.leads != 0 {
            self.leads = child.leads;
        }
        self.pictures += child.pictures;
        self.prices += child.prices;
        self.letters = self.letters.saturating_add(child.letters);
        self.declared.add(child.declared);
        self.cards += child.cards;
        self.main |= child.main;
        self.like += u32::from(is_like(node, child, true));
    }
}

/// For each node whether it is a card.
pub(super) fn find(tree: &Tree<'_>) -> Vec<bool> {
    let count = tree.nodes.len();
    let mut inside = vec![Inside::default(); count];
    let mut cards = vec![false; count];
    let mut siblings = Siblings::default();
    let mut models = Models::default();
    let mut copies = tree.copies.iter().rev().peekable();
    let mut learning: Option<&Copied> = None;
    // Children come after their parents: from the end, all below an element is counted before it.
    let mut from = tree.len();
    while let Some(at) = from.checked_sub(1) {
        from = at;
        if let Some(copied) = copies.next_if(|copied| copied.at + copied.len == at + 1)
            && copied.same
        {
            if let Some((own, model)) = models.count(tree, copied) {
                count_copy(tree, copied, own, model, &mut inside, &mut cards);
                from = copied.at;
                continue;
            }
            learning = copies.peek().is_some_and(|next| next.like == copied.like).then_some(copied);
        }
        let Some(node) = tree.get(at) else { continue };
        match node.what {
            What::Text => {
                let text = tree.text(node.span);
                if let Some(above) = inside.get_mut(node.parent as usize) {
                    above.letters = above.letters.saturating_add(letters(text));
                    above.prices += u32::from(is_price(text));
                }
                continue;
            }
            What::Comment => continue,
            What::Element if is_code(node) => continue,
            What::Element => {}
        }
        let mut own = inside.get(at as usize).copied().unwrap_or_default();
        let said = Said::read(tree, node, at);
        if let Some(link) = said.link.filter(|_| node.is == Name::A) {
            own.links += 1;
            own.leads = hash(link);
        }
        own.pictures += u32::from(matches!(node.is, Name::Img | Name::Picture | Name::Svg));
        own.main |= node.is == Name::H1;
        own.letters = own.letters.saturating_add(said.letters);
        if let Some(declared) = said.declared {
            own.declared = declared;
            let holds = matches!(
                node.is,
                Name::Body | Name::Html | Name::Main | Name::Form | Name::Button | Name::Input
            );
            if !own.main && !holds {
                forget(&mut cards, at, node.next);
                mark(&mut cards, &mut own, at);
            }
        }
        if own.like > 1 {
            siblings.read(tree.children(at), &inside);
            shelf(tree, &siblings, &inside, &mut cards, &mut own);
        }
        if let Some(slot) = inside.get_mut(at as usize) {
            *slot = own;
        }
        if let Some(above) = inside.get_mut(node.parent as usize) {
            above.add(node, &own);
        }
        if let Some(copied) = learning.take_if(|copied| copied.at == at) {
            let within = cards.get(at as usize..node.next as usize).unwrap_or_default();
            models.learn(tree, copied, own, within.contains(&true));
        }
    }
    // A piece of a page may be the content of a shelf.
    siblings.read(tree.roots(), &inside);
    shelf(tree, &siblings, &inside, &mut cards, &mut Inside::default());
    cards
}

/// Notes what is in an element that is built like another one, with the cards in that one.
fn count_copy(
    tree: &Tree<'_>,
    copied: &Copied,
    own: Inside,
    model: Option<u32>,
    inside: &mut [Inside],
    cards: &mut [bool],
) {
    let (at, len) = (copied.at as usize, copied.len as usize);
    if let Some(slot) = inside.get_mut(at) {
        *slot = own;
    }
    let Some(node) = tree.get(copied.at) else { return };
    if let Some(above) = inside.get_mut(node.parent as usize) {
        above.add(node, &own);
    }
    if let Some(model) = model {
        let model = model as usize;
        if model + len <= cards.len() && at + len <= cards.len() {
            cards.copy_within(model..model + len, at);
        }
    }
}

/// What the attributes of an element say of listings.
#[derive(Debug, Default)]
struct Said<'p> {
    link: Option<&'p str>,
    /// Letters: what pictures show, and data for a script.
    letters: u32,
    declared: Option<Declared>,
}

impl<'p> Said<'p> {
    fn read(tree: &Tree<'p>, node: &Node, at: u32) -> Self {
        let mut said = Self::default();
        let (mut scope, mut product) = (false, false);
        for attribute in tree.attributes(node) {
            let value = tree.text(attribute.value);
            match attribute.means {
                Name::Href if said.link.is_none() => said.link = Some(value),
                Name::Itemscope => scope = true,
                Name::Itemtype | Name::Typeof => product |= is_product(value),
                name => {
                    let mark = mark_of(name).filter(|_| said.declared.is_none());
                    if let Some(mark) = mark.filter(|_| !value.trim().is_empty()) {
                        said.declared = Some(Declared::one(mark, hash(value.trim())));
                    }
                }
            }
            let shown = is_shown(attribute.means);
            if shown || may_be_data(attribute) && is_list_or_object(value) {
                said.letters = said.letters.saturating_add(letters(value));
            }
        }
        if scope && product {
            said.declared.get_or_insert(Declared::one(MICRODATA, at));
        }
        said
    }
}

/// Whether microdata of this type is a product.
fn is_product(value: &str) -> bool {
    const KINDS: [&str; 5] =
        ["product", "individualproduct", "productgroup", "productmodel", "listitem"];
    let last = value.trim().rsplit(['/', ':']).next().unwrap_or_default();
    KINDS.iter().any(|kind| last.eq_ignore_ascii_case(kind))
}

/// Whether this is the name of a custom element (HTML, section 4.13).
pub(super) fn is_custom(name: Name) -> bool {
    name == Name::Custom || name.text().contains('-')
}

/// The elements beside each other of which a shelf may consist.
#[derive(Debug, Default)]
struct Siblings(Vec<Sibling>);

#[derive(Debug)]
struct Sibling {
    at: u32,
    /// Where its first link leads, hashed; 0 without one.
    leads: u32,
    /// Whether it looks like a listing.
    like: bool,
}

impl Siblings {
    fn read<'t>(
        &mut self,
        nodes: impl Iterator<Item = (u32, &'t Node)> + Clone,
        inside: &[Inside],
    ) {
        self.0.clear();
        let elements = nodes.filter(|(_, node)| node.what == What::Element);
        let several = elements.clone().nth(2).is_some();
        self.0.extend(elements.map(|(at, node)| {
            let here = inside.get(at as usize).copied().unwrap_or_default();
            Sibling { at, leads: here.leads, like: is_like(node, &here, several) }
        }));
    }
}

/// Whether an element looks like a listing; `several` if it has more than one sibling.
fn is_like(node: &Node, here: &Inside, several: bool) -> bool {
    let shows = here.links > 0 && (here.pictures > 0 || here.prices > 0);
    // Tiles that a script opens have no link: a price is enough where there are several.
    let opened = here.links == 0 && here.prices > 0 && several;
    let kind = matches!(
        node.is,
        Name::Li
            | Name::Div
            | Name::Article
            | Name::A
            | Name::Tr
            | Name::Td
            | Name::Section
            | Name::Figure
            | Name::Form
    );
    // Two cards inside make a container; a page of many links is none either.
    (shows || opened)
        && (kind || is_custom(node.is))
        && here.letters >= LETTERS
        && here.cards <= 1
        && !here.declared.several
        && (here.prices > 0 || here.declared.is_any() || here.cards > 0 || here.links <= 6)
        && !here.main
        && !is_frame(node.is)
}

/// What the siblings of one name that look like listings have in common.
struct Kind {
    /// Where the first of them leads.
    leads: u32,
    several: bool,
    /// Whether they lead to several places.
    apart: bool,
}

/// Marks the children of a shelf.
fn shelf(
    tree: &Tree<'_>,
    siblings: &Siblings,
    inside: &[Inside],
    cards: &mut [bool],
    own: &mut Inside,
) {
    let like = || {
        let like = siblings.0.iter().filter(|sibling| sibling.like);
        like.filter_map(|one| Some((one, tree.get(one.at)?)))
    };
    let mut kinds: HashMap<_, Kind> = HashMap::new();
    for (one, node) in like() {
        let known = kinds.entry(tree.kind(node)).and_modify(|kind| {
            kind.several = true;
            kind.apart |= kind.leads != one.leads;
        });
        known.or_insert(Kind { leads: one.leads, several: false, apart: false });
    }
    for (one, node) in like() {
        let kind = kinds.get(&tree.kind(node)).filter(|kind| kind.several);
        // What leads to the same place is another part of the same card.
        let twin = kind.is_some_and(|kind| one.leads == 0 || kind.apart);
        if twin {
            let before = inside.get(one.at as usize).map_or(0, |here| here.cards);
            forget(cards, one.at, node.next);
            if let Some(card) = cards.get_mut(one.at as usize) {
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

/// Tells texts apart; never 0.
pub(super) fn hash(text: &str) -> u32 {
    let step = |hash: u64, word: u64| {
        let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ mixed >> 32
    };
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let hash =
        words.iter().fold(text.len() as u64, |hash, word| step(hash, u64::from_le_bytes(*word)));
    let rest = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    u32::try_from(step(hash, rest) >> 32).unwrap_or(1).max(1)
}

/// How many letters there are, up to as many as a card has to say.
pub(super) fn letters(text: &str) -> u32 {
    let mut letters = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !byte.is_ascii() {
            let rest = text.get(at..).unwrap_or_default().chars();
            let wanted = (LETTERS - letters) as usize;
            let found = rest.filter(|c| is_letter(*c)).take(wanted);
            return letters + found.map(|_| 1).sum::<u32>();
        }
        letters += u32::from(byte.is_ascii_alphabetic());
        if letters == LETTERS {
            break;
        }
    }
    letters
}

fn is_letter(c: char) -> bool {
    // Signs of currencies and punctuation are looked up in vain.
    !matches!(c, '\u{80}'..='\u{a9}' | '\u{2000}'..='\u{2070}' | '\u{20a0}'..='\u{20cf}')
        && c.is_alphabetic()
}

/// Whether a value is a list or an object, as data for a script is.
pub(super) fn is_list_or_object(value: &str) -> bool {
    match value.as_bytes().first() {
        Some(b'{' | b'[') => true,
        Some(byte) if byte.is_ascii_graphic() => false,
        _ => value.trim_start().starts_with(['{', '[']),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_up_to_three() {
        for (text, count) in
            [("", 0), ("a1", 1), ("1 a b", 2), ("abcd", 3), ("éa б", 3), ("a € é", 2)]
        {
            assert_eq!(letters(text), count, "{text}");
        }
        for c in '\0'..='\u{ffff}' {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c}");
        }
    }
}
