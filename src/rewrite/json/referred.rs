//! Parts of a listing that it only refers to: what a normalised store holds beside it
//! (`{"__ref": "Variant:7"}`), the `included` resources of JSON:API, the `includes` of Contentful, and
//! `stores` of one map for each kind.
//!
//! When a listing goes, so does what nothing refers to any more. What something refers to that stays
//! stays, and so does what nobody ever referred to.
//!
//! 1. In a document that is there as a whole every reference is known, and what they say counts as
//!    the listing's own words.
//! 2. In a stream those are that came before: a part that stands before its listing stays.
//! 3. In a store that is one map of everything a listing may lead to others of its kind, which are
//!    judged by themselves alone.

use super::names::Says;
use super::stores::Stores;
use super::tape::{Edit, Fields, Kind, NONE, Node, Tape};
use super::units::Settler;
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::sweep::Ident;
use crate::rewrite::{Judge, Withheld};
use std::collections::{HashMap, HashSet};

/// What is referred to in what went and in what stayed, in keyed hashes.
#[derive(Debug, Default)]
pub(super) struct Referred {
    /// With the kind of what refers to it, if that is known and all of one kind.
    lost: HashMap<u64, Option<u64>>,
    kept: HashSet<u64>,
}

/// A reference and where it stands.
struct Reference {
    at: u32,
    to: u64,
}

/// What may be referred to.
struct Part {
    at: u32,
    end: u32,
    name: u64,
    /// Its kind, where it stands in a store of everything.
    kind: Option<u64>,
    gone: bool,
    /// Each reference, with its place.
    refers_to: Vec<(u32, u64)>,
}

impl Referred {
    /// Whether anything is looked for.
    pub(super) fn is_active(&self) -> bool {
        !self.lost.is_empty()
    }

    /// Takes in the first `to` nodes, which are decided; what goes with what went.
    fn take(&mut self, mut read: Reader<'_>, to: u32, bound: usize) -> Vec<(u32, Edit)> {
        let tape = read.tape;
        let references: Vec<Reference> = (0..to).filter_map(|at| read.reference(at)).collect();
        let named: HashSet<u64> = references.iter().map(|reference| reference.to).collect();
        let mut parts: Vec<Part> = (0..to)
            .filter_map(|at| read.part(at))
            .filter(|part| named.contains(&part.name) || self.lost.contains_key(&part.name))
            .collect();
        let mut inside: Vec<usize> = Vec::new();
        let mut coming = 0;
        let mut gone_until = 0;
        let mut outside = Vec::new();
        let mut at = 0;
        for Reference { at: place, to: name } in references {
            while at <= place {
                if tape.get(at).is_some_and(|node| matches!(node.edit, Edit::Drop | Edit::Null)) {
                    gone_until = tape.get(at).map_or(at, |node| node.next).max(gone_until);
                }
                at += 1;
            }
            while parts.get(coming).is_some_and(|part| part.at <= place) {
                inside.push(coming);
                coming += 1;
            }
            while inside.pop_if(|at| parts.get(*at).is_none_or(|part| part.end <= place)).is_some()
            {
            }
            let around = inside.last().and_then(|at| parts.get_mut(*at));
            match around {
                around if place < gone_until => {
                    lose(&mut self.lost, name, around.and_then(|part| part.kind), bound);
                }
                Some(part) => part.refers_to.push((place, name)),
                None => {
                    outside.push((place, name));
                    keep(&mut self.kept, name, bound);
                }
            }
        }
        let mut edits = Vec::new();
        let gone: HashSet<u64> =
            parts.iter().filter(|part| part.gone).map(|part| part.name).collect();
        if !gone.is_empty() {
            let left = parts.iter().filter(|part| !part.gone).flat_map(|part| &part.refers_to);
            let left: Vec<u32> = left
                .chain(&outside)
                .filter(|(_, to)| gone.contains(to))
                .map(|(at, _)| *at)
                .collect();
            edits.extend(left.into_iter().filter_map(|at| read.without(at)));
        }
        let orphans = self.orphans(parts, bound);
        edits.extend(orphans.into_iter().map(|at| (at, Edit::Drop)));
        edits
    }

