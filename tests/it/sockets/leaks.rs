//! The mark never arrives, every answer is valid HTTP of the right length, and no answer is given
//! to another request than its own.

use super::cases::{Case, Dice, KEPT};
use super::client::{self, Answer};
use super::shop::Shop;
use super::{Events, MARK, PATIENCE, engine, gateway};
use std::net::SocketAddr;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const SEEDS: [u64; 4] = [0x5eed_0001, 0x5eed_0002, 0x5eed_0003, 0x5eed_0004];
const CASES: usize = 400;

/// What was seen, so that the test cannot pass by seeing nothing.
#[derive(Debug, Default)]
struct Seen {
    answered: usize,
    filtered: usize,
    untouched: usize,
    broken_off: usize,
}

fn check(case: &Case, answer: &Answer, seen: &mut Seen, note: &str) {
    seen.answered += 1;
    let minor = case.age != Some(30);
    if minor {
        // In UTF-16 a zero stands beside each letter.
        let text = answer.text().to_ascii_lowercase().replace('\0', "");
        assert!(!text.contains("quorvex"), "{note}: {text}");
        assert!(![101, 206].contains(&answer.status), "{note}: {answer:?}");
        assert!(case.twist == super::cases::Twist::None || answer.status != 304, "{note}");
        for name in ["content-digest", "accept-ranges"] {
            assert_eq!(answer.header(name), None, "{note}: {answer:?}");
        }
        assert!(answer.header("etag").is_none_or(|tag| tag.starts_with("W/\"agegate-")), "{note}");
    }
    let Some(body) = answer.body.as_deref().filter(|_| case.method != "HEAD") else { return };
    let json = answer.header("content-type").is_some_and(|media| media.contains("json"))
        && case.media != "application/x-ndjson";
    let coded = client::decoded(answer, body);
    let text = utf8(answer, &coded);
    if json && !coded.is_empty() && (minor || case.is_honest()) && answer.status != 304 {
        let parsed = serde_json::from_slice::<serde_json::Value>(&text);
        assert!(parsed.is_ok(), "{note}: {}", String::from_utf8_lossy(&text));
    }
    let plain = matches!(case.ask, "" | "accept-encoding: gzip, br;q=0.5\r\n");
    if !case.is_honest() || !(plain || minor) || case.coding == "compress" || case.media.is_empty()
    {
        return;
    }
    if answer.status == 502 && String::from_utf8_lossy(&coded).contains("The shop behind") {
        // Another answer had broken the pooled connection, and nothing is asked for twice.
        seen.broken_off += 1;
        return;
    }
    if !minor && !["image/png", "application/octet-stream"].contains(&case.media) {
        seen.untouched += 1;
        assert_eq!(coded, case.plain_body(), "{note}");
    }
    if minor && case.media.starts_with("application/json") {
        seen.filtered += 1;
        let names: Vec<serde_json::Value> = serde_json::from_slice(&text).unwrap();
        let kept = names.iter().filter(|item| item["name"].as_str().unwrap().starts_with(KEPT));
        assert_eq!((names.len(), kept.count()), (6, 6), "{note}");
    }
}

/// A body in UTF-8, which may have come in UTF-16.
fn utf8(answer: &Answer, body: &[u8]) -> Vec<u8> {
    let media = answer.header("content-type").unwrap_or_default();
    let unit: fn([u8; 2]) -> u16 = match media.rsplit('=').next() {
        Some("utf-16le") => u16::from_le_bytes,
        Some("utf-16be") => u16::from_be_bytes,
        _ => return body.to_vec(),
    };
    let units: Vec<u16> = body.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units).into_bytes()
}

/// Sends the cases over connections that stay, up to three at once; a connection that ends before
/// all are answered is opened again for the rest.
async fn run(seed: u64, shop: Shop, address: SocketAddr) -> Seen {
    let mut dice = Dice(seed);
    let mut seen = Seen::default();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut number = 0;
    while number < CASES {
        let batch: Vec<(String, Case)> = (0..=dice.below(3))
            .map(|at| (format!("/{seed:x}/{}", number + at), Case::draw(&mut dice)))
            .collect();
        number += batch.len();
        let mut requests = String::new();
        for (path, case) in &batch {
            shop.set(path, case.script());
            requests.push_str(&case.request(path));
        }
        // A connection that was closed meanwhile tells so at the first read.
        let _ = stream.write_all(requests.as_bytes()).await;
        for (path, case) in &batch {
            let note = format!("seed {seed:#x}, {path}: {case:?}");
            let answer = tokio::time::timeout(PATIENCE, client::read(&mut stream, case.method));
            let answer = answer.await.unwrap_or_else(|_| panic!("no answer: {note}"));
            let ends = answer.as_ref().is_none_or(|answer| {
                answer.body.is_none() || answer.header("connection") == Some("close")
            });
            if let Some(answer) = &answer {
                check(case, answer, &mut seen, &note);
            }
            if ends {
                stream = TcpStream::connect(address).await.unwrap();
                break;
            }
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mark_never_arrives() {
    let (shop, shop_address) = Shop::open().await;
    let (address, _) = gateway(shop_address, engine("", &Events::default())).await;
    let runs = SEEDS.map(|seed| tokio::spawn(run(seed, shop.clone(), address)));
    let mut all = Seen::default();
    for run in runs {
        let seen = run.await.unwrap();
        all.answered += seen.answered;
        all.filtered += seen.filtered;
        all.untouched += seen.untouched;
        all.broken_off += seen.broken_off;
    }
    assert!(all.answered > 1_000 && all.filtered > 20 && all.untouched > 5, "{all:?}");
    assert!(all.broken_off < 40, "{all:?}");
    let asked = shop.asked();
    for request in &asked {
        let first = request.lines().next().unwrap();
        let twice = asked.iter().filter(|other| other.starts_with(first)).count();
        assert_eq!(twice, 1, "{first}");
        assert!(!request.to_ascii_lowercase().contains("\r\nupgrade:"), "{request}");
    }
    assert!(MARK.eq_ignore_ascii_case("quorvex"));
}
