//! Data inside a page: JSON-LD and other JSON, and state that a script assigns. Rewritten by the JSON
//! room as far as it is JSON; what cannot be read and names something withheld goes whole.

use super::marks::{Marks, Remembering};
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::json::{JsonRewriter, Paths};
use crate::rewrite::{Judge, Limits, Output, Rewrite, RewriteError, Unit, UnitKind, Verdict};
use bytes::Bytes;
use std::ops::Range;

/// What becomes of a script's content.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Keep,
    /// These bytes of the page are replaced.
    Replace(Range<usize>, Vec<u8>),
    /// All of it goes.
    Empty,
    /// It is about one thing, and that is withheld.
    Subject,
}

/// One script with its content.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) content: Range<usize>,
    /// Whether its type says that it is JSON.
    pub(super) json: bool,
}

impl Script {
    /// Reads the script once, for what it holds; on the second reading the result stands.
    pub(super) fn read(&self, page: &str, limits: Limits, judge: &mut Remembering<'_>) -> Fate {
        let text = page.get(self.content.clone()).unwrap_or_default();
        let whole = std::iter::once(0..text.len());
        let literals = if self.json { whole.collect() } else { literals(text) };
        let mut changed: Vec<(Range<usize>, Vec<u8>)> = Vec::new();
        let mut unread = literals.is_empty();
        for literal in literals {
            let at = self.content.start + literal.start..self.content.start + literal.end;
            let source = page.get(at.clone()).unwrap_or_default();
            judge.base = at.start as u64;
            match rewrite(source, limits, judge) {
                Ok(bytes) if bytes == source.as_bytes() => {}
                Ok(bytes) => changed.push((at, bytes)),
                Err(RewriteError::SubjectWithheld) => return Fate::Subject,
                Err(_) => unread = true,
            }
        }
        if unread {
            judge.base = 0;
            if !self.is_harmless(text, judge) {
                return Fate::Empty;
            }
        }
        let mut out = Vec::new();
        let mut from = self.content.start;
        for (at, bytes) in &changed {
            out.extend_from_slice(page.get(from..at.start).unwrap_or_default().as_bytes());
            out.extend_from_slice(bytes);
            from = at.end;
        }
        if changed.is_empty() {
            return Fate::Keep;
        }
        out.extend_from_slice(page.get(from..self.content.end).unwrap_or_default().as_bytes());
        Fate::Replace(self.content.clone(), out)
    }

    /// Whether it declares a product, as JSON-LD does.
    pub(super) fn is_product(&self, page: &str) -> bool {
        let text = page.get(self.content.clone()).unwrap_or_default();
        let declares = |kind: &str| text.contains(kind);
        self.json
            && ["\"Product\"", "\"product\"", "\"ProductGroup\"", "/Product\""]
                .into_iter()
                .any(declares)
    }

    /// Judges a script that is not JSON by all its strings.
    fn is_harmless(&self, text: &str, judge: &mut dyn Judge) -> bool {
        let mut facts = Facts::default();
        for string in strings(text) {
            facts.push(Role::Other, "", Scalar::Text(string));
        }
        let position = self.content.start as u64;
        let unit = Unit { kind: UnitKind::Outside, facts: &facts, position, id: None };
        facts.is_empty() || judge.judge(&unit) == Verdict::Keep
    }
}

/// Whether what is left of a script still names something that went.
pub(super) fn names(fate: &Fate, page: &str, content: &Range<usize>, marks: &Marks) -> bool {
    match fate {
        Fate::Keep => marks.stand_in(page.get(content.clone()).unwrap_or_default()),
        Fate::Replace(_, bytes) => {
            std::str::from_utf8(bytes).is_ok_and(|text| marks.stand_in(text))
        }
        Fate::Empty | Fate::Subject => false,
    }
}

fn rewrite(source: &str, limits: Limits, judge: &mut dyn Judge) -> Result<Vec<u8>, RewriteError> {
    let mut rewriter = JsonRewriter::new(Paths::default(), false, limits);
    let mut out = Output::default();
    rewriter.write(Bytes::copy_from_slice(source.as_bytes()), judge, &mut out)?;
    rewriter.finish(judge, &mut out)?;
    let mut bytes = Vec::with_capacity(source.len());
    while let Some(run) = out.pop() {
        bytes.extend_from_slice(&run);
    }
    Ok(bytes)
}

/// Object and array literals of a script that are as long as data: from a bracket after `=`, `(`, `:`
/// or `,` to its partner.
fn literals(text: &str) -> Vec<Range<usize>> {
    const SHORTEST: usize = 40;
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    let mut before = b';';
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' if matches!(before, b'=' | b'(') => {
                let end = partner(bytes, at);
                if let Some(end) = end.filter(|end| end - at >= SHORTEST) {
                    found.push(at..end);
                    at = end;
                    before = b'}';
                    continue;
                }
                before = *byte;
            }
            b'"' | b'\'' | b'`' => {
                at = string_end(bytes, at);
                before = *byte;
                continue;
            }
            b if b.is_ascii_whitespace() => {}
            b => before = *b,
        }
        at += 1;
    }
    found
}

/// After the bracket that closes the one at `open`.
fn partner(bytes: &[u8], open: usize) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, open);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'"' | b'\'' | b'`' => {
                at = string_end(bytes, at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// After the quote that closes the one at `open`.
fn string_end(bytes: &[u8], open: usize) -> usize {
    let quote = bytes.get(open).copied().unwrap_or_default();
    let mut at = open + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            // Only a template runs over lines: an apostrophe in a comment opens nothing.
            b'\n' if quote != b'`' => return at + 1,
            byte if *byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The strings of a script, as written.
fn strings(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if matches!(byte, b'"' | b'\'' | b'`') {
            let end = string_end(bytes, at);
            found.extend(text.get(at + 1..end.saturating_sub(1)).filter(|s| s.len() > 2));
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_found_behind_code() {
        let data = "{\"products\":[{\"id\":1,\"name\":\"a }] b\"},{}]}";
        for script in [
            format!("window.__STATE__ = {data};\nrun(\"x\")"),
            format!("push({data})"),
            format!("var a='it\\'s {{';x={data}"),
        ] {
            let found: Vec<&str> = literals(&script).into_iter().map(|at| &script[at]).collect();
            assert_eq!(found, [data], "{script}");
        }
        assert!(literals("if (a) { b() }").is_empty());
    }
}