    /// Which parts only what went leads to.
    fn orphans(&mut self, parts: Vec<Part>, bound: usize) -> Vec<u32> {
        let mut left: Vec<Part> = parts.into_iter().filter(|part| !part.gone).collect();
        let mut lost = self.lost.clone();
        // All that it leads to, and then what of this something else leads to as well.
        let mut doubted = Vec::new();
        let is_lost = |part: &Part, lost: &HashMap<u64, Option<u64>>| {
            lost.get(&part.name).is_some_and(|kind| kind.is_none() || *kind != part.kind)
        };
        while let Some(at) = left.iter().position(|part| is_lost(part, &lost)) {
            let part = left.swap_remove(at);
            for (_, name) in &part.refers_to {
                lose(&mut lost, *name, part.kind, usize::MAX);
            }
            doubted.push(part);
        }
        for (_, name) in left.iter().flat_map(|part| &part.refers_to) {
            keep(&mut self.kept, *name, bound);
        }
        while let Some(at) = doubted.iter().position(|part| self.kept.contains(&part.name)) {
            for (_, name) in doubted.swap_remove(at).refers_to {
                keep(&mut self.kept, name, bound);
            }
        }
        for part in &doubted {
            for (_, name) in &part.refers_to {
                lose(&mut self.lost, *name, part.kind, bound);
            }
        }
        doubted.into_iter().map(|part| part.at).collect()
    }
}

/// Where what is referred to stands, in a document that is there as a whole.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<u64, u32>);

impl Places {
    pub(super) fn read(tape: &Tape, source: &str) -> Self {
        if !tape.refers {
            return Self::default();
        }
        let mut read = Reader::new(tape, source);
        let parts = (0..tape.len()).filter_map(|at| read.part(at));
        Self(parts.map(|part| (part.name, part.at)).collect())
    }

    /// Adds what the parts say that the listing at `at` refers to, by the role that it gives them.
    /// What is a listing itself says nothing of another one.
    pub(super) fn add(&self, tape: &Tape, source: &str, at: u32, facts: &mut Facts) {
        let Some(listing) = tape.get(at).filter(|_| !self.0.is_empty()) else { return };
        let mut read = Reader::new(tape, source);
        let (mut text, mut key) = (String::new(), String::new());
        for place in at..listing.next.min(tape.len()) {
            let Some(Reference { to, .. }) = read.reference(place) else { continue };
            let Some(part) = self.0.get(&to).filter(|part| !(at..listing.next).contains(*part))
            else {
                continue;
            };
            let (Some(reference), Some(node)) = (tape.get(place), tape.get(*part)) else {
                continue;
            };
            let names = reference.role.is_naming();
            let other = node.wide.has(Fields::PRICE) || !names && node.is_candidate(true, false);
            if other || is_companion(tape, reference) {
                continue;
            }
            for value in (*part..node.next.min(tape.len())).filter_map(|at| tape.get(at)) {
                if value.kind != Kind::Text || value.says.any(Says::REFERENCE) {
                    continue;
                }
                let role = match (reference.role, value.role) {
                    (Role::Other, role) => role,
                    (Role::Category | Role::Brand, Role::Description) => Role::ThirdParty,
                    (_, role @ (Role::Id | Role::Meta | Role::ThirdParty | Role::Seller)) => role,
                    (role, _) => role,
                };
                let key = tape.key(value, source, &mut key);
                facts.push(role, key, Scalar::Text(tape.text(value, source, &mut text)));
            }
        }
    }
}

/// Whether a reference leads to another listing that stands beside this one.
fn is_companion(tape: &Tape, reference: &Node) -> bool {
    let mut around = Some(reference);
    for _ in 0..4 {
        let Some(node) = around else { return false };
        if node.says.any(Says::COMPANIONS) {
            return true;
        }
        around = tape.get(node.parent);
    }
    false
}

/// Remembers what something refers to that stays, while there is room.
fn keep(names: &mut HashSet<u64>, name: u64, bound: usize) {
    if names.len() < bound {
        names.insert(name);
    }
}

/// Remembers what something of a kind refers to that went, while there is room.
fn lose(names: &mut HashMap<u64, Option<u64>>, name: u64, kind: Option<u64>, bound: usize) {
    if names.len() < bound || names.contains_key(&name) {
        let known = names.entry(name).or_insert(kind);
        if *known != kind {
            *known = None;
        }
    }
}

