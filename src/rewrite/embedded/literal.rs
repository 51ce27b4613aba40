//! Object and array literals of JavaScript (ECMA-262 section 13.2), read as the JSON that they
//! mean: names without quotes, single quotes, templates, last commas, comments, `undefined`. An
//! expression that is no literal is read as the strings in it.
//!
//! Each end of a token of the JSON knows where that token ends in the script, so that a cut in one
//! is a cut in the other.

use super::code::{blank_end, comment_end, string_end, word};
use super::script::takes_base64;
use crate::rewrite::cut::{Code, Cut};
use bytes::Bytes;
use std::collections::HashMap;
use std::ops::Range;

/// What the parameters of a function stand for, in JSON.
pub(super) type Values = HashMap<String, String>;

/// One literal as JSON.
#[derive(Debug, Default)]
pub(super) struct Literal {
    pub(super) json: String,
    /// After it, in the script.
    pub(super) end: usize,
    /// Comments in it, in the script.
    pub(super) comments: Vec<Range<usize>>,
    /// Ends of tokens in the JSON, growing, and where the same token ends in the script.
    ends: Vec<(usize, usize)>,
}

impl Literal {
    /// Carries cuts in the JSON over to the script.
    pub(super) fn carry(&self, cuts: Vec<Cut>) -> Vec<Cut> {
        let place = |at: usize| {
            let after = self.ends.partition_point(|(json, _)| *json <= at);
            after.checked_sub(1).and_then(|last| self.ends.get(last)).map_or(0, |(_, end)| *end)
        };
        let script = |with: Bytes| match memchr::memchr(b'<', &with) {
            // A script must not end in a string.
            Some(_) => Bytes::from(String::from_utf8_lossy(&with).replace('<', "\\u003c")),
            None => with,
        };
        cuts.into_iter()
            .map(|cut| {
                let start = place(cut.range.start);
                let end = if cut.range.is_empty() { start } else { place(cut.range.end) };
                Cut { range: start..end, with: script(cut.with) }
            })
            .collect()
    }
}

/// Reads the literal that begins at `at`.
///
/// # Errors
/// If it is code: up to where it was read in vain.
pub(super) fn read(
    text: &str,
    at: usize,
    depth: usize,
    over_lines: bool,
    values: &Values,
) -> Result<Literal, usize> {
    let mut reader = Reader { text, at, depth, over_lines, values, literal: Literal::default() };
    reader.literal.ends.push((0, at));
    let read = match reader.peek() {
        Some(b'{') => reader.list(b'}', true),
        Some(b'[') => reader.list(b']', false),
        _ => None,
    };
    reader.literal.end = reader.at;
    read.map(|_| reader.literal).ok_or(reader.at)
}

