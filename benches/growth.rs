//! How the cost of filtering grows: with the size of a body, with how many listings it is cut into,
//! with the number of terms and of rules, and what a second thread brings.
//!
//! `cargo bench --bench growth` takes the points of each line in turns, keeps the least time of each,
//! prints them with the exponent of the growth between the first and the last (1 is linear, 0 does
//! not grow), and draws them into `target/growth.svg`, both axes logarithmic. Times are of this
//! machine; exponents are what to compare.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark that meets what it does not expect should fail at that line"
)]

mod cases;

use agegate::config::FileSet;
use agegate::engine::Engine;
use bytes::Bytes;
use cases::{Kind, engine_of_terms, filter, list};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// One line of the plot.
struct Growth {
    name: &'static str,
    /// What grows, and what is done there.
    points: Vec<(usize, Box<dyn FnMut()>)>,
}

fn main() {
    let test = std::env::args().any(|argument| argument == "--test");
    let rounds = if test { 1 } else { 15 };
    let mut lines = Vec::new();
    println!("| what grows | to | least time | exponent |\n|---|---:|---:|---:|");
    for make in [body, listings, terms, rules, threads] {
        let mut growth = make(test);
        let mut least = vec![Duration::MAX; growth.points.len()];
        for _ in 0..rounds {
            for (least, (_, run)) in least.iter_mut().zip(&mut growth.points) {
                let start = Instant::now();
                run();
                *least = start.elapsed().min(*least);
            }
        }
        let points: Vec<(f64, f64)> = (growth.points.iter().zip(&least))
            .map(|((at, _), least)| (*at as f64, least.as_secs_f64()))
            .collect();
        let ((x0, y0), (x1, y1)) = (points[0], points[points.len() - 1]);
        for (index, (x, y)) in points.iter().enumerate() {
            let exponent = if index + 1 == points.len() && x1 > x0 {
                format!("{:.2}", (y1 / y0).ln() / (x1 / x0).ln())
            } else {
                String::new()
            };
            println!("| {} | {x} | {:.3} ms | {exponent} |", growth.name, y * 1e3);
        }
        lines.push((growth.name, points));
    }
    if !test {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/growth.svg");
        std::fs::write(&target, draw(&lines)).expect("the plot can be written");
        println!("\n{}", target.display());
    }
}

fn point(at: usize, mut run: impl FnMut() -> usize + 'static) -> (usize, Box<dyn FnMut()>) {
    let run = move || {
        std::hint::black_box(run());
    };
    (at, Box::new(run))
}

fn body(test: bool) -> Growth {
    let engine = Arc::new(engine_of_terms(5000, "strict", 0));
    let sizes: &[usize] =
        if test { &[10_000, 100_000] } else { &[10_000, 100_000, 1_000_000, 10_000_000] };
    let points = sizes.iter().map(|&size| {
        let (engine, body) = (Arc::clone(&engine), Bytes::from(list(size, Kind::Restricted)));
        point(size, move || filter(&engine, &body))
    });
    Growth { name: "bytes of the body", points: points.collect() }
}

/// The same megabyte in fewer and in more listings.
fn listings(_: bool) -> Growth {
    let engine = Arc::new(engine_of_terms(5000, "strict", 0));
    let points = [100, 1000, 10_000].map(|count: usize| {
        let engine = Arc::clone(&engine);
        let text = "Oiled acacia, with two cushions. ".repeat(1_000_000 / count / 33);
        let listings: Vec<String> = (0..count)
            .map(|n| format!("{{\"id\":\"item-{n}\",\"name\":\"Chair {n}\",\"text\":\"{text}\"}}"))
            .collect();
        let body = Bytes::from(format!("[{}]", listings.join(",")));
        point(count, move || filter(&engine, &body))
    });
    Growth { name: "listings in 1 MB", points: points.into() }
}

fn terms(test: bool) -> Growth {
    let body = Bytes::from(list(100_000, Kind::Restricted));
    let counts: &[usize] = if test { &[500, 5000] } else { &[500, 5000, 50_000] };
    let points = counts.iter().map(|&terms| {
        let (engine, body) = (Arc::new(engine_of_terms(terms, "strict", 0)), body.clone());
        point(terms, move || filter(&engine, &body))
    });
    Growth { name: "terms, 100 KB", points: points.collect() }
}

