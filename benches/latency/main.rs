//! Time per stage, beside what one could use instead in the same group, and the ratios of the two.
//! Figures are ratios: machines differ.
//!
//! `cargo bench --features html --bench latency` measures all groups and ends with a table of ratios,
//! each taken in turns; `-- ratios` prints that table alone, `-- NAME` measures the rows whose name
//! contains it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark that meets what it does not expect should fail at that line"
)]

#[path = "../cases/mod.rs"]
mod cases;
mod ratios;

use agegate::AgeGateLayer;
use agegate::engine::EngineHandle;
use agegate::lexicon::Scratch;
use agegate::text::Folded;
use bytes::Bytes;
use cases::{Kind, Lowered, Naive, Peers, Terms, Texts, call, shop};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;
use tower::{Layer, service_fn};

const SIZES: [usize; 2] = [10_000, 1_000_000];
/// How many of the shipped terms are looked for.
const TERMS: usize = 5000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let named = arguments.iter().find(|argument| !argument.starts_with("--"));
    if named.is_none_or(|name| name != "ratios") {
        let mut c = Criterion::default()
            .warm_up_time(Duration::from_secs(1))
            .measurement_time(Duration::from_secs(2))
            .sample_size(50)
            .nresamples(10_000)
            .configure_from_args();
        for group in [folding, matching, json, shipped, html, terms, untouched] {
            group(&mut c);
        }
        c.final_summary();
    }
    if named.is_none_or(|name| name == "ratios") && !has("--list") {
        ratios::print(has("--test"));
    }
}

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

/// Folding and matching of the texts of listings, beside automata over the same texts.
fn matching(c: &mut Criterion) {
    let engine = cases::engine_of(&Terms::shipped(TERMS), "strict", 0);
    let peers = Peers::of(&Terms::shipped(TERMS));
    let mut group = c.benchmark_group("match");
    for size in SIZES {
        let texts = Texts::of(&cases::catalogue(size));
        let text = texts.all.as_str();
        let mut scratch = Scratch::default();
        assert!(cases::hits(&engine, &mut scratch, &texts) > 0, "something is found");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("fold+match", size), &texts, |b, texts| {
            b.iter(|| cases::hits(&engine, &mut scratch, black_box(texts)));
        });
        let raw = peers.dfa();
        group.bench_with_input(BenchmarkId::new("raw-dfa", size), text, |b, text| {
            b.iter(|| raw.find_iter(black_box(text)).count());
        });
        let mut lowered = Lowered::default();
        group.bench_with_input(BenchmarkId::new("lower", size), text, |b, text| {
            b.iter(|| lowered.of(black_box(text)).len());
        });
        automata(&mut group, &peers, size, text);
    }
    group.finish();
}

/// The automata that no number of terms makes too large, over one haystack.
fn automata(group: &mut BenchmarkGroup<'_, WallTime>, peers: &Peers, name: usize, text: &str) {
    let raw = peers.nfa();
    let found = raw.find_iter(text).count();
    group.bench_with_input(BenchmarkId::new("raw-nfa", name), text, |b, text| {
        b.iter(|| raw.find_iter(black_box(text)).count());
    });
    let (raw, mut lowered) = (peers.bytewise(), Lowered::default());
    assert_eq!(raw.leftmost_find_iter(lowered.of(text)).count(), found, "all find the same");
    group.bench_with_input(BenchmarkId::new("lower+daachorse-bytewise", name), text, |b, text| {
        b.iter(|| raw.leftmost_find_iter(lowered.of(black_box(text))).count());
    });
    let raw = peers.charwise();
    assert_eq!(raw.leftmost_find_iter(lowered.of(text)).count(), found, "all find the same");
    group.bench_with_input(BenchmarkId::new("lower+daachorse-charwise", name), text, |b, text| {
        b.iter(|| raw.leftmost_find_iter(lowered.of(black_box(text))).count());
    });
}

