//! Bad input: whatever upstream or a client sends, the answer is typed, memory is bounded, nothing
//! panics, and no restricted byte comes out.

use crate::drive::{Arrived, get};
use agegate::age::Age;
use agegate::assurance::Assurance;
use agegate::clock::Timestamp;
use agegate::engine::Engine;
use agegate::exchange::{Begun, Exchange};
use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode};
use std::iter;
use std::sync::Arc;

const JSON: &str = "application/json";
/// Stands in every restricted listing and nowhere else.
const MARK: &str = "Quorvex";
const WHISKY: &str = r#"{"id":"quorvex-100","name":"Quorvex single malt whisky","price":"39.00"}"#;
const CHAIR: &str = r#"{"id":"chair-200","name":"Garden chair","price":"9.00"}"#;

fn engine() -> Arc<Engine> {
    Arc::new(Engine::builder().build().unwrap())
}

fn cut(body: &[u8], size: usize) -> Vec<Bytes> {
    body.chunks(size).map(Bytes::copy_from_slice).collect()
}

fn assert_unmarked(arrived: &Arrived, what: &str) {
    let text = arrived.text().to_lowercase();
    assert!(!text.contains(&MARK.to_lowercase()), "{what}: {text}");
}

#[test]
fn a_list_cut_at_any_byte_never_ends_well() {
    let engine = engine();
    let whole = format!("[{CHAIR},{WHISKY},{CHAIR},{WHISKY}]").into_bytes();
    for end in 1..whole.len() {
        for size in [1, 16, whole.len()] {
            let arrived = get(&engine, None, JSON, cut(&whole[..end], size));
            assert_unmarked(&arrived, &format!("cut at {end}"));
            let refused = arrived.replaced && arrived.status == StatusCode::BAD_GATEWAY;
            assert!(refused || !arrived.ended, "cut at {end}: {}", arrived.text());
        }
    }
    let arrived = get(&engine, None, JSON, cut(&whole, 16));
    assert!(arrived.ended && !arrived.replaced);
    assert_eq!(arrived.text(), format!("[{CHAIR},{CHAIR}]"));
}

