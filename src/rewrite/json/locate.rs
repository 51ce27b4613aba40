//! Where in a document a value stands, as a JSONPath that names it and its likes.

use super::lexer::{Lexer, Token, unescape};
use super::names::{Says, read};
use crate::rewrite::RewriteError;

/// A container that is open.
enum Step {
    Array,
    Object { key: String },
}

/// The paths (RFC 9535) of the values that begin at `places`, sorted; an array's elements and a
/// map's members are all named alike. What comes after a fault in the document has none.
pub(in crate::rewrite) fn locate(bytes: &[u8], places: &[u64]) -> Vec<(u64, String)> {
    let mut found = Vec::new();
    // The paths before the fault are right.
    let _ = walk(bytes, places, &mut found);
    found
}

fn walk(bytes: &[u8], places: &[u64], found: &mut Vec<(u64, String)>) -> Result<(), RewriteError> {
    let mut lexer = Lexer::new(usize::MAX);
    let mut open: Vec<Step> = Vec::new();
    while let Some(lexeme) = lexer.next(bytes, 0)? {
        let slice = |from: u64, to: u64| {
            let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
            bytes.get(at(from)..at(to)).unwrap_or_default()
        };
        match lexeme.token {
            Token::Key => {
                let raw = slice(lexeme.start + 1, lexeme.end.saturating_sub(1));
                if let Some(Step::Object { key }) = open.last_mut() {
                    key.clear();
                    unescape(std::str::from_utf8(raw).unwrap_or_default(), key);
                }
                continue;
            }
            Token::ObjectEnd | Token::ArrayEnd => {
                open.pop();
                continue;
            }
            _ => {}
        }
        if places.binary_search(&lexeme.start).is_ok() {
            found.push((lexeme.start, path(&open)));
        }
        match lexeme.token {
            Token::ObjectStart => open.push(Step::Object { key: String::new() }),
            Token::ArrayStart => open.push(Step::Array),
            _ => {}
        }
    }
    Ok(())
}

fn path(open: &[Step]) -> String {
    let mut path = "$".to_owned();
    for step in open {
        match step {
            Step::Array => path.push_str("[*]"),
            Step::Object { key } if read(key).any(Says::DATA) => path.push_str(".*"),
            Step::Object { key } => {
                let mut characters = key.chars();
                let plain = characters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
                    && characters.all(|c| c.is_alphanumeric() || c == '_');
                if plain {
                    path.push('.');
                    path.push_str(key);
                } else {
                    path.push_str("['");
                    path.push_str(&key.replace('\\', "\\\\").replace('\'', "\\'"));
                    path.push_str("']");
                }
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_paths_that_name_their_likes() {
        let text = r#"{"a":[{"b-c":1},2],"by_id":{"Product:12":{"x":3}},"d":{"_e1":true}}"#;
        for (value, expected) in [
            ("{\"a", "$"),
            ("[{", "$.a"),
            ("{\"b", "$.a[*]"),
            ("1}", "$.a[*].*"),
            ("2]", "$.a[*]"),
            ("{\"x", "$.by_id.*"),
            ("3}", "$.by_id.*.x"),
            ("true", "$.d._e1"),
        ] {
            let place = text.find(value).unwrap() as u64;
            assert_eq!(
                locate(text.as_bytes(), &[place]),
                [(place, expected.to_owned())],
                "{value}"
            );
        }
        assert_eq!(locate(b"[1,2,oops,3]", &[1, 10]), [(1, "$[*]".to_owned())]);
    }
}
