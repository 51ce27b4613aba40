//! The value that is being read and not decided yet: one small node for each value in it, in
//! document order, with what recognises a listing folded upwards as objects close.

use super::lexer::{Lexeme, Token, unescape};
use super::names::{Says, names};
use super::node::{Fields, Ground, Kind, NONE, Node};
use super::path::{Found, Paths, Step};
use super::referred::stands_alone;
use crate::classify::Role;
use bytes::Bytes;

/// The nodes of the value that is being read.
#[derive(Debug)]
pub(super) struct Tape {
    pub(super) origin: u64,
    pub(super) nodes: Vec<Node>,
    pub(super) open: Vec<u32>,
    pub(super) ground: Ground,
    pub(super) paths: Paths,
    key: Option<Lexeme>,
    reached: Vec<u64>,
    text: String,
    active: bool,
    end: u64,
    /// The container that closed last.
    pub(super) closed: u32,
    /// Strings, with their quotes, of which a part went.
    pub(super) rewritten: Vec<Bytes>,
    /// Whether something in it refers to what stands elsewhere.
    pub(super) refers: bool,
}

impl Tape {
    pub(super) const fn new(paths: Paths) -> Self {
        let ground = Ground { role: Role::Other, chain: true, reached: 0, index: 0, root: true };
        Self {
            origin: 0,
            nodes: Vec::new(),
            open: Vec::new(),
            ground,
            paths,
            key: None,
            reached: Vec::new(),
            text: String::new(),
            active: false,
            end: 0,
            closed: NONE,
            rewritten: Vec::new(),
            refers: false,
        }
    }

    /// Whether a value, or the name before one, is on the tape.
    pub(super) const fn is_active(&self) -> bool {
        self.active
    }

    /// Begins with the lexeme at `origin`.
    pub(super) fn begin(&mut self, origin: u64, ground: Ground) {
        self.clear();
        self.origin = origin;
        self.ground = ground;
        self.active = true;
    }

    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.open.clear();
        self.reached.clear();
        self.rewritten.clear();
        self.refers = false;
        self.key = None;
        self.active = false;
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

    /// The children of a node.
    pub(super) fn children(&self, at: u32) -> impl Iterator<Item = (u32, &Node)> {
        let end = self.get(at).map_or(0, |node| node.next.min(self.len()));
        let mut child = at.saturating_add(1);
        std::iter::from_fn(move || {
            if child >= end {
                return None;
            }
            let found = (child, self.get(child)?);
            child = found.1.next;
            Some(found)
        })
    }

    /// Takes a lexeme of the document whose bytes from `base` on are here. True when the value is
    /// complete.
    pub(super) fn take(&mut self, lexeme: Lexeme, bytes: &[u8], base: u64) -> bool {
        self.end = lexeme.end;
        let kind = match lexeme.token {
            Token::Key => {
                self.key = Some(lexeme);
                return false;
            }
            Token::ObjectEnd | Token::ArrayEnd => {
                self.end(lexeme.end);
                return self.open.is_empty();
            }
            Token::ObjectStart => Kind::Object,
            Token::ArrayStart => Kind::Array,
            Token::Text => Kind::Text,
            Token::Number => Kind::Number,
            Token::True => Kind::True,
            Token::False => Kind::False,
            Token::Null => Kind::Null,
        };
        self.push(kind, lexeme, bytes, base);
        self.open.is_empty()
    }

    fn push(&mut self, kind: Kind, lexeme: Lexeme, bytes: &[u8], base: u64) {
        let at = self.len();
        let parent = self.open.last().copied().unwrap_or(NONE);
        let above = self.get(parent);
        let above_role = above.map_or(self.ground.role, |node| node.role);
        let index = above.map_or(self.ground.index, |node| u64::from(node.children));
        let chain = above.map_or(self.ground.chain, |n| n.is_chained() && n.kind == Kind::Object);
        let mut node = Node::empty(kind, above_role);
        node.parent = parent;
        node.start = self.relative(lexeme.start);
        node.end = self.relative(lexeme.end);
        node.flags |= if chain { Node::CHAIN } else { 0 };
        node.flags |= if lexeme.escaped { Node::ESCAPED } else { 0 };
        let key = self.key.take();
        let mut name = &b""[..];
        if let Some(key) = key {
            node.key = (self.relative(key.start), self.relative(key.end));
            node.flags |= if key.escaped { Node::ESCAPED_KEY } else { 0 };
            let from = usize::try_from(self.origin.saturating_sub(base)).unwrap_or(usize::MAX);
            let bytes = bytes.get(from..).unwrap_or_default();
            name = name_of(bytes, node.key, key.escaped, &mut self.text);
            (node.role, node.says) = names(above_role, name);
        }
        if self.paths.are_given() {
            let before = match parent {
                NONE => self.ground.reached,
                _ => self.reached.get(parent as usize).copied().unwrap_or_default(),
            };
            let name = std::str::from_utf8(name).unwrap_or_default();
            let step = if key.is_some() { Step::Name(name) } else { Step::Index(index) };
            let (reached, found) = if parent == NONE && self.ground.root {
                self.paths.begin()
            } else {
                self.paths.step(before, step)
            };
            self.reached.push(reached);
            if found != Found::Nothing && kind.is_container() {
                node.flags |= if found == Found::OneOfMany { Node::ONE_OF_MANY } else { 0 };
                node.own = Fields::ALL;
            }
        }
        if node.says.any(Says::REFERENCE.or(Says::OWNED_IDS)) {
            self.refers |= node.says.any(Says::REFERENCE) || stands_alone(self, parent);
        }
        if kind.is_container() {
            self.open.push(at);
        } else {
            node.next = at.saturating_add(1);
            let says = kind == Kind::Number || kind == Kind::Text && node.end - node.start > 2;
            if says && !self.paths.are_given() {
                let numeric = Fields::ID.or(Fields::PRICE);
                let may = if kind == Kind::Number { numeric } else { Fields::ALL };
                node.own = Fields::of(node.role).only(may);
                node.wide = node.own;
            }
        }
        let exact = self.paths.are_given();
        self.edit(parent, |above| {
            above.children = above.children.saturating_add(1);
            if kind == Kind::Text && node.says.any(Says::ATTRIBUTE) && above.attribute == NONE {
                above.attribute = at;
            }
            if !kind.is_container() {
                above.fold(&node, exact);
            }
        });
        self.nodes.push(node);
    }

