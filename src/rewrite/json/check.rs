//! Whether a text is JSON, before anybody judges it.

use super::lexer::{Lexer, Token};
use crate::rewrite::RewriteError;

/// Follows a text to the end of its root value, an object or array.
#[derive(Debug)]
pub(in crate::rewrite) struct Check {
    lexer: Lexer,
    open: usize,
}

impl Check {
    /// Down to so many levels.
    pub(in crate::rewrite) const fn new(depth: usize) -> Self {
        Self { lexer: Lexer::new(depth), open: 0 }
    }

    /// Reads on in a text of which more may have come: where its root value ends, once that shows.
    ///
    /// # Errors
    /// Where the text is no JSON, or its root is a scalar.
    pub(in crate::rewrite) fn root(&mut self, text: &[u8]) -> Result<Option<usize>, RewriteError> {
        while let Some(lexeme) = self.lexer.next(text, 0)? {
            match lexeme.token {
                Token::ObjectStart | Token::ArrayStart => self.open += 1,
                Token::ObjectEnd | Token::ArrayEnd => self.open = self.open.saturating_sub(1),
                _ => {}
            }
            if self.open == 0 {
                return Ok(usize::try_from(lexeme.end).ok());
            }
        }
        Ok(None)
    }
}

/// Whether a whole text is one JSON object or array.
pub(in crate::rewrite) fn is_json(text: &[u8], depth: usize) -> bool {
    let mut check = Check::new(depth);
    let Ok(Some(end)) = check.root(text) else { return false };
    text.get(end..).is_some_and(|rest| rest.trim_ascii().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots() {
        let cases = [
            ("[1]", Some(true)),
            (" {\"a\":[{}]} \n", Some(true)),
            ("[sale] whisky", None),
            ("{a:1}", None),
            ("[1][2]", Some(false)),
            ("[1", None),
            ("[[[[[1]]]]]", None),
            ("", None),
        ];
        for (text, whole) in cases {
            assert_eq!(is_json(text.as_bytes(), 4), whole == Some(true), "{text}");
            let mut check = Check::new(4);
            // What shows late shows at the same place.
            let mut parts = (0..=text.len()).map(|len| check.root(&text.as_bytes()[..len]));
            let found = parts.find_map(Result::transpose).and_then(Result::ok);
            assert_eq!(found.is_some(), whole.is_some(), "{text}");
        }
    }
}