/// Rules about what the body holds, all of which must be satisfied.
fn rules(test: bool) -> Growth {
    let body = Bytes::from(list(100_000, Kind::Restricted));
    let counts: &[usize] = if test { &[10, 100] } else { &[10, 100, 1000] };
    let points = counts.iter().map(|&count| {
        let mut policy = String::new();
        for number in 0..count {
            let category = ["alcohol_spirits", "ecigarette_vape", "knife_blade"][number % 3];
            let _ = writeln!(
                policy,
                "[[rule]]\nid = \"rule-{number}\"\ncategory = \"{category}\"\nmin_age = 18\n\
                 assurance = \"verified\"\naction = \"omit\"\nsource = \"made up\"\n"
            );
        }
        let settings = "preset = \"strict\"\n[jurisdiction]\ndefault = \"DE\"\n\
                        [limits]\nremembered_findings = 0\n";
        let lists = [
            ("lexicon/alcohol_spirits/en.toml", "strong = [\"whisky\"]\n"),
            ("lexicon/ecigarette_vape/en.toml", "strong = [\"disposable vape\"]\n"),
        ];
        let own = [("agegate.toml", settings), ("policies/rules.toml", policy.as_str())];
        let files = FileSet::from_memory(own.into_iter().chain(lists));
        let engine = Engine::builder().files(files).build().expect("made-up rules compile");
        let (engine, body) = (Arc::new(engine), body.clone());
        point(count, move || filter(&engine, &body))
    });
    Growth { name: "rules, 100 KB", points: points.collect() }
}

/// Each thread filters as much as one alone does: where there is a core for each, as fast.
fn threads(_: bool) -> Growth {
    let engine = Arc::new(engine_of_terms(5000, "strict", 0));
    let body = Bytes::from(list(1_000_000, Kind::Restricted));
    let points = [1, 2].map(|count| {
        let (engine, body) = (Arc::clone(&engine), body.clone());
        point(count, move || {
            thread::scope(|scope| {
                let all: Vec<_> =
                    (0..count).map(|_| scope.spawn(|| filter(&engine, &body))).collect();
                all.into_iter().map(|one| one.join().expect("no panic")).sum()
            })
        })
    });
    Growth { name: "threads, 1 MB each", points: points.into() }
}

/// The lines on logarithmic axes.
fn draw(lines: &[(&str, Vec<(f64, f64)>)]) -> String {
    const COLOURS: [&str; 5] = ["#0b6e4f", "#1f4e99", "#b3541e", "#7a3e9d", "#555555"];
    const WIDTH: f64 = 760.0;
    const HEIGHT: f64 = 520.0;
    const EDGE: f64 = 90.0;
    let all = || lines.iter().flat_map(|(_, points)| points);
    let span = |value: fn(&(f64, f64)) -> f64| {
        let logs = || all().map(|point| value(point).log10());
        (logs().fold(f64::MAX, f64::min).floor(), logs().fold(f64::MIN, f64::max).ceil())
    };
    let ((x0, x1), (y0, y1)) = (span(|p| p.0), span(|p| p.1));
    let x = |value: f64| EDGE + (value.log10() - x0) / (x1 - x0) * (WIDTH - 2.0 * EDGE);
    let y = |value: f64| HEIGHT - EDGE - (value.log10() - y0) / (y1 - y0) * (HEIGHT - 2.0 * EDGE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for power in x0 as i32..=x1 as i32 {
        let at = x(10_f64.powi(power));
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.0} {EDGE}V{:.0}\" stroke=\"#ddd\"/><text x=\"{at:.0}\" y=\"{:.0}\" \
             text-anchor=\"middle\">{}</text>",
            HEIGHT - EDGE,
            HEIGHT - EDGE + 18.0,
            10_u64.pow(power as u32)
        );
    }
    for power in y0 as i32..=y1 as i32 {
        let at = y(10_f64.powi(power));
        let _ = writeln!(
            svg,
            "<path d=\"M{EDGE} {at:.0}H{:.0}\" stroke=\"#ddd\"/><text x=\"{:.0}\" y=\"{:.0}\" \
             text-anchor=\"end\">{} ms</text>",
            WIDTH - EDGE,
            EDGE - 6.0,
            at + 4.0,
            10_f64.powi(power + 3)
        );
    }
    for (index, (name, points)) in lines.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        let path: Vec<String> =
            points.iter().map(|(a, b)| format!("{:.1},{:.1}", x(*a), y(*b))).collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\
             <text x=\"{}\" y=\"{}\" fill=\"{colour}\">{name}</text>",
            path.join(" "),
            EDGE + 8.0,
            16.0 + 15.0 * index as f64
        );
    }
    svg + "</svg>\n"
}
