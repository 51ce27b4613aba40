mod data;
mod opened;

use super::HtmlRewriter;
use crate::classify::{Role, Scalar};
use crate::rewrite::{
    Judge, Limits, Output, Rewrite, RewriteError, Selectors, Unit, UnitKind, Verdict, Withheld,
};
use bytes::Bytes;

/// Withholds whatever says `whisky`, prose aside.
#[derive(Default)]
struct Whisky {
    seen: Vec<(UnitKind, bool)>,
    withheld: Vec<Withheld>,
}

impl Judge for Whisky {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        let says = unit.facts.iter().any(|fact| match fact.value {
            Scalar::Text(text) => {
                let bare: String = text
                    .split('<')
                    .map(|part| part.split_once('>').map_or(part, |(_, after)| after))
                    .collect();
                fact.role != Role::ThirdParty && bare.to_lowercase().contains("whisky")
            }
            _ => false,
        });
        let gone = says && unit.kind != UnitKind::Prose;
        self.seen.push((unit.kind, gone));
        if gone { Verdict::Omit } else { Verdict::Keep }
    }

    fn withheld(&mut self, _: u64, why: Withheld) {
        self.withheld.push(why);
    }

    fn omits_nameless(&self) -> bool {
        true
    }
}

fn rewrite_by(page: &str, chunk: usize) -> Result<String, RewriteError> {
    let mut rewriter = HtmlRewriter::new(Selectors::default(), Limits::default());
    let (mut judge, mut out) = (Whisky::default(), Output::default());
    for piece in page.as_bytes().chunks(chunk) {
        rewriter.write(Bytes::copy_from_slice(piece), &mut judge, &mut out)?;
        assert!(out.pop().is_none(), "nothing leaves before the page is known");
    }
    rewriter.finish(&mut judge, &mut out)?;
    let mut left = Vec::new();
    while let Some(bytes) = out.pop() {
        left.extend_from_slice(&bytes);
    }
    Ok(String::from_utf8(left).unwrap())
}

fn rewrite(page: &str) -> String {
    let whole = rewrite_by(page, usize::MAX >> 1).unwrap();
    for chunk in [1, 7] {
        assert_eq!(rewrite_by(page, chunk).unwrap(), whole, "in chunks of {chunk}");
    }
    assert_eq!(rewrite(whole.as_str(), &whole), whole, "a second time changes nothing");
    return whole;

    fn rewrite(page: &str, _: &str) -> String {
        rewrite_by(page, 64).unwrap()
    }
}

fn card(name: &str, path: &str) -> String {
    format!("<li><a href=\"{path}\"><img src=\"/i.jpg\" alt=\"\">{name}</a> <b>9,90 €</b></li>")
}

#[test]
fn cards_go_whole_and_the_rest_stays_byte_for_byte() {
    let (chair, whisky, lamp) = (
        card("Garden chair", "/p/chair"),
        card("Old W<b>his</b>ky", "/p/one"),
        card("Desk lamp", "/p/lamp"),
    );
    let page = |cards: &str| format!("<!doctype html><body><p>Welcome</p>\n<ul>{cards}</ul>\n");
    let cases = [
        (format!("{chair}{whisky}{lamp}"), format!("{chair}{lamp}")),
        (format!("{whisky}\n {whisky}"), "\n ".to_owned()),
        (format!("{chair} {lamp}"), format!("{chair} {lamp}")),
        // End tags may be left out.
        (
            "<li><a href=/p/a>Whisky</a> 5 €<li><a href=/p/b>Chair</a> 6 €".to_owned(),
            "<li><a href=/p/b>Chair</a> 6 €".to_owned(),
        ),
    ];
    for (before, after) in cases {
        assert_eq!(rewrite(&page(&before)), page(&after));
    }
}

