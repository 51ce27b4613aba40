//! What was measured, for people and for programs.

use super::measure::{Budget, Filtered, Measured, Spread, time};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::Duration;

/// A table, as pull requests and job summaries show it.
pub(super) fn markdown(measured: &Measured, budgets: &[Budget]) -> String {
    let mut text = format!(
        "`{}`: {} bytes in, {} out, {}; {} units judged, {} withheld; {} rounds\n\n",
        measured.page,
        measured.bytes,
        measured.left,
        measured.outcome,
        measured.judged,
        measured.withheld,
        measured.rounds,
    );
    text.push_str("| | least | median | p99 |\n|---|---:|---:|---:|\n");
    for (name, spread) in [
        ("plain", measured.plain),
        ("filtered", measured.cold.whole),
        ("**added**", measured.cold.added),
        ("filtered, units remembered", measured.warm.whole),
        ("**added**, units remembered", measured.warm.added),
    ] {
        let [least, median, p99] = [spread.least, spread.median, spread.p99].map(time);
        let _ = writeln!(text, "| {name} | {least} | {median} | {p99} |");
    }
    let _ = writeln!(
        text,
        "\nratio {:.2} (medians, filtered to plain); throughput {:.0} MB/s, {:.0} MB/s remembered; \
         {} bytes held at most",
        measured.ratio(),
        throughput(measured, &measured.cold),
        throughput(measured, &measured.warm),
        measured.held,
    );
    for Budget { name, limit, measured, kept } in budgets {
        let verdict = if *kept { "within" } else { "**above**" };
        let _ = writeln!(text, "\n{name} {measured} is {verdict} its budget of {limit}");
    }
    text
}

/// The same as one JSON object; times in microseconds.
pub(super) fn json(measured: &Measured, budgets: &[Budget]) -> String {
    let way = |way: &Filtered| {
        json!({
            "whole": spread(way.whole),
            "added": spread(way.added),
            "mb_per_s": throughput(measured, way),
        })
    };
    let budget = |budget: &Budget| {
        json!({
            "name": budget.name,
            "limit": budget.limit,
            "measured": budget.measured,
            "kept": budget.kept,
        })
    };
    let value = json!({
        "page": measured.page,
        "rounds": measured.rounds,
        "bytes_in": measured.bytes,
        "bytes_out": measured.left,
        "outcome": measured.outcome,
        "units_judged": measured.judged,
        "units_withheld": measured.withheld,
        "held_bytes": measured.held,
        "ratio": measured.ratio(),
        "plain": spread(measured.plain),
        "filtered": way(&measured.cold),
        "filtered_remembered": way(&measured.warm),
        "budgets": budgets.iter().map(budget).collect::<Vec<_>>(),
    });
    format!("{value}\n")
}

fn spread(spread: Spread) -> Value {
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    json!({
        "least_us": micros(spread.least),
        "median_us": micros(spread.median),
        "p99_us": micros(spread.p99),
    })
}

/// Megabytes of the page for each second in the filter.
fn throughput(measured: &Measured, way: &Filtered) -> f64 {
    let seconds = way.added.median.as_secs_f64();
    if seconds > 0.0 { measured.bytes as f64 / 1e6 / seconds } else { 0.0 }
}
