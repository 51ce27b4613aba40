//! Nothing restricted comes out beside the body: marked listings behind every combination of
//! method, range, condition, coding, media type, cut and viewer.

mod asking;
mod at_once;
mod buckets;
mod charsets;
mod codings;
mod conditions;
mod forms;
mod headers;
mod places;
mod recoded;
mod routes;
mod unreadable;

use agegate::age::{Age, AgeBounds, Class};
use agegate::assurance::Assurance;
use agegate::clock::Timestamp;
use agegate::engine::Engine;
use agegate::exchange::{Begun, Event, Exchange, Plan};
use bytes::Bytes;
pub(crate) use codings::encode;
use codings::{CODINGS, readable, undone};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use std::sync::Arc;

/// Stands in every restricted listing and nowhere else.
const MARK: &str = "Quorvex";
/// Stands in every other listing; the word inside «Essex» is nobody's.
const KEPT: &str = "Essex toy fair";

fn shelf() -> Vec<u8> {
    let mut listings = Vec::new();
    for n in 0..12 {
        listings.push(if n % 3 == 1 {
            format!(
                r#"{{"id":"quorvex-{n}00","name":"{MARK} single malt whisky {n}","price":"39.00"}}"#
            )
        } else {
            format!(r#"{{"id":"fair-{n}00","name":"{KEPT} {n}","price":"9.00"}}"#)
        });
    }
    format!("[{}]", listings.join(",")).into_bytes()
}

#[derive(Clone, Debug)]
struct Case {
    method: Method,
    ask: &'static [(&'static str, &'static str)],
    codings: &'static [&'static str],
    media: &'static str,
    cut: usize,
    age: Option<u8>,
}

const ASKS: [&[(&str, &str)]; 5] = [
    &[],
    &[("range", "bytes=0-80")],
    &[("range", "bytes=40-"), ("if-range", "\"shelf\"")],
    &[("if-none-match", "\"shelf\"")],
    &[("if-modified-since", "Wed, 01 Jan 2025 00:00:00 GMT"), ("accept-encoding", "gzip, br")],
];
const MEDIA: [&str; 5] = [
    "application/json",
    "Application/Problem+JSON; charset=UTF-8",
    "text/plain",
    "image/png",
    "application/octet-stream",
];
const CUTS: [usize; 3] = [1, 7, 65_536];
const AGES: [Option<u8>; 3] = [None, Some(15), Some(30)];

fn cases() -> impl Iterator<Item = Case> {
    let methods = [Method::GET, Method::HEAD, Method::POST];
    methods.into_iter().flat_map(|method| {
        ASKS.into_iter().flat_map(move |ask| {
            let method = method.clone();
            CODINGS.into_iter().flat_map(move |codings| {
                let method = method.clone();
                MEDIA.into_iter().flat_map(move |media| {
                    let method = method.clone();
                    CUTS.into_iter().flat_map(move |cut| {
                        let method = method.clone();
                        AGES.into_iter().map(move |age| Case {
                            method: method.clone(),
                            ask,
                            codings,
                            media,
                            cut,
                            age,
                        })
                    })
                })
            })
        })
    })
}

/// An upstream that does as it is asked, and codes whatever was asked for.
fn upstream(case: &Case, asked: &HeaderMap, coded: &[u8]) -> Response<Vec<Bytes>> {
    let mut status = StatusCode::OK;
    let mut body = coded;
    if asked.contains_key("if-none-match") || asked.contains_key("if-modified-since") {
        status = StatusCode::NOT_MODIFIED;
        body = &[];
    } else if asked.contains_key("range") {
        status = StatusCode::PARTIAL_CONTENT;
        body = &coded[..coded.len() / 2];
    }
    let mut response = Response::builder()
        .status(status)
        .header("content-type", case.media)
        .header("content-length", body.len())
        .header("etag", "\"shelf\"")
        .header("last-modified", "Wed, 01 Jan 2025 00:00:00 GMT")
        .header("repr-digest", "sha-256=:AAAA:")
        .header("accept-ranges", "bytes")
        .header("cache-control", "public, s-maxage=600");
    for coding in case.codings {
        response = response.header("content-encoding", *coding);
    }
    if case.method == Method::HEAD {
        body = &[];
    }
    response.body(body.chunks(case.cut).map(Bytes::copy_from_slice).collect()).unwrap()
}

/// What arrives: a head and a body; no body if the stream ended with an error.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
}

impl Answer {
    fn whole(response: Response<Bytes>) -> Self {
        let (head, body) = response.into_parts();
        Self { status: head.status, headers: head.headers, body: Some(body.to_vec()) }
    }
}

