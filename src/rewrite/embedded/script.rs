//! The data and the words of a script: object and array literals, JSON in strings, all other
//! strings, comments. Code is passed over.

use super::code::{blank_end, comment_end, regex_end, string_end, word};
use super::literal::{self, Literal, Values};
use super::{Data, Kind, Part, Piece, Says};
use crate::rewrite::Limits;
use crate::rewrite::cut::Code;
use crate::rewrite::html;
use crate::rewrite::json::{Document, Manner, NESTED, Paths};
use crate::text::base64;
use std::borrow::Cow;
use std::ops::Range;

/// What a script holds.
pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
    /// Whether strings, comments and brackets close. Where they do not, code and strings may have
    /// been taken for each other.
    pub(super) closes: bool,
}

/// Reads the parts of a script. `data` says that it is data by its type: it begins with a literal,
/// and strings may run over lines.
pub(super) fn parts(text: &str, limits: Limits, data: bool) -> Parts {
    let mut walk = Walk::new(text, limits, data);
    while walk.step().is_some() {}
    let closes = walk.closes && walk.templates.is_empty() && walk.parens.is_empty();
    Parts { parts: walk.parts, closes }
}

/// Reads the strings of a JSON in which places stand for values, so that none of them may go.
pub(super) fn strings(text: &str, limits: Limits) -> Parts {
    let mut walk = Walk::new(text, limits, true);
    while let Some(at) = memchr::memchr(b'"', text.as_bytes().get(walk.at..).unwrap_or_default()) {
        walk.at += at;
        walk.string();
    }
    Parts { parts: walk.parts, closes: walk.closes }
}