impl Settler {
    /// Takes out what only that refers to which went, of the first `to` nodes of the tape. Whether
    /// the first of them is taken out.
    pub(super) fn forget(
        &mut self,
        tape: &mut Tape,
        source: &str,
        to: u32,
        judge: &mut dyn Judge,
    ) -> bool {
        let stores = match self.whole && self.changed {
            true => Stores::read(tape, source),
            false => Stores::default(),
        };
        if !tape.refers && !self.referred.is_active() && stores.is_empty() {
            return false;
        }
        let read = Reader { included: self.included, stores: &stores, ..Reader::new(tape, source) };
        let orphans = self.referred.take(read, to, self.limits.swept_identifiers);
        for (at, edit) in &orphans {
            self.note_decision();
            judge.withheld(super::judging::position(tape, *at), Withheld::Swept);
            for entry in stores.entries(tape, source, *at) {
                // What lists a thing by its identifier goes with it.
                self.mark(tape, entry, Edit::Drop);
            }
            self.mark(tape, *at, *edit);
        }
        orphans.contains(&(0, Edit::Drop))
    }
}

struct Reader<'t> {
    tape: &'t Tape,
    source: &'t str,
    /// Whether the first value is included because something else refers to it.
    included: bool,
    stores: &'t Stores,
    text: String,
    key: String,
}

static NO_STORES: Stores = Stores::none();

impl<'t> Reader<'t> {
    fn new(tape: &'t Tape, source: &'t str) -> Self {
        let (text, key) = (String::new(), String::new());
        Self { tape, source, included: false, stores: &NO_STORES, text, key }
    }
}