    fn end(&mut self, end: u64) {
        let Some(at) = self.open.pop() else { return };
        self.closed = at;
        let (end, next) = (self.relative(end), self.len());
        self.edit(at, |node| {
            node.end = end;
            node.next = next;
            node.close();
        });
        let exact = self.paths.are_given();
        let Some(node) = self.get(at).copied() else { return };
        if node.says.any(Says::OWNED) && node.kind == Kind::Array {
            let first = self.get(at + 1).filter(|_| node.children > 0);
            let number = first.is_some_and(|first| first.kind == Kind::Number);
            self.refers |= number && stands_alone(self, node.parent);
        }
        self.edit(node.parent, |above| above.fold(&node, exact));
    }

    /// Gives up the outermost container and what is complete in it, and keeps the open child.
    /// Returns the given-up node and what the paths have reached there.
    pub(super) fn shed(&mut self) -> Option<(Node, u64)> {
        let shed = self.nodes.first().copied()?;
        let reached = self.reached.first().copied().unwrap_or_default();
        let child = self.open.get(1).copied();
        let key = self.key.filter(|_| child.is_none());
        let ground = Ground {
            role: shed.role,
            chain: shed.is_chained() && shed.kind == Kind::Object,
            reached,
            index: u64::from(shed.children.saturating_sub(u32::from(child.is_some()))),
            root: false,
        };
        let Some(child) = child else {
            self.nodes.clear();
            self.open.clear();
            self.reached.clear();
            self.ground = ground;
            self.active = key.is_some();
            self.origin = key.map_or(self.origin, |key| key.start);
            return Some((shed, reached));
        };
        self.ground = ground;
        self.nodes.drain(..child as usize);
        self.reached.drain(..(child as usize).min(self.reached.len()));
        self.open.remove(0);
        let base = self.nodes.first().map_or(0, |n| if n.key.1 > 0 { n.key.0 } else { n.start });
        self.origin += u64::from(base);
        for open in &mut self.open {
            *open -= child;
        }
        for node in &mut self.nodes {
            node.start -= base;
            node.end = node.end.saturating_sub(base);
            if node.key.1 > 0 {
                node.key = (node.key.0 - base, node.key.1 - base);
            }
            node.parent = node.parent.checked_sub(child).unwrap_or(NONE);
            for index in [&mut node.next, &mut node.attribute] {
                *index = if *index == NONE { NONE } else { *index - child };
            }
        }
        if let Some(first) = self.nodes.first_mut() {
            first.parent = NONE;
        }
        Some((shed, reached))
    }

    /// The member name of a node.
    pub(super) fn key<'a>(&self, node: &Node, source: &'a str, into: &'a mut String) -> &'a str {
        content(source, node.key, node.flag(Node::ESCAPED_KEY), into)
    }

    /// The text of a string or the spelling of a number.
    pub(super) fn text<'a>(&self, node: &Node, source: &'a str, into: &'a mut String) -> &'a str {
        if node.kind == Kind::Text {
            return content(source, (node.start, node.end), node.flag(Node::ESCAPED), into);
        }
        source.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// Where the last lexeme taken ends, in the document.
    pub(super) const fn reached(&self) -> u64 {
        self.end
    }

    fn relative(&self, place: u64) -> u32 {
        u32::try_from(place.saturating_sub(self.origin)).unwrap_or(NONE)
    }
}

/// The text between the quotes at `span`.
fn content<'a>(source: &'a str, span: (u32, u32), escaped: bool, into: &'a mut String) -> &'a str {
    let (from, to) = (span.0 as usize + 1, (span.1 as usize).saturating_sub(1));
    let raw = source.get(from..to).unwrap_or_default();
    if escaped {
        into.clear();
        unescape(raw, into);
        return into;
    }
    raw
}

/// The same where the source is not one valid text yet.
fn name_of<'a>(bytes: &'a [u8], span: (u32, u32), escaped: bool, into: &'a mut String) -> &'a [u8] {
    let (from, to) = (span.0 as usize + 1, (span.1 as usize).saturating_sub(1));
    let raw = bytes.get(from..to).unwrap_or_default();
    if escaped {
        into.clear();
        unescape(std::str::from_utf8(raw).unwrap_or_default(), into);
        return into.as_bytes();
    }
    raw
}
