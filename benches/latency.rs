//! Time per stage, beside a baseline in the same group. Figures are ratios: machines differ.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a benchmark that meets what it does not expect should fail at that line"
)]

mod cases;
#[path = "cases/invented.rs"]
mod invented;

use agegate::AgeGateLayer;
use agegate::engine::EngineHandle;
use agegate::lexicon::Scratch;
use agegate::text::Folded;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use http::{HeaderValue, Request, Response, header};
use http_body_util::Full;
use invented::{Body, KeepAll, Script, Stock, Words, filter, naive, rewrite, scan, shelf, texts};
use serde_json::Value;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use tower::{Layer, Service, service_fn};

const SIZES: [usize; 2] = [10_000, 1_000_000];

fn folding(c: &mut Criterion) {
    let mut group = c.benchmark_group("fold");
    for size in SIZES {
        let text = cases::list(size, false);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("copy", size), &text, |b, text| {
            b.iter(|| black_box(text.clone()));
        });
        let mut folded = Folded::default();
        group.bench_with_input(BenchmarkId::new("fold", size), &text, |b, text| {
            b.iter(|| folded.fold(black_box(text)));
        });
    }
    group.finish();
}

/// The whole filter, the raw scan of the same bytes for the same terms, the naive filter, and a
/// parse without any filtering.
fn json(c: &mut Criterion) {
    let cold = Arc::new(cases::engine("strict", 0));
    let warm = Arc::new(cases::engine("strict", 100_000));
    let raw = cases::raw_scan();
    let mut group = c.benchmark_group("json");
    for size in SIZES {
        let body = Bytes::from(cases::list(size, true));
        let (left, naive) = (cases::filter(&cold, &body), cases::naive(&cold, &body));
        assert_eq!(
            [0; 2].map(|_| cases::filter(&warm, &body)),
            [left; 2],
            "memory changes nothing"
        );
        assert!(left < body.len() && naive < body.len(), "something goes");
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_with_input(BenchmarkId::new("raw-scan", size), &body, |b, body| {
            b.iter(|| raw.find_iter(black_box(&body[..])).count());
        });
        group.bench_with_input(BenchmarkId::new("parse", size), &body, |b, body| {
            b.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(body)).expect("JSON"));
        });
        group.bench_with_input(BenchmarkId::new("naive", size), &body, |b, body| {
            b.iter(|| cases::naive(&cold, black_box(body)));
        });
        group.bench_with_input(BenchmarkId::new("filter", size), &body, |b, body| {
            b.iter(|| cases::filter(&cold, black_box(body)));
        });
        group.bench_with_input(BenchmarkId::new("filter-again", size), &body, |b, body| {
            b.iter(|| cases::filter(&warm, black_box(body)));
        });
    }
    group.finish();
}

fn shop(_: Request<()>) -> Ready<Result<Response<Full<Bytes>>, Infallible>> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"{}")));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    ready(Ok(response))
}

fn call<S, B>(service: &mut S) -> B
where
    S: Service<Request<()>, Response = Response<B>, Error = Infallible>,
{
    let response = pin!(service.call(Request::new(())));
    match response.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(response)) => response.into_body(),
        Poll::Ready(Err(never)) => match never {},
        Poll::Pending => panic!("the shop answers at once"),
    }
}

/// A proven adult whom nothing restricts, beside the bare service.
fn untouched(c: &mut Criterion) {
    let mut group = c.benchmark_group("untouched");
    let mut bare = service_fn(shop);
    group.bench_function("bare", |b| b.iter(|| black_box(call(&mut bare))));
    let handle = EngineHandle::from(cases::engine("age-only", 0));
    let layer = AgeGateLayer::new(handle).assurance(|_| Some(cases::adult()));
    let mut gated = layer.layer(service_fn(shop));
    group.bench_function("layer", |b| b.iter(|| black_box(call(&mut gated))));
    group.finish();
}

const STEPS: [(&str, usize); 4] =
    [("10KB", 10_000), ("100KB", 100_000), ("1MB", 1_000_000), ("10MB", 10_000_000)];

