//! Pages read in two ways: with all that siblings which are built alike save, and every element by
//! itself. What the judge is told, and what leaves, must be the same.

use super::{HtmlRewriter, alike};
use crate::rewrite::{
    Judge, Limits, Output, Rewrite as _, RewriteError, Selectors, Unit, UnitKind, Verdict, Withheld,
};
use bytes::Bytes;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Writes down everything that it is told, and decides by a hash of what a unit says.
#[derive(Default)]
struct Recorder {
    told: Vec<String>,
    page: u64,
}

impl Judge for Recorder {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        let Unit { kind, facts, position, id } = unit;
        let said: Vec<_> = facts
            .iter()
            .map(|fact| format!("{:?} {} {:?}", fact.role, fact.key, fact.value))
            .collect();
        let mut hasher = DefaultHasher::new();
        (&said, self.page).hash(&mut hasher);
        self.told.push(format!("{kind:?} {position} {id:?} {:?} {said:?}", facts.language()));
        match hasher.finish() % 8 {
            0 if *kind != UnitKind::Subject => Verdict::Omit,
            1 if self.page.is_multiple_of(3) => Verdict::Mask,
            _ => Verdict::Keep,
        }
    }

    fn withheld(&mut self, position: u64, why: Withheld) {
        self.told.push(format!("withheld {position} {why:?}"));
    }

    fn omits_nameless(&self) -> bool {
        self.page.is_multiple_of(2)
    }

    fn remember(&mut self, keys: &[u64]) {
        self.told.push(format!("called {keys:?}"));
    }

    fn recall(&mut self, keys: &[u64], position: u64) -> Option<Verdict> {
        self.told.push(format!("recall {keys:?} {position}"));
        (self.page.is_multiple_of(5)).then_some(Verdict::Omit)
    }
}

/// What the judge was told, and what left.
fn read(page: &str, number: u64) -> (Vec<String>, Result<String, RewriteError>) {
    let limits = Limits { unit: 3000, prose: 60, depth: 60, ..Limits::default() };
    let named = number.is_multiple_of(9);
    let selectors = Selectors::compile(if named { &["li, .card > a"][..] } else { &[] }).unwrap();
    let mut judge = Recorder { page: number, ..Recorder::default() };
    let (mut rewriter, mut out) = (HtmlRewriter::new(selectors, limits), Output::default());
    rewriter.write(Bytes::copy_from_slice(page.as_bytes()), &mut judge, &mut out).unwrap();
    let ended = rewriter.finish(&mut judge, &mut out);
    let left: Vec<u8> = std::iter::from_fn(|| out.pop()).flatten().collect();
    (judge.told, ended.map(|()| String::from_utf8(left).unwrap()))
}

#[rustfmt::skip]
const TAGS: [&str; 40] = [
    "a", "a", "a", "div", "div", "div", "li", "li", "p", "span", "span", "b", "h3", "h2", "img",
    "img", "svg", "ul", "table", "tr", "td", "section", "article", "x-card", "input", "meta",
    "script", "style", "button", "form", "template", "option", "select", "video", "source", "object",
    "header", "h1", "figure", "nav",
];

/// Names of attributes, and of some the values that say something special.
#[rustfmt::skip]
const ATTRIBUTES: [(&str, &[&str]); 38] = [
    ("class", &["card", "price", "product-price now", "reviews", "seller", "brand", "category", "x review", "breadcrumb"]),
    ("class", &["card a", "card b", "a-1 price", "a-2 price", "", "comment", "card"]),
    ("CLASS", &["rating", "card"]),
    ("href", &["/p/chair-100", "/p/chair-200", "/p/lamp", "https://shop.example/p/chair-100?x=1", "#", ""]),
    ("href", &["/p/chair-100", "/p/chair-200", "/p/chair-100", "/p/old-lamp"]),
    ("id", &["one", "two"]),
    ("src", &["/i/1.jpg", "/i/2.jpg", ""]),
    ("srcset", &["/i/2.jpg 2x, /i/3.jpg", "[1]", "{}"]),
    ("alt", &["Garden chair", "", "x", "Desk lamp", "12"]),
    ("title", &["Two words", "a", ""]),
    ("data-id", &["chair-100", "770077", "12", ""]),
    ("data-product-id", &["chair-100", "chair-200", "", " "]),
    ("data-sku", &["AA-1000", "BB-2000", " ", "AA-1000"]),
    ("data-asin", &["AA-1000", "BB-2000"]),
    ("data-name", &["Garden chair", "lamp"]),
    ("data-price", &["12.90", "9 €"]),
    ("data-item", &["{&quot;id&quot;:1,&quot;name&quot;:&quot;Chair&quot;}", "[{\"name\":\"a\"}]", "x", "{}", "%7B%22a%22%3A1%7D"]),
    ("data-url", &["/p/lamp", "/p/chair-200"]),
    ("data-src", &["/i/4.jpg", "x"]),
    ("aria-label", &["Old lamp", "", "3"]),
    ("itemprop", &["name", "offers", "review", "category", "image", "description"]),
    ("itemprop", &["name", "name", "author"]),
    ("itemscope", &[""]),
    ("itemtype", &["https://schema.org/Product", "schema:ListItem", "Review"]),
    ("typeof", &["Product", "x"]),
    ("property", &["name", "og:title"]),
    ("name", &["q", "title", "product_name", "x"]),
    ("content", &["Garden chair", "12", "de"]),
    ("value", &["a lamp", "x", ""]),
    ("type", &["hidden", "search", "application/json", "text/template", "x"]),
    ("style", &["background:url(/i/4.jpg)", "color:red"]),
    ("lang", &["de", "en", "x"]),
    ("onclick", &["add('x')", "go()"]),
    ("x-data", &["{a:'Lamp'}", "grid([{id:1,name:'lamp',price:2}])", "x"]),
    ("placeholder", &["Old chair", ""]),
    ("heading", &["Words", "12", "{x}"]),
    ("data-related-sku", &["AA-1000,BB-2000, 12", "BB-2000"]),
    ("foo", &["x", "two words"]),
];

