//! The attributes of a tag.

use super::super::span::Span;
use super::super::vocabulary::Name;
use memchr::{memchr, memchr2};

/// Whether the name of an attribute that holds code may begin so: `@click`, `:goods`, `onclick`,
/// `x-data`, `v-if`, `wire:click`.
#[inline]
pub(in crate::rewrite::html) const fn begins_code(first: &u8) -> bool {
    matches!(first.to_ascii_lowercase(), b'@' | b':' | b'o' | b'x' | b'v' | b'w')
}

/// One attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rewrite::html) struct Attribute {
    pub(in crate::rewrite::html) name: Span,
    pub(in crate::rewrite::html) means: Name,
    /// Without quotes; empty where there is none.
    pub(in crate::rewrite::html) value: Span,
}

/// Reads the attributes of a tag, from after its name to after its `>`.
#[derive(Debug)]
pub(in crate::rewrite::html) struct Attributes<'p> {
    pub(super) page: &'p str,
    pub(super) at: usize,
    pub(super) self_closing: bool,
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

/// How long the name is that the bytes begin with: up to white space, `/`, `>` and, if that of an
/// attribute, `=`. Eight bytes at a time.
#[inline]
pub(super) fn name_len<const EQUALS: bool>(bytes: &[u8]) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
