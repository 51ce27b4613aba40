//! What a long list costs in memory: a chunk and its largest listing, however long it is.

use agegate::clock::Timestamp;
use agegate::engine::Engine;
use agegate::exchange::{Begun, Event, Exchange, Plan};
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Request, Response, header};
use std::sync::Arc;

const LIST: usize = 100 << 20;

const CHUNK: usize = 64 << 10;

/// Of one listing here, at the most.
const LARGEST: usize = 2 << 10;

/// A list of listings, a chunk at a time; every hundredth is restricted.
struct Shelf {
    number: usize,
    made: usize,
    over: bool,
}

impl Iterator for Shelf {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        if self.over {
            return None;
        }
        let mut chunk = BytesMut::with_capacity(CHUNK + LARGEST);
        if self.number == 0 {
            chunk.extend_from_slice(b"[");
        }
        while chunk.len() < CHUNK && self.made + chunk.len() < LIST {
            let comma = if self.number == 0 { "" } else { "," };
            let name = if self.number % 100 == 7 { "Single malt whisky" } else { "Garden chair" };
            let pad = "0123456789".repeat(self.number % 150);
            let item = format!(
                "{comma}{{\"id\":\"n-{}\",\"name\":\"{name}\",\"price\":9.90,\"ean\":\"{pad}\"}}",
                self.number
            );
            chunk.extend_from_slice(item.as_bytes());
            self.number += 1;
        }
        self.made += chunk.len();
        if self.made >= LIST {
            self.over = true;
            chunk.extend_from_slice(b"]");
        }
        Some(chunk.freeze())
    }
}

#[test]
fn a_list_of_100_mib_is_held_a_chunk_at_a_time() {
    let engine = Arc::new(Engine::builder().build().unwrap());
    let now = Timestamp::from_millis(1_790_000_000_000);
    let (mut request, ()) = Request::get("/").body(()).unwrap().into_parts();
    let Begun::Proceed(exchange) = Exchange::begin(&engine, &mut request, None, now) else {
        panic!("nothing is known of the answer yet");
    };
    let mut response = Response::new(());
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    let Plan::Inspect(mut inspection) = exchange.on_response(response.into_parts().0) else {
        panic!("a list is inspected");
    };
    let (mut most, mut came, mut left) = (0, 0, 0);
    let mut shelf = Shelf { number: 0, made: 0, over: false };
    let mut ended = false;
    while !ended {
        match shelf.next() {
            Some(chunk) => {
                came += chunk.len();
                inspection.write(chunk, now);
            }
            None => inspection.finish(None, now),
        }
        most = most.max(inspection.held());
        while let Some(event) = inspection.next_event() {
            match event {
                Event::Bytes(bytes) => left += bytes.len(),
                Event::End => ended = true,
                Event::Head(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }
    let gone = came - left;
    assert!(came >= LIST && gone > came / 200 && gone < came / 50, "{gone} of {came}");
    let budget = CHUNK + 2 * LARGEST;
    assert!(most <= budget, "{most} bytes were held, {budget} are a chunk and its largest listing");
}
