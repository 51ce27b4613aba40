//! What was counted in an element, for its siblings that are built like it: where each of their
//! texts and values counts the same, and where the same of their links and identifiers are equal, so
//! is all that follows from them, from what is a card in them to what they are themselves.

use super::cards::{Inside, MICRODATA, hash, is_list_or_object, is_price, letters, mark_of};
use super::gather::is_code;
use super::tokens::Attribute;
use super::tree::{Copied, Tree, What};
use super::vocabulary::Name;

/// How many ways to be built are remembered.
const WAYS: usize = 8;

/// Of elements with more links or identifiers than this each is counted.
const EQUALS: usize = 8;

/// What was counted in some elements, the last first.
#[derive(Debug, Default)]
pub(super) struct Models {
    models: Vec<Model>,
    links: Vec<u32>,
    marks: Vec<(u8, u32)>,
}

/// What was counted in one element.
#[derive(Debug)]
struct Model {
    /// The element that it is built like.
    like: u32,
    at: u32,
    slots: Vec<(Slot, u8)>,
    links: Vec<u32>,
    marks: Vec<(u8, u32)>,
    inside: Inside,
    /// Whether there is a card in it, or it is one.
    cards: bool,
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
        let nth = self.models.iter().position(|model| model.like == copied.like)?;
        self.models.get_mut(..=nth)?.rotate_right(1);
        let model = self.models.first()?;
        self.links.clear();
        self.marks.clear();
        for (slot, counts) in &model.slots {
            let here = slot.read(tree, copied.at, &mut self.links, &mut self.marks)?;
            if here != *counts {
                return None;
            }
        }
        if !(equals_alike(&model.links, &self.links) && equals_alike(&model.marks, &self.marks)) {
            return None;
        }
        let mut inside = model.inside;
        if inside.leads != 0 {
            inside.leads = *self.links.first()?;
        }
        for (mark, value) in inside.declared.marks.iter_mut().filter(|(mark, _)| *mark != 0) {
            *value = if *mark == MICRODATA {
                value.checked_sub(model.at)?.checked_add(copied.at)?
            } else {
                let nth = model.marks.iter().position(|known| known == &(*mark, *value))?;
                self.marks.get(nth)?.1
            };
        }
        Some((inside, model.cards.then_some(model.at)))
    }

    /// Remembers what was counted in an element.
    pub(super) fn learn(&mut self, tree: &Tree<'_>, copied: &Copied, inside: Inside, cards: bool) {
        let (mut links, mut marks) = (Vec::new(), Vec::new());
        let slots = slots(tree, copied);
        let slots =
            slots.map(|slot| Some((slot, slot.read(tree, copied.at, &mut links, &mut marks)?)));
        let Some(slots) = slots.collect() else { return };
        let first = links.first().copied().unwrap_or_default();
        if links.len() > EQUALS || marks.len() > EQUALS || ![0, first].contains(&inside.leads) {
            return;
        }
        self.models.truncate(WAYS - 1);
        let Copied { at, like, .. } = *copied;
        self.models.insert(0, Model { like, at, slots, links, marks, inside, cards });
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

impl Slot {
    /// How what stands there counts, with where it leads or which listing it declares.
    fn read(
        self,
        tree: &Tree<'_>,
        from: u32,
        links: &mut Vec<u32>,
        marks: &mut Vec<(u8, u32)>,
    ) -> Option<u8> {
        let (off, nth) = match self {
            Self::Text(off) => {
                let text = tree.text(tree.get(from + off)?.span);
                return Some(letters(text) as u8 | u8::from(is_price(text)) << 2);
            }
            Self::Attribute(off, nth) => (off, nth),
        };
        let attribute = tree.attributes(tree.get(from + off)?).as_slice().get(nth as usize)?;
        let value = tree.text(attribute.value);
        let mut counts = 0;
        if attribute.means == Name::Href {
            links.push(hash(value));
        } else if let Some(mark) = mark_of(attribute.means) {
            let value = value.trim();
            marks.push((mark, hash(value)));
            counts = u8::from(!value.is_empty()) << 3;
        }
        let says = is_shown(attribute.means) || may_be_data(attribute) && is_list_or_object(value);
        Some(if says { counts | 1 << 4 | letters(value) as u8 } else { counts })
    }
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
