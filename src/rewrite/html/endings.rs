//! The end tags that a page misses once an element is gone.
//!
//! Where end tags are left out, a start tag ends what stands before it: `<p>a<div>b</div>c`. Without
//! the `div`, `c` would fall into the paragraph; so the end tag that was left out is put there.

use super::names::{ends, is_inline};
use super::tree::{NONE, Node, Tree, What};
use super::vocabulary::Name;
use bytes::Bytes;
use std::collections::BTreeSet;

/// What has to stand in the place of an element that goes; empty where the page goes on as it did.
pub(super) fn instead(tree: &Tree<'_>, gone: &BTreeSet<u32>, at: u32, node: &Node) -> Bytes {
    let ended = Some(node.ended).filter(|ended| *ended != NONE && !gone.contains(ended));
    match ended.and_then(|ended| tree.get(ended)) {
        Some(ended) if is_missed(tree, gone, node, ended) => {
            Bytes::from(format!("</{}>", tree.name(ended)))
        }
        _ if ends_link(tree, at, node) => Bytes::from_static(b"</a>"),
        _ => Bytes::new(),
    }
}

/// Whether a link in the element ends one around it: there are no links in links.
fn ends_link(tree: &Tree<'_>, at: u32, node: &Node) -> bool {
    let bounds = |node: &Node| {
        matches!(
            node.is,
            Name::Td
                | Name::Th
                | Name::Caption
                | Name::Template
                | Name::Object
                | Name::Marquee
                | Name::Applet
        )
    };
    let mut around = tree.around(node.parent).map(|(_, around)| around);
    let found = around.find(|around| around.is == Name::A || bounds(around));
    if found.is_none_or(bounds) {
        return false;
    }
    let mut inside = at;
    while let Some(inner) = tree.get(inside).filter(|_| inside < node.next) {
        if inner.is == Name::A {
            return true;
        }
        inside = if bounds(inner) { inner.next } else { inside + 1 };
    }
    false
}

/// Whether nothing that follows `node` ends what it ended.
fn is_missed(tree: &Tree<'_>, gone: &BTreeSet<u32>, node: &Node, ended: &Node) -> bool {
    let (mut place, mut at) = (node.span.end(), node.next);
    let between = |from: usize, to: usize| tree.page.get(from..to).unwrap_or_default();
    while let Some(next) = tree.get(at).filter(|next| next.parent == node.parent) {
        // End tags of nothing stand between nodes.
        if place != next.span.start() {
            return true;
        }
        let passes = match next.what {
            What::Comment => true,
            What::Text => tree.text(next.span).trim().is_empty(),
            What::Element => gone.contains(&at),
        };
        if !passes {
            return next.what == What::Text || !ends(next.is, ended.is);
        }
        place = next.span.end();
        at = next.next;
    }
    // The end of what is around ends what is in it, but for what goes on behind it.
    let around = tree.get(node.parent);
    let end = around.map_or(tree.page.len(), |around| around.span.end());
    let rest = between(place, end);
    // A table ends one around it only where no cell is open.
    let by_table =
        tree.get(at).is_some_and(|next| next.span.start() == end && next.is == Name::Table);
    by_table
        || matches!(ended.is, Name::A | Name::Button)
        || around.is_some_and(|around| is_inline(around.is))
        || rest.bytes().filter(|byte| *byte == b'<').count() > 1
}
