//! Time per stage, beside a baseline in the same group. Figures are ratios: machines differ.

use agegate::text::Folded;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

fn shelf(bytes: usize) -> String {
    const LINES: [&str; 4] = [
        "Garden chair made of oiled acacia wood, foldable, with two cushions. ",
        "Küchenmaschine mit Rührschüssel aus Edelstahl, 1200 Watt, leise. ",
        "Wooden train set with forty pieces for children from three years. ",
        "Handcreme mit Mandelöl, zieht schnell ein, ohne Parfüm. ",
    ];
    LINES
        .iter()
        .cycle()
        .scan(0, |len, line| {
            *len += line.len();
            (*len < bytes).then_some(*line)
        })
        .collect()
}

fn folding(c: &mut Criterion) {
    let mut group = c.benchmark_group("fold");
    for size in [10_000, 1_000_000] {
        let text = shelf(size);
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

criterion_group!(benches, folding);
criterion_main!(benches);
