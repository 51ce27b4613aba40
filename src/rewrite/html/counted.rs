//! What was counted in an element, for its siblings that are built like it: where each of their
//! texts and values counts the same, and where the same of their links and identifiers are equal, so
//! is all that follows from them, from what is a card in them to what they are themselves.

use super::cards::{Inside, MICRODATA, hash, is_list_or_object, letters, mark_of};
use super::gather::is_code;
use super::price::is_price;
use super::tokens::Attribute;
use super::tree::{Copied, Tree, What};
use super::vocabulary::Name;

/// How many ways to be built are remembered, and how many ways of each to count.
const WAYS: usize = 8;
const COUNTS: usize = 8;

/// Of elements with more links or identifiers than this each is counted.
const EQUALS: usize = 8;

/// What was counted in some elements, by how they are built, the last first.
#[derive(Debug, Default)]
pub(super) struct Models {
    ways: Vec<Way>,
    said: Said,
}

/// What was counted in elements that are built like one.
#[derive(Debug)]
struct Way {
    like: u32,
    slots: Vec<Slot>,
    models: Vec<Model>,
}

/// What was counted in one element.
#[derive(Debug)]
struct Model {
    at: u32,
    said: Said,
    inside: Inside,
    /// Whether there is a card in it, or it is one.
    cards: bool,
}

/// What stands in the slots of an element.
#[derive(Clone, Debug, Default)]
struct Said {
    counts: Vec<u8>,
    /// Where links lead, and which listings are declared.
    links: Vec<u32>,
    marks: Vec<(u8, u32)>,
}

/// Where something stands that counts, from the element on.
#[derive(Clone, Copy, Debug)]
enum Slot {
    Text(u32),
    Attribute(u32, u32),
}

impl Models {
    /// What is in an element that is built like one which was counted, and where that one is, if
    /// there is a card in it.
    pub(super) fn count(
        &mut self,
        tree: &Tree<'_>,
        copied: &Copied,
    ) -> Option<(Inside, Option<u32>)> {
        let nth = self.ways.iter().position(|way| way.like == copied.like)?;
        self.ways.get_mut(..=nth)?.rotate_right(1);
        let way = self.ways.first()?;
        self.said.read(tree, copied.at, &way.slots)?;
        let said = &self.said;
        let model = way.models.iter().find(|model| model.said.counts_like(said))?;
        let mut inside = model.inside;
        if inside.leads != 0 {
            inside.leads = *said.links.first()?;
        }
        for (mark, value) in inside.declared.marks.iter_mut().filter(|(mark, _)| *mark != 0) {
            *value = if *mark == MICRODATA {
                value.checked_sub(model.at)?.checked_add(copied.at)?
            } else {
                let nth = model.said.marks.iter().position(|known| known == &(*mark, *value))?;
                said.marks.get(nth)?.1
            };
        }
        Some((inside, model.cards.then_some(model.at)))
    }

    /// Remembers what was counted in an element.
    pub(super) fn learn(&mut self, tree: &Tree<'_>, copied: &Copied, inside: Inside, cards: bool) {
        let Copied { at, like, .. } = *copied;
        if self.ways.first().is_none_or(|way| way.like != like) {
            self.ways.truncate(WAYS - 1);
            let slots = slots(tree, copied).collect();
            self.ways.insert(0, Way { like, slots, models: Vec::new() });
        }
        let Some(way) = self.ways.first_mut() else { return };
        let mut said = Said::default();
        if way.models.len() == COUNTS || said.read(tree, at, &way.slots).is_none() {
            return;
        }
        let first = said.links.first().copied().unwrap_or_default();
        let few = said.links.len().max(said.marks.len()) <= EQUALS;
        if few && [0, first].contains(&inside.leads) {
            way.models.push(Model { at, said, inside, cards });
        }
    }
}

/// Where something stands that counts in an element.
fn slots(tree: &Tree<'_>, copied: &Copied) -> impl Iterator<Item = Slot> {
    let nodes = (0..copied.len).filter_map(|off| Some((off, tree.get(copied.at + off)?)));
    nodes.flat_map(|(off, node)| {
        let text = node.what == What::Text && !tree.get(node.parent).is_some_and(is_code);
        let attributes = tree.attributes(node).as_slice();
        let attributes = if is_code(node) { &[] } else { attributes };
        let first = attributes.iter().position(|attribute| attribute.means == Name::Href);
        let link = first.filter(|_| node.is == Name::A);
        let counts = (0_u32..).zip(attributes).enumerate().filter(move |(at, (_, attribute))| {
            Some(*at) == link
                || mark_of(attribute.means).is_some()
                || is_shown(attribute.means)
                || may_be_data(attribute)
        });
        let counts = counts.map(move |(_, (nth, _))| Slot::Attribute(off, nth));
        text.then_some(Slot::Text(off)).into_iter().chain(counts)
    })
}

impl Said {
    /// Reads what stands in the slots of the element at `from`.
    fn read(&mut self, tree: &Tree<'_>, from: u32, slots: &[Slot]) -> Option<()> {
        self.counts.clear();
        self.links.clear();
        self.marks.clear();
        for slot in slots {
            let counts = match slot {
                Slot::Text(off) => {
                    let text = tree.text(tree.get(from + off)?.span);
                    few(letters(text)) | u8::from(is_price(text)) << 2
                }
                Slot::Attribute(off, nth) => {
                    let attributes = tree.attributes(tree.get(from + off)?).as_slice();
                    self.attribute(tree, attributes.get(*nth as usize)?)
                }
            };
            self.counts.push(counts);
        }
        Some(())
    }

    fn attribute(&mut self, tree: &Tree<'_>, attribute: &Attribute) -> u8 {
        let value = tree.text(attribute.value);
        let mut counts = 0;
        if attribute.means == Name::Href {
            self.links.push(hash(value));
        } else if let Some(mark) = mark_of(attribute.means) {
            let value = value.trim();
            self.marks.push((mark, hash(value)));
            counts = u8::from(!value.is_empty()) << 3;
        }
        let says = is_shown(attribute.means) || may_be_data(attribute) && is_list_or_object(value);
        if says { counts | 1 << 4 | few(letters(value)) } else { counts }
    }

    /// Whether another element counts the same, but for where it leads and which one it is.
    fn counts_like(&self, other: &Self) -> bool {
        self.counts == other.counts
            && equals_alike(&self.links, &other.links)
            && equals_alike(&self.marks, &other.marks)
    }
}

/// A count of letters, which are counted up to three.
fn few(letters: u32) -> u8 {
    u8::try_from(letters).unwrap_or(u8::MAX)
}

/// Whether the letters of an attribute count.
pub(super) const fn is_shown(name: Name) -> bool {
    matches!(name, Name::Alt | Name::Title | Name::AriaLabel)
}

/// Whether the value of an attribute may be data, of which the letters count.
pub(super) const fn may_be_data(attribute: &Attribute) -> bool {
    attribute.name.len() > 5
}

/// Whether the same places of two lists hold the same.
fn equals_alike<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    let first = |list: &[T], at: usize| {
        let here = list.get(at);
        list.iter().position(|value| Some(value) == here)
    };
    one.len() == other.len() && (1..one.len()).all(|at| first(one, at) == first(other, at))
}
