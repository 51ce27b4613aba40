//! Header fields and trailers that name a listing.

use super::MARK;
use super::asking::{Answer, adult};
use agegate::assurance::Assurance;
use agegate::engine::Engine;
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use std::sync::Arc;

/// Fields of which a value names a restricted listing, and what is left of them for a minor.
const NAMED: &[(&str, &str, &str)] = &[
    ("link", "</p/quorvex-single-malt-whisky>; rel=\"canonical\"", ""),
    (
        "link",
        "</style.css>; rel=preload, </i/Quorvex%20Whisky.jpg>; rel=preload; as=image, </next>; rel=next",
        "</style.css>; rel=preload, </next>; rel=next",
    ),
    ("link", "</p/7>; rel=canonical; title=\"Quorvex, a whisky\"", ""),
    ("refresh", "0; url=https://shop.example/p/quorvex-whisky", ""),
    ("content-location", "/p/quorvex%2Dsingle%2Dmalt%2Dwhisky", ""),
    ("content-disposition", "attachment; filename=\"Quorvex Whisky.pdf\"", "attachment"),
    ("content-disposition", "inline; filename*=UTF-8''Quorvex%20Whisky.pdf", "inline"),
    ("x-product-title", "Quorvex single malt whisky", ""),
    ("x-product", "{\"name\":\"Quorvex \\u0077hisky\"}", ""),
    ("x-subject", "=?utf-8?B?UXVvcnZleCB3aGlza3k=?=", ""),
    ("x-double", "/go?to=https%253A%252F%252Fa.example%252Fquorvex-whisky", ""),
    ("surrogate-key", "product-9 quorvex-whisky category-3", ""),
    ("server-timing", "render;desc=\"Quorvex whisky\"", ""),
    ("warning", "199 - \"Quorvex whisky is stale\"", ""),
];

/// Fields that stay as they are, for everybody.
const HARMLESS: &[(&str, &str)] = &[
    ("link", "</p/essex-toy-fair>; rel=next, <https://whisky.example/a>; rel=preconnect"),
    ("x-wp-total", "12"),
    ("x-page", "Essex toy fair"),
    ("set-cookie", "basket=1; Path=/"),
    ("content-security-policy", "img-src https://whisky.example"),
    ("content-disposition", "attachment; filename=\"oak-table.pdf\""),
    ("location", "/p/oak-table"),
];

fn ask(
    engine: &Arc<Engine>,
    viewer: Option<Assurance>,
    (method, target): (Method, &str),
    response: Response<&'static str>,
    trailers: Option<HeaderMap>,
) -> Answer {
    let request = Request::builder().method(method).uri(format!("http://shop.example{target}"));
    let request = request.body(()).unwrap();
    super::asking::ask(engine, viewer, request, |_| (response, trailers))
}

fn names_mark(headers: &HeaderMap) -> bool {
    let mark = MARK.to_ascii_lowercase();
    headers
        .values()
        .any(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase().contains(&mark))
}

const TARGET: (Method, &str) = (Method::GET, "/list");

fn page(name: &'static str, value: &'static str) -> Response<&'static str> {
    let page = Response::builder().header("content-type", "application/json");
    page.header(name, HeaderValue::from_static(value)).body("[]").unwrap()
}

#[test]
fn a_value_that_names_a_listing_does_not_go_on() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    for (name, value, left) in NAMED {
        for method in [Method::GET, Method::HEAD] {
            let target = (method, "/list");
            let answer = ask(&engine, None, target, page(name, value), None);
            assert_eq!(answer.status, 200, "{name}: {value}");
            let sent = answer.headers.get(*name).map_or("", |value| value.to_str().unwrap());
            assert_eq!(sent, *left, "{name}: {value}");
        }
        let answer = ask(&engine, adult(), TARGET, page(name, value), None);
        assert_eq!(answer.headers[*name], *value, "an adult's are untouched");

        let mut trailers = HeaderMap::new();
        trailers.insert(*name, HeaderValue::from_static(value));
        trailers.insert("x-sum", HeaderValue::from_static("17"));
        let answer = ask(&engine, None, TARGET, page("x-a", "b"), Some(trailers));
        assert!(!names_mark(&answer.trailers), "{name}: {:?}", answer.trailers);
        assert_eq!(answer.trailers["x-sum"], "17");
    }
}

