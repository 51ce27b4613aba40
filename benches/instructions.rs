//! Instructions per named case, counted by valgrind's callgrind, against a committed table.
//!
//! Time differs from run to run; instructions hardly do. `cargo bench --features html --bench
//! instructions` fails where a case needs over 2 % more than `benches/instructions.tsv` says, or over 2 % less, so that
//! a gain is written down; `-- --bless` writes the table anew. `-- NAME` runs only the cases whose
//! name contains it.
//!
//! # What makes counts comparable
//! The terms are made up, so that no word that is added moves a count. valgrind shows the program at
//! most AVX2, so that run-time dispatch (memchr, libc) takes the same way on every x86-64 machine
//! that has it; the build takes no `target-cpu`. Hash keys are random in each process and move a
//! count by far less than the gate. Other architectures, compilers and C libraries count
//! differently: the table names the compiler it was made with, and under another one a difference
//! is refused only above 20 %.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark that meets what it does not expect should fail at that line"
)]

mod cases;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// How far a count may be from the table, in thousandths.
const GATE: u64 = 20;
/// The same under another compiler than the table's.
const GATE_ELSEWHERE: u64 = 200;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if let Some(name) = arguments.iter().find_map(|argument| argument.strip_prefix("--case=")) {
        run(name);
        return ExitCode::SUCCESS;
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with("--"));
    let names = cases::measured().into_iter().map(|case| case.name);
    let names: Vec<&str> =
        names.filter(|name| filter.is_none_or(|filter| name.contains(filter.as_str()))).collect();
    if has("--test") {
        names.iter().for_each(|name| run(name));
        return ExitCode::SUCCESS;
    }
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.tsv");
    let counted: Vec<(&str, u64)> = names.iter().map(|name| (*name, count(name))).collect();
    if has("--bless") {
        bless(&table, &counted);
        return ExitCode::SUCCESS;
    }
    if compare(&table, &counted) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prepares a case and takes it once.
fn run(name: &str) {
    let case = cases::measured().into_iter().find(|case| case.name == name);
    let mut take = (case.unwrap_or_else(|| panic!("no case `{name}`")).prepare)();
    // What is compiled or remembered on the first way is not counted.
    take();
    measured_region(&mut take);
}

/// What callgrind counts.
#[inline(never)]
fn measured_region(take: &mut dyn FnMut() -> usize) {
    std::hint::black_box(take());
}

/// The instructions of one case.
fn count(name: &str) -> u64 {
    let program = std::env::current_exe().expect("the path of this program");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=*measured_region*"])
        .arg(format!("--callgrind-out-file={}", out_file(name).display()))
        .arg(program)
        .arg(format!("--case={name}"))
        .output()
        .expect("valgrind, which this benchmark needs: apt-get install valgrind");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "valgrind failed on {name}:\n{said}");
    let line = said.lines().find_map(|line| line.split_once("Collected :"));
    let (_, number) = line.unwrap_or_else(|| panic!("valgrind counted nothing:\n{said}"));
    number.trim().parse().expect("a number of instructions")
}

/// Where callgrind leaves what `callgrind_annotate` shows: the profile of each case.
fn out_file(name: &str) -> PathBuf {
    let target = option_env!("CARGO_TARGET_TMPDIR").map_or_else(std::env::temp_dir, PathBuf::from);
    target.join(format!("callgrind.{}.out", name.replace('/', ".")))
}

fn compiler() -> String {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(rustc).arg("--version").output().expect("rustc");
    let version = String::from_utf8_lossy(&output.stdout);
    let number = version.split(' ').nth(1).unwrap_or_default();
    format!("{number} {}", std::env::consts::ARCH)
}

fn bless(table: &Path, counted: &[(&str, u64)]) {
    let mut lines = read(table).1;
    lines.extend(counted.iter().map(|(name, count)| ((*name).to_owned(), *count)));
    let rows: String = lines.iter().map(|(name, count)| format!("{name}\t{count}\n")).collect();
    let head = format!("# case\tinstructions, rustc {}\n", compiler());
    std::fs::write(table, head + &rows).expect("the table can be written");
    print!("{rows}");
}

/// The compiler and the counts of the table.
fn read(table: &Path) -> (String, BTreeMap<String, u64>) {
    let text = std::fs::read_to_string(table).unwrap_or_default();
    let made_with = text.lines().next().and_then(|line| line.split_once("rustc "));
    let made_with = made_with.map_or_else(String::new, |(_, version)| version.to_owned());
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    let rows = rows.filter_map(|line| line.split_once('\t'));
    (made_with, rows.filter_map(|(name, n)| Some((name.to_owned(), n.parse().ok()?))).collect())
}

/// Prints every case beside the table; whether all are near enough.
fn compare(table: &Path, counted: &[(&str, u64)]) -> bool {
    let (made_with, known) = read(table);
    let gate = if made_with == compiler() { GATE } else { GATE_ELSEWHERE };
    println!("| case | instructions | table | change |\n|---|---:|---:|---:|");
    let mut fits = true;
    for (name, count) in counted {
        let Some(before) = known.get(*name) else {
            println!("| {name} | {count} | – | new: `--bless` writes it down |");
            fits = false;
            continue;
        };
        let near = count.abs_diff(*before) * 1000 <= before * gate;
        let change = (*count as f64 / *before as f64 - 1.0) * 100.0;
        let said = if near { "" } else { " **beyond the gate**" };
        println!("| {name} | {count} | {before} | {change:+.2} %{said} |");
        fits &= near;
    }
    if !fits {
        println!("\nA case is over {} ‰ away from {}: find out why, or", gate, table.display());
        println!(
            "review and write it down with\n`cargo bench --features html --bench instructions -- --bless`."
        );
    }
    fits
}
