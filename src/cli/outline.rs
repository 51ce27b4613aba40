//! The units of a document: which were recognised, by what, and how a route would name them.

use super::fault::{Exit, Fault};
use crate::category::CategorySet;
use crate::classify::Role;
use crate::engine::Engine;
use crate::engine::settings::{Format, MediaAction};
use crate::lexicon::Scratch;
use crate::representation::MediaType;
use crate::rewrite::{
    Judge, Limits, Output, RewriteError, Shape, Unit, UnitKind, Verdict, Withheld, locate, rewriter,
};
use bytes::Bytes;
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// The most characters of a name that is shown.
const NAME: usize = 60;

/// Units that are alike.
#[derive(Debug, Serialize)]
struct Line {
    kind: &'static str,
    /// What names them, where the format has something to name.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    count: usize,
    /// What each of them has.
    says: Vec<&'static str>,
    first: u64,
    name: String,
    /// What was found in some of them.
    categories: Vec<String>,
    /// Whether a route can name them.
    #[serde(skip)]
    pins: bool,
}

#[derive(Debug, Serialize)]
struct Outline {
    format: &'static str,
    units: Vec<Line>,
    /// The line of a route that names the same listings.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<String>,
    withheld: Vec<(u64, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// One unit.
struct Seen {
    kind: UnitKind,
    position: u64,
    name: String,
    says: u8,
    found: CategorySet,
}

/// What a unit may have, and the roles that say so.
const HAS: [(&str, &[Role]); 8] = [
    ("name", &[Role::Name]),
    ("id", &[Role::Id]),
    ("link", &[Role::Url, Role::Slug]),
    ("price", &[Role::Price]),
    ("picture", &[Role::Image, Role::Alt]),
    ("description", &[Role::Description]),
    ("category", &[Role::Category]),
    ("label", &[Role::Label]),
];

/// Keeps everything and notes what it is asked about.
struct Notes<'e> {
    engine: &'e Engine,
    scratch: Scratch,
    seen: Vec<Seen>,
    withheld: Vec<(u64, String)>,
}

impl Judge for Notes<'_> {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        let mut facts = unit.facts.iter();
        let named = facts.clone().find(|fact| fact.role == Role::Name);
        let says = |role| !matches!(role, Role::Url | Role::Image | Role::Id | Role::Price);
        let named = named.or_else(|| facts.clone().find(|fact| says(fact.role)));
        let named = named.or_else(|| facts.next());
        let name = named.map_or_else(String::new, |fact| {
            // A text of a page is handed on with the tags in it.
            let text = fact.value.as_str();
            let (before, tags) = text.split_once('<').unwrap_or((text, ""));
            let behind =
                tags.split('<').map(|tag| tag.split_once('>').map_or("", |(_, text)| text));
            let mut texts = std::iter::once(before).chain(behind);
            let text = texts.find(|text| !text.trim().is_empty());
            text.unwrap_or_default().chars().take(NAME).collect::<String>().trim().to_owned()
        });
        let has = |roles: &[Role]| unit.facts.iter().any(|fact| roles.contains(&fact.role));
        let says = HAS
            .iter()
            .enumerate()
            .fold(0, |set, (bit, (_, roles))| set | u8::from(has(roles)) << bit);
        let classifier = self.engine.classifier();
        let all = classifier.tree().all();
        let found = classifier.classify(unit.facts, all, &mut self.scratch).acting();
        self.seen.push(Seen { kind: unit.kind, position: unit.position, name, says, found });
        Verdict::Keep
    }

    fn withheld(&mut self, position: u64, why: Withheld) {
        self.withheld.push((position, format!("{why:?}").to_lowercase()));
    }

    fn omits_nameless(&self) -> bool {
        false
    }
}

/// Shows the units of a body of this media type.
pub(super) fn run(
    engine: &Engine,
    media_type: &str,
    body: &str,
    json: bool,
) -> Result<Exit, Fault> {
    let media = MediaType::parse(media_type)
        .ok_or_else(|| Fault::because(format!("`{media_type}` is no media type")))?;
    let MediaAction::Filter(format) = engine.settings().media(None, media.essence()) else {
        let message =
            format!("`{}` is not read unit by unit; say how with `[[media]]`", media.essence());
        return Err(Fault::because(message));
    };
    let mut notes =
        Notes { engine, scratch: Scratch::default(), seen: Vec::new(), withheld: Vec::new() };
    let limits = engine.settings().limits.body;
    let error = read(format, &Shape::default(), limits, body, &mut notes).err();
    let outline = outline(notes, format, body, error);
    let mut output = BufWriter::new(io::stdout().lock());
    let written = if json {
        serde_json::to_writer(&mut output, &outline)
            .map_err(io::Error::from)
            .and_then(|()| output.write_all(b"\n"))
    } else {
        print(&mut output, media.essence(), &outline)
    };
    written.and_then(|()| output.flush()).map_err(Fault::output)?;
    Ok(if outline.error.is_some() { Exit::Fault } else { Exit::Clean })
}

