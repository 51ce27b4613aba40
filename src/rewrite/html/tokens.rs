//! HTML, token by token (HTML Standard section 13.2.5), as ranges of the page. Nothing is decoded and
//! nothing is copied; what a browser reads as text, script or comment is told apart as it would.

mod attribute;
mod ends;

pub(super) use attribute::{Attribute, Attributes, begins_code};

use super::span::Span;
use super::vocabulary::Name;
use crate::text::base64::may_be_data;
use attribute::name_len;
use ends::{comment, end_tag, script_end, text};
use memchr::memchr;

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// All of it.
    pub(super) span: Span,
    /// The tag's name.
    pub(super) name: Span,
    pub(super) means: Name,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Start {
        self_closing: bool,
    },
    End,
    Text,
    /// A comment, a doctype, a processing instruction or a CDATA section.
    Comment,
}

/// Reads the tokens of a page.
#[derive(Debug)]
pub(super) struct Tokens<'p> {
    page: &'p str,
    at: usize,
    /// The element whose content is text up to its own end tag.
    raw: Option<Raw>,
    /// The attributes of all start tags so far.
    attributes: Vec<Attribute>,
    /// Those of them that may hold data or code.
    odd: Vec<u32>,
}

/// Bytes of a page for each attribute, at least, in pages as shops write them: room for so many is
/// made at once.
const SPACIOUS: usize = 48;

/// How the content of an element is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Raw {
    /// Up to the end tag of this name.
    Until(&'static str),
    /// A script, in which `<!-- <script>` hides end tags.
    Script,
    /// To the end of the page.
    Plaintext,
}

impl<'p> Tokens<'p> {
    pub(super) fn new(page: &'p str) -> Self {
        let attributes = Vec::with_capacity(page.len() / SPACIOUS);
        Self { page, at: 0, raw: None, attributes, odd: Vec::new() }
    }

    /// How many attributes all start tags so far have.
    #[inline]
    pub(super) const fn attributes(&self) -> usize {
        self.attributes.len()
    }

    /// The attributes of all start tags, and the places of those among them that may hold data or
    /// code.
    pub(super) fn into_attributes(self) -> (Vec<Attribute>, Vec<u32>) {
        (self.attributes, self.odd)
    }

    /// Forgets all attributes from this one on.
    pub(super) fn forget(&mut self, from: usize) {
        self.attributes.truncate(from);
        while self.odd.pop_if(|at| *at as usize >= from).is_some() {}
    }

    /// Adds an attribute to those of all start tags.
    #[inline]
    pub(super) fn add(&mut self, attribute: Attribute) {
        if self.is_odd(&attribute) {
            self.odd.push(u32::try_from(self.attributes.len()).unwrap_or(u32::MAX));
        }
        self.attributes.push(attribute);
    }

    /// Whether an attribute may hold data or code, by how its value or its name begins.
    #[inline]
    fn is_odd(&self, attribute: &Attribute) -> bool {
        let bytes = self.page.as_bytes();
        let begins = |span: Span| bytes.get(span.range()).and_then(|text| text.first());
        let data = match begins(attribute.value) {
            None => return false,
            Some(b'{' | b'[' | b'%') => true,
            Some(b'e' | b'W' | b'J') => bytes.get(attribute.value.range()).is_some_and(may_be_data),
            Some(byte) => !byte.is_ascii_graphic(),
        };
        data || attribute.means == Name::Other && begins(attribute.name).is_some_and(begins_code)
    }

    #[inline]
    pub(super) fn attribute(&self, at: u32) -> Option<&Attribute> {
        self.attributes.get(at as usize)
    }

    /// The quotation mark around a value, if it is in some.
    #[inline]
    pub(super) fn quote(&self, value: Span) -> Option<u8> {
        let before = value.start().checked_sub(1)?;
        let quote = self.page.as_bytes().get(before).copied();
        quote.filter(|byte| matches!(byte, b'"' | b'\''))
    }

