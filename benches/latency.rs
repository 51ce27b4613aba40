//! Time per stage, beside a baseline in the same group. Figures are ratios: machines differ.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark that meets what it does not expect should fail at that line"
)]

mod cases;

use agegate::AgeGateLayer;
use agegate::engine::EngineHandle;
use agegate::text::Folded;
use bytes::Bytes;
use cases::{Kind, call, shop};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;
use tower::{Layer, service_fn};

const SIZES: [usize; 2] = [10_000, 1_000_000];

fn folding(c: &mut Criterion) {
    let mut group = c.benchmark_group("fold");
    for size in SIZES {
        let text = cases::list(size, Kind::Clean);
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
        let body = Bytes::from(cases::list(size, Kind::Restricted));
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

/// The whole filter of a page beside a streaming rewriter with one handler that does nothing, and a
/// parse into a tree that is serialised again.
#[cfg(feature = "html")]
fn html(c: &mut Criterion) {
    let cold = Arc::new(cases::engine_of_terms(5000, "strict", 0));
    let warm = Arc::new(cases::engine_of_terms(5000, "strict", 100_000));
    let mut group = c.benchmark_group("html");
    let body = Bytes::from(cases::page(200_000, Kind::Restricted));
    assert!(cases::filter_as(&cold, "text/html", &body) < body.len(), "something goes");
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("lol_html", |b| {
        b.iter(|| {
            let handler = lol_html::element!(".card", |_| Ok(()));
            let settings = lol_html::Settings::new().append_element_content_handler(handler);
            let mut written = 0;
            let mut rewriter =
                lol_html::HtmlRewriter::new(settings, |chunk: &[u8]| written += chunk.len());
            rewriter.write(black_box(&body)).expect("HTML");
            rewriter.end().expect("HTML");
            written
        });
    });
    group.bench_function("parse-serialise", |b| {
        let text = std::str::from_utf8(&body).expect("UTF-8");
        b.iter(|| scraper::Html::parse_document(black_box(text)).html().len());
    });
    group.bench_function("filter", |b| {
        b.iter(|| cases::filter_as(&cold, "text/html", black_box(&body)));
    });
    group.bench_function("filter-again", |b| {
        b.iter(|| cases::filter_as(&warm, "text/html", black_box(&body)));
    });
    group.finish();
}

#[cfg(not(feature = "html"))]
fn html(_: &mut Criterion) {}

/// How the cost grows with the number of terms, beside automata over the same terms.
fn terms(c: &mut Criterion) {
    let mut group = c.benchmark_group("terms");
    let body = Bytes::from(cases::list(100_000, Kind::Restricted));
    group.throughput(Throughput::Bytes(body.len() as u64));
    for terms in [500, 5_000, 50_000] {
        let engine = Arc::new(cases::engine_of_terms(terms, "strict", 0));
        group.bench_with_input(BenchmarkId::new("filter", terms), &body, |b, body| {
            b.iter(|| cases::filter(&engine, black_box(body)));
        });
        let raw = cases::raw_scan_of(terms);
        group.bench_with_input(BenchmarkId::new("raw-nfa", terms), &body, |b, body| {
            b.iter(|| raw.find_iter(black_box(&body[..])).count());
        });
    }
    group.finish();
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

criterion_group!(benches, folding, json, html, terms, untouched);
criterion_main!(benches);
