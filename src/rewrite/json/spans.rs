//! How far strings, numbers and objects reach in bytes that are here.

/// How far a number is read (RFC 8259, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digits {
    Minus,
    Zero,
    Integer,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    Power,
}

/// How many bytes of a string stand before its first quotation mark, backslash or control
/// character. Eight at a time: most strings are too short for a call to pay.
pub(super) fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES << 7;
    // The lowest bit that is set is right; above it a borrow may set more.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let (chunks, tail) = bytes.as_chunks::<8>();
    let mut at = 0;
    for chunk in chunks {
        let word = u64::from_le_bytes(*chunk);
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let marks = zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5c)) | control;
        let marks = marks & HIGH;
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let stops = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    at + tail.iter().position(stops).unwrap_or(tail.len())
}

/// Where the string ends whose content `bytes` begin with, before its last quotation mark, and
/// whether it holds escapes; `None` if it does not end here or is none.
pub(super) fn text_end(bytes: &[u8]) -> Option<(usize, bool)> {
    let (mut at, mut escaped) = (0, false);
    loop {
        let rest = bytes.get(at..)?;
        let plain = plain(rest);
        at += plain;
        match rest.get(plain)? {
            b'"' => return Some((at, escaped)),
            b'\\' => at += escape(rest.get(plain..)?).ok()??,
            _ => return None,
        }
        escaped = true;
    }
}

/// Where the number ends that `bytes` begin with; `None` if more may follow or it is none.
pub(super) fn number_end(bytes: &[u8]) -> Option<usize> {
    let mut digits = Digits::of(*bytes.first()?)?;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match digits.step(*byte) {
            Some(next) => digits = next,
            None => return digits.may_end().then_some(at),
        }
    }
    None
}

/// The length of the escape that `rest` begins with (RFC 8259, section 7), `None` if more of it is
/// to come; otherwise where it is wrong and why.
pub(super) fn escape(rest: &[u8]) -> Result<Option<usize>, (usize, &'static str)> {
    match rest.get(1) {
        None => Ok(None),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(Some(2)),
        Some(b'u') => {
            let hex = rest.get(2..rest.len().min(6)).unwrap_or_default();
            match hex.iter().position(|b| !b.is_ascii_hexdigit()) {
                Some(at) => Err((2 + at, "expected four hexadecimal digits")),
                None if hex.len() == 4 => Ok(Some(6)),
                None => Ok(None),
            }
        }
        Some(_) => Err((1, "a string holds an unknown escape")),
    }
}

impl Digits {
    /// What the first byte of a number is.
    pub(super) const fn of(first: u8) -> Option<Self> {
        match first {
            b'-' => Some(Self::Minus),
            b'0' => Some(Self::Zero),
            b'1'..=b'9' => Some(Self::Integer),
            _ => None,
        }
    }

    pub(super) const fn step(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Self::Minus, b'0') => Some(Self::Zero),
            (Self::Minus, b'1'..=b'9') | (Self::Integer, b'0'..=b'9') => Some(Self::Integer),
            (Self::Zero | Self::Integer, b'.') => Some(Self::Point),
            (Self::Point | Self::Fraction, b'0'..=b'9') => Some(Self::Fraction),
            (Self::Zero | Self::Integer | Self::Fraction, b'e' | b'E') => Some(Self::Exponent),
            (Self::Exponent, b'+' | b'-') => Some(Self::ExponentSign),
            (Self::Exponent | Self::ExponentSign | Self::Power, b'0'..=b'9') => Some(Self::Power),
            _ => None,
        }
    }

    pub(super) const fn may_end(self) -> bool {
        matches!(self, Self::Zero | Self::Integer | Self::Fraction | Self::Power)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_end_where_they_do() {
        for (content, expected) in [
            (r#"oak""#, Some((3, false))),
            (r#"" "#, Some((0, false))),
            (r#"a\"b","#, Some((4, true))),
            (r#"a\\","#, Some((3, true))),
            (r#"\u00e9" "#, Some((6, true))),
            ("seventeen bytes x\" ", Some((17, false))),
            ("küche\"", Some((6, false))),
            (r#"\u00g9""#, None),
            (r#"\x""#, None),
            ("a\nb\"", None),
            ("a\u{0}\"", None),
            ("no end", None),
            (r#"a\"#, None),
            (r#"a\u00"#, None),
        ] {
            assert_eq!(text_end(content.as_bytes()), expected, "{content}");
            let whole = expected.map_or(0, |(end, _)| end + 1);
            for cut in 0..whole {
                assert_eq!(text_end(&content.as_bytes()[..cut]), None, "{content} up to {cut}");
            }
        }
    }

    #[test]
    fn numbers_end_where_they_do() {
        for (text, expected) in [
            ("0,", Some(1)),
            ("-1.50e+3}", Some(8)),
            ("12 ", Some(2)),
            ("1E9]", Some(3)),
            ("12", None),
            ("01,", Some(1)),
            ("-,", None),
            ("1.,", None),
            ("1e,", None),
            (".5,", None),
            ("+1,", None),
            ("", None),
        ] {
            assert_eq!(number_end(text.as_bytes()), expected, "{text}");
        }
    }
}