#[test]
fn what_is_not_json_is_refused() {
    let engine = engine();
    let cases: &[(&str, Vec<u8>)] = &[
        ("a bare word", b"whisky".to_vec()),
        ("two values", format!("[{CHAIR}][{WHISKY}]").into_bytes()),
        ("a comma too many", format!("[{CHAIR},{WHISKY},]").into_bytes()),
        ("no colon", br#"[{"name" "Quorvex whisky"}]"#.to_vec()),
        ("a bare control character", b"[{\"name\":\"Quorvex\nwhisky\"}]".to_vec()),
        ("half an escape", br#"[{"name":"Quorvex whisky \u12"}]"#.to_vec()),
        ("a single quote", b"[{'name':'Quorvex whisky'}]".to_vec()),
        ("a comment", format!("[/* */{WHISKY}]").into_bytes()),
        ("a zero byte", b"[{\"name\":\"Quorvex whisky\"}]\0".to_vec()),
        ("invalid UTF-8", b"[{\"id\":\"quorvex\",\"name\":\"whisky \xff\xfe\"}]".to_vec()),
        ("half a character", b"[{\"id\":\"quorvex\",\"name\":\"whisky \xe2\x82\"}]".to_vec()),
        ("an overlong character", b"[{\"id\":\"quorvex\",\"name\":\"whisky \xc0\xaf\"}]".to_vec()),
        ("a number without an end", br#"[{"name":"Quorvex whisky","price":1.}]"#.to_vec()),
        ("NaN", br#"[{"name":"Quorvex whisky","price":NaN}]"#.to_vec()),
    ];
    for (what, body) in cases {
        for size in [1, 3, body.len()] {
            let arrived = get(&engine, None, JSON, cut(body, size));
            assert_unmarked(&arrived, what);
            let refused = arrived.replaced && arrived.status == StatusCode::BAD_GATEWAY;
            assert!(refused || !arrived.ended, "{what}: {}", arrived.text());
        }
    }
}

#[test]
fn odd_json_that_is_json_is_judged() {
    let engine = engine();
    let cases: &[(&str, &str)] = &[
        ("a lone surrogate", r#"[{"id":"quorvex-1","name":"Whisky \ud800 Quorvex","price":"1"}]"#),
        ("surrogates in the wrong order", r#"[{"id":"quorvex-1","name":"Whisky \udc00\ud800"}]"#),
        ("an escaped zero", r#"[{"id":"quorvex-1","name":"Quorvex\u0000 whisky","price":"1"}]"#),
        ("an escaped word", r#"[{"id":"quorvex-1","name":"\u0077\u0068isky Quorvex"}]"#),
        ("a key twice", r#"[{"id":"quorvex-1","name":"Whisky","name":"Quorvex chair"}]"#),
        ("a key twice, the other way", r#"[{"id":"quorvex-1","name":"Chair","name":"Whisky"}]"#),
    ];
    for (what, body) in cases {
        for size in [1, 5, body.len()] {
            let arrived = get(&engine, None, JSON, cut(body.as_bytes(), size));
            assert_unmarked(&arrived, what);
            assert!(arrived.ended, "{what}");
        }
    }
}

#[test]
fn nothing_and_blanks_are_told_apart_from_a_list() {
    let engine = engine();
    for body in ["", " ", "\r\n\t "] {
        let arrived = get(&engine, None, JSON, cut(body.as_bytes(), 1));
        let refused = arrived.replaced && arrived.status == StatusCode::BAD_GATEWAY;
        assert!(refused || arrived.text() == body, "{body:?} became {}", arrived.text());
    }
}

#[test]
fn ten_thousand_levels_are_refused() {
    let engine = engine();
    let levels = 10_000;
    let shapes = [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":"#, "}]")];
    for (open, close) in shapes {
        let body = format!("{}{WHISKY}{}", open.repeat(levels), close.repeat(levels));
        for size in [7, 4096] {
            let arrived = get(&engine, None, JSON, cut(body.as_bytes(), size));
            assert_unmarked(&arrived, open);
            let refused = arrived.replaced && arrived.status == StatusCode::BAD_GATEWAY;
            assert!(refused || !arrived.ended, "{open}: {} {}", arrived.status, arrived.text());
        }
        let body = format!("[{CHAIR},{}]", &body);
        let arrived = get(&engine, None, JSON, cut(body.as_bytes(), 4096));
        assert_unmarked(&arrived, open);
        assert!(!arrived.ended || !arrived.text().contains(open), "{open}: {}", arrived.text());
    }
}

/// Chunks of 64 KiB of one byte, so many that together they are this many MiB.
fn mebibytes(count: usize, byte: u8) -> impl Iterator<Item = Bytes> {
    let chunk = Bytes::from(vec![byte; 64 << 10]);
    iter::repeat_n(chunk, count * 16)
}

fn one(text: &str) -> impl Iterator<Item = Bytes> {
    iter::once(Bytes::copy_from_slice(text.as_bytes()))
}

#[test]
fn an_item_of_100_mb_goes_and_the_rest_stays() {
    let engine = engine();
    let limit = (1 << 20) + (256 << 10);
    let fields = [
        r#"{"id":"quorvex-1","name":"Whisky Quorvex","description":""#,
        r#"{"id":"quorvex-1","name":"Quorvex chair","description":""#,
    ];
    for field in fields {
        let body = one("[")
            .chain(one(CHAIR))
            .chain(one(","))
            .chain(one(field))
            .chain(mebibytes(100, b'x'))
            .chain(one("\"},"))
            .chain(one(CHAIR))
            .chain(one("]"));
        let arrived = get(&engine, None, JSON, body);
        assert_unmarked(&arrived, field);
        assert!(arrived.ended, "the rest of the list can go on");
        assert_eq!(arrived.text(), format!("[{CHAIR},{CHAIR}]"));
        assert!(arrived.held <= limit, "{} bytes were held", arrived.held);
    }
}

#[test]
fn a_body_without_an_end_is_not_held() {
    let engine = engine();
    let limit = (1 << 20) + (256 << 10);
    let starts: &[(&str, u8)] = &[
        ("", b' '),
        ("[", b' '),
        ("", b'['),
        ("[", b'7'),
        ("[\"", b'x'),
        ("[{\"", b'k'),
        ("{\"name\":\"Quorvex whisky\",\"text\":\"", b'x'),
        ("[{\"name\":\"Quorvex whisky\",\"n\":", b'1'),
    ];
    for (start, byte) in starts {
        let arrived = get(&engine, None, JSON, one(start).chain(mebibytes(24, *byte)));
        assert_unmarked(&arrived, start);
        assert!(arrived.held <= limit, "{start:?} {byte}: {} bytes were held", arrived.held);
        let refused = arrived.replaced && arrived.status.is_server_error();
        assert!(refused || !arrived.ended, "{start:?}: {}", arrived.status);
    }
}

#[test]
fn requests_of_any_size_are_a_strangers() {
    let engine = engine();
    let now = Timestamp::from_millis(1_790_000_000_000);
    let value = |text: String| HeaderValue::from_str(&text).unwrap();
    let long = "e".repeat(1 << 20);
    let tokens = [
        ("age-assurance-token", vec![value(long.clone())]),
        ("age-assurance-token", vec![value(format!("{long}.{long}.{long}"))]),
        ("age-assurance-token", vec![value(format!("{}.{}.", "e30", "e30"))]),
        ("age-assurance-token", vec![value("a.b.c".to_owned()); 100]),
        ("age-assurance-token", vec![HeaderValue::from_bytes(b"\xff\xfe.\x80.\x81").unwrap()]),
        ("cookie", vec![value(format!("__Host-agegate={long}"))]),
        ("cookie", vec![value("__Host-agegate=v4.local.AAAA".to_owned()); 10_000]),
        ("cookie", (0..10_000).map(|n| value(format!("c{n}={n}"))).collect()),
        ("cookie", vec![value(";;;=;=;".repeat(10_000))]),
        ("authorization", vec![value(format!("Bearer {long}"))]),
        ("prefer", vec![value("safe,".repeat(10_000))]),
        ("x-country", vec![value("DE".to_owned()), value("US".to_owned())]),
    ];
    for (name, values) in tokens {
        let mut request = Request::get("http://shop.example/list");
        for value in &values {
            request = request.header(name, value);
        }
        let (mut request, ()) = request.body(()).unwrap().into_parts();
        let Begun::Proceed(_) = Exchange::begin(&engine, &mut request, None, now) else {
            panic!("{name}: a page is asked of upstream whatever its bearer proves");
        };
        let proven = request.extensions.get::<Assurance>().expect("the viewer's assurance");
        assert_eq!(proven.bounds.lower, Age(0), "{name} × {}", values.len());
        assert!(!request.headers.contains_key("age-assurance-token"), "{name} went upstream");
    }
}
