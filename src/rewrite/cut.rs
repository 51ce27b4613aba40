//! What goes out of a whole text, and how that is said in the text it was written in: inside a
//! JSON string, a string of JavaScript, an HTML attribute. Only what changes is written anew.

use super::Output;
use crate::text::base64;
use bytes::Bytes;
use std::borrow::Cow;
use std::ops::Range;

/// A part of a text that goes, and what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rewrite) struct Cut {
    pub(in crate::rewrite) range: Range<usize>,
    pub(in crate::rewrite) with: Bytes,
}

#[cfg(feature = "html")]
impl Cut {
    /// Nothing is left of this part.
    pub(in crate::rewrite) const fn out(range: Range<usize>) -> Self {
        Self { range, with: Bytes::new() }
    }
}

/// The cuts in order and apart; of overlapping ones the outer one stands.
#[cfg(feature = "html")]
pub(in crate::rewrite) fn apart(mut cuts: Vec<Cut>) -> Vec<Cut> {
    cuts.sort_by_key(|cut| (cut.range.start, std::cmp::Reverse(cut.range.end)));
    let mut at = 0;
    cuts.retain(|cut| {
        let apart = cut.range.start >= at;
        at = at.max(cut.range.end);
        apart
    });
    cuts
}

/// Puts out what the cuts, in order and apart, leave of a body.
pub(in crate::rewrite) fn put_out(body: &Bytes, cuts: &[Cut], out: &mut Output) {
    let mut at = 0;
    for cut in cuts {
        // A cut that does not fit would leave something in that was to go.
        let start = cut.range.start.clamp(at, body.len());
        out.push(body.slice(at..start));
        out.insert(cut.with.clone());
        at = cut.range.end.clamp(start, body.len());
        out.skip(at - start);
    }
    out.push(body.slice(at..));
}

/// What the cuts, in order and apart, leave of a text.
pub(in crate::rewrite) fn applied(text: &str, cuts: &[Cut]) -> String {
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    for cut in cuts {
        left.push_str(text.get(at..cut.range.start).unwrap_or_default());
        left.push_str(&String::from_utf8_lossy(&cut.with));
        at = cut.range.end;
    }
    left.push_str(text.get(at..).unwrap_or_default());
    left
}

/// How a text is written inside another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rewrite) enum Code {
    /// Between the quotes of a JSON string (RFC 8259 section 7).
    Json,
    /// Between quotes or backticks of JavaScript (ECMA-262 section 12.9.4).
    JavaScript,
    /// In the value of an HTML attribute, as far as it hides the marks of JSON.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages hold such data"))]
    Attribute,
    /// In the state that Angular brings along, as it wrote it up to version 15.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages hold such data"))]
    State,
    /// In percent-encoding (RFC 3986 section 2.1), as `encodeURIComponent` writes it.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages hold such data"))]
    Percent,
    /// In base64 (RFC 4648), of which no part can be changed alone.
    Base64,
}

impl Code {
    /// What begins that which stands for something else.
    const fn mark(self) -> u8 {
        match self {
            Self::Json | Self::JavaScript => b'\\',
            Self::Attribute | Self::State => b'&',
            Self::Percent => b'%',
            // It has none: all of it stands for something else.
            Self::Base64 => 0,
        }
    }
}

/// One step of reading: text as it stands, or a character in other words, or nothing.
enum Piece {
    Plain,
    Char(char),
    Nothing,
}

