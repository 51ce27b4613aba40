//! Server-sent events (`text/event-stream`, WHATWG HTML section 9.2), event by event.
//!
//! The data lines of an event are one text: JSON and pieces of pages (as htmx, Turbo and, line by
//! line, Datastar have them) are judged unit by unit, other text as one. An event that goes leaves
//! its `id` and `retry` lines, without which a client that comes back would ask for what it has seen,
//! and a blank line. One that the body breaks off in is judged as far as it goes. Lines that clients
//! ignore, comments and whatever is no field, are one text too.

mod event;
#[cfg(test)]
mod tests;

use super::cut::Cut;
#[cfg(feature = "html")]
use super::cut::applied;
#[cfg(feature = "html")]
use super::html;
use super::json::{Document, Manner, NESTED, Patches, Paths, Placed};
use super::prose::Apart;
use super::records::{Fate, RecordRewriter, Records};
use super::spoken::Spoken;
use super::sweep::Sweep;
use super::{Judge, Limits, RewriteError, Unit, UnitKind, Verdict};
use crate::classify::{Facts, Role, Scalar};
use bytes::Bytes;
use event::{Event, Joined};
use std::ops::Range;

/// Rewrites a stream of events.
pub(super) type EventsRewriter = RecordRewriter<Events>;

impl RecordRewriter<Events> {
    /// A rewriter of events; `paths` begin at each event's data.
    pub(super) fn events(paths: Paths, limits: Limits) -> Self {
        let events = Events {
            lines: Lines { empty: true, after_return: false },
            json: Document::new(paths, Manner::Record, limits, NESTED),
            sweep: Sweep::new(limits.swept_identifiers),
            limits,
            patches: Patches::default(),
            spoken: Spoken::default(),
            facts: Facts::default(),
            event: Event::default(),
        };
        Self::of(events, limits.unit)
    }
}

/// Finds the blank line that ends an event. A line ends with CR, LF or both; the LF after the CR of
/// a blank line comes with the next event, so that no event waits for it.
#[derive(Debug)]
struct Lines {
    empty: bool,
    after_return: bool,
}

impl Lines {
    fn end(&mut self, fresh: &[u8]) -> Option<usize> {
        for (at, byte) in fresh.iter().enumerate() {
            let second = *byte == b'\n' && self.after_return;
            self.after_return = *byte == b'\r';
            match byte {
                b'\n' if second => {}
                b'\n' | b'\r' if self.empty => return Some(at + 1),
                b'\n' | b'\r' => self.empty = true,
                _ => self.empty = false,
            }
        }
        None
    }
}

#[derive(Debug)]
pub(super) struct Events {
    lines: Lines,
    json: Document,
    sweep: Sweep,
    limits: Limits,
    /// Where the parts of an answer of GraphQL belong.
    patches: Patches,
    /// What an assistant has said so far.
    spoken: Spoken,
    facts: Facts,
    event: Event,
}

impl Events {
    /// Judges what the data lines say: whether it goes, and what goes out of it.
    fn data(&mut self, data: &Joined, place: u64, judge: &mut dyn Judge) -> (bool, Vec<Cut>) {
        let read = self.json(data, place, judge);
        if let Some(decided) = read.or_else(|| self.patch(data, place, judge)) {
            return decided;
        }
        match self.markup(data, place, judge) {
            Some(decided) => decided,
            None => {
                let gone = self.words(&data.text, place, judge)
                    || !data.text.contains('<') && self.spoken.withholds(&data.text, place, judge);
                (gone, Vec::new())
            }
        }
    }

    /// Judges a text where it is JSON.
    fn json(
        &mut self,
        text: &Joined,
        place: u64,
        judge: &mut dyn Judge,
    ) -> Option<(bool, Vec<Cut>)> {
        let data = text.text.as_bytes();
        if !text.text.trim_start().starts_with(['{', '[', '"']) {
            return None;
        }
        self.json.load(data).ok()?;
        let mut placed = Placed { judge, base: place, fixed: true };
        // Nothing is the subject of a stream, so that nothing can end it.
        if self.json.judge(data, &mut self.sweep, &mut placed).is_err() {
            return Some((true, Vec::new()));
        }
        if self.json.is_changed() {
            self.json.sweep(data, &mut self.sweep, &mut placed);
        }
        self.json.follow(data, &mut self.patches);
        let piece = if self.json.is_gone() { None } else { self.json.piece(data) };
        if piece.is_some_and(|piece| self.spoken.withholds(&piece, place, judge)) {
            return Some((true, Vec::new()));
        }
        if !self.json.is_changed() {
            return Some((false, Vec::new()));
        }
        let cuts = self.json.cuts(data).into_iter().map(|cut| text.carry(cut)).collect();
        Some((self.json.is_gone(), cuts))
    }

