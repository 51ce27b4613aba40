//! HTML, token by token (HTML Standard section 13.2.5), as ranges of the page. Nothing is decoded and
//! nothing is copied; what a browser reads as text, script or comment is told apart as it would.

use super::span::Span;
use super::vocabulary::Name;
use crate::text::base64::may_be_data;
use memchr::{memchr, memchr2, memmem};

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

/// How long the name is that the bytes begin with: up to white space, `/`, `>` and, if that of an
/// attribute, `=`. Eight bytes at a time.
#[inline]
fn name_len<const EQUALS: bool>(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES << 7;
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>') || EQUALS && *b == b'=';
    // The lowest bit that is set is right; above it a borrow may set more.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let mut at = 0;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let control = word.wrapping_sub(ONES * 0x21) & !word;
        let equals = if EQUALS { zero(word ^ (ONES * 0x3d)) } else { 0 };
        let marks = control | zero(word ^ (ONES * 0x2f)) | zero(word ^ (ONES * 0x3e)) | equals;
        let marks = marks & HIGH;
        if marks == 0 {
            at += 8;
            continue;
        }
        at += marks.trailing_zeros() as usize / 8;
        // Control characters besides white space are part of a name.
        match bytes.get(at) {
            Some(b) if !ends(b) => at += 1,
            _ => return at,
        }
    }
    let tail = bytes.get(at..).unwrap_or_default();
    at + tail.iter().position(ends).unwrap_or(tail.len())
}

/// How much text there is before the next tag, comment or declaration.
fn text(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|rest| memchr(b'<', rest)) {
        at += found;
        let begins = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'!' | b'/' | b'?');
        if rest.get(at + 1).is_some_and(begins) {
            return at;
        }
        at += 1;
    }
    rest.len()
}

/// Where a comment ends whose `<!--` has been read.
fn comment(after: &[u8]) -> usize {
    match after {
        [b'>', ..] => return 1,
        [b'-', b'>', ..] => return 2,
        _ => {}
    }
    let mut at = 0;
    while let Some(found) = after.get(at..).and_then(|rest| memmem::find(rest, b"--")) {
        at += found;
        match after.get(at + 2..).unwrap_or_default() {
            [b'>', ..] => return at + 3,
            [b'!', b'>', ..] => return at + 4,
            _ => at += 1,
        }
    }
    after.len()
}

/// Where the end tag `</name` begins at or after `from`, or the end.
fn end_tag(rest: &[u8], name: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = rest.get(at..).and_then(|rest| memmem::find(rest, b"</")) {
        at += found;
        if is_tag(rest.get(at + 2..).unwrap_or_default(), name) {
            return at;
        }
        at += 2;
    }
    rest.len()
}

/// Whether a tag of this name begins here, after its `<` or `</`.
fn is_tag(rest: &[u8], name: &[u8]) -> bool {
    rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
        && rest.get(name.len()).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
}

/// Where a script ends. Between `<!--` and `-->` a `<script` hides the next end tag (the script data
/// double escaped state).
fn script_end(rest: &[u8]) -> usize {
    let mut at = 0;
    let mut end = end_tag(rest, b"script", at);
    while let Some(opened) = rest.get(at..end).and_then(|script| memmem::find(script, b"<!--")) {
        match escaped(rest, at + opened + 4) {
            Ok(closed) => at = closed,
            Err(ended) => return ended,
        }
        if end < at {
            end = end_tag(rest, b"script", at);
        }
    }
    end
}

/// Where the script goes on behind the `-->` of what begins at `from`, or, as an error, where it
/// ends before one. Each `<script` there is ended by the next `</script`.
fn escaped(rest: &[u8], from: usize) -> Result<usize, usize> {
    let mut at = from;
    let mut hidden = false;
    while let Some(found) = rest.get(at..).and_then(|rest| memchr2(b'<', b'>', rest)) {
        let here = at + found;
        at = here + 1;
        match rest.get(here..).unwrap_or_default() {
            [b'>', ..] if rest.get(from..here).is_some_and(|inside| inside.ends_with(b"--")) => {
                return Ok(at);
            }
            [b'<', b'/', name @ ..] if is_tag(name, b"script") => {
                if !hidden {
                    return Err(here);
                }
                hidden = false;
            }
            [b'<', name @ ..] if is_tag(name, b"script") => hidden = true,
            _ => {}
        }
    }
    Err(rest.len())
}

/// Whether the name of an attribute that holds code may begin so: `@click`, `:goods`, `onclick`,
/// `x-data`, `v-if`, `wire:click`.
#[inline]
pub(super) const fn begins_code(first: &u8) -> bool {
    matches!(first.to_ascii_lowercase(), b'@' | b':' | b'o' | b'x' | b'v' | b'w')
}

/// One attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: Span,
    pub(super) means: Name,
    /// Without quotes; empty where there is none.
    pub(super) value: Span,
}

