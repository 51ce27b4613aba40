//! What refers to what: the ways in which stores and formats write it.

use crate::classify::Role;
use crate::rewrite::json::names::Says;
use crate::rewrite::json::node::{Edit, Kind, NONE, Node};
use crate::rewrite::json::owned::Owned;
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
    /// Whether it stays whatever refers to it.
    pub(super) stays: bool,
    /// Each reference, with its place.
    pub(super) refers_to: Vec<(u32, u64)>,
}

/// Reads references and what they lead to.
pub(super) struct Reader<'t> {
    pub(super) tape: &'t Tape,
    source: &'t str,
    pub(super) above: Above<'t>,
    stores: Option<&'t Stores>,
    text: String,
    key: String,
}

impl<'t> Reader<'t> {
    pub(super) fn new(tape: &'t Tape, source: &'t str) -> Self {
        let (text, key) = (String::new(), String::new());
        Self { tape, source, above: Above::default(), stores: None, text, key }
    }

    /// The same in a document with such stores, of which the first value stands in this.
    pub(super) fn among(self, stores: &'t Stores, above: Above<'t>) -> Self {
        Self { stores: Some(stores), above, ..self }
    }
}

/// Where the first value on the tape stands.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::rewrite::json) struct Above<'t> {
    /// Whether it is included because something else refers to it.
    pub(in crate::rewrite::json) included: bool,
    /// What the list says that it is an element of, and how it is called.
    pub(in crate::rewrite::json) says: Says,
    pub(in crate::rewrite::json) name: &'t str,
    /// Whether only objects stand around that list.
    pub(in crate::rewrite::json) chained: bool,
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
        if matches!(node.kind, Kind::Text | Kind::Number)
            && let Some(to) = self.owned(node)
        {
            return Some(Reference { at, to });
        }
        let to = match node.kind {
            Kind::Object if self.is_link(at, node) => {
                let id = self.own(at, "@id")?;
                name_of(LINK, &id)
            }
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
            if self.is_included(node) {
                return self.resource(at, node);
            }
            let name = self.listed(at, node)?;
            let stays = self.is_of_page(at);
            return Some(Part { stays, ..Part::new(at, node, name, None) });
        }
        let key = self.tape.key(node, self.source, &mut self.key);
        if let Some(store) = self.stores.and_then(|stores| stores.of(node.parent)) {
            return Some(Part::new(at, node, name_of(store, key), Some(name_of("kind", store))));
        }
        let store = self
            .tape
            .get(node.parent)
            .map_or((self.above.says, self.above.chained), |map| (map.says, map.is_chained()));
        if store.1 && store.0.any(Says::OWNED) && !store.0.any(Says::OWNED_IDS) {
            let id = key.to_owned();
            let map = self.tape.get(node.parent);
            let name = map.map(|map| self.tape.key(map, self.source, &mut self.key));
            let kind = Owned::read(name.unwrap_or(self.above.name))?.kind;
            return Some(Part::new(at, node, name_of(kind, &id), None));
        }
        let name = name_of("", key);
        let before = key.split(':').next().unwrap_or_default().to_owned();
        let addressed = before.len() < key.len();
        let kind = self.own(at, "__typename").unwrap_or(before);
        Some(Part { addressed, ..Part::new(at, node, name, Some(name_of("kind", &kind))) })
    }

    /// Whether an element stands in `included: […]` or in `includes: {"Asset": […]}`.
    fn is_included(&self, node: &Node) -> bool {
        let Some(array) = self.tape.get(node.parent) else { return self.above.included };
        let included = |node: &Node| node.says.any(Says::INCLUDED);
        let above = self.tape.get(array.parent).map_or(self.above.included, included);
        array.kind == Kind::Array && (included(array) || above)
    }

    /// What a value refers to as its owner's by the name of a list: `"image_ids": [7]`.
    fn owned(&mut self, node: &Node) -> Option<u64> {
        let listed = node.key.1 == 0;
        let named = if listed { self.tape.get(node.parent)? } else { node };
        let ids = named.says.any(Says::OWNED_IDS);
        let number = listed && node.kind == Kind::Number && named.says.any(Says::OWNED);
        if !ids && !number {
            return None;
        }
        let holder = if listed { named.parent } else { node.parent };
        if !stands_alone(self.tape, holder) {
            return None;
        }
        let kind = Owned::read(self.tape.key(named, self.source, &mut self.key))?.kind;
        Some(name_of(kind, self.tape.text(node, self.source, &mut self.text)))
    }

    /// What an element of a list is called elsewhere: by the list and its `id`, or by its `@id`.
    fn listed(&mut self, at: u32, node: &Node) -> Option<u64> {
        let array = self.tape.get(node.parent);
        let (says, chained) = match array {
            Some(array) if array.key.1 > 0 || array.parent == NONE && self.tape.ground.root => {
                (array.says, array.is_chained())
            }
            Some(_) => return None,
            None => (self.above.says, self.above.chained),
        };
        if !chained {
            return None;
        }
        if says.any(Says::OWNED) && !says.any(Says::OWNED_IDS) {
            let name = array.map(|array| self.tape.key(array, self.source, &mut self.key));
            let kind = Owned::read(name.unwrap_or(self.above.name))?.kind;
            let id = self.own(at, "id")?;
            return Some(name_of(kind, &id));
        }
        let graph = says.any(Says::REFERENCE) || array.is_some_and(|array| array.key.1 == 0);
        if !graph || self.is_link(at, node) {
            return None;
        }
        let id = self.own(at, "@id")?;
        Some(name_of(LINK, &id))
    }

    /// Whether an object is no more than what another one is called: `{"@id": "#offer"}`.
    fn is_link(&self, at: u32, node: &Node) -> bool {
        let mut says = self.tape.children(at).map(|(_, node)| node.says);
        match node.children {
            1 => says.any(|says| says.any(Says::LINKED)),
            2 => {
                let mut typed = self.tape.children(at).map(|(_, node)| node.role == Role::Meta);
                says.any(|says| says.any(Says::LINKED)) && typed.any(|typed| typed)
            }
            _ => false,
        }
    }

    /// Whether a node of a graph is what pages have whatever stands on them.
    fn is_of_page(&mut self, at: u32) -> bool {
        const KINDS: [&str; 8] = [
            "WebSite",
            "Organization",
            "Person",
            "Brand",
            "BreadcrumbList",
            "ItemList",
            "LocalBusiness",
            "SearchAction",
        ];
        let kind = self.own(at, "@type").unwrap_or_default();
        KINDS.contains(&kind.as_str()) || kind.ends_with("Page") || kind.ends_with("Store")
    }

    /// The node of the graph that is nothing without what the reference at `at` leads to.
    pub(super) fn depends(&mut self, at: u32) -> Option<u32> {
        const ON: [&str; 4] = ["itemOffered", "itemReviewed", "isVariantOf", "exampleOfWork"];
        let node = self.tape.get(at).filter(|node| node.kind == Kind::Object && node.key.1 > 0)?;
        let on = ON.contains(&self.tape.key(node, self.source, &mut self.key));
        let listed = self.tape.get(node.parent).is_some_and(|around| around.key.1 == 0);
        (on && listed && stands_alone(self.tape, node.parent)).then_some(node.parent)
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
        let element = |node: &Node| node.key.1 == 0 && node.parent != NONE;
        // What stands in a list for nothing else: `{"node": {"__ref": …}, "cursor": "a"}`.
        let alone = holder.says.any(Says::ONE) && self.tape.get(holder.parent).is_some_and(element);
        if alone && self.tape.get(holder.parent)?.kind == Kind::Object {
            return Some((holder.parent, Edit::Drop));
        }
        Some((at, if element(holder) { Edit::Drop } else { Edit::Null }))
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
        let (addressed, stays) = (true, false);
        Self { at, end: node.next, name, kind, gone, addressed, stays, refers_to: Vec::new() }
    }
}

/// The kind of what has an `@id`.
const LINK: &str = "@id";

/// Whether an object is one of a list or map that only objects stand around, or the first value.
pub(in crate::rewrite::json) fn stands_alone(tape: &Tape, object: u32) -> bool {
    let Some(node) = tape.get(object) else { return false };
    let listed = |list: &Node| list.is_array() || node.says.any(Says::DATA);
    let list = || tape.get(node.parent).is_some_and(|list| list.is_chained() && listed(list));
    object == 0 || list()
}

fn name_of(kind: &str, id: &str) -> u64 {
    Ident::reference(kind, id)
}