    /// Judges what an event of Datastar patches.
    fn patch(
        &mut self,
        data: &Joined,
        place: u64,
        judge: &mut dyn Judge,
    ) -> Option<(bool, Vec<Cut>)> {
        let patch = self.event.patch(data)?;
        let mut gone = self.words(&patch.rest.text, place, judge);
        let mut cuts = Vec::new();
        for text in [&patch.signals, &patch.elements] {
            let read = self.json(text, place, judge);
            match read.or_else(|| self.markup(text, place, judge)) {
                Some((all, inside)) => {
                    gone |= all;
                    cuts.extend(inside);
                }
                None => gone |= self.words(&text.text, place, judge),
            }
        }
        Some((gone, cuts))
    }

    /// Judges a text where it is a piece of a page.
    fn markup(
        &mut self,
        text: &Joined,
        place: u64,
        judge: &mut dyn Judge,
    ) -> Option<(bool, Vec<Cut>)> {
        #[cfg(feature = "html")]
        if html::is_piece(&text.text) {
            let mut placed = Placed { judge, base: place, fixed: true };
            let cuts = html::cuts_of_piece(&text.text, self.limits, &mut self.sweep, &mut placed);
            let Ok(cuts) = cuts else { return Some((true, Vec::new())) };
            let gone = !cuts.is_empty() && applied(&text.text, &cuts).trim().is_empty();
            return Some((gone, cuts.into_iter().map(|cut| text.carry(cut)).collect()));
        }
        let _ = (text, place, judge);
        None
    }

    fn words(&self, text: &str, place: u64, judge: &mut dyn Judge) -> bool {
        // Markup holds listings, however long it is.
        let longest = if text.contains('<') { usize::MAX } else { self.limits.prose };
        let mut words = Apart::default();
        words.push(Role::Other, "data", text, longest);
        !text.trim().is_empty() && words.is_withheld(place, judge)
    }

    fn withholds(&self, place: u64, kind: UnitKind, judge: &mut dyn Judge) -> bool {
        let unit = Unit { kind, facts: &self.facts, position: place, id: None };
        !self.facts.is_empty() && judge.judge(&unit) != Verdict::Keep
    }

    /// Judges the lines that a client needs to go on, which stay where their event goes.
    fn judge_kept(&mut self, record: &str, judge: &mut dyn Judge, place: u64, cuts: &mut Vec<Cut>) {
        for (line, says) in &self.event.kept {
            let text = record.get(says.clone()).unwrap_or_default();
            if !text.contains(char::is_alphabetic) {
                continue;
            }
            self.facts.clear();
            self.facts.push(Role::Other, "id", Scalar::Text(text));
            if self.withholds(place, UnitKind::Outside, judge) {
                cuts.push(Cut { range: line.clone(), with: Bytes::new() });
            }
        }
        cuts.sort_by_key(|cut| cut.range.start);
    }
}

impl Records for Events {
    fn end(&mut self, fresh: &[u8]) -> Option<usize> {
        self.lines.end(fresh)
    }

    fn record(
        &mut self,
        record: &[u8],
        place: u64,
        _: bool,
        judge: &mut dyn Judge,
        cuts: &mut Vec<Cut>,
    ) -> Result<Fate, RewriteError> {
        let Ok(text) = std::str::from_utf8(record) else {
            return Ok(match judge.unreadable(place) {
                Verdict::Keep => Fate::Keep,
                _ => Fate::Drop,
            });
        };
        self.event.read(text, &mut self.facts);
        if self.event.gone.is_empty() {
            self.judge_kept(text, judge, place, cuts);
            return Ok(Fate::Keep);
        }
        let beside = self.withholds(place, UnitKind::Outside, judge);
        let data = std::mem::take(&mut self.event.data);
        let (gone, inside) =
            if beside { (true, Vec::new()) } else { self.data(&data, place, judge) };
        self.event.data = data;
        cuts.extend(inside);
        if gone {
            cuts.clear();
            let cut = |range: &Range<usize>| Cut { range: range.clone(), with: Bytes::new() };
            cuts.extend(self.event.gone.iter().map(cut));
        }
        self.judge_kept(text, judge, place, cuts);
        Ok(Fate::Keep)
    }

    fn sweep(&mut self) -> &mut Sweep {
        &mut self.sweep
    }
}