fn answer(engine: &Arc<Engine>, case: &Case, coded: &[u8]) -> Answer {
    let now = Timestamp::from_millis(1_790_000_000_000);
    let mut request = Request::builder().method(case.method.clone()).uri("http://shop.example/l");
    for (name, value) in case.ask {
        request = request.header(*name, *value);
    }
    let (mut request, ()) = request.body(()).unwrap().into_parts();
    let viewer = case.age.map(|age| {
        let upper = (age < 18).then_some(Age(age));
        let bounds = AgeBounds { lower: Age(age), upper };
        Assurance { bounds, class: Class::Verified, ..Assurance::UNKNOWN }
    });
    let exchange = match Exchange::begin(engine, &mut request, viewer, now) {
        Begun::Proceed(exchange) => exchange,
        Begun::Replace(response) => return Answer::whole(response),
    };
    let (head, chunks) = upstream(case, &request.headers, coded).into_parts();
    let mut inspection = match exchange.on_response(head) {
        Plan::Pass(head) => {
            let body = Some(chunks.concat());
            return Answer { status: head.status, headers: head.headers, body };
        }
        Plan::Replace(response) => return Answer::whole(response),
        Plan::Inspect(inspection) => inspection,
    };
    let mut chunks = chunks.into_iter();
    let mut head = None;
    let mut body = Vec::new();
    loop {
        match chunks.next() {
            Some(chunk) => inspection.write(chunk, now),
            None => inspection.finish(None, now),
        }
        while let Some(event) = inspection.next_event() {
            let ended = match event {
                Event::Head(parts) => {
                    head = Some(parts);
                    continue;
                }
                Event::Bytes(bytes) => {
                    body.extend_from_slice(&bytes);
                    continue;
                }
                Event::Trailers(_) => continue,
                Event::Replace(response) => return Answer::whole(response),
                Event::Abort(_) => None,
                Event::End => Some(std::mem::take(&mut body)),
            };
            let head = head.expect("a head comes before the end");
            return Answer { status: head.status, headers: head.headers, body: ended };
        }
    }
}

fn listings(body: &[u8]) -> Vec<String> {
    let list: serde_json::Value = serde_json::from_slice(body).expect("the output parses");
    let names = list.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap());
    names.map(str::to_owned).collect()
}

#[test]
fn the_mark_never_arrives_for_a_restricted_viewer() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    let shelf = shelf();
    let coded: Vec<Vec<u8>> = CODINGS.iter().map(|names| encode(names, &shelf)).collect();
    let mut seen = 0;
    let mut filtered = 0;
    for case in cases() {
        let at = CODINGS.iter().position(|names| *names == case.codings).unwrap();
        let answer = answer(&engine, &case, &coded[at]);
        seen += 1;
        let body = answer.body.unwrap_or_default();
        let minor = case.age.is_none_or(|age| age < 18);
        let json = case.media.to_ascii_lowercase().contains("json");
        if json {
            let control = answer.headers["cache-control"].to_str().unwrap();
            assert!(control == "private, no-cache" || control == "no-store", "{case:?}");
        }
        if let Some(length) = answer.headers.get("content-length") {
            let sent = case.method == Method::HEAD || length == &*body.len().to_string();
            assert!(sent, "{case:?}: {length:?} for {} bytes", body.len());
        }
        if !minor {
            continue;
        }
        assert!(![206, 304].contains(&answer.status.as_u16()), "{case:?}");
        assert_eq!(answer.headers.get("accept-ranges"), None, "{case:?}");
        for (name, _) in &answer.headers {
            let stale = ["last-modified", "repr-digest"].contains(&name.as_str());
            assert!(!stale || case.media == "image/png", "{case:?}: {name}");
        }
        if let Some(tag) = answer.headers.get("etag") {
            assert!(tag.to_str().unwrap().starts_with("W/\"agegate-"), "{case:?}: {tag:?}");
        }
        let coding = answer.headers.get("content-encoding").map(|name| name.to_str().unwrap());
        let asked = case.ask.iter().any(|(name, _)| *name == "accept-encoding");
        assert!(coding.is_none() || (asked && coding == Some("br")), "{case:?}: {coding:?}");
        let body = if case.method == Method::HEAD { body } else { undone(coding, &body) };
        let text = String::from_utf8_lossy(&body);
        assert!(!text.to_lowercase().contains("quorvex"), "{case:?}: {text}");
        let read = json && case.method != Method::HEAD && readable(case.codings);
        if read {
            filtered += 1;
            let names = listings(&body);
            assert_eq!(names.len(), 8, "{case:?}: {names:?}");
            assert!(names.iter().all(|name| name.starts_with(KEPT)), "{case:?}: {names:?}");
        }
    }
    assert!(seen > 4_000 && filtered > 500, "{seen} combinations, {filtered} filtered");
}

#[test]
fn an_adult_gets_every_listing_whatever_the_coding() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    let shelf = shelf();
    for codings in CODINGS.into_iter().filter(|names| readable(names)) {
        let (ask, media, age) = (ASKS[0], MEDIA[0], Some(30));
        let case = Case { method: Method::GET, ask, codings, media, cut: 7, age };
        let answer = answer(&engine, &case, &encode(codings, &shelf));
        assert_eq!(answer.body.as_deref(), Some(shelf.as_slice()), "{case:?}");
    }
}
