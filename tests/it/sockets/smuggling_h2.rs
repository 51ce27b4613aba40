//! Tricks with the frames of HTTP/2 (RFC 9113 section 8): requests that turn into others, or into
//! two, when they are written as HTTP/1.1.

use super::shop::Shop;
use super::{Events, PATIENCE, engine, gateway};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

type Fields<'a> = &'a [(&'a str, &'a str)];

/// A frame; the stream is 1, or 0 for settings.
fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = vec![length[1], length[2], length[3], kind, flags, 0, 0, 0, stream];
    bytes.extend_from_slice(payload);
    bytes
}

/// Fields as literals that are not indexed (RFC 7541 section 6.2.2), shorter than 127 bytes each.
fn literals(fields: Fields<'_>) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in fields {
        block.push(0);
        for text in [name, value] {
            block.push(u8::try_from(text.len()).unwrap());
            block.extend_from_slice(text.as_bytes());
        }
    }
    block
}

/// The kinds of the frames that come back on stream 1, or of the end of the connection.
async fn ask(address: SocketAddr, fields: Fields<'_>, data: Option<&str>) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    bytes.extend(frame(4, 0, 0, &[]));
    let (end_stream, end_headers) = (1, 4);
    let flags = end_headers | if data.is_none() { end_stream } else { 0 };
    bytes.extend(frame(1, flags, 1, &literals(fields)));
    if let Some(data) = data {
        bytes.extend(frame(0, end_stream, 1, data.as_bytes()));
    }
    stream.write_all(&bytes).await.unwrap();
    let mut kinds = Vec::new();
    let answered = async {
        loop {
            let mut head = [0; 9];
            if stream.read_exact(&mut head).await.is_err() {
                return;
            }
            let length = usize::from(head[1]) << 8 | usize::from(head[2]);
            let mut payload = vec![0; length];
            if stream.read_exact(&mut payload).await.is_err() {
                return;
            }
            if head[8] == 1 || head[3] == 7 {
                kinds.push(head[3]);
            }
            // The end of the stream, its reset, or of the connection.
            if head[8] == 1 && (head[4] & 1 == 1 && head[3] < 2 || head[3] == 3) || head[3] == 7 {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, answered).await.expect("neither an answer nor an end");
    kinds
}

const PLAIN: [(&str, &str); 4] =
    [(":method", "GET"), (":scheme", "http"), (":path", "/a"), (":authority", "s.example")];

/// Name, fields, data, and how many requests the shop may see.
const TRICKS: &[(&str, Fields<'_>, Option<&str>, usize)] = &[
    ("none", &PLAIN, None, 1),
    ("two paths", &[PLAIN[0], PLAIN[1], PLAIN[2], (":path", "/smuggled"), PLAIN[3]], None, 0),
    ("a pseudo-field late", &[PLAIN[0], PLAIN[1], PLAIN[3], ("x-a", "b"), PLAIN[2]], None, 0),
    ("an unknown pseudo-field", &[PLAIN[0], PLAIN[1], PLAIN[2], PLAIN[3], (":x", "y")], None, 0),
    ("no path", &[PLAIN[0], PLAIN[1], PLAIN[3]], None, 0),
    ("an empty path", &[PLAIN[0], PLAIN[1], (":path", ""), PLAIN[3]], None, 0),
    ("no host at all", &[PLAIN[0], PLAIN[1], PLAIN[2]], None, 0),
    ("a path without slash", &[PLAIN[0], PLAIN[1], (":path", "a"), PLAIN[3]], None, 0),
    (
        "a line in the path",
        &[PLAIN[0], PLAIN[1], (":path", "/a HTTP/1.1\r\nx-age: 30\r\n\r\n"), PLAIN[3]],
        None,
        0,
    ),
    (
        "a line in the method",
        &[(":method", "GET /smuggled HTTP/1.1\r\n\r\nGET"), PLAIN[1], PLAIN[2], PLAIN[3]],
        None,
        0,
    ),
    (
        "a line in a value",
        &[PLAIN[0], PLAIN[1], PLAIN[2], PLAIN[3], ("x-a", "b\r\nx-age: 30")],
        None,
        0,
    ),
    (
        "a line in a name",
        &[PLAIN[0], PLAIN[1], PLAIN[2], PLAIN[3], ("x-a: b\r\nx-age", "30")],
        None,
        0,
    ),
    ("a name in capitals", &[PLAIN[0], PLAIN[1], PLAIN[2], PLAIN[3], ("X-A", "b")], None, 0),
    (
        "a connection's field",
        &[PLAIN[0], PLAIN[1], PLAIN[2], PLAIN[3], ("connection", "x-a")],
        None,
        0,
    ),
    (
        "chunks",
        &[(":method", "POST"), PLAIN[1], PLAIN[2], PLAIN[3], ("transfer-encoding", "chunked")],
        Some("0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n"),
        0,
    ),
    (
        "a length too short",
        &[(":method", "POST"), PLAIN[1], PLAIN[2], PLAIN[3], ("content-length", "0")],
        Some("GET /smuggled HTTP/1.1\r\n\r\n"),
        1,
    ),
    (
        "a length too long",
        &[(":method", "POST"), PLAIN[1], PLAIN[2], PLAIN[3], ("content-length", "90")],
        Some("GET /smuggled HTTP/1.1\r\n\r\n"),
        1,
    ),
    ("credentials", &[PLAIN[0], PLAIN[1], PLAIN[2], (":authority", "u@s.example")], None, 0),
    ("two hosts", &[PLAIN[0], PLAIN[1], PLAIN[2], PLAIN[3], ("host", "t.example")], None, 1),
    ("a tunnel", &[(":method", "CONNECT"), (":authority", "s.example:80")], None, 0),
    (
        "a tunnel for another protocol",
        &[(":method", "CONNECT"), (":protocol", "websocket"), PLAIN[1], PLAIN[2], PLAIN[3]],
        None,
        0,
    ),
];

#[tokio::test]
async fn nothing_is_smuggled() {
    for (name, fields, data, most) in TRICKS {
        let (shop, shop_address) = Shop::open().await;
        let (address, _) = gateway(shop_address, engine("", &Events::default())).await;
        let kinds = ask(address, fields, *data).await;
        // What was broken off may still be on its way to the shop.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let asked = shop.asked();
        assert!(asked.len() <= *most, "{name}: {asked:?} {kinds:?}");
        for request in &asked {
            let head = request.split("\r\n\r\n").next().unwrap().to_ascii_lowercase();
            let first = head.lines().next().unwrap();
            assert!(
                !first.contains("smuggled") && first.ends_with(" /a http/1.1"),
                "{name}: {head}"
            );
            assert!(!head.contains("x-age") && !head.contains("t.example"), "{name}: {head}");
            assert_eq!(head.matches("\r\nhost: s.example").count(), 1, "{name}: {head}");
        }
        let next = ask(address, &PLAIN, None).await;
        assert_eq!(next.first(), Some(&1), "{name}: the next is served");
    }
}
