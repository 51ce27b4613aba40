//! What cannot be read passes to nobody but a proven adult, as the configuration has it, and what
//! was withheld of it before stays withheld.

use super::codings::encode;
use crate::drive::{Arrived, get_behind, proven};
use agegate::audit::Counter;
use agegate::config::FileSet;
use agegate::engine::Engine;
use bytes::Bytes;
use http::HeaderMap;
use std::sync::Arc;

fn engine(settings: &str) -> Arc<Engine> {
    let settings = format!("jurisdiction.default = \"DE\"\n{settings}");
    let files = [
        ("agegate.toml", settings.as_str()),
        ("lexicon/nicotine_pouch/en.toml", "strong = [\"quorvex\"]\n"),
    ];
    let builder = Engine::builder().files(FileSet::from_memory(files));
    Arc::new(builder.build().unwrap())
}

fn get(engine: &Arc<Engine>, adult: bool, media: &str, chunks: &[&[u8]]) -> Arrived {
    let mut head = HeaderMap::new();
    head.insert("content-type", media.parse().unwrap());
    let chunks = chunks.iter().map(|chunk| Bytes::copy_from_slice(chunk));
    get_behind(engine, adult.then(|| proven(30)), head, chunks)
}

const KEPT: &str = r#"{"id":"a-1","name":"Chair","price":9}"#;
const GONE: &str = r#"{"id":"a-2","name":"Quorvex","price":9}"#;

#[test]
fn it_passes_to_proven_adults_only() {
    let engine = engine("");
    let counted = || engine.shared().metrics.value(Counter::UnreadablePassed);
    let latin = [b"<p>th\xe9".as_slice(), &b" and more".repeat(40)].concat();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("application/json", format!("[{KEPT},{KEPT}").into_bytes()),
        ("application/json", format!("[{KEPT}]]").into_bytes()),
        ("application/json", b"<p>An error".to_vec()),
        ("application/json; charset=utf-8", b"[\"th\xe9\"]".to_vec()),
        ("text/html; charset=utf-8", latin.clone()),
        ("text/html; charset=utf-16le", latin),
        ("application/x-ndjson", format!("{KEPT}\n{KEPT},\n").into_bytes()),
        ("text/csv; charset=utf-8", b"id,name\r\n1,th\xe9\r\n".to_vec()),
        ("application/xml", b"<a><b>x</b><c d=".to_vec()),
        ("text/css", b"[1]".to_vec()),
        ("image/png", b"no picture".to_vec()),
        ("application/octet-stream", b"\x01\x02\x03".to_vec()),
        ("application/pdf", b"%PDF-1.7".to_vec()),
    ];
    for (media, body) in cases {
        for at in 0..=body.len().min(80) {
            let (a, b) = body.split_at(at);
            let before = counted();
            let arrived = get(&engine, true, media, &[a, b]);
            let note = format!("{media} at {at}: {}", arrived.text());
            assert!(arrived.ended && !arrived.replaced && arrived.body == body, "{note}");
            assert_eq!(counted() - before, 1, "{note}");
            let arrived = get(&engine, false, media, &[a, b]);
            // Of a stream of records single ones go.
            assert!(arrived.replaced || !arrived.ended || arrived.body != body, "{note}");
            assert_eq!(counted() - before, 1, "{note}");
        }
        let strict = self::engine("unreadable.prohibited_only = \"withhold\"\n");
        let arrived = get(&strict, true, media, &[&body]);
        let withheld = arrived.replaced || !arrived.ended || arrived.body != body;
        assert!(withheld, "{media}: {}", arrived.text());
    }
}

#[test]
fn what_was_withheld_before_stays_so() {
    let engine = engine("");
    let body = format!("[{GONE},{KEPT},{GONE},{KEPT}}}");
    for at in 0..=body.len() {
        let (a, b) = body.as_bytes().split_at(at);
        let arrived = get(&engine, true, "application/json", &[a, b]);
        let left = format!("[{KEPT},{KEPT}}}");
        assert_eq!((arrived.text(), arrived.ended), (left, true), "at {at}");
    }
}

#[test]
fn budgets_and_broken_codings_hold_for_adults_too() {
    let engine = engine("[limits]\npage = \"64 KiB\"\nunit = \"64 KiB\"\n");
    let page = format!("<p>{}</p>", "more ".repeat(20_000));
    let arrived = get(&engine, true, "text/html", &[page.as_bytes()]);
    assert!(arrived.replaced, "{}", arrived.status);
    let mut head = HeaderMap::new();
    head.insert("content-type", "application/json".parse().unwrap());
    head.insert("content-encoding", "gzip".parse().unwrap());
    let coded = encode(&["gzip"], KEPT.as_bytes());
    let cut = Bytes::copy_from_slice(&coded[..coded.len() - 1]);
    let arrived = get_behind(&engine, Some(proven(30)), head, [cut]);
    assert!(arrived.replaced || !arrived.ended);
}
