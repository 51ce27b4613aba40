//! Where a page keeps data and words that are no elements: scripts, style sheets, attributes.

use super::span::Span;
use super::tokens::{Attribute, begins_code};
use super::tree::{Tree, What, lower};
use super::vocabulary::Name;
use crate::rewrite::Limits;
use crate::rewrite::cut::Cut;
use crate::rewrite::embedded::{Embedded, Flight};
use crate::text::base64::may_be_data;

/// One script, style sheet or attribute with what it holds.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) content: Span,
    /// The element that it stands in.
    pub(super) at: u32,
    pub(super) embedded: Embedded,
    /// Whether it declares a product, as JSON-LD does.
    pub(super) product: bool,
}

/// A script that holds a piece of a page for other scripts.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) content: Span,
    pub(super) cuts: Vec<Cut>,
    pub(super) gone: bool,
}

/// What of a page is no element and no text.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    pub(super) scripts: Vec<Script>,
    pub(super) pieces: Vec<Piece>,
    pub(super) flight: Flight,
    /// Where values of attributes begin that look like data or code and are none, or not all of
    /// them: `[New] Oak table`. In order.
    pub(super) words: Vec<u32>,
}

/// Everything of a page that is no element and no text.
pub(super) fn read(tree: &Tree<'_>, limits: Limits) -> Scripts {
    let mut found = Vec::new();
    let mut pieces = Vec::new();
    let mut flight = Flight::default();
    let mut words = Vec::new();
    let mut odd = tree.odd.iter().peekable();
    // Where no attribute may hold anything, only scripts and style sheets do.
    let (all, noted) =
        if tree.odd.is_empty() { (0..0, tree.noted.as_slice()) } else { (0..tree.len(), &[][..]) };
    for at in all.chain(noted.iter().copied()) {
        let Some(node) = tree.get(at).filter(|node| node.what == What::Element) else { continue };
        let script = node.is == Name::Script;
        while let Some(odd) = odd.next_if(|odd| **odd < node.attributes.1) {
            if let Some(attribute) = tree.attributes.get(*odd as usize) {
                let read = of_attribute(tree, at, attribute, limits);
                words.extend((!read.is_all).then_some(attribute.value.start));
                found.extend(read.script);
            }
        }
        if !script && node.is != Name::Style {
            continue;
        }
        let content = tree.content(at);
        let text = tree.text(content);
        if text.trim().is_empty() {
            continue;
        }
        let kind = tree.attribute(node, Name::Type).unwrap_or_default().trim().to_ascii_lowercase();
        let json = kind.contains("json") || kind.contains("importmap");
        if script && !json && is_markup(&kind) && super::is_piece(text) {
            pieces.push(Piece { content, cuts: Vec::new(), gone: false });
            continue;
        }
        let code = kind.is_empty() || kind.contains("script") || kind == "module";
        let (embedded, product) = if !script {
            (Embedded::style(text, limits), false)
        } else if kind.starts_with("qwik/") {
            (Embedded::strings(text, limits), false)
        } else if json {
            (Embedded::json(text, limits), is_product(text))
        } else if flight.take(text, content.start()) {
            continue;
        } else if code {
            (Embedded::script(text, limits), false)
        } else {
            (Embedded::unknown(text, limits), false)
        };
        found.push(Script { content, at, embedded, product });
    }
    flight.read(limits);
    Scripts { scripts: found, pieces, flight, words }
}

/// Whether the type of a script is one of those under which pages keep pieces of themselves.
fn is_markup(kind: &str) -> bool {
    ["template", "html", "handlebars", "mustache", "tmpl", "ejs", "liquid", "vue"]
        .iter()
        .any(|word| kind.contains(word))
}

/// What an attribute holds besides words.
struct Read {
    script: Option<Script>,
    /// Whether it holds no words besides.
    is_all: bool,
}

fn of_attribute(tree: &Tree<'_>, at: u32, attribute: &Attribute, limits: Limits) -> Read {
    let value = tree.text(attribute.value);
    let name = tree.text(attribute.name);
    let is_code = attribute.means == Name::Other && is_handler(name);
    let embedded = if is_data(value) {
        Embedded::attribute(&lower(name), value, limits)
    } else if is_code && holds_strings(value) {
        Embedded::code(value, false, limits)
    } else {
        return Read { script: None, is_all: true };
    };
    let is_all = embedded.as_ref().is_some_and(|embedded| is_code || embedded.is_value());
    let content = attribute.value;
    let embedded = embedded.filter(Embedded::holds_any);
    let script = embedded.map(|embedded| Script { content, at, embedded, product: false });
    Read { script, is_all }
}

/// Whether an attribute of this name holds code, as `onclick`, `x-data` and `@click` do.
pub(super) fn is_handler(name: &str) -> bool {
    let begins = |begin: &str| {
        name.get(..begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin))
    };
    let first = name.as_bytes().first().filter(|first| begins_code(first));
    match first.map(u8::to_ascii_lowercase) {
        Some(b'@' | b':') => true,
        Some(b'o') => begins("on"),
        Some(b'x') => begins("x-"),
        Some(b'v') => begins("v-"),
        Some(b'w') => begins("wire:"),
        _ => false,
    }
}

/// Whether there may be strings in a code.
pub(super) fn holds_strings(code: &str) -> bool {
    ["'", "\"", "`", "&quot;", "&#"].iter().any(|quote| code.contains(quote))
}

/// Whether the value of an attribute looks like JSON, percent-encoded, in base64 or neither.
pub(super) fn is_data(value: &str) -> bool {
    match value.as_bytes().first() {
        Some(b'{' | b'[') => return true,
        Some(b'e' | b'W' | b'J') => return may_be_data(value),
        Some(byte) if byte.is_ascii_graphic() && *byte != b'%' => return false,
        _ => {}
    }
    let value = value.trim_start();
    let percent = || matches!(value.get(..3), Some("%7B" | "%7b" | "%5B" | "%5b"));
    value.starts_with(['{', '[']) || value.starts_with('%') && percent()
}

/// State and settings of a shop have a root too, which is no product.
fn is_product(text: &str) -> bool {
    ["\"Product\"", "\"product\"", "\"ProductGroup\"", "/Product\""]
        .into_iter()
        .any(|kind| text.contains(kind))
}
