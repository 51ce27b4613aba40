//! What a document says of its own charset: HTML Standard section 13.2.3.2, «prescan a byte stream
//! to determine its encoding», and the XML declaration.

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says<'a> {
    /// A label.
    Label(&'a str),
    /// Bytes that are no label.
    Nonsense,
}

impl<'a> Says<'a> {
    fn of(label: &'a [u8]) -> Self {
        std::str::from_utf8(label).map_or(Self::Nonsense, Self::Label)
    }
}

/// The charset of the first `<meta>` that names one. A page that ends within a tag says nothing.
pub(super) fn meta(page: &[u8]) -> Option<Says<'_>> {
    let mut rest = page;
    loop {
        let at = rest.iter().position(|b| *b == b'<')?;
        rest = rest.get(at..)?;
        if rest.starts_with(b"<!--") {
            // `<!-->` is a whole comment.
            rest = after(rest.get(2..)?, b"-->")?;
            continue;
        }
        let (end_tag, tag) = match rest {
            [b'<', b'/', tag @ ..] => (true, tag),
            [_, tag @ ..] => (false, tag),
            [] => return None,
        };
        let first = *tag.first()?;
        if !first.is_ascii_alphabetic() {
            let skipped = end_tag || matches!(first, b'!' | b'?');
            rest = if skipped { after(rest, b">")? } else { tag };
            continue;
        }
        let end = tag.iter().position(|b| is_space(*b) || matches!(b, b'>' | b'/'))?;
        let (name, attributes) = tag.split_at_checked(end)?;
        let mut attributes = Attributes { rest: attributes };
        let says = read_meta(&mut attributes)?;
        rest = attributes.rest;
        if !end_tag && name.eq_ignore_ascii_case(b"meta") && says.is_some() {
            return says;
        }
    }
}

/// The `encoding` of the XML declaration that a document begins with.
pub(super) fn xml_declaration(document: &[u8]) -> Option<Says<'_>> {
    let rest = document.strip_prefix(b"<?xml")?;
    let end = rest.iter().position(|b| *b == b'>')?;
    let rest = rest.get(..end)?;
    let at = rest.windows(8).position(|word| word == b"encoding")?;
    let rest = rest.get(at + 8..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, rest) = rest.split_first()?;
    if !matches!(quote, b'"' | b'\'') {
        return Some(Says::Nonsense);
    }
    let end = rest.iter().position(|b| b == quote);
    Some(end.and_then(|end| rest.get(..end)).map_or(Says::Nonsense, Says::of))
}

const fn is_space(b: u8) -> bool {
    matches!(b, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

fn after<'a>(rest: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    let at = rest.windows(end.len()).position(|here| here == end)?;
    rest.get(at + end.len()..)
}

/// What the attributes of one tag say; the outer `None` where the page ends within it.
fn read_meta<'a>(tag: &mut Attributes<'a>) -> Option<Option<Says<'a>>> {
    let (mut pragma, mut charset, mut content) = (false, None, None);
    let mut seen: [bool; 3] = [false; 3];
    while let Some((name, value)) = tag.next()? {
        let which = [b"http-equiv".as_slice(), b"content", b"charset"]
            .iter()
            .position(|known| name.eq_ignore_ascii_case(known));
        let Some(first) = which.and_then(|which| seen.get_mut(which)) else { continue };
        if std::mem::replace(first, true) {
            continue;
        }
        match which {
            Some(0) => pragma = value.eq_ignore_ascii_case(b"content-type"),
            Some(1) => content = in_content(value),
            _ => charset = Some(value.trim_ascii()).filter(|value| !value.is_empty()),
        }
    }
    Some(charset.or(if pragma { content } else { None }).map(Says::of))
}

/// The charset in the value of `content` (HTML Standard, «extracting a character encoding from a
/// meta element»).
fn in_content(content: &[u8]) -> Option<&[u8]> {
    let mut rest = content;
    loop {
        let at = rest.windows(7).position(|word| word.eq_ignore_ascii_case(b"charset"))?;
        rest = rest.get(at + 7..)?;
        let Some(value) = rest.trim_ascii_start().strip_prefix(b"=") else { continue };
        let value = value.trim_ascii_start();
        return match value.split_first() {
            Some((quote @ (b'"' | b'\''), value)) => {
                value.iter().position(|b| b == quote).and_then(|end| value.get(..end))
            }
            _ => {
                let end = value.iter().position(|b| is_space(*b) || *b == b';');
                Some(value.get(..end.unwrap_or(value.len()))?).filter(|value| !value.is_empty())
            }
        };
    }
}

