//! Puts the tokens of a page together: which elements are open, and which a tag ends.

use super::alike::Alike;
use super::names::{
    Ends, breaks_out, closes_paragraph, is_heading, is_scope, is_tabular, is_void, stands_in,
};
use super::span::Span;
use super::tokens::{Kind, Raw, Token, Tokens};
use super::tree::{NONE, Node, TooDeep, Tree, What, is_noted};
use super::vocabulary::{NAMES, Name};

struct Builder<'p> {
    tree: Tree<'p>,
    /// Open elements, outermost first.
    open: Vec<(u32, Name)>,
    /// How many of each name are open: what is not need not be looked for.
    opened: [u32; NAMES],
    depth: usize,
    /// Elements that others may be built like.
    alike: Alike,
}

/// Bytes of a page for each node, at least, in pages as shops write them: room for so many nodes is
/// made at once.
const SPACIOUS: usize = 28;

/// Reads a page whose elements are nested at most `depth` deep.
pub(super) fn read(page: &str, depth: usize, alike: Alike) -> Result<Tree<'_>, TooDeep> {
    if page.len() >= NONE as usize {
        return Err(TooDeep(NONE as usize));
    }
    let nodes = Vec::with_capacity(page.len() / SPACIOUS);
    let tree = Tree {
        page,
        nodes,
        attributes: Vec::new(),
        noted: Vec::new(),
        odd: Vec::new(),
        copies: Vec::new(),
    };
    let mut builder = Builder { tree, open: Vec::new(), opened: [0; NAMES], depth, alike };
    let mut tokens = Tokens::new(page);
    let mut from = 0;
    loop {
        if builder.is_alike(&mut tokens) {
            from = tokens.attributes();
            continue;
        }
        let Some(token) = tokens.next() else { break };
        match token.kind {
            Kind::Text => builder.leaf(What::Text, token.span)?,
            Kind::Comment => builder.leaf(What::Comment, token.span)?,
            Kind::Start { self_closing } => {
                let attributes = (place(from), place(tokens.attributes()));
                from = tokens.attributes();
                if let Some(raw) = builder.start(token, attributes, self_closing)? {
                    tokens.raw(raw);
                }
            }
            Kind::End => builder.end(token),
        }
    }
    builder.close_to(0, page.len());
    let Builder { mut tree, alike, .. } = builder;
    (tree.attributes, tree.odd) = tokens.into_attributes();
    tree.copies = alike.into_copies();
    Ok(tree)
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

