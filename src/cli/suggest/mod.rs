//! `agegate suggest`: which terms would help, which hurt, and what is innocent.

mod around;
mod phrases;
mod report;

use super::arguments::Report;
use super::eval::score::Counts;
use super::fault::{Exit, Fault};
use super::labelled::{self, LEFT_OUT, Labelled, Part, Reader};
use super::progress::Progress;
use super::revision;
use crate::category::{Category, CategorySet};
use crate::classify::{Evidence, Findings};
use crate::lexicon::Scratch;
use phrases::{Table, phrases, words};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Propose changes to the lexicon from labelled listings
///
/// Reads what `eval` reads. For each group: phrases that tell the missed listings
/// from all others (log-odds with a prior) and what they would do to the scores as
/// strong terms; terms that cause more false alarms than hits; phrases around false
/// alarms that never stand in a listing of the group, as innocents; and things
/// named after the goods (accessories) and words that deny them (negations), from
/// what stands beside the hits of false alarms. Every proposal comes with an
/// example. It judges by these listings alone: read each before taking it.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Example:
  $ agegate suggest labelled.jsonl --part 1/2      # then: agegate eval labelled.jsonl --part 2/2"
)]
pub(super) struct Args {
    /// The files; none, or `-`: stdin
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Only these groups
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    group: Vec<String>,
    /// Categories that do not count as found, as in `eval`
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = LEFT_OUT)]
    leave_out: Vec<String>,
    /// Only a part, drawn by title: `2/5` is the second of five
    #[arg(long, value_name = "PART", value_parser = Part::parse)]
    part: Option<Part>,
    /// In how many listings a phrase must stand to be proposed
    #[arg(long, value_name = "N", default_value_t = 3)]
    least: u32,
    /// How many proposals of each kind
    #[arg(long, value_name = "N", default_value_t = 10)]
    most: usize,
    #[command(flatten)]
    report: Report,
}

/// One proposal.
#[derive(Debug, Serialize)]
struct Proposal {
    /// A phrase to add, or a term to look at.
    term: String,
    /// Listings of the group in which it makes the difference, and other ones.
    hits: u32,
    false_alarms: u32,
    /// How surely it belongs to the group, in standard deviations; only for phrases to add.
    #[serde(skip_serializing_if = "Option::is_none")]
    surety: Option<f64>,
    /// Precision and recall of the group if it is followed.
    precision: Option<f64>,
    recall: Option<f64>,
    example: String,
}

/// What is proposed for a group.
#[derive(Debug, Serialize)]
struct Group {
    name: String,
    precision: Option<f64>,
    recall: Option<f64>,
    add: Vec<Proposal>,
    look_at: Vec<Proposal>,
    innocent: Vec<Proposal>,
    accessory: Vec<Proposal>,
    negation: Vec<Proposal>,
}

/// A listing as the classifier sees it.
struct Read<'l> {
    labelled: &'l Labelled<'l>,
    findings: Findings,
    /// Of title and leaf category, where a strong term is enough.
    phrases: HashSet<String>,
}

pub(super) fn run(args: &Args, config: Option<&Path>) -> Result<Exit, Fault> {
    let engine = revision::engine(config)?;
    let tree = engine.tree();
    let inputs = labelled::inputs(&args.files)?;
    let listings = labelled::listings(&inputs, tree, args.part)?;
    let mut wanted = Vec::new();
    for name in &args.group {
        let category = labelled::category(tree, name).map_err(Fault::because)?;
        wanted.push(tree.root(category));
    }
    let mut reader = Reader::new(engine.classifier(), &args.leave_out)?;
    let mut progress = Progress::new("reading", listings.len());
    let read: Vec<Read<'_>> = listings
        .iter()
        .map(|labelled| {
            progress.step();
            let findings = reader.read(&labelled.listing);
            Read {
                labelled,
                findings,
                phrases: labelled.listing.naming().flat_map(phrases).collect(),
            }
        })
        .collect();
    drop(progress);
    let labels = listings.iter().flat_map(|labelled| &labelled.labels);
    let groups: CategorySet = labels.map(|label| tree.root(*label)).collect();
    let groups = groups.iter().filter(|group| wanted.is_empty() || wanted.contains(group));
    let proposals: Vec<Group> =
        groups.map(|group| Miner::new(group, &read, &reader).mine(args)).collect();
    let mut output = BufWriter::new(io::stdout().lock());
    report::write(&mut output, args.report.is_json(), &proposals)
        .and_then(|()| output.flush())
        .map_err(Fault::output)?;
    Ok(Exit::Clean)
}

