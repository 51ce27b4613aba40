//! Instructions per named case, counted by valgrind's callgrind, against a committed table.
//!
//! Time differs from run to run; instructions hardly do. `cargo bench --features html --bench
//! instructions` fails where a case needs over 2 % more than `benches/instructions.tsv` says, or over
//! 2 % less, so that a gain is written down; `-- --bless` writes the table anew. `-- NAME` runs only
//! the cases whose name contains it.
//!
//! # Does it hold?
//! `-- --slow=5` makes every case slower by 5 % of what the table says, by a loop inside the region
//! that is counted, and is refused; `-- --slow=1` passes where the code is as the table says.
//!
//! # What makes counts comparable
//! The terms are made up, so that no word that is added moves a count, but for the cases `shipped/…`,
//! which may differ by 10 %. valgrind shows the program at
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

#[path = "../cases/mod.rs"]
mod cases;
mod gate;

use gate::{Row, Table};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let number = |flag: &str| {
        let value = arguments.iter().find_map(|argument| argument.strip_prefix(flag));
        value.map_or(0, |value| value.parse().unwrap_or_else(|_| panic!("{flag}NUMBER")))
    };
    if let Some(name) = arguments.iter().find_map(|argument| argument.strip_prefix("--case=")) {
        run(name, number("--spin="));
        return ExitCode::SUCCESS;
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with("--"));
    let names = cases::measured().into_iter().map(|case| case.name);
    let names: Vec<&str> =
        names.filter(|name| filter.is_none_or(|filter| name.contains(filter.as_str()))).collect();
    if has("--test") {
        names.iter().for_each(|name| run(name, 0));
        return ExitCode::SUCCESS;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.tsv");
    let mut table = Table::read(&std::fs::read_to_string(&path).unwrap_or_default());
    let slow = number("--slow=");
    let per_spin = if slow == 0 { 1 } else { instructions_per_spin() };
    let spin = |name: &str| table.counts.get(name).map_or(0, |count| count * slow / 100 / per_spin);
    let counted: Vec<(&str, u64)> =
        names.iter().map(|name| (*name, count(name, spin(name)))).collect();
    if has("--bless") {
        assert_eq!(slow, 0, "a deliberate slowdown is not written down");
        table.compiler = compiler();
        table.counts.extend(counted.iter().map(|(name, count)| ((*name).to_owned(), *count)));
        std::fs::write(&path, table.to_string()).expect("the table can be written");
        print!("{table}");
        return ExitCode::SUCCESS;
    }
    let rows = table.compare(&compiler(), &counted);
    print!("{}", gate::report(&rows));
    if rows.iter().all(Row::fits) {
        return ExitCode::SUCCESS;
    }
    println!(
        "\nA case is too far away from {}: find out why, or review and write it down with\n\
         `cargo bench --features html --bench instructions -- --bless`.",
        path.display()
    );
    ExitCode::FAILURE
}

/// Prepares a case and takes it once.
fn run(name: &str, spin: u64) {
    let mut take: Box<dyn FnMut() -> usize> = if name == NOTHING {
        Box::new(|| 0)
    } else {
        let case = cases::measured().into_iter().find(|case| case.name == name);
        (case.unwrap_or_else(|| panic!("no case `{name}`")).prepare)()
    };
    // What is compiled or remembered on the first way is not counted.
    take();
    measured_region(&mut take, spin);
}

/// A case without a way.
const NOTHING: &str = "nothing";

/// What callgrind counts.
#[inline(never)]
fn measured_region(take: &mut dyn FnMut() -> usize, spin: u64) {
    black_box(take());
    for step in 0..spin {
        black_box(step);
    }
}

/// What the loop of a deliberate slowdown takes each time round.
fn instructions_per_spin() -> u64 {
    const SPINS: u64 = 100_000;
    count(NOTHING, SPINS) / SPINS
}

/// The instructions of one case.
fn count(name: &str, spin: u64) -> u64 {
    let program = std::env::current_exe().expect("the path of this program");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=*measured_region*"])
        .arg(format!("--callgrind-out-file={}", out_file(name).display()))
        .arg(program)
        .args([format!("--case={name}"), format!("--spin={spin}")])
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
