use super::made::Maker;
use super::{Tree, check};
use agegate::rewrite::Format;
use scraper::{Html, Node};

type Branch<'t> = ego_tree::NodeRef<'t, Node>;

/// What a browser builds.
fn built(page: &str) -> Vec<Tree> {
    let page = Html::parse_document(page);
    page.tree.root().children().filter_map(|node| tree(node)).collect()
}

fn tree(node: Branch<'_>) -> Option<Tree> {
    let inner = || node.children().filter_map(|node| tree(node)).collect();
    match node.value() {
        Node::Text(text) => Tree::words(&text.text),
        Node::Element(element) => {
            let number = element.attr("n").map(str::to_owned);
            let others = element.attrs().filter(|(name, _)| *name != "n");
            let mut attributes: Vec<String> =
                others.map(|(name, value)| format!("{name}={value}")).collect();
            attributes.sort();
            // Words that went leave their attribute behind.
            attributes.retain(|attribute| !attribute.ends_with('='));
            Some(Tree::Element {
                name: element.name().to_owned(),
                number,
                attributes,
                inner: inner(),
            })
        }
        Node::Fragment => {
            let inner = inner();
            Some(Tree::Element { name: String::new(), number: None, attributes: Vec::new(), inner })
        }
        _ => None,
    }
}

#[test]
fn broken_pages() {
    // What is marked `n` and holds the word goes, and nothing else that is marked.
    let pages = [
        // End tags of other elements, of none, of elements that are closed already.
        "<div n=1><li n=2>RESTRICTED</ul></div></div><p n=3>tea",
        "<ul n=1><li n=2>tea</li></li><li n=3>RESTRICTED</div></ul>",
        "<p n=1>tea</p></p><p n=2>mug</br>cup",
        // Rows and cells without a table are no elements.
        "<body><tr><blockquote n=1>tea <a n=2 href=/2>RESTRICTED</a></blockquote><td><p n=3>mug",
        // Cells that hold tables that are not closed.
        "<table><tr><td n=1>tea<table><tr n=2><td>RESTRICTED</table><td n=3>mug</table>",
        // Attributes: twice, without quotes, with `>` in quotes, without a value, with line ends.
        "<a n=1 n=9 href=/1 title='>'\n>tea</a><a n=2 href= /2>RESTRICTED</a ><a n=3 href>mug</a>",
        "<li n=1 class=a\"b>tea<li n=2 a='\"' b=\"'\">RESTRICTED<li n=3 =x>mug",
        "<ul><li n=1/>RESTRICTED<li n=2 / x>tea</ul>",
        // Comments that end early or never.
        "<ul><li n=1>tea<!--> <li n=2>RESTRICTED<!-- --!> <li n=3>mug</ul>",
        "<ul><li n=1>RESTRICTED</ul><p n=2>tea<!-- </p>",
        "<ul><li n=1>tea</ul><![CDATA[x]]><?php echo '>' ?><p n=2>mug<! z>",
        // Texts in which tags are none.
        "<ul><li n=1><textarea></li>tea</textarea><li n=2><title><li></title>RESTRICTED</ul>",
        "<ul><li n=1><script>'<!--<script></script>-->'</script>tea<li n=2>RESTRICTED</ul>",
        "<ul><li n=1><style></li></style>tea<li n=2><xmp></li></xmp>RESTRICTED</ul>",
        // Foreign elements, and what breaks out of them.
        "<ul><li n=1><svg><g/><title>x</title><p n=2>tea<li n=3>RESTRICTED</ul>",
        "<ul><li n=1><math><mi>x</mi></math>tea<li n=2><svg><a/><path></svg>RESTRICTED</ul>",
        // Lists in lists, where the inner one closes nothing outside.
        "<ul><li n=1>tea<ul><li n=2>RESTRICTED<li n=3>mug</ul><li n=4>cup</ul>",
        "<ol><li n=1><div n=2><li n=3>RESTRICTED</div><li n=4>tea</ol>",
        "<dl><dt n=1>tea<dd n=2>mug<dl><dt n=3>cup<dd><a n=4 href=/4>RESTRICTED</a></dl></dl>",
        "<select><option n=1>tea<option n=2>RESTRICTED<optgroup n=3 label=x><option n=4>mug</select>",
        // The page ends within a tag, or begins after its end.
        "<ul><li n=1>RESTRICTED</ul><p n=2>tea <b n=3",
        "</html><ul><li n=1>RESTRICTED</ul></body><p n=2>tea",
        // NUL is refused elsewhere; other controls are text.
        "<ul><li n=1>tea\u{c}\u{1}<li n=2>RESTRICTED\u{feff}</ul>",
    ];
    check(Format::Html, pages.iter().map(|page| (0, (*page).to_owned())), built);
}

#[test]
fn pages_made_by_dice() {
    let page = |seed| (seed, Maker::page(seed, seed % 3 == 0));
    check(Format::Html, (1..=1000).map(page), built);
}
