//! What stands for something else in a text: HTML tags, character references (also twice
//! encoded) and percent-encoded bytes.
//!
//! Text of a listing is often an HTML fragment in a string, so a tag inside a word must not part
//! it. Only tags of HTML's own names vanish: `<Vibrator>` is text, whatever it looks like.

use super::address;
use std::ops::Range;

/// One step of reading the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A character, perhaps written as a reference.
    Char(char),
    /// A tag or comment that a reader does not see; `inside` is what follows its name, or what the
    /// comment says.
    Tag { inline: bool, inside: Range<usize> },
}

/// A tag longer than this is text: no honest one is, and the search for its end must be bounded.
const LONGEST_TAG: usize = 4096;
/// The least bytes of names without values that are read.
const BARE: usize = 4;
/// The ways to write the end of a tag; the last three where its beginning is plain.
const CLOSES: [&str; 8] =
    ["&#62;", "&#x3e;", "&#x3E;", "&amp;#62;", "&amp;#x3e;", "&amp;gt;", "&gt;", ">"];
const PLAIN: usize = 5;
/// What stands behind the bracket of a comment.
const COMMENT: &str = "!--";
/// How often a text may have been encoded for HTML.
const LAYERS: usize = 3;

/// Reads at `at`, which lies on a character boundary before `end`: what stands there, and where
/// the next step begins.
pub(super) fn read(text: &str, at: usize, end: usize) -> Option<(Read, usize)> {
    let rest = text.get(at..end)?;
    let first = rest.chars().next()?;
    let found = match first {
        '<' => tag(rest, 1),
        '&' => reference(rest).and_then(|(c, len)| match c {
            '<' => tag(rest, len).or(Some((Read::Char('<'), len))),
            c => Some((Read::Char(c), len)),
        }),
        '%' => percent(rest),
        '\\' => escape(rest),
        _ => None,
    };
    let (read, len) = found.unwrap_or((Read::Char(first), first.len_utf8()));
    let read = match read {
        Read::Tag { inline, inside } => {
            Read::Tag { inline, inside: at + inside.start..at + inside.end }
        }
        read @ Read::Char(_) => read,
    };
    Some((read, at + len))
}

/// A tag whose opening bracket takes the first `open` bytes of `rest`.
fn tag(rest: &str, open: usize) -> Option<(Read, usize)> {
    let after = rest.get(open..)?;
    if after.starts_with(COMMENT) {
        let close = find_within(after, "-->")?;
        // `<!-->` is whole.
        let inside = open + COMMENT.len()..open + close.max(COMMENT.len());
        return Some((Read::Tag { inline: true, inside }, open + close + 3));
    }
    let slash = usize::from(after.starts_with('/'));
    let name_len = after.get(slash..)?.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = after.get(slash..slash + name_len)?;
    let inline = known(name)?;
    let inside = slash + name_len;
    let tail = after.get(inside..)?;
    if !tail.starts_with(|c: char| c == '>' || c == '/' || c == '&' || c.is_ascii_whitespace()) {
        return None;
    }
    // The nearest end wins, so that a tag never swallows text.
    let closes = CLOSES.get(if open > 1 { 0 } else { PLAIN }..).unwrap_or_default();
    let (stop, len) =
        closes.iter().filter_map(|close| Some((find_within(tail, close)?, close.len()))).min()?;
    let inside = open + inside..open + inside + stop;
    Some((Read::Tag { inline, inside: inside.clone() }, inside.end + len))
}

fn find_within(text: &str, needle: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memmem::find(bytes.get(..LONGEST_TAG.min(bytes.len()))?, needle.as_bytes())
}

