//! Collects what a unit says: its texts, labels and links, and what identifies it.
//!
//! A text is handed on as it stands, with the markup and references in it, so that the fold reads it
//! as a browser does; CDATA sections and declared entities are undone, for those are XML's own.

use super::entities::{Entities, replace};
use super::names::{is_naming, local};
use super::tape::{Class, Edit, NONE, Node, Tape, What};
use super::tokens::attributes;
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::cut::Code;
use crate::rewrite::json::Says;
use crate::rewrite::prose;
use crate::rewrite::sweep::{Family, Ident, Named};
use std::borrow::Cow;

/// What to collect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Everything, and identifiers.
    Listing,
    /// Everything; text of more characters than this is running text.
    Outside(usize),
    /// What names a list: its attributes and the names directly in it.
    Names,
}

/// The facts of the unit that is being judged, in reused buffers.
#[derive(Debug, Default)]
pub(super) struct Gather {
    pub(super) facts: Facts,
    /// Running text, judged by itself.
    pub(super) running: Facts,
    pub(super) idents: Vec<Ident>,
    pub(super) id: String,
    /// Whether anything in it could name another listing.
    pub(super) refers: bool,
    /// The family of the primary identifier so far, and its place in `idents`.
    best: Option<(Family, usize)>,
    text: String,
}

/// A value in a unit.
struct Value<'v> {
    role: Role,
    key: &'v str,
    text: &'v str,
    /// The element in which it stands beside others.
    owner: u32,
}

impl Gather {
    pub(super) fn clear(&mut self) {
        self.facts.clear();
        self.running.clear();
        self.idents.clear();
        self.id.clear();
        self.refers = false;
        self.best = None;
    }

    /// Collects from an element and what is in it, without units inside and what goes anyway.
    pub(super) fn unit(
        &mut self,
        tape: &Tape,
        source: &str,
        entities: &Entities,
        unit: u32,
        scope: Scope,
    ) {
        self.clear();
        let end = tape.get(unit).map_or(0, |node| node.next.min(tape.len()));
        let mut at = unit;
        while let Some(node) = (at < end).then(|| tape.get(at)).flatten() {
            let gone = node.class == Class::Unit || node.edit != Edit::Keep;
            if at != unit && gone {
                at = node.next.max(at + 1);
                continue;
            }
            self.node(tape, source, entities, (at, node), unit, scope);
            at += 1;
        }
        if let Some(primary) = self.best.and_then(|(_, at)| self.idents.get_mut(at)) {
            primary.primary = true;
        }
    }

    fn node(
        &mut self,
        tape: &Tape,
        source: &str,
        entities: &Entities,
        (at, node): (u32, &Node),
        unit: u32,
        scope: Scope,
    ) {
        let mut buffer = std::mem::take(&mut self.text);
        match node.what {
            What::Attribute => {
                let key = local(tape.name(at, source).unwrap_or_default());
                let text = decoded(slice(source, node.inner), entities, &mut buffer);
                if !(node.role == Role::Url && leads_elsewhere(tape, source, node.parent)) {
                    let value = Value { role: node.role, key, text: &text, owner: node.parent };
                    self.value(tape, source, &value, unit, scope);
                }
            }
            What::Element if node.is_leaf() && node.has_text() && !node.is_markup() => {
                let key = told(tape, source, at)
                    .unwrap_or_else(|| local(tape.name(at, source).unwrap_or_default()));
                leaf_text(tape, source, entities, at, &mut buffer);
                let text = Code::Attribute.decode(&buffer);
                let owner = if at == unit { at } else { node.parent };
                let value = Value { role: node.role, key, text: &text, owner };
                self.value(tape, source, &value, unit, scope);
            }
            What::Text | What::CData if !in_leaf(tape, node) && scope != Scope::Names => {
                let text = slice(source, node.inner);
                let value = Value { role: node.role, key: "", text, owner: node.parent };
                self.value(tape, source, &value, unit, scope);
            }
            _ => {}
        }
        self.text = buffer;
    }

    fn value(&mut self, tape: &Tape, source: &str, value: &Value<'_>, unit: u32, scope: Scope) {
        let text = value.text.trim();
        if text.is_empty() {
            return;
        }
        self.refers |= matches!(value.role, Role::Id | Role::Slug | Role::Url);
        let scalar = Scalar::Text(text);
        match scope {
            Scope::Names if value.owner != unit || !names(value.role) => {}
            Scope::Outside(longest) => {
                let text = (value.role, value.key, text);
                prose::push(&mut self.facts, &mut self.running, text, longest);
            }
            _ => self.facts.push(value.role, value.key, scalar),
        }
        if scope == Scope::Listing {
            self.identifier(tape, source, value, unit);
        }
    }

