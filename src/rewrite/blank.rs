//! White space around texts, of which most have none.

/// A text without the white space around it; most bytes are not even asked for.
#[inline]
pub(super) fn trim(text: &str) -> &str {
    let is_bare = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if is_bare(bytes.first()) && is_bare(bytes.last()) { text } else { text.trim() }
}

#[cfg(test)]
mod tests {
    use super::trim;

    #[test]
    fn trims_what_is_white_space_anywhere() {
        for text in
            ["", " ", "a", " a", "a ", "a b", "\u{3000}a\u{a0}", "é", " é ", "é\n", "\u{b}x"]
        {
            assert_eq!(trim(text), text.trim(), "{text:?}");
        }
    }
}