#[rustfmt::skip]
const TEXTS: [&str; 24] = [
    "Garden chair", "Desk lamp", "12.90 €", "€ 9", "$5", "9 zł", "12 &euro;", "x", "ab", "Küche groß",
    "\n", " ", "&amp;", "{\"name\":\"x\",\"id\":\"AA-1000\",\"url\":\"/p/lamp\",\"price\":5}", "var a = '/p/lamp';", "1 lei", "3 EUR",
    "no digits kr", "\u{3000}", "Ελληνικά", "Old lamp", "100 pieces in a box, with a cloth of linen, for years and years to come", "AA-1000", "chair",
];

/// What stands in a page now and then where it does not belong.
#[rustfmt::skip]
const STRAY: [&str; 14] = [
    "<", "<b>", "</li>", "</div>", "</a>", "<p>", "<li>", "<!-- AA-1000 -->", "x", " hidden", "'", "\"", "<script>", "</ul>",
];

/// xorshift64: the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// What siblings have in common: text as it is, or one of several.
enum Part {
    Same(String),
    Text,
    Value(usize),
}

/// An element with what is in it.
fn element(random: &mut Random, deep: usize, parts: &mut Vec<Part>) {
    let tag = random.of(&TAGS);
    let mut written = format!("<{tag}");
    for _ in 0..random.below(4) {
        let nth = random.below(ATTRIBUTES.len());
        let (name, values) = ATTRIBUTES[nth];
        if random.below(8) == 0 {
            let bare = random.of(values).replace([' ', '>', '"', '\''], "");
            written.push_str(&format!(" {name}={bare}"));
        } else {
            parts.push(Part::Same(format!("{written} {name}=\"")));
            written = "\"".to_owned();
            parts.push(Part::Value(nth));
        }
    }
    written.push('>');
    parts.push(Part::Same(written));
    if matches!(tag, "img" | "input" | "meta" | "source") {
        return;
    }
    for _ in 0..random.below(4) {
        if deep > 0 && random.below(3) > 0 {
            element(random, deep - 1, parts);
        } else {
            parts.push(Part::Text);
        }
    }
    if random.below(24) > 0 {
        parts.push(Part::Same(format!("</{tag}>")));
    }
}

/// A page with shelves of elements that are built alike, or nearly.
fn page(random: &mut Random) -> String {
    let mut page = random
        .of(&["", "<h1>Goods</h1>", "<main>", "<script>var x=['/p/lamp'];</script>"])
        .to_owned();
    for _ in 0..1 + random.below(3) {
        page.push_str(random.of(&["<ul>", "<div class=grid>", "<section class=reviews>", "<div>"]));
        let ways: Vec<Vec<Part>> = (0..1 + random.below(2))
            .map(|_| {
                let mut parts = Vec::new();
                element(random, 3, &mut parts);
                parts
            })
            .collect();
        // How many of the values are others than those of the first.
        let varied = 1 + random.below(12);
        for _ in 0..1 + random.below(7) {
            let way = &ways[random.below(ways.len())];
            let mut card = String::new();
            for (nth, part) in way.iter().enumerate() {
                let varies = random.below(varied) == 0;
                match part {
                    Part::Same(text) => card.push_str(text),
                    Part::Text if varies => card.push_str(random.of(&TEXTS)),
                    Part::Text => card.push_str(TEXTS[nth % TEXTS.len()]),
                    Part::Value(name) => {
                        let values = ATTRIBUTES[*name].1;
                        let value =
                            if varies { random.of(values) } else { values[nth % values.len()] };
                        card.push_str(&value.replace('"', "&quot;"));
                    }
                }
            }
            if random.below(12) == 0 {
                let places: Vec<usize> = card.char_indices().map(|(at, _)| at).collect();
                card.insert_str(random.of(&places), random.of(&STRAY));
            }
            page.push_str(&card);
            page.push_str(random.of(&["", "", "\n", "text"]));
        }
        page.push_str(random.of(&["</ul>", "</div>", "</section>", ""]));
    }
    page
}

#[test]
fn what_is_built_alike_says_what_it_says_by_itself() {
    const SEED: u64 = 0x5eed_a11e_0000_0001;
    let pages = std::env::var("AGEGATE_PAGES").ok().and_then(|pages| pages.parse().ok());
    println!("seed {SEED:#x}");
    let (mut listings, mut cut) = (0, 0);
    let copies = alike::copies();
    for number in 0..pages.unwrap_or(6_000_u64) {
        let mut random = Random(SEED.wrapping_add(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let page = page(&mut random);
        let (told, left) = read(&page, number);
        let (alone, alone_left) = alike::without(|| read(&page, number));
        let other = told.iter().zip(&alone).find(|(one, other)| one != other);
        assert_eq!(other, None, "page {number}: {page}");
        assert_eq!((told.len(), &left), (alone.len(), &alone_left), "page {number}: {page}");
        listings += told.iter().filter(|told| told.starts_with("Listing")).count();
        cut += usize::from(left.is_ok_and(|left| left.len() < page.len()));
    }
    let copies = alike::copies() - copies;
    println!("{copies} elements compared, {listings} listings, {cut} pages cut");
    assert!(pages.is_some() || copies > 5_000 && listings > 5_000 && cut > 1_000);
}