impl Builder<'_> {
    fn push(&mut self, node: Node) -> Result<u32, TooDeep> {
        let at = self.tree.len();
        if at >= NONE - 1 {
            return Err(TooDeep(node.span.start()));
        }
        let parent = self.open.last().map_or(NONE, |(at, _)| *at);
        if is_noted(node.is) {
            self.tree.noted.push(at);
        }
        self.tree.nodes.push(Node { parent, next: at + 1, ..node });
        Ok(at)
    }

    fn leaf(&mut self, what: What, span: Span) -> Result<(), TooDeep> {
        let node = Node {
            what,
            span,
            name: Span::default(),
            is: Name::Other,
            attributes: (0, 0),
            parent: NONE,
            next: NONE,
            ended: NONE,
        };
        self.push(node).map(drop)
    }

    /// Reads the element that comes next by comparing it with one before it, if it is built alike.
    fn is_alike(&mut self, tokens: &mut Tokens<'_>) -> bool {
        if !tokens.may_be_tag() {
            return false;
        }
        let parent = self.open.last().map_or(NONE, |(at, _)| *at);
        let Tree { nodes, noted, .. } = &mut self.tree;
        self.alike.read(nodes, noted, tokens, parent, self.open.len())
    }

    /// Closes all open elements from the one at `keep` on.
    fn close_to(&mut self, keep: usize, end: usize) {
        let next = self.tree.len();
        while self.open.len() > keep {
            let Some((at, name)) = self.open.pop() else { return };
            if let Some(node) = self.tree.nodes.get_mut(at as usize) {
                node.span = node.span.ending(end);
                node.next = next;
            }
            if let Some(opened) = self.opened.get_mut(name as usize) {
                *opened -= 1;
            }
        }
    }

    /// Whether one of these is open.
    fn is_open(&self, names: &[Name]) -> bool {
        names.iter().any(|name| self.opened.get(*name as usize).is_some_and(|opened| *opened > 0))
    }

    /// Whether the innermost open element belongs to SVG or MathML.
    fn is_foreign(&self) -> bool {
        if !self.is_open(&[Name::Svg, Name::Math]) {
            return false;
        }
        let decides = |name: Name| match name {
            Name::Svg | Name::Math => Some(true),
            Name::ForeignObject
            | Name::Desc
            | Name::AnnotationXml
            | Name::Mtext
            | Name::Mi
            | Name::Mo
            | Name::Mn
            | Name::Ms => Some(false),
            _ => None,
        };
        self.open.iter().rev().find_map(|(_, name)| decides(*name)).unwrap_or(false)
    }

    fn start(
        &mut self,
        token: Token,
        attributes: (u32, u32),
        self_closing: bool,
    ) -> Result<Option<Raw>, TooDeep> {
        let Token { span, name: called, means: name, .. } = token;
        let mut foreign = self.is_foreign();
        if foreign && breaks_out(name) {
            let mut open = self.open.iter();
            let root = open.position(|(_, open)| matches!(open, Name::Svg | Name::Math));
            self.close_to(root.unwrap_or(usize::MAX), span.start());
            foreign = false;
        }
        let ended = if foreign { NONE } else { self.imply(name, span.start()) };
        if self.open.len() >= self.depth {
            return Err(TooDeep(span.start()));
        }
        let stray = !foreign && is_tabular(name) && !self.is_in_table();
        let at = self.push(Node {
            what: What::Element,
            span,
            name: called,
            is: name,
            attributes,
            parent: NONE,
            next: NONE,
            ended,
        })?;
        let closed = if foreign { self_closing } else { stray || is_void(name) };
        // `<svg/>` is closed by itself in HTML too.
        if closed || self_closing && matches!(name, Name::Svg | Name::Math) {
            return Ok(None);
        }
        let raw = match name {
            _ if foreign => None,
            Name::Script => Some(Raw::Script),
            Name::Plaintext => Some(Raw::Plaintext),
            Name::Style
            | Name::Textarea
            | Name::Title
            | Name::Xmp
            | Name::Iframe
            | Name::Noembed
            | Name::Noframes => Some(Raw::Until(name.text())),
            _ => None,
        };
        self.open.push((at, name));
        if let Some(opened) = self.opened.get_mut(name as usize) {
            *opened += 1;
        }
        Ok(raw)
    }

    /// Whether parts of tables belong here; elsewhere a browser does not read their tags. A piece of
    /// a page that begins with one is put into a table by a script.
    fn is_in_table(&self) -> bool {
        let piece = || {
            let mut elements = self.tree.nodes.iter().filter(|node| node.what == What::Element);
            elements.next().is_none_or(|first| is_tabular(first.is))
        };
        self.is_open(&[Name::Table, Name::Template]) || piece()
    }

    /// Closes what a start tag of this name ends; the outermost of it.
    fn imply(&mut self, name: Name, end: usize) -> u32 {
        let mut ended = NONE;
        let mut close = |builder: &mut Self, at: usize| {
            ended = builder.open.get(at).map_or(ended, |(node, _)| *node);
            builder.close_to(at, end);
        };
        if self.is_open(&[Name::P]) && closes_paragraph(name) {
            let within = |n: Name| matches!(n, Name::P | Name::Button) || is_scope(n);
            let found = self.open.iter().rposition(|(_, open)| within(*open));
            let paragraph = |at: &usize| matches!(self.open.get(*at), Some((_, Name::P)));
            if let Some(at) = found.filter(paragraph) {
                close(self, at);
            }
        }
        if is_heading(name) && self.open.last().is_some_and(|(_, open)| is_heading(*open)) {
            close(self, self.open.len() - 1);
        }
        if let Some(ends) = Ends::of(name).filter(|ends| self.is_open(ends.ended())) {
            let mut outermost = None;
            for (at, (_, open)) in self.open.iter().enumerate().rev() {
                if ends.ends(*open) {
                    outermost = Some(at);
                }
                if ends.stops_at(*open) {
                    break;
                }
            }
            if let Some(at) = outermost {
                close(self, at);
            }
        }
        let tabular = name == Name::Table || is_tabular(name);
        if let Some(at) = tabular.then(|| self.ended_in_table(name)).flatten() {
            close(self, at);
        }
        ended
    }

    /// The outermost open element that ends where a part of a table begins, or a table in a table
    /// and in none of its cells.
    fn ended_in_table(&self, name: Name) -> Option<usize> {
        let named = |at: usize| self.open.get(at).map_or(Name::Other, |(_, open)| *open);
        let inner = self.open.iter().rposition(|(_, open)| {
            is_tabular(*open) || matches!(open, Name::Table | Name::Template)
        })?;
        if name == Name::Table {
            let cell = matches!(named(inner), Name::Td | Name::Th | Name::Caption | Name::Template);
            return self.open.iter().rposition(|(_, open)| *open == Name::Table).filter(|_| !cell);
        }
        let mut open = self.open.iter();
        let scope = open.rposition(|(_, open)| matches!(open, Name::Table | Name::Template));
        let from = scope.unwrap_or(0);
        let outer = (from..self.open.len()).rev().find(|at| stands_in(name, named(*at)));
        // In a template, and in a piece of a page, there is no table around a row.
        let first = || (from..self.open.len()).find(|at| is_tabular(named(*at)));
        let at = outer.map_or_else(first, |outer| Some(outer + 1))?;
        (at < self.open.len()).then_some(at)
    }

    fn end(&mut self, token: Token) {
        let Token { span, name: called, means: name, .. } = token;
        // What follows the end of the body is shown in it.
        if matches!(name, Name::Html | Name::Body) {
            return;
        }
        let heading = is_heading(name);
        if !(self.is_open(&[name]) || heading || matches!(name, Name::Tbody | Name::Tr)) {
            return;
        }
        let known = !matches!(name, Name::Other | Name::Custom);
        let tabular = is_tabular(name) || matches!(name, Name::Table | Name::Template);
        for at in (0..self.open.len()).rev() {
            let Some((node_at, open)) = self.open.get(at).copied() else { return };
            let same = open == name && (known || self.is_called(node_at, called));
            if same || heading && is_heading(open) {
                // What is still open inside ends before the end tag.
                self.close_to(at + 1, span.start());
                self.close_to(at, span.end());
                let begun = |node: &Node| node.ended == NONE && node.next > node_at + 1;
                if self.tree.get(node_at).is_some_and(begun) {
                    self.alike.learn(node_at, at);
                }
                return;
            }
            let barrier = if tabular {
                matches!(open, Name::Html | Name::Template)
                    || open == Name::Table && name != Name::Template
            } else {
                is_scope(open)
            };
            if barrier {
                self.end_unwritten(name, at + 1, span.start());
                return;
            }
        }
    }

    /// Whether an open element has the name that stands there.
    fn is_called(&self, node: u32, name: Span) -> bool {
        let node = self.tree.get(node);
        node.is_some_and(|node| self.tree.is_called(node, self.tree.text(name)))
    }

    /// An end tag of a row or body whose start tag was left out; `from` is after the table's.
    fn end_unwritten(&mut self, name: Name, from: usize, end: usize) {
        let parts: &[Name] = match name {
            Name::Tbody => &[Name::Tr, Name::Td, Name::Th],
            Name::Tr => &[Name::Td, Name::Th],
            _ => return,
        };
        let bodies = [Name::Tbody, Name::Thead, Name::Tfoot];
        let mut inside = self.open.iter().enumerate().skip(from);
        let part = inside.find(|(_, (_, open))| {
            parts.contains(open) || name == Name::Tbody && bodies.contains(open)
        });
        if let Some((at, _)) = part.filter(|(_, (_, open))| parts.contains(open)) {
            self.close_to(at, end);
        }
    }
}