/// What the arguments of a call are in JSON, from after its bracket.
pub(super) fn arguments(text: &str, at: usize, depth: usize) -> Option<Vec<String>> {
    let values = Values::new();
    let literal = Literal::default();
    let mut reader = Reader { text, at, depth, over_lines: false, values: &values, literal };
    let mut found = Vec::new();
    while reader.peek()? != b')' {
        let from = reader.literal.json.len();
        reader.value()?;
        found.push(reader.literal.json.get(from..)?.to_owned());
        if reader.peek()? == b',' {
            reader.at += 1;
        }
    }
    Some(found)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Levels that may still be opened.
    depth: usize,
    over_lines: bool,
    values: &'t Values,
    literal: Literal,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<u8> {
        loop {
            self.at = blank_end(self.text, self.at);
            match comment_end(self.text, self.at) {
                Some(end) => {
                    self.literal.comments.push(self.at..end);
                    self.at = end;
                }
                None => return self.text.as_bytes().get(self.at).copied(),
            }
        }
    }

    /// Notes that a token ends here in both.
    fn ends(&mut self) {
        let json = self.literal.json.len();
        match self.literal.ends.last_mut() {
            Some(last) if last.0 == json => last.1 = self.at,
            _ => self.literal.ends.push((json, self.at)),
        }
    }

    fn mark(&mut self, mark: char, len: usize) {
        self.literal.json.push(mark);
        self.at += len;
        self.ends();
    }

    fn value(&mut self) -> Option<()> {
        // What parameters stand for is written out wherever they are named.
        if self.literal.json.len() > self.text.len().saturating_mul(4).saturating_add(1 << 16) {
            return None;
        }
        let byte = self.peek()?;
        let (json, ends, from) = (self.literal.json.len(), self.literal.ends.len(), self.at);
        let last = self.literal.ends.last().copied();
        let read = match byte {
            b'{' => self.list(b'}', true)?,
            b'[' => self.list(b']', false)?,
            b'"' | b'\'' | b'`' => self.string().is_some(),
            b'-' | b'.' | b'0'..=b'9' => self.number(),
            _ => self.named()?,
        };
        if read && self.is_whole() {
            return Some(());
        }
        // It goes on: `"a" + b`, `[…].map(…)`, `a ? b : c`.
        self.literal.json.truncate(json);
        self.literal.ends.truncate(ends);
        if let (Some(slot), Some(last)) = (self.literal.ends.last_mut(), last) {
            *slot = last;
        }
        self.at = from;
        self.expression()
    }

    /// Whether the value ends here.
    fn is_whole(&mut self) -> bool {
        let (at, comments) = (self.at, self.literal.comments.len());
        let next = self.peek();
        self.at = at;
        self.literal.comments.truncate(comments);
        matches!(next, None | Some(b',' | b'}' | b']' | b')'))
    }

    fn list(&mut self, close: u8, object: bool) -> Option<bool> {
        self.depth = self.depth.checked_sub(1)?;
        self.mark(if object { '{' } else { '[' }, 1);
        let mut first = true;
        loop {
            let byte = self.peek()?;
            if byte == close {
                break;
            }
            if !first {
                self.comma(close)?;
                if self.peek()? == close {
                    break;
                }
            }
            first = false;
            if object {
                self.member()?;
            } else if self.peek()? == b',' {
                self.literal.json.push_str("null");
                self.ends();
            } else {
                self.value()?;
            }
        }
        self.mark(char::from(close), 1);
        self.depth += 1;
        Some(true)
    }

    /// A comma; a last one belongs to the value before it, with which it goes.
    fn comma(&mut self, close: u8) -> Option<()> {
        if self.peek()? != b',' {
            return None;
        }
        let at = self.at;
        self.at += 1;
        if self.peek()? == close {
            let here = std::mem::replace(&mut self.at, at + 1);
            self.ends();
            self.at = here;
        } else {
            self.at = at;
            self.mark(',', 1);
        }
        Some(())
    }

    fn member(&mut self) -> Option<()> {
        let byte = self.peek()?;
        let name = match byte {
            b'"' | b'\'' => {
                self.string()?;
                None
            }
            b'.' if self.text.get(self.at..)?.starts_with("...") => {
                self.at += 3;
                self.literal.json.push_str("\"...\":");
                return self.expression();
            }
            b'0'..=b'9' => {
                let rest = self.text.get(self.at..)?;
                let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))?;
                rest.get(..len)
            }
            _ => Some(word(self.text, self.at)).filter(|name| !name.is_empty()),
        };
        if let Some(name) = name {
            self.at += name.len();
            self.literal.json.push('"');
            self.literal.json.push_str(name);
            self.literal.json.push('"');
            self.ends();
        } else if !matches!(byte, b'"' | b'\'') {
            return None;
        }
        match (self.peek()?, name) {
            (b':', _) => {
                self.mark(':', 1);
                self.value()
            }
            (b',' | b'}', Some(name)) => {
                self.literal.json.push(':');
                let value = self.values.get(name).map_or("null", String::as_str);
                self.literal.json.push_str(value);
                self.ends();
                Some(())
            }
            _ => None,
        }
    }

    fn string(&mut self) -> Option<()> {
        let end = string_end(self.text, self.at, self.over_lines)?;
        let raw = self.text.get(self.at + 1..end - 1)?;
        self.literal.json.push('"');
        self.literal.json.push_str(&quoted(&Code::JavaScript.decode(raw)));
        self.literal.json.push('"');
        self.at = end;
        self.ends();
        Some(())
    }

    fn number(&mut self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let digits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
        let number = rest.get(..rest.find(|c| !digits(c)).unwrap_or(rest.len()));
        let number = number.unwrap_or_default();
        let plain = number.strip_prefix('-').unwrap_or(number);
        let integer = plain.bytes().all(|b| b.is_ascii_digit())
            && !plain.is_empty()
            && (plain == "0" || !plain.starts_with('0'));
        let decimal = plain.split_once('.').is_some_and(|(whole, part)| {
            let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
            digits(whole) && digits(part) && (whole == "0" || !whole.starts_with('0'))
        });
        self.literal.json.push_str(if integer || decimal { number } else { "0" });
        self.at += number.len();
        self.ends();
        !number.is_empty()
    }

    /// A word, a parameter, or a call around a literal.
    fn named(&mut self) -> Option<bool> {
        let rest = self.text.get(self.at..)?;
        for (written, meant) in [
            ("!0", "true"),
            ("!1", "false"),
            ("void 0", "null"),
            ("true", "true"),
            ("false", "false"),
            ("null", "null"),
            ("undefined", "null"),
        ] {
            let after = rest.strip_prefix(written).unwrap_or("x");
            if !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.')) {
                self.literal.json.push_str(meant);
                self.at += written.len();
                self.ends();
                return Some(true);
            }
        }
        let name = word(self.text, self.at);
        if let Some(value) = self.values.get(name).filter(|_| !name.is_empty()) {
            self.literal.json.push_str(value);
            self.at += name.len();
            self.ends();
            return Some(true);
        }
        for call in ["Object.freeze(", "JSON.parse(", "new Set(", "new Map(", "String("] {
            if rest.starts_with(call) {
                let at = self.at;
                self.at += call.len();
                if matches!(self.peek()?, b'{' | b'[' | b'"' | b'\'' | b'`') {
                    self.value()?;
                    if self.peek()? == b')' {
                        self.at += 1;
                        self.ends();
                        return Some(true);
                    }
                }
                self.at = at;
                return Some(false);
            }
        }
        Some(false)
    }

    /// Anything up to the next comma or bracket: what its strings say.
    fn expression(&mut self) -> Option<()> {
        let mut says = String::new();
        let mut open = 0_usize;
        loop {
            let byte = self.peek()?;
            match byte {
                b',' | b'}' | b']' | b')' if open == 0 => break,
                b'(' | b'[' => open += 1,
                b')' | b']' => open -= 1,
                // A body of a function, or a template with holes: code.
                b'{' | b'}' | b';' => return None,
                b'=' if self.text.get(self.at..)?.starts_with("=>") => return None,
                b'"' | b'\'' | b'`' => {
                    let end = string_end(self.text, self.at, self.over_lines)?;
                    let raw = self.text.get(self.at + 1..end - 1)?;
                    says.push_str(&Code::JavaScript.decode(raw));
                    says.push(' ');
                    if takes_base64(self.text.get(..self.at)?) {
                        says.push_str(&Code::Base64.decode(raw));
                        says.push(' ');
                    }
                    self.at = end;
                    continue;
                }
                b'/' => return None,
                _ => {
                    let len = word(self.text, self.at).len();
                    let c = self.text.get(self.at..)?.chars().next()?;
                    self.at += len.max(c.len_utf8());
                    continue;
                }
            }
            self.at += 1;
        }
        let says = says.trim_end();
        if says.is_empty() {
            self.literal.json.push_str("null");
        } else {
            self.literal.json.push('"');
            self.literal.json.push_str(&quoted(says));
            self.literal.json.push('"');
        }
        self.ends();
        Some(())
    }
}