impl Code {
    /// The text that is meant; borrowed where it stands as it is.
    pub(in crate::rewrite) fn decode(self, raw: &str) -> Cow<'_, str> {
        if self == Self::Base64 {
            return Cow::Owned(base64::decoded(raw));
        }
        if memchr::memchr(self.mark(), raw.as_bytes()).is_none() {
            return Cow::Borrowed(raw);
        }
        let mut text = String::with_capacity(raw.len());
        let mut at = 0;
        while let Some((piece, len)) = self.step(raw, at) {
            match piece {
                Piece::Plain => text.push_str(raw.get(at..at + len).unwrap_or_default()),
                Piece::Char(c) => text.push(c),
                Piece::Nothing => {}
            }
            at += len;
        }
        Cow::Owned(text)
    }

    /// Carries cuts in the decoded text over to the text as it stands.
    pub(in crate::rewrite) fn carry(self, raw: &str, cuts: Vec<Cut>) -> Vec<Cut> {
        if self == Self::Base64 {
            if cuts.is_empty() {
                return cuts;
            }
            let left = applied(&self.decode(raw), &cuts);
            let with = Bytes::from(base64::written_like(raw, left.as_bytes()));
            return vec![Cut { range: 0..raw.len(), with }];
        }
        let mut walk = Walk { code: self, raw, at: 0, decoded: 0 };
        cuts.into_iter()
            .map(|cut| {
                let start = walk.to(cut.range.start);
                let end = if cut.range.is_empty() { start } else { walk.to(cut.range.end) };
                Cut { range: start..end, with: self.encode(&cut.with) }
            })
            .collect()
    }

    /// Writes a text so that it means itself.
    pub(in crate::rewrite) fn encode(self, text: &Bytes) -> Bytes {
        let harmless = |b: &u8| b.is_ascii_alphanumeric() || b"[]{},:;-_. ".contains(b);
        if self == Self::Percent {
            let as_it_is = |b: &u8| b.is_ascii_alphanumeric() || b"-_.!~*'()".contains(b);
            let mut written = String::with_capacity(text.len() * 3);
            for byte in text {
                match as_it_is(byte) {
                    true => written.push(char::from(*byte)),
                    false => written.push_str(&format!("%{byte:02X}")),
                }
            }
            return Bytes::from(written);
        }
        if text.iter().all(harmless) {
            return text.clone();
        }
        let mut written = String::with_capacity(text.len() + 8);
        for c in String::from_utf8_lossy(text).chars() {
            match (self, c) {
                (Self::Attribute, '&') => written.push_str("&amp;"),
                (Self::Attribute, '"') => written.push_str("&quot;"),
                (Self::Attribute, '\'') => written.push_str("&#39;"),
                (Self::Attribute, '<') => written.push_str("&lt;"),
                (Self::State, '&') => written.push_str("&a;"),
                (Self::State, '"') => written.push_str("&q;"),
                (Self::State, '\'') => written.push_str("&s;"),
                (Self::State, '<') => written.push_str("&l;"),
                (Self::State, '>') => written.push_str("&g;"),
                (Self::Json | Self::JavaScript, '"' | '\\') => {
                    written.push('\\');
                    written.push(c);
                }
                (Self::JavaScript, '\'' | '`' | '$') => {
                    written.push('\\');
                    written.push(c);
                }
                // A script must not end in a string.
                (Self::Json | Self::JavaScript, '<' | '\u{2028}' | '\u{2029}' | '\0'..='\x1f') => {
                    written.push_str(&format!("\\u{:04x}", u32::from(c)));
                }
                _ => written.push(c),
            }
        }
        Bytes::from(written)
    }

    fn step(self, raw: &str, at: usize) -> Option<(Piece, usize)> {
        let rest = raw.get(at..).filter(|rest| !rest.is_empty())?;
        let plain = memchr::memchr(self.mark(), rest.as_bytes()).unwrap_or(rest.len());
        if plain > 0 {
            return Some((Piece::Plain, plain));
        }
        let read = match self {
            Self::Attribute => reference(rest).map(|(c, len)| (Piece::Char(c), len)),
            Self::State => of_state(rest).map(|c| (Piece::Char(c), 3)),
            Self::Percent => percent(rest).map(|(c, len)| (Piece::Char(c), len)),
            Self::Json | Self::JavaScript => escape(rest, self == Self::JavaScript),
            Self::Base64 => None,
        };
        Some(read.unwrap_or((Piece::Plain, 1)))
    }
}

/// The way through a text as it stands, beside the way through what it means.
struct Walk<'r> {
    code: Code,
    raw: &'r str,
    at: usize,
    decoded: usize,
}

