//! Data in pages: in scripts, in attributes, in strings of scripts. Each piece is read as the JSON
//! that it means, judged and swept by the JSON room, and cut where it stands.
//!
//! 1. `script` finds the pieces: literals, JSON in strings, other strings, comments.
//! 2. `literal` reads what JavaScript writes otherwise than JSON, with the way back to the script.
//! 3. `link` reads links that are the text itself.
//! 4. `flight` reads the rows of a React stream that a page brings along in pieces.
//!
//! Everything is judged before anything is swept, so that a page's copies of a listing go
//! together. A string of code that says what must not be seen is emptied in place; the rest runs.

mod code;
mod flight;
mod link;
mod literal;
mod script;

pub(in crate::rewrite) use flight::Flight;
pub(in crate::rewrite) use link::text_of;

use crate::classify::Role;
use crate::rewrite::cut::{Code, Cut, apart};
use crate::rewrite::html;
use crate::rewrite::json::{
    Devalue, Document, Found, Linked, Manner, NESTED, Paths, Placed, TooLarge, is_json,
};
use crate::rewrite::prose::Apart;
use crate::rewrite::sweep::Sweep;
use crate::rewrite::{Judge, Limits, Withheld};
use crate::text::base64;
use bytes::Bytes;
use literal::Literal;
use script::Parts;
use std::ops::Range;

/// What one script or attribute holds.
#[derive(Debug)]
pub(in crate::rewrite) struct Embedded {
    parts: Vec<Part>,
    prose: usize,
    /// What the text means and how that is written in it, where the parts stand in what it means.
    means: Option<(Code, String)>,
}

#[derive(Debug)]
enum Part {
    Data(Box<Data>),
    Piece(Piece),
    Says(Says),
}

/// A string of code that holds a piece of a page.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    limits: Limits,
    /// What goes from what it means.
    cuts: Vec<Cut>,
    gone: bool,
}

impl Piece {
    fn new(range: Range<usize>, limits: Limits) -> Self {
        Self { range, limits, cuts: Vec::new(), gone: false }
    }

    fn judge(&mut self, means: &str, base: u64, sweep: &mut Sweep, judge: &mut dyn Judge) {
        let mut placed = Placed { judge, base, fixed: true };
        match html::cuts_of_piece(means, self.limits, sweep, &mut placed) {
            Ok(cuts) => self.cuts = cuts,
            Err(_) => self.gone = true,
        }
    }

    /// What goes from the text that it stands in.
    fn sweep(
        &mut self,
        raw: &str,
        base: u64,
        sweep: &mut Sweep,
        judge: &mut dyn Judge,
    ) -> Vec<Cut> {
        let means = Code::JavaScript.decode(raw);
        let mut placed = Placed { judge, base, fixed: true };
        match html::sweep_piece(&means, self.limits, sweep, &mut placed) {
            Ok(swept) if !self.gone => self.cuts.extend(swept),
            _ => return vec![Cut::out(self.range.clone())],
        }
        let cuts = Code::JavaScript.carry(raw, apart(std::mem::take(&mut self.cuts)));
        let by = self.range.start;
        let moved = |cut: Cut| Cut { range: by + cut.range.start..by + cut.range.end, ..cut };
        cuts.into_iter().map(moved).collect()
    }
}

/// One JSON value.
#[derive(Debug)]
struct Data {
    /// Where it stands in the text.
    range: Range<usize>,
    /// How what stands there is written, outermost first; as it is, if empty.
    codes: Vec<Code>,
    json: Vec<u8>,
    kind: Kind,
    document: Document,
}

