//! Where a page keeps data and words that are no elements: scripts, style sheets, attributes.

use super::tree::{Node, Tree, What, lower};
use crate::rewrite::Limits;
use crate::rewrite::embedded::{Embedded, Flight};
use std::ops::Range;

/// One script, style sheet or attribute with what it holds.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) content: Range<usize>,
    pub(super) embedded: Embedded,
    /// Whether it declares a product, as JSON-LD does.
    pub(super) product: bool,
}

/// Everything of a page that is no element and no text.
pub(super) fn read(tree: &Tree<'_>, limits: Limits) -> (Vec<Script>, Flight) {
    let mut found = Vec::new();
    let mut flight = Flight::default();
    for (at, node) in tree.nodes.iter().enumerate() {
        if node.what != What::Element {
            continue;
        }
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let script = tree.is(node, "script");
        if !script {
            attributes(tree, node, limits, &mut found);
        }
        if !script && !tree.is(node, "style") {
            continue;
        }
        let content = tree.content(at);
        let text = tree.text(&content);
        if text.trim().is_empty() {
            continue;
        }
        let kind = tree.attribute(node, "type").unwrap_or_default().trim().to_ascii_lowercase();
        let json = kind.contains("json") || kind.contains("importmap");
        let code = kind.is_empty() || kind.contains("script") || kind == "module";
        let (embedded, product) = if !script {
            (Embedded::style(text, limits), false)
        } else if json {
            (Embedded::json(text, limits), is_product(text))
        } else if flight.take(text, content.start) {
            continue;
        } else if code {
            (Embedded::script(text, limits), false)
        } else {
            (Embedded::unknown(text, limits), false)
        };
        found.push(Script { content, embedded, product });
    }
    flight.read(limits);
    (found, flight)
}

fn attributes(tree: &Tree<'_>, node: &Node, limits: Limits, found: &mut Vec<Script>) {
    for attribute in tree.attributes(node) {
        let value = tree.text(&attribute.value);
        if !is_data(value) {
            continue;
        }
        let name = lower(tree.text(&attribute.name));
        if let Some(embedded) = Embedded::attribute(&name, value, limits) {
            found.push(Script { content: attribute.value.clone(), embedded, product: false });
        }
    }
}

/// Whether the value of an attribute looks like JSON.
pub(super) fn is_data(value: &str) -> bool {
    value.trim_start().starts_with(['{', '['])
}

/// State and settings of a shop have a root too, which is no product.
fn is_product(text: &str) -> bool {
    ["\"Product\"", "\"product\"", "\"ProductGroup\"", "/Product\""]
        .into_iter()
        .any(|kind| text.contains(kind))
}