fn quoted(text: &str) -> String {
    let written = Code::Json.encode(&Bytes::copy_from_slice(text.as_bytes()));
    String::from_utf8_lossy(&written).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::cut::applied;

    fn literal(text: &str) -> Option<Literal> {
        read(text, 0, 16, false, &Values::new()).ok()
    }

    #[test]
    fn literals_mean_json() {
        for (script, json) in [
            ("{a:1,'b':\"x\",\"c\":'y\"z',}", r#"{"a":1,"b":"x","c":"y\"z"}"#),
            ("[1,2,]", "[1,2]"),
            ("[,1]", "[null,1]"),
            (
                "{ a : `t` , /* c */ b: undefined, $c_1: !0, d: void 0 } + x",
                r#"{"a":"t","b":null,"$c_1":true,"d":null}"#,
            ),
            ("{a: t('x') + \"y\", b: new Date(1), c}", r#"{"a":"x y","b":null,"c":null}"#),
            ("{p: Object.freeze([{a: 1}]), q: 2}", r#"{"p":[{"a":1}],"q":2}"#),
            (
                "{a: .5, b: 0x1f, c: -1.5, 12: 7, trueish: truex}",
                r#"{"a":0,"b":0,"c":-1.5,"12":7,"trueish":null}"#,
            ),
            ("{a: [1].map(x), ...rest, b: 2}", r#"{"a":null,"...":null,"b":2}"#),
            ("{a:'\\x41\\u{42}'}", r#"{"a":"AB"}"#),
        ] {
            assert_eq!(literal(script).map(|l| l.json).as_deref(), Some(json), "{script}");
        }
        for code in
            ["{ return a; }", "{a(){}}", "{a:function(){}}", "{a: x => {}}", "{a b}", "{", "[1"]
        {
            assert!(literal(code).is_none(), "{code}");
        }
    }

    #[test]
    fn a_cut_in_one_is_a_cut_in_the_other() {
        for (script, json_cut, with, left) in [
            ("[ {a:1}, {b:2}, ]", "{\"a\":1},", "", "[ {b:2}, ]"),
            ("[ {a:1}, {b:2}, ]", ",{\"b\":2}", "", "[ {a:1} ]"),
            ("[ {a:1}, ]", "{\"a\":1}", "", "[ ]"),
            ("{a: 'x' /* c */, b: 2}", "\"x\"", "\"\"", "{a:\"\" /* c */, b: 2}"),
            ("[Object.freeze({a:1}),2]", "{\"a\":1},", "", "[2]"),
            ("[1,Object.freeze({a:1})]", ",{\"a\":1}", "", "[1]"),
            ("{a:t('x'),b:2}", "\"x\"", "\"</\"", "{a:\"\\u003c/\",b:2}"),
        ] {
            let literal = literal(script).unwrap();
            let at = literal.json.find(json_cut).unwrap();
            let cut =
                Cut { range: at..at + json_cut.len(), with: Bytes::from_static(with.as_bytes()) };
            assert_eq!(applied(script, &literal.carry(vec![cut])), left, "{script}");
        }
    }

    #[test]
    fn parameters_stand_for_what_they_are_given() {
        let values = Values::from([("a".to_owned(), "\"x\"".to_owned())]);
        let literal = read("{n:a,b:b,a}", 0, 16, false, &values).unwrap();
        assert_eq!(literal.json, r#"{"n":"x","b":null,"a":"x"}"#);
    }
}
