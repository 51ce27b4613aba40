use super::{Dice, Tree, WORD, check};
use agegate::rewrite::Format;

/// The tree of well-formed XML.
fn parsed(text: &str) -> Vec<Tree> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(text, options)
        .unwrap_or_else(|error| panic!("{error}\n{text}"));
    document.root().children().filter_map(tree).collect()
}

fn tree(node: roxmltree::Node<'_, '_>) -> Option<Tree> {
    if node.is_text() {
        return Tree::words(node.text().unwrap_or_default());
    }
    let others = node.attributes().filter(|attribute| attribute.name() != "n");
    let attributes = others.filter(|a| !a.value().is_empty());
    node.is_element().then(|| Tree::Element {
        name: node.tag_name().name().to_owned(),
        number: node.attribute("n").map(str::to_owned),
        attributes: attributes.map(|a| format!("{}={}", a.name(), a.value())).collect(),
        inner: node.children().filter_map(tree).collect(),
    })
}

/// A feed in one of the known formats, or of no format at all.
fn feed(dice: &mut Dice) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if dice.one_in(3) {
        text.push_str("<!-- <item> -->\n");
    }
    let forms: [(&str, &str, &str, &str); 5] = [
        (
            "<rss xmlns:g=\"urn:g\"><channel><title>Shop</title>",
            "item",
            "title",
            "</channel></rss>",
        ),
        ("<channel xmlns:g=\"urn:g\">", "item", "g:title", "</channel>"),
        ("<feed xmlns=\"urn:a\"><id>x</id>", "entry", "title", "</feed>"),
        ("<catalog>", "product", "display-name", "</catalog>"),
        ("<a><b n='b0'>", "c", "d", "</b></a>"),
    ];
    let (head, item, name, tail) = forms[dice.below(forms.len())];
    text.push_str(head);
    for n in 1..=dice.below(6) {
        let says = if dice.one_in(3) { WORD } else { "Tea" };
        let title = match dice.below(4) {
            0 => format!("<![CDATA[{says} <b>t{n}</b>]]>"),
            1 => format!("{says} &amp; t{n}"),
            2 => format!("{says} &lt;b&gt;t{n}&lt;/b&gt;"),
            _ => format!("{says} t{n}"),
        };
        text.push_str(&format!("\n <{item} n='i{n}'><{name}>{title}</{name}>"));
        match dice.below(4) {
            0 => text.push_str(&format!("<link href=\"/p/{n}?a=1&amp;b=2\"/>")),
            1 => text.push_str(&format!("<link>https://s.example/p/{n}</link><!-- </{item}> -->")),
            2 => text.push_str(&format!("<id>AB-{n:04}</id><x y='1 > 0'>z{n}</x>")),
            _ => text.push_str("<price>9.90</price><?pi </x> ?>"),
        }
        text.push_str(&format!("</{item}>"));
    }
    text.push_str(tail);
    text
}

#[test]
fn feeds_made_by_dice() {
    let feed = |seed| (seed, feed(&mut Dice::of(seed)));
    check(Format::Xml, (1..=1000).map(feed), parsed);
}
