//! What the first characters of a text say it is.

/// How JSON is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrapper {
    /// Not, as far as it shows.
    None,
    /// More must be seen.
    Unfinished,
    /// After so many bytes the JSON begins.
    Found {
        /// Bytes before the JSON.
        len: usize,
        /// Whether a parenthesis closes behind it.
        call: bool,
    },
}

/// The longest beginning in which a wrapper is looked for.
pub(super) const MOST: usize = 512;

/// Beginnings that keep a JSON text from being run as a script of another origin.
const GUARDS: [&[u8]; 8] = [
    b")]}',",
    b")]}'",
    b"while(1);",
    b"while (1);",
    b"for(;;);",
    b"for (;;);",
    b"throw 1; <dont be evil>",
    b"{}&&",
];

/// The longest beginning of values that refer to each other.
const LONGEST: usize = 4096;

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Where the text proper begins: behind a mark and blanks.
pub(super) fn blank(text: &[u8]) -> usize {
    if MARK.starts_with(text) {
        return text.len();
    }
    let mark = if text.starts_with(MARK) { MARK.len() } else { 0 };
    let rest = text.get(mark..).unwrap_or_default();
    mark + rest.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(rest.len())
}

/// The wrapper around JSON at the beginning of a text: a guard, a call of a function, or an
/// assignment. `complete` says whether this is all of the text.
pub(super) fn wrapper(text: &[u8], complete: bool) -> Wrapper {
    let start = blank(text);
    let rest = text.get(start..).unwrap_or_default();
    let unfinished =
        if complete || text.len() > MOST { Wrapper::None } else { Wrapper::Unfinished };
    for guard in GUARDS {
        if let Some(behind) = rest.strip_prefix(guard) {
            let len = start + guard.len() + blank(behind);
            match text.get(len) {
                Some(b'{' | b'[') => return Wrapper::Found { len, call: false },
                // The longer guard begins like the shorter one.
                Some(_) => continue,
                None => return unfinished,
            }
        }
        if guard.starts_with(rest) {
            return unfinished;
        }
    }
    let mut at = start;
    let mut named = false;
    while at < MOST {
        let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) else { return unfinished };
        if b"/*".starts_with(rest) {
            return unfinished;
        }
        if rest.starts_with(b"/*") {
            let comment = rest.get(2..).unwrap_or_default();
            let Some(end) = comment.windows(2).position(|two| two == b"*/") else {
                return unfinished;
            };
            at += 2 + end + 2;
            continue;
        }
        let Some(byte) = rest.first() else { return unfinished };
        at += 1;
        match byte {
            b'(' | b'=' if named => {
                let behind = rest.get(1..).unwrap_or_default();
                let next = behind.iter().position(|b| !b.is_ascii_whitespace());
                match next.and_then(|next| Some((next, behind.get(next)?))) {
                    Some((next, b'{' | b'[')) => {
                        return Wrapper::Found { len: at + next, call: *byte == b'(' };
                    }
                    None => return unfinished,
                    Some(_) if *byte == b'=' => {}
                    Some(_) => return Wrapper::None,
                }
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' => named = true,
            b' ' | b'\t' | b'\n' | b'\r' => {}
            b'0'..=b'9' | b'.' | b'[' | b']' | b'\'' | b'"' | b'&' if named => {}
            _ => return Wrapper::None,
        }
    }
    Wrapper::None
}

/// Whether JSON begins like values that refer to each other: an array that begins with an object of
/// numbers of which the first is 1 or 2, or with the name of a type and such a number; or the answer of a SvelteKit
/// shop. `None` where more must be seen.
pub(super) fn begins_values(text: &[u8], complete: bool) -> Option<bool> {
    const NODES: &[u8] = b"{\"type\":\"data\",\"nodes\":[";
    let mut rest = text.get(blank(text)..).unwrap_or_default();
    if rest.starts_with(b"{") {
        let unfinished = NODES.starts_with(rest) && !complete;
        return if unfinished { None } else { Some(rest.starts_with(NODES)) };
    }
    let mut next = || {
        let at = rest.iter().position(|b| !b.is_ascii_whitespace())?;
        let (token, behind) = match rest.get(at)? {
            b'"' => {
                let end = memchr::memchr2(b'"', b'\\', rest.get(at + 1..)?)? + at + 2;
                (Token::Text, end)
            }
            b'-' | b'0'..=b'9' => {
                let digits = rest.get(at + 1..)?;
                let end = digits.iter().position(|b| !b.is_ascii_digit())? + at + 1;
                let negative = rest.get(at) == Some(&b'-');
                let first = matches!(rest.get(at..end), Some(b"1" | b"2"));
                (if negative { Token::Negative } else { Token::Number { first } }, end)
            }
            mark => (Token::Mark(*mark), at + 1),
        };
        rest = rest.get(behind..)?;
        Some(token)
    };
    // A longer beginning is not waited for.
    begins_array(&mut next).or((complete || text.len() > LONGEST).then_some(false))
}

