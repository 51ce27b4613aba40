//! A push tokenizer of XML (XML 1.0 section 2) that takes its input in any split. A token is
//! reported when it is complete; text is complete when the next markup begins. It is as lenient as
//! feed readers are: a `<` that begins no markup is text.

use memchr::memmem::find;
use memchr::{memchr, memchr3};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    CData,
    /// A start tag; `empty` if it is the whole element.
    Start {
        empty: bool,
    },
    End,
    Comment,
    Instruction,
    Doctype,
}

/// One token with its place in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u64,
    pub(super) end: u64,
}

/// What is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    /// Nothing is known of the next byte.
    Nothing,
    Text,
    /// Ends with this.
    Until(Kind, &'static [u8]),
    /// A tag; a `>` between quotes does not end it.
    Tag {
        end: bool,
        quote: u8,
    },
    /// A document type declaration; its brackets nest.
    Doctype {
        depth: u32,
        quote: u8,
    },
}

/// Reads tokens.
#[derive(Debug)]
pub(super) struct Tokens {
    /// Where the token begins that is being read.
    start: u64,
    /// Up to where it was looked at.
    scan: u64,
    inside: Inside,
}

const COMMENT: &[u8] = b"<!--";
const CDATA: &[u8] = b"<![CDATA[";
const DOCTYPE: &[u8] = b"<!DOCTYPE";

impl Tokens {
    pub(super) const fn new() -> Self {
        Self { start: 0, scan: 0, inside: Inside::Nothing }
    }

    /// Where the token begins that is incomplete.
    pub(super) const fn start(&self) -> u64 {
        self.start
    }

    /// Whether the incomplete token can be left out without being read to its end.
    pub(super) const fn is_skippable(&self) -> bool {
        matches!(self.inside, Inside::Text | Inside::Until(..))
    }

    /// Up to where the incomplete token is no longer needed.
    pub(super) const fn read_to(&self) -> u64 {
        self.scan
    }

    /// The next complete token of a document of which `bytes`, from `base` on, are there.
    pub(super) fn next(&mut self, bytes: &[u8], base: u64) -> Option<Token> {
        let at = |place: u64| usize::try_from(place.saturating_sub(base)).unwrap_or(usize::MAX);
        if self.inside == Inside::Nothing {
            self.inside = begin(bytes.get(at(self.start)..)?)?;
            self.scan = self.start + u64::from(self.inside != Inside::Text);
            if let Inside::Until(_, end) = self.inside {
                // `<!-->` is no comment yet: the end does not overlap the beginning.
                let begins = if end == b"?>" {
                    2
                } else if end == b"-->" {
                    4
                } else {
                    9
                };
                self.scan = self.start + begins;
            }
        }
        let rest = bytes.get(at(self.scan)..)?;
        let (kind, len) = match &mut self.inside {
            Inside::Nothing => return None,
            Inside::Text => {
                let found = text_end(rest, self.scan == self.start);
                if found.is_none() {
                    // What follows a `<` decides whether it is text.
                    let kept = rest.len().min(CDATA.len());
                    let open = memchr(b'<', rest.get(rest.len() - kept..)?);
                    let known = open.map_or(rest.len(), |open| rest.len() - kept + open);
                    self.scan += known as u64;
                }
                (Kind::Text, found?)
            }
            Inside::Until(kind, end) => {
                let Some(found) = find(rest, end) else {
                    self.scan += (rest.len().saturating_sub(end.len() - 1)) as u64;
                    return None;
                };
                (*kind, found + end.len())
            }
            Inside::Tag { end, quote } => {
                let Some(len) = tag_end(rest, quote) else {
                    self.scan += rest.len() as u64;
                    return None;
                };
                let last = self.scan + len as u64;
                let slash = bytes.get(at(last).checked_sub(2)?) == Some(&b'/');
                (if *end { Kind::End } else { Kind::Start { empty: slash } }, len)
            }
            Inside::Doctype { depth, quote } => {
                let Some(len) = doctype_end(rest, depth, quote) else {
                    self.scan += rest.len() as u64;
                    return None;
                };
                (Kind::Doctype, len)
            }
        };
        Some(self.complete(kind, self.scan + len as u64))
    }

    /// The text that nothing follows.
    pub(super) fn finish(&mut self, end: u64) -> Option<Token> {
        let text = self.inside == Inside::Text && end > self.start;
        text.then(|| self.complete(Kind::Text, end))
    }

    const fn complete(&mut self, kind: Kind, end: u64) -> Token {
        let token = Token { kind, start: self.start, end };
        (self.start, self.scan, self.inside) = (end, end, Inside::Nothing);
        token
    }
}

/// What the next bytes begin; `None` if there are too few of them to tell.
fn begin(bytes: &[u8]) -> Option<Inside> {
    if *bytes.first()? != b'<' {
        return Some(Inside::Text);
    }
    let tag = |end| Inside::Tag { end, quote: 0 };
    match bytes.get(1)? {
        b'?' => Some(Inside::Until(Kind::Instruction, b"?>")),
        b'/' => Some(tag(true)),
        b'!' => {
            let known = [
                (COMMENT, Inside::Until(Kind::Comment, b"-->")),
                (CDATA, Inside::Until(Kind::CData, b"]]>")),
                (DOCTYPE, Inside::Doctype { depth: 0, quote: 0 }),
            ];
            for (mark, inside) in known {
                let len = mark.len().min(bytes.len());
                if bytes.get(..len)?.eq_ignore_ascii_case(mark.get(..len)?) {
                    return (len == mark.len()).then_some(inside);
                }
            }
            Some(Inside::Text)
        }
        c if c.is_ascii_alphabetic() || *c == b'_' || *c == b':' || *c >= 0x80 => Some(tag(false)),
        _ => Some(Inside::Text),
    }
}

