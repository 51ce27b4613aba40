//! Instructions per case, counted by valgrind's callgrind: the same on every quiet or busy machine.
//!
//! `cargo bench --bench instructions` compares with `benches/instructions.txt` and fails where a
//! case costs over 2 % more; `-- --bless` writes that file, so that a change of cost is a diff to
//! review. Without valgrind it says so and passes, except where `CI=true`.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a benchmark may stop"
)]

#[path = "cases/invented.rs"]
mod invented;

use invented::{KeepAll, Script, Stock, Words, filter, rewrite, scan, shelf, texts};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::process::{Command, ExitCode, Stdio};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.txt");
/// How much more a case may cost before the gate closes, in percent.
const MORE: f64 = 2.0;
const CASES: [&str; 8] = [
    "fold",
    "match ascii",
    "match mixed",
    "json clean ascii",
    "json clean mixed",
    "json restricted mixed",
    "json disguised mixed",
    "splice alone",
];

#[inline(never)]
fn measured(work: &mut dyn FnMut() -> usize) -> usize {
    black_box(work())
}

fn run(case: &str) {
    let words = Words::new(500);
    let body = |stock, script| shelf(100_000, stock, script, &words);
    let json = |stock, script| {
        let body = body(stock, script);
        assert_eq!(filter(&body.json, &words), body.restricted, "{case}");
        measured(&mut || filter(&body.json, &words));
    };
    let matching = |script| {
        let body = body(Stock::Restricted, script);
        let texts = texts(&body.json);
        let mut scratch = agegate::lexicon::Scratch::default();
        assert!(scan(&texts, &words, &mut scratch) >= body.restricted, "{case}");
        measured(&mut || scan(&texts, &words, &mut scratch));
    };
    match case {
        "fold" => {
            let texts = texts(&body(Stock::Clean, Script::Mixed).json);
            let mut folded = agegate::text::Folded::default();
            // Tables are built when they are first used.
            texts.iter().for_each(|text| folded.fold(text));
            measured(&mut || {
                texts.iter().for_each(|text| folded.fold(black_box(text)));
                texts.len()
            });
        }
        "match ascii" => matching(Script::Ascii),
        "match mixed" => matching(Script::Mixed),
        "json clean ascii" => json(Stock::Clean, Script::Ascii),
        "json clean mixed" => json(Stock::Clean, Script::Mixed),
        "json restricted mixed" => json(Stock::Restricted, Script::Mixed),
        "json disguised mixed" => json(Stock::Disguised, Script::Mixed),
        "splice alone" => {
            let body = body(Stock::Clean, Script::Mixed);
            assert_eq!(rewrite(&body.json, &mut KeepAll), body.json.len());
            measured(&mut || rewrite(&body.json, &mut KeepAll));
        }
        _ => unreachable!("no case `{case}`"),
    }
}

fn count(case: &str) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--callgrind-out-file=/dev/null"])
        .arg("--toggle-collect=*instructions*measured*")
        .arg(std::env::current_exe().ok()?)
        .args(["--case", case])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .ok()?;
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "case `{case}` failed:\n{log}");
    let line = log.lines().find(|line| line.contains("Collected :"))?;
    line.rsplit(' ').next()?.parse().ok().filter(|&count| count > 0)
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--case") {
        run(&args[at + 1]);
        return ExitCode::SUCCESS;
    }
    let quick = args.iter().any(|arg| arg == "--test");
    if quick {
        CASES.into_iter().for_each(run);
        return ExitCode::SUCCESS;
    }
    let valgrind = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    if valgrind.is_err() {
        println!("skipped: valgrind is not installed, so nothing was counted");
        let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        return if ci { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    }
    let before: BTreeMap<String, u64> = std::fs::read_to_string(TABLE)
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.rsplit_once(' '))
        .filter_map(|(name, count)| Some((name.trim().to_owned(), count.parse().ok()?)))
        .collect();
    let mut table = String::new();
    let mut failed = false;
    for case in CASES {
        let Some(now) = count(case) else {
            println!("{case:<24} not counted: callgrind gave no number");
            failed = true;
            continue;
        };
        writeln!(table, "{case:<24} {now}").unwrap();
        let Some(&then) = before.get(case) else {
            println!("{case:<24} {now:>12}  not in the table; run with --bless");
            failed = true;
            continue;
        };
        let more = (now as f64 / then as f64 - 1.0) * 100.0;
        let verdict = if more > MORE { "TOO MUCH" } else { "ok" };
        failed |= more > MORE;
        println!("{case:<24} {now:>12}  {more:+.2} %  {verdict}");
    }
    if args.iter().any(|arg| arg == "--bless") {
        std::fs::write(TABLE, table).unwrap();
        println!("written to {TABLE}");
        return ExitCode::SUCCESS;
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