impl Walk<'_> {
    /// The place in the raw text of a place in the decoded text, which only grows.
    fn to(&mut self, place: usize) -> usize {
        while self.decoded < place {
            let Some((piece, len)) = self.code.step(self.raw, self.at) else { return self.at };
            let means = match piece {
                Piece::Plain => len,
                Piece::Char(c) => c.len_utf8(),
                Piece::Nothing => 0,
            };
            if self.decoded + means > place && matches!(piece, Piece::Plain) {
                return self.at + (place - self.decoded);
            }
            self.at += len;
            self.decoded += means;
        }
        self.at
    }
}

/// A backslash and what it means.
fn escape(rest: &str, script: bool) -> Option<(Piece, usize)> {
    let mut chars = rest.chars();
    chars.next()?;
    let marked = chars.next()?;
    let simple = 1 + marked.len_utf8();
    let of = |c: char| Some((Piece::Char(c), simple));
    match marked {
        'b' => of('\u{8}'),
        'f' => of('\u{c}'),
        'n' => of('\n'),
        'r' => of('\r'),
        't' => of('\t'),
        'v' if script => of('\u{b}'),
        '\r' if script && rest.get(2..).is_some_and(|rest| rest.starts_with('\n')) => {
            Some((Piece::Nothing, 3))
        }
        '\n' | '\r' | '\u{2028}' | '\u{2029}' if script => Some((Piece::Nothing, simple)),
        '0'..='7' if script => {
            let digits = rest.bytes().skip(1).take(3).take_while(|b| (b'0'..=b'7').contains(b));
            let value = digits.clone().fold(0, |value, b| value * 8 + u32::from(b - b'0'));
            Some((Piece::Char(char::from_u32(value)?), 1 + digits.count()))
        }
        'x' if script => {
            let value = rest.get(2..4).and_then(|hex| u32::from_str_radix(hex, 16).ok())?;
            Some((Piece::Char(char::from_u32(value)?), 4))
        }
        'u' if script && rest.get(2..3) == Some("{") => {
            let hex = rest.get(3..)?.split_once('}')?.0;
            let value = u32::from_str_radix(hex, 16).ok()?;
            let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
            Some((Piece::Char(c), 4 + hex.len()))
        }
        'u' => {
            let unit = |at: usize| {
                let hex = rest.get(at..at + 4)?;
                u32::from_str_radix(hex, 16).ok()
            };
            let first = unit(2)?;
            let pair = (0xd800..0xdc00).contains(&first) && rest.get(6..8) == Some("\\u");
            let second = if pair { unit(8) } else { None };
            if let Some(second) = second.filter(|second| (0xdc00..0xe000).contains(second)) {
                let joined = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Some((Piece::Char(char::from_u32(joined)?), 12));
            }
            Some((Piece::Char(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)), 6))
        }
        other => of(other),
    }
}

