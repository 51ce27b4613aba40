//! The elements of a page with their spans, in document order.
//!
//! Not a DOM: nothing is moved or made up. An element ends at its end tag, or where a browser
//! would imply one (HTML Standard section 13.2.6), so that its span is what a browser shows of it.

use super::alike::Alike;
use super::builder;
use super::cards::hash;
use super::names::is_heading;
use super::span::Span;
use super::tokens::Attribute;
use super::vocabulary::Name;
use std::borrow::Cow;

/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// An element, a text or a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) what: What,
    /// From the start of its start tag to the end of its end tag.
    pub(super) span: Span,
    /// The name in the start tag.
    pub(super) name: Span,
    /// What the element is.
    pub(super) is: Name,
    /// The attributes in the start tag, as places in those of the page.
    pub(super) attributes: (u32, u32),
    pub(super) parent: u32,
    /// The node after all below it.
    pub(super) next: u32,
    /// The outermost element that the start tag ended without an end tag.
    pub(super) ended: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Element,
    Text,
    Comment,
}

/// An element that is built like a sibling before it: the same nodes with the same attributes, each
/// as far from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Copied {
    pub(super) at: u32,
    /// The sibling, which is no copy itself.
    pub(super) like: u32,
    /// How many nodes they have.
    pub(super) len: u32,
    /// Whether all attributes say the same that decide how others, and texts, are read.
    pub(super) same: bool,
}

/// The nodes of one page.
#[derive(Debug)]
pub(super) struct Tree<'p> {
    pub(super) page: &'p str,
    pub(super) nodes: Vec<Node>,
    pub(super) attributes: Vec<Attribute>,
    /// The elements that are asked for by name, in order.
    pub(super) noted: Vec<u32>,
    /// The places of those attributes that may hold data or code, in order.
    pub(super) odd: Vec<u32>,
    /// The elements that are built like a sibling, apart and in order.
    pub(super) copies: Vec<Copied>,
}

/// Elements are nested deeper than allowed, or there is more than can be counted, at this byte.
#[derive(Debug)]
pub(super) struct TooDeep(pub(super) usize);

impl<'p> Tree<'p> {
    /// Reads a page whose elements are nested at most `depth` deep.
    pub(super) fn read(page: &'p str, depth: usize) -> Result<Self, TooDeep> {
        builder::read(page, depth, Alike::new())
    }

    #[inline]
    pub(super) fn get(&self, at: u32) -> Option<&Node> {
        self.nodes.get(at as usize)
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(NONE)
    }

    #[inline]
    pub(super) fn text(&self, span: Span) -> &'p str {
        self.page.get(span.range()).unwrap_or_default()
    }

    /// The name of an element as written; empty for other nodes.
    pub(super) fn name(&self, node: &Node) -> &'p str {
        self.text(node.name)
    }

    /// Whether the node is an element that is called so.
    pub(super) fn is_called(&self, node: &Node, name: &str) -> bool {
        self.name(node).eq_ignore_ascii_case(name)
    }

    /// What an element is called: its number, and a hash of its name where that is none of the
    /// vocabulary.
    pub(super) fn kind(&self, node: &Node) -> (u8, u32) {
        let known = !matches!(node.is, Name::Other | Name::Custom);
        (node.is as u8, if known { 0 } else { hash(&lower(self.name(node))) })
    }

    #[inline]
    pub(super) fn attributes(&self, node: &Node) -> std::slice::Iter<'_, Attribute> {
        let (start, end) = node.attributes;
        self.attributes.get(start as usize..end as usize).unwrap_or_default().iter()
    }

    /// The elements of one of the names that are [noted](is_noted), in order.
    pub(super) fn called(&self, name: Name) -> impl Iterator<Item = (u32, &Node)> {
        let noted = self.noted.iter().filter_map(|at| Some((*at, self.get(*at)?)));
        noted.filter(move |(_, node)| node.is == name)
    }

    /// The headings below the main one, with what is around each and what it is called.
    pub(super) fn headings(&self) -> impl Iterator<Item = (u32, Name, u32)> {
        let noted = self.noted.iter().filter_map(|at| Some((*at, self.get(*at)?)));
        let headings = noted.filter(|(_, node)| is_heading(node.is) && node.is != Name::H1);
        headings.map(|(at, node)| (node.parent, node.is, at))
    }

    /// The element that the one at `at` is built like, node by node and word by word of what
    /// decides how it is read: itself, or one in a sibling of what is around it.
    pub(super) fn model(&self, at: u32) -> Option<u32> {
        let nth = self.copies.partition_point(|copied| copied.at <= at).checked_sub(1)?;
        let copied = self.copies.get(nth)?;
        let off = at - copied.at;
        (copied.same && off < copied.len).then_some(copied.like + off)
    }

    /// The value of an attribute, undecoded.
    pub(super) fn attribute(&self, node: &Node, name: Name) -> Option<&'p str> {
        let found = self.attributes(node).find(|attribute| attribute.means == name);
        found.map(|attribute| self.text(attribute.value))
    }

    /// The value of an attribute that is called so.
    pub(super) fn attribute_called(&self, node: &Node, name: &str) -> Option<&'p str> {
        let mut all = self.attributes(node);
        let found = all.find(|a| self.text(a.name).eq_ignore_ascii_case(name));
        found.map(|a| self.text(a.value))
    }

    /// The element and all around it, innermost first.
    pub(super) fn around(&self, at: u32) -> impl Iterator<Item = (u32, &Node)> {
        let mut at = at;
        std::iter::from_fn(move || {
            let node = self.get(at)?;
            let found = (at, node);
            at = node.parent;
            Some(found)
        })
    }

    /// The children of a node.
    pub(super) fn children(&self, of: u32) -> impl Iterator<Item = (u32, &Node)> + Clone {
        self.beside(of.saturating_add(1), self.get(of).map_or(0, |node| node.next))
    }

    /// The nodes that stand in no other.
    pub(super) fn roots(&self) -> impl Iterator<Item = (u32, &Node)> + Clone {
        self.beside(0, self.len())
    }

    /// The node at `at` and those beside it, before `end`.
    fn beside(&self, at: u32, end: u32) -> impl Iterator<Item = (u32, &Node)> + Clone {
        let mut at = at;
        std::iter::from_fn(move || {
            let node = (at < end).then(|| self.get(at)).flatten()?;
            let found = (at, node);
            at = node.next.max(at + 1);
            Some(found)
        })
    }

    /// The content of an element whose content is text alone.
    pub(super) fn content(&self, at: u32) -> Span {
        let mut children = self.children(at);
        match (children.next(), children.next()) {
            (Some((_, text)), None) if text.what == What::Text => text.span,
            _ => Span::default(),
        }
    }
}