/// Reads the attributes of a tag, from after its name to after its `>`.
#[derive(Debug)]
pub(super) struct Attributes<'p> {
    page: &'p str,
    at: usize,
    self_closing: bool,
}

impl<'p> Attributes<'p> {
    /// The attributes of a start tag.
    #[cfg(test)]
    const fn of(page: &'p str, tag_name_end: usize) -> Self {
        Self { page, at: tag_name_end, self_closing: false }
    }
}

impl Iterator for Attributes<'_> {
    type Item = Attribute;

    fn next(&mut self) -> Option<Attribute> {
        let bytes = self.page.as_bytes();
        loop {
            match bytes.get(self.at)? {
                b'>' => {
                    self.at += 1;
                    return None;
                }
                b'/' => {
                    self.self_closing = bytes.get(self.at + 1) == Some(&b'>');
                    self.at += 1;
                }
                b if b.is_ascii_whitespace() => self.at += 1,
                _ => break,
            }
        }
        let start = self.at;
        let rest = bytes.get(start..).unwrap_or_default();
        // The first character belongs to the name, even if it is `=`.
        let len = 1 + name_len::<true>(rest.get(1..).unwrap_or_default());
        let means = Name::read(rest, len).unwrap_or_default();
        let name = Span::new(start, start + len);
        let space = |at: usize| {
            let rest = bytes.get(at..).unwrap_or_default();
            at + rest.iter().take_while(|b| b.is_ascii_whitespace()).count()
        };
        self.at = start + len;
        let equals = space(self.at);
        if bytes.get(equals) != Some(&b'=') {
            return Some(Attribute { name, means, value: Span::default() });
        }
        let open = space(equals + 1);
        let value = match bytes.get(open) {
            Some(quote @ (b'"' | b'\'')) => {
                let body = bytes.get(open + 1..).unwrap_or_default();
                let len = memchr(*quote, body).unwrap_or(body.len());
                self.at = (open + 1 + len + 1).min(bytes.len());
                Span::new(open + 1, open + 1 + len)
            }
            _ => {
                let body = bytes.get(open..).unwrap_or_default();
                let len = memchr2(b'>', b' ', body).unwrap_or(body.len());
                let len = body.iter().take(len).position(u8::is_ascii_whitespace).unwrap_or(len);
                self.at = open + len;
                Span::new(open, open + len)
            }
        };
        Some(Attribute { name, means, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::noise::Random;

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
    fn comments_and_scripts_end_where_a_search_for_each_end_says() {
        const SEED: u64 = 0x5eed_c033_0000_0001;
        println!("seed {SEED:#x}");
        let find = |text: &[u8], end: &str| {
            let text = std::str::from_utf8(text).unwrap();
            text.find(end).map(|at| at + end.len())
        };
        let end_of_comment = |after: &[u8]| match after {
            [b'>', ..] => 1,
            [b'-', b'>', ..] => 2,
            _ => {
                let ends = [find(after, "-->"), find(after, "--!>")];
                ends.into_iter().flatten().min().unwrap_or(after.len())
            }
        };
        let end_of_script = |rest: &[u8]| {
            let (mut at, mut escaped, mut hidden) = (0, None, false);
            while at < rest.len() {
                let here = &rest[at..];
                match escaped {
                    None if here.starts_with(b"<!--") => {
                        (escaped, hidden, at) = (Some(at + 4), false, at + 4);
                        continue;
                    }
                    Some(from) if at >= from && here.starts_with(b"-->") => {
                        (escaped, at) = (None, at + 3);
                        continue;
                    }
                    Some(_) if here.starts_with(b"<script>") => hidden = true,
                    _ if here.starts_with(b"</script>") => {
                        if escaped.is_none() || !hidden {
                            return at;
                        }
                        hidden = false;
                    }
                    _ => {}
                }
                at += 1;
            }
            rest.len()
        };
        let mut random = Random(SEED);
        for _ in 0..20_000 {
            const PIECES: [&str; 12] = [
                "-",
                "--",
                ">",
                "!",
                "->",
                "-->",
                "--!>",
                "<!--",
                "<script>",
                "</script>",
                "<",
                "a",
            ];
            let text: String =
                (0..random.below(12)).map(|_| PIECES[random.below(PIECES.len())]).collect();
            assert_eq!(comment(text.as_bytes()), end_of_comment(text.as_bytes()), "{text}");
            assert_eq!(script_end(text.as_bytes()), end_of_script(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn attributes_are_read_in_every_spelling() {
        let page = "<a b c=1 d='2 3' e = \"4>\" f=g/ =h i=>";
        let found: Vec<(&str, &str)> = Attributes::of(page, 2)
            .map(|a| (&page[a.name.range()], &page[a.value.range()]))
            .collect();
        let expected =
            [("b", ""), ("c", "1"), ("d", "2 3"), ("e", "4>"), ("f", "g/"), ("=h", ""), ("i", "")];
        assert_eq!(found, expected);
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
