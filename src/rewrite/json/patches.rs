//! Answers of GraphQL that come in parts (`@defer`, `@stream`): later parts say by a path into the first
//! one where they belong, by name and by index. Where elements of a list went, those behind them have
//! other indexes, and what belongs to one that went goes too.
//!
//! A part says `{"path": ["shelf", 3], "data": {…}}`, alone or in `incremental`; since 2023 the path may
//! stand in `pending`, to which `incremental` and `completed` refer by an `id`.

use super::node::{Edit, Kind, NONE, Node};
use super::whole::Document;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What the parts so far were told to be, and what of it went.
#[derive(Debug, Default)]
pub(in crate::rewrite) struct Patches {
    /// Lists by their paths.
    lists: HashMap<String, List>,
    /// The paths of what went and left its place.
    gone: HashSet<String>,
    /// The paths of what is announced; nothing of what went.
    pending: HashMap<String, Option<String>>,
}

#[derive(Debug, Default)]
struct List {
    /// How many elements came.
    came: u32,
    gone: BTreeSet<u32>,
}

impl List {
    fn new_index(&self, index: u32) -> u32 {
        let before = self.gone.range(..index).count();
        index.saturating_sub(u32::try_from(before).unwrap_or(u32::MAX))
    }
}

/// More of each is not followed: then what belongs to anything that is not known goes.
const MOST: usize = 16 << 10;

impl Patches {
    /// Whether something may have come that was not noted.
    fn is_full(&self) -> bool {
        [self.lists.len(), self.gone.len(), self.pending.len()].into_iter().any(|len| len >= MOST)
    }

    fn note_gone(&mut self, path: String) {
        if self.gone.len() < MOST {
            self.gone.insert(path);
        }
    }
}

impl Document {
    /// Whether this is the first part of an answer of which more come.
    pub(in crate::rewrite) fn begins_answer(&self, bytes: &[u8]) -> bool {
        let source = simdutf8::basic::from_utf8(bytes).unwrap_or_default();
        let has = |name| self.member(source, 0, name).is_some();
        has("data") && (has("hasNext") || has("pending"))
    }

    /// Puts right where the part belongs, which is judged and swept.
    pub(in crate::rewrite) fn follow(&mut self, bytes: &[u8], patches: &mut Patches) {
        let source = simdutf8::basic::from_utf8(bytes).unwrap_or_default();
        let Some(data) = self.member(source, 0, "data") else {
            return self.announced(source, patches);
        };
        if self.member(source, 0, "path").is_none() {
            // An answer begins.
            *patches = Patches::default();
            if self.is_gone() {
                patches.note_gone(String::new());
            }
            self.note(source, data, String::new(), patches);
        }
        self.announced(source, patches);
    }

    fn announced(&mut self, source: &str, patches: &mut Patches) {
        for announced in self.elements(source, 0, "pending") {
            let Some(id) = self.text(source, announced, "id") else { continue };
            let path = self.place(source, announced, false, patches);
            if path.is_none() {
                self.settler.mark(&mut self.tape, announced, Edit::Drop);
            }
            if patches.pending.len() < MOST {
                patches.pending.insert(id, path);
            }
        }
        if self.member(source, 0, "path").is_some() {
            self.patch(source, 0, patches);
        }
        for patch in self.elements(source, 0, "incremental") {
            self.patch(source, patch, patches);
        }
        self.errors(source, 0, patches);
        for done in self.elements(source, 0, "completed") {
            self.errors(source, done, patches);
            let id = self.text(source, done, "id");
            if id.is_some_and(|id| matches!(patches.pending.get(&id), Some(None))) {
                self.settler.mark(&mut self.tape, done, Edit::Drop);
            }
        }
    }

    /// Errors say where they happened.
    fn errors(&mut self, source: &str, of: u32, patches: &mut Patches) {
        for error in self.elements(source, of, "errors") {
            if self.place(source, error, false, patches).is_none() {
                self.settler.mark(&mut self.tape, error, Edit::Drop);
            }
        }
    }

    fn patch(&mut self, source: &str, at: u32, patches: &mut Patches) {
        self.errors(source, at, patches);
        let items = self.member(source, at, "items");
        let announced =
            self.text(source, at, "id").and_then(|id| patches.pending.get(&id).cloned());
        let place = match announced {
            Some(place) => place,
            // What it belongs to was never announced.
            None if self.member(source, at, "path").is_none() => None,
            None => self.place(source, at, items.is_some(), patches),
        };
        let Some(mut path) = place else {
            self.settler.mark(&mut self.tape, at, Edit::Drop);
            return;
        };
        if let Some(steps) = self.member(source, at, "subPath") {
            match self.steps(source, steps, path, None, patches) {
                Some(longer) => path = longer,
                None => return self.settler.mark(&mut self.tape, at, Edit::Drop),
            }
        }
        if let Some(data) = self.member(source, at, "data") {
            self.note(source, data, path, patches);
        } else if let Some(items) = items {
            self.note_list(source, items, path, patches);
        }
    }