#[test]
fn outside_listings_the_innermost_unit_goes() {
    let cases = [
        (
            "<nav><ul><li><a href=/w>Whisky</a></li><li><a href=/t>Tea</a></li></ul></nav>",
            "<nav><ul><li><a href=/t>Tea</a></li></ul></nav>",
        ),
        ("<p>See <a href=/w>our whisky</a> and tea</p>", "<p>See  and tea</p>"),
        ("<select><option>Whisky<option>Tea</select>", "<select><option>Tea</select>"),
        (
            "<div><span>Whisky</span> of the week</div><p>Tea</p>",
            "<div><span></span></div><p>Tea</p>",
        ),
        ("<input placeholder=\"Whisky, tea\"><p>Tea</p>", "<input placeholder=\"\"><p>Tea</p>"),
        ("<title>Whisky | Shop</title><p>Tea</p>", "<title></title><p>Tea</p>"),
        ("<meta name=description content=\"Whisky\"><p>Tea</p>", "<p>Tea</p>"),
        ("<!-- Whisky --><p>Tea</p>", "<p>Tea</p>"),
        ("<p>Tea &amp; cake</p>", "<p>Tea &amp; cake</p>"),
    ];
    for (page, left) in cases {
        assert_eq!(rewrite(page), left, "{page}");
    }
}

#[test]
fn every_attribute_that_fetches_is_read() {
    for tag in [
        "<object data=\"/p/whisky.jpg\"></object>",
        "<embed src=\"/p/whisky.swf\">",
        "<video poster=\"/p/whisky.jpg\"></video>",
        "<picture><source srcset=\"/p/whisky.webp 2x\"></picture>",
        "<button formaction=\"/buy/whisky\">Tea</button>",
        "<a href=/t ping=\"/seen/whisky\">Tea</a>",
        "<blockquote cite=\"/p/whisky\">Tea</blockquote>",
        "<a href=/t download=\"whisky.pdf\">Tea</a>",
        "<svg><image xlink:href=\"/p/whisky.jpg\"/></svg>",
        "<div style=\"background:url(/p/whisky.jpg)\">Tea</div>",
        "<style>.a{background:url(/p/whisky.jpg)}</style>",
        "<p aria-description=\"whisky\">Tea</p>",
        "<input type=hidden name=p value=\"a whisky\">",
        "<input type=hidden name=title value=whisky>",
        "<input type=hidden name=product_name value=whisky>",
        "<a href=\"data:text/html,%3Cp%3E%77hisky\">Tea</a>",
        "<div onclick=\"show('whisky')\">Tea</div>",
        "<div x-data=\"grid([{id:1,name:'whisky',price:2}])\">Tea</div>",
    ] {
        let left = rewrite(&format!("<main>{tag}</main><p>Tea</p>"));
        assert!(!left.contains("hisky") && left.ends_with("<p>Tea</p>"), "{tag}: {left}");
    }
}

#[test]
fn the_end_tag_that_is_missed_is_put_there() {
    let w = "<a href=/w>Whisky</a>";
    for (page, left) in [
        (format!("<p>Tea<li>{w}</li>Mug"), "<p>Tea</p>Mug"),
        (format!("<ul><li>Tea<LI>{w}<li>Mug</ul>"), "<ul><li>Tea<li>Mug</ul>"),
        (format!("<ul><li>Tea<li>{w}</ul>Mug"), "<ul><li>Tea</ul>Mug"),
        (format!("<ul><LI>Tea<li>{w}<li>{w}</li> Mug</ul>"), "<ul><LI>Tea</LI> Mug</ul>"),
        (format!("<dl><dt>Tea</dt><li>{w}</li>Mug</dl>"), "<dl><dt>Tea</dt>Mug</dl>"),
        (format!("<p>Tea<ul><li>{w}</li><li>Mug</ul>"), "<p>Tea<ul><li>Mug</ul>"),
        (format!("<a href=/t>Tea {w} Mug"), "<a href=/t>Tea </a> Mug"),
    ] {
        assert_eq!(rewrite(&page), left, "{page}");
    }
}

#[test]
fn prose_is_judged_as_prose() {
    let page =
        format!("<footer><p>No whisky below 18. {}</p></footer>", "Terms of sale. ".repeat(20));
    assert_eq!(rewrite(&page), page);
}

