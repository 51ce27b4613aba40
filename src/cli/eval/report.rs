//! What was measured, as text, Markdown or JSON.

use super::score::{Counts, Share, share};
use super::{Error, Format, Measured};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Row<'m> {
    name: &'m str,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'m str,
    /// How many there are.
    labelled: u64,
    hits: u64,
    false_alarms: u64,
    misses: u64,
    precision: Option<Share>,
    recall: Option<Share>,
    f1: Option<Share>,
}

#[derive(Serialize)]
struct Flagged {
    flagged: u64,
    of: u64,
    share: Option<Share>,
}

#[derive(Serialize)]
struct Whole<'m> {
    listings: u64,
    rows: Vec<Row<'m>>,
    /// What was found and no listing of the set is labelled with, and how often.
    unlabelled: Vec<(&'m str, u64)>,
    clean: Flagged,
    hard: Flagged,
    worst: &'m [Error],
    failed: &'m [String],
}

pub(super) fn write(
    output: &mut impl Write,
    format: Format,
    measured: &Measured,
    failed: &[String],
) -> io::Result<()> {
    let flagged = |(flagged, of)| Flagged { flagged, of, share: share(flagged, of) };
    let (rows, others): (Vec<_>, Vec<_>) =
        measured.rows.iter().partition(|((name, _), _)| measured.is_labelled(name));
    let others = others.into_iter().filter(|((_, language), _)| language.is_empty());
    let whole = Whole {
        listings: measured.listings,
        rows: rows.into_iter().map(|(row, counts)| Row::of(row, *counts)).collect(),
        unlabelled: others
            .map(|((name, _), counts)| (name.as_str(), counts.false_alarms))
            .collect(),
        clean: flagged(measured.clean),
        hard: flagged(measured.hard),
        worst: &measured.errors,
        failed,
    };
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *output, &whole)?;
            output.write_all(b"\n")
        }
        Format::Text => text(output, &whole),
        Format::Markdown => markdown(output, &whole),
    }
}

impl<'m> Row<'m> {
    fn of((name, language): &'m (String, String), counts: Counts) -> Self {
        let Counts { hits, false_alarms, misses } = counts;
        Self {
            name,
            language,
            labelled: hits + misses,
            hits,
            false_alarms,
            misses,
            precision: counts.precision(),
            recall: counts.recall(),
            f1: counts.f1(),
        }
    }

    fn title(&self) -> String {
        if self.language.is_empty() { self.name.to_owned() } else { format!("  {}", self.language) }
    }
}

fn cell(share: Option<Share>) -> String {
    share.map_or_else(|| "–".to_owned(), |s| format!("{:.3} ({:.3}–{:.3})", s.value, s.low, s.high))
}

fn flagged_line(name: &str, flagged: &Flagged) -> String {
    let Flagged { flagged, of, share } = flagged;
    let share = share.map_or_else(
        || "–".to_owned(),
        |s| format!("{:.2} % ({:.2}–{:.2})", s.value * 100.0, s.low * 100.0, s.high * 100.0),
    );
    format!("{name}: {flagged} of {of} flagged, {share}")
}

fn unlabelled_line(whole: &Whole<'_>) -> Option<String> {
    let found: Vec<String> =
        whole.unlabelled.iter().map(|(name, count)| format!("{name} {count}")).collect();
    let line = format!("found, and no label of this set: {}", found.join(", "));
    (!found.is_empty()).then_some(line)
}

fn error_line(error: &Error) -> String {
    let Error { kind, name, language, hard, title, label, because, .. } = error;
    let label = if label.is_empty() { "none".to_owned() } else { label.join(", ") };
    let hard = if *hard { ", hard" } else { "" };
    let title: String = title.chars().take(120).collect();
    let because = if because.is_empty() {
        "no term speaks for it".to_owned()
    } else {
        because.iter().take(6).cloned().collect::<Vec<_>>().join("; ")
    };
    format!("{kind} {name} [{language}{hard}, labelled {label}] `{title}`: {because}")
}

fn text(output: &mut impl Write, whole: &Whole<'_>) -> io::Result<()> {
    writeln!(output, "{} listings, shares with 95 % intervals\n", whole.listings)?;
    writeln!(
        output,
        "{:26} {:>8} {:>6} {:>6} {:>6}  {:21} {:21} F1",
        "", "labelled", "hits", "false", "missed", "precision", "recall"
    )?;
    for row in &whole.rows {
        let line = format!(
            "{:26} {:>8} {:>6} {:>6} {:>6}  {:21} {:21} {:21}",
            row.title(),
            row.labelled,
            row.hits,
            row.false_alarms,
            row.misses,
            cell(row.precision),
            cell(row.recall),
            cell(row.f1)
        );
        writeln!(output, "{}", line.trim_end())?;
    }
    writeln!(output, "\n{}", flagged_line("labelled none", &whole.clean))?;
    writeln!(output, "{}", flagged_line("hard ones", &whole.hard))?;
    if let Some(line) = unlabelled_line(whole) {
        writeln!(output, "{line}")?;
    }
    if !whole.worst.is_empty() {
        writeln!(output, "\nthe worst errors")?;
    }
    for error in whole.worst {
        writeln!(output, "- {}", error_line(error))?;
    }
    for failure in whole.failed {
        writeln!(output, "under the threshold: {failure}")?;
    }
    Ok(())
}

fn markdown(output: &mut impl Write, whole: &Whole<'_>) -> io::Result<()> {
    writeln!(output, "{} listings; shares with 95 % intervals.\n", whole.listings)?;
    writeln!(output, "| | language | labelled | precision | recall | F1 |")?;
    writeln!(output, "|---|---|--:|---|---|---|")?;
    for row in &whole.rows {
        let (name, language) =
            if row.language.is_empty() { (row.name, "all") } else { ("", row.language) };
        writeln!(
            output,
            "| {name} | {language} | {} | {} | {} | {} |",
            row.labelled,
            cell(row.precision),
            cell(row.recall),
            cell(row.f1)
        )?;
    }
    writeln!(output, "\n- {}", flagged_line("labelled none", &whole.clean))?;
    writeln!(output, "- {}", flagged_line("hard ones", &whole.hard))?;
    if let Some(line) = unlabelled_line(whole) {
        writeln!(output, "- {line}")?;
    }
    writeln!(output)?;
    for error in whole.worst {
        writeln!(output, "- {}", error_line(error).replace('|', "\\|"))?;
    }
    for failure in whole.failed {
        writeln!(output, "- **under the threshold**: {failure}")?;
    }
    Ok(())
}