/// What a tag or comment says inside, as ranges of the text: what the comment says, the values of
/// attributes that a reader may see, and the words of addresses.
pub(super) fn said_inside(text: &str, inside: Range<usize>, found: &mut Vec<Range<usize>>) {
    if text.get(..inside.start).is_some_and(|before| before.ends_with(COMMENT)) {
        found.push(inside);
        return;
    }
    // Names without values are no attributes that a tag has, but for a few; and even the signs
    // between names and values may be references: all of it is read.
    let said = text.get(inside.clone()).unwrap_or_default();
    if !said.contains('=') && said.trim_matches(is_between).len() >= BARE {
        found.push(inside);
        return;
    }
    let end = inside.end;
    let mut at = inside.start;
    while let Some(rest) = text.get(at..end).filter(|rest| !rest.is_empty()) {
        let skipped = rest.len() - rest.trim_start_matches(is_between).len();
        let rest = rest.get(skipped..).unwrap_or_default();
        let name_len = rest.find(|c| c == '=' || is_between(c)).unwrap_or(rest.len());
        let name = rest.get(..name_len).unwrap_or_default();
        at += skipped + name_len.max(1);
        let Some(value) = rest.get(name_len..).and_then(|rest| rest.strip_prefix('=')) else {
            continue;
        };
        // Whoever writes a quote as a reference writes its twin alike.
        let open = match read(value, 0, value.len()) {
            Some((Read::Char('"' | '\''), len)) => value.get(..len).unwrap_or_default(),
            _ => "",
        };
        let body = value.get(open.len()..).unwrap_or_default();
        let len = match open {
            "" => body.find(|c: char| c.is_ascii_whitespace()),
            quote => body.find(quote),
        };
        let len = len.unwrap_or(body.len());
        let start = end - body.len();
        let value = start..start + len;
        match what_is(name) {
            Value::Words => found.push(value),
            Value::Address => {
                let address = text.get(value).unwrap_or_default();
                found.extend(address::goods(address).map(|at| start + at.start..start + at.end));
            }
            Value::Images => {
                let images = text.get(value).unwrap_or_default();
                let files = address::pictures(images);
                found.extend(files.map(|at| start + at.start..start + at.end));
            }
            Value::Unread => {}
        }
        at = start + len + if len < body.len() { open.len() } else { 0 };
    }
}

fn is_between(c: char) -> bool {
    c.is_ascii_whitespace() || c == '/'
}

/// What the value of an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    /// Words, or code or a document with words in it.
    Words,
    Address,
    /// Addresses of pictures.
    Images,
    Unread,
}

fn what_is(name: &str) -> Value {
    const WORDS: &[&str] = &[
        "alt",
        "title",
        "aria-label",
        "aria-description",
        "aria-roledescription",
        "aria-placeholder",
        "aria-valuetext",
        "label",
        "placeholder",
        "value",
        "content",
        "summary",
        "srcdoc",
        "download",
        "abbr",
    ];
    const ADDRESSES: &[&str] = &["href", "xlink:href", "action", "formaction", "cite", "longdesc"];
    const IMAGES: &[&str] = &["src", "srcset", "imagesrcset", "poster", "data", "background"];
    let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
    let begins =
        |with: &str| name.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    if begins("data-") || begins("on") || is(WORDS) {
        Value::Words
    } else if is(ADDRESSES) {
        Value::Address
    } else if is(IMAGES) {
        Value::Images
    } else {
        Value::Unread
    }
}

/// Whether an HTML element of this name is inline; `None` if there is no such element.
fn known(name: &str) -> Option<bool> {
    const INLINE: &[&str] = &[
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
        "i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    ];
    const BLOCK: &[&str] = &[
        "address",
        "article",
        "aside",
        "audio",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "iframe",
        "img",
        "input",
        "legend",
        "li",
        "link",
        "main",
        "menu",
        "meta",
        "nav",
        "object",
        "ol",
        "optgroup",
        "option",
        "p",
        "picture",
        "pre",
        "script",
        "section",
        "select",
        "source",
        "style",
        "summary",
        "svg",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "video",
    ];
    if INLINE.iter().any(|known| name.eq_ignore_ascii_case(known)) {
        Some(true)
    } else if BLOCK.iter().any(|known| name.eq_ignore_ascii_case(known)) {
        Some(false)
    } else {
        None
    }
}

/// A character reference at the start of `rest`, and its length.
fn reference(rest: &str) -> Option<(char, usize)> {
    let (mut c, mut len) = named_or_numeric(rest.get(1..)?).map(|(c, len)| (c, len + 1))?;
    for _ in 1..LAYERS {
        if c != '&' {
            break;
        }
        let Some((inner, inner_len)) = rest.get(len..).and_then(named_or_numeric) else { break };
        c = inner;
        len += inner_len;
    }
    Some((c, len))
}

/// The body of a reference after its `&`, with the `;` where one is needed.
fn named_or_numeric(body: &str) -> Option<(char, usize)> {
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix, skipped) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16, 2),
            None => (number, 10, 1),
        };
        let len = digits.chars().take(16).take_while(|c| c.is_digit(radix)).count();
        let code = u32::from_str_radix(digits.get(..len)?, radix).ok()?;
        let semicolon = usize::from(digits.get(len..)?.starts_with(';'));
        let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        return Some((c, skipped + len + semicolon));
    }
    let len = body.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
    if !body.get(len..)?.starts_with(';') {
        return None;
    }
    Some((named(body.get(..len)?)?, len + 1))
}

