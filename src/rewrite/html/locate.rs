//! What selector names an element and its likes.

use super::tree::{Node, Tree, What, lower};
use super::vocabulary::Name;
use std::collections::HashMap;

/// Deeper pages are none that a browser shows.
const DEPTH: usize = 1 << 12;

/// How often a selector names an element, and how often one that is looked for.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    all: u32,
    wanted: u32,
}

/// The selectors of the elements that begin at `places`, sorted: of those that name the element, the
/// one that names the fewest others and the most of its likes.
pub(in crate::rewrite) fn locate(page: &str, places: &[u64]) -> Vec<(u64, String)> {
    let Ok(tree) = Tree::read(page, DEPTH) else { return Vec::new() };
    let is_wanted = |node: &Node| places.binary_search(&(node.span.start() as u64)).is_ok();
    let elements = || tree.nodes.iter().filter(|node| node.what == What::Element);
    let mut counts: HashMap<String, Count> = HashMap::new();
    for node in elements() {
        let wanted = u32::from(is_wanted(node));
        for selector in candidates(&tree, node) {
            let count = counts.entry(selector).or_default();
            count.all += 1;
            count.wanted += wanted;
        }
    }
    let best = |node: &Node| {
        let all = candidates(&tree, node).into_iter();
        all.min_by_key(|selector| {
            let Count { all, wanted } = counts.get(selector).copied().unwrap_or_default();
            (all - wanted, u32::MAX - wanted)
        })
    };
    elements()
        .filter(|node| is_wanted(node))
        .filter_map(|node| Some((node.span.start() as u64, best(node)?)))
        .collect()
}

/// The selectors by which a person would name an element, the plainest first.
fn candidates(tree: &Tree<'_>, node: &Node) -> Vec<String> {
    let name = lower(tree.name(node));
    let mut found = Vec::new();
    if !is_plain(&name) {
        return found;
    }
    found.extend(classes(tree, node).map(|class| format!("{name}.{class}")));
    for attribute in tree.attributes(node) {
        let key = lower(tree.text(attribute.name));
        if is_plain(&key) && (key.starts_with("data-") || key == "itemscope") {
            found.push(format!("{name}[{key}]"));
        }
    }
    if let Some(parent) = tree.get(node.parent) {
        let outer = lower(tree.name(parent));
        if is_plain(&outer) {
            found.extend(classes(tree, parent).map(|class| format!("{outer}.{class} > {name}")));
            let id = tree.attribute(parent, Name::Id).filter(|id| is_plain(id));
            found.extend(id.map(|id| format!("#{id} > {name}")));
            found.push(format!("{outer} > {name}"));
        }
    }
    found
}

fn classes<'p>(tree: &Tree<'p>, node: &Node) -> impl Iterator<Item = &'p str> {
    let classes = tree.attribute(node, Name::Class).unwrap_or_default();
    classes.split_ascii_whitespace().filter(|class| is_plain(class)).take(8)
}

/// Whether a name stands in a selector as it is.
fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_selectors() {
        for (page, tag, selector) in [
            ("<ul><li class='card x'>a</li><LI>b</LI></ul>", "<li", "li.card"),
            ("<ul><li class='card x'>a</li><LI>b</LI></ul>", "<LI", "ul > li"),
            ("<i class=w><b class=w data-sku=1>", "<b", "b.w"),
            ("<b class=w></b><b class='w v'>", "<b class='w", "b.v"),
            (
                "<div class=grid><div>a</div></div><div><div>b</div></div>",
                "<div>a",
                "div.grid > div",
            ),
            ("<div id=hits><div class=md:w-1>a</div></div>", "<div class", "#hits > div"),
            ("<div class=1><x-card>", "<x-card", "div > x-card"),
        ] {
            let place = page.find(tag).unwrap() as u64;
            assert_eq!(locate(page, &[place]), [(place, selector.to_owned())], "{page}");
        }
        // A name alone speaks of XML.
        assert_eq!(locate("<x-card>", &[0]), []);
        let shelf = "<div class='a card'></div><div class='b card'></div><p class=card>";
        let found = locate(shelf, &[0, 26]);
        assert!(found.iter().all(|(_, selector)| selector == "div.card"), "{found:?}");
    }
}
