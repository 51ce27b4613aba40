//! `agegate eval`: how well the configuration tells labelled listings apart.

mod report;
mod require;
pub(super) mod score;

use super::fault::{Exit, Fault};
use super::labelled::{self, LEFT_OUT, Labelled, Part, Reader};
use super::listing;
use super::progress::Progress;
use super::revision;
use crate::category::{Category, CategorySet, CategoryTree};
use crate::classify::{Findings, Strength};
use clap::ValueEnum;
use require::Requirement;
use score::Counts;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Measure the configuration on labelled listings
///
/// Reads JSON Lines, an object each: what `classify` reads, and `label` (a group or
/// category, a list of them, or `none`), `hard` (true for one easily mistaken),
/// `lang`. Shows precision, recall and F1 with 95 % intervals, per group and
/// language, how many of the others are flagged, and the worst errors with their
/// reasons. Exit code: 0 in order, 1 under a threshold given, 2 unreadable input.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Example:
  $ agegate eval labelled.jsonl --require adult.precision=0.97 --require adult/de.recall=0.9 \\
      --require flagged/hard=0.01"
)]
pub(super) struct Args {
    /// The files; none, or `-`: stdin
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What the rows are of
    #[arg(long, value_enum, default_value_t = By::Group)]
    by: By,
    /// Categories that do not count as found: shown to everyone, and not what a label of their
    /// group means
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = LEFT_OUT)]
    leave_out: Vec<String>,
    /// A threshold: NAME[/LANG].precision, .recall or .f1 at least, `flagged` or `flagged/hard` at
    /// most; may be repeated
    #[arg(long, value_name = "WHAT=SHARE", value_parser = Requirement::parse)]
    require: Vec<Requirement>,
    /// Only a part, drawn by title: `2/5` is the second of five
    #[arg(long, value_name = "PART", value_parser = Part::parse)]
    part: Option<Part>,
    /// How many of the worst errors are shown, of false alarms and misses each
    #[arg(long, value_name = "N", default_value_t = 10)]
    worst: usize,
    /// The form of the report
    #[arg(long = "report", alias = "format", value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// Groups such as `alcohol`.
    Group,
    /// Single categories such as `alcohol_spirits`, for sets that are labelled with them.
    Category,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for people.
    Text,
    /// One object.
    Json,
    /// Tables for a report.
    Markdown,
}

/// Everything that was measured.
#[derive(Debug, Default)]
struct Measured {
    listings: u64,
    /// By name, then by language; the language of all is empty.
    rows: BTreeMap<(String, String), Counts>,
    /// Of the listings labelled `none`: how many something is withheld of, and how many there are.
    clean: (u64, u64),
    hard: (u64, u64),
    errors: Vec<Error>,
}

/// One wrong answer.
#[derive(Clone, Debug, Serialize)]
struct Error {
    kind: &'static str,
    /// What was wrongly found or missed.
    name: String,
    language: String,
    hard: bool,
    title: String,
    label: Vec<String>,
    /// Why it was found, or what spoke for it and was not enough.
    because: Vec<String>,
    #[serde(skip)]
    weight: usize,
}

pub(super) fn run(args: &Args, config: Option<&Path>) -> Result<Exit, Fault> {
    let engine = revision::engine(config)?;
    for name in args.require.iter().filter_map(Requirement::category) {
        labelled::category(engine.tree(), name).map_err(Fault::because)?;
    }
    let inputs = labelled::inputs(&args.files)?;
    let listings = labelled::listings(&inputs, engine.tree(), args.part)?;
    let mut reader = Reader::new(engine.classifier(), &args.leave_out)?;
    let mut measured = Measured::default();
    let mut progress = Progress::new("reading", listings.len());
    for labelled in &listings {
        let findings = reader.read(&labelled.listing);
        measured.add(args.by, labelled, &findings, &reader);
        progress.step();
    }
    drop(progress);
    measured.keep_worst(args.worst);
    let failed: Vec<String> =
        args.require.iter().filter_map(|requirement| requirement.failure(&measured)).collect();
    let mut output = BufWriter::new(io::stdout().lock());
    report::write(&mut output, args.format, &measured, &failed)
        .and_then(|()| output.flush())
        .map_err(Fault::output)?;
    Ok(if failed.is_empty() { Exit::Clean } else { Exit::Found })
}