/// The references that occur in product text. An accented letter is read as its base letter,
/// which is what the fold makes of it.
fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" | "AMP" => '&',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "quot" | "QUOT" => '"',
        "apos" | "lsquo" | "rsquo" => '\'',
        "shy" => '\u{ad}',
        "zwj" => '\u{200d}',
        "zwnj" => '\u{200c}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        "NoBreak" => '\u{2060}',
        "ZeroWidthSpace" => '\u{200b}',
        "szlig" => 'ß',
        "aelig" | "AElig" => 'æ',
        "oelig" | "OElig" => 'œ',
        "eth" | "ETH" => 'ð',
        "thorn" | "THORN" => 'þ',
        "commat" => '@',
        "dollar" => '$',
        "excl" => '!',
        "vert" | "verbar" => '|',
        "percnt" => '%',
        "trade" | "reg" | "copy" | "nbsp" | "ensp" | "emsp" | "thinsp" | "hellip" | "ndash"
        | "mdash" | "middot" | "bull" | "euro" | "pound" | "deg" | "times" | "laquo" | "raquo"
        | "ldquo" | "rdquo" | "bdquo" | "sbquo" | "num" | "period" | "comma" | "colon" | "semi"
        | "lowbar" | "hyphen" | "dash" | "sol" | "bsol" | "lpar" | "rpar" | "Tab" | "NewLine"
        | "plus" | "equals" | "ast" => ' ',
        _ => {
            let base = name.chars().next().filter(char::is_ascii_alphabetic)?;
            let accents = [
                "acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "caron", "slash",
                "strok", "ogon", "dot", "macr", "breve", "dblac", "opf", "fr", "scr",
            ];
            accents.contains(&name.get(1..)?).then_some(base)?
        }
    })
}

/// A percent-encoded character (RFC 3986 section 2.1), perhaps encoded again, if its bytes are
/// UTF-8.
fn percent(rest: &str) -> Option<(Read, usize)> {
    let (first, mut len) = percent_byte(rest)?;
    if first.is_ascii() {
        return Some((Read::Char(first.into()), len));
    }
    let count = match first {
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return None,
    };
    let mut encoded = [first; 4];
    for slot in encoded.iter_mut().take(count).skip(1) {
        let (byte, more) = percent_byte(rest.get(len..)?)?;
        *slot = byte;
        len += more;
    }
    let c = std::str::from_utf8(encoded.get(..count)?).ok()?.chars().next()?;
    Some((Read::Char(c), len))
}

/// One byte, and the length of its code: `%76`, `%2576`.
fn percent_byte(rest: &str) -> Option<(u8, usize)> {
    if let [b'%', high, low, ..] = *rest.as_bytes()
        && (high, low) != (b'2', b'5')
    {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        return Some(((digit(high)? << 4 | digit(low)?) as u8, 3));
    }
    let mut body = rest.strip_prefix('%')?;
    let is_hex = |code: &str| code.bytes().all(|b| b.is_ascii_hexdigit());
    for _ in 1..LAYERS {
        match body.strip_prefix("25") {
            Some(inner) if inner.get(..2).is_some_and(is_hex) => body = inner,
            _ => break,
        }
    }
    let code = body.get(..2).filter(|code| is_hex(code))?;
    Some((u8::from_str_radix(code, 16).ok()?, rest.len() - body.len() + 2))
}

/// A character escaped as in JavaScript or JSON: `\u0076`, `\x76`, a pair of surrogates.
fn escape(rest: &str) -> Option<(Read, usize)> {
    let unit = |rest: &str| {
        let (code, len) = match rest.get(..2)? {
            "\\u" => (rest.get(2..6)?, 6),
            "\\x" => (rest.get(2..4)?, 4),
            _ => return None,
        };
        let is_hex = code.bytes().all(|b| b.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(code, 16).ok()).flatten().map(|code| (code, len))
    };
    let (mut code, mut len) = unit(rest)?;
    if (0xd800..0xdc00).contains(&code) {
        let (low, more) =
            unit(rest.get(len..)?).filter(|(low, _)| (0xdc00..0xe000).contains(low))?;
        code = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        len += more;
    }
    Some((Read::Char(char::from_u32(code)?), len))
}
