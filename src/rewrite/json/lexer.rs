//! A strict RFC 8259 lexer that takes its input in any split. It consumes a byte only when it
//! knows what the byte is, so no split can change what it says, and it keeps no text.

use super::spans::{Digits, escape, plain};
use crate::rewrite::RewriteError;

/// What a lexeme is. Commas and colons are checked and not reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    Key,
    Text,
    Number,
    True,
    False,
    Null,
}

/// One lexeme with its place in the document; strings with their quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub(super) token: Token,
    pub(super) start: u64,
    pub(super) end: u64,
    /// Whether a string holds a backslash.
    pub(super) escaped: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    Mark,
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Nothing,
    Text { key: bool, start: u64, escaped: bool },
    Number { start: u64, digits: Digits },
}

/// The lexer's whole state: a few words and one flag per level.
#[derive(Debug)]
pub(super) struct Lexer {
    at: u64,
    /// Up to where the input is known to be UTF-8, beyond `at` as a rule.
    valid: u64,
    expect: Expect,
    inside: Inside,
    /// For each open level, whether it is an object.
    levels: Vec<bool>,
    depth: usize,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl Lexer {
    pub(super) const fn new(depth: usize) -> Self {
        Self {
            at: 0,
            valid: 0,
            expect: Expect::Mark,
            inside: Inside::Nothing,
            levels: Vec::new(),
            depth,
        }
    }

    /// The first byte that is not consumed yet.
    pub(super) const fn at(&self) -> u64 {
        self.at
    }

    /// Where the string or number begins that is being read, and whether it is a value's string.
    pub(super) const fn unfinished(&self) -> Option<(u64, bool)> {
        match self.inside {
            Inside::Text { key, start, .. } => Some((start, !key)),
            Inside::Number { start, .. } => Some((start, false)),
            Inside::Nothing => None,
        }
    }

    /// How many levels are open.
    pub(super) fn depth(&self) -> usize {
        self.levels.len()
    }

    /// Whether the next element of an array is an object that begins here. What stands before it is
    /// consumed.
    pub(super) fn has_object_ahead(&mut self, window: &[u8], base: u64) -> bool {
        if self.inside != Inside::Nothing || self.levels.last() != Some(&false) {
            return false;
        }
        let from = usize::try_from(self.at.saturating_sub(base)).unwrap_or(usize::MAX);
        for byte in window.get(from..).unwrap_or_default() {
            match (byte, self.expect) {
                (b'{', Expect::Value | Expect::ValueOrEnd) => return true,
                (b' ' | b'\n' | b'\r' | b'\t', _) => {}
                (b',', Expect::CommaOrEnd) => self.expect = Expect::Value,
                _ => break,
            }
            self.at += 1;
        }
        false
    }

    /// Takes the object of so many bytes that comes next, which was read before.
    pub(super) fn pass_object(&mut self, len: u64) {
        self.at += len;
        self.after_value();
    }

    /// The next lexeme of `window`, whose first byte is byte `base` of the document; `None` when
    /// more is needed.
    pub(super) fn next(
        &mut self,
        window: &[u8],
        base: u64,
    ) -> Result<Option<Lexeme>, RewriteError> {
        let from = usize::try_from(self.at.saturating_sub(base)).unwrap_or(usize::MAX);
        let mut rest = window.get(from..).unwrap_or_default();
        match self.inside {
            _ if rest.is_empty() => return Ok(None),
            Inside::Text { key, start, escaped } => return self.text(rest, key, start, escaped),
            Inside::Number { start, digits } => return self.number(rest, start, digits),
            Inside::Nothing => {}
        }
        if self.expect == Expect::Mark {
            if BYTE_ORDER_MARK.starts_with(rest) && rest != BYTE_ORDER_MARK {
                return Ok(None);
            }
            if let Some(behind) = rest.strip_prefix(BYTE_ORDER_MARK) {
                self.at += 3;
                rest = behind;
            }
            self.expect = Expect::Value;
        }
        while let Some((&byte, behind)) = rest.split_first() {
            match (byte, self.expect) {
                (b' ' | b'\n' | b'\r' | b'\t', _) => {}
                (b',', Expect::CommaOrEnd) => {
                    let object = self.levels.last() == Some(&true);
                    self.expect = if object { Expect::Key } else { Expect::Value };
                }
                (b':', Expect::Colon) => self.expect = Expect::Value,
                _ => return self.begin(byte, rest, behind),
            }
            self.at += 1;
            rest = behind;
        }
        Ok(None)
    }

    /// The end of the input: a last number, or nothing.
    pub(super) fn finish(&mut self) -> Result<Option<Lexeme>, RewriteError> {
        if let Inside::Number { start, digits } = self.inside
            && self.levels.is_empty()
            && digits.may_end()
        {
            self.inside = Inside::Nothing;
            return Ok(Some(self.value(Token::Number, start, false)));
        }
        match self.expect {
            Expect::Nothing if self.inside == Inside::Nothing => Ok(None),
            _ => Err(self.malformed(0, "the body ends before its JSON value does")),
        }
    }

    /// Takes the lexeme that begins with `byte`, the first of `rest`.
    fn begin(
        &mut self,
        byte: u8,
        rest: &[u8],
        behind: &[u8],
    ) -> Result<Option<Lexeme>, RewriteError> {
        let start = self.at;
        match (self.expect, byte) {
            (Expect::Key | Expect::KeyOrEnd, b'"') => {
                self.at += 1;
                self.text(behind, true, start, false)
            }
            (Expect::Value | Expect::ValueOrEnd, b'"') => {
                self.at += 1;
                self.text(behind, false, start, false)
            }
            (Expect::Value | Expect::ValueOrEnd, b'-' | b'0'..=b'9')
                if let Some(digits) = Digits::of(byte) =>
            {
                self.at += 1;
                self.number(behind, start, digits)
            }
            (Expect::Value | Expect::ValueOrEnd, b'{' | b'[') => {
                let object = byte == b'{';
                if self.levels.len() >= self.depth {
                    return Err(RewriteError::Budget { key: "limits.depth", at: self.at });
                }
                self.levels.push(object);
                self.expect = if object { Expect::KeyOrEnd } else { Expect::ValueOrEnd };
                self.at += 1;
                let token = if object { Token::ObjectStart } else { Token::ArrayStart };
                Ok(Some(Lexeme { token, start, end: self.at, escaped: false }))
            }
            (Expect::KeyOrEnd, b'}') | (Expect::ValueOrEnd, b']') => Ok(Some(self.end(byte))),
            (Expect::CommaOrEnd, b'}' | b']') if self.levels.last() == Some(&(byte == b'}')) => {
                Ok(Some(self.end(byte)))
            }
            (Expect::Value | Expect::ValueOrEnd, b't') => self.word(rest, b"true", Token::True),
            (Expect::Value | Expect::ValueOrEnd, b'f') => self.word(rest, b"false", Token::False),
            (Expect::Value | Expect::ValueOrEnd, b'n') => self.word(rest, b"null", Token::Null),
            (Expect::Nothing, _) => Err(self.malformed(0, "more follows the JSON value")),
            (Expect::Key | Expect::KeyOrEnd, _) => Err(self.malformed(0, "expected a member name")),
            (Expect::Colon, _) => Err(self.malformed(0, "expected a colon")),
            (Expect::CommaOrEnd, _) => {
                Err(self.malformed(0, "expected a comma or a closing bracket"))
            }
            _ => Err(self.malformed(0, "expected a JSON value")),
        }
    }

    fn end(&mut self, byte: u8) -> Lexeme {
        let start = self.at;
        self.levels.pop();
        self.at += 1;
        self.value(if byte == b'}' { Token::ObjectEnd } else { Token::ArrayEnd }, start, false)
    }

    fn word(
        &mut self,
        rest: &[u8],
        word: &[u8],
        token: Token,
    ) -> Result<Option<Lexeme>, RewriteError> {
        let fitting = rest.iter().zip(word).take_while(|(a, b)| a == b).count();
        if fitting == word.len() {
            let start = self.at;
            self.at += word.len() as u64;
            return Ok(Some(self.value(token, start, false)));
        }
        if fitting == rest.len() {
            return Ok(None);
        }
        Err(self.malformed(fitting, "expected `true`, `false` or `null`"))
    }

    fn number(
        &mut self,
        rest: &[u8],
        start: u64,
        mut digits: Digits,
    ) -> Result<Option<Lexeme>, RewriteError> {
        for (index, &byte) in rest.iter().enumerate() {
            match digits.step(byte) {
                Some(next) => digits = next,
                None if digits.may_end() => {
                    self.at += index as u64;
                    self.inside = Inside::Nothing;
                    return Ok(Some(self.value(Token::Number, start, false)));
                }
                None => return Err(self.malformed(index, "expected a digit")),
            }
        }
        self.at += rest.len() as u64;
        self.inside = Inside::Number { start, digits };
        Ok(None)
    }

    fn text(
        &mut self,
        mut rest: &[u8],
        key: bool,
        start: u64,
        mut escaped: bool,
    ) -> Result<Option<Lexeme>, RewriteError> {
        loop {
            let plain = plain(rest);
            let run = rest.get(..plain).unwrap_or_default();
            if self.at + run.len() as u64 > self.valid {
                self.validate(rest);
            }
            let stop = rest.get(plain).copied();
            let read = self.run(run, stop.is_some())?;
            self.at += read as u64;
            let Some(stop) = stop else { break };
            rest = rest.get(plain..).unwrap_or_default();
            if stop < 0x20 {
                return Err(self.malformed(0, "a string holds a raw control character"));
            }
            if stop == b'"' {
                self.at += 1;
                self.inside = Inside::Nothing;
                if !key {
                    return Ok(Some(self.value(Token::Text, start, escaped)));
                }
                self.expect = Expect::Colon;
                return Ok(Some(Lexeme { token: Token::Key, start, end: self.at, escaped }));
            }
            escaped = true;
            let Some(length) = self.escape(rest)? else { break };
            self.at += length as u64;
            rest = rest.get(length..).unwrap_or_default();
        }
        self.inside = Inside::Text { key, start, escaped };
        Ok(None)
    }

    /// Checks all that is here at once: string by string costs several times as much.
    fn validate(&mut self, rest: &[u8]) {
        let valid = simdutf8::compat::from_utf8(rest).map_or_else(|e| e.valid_up_to(), str::len);
        self.valid = self.at + valid as u64;
    }

    /// How much of `run` can be consumed: all, or all but an incomplete last character.
    fn run(&self, run: &[u8], ended: bool) -> Result<usize, RewriteError> {
        if self.at + run.len() as u64 <= self.valid {
            return Ok(run.len());
        }
        match std::str::from_utf8(run) {
            Ok(_) => Ok(run.len()),
            Err(error) if error.error_len().is_none() && !ended => Ok(error.valid_up_to()),
            Err(error) => Err(self.malformed(error.valid_up_to(), "a string is not valid UTF-8")),
        }
    }

    /// The length of the escape that `rest` begins with.
    fn escape(&self, rest: &[u8]) -> Result<Option<usize>, RewriteError> {
        escape(rest).map_err(|(offset, what)| self.malformed(offset, what))
    }

    fn value(&mut self, token: Token, start: u64, escaped: bool) -> Lexeme {
        self.after_value();
        Lexeme { token, start, end: self.at, escaped }
    }

    fn after_value(&mut self) {
        self.expect = if self.levels.is_empty() { Expect::Nothing } else { Expect::CommaOrEnd };
    }

    const fn malformed(&self, offset: usize, what: &'static str) -> RewriteError {
        RewriteError::Malformed { at: self.at + offset as u64, what }
    }
}

/// Appends the text of a string's content; a lone surrogate becomes U+FFFD.
pub(super) fn unescape(content: &str, into: &mut String) {
    let mut rest = content;
    while let Some((plain, after)) = rest.split_once('\\') {
        into.push_str(plain);
        let mut chars = after.chars();
        let escaped = match chars.next() {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let (found, tail) = code_point(chars.as_str());
                into.push(found);
                rest = tail;
                continue;
            }
            Some(other) => other,
            None => return,
        };
        into.push(escaped);
        rest = chars.as_str();
    }
    into.push_str(rest);
}

/// The character of `XXXX` or `XXXX\uXXXX`, and what follows.
fn code_point(text: &str) -> (char, &str) {
    let unit = |text: &str| text.get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let Some(first) = unit(text) else { return (char::REPLACEMENT_CHARACTER, "") };
    let tail = text.get(4..).unwrap_or_default();
    if (0xd800..0xdc00).contains(&first)
        && let Some(second) = tail.strip_prefix("\\u").and_then(unit)
        && (0xdc00..0xe000).contains(&second)
    {
        let joined = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        let after = tail.get(6..).unwrap_or_default();
        return (char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER), after);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), tail)
}
