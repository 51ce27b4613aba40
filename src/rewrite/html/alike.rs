//! Elements that are built like a sibling before them, as the cards of a shelf nearly always are: the
//! same tags with the same attributes, and only texts and values differ.
//!
//! Such an element is compared with its sibling and not read tag by tag. That its nodes are those
//! that reading would make follows from how a page is read: where the bytes between texts and values
//! are the same, its tags begin and end at the same ones, and where the same elements are open around
//! it, they open and close the same. So the sibling must have the same parent, have ended at an end
//! tag of its own, and have ended nothing by its start.

use super::roles::say_the_same;
use super::span::Span;
use super::tokens::{Attribute, Tokens};
use super::tree::{Copied, NONE, Node, What, is_noted};
use super::vocabulary::Name;
use memchr::memchr;

/// How many ways to be built are remembered at each depth.
const WAYS: usize = 4;

/// Comparing in vain may take one byte for as many of the page, and some at its beginning.
const PATIENCE: usize = 4;
const AT_FIRST: usize = 1 << 10;

/// The elements that others may be built like, read last first, by how many are open around them.
#[derive(Debug, Default)]
pub(super) struct Alike {
    ways: Vec<[u32; WAYS]>,
    /// Bytes compared in vain.
    vain: usize,
    /// The elements open in the one that is compared.
    open: Vec<Open>,
    /// The elements that were read by comparing.
    copies: Vec<Copied>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    at: u32,
    /// The node after all in it, and where it ends in the sibling.
    next: u32,
    end: u32,
}

impl Alike {
    pub(super) fn new() -> Self {
        // What is compared in vain without end is not compared.
        Self { vain: if alone() { usize::MAX } else { 0 }, ..Self::default() }
    }

    /// Remembers an element that ended at its own end tag, with so many open around it.
    pub(super) fn learn(&mut self, at: u32, depth: usize) {
        if self.ways.len() <= depth {
            self.ways.resize(depth + 1, [NONE; WAYS]);
        }
        if let Some(ways) = self.ways.get_mut(depth) {
            ways.rotate_right(1);
            ways.iter_mut().take(1).for_each(|way| *way = at);
        }
    }

    /// Reads the element that comes next, if it is built like one of those before it.
    pub(super) fn read(
        &mut self,
        nodes: &mut Vec<Node>,
        noted: &mut Vec<u32>,
        tokens: &mut Tokens<'_>,
        parent: u32,
        depth: usize,
    ) -> bool {
        let Some(ways) = self.ways.get(depth).copied() else { return false };
        for (nth, way) in ways.into_iter().enumerate() {
            let Some(node) = nodes.get(way as usize).filter(|node| node.parent == parent) else {
                return false;
            };
            let Some(at) = tokens.may_begin(node.span, node.name) else { continue };
            if self.vain > at / PATIENCE + AT_FIRST {
                return false;
            }
            let (before, attributes) = (nodes.len(), tokens.attributes());
            let (from, to) = (node.span.start, u32::try_from(at).unwrap_or(NONE));
            let mut copy = Copy { tokens: &mut *tokens, from, to, same: true };
            let read = copy.read(nodes, way, &mut self.open);
            let (to, same) = (copy.to as usize, copy.same);
            if read.is_some() {
                let place = |at: usize| u32::try_from(at).unwrap_or(NONE);
                let (at, len) = (place(before), place(nodes.len() - before));
                self.copies.push(Copied { at, like: way, len, same });
                let copied = nodes.get(before..).unwrap_or_default().iter().zip(at..);
                noted.extend(copied.filter(|(node, _)| is_noted(node.is)).map(|(_, at)| at));
                #[cfg(test)]
                tests::count(&tests::COPIES, 1);
                tokens.go_on(to);
                let ways = self.ways.get_mut(depth).and_then(|ways| ways.get_mut(..=nth));
                ways.into_iter().for_each(|ways| ways.rotate_right(1));
                return true;
            }
            self.vain += to - at;
            #[cfg(test)]
            tests::count(&tests::VAIN, to - at);
            nodes.truncate(before);
            tokens.forget(attributes);
        }
        false
    }

    /// The elements that were read by comparing, in order.
    pub(super) fn into_copies(self) -> Vec<Copied> {
        self.copies
    }
}

/// Whether every element is read by itself, as tests want it.
pub(super) fn alone() -> bool {
    #[cfg(test)]
    return tests::ALONE.get();
    #[cfg(not(test))]
    false
}