/// Looks for proposals for one group.
struct Miner<'m> {
    family: CategorySet,
    name: String,
    read: &'m [Read<'m>],
    reader: &'m Reader<'m>,
    now: Counts,
}

impl<'m> Miner<'m> {
    fn new(group: Category, read: &'m [Read<'m>], reader: &'m Reader<'m>) -> Self {
        let tree = reader.classifier.tree();
        let family = tree.covered(group);
        let name = tree.name(group).to_owned();
        let mut miner = Self { family, name, read, reader, now: Counts::default() };
        for read in miner.read {
            miner.now.add(miner.finds(read), miner.is_there(read));
        }
        miner
    }

    fn is_there(&self, read: &Read<'_>) -> bool {
        read.labelled.labels.iter().any(|label| self.family.contains(*label))
    }

    fn finds(&self, read: &Read<'_>) -> bool {
        read.findings.items.iter().any(|finding| self.family.contains(finding.category))
    }

    fn mine(&self, args: &Args) -> Group {
        let (accessory, negation) = self.around(args);
        Group {
            name: self.name.clone(),
            precision: self.now.precision().map(|share| share.value),
            recall: self.now.recall().map(|share| share.value),
            add: self.to_add(args),
            look_at: self.to_look_at(args),
            innocent: self.innocents(args),
            accessory,
            negation,
        }
    }

    /// The scores with that many more hits and false alarms.
    fn proposal(&self, term: String, change: (i64, i64), example: &str) -> Proposal {
        let (hits, false_alarms) = change;
        let add = |count: u64, more: i64| count.saturating_add_signed(more);
        let then = Counts {
            hits: add(self.now.hits, hits),
            false_alarms: add(self.now.false_alarms, false_alarms),
            misses: add(self.now.misses, -hits),
        };
        let size = |change: i64| u32::try_from(change.unsigned_abs()).unwrap_or(u32::MAX);
        Proposal {
            term,
            hits: size(hits),
            false_alarms: size(false_alarms),
            surety: None,
            precision: then.precision().map(|share| share.value),
            recall: then.recall().map(|share| share.value),
            example: example.chars().take(100).collect(),
        }
    }

    /// Phrases that would find missed listings. Each is counted on the listings that those before it
    /// leave missed, so that one idea is proposed once.
    fn to_add(&self, args: &Args) -> Vec<Proposal> {
        let mut table = Table::default();
        for read in self.read {
            table.add(read.phrases.iter(), self.is_there(read));
        }
        let mut missed: Vec<&Read<'_>> =
            self.read.iter().filter(|r| self.is_there(r) && !self.finds(r)).collect();
        // What is flagged already is no new false alarm.
        let quiet: Vec<&Read<'_>> =
            self.read.iter().filter(|r| !self.is_there(r) && !self.finds(r)).collect();
        let mut proposals = Vec::new();
        while proposals.len() < args.most {
            let mut gains: HashMap<&String, u32> = HashMap::new();
            for phrase in missed.iter().flat_map(|read| &read.phrases) {
                *gains.entry(phrase).or_default() += 1;
            }
            let best = gains
                .into_iter()
                .filter(|(_, gain)| *gain >= args.least)
                .map(|(phrase, gain)| (phrase, gain, table.surety(phrase)))
                .filter(|(_, gain, surety)| {
                    // Two standard deviations: less may be chance.
                    *gain >= args.least && *surety > 2.0
                })
                .filter_map(|(phrase, gain, surety)| {
                    let cost = quiet.iter().filter(|read| read.phrases.contains(phrase)).count();
                    let cost = u32::try_from(cost).unwrap_or(u32::MAX);
                    // A term that is wrong as often as one time in ten costs more than it brings.
                    (cost * 10 <= gain).then_some((phrase, gain, cost, surety))
                })
                .max_by(|a, b| {
                    (a.1, a.3, b.0.len(), b.0)
                        .partial_cmp(&(b.1, b.3, a.0.len(), a.0))
                        .unwrap_or(std::cmp::Ordering::Equal)
                });
            let Some((phrase, gain, cost, surety)) = best else { break };
            let phrase = phrase.clone();
            let example = missed.iter().find(|read| read.phrases.contains(&phrase));
            let example = example.map_or("", |read| &*read.labelled.listing.title);
            let change = (i64::from(gain), i64::from(cost));
            let mut proposal = self.proposal(phrase.clone(), change, example);
            proposal.surety = Some(surety);
            proposals.push(proposal);
            missed.retain(|read| !read.phrases.contains(&phrase));
        }
        proposals
    }

    /// Terms without which there would be fewer false alarms than hits lost.
    fn to_look_at(&self, args: &Args) -> Vec<Proposal> {
        let mut sole: BTreeMap<&str, (u32, u32, &str)> = BTreeMap::new();
        for read in self.read.iter().filter(|read| self.finds(read)) {
            let own = read.findings.items.iter().filter(|f| self.family.contains(f.category));
            let evidence: Vec<&'m Evidence> = own.flat_map(|finding| &finding.evidence).collect();
            let term = |evidence: &&'m Evidence| match *evidence {
                Evidence::Term { id, .. } => Some(id.as_str()),
                Evidence::Label { .. } => None,
            };
            let Some(first) = evidence.first().and_then(term) else { continue };
            if evidence.iter().any(|other| term(other) != Some(first)) {
                continue;
            }
            let entry = sole.entry(first).or_insert((0, 0, ""));
            if self.is_there(read) {
                entry.0 += 1;
            } else {
                entry.1 += 1;
                if entry.2.is_empty() {
                    entry.2 = &read.labelled.listing.title;
                }
            }
        }
        let mut hurt: Vec<(&str, (u32, u32, &str))> =
            sole.into_iter().filter(|(_, (hits, alarms, _))| alarms > hits).collect();
        hurt.sort_by_key(|(id, (hits, alarms, _))| (std::cmp::Reverse(alarms - hits), *id));
        hurt.truncate(args.most);
        hurt.into_iter()
            .map(|(id, (hits, alarms, example))| {
                self.proposal(id.to_owned(), (-i64::from(hits), -i64::from(alarms)), example)
            })
            .collect()
    }

    /// Phrases of a hit and its neighbours in false alarms that no listing of the group has.
    fn innocents(&self, args: &Args) -> Vec<Proposal> {
        let mut scratch = Scratch::default();
        let mut around: HashMap<String, Vec<&Read<'_>>> = HashMap::new();
        for read in self.read.iter().filter(|read| self.finds(read) && !self.is_there(read)) {
            for phrase in self.around_hits(&read.labelled.listing.title, &mut scratch) {
                around.entry(phrase).or_default().push(read);
            }
        }
        let own: Vec<&Read<'_>> = self.read.iter().filter(|read| self.is_there(read)).collect();
        let mut found: Vec<(String, Vec<&Read<'_>>)> = around
            .into_iter()
            .filter(|(phrase, reads)| {
                u32::try_from(reads.len()).unwrap_or(u32::MAX) >= args.least.min(2)
                    && !own.iter().any(|read| read.phrases.contains(phrase))
            })
            .collect();
        found.sort_by(|a, b| (b.1.len(), &a.0).cmp(&(a.1.len(), &b.0)));
        // A longer phrase with the same listings says the same with more words.
        let mut kept: Vec<(String, Vec<&Read<'_>>)> = Vec::new();
        for (phrase, reads) in found {
            let same = |other: &(String, Vec<&Read<'_>>)| {
                other.1.len() == reads.len()
                    && (other.0.contains(&phrase) || phrase.contains(&other.0))
            };
            if !kept.iter().any(same) {
                kept.push((phrase, reads));
            }
        }
        kept.truncate(args.most);
        kept.into_iter()
            .map(|(phrase, reads)| {
                let example = reads.first().map_or("", |read| &*read.labelled.listing.title);
                let fewer = i64::try_from(reads.len()).unwrap_or(i64::MAX);
                self.proposal(phrase, (0, -fewer), example)
            })
            .collect()
    }

    /// Each hit of the group in a title with the word before it, the word after it, or both.
    fn around_hits(&self, title: &str, scratch: &mut Scratch) -> HashSet<String> {
        let mut found = HashSet::new();
        for hit in self.reader.classifier.lexicon().explain(title, scratch).hits {
            if !self.family.contains(hit.category) || hit.taken_back_by.is_some() {
                continue;
            }
            let text = |range| title.get(range).unwrap_or_default();
            let middle = words(text(hit.span.start..hit.span.end)).join(" ");
            let before = words(text(0..hit.span.start)).pop();
            let after = words(text(hit.span.end..title.len())).into_iter().next();
            if let Some(before) = &before {
                found.insert(format!("{before} {middle}"));
            }
            if let Some(after) = &after {
                found.insert(format!("{middle} {after}"));
            }
        }
        found
    }
}
