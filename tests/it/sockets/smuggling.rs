//! Requests that two servers would read in two ways: refused, or passed on in the one way in which
//! they were judged.

use super::shop::Shop;
use super::{Events, PATIENCE, engine, gateway};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Everything that comes back until the connection ends, at the latest by the time limit on heads.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    let _ = read.expect("the connection stays open");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Name, request, and how many requests the shop may see of it at the most.
const ATTEMPTS: &[(&str, &str, usize)] = &[
    (
        "CL.TE",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ncontent-length: 38\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nx-ignore: x",
        1,
    ),
    (
        "TE.CL",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n2e\r\nGET /smuggled HTTP/1.1\r\nhost: s.example\r\n\r\nx\r\n0\r\n\r\n",
        1,
    ),
    (
        "TE twice, one unknown",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ntransfer-encoding: chunked\r\ntransfer-encoding: x\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: s.example\r\n\r\n",
        0,
    ),
    (
        "xchunked",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
        0,
    ),
    (
        "chunked is not last",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        0,
    ),
    (
        "TE in HTTP/1.0",
        "POST /a HTTP/1.0\r\nhost: s.example\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
        0,
    ),
    (
        "two lengths",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ncontent-length: 0\r\ncontent-length: 30\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
        0,
    ),
    (
        "a list of lengths",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ncontent-length: 0, 30\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
        0,
    ),
    ("a signed length", "POST /a HTTP/1.1\r\nhost: s.example\r\ncontent-length: +3\r\n\r\na=1", 0),
    (
        "a negative length",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ncontent-length: -1\r\n\r\na=1",
        0,
    ),
    (
        "a space before the colon",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ncontent-length : 26\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
        0,
    ),
    (
        "a folded field",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ntransfer-encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        0,
    ),
    (
        "a field folded after a value",
        "GET /a HTTP/1.1\r\nhost: s.example\r\nx-a: b\r\n x-age: 30\r\n\r\n",
        0,
    ),
    (
        "a chunk size too large",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff1\r\nx\r\n0\r\n\r\n",
        1,
    ),
    (
        "a chunk size that is none",
        "POST /a HTTP/1.1\r\nhost: s.example\r\ntransfer-encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
        1,
    ),
    ("a bare CR", "GET /a HTTP/1.1\r\nhost: s.example\r\nx-a: b\rx-age: 30\r\n\r\n", 0),
    ("a null", "GET /a HTTP/1.1\r\nhost: s.example\r\nx-a: b\0c\r\n\r\n", 0),
    ("a space in the target", "GET /a b HTTP/1.1\r\nhost: s.example\r\n\r\n", 0),
    ("HTTP/0.9", "GET /a\r\n", 0),
    ("HTTP/1.9", "GET /a HTTP/1.9\r\nhost: s.example\r\n\r\n", 0),
    ("HTTP/2.0 by name", "GET /a HTTP/2.0\r\nhost: s.example\r\n\r\n", 0),
    ("two hosts", "GET /a HTTP/1.1\r\nhost: s.example\r\nhost: t.example\r\n\r\n", 0),
    ("a list of hosts", "GET /a HTTP/1.1\r\nhost: s.example, t.example\r\n\r\n", 0),
    ("a host with a path", "GET /a HTTP/1.1\r\nhost: s.example/b\r\n\r\n", 0),
    ("credentials in the host", "GET /a HTTP/1.1\r\nhost: u@s.example\r\n\r\n", 0),
    ("a tunnel", "CONNECT s.example:80 HTTP/1.1\r\nhost: s.example:80\r\n\r\n", 0),
    ("a target without slash", "GET a HTTP/1.1\r\nhost: s.example\r\n\r\n", 0),
    ("an unknown scheme", "GET gopher://s.example/a HTTP/1.1\r\nhost: s.example\r\n\r\n", 1),
    (
        "h2c",
        "GET /a HTTP/1.1\r\nhost: s.example\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n\r\n",
        1,
    ),
    (
        "WebSocket",
        "GET /a HTTP/1.1\r\nhost: s.example\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n\r\n",
        1,
    ),
];

#[tokio::test]
async fn nothing_is_smuggled() {
    let attempts = ATTEMPTS.iter().map(|attempt| tokio::spawn(try_one(attempt)));
    for attempt in attempts.collect::<Vec<_>>() {
        attempt.await.unwrap();
    }
}

