//! How the cost of filtering grows: with the size of a body, with how many listings it is cut into,
//! with the number of terms, of rules and of categories, and what a second thread brings.
//!
//! `cargo bench --bench growth` takes the points of each line in turns, keeps the least time of each,
//! fits a power law to them (exponent 1 is linear, 0 does not grow), fails where one grows faster
//! than linear, and draws all into `target/growth.svg`, both axes logarithmic; `-- --bless` draws
//! into the guide instead. Times are of this machine; exponents are what to compare.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark that meets what it does not expect should fail at that line"
)]

#[path = "../cases/mod.rs"]
mod cases;
mod plot;

use agegate::config::FileSet;
use agegate::engine::Engine;
use bytes::Bytes;
use cases::{Kind, engine_of_terms, filter, list};
use plot::Line;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// How fast a cost may grow: linear, with room for caches that a small body fits into.
const LINEAR: f64 = 1.15;

/// One line of the plot.
struct Growth {
    name: &'static str,
    points: Vec<Point>,
}

/// What grows, and what is done there.
type Point = (usize, Box<dyn FnMut()>);

fn main() -> ExitCode {
    let has = |flag: &str| std::env::args().any(|argument| argument == flag);
    let test = has("--test");
    let rounds = if test { 2 } else { 15 };
    let (mut lines, mut linear) = (Vec::new(), true);
    println!("| what grows | to | least time | exponent |\n|---|---:|---:|---:|");
    for make in [body, listings, terms, rules, categories] {
        let Growth { name, points } = make(test);
        let points = least_times(points, rounds);
        let exponent = exponent(&points);
        linear &= test || exponent <= LINEAR;
        for (index, (x, y)) in points.iter().enumerate() {
            let last = index + 1 == points.len();
            let said = if last { format!("{exponent:.2}") } else { String::new() };
            println!("| {name} | {x} | {:.3} ms | {said} |", y * 1e3);
        }
        lines.push(Line { name: format!("{name}: exponent {exponent:.2}"), points });
    }
    println!("\n| threads | MB per second | × one |\n|---|---:|---:|");
    let points = least_times(threads(), rounds);
    for (count, seconds) in &points {
        let (rate, of_one) = (count / seconds, count / seconds * points[0].1);
        println!("| {count} | {rate:.1} | {of_one:.2} |");
    }
    if !test {
        let place = if has("--bless") { "src/guide/growth.svg" } else { "target/growth.svg" };
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(place);
        std::fs::write(&place, plot::draw(&lines)).expect("the plot can be written");
        println!("\n{}", place.display());
    }
    if linear {
        return ExitCode::SUCCESS;
    }
    println!("\nA cost grows faster than linear: its exponent is above {LINEAR}.");
    ExitCode::FAILURE
}

/// The least of the times that each point took, in seconds.
fn least_times(mut points: Vec<Point>, rounds: usize) -> Vec<(f64, f64)> {
    let mut least = vec![Duration::MAX; points.len()];
    for _ in 0..rounds {
        for (least, (_, run)) in least.iter_mut().zip(&mut points) {
            let start = Instant::now();
            run();
            *least = start.elapsed().min(*least);
        }
    }
    let found = points.iter().zip(&least);
    found.map(|((at, _), least)| (*at as f64, least.as_secs_f64())).collect()
}

/// The exponent of the power law nearest to the points: the slope of the line through their
/// logarithms that leaves the least squares.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = logs.len() as f64;
    let mean = |value: fn(&(f64, f64)) -> f64| logs.iter().map(value).sum::<f64>() / count;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let both: f64 = logs.iter().map(|(a, b)| (a - x) * (b - y)).sum();
    both / logs.iter().map(|(a, _)| (a - x).powi(2)).sum::<f64>()
}

fn point(at: usize, mut run: impl FnMut() -> usize + 'static) -> Point {
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
    let counts: &[usize] = if test { &[10, 100] } else { &[10, 100, 1000] };
    let points = counts.iter().map(|&count| {
        let known = ["alcohol_spirits", "ecigarette_vape", "knife_blade"];
        let rules: String = (0..count).map(|number| rule(number, known[number % 3])).collect();
        filtering(
            count,
            &[
                ("policies/rules.toml", &rules),
                ("lexicon/alcohol_spirits/en.toml", "strong = [\"whisky\"]\n"),
                ("lexicon/ecigarette_vape/en.toml", "strong = [\"disposable vape\"]\n"),
            ],
        )
    });
    Growth { name: "rules, 100 KB", points: points.collect() }
}

/// The same 5,000 terms and a rule for each category, in fewer and in more categories.
fn categories(test: bool) -> Growth {
    let counts: &[usize] = if test { &[4, 16] } else { &[4, 16, 64, 128] };
    let points = counts.iter().map(|&count| {
        let (mut categories, mut rules) = (String::new(), String::new());
        let mut lists = vec![String::from("strong = ["); count];
        let known = ["whisky", "disposable vape", "hunting knife"].map(str::to_owned);
        for (number, phrase) in known.into_iter().chain(cases::phrases(5000)).enumerate() {
            let _ = write!(lists[number % count], "\"{phrase}\", ");
        }
        let mut files = Vec::new();
        for (number, list) in lists.into_iter().enumerate() {
            let name = format!("shelf_{number}");
            let _ = writeln!(
                categories,
                "[[category]]\nid = \"{name}\"\nkind = \"age\"\nnote = \"made up\"\nprose = false\n"
            );
            rules.push_str(&rule(number, &name));
            files.push((format!("lexicon/{name}/en.toml"), list + "]\n"));
        }
        let mut files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        files.extend([("categories.toml", &*categories), ("policies/rules.toml", &*rules)]);
        filtering(count, &files)
    });
    Growth { name: "categories, 100 KB", points: points.collect() }
}

/// A rule by which nobody sees a category who is not verified to be of age.
fn rule(number: usize, category: &str) -> String {
    format!(
        "[[rule]]\nid = \"rule-{number}\"\ncategory = \"{category}\"\nmin_age = 18\n\
         assurance = \"verified\"\naction = \"omit\"\nsource = \"made up\"\n\n"
    )
}

/// Filters 100 KB by a configuration of these files.
fn filtering(at: usize, files: &[(&str, &str)]) -> Point {
    let settings = "preset = \"strict\"\n[jurisdiction]\ndefault = \"DE\"\n\
                    [limits]\nremembered_findings = 0\n";
    let files = [("agegate.toml", settings)].into_iter().chain(files.iter().copied());
    let engine = Engine::builder().files(FileSet::from_memory(files)).build();
    let engine = Arc::new(engine.expect("what is made up compiles"));
    let body = Bytes::from(list(100_000, Kind::Restricted));
    assert!(filter(&engine, &body) < body.len(), "something goes");
    point(at, move || filter(&engine, &body))
}

/// Each thread filters a megabyte: where there is a core for each, two are twice as much.
fn threads() -> Vec<Point> {
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
    points.into()
}