    fn identifier(&mut self, tape: &Tape, source: &str, value: &Value<'_>, unit: u32) {
        let own = is_own(tape, value.owner, unit);
        let named = Named::read(value.key);
        let part = named.is_some_and(|named| named.family == Family::Sku) && value.role == Role::Id;
        if !own && !part || named.is_some_and(|named| named.other) {
            return;
        }
        let is_link = value.role == Role::Url || named.is_some() && value.text.contains("://");
        if is_link {
            self.idents.extend(Ident::link(value.text));
            return;
        }
        let Some(named) = named else { return };
        let beside = beside(tape, source, value.owner);
        let Some(ident) = Ident::identifier(named, value.text, beside) else { return };
        if own && self.best.is_none_or(|(known, _)| named.family < known) {
            self.best = Some((named.family, self.idents.len()));
            self.id.clear();
            self.id.push_str(value.text.trim());
        }
        self.idents.push(ident);
    }
}

/// The text of an element in which nothing but text and its markup stands.
pub(super) fn leaf_text(
    tape: &Tape,
    source: &str,
    entities: &Entities,
    at: u32,
    into: &mut String,
) {
    into.clear();
    let Some(leaf) = tape.get(at) else { return };
    let mut from = leaf.inner.0;
    for below in at + 1..leaf.next.min(tape.len()) {
        let Some(node) = tape.get(below).filter(|node| node.start >= from) else { continue };
        if !matches!(node.what, What::CData | What::Aside) {
            continue;
        }
        replace(slice(source, (from, node.start)), entities, into);
        if node.what == What::CData {
            into.push_str(slice(source, node.inner));
        }
        from = node.end;
    }
    replace(slice(source, (from, leaf.inner.1)), entities, into);
}

fn decoded<'t>(raw: &'t str, entities: &Entities, buffer: &'t mut String) -> Cow<'t, str> {
    if entities.is_empty() || !raw.contains('&') {
        return Code::Attribute.decode(raw);
    }
    buffer.clear();
    replace(raw, entities, buffer);
    Code::Attribute.decode(buffer)
}

pub(super) fn slice(source: &str, (from, to): (u32, u32)) -> &str {
    source.get(from as usize..to as usize).unwrap_or_default()
}

/// What an attribute says that the element's text is.
fn told<'s>(tape: &Tape, source: &'s str, at: u32) -> Option<&'s str> {
    let mut attributes = tape.children(at).take_while(|(_, node)| node.what == What::Attribute);
    let naming = |at: u32| tape.name(at, source).is_some_and(is_naming);
    let (_, node) = attributes.find(|(at, node)| node.role == Role::Meta && naming(*at))?;
    Some(slice(source, node.inner))
}

/// Whether a text belongs to an element that is collected as a whole.
fn in_leaf(tape: &Tape, node: &Node) -> bool {
    let mut above = tape.get(node.parent);
    while let Some(node) = above.filter(|node| node.is_markup()) {
        above = tape.get(node.parent);
    }
    above.is_some_and(Node::is_leaf)
}

/// Whether a link of Atom does not lead to what the entry is about (RFC 4287 section 4.2.7.2).
pub(super) fn leads_elsewhere(tape: &Tape, source: &str, element: u32) -> bool {
    let Some(node) = tape.get(element) else { return false };
    let tag = slice(source, (node.start, node.inner.0));
    let mut found = attributes(tag).filter(|a| tag.get(a.name.0..a.name.1) == Some("rel"));
    found
        .next()
        .and_then(|rel| tag.get(rel.value.0..rel.value.1))
        .is_some_and(|rel| !matches!(rel, "" | "alternate" | "enclosure"))
}

/// Whether a field of this role names a list.
const fn names(role: Role) -> bool {
    matches!(
        role,
        Role::Name
            | Role::Category
            | Role::Brand
            | Role::Slug
            | Role::Url
            | Role::Tag
            | Role::Label
            | Role::Other
    )
}

/// Whether what stands in `owner` belongs to the unit itself, not to a part of it.
fn is_own(tape: &Tape, owner: u32, unit: u32) -> bool {
    let mut at = owner;
    while at != unit {
        match tape.get(at) {
            Some(node)
                if matches!(node.role, Role::Other | Role::Url)
                    && !node.is_repeated()
                    && !node.says.any(Says::COMPANIONS) =>
            {
                at = node.parent;
            }
            _ => return false,
        }
    }
    true
}

/// The names of what stands in an element, as a small set.
pub(super) fn beside(tape: &Tape, source: &str, element: u32) -> u64 {
    if element == NONE {
        return 0;
    }
    tape.children(element)
        .filter(|(_, node)| matches!(node.what, What::Attribute | What::Element))
        .filter_map(|(at, _)| tape.name(at, source))
        .fold(0, |set, name| set | Ident::beside(local(name)))
}
