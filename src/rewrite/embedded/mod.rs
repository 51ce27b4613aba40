//! Data in pages: in scripts, in attributes, in strings of scripts. Each piece is read as the JSON
//! that it means, judged and swept by the JSON room, and cut where it stands.
//!
//! 1. `script` finds the pieces: literals, JSON in strings, other strings, comments.
//! 2. `literal` reads what JavaScript writes otherwise than JSON, with the way back to the script.
//! 3. `flight` reads the rows of a React stream that a page brings along in pieces.
//!
//! Everything is judged before anything is swept, so that a page's copies of a listing go
//! together. A string of code that says what must not be seen is emptied in place; the rest runs.

mod code;
mod flight;
mod literal;
mod script;

pub(in crate::rewrite) use flight::Flight;

use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::cut::{Code, Cut, apart};
use crate::rewrite::json::{
    Devalue, Document, Found, Manner, NESTED, Paths, Placed, TooLarge, is_json,
};
use crate::rewrite::sweep::Sweep;
use crate::rewrite::{Judge, Limits, Unit, UnitKind, Verdict, Withheld};
use bytes::Bytes;
use literal::Literal;
use script::Parts;
use std::ops::Range;

/// What one script or attribute holds.
#[derive(Debug)]
pub(in crate::rewrite) struct Embedded {
    parts: Vec<Part>,
    prose: usize,
}

#[derive(Debug)]
enum Part {
    Data(Box<Data>),
    Says(Says),
}

/// One JSON value.
#[derive(Debug)]
struct Data {
    /// Where it stands in the text.
    range: Range<usize>,
    json: Vec<u8>,
    kind: Kind,
    document: Document,
}

/// How the JSON is written in the text.
#[derive(Debug)]
enum Kind {
    /// As it is.
    Json,
    Literal(Literal),
    Values(Devalue),
    Within(Code),
}

/// Words that are no data.
#[derive(Debug)]
struct Says {
    range: Range<usize>,
    code: Code,
    gone: bool,
    /// Whether it counts as more than prose, however long it is.
    whole: bool,
}

impl Says {
    fn new(range: Range<usize>) -> Self {
        Self { range, code: Code::JavaScript, gone: false, whole: false }
    }

    /// All of a text that is told apart in no other way.
    fn all(text: &str) -> Self {
        Self { whole: true, ..Self::new(0..text.len()) }
    }
}

impl Embedded {
    /// Reads the content of a script whose type says that it is JSON.
    pub(in crate::rewrite) fn json(text: &str, limits: Limits) -> Self {
        match Devalue::read(text, limits) {
            Ok(Some(values)) => return Self::values(text, values, limits),
            Ok(None) => {}
            Err(TooLarge) => return Self::text(text),
        }
        let bytes = text.as_bytes();
        match Document::read(bytes, Paths::default(), Manner::Inside, limits, NESTED) {
            Ok(document) => {
                let (range, json) = (0..text.len(), bytes.to_vec());
                let data = Data { range, json, kind: Kind::Json, document };
                Self { parts: vec![Part::Data(Box::new(data))], prose: limits.prose }
            }
            Err(_) => Self::of(text, script::parts(text, limits, true), limits),
        }
    }

    fn values(text: &str, values: Devalue, limits: Limits) -> Self {
        let json = values.json.clone().into_bytes();
        match Document::read(&json, Paths::default(), Manner::Inside, limits, NESTED) {
            Ok(document) => {
                let (range, kind) = (0..text.len(), Kind::Values(values));
                let data = Data { range, json, kind, document };
                Self { parts: vec![Part::Data(Box::new(data))], prose: limits.prose }
            }
            Err(_) => Self::text(text),
        }
    }

    /// Reads the content of a script.
    pub(in crate::rewrite) fn script(text: &str, limits: Limits) -> Self {
        Self::of(text, script::parts(text, limits, false), limits)
    }

    fn of(text: &str, read: Parts, limits: Limits) -> Self {
        let mut parts = read.parts;
        if !read.closes {
            parts.push(Part::Says(Says::all(text)));
        }
        Self { parts, prose: limits.prose }
    }

    /// Reads the content of a style sheet: its strings and comments.
    pub(in crate::rewrite) fn style(text: &str, limits: Limits) -> Self {
        let parts = script::parts(text, limits, false).parts.into_iter();
        let words = parts.filter(|part| matches!(part, Part::Says(_)));
        Self { parts: words.collect(), prose: limits.prose }
    }

    /// Takes a content as one text, as that of a template of the shop's own.
    pub(in crate::rewrite) fn text(text: &str) -> Self {
        Self {
            parts: vec![Part::Says(Says { code: Code::Attribute, ..Says::all(text) })],
            prose: usize::MAX,
        }
    }