impl Reader<'_> {
    /// What the value at `at` refers to.
    fn reference(&mut self, at: u32) -> Option<Reference> {
        let node = self.tape.get(at)?;
        if matches!(node.kind, Kind::Text | Kind::Number)
            && let Some(store) = self.stores.named_by(self.tape, self.source, node)
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
    fn part(&mut self, at: u32) -> Option<Part> {
        let node = self.tape.get(at).filter(|node| node.kind == Kind::Object)?;
        if node.next == NONE {
            return None;
        }
        if node.key.1 == 0 {
            return self.is_included(node).then(|| self.resource(at, node))?;
        }
        let key = self.tape.key(node, self.source, &mut self.key);
        if let Some(store) = self.stores.of(node.parent) {
            return Some(Part::new(at, node, name_of(store, key), Some(name_of("kind", store))));
        }
        let name = name_of("", key);
        let before = key.split(':').next().unwrap_or_default().to_owned();
        let kind = self.own(at, "__typename").unwrap_or(before);
        Some(Part::new(at, node, name, Some(name_of("kind", &kind))))
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
    fn without(&self, at: u32) -> Option<(u32, Edit)> {
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
        Self { at, end: node.next, name, kind, gone, refers_to: Vec::new() }
    }
}

fn name_of(kind: &str, id: &str) -> u64 {
    Ident::reference(kind, id)
}

#[cfg(test)]
mod tests {
    use crate::rewrite::json::{DocumentRewriter, JsonRewriter, Paths};
    use crate::rewrite::trial::Trial;

    fn stream() -> Trial {
        Trial::new(|limits| Box::new(JsonRewriter::new(Paths::default(), false, limits)))
    }

    fn whole() -> Trial {
        Trial::new(|limits| Box::new(DocumentRewriter::new(Paths::default(), false, limits)))
    }

    /// What only `RESTRICTED` refers to goes, and stays where it says something else.
    fn check(trial: &Trial, before: &str, after: &str) {
        trial.check(before, after);
        let innocent = before.replace("RESTRICTED", "c");
        trial.check(&innocent, &innocent);
    }

    const RESOURCES: &str = r#"{"data":[{"type":"products","id":"1","attributes":{"name":"RESTRICTED","price":1},"relationships":{"variants":{"data":[{"type":"variants","id":"11"}]},"image":{"data":{"type":"images","id":"7"}},"brand":{"data":{"type":"brands","id":"5"}}}},{"type":"products","id":"2","attributes":{"name":"b","price":1},"relationships":{"image":{"data":{"type":"images","id":"8"}},"brand":{"data":{"type":"brands","id":"5"}}}}],"included":[{"type":"variants","id":"11","attributes":{"sku":"x"},"relationships":{"image":{"data":{"type":"images","id":"9"}}}},{"type":"images","id":"7","attributes":{"src":"/7.jpg"}},{"type":"images","id":"8","attributes":{"src":"/8.jpg"}},{"type":"images","id":"9","attributes":{"src":"/9.jpg"}},{"type":"brands","id":"5","attributes":{"label":"B"}},{"type":"notes","id":"3"}]}"#;
    const RESOURCES_LEFT: &str = r#"{"data":[{"type":"products","id":"2","attributes":{"name":"b","price":1},"relationships":{"image":{"data":{"type":"images","id":"8"}},"brand":{"data":{"type":"brands","id":"5"}}}}],"included":[{"type":"images","id":"8","attributes":{"src":"/8.jpg"}},{"type":"brands","id":"5","attributes":{"label":"B"}},{"type":"notes","id":"3"}]}"#;

    #[test]
    fn what_json_api_includes() {
        check(&stream(), RESOURCES, RESOURCES_LEFT);
        check(&whole(), RESOURCES, RESOURCES_LEFT);
        // As a whole it makes no difference which stands first.
        let turned = |text: &str| {
            let (data, included) = text.split_once(r#","included":"#).unwrap();
            let data = data.strip_prefix('{').unwrap();
            format!(r#"{{"included":{},{data}}}"#, included.strip_suffix('}').unwrap())
        };
        check(&whole(), &turned(RESOURCES), &turned(RESOURCES_LEFT));
    }

    #[test]
    fn what_contentful_includes() {
        let item = |id: u8, name: &str| {
            format!(
                r#"{{"sys":{{"id":"p{id}","type":"Entry"}},"fields":{{"name":"{name}","price":1,"image":{{"sys":{{"type":"Link","linkType":"Asset","id":"a{id}"}}}}}}}}"#
            )
        };
        let asset = |id: u8| {
            format!(r#"{{"sys":{{"id":"a{id}","type":"Asset"}},"fields":{{"file":"/{id}.jpg"}}}}"#)
        };
        let all = |items: &[String], assets: &[String]| {
            let (items, assets) = (items.join(","), assets.join(","));
            format!(r#"{{"items":[{items}],"includes":{{"Entry":[],"Asset":[{assets}]}}}}"#)
        };
        let before = all(&[item(1, "RESTRICTED"), item(2, "b")], &[asset(1), asset(2), asset(3)]);
        let after = all(&[item(2, "b")], &[asset(2), asset(3)]);
        check(&stream(), &before, &after);
        check(&whole(), &before, &after);
    }

    #[test]
    fn what_stores_hold() {
        for (before, after) in [
            // One thing leads to another; what two refer to stays, and what nobody refers to.
            (
                r#"{"ROOT_QUERY":{"list":[{"__ref":"Product:1"},{"__ref":"Product:2"}]},"Product:1":{"__typename":"Product","id":"1","name":"RESTRICTED","price":1,"variants":[{"__ref":"Variant:7"}],"brand":{"__ref":"Brand:5"},"next":{"__ref":"Product:2"}},"Product:2":{"__typename":"Product","id":"2","name":"b","price":1,"brand":{"__ref":"Brand:5"}},"Variant:7":{"__typename":"Variant","stock":3,"of":{"__ref":"Product:1"},"image":{"__ref":"Image:9"}},"Image:9":{"src":"/9.jpg"},"Image:4":{"src":"/4.jpg"},"Brand:5":{"label":"B"}}"#,
                r#"{"ROOT_QUERY":{"list":[{"__ref":"Product:2"}]},"Product:2":{"__typename":"Product","id":"2","name":"b","price":1,"brand":{"__ref":"Brand:5"}},"Image:4":{"src":"/4.jpg"},"Brand:5":{"label":"B"}}"#,
            ),
            // Two that refer to each other; another product is judged by itself.
            (
                r#"{"Product:1":{"id":"1","name":"RESTRICTED","price":1,"variants":[{"__ref":"Variant:7"},{"__ref":"Variant:8"}],"next":{"__ref":"Product:2"}},"Variant:7":{"of":{"__ref":"Product:1"},"or":{"__ref":"Variant:8"},"stock":1},"Variant:8":{"or":{"__ref":"Variant:7"},"stock":2},"Product:2":{"id":"2","name":"b","price":1,"variants":[{"__ref":"Variant:9"}]},"Variant:9":{"stock":5}}"#,
                r#"{"Product:2":{"id":"2","name":"b","price":1,"variants":[{"__ref":"Variant:9"}]},"Variant:9":{"stock":5}}"#,
            ),
            // An older store.
            (
                r#"{"Product:a":{"id":"a","name":"RESTRICTED","price":1,"items":[{"type":"id","generated":true,"id":"Product:a.items.0","typename":"SKU"}]},"Product:a.items.0":{"images":[{"type":"id","generated":true,"id":"Product:a.items.0.images.0","typename":"Image"}],"__typename":"SKU"},"Product:a.items.0.images.0":{"src":"/a.jpg","__typename":"Image"},"Product:b":{"id":"b","name":"b","price":1,"items":[{"type":"id","generated":true,"id":"Product:b.items.0","typename":"SKU"}]},"Product:b.items.0":{"images":[],"__typename":"SKU"}}"#,
                r#"{"Product:b":{"id":"b","name":"b","price":1,"items":[{"type":"id","generated":true,"id":"Product:b.items.0","typename":"SKU"}]},"Product:b.items.0":{"images":[],"__typename":"SKU"}}"#,
            ),
            // One map for each kind.
            (
                r#"{"entities":{"products":{"byId":{"p1":{"id":"p1","name":"RESTRICTED","price":1,"imageIds":["i1","i3"],"next":["p2"]},"p2":{"id":"p2","name":"b","price":1,"imageIds":["i2","i3"]}},"allIds":["p1","p2"]},"images":{"byId":{"i1":{"id":"i1","src":"/1.jpg"},"i2":{"id":"i2","src":"/2.jpg"},"i3":{"id":"i3","src":"/3.jpg"},"i4":{"id":"i4","src":"/4.jpg"}},"allIds":["i1","i2","i3","i4"]}}}"#,
                r#"{"entities":{"products":{"byId":{"p2":{"id":"p2","name":"b","price":1,"imageIds":["i2","i3"]}},"allIds":["p2"]},"images":{"byId":{"i2":{"id":"i2","src":"/2.jpg"},"i3":{"id":"i3","src":"/3.jpg"},"i4":{"id":"i4","src":"/4.jpg"}},"allIds":["i2","i3","i4"]}}}"#,
            ),
            (
                r#"{"entities":{"goods":{"7":{"id":7,"name":"RESTRICTED","price":1,"variants":[71]},"8":{"id":8,"name":"b","price":1,"variants":[81]}},"variants":{"71":{"id":71,"stock":1},"81":{"id":81,"stock":2}}}}"#,
                r#"{"entities":{"goods":{"8":{"id":8,"name":"b","price":1,"variants":[81]}},"variants":{"81":{"id":81,"stock":2}}}}"#,
            ),
        ] {
            check(&whole(), before, after);
        }
    }

    #[test]
    fn what_parts_say_is_said_of_the_listing() {
        for (before, after) in [
            (
                r#"{"ROOT_QUERY":{"list":[{"__ref":"Product:1"},{"__ref":"Product:2"}]},"Product:1":{"id":"1","name":"a","price":1,"category":{"__ref":"Category:3"}},"Product:2":{"id":"2","name":"b","price":1,"category":{"__ref":"Category:4"},"related":[{"__ref":"Category:3"}]},"Category:3":{"name":"RESTRICTED"},"Category:4":{"name":"D","description":"d"}}"#,
                r#"{"ROOT_QUERY":{"list":[{"__ref":"Product:2"}]},"Product:2":{"id":"2","name":"b","price":1,"category":{"__ref":"Category:4"},"related":[]},"Category:4":{"name":"D","description":"d"}}"#,
            ),
            // Another listing says nothing of it.
            (
                r#"{"Product:1":{"id":"1","name":"a","price":1,"next":{"__ref":"Product:2"}},"Product:2":{"id":"2","name":"RESTRICTED","price":1}}"#,
                r#"{"Product:1":{"id":"1","name":"a","price":1,"next":null}}"#,
            ),
            (
                r#"{"data":[{"type":"products","id":"1","attributes":{"name":"a","price":1},"relationships":{"category":{"data":{"type":"taxons","id":"5"}}}},{"type":"products","id":"2","attributes":{"name":"b","price":1}}],"included":[{"type":"taxons","id":"5","attributes":{"label":"RESTRICTED"}}]}"#,
                r#"{"data":[{"type":"products","id":"2","attributes":{"name":"b","price":1}}],"included":[]}"#,
            ),
        ] {
            check(&whole(), before, after);
        }
    }
}