#[test]
fn what_stands_side_by_side_is_no_prose() {
    let (blank, tea) = (" ".repeat(300), "Tea with milk ".repeat(9));
    let long = "Terms of sale apply here. ".repeat(12);
    let shelf = |by: &str| ["Whisky 12", "Tea", "Mug"].join(by);
    for page in [
        format!("<nav><a href=/w>{blank}Whisky{blank}</a></nav>"),
        format!("<h2>Whisky{blank}\u{200b}</h2>"),
        format!("<p>{}<br>{tea}{tea}</p>", shelf("<br>")),
        format!("<p>{}<hr>{tea}{tea}</p>", shelf(" <span>|</span> ")),
        format!("<ul><li>{tea}<li>Whisky<li>{tea}</ul>"),
        "<h2>".to_owned() + &"&#8203;&#173;".repeat(40) + "Whisky</h2>",
        format!("<p title=Whisky>{long}</p>"),
        format!("<p>Whisky<!-- {long} -->Tea</p>"),
        format!("<p>Whisky<span title=\"a>{long}\"></span>Tea</p>"),
        "<p>".to_owned() + &"Чай и кофе. ".repeat(10) + "Whisky</p>",
    ] {
        assert!(!rewrite(&page).contains("Whisky"), "{page}");
    }
    for page in [
        format!("<p>Whisky from 18 on. {long}</p>"),
        format!("<p><span>Whisky from <b>18</b> on. {long}</span></p>"),
    ] {
        assert_eq!(rewrite(&page), page);
    }
}

#[test]
fn comments_in_listings_go_by_themselves() {
    let hidden = |comment: &str| card(&format!("Chair{comment}"), "/p/chair");
    let cards = |comment: &str| format!("<ul>{}{}</ul>", hidden(comment), card("Mug", "/p/mug"));
    for comment in ["<!-- was: Whisky -->", "<?was Whisky?>", "<!Whisky>", "</ Whisky>"] {
        assert_eq!(rewrite(&cards(comment)), cards(""), "{comment}");
    }
    for comment in ["<!-- oak -->", "<!---->"] {
        assert_eq!(rewrite(&cards(comment)), cards(comment));
    }
}

#[test]
fn copies_go_by_link_and_identifier() {
    let page = format!(
        "<ul>{}{}</ul><div><a href=\"/p/one?from=slider\"><i>Again</i></a></div>\
         <script type=\"application/json\">{{\"products\":[{{\"id\":\"AA-100\",\"name\":\"Peat\",\"url\":\"/p/one\"}},\
         {{\"id\":\"AA-200\",\"name\":\"Chair\",\"url\":\"/p/chair\"}}]}}</script>\
         <script>var ids=['/p/one'];</script>",
        card("Whisky", "/p/one"),
        card("Chair", "/p/chair")
    );
    let left = rewrite(&page);
    assert!(!left.contains("/p/one") && !left.contains("Peat"), "{left}");
    assert!(
        left.contains("\"name\":\"Chair\"") && left.contains("<script>var ids=[];</script>"),
        "{left}"
    );
}

#[test]
fn the_page_itself_is_no_copy() {
    let page = format!(
        "<link rel=canonical href=\"https://shop.example/p/one\"><ul>{}{}</ul>\
         <div><a href=\"/p/one\">Back</a></div>",
        card("Whisky", "/p/one"),
        card("Chair", "/p/chair")
    );
    assert_eq!(rewrite(&page), page.replace(&card("Whisky", "/p/one"), ""));
}

#[test]
fn a_withheld_subject_ends_the_page() {
    let gone = [
        "<h1>Old Whisky</h1><p>Nice</p>",
        "<main><header><h1>Whisky</h1></header></main>",
        "<script type=\"application/ld+json\">{\"@type\":\"Product\",\"name\":\"Whisky\",\"sku\":\"1\",\"offers\":{\"price\":5}}</script><h1>Peat</h1>",
    ];
    for page in gone {
        assert_eq!(rewrite_by(page, 64), Err(RewriteError::SubjectWithheld), "{page}");
    }
    let stays = [
        "<header><h1>Whisky &amp; More</h1></header><main><h1>Tea</h1></main>",
        "<input type=search value=whisky><h1>Results for whisky</h1><p>None</p>",
        "<h1>Tea</h1><aside><h1>Whisky</h1></aside>",
    ];
    for page in stays {
        assert!(rewrite_by(page, 64).is_ok(), "{page}");
    }
}

