//! `agegate classify`: listings in, categories out, a line each.

use super::arguments::tell_of_stdin;
use super::fault::{Exit, Fault};
use super::listing::{self, Listing};
use super::revision;
use crate::category::CategorySet;
use crate::classify::{Classifier, Facts};
use crate::lexicon::Scratch;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Write};
use std::path::Path;

/// The most bytes of one line; more is no listing.
const LONGEST_LINE: u64 = 16 << 20;

const BUFFER: usize = 256 << 10;

/// Say of each listing which categories it belongs to, restricted or not
///
/// Reads JSON Lines from stdin, an object each: `id`, `title`, and where known
/// `description`, `category` (a path as `A > B > C`), `labels` (an object or a
/// list), `lang`. Writes a line each in the same order. A line that cannot be read
/// is reported on stderr and left out; the others are done, and the exit code is 2.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Example:
  $ echo '{\"id\":1,\"title\":\"Highland single malt whisky 0.7 l\"}' | agegate classify"
)]
pub(super) struct Args {}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a Value,
    categories: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    category: &'a str,
    group: &'a str,
    strength: &'static str,
    evidence: Vec<Cow<'a, str>>,
}

pub(super) fn run(_: &Args, config: Option<&Path>) -> Result<Exit, Fault> {
    let engine = revision::engine(config)?;
    let mut worker = Worker {
        wanted: engine.tree().all(),
        classifier: engine.classifier(),
        facts: Facts::default(),
        scratch: Scratch::default(),
        output: BufWriter::with_capacity(BUFFER, io::stdout().lock()),
    };
    tell_of_stdin("listings, a JSON object a line,");
    let mut input = BufReader::with_capacity(BUFFER, io::stdin().lock());
    let mut line = Vec::new();
    let mut exit = Exit::Clean;
    for number in 1_u64.. {
        line.clear();
        // Whoever waits for an answer before the next question gets it.
        if input.buffer().is_empty() {
            worker.output.flush().map_err(Fault::output)?;
        }
        let unreadable = |error| Fault::because(format!("cannot read stdin: {error}"));
        let mut limited = input.by_ref().take(LONGEST_LINE);
        if limited.read_until(b'\n', &mut line).map_err(unreadable)? == 0 {
            break;
        }
        let cut = limited.limit() == 0 && line.last() != Some(&b'\n');
        let done = if cut {
            input.skip_until(b'\n').map_err(unreadable)?;
            Err(Fault::because(format!("1: the line is longer than {LONGEST_LINE} bytes")))
        } else {
            worker.line(&line)
        };
        match done {
            Ok(()) => {}
            Err(Fault::Because(message)) => {
                exit = Exit::Fault;
                let _ = writeln!(io::stderr(), "stdin:{number}:{message}");
            }
            Err(closed) => return Err(closed),
        }
    }
    worker.output.flush().map_err(Fault::output)?;
    Ok(exit)
}

struct Worker<'e, W: Write> {
    classifier: &'e Classifier,
    wanted: CategorySet,
    facts: Facts,
    scratch: Scratch,
    output: W,
}

impl<W: Write> Worker<'_, W> {
    /// Answers one line; an error's message begins with its column.
    fn line(&mut self, line: &[u8]) -> Result<(), Fault> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
        if line.is_empty() {
            return Ok(());
        }
        let listing: Listing<'_> = serde_json::from_slice(line).map_err(|error| {
            let cause = listing::cause(&error, "a listing");
            Fault::because(format!("{}: {cause}", error.column().max(1)))
        })?;
        listing.fill(&mut self.facts);
        let findings = self.classifier.classify(&self.facts, self.wanted, &mut self.scratch);
        let tree = self.classifier.tree();
        let found = findings.items.iter().map(|finding| Found {
            category: tree.name(finding.category),
            group: tree.name(tree.root(finding.category)),
            strength: listing::strength(finding.strength),
            evidence: listing::evidence(&finding.evidence),
        });
        let answer = Line { id: &listing.id, categories: found.collect() };
        serde_json::to_writer(&mut self.output, &answer)
            .map_err(|error| Fault::output(error.into()))?;
        self.output.write_all(b"\n").map_err(Fault::output)
    }
}
