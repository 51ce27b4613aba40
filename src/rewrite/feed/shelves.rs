//! What listings stand on, by identifiers alone: `<category id="9" parentId="1">Vodka</category>`, and in
//! an offer `<categoryId>9</categoryId>`. What comes before its listings is remembered, in bounds.

use super::gather::{Gather, Scope, leaf_text, slice};
use super::judging::Settler;
use super::names::local;
use super::tape::{Tape, What};
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::Limits;
use crate::rewrite::cut::Code;
use crate::rewrite::json::{Says, Shelf};
use crate::rewrite::sweep::Ident;
use std::collections::HashMap;

#[cfg(test)]
mod tests;

/// What was said of what listings may stand on.
#[derive(Debug, Default)]
pub(super) struct Shelves {
    said: HashMap<u64, Said>,
    bytes: usize,
    /// Whether more was said than is remembered.
    full: bool,
}

#[derive(Debug, Default)]
struct Said {
    texts: Vec<String>,
    /// What it stands in itself.
    around: Option<u64>,
}

/// Names by which it is called elsewhere.
const NAMES: [&str; 6] = ["id", "code", "key", "slug", "handle", "uid"];
/// Names of what it stands in.
const AROUND: [&str; 4] = ["parent", "parentid", "parent_id", "parentId"];
/// So many of them, each in the next one, are read.
const DEEPEST: usize = 8;

impl Shelves {
    fn note(&mut self, names: Vec<u64>, texts: Vec<String>, around: Option<u64>, limits: Limits) {
        let known = |name: &u64| self.said.get(name).is_some_and(|said| said.texts == texts);
        if names.iter().all(known) {
            return;
        }
        let bytes: usize = texts.iter().map(String::len).sum();
        let room = self.bytes + bytes <= limits.unit
            && self.said.len() + names.len() <= limits.swept_identifiers;
        if !room {
            self.full = true;
            return;
        }
        self.bytes += bytes * names.len();
        for name in names {
            let said = self.said.entry(name).or_default();
            said.texts.extend(texts.iter().cloned());
            said.around = around.filter(|around| *around != name).or(said.around);
        }
    }

    /// Adds what is said by what is called so; `false` if it may be something that is not remembered.
    fn add(&self, name: u64, shelf: Shelf, facts: &mut Facts) -> bool {
        let mut next = Some(name);
        for _ in 0..DEEPEST {
            let Some(said) = next.and_then(|name| self.said.get(&name)) else { break };
            for text in &said.texts {
                facts.push(shelf.role, shelf.kind, Scalar::Text(text));
            }
            next = said.around;
        }
        !self.full || self.said.contains_key(&name)
    }
}

impl Settler {
    /// Remembers what an element outside listings says, if listings may stand on it.
    pub(super) fn note_shelf(&mut self, tape: &Tape, source: &str, at: u32) {
        if !tape.get(at).is_some_and(|node| node.says.any(Says::SHELF)) {
            return;
        }
        let shelf = tape.name(at, source).and_then(|name| Shelf::read(local(name)));
        let Some(shelf) = shelf.filter(|shelf| !shelf.ids) else { return };
        let (mut names, mut around) = (Vec::new(), None);
        let mut text = String::new();
        for (below, value) in tape.children(at) {
            let name = local(tape.name(below, source).unwrap_or_default());
            let says = match value.what {
                What::Attribute => Code::Attribute.decode(slice(source, value.inner)),
                What::Element if value.is_leaf() => {
                    leaf_text(tape, source, &self.entities, below, &mut text);
                    Code::Attribute.decode(&text)
                }
                _ => continue,
            };
            if NAMES.contains(&name) {
                names.push(Ident::reference(shelf.kind, says.trim()));
            } else if AROUND.contains(&name) {
                around = Some(Ident::reference(shelf.kind, says.trim()));
            }
        }
        if names.is_empty() {
            return;
        }
        let mut gather = Gather::default();
        gather.unit(tape, source, &self.entities, at, Scope::Listing);
        let says = gather.facts.iter().filter(|fact| {
            !matches!(fact.role, Role::Id | Role::Url | Role::Image | Role::Meta | Role::Price)
        });
        let texts = says.map(|fact| fact.value.as_str().to_owned()).collect();
        self.shelves.note(names, texts, around, self.limits);
    }

    /// Whether an element is one of what a shop has, and no word of the shop's own.
    pub(super) fn is_on_shelf(&self, tape: &Tape, at: u32) -> bool {
        let says = |at: u32| tape.get(at).is_some_and(|node| node.says.any(Says::SHELF));
        says(at) || tape.get(at).is_some_and(|node| says(node.parent))
    }

    /// Adds to what is gathered of a listing what is said by what it stands on. Whether all of it is
    /// known.
    pub(super) fn hear_shelves(&mut self, tape: &Tape, source: &str, at: u32) -> bool {
        if self.shelves.said.is_empty() {
            return true;
        }
        let end = tape.get(at).map_or(at, |node| node.next.min(tape.len()));
        let mut text = String::new();
        let mut known = true;
        for place in at..end {
            let Some(node) = tape.get(place) else { break };
            let attribute = node.what == What::Attribute;
            let name = local(tape.name(place, source).unwrap_or_default());
            // `<category id="9"/>` is called as `<categoryId>9</categoryId>` is.
            let around = || tape.get(node.parent).filter(|_| attribute && NAMES.contains(&name));
            let named = match node.says.any(Says::SHELF) {
                true => Some(name),
                false => around()
                    .filter(|around| around.says.any(Says::SHELF))
                    .and_then(|_| tape.name(node.parent, source).map(local)),
            };
            let Some(shelf) = named.and_then(Shelf::read) else { continue };
            let says = match node.what {
                What::Attribute => Code::Attribute.decode(slice(source, node.inner)),
                What::Element if node.is_leaf() => {
                    leaf_text(tape, source, &self.entities, place, &mut text);
                    Code::Attribute.decode(&text)
                }
                _ => continue,
            };
            let name = Ident::reference(shelf.kind, says.trim());
            let heard = self.shelves.add(name, shelf, &mut self.gather.facts);
            known &= heard || !shelf.ids;
        }
        known
    }
}