async fn try_one((name, request, most): &(&str, &str, usize)) {
    let (shop, shop_address) = Shop::open().await;
    let (address, _) = gateway(shop_address, engine("", &Events::default())).await;
    let answer = exchange(address, request.as_bytes()).await;
    let statuses = answer.matches("HTTP/1.1 ").count();
    assert!(statuses <= 2 && !answer.contains("HTTP/1.1 101"), "{name}: {answer}");
    let asked = shop.asked();
    assert!(asked.len() <= *most, "{name}: {asked:?}");
    for request in &asked {
        assert!(!request.lines().next().unwrap().contains("smuggled"), "{name}: {asked:?}");
        let head = request.split("\r\n\r\n").next().unwrap().to_ascii_lowercase();
        let framings = head.matches("\r\ncontent-length:").count()
            + head.matches("\r\ntransfer-encoding:").count();
        assert!(framings <= 1, "{name}: {request}");
        for field in ["upgrade", "http2-settings", "connection"] {
            assert!(!head.contains(&format!("\r\n{field}:")), "{name}: {request}");
        }
    }
    if *most == 0 {
        assert!(
            answer.is_empty()
                || answer.starts_with("HTTP/1.1 4")
                || answer.starts_with("HTTP/1.1 5"),
            "{name}: {answer}"
        );
    }
    // Whatever it was, the next client is served, and by its own answer.
    let next = "GET /next HTTP/1.1\r\nhost: s.example\r\nconnection: close\r\n\r\n";
    let answer = exchange(address, next.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("fine"), "{name}: {answer}");
}

#[tokio::test]
async fn the_host_is_that_of_an_absolute_target() {
    let (shop, shop_address) = Shop::open().await;
    let (address, _) = gateway(shop_address, engine("", &Events::default())).await;
    let request =
        "GET http://a.example/p?q=1 HTTP/1.1\r\nhost: b.example\r\nconnection: close\r\n\r\n";
    exchange(address, request.as_bytes()).await;
    let asked = shop.asked().remove(0).to_ascii_lowercase();
    assert!(asked.starts_with("get /p?q=1 http/1.1\r\n"), "{asked}");
    assert!(asked.contains("\r\nhost: a.example\r\n") && !asked.contains("b.example"), "{asked}");
}

#[tokio::test]
async fn nobody_is_shown_a_way_past_the_gateway() {
    let (shop, shop_address) = Shop::open().await;
    let (address, _) = gateway(shop_address, engine("", &Events::default())).await;
    let head = "HTTP/1.1 200 OK\r\nalt-svc: h3=\":8443\"\r\nAlt-Svc: clear\r\n";
    for (path, media, body) in [("/a", "application/json", "[]"), ("/b", "image/gif", "GIF89a")] {
        let len = body.len();
        let answer = format!("{head}content-type: {media}\r\ncontent-length: {len}\r\n\r\n{body}");
        let after = super::shop::After::Stay;
        shop.set(path, super::shop::Script { pieces: vec![answer.into_bytes()], after });
        for age in ["", "x-age: 30\r\n"] {
            let request =
                format!("GET {path} HTTP/1.1\r\nhost: s.example\r\n{age}connection: close\r\n\r\n");
            let answer = exchange(address, request.as_bytes()).await.to_ascii_lowercase();
            assert!(answer.starts_with("http/1.1 200") && answer.ends_with(&body.to_lowercase()));
            assert!(!answer.contains("alt-svc"), "{answer}");
        }
    }
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let (shop, shop_address) = Shop::open().await;
    let (address, _) = gateway(shop_address, engine("", &Events::default())).await;
    for n in 0..20 {
        let body = format!("{{\"n\":{n}}}");
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let after = super::shop::After::Stay;
        shop.set(&format!("/{n}"), super::shop::Script { pieces: vec![head.into_bytes()], after });
    }
    let requests: String =
        (0..20).map(|n| format!("GET /{n} HTTP/1.1\r\nhost: s.example\r\n\r\n")).collect();
    let answer = exchange(address, requests.as_bytes()).await;
    let places: Vec<usize> =
        (0..20).map(|n| answer.find(&format!("{{\"n\":{n}}}")).expect("answered")).collect();
    assert!(places.is_sorted(), "{answer}");
    assert_eq!(shop.asked().len(), 20);
}
