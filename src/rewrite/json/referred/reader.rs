//! What refers to what: the ways in which stores and formats write it.

use crate::rewrite::json::names::Says;
use crate::rewrite::json::node::{Edit, Kind, NONE, Node};
use crate::rewrite::json::stores::Stores;
use crate::rewrite::json::tape::Tape;
use crate::rewrite::sweep::Ident;

/// A reference and where it stands.
pub(super) struct Reference {
    pub(super) at: u32,
    pub(super) to: u64,
}

/// What may be referred to.
pub(super) struct Part {
    pub(super) at: u32,
    pub(super) end: u32,
    pub(super) name: u64,
    /// Its kind, where it stands in a store of everything.
    pub(super) kind: Option<u64>,
    pub(super) gone: bool,
    /// Whether its own name shows that it is a part, without anything that refers to it.
    pub(super) addressed: bool,
    /// Each reference, with its place.
    pub(super) refers_to: Vec<(u32, u64)>,
}

/// Reads references and what they lead to.
pub(super) struct Reader<'t> {
    pub(super) tape: &'t Tape,
    source: &'t str,
    /// Whether the first value is included because something else refers to it.
    included: bool,
    stores: Option<&'t Stores>,
    text: String,
    key: String,
}

impl<'t> Reader<'t> {
    pub(super) fn new(tape: &'t Tape, source: &'t str) -> Self {
        let (text, key) = (String::new(), String::new());
        Self { tape, source, included: false, stores: None, text, key }
    }

    /// The same in a document with such stores, of which the first value may be included.
    pub(super) fn among(self, stores: &'t Stores, included: bool) -> Self {
        Self { stores: Some(stores), included, ..self }
    }
}

impl Reader<'_> {
    /// What the value at `at` refers to.
    pub(super) fn reference(&mut self, at: u32) -> Option<Reference> {
        let node = self.tape.get(at)?;
        if matches!(node.kind, Kind::Text | Kind::Number)
            && let Some(store) =
                self.stores.and_then(|stores| stores.named_by(self.tape, self.source, node))
        {
            let id = self.tape.text(node, self.source, &mut self.text);
            return Some(Reference { at, to: name_of(store, id) });
        }
        let to = match node.kind {
            Kind::Text => {
                let array = (node.key.1 == 0).then(|| self.tape.get(node.parent)).flatten();
                let named = array.unwrap_or(node);
                let key = self.tape.key(named, self.source, &mut self.key);
                matches!(key, "__ref" | "__refs").then_some(())?;
                name_of("", self.tape.text(node, self.source, &mut self.text))
            }
            Kind::Object if self.is_within(node, "relationships") => self.typed(at, "type")?,
            Kind::Object => match self.own(at, "linkType") {
                Some(_) => self.typed(at, "linkType")?,
                None => self.generated(at)?,
            },
            _ => return None,
        };
        Some(Reference { at, to })
    }

    /// What may be referred to, if the value at `at` may be.
    pub(super) fn part(&mut self, at: u32) -> Option<Part> {
        let node = self.tape.get(at).filter(|node| node.kind == Kind::Object)?;
        if node.next == NONE {
            return None;
        }
        if node.key.1 == 0 {
            return self.is_included(node).then(|| self.resource(at, node))?;
        }
        let key = self.tape.key(node, self.source, &mut self.key);
        if let Some(store) = self.stores.and_then(|stores| stores.of(node.parent)) {
            return Some(Part::new(at, node, name_of(store, key), Some(name_of("kind", store))));
        }
        let name = name_of("", key);
        let before = key.split(':').next().unwrap_or_default().to_owned();
        let addressed = before.len() < key.len();
        let kind = self.own(at, "__typename").unwrap_or(before);
        Some(Part { addressed, ..Part::new(at, node, name, Some(name_of("kind", &kind))) })
    }

    /// Whether an element stands in `included: […]` or in `includes: {"Asset": […]}`.
    fn is_included(&self, node: &Node) -> bool {
        let Some(array) = self.tape.get(node.parent) else { return self.included };
        let included = |node: &Node| node.says.any(Says::INCLUDED);
        let above = self.tape.get(array.parent).map_or(self.included, included);
        array.kind == Kind::Array && (included(array) || above)
    }

    /// A resource that is included, which says of itself what it is called.
    fn resource(&mut self, at: u32, node: &Node) -> Option<Part> {
        let name = self.typed(at, "type").or_else(|| {
            let mut members = self.tape.children(at);
            let sys = members
                .find(|(_, member)| self.tape.key(member, self.source, &mut self.key) == "sys");
            self.typed(sys?.0, "type")
        })?;
        Some(Part::new(at, node, name, None))
    }

    /// What is left of a reference to something that went: of a list the others, of a member nothing.
    pub(super) fn without(&self, at: u32) -> Option<(u32, Edit)> {
        let node = self.tape.get(at)?;
        let is_text = node.kind != Kind::Object && node.key.1 > 0;
        let (at, holder) = match is_text && node.says.any(Says::REFERENCE) {
            true => (node.parent, self.tape.get(node.parent)?),
            false => (at, node),
        };
        let listed = holder.key.1 == 0 && holder.parent != NONE;
        Some((at, if listed { Edit::Drop } else { Edit::Null }))
    }

    /// The name that a kind and an identifier in an object make.
    fn typed(&mut self, at: u32, kind: &str) -> Option<u64> {
        let kind = self.own(at, kind)?;
        let id = self.own(at, "id")?;
        Some(name_of(&kind, &id))
    }

    /// A reference of an older store: `{"type": "id", "generated": true, "id": "…", "typename": "…"}`.
    fn generated(&mut self, at: u32) -> Option<u64> {
        self.own(at, "generated")?;
        let id = self.own(at, "id").filter(|_| self.own(at, "type").as_deref() == Some("id"))?;
        Some(name_of("", &id))
    }

    /// A scalar member of an object, as text.
    fn own(&mut self, at: u32, key: &str) -> Option<String> {
        let mut members = self.tape.children(at).filter(|(_, node)| !node.kind.is_container());
        let (_, node) =
            members.find(|(_, node)| self.tape.key(node, self.source, &mut self.key) == key)?;
        Some(self.tape.text(node, self.source, &mut self.text).to_owned())
    }

    /// Whether the value stands in a member of this name.
    fn is_within(&mut self, node: &Node, key: &str) -> bool {
        // The member, its `data`, and an array there.
        let mut around = self.tape.get(node.parent);
        for _ in 0..4 {
            let Some(node) = around else { return false };
            if node.key.1 > 0 && self.tape.key(node, self.source, &mut self.key) == key {
                return true;
            }
            around = self.tape.get(node.parent);
        }
        false
    }
}

impl Part {
    fn new(at: u32, node: &Node, name: u64, kind: Option<u64>) -> Self {
        let gone = matches!(node.edit, Edit::Drop | Edit::Null);
        Self { at, end: node.next, name, kind, gone, addressed: true, refers_to: Vec::new() }
    }
}

fn name_of(kind: &str, id: &str) -> u64 {
    Ident::reference(kind, id)
}
