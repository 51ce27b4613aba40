//! Stores that hold each kind of thing in a map of its own, by identifier: `{"images": {"byId": {"i1":
//! {"id": "i1", …}}, "allIds": ["i1"]}}`. Other things refer to it by its name: `"imageIds": ["i1"]`.

use super::forms::is_called_so;
use super::node::{Kind, Node};
use super::tape::Tape;
use std::collections::{HashMap, HashSet};

/// The maps of a document, with what things in them are called elsewhere.
#[derive(Debug, Default)]
pub(super) struct Stores {
    maps: HashMap<u32, String>,
    names: HashSet<String>,
}

impl Stores {
    /// All of a document, if there are several: one alone refers to nothing.
    pub(super) fn read(tape: &Tape, source: &str) -> Self {
        let mut maps = HashMap::new();
        for (at, thing) in (0..).zip(&tape.nodes) {
            if thing.kind == Kind::Object
                && is_called_so(tape, source, at)
                && let Some(name) = called(tape, source, thing.parent)
            {
                maps.insert(thing.parent, name);
            }
        }
        if maps.len() < 2 {
            return Self::default();
        }
        let names = maps.values().cloned().collect();
        Self { maps, names }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.maps.is_empty()
    }

    /// What the things in a map are called.
    pub(super) fn of(&self, map: u32) -> Option<&str> {
        self.maps.get(&map).map(String::as_str)
    }

    /// What a value refers to by its name, or by that of the list it stands in.
    pub(super) fn named_by(&self, tape: &Tape, source: &str, node: &Node) -> Option<&str> {
        if self.is_empty() {
            return None;
        }
        let named = if node.key.1 == 0 { tape.get(node.parent)? } else { node };
        let mut key = String::new();
        let name = one_of(tape.key(named, source, &mut key));
        self.names.get(&name).map(String::as_str)
    }

    /// Where stores list some of the things in them by their identifiers alone.
    pub(super) fn entries(
        &self,
        tape: &Tape,
        source: &str,
        things: impl Iterator<Item = u32>,
    ) -> Vec<u32> {
        let mut text = String::new();
        let mut ids: HashMap<u32, HashSet<String>> = HashMap::new();
        for thing in things.filter_map(|at| tape.get(at)) {
            if let Some(map) = tape.get(thing.parent).filter(|_| self.of(thing.parent).is_some()) {
                let id = tape.key(thing, source, &mut text).to_owned();
                ids.entry(map.parent).or_default().insert(id);
            }
        }
        let mut entries = Vec::new();
        for (around, ids) in &ids {
            let lists = tape.children(*around).filter(|(_, node)| node.kind == Kind::Array);
            let listed = lists.flat_map(|(at, _)| tape.children(at));
            let listed = listed.filter(|(_, entry)| !entry.kind.is_container());
            entries.extend(listed.filter_map(|(at, entry)| {
                ids.contains(tape.text(entry, source, &mut text)).then_some(at)
            }));
        }
        entries
    }
}

/// What one thing in a map is called: by the map, or by what is around it.
fn called(tape: &Tape, source: &str, map: u32) -> Option<String> {
    const MAPS: [&str; 6] = ["byId", "byIds", "entities", "lookup", "items", "data"];
    let mut key = String::new();
    let mut node = tape.get(map)?;
    for _ in 0..2 {
        let name = (node.key.1 > 0).then(|| tape.key(node, source, &mut key))?;
        if !MAPS.contains(&name) {
            return Some(one_of(name)).filter(|name| !name.is_empty());
        }
        node = tape.get(node.parent)?;
    }
    None
}

/// `images`, `imageIds`, `image_id` → `image`.
fn one_of(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let name: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    let ends = ["ids", "id", "refs", "ref"].iter().find_map(|end| name.strip_suffix(end));
    let name = ends.unwrap_or(&name);
    match (name.strip_suffix("ies"), name.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(one)) => one.to_owned(),
        (None, None) => name.to_owned(),
    }
}
