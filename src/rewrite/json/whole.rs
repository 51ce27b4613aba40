//! A value that is there as a whole: all of it is judged, then swept for everything that went,
//! here and elsewhere on the page, and only then cut.

use super::level::Level;
use super::lexer::{Lexer, Token};
use super::names::Says;
use super::node::{Edit, Ground, Kind, NONE, Node};
use super::path::Paths;
use super::referred::Places;
use super::splice::{Whole, splice};
use super::tape::Tape;
use super::units::Settler;
use crate::classify::Role;
use crate::rewrite::cut::{Cut, put_out};
use crate::rewrite::held::{Held, RewriteWhole};
use crate::rewrite::sweep::Sweep;
use crate::rewrite::{Judge, Limits, Output, RewriteError, Unit, Verdict, Withheld};
use bytes::Bytes;

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rewrite) enum Manner {
    /// It is the page: a listing reached through objects only is what the page is about.
    Page,
    /// It is a part of a page, which may be about something else.
    Inside,
    /// It is a row of a React flight stream (`text/x-component`): an element of the page stands
    /// there as `["$", type, key, properties]`.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages hold such data"))]
    Flight,
    /// It is one record of many, as a line of JSON Lines: an element of a list that goes whole.
    Record,
}

/// What a page's embedded data says it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::rewrite) struct Found {
    pub(in crate::rewrite) name: String,
    pub(in crate::rewrite) url: String,
    pub(in crate::rewrite) id: String,
    /// Byte offset in the page.
    pub(in crate::rewrite) position: u64,
    /// What the judge said of it.
    pub(in crate::rewrite) verdict: Option<Verdict>,
}

/// One whole JSON value.
#[derive(Debug)]
pub(in crate::rewrite) struct Document {
    pub(super) tape: Tape,
    pub(super) settler: Settler,
}

impl Document {
    /// Reads a value; `nested` is how many levels of JSON within strings are read.
    pub(in crate::rewrite) fn read(
        bytes: &[u8],
        paths: Paths,
        manner: Manner,
        limits: Limits,
        nested: u8,
    ) -> Result<Self, RewriteError> {
        let mut document = Self::new(paths, manner, limits, nested);
        document.load(bytes)?;
        Ok(document)
    }

    /// A value that is not read yet.
    pub(in crate::rewrite) fn new(
        paths: Paths,
        manner: Manner,
        limits: Limits,
        nested: u8,
    ) -> Self {
        let mut settler = Settler::new(limits, false);
        (settler.manner, settler.whole, settler.nested) = (manner, true, nested);
        Self { tape: Tape::new(paths), settler }
    }

    /// Reads a value in place of the one before.
    pub(in crate::rewrite) fn load(&mut self, bytes: &[u8]) -> Result<(), RewriteError> {
        let Self { tape, settler } = self;
        let one_of_many = matches!(settler.manner, Manner::Flight | Manner::Record);
        let mut lexer = Lexer::new(settler.limits.depth);
        let chain = !one_of_many;
        tape.begin(0, Ground { role: Role::Other, chain, reached: 0, index: 0, root: true });
        (settler.listed, settler.changed) = (one_of_many, false);
        settler.found.clear();
        // A text of one-digit numbers has as many values as bytes; they are bounded too.
        let most = settler.limits.page / 8 + 1024;
        loop {
            let lexeme = match lexer.next(bytes, 0)? {
                Some(lexeme) => lexeme,
                None => match lexer.finish()? {
                    Some(lexeme) => lexeme,
                    None => break,
                },
            };
            settler.listed |= lexeme.token == Token::ArrayStart && tape.nodes.is_empty();
            tape.take(lexeme, bytes, 0);
            if tape.nodes.len() > most {
                return Err(RewriteError::Budget { key: "limits.page", at: lexeme.start });
            }
            settler.listed |= lexeme.token == Token::ObjectEnd && tape.shows_list();
        }
        Ok(())
    }

    /// Says under which name the value stands, if it stands under one.
    #[cfg(feature = "html")]
    pub(in crate::rewrite) fn call(&mut self, name: &str) {
        let says = super::names::read(name);
        self.tape.edit(0, |root| root.says = says);
    }

    /// Asks about every unit, and remembers what went in `sweep`.
    pub(in crate::rewrite) fn judge(
        &mut self,
        bytes: &[u8],
        sweep: &mut Sweep,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        let source = simdutf8::basic::from_utf8(bytes).unwrap_or_default();
        self.tape.refers |= self.begins_graph();
        self.settler.places = Places::read(&self.tape, source);
        self.walk(bytes, sweep, judge, false)
    }

    /// Whether the value is a list of what may refer to each other by `@id`.
    fn begins_graph(&self) -> bool {
        let list = self.tape.get(0).is_some_and(Node::is_array);
        list && self.tape.children(1).any(|(_, node)| node.says.any(Says::LINKED))
    }

    /// Takes out what refers to anything that went, and puts counts right.
    pub(in crate::rewrite) fn sweep(
        &mut self,
        bytes: &[u8],
        sweep: &mut Sweep,
        judge: &mut dyn Judge,
    ) {
        if sweep.is_active() {
            // Nothing is judged on this way, so that nothing can be found to be the subject.
            let _ = self.walk(bytes, sweep, judge, true);
        }
        let source = simdutf8::basic::from_utf8(bytes).unwrap_or_default();
        let len = self.tape.len();
        self.settler.forget(&mut self.tape, source, len, judge);
        self.put_counts_right(bytes);
    }