/// The whole filter, the raw scan of the same bytes for the same terms, the naive filter with an
/// automaton and with our own matching, and a parse without any filtering.
fn json(c: &mut Criterion) {
    let cold = Arc::new(cases::engine_of(&Terms::shipped(TERMS), "strict", 0));
    let warm = Arc::new(cases::engine_of(&Terms::shipped(TERMS), "strict", 100_000));
    let terms = Terms::shipped(TERMS);
    let (raw, mut naive) = (Peers::of(&terms).dfa(), Naive::of(&terms));
    let mut group = c.benchmark_group("json");
    for size in SIZES {
        let body = Bytes::from(cases::catalogue(size));
        let (left, written) = (cases::filter(&cold, &body), naive.filter(&cold, &body));
        assert_eq!(
            [0; 2].map(|_| cases::filter(&warm, &body)),
            [left; 2],
            "memory changes nothing"
        );
        assert!(left < body.len(), "something goes");
        assert_eq!(written, cases::by_tree(&cold, &body), "the naive filter finds as much");
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_with_input(BenchmarkId::new("raw-dfa", size), &body, |b, body| {
            b.iter(|| raw.find_iter(black_box(&body[..])).count());
        });
        group.bench_with_input(BenchmarkId::new("parse", size), &body, |b, body| {
            b.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(body)).expect("JSON"));
        });
        group.bench_with_input(BenchmarkId::new("naive", size), &body, |b, body| {
            b.iter(|| naive.filter(&cold, black_box(body)));
        });
        group.bench_with_input(BenchmarkId::new("naive-own-match", size), &body, |b, body| {
            b.iter(|| cases::by_tree(&cold, black_box(body)));
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

/// The same with all that is shipped.
fn shipped(c: &mut Criterion) {
    let mut group = c.benchmark_group("shipped");
    let body = Bytes::from(cases::catalogue(1_000_000));
    group.throughput(Throughput::Bytes(body.len() as u64));
    let raw = Peers::of(&Terms::all_shipped()).nfa();
    group.bench_function("raw-nfa", |b| b.iter(|| raw.find_iter(black_box(&body[..])).count()));
    for (name, remembered) in [("filter", 0), ("filter-again", 100_000)] {
        let engine = Arc::new(cases::engine("strict", remembered));
        group.bench_function(name, |b| b.iter(|| cases::filter(&engine, black_box(&body))));
    }
    group.finish();
}

/// The whole filter of a page beside a streaming rewriter with one handler that does nothing, and a
/// parse into a tree that is serialised again.
#[cfg(feature = "html")]
fn html(c: &mut Criterion) {
    let cold = Arc::new(cases::engine_of(&Terms::shipped(TERMS), "strict", 0));
    let warm = Arc::new(cases::engine_of(&Terms::shipped(TERMS), "strict", 100_000));
    let mut group = c.benchmark_group("html");
    let body = Bytes::from(cases::page(&cases::catalogue(200_000)));
    assert!(cases::filter_as(&cold, "text/html", &body) < body.len(), "something goes");
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("lol_html", |b| b.iter(|| cases::lol_html(black_box(&body))));
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
    let list = cases::catalogue(100_000);
    let body = Bytes::from(list.clone());
    group.throughput(Throughput::Bytes(body.len() as u64));
    for terms in [500, 5_000, 50_000] {
        let engine = Arc::new(cases::engine_of_terms(terms, "strict", 0));
        group.bench_with_input(BenchmarkId::new("filter", terms), &body, |b, body| {
            b.iter(|| cases::filter(&engine, black_box(body)));
        });
        automata(&mut group, &Peers::of(&Terms::made_up(terms)), terms, &list);
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
    #[cfg(feature = "jwt")]
    {
        let (engine, token) = cases::engine_with_token("age-only");
        let mut gated = AgeGateLayer::new(engine).layer(service_fn(shop));
        group.bench_function("layer+token", |b| {
            b.iter(|| black_box(cases::call_as(&mut gated, Some(&token))));
        });
    }
    group.finish();
}