    #[inline]
    pub(super) const fn page(&self) -> &'p str {
        self.page
    }

    /// Where the next token begins, if that may be the start tag of this name in another place.
    pub(super) fn may_begin(&self, tag: Span, name: Span) -> Option<usize> {
        let bytes = self.page.as_bytes();
        let rest = bytes.get(self.at..).filter(|_| self.raw.is_none())?;
        let begins = bytes.get(tag.start()..name.end())?;
        rest.starts_with(begins).then_some(self.at)
    }

    /// Whether the next token may be a tag.
    pub(super) fn may_be_tag(&self) -> bool {
        self.page.as_bytes().get(self.at) == Some(&b'<')
    }

    /// Goes on with the token that begins there.
    pub(super) const fn go_on(&mut self, at: usize) {
        self.at = at;
    }

    /// Says that the element just opened holds text.
    pub(super) const fn raw(&mut self, raw: Raw) {
        self.raw = Some(raw);
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        let bytes = self.page.as_bytes();
        let start = self.at;
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        if let Some(raw) = self.raw.take() {
            let len = match raw {
                Raw::Until(name) => end_tag(rest, name.as_bytes(), 0),
                Raw::Script => script_end(rest),
                Raw::Plaintext => rest.len(),
            };
            if len > 0 {
                return Some(self.token(Kind::Text, start + len));
            }
        }
        let (kind, len) = match rest {
            [b'<', b'!', b'-', b'-', after @ ..] => (Kind::Comment, 4 + comment(after)),
            [b'<', b'!' | b'?', after @ ..] => {
                (Kind::Comment, 2 + memchr(b'>', after).map_or(after.len(), |at| at + 1))
            }
            [b'<', b'/', first, ..] if first.is_ascii_alphabetic() => return Some(self.tag(true)),
            [b'<', b'/', after @ ..] if !after.is_empty() => {
                (Kind::Comment, 2 + memchr(b'>', after).map_or(after.len(), |at| at + 1))
            }
            [b'<', first, ..] if first.is_ascii_alphabetic() => return Some(self.tag(false)),
            [_, after @ ..] => (Kind::Text, 1 + text(after)),
            [] => return None,
        };
        Some(self.token(kind, start + len))
    }

    fn token(&mut self, kind: Kind, end: usize) -> Token {
        let span = Span::new(self.at, end);
        self.at = end;
        Token { kind, span, name: Span::default(), means: Name::Other }
    }

    fn tag(&mut self, end: bool) -> Token {
        let bytes = self.page.as_bytes();
        let name = self.at + if end { 2 } else { 1 };
        let after = bytes.get(name..).unwrap_or_default();
        let len = name_len::<false>(after);
        let means = Name::read(after, len).unwrap_or_else(|| {
            let custom = is_custom(after.get(..len).unwrap_or_default());
            if custom { Name::Custom } else { Name::Other }
        });
        let mut attributes = Attributes { page: self.page, at: name + len, self_closing: false };
        for attribute in attributes.by_ref() {
            if !end {
                self.add(attribute);
            }
        }
        let kind =
            if end { Kind::End } else { Kind::Start { self_closing: attributes.self_closing } };
        let token = self.token(kind, attributes.at);
        debug_assert!(token.span.end() <= bytes.len());
        Token { name: Span::new(name, name + len), means, ..token }
    }
}

/// Whether this is the name of a custom element (HTML Standard section 4.13), if it means nothing
/// else.
fn is_custom(name: &[u8]) -> bool {
    const OLD: [&[u8]; 3] = [b"font-face", b"color-profile", b"missing-glyph"];
    name.contains(&b'-') && !OLD.iter().any(|old| name.eq_ignore_ascii_case(old))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Vec<String> {
        let mut tokens = Tokens::new(page);
        let mut found = Vec::new();
        while let Some(token) = tokens.next() {
            let kind = match token.kind {
                Kind::Start { .. } => "s",
                Kind::End => "e",
                Kind::Text => "t",
                Kind::Comment => "c",
            };
            match &page[token.name.range()] {
                "script" if kind == "s" => tokens.raw(Raw::Script),
                "title" if kind == "s" => tokens.raw(Raw::Until("title")),
                _ => {}
            }
            found.push(format!("{kind}:{}", &page[token.span.range()]));
        }
        found
    }

    #[test]
    fn pages_are_cut_where_a_browser_cuts() {
        let cases: [(&str, &[&str]); 14] = [
            ("a<b>c</b>", &["t:a", "s:<b>", "t:c", "e:</b>"]),
            ("1 < 2 <3", &["t:1 < 2 <3"]),
            ("<a title='>'>x", &["s:<a title='>'>", "t:x"]),
            ("<a b=c/d>x", &["s:<a b=c/d>", "t:x"]),
            ("<!-- <b> -->x", &["c:<!-- <b> -->", "t:x"]),
            ("<!-->x", &["c:<!-->", "t:x"]),
            ("<!--a--!>x", &["c:<!--a--!>", "t:x"]),
            ("<!doctype html>x", &["c:<!doctype html>", "t:x"]),
            ("</ a>x", &["c:</ a>", "t:x"]),
            ("<title><b></title>", &["s:<title>", "t:<b>", "e:</title>"]),
            (
                "<script>a</scripty></SCRIPT >b",
                &["s:<script>", "t:a</scripty>", "e:</SCRIPT >", "t:b"],
            ),
            (
                "<script><!-- <script> </script> --></script>x",
                &["s:<script>", "t:<!-- <script> </script> -->", "e:</script>", "t:x"],
            ),
            ("<script><!-- a</script>x", &["s:<script>", "t:<!-- a", "e:</script>", "t:x"]),
            ("<script></script>", &["s:<script>", "e:</script>"]),
        ];
        for (page, expected) in cases {
            assert_eq!(read(page), expected, "{page}");
        }
    }

    #[test]
    fn whatever_comes_all_of_it_is_in_one_token() {
        let pieces =
            ["<", ">", "a", "/", "!", "--", " ", "'", "\"", "=", "ä", "script", "</script", "<!--"];
        let mut seed = 7_u64;
        for _ in 0..20_000 {
            let mut page = String::new();
            for _ in 0..12 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                page.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
            }
            let whole: String = read(&page).iter().map(|token| &token[2..]).collect();
            assert_eq!(whole, page);
        }
    }
}
