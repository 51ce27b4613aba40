//! What a page says in scripts, style sheets and attributes.

use super::{rewrite, rewrite_by};
use crate::rewrite::RewriteError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

#[test]
fn data_in_scripts_is_read() {
    let data = |names: &[&str]| {
        let items: Vec<String> = names
            .iter()
            .map(|n| format!("{{\"name\":\"{n}\",\"url\":\"/p/{}\",\"price\":5}}", n.len()))
            .collect();
        format!("{{\"products\":[{}]}}", items.join(","))
    };
    for (before, after) in [
        ("<script type=\"application/ld+json\">", "</script>"),
        ("<script>window.__STATE__ = ", ";run('x')</script>"),
        ("<script>dataLayer.push(", ");</script>"),
    ] {
        let page = |names: &[&str]| format!("<p>Tea</p>{before}{}{after}", data(names));
        assert_eq!(rewrite(&page(&["Whisky", "Chair here"])), page(&["Chair here"]));
    }
    // Words of code go in place, so that the rest runs.
    assert_eq!(rewrite("<script>a={b:'Whisky'}</script>x"), "<script>a={b:\"\"}</script>x");
    assert_eq!(rewrite("<script>a={b:'Tea'}</script>x"), "<script>a={b:'Tea'}</script>x");
}

#[test]
fn code_between_texts_is_part_of_neither() {
    let page = "<div> <script>var a = b /whisky/ c;</script> <b>Tea</b></div>";
    assert_eq!(rewrite(page), page);
}

#[test]
fn words_that_look_like_data_are_words() {
    for value in ["[New] whisky", "[whisky]", " [sale] 'Old' whisky", "{whisky", "%7Bwhisky"] {
        for attribute in ["alt", "title", "aria-label", "data-name", "data-x", "heading"] {
            let value =
                if attribute == "data-x" { format!("{value} oak") } else { value.to_owned() };
            let page = format!("<ul><li><my-x {attribute}=\"{value}\">a</my-x><li>b</ul>");
            assert_eq!(rewrite(&page), "<ul><li>b</ul>", "{attribute}={value}");
        }
    }
    let card = |alt: &str, path: &str| {
        format!("<li><a href=\"{path}\"><img src=\"/{alt}.jpg\" alt=\"{alt}\"></a> 9,90 €</li>")
    };
    let (one, other) = (card("[New] Chair", "/p/1"), card("[New] Whisky", "/p/2"));
    assert_eq!(rewrite(&format!("<ul>{one}{other}</ul>")), format!("<ul>{one}</ul>"));
}

#[test]
fn an_attribute_of_any_name_is_heard() {
    for (page, left) in [
        ("<p>x<i tip=\"Old whisky\">a</i></p>", "<p><i tip=\"\"></i></p>"),
        ("<p>x<i data-label=\"Whisky\">a</i></p>", "<p><i data-label=\"\"></i></p>"),
        ("<p>x<i data-value=whisky>a</i></p>", "<p><i data-value=></i></p>"),
        ("<p>x<i data-bg=\"/i/old-whisky.jpg\">a</i></p>", "<p><i data-bg=\"\"></i></p>"),
        ("<p><i ng-init=\"name='Old whisky'\">a</i></p>", "<p><i ng-init=\"\"></i></p>"),
        ("<button hx-get=\"/p/whisky\">a</button>", ""),
        ("<div itemid=\"/p/whisky\">a</div>", "<div itemid=\"\"></div>"),
        ("<div resource=\"https://a.example/whisky\"></div>", "<div resource=\"\"></div>"),
        ("<div style=\"background:URL(/whisky.jpg)\"></div>", "<div style=\"\"></div>"),
        ("<div style=\"--name:'Old whisky'\"></div>", "<div style=\"\"></div>"),
        ("<b onclick=\"open('Jack's whisky')\">a</b>", "<b onclick=\"\"></b>"),
        (
            "<script src=/a.js data-name=\"Old whisky\"></script>",
            "<script src=/a.js data-name=\"\"></script>",
        ),
        (
            "<script data-goods='[{\"id\":\"a-1000\",\"name\":\"Whisky\",\"price\":9}]'></script>",
            "<script data-goods='[]'></script>",
        ),
    ] {
        assert_eq!(rewrite(page), left, "{page}");
    }
    // What a machine goes by names nothing.
    for page in [
        "<svg viewBox=\"0 0 whisky 9\"><path d=\"M0 whisky\"></path></svg>",
        "<div aria-labelledby=\"a whisky\" class=\"a whisky\" id=whisky>a</div>",
        "<div x-data=\"{ open: whisky }\" :class=\"whisky ? a : b\">a</div>",
        "<script src=/whisky.js></script>",
    ] {
        assert_eq!(rewrite(page), page);
    }
}

#[test]
fn a_text_in_base64_is_read_where_it_is_one() {
    let of = |kind: &str, text: &str| format!("data:{kind};base64,{}", STANDARD.encode(text));
    let svg = of("image/svg+xml", "<svg><text>Old whisky</text></svg>");
    for link in [
        &svg,
        &svg.trim_end_matches('=').to_owned(),
        &of("text/html", "<p>Whisky"),
        &of("", "whisky"),
    ] {
        assert_eq!(rewrite(&format!("<p>a</p><img src=\"{link}\">")), "<p>a</p>", "{link}");
        let style = format!("<div style=\"background:url({link})\">a</div>");
        assert_eq!(rewrite(&style), "<div style=\"\"></div>", "{link}");
        let sheet =
            rewrite(&format!("<style>a{{b:url({link})}}</style><script>a='{link}'</script>"));
        assert_eq!(sheet, "<style>a{b:url()}</style><script>a=''</script>", "{link}");
    }
    let kept = format!(
        "<img src=\"{}\"><img src=\"{}\">",
        of("image/png", "whisky"),
        of("text/html", "tea")
    );
    assert_eq!(rewrite(&kept), kept);
}