/// Whether elements that are built alike may be read in different ways if this attribute differs.
const fn decides(name: Name) -> bool {
    matches!(
        name,
        Name::Itemprop | Name::Itemtype | Name::Typeof | Name::Type | Name::Property | Name::Called
    )
}

/// An element that is compared with a sibling: so far, what is up to `from` in the one is like what
/// is up to `to` in the other.
struct Copy<'t, 'p> {
    tokens: &'t mut Tokens<'p>,
    from: u32,
    to: u32,
    /// Whether what decides how it is read is the same.
    same: bool,
}

impl Copy<'_, '_> {
    /// Adds the nodes of the element; `None` where it is built otherwise.
    fn read(&mut self, nodes: &mut Vec<Node>, sibling: u32, open: &mut Vec<Open>) -> Option<()> {
        let first = *nodes.get(sibling as usize)?;
        let copy = u32::try_from(nodes.len()).ok()?;
        let last = copy.checked_add(first.next - sibling).filter(|last| *last < NONE - 1)?;
        let by = copy - sibling;
        let moved = |at: u32| if at == NONE { NONE } else { at + by };
        open.clear();
        nodes.extend_from_within(sibling as usize..first.next as usize);
        for at in copy..last {
            let node = nodes.get_mut(at as usize)?;
            node.next += by;
            let Node { what, span, next, .. } = *node;
            while let Some(inner) = open.pop_if(|inner| inner.next <= at) {
                self.close(nodes, inner);
            }
            match what {
                What::Text => {
                    let span = self.text(span)?;
                    nodes.get_mut(at as usize)?.span = span;
                }
                What::Comment => nodes.get_mut(at as usize)?.span = self.moved(span),
                What::Element => {
                    open.push(Open { at, next, end: span.end });
                    let node = nodes.get_mut(at as usize)?;
                    node.span = self.moved(span);
                    node.name = self.moved(node.name);
                    node.ended = moved(node.ended);
                    if node.attributes.0 != node.attributes.1 {
                        node.attributes = self.attributes(node.attributes)?;
                    } else {
                        let from = u32::try_from(self.tokens.attributes()).ok()?;
                        node.attributes = (from, from);
                    }
                }
            }
            if at != copy {
                let node = nodes.get_mut(at as usize)?;
                node.parent += by;
            }
        }
        self.same(first.span.end)?;
        while let Some(inner) = open.pop() {
            self.close(nodes, inner);
        }
        debug_assert_eq!(nodes.len(), last as usize);
        Some(())
    }

    /// How much farther what follows stands than in the sibling.
    const fn farther(&self) -> u32 {
        self.to.wrapping_sub(self.from)
    }

    /// Ends an element where it ends in the sibling.
    fn close(&self, nodes: &mut [Node], inner: Open) {
        if let Some(node) = nodes.get_mut(inner.at as usize) {
            node.span.end = inner.end.wrapping_add(self.farther());
        }
    }

    /// Compares what stands before `end` in the sibling.
    fn same(&mut self, end: u32) -> Option<()> {
        let page = self.tokens.page().as_bytes();
        let between = page.get(self.from as usize..end as usize)?;
        let here = page.get(self.to as usize..)?.starts_with(between);
        self.to += end - self.from;
        self.from = end;
        here.then_some(())
    }

    /// Takes a text, up to the next tag. In a script, too, what holds no `<` ends with it.
    fn text(&mut self, sibling: Span) -> Option<Span> {
        self.same(sibling.start)?;
        self.varies(sibling, b'<').filter(|text| !text.is_empty())
    }

    /// Takes what stands before `end` instead of what stands there in the sibling.
    fn varies(&mut self, sibling: Span, end: u8) -> Option<Span> {
        let rest = self.tokens.page().as_bytes().get(self.to as usize..)?;
        let start = self.to;
        self.to += u32::try_from(find(end, rest)?).ok()?;
        self.from = sibling.end;
        Some(Span { start, end: self.to })
    }

    /// Adds the attributes of a tag. Values in quotes vary.
    fn attributes(&mut self, (start, end): (u32, u32)) -> Option<(u32, u32)> {
        let place = |at: usize| u32::try_from(at).ok();
        let from = place(self.tokens.attributes())?;
        for at in start..end {
            let attribute = *self.tokens.attribute(at)?;
            let name = self.moved(attribute.name);
            let value = match self.tokens.quote(attribute.value) {
                Some(quote) => {
                    self.same(attribute.value.start)?;
                    let value = self.varies(attribute.value, quote)?;
                    self.same &= self.reads_the_same(attribute.means, attribute.value, value);
                    value
                }
                None => self.moved(attribute.value),
            };
            self.tokens.add(Attribute { name, value, ..attribute });
        }
        Some((from, place(self.tokens.attributes())?))
    }

