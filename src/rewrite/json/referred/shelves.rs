//! What says of listings what they are, in a list beside them: categories, collections, brands, tags.
//! Listings name them by identifiers alone, and each may stand in another one.

use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::json::names::Says;
use crate::rewrite::json::node::{Fields, Kind, NONE, Node};
use crate::rewrite::json::shelf::Shelf;
use crate::rewrite::json::tape::Tape;
use crate::rewrite::sweep::Ident;
use std::collections::HashMap;

#[cfg(test)]
mod tests;

/// Where what is shared stands, in a document that is there as a whole.
#[derive(Debug, Default)]
pub(super) struct Shelves {
    /// By kind and identifier.
    named: HashMap<u64, Vec<u32>>,
    /// Lists and maps of them.
    lists: HashMap<u32, &'static str>,
}

/// Names of members by which an element of such a list is called elsewhere.
const NAMES: [&str; 10] =
    ["id", "_id", "key", "code", "slug", "handle", "uid", "uuid", "gid", "value"];
/// Names of maps within maps.
const MAPS: [&str; 12] = [
    "byId", "byIds", "entities", "lookup", "data", "nodes", "items", "edges", "results", "list",
    "records", "hits",
];
/// Names of what an element wraps.
const WRAPPED: [&str; 3] = ["node", "item", "attributes"];
/// So many of them, each in the next one, are read.
const DEEPEST: usize = 8;

impl Shelves {
    pub(super) fn read(tape: &Tape, source: &str) -> Self {
        let mut shelves = Self::default();
        let mut key = String::new();
        for at in 0..tape.len() {
            let Some(node) = tape.get(at).filter(|node| node.kind.is_container()) else { continue };
            let holder = tape.get(node.parent);
            let within = shelves.lists.get(&node.parent).copied();
            let name = (node.key.1 > 0).then(|| tape.key(node, source, &mut key));
            let own = name.filter(|_| node.says.any(Says::SHELF) && tape.is_reached(node));
            let list = own.and_then(Shelf::read).filter(|shelf| !shelf.ids).map(|shelf| shelf.kind);
            let inner = || {
                let below = name.filter(|name| is_below(name) || node.says.any(Says::SHELF))?;
                let around = shelves.lists.get(&holder?.parent).copied();
                around.filter(|_| node.is_array() || MAPS.contains(&below))
            };
            let map = || within.filter(|_| name.is_some_and(|name| MAPS.contains(&name)));
            let wrapped = || {
                let around = shelves.lists.get(&holder?.parent).copied();
                around.filter(|_| name.is_some_and(|name| WRAPPED.contains(&name)))
            };
            match list.or_else(map).or_else(inner) {
                Some(kind) => _ = shelves.lists.insert(at, kind),
                None => shelves.take(tape, source, at, within.or_else(wrapped)),
            }
        }
        shelves
    }

    /// Takes in an element of a list of this kind.
    fn take(&mut self, tape: &Tape, source: &str, at: u32, kind: Option<&'static str>) {
        let (Some(node), Some(kind)) = (tape.get(at), kind) else { return };
        if node.kind != Kind::Object {
            return;
        }
        let (mut key, mut text) = (String::new(), String::new());
        if node.key.1 > 0 {
            let name = Ident::reference(kind, tape.key(node, source, &mut key));
            self.named.entry(name).or_default().push(at);
        }
        for (_, value) in tape.children(at) {
            let named = NAMES.contains(&tape.key(value, source, &mut key))
                || Shelf::read(&key_of(tape, source, value)).is_some_and(|own| own.kind == kind);
            if named && matches!(value.kind, Kind::Text | Kind::Number) {
                let name = Ident::reference(kind, tape.text(value, source, &mut text));
                let places = self.named.entry(name).or_default();
                places.extend((places.last() != Some(&at)).then_some(at));
            }
        }
    }

