//! Time per stage, beside its peers in the same group. Compare only rows of one run: figures are
//! ratios, machines differ. Every case asserts its result before it is timed.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a benchmark may stop"
)]

mod cases;

use agegate::lexicon::Scratch;
use agegate::text::Folded;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use cases::{Body, KeepAll, Script, Stock, Words, filter, naive, rewrite, scan, shelf, texts};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::Value;
use std::hint::black_box;

const SIZES: [(&str, usize); 4] =
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
fn json(c: &mut Criterion) {
    let words = Words::new(5_000);
    let raw = raw(&words, AhoCorasickKind::DFA);
    for (size, bytes) in SIZES {
        let script = Script::Mixed;
        let Body { json, restricted, .. } = shelf(bytes, Stock::Disguised, script, &words);
        let mut group = c.benchmark_group(format!("json/{size}"));
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

criterion_group!(benches, matching, json);
criterion_main!(benches);
