//! `agegate explain`: why a text is withheld, and from whom.

mod report;

use super::arguments::{Report, tell_of_stdin};
use super::fault::{Exit, Fault};
use super::listing::{self, Listing};
use super::outline;
use super::revision;
use super::viewer::{self, Viewer};
use crate::age::Class;
use crate::attribute::{Attribute, Stated};
use crate::category::CategorySet;
use crate::classify::{Classifier, Evidence, Facts, Finding, Findings, Strength};
use crate::clock::{Clock as _, SystemClock};
use crate::jurisdiction::Jurisdiction;
use crate::lexicon::{Language, Scratch, TermKind, Weight};
use crate::policy::{self, Action, Policy, Requirement};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The most bytes of a text.
const LONGEST: u64 = 16 << 20;

/// What names of files end in, and titles hardly ever.
const ENDINGS: [&str; 8] = ["csv", "html", "json", "jsonl", "ndjson", "rss", "txt", "xml"];

/// Countries whose rules differ most.
const COUNTRIES: [&str; 5] = ["DE", "FR", "GB", "US", "unknown"];

/// What is decided where nothing is withheld.
const SHOWN: &str = "show";

const VIEWERS: [&str; 4] = ["anonymous", "15", "16", "18+"];

/// Say why a listing is withheld, from whom and where
///
/// Takes a title, or a listing as `classify` takes it (one JSON object). Shows each
/// text as it is read (letters that can stand for each other made one), the terms
/// found in it (also those that are taken back as innocent, an accessory's or
/// denied), what they amount to and why that does or does not suffice, and the
/// decision for an anonymous viewer and for viewers verified to be 15, 16 and at
/// least 18.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = r#"Example:
  $ agegate explain 'Single malt WH1SKY with whisky glass' --country DE,GB
  $ agegate explain '{"title":"Tumbler","description":"For whisky","category":"Bar"}'
  $ agegate explain --content-type application/rss+xml feed.xml"#
)]
pub(super) struct Args {
    /// The text, or the name of a file with it; `-` or nothing: stdin
    #[arg(value_name = "TEXT|FILE")]
    text: Option<String>,
    /// Whose rules: country codes or `unknown`; left out, some that differ
    #[arg(long, value_name = "CC", value_delimiter = ',', value_parser = viewer::country)]
    country: Vec<Jurisdiction>,
    /// The language of the text (BCP 47), for words that count only in their own
    #[arg(long, value_name = "TAG", value_parser = language)]
    lang: Option<Language>,
    /// Read the text as a response body of this media type and show the units that are recognised in
    /// it, and how a route names them
    #[arg(long, value_name = "TYPE", conflicts_with_all = ["country", "lang"])]
    content_type: Option<String>,
    #[command(flatten)]
    report: Report,
}

#[derive(Serialize)]
struct Explanation {
    /// The title as it is read.
    folded: String,
    hits: Vec<HitLine>,
    fields: Vec<Field>,
    /// Attributes stated, with their units: `abv 40 % vol`.
    stated: Vec<String>,
    findings: Vec<FindingLine>,
    decisions: Vec<DecisionLine>,
}

/// One text of the listing.
#[derive(Serialize)]
struct Field {
    name: &'static str,
    folded: String,
}

#[derive(Serialize)]
struct HitLine {
    field: &'static str,
    start: usize,
    end: usize,
    text: String,
    term: String,
    weight: &'static str,
    /// Whether it only mentions the goods, which counts for nothing in a description.
    mention: bool,
    place: String,
    /// The word of its pair that makes it strong.
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<String>,
    /// Why it does not count: `innocent`, `accessory`, `negation`.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_back_as: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_back_by: Option<String>,
}

#[derive(Serialize)]
struct FindingLine {
    category: String,
    group: String,
    strength: &'static str,
    /// Why that does or does not suffice.
    sum: String,
    evidence: Vec<String>,
}

#[derive(Serialize)]
struct DecisionLine {
    country: String,
    viewer: &'static str,
    action: &'static str,
    rules: Vec<RuleLine>,
    observed: Vec<RuleLine>,
}

#[derive(Serialize)]
struct RuleLine {
    id: String,
    demands: String,
    source: String,
}