/// The attributes of a tag, as «get an attribute» reads them.
struct Attributes<'a> {
    rest: &'a [u8],
}

impl<'a> Attributes<'a> {
    /// The next one; the inner `None` behind the last, the outer where the page ends.
    fn next(&mut self) -> Option<Option<(&'a [u8], &'a [u8])>> {
        self.skip(|b| is_space(b) || b == b'/');
        if *self.rest.first()? == b'>' {
            self.rest = self.rest.get(1..)?;
            return Some(None);
        }
        // A name may begin with `=`.
        let len = 1 + self
            .rest
            .iter()
            .skip(1)
            .position(|b| is_space(*b) || matches!(b, b'=' | b'/' | b'>'))?;
        let (name, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        self.skip(is_space);
        if *self.rest.first()? != b'=' {
            return Some(Some((name, b"")));
        }
        self.rest = self.rest.get(1..)?;
        self.skip(is_space);
        let value = match *self.rest.first()? {
            quote @ (b'"' | b'\'') => {
                let value = self.rest.get(1..)?;
                let end = value.iter().position(|b| *b == quote)?;
                self.rest = value.get(end + 1..)?;
                value.get(..end)?
            }
            _ => {
                let end = self.rest.iter().position(|b| is_space(*b) || *b == b'>')?;
                let (value, rest) = self.rest.split_at_checked(end)?;
                self.rest = rest;
                value
            }
        };
        Some(Some((name, value)))
    }

    fn skip(&mut self, skips: impl Fn(u8) -> bool) {
        let at = self.rest.iter().position(|b| !skips(*b)).unwrap_or(self.rest.len());
        self.rest = self.rest.get(at..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metas() {
        let cases = [
            ("<meta charset=gbk>", Some("gbk")),
            ("<META CharSet = 'GBK' />", Some("GBK")),
            ("<html lang=ja><head><meta\ncharset=\" euc-jp \">", Some("euc-jp")),
            ("<meta http-equiv=Content-Type content='text/html; charset=big5'>", Some("big5")),
            ("<meta content=\"text/html;charset='big5'\" http-equiv=content-type>", Some("big5")),
            ("<meta content='charset charset = x;y' http-equiv=content-type>", Some("x")),
            ("<meta content='text/html; charset=big5'>", None),
            ("<meta http-equiv=refresh content='charset=big5'>", None),
            ("<meta name=a><meta charset=b>", Some("b")),
            ("<meta charset=a charset=b>", Some("a")),
            ("<meta charset=''><meta charset=b>", Some("b")),
            ("<!-- <meta charset=a> --><meta charset=b>", Some("b")),
            ("<!--><meta charset=a>", Some("a")),
            ("<!doctype html><meta charset=a>", Some("a")),
            ("<p title='<meta charset=a>'><meta charset=b>", Some("b")),
            ("</p title='<meta charset=a>'><meta charset=b>", Some("b")),
            ("</meta charset=a><meta charset=b>", Some("b")),
            ("<?php ?><meta charset=b>", Some("b")),
            ("<metadata charset=a>", None),
            ("a < b <meta charset=c>", Some("c")),
            ("<meta charset=iso-8859-1", None),
            ("<meta charset='iso-8859-1", None),
            ("<meta", None),
            ("", None),
        ];
        for (page, expected) in cases {
            assert_eq!(meta(page.as_bytes()), expected.map(Says::Label), "{page}");
        }
        assert_eq!(meta(b"<meta charset=\xff>"), Some(Says::Nonsense));
    }

    #[test]
    fn declarations() {
        let cases = [
            ("<?xml version=\"1.0\" encoding=\"koi8-r\"?><a/>", Some("koi8-r")),
            ("<?xml encoding = 'Shift_JIS' ?>", Some("Shift_JIS")),
            ("<?xml version='1.0'?>", None),
            ("<?xml version='1.0' encoding='koi8-r'", None),
            (" <?xml version='1.0' encoding='koi8-r'?>", None),
            ("<a encoding='x'>", None),
        ];
        for (document, expected) in cases {
            let says = xml_declaration(document.as_bytes());
            assert_eq!(says, expected.map(Says::Label), "{document}");
        }
        assert_eq!(xml_declaration(b"<?xml encoding=x?>"), Some(Says::Nonsense));
    }
}