#[test]
fn what_cannot_be_read_is_withheld() {
    let deep = "<div>".repeat(300);
    let large = "a".repeat(9 << 20);
    let cases: [(&[u8], &str); 4] = [
        (b"<p>\xff</p>", "a page in UTF-8"),
        (b"<p>\0</p>", "a page without NUL bytes"),
        (deep.as_bytes(), "limits.depth"),
        (large.as_bytes(), "limits.page"),
    ];
    for (page, says) in cases {
        let mut rewriter = HtmlRewriter::new(Selectors::default(), Limits::default());
        let (mut judge, mut out) = (Whisky::default(), Output::default());
        let error = rewriter
            .write(Bytes::copy_from_slice(page), &mut judge, &mut out)
            .and_then(|()| rewriter.finish(&mut judge, &mut out))
            .unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
        assert!(out.is_empty());
    }
}

#[test]
fn tiles_of_every_make_go_whole() {
    let makes: [fn(&str, u32) -> String; 6] = [
        |name, n| {
            format!("<product-card sku=\"AA-{n}\" title=\"{name}\" href=\"/p/{n}\"></product-card>")
        },
        |name, n| {
            format!(
                "<div role=listitem><button aria-label=\"{name}\"></button><p>{name}</p><p>EUR {n}</p></div>"
            )
        },
        |name, n| {
            format!(
                "<div class=t data-item='{{&quot;id&quot;:{n},&quot;name&quot;:&quot;{name}&quot;}}'><a href=/p/{n}><img src={n}.jpg></a></div>"
            )
        },
        |name, n| format!("<div><a href=/p/{n}><img src={n}.jpg alt='{name}'></a></div>"),
        |name, n| format!("<tr><td>{name}<td>{n} €</tr>"),
        |name, n| {
            format!(
                "<div class=slide><div><a href=/p/{n}></a><p>{name}</p><i>{n} €</i></div></div>"
            )
        },
    ];
    for make in makes {
        let tile = |n: u32| make(if n % 3 == 1 { "Old whisky" } else { "Oak chair" }, 1000 + n);
        let page = |of: &mut dyn Iterator<Item = u32>| {
            let tiles: String = of.map(tile).collect();
            let list = if tiles.starts_with("<tr") { "table" } else { "div" };
            format!("<html><h1>Goods</h1><main><{list}>{tiles}</{list}></main></html>")
        };
        let expected = page(&mut (0..7).filter(|n| n % 3 != 1));
        assert_eq!(rewrite(&page(&mut (0..7))), expected);
    }
}

#[test]
fn selectors_name_the_listings() {
    let selected = |page: &str, selector: &str| {
        let selectors = Selectors::compile(&[selector]).unwrap();
        let mut rewriter = HtmlRewriter::new(selectors, Limits::default());
        let (mut judge, mut out) = (Whisky::default(), Output::default());
        rewriter.write(Bytes::copy_from_slice(page.as_bytes()), &mut judge, &mut out).unwrap();
        rewriter.finish(&mut judge, &mut out).unwrap();
        let left: Vec<u8> = std::iter::from_fn(|| out.pop()).flatten().collect();
        (String::from_utf8(left).unwrap(), judge)
    };
    // Nothing here looks like a listing.
    let odd = "<p><dl><dt>Whisky<dd>Peat</dl><dl class=c><dt>Tea<dd>Leaf</dl>";
    assert_eq!(selected(odd, "dl:not(.d)").0, "<p><dl class=c><dt>Tea<dd>Leaf</dl>");
    // Recognised cards are none where listings are named.
    let cards = format!("<ul>{}{}</ul>", card("Whisky", "/p/one"), card("Chair", "/p/chair"));
    let (left, judge) = selected(&cards, ".none");
    assert!(!left.contains("Whisky") && left.contains("9,90 €</b></li>"), "{left}");
    assert!(judge.seen.iter().all(|(kind, _)| *kind != UnitKind::Listing));
    // Listings in listings are judged on their own.
    let nested = "<div class=c><div class=c>Whisky</div><div class=c>Tea</div></div>";
    assert_eq!(selected(nested, ".c").0, "<div class=c><div class=c>Tea</div></div>");
}