#[test]
fn a_value_that_names_nothing_closed_stays_as_it_is() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    for (name, value) in HARMLESS {
        for viewer in [None, adult()] {
            let answer = ask(&engine, viewer, TARGET, page(name, value), None);
            assert_eq!(answer.headers[*name], *value, "{name}");
        }
    }
}

#[test]
fn of_several_values_only_those_go() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    let mut response = page("x-title", "Oak table");
    for value in ["Quorvex whisky", "Desk lamp"] {
        response.headers_mut().append("x-title", HeaderValue::from_static(value));
    }
    let answer = ask(&engine, None, TARGET, response, None);
    let titles: Vec<_> = answer.headers.get_all("x-title").iter().collect();
    assert_eq!(titles, ["Oak table", "Desk lamp"]);
}

#[test]
fn a_redirect_to_a_restricted_page_is_the_gate() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    for (target, location, passes) in [
        ("/random", "/p/quorvex-single-malt-whisky", false),
        ("/random", "https://shop.example/p/quorvex%2Dsingle%2Dmalt%2Dwhisky?a=b", false),
        ("/login", "/back?to=%2Fp%2Fquorvex-single-malt-whisky", false),
        ("/random", "/p/essex-toy-fair", true),
        ("/random", "https://whisky.example/p/oak-table", true),
        ("/random", "/p/9", true),
        // The viewer's own words; where they lead is judged there.
        ("/single-malt-whisky", "/single-malt-whisky/", true),
        ("/find?q=single+malt+whisky", "/search?q=single+malt+whisky", true),
        ("/find?q=malt", "/p/quorvex-malt-whisky", false),
    ] {
        for status in [301, 302, 303, 307, 308] {
            let redirect = || {
                let head = Response::builder().status(status).header("location", location);
                head.body("").unwrap()
            };
            let target = (Method::GET, target);
            let answer = ask(&engine, None, target.clone(), redirect(), None);
            assert_eq!(answer.status.as_u16(), if passes { status } else { 403 }, "{location}");
            assert!(passes || !names_mark(&answer.headers), "{location}: {:?}", answer.headers);
            assert!(!answer.text.contains(MARK));
            let answer = ask(&engine, adult(), target, redirect(), None);
            assert_eq!(answer.headers["location"], location);
        }
    }
    // What was made has a place that may be told to nobody, and is none to go to.
    let made = Response::builder().status(201).header("content-type", "application/json");
    let made = made.header("location", "/p/quorvex-single-malt-whisky").body("{}").unwrap();
    let answer = ask(&engine, None, TARGET, made, None);
    assert_eq!((answer.status.as_u16(), answer.headers.get("location")), (201, None));
}

#[test]
fn what_others_do_not_get_is_kept_for_nobody_else() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    for (media, label, private) in [
        ("image/gif", None, false),
        ("text/css", None, false),
        ("image/gif", Some(("agegate-category", "alcohol")), true),
        ("image/gif", Some(("rating", "RTA-5042-1996-1400-1577-RTA")), true),
        ("application/pdf", None, true),
        ("application/json", None, true),
    ] {
        let body = match media {
            "image/gif" => "GIF89a",
            "text/css" => "a{}",
            _ => "[]",
        };
        let mut response = page("cache-control", "public, max-age=600").map(|_| body);
        response.headers_mut().insert("content-type", HeaderValue::from_static(media));
        if let Some((name, value)) = label {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        let answer = ask(&engine, adult(), TARGET, response, None);
        let expected = if private { "private, no-cache" } else { "public, max-age=600" };
        assert_eq!(answer.headers["cache-control"], expected, "{media} {label:?}");
    }
}