impl Measured {
    fn add(&mut self, by: By, labelled: &Labelled<'_>, findings: &Findings, reader: &Reader<'_>) {
        let tree = reader.classifier.tree();
        self.listings += 1;
        let name_of = |category: Category| match by {
            By::Group => tree.root(category),
            By::Category => category,
        };
        let there: CategorySet = labelled.labels.iter().map(|label| name_of(*label)).collect();
        let found: CategorySet =
            findings.items.iter().map(|finding| name_of(finding.category)).collect();
        for category in there.union(found).iter() {
            let (is_found, is_there) = (is_in(tree, category, found), is_in(tree, category, there));
            let name = tree.name(category).to_owned();
            for language in ["", &*labelled.language] {
                let row = (name.clone(), language.to_owned());
                self.rows.entry(row).or_default().add(is_found, is_there);
            }
            if is_found != is_there {
                self.errors.push(Error::of(category, is_found, labelled, findings, reader));
            }
        }
        if labelled.labels.is_empty() {
            let flagged = u64::from(reader.restricts(findings));
            for (count, counts) in [(&mut self.clean, true), (&mut self.hard, labelled.hard)] {
                if counts {
                    *count = (count.0 + flagged, count.1 + 1);
                }
            }
        }
    }

    /// Whether any listing of the set is labelled with it.
    fn is_labelled(&self, name: &str) -> bool {
        let all = self.rows.get(&(name.to_owned(), String::new()));
        all.is_some_and(|all| all.hits + all.misses > 0)
    }

    fn keep_worst(&mut self, most: usize) {
        // Where a set does not label a group, nothing is said of what is found of it.
        let mut errors = std::mem::take(&mut self.errors);
        errors.retain(|error| self.is_labelled(&error.name));
        self.errors = errors;
        self.errors.sort_by(|a, b| (b.weight, &a.title).cmp(&(a.weight, &b.title)));
        let mut left = BTreeMap::from([(FALSE_ALARM, most), (MISS, most)]);
        self.errors.retain(|error| {
            let left = left.entry(error.kind).or_default();
            let keep = *left > 0;
            *left = left.saturating_sub(1);
            keep
        });
    }
}

const FALSE_ALARM: &str = "false alarm";

const MISS: &str = "miss";

/// Who labels a group is content with what is in it, and who finds a category has its group.
fn is_in(tree: &CategoryTree, category: Category, set: CategorySet) -> bool {
    !tree.covered(category).intersection(set).is_empty()
}

impl Error {
    fn of(
        category: Category,
        found: bool,
        labelled: &Labelled<'_>,
        findings: &Findings,
        reader: &Reader<'_>,
    ) -> Self {
        let (tree, lexicon) = (reader.classifier.tree(), reader.classifier.lexicon());
        let family = tree.covered(tree.root(category));
        let mut weight: usize = 0;
        let because: Vec<String> = if found {
            let own = findings.items.iter().filter(|finding| family.contains(finding.category));
            own.flat_map(|finding| {
                weight += if finding.strength == Strength::Declared { 1 } else { 10 };
                listing::evidence(&finding.evidence).into_iter().map(String::from)
            })
            .collect()
        } else {
            // A miss is the worse the less speaks for it: nobody will find it by looking at words.
            weight = 100;
            let explained = lexicon.explain(&labelled.listing.title, &mut Default::default());
            let own = explained.hits.iter().filter(|hit| family.contains(hit.category));
            own.filter_map(|hit| {
                weight = weight.saturating_sub(10);
                let term = lexicon.term(hit.term)?.id.to_owned();
                let innocent = hit.taken_back_by.and_then(|id| lexicon.term(id));
                Some(match innocent {
                    Some(other) => format!("{term}, {} by {}", other.kind.name(), other.id),
                    None => format!("{term}, not enough alone"),
                })
            })
            .collect()
        };
        Self {
            kind: if found { FALSE_ALARM } else { MISS },
            name: tree.name(category).to_owned(),
            language: labelled.language.clone().into_owned(),
            hard: labelled.hard,
            title: labelled.listing.name().into_owned(),
            label: labelled.labels.iter().map(|label| tree.name(*label).to_owned()).collect(),
            because,
            weight: weight + usize::from(labelled.hard),
        }
    }
}
