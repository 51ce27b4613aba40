//! `agegate check`: everything that is wrong or odd about a configuration, and its samples.

use super::arguments::Report;
use super::fault::{Exit, Fault};
use super::listing::Listing;
use super::outline;
use super::progress::Progress;
use super::revision;
use crate::category::{CategorySet, CategoryTree};
use crate::classify::{Classifier, Facts};
use crate::clock::{Clock, Date, SystemClock};
use crate::config::{BUILT_IN, ConfigErrors, Expected, FileSet, Sample, compile_with_samples};
use crate::engine::Engine;
use crate::engine::settings::Format;
use crate::lexicon::Scratch;
use crate::policy::Rule;
use crate::rewrite::names_in;
use serde::Serialize;
use std::fmt;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Check a configuration and run its samples
///
/// Prints every error and warning with file, line and column, what is doubtful
/// about terms, every exemption from filtering, and the samples of `tests/` that
/// fail. Exit code: 0 in order (warnings aside), 1 something is wrong, 2 the
/// configuration cannot be read at all.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Example:
  $ agegate check --config shop --sample shelf.json"
)]
pub(super) struct Args {
    /// Exit with 1 on warnings too
    #[arg(long)]
    deny_warnings: bool,
    /// A document of the shop, JSON, JSON Lines, XML or HTML: warn where the `items` of a route name
    /// nothing in any of them
    #[arg(long, value_name = "FILE")]
    sample: Vec<PathBuf>,
    #[command(flatten)]
    report: Report,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Severity {
    Error,
    Warning,
    Note,
}

#[derive(Clone, Debug, Serialize)]
struct Finding {
    severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    code: &'static str,
    message: String,
}

impl Finding {
    fn at(
        place: (&str, u32, u32),
        severity: Severity,
        code: &'static str,
        message: String,
    ) -> Self {
        Self::of(Some(place), severity, code, message)
    }

    fn of(
        place: Option<(&str, u32, u32)>,
        severity: Severity,
        code: &'static str,
        message: String,
    ) -> Self {
        let file = place.map(|(file, ..)| file.to_owned());
        let (line, column) = (place.map(|(_, line, _)| line), place.map(|(.., column)| column));
        Self { severity, file, line, column, code, message }
    }
}

/// How many failed samples are shown to people; programs get all.
const MOST_SAMPLES: usize = 30;

const SAMPLE: &str = "sample";

impl Finding {
    /// Whether its place is in the built-in configuration.
    fn is_built_in(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.starts_with(BUILT_IN))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(file), Some(line), Some(column)) = (&self.file, self.line, self.column) {
            write!(f, "{file}:{line}:{column}: ")?;
        }
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        write!(f, "{severity}: {} [{}]", self.message, self.code)
    }
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    exemptions: usize,
    samples: usize,
    samples_failed: usize,
    /// Whether those that failed are built in, so that nobody but us can change them.
    #[serde(skip)]
    shipped_samples: bool,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (count, one) in
            [(self.errors, "error"), (self.warnings, "warning"), (self.exemptions, "exemption")]
        {
            write!(f, "{count} {one}{}, ", if count == 1 { "" } else { "s" })?;
        }
        match (self.samples, self.samples_failed) {
            (0, _) => f.write_str("no sample was run"),
            (all, 0) => write!(f, "0 of {all} samples failed"),
            (all, failed) => {
                write!(f, "{failed} of {all} samples failed: `agegate explain TITLE` says why")?;
                if self.shipped_samples {
                    f.write_str(
                        "; they are the shipped ones, and a `tests/` of your own stands in their place",
                    )?;
                }
                Ok(())
            }
        }
    }
}

pub(super) fn run(args: &Args, config: Option<&Path>) -> Result<Exit, Fault> {
    let documents = documents(&args.sample)?;
    let mut findings = Vec::new();
    let mut summary = Summary::default();
    if let Err(errors) = revision::read(config)
        .and_then(|files| look_at(&files, &documents, &mut findings, &mut summary))
    {
        add_errors(&errors, &mut findings);
    }
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    summary.errors = count(Severity::Error);
    summary.warnings = count(Severity::Warning);
    print(args, &findings, summary).map_err(Fault::output)?;
    let fails = summary.errors > 0 || (args.deny_warnings && summary.warnings > 0);
    Ok(if fails { Exit::Found } else { Exit::Clean })
}