/// Where text ends: before a `<` that begins something else. What it begins with is text.
fn text_end(rest: &[u8], first: bool) -> Option<usize> {
    let mut from = usize::from(first && rest.first() == Some(&b'<'));
    loop {
        let at = from + memchr(b'<', rest.get(from..)?)?;
        match begin(rest.get(at..)?)? {
            Inside::Text => from = at + 1,
            _ => return Some(at),
        }
    }
}

fn tag_end(rest: &[u8], quote: &mut u8) -> Option<usize> {
    let mut at = 0;
    loop {
        let left = rest.get(at..)?;
        if *quote != 0 {
            at += memchr(*quote, left)? + 1;
            *quote = 0;
        } else {
            at += memchr3(b'>', b'"', b'\'', left)?;
            match rest.get(at)? {
                b'>' => return Some(at + 1),
                open => *quote = *open,
            }
            at += 1;
        }
    }
}

fn doctype_end(rest: &[u8], depth: &mut u32, quote: &mut u8) -> Option<usize> {
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            _ if *quote != 0 && byte == quote => *quote = 0,
            _ if *quote != 0 => {}
            b'"' | b'\'' => *quote = *byte,
            b'[' | b'<' => *depth += 1,
            b']' => *depth = depth.saturating_sub(1),
            b'>' if *depth == 0 => return Some(at + 1),
            b'>' => *depth -= 1,
            _ => {}
        }
    }
    None
}

/// One attribute of a start tag; places count from the tag's first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: (usize, usize),
    pub(super) value: (usize, usize),
}

/// The length of a tag's name, which begins after `<` or `</`.
pub(super) fn name_len(after: &str) -> usize {
    after
        .bytes()
        .position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
        .unwrap_or(after.len())
}

/// The attributes of a start tag.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = Attribute> + '_ {
    let bytes = tag.as_bytes();
    let mut at = 1 + name_len(tag.get(1..).unwrap_or_default());
    std::iter::from_fn(move || {
        let is = |at: usize, which: fn(u8) -> bool| bytes.get(at).is_some_and(|b| which(*b));
        while is(at, |b| b.is_ascii_whitespace() || b == b'/') {
            at += 1;
        }
        let from = at;
        while is(at, |b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/')) {
            at += 1;
        }
        let name = (from, at);
        while is(at, |b| b.is_ascii_whitespace()) {
            at += 1;
        }
        if !is(at, |b| b == b'=') {
            if at == from {
                return None;
            }
            return Some(Attribute { name, value: (at, at) });
        }
        at += 1;
        while is(at, |b| b.is_ascii_whitespace()) {
            at += 1;
        }
        let quote = bytes.get(at).copied().filter(|b| matches!(b, b'"' | b'\''));
        let from = at + usize::from(quote.is_some());
        let left = bytes.get(from..).unwrap_or_default();
        let len = match quote {
            Some(quote) => memchr(quote, left),
            None => left.iter().position(|b| b.is_ascii_whitespace() || *b == b'>'),
        };
        let to = from + len.unwrap_or(left.len());
        at = to + usize::from(quote.is_some());
        Some(Attribute { name, value: (from, to) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, split: usize) -> Vec<(Kind, &str)> {
        let mut tokens = Tokens::new();
        let mut found = Vec::new();
        for end in [split, text.len()] {
            while let Some(token) = tokens.next(&text.as_bytes()[..end], 0) {
                found.push(token);
            }
        }
        found.extend(tokens.finish(text.len() as u64));
        let part = |token: &Token| &text[token.start as usize..token.end as usize];
        found.iter().map(|token| (token.kind, part(token))).collect()
    }

    #[test]
    fn tokens_in_every_split() {
        use Kind::{CData, Comment, Doctype, End, Instruction, Text};
        let (start, empty) = (Kind::Start { empty: false }, Kind::Start { empty: true });
        let pieces = [
            (Instruction, "<?xml version='1.0'?>"),
            (Text, "\n"),
            (Doctype, "<!DOCTYPE a [<!ELEMENT b (c)> <!ENTITY d \"]>\">]>"),
            (start, "<a b=\"1>2\" c='\"'>"),
            (Text, "x < y <1 <! & z"),
            (Comment, "<!-- a -- b --->"),
            (CData, "<![CDATA[<b>]] ]>]]>"),
            (empty, "<x:y d='/'/>"),
            (Text, "é"),
            (Comment, "<!---->"),
            (End, "</a >"),
            (Text, "end"),
        ];
        let text: String = pieces.iter().map(|(_, piece)| *piece).collect();
        for split in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            assert_eq!(read(&text, split), pieces, "split at {split}");
        }
    }

    #[test]
    fn attributes_in_any_spelling() {
        let cases: [(&str, &[(&str, &str)]); 5] = [
            ("<a>", &[]),
            ("<a b=\"1\" c:d = '2'/>", &[("b", "1"), ("c:d", "2")]),
            ("<a b=1 c>", &[("b", "1"), ("c", "")]),
            ("<a\n\tb='<>'>", &[("b", "<>")]),
            ("<a b=\"", &[("b", "")]),
        ];
        for (tag, expected) in cases {
            let part = |at: (usize, usize)| &tag[at.0..at.1];
            let read: Vec<_> =
                attributes(tag).map(|found| (part(found.name), part(found.value))).collect();
            assert_eq!(read, expected, "{tag}");
        }
    }
}