struct Walk<'t> {
    text: &'t str,
    limits: Limits,
    data: bool,
    at: usize,
    /// The last mark of code.
    before: u8,
    /// The word that stands last, if no mark follows it.
    word: &'t str,
    /// For each open hole of a template, how many braces are open in it.
    templates: Vec<usize>,
    /// For each open parenthesis, whether a statement follows what it closes: `if (…)`.
    parens: Vec<bool>,
    closes: bool,
    budget: usize,
    parts: Vec<Part>,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str, limits: Limits, data: bool) -> Self {
        Self {
            text,
            limits,
            data,
            at: 0,
            before: if data { b'=' } else { b';' },
            word: "",
            templates: Vec::new(),
            parens: Vec::new(),
            closes: true,
            // Literals that turn out to be code are read in vain; so often at most.
            budget: text.len().saturating_mul(8),
            parts: Vec::new(),
        }
    }

    fn step(&mut self) -> Option<()> {
        let byte = *self.text.as_bytes().get(self.at)?;
        match byte {
            _ if byte.is_ascii_whitespace() => self.at += 1,
            b'/' => self.slash(),
            b'"' | b'\'' => self.string(),
            b'`' => self.template(self.at + 1),
            b'{' | b'[' => self.bracket(byte),
            b'}' => self.brace(),
            b'(' => {
                self.parens.push(matches!(self.word, "if" | "while" | "for" | "with"));
                self.mark(byte, 1);
            }
            b')' => {
                // A statement may begin with a regular expression, and a value cannot follow another.
                let condition = self.parens.pop();
                self.closes &= condition.is_some();
                self.mark(if condition == Some(true) { b';' } else { byte }, 1);
            }
            _ => {
                let word = word(self.text, self.at);
                if word.is_empty() {
                    let c = self.text.get(self.at..)?.chars().next()?;
                    self.mark(byte, c.len_utf8());
                } else {
                    if word == "function" && self.called_at_once().is_some() {
                        return Some(());
                    }
                    self.at += word.len();
                    self.before = b'a';
                    self.word = word;
                }
            }
        }
        Some(())
    }

    const fn mark(&mut self, byte: u8, len: usize) {
        self.at += len;
        self.before = byte;
        self.word = "";
    }

    /// Whether a value may begin here with this bracket.
    fn is_value(&self, bracket: u8) -> bool {
        // A brace at the beginning of a statement or of a function is a block.
        let list = bracket == b'[' && matches!(self.before, b';' | b'{' | b'}' | b'>');
        list || matches!(self.before, b'=' | b'(' | b':' | b',' | b'[' | b'?' | b'|' | b'&')
            || self.is_operator()
    }

    /// Whether the last word takes a value.
    fn is_operator(&self) -> bool {
        const WORDS: [&str; 12] = [
            "return", "default", "typeof", "case", "in", "of", "yield", "await", "throw", "void",
            "delete", "new",
        ];
        WORDS.contains(&self.word)
    }

    fn slash(&mut self) {
        if let Some(end) = comment_end(self.text, self.at) {
            let comment = self.text.get(self.at..end).unwrap_or_default();
            let block = comment.starts_with("/*");
            let to = if comment.ends_with("*/") { end - 2 } else { end };
            self.closes &= !block || (to < end && comment.len() >= 4);
            self.says(self.at + 2..to.max(self.at + 2));
            self.at = end;
            return;
        }
        let operand =
            matches!(self.before, b'a' | b')' | b']' | b'"' | b'0'..=b'9') && !self.is_operator();
        let end = regex_end(self.text, self.at).filter(|end| {
            // Behind a block or an object.
            let called =
                || [".test(", ".exec("].map(|call| self.follows(*end, call)).contains(&true);
            !operand && (self.before != b'}' || called())
        });
        self.mark(b'/', 1);
        if let Some(end) = end {
            self.at = end;
            self.before = b'"';
        }
    }

    /// Whether this stands behind a regular expression and its flags.
    fn follows(&self, at: usize, what: &str) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.trim_start_matches(|c: char| c.is_ascii_lowercase()).starts_with(what)
    }

    fn string(&mut self) {
        let Some(end) = string_end(self.text, self.at, self.data) else {
            self.closes = false;
            let rest = self.text.get(self.at..).unwrap_or_default();
            let end = self.at + rest.find('\n').unwrap_or(rest.len());
            self.says(self.at + 1..end);
            self.mark(b'"', end - self.at);
            return;
        };
        let inside = self.at + 1..end - 1;
        if self.before == b'(' && takes_base64(self.text.get(..self.at).unwrap_or_default()) {
            self.coded(inside);
        } else {
            self.value(inside);
        }
        self.mark(b'"', end - self.at);
    }

    /// A string that is taken for base64: data, or words in it.
    fn coded(&mut self, range: Range<usize>) {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        match within(raw, &range, Code::JavaScript, self.limits) {
            Some(data) => self.parts.push(Part::Data(Box::new(data))),
            None => self.parts.push(Part::Says(Says { code: Code::Base64, ..Says::new(range) })),
        }
    }

    /// The part of a template that begins at `from`.
    fn template(&mut self, from: usize) {
        let opens = self.text.as_bytes().get(self.at) == Some(&b'`');
        let bytes = self.text.as_bytes();
        let mut here = from;
        loop {
            match bytes.get(here) {
                Some(b'\\') => here += 2,
                Some(b'`') if opens => {
                    self.value(from..here);
                    break self.mark(b'"', here + 1 - self.at);
                }
                Some(b'`') | None => {
                    self.closes &= here < bytes.len();
                    self.says(from..here.min(bytes.len()));
                    break self.mark(b'"', here + 1 - self.at);
                }
                Some(b'$') if bytes.get(here + 1) == Some(&b'{') => {
                    self.says(from..here);
                    self.templates.push(0);
                    break self.mark(b'(', here + 2 - self.at);
                }
                Some(_) => here += 1,
            }
        }
    }

    fn brace(&mut self) {
        match self.templates.last_mut() {
            Some(0) => {
                self.templates.pop();
                self.template(self.at + 1);
            }
            open => {
                if let Some(open) = open {
                    *open -= 1;
                }
                self.mark(b'}', 1);
            }
        }
    }

    fn bracket(&mut self, byte: u8) {
        if self.is_value(byte) && self.literal(self.at, &Values::new()) {
            return;
        }
        if let Some(open) = self.templates.last_mut().filter(|_| byte == b'{') {
            *open += 1;
        }
        self.mark(byte, 1);
    }

    /// Reads the literal at `at`, and goes on after it.
    fn literal(&mut self, at: usize, values: &Values) -> bool {
        if self.budget == 0 {
            return false;
        }
        let literal = match literal::read(self.text, at, self.limits.depth, self.data, values) {
            Ok(literal) => literal,
            Err(end) => {
                self.budget = self.budget.saturating_sub(end.saturating_sub(at));
                return false;
            }
        };
        let end = literal.end;
        for comment in &literal.comments {
            let text = self.text.get(comment.clone()).unwrap_or_default();
            let to = if text.ends_with("*/") { comment.end - 2 } else { comment.end };
            self.says(comment.start + 2..to.max(comment.start + 2));
        }
        if literal.json.contains('"') && !self.data_of(at, literal) {
            return false;
        }
        self.at = at;
        self.mark(b'}', end - at);
        true
    }

    fn data_of(&mut self, at: usize, literal: Literal) -> bool {
        let json = literal.json.clone().into_bytes();
        let read = Document::read(&json, Paths::default(), Manner::Inside, self.limits, NESTED);
        let Ok(document) = read else { return false };
        let kind = Kind::Literal(literal);
        let end = if let Kind::Literal(literal) = &kind { literal.end } else { at };
        let codes = Vec::new();
        self.parts.push(Part::Data(Box::new(Data { range: at..end, codes, json, kind, document })));
        true
    }

    /// `(function(a, b){ return {…} })("…", 1)`: the literal with what it is called with.
    fn called_at_once(&mut self) -> Option<()> {
        let after = |at: usize, mark: char| {
            let at = blank_end(self.text, at);
            self.text.get(at..)?.starts_with(mark).then_some(at + 1)
        };
        let at = blank_end(self.text, self.at + "function".len());
        let mut at = after(at + word(self.text, at).len(), '(')?;
        let mut names = Vec::new();
        loop {
            at = blank_end(self.text, at);
            let name = word(self.text, at);
            names.push(name);
            at += name.len();
            match after(at, ',') {
                Some(next) if !name.is_empty() => at = next,
                _ => break,
            }
        }
        let at = blank_end(self.text, after(after(at, ')')?, '{')?);
        if word(self.text, at) != "return" {
            return None;
        }
        let start = blank_end(self.text, at + "return".len());
        let bare =
            literal::read(self.text, start, self.limits.depth, false, &Values::new()).ok()?;
        let at = after(bare.end, ';').unwrap_or(bare.end);
        let at = after(at, '}')?;
        let at = after(at, ')').unwrap_or(at);
        let given = literal::arguments(self.text, after(at, '(')?, self.limits.depth)?;
        let values: Values = names.into_iter().map(str::to_owned).zip(given).collect();
        // The word before it is left where the walk stands.
        self.literal(start, &values).then_some(())
    }

    /// A string: JSON, or words.
    fn value(&mut self, range: Range<usize>) {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        match within(raw, &range, Code::JavaScript, self.limits) {
            Some(data) => self.parts.push(Part::Data(Box::new(data))),
            None if is_piece(raw) => {
                self.parts.push(Part::Piece(Piece::new(range, self.limits)));
            }
            None => self.says(range),
        }
    }

    fn says(&mut self, range: Range<usize>) {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        if raw.len() > 2 && raw.contains(char::is_alphabetic) {
            self.parts.push(Part::Says(Says::new(range)));
        }
    }
}