#[test]
fn data_about_one_card_of_a_list_are_not_about_the_page() {
    let card = |name: &str, path: &str| {
        format!(
            "<li class=card><a href=\"{path}\"><img src=\"{path}.jpg\"><b>{name}</b></a> 9,90 €</li>"
        )
    };
    let data = |name: &str, url: &str| {
        format!(
            "<script type=\"application/ld+json\">{{\"@type\":\"Product\",\"name\":\"{name}\",\
             \"url\":\"{url}\"}}</script>"
        )
    };
    let list = format!("{}{}", card("Chair", "/p/1"), card("Lamp & shade", "/p/3"));
    let one = card("Old whisky", "/p/2");
    let page = |heading: &str, data: &str, list: &str| format!("{heading}{data}<ul>{list}</ul>");
    for heading in ["", "<h1>All goods</h1>", "<h1><img src=\"/logo.svg\"></h1>"] {
        for data in [data("Old whisky", "/other"), data("Whisky", "/p/2")] {
            let before = page(heading, &data, &format!("{one}{list}"));
            let gone = "<script type=\"application/ld+json\">{}</script>";
            assert_eq!(rewrite(&before), page(heading, gone, &list));
        }
    }
    // About the page: by its heading, its address, or since no card shows it.
    for (heading, data) in [
        ("<h1>Old<br></h1>", data("Old whisky", "/p/2")),
        ("<link rel=canonical href=\"/p/2\"><h1>All goods</h1>", data("Old whisky", "/p/2")),
        ("<h1>All goods</h1>", data("Other whisky", "/p/9")),
    ] {
        let before = page(heading, &data, &format!("{one}{list}"));
        assert_eq!(rewrite_by(&before, 64), Err(RewriteError::SubjectWithheld), "{before}");
    }
}

#[test]
fn places_that_stand_for_values_stay() {
    let state = |name: &str, list: &str| {
        format!(
            "<p>Tea</p><script type=\"qwik/json\">{{\"refs\":{{}},\"objs\":[\"a-100\",\"{name}\",\
             {{\"id\":\"0\",\"title\":\"1\"}},\"Chair\",{{\"title\":\"3\"}},[\"2\",\"4\"],\"{list}\"]}}</script>"
        )
    };
    let list = |items: &str| format!("{{\\\"list\\\":[{items}]}}");
    let item = |name: &str| {
        format!("{{\\\"name\\\":\\\"{name}\\\",\\\"url\\\":\\\"/p/{}\\\"}}", name.len())
    };
    let (whisky, lamp) = (item("Old whisky"), item("Lamp"));
    let before = state("Old whisky", &list(&format!("{whisky},{lamp}")));
    assert_eq!(rewrite(&before), state("", &list(&lamp)));
    let innocent = before.replace("whisky", "table");
    assert_eq!(rewrite(&innocent), innocent);
}

#[test]
fn blocks_of_linked_data_refer_to_each_other() {
    let block = |json: &str| format!("<script type=\"application/ld+json\">{json}</script>");
    let whisky = r##"{"@type":"Product","@id":"#1","name":"Whisky","sku":"x","offers":{"@id":"#o1"},"image":[{"@id":"#i1"},{"@id":"#i2"}]}"##;
    let chair = r##"{"@type":"Product","@id":"#2","name":"Chair","sku":"y","offers":{"@id":"#o2"},"image":{"@id":"#i2"}}"##;
    let parts = [
        r##"{"@type":"Offer","@id":"#o1","price":"1","priceCurrency":"EUR"}"##,
        r##"{"@type":"ImageObject","@id":"#i1","contentUrl":"/1.jpg","caption":"one of them"}"##,
        r##"{"@type":"Offer","@id":"#o2","price":"2","priceCurrency":"EUR"}"##,
        r##"{"@type":"ImageObject","@id":"#i2","contentUrl":"/2.jpg","caption":"one of them"}"##,
        r##"{"@type":"Offer","@id":"#o3","price":"3","priceCurrency":"EUR"}"##,
    ];
    let list = r#"<ul><li><a href="/a">Tea</a></li><li><a href="/b">Cups</a></li></ul>"#;
    let page = |blocks: &[&str]| {
        let blocks: String = blocks.iter().map(|json| block(json)).collect();
        format!("<h1>Shop</h1>{list}{blocks}")
    };
    let [o1, i1, o2, i2, o3] = parts;
    for (before, after) in [
        ([whisky, chair, o1, i1, o2, i2, o3], ["{}", chair, "{}", "{}", o2, i2, o3]),
        ([o3, i2, o2, i1, o1, chair, whisky], [o3, i2, o2, "{}", "{}", chair, "{}"]),
    ] {
        assert_eq!(rewrite(&page(&before)), page(&after));
        let innocent = page(&before).replace("Whisky", "Bench");
        assert_eq!(rewrite(&innocent), innocent);
    }
}
