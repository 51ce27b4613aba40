//! One exchange through the kernel, with the shop as a function.

use crate::drive::proven;
use agegate::assurance::Assurance;
use agegate::clock::Timestamp;
use agegate::engine::Engine;
use agegate::exchange::{Begun, Event, Exchange, Plan};
use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use std::sync::Arc;

/// What a client receives.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) trailers: HeaderMap,
    pub(super) text: String,
}

impl From<Response<Bytes>> for Answer {
    fn from(response: Response<Bytes>) -> Self {
        let (head, body) = response.into_parts();
        let text = String::from_utf8_lossy(&body).into_owned();
        Self { status: head.status, headers: head.headers, trailers: HeaderMap::new(), text }
    }
}

/// A viewer proven to be grown up.
pub(super) fn adult() -> Option<Assurance> {
    Some(proven(30))
}

/// What comes of a request, given what the shop answers to the request that reaches it.
pub(super) fn ask(
    engine: &Arc<Engine>,
    viewer: Option<Assurance>,
    request: Request<()>,
    shop: impl FnOnce(&HeaderMap) -> (Response<&'static str>, Option<HeaderMap>),
) -> Answer {
    let now = Timestamp::from_millis(1_790_000_000_000);
    let (mut request, ()) = request.into_parts();
    let exchange = match Exchange::begin(engine, &mut request, viewer, now) {
        Begun::Proceed(exchange) => exchange,
        Begun::Replace(response) => return response.into(),
    };
    let (response, trailers) = shop(&request.headers);
    let (head, body) = response.into_parts();
    let mut inspection = match exchange.on_response(head) {
        Plan::Pass(head) => return Response::from_parts(head, Bytes::from(body)).into(),
        Plan::Replace(response) => return response.into(),
        Plan::Inspect(inspection) => inspection,
    };
    inspection.write(Bytes::from(body), now);
    inspection.finish(trailers, now);
    let mut answer = Answer::from(Response::new(Bytes::new()));
    while let Some(event) = inspection.next_event() {
        match event {
            Event::Head(head) => (answer.status, answer.headers) = (head.status, head.headers),
            Event::Bytes(bytes) => answer.text.push_str(&String::from_utf8_lossy(&bytes)),
            Event::Trailers(trailers) => answer.trailers = trailers,
            Event::Replace(response) => return response.into(),
            Event::Abort(error) => panic!("{error}"),
            Event::End => {}
        }
    }
    answer
}