pub(super) fn run(args: &Args, config: Option<&Path>) -> Result<Exit, Fault> {
    let text = text(args.text.as_deref())?;
    if text.trim().is_empty() {
        return Err(Fault::because("there is no text to explain"));
    }
    let engine = revision::engine(config)?;
    if let Some(media_type) = &args.content_type {
        return outline::run(&engine, media_type, &text, args.report.is_json());
    }
    let classifier = engine.classifier();
    let (mut facts, mut scratch) = (Facts::default(), Scratch::default());
    scratch.set_language(args.lang);
    // A title may begin with a brace as well; then it is one.
    let listing = serde_json::from_str::<Listing<'_>>(&text).unwrap_or_else(|error| {
        if text.trim_start().starts_with('{') {
            taken_for_a_text(&listing::cause(&error, "a listing"));
        }
        Listing::of(&text, None, None)
    });
    listing.fill(&mut facts);
    let findings = classifier.classify(&facts, classifier.tree().all(), &mut scratch);
    if let Some(language) = facts.language() {
        scratch.set_language(Some(language));
    }
    let (mut fields, mut all) = (Vec::new(), Vec::new());
    for (name, text) in listing.texts() {
        let explained = classifier.lexicon().explain(text, &mut scratch);
        fields.push(Field { name, folded: explained.folded });
        all.extend(hits(classifier, name, text, &explained.hits));
    }
    let stated = facts.stated();
    let mut countries = args.country.clone();
    if countries.is_empty() {
        countries.extend(COUNTRIES.iter().filter_map(|word| Jurisdiction::parse(word)));
    }
    let explanation = Explanation {
        folded: fields.first().map(|field| field.folded.clone()).unwrap_or_default(),
        findings: finding_lines(classifier, &findings, &all),
        hits: all,
        fields,
        stated: stated_lines(&stated),
        decisions: decisions(engine.policy(), &countries, findings.acting(), &stated)?,
    };
    let mut output = BufWriter::new(io::stdout().lock());
    let written = if args.report.is_json() {
        serde_json::to_writer(&mut output, &explanation)
            .map_err(io::Error::from)
            .and_then(|()| output.write_all(b"\n"))
    } else {
        report::print(&mut output, &explanation)
    };
    written.and_then(|()| output.flush()).map_err(Fault::output)?;
    Ok(Exit::Clean)
}

fn language(tag: &str) -> Result<Language, &'static str> {
    Language::parse(tag).ok_or("it must be a language code such as `de` or `pt-BR`")
}

/// The text that an argument is or names.
fn text(argument: Option<&str>) -> Result<String, Fault> {
    let (name, reader): (String, Box<dyn Read>) = match argument {
        None | Some("-") => {
            tell_of_stdin("a text");
            ("stdin".to_owned(), Box::new(io::stdin().lock()))
        }
        Some(word) => {
            let path = PathBuf::from(word);
            if !path.is_file() {
                if path.extension().is_some_and(|ending| ENDINGS.iter().any(|e| ending == *e)) {
                    taken_for_a_text(&format!("there is no file `{word}`"));
                } else if path.is_dir() {
                    taken_for_a_text(&format!("`{word}` is a directory"));
                }
                return Ok(word.to_owned());
            }
            let file = File::open(&path);
            let file =
                file.map_err(|error| Fault::because(format!("cannot read `{word}`: {error}")))?;
            (format!("`{word}`"), Box::new(file))
        }
    };
    let mut text = String::new();
    reader
        .take(LONGEST + 1)
        .read_to_string(&mut text)
        .map_err(|error| Fault::because(format!("cannot read {name}: {error}")))?;
    if u64::try_from(text.len()).is_ok_and(|len| len > LONGEST) {
        return Err(Fault::because(format!("{name} holds more than {LONGEST} bytes")));
    }
    Ok(text)
}

/// Says that an argument is not what it looks like.
fn taken_for_a_text(because: &str) {
    let _ = writeln!(io::stderr(), "agegate: {because}; taken for a text");
}

fn hits(
    classifier: &Classifier,
    field: &'static str,
    text: &str,
    hits: &[crate::lexicon::Hit],
) -> Vec<HitLine> {
    let lexicon = classifier.lexicon();
    let lines = hits.iter().filter_map(|hit| {
        let term = lexicon.term(hit.term)?;
        let taken_back = hit.taken_back_by.and_then(|id| lexicon.term(id));
        Some(HitLine {
            field,
            start: hit.span.start,
            end: hit.span.end,
            text: text.get(hit.span.clone()).unwrap_or_default().to_owned(),
            term: term.id.to_owned(),
            weight: match hit.weight {
                Weight::Weak => "weak",
                Weight::Strong => "strong",
            },
            mention: hit.is_mention,
            place: term.place.to_string(),
            beside: hit.beside.clone().and_then(|at| text.get(at)).map(str::to_owned),
            taken_back_as: taken_back.map(|term| term.kind.name()),
            taken_back_by: taken_back.map(|term| term.id.to_owned()),
        })
    });
    lines.collect()
}

