//! What is running text: more than a label, a name or an entry of a menu. Only for some categories is
//! it judged, so that terms of sale stay whole; whatever is not surely one is judged for all.

#[cfg(any(feature = "html", feature = "feeds"))]
use super::{Judge, Unit, UnitKind, Verdict};
use crate::classify::{Facts, Role, Scalar};
use crate::text::base64::said;

/// Elements that stand in the middle of a sentence.
const PHRASES: [&str; 22] = [
    "abbr", "b", "big", "cite", "code", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "strong", "sub", "sup", "u", "var", "wbr",
];

/// Whether a text has more than so many characters that a reader counts: letters, digits and the
/// blanks between them. Neither padding nor signs, tags or what cannot be seen makes it longer.
pub(super) fn is_prose(text: &str, characters: usize) -> bool {
    if text.len() <= characters {
        return false;
    }
    let mut counted = 0;
    for part in parts(text).filter(|part| !part.is_tag) {
        let mut blank = false;
        let mut rest = part.text.chars();
        while let Some(c) = rest.next() {
            if c.is_alphanumeric() {
                counted += 1 + usize::from(blank);
                blank = false;
            } else if c == '&'
                && let Some(behind) = behind_reference(rest.as_str())
            {
                counted += 1 + usize::from(blank);
                blank = false;
                rest = behind.chars();
            } else {
                blank |= c.is_whitespace();
            }
        }
        if counted > characters {
            return true;
        }
    }
    false
}

/// What follows a character reference that begins before `text`.
fn behind_reference(text: &str) -> Option<&str> {
    const LONGEST: usize = 32;
    let end = text.bytes().take(LONGEST).position(|b| !(b.is_ascii_alphanumeric() || b == b'#'))?;
    text.get(end..)?.strip_prefix(';').filter(|_| end > 0)
}

/// A text that stands outside listings, in what is judged as running text and what is not.
#[cfg(any(feature = "html", feature = "feeds"))]
#[derive(Debug, Default)]
pub(super) struct Apart {
    pub(super) short: Facts,
    pub(super) running: Facts,
}

#[cfg(any(feature = "html", feature = "feeds"))]
impl Apart {
    /// Adds a text: as a short one or, if it has more than so many characters, as running text. The
    /// entries of a list in it, which elements part, are short ones none the less.
    pub(super) fn push(&mut self, role: Role, key: &str, text: &str, characters: usize) {
        push(&mut self.short, &mut self.running, (role, key, text), characters);
    }

    /// Whether any of it is withheld.
    pub(super) fn is_withheld(&self, position: u64, judge: &mut dyn Judge) -> bool {
        let kinds = [(UnitKind::Outside, &self.short), (UnitKind::Prose, &self.running)];
        kinds.into_iter().any(|(kind, facts)| {
            let unit = Unit { kind, facts, position, id: None };
            !facts.is_empty() && judge.judge(&unit) != Verdict::Keep
        })
    }
}

/// See [`Apart::push`].
pub(super) fn push(
    short: &mut Facts,
    running: &mut Facts,
    (role, key, text): (Role, &str, &str),
    characters: usize,
) {
    // What is in base64 is as long as that happens to be.
    if !is_prose(text, characters) || said(text).is_some() {
        return short.push(role, key, Scalar::Text(text));
    }
    running.push(role, key, Scalar::Text(text));
    let marks = text.contains("&lt;").then(|| text.replace("&lt;", "<").replace("&gt;", ">"));
    for piece in pieces(marks.as_deref().unwrap_or(text)) {
        if !is_prose(piece, characters) && piece.contains(char::is_alphanumeric) {
            short.push(role, key, Scalar::Text(piece));
        }
    }
}

/// The pieces of a text between elements that part it.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut parts = parts(text);
    std::iter::from_fn(move || {
        let mut piece = parts.next()?;
        while piece.is_tag && !piece.is_phrase() {
            piece = parts.next()?;
        }
        let from = piece.at;
        let mut to = piece.at + piece.text.len();
        for part in parts.by_ref() {
            if part.is_tag && !part.is_phrase() {
                break;
            }
            to = part.at + part.text.len();
        }
        text.get(from..to)
    })
}

/// A tag, or what stands between two of them.
struct Part<'t> {
    at: usize,
    text: &'t str,
    is_tag: bool,
}

impl Part<'_> {
    /// Whether it is the tag of an element within a sentence, and has no attributes.
    fn is_phrase(&self) -> bool {
        let name = self.text.trim_matches(['<', '>', '/']);
        PHRASES.iter().any(|phrase| phrase.eq_ignore_ascii_case(name))
    }
}

/// Parts a text at everything that may be a tag. What follows a `>` in an attribute is taken for a
/// text of its own: it makes no other one longer.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let mut bytes = rest.bytes();
        let (first, second) = (bytes.next()?, bytes.next());
        let opens = |next: u8| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?');
        let is_tag = first == b'>' || first == b'<' && second.is_some_and(opens);
        let mark = rest.bytes().skip(1).position(|byte| matches!(byte, b'<' | b'>'));
        let mark = mark.map_or(rest.len(), |mark| mark + 1);
        let len = match first {
            b'>' => 1,
            _ => mark + usize::from(is_tag && rest.as_bytes().get(mark) == Some(&b'>')),
        };
        let part = Part { at, text: rest.get(..len)?, is_tag };
        at += len;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "Nous livrons dans toute la ville, chaque jour, et sans frais";

    #[test]
    fn counts_what_is_read() {
        for (text, is_long) in [
            ("abcdefghij", false),
            ("abcdefghijk", true),
            ("abc          \u{200b}\u{ad}   ijk", false),
            ("ab-c -- .... ,;:!?", false),
            ("a b c d e f", true),
            ("Чай и кофе", false),
            ("Чай и кофеи", true),
            ("&#72;&#101;&#x6c;&amp;&#111;", false),
            ("a&b;c&d;e&f;g&h;i&j;k&l;", true),
            ("<span class=abcdefghijklm>Tee</span>", false),
            ("<b title='abc>def'>Tee</b>", false),
            ("< abcdefghij", true),
            ("<b>abc</b><b>def</b><b>ghi</b><b>jkl</b>", true),
        ] {
            assert_eq!(is_prose(text, 10), is_long, "{text}");
        }
    }

    #[test]
    fn entries_of_a_list_are_no_prose() {
        let attribute = "<p title=\"a long>title of many words\">Gin</p>".to_owned() + LONG;
        for (text, pieces) in [
            (LONG, &[][..]),
            ("<p>Nous <b>livrons</b> dans toute la ville</p>", &[]),
            ("Gin 5 EUR<br>Tee 3 EUR<br>Kaffee 2 EUR", &["Gin 5 EUR", "Tee 3 EUR", "Kaffee 2 EUR"]),
            ("<li>G<b>i</b>n</li><li>Nous livrons dans toute</li>", &["G<b>i</b>n"]),
            ("&lt;li&gt;Gin&lt;/li&gt;&lt;li&gt;Nous livrons dans toute&lt;/li&gt;", &["Gin"]),
            (&attribute, &["title of many words\"", "Gin"]),
        ] {
            let (mut short, mut running) = (Facts::default(), Facts::default());
            push(&mut short, &mut running, (Role::Other, "", text), 20);
            let short: Vec<_> = short.iter().map(|fact| fact.value.as_str()).collect();
            assert_eq!(short, pieces, "{text}");
            assert_eq!(running.len(), 1, "{text}");
        }
    }
}