fn add_errors(errors: &ConfigErrors, findings: &mut Vec<Finding>) {
    findings.extend(errors.iter().map(|error| {
        let at = error.at();
        let mut message = error.message().to_owned();
        if let Some(word) = error.suggestion() {
            message.push_str(&format!("; did you mean `{word}`?"));
        }
        Finding::at((&at.file, at.line, at.column), Severity::Error, "configuration", message)
    }));
}

fn look_at(
    files: &FileSet,
    documents: &[(Format, String)],
    findings: &mut Vec<Finding>,
    summary: &mut Summary,
) -> Result<(), ConfigErrors> {
    let (compiled, samples) = compile_with_samples(files)?;
    let exemptions = compiled.exemptions();
    findings.extend(idle_rules(&compiled.rules, SystemClock.now().date()));
    let (engine, warnings) = Engine::builder().fetches_keys().build_of(compiled, files)?;
    findings.extend(warnings.into_iter().map(|warning| {
        let severity = if warning.fails_check { Severity::Error } else { Severity::Warning };
        let at = &warning.at;
        Finding::at((&at.file, at.line, at.column), severity, warning.code, warning.message)
    }));
    findings.extend(engine.classifier().lexicon().shadowed().into_iter().map(|lint| {
        let (at, code) = (&lint.place, lint.code.name());
        Finding::at((&at.file, at.line, at.column), Severity::Warning, code, lint.message)
    }));
    summary.exemptions = exemptions.len();
    findings.extend(exemptions.into_iter().map(|exemption| {
        let at = exemption.place.as_deref().and_then(place);
        Finding::of(at, Severity::Note, "exemption", exemption.what)
    }));
    findings.extend(idle_items(&engine, documents));
    let before = findings.len();
    findings.extend(failed_samples(engine.classifier(), &samples));
    summary.samples = samples.len();
    let failed = findings.get(before..).unwrap_or_default();
    summary.samples_failed = failed.len();
    summary.shipped_samples = failed.iter().all(Finding::is_built_in);
    Ok(())
}

/// The rules that stand no more, or not for many years.
fn idle_rules(rules: &[Rule], today: Date) -> Vec<Finding> {
    const FAR: i32 = 10;
    let idle = rules.iter().filter_map(|rule| {
        let what = match (rule.from, rule.until) {
            (_, Some(until)) if until <= today => format!("ended on {until}"),
            (Some(from), _) if today.plus_years(FAR) < from => format!("begins on {from} only"),
            _ => return None,
        };
        let message = format!("the rule `{}` {what}: now it withholds nothing", rule.id);
        Some(Finding::of(None, Severity::Warning, "rule_idle", message))
    });
    idle.collect()
}

/// File, line and column of a place.
fn place(place: &str) -> Option<(&str, u32, u32)> {
    let (place, column) = place.rsplit_once(':')?;
    let (file, line) = place.rsplit_once(':')?;
    Some((file, line.parse().ok()?, column.parse().ok()?))
}

/// The documents of `--sample` with their formats.
fn documents(files: &[PathBuf]) -> Result<Vec<(Format, String)>, Fault> {
    let read = |file: &PathBuf| {
        let text = fs::read_to_string(file).map_err(|error| {
            Fault::because(format!("cannot read `{}`: {error}", file.display()))
        })?;
        let lines = file.extension().is_some_and(|ending| ending == "ndjson" || ending == "jsonl");
        let start = text.trim_start_matches('\u{feff}').trim_start();
        let begins = |with: &str| {
            start.get(..with.len()).is_some_and(|found| found.eq_ignore_ascii_case(with))
        };
        let page = file.extension().is_some_and(|ending| ending == "html" || ending == "htm");
        let format = match start.as_bytes().first() {
            Some(_) if page || begins("<!doctype html") || begins("<html") => Format::Html,
            Some(b'<') => Format::Xml,
            _ if lines => Format::JsonLines,
            Some(b'{' | b'[') => Format::Json,
            _ => {
                let name = file.display();
                return Err(Fault::because(format!("`{name}` is neither JSON nor XML nor HTML")));
            }
        };
        Ok((format, text))
    };
    files.iter().map(read).collect()
}