/// A character of UTF-8 in percent-encoding.
fn percent(rest: &str) -> Option<(char, usize)> {
    let byte = |at: usize| {
        let hex = rest.get(at * 3..)?.strip_prefix('%')?.get(..2)?;
        u8::from_str_radix(hex, 16).ok()
    };
    let first = byte(0)?;
    let len = match first {
        0..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [first, 0, 0, 0];
    for (at, slot) in bytes.iter_mut().enumerate().take(len).skip(1) {
        *slot = byte(at)?;
    }
    let text = std::str::from_utf8(bytes.get(..len)?).ok()?;
    Some((text.chars().next()?, len * 3))
}

/// One of the references of [`Code::State`].
fn of_state(rest: &str) -> Option<char> {
    Some(match rest.get(..3)? {
        "&a;" => '&',
        "&q;" => '"',
        "&s;" => '\'',
        "&l;" => '<',
        "&g;" => '>',
        _ => return None,
    })
}

/// A character reference: the marks of markup, and numbers. Others stay as they are, since the
/// judge reads them too.
fn reference(rest: &str) -> Option<(char, usize)> {
    let body = rest.get(1..)?;
    let end = body.bytes().take(12).position(|b| b == b';')?;
    let name = body.get(..end)?;
    let c = match name {
        "quot" | "QUOT" => '"',
        "amp" | "AMP" => '&',
        "apos" => '\'',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "nbsp" => '\u{a0}',
        "lbrace" | "lcub" => '{',
        "rbrace" | "rcub" => '}',
        "lbrack" | "lsqb" => '[',
        "rbrack" | "rsqb" => ']',
        "colon" => ':',
        "comma" => ',',
        _ => {
            let number = name.strip_prefix('#')?;
            let value = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(value)?
        }
    };
    Some((c, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_and_where_it_stands() {
        let cases = [
            (Code::Json, r#"a\"b\\c\u0041\ud83d\ude00\/d"#, "a\"b\\cA😀/d"),
            (Code::Json, r"\ud83d!", "\u{fffd}!"),
            (Code::JavaScript, r#"a\x41\u{1F600}\'\v\0\101"#, "aA😀'\u{b}\0A"),
            (Code::JavaScript, "a\\\nb\\\r\nc", "abc"),
            (Code::Attribute, "&quot;a&#34;&#x22;&amp;quot;&eacute;&", "\"a\"\"&quot;&eacute;&"),
            (Code::Attribute, "plain", "plain"),
            (Code::State, "&q;a&s;&l;b&g;&a;q;&quot;&", "\"a'<b>&q;&quot;&"),
            (
                Code::Percent,
                "%7B%22a%22%3a%C3%A9%e2%82%ac%F0%9F%98%80!%zz%C3x%",
                "{\"a\":é€😀!%zz%C3x%",
            ),
        ];
        for (code, raw, means) in cases {
            assert_eq!(code.decode(raw), means, "{raw}");
            // Cutting out each single character leaves what all others mean.
            for (at, c) in means.char_indices() {
                let cut = Cut { range: at..at + c.len_utf8(), with: Bytes::new() };
                let left = applied(raw, &code.carry(raw, vec![cut.clone()]));
                assert_eq!(code.decode(&left), applied(means, &[cut]), "{raw} without {c}");
            }
        }
    }

    #[test]
    fn a_cut_writes_all_of_a_base64_anew() {
        let raw = "eyJhIjoixIAiLCJiIjoyfQ==";
        assert_eq!(Code::Base64.decode(raw), "{\"a\":\"Ā\",\"b\":2}");
        let out = Cut { range: 5..9, with: Bytes::new() };
        let cuts = vec![out, Cut { range: 14..15, with: "{}".into() }];
        let left = applied(raw, &Code::Base64.carry(raw, cuts));
        assert_eq!(Code::Base64.decode(&left), "{\"a\":,\"b\":{}}");
        assert_eq!(Code::Base64.carry(raw, Vec::new()), []);
    }

    #[test]
    fn what_is_written_means_itself() {
        let text = "a\"b'c\\d`${e}\n</script>&amp;<!--\u{2028}😀";
        for code in [Code::Json, Code::JavaScript, Code::Attribute, Code::State, Code::Percent] {
            let written = code.encode(&Bytes::from_static(text.as_bytes()));
            let written = std::str::from_utf8(&written).unwrap();
            assert_eq!(code.decode(written), text, "{code:?}");
            let is_markup = matches!(code, Code::Attribute | Code::State);
            assert!(!written.contains(['"', '<']) || !is_markup, "{written}");
            assert!(!written.contains("</"), "{written}");
        }
    }

    #[test]
    fn several_cuts_at_once() {
        let raw = r#"\u0061\u0062c\"d\"e"#;
        let cut = |range: Range<usize>, with: &'static str| Cut { range, with: with.into() };
        let cuts = vec![cut(0..1, ""), cut(3..6, "\"x\""), cut(7..7, "!")];
        assert_eq!(Code::Json.decode(raw), "abc\"d\"e");
        assert_eq!(applied(raw, &Code::Json.carry(raw, cuts)), r#"\u0062c\"x\"e!"#);
    }

    #[test]
    fn kept_runs_leave_as_they_came() {
        let body = Bytes::from_static(b"0123456789");
        let cut = |range: Range<usize>, with: &'static str| Cut { range, with: with.into() };
        let mut out = Output::default();
        put_out(&body, &[cut(0..2, ""), cut(4..5, "x"), cut(10..10, "y")], &mut out);
        out.commit();
        let left: Vec<u8> = std::iter::from_fn(|| out.pop()).flatten().collect();
        assert_eq!(left, b"23x56789y");
    }
}
