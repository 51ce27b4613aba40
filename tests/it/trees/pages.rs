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
        // What goes ended what stands before it: paragraphs, list items, cells, rows, options, links.
        "<p n=1>tea<section n=2><a n=3 href=/3>RESTRICTED</a></section>mug <li n=4>RESTRICTED</li>cup",
        "<ul n=1><li n=2>tea<li n=3>RESTRICTED</li>mug</ul><ul n=4><li n=5>tea<li n=6>RESTRICTED</ul>cup",
        "<ul><li n=1>tea<li n=2>RESTRICTED a<li n=3>RESTRICTED b</li><!-- x --> mug<li n=4>cup</ul>",
        "<ul><li n=1><div n=2>tea<li n=3>RESTRICTED</li></div>mug</ul>",
        "<ul><li n=1><section n=2>tea <li n=3>RESTRICTED</li>mug</section>cup</ul>",
        "<div n=1><p n=2>tea<li n=3>RESTRICTED</li>mug</p>cup</div>",
        "<table n=1><tr n=2><td n=3>tea<tr n=4><td>RESTRICTED</tr><td n=5>mug</table>",
        "<table n=1><tr n=2><td n=3>tea<tr n=4><td>RESTRICTED</tr>mug</table>cup",
        "<table n=1><tr n=2><td n=3>tea</tbody><tr n=4><td>RESTRICTED</tr></tbody>mug</table>",
        "<table n=1><tr n=2><ol n=3><li n=4>tea<td n=5>RESTRICTED<table n=6><tr n=7><td>mug</table>",
        "<table n=1><tr n=2><table n=3><tr n=4><td>RESTRICTED</table>tea",
        "<table n=1><tr n=2><td n=3>tea<tr n=4><td>RESTRICTED</td><table n=5><tr n=6><td>mug</table>",
        "<select><optgroup n=1 label=x><option n=2>tea<option n=3>RESTRICTED</option></select>mug",
        "<p n=1><a n=2 href=/2>tea<a n=3 href=/3>RESTRICTED</a>mug</p>",
        "<a n=1 href=/1>tea<ul n=2><li n=3><a n=4 href=/4>RESTRICTED</a></li></ul>mug</a>",
        "<div n=1><button n=2>tea<button n=3>RESTRICTED</button>mug</button></div>",
        "<div n=1><h2 n=2>tea <li n=3>RESTRICTED</li>mug</h2></div>",
        "<ruby n=1>tea<rt n=2>mug<rp n=3>(<li n=4>RESTRICTED</li></ruby>cup",
        "<template n=1><li n=2>tea<li n=3>RESTRICTED</li>mug</template>cup",
        // NUL is refused elsewhere; other controls are text.
        "<ul><li n=1>tea\u{c}\u{1}<li n=2>RESTRICTED\u{feff}</ul>",
    ];
    check(Format::Html, pages.iter().map(|page| (0, (*page).to_owned())), built);
}

#[test]
fn pages_made_by_dice() {
    let page = |seed| (seed, Maker::page(seed, seed % 3 == 0));
    check(Format::Html, (1..=2000).map(page), built);
}
