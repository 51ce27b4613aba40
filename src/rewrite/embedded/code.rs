//! The marks of JavaScript that tell code from what it says: blanks, comments, strings, templates,
//! regular expressions (ECMA-262 section 12). Places are bytes of the script.

use memchr::memmem;

/// After the blanks at `at`.
pub(super) fn blank_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start().len()
}

/// After the comment that begins at `at`; `None` if none does.
pub(super) fn comment_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    match rest {
        [b'/', b'/', ..] => Some(at + memchr::memchr(b'\n', rest).unwrap_or(rest.len())),
        [b'/', b'*', after @ ..] => {
            Some(at + memmem::find(after, b"*/").map_or(rest.len(), |end| end + 4))
        }
        _ => None,
    }
}

/// After the quote that closes the one at `at`; `None` if the string does not end. Only data may
/// have strings that run over lines.
pub(super) fn string_end(text: &str, at: usize, over_lines: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.get(at)?;
    let mut here = at + 1;
    loop {
        match *bytes.get(here)? {
            b'\\' => here += 2,
            b'\n' if quote != b'`' && !over_lines => return None,
            byte if byte == quote => return Some(here + 1),
            b'$' if quote == b'`' && bytes.get(here + 1) == Some(&b'{') => return None,
            _ => here += 1,
        }
    }
}

/// After the regular expression that begins at `at`; `None` if none does.
pub(super) fn regex_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut here = at + 1;
    let mut class = false;
    loop {
        match *bytes.get(here)? {
            b'\\' => here += 1,
            b'\n' => return None,
            b'[' => class = true,
            b']' => class = false,
            b'/' if !class => return Some(here + 1),
            _ => {}
        }
        here += 1;
    }
}

/// The name that begins at `at`, as far as it goes.
pub(super) fn word(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$')));
    let word = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    if word.starts_with(|c: char| c.is_ascii_digit()) { "" } else { word }
}
