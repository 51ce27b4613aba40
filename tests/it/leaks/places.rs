//! Listings in places that are called after something else: as a style, a customer, the best seller.

use super::asking::ask;
use agegate::engine::Engine;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Request, Response};
use std::sync::Arc;

#[test]
fn a_listing_is_one_wherever_it_stands() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    let forms: [(&str, &str); 16] = [
        ("text/plain", "Chair\n@\nLamp\n"),
        ("text/plain", "Lamp\r@\rGlass"),
        ("application/json", r#"{"products":[{"id":"a-100","style":"@"}]}"#),
        ("application/json", r#"{"customer":{"wishlist":{"items":[{"id":"a-100","name":"@"}]}}}"#),
        ("application/json", r#"{"user":{"favourites":[{"name":"@","url":"/p/1"}]}}"#),
        ("application/json", r#"{"bestSellers":[{"id":"a-100","name":"@"}]}"#),
        ("application/json", r#"{"shop":[{"id":"a-100","name":"@","price":9},{"name":"a"}]}"#),
        ("application/json", r#"{"store":[{"title":"@","sku":"a-100"},{"title":"a"}]}"#),
        ("application/xml", "<c><product><id>a-100</id><style>@</style></product><product/></c>"),
        ("image/svg+xml", "<svg><style>text::after{content:\"@\"}</style></svg>"),
        ("text/html", "<ul><li class='product best-seller'><a href=/p/1>@</a> 40 €<li>a</ul>"),
        (
            "text/html",
            "<ul><li class=store-item><a href=/p/1>@</a> 40 €<li class=store-item><a href=/p/2>\
             Chair</a> 9 €<li class=store-item><a href=/p/3>Lamp</a> 9 €</ul>",
        ),
        (
            "text/html",
            "<ul><li class=price-card><a href=/p/1>@</a> 40 €<li class=price-card><a href=/p/2>\
             Chair</a> 9 €<li class=price-card><a href=/p/3>Lamp</a> 9 €</ul>",
        ),
        ("text/html", "<body class=no-reviews><p>@</p>"),
        ("text/html", "<a href=/p/1><img src=/1.jpg alt='[New] @'></a>"),
        ("text/html", "<script src=/a.js data-name='@'></script>"),
    ];
    for (media, form) in forms {
        for (name, is_shown) in [("Vodka", false), ("Chair", true)] {
            let body: &'static str = form.replace('@', name).leak();
            let request = Request::get("/list").header("host", "shop.example").body(()).unwrap();
            let answer = ask(&engine, None, request, |_| {
                (Response::builder().header("content-type", media).body(body).unwrap(), None)
            });
            assert_eq!(answer.text.contains(name), is_shown, "{body}\n{}", answer.text);
            assert!(!is_shown || answer.text == body, "{body}\n{}", answer.text);
        }
    }
}

#[test]
fn a_text_in_base64_is_read_in_every_form() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    // Outside listings too, and longer than running text.
    let long = "x".repeat(300);
    for (media, form) in [
        ("application/json", r#"{"products":[{"id":"a-100","name":"Gift","image":"@"}]}"#),
        ("application/json", r#"{"products":[{"id":"a-100","name":"Gift","note":"@"}]}"#),
        ("application/json", r#"{"theme":{"logo":"@"}}"#),
        ("application/x-ndjson", "{\"id\":\"a-100\",\"name\":\"Gift\",\"image\":\"@\"}\n"),
        ("text/event-stream", "data: {\"id\":\"a-100\",\"name\":\"Gift\",\"image\":\"@\"}\n\n"),
        ("text/csv", "id,name,image\na-100,Gift,\"@\"\n"),
        (
            "application/xml",
            "<c><product><id>a</id><title>Gift</title><image>@</image></product><product/></c>",
        ),
        ("text/html", "<p>a</p><img src=\"@\">"),
    ] {
        for (name, is_shown) in [("Vodka", false), ("Chair", true)] {
            let svg = format!("<svg><text>{name}</text><path d=\"{long}\"/></svg>");
            let svg = format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg));
            let state =
                STANDARD.encode(format!("{{\"ad\":[{{\"name\":\"{name}\"}}],\"x\":\"{long}\"}}"));
            for link in [svg, state] {
                let body: &'static str = form.replace('@', &link).leak();
                let request =
                    Request::get("/list").header("host", "shop.example").body(()).unwrap();
                let answer = ask(&engine, None, request, |_| {
                    (Response::builder().header("content-type", media).body(body).unwrap(), None)
                });
                assert_eq!(answer.text.contains(&link), is_shown, "{form}\n{}", answer.text);
                assert!(!is_shown || answer.text == body, "{form}\n{}", answer.text);
            }
        }
    }
}

#[test]
fn a_list_of_one_is_no_page_about_it() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    let item = r#"{"@type":"ListItem","position":1,"item":{"@type":"Product","name":"Vodka","url":"/p/1"}}"#;
    let page = |list: &str| {
        format!(
            "<h1>Shelf</h1><a href=/p/2>Chair</a><script type=\"application/ld+json\">\
             {{\"@type\":\"ItemList\",\"itemListElement\":[{list}]}}</script>"
        )
    };
    let body: &'static str = page(item).leak();
    let request = Request::get("/list").header("host", "shop.example").body(()).unwrap();
    let answer = ask(&engine, None, request, |_| {
        (Response::builder().header("content-type", "text/html").body(body).unwrap(), None)
    });
    assert_eq!(answer.text, page(""));
}

#[test]
fn a_client_that_names_the_fields_hides_nothing_by_it() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    let keys = [
        "name",
        "reviews",
        "author",
        "seller",
        "shop",
        "keywords",
        "hash",
        "query",
        "class",
        "template",
        "price",
        "adult",
        "isFamilyFriendly",
        "id",
        "sku",
        "lang",
        "cursor",
        "policy",
    ];
    let send = |path: &str, body: String| {
        let body: &'static str = body.leak();
        let request = Request::get(path).header("host", "shop.example").body(()).unwrap();
        ask(&engine, None, request, |_| {
            let json = Response::builder().header("content-type", "application/json");
            (json.body(body).unwrap(), None)
        })
        .text
    };
    let list = |key: &str, name: &str| {
        format!(
            "{{\"data\":{{\"p\":{{\"items\":[{{\"{key}\":\"{name}\"}},{{\"a\":\"Chair\"}}]}}}}}}"
        )
    };
    let product = |key: &str, name: &str| {
        format!(
            "[{{\"id\":\"a-100\",\"name\":\"Chair\",\"price\":9,\"{key}x\":{{\"{key}\":\"{name}\"}}}}]"
        )
    };
    for key in keys {
        for body in [list(key, "Vodka"), product(key, "Vodka")] {
            // What is remembered of the one way to read it is not taken for the other.
            for path in ["/list", "/graphql", "/api/%67raphql/v1", "/list", "/gql?q=1"] {
                let is_trusted = path == "/list";
                let text = send(path, body.clone());
                assert!(is_trusted || !text.contains("Vodka"), "{path}: {body}\n{text}");
            }
        }
        let (clean, review) = (list(key, "Table"), product("reviews", "Vodka!"));
        assert_eq!(send("/graphql", clean.clone()), clean);
        assert_eq!(send("/list", review.clone()), review, "what others say is theirs elsewhere");
    }
}

#[test]
fn what_answers_like_graphql_may_be_it_wherever_it_is() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    let send = |method: &str, target: &str, kind: &'static str, body: &str| {
        let body: &'static str = body.to_owned().leak();
        let request = Request::builder().method(method).uri(target).header("host", "shop.example");
        ask(&engine, None, request.body(()).unwrap(), |_| {
            (Response::builder().header("content-type", kind).body(body).unwrap(), None)
        })
        .text
    };
    const JSON: &str = "application/json";
    const ANSWER: &str = "application/graphql-response+json";
    let inner = r#"{"p":[{"id":"a-100","name":"Chair","price":9,"reviews":{"title":"Vodka!"}}]}"#;
    let answer = format!("{{\"data\":{inner}}}");
    let batch = format!("[{answer},{answer}]");
    let other = format!("{{\"success\":true,\"data\":{inner}}}");
    let plain = inner.to_owned();
    for (method, target, kind, body, is_read) in [
        ("POST", "/api", JSON, &answer, true),
        ("POST", "/api", JSON, &batch, true),
        ("GET", "/api?query=%7Bp%7Bname%7D%7D", JSON, &answer, true),
        ("GET", "/api", ANSWER, &answer, true),
        ("GET", "/api", JSON, &answer, false),
        ("POST", "/api", JSON, &other, false),
        ("POST", "/api", JSON, &plain, false),
    ] {
        // Once more, from what is remembered.
        for _ in 0..2 {
            let left = send(method, target, kind, body);
            assert_eq!(left.contains("Vodka"), !is_read, "{method} {target} {kind} {body}\n{left}");
        }
    }
}
