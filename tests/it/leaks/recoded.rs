//! What was read leaves in the coding that its client takes, and says the same.

use super::codings::{CODINGS, encode, readable, undone};
use super::{Answer, Case, answer, shelf};
use agegate::config::FileSet;
use agegate::engine::Engine;
use agegate::exchange::{Begun, Event, Exchange, Plan};
use bytes::Bytes;
use http::{Method, Request, Response};
use std::sync::Arc;

type Ask = &'static [(&'static str, &'static str)];

const ASKS: [(Ask, Option<&str>); 9] = [
    (&[], None),
    (&[("accept-encoding", "gzip")], Some("gzip")),
    (&[("accept-encoding", "br")], Some("br")),
    (&[("accept-encoding", "zstd")], Some("zstd")),
    (&[("accept-encoding", "gzip, deflate, br, zstd")], Some("zstd")),
    (&[("accept-encoding", "gzip;q=0.9"), ("accept-encoding", "br;q=0.1")], Some("gzip")),
    (&[("accept-encoding", "identity;q=0, *;q=0.5")], Some("zstd")),
    (&[("accept-encoding", "deflate, compress;q=0.5")], None),
    (&[("accept-encoding", "gzip"), ("cache-control", "no-transform")], None),
];

fn engine(settings: &str) -> Arc<Engine> {
    let settings = format!("jurisdiction.default = \"DE\"\n{settings}");
    let terms = "strong = [\"single malt whisky\"]\n";
    let files = [("agegate.toml", settings.as_str()), ("lexicon/alcohol_spirits/en.toml", terms)];
    let builder = Engine::builder().files(FileSet::from_memory(files));
    Arc::new(builder.build().unwrap())
}

fn coding(answer: &Answer) -> Option<&str> {
    answer.headers.get("content-encoding").map(|name| name.to_str().unwrap())
}

fn varies(answer: &Answer) -> bool {
    let vary = answer.headers["vary"].to_str().unwrap();
    vary.matches("accept-encoding").count() == 1
}

#[test]
fn every_coding_says_the_same() {
    let engine = engine("");
    let shelf = shelf();
    for media in ["application/json", "text/javascript", "text/html", "text/plain; charset=utf-8"] {
        for codings in CODINGS.into_iter().filter(|names| readable(names)) {
            let coded = encode(codings, &shelf);
            for cut in [1, 7, 65_536] {
                let ask = |method: Method, ask, age| {
                    answer(&engine, &Case { method, ask, codings, media, cut, age }, &coded)
                };
                let plain = ask(Method::GET, &[], None);
                for (wanted, expected) in ASKS {
                    let note = format!("{media}, {codings:?} by {cut}, {wanted:?}");
                    let got = ask(Method::GET, wanted, None);
                    assert_eq!(coding(&got), expected, "{note}");
                    assert!(varies(&got), "{note}: {:?}", got.headers);
                    assert!(!got.headers.contains_key("content-length"), "{note}");
                    let body = undone(expected, &got.body.unwrap());
                    assert_eq!(Some(body), plain.body, "{note}");
                    let head = ask(Method::HEAD, wanted, None);
                    assert_eq!(coding(&head), expected, "{note}");
                    assert_eq!(head.headers["vary"], got.headers["vary"], "{note}");
                    assert_eq!(head.body.as_deref(), Some(&b""[..]), "{note}");
                }
            }
        }
    }
}

#[test]
fn what_is_not_read_is_not_coded() {
    let shelf = shelf();
    let one = |settings: &str, media, body: &[u8]| {
        let ask: Ask = &[("accept-encoding", "gzip")];
        let case = Case { method: Method::GET, ask, codings: &[], media, cut: 7, age: None };
        answer(&engine(settings), &case, body)
    };
    let png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR";
    for (settings, media, body) in [
        ("", "image/png", png.as_slice()),
        ("", "application/octet-stream", &shelf),
        ("[coding]\noffered = []\n", "application/json", &shelf),
        ("[coding]\noffered = [\"br\"]\n", "application/json", &shelf),
        ("[coding]\nleast = \"1 MiB\"\n", "application/json", &shelf),
        // Half of this is less than one coder takes.
        ("[limits]\nheld_total = \"1 MiB\"\npage = \"1 MiB\"\n", "application/json", &shelf),
    ] {
        assert_eq!(coding(&one(settings, media, body)), None, "{settings} {media}");
    }
    assert_eq!(coding(&one("", "application/json", &shelf)), Some("gzip"));
    assert_eq!(coding(&one("", "text/css", &b"a{color:red}".repeat(99))), Some("gzip"));
    let gate =
        one("", "application/json", br#"{"id":"a-1","name":"Single malt whisky","price":9}"#);
    assert_eq!((gate.status.as_u16(), coding(&gate)), (403, None));
}

#[test]
fn what_is_kept_is_readable_at_once_and_what_breaks_off_stays_broken() {
    let engine = engine("");
    for name in ["gzip", "br", "zstd"] {
        let now = agegate::clock::Timestamp::from_millis(1_790_000_000_000);
        let request = Request::get("http://shop.example/l").header("accept-encoding", name);
        let (mut request, ()) = request.body(()).unwrap().into_parts();
        let begun = Exchange::begin(&engine, &mut request, None, now);
        let Begun::Proceed(exchange) = begun else { panic!("it proceeds") };
        let response = Response::builder().header("content-type", "application/json");
        let (head, ()) = response.body(()).unwrap().into_parts();
        let plan = exchange.on_response(head);
        let Plan::Inspect(mut inspection) = plan else { panic!("it is read") };
        assert_eq!(engine.shared().held_now(), 1 << 20, "{name}");
        let mut came = Vec::new();
        inspection.write(Bytes::from_static(b"["), now);
        for n in 0..20 {
            let item = format!(r#"{{"id":"fair-{n}00","name":"Toy fair {n}","price":"9.00"}},"#);
            inspection.write(item.clone().into(), now);
            while let Some(event) = inspection.next_event() {
                if let Event::Bytes(bytes) = event {
                    came.extend_from_slice(&bytes);
                }
            }
            let text = String::from_utf8(undone(Some(name), &came)).unwrap();
            assert!(text.contains(&format!("Toy fair {n}\"")), "{name}: {text}");
        }
        inspection.write(Bytes::from_static(b"}"), now);
        inspection.finish(None, now);
        let mut events = std::iter::from_fn(|| inspection.next_event());
        assert!(events.all(|event| matches!(event, Event::Abort(_))), "{name}");
        drop(inspection);
        assert_eq!(engine.shared().held_now(), 0, "{name}");
    }
}
