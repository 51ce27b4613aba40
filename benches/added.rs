//! The latency that the layer adds to a request: the same service with and without it, in turn, so
//! that what disturbs the machine disturbs both.
//!
//! `cargo bench --bench added` prints a table; `-- --test` takes each way a few times only.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark that meets what it does not expect should fail at that line"
)]

mod cases;

use agegate::AgeGateLayer;
use agegate::engine::EngineHandle;
use bytes::Bytes;
use cases::{Kind, call_as};
use http::{HeaderValue, Request, Response, header};
use http_body_util::Full;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::hint::black_box;
use std::time::{Duration, Instant};
use tower::{Layer, Service, service_fn};

/// A service, its viewer and its body.
struct Case {
    name: &'static str,
    preset: &'static str,
    remembered: usize,
    viewer: Viewer,
    media_type: &'static str,
    body: Bytes,
    rounds: usize,
}

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Viewer {
    Stranger,
    /// The shop's own login says that they are of age.
    Adult,
    /// A token says so with every request.
    #[cfg(feature = "jwt")]
    Token,
}

fn cases() -> Vec<Case> {
    let json = |name, remembered, bytes, kind, rounds| Case {
        name,
        preset: "strict",
        remembered,
        viewer: Viewer::Stranger,
        media_type: "application/json",
        body: Bytes::from(cases::list(bytes, kind)),
        rounds,
    };
    let adult = |name, media_type| Case {
        name,
        preset: "age-only",
        remembered: 0,
        viewer: Viewer::Adult,
        media_type,
        body: Bytes::from(cases::list(10_000, Kind::Restricted)),
        rounds: 100_000,
    };
    let png: &[u8] = b"\x89PNG\r\n\x1a\n and the rest of a picture that nobody reads";
    vec![
        adult("proven adult, JSON", "application/json"),
        adult("proven adult, picture", "image/png"),
        #[cfg(feature = "jwt")]
        Case { viewer: Viewer::Token, ..adult("proven adult by token, JSON", "application/json") },
        Case {
            viewer: Viewer::Stranger,
            preset: "strict",
            body: Bytes::from_static(png),
            ..adult("stranger, picture", "image/png")
        },
        json("stranger, 10 KB clean", 0, 10_000, Kind::Clean, 4000),
        json("stranger, 10 KB clean, remembered", 100_000, 10_000, Kind::Clean, 4000),
        json("stranger, 10 KB, 5 % restricted", 0, 10_000, Kind::Restricted, 4000),
        json("stranger, 100 KB, 5 % restricted", 0, 100_000, Kind::Restricted, 600),
        json("stranger, 1 MB, 5 % restricted", 0, 1_000_000, Kind::Restricted, 60),
        json("stranger, 1 MB clean, remembered", 100_000, 1_000_000, Kind::Clean, 60),
    ]
}

fn main() {
    let test = std::env::args().any(|argument| argument == "--test");
    println!("| case | bare p50 | added min | added p50 | added p99 |\n|---|---:|---:|---:|---:|");
    for case in cases() {
        let rounds = if test { 3 } else { case.rounds };
        let (bare, gated) = measure(&case, rounds);
        let [min, p50, p99] = [0, 50, 99].map(|percent| {
            nanos(percentile(&gated, percent).saturating_sub(percentile(&bare, percent)))
        });
        println!("| {} | {} | {min} | {p50} | {p99} |", case.name, nanos(percentile(&bare, 50)));
    }
}

fn shop(case: &Case) -> impl Fn(Request<()>) -> Answer + Clone + use<> {
    let (body, media_type) = (case.body.clone(), HeaderValue::from_static(case.media_type));
    move |_| {
        let mut response = Response::new(Full::new(body.clone()));
        response.headers_mut().insert(header::CONTENT_TYPE, media_type.clone());
        ready(Ok(response))
    }
}

type Answer = Ready<Result<Response<Full<Bytes>>, Infallible>>;

/// What each round took, sorted, without the layer and with it.
fn measure(case: &Case, rounds: usize) -> (Vec<Duration>, Vec<Duration>) {
    let (engine, token) = match case.viewer {
        #[cfg(feature = "jwt")]
        Viewer::Token => {
            let (engine, token) = cases::engine_with_token(case.preset);
            (engine, Some(token))
        }
        _ => (cases::engine(case.preset, case.remembered), None),
    };
    let adult = case.viewer == Viewer::Adult;
    let layer =
        AgeGateLayer::new(EngineHandle::from(engine)).assurance(move |_| adult.then(cases::adult));
    let mut bare = service_fn(shop(case));
    let mut gated = layer.layer(service_fn(shop(case)));
    let (mut without, mut with) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
    for round in 0..rounds + rounds / 10 {
        let times = (time(&mut bare, token.as_ref()), time(&mut gated, token.as_ref()));
        // The first tenth warms caches.
        if round >= rounds / 10 {
            without.push(times.0);
            with.push(times.1);
        }
    }
    without.sort_unstable();
    with.sort_unstable();
    (without, with)
}

fn time<S, B>(service: &mut S, token: Option<&HeaderValue>) -> Duration
where
    S: Service<Request<()>, Response = Response<B>, Error = Infallible>,
    B: http_body::Body<Data = Bytes>,
{
    let started = Instant::now();
    let body = call_as(service, token);
    black_box(cases::read(body));
    started.elapsed()
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1]
}

fn nanos(time: Duration) -> String {
    match time.as_nanos() {
        nanos @ 0..10_000 => format!("{nanos} ns"),
        nanos => format!("{:.1} µs", nanos as f64 / 1e3),
    }
}