    fn walk(
        &mut self,
        bytes: &[u8],
        sweep: &mut Sweep,
        judge: &mut dyn Judge,
        again: bool,
    ) -> Result<(), RewriteError> {
        let source = simdutf8::basic::from_utf8(bytes).unwrap_or_default();
        let len = self.tape.len();
        let record = self.settler.manner == Manner::Record;
        let mut ground = Level::loose(if record { Kind::Array } else { Kind::Object });
        self.settler.again = again;
        self.settler.counted.clear();
        let changed = self.settler.changed;
        std::mem::swap(&mut self.settler.sweep, sweep);
        let walked =
            self.settler.settle(&mut self.tape, source, (0, len), &mut ground, None, judge);
        std::mem::swap(&mut self.settler.sweep, sweep);
        self.settler.changed |= changed;
        walked
    }

    /// Counts may stand before what they count.
    fn put_counts_right(&mut self, bytes: &[u8]) {
        if self.settler.counted.is_empty() {
            return;
        }
        let source = simdutf8::basic::from_utf8(bytes).unwrap_or_default();
        self.settler.counted.sort_unstable();
        for at in 0..self.tape.len() {
            let Some(node) = self.tape.get(at).copied() else { break };
            if node.kind != Kind::Number || !node.says.any(Says::COUNT) || node.edit != Edit::Keep {
                continue;
            }
            let mut text = String::new();
            let Ok(value) = self.tape.text(&node, source, &mut text).parse::<u32>() else {
                continue;
            };
            let counted = &self.settler.counted;
            let mut above = node.parent;
            let right = loop {
                let Some(object) = self.tape.get(above) else { break None };
                if object.kind != Kind::Object || object.class.is_unit() {
                    break None;
                }
                let from = counted.partition_point(|(at, _)| *at < above);
                let here = counted.iter().skip(from).take_while(|(at, _)| *at == above);
                if let Some((_, (_, kept))) = here.clone().find(|(_, (seen, _))| *seen == value) {
                    break Some(*kept);
                }
                above = object.parent;
            };
            if let Some(right) = right.filter(|right| *right != value) {
                self.settler.mark(&mut self.tape, at, Edit::Count(right));
            }
        }
    }

    /// Whether anything goes.
    pub(in crate::rewrite) const fn is_changed(&self) -> bool {
        self.settler.changed
    }

    /// Whether all of it goes.
    pub(in crate::rewrite) fn is_gone(&self) -> bool {
        self.tape.get(0).is_some_and(|root| matches!(root.edit, Edit::Drop | Edit::Null))
    }

    /// What the document says it is about, if it is a part of a page.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages hold such data"))]
    pub(in crate::rewrite) fn found(&self) -> &[Found] {
        &self.settler.found
    }

    /// What goes, in order.
    pub(in crate::rewrite) fn cuts(&self, bytes: &[u8]) -> Vec<Cut> {
        if !self.is_changed() {
            return Vec::new();
        }
        let mut knife = Whole::new(bytes);
        splice(&mut knife, &self.tape, 0);
        knife.cuts
    }

    /// Whether there is anything in it but one scalar.
    pub(super) fn is_structured(&self) -> bool {
        self.tape.get(0).is_some_and(|root| root.kind.is_container() && root.next > 1)
            && self.tape.get(0).is_some_and(|root| root.parent == NONE)
    }
}

/// A judge whose units stand at a place of their own.
pub(in crate::rewrite) struct Placed<'j> {
    pub(in crate::rewrite) judge: &'j mut dyn Judge,
    /// What is added to their places; with `fixed`, all of them stand there.
    pub(in crate::rewrite) base: u64,
    pub(in crate::rewrite) fixed: bool,
}

impl Placed<'_> {
    const fn place(&self, position: u64) -> u64 {
        if self.fixed { self.base } else { self.base.saturating_add(position) }
    }
}

impl Judge for Placed<'_> {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        self.judge.judge(&Unit { position: self.place(unit.position), ..*unit })
    }

    fn withheld(&mut self, position: u64, why: Withheld) {
        self.judge.withheld(self.place(position), why);
    }

    fn unreadable(&mut self, position: u64) -> Verdict {
        self.judge.unreadable(self.base + position)
    }

    fn omits_nameless(&self) -> bool {
        self.judge.omits_nameless()
    }

    fn speaks(&mut self, language: &str) {
        self.judge.speaks(language);
    }

    fn remember(&mut self, keys: &[u64]) {
        self.judge.remember(keys);
    }

    fn recall(&mut self, keys: &[u64], position: u64) -> Option<Verdict> {
        self.judge.recall(keys, self.place(position))
    }
}

/// Rewrites one JSON document that is swept as a whole (`sweep = "document"`): what precedes an
/// omitted listing and refers to it goes as well.
#[derive(Debug)]
pub struct DocumentRewriter {
    paths: Paths,
    keep_one_masked: bool,
    limits: Limits,
}

impl DocumentRewriter {
    /// A rewriter that finds listings by `paths`, or by their fields where none are given.
    pub fn new(paths: Paths, keep_one_masked: bool, limits: Limits) -> Held<Self> {
        Held::new(Self { paths, keep_one_masked, limits }, limits)
    }
}

impl RewriteWhole for DocumentRewriter {
    fn rewrite(
        &mut self,
        body: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let paths = std::mem::take(&mut self.paths);
        let mut document = Document::read(&body, paths, Manner::Page, self.limits, NESTED)?;
        document.settler.keep_one_masked = self.keep_one_masked;
        let mut sweep = Sweep::new(self.limits.swept_identifiers);
        document.judge(&body, &mut sweep, judge)?;
        document.sweep(&body, &mut sweep, judge);
        put_out(&body, &document.cuts(&body), out);
        out.commit();
        Ok(())
    }
}

/// How many levels of JSON within strings of JSON are read; each doubles the backslashes.
pub(in crate::rewrite) const NESTED: u8 = 4;