/// How the JSON is written in what stands in the text.
#[derive(Debug)]
enum Kind {
    /// As it is.
    Json,
    /// As a literal of JavaScript, whose places are those of the script.
    Literal(Literal),
    /// As values that refer to each other.
    Values(Devalue),
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
        match Data::read(text, 0..text.len(), Vec::new(), limits, NESTED) {
            Ok(Some(data)) => Self::one(data, limits),
            Ok(None) => Self::coded(text, limits),
            Err(TooLarge) => Self::text(text),
        }
    }

    /// Reads what calls itself JSON and is none: JSON whose marks are written as references, or a
    /// literal. Where there is neither, the words need not stand in strings.
    fn coded(text: &str, limits: Limits) -> Self {
        let within = |code| script::within(text, &(0..text.len()), code, limits);
        if let Some(data) = [Code::Attribute, Code::State].into_iter().find_map(within) {
            return Self::one(data, limits);
        }
        let mut read = script::parts(text, limits, true);
        read.closes &= read.parts.iter().any(|part| matches!(part, Part::Data(_)));
        Self::of(text, read, limits)
    }

    fn one(data: Data, limits: Limits) -> Self {
        Self { parts: vec![Part::Data(Box::new(data))], prose: limits.prose, means: None }
    }

    /// Reads values that refer to each other in parts of a body; the body holds nothing else.
    pub(in crate::rewrite) fn values(
        text: &str,
        places: Vec<Range<usize>>,
        limits: Limits,
    ) -> Result<Self, TooLarge> {
        let mut parts = Vec::new();
        for range in places {
            let part = text.get(range.clone()).unwrap_or_default();
            match Data::read(part, range, Vec::new(), limits, NESTED)? {
                Some(data) => parts.push(Part::Data(Box::new(data))),
                None => return Err(TooLarge),
            }
        }
        Ok(Self { parts, prose: limits.prose, means: None })
    }

    /// Reads the content of a script: code, or JSON that does not say so.
    pub(in crate::rewrite) fn script(text: &str, limits: Limits) -> Self {
        if text.trim_start().starts_with('{') && is_json(text.as_bytes(), limits.depth) {
            return Self::json(text, limits);
        }
        Self::of(text, script::parts(text, limits, false), limits)
    }

    fn of(text: &str, read: Parts, limits: Limits) -> Self {
        let mut parts = read.parts;
        if !read.closes {
            parts.push(Part::Says(Says::all(text)));
        }
        Self { parts, prose: limits.prose, means: None }
    }

    /// Reads the content of a style sheet: its strings, comments and what it fetches.
    pub(in crate::rewrite) fn style(text: &str, limits: Limits) -> Self {
        let parts = script::parts(text, limits, false).parts.into_iter();
        let mut words: Vec<Part> = parts.filter(|part| !matches!(part, Part::Data(_))).collect();
        // What is fetched without quotes: `url(/a.jpg)`.
        for from in fetches(text) {
            let rest = text.get(from..).unwrap_or_default();
            let to = from + rest.find([')', '\n']).unwrap_or(rest.len());
            if !rest.trim_start().starts_with(['"', '\'']) {
                words.push(Part::Says(Says::new(from..to)));
            }
        }
        Self { parts: words, prose: limits.prose, means: None }
    }

    /// Reads a JSON in which places stand for values, as Qwik brings its state along: what must not
    /// be seen is emptied in place.
    pub(in crate::rewrite) fn strings(text: &str, limits: Limits) -> Self {
        Self::of(text, script::strings(text, limits), limits)
    }

    /// Takes a content as one text, as that of a template of the shop's own.
    pub(in crate::rewrite) fn text(text: &str) -> Self {
        Self {
            parts: vec![Part::Says(Says { code: Code::Attribute, ..Says::all(text) })],
            prose: usize::MAX,
            means: None,
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

    /// Reads the value of an attribute of this name; `None` where it is neither data nor code.
    pub(in crate::rewrite) fn attribute(name: &str, raw: &str, limits: Limits) -> Option<Self> {
        if let Some(mut data) = script::within(raw, &(0..raw.len()), Code::Attribute, limits) {
            data.document.call(name.strip_prefix("data-").unwrap_or(name));
            return Some(Self::one(data, limits));
        }
        Self::code(raw, true, limits)
    }

    /// Reads an attribute that is code: `{tab: 1, goods: […], open() {…}}` or, without `data`,
    /// `add({id: 1, name: "…"})`; `None` where strings or brackets do not close in it.
    pub(in crate::rewrite) fn code(raw: &str, data: bool, limits: Limits) -> Option<Self> {
        let means = Code::Attribute.decode(raw).into_owned();
        let read = script::parts(&means, limits, data);
        let means = Some((Code::Attribute, means));
        read.closes.then_some(Self { parts: read.parts, prose: limits.prose, means })
    }

    /// Asks about everything; `base` is where the text begins in the page.
    pub(in crate::rewrite) fn judge(
        &mut self,
        text: &str,
        base: usize,
        sweep: &mut Sweep,
        judge: &mut dyn Judge,
    ) {
        let means = self.means.as_ref();
        let text = means.map_or(text, |(_, means)| means.as_str());
        for part in &mut self.parts {
            match part {
                Part::Data(data) => {
                    let data = &mut **data;
                    let mut placed = data.placed(base, means.is_some(), judge);
                    // Nothing inside a page gates it, so that this cannot fail.
                    let _ = data.document.judge(&data.json, sweep, &mut placed);
                }
                Part::Piece(piece) => {
                    let raw = text.get(piece.range.clone()).unwrap_or_default();
                    let place = if means.is_some() { 0 } else { piece.range.start };
                    let words = Code::JavaScript.decode(raw);
                    piece.judge(&words, (base + place) as u64, sweep, judge);
                }
                Part::Says(says) => {
                    let raw = text.get(says.range.clone()).unwrap_or_default();
                    let words = says.code.decode(raw);
                    let is_short = says.whole || words.contains('<');
                    let longest = if is_short { usize::MAX } else { self.prose };
                    let place = if means.is_some() { 0 } else { says.range.start };
                    let mut read = Apart::default();
                    read.push(Role::Other, "", &words, longest);
                    if let Some(text) = text_of(words.trim_start()) {
                        read.push(Role::Other, "", &text, usize::MAX);
                    }
                    if says.code == Code::Base64 {
                        // Or words that are not coded yet.
                        let words = Code::JavaScript.decode(raw);
                        read.push(Role::Other, "", &words, longest);
                    }
                    says.gone = read.is_withheld((base + place) as u64, judge);
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
        let means = self.means.as_ref();
        let raw_text = text;
        let text = means.map_or(text, |(_, means)| means.as_str());
        for part in &mut self.parts {
            match part {
                Part::Data(data) => {
                    let data = &mut **data;
                    let mut placed = data.placed(base, means.is_some(), judge);
                    data.document.sweep(&data.json, sweep, &mut placed);
                    cuts.extend(data.cuts(text));
                }
                Part::Piece(piece) => {
                    let raw = text.get(piece.range.clone()).unwrap_or_default();
                    let place = if means.is_some() { 0 } else { piece.range.start };
                    cuts.extend(piece.sweep(raw, (base + place) as u64, sweep, judge));
                }
                Part::Says(says) => {
                    let raw = text.get(says.range.clone()).unwrap_or_default();
                    let coded = says.code == Code::Base64;
                    let mentions = |code: Code| sweep.mentions(&code.decode(raw));
                    if !says.gone && (mentions(says.code) || coded && mentions(Code::JavaScript)) {
                        let place = if means.is_some() { 0 } else { says.range.start };
                        judge.withheld((base + place) as u64, Withheld::Swept);
                        says.gone = true;
                    }
                    if says.gone {
                        cuts.push(Cut::out(says.range.clone()));
                    }
                }
            }
        }
        let cuts = apart(cuts);
        match means {
            Some((code, _)) => code.carry(raw_text, cuts),
            None => cuts,
        }
    }

    /// Takes out what data of the page refer to that went, and nothing that stayed.
    pub(in crate::rewrite) fn link(
        &mut self,
        base: usize,
        linked: &mut Linked,
        judge: &mut dyn Judge,
    ) {
        let fixed = self.means.is_some();
        for part in &mut self.parts {
            if let Part::Data(data) = part
                && Linked::may_hold(&data.json)
            {
                let data = &mut **data;
                let mut placed = data.placed(base, fixed, judge);
                data.document.link(&data.json, linked, &mut placed);
            }
        }
    }

    /// Whether there is anything in it to judge.
    pub(in crate::rewrite) fn holds_any(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Whether all that it holds is one value.
    pub(in crate::rewrite) fn is_value(&self) -> bool {
        let [Part::Data(data)] = self.parts.as_slice() else { return false };
        let Some((_, means)) = &self.means else { return true };
        let around = [means.get(..data.range.start), means.get(data.range.end..)];
        around.into_iter().flatten().all(|text| text.trim().is_empty())
    }

    /// Whether all that it holds is one value, and that goes.
    pub(in crate::rewrite) fn is_gone(&self) -> bool {
        match self.parts.as_slice() {
            [Part::Data(data)] => data.document.is_gone(),
            _ => false,
        }
    }

    /// Whether strings, comments and brackets close, so that code was told from what it says.
    pub(in crate::rewrite) fn closes(&self) -> bool {
        !self.parts.iter().any(|part| matches!(part, Part::Says(says) if says.whole))
    }

    /// What the data say they are about.
    pub(in crate::rewrite) fn found(&self) -> impl Iterator<Item = &Found> {
        self.parts.iter().flat_map(|part| match part {
            Part::Data(data) => data.document.found(),
            Part::Piece(_) | Part::Says(_) => &[],
        })
    }
}

impl Data {
    /// Reads what stands at `range` of a text and means `meant`; `None` where that is no JSON.
    fn read(
        meant: &str,
        range: Range<usize>,
        codes: Vec<Code>,
        limits: Limits,
        nested: u8,
    ) -> Result<Option<Self>, TooLarge> {
        let (json, kind) = match Devalue::read(meant, limits)? {
            Some(values) => (values.json.clone().into_bytes(), Kind::Values(values)),
            None => (meant.as_bytes().to_vec(), Kind::Json),
        };
        match Document::read(&json, Paths::default(), Manner::Inside, limits, nested) {
            Ok(document) => Ok(Some(Self { range, codes, json, kind, document })),
            Err(_) if matches!(kind, Kind::Values(_)) => Err(TooLarge),
            Err(_) => Ok(None),
        }
    }

    fn placed<'j>(&self, base: usize, fixed: bool, judge: &'j mut dyn Judge) -> Placed<'j> {
        let place = if fixed { 0 } else { self.range.start };
        let fixed = fixed || !matches!(self.kind, Kind::Json) || !self.codes.is_empty();
        Placed { judge, base: (base + place) as u64, fixed }
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
            let with = match self.codes.contains(&Code::Base64) {
                true => Bytes::from(base64::written_like("", with.as_bytes())),
                false => Bytes::from_static(with.as_bytes()),
            };
            return vec![Cut { range: self.range.clone(), with }];
        }
        let cuts = self.document.cuts(&self.json);
        let mut cuts = match &self.kind {
            Kind::Json => cuts,
            Kind::Literal(literal) => return literal.carry(cuts),
            Kind::Values(values) => values.carry(cuts),
        };
        let mut written = vec![text.get(self.range.clone()).unwrap_or_default().to_owned()];
        for code in &self.codes {
            let means = code.decode(written.last().map_or("", String::as_str)).into_owned();
            written.push(means);
        }
        for (code, written) in self.codes.iter().zip(&written).rev() {
            cuts = code.carry(written, cuts);
        }
        let at = self.range.start;
        let moved = cuts
            .into_iter()
            .map(|cut| Cut { range: cut.range.start + at..cut.range.end + at, with: cut.with });
        moved.collect()
    }
}

/// Where in a style what is fetched is named, behind each `url(`.
pub(in crate::rewrite) fn fetches(style: &str) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'(', style.as_bytes()).filter_map(|at| {
        let name = style.get(at.checked_sub(3)?..at)?;
        name.eq_ignore_ascii_case("url").then_some(at + 1)
    })
}

#[cfg(test)]
mod tests;
