//! Finds the listings of a page that the selectors of a route name.

use super::tree::{NONE, Node, Tree, What};
use crate::rewrite::selector::{Compound, Operator, Selectors, Test, Within};

/// For each node whether it is named.
pub(super) fn find(tree: &Tree<'_>, selectors: &Selectors) -> Vec<bool> {
    // For each node the parts that it is, and those that it or something around it is.
    let mut reached: Vec<(u64, u64)> = Vec::with_capacity(tree.nodes.len());
    let mut named = Vec::with_capacity(tree.nodes.len());
    for node in &tree.nodes {
        let above = (node.parent != NONE).then(|| reached.get(node.parent as usize)).flatten();
        let (parent, around) = above.copied().unwrap_or_default();
        let (mut here, mut found) = (0, false);
        if node.what == What::Element {
            for (index, part) in selectors.parts.iter().enumerate() {
                let before = index.checked_sub(1).map_or(0, |before| 1_u64 << before);
                let stands = match part.within {
                    Within::Anything => true,
                    Within::Parent => parent & before != 0,
                    Within::Ancestor => around & before != 0,
                };
                if stands && fits(tree, node, &part.element) {
                    here |= 1 << index;
                    found |= part.last;
                }
            }
        }
        reached.push((here, around | here));
        named.push(found);
    }
    named
}

fn fits(tree: &Tree<'_>, node: &Node, wanted: &Compound) -> bool {
    wanted.name.as_ref().is_none_or(|name| tree.is_called(node, name))
        && wanted.tests.iter().all(|test| match test {
            Test::Not(other) => !fits(tree, node, other),
            Test::Attribute { name, operator, value, folds } => tree
                .attribute_called(node, name)
                .is_some_and(|found| compares(found, *operator, value, *folds)),
        })
}

fn compares(found: &str, operator: Operator, value: &str, folds: bool) -> bool {
    if folds {
        let (found, value) = (found.to_ascii_lowercase(), value.to_ascii_lowercase());
        return compares(&found, operator, &value, false);
    }
    match operator {
        Operator::Present => true,
        Operator::Equals => found == value,
        Operator::Word => found.split_ascii_whitespace().any(|word| word == value),
        Operator::Dashed => {
            found.strip_prefix(value).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        }
        Operator::Begins => found.starts_with(value),
        Operator::Ends => found.ends_with(value),
        Operator::Contains => found.contains(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<body><div id=grid class='shelf wide'><ul>\
        <li id=one class='card sale' data-sku=AB-1 lang=en-GB><a id=two class=card href=/p/1>x</a>\
        <li id=three class=card data-sku='ab-2'><B id=four>y</b></ul></div>\
        <product-card id=five class='md:w-1'></product-card></body>";

    #[test]
    fn selectors_name_elements() {
        for (selector, ids) in [
            ("li", &["one", "three"][..]),
            ("B", &["four"]),
            (".card", &["one", "two", "three"]),
            ("li.card.sale", &["one"]),
            (".Card", &[]),
            ("#grid li", &["one", "three"]),
            ("#grid > li", &[]),
            ("#grid > ul > li", &["one", "three"]),
            ("div.wide .card > b", &["four"]),
            ("body > * a", &["two"]),
            ("li li", &[]),
            ("[data-sku]", &["one", "three"]),
            ("[data-sku=AB-1]", &["one"]),
            ("[data-sku='ab-1' i]", &["one"]),
            ("[DATA-SKU^=\"ab\"]", &["three"]),
            ("[data-sku$='-2']", &["three"]),
            ("[href*='/p/']", &["two"]),
            ("[class~=sale]", &["one"]),
            ("[lang|=en]", &["one"]),
            ("li:not(.sale)", &["three"]),
            (".card:not([href]):not([lang])", &["three"]),
            (".md\\:w-1", &["five"]),
            (".md\\3a w-1", &["five"]),
            ("a, product-card , #none", &["two", "five"]),
            ("nav .card, #grid", &["grid"]),
        ] {
            let tree = Tree::read(PAGE, 64).unwrap();
            let named = find(&tree, &Selectors::compile(&[selector]).unwrap());
            let found = tree.nodes.iter().zip(named).filter(|(_, named)| *named);
            let found: Vec<_> =
                found.filter_map(|(node, _)| tree.attribute_called(node, "id")).collect();
            assert_eq!(found, ids, "{selector}");
        }
    }
}