/// Whether a route that names its listings by `item` alone finds any in a document.
pub(super) fn finds(item: &str, format: Format, limits: Limits, body: &str) -> bool {
    #[derive(Default)]
    struct Count {
        listings: usize,
        subjects: usize,
    }
    impl Judge for Count {
        fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
            self.listings += usize::from(unit.kind == UnitKind::Listing);
            self.subjects += usize::from(unit.kind == UnitKind::Subject);
            Verdict::Keep
        }
        fn withheld(&mut self, _: u64, _: Withheld) {}
        fn omits_nameless(&self) -> bool {
            false
        }
    }
    let shape = Shape { items: vec![item.to_owned()], ..Shape::default() };
    let mut count = Count::default();
    // What came before a fault counts.
    let _ = read(format, &shape, limits, body, &mut count);
    // The heading of a page is one whatever a selector names.
    count.listings > 0 || count.subjects > 0 && format != Format::Html
}

fn read(
    format: Format,
    shape: &Shape,
    limits: Limits,
    body: &str,
    judge: &mut dyn Judge,
) -> Result<(), RewriteError> {
    let mut rewriter = rewriter(format, None, shape, limits);
    let mut dropped = Output::default();
    rewriter.write(Bytes::copy_from_slice(body.as_bytes()), judge, &mut dropped)?;
    rewriter.finish(judge, &mut dropped)
}

fn outline(
    mut notes: Notes<'_>,
    format: Format,
    body: &str,
    error: Option<RewriteError>,
) -> Outline {
    notes.seen.sort_by_key(|seen| seen.position);
    let is_listing = |kind| matches!(kind, UnitKind::Listing | UnitKind::Subject);
    // What names listings well may name other units too.
    let places = |listings: bool| {
        let seen = notes.seen.iter().filter(move |seen| is_listing(seen.kind) == listings);
        let positions: Vec<u64> = seen.map(|seen| seen.position).collect();
        locate(format, body, &positions).into_iter()
    };
    let (mut listings, mut others) = (places(true), places(false));
    let tree = notes.engine.tree();
    let mut units: Vec<Line> = Vec::new();
    let mut says: Vec<u8> = Vec::new();
    for seen in notes.seen {
        let listing = is_listing(seen.kind);
        let at = if listing { listings.next() } else { others.next() }.flatten();
        let kind = kind(seen.kind);
        let same = units.iter().position(|line| line.kind == kind && line.at == at);
        let index = same.unwrap_or_else(|| {
            // The heading of a page is part of no list.
            let pins = listing && !(format == Format::Html && seen.kind == UnitKind::Subject);
            units.push(Line {
                kind,
                pins: pins && at.is_some(),
                at,
                count: 0,
                says: Vec::new(),
                first: seen.position,
                name: seen.name,
                categories: Vec::new(),
            });
            says.push(u8::MAX);
            units.len() - 1
        });
        let (Some(line), Some(common)) = (units.get_mut(index), says.get_mut(index)) else {
            continue;
        };
        line.count += 1;
        *common &= seen.says;
        for category in seen.found.iter() {
            let name = tree.name(category).to_owned();
            if !line.categories.contains(&name) {
                line.categories.push(name);
            }
        }
    }
    for (line, common) in units.iter_mut().zip(says) {
        let has = HAS.iter().enumerate().filter(|(bit, _)| common >> bit & 1 == 1);
        line.says = has.map(|(_, (name, _))| *name).collect();
    }
    let pinned: Vec<String> = units
        .iter()
        .filter(|line| line.pins)
        .filter_map(|line| line.at.as_ref().map(|at| format!("{at:?}")))
        .collect();
    Outline {
        format: name(format),
        units,
        items: (!pinned.is_empty()).then(|| format!("items = [{}]", pinned.join(", "))),
        withheld: notes.withheld,
        error: error.map(|error| error.to_string()),
    }
}

fn print(output: &mut impl Write, media: &str, outline: &Outline) -> io::Result<()> {
    let count: usize = outline.units.iter().map(|line| line.count).sum();
    writeln!(
        output,
        "{media} is read as {}: {count} unit{}",
        outline.format,
        if count == 1 { "" } else { "s" }
    )?;
    for line in &outline.units {
        write!(output, "{} x {}", line.count, line.kind)?;
        if let Some(at) = &line.at {
            write!(output, " at {at}")?;
        }
        if line.kind == "listing" || line.kind == "subject" {
            let says =
                if line.says.is_empty() { "its words".to_owned() } else { line.says.join(", ") };
            write!(output, ", by {says}")?;
        }
        write!(output, "; first at byte {}: `{}`", line.first, line.name)?;
        if !line.categories.is_empty() {
            write!(output, "; found: {}", line.categories.join(", "))?;
        }
        output.write_all(b"\n")?;
    }
    for (position, why) in &outline.withheld {
        writeln!(output, "byte {position}: withheld unjudged, {why}")?;
    }
    if let Some(items) = &outline.items {
        writeln!(output, "a route names these listings by\n{items}")?;
    }
    if let Some(error) = &outline.error {
        writeln!(output, "then: {error}")?;
    }
    Ok(())
}

const fn kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Listing => "listing",
        UnitKind::Subject => "subject",
        UnitKind::Outside => "text outside listings",
        UnitKind::Prose => "prose",
        UnitKind::Document => "document",
    }
}

/// The word of `[[media]]` for a format.
const fn name(format: Format) -> &'static str {
    match format {
        Format::Json => "json",
        Format::JsonLines => "ndjson",
        Format::JsonSequence => "json-seq",
        Format::Events => "sse",
        Format::Csv => "csv",
        Format::Tsv => "tsv",
        Format::Parts => "multipart",
        Format::Xml => "xml",
        Format::Html => "html",
        Format::Text => "text",
        _ => "page",
    }
}