fn stated_lines(stated: &Stated) -> Vec<String> {
    let amounts = Attribute::ALL.into_iter().filter_map(|attribute| {
        let amount = stated.get(attribute)?;
        Some(format!("{} {amount} {}", attribute.name(), attribute.unit()))
    });
    amounts.collect()
}

/// What the evidence of a finding amounts to, in one sentence.
fn sum(finding: &Finding, is_excused: bool) -> String {
    let labels = finding.evidence.iter().filter(|e| matches!(e, Evidence::Label { .. })).count();
    let mut roles: Vec<&str> = finding
        .evidence
        .iter()
        .filter_map(|evidence| match evidence {
            Evidence::Term { key, .. } => Some(key.as_str()),
            Evidence::Label { .. } => None,
        })
        .collect();
    let words = roles.len();
    roles.dedup();
    let counted = format!(
        "{labels} label{}, {words} term{} in {}",
        if labels == 1 { "" } else { "s" },
        if words == 1 { "" } else { "s" },
        if roles.is_empty() { "no field".to_owned() } else { roles.join(", ") },
    );
    let verdict = match finding.strength {
        Strength::Declared => "the shop itself says so, which suffices",
        Strength::Strong => {
            "a strong term in a naming field, or two different weak ones, which suffices"
        }
        Strength::Weak if is_excused => {
            "the name is an accessory's or denies it, so only the name, the category or a label \
             would suffice"
        }
        Strength::Weak => "too little: it takes a strong term, a second weak one, or a label",
    };
    format!("{counted}: {verdict}")
}

fn finding_lines(
    classifier: &Classifier,
    findings: &Findings,
    hits: &[HitLine],
) -> Vec<FindingLine> {
    let names = hits.iter().filter(|hit| hit.field == "title");
    let is_excused =
        names.filter_map(|hit| hit.taken_back_as).any(|kind| kind != TermKind::Innocent.name());
    let tree = classifier.tree();
    let lines = findings.items.iter().map(|finding| FindingLine {
        category: tree.name(finding.category).to_owned(),
        group: tree.name(tree.root(finding.category)).to_owned(),
        strength: listing::strength(finding.strength),
        sum: sum(finding, is_excused),
        evidence: listing::evidence(&finding.evidence).into_iter().map(Into::into).collect(),
    });
    lines.collect()
}

fn decisions(
    policy: &Policy,
    countries: &[Jurisdiction],
    found: CategorySet,
    stated: &Stated,
) -> Result<Vec<DecisionLine>, Fault> {
    let today = SystemClock.now().date();
    let mut lines = Vec::new();
    for country in countries {
        for name in VIEWERS {
            let viewer = Viewer::parse(name).map_err(Fault::because)?.assurance(today);
            let viewer = viewer.map_or(policy::Viewer::UNKNOWN, |assurance| assurance.viewer());
            let closed = policy.close(&viewer, *country, today);
            let decision = policy.decide_stated(&closed, found, stated);
            lines.push(DecisionLine {
                country: country.to_string(),
                viewer: name,
                action: decision.action.map_or(SHOWN, action),
                rules: rules(policy, &decision.reasons),
                observed: rules(policy, &decision.observed),
            });
        }
    }
    Ok(lines)
}

const fn action(action: Action) -> &'static str {
    match action {
        Action::Mask => "mask",
        Action::Omit => "omit",
        Action::Gate => "gate",
    }
}

/// The rules of some reasons, each once.
fn rules(policy: &Policy, reasons: &[policy::Reason]) -> Vec<RuleLine> {
    let mut lines: Vec<RuleLine> = Vec::new();
    for rule in reasons.iter().filter_map(|reason| policy.rules().get(reason.rule)) {
        if lines.iter().any(|line| line.id == rule.id) {
            continue;
        }
        let proof = match rule.assurance {
            Class::Verified => "verified".to_owned(),
            weaker => format!("{weaker} or better"),
        };
        let mut demands = match rule.requirement {
            Requirement::MinAge(age) => format!("{age}+, {proof}"),
            Requirement::BornBefore(day) => format!("born before {day}, {proof}"),
            Requirement::Prohibited => "prohibited".to_owned(),
        };
        for condition in &rule.conditions {
            demands.push_str(&format!(", where {condition}"));
        }
        lines.push(RuleLine { id: rule.id.clone(), demands, source: rule.source.clone() });
    }
    lines
}