    /// Whether an attribute decides with these two values the same of how its element is read.
    fn reads_the_same(&self, name: Name, one: Span, other: Span) -> bool {
        let text = |span: Span| self.tokens.page().get(span.range()).unwrap_or_default();
        match name {
            Name::Class => say_the_same(text(one), text(other)),
            name => !decides(name) || text(one) == text(other),
        }
    }

    /// The place of what stands behind `from` in the sibling; none stays none.
    const fn moved(&self, span: Span) -> Span {
        if span.end == 0 {
            return span;
        }
        let by = self.farther();
        Span { start: span.start.wrapping_add(by), end: span.end.wrapping_add(by) }
    }
}

/// Where a byte stands first; most values are short.
#[inline(always)]
fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 0xff;
    if let Some(first) = bytes.first_chunk() {
        let word = u64::from_le_bytes(*first) ^ (ONES * u64::from(byte));
        // The lowest bit that is set is right; above it a borrow may set more.
        let found = word.wrapping_sub(ONES) & !word & (ONES << 7);
        if found != 0 {
            return Some(found.trailing_zeros() as usize / 8);
        }
    }
    memchr(byte, bytes)
}

#[cfg(test)]
pub(super) use tests::{copies, without};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::html::builder;
    use std::cell::Cell;
    use std::thread::LocalKey;

    thread_local! {
        /// How many elements were compared and not read.
        pub(super) static COPIES: Cell<usize> = const { Cell::new(0) };
        /// How many bytes were compared in vain.
        pub(super) static VAIN: Cell<usize> = const { Cell::new(0) };
        /// Whether every element is read by itself.
        pub(super) static ALONE: Cell<bool> = const { Cell::new(false) };
    }

    /// How many elements this thread compared and did not read.
    pub(in super::super) fn copies() -> usize {
        COPIES.get()
    }

    /// Does something while every element is read by itself.
    pub(in super::super) fn without<T>(what: impl FnOnce() -> T) -> T {
        ALONE.set(true);
        let done = what();
        ALONE.set(false);
        done
    }

    pub(super) fn count(counter: &'static LocalKey<Cell<usize>>, more: usize) {
        counter.set(counter.get() + more);
    }

    /// Reads a page with comparing and without; gives how many elements were not read.
    fn read(page: &str) -> usize {
        let before = COPIES.get();
        let tired = Alike { vain: usize::MAX, ..Alike::default() };
        let [plain, alike] = [tired, Alike::default()].map(|alike| builder::read(page, 64, alike));
        match (plain, alike) {
            (Ok(plain), Ok(alike)) => {
                let unlike = alike.nodes.iter().zip(&plain.nodes).find(|(one, other)| one != other);
                assert_eq!(unlike, None, "{page}");
                assert_eq!(alike.nodes.len(), plain.nodes.len(), "{page}");
                assert!(alike.attributes == plain.attributes, "{page}");
                assert_eq!((alike.noted, alike.odd), (plain.noted, plain.odd), "{page}");
            }
            (plain, alike) => assert_eq!(plain.is_err(), alike.is_err(), "{page}"),
        }
        COPIES.get() - before
    }

    #[test]
    fn what_differs_in_more_than_words_is_read() {
        let card = |class: &str, link: &str, text: &str, rest: &str| {
            format!("<li class=\"{class}\" id=x><a href='{link}'>{text}<br>two</a><p>{rest}")
        };
        let first = card("a", "/1", "One", "1 &lt; 2</li>");
        for (other, alike) in [
            (first.clone(), true),
            (card("b c", "/22", "Another", "3</li>"), true),
            (card("", "", "A", "c</li>"), true),
            (card("a>", "\"", "One", "3</li>"), true),
            (card("a", "/1", "One < 2", "3</li>"), false),
            (card("a", "/1", "", "3</li>"), false),
            (card("a", "/1", "One", "</li>"), false),
            (card("a", "/1", "One", "3<b>4</b></li>"), false),
            (card("a", "/1", "One<!-- a -->", "3</li>"), false),
            (card("a", "/1", "One", "3</li ></b>"), false),
            (card("a", "/1", "One", "3"), false),
            ("<li class=\"a\" id=x><a href='/1".to_owned(), false),
            (first.replace("id=x", "id=y"), false),
            (first.replace("<li", "<LI"), false),
        ] {
            let around = |cards: &str| read(&format!("<ul>{cards}</ul>x"));
            assert_eq!(around(&format!("{first}{other}")), usize::from(alike), "{other}");
            assert_eq!(around(&format!("{first} \n{other}")), usize::from(alike), "{other}");
            // What is open around them is another thing, or else what the card ends.
            assert_eq!(around(&format!("{first}</ul><ol>{other}")), 0, "{other}");
            assert_eq!(around(&format!("{first}<li>open{other}")), 0, "{other}");
            assert_eq!(around(&format!("{first}<b>{other}")), 0, "{other}");
            read(&format!("<svg>{first}{other}"));
            read(&format!("<p>{first}{other}{first}"));
            read(&format!("{first}{other}{first}"));
        }
    }

    /// An element with what is in it; its end tag is left out now and then.
    fn element(random: &mut impl FnMut(usize) -> usize, deep: usize) -> String {
        const TAGS: [&str; 30] = [
            "li", "li", "div", "div", "p", "p", "a", "b", "span", "h2", "h3", "ul", "table", "tr",
            "td", "tbody", "svg", "math", "desc", "script", "style", "title", "select", "option",
            "x-y", "template", "button", "dd", "ruby", "br",
        ];
        const ATTRIBUTES: [&str; 8] = [
            " class=\"1\"",
            " href='/1'",
            " id=1",
            " alt",
            " title=\"<b>1\"",
            " src=\"\"",
            " /",
            "\n",
        ];
        const TEXTS: [&str; 10] = [
            "text",
            "text",
            "1",
            " ",
            "<!-- c -->",
            "< 1",
            "</b>",
            "</p>",
            "<br>",
            "<img src=\"1\">",
        ];
        let tag = TAGS[random(TAGS.len())];
        let mut element = format!("<{tag}");
        for _ in 0..random(3) {
            element.push_str(ATTRIBUTES[random(ATTRIBUTES.len())]);
        }
        element.push('>');
        for _ in 0..random(4) {
            if deep > 0 && random(2) == 0 {
                element.push_str(&self::element(random, deep - 1));
            } else {
                element.push_str(TEXTS[random(TEXTS.len())]);
            }
        }
        if random(12) > 0 {
            element.push_str(&format!("</{tag}>"));
        }
        element
    }

    #[test]
    fn pages_are_read_alike_with_it_and_without() {
        const SEED: u64 = 0x5eed_a11c_0000_0003;
        const PIECES: [&str; 16] = [
            "<",
            ">",
            "\"",
            "'",
            "</",
            "<b>",
            "</li>",
            "</div>",
            "<li>",
            "<p>",
            "<table>",
            "</table>",
            "<svg>",
            "<!--",
            "x",
            "</script>",
        ];
        println!("seed {SEED:#x}");
        let mut seed = SEED;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % below
        };
        let mut copies = 0;
        for _ in 0..20_000 {
            let patterns: Vec<String> =
                (0..1 + random(3)).map(|_| element(&mut random, 3)).collect();
            let mut page = ["", "<ul>", "<table>", "<tr>", "<svg>", "<p>"][random(6)].to_owned();
            for _ in 0..2 + random(8) {
                let mut card = patterns[random(patterns.len())].clone();
                card = card.replace("text", ["text", "words", "1 < 2", ""][random(4)]);
                card = card.replace('1', ["1", "22", "", "x>"][random(4)]);
                if random(8) == 0 {
                    card.insert_str(random(card.len()), PIECES[random(PIECES.len())]);
                }
                page.push_str(&card);
                page.push_str(["", "", " ", "text"][random(4)]);
            }
            copies += read(&page);
        }
        assert!(copies > 10_000, "{copies}");
    }

    #[test]
    fn comparing_in_vain_ends() {
        // Each ends otherwise than those before it, after much that is the same.
        let card = |number: usize| {
            format!("<li>{}<i>{}</i></li>", "<b>x</b>".repeat(50), "<u>".repeat(number % 40))
        };
        let page: String = (0..400).map(card).collect();
        let before = VAIN.get();
        read(&page);
        let vain = VAIN.get() - before;
        assert!(vain > AT_FIRST, "{vain}");
        assert!(vain < AT_FIRST + page.len() / PATIENCE + 2 * card(39).len(), "{vain}");
    }
}