#[test]
fn a_listing_is_heard_whatever_its_classes_say_of_it() {
    let shelf = |class: &str, inner: &str| {
        let chair = "<li class=x><a href=/p/2>Chair</a> 9 €</li>";
        let (before, after) =
            (format!("<body class=\"{class}\"><ul>"), format!("{chair}{chair}</ul>"));
        (format!("{before}<li class=\"{class}\">{inner}</li>{after}"), format!("{before}{after}"))
    };
    for class in [
        "product best-seller",
        "store-item",
        "price-card",
        "seller",
        "has-rating",
        "product rating-4",
        "no-reviews",
        "review-card",
        "breadcrumb",
        "shop-category",
    ] {
        for inner in [
            "<a href=/p/7>Whisky</a> <b>40 €</b>",
            "<a href=/p/7><img src=/i.jpg></a><span>Whisky</span> <b>40 €</b>",
            "<a href=/p/7><h3>Whisky</h3></a> <b>40 €</b>",
            &format!(
                "<div class={}><a href=/p/7>Whisky</a> <b>40 €</b></div>",
                class.replace(' ', "-")
            ),
        ] {
            // The body's class tells of the whole page.
            let (page, left) = shelf(class, inner);
            assert_eq!(rewrite(&page), left, "{class}: {inner}");
        }
    }
    // What others say in a listing names nothing.
    for said in
        ["<div class=reviews>Whisky!</div>", "<p class=comment><a href=/u/1>Ann</a> Whisky</p>"]
    {
        let (page, _) = shelf("x", &format!("<a href=/p/7><h3>Chair</h3></a> 9 €{said}"));
        assert_eq!(rewrite(&page), page, "{said}");
    }
}

#[test]
fn the_classes_of_a_card_name_its_shelf() {
    let card = |classes: &str, n: u8| {
        format!("<li class=\"{classes}\"><a href=/p/{n}><h2>Name {n}</h2></a> 9 €</li>")
    };
    let kept = card("product type-product product_cat-tea product_tag-new", 1);
    for shelf in ["product_cat-old-whisky", "product_tag-whisky"] {
        let gone = card(&format!("product type-product {shelf} instock"), 2);
        assert_eq!(
            rewrite(&format!("<ul>{kept}{gone}</ul>")),
            format!("<ul>{kept}</ul>"),
            "{shelf}"
        );
    }
    let other = card("product by-the-whisky-house instock", 2);
    assert_eq!(rewrite(&format!("<ul>{kept}{other}</ul>")), format!("<ul>{kept}{other}</ul>"));
}

#[test]
fn what_is_said_of_a_term_goes_with_it() {
    for (page, left) in [
        (
            "<dl><dt>Tea<dd>Green.<dt>Whisky<dd>Peaty.<dd>40 EUR<dt>Cup<dd>Blue.</dl>",
            "<dl><dt>Tea<dd>Green.<dt>Cup<dd>Blue.</dl>",
        ),
        (
            "<dl><div><dt>Whisky</dt><dd>Peaty.</dd></div><div><dt>Cup</dt><dd>Blue.</dd></div></dl>",
            "<dl><div></div><div><dt>Cup</dt><dd>Blue.</dd></div></dl>",
        ),
        (
            "<dl><dt>Whisky</dt><dt>Tumbler</dt><dd>Both.</dd><dt>Whisky</dt><dd>Peaty.</dd></dl>",
            "<dl><dt>Tumbler</dt><dd>Both.</dd></dl>",
        ),
        (
            "<dl><dt></dt><dd>Green.</dd><dt><b>Whisky</b></dt><dd>Peaty.</dd></dl>",
            "<dl><dt></dt><dd>Green.</dd></dl>",
        ),
        ("<dl><dd>First.</dd><dt>Whisky</dt></dl>", "<dl><dd>First.</dd></dl>"),
        (
            "<dl><dt><a href=\"/p/1\">Whisky</a></dt><dd>Peaty.</dd><dt>Cup</dt><dd>Whisky</dd></dl>",
            "<dl><dt></dt><dt>Cup</dt><dd></dd></dl>",
        ),
    ] {
        assert_eq!(rewrite(page), left, "{page}");
    }
}