fn raw(words: &Words, kind: AhoCorasickKind) -> AhoCorasick {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(kind))
        .build(&words.phrases)
        .unwrap()
}

fn daachorse(words: &Words) -> daachorse::DoubleArrayAhoCorasick<u32> {
    daachorse::DoubleArrayAhoCorasickBuilder::new()
        .match_kind(daachorse::MatchKind::LeftmostLongest)
        .build(&words.phrases)
        .unwrap()
}

/// The fold and the match, without JSON.
fn matching(c: &mut Criterion) {
    for (name, count) in [("500", 500), ("5000", 5_000), ("50000", 50_000)] {
        let words = Words::new(count);
        for script in [Script::Ascii, Script::Mixed] {
            let body = shelf(1_000_000, Stock::Restricted, script, &words);
            let texts = texts(&body.json);
            let mut scratch = Scratch::default();
            let mut group = c.benchmark_group(format!("match/{name}/{script:?}"));
            group.throughput(Throughput::Bytes(texts.iter().map(|t| t.len() as u64).sum()));
            assert!(scan(&texts, &words, &mut scratch) >= body.restricted);
            group.bench_function("agegate", |b| b.iter(|| scan(&texts, &words, &mut scratch)));
            let mut folded = Folded::default();
            group.bench_function("fold", |b| {
                b.iter(|| texts.iter().for_each(|text| folded.fold(black_box(text))));
            });
            // A DFA over 50,000 phrases takes half a gigabyte.
            let kinds = [AhoCorasickKind::ContiguousNFA, AhoCorasickKind::DFA];
            for kind in &kinds[..if count > 5_000 { 1 } else { 2 }] {
                let raw = raw(&words, *kind);
                group.bench_function(format!("aho-corasick {kind:?}"), |b| {
                    b.iter(|| texts.iter().map(|text| raw.find_iter(text).count()).sum::<usize>());
                });
            }
            let daachorse = daachorse(&words);
            group.bench_function("daachorse", |b| {
                let count = |text: &String| daachorse.leftmost_find_iter(text).count();
                b.iter(|| texts.iter().map(count).sum::<usize>());
            });
            group.finish();
        }
    }
}

/// The full filter of a JSON body, with 5,000 terms.
fn growth(c: &mut Criterion) {
    let words = Words::new(5_000);
    let raw = raw(&words, AhoCorasickKind::DFA);
    for (size, bytes) in STEPS {
        let script = Script::Mixed;
        let Body { json, restricted, .. } = shelf(bytes, Stock::Disguised, script, &words);
        let mut group = c.benchmark_group(format!("growth/{size}"));
        group.throughput(Throughput::Bytes(json.len() as u64));
        assert_eq!(filter(&json, &words), restricted);
        assert_eq!(naive(&json, &words), restricted);
        for stock in [Stock::Clean, Stock::Restricted, Stock::Disguised] {
            for script in [Script::Ascii, Script::Mixed] {
                let body = shelf(bytes, stock, script, &words);
                assert_eq!(filter(&body.json, &words), body.restricted);
                let id = BenchmarkId::new("agegate", format!("{stock:?}/{script:?}"));
                group.bench_with_input(id, &body, |b, body| {
                    b.iter(|| filter(&body.json, &words));
                });
            }
        }
        assert_eq!(rewrite(&json, &mut KeepAll), json.len());
        group.bench_function("splice alone", |b| b.iter(|| rewrite(&json, &mut KeepAll)));
        group.bench_function("naive", |b| b.iter(|| naive(&json, &words)));
        group.bench_function("serde_json Value", |b| {
            b.iter(|| serde_json::from_slice::<Value>(black_box(&json)).unwrap());
        });
        group.bench_function("aho-corasick DFA", |b| b.iter(|| raw.find_iter(&json).count()));
        group.bench_function("copy", |b| b.iter(|| black_box(json.to_vec())));
        group.finish();
    }
}

criterion_group!(benches, folding, json, untouched, matching, growth);
criterion_main!(benches);