/// The `items` of routes that name nothing in the documents of their format.
fn idle_items(engine: &Engine, documents: &[(Format, String)]) -> Vec<Finding> {
    let settings = engine.settings();
    let mut idle = Vec::new();
    for route in &settings.routes {
        for item in &route.shape.items {
            let Ok(named) = names_in(item) else { continue };
            let speaks = |format: Format| match format {
                Format::JsonLines => named == Format::Json,
                other => named == other,
            };
            let mut asked = documents.iter().filter(|(format, _)| speaks(*format)).peekable();
            if asked.peek().is_none() {
                continue;
            }
            let limits = settings.limits.body;
            if !asked.any(|(format, text)| outline::finds(item, *format, limits, text)) {
                let message = format!(
                    "`{item}` names nothing in the documents given; `agegate explain \
                     --content-type` shows what is recognised in them"
                );
                let (severity, code) = (Severity::Warning, "items_find_nothing");
                idle.push(Finding::of(place(&route.place), severity, code, message));
            }
        }
    }
    idle
}

fn failed_samples(classifier: &Classifier, samples: &[Sample]) -> Vec<Finding> {
    let (mut facts, mut scratch) = (Facts::default(), Scratch::default());
    let tree = classifier.tree();
    let mut progress = Progress::new("samples", samples.len());
    let failed = samples.iter().filter_map(|sample| {
        progress.step();
        let (description, category) = (sample.description.as_deref(), sample.category.as_deref());
        let mut listing = Listing::of(&sample.title, description, category);
        listing.language = sample.language.as_deref().map(Into::into);
        listing.fill(&mut facts);
        let found = classifier.classify(&facts, tree.all(), &mut scratch).acting();
        let wrong = contradiction(tree, sample.expected, found)?;
        let message = format!("`{}` {wrong}", sample.title);
        let place = (&*sample.at.file, sample.at.line, sample.at.column);
        Some(Finding::at(place, Severity::Error, SAMPLE, message))
    });
    failed.collect()
}

/// How findings contradict what is expected. Who expects a group is content with what is in it.
fn contradiction(tree: &CategoryTree, expected: Expected, found: CategorySet) -> Option<String> {
    let is_found = |category| !tree.covered(category).intersection(found).is_empty();
    let (should, wrong): (_, CategorySet) = match expected {
        Expected::Found(set) => ("should be", set.iter().filter(|c| !is_found(*c)).collect()),
        Expected::NotFound(set) => ("should not be", set.iter().filter(|c| is_found(*c)).collect()),
        Expected::Nothing => ("should not be", found),
    };
    let names = |set: CategorySet| {
        let names: Vec<&str> = set.iter().map(|category| tree.name(category)).collect();
        if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
    };
    if wrong.is_empty() {
        return None;
    }
    let also = if wrong == found { String::new() } else { format!("; found: {}", names(found)) };
    Some(format!("{should} {}{also}", names(wrong)))
}

fn print(args: &Args, findings: &[Finding], summary: Summary) -> io::Result<()> {
    let mut output = BufWriter::new(io::stdout().lock());
    let mut samples = 0_usize;
    for finding in findings {
        samples += usize::from(finding.code == SAMPLE);
        if args.report.is_json() {
            serde_json::to_writer(&mut output, finding)?;
            output.write_all(b"\n")?;
        } else if finding.code != SAMPLE || samples <= MOST_SAMPLES {
            writeln!(output, "{finding}")?;
        }
    }
    if let Some(more) = samples.checked_sub(MOST_SAMPLES).filter(|more| *more > 0)
        && !args.report.is_json()
    {
        writeln!(output, "and {more} more samples; `--report json` names all")?;
    }
    if args.report.is_json() {
        serde_json::to_writer(&mut output, &serde_json::json!({ "summary": summary }))?;
        output.write_all(b"\n")?;
    } else {
        writeln!(output, "{summary}")?;
    }
    output.flush()
}