#[test]
fn groups_under_headings_go_whole() {
    let group = |name: &str, says: &str, price: &str| {
        format!("<h3>{name}</h3>\n<p>{says}</p><p>{price}</p>\n")
    };
    let tea = group("Tea", "Green", "4,00 €");
    let cup = group("Cup", "Blue", "7,00 €");
    let page = |groups: &[&str]| format!("<main><h2>Shelf</h2>{}</main>", groups.concat());
    for gone in [
        group("Old whisky", "Amber", "9,00 €"),
        group("Old", "Whisky, amber", "9,00 €"),
        // Text that stands alone, and a picture that says it.
        "<h3>Old</h3>12 years <img src=\"/w.jpg\" alt=\"whisky\"> 9 €".to_owned(),
    ] {
        let left = rewrite(&page(&[&tea, &gone, &cup]));
        assert_eq!(left, page(&[&tea, &cup]), "{gone}");
        let left = rewrite(&page(&[&tea, &cup, &gone]));
        assert_eq!(left, page(&[&tea, &cup]), "{gone}");
    }
    // Where pictures stand first, each goes with the heading behind it.
    let pictured = |name: &str| {
        format!("<a href=\"/p/{name}\"><img src=\"/{name}.jpg\"></a> <h3>{name}</h3><p>9 €</p>\n")
    };
    let (tea_first, gone, cup_first) = (pictured("tea"), pictured("whisky"), pictured("cup"));
    let left = rewrite(&page(&[&tea_first, &gone, &cup_first]));
    assert_eq!(
        left,
        page(&[&tea_first, &cup_first])
            .replace("</p>\n<a href=\"/p/cup", "</p>\n\n<a href=\"/p/cup")
    );
    // Chapters say what they say paragraph by paragraph.
    let chapter = "<h3>Delivery</h3><p>In two days.</p>";
    let about = "<h3>Care</h3><p>No whisky on wood.</p><p>Dust it.</p>";
    let left = rewrite(&page(&[chapter, about]));
    assert_eq!(left, page(&[chapter, "<h3>Care</h3><p></p><p>Dust it.</p>"]));
    // One alone is the page's own text; what holds cards is their heading.
    let left = rewrite(&page(&[&group("Old", "Whisky", "9 €")]));
    assert_eq!(left, page(&["<h3>Old</h3>\n<p></p><p>9 €</p>\n"]));
    let list = |cards: &[String]| format!("<h3>Goods</h3><ul>{}</ul>", cards.concat());
    let (one, other) = (card("Whisky", "/p/w"), card("Desk lamp", "/p/lamp"));
    let (third, fourth) = (card("Chair", "/p/c"), card("Bench", "/p/b"));
    let before =
        [list(&[one, other.clone(), third.clone()]), list(&[third.clone(), fourth.clone()])];
    let left = [list(&[other, third.clone()]), list(&[third, fourth])];
    let left: Vec<&str> = left.iter().map(String::as_str).collect();
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    assert_eq!(rewrite(&page(&before)), page(&left));
}

#[test]
fn what_a_component_is_given_is_read() {
    let tile = |name: &str| format!("<product-card name=\"{name}\" price=\"9\"></product-card>");
    let page = |tiles: &[String]| format!("<product-grid>{}</product-grid>", tiles.concat());
    let left = rewrite(&page(&[tile("Tea"), tile("Old whisky"), tile("Cup")]));
    assert_eq!(left, page(&[tile("Tea"), tile("Cup")]));
    // The name of a field is nothing that is shown.
    let form = "<form><input name=\"whisky\"><button name=\"whisky\">Send</button></form>";
    assert_eq!(rewrite(form), form);
}
