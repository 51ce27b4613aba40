//! Conditional requests: a 304 only ever confirms a copy that the asker was given.

use super::MARK;
use super::asking::{Answer, adult, ask};
use agegate::assurance::Assurance;
use agegate::config::FileSet;
use agegate::engine::Engine;
use http::{HeaderMap, Request, Response};
use std::sync::Arc;

const LIST: &str = r#"[{"id":"fair-100","name":"Essex toy fair","price":"9.00"},{"id":"quorvex-100","name":"Quorvex single malt whisky","price":"39.00"}]"#;
const DATE: &str = "Sat, 28 Nov 2026 08:00:00 GMT";

/// A shop whose one page has these validators, and which keeps to RFC 9110 section 13.2.2.
#[derive(Clone, Copy)]
struct Shop {
    etag: Option<&'static str>,
    modified: Option<&'static str>,
    media: &'static str,
    body: &'static str,
}

const SHOP: Shop =
    Shop { etag: Some("\"v1\""), modified: Some(DATE), media: "application/json", body: LIST };

impl Shop {
    fn answer(self, asked: &HeaderMap) -> Response<&'static str> {
        let mut response = Response::builder().header("cache-control", "public, max-age=600");
        for (name, value) in [("etag", self.etag), ("last-modified", self.modified)] {
            if let Some(value) = value {
                response = response.header(name, value);
            }
        }
        let text = |name| asked.get(name).map(|value: &http::HeaderValue| value.to_str().unwrap());
        let fresh = match text("if-none-match") {
            Some(list) => list == "*" || self.etag.is_some_and(|etag| list.contains(etag)),
            None => text("if-modified-since").is_some_and(|since| Some(since) == self.modified),
        };
        if fresh {
            return response.status(304).body("").unwrap();
        }
        response.header("content-type", self.media).body(self.body).unwrap()
    }
}

fn get(
    engine: &Arc<Engine>,
    viewer: Option<Assurance>,
    shop: Shop,
    condition: Option<(&str, &str)>,
) -> Answer {
    let mut request = Request::builder().uri("http://shop.example/list");
    if let Some((name, value)) = condition {
        request = request.header(name, value);
    }
    let answer = ask(engine, viewer, request.body(()).unwrap(), |asked| (shop.answer(asked), None));
    for name in ["last-modified", "content-digest", "accept-ranges"] {
        assert!(!answer.headers.contains_key(name) || shop.media != "application/json", "{name}");
    }
    answer
}

fn etag(answer: &Answer) -> String {
    answer.headers["etag"].to_str().unwrap().to_owned()
}

fn engine(settings: &str) -> Arc<Engine> {
    let settings = format!("jurisdiction.default = \"DE\"\n{settings}");
    let terms = "strong = [\"single malt whisky\"]\n";
    let files = [("agegate.toml", settings.as_str()), ("lexicon/alcohol_spirits/en.toml", terms)];
    Arc::new(Engine::builder().files(FileSet::from_memory(files)).build().unwrap())
}

#[test]
fn an_unchanged_page_is_not_sent_again() {
    let engine = engine("");
    let dated = Shop { etag: None, ..SHOP };
    for (name, shop) in
        [("both", SHOP), ("dated", dated), ("tagged", Shop { modified: None, ..SHOP })]
    {
        for viewer in [None, adult()] {
            let first = get(&engine, viewer.clone(), shop, None);
            assert_eq!(first.status, 200, "{name}");
            assert_eq!(first.text.contains(MARK), viewer.is_some(), "{name}");
            let tag = etag(&first);
            assert!(tag.starts_with("W/\"agegate-"), "{name}: {tag}");
            let again = get(&engine, viewer, shop, Some(("if-none-match", &tag)));
            assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""), "{name}");
            assert_eq!(etag(&again), tag, "{name}");
            assert_eq!(again.headers["cache-control"], "private, no-cache", "{name}");
        }
    }
}

#[test]
fn a_changed_page_is_sent_whole() {
    let engine = engine("");
    let tag = etag(&get(&engine, None, SHOP, None));
    let changed = Shop { etag: Some("\"v2\""), ..SHOP };
    let again = get(&engine, None, changed, Some(("if-none-match", &tag)));
    assert_eq!(again.status, 200);
    assert!(again.text.contains("Essex") && !again.text.contains(MARK));
    assert_ne!(etag(&again), tag);
}

#[test]
fn no_copy_of_another_is_confirmed() {
    let here = engine("");
    let adults = etag(&get(&here, adult(), SHOP, None));
    let minors = etag(&get(&here, None, SHOP, None));
    let elsewhere = etag(&get(&engine("gate.language = \"de\""), None, SHOP, None));
    assert_ne!(adults, minors);
    assert_ne!(elsewhere, minors, "another revision");
    let both = format!("{adults}, \"v1\"");
    for (name, value) in [
        ("if-none-match", adults.as_str()),
        ("if-none-match", &elsewhere),
        ("if-none-match", "\"v1\""),
        ("if-none-match", "W/\"v1\""),
        ("if-none-match", &both),
        ("if-none-match", "*"),
        ("if-modified-since", DATE),
        ("if-modified-since", "Sat, 28 Nov 2099 08:00:00 GMT"),
    ] {
        let answer = get(&here, None, SHOP, Some((name, value)));
        assert_eq!(answer.status, 200, "{name}: {value}");
        assert!(answer.text.contains("Essex") && !answer.text.contains(MARK), "{name}: {value}");
    }
    // Nor an adult's by a minor's, which would keep back what the adult may see.
    let answer = get(&here, adult(), SHOP, Some(("if-none-match", &minors)));
    assert!(answer.status == 200 && answer.text.contains(MARK));
}

#[test]
fn a_304_that_nobody_asked_for_is_withheld() {
    let engine = engine("");
    let tag = etag(&get(&engine, None, SHOP, None));
    for condition in [None, Some(("if-none-match", tag.as_str()))] {
        let mut request = Request::builder().uri("http://shop.example/list");
        if let Some((name, value)) = condition {
            request = request.header(name, value);
        }
        let other = Response::builder().status(304).header("etag", "\"v9\"").body("").unwrap();
        let answer = ask(&engine, None, request.body(()).unwrap(), |_| (other, None));
        assert_eq!(answer.status, 502, "{condition:?}");
    }
}

#[test]
fn pictures_are_the_same_for_all() {
    let engine = engine("");
    let picture = Shop { media: "image/gif", body: "GIF89a", ..SHOP };
    let tag = etag(&get(&engine, None, picture, None));
    for viewer in [None, adult()] {
        let again = get(&engine, viewer, picture, Some(("if-none-match", &tag)));
        assert_eq!(again.status, 304);
        assert_eq!(again.headers["cache-control"], "public, max-age=600");
    }
    // A page is never confirmed by a picture's tag.
    let whole = get(&engine, None, SHOP, Some(("if-none-match", &tag)));
    assert!(!whole.text.contains(MARK));
}

#[test]
fn a_page_that_rests_on_what_was_remembered_is_sent_again() {
    let engine = engine("");
    let nameless = Shop {
        body: r#"[{"id":"fair-100","name":"Essex toy fair","price":"9.00"},{"id":"fair-77","image":"/i/77.jpg"}]"#,
        ..SHOP
    };
    let first = get(&engine, None, nameless, None);
    assert!(!first.text.contains("fair-77"), "{}", first.text);
    if let Some(tag) = first.headers.get("etag") {
        let again = get(&engine, None, nameless, Some(("if-none-match", tag.to_str().unwrap())));
        assert_eq!(again.status, 200);
    }
}