    /// Adds what is said by all that the listing at `at` names, while `left` says that there is time.
    /// Whether all of it was read.
    pub(super) fn add(
        &self,
        tape: &Tape,
        source: &str,
        at: u32,
        facts: &mut Facts,
        left: &std::cell::Cell<u32>,
    ) -> bool {
        let Some(listing) = tape.get(at).filter(|_| !self.named.is_empty()) else { return true };
        let end = listing.next.min(tape.len());
        let mut heard = Vec::new();
        for place in at..end {
            let Some((shelf, name)) = self.reference(tape, source, place) else { continue };
            for element in self.named.get(&name).into_iter().flatten() {
                if (at..end).contains(element) || heard.contains(element) {
                    continue;
                }
                heard.push(*element);
                if !self.hear(tape, source, *element, shelf.role, facts, left) {
                    return false;
                }
            }
        }
        true
    }

    /// What the value at `at` names.
    fn reference(&self, tape: &Tape, source: &str, at: u32) -> Option<(Shelf, u64)> {
        let node = tape.get(at)?;
        let named = if node.key.1 == 0 { tape.get(node.parent)? } else { node };
        if !named.says.any(Says::SHELF) || named.says.any(Says::COMPANIONS) {
            return None;
        }
        let shelf = Shelf::read(&key_of(tape, source, named))?;
        let mut text = String::new();
        let name = match node.kind {
            Kind::Text | Kind::Number => tape.text(node, source, &mut text),
            Kind::Object if !node.own.has(Fields::NAME) => {
                let mut key = String::new();
                let mut children = tape.children(at);
                let (_, id) = children.find(|(_, value)| {
                    !value.kind.is_container()
                        && matches!(tape.key(value, source, &mut key), "id" | "_id" | "key")
                })?;
                tape.text(id, source, &mut text)
            }
            _ => return None,
        };
        Some((shelf, Ident::reference(shelf.kind, name)))
    }

    /// Adds what an element says, and those say that it stands in.
    fn hear(
        &self,
        tape: &Tape,
        source: &str,
        element: u32,
        role: Role,
        facts: &mut Facts,
        left: &std::cell::Cell<u32>,
    ) -> bool {
        let mut around = Some(element);
        for _ in 0..DEEPEST {
            let Some((at, node)) = around.and_then(|at| Some((at, tape.get(at)?))) else { break };
            let (mut key, mut text) = (String::new(), String::new());
            let mut place = at + 1;
            while place < node.next.min(tape.len()) {
                let Some(value) = tape.get(place) else { break };
                let Some(rest) = left.get().checked_sub(1) else { return false };
                left.set(rest);
                if self.lists.contains_key(&place) || value.is_array() && value.holds_lists() {
                    place = value.next.max(place + 1);
                    continue;
                }
                place += 1;
                if value.kind != Kind::Text || value.says.any(Says::REFERENCE) {
                    continue;
                }
                let role = match value.role {
                    Role::Description => Role::ThirdParty,
                    kept @ (Role::Id | Role::Meta | Role::ThirdParty) => kept,
                    Role::Url | Role::Image | Role::Alt => continue,
                    _ => role,
                };
                let key = tape.key(value, source, &mut key);
                facts.push(role, key, Scalar::Text(tape.text(value, source, &mut text)));
            }
            around = self.around(tape, node);
        }
        true
    }

    /// The element that the list stands in that a node is an element of.
    fn around(&self, tape: &Tape, node: &Node) -> Option<u32> {
        let mut list = tape.get(node.parent)?;
        let mut at = node.parent;
        while self.lists.contains_key(&at) && list.parent != NONE {
            at = list.parent;
            list = tape.get(at)?;
        }
        self.lists.contains_key(&list.parent).then_some(at)
    }
}

/// Whether a member holds what stands below an element of its kind.
fn is_below(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("child") || name.starts_with("sub") || MAPS.contains(&name.as_str())
}

fn key_of(tape: &Tape, source: &str, node: &Node) -> String {
    let mut key = String::new();
    tape.key(node, source, &mut key).to_owned()
}
