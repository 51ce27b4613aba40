//! The part of a document that is held: one small node for each element, attribute and text in it,
//! in document order, with what recognises a listing folded upwards as elements close.

mod node;

pub(super) use node::{Class, Edit, NONE, Node, What};

use super::names::{
    Elements, is_container, is_listing, is_markup, is_member, is_naming, is_technical, local,
    may_be_markup, telling,
};
use super::tokens::{attributes, name_len};
use crate::classify::Role;
use crate::rewrite::json::{Fields, Says, names};

/// The nodes of what is held.
#[derive(Debug)]
pub(super) struct Tape {
    /// Where it begins in the document.
    pub(super) origin: u64,
    pub(super) nodes: Vec<Node>,
    pub(super) open: Vec<u32>,
    pub(super) elements: Elements,
    counted: Vec<(u32, u32)>,
}

impl Tape {
    pub(super) const fn new(elements: Elements) -> Self {
        Self { origin: 0, nodes: Vec::new(), open: Vec::new(), elements, counted: Vec::new() }
    }

    pub(super) fn begin(&mut self, origin: u64) {
        self.nodes.clear();
        self.open.clear();
        self.origin = origin;
    }

    pub(super) const fn is_active(&self) -> bool {
        !self.nodes.is_empty()
    }

    /// Whether the route names its listings.
    pub(super) fn is_exact(&self) -> bool {
        !self.elements.is_empty()
    }

    pub(super) fn get(&self, at: u32) -> Option<&Node> {
        self.nodes.get(at as usize)
    }

    pub(super) fn edit(&mut self, at: u32, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(at as usize) {
            change(node);
        }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(NONE)
    }

    /// The nodes directly in one.
    pub(super) fn children(&self, at: u32) -> impl Iterator<Item = (u32, &Node)> {
        let end = self.get(at).map_or(0, |node| node.next.min(self.len()));
        let mut child = at.saturating_add(1);
        std::iter::from_fn(move || {
            let found = (child < end).then(|| self.get(child)).flatten()?;
            let at = child;
            child = found.next.max(child + 1);
            Some((at, found))
        })
    }

    /// What the name of a node says to the vocabulary, below `above`.
    pub(super) fn read_name(above: Role, name: &str) -> (Role, Says) {
        names(above, telling(name).as_bytes())
    }