/// Whether elements of this name are noted, so that nobody has to look for them.
pub(super) const fn is_noted(name: Name) -> bool {
    matches!(name, Name::Html | Name::Input | Name::Link | Name::Script | Name::Style)
        || is_heading(name)
}

/// A name in lower case, as nearly all are written.
pub(super) fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The spans of all elements of a name.
    fn spans<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
        let tree = Tree::read(page, 64).unwrap();
        let all = tree.nodes.iter().filter(|node| tree.is_called(node, name));
        all.map(|node| tree.text(node.span)).collect()
    }

    #[test]
    fn elements_end_where_a_browser_ends_them() {
        let cases: [(&str, &str, &[&str]); 20] = [
            ("<ul><li>a<li>b</ul>", "li", &["<li>a", "<li>b"]),
            ("<ul><li>a<ul><li>b</ul><li>c</ul>", "li", &["<li>a<ul><li>b</ul>", "<li>b", "<li>c"]),
            ("<p>a<div>b</div>", "p", &["<p>a"]),
            ("<p>a<span>b<p>c", "p", &["<p>a<span>b", "<p>c"]),
            ("<div><p>a</div>b", "p", &["<p>a"]),
            ("<table><tr><td>a<td>b<tr><td>c</table>", "td", &["<td>a", "<td>b", "<td>c"]),
            ("<table><tr><td>a<td>b<tr><td>c</table>", "tr", &["<tr><td>a<td>b", "<tr><td>c"]),
            ("<td><table><tr></td></table>", "table", &["<table><tr></td></table>"]),
            (
                "<ul><li>a<section>b<li>c</section></ul>",
                "li",
                &["<li>a<section>b<li>c</section>", "<li>c"],
            ),
            ("<table><tr><td>a</tbody><p>b</table>", "tr", &["<tr><td>a"]),
            ("<table><tr><td>a</tr><p>b</table>", "td", &["<td>a"]),
            ("<table><tr><p>a<td>b</table>", "p", &["<p>a"]),
            ("<table><tr><table><tr></table>b", "table", &["<table><tr>", "<table><tr></table>"]),
            ("<select><option>a<option>b</select>", "option", &["<option>a", "<option>b"]),
            ("<a href=1>x<a href=2>y</a>", "a", &["<a href=1>x", "<a href=2>y</a>"]),
            ("<div><b>a</div>b</b>", "div", &["<div><b>a</div>"]),
            ("<h2>a</h3>b", "h2", &["<h2>a</h3>"]),
            ("<svg><path/><g/></svg><p>a", "svg", &["<svg><path/><g/></svg>"]),
            ("<svg><p>a</p>", "svg", &["<svg>"]),
            ("<div/>a<br/>b</div>c", "div", &["<div/>a<br/>b</div>"]),
        ];
        for (page, name, expected) in cases {
            assert_eq!(spans(page, name), expected, "{page}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        assert!(Tree::read(&"<div>".repeat(64), 64).is_ok());
        assert!(Tree::read(&"<div>".repeat(65), 64).is_err());
    }
}