/// Whether a string holds a piece of a page: one element and the end of another.
fn is_piece(raw: &str) -> bool {
    let begins = raw.trim_start().starts_with(['<', '\\']);
    begins && html::is_piece(&Code::JavaScript.decode(raw))
}

/// Whether what stands before a string takes it for base64: `atob(`, `Base64.decode(`.
pub(super) fn takes_base64(before: &str) -> bool {
    let name = before.trim_end().strip_suffix('(').unwrap_or_default().trim_end();
    let ends = |with: &str| {
        let from = name.len().checked_sub(with.len());
        from.and_then(|from| name.get(from..)).is_some_and(|end| end.eq_ignore_ascii_case(with))
    };
    ["atob", "64", "64.decode", "64decode", "b64_to_utf8", "b64decodeunicode"].into_iter().any(ends)
}

/// The JSON that a text inside another one holds, percent-encoded, in base64 or neither.
pub(super) fn within(raw: &str, range: &Range<usize>, code: Code, limits: Limits) -> Option<Data> {
    const SHORTEST: usize = 8;
    let in_base64 = base64::may_be_data(raw);
    let opens = in_base64 || raw.trim_start().starts_with(['{', '[', '\\', '&', '%']);
    if !opens || raw.len() < SHORTEST {
        return None;
    }
    let mut text = code.decode(raw);
    let mut codes = vec![code];
    if in_base64 {
        codes.push(Code::Base64);
        text = Cow::Owned(Code::Base64.decode(&text).into_owned());
    }
    let percent = text.trim_start().strip_prefix('%').and_then(|text| text.get(..2));
    let text = match percent {
        Some("7B" | "7b" | "5B" | "5b") => {
            codes.push(Code::Percent);
            Code::Percent.decode(&text).into_owned()
        }
        _ => text.into_owned(),
    };
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    Data::read(&text, range.clone(), codes, limits, NESTED - 1).ok().flatten()
}
