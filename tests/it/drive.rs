//! Carries bytes through the kernel as an adapter would, for tests that look at one exchange.

use agegate::age::{Age, AgeBounds, Class};
use agegate::assurance::Assurance;
use agegate::clock::Timestamp;
use agegate::engine::Engine;
use agegate::exchange::{Begun, Event, Exchange, Plan};
use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use std::sync::Arc;

/// What arrived at the viewer.
pub(crate) struct Arrived {
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
    /// The answer had a right end; without it a client sees a broken stream.
    pub(crate) ended: bool,
    /// An answer of ours took the place of upstream's.
    pub(crate) replaced: bool,
    /// The most bytes the kernel held at any time.
    pub(crate) held: usize,
    /// The most bytes that one write handed on.
    pub(crate) burst: usize,
}

impl Arrived {
    fn answer(response: Response<Bytes>, held: usize) -> Self {
        let (head, body) = response.into_parts();
        let body = body.to_vec();
        Self { status: head.status, body, ended: true, replaced: true, held, burst: 0 }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A viewer who is proven to be of this age at least.
pub(crate) fn proven(age: u8) -> Assurance {
    let bounds = AgeBounds::at_least(Age(age));
    Assurance { bounds, class: Class::Verified, ..Assurance::UNKNOWN }
}

/// One GET whose answer is of this media type and made of these chunks.
pub(crate) fn get(
    engine: &Arc<Engine>,
    viewer: Option<Assurance>,
    media: &str,
    chunks: impl IntoIterator<Item = Bytes>,
) -> Arrived {
    let mut head = HeaderMap::new();
    head.insert("content-type", media.parse().unwrap());
    get_behind(engine, viewer, head, chunks)
}

/// One GET whose answer is made of these chunks, of which the last one is known to be the last.
pub(crate) fn get_to_its_end(
    engine: &Arc<Engine>,
    media: &str,
    chunks: impl IntoIterator<Item = Bytes>,
) -> Arrived {
    let mut head = HeaderMap::new();
    head.insert("content-type", media.parse().unwrap());
    exchange(engine, None, head, chunks, true)
}

/// One GET whose answer has these headers and is made of these chunks.
pub(crate) fn get_behind(
    engine: &Arc<Engine>,
    viewer: Option<Assurance>,
    head: HeaderMap,
    chunks: impl IntoIterator<Item = Bytes>,
) -> Arrived {
    exchange(engine, viewer, head, chunks, false)
}

fn exchange(
    engine: &Arc<Engine>,
    viewer: Option<Assurance>,
    head: HeaderMap,
    chunks: impl IntoIterator<Item = Bytes>,
    known_end: bool,
) -> Arrived {
    let now = Timestamp::from_millis(1_790_000_000_000);
    let request = Request::get("http://shop.example/list").body(()).unwrap();
    let (mut request, ()) = request.into_parts();
    let exchange = match Exchange::begin(engine, &mut request, viewer, now) {
        Begun::Proceed(exchange) => exchange,
        Begun::Replace(response) => return Arrived::answer(response, 0),
    };
    let (mut response, ()) = Response::new(()).into_parts();
    response.headers = head;
    let mut inspection = match exchange.on_response(response) {
        Plan::Pass(head) => {
            let body = chunks.into_iter().flatten().collect();
            let status = head.status;
            return Arrived { status, body, ended: true, replaced: false, held: 0, burst: 0 };
        }
        Plan::Replace(response) => return Arrived::answer(response, 0),
        Plan::Inspect(inspection) => inspection,
    };
    let mut arrived = Arrived {
        status: StatusCode::OK,
        body: Vec::new(),
        ended: false,
        replaced: false,
        held: 0,
        burst: 0,
    };
    let mut chunks = chunks.into_iter().peekable();
    loop {
        match chunks.next() {
            Some(chunk) if known_end && chunks.peek().is_none() => {
                inspection.write_last(chunk, now);
            }
            Some(chunk) => inspection.write(chunk, now),
            None => inspection.finish(None, now),
        }
        arrived.held = arrived.held.max(inspection.held());
        let before = arrived.body.len();
        while let Some(event) = inspection.next_event() {
            match event {
                Event::Head(head) => arrived.status = head.status,
                Event::Bytes(bytes) => arrived.body.extend_from_slice(&bytes),
                Event::Trailers(_) => {}
                Event::Replace(response) => return Arrived::answer(response, arrived.held),
                Event::Abort(_) => return arrived,
                Event::End => {
                    arrived.ended = true;
                    return arrived;
                }
            }
        }
        arrived.burst = arrived.burst.max(arrived.body.len() - before);
    }
}