/// The same for an array; `None` where the text ends before it is told.
fn begins_array(next: &mut impl FnMut() -> Option<Token>) -> Option<bool> {
    if next()? != Token::Mark(b'[') {
        return Some(false);
    }
    match next()? {
        Token::Mark(b'[') => Some(
            next()? == Token::Text
                && next()? == Token::Mark(b',')
                && next()? == Token::Number { first: true }
                && next()? == Token::Mark(b']'),
        ),
        Token::Mark(b'{') => {
            let mut first = true;
            loop {
                if next()? != Token::Text || next()? != Token::Mark(b':') {
                    return Some(false);
                }
                match next()? {
                    Token::Negative => {}
                    Token::Number { first: fits } if fits || !first => first = false,
                    _ => return Some(false),
                }
                match next()? {
                    Token::Mark(b',') => {}
                    Token::Mark(b'}') => return Some(!first),
                    _ => return Some(false),
                }
            }
        }
        _ => Some(false),
    }
}

/// A token of JSON, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Text,
    /// Whether it may be the first one.
    Number {
        first: bool,
    },
    Negative,
    Mark(u8),
}

/// Whether a text that begins with `<` is HTML rather than XML (WHATWG MIME Sniffing section 7.1);
/// `None` where more must be seen.
pub(super) fn is_html(text: &[u8], complete: bool) -> Option<bool> {
    const NAMES: [&[u8]; 26] = [
        b"!doctype html",
        b"html",
        b"head",
        b"script",
        b"iframe",
        b"h1",
        b"div",
        b"font",
        b"table",
        b"a",
        b"style",
        b"title",
        b"b",
        b"body",
        b"br",
        b"p",
        b"!--",
        b"meta",
        b"link",
        b"ul",
        b"ol",
        b"li",
        b"section",
        b"main",
        b"article",
        b"span",
    ];
    let rest = text.get(blank(text)..).unwrap_or_default().strip_prefix(b"<");
    let rest = rest.unwrap_or_default();
    let mut open = false;
    for name in NAMES {
        let Some((begin, behind)) = rest.split_at_checked(name.len()) else {
            open |= name.get(..rest.len()).is_some_and(|part| part.eq_ignore_ascii_case(rest));
            continue;
        };
        if !begin.eq_ignore_ascii_case(name) {
            continue;
        }
        match behind.first() {
            _ if name == b"!--" => return Some(true),
            Some(b) if b.is_ascii_whitespace() || matches!(b, b'>' | b'/') => return Some(true),
            Some(_) => {}
            None => open = true,
        }
    }
    if open && !complete { None } else { Some(false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappers() {
        let cases = [
            (")]}',\n[1]", Some((6, false))),
            (")]}'\n{\"a\":1}", Some((5, false))),
            ("\u{feff}while(1);[1]", Some((12, false))),
            ("for (;;);\n\n{}", Some((11, false))),
            ("{}&& [1]", Some((5, false))),
            ("cb({\"a\":1});", Some((3, true))),
            ("/**/ typeof cb === 'function' && cb([1]);", Some((36, true))),
            ("/*O_o*/\ngoogle.visualization.Query.setResponse({});", Some((47, true))),
            ("window[\"cb\"] ( [1] )", Some((15, true))),
            ("angular.callbacks._0({})", Some((21, true))),
            ("var shelf = [1];", Some((12, false))),
            ("window.__STATE__={\"a\":1}", Some((17, false))),
            ("({\"a\":1})", None),
            ("(self.x=self.x||[]).push([[1],{}])", None),
            ("$(function(){})", None),
            ("!function(){}()", None),
            ("if(a)b({})", None),
            ("\"use strict\";var a={}", None),
            ("// a comment\ncb({})", None),
            ("a<b", None),
            ("{\"a\":1}", None),
            ("plain words", None),
        ];
        for (text, expected) in cases {
            let found = match wrapper(text.as_bytes(), true) {
                Wrapper::Found { len, call } => Some((len, call)),
                _ => None,
            };
            assert_eq!(found, expected, "{text}");
            for len in 0..text.len() {
                match wrapper(&text.as_bytes()[..len], false) {
                    Wrapper::Unfinished => {}
                    Wrapper::None => assert_eq!(expected, None, "{text} at {len}"),
                    Wrapper::Found { len, call } => {
                        assert_eq!(expected, Some((len, call)), "{text} at {len}");
                    }
                }
            }
        }
        assert_eq!(wrapper("a".repeat(600).as_bytes(), false), Wrapper::None);
    }

    #[test]
    fn markup() {
        let cases = [
            ("<!DOCTYPE html>", true),
            ("\u{feff}\n <HTML lang=de>", true),
            ("<!-- x -->", true),
            ("<p>", true),
            ("<a href=x>", true),
            ("<script>", true),
            ("<article class=x>", true),
            ("<?xml version='1.0'?>", false),
            ("<rss>", false),
            ("<products>", false),
            ("<author>", false),
            ("<svg xmlns='x'>", false),
            ("<!DOCTYPE rss>", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_html(text.as_bytes(), true), Some(expected), "{text}");
            for len in 0..text.len() {
                let early = is_html(&text.as_bytes()[..len], false);
                if text.as_bytes()[..len].contains(&b'<') {
                    assert!(early.is_none() || early == Some(expected), "{text} at {len}");
                }
            }
        }
    }
}