    /// The path that an object names, put right; nothing if it leads to what went. With `items`, the
    /// index at its end is that of the first of several that come.
    fn place(
        &mut self,
        source: &str,
        at: u32,
        items: bool,
        patches: &mut Patches,
    ) -> Option<String> {
        let path = self.member(source, at, "path");
        let Some(path) = path.filter(|at| self.tape.get(*at).is_some_and(Node::is_array)) else {
            let gone = path.is_none() && patches.gone.contains("");
            return (!gone).then(String::new);
        };
        let last =
            self.tape.children(path).last().filter(|(_, node)| items && node.kind == Kind::Number);
        let last = last.map(|(at, _)| at);
        self.steps(source, path, String::new(), last, patches)
    }

    fn steps(
        &mut self,
        source: &str,
        steps: u32,
        mut path: String,
        first: Option<u32>,
        patches: &mut Patches,
    ) -> Option<String> {
        let steps: Vec<(u32, Node)> =
            self.tape.children(steps).map(|(at, node)| (at, *node)).collect();
        let mut text = String::new();
        if patches.gone.contains(&path) {
            return None;
        }
        for (at, step) in steps {
            let name = self.tape.text(&step, source, &mut text);
            let index = name.parse::<u32>().ok().filter(|_| step.kind == Kind::Number);
            let is_full = patches.is_full();
            match (index, patches.lists.get_mut(&path)) {
                (Some(index), Some(list)) => {
                    if first == Some(at) {
                        list.came = index;
                    } else if list.gone.contains(&index) {
                        return None;
                    }
                    let new = list.new_index(index);
                    if new != index {
                        self.settler.mark(&mut self.tape, at, Edit::Count(new));
                    }
                }
                (Some(_), None) if is_full => return None,
                _ => {}
            }
            if first != Some(at) {
                path.push('/');
                path.push_str(name);
                if patches.gone.contains(&path) || index.is_none() && patches.gone.len() >= MOST {
                    return None;
                }
            }
        }
        Some(path)
    }

    /// Notes the lists in a value that stands at `path`, and what of it went.
    fn note(&self, source: &str, at: u32, path: String, patches: &mut Patches) {
        let mut open = vec![(at, path)];
        let mut text = String::new();
        while let Some((at, path)) = open.pop() {
            let Some(node) = self.tape.get(at).filter(|node| node.kind.is_container()) else {
                continue;
            };
            if matches!(node.edit, Edit::Drop | Edit::Null) {
                patches.note_gone(path);
            } else if node.kind == Kind::Array {
                open.extend(self.note_elements(at, &path, patches));
            } else {
                let inside = self.tape.children(at).filter(|(_, node)| node.kind.is_container());
                open.extend(inside.map(|(child, node)| {
                    (child, format!("{path}/{}", self.tape.key(node, source, &mut text)))
                }));
            }
        }
    }

    fn note_list(&self, source: &str, items: u32, path: String, patches: &mut Patches) {
        for (at, path) in self.note_elements(items, &path, patches) {
            self.note(source, at, path, patches);
        }
    }

    /// Notes the elements of a list, and says what is in it and went not.
    fn note_elements(&self, list: u32, path: &str, patches: &mut Patches) -> Vec<(u32, String)> {
        if patches.lists.len() >= MOST {
            return Vec::new();
        }
        let known = patches.lists.entry(path.to_owned()).or_default();
        let mut inside = Vec::new();
        for (at, node) in self.tape.children(list) {
            let index = known.came;
            known.came = index.saturating_add(1);
            if node.edit == Edit::Drop {
                known.gone.insert(index);
            } else if node.kind.is_container() {
                inside.push((at, format!("{path}/{index}")));
            }
        }
        inside
    }

    fn member(&self, source: &str, of: u32, name: &str) -> Option<u32> {
        let mut key = String::new();
        let mut members = self.tape.children(of);
        members.find(|(_, node)| self.tape.key(node, source, &mut key) == name).map(|(at, _)| at)
    }

    fn text(&self, source: &str, of: u32, name: &str) -> Option<String> {
        let node = self.tape.get(self.member(source, of, name)?)?;
        let mut text = String::new();
        (node.kind == Kind::Text).then(|| self.tape.text(node, source, &mut text).to_owned())
    }

    /// The objects in a list of an object that did not go.
    fn elements(&self, source: &str, of: u32, name: &str) -> Vec<u32> {
        let list = self.member(source, of, name).unwrap_or(NONE);
        let objects = self.tape.children(list).filter(|(_, node)| node.kind == Kind::Object);
        objects.filter(|(_, node)| node.edit == Edit::Keep).map(|(at, _)| at).collect()
    }
}