    /// Reads the content of a script whose type says nothing that is known: data, or one text.
    pub(in crate::rewrite) fn unknown(text: &str, limits: Limits) -> Self {
        if text.trim_start().starts_with(['{', '[']) && is_json(text.as_bytes(), limits.depth) {
            Self::json(text, limits)
        } else {
            Self::text(text)
        }
    }

    /// Reads the value of an attribute of this name; `None` where it holds no data.
    pub(in crate::rewrite) fn attribute(name: &str, raw: &str, limits: Limits) -> Option<Self> {
        let mut data = script::within(raw, &(0..raw.len()), Code::Attribute, limits)?;
        data.document.call(name.strip_prefix("data-").unwrap_or(name));
        Some(Self { parts: vec![Part::Data(Box::new(data))], prose: limits.prose })
    }

    /// Asks about everything; `base` is where the text begins in the page.
    pub(in crate::rewrite) fn judge(
        &mut self,
        text: &str,
        base: usize,
        sweep: &mut Sweep,
        judge: &mut dyn Judge,
    ) {
        for part in &mut self.parts {
            match part {
                Part::Data(data) => {
                    let data = &mut **data;
                    let mut placed = data.placed(base, judge);
                    // Nothing inside a page gates it, so that this cannot fail.
                    let _ = data.document.judge(&data.json, sweep, &mut placed);
                }
                Part::Says(says) => {
                    let raw = text.get(says.range.clone()).unwrap_or_default();
                    let means = says.code.decode(raw);
                    let mut facts = Facts::default();
                    facts.push(Role::Other, "", Scalar::Text(&means));
                    let prose = !says.whole && means.len() > self.prose && !means.contains('<');
                    let kind = if prose { UnitKind::Prose } else { UnitKind::Outside };
                    let position = (base + says.range.start) as u64;
                    let unit = Unit { kind, facts: &facts, position, id: None };
                    says.gone = judge.judge(&unit) != Verdict::Keep;
                }
            }
        }
    }

    /// What goes from the text, in order, once all of the page is judged.
    pub(in crate::rewrite) fn sweep(
        &mut self,
        text: &str,
        base: usize,
        sweep: &mut Sweep,
        judge: &mut dyn Judge,
    ) -> Vec<Cut> {
        let mut cuts = Vec::new();
        for part in &mut self.parts {
            match part {
                Part::Data(data) => {
                    let data = &mut **data;
                    let mut placed = data.placed(base, judge);
                    data.document.sweep(&data.json, sweep, &mut placed);
                    cuts.extend(data.cuts(text));
                }
                Part::Says(says) => {
                    let raw = text.get(says.range.clone()).unwrap_or_default();
                    if !says.gone && sweep.mentions(&says.code.decode(raw)) {
                        let position = (base + says.range.start) as u64;
                        judge.withheld(position, Withheld::Swept);
                        says.gone = true;
                    }
                    if says.gone {
                        cuts.push(Cut::out(says.range.clone()));
                    }
                }
            }
        }
        apart(cuts)
    }

    /// Whether strings, comments and brackets close, so that code was told from what it says.
    pub(in crate::rewrite) fn closes(&self) -> bool {
        !self.parts.iter().any(|part| matches!(part, Part::Says(says) if says.whole))
    }

    /// What the data say they are about.
    pub(in crate::rewrite) fn found(&self) -> impl Iterator<Item = &Found> {
        self.parts.iter().flat_map(|part| match part {
            Part::Data(data) => data.document.found(),
            Part::Says(_) => &[],
        })
    }
}

impl Data {
    fn placed<'j>(&self, base: usize, judge: &'j mut dyn Judge) -> Placed<'j> {
        let fixed = !matches!(self.kind, Kind::Json);
        Placed { judge, base: (base + self.range.start) as u64, fixed }
    }

    /// What goes, in the text.
    fn cuts(&self, text: &str) -> Vec<Cut> {
        if !self.document.is_changed() {
            return Vec::new();
        }
        if self.document.is_gone() {
            // Code goes on to read it.
            let list = self.json.trim_ascii_start().first() == Some(&b'[');
            let with = match self.kind {
                Kind::Values(_) => "[null]",
                _ if list => "[]",
                _ => "{}",
            };
            let with = Bytes::from_static(with.as_bytes());
            return vec![Cut { range: self.range.clone(), with }];
        }
        let cuts = self.document.cuts(&self.json);
        let within = |cuts: Vec<Cut>| {
            let at = self.range.start;
            let moved = cuts.into_iter().map(move |cut| Cut {
                range: cut.range.start + at..cut.range.end + at,
                with: cut.with,
            });
            moved.collect()
        };
        match &self.kind {
            Kind::Json => within(cuts),
            Kind::Literal(literal) => literal.carry(cuts),
            Kind::Values(values) => values.carry(cuts),
            Kind::Within(code) => {
                let raw = text.get(self.range.clone()).unwrap_or_default();
                within(code.carry(raw, cuts))
            }
        }
    }
}

#[cfg(test)]
mod tests;