    /// Takes a start tag at `start`; `above` are the role and the names around the tape.
    pub(super) fn push_element<'n>(
        &mut self,
        tag: &'n str,
        start: u64,
        above: Role,
        around: impl Iterator<Item = &'n str> + Clone,
        source: &'n str,
    ) {
        let at = self.len();
        let from = self.relative(start);
        let parent = self.open.last().copied().unwrap_or(NONE);
        let name_len = name_len(tag.get(1..).unwrap_or_default());
        let name = tag.get(1..1 + name_len).unwrap_or_default();
        let over = self.get(parent).copied();
        let (role, says) = Self::read_name(over.map_or(above, |node| node.role), name);
        let mut node = self.node(What::Element, from, from + width(tag), parent);
        node.name = (from + 1, from + 1 + width(name));
        (node.role, node.says) = (role, says);
        node.inner = (node.end, node.end);
        node.like = like(name);
        let known = local(name);
        node.note(
            Node::CONTAINER,
            is_container(known) || says.any(Says::LIST) && role == Role::Other,
        );
        node.note(Node::MEMBER, is_member(known));
        node.note(Node::LISTING, is_listing(known));
        if let Some(over) = over {
            let text = over.role.is_naming() || over.is_markup() || over.has_text();
            if is_markup(known) || text && may_be_markup(known) {
                node.flags |= Node::MARKUP;
                node.role = over.role;
            } else {
                self.edit(parent, |over| over.flags |= Node::PARTS);
            }
        }
        let exact = self.is_exact();
        if exact {
            let up = self.open.iter().rev().filter_map(|at| self.name(*at, source));
            if self.elements.name(std::iter::once(name).chain(up).chain(around)) {
                node.flags |= Node::NAMED;
            }
        }
        let (role, markup) = (node.role, node.is_markup());
        self.nodes.push(node);
        self.open.push(at);
        if markup {
            return;
        }
        let mut fields = Fields::NOTHING;
        for attribute in attributes(tag) {
            let (key, value) = (attribute.name, attribute.value);
            let text = tag.get(value.0..value.1).unwrap_or_default();
            let name = tag.get(key.0..key.1).unwrap_or_default();
            if text.trim().is_empty() || is_technical(name, text) {
                continue;
            }
            let place = |at: usize| from.saturating_add(u32::try_from(at).unwrap_or(NONE));
            let mut node = self.node(What::Attribute, place(key.0), place(value.1), at);
            node.name = (place(key.0), place(key.1));
            node.inner = (place(value.0), place(value.1));
            (node.role, node.says) = Self::read_name(role, name);
            node.next = self.len() + 1;
            let (told, _) = if is_naming(name) {
                Self::read_name(Role::Other, text)
            } else {
                Default::default()
            };
            if told != Role::Other {
                node.role = Role::Meta;
                self.edit(at, |node| node.role = told);
            }
            fields = fields.or(Fields::of(node.role));
            self.nodes.push(node);
        }
        self.edit(at, |node| node.fields = if exact { Fields::NOTHING } else { fields });
    }

    /// Takes a text, comment or processing instruction.
    pub(super) fn push(&mut self, what: What, start: u64, text: &str) {
        let at = self.len();
        let parent = self.open.last().copied().unwrap_or(NONE);
        let from = self.relative(start);
        let mut node = self.node(what, from, from + width(text), parent);
        let (open, close) = match what {
            What::CData => (9, 3),
            What::Aside => frame(text),
            _ => (0, 0),
        };
        node.inner = (node.start + open, node.end.saturating_sub(close).max(node.start + open));
        node.next = at + 1;
        node.role = self.get(parent).map_or(Role::Other, |over| over.role);
        self.nodes.push(node);
        if what != What::Aside && !text.trim().is_empty() {
            for open in self.open.iter().rev() {
                let Some(over) = self.nodes.get_mut(*open as usize) else { break };
                over.flags |= Node::TEXT;
                if !over.is_markup() {
                    break;
                }
            }
        }
    }

    /// Closes the innermost element; its end tag is between `from` and `to`. True when nothing is
    /// open any more.
    pub(super) fn close(&mut self, from: u64, to: u64) -> bool {
        let Some(at) = self.open.pop() else { return true };
        let (from, to, next) = (self.relative(from), self.relative(to), self.len());
        self.edit(at, |node| {
            node.inner.1 = from.max(node.inner.0);
            node.end = to;
            node.next = next;
        });
        self.fold(at);
        self.open.is_empty()
    }

    /// Reads off the children of an element that closes what it is.
    pub(super) fn fold(&mut self, at: u32) {
        let exact = self.is_exact();
        let Some(mut node) = self.get(at).copied() else { return };
        self.mark_repeated(at);
        let list_name = node.is_named_list();
        for (_, child) in self.children(at) {
            if !child.is_element() || child.is_markup() {
                continue;
            }
            let candidate = child.is_candidate(exact);
            let among = child.is_repeated() || list_name;
            if child.is_repeated() {
                node.flags |= Node::REPEATS;
            }
            node.flags |= child.flags & (Node::REPEATS | Node::HOLDS_LISTING);
            node.note(Node::HOLDS_LISTING, candidate);
            if !child.says.any(Says::COMPANIONS) {
                node.flags |= child.flags & Node::HOLDS_LISTS;
            }
            if candidate && among {
                node.flags |= Node::LIST;
                if child.is_own_listing(exact) && !node.says.any(Says::COMPANIONS) {
                    node.flags |= Node::HOLDS_LISTS;
                }
            }
            if exact {
                continue;
            }
            let says = if child.is_leaf() {
                let text = if child.has_text() { Fields::of(child.role) } else { Fields::NOTHING };
                text.or(child.fields.only(Fields::of_part(child.role)))
            } else if child.role != Role::Other {
                child.fields.only(Fields::of_part(child.role))
            } else if child.is_repeated() {
                child.fields.only(Fields::PRICE.or(Fields::IMAGE))
            } else if child.is_own_listing(exact) {
                Fields::NOTHING
            } else {
                child.fields
            };
            node.fields = node.fields.or(says);
        }
        if let Some(slot) = self.nodes.get_mut(at as usize) {
            *slot = node;
        }
    }

    /// Notes which children have a sibling of the same name.
    fn mark_repeated(&mut self, at: u32) {
        let mut counted = std::mem::take(&mut self.counted);
        counted.clear();
        counted.extend(
            self.children(at)
                .filter(|(_, node)| node.is_element() && !node.is_markup())
                .map(|(at, node)| (node.like, at)),
        );
        counted.sort_unstable();
        for pair in counted.windows(2) {
            if let [(a, first), (b, second)] = pair
                && a == b
            {
                for at in [*first, *second] {
                    self.edit(at, |node| node.flags |= Node::REPEATED);
                }
            }
        }
        self.counted = counted;
    }

    /// Whether the element that just closed shows that what is around it is a list: it is a listing
    /// as goods are, in a list by its name or beside another one.
    pub(super) fn shows_list(&self) -> bool {
        let exact = self.is_exact();
        let Some(list) = self.open.last().copied() else { return false };
        let Some(around) = self.get(list) else { return false };
        let elements = || self.children(list).filter(|(_, node)| node.is_element());
        let Some((at, last)) = elements().last() else { return false };
        let goods = Fields::PRICE.or(Fields::IMAGE);
        let mut way = self.open.iter().filter_map(|at| self.get(*at));
        let named = around.is_named_list();
        last.is_candidate(exact)
            && (exact || last.fields.has(goods) || named)
            && (exact
                || named
                || elements().any(|(other, node)| {
                    other != at && node.like == last.like && node.is_candidate(exact)
                }))
            && way.all(|node| !node.says.any(Says::COMPANIONS))
    }

    /// Gives up the outermost element and what is complete in it, and keeps the open child.
    pub(super) fn shed(&mut self) {
        let Some(child) = self.open.get(1).copied() else {
            self.nodes.clear();
            self.open.clear();
            return;
        };
        self.nodes.drain(..child as usize);
        self.open.remove(0);
        let base = self.nodes.first().map_or(0, |node| node.start);
        self.origin += u64::from(base);
        for open in &mut self.open {
            *open -= child;
        }
        for node in &mut self.nodes {
            for place in [
                &mut node.start,
                &mut node.end,
                &mut node.inner.0,
                &mut node.inner.1,
                &mut node.name.0,
                &mut node.name.1,
            ] {
                *place = place.saturating_sub(base);
            }
            node.parent = node.parent.checked_sub(child).unwrap_or(NONE);
            node.next = if node.next == NONE { NONE } else { node.next - child };
        }
        if let Some(first) = self.nodes.first_mut() {
            first.parent = NONE;
        }
    }

    /// The name of a node as it is written.
    pub(super) fn name<'s>(&self, at: u32, source: &'s str) -> Option<&'s str> {
        let (from, to) = self.get(at)?.name;
        source.get(from as usize..to as usize)
    }

    fn node(&self, what: What, start: u32, end: u32, parent: u32) -> Node {
        Node {
            what,
            start,
            end,
            inner: (start, end),
            name: (start, start),
            like: 0,
            parent,
            next: NONE,
            role: Role::Other,
            says: Says::NOTHING,
            fields: Fields::NOTHING,
            class: Class::Part,
            edit: Edit::Keep,
            flags: 0,
        }
    }

    fn relative(&self, place: u64) -> u32 {
        u32::try_from(place.saturating_sub(self.origin)).unwrap_or(NONE)
    }
}

/// FNV-1a over the local name.
pub(super) fn like(name: &str) -> u32 {
    local(name)
        .bytes()
        .fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn width(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(NONE)
}

/// How much of a comment, an instruction or an end tag stands around what it says.
fn frame(text: &str) -> (u32, u32) {
    match text.as_bytes() {
        [b'<', b'!', b'-', b'-', .., b'-', b'-', b'>'] if text.len() >= 7 => (4, 3),
        [b'<', b'?', .., b'?', b'>'] if text.len() >= 4 => (2, 2),
        [b'<', b'/', .., b'>'] => (2, 1),
        _ => (0, 0),
    }
}
