//! Server-sent events (`text/event-stream`, WHATWG HTML section 9.2), event by event.
//!
//! The data lines of an event are one text: JSON is judged unit by unit, other text as one. An event
//! that goes leaves its `id` and `retry` lines, without which a client that comes back would ask for
//! what it has seen, and a blank line. One that the body breaks off in is judged as far as it goes.
//! Lines that clients ignore, comments and whatever is no field, are one text too.

use super::cut::Cut;
use super::json::{Document, Manner, NESTED, Paths, Placed};
use super::prose::Apart;
use super::records::{Fate, RecordRewriter, Records};
use super::sweep::Sweep;
use super::{Judge, Limits, RewriteError, Unit, UnitKind, Verdict};
use crate::classify::{Facts, Role, Scalar};
use bytes::Bytes;
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
            prose: limits.prose,
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
    prose: usize,
    facts: Facts,
    event: Event,
}

/// The lines of one event, in reused buffers.
#[derive(Debug, Default)]
struct Event {
    data: String,
    /// What the lines say that clients ignore.
    ignored: String,
    /// Where in the data each data line begins, and where in the event.
    pieces: Vec<(usize, usize)>,
    /// Lines that go with the event.
    gone: Vec<Range<usize>>,
    /// Lines that stay, with what they say if it may be words.
    kept: Vec<(Range<usize>, Range<usize>)>,
}

impl Event {
    fn read(&mut self, record: &str, facts: &mut Facts) {
        self.data.clear();
        self.ignored.clear();
        self.pieces.clear();
        self.gone.clear();
        self.kept.clear();
        facts.clear();
        let mut at = 0;
        while at < record.len() {
            let rest = record.get(at..).unwrap_or_default();
            let len = rest.find(['\r', '\n']).unwrap_or(rest.len());
            let ending = match rest.get(len..) {
                Some(ending) if ending.starts_with("\r\n") => 2,
                Some("") | None => 0,
                Some(_) => 1,
            };
            let line = at..at + len + ending;
            self.line(record, at, len, line, facts);
            at += len + ending;
        }
        if !self.ignored.is_empty() {
            facts.push(Role::Other, "", Scalar::Text(&self.ignored));
        }
    }

    fn line(
        &mut self,
        record: &str,
        at: usize,
        len: usize,
        whole: Range<usize>,
        facts: &mut Facts,
    ) {
        let line = record.get(at..at + len).unwrap_or_default();
        let mark = if line.starts_with('\u{feff}') { 3 } else { 0 };
        let line = line.get(mark..).unwrap_or_default();
        if line.is_empty() {
            self.kept.push((whole, 0..0));
            return;
        }
        let colon = line.find(':');
        let name = line.get(..colon.unwrap_or(line.len())).unwrap_or_default();
        let from = colon.map_or(line.len(), |colon| colon + 1);
        let from = from + usize::from(line.get(from..).is_some_and(|v| v.starts_with(' ')));
        let value = line.get(from..).unwrap_or_default();
        match name {
            "data" => {
                if !self.pieces.is_empty() {
                    self.data.push('\n');
                }
                self.pieces.push((self.data.len(), at + mark + from));
                self.data.push_str(value);
            }
            "id" | "retry" => {
                let says = at + mark + from..at + len;
                self.kept.push((whole, says));
                return;
            }
            "event" => facts.push(Role::Other, name, Scalar::Text(value)),
            // The name of a line without a colon is all of it.
            _ => {
                self.ignored.push_str(if name.is_empty() { value } else { line });
                self.ignored.push('\n');
            }
        }
        self.gone.push(whole.start + mark..whole.end);
    }

    /// Where a place in the data stands in the event.
    fn place(&self, data: usize) -> usize {
        let after = self.pieces.partition_point(|(begins, _)| *begins <= data);
        let piece = after.checked_sub(1).and_then(|at| self.pieces.get(at));
        piece.map_or(0, |(begins, stands)| stands + (data - begins))
    }

    fn carry(&self, cut: Cut) -> Cut {
        let start = self.place(cut.range.start);
        let end = match cut.range.end.checked_sub(1) {
            // What joins two lines goes with the field name of the second.
            Some(last) if self.data.as_bytes().get(last) == Some(&b'\n') => {
                self.place(cut.range.end)
            }
            Some(last) if !cut.range.is_empty() => self.place(last) + 1,
            _ => start,
        };
        Cut { range: start..end, with: cut.with }
    }
}

impl Events {
    /// Judges the data where it is JSON: whether it goes, and what goes out of it.
    fn json(&mut self, place: u64, judge: &mut dyn Judge) -> Option<(bool, Vec<Cut>)> {
        let data = self.event.data.as_bytes();
        if !self.event.data.trim_start().starts_with(['{', '[', '"']) {
            return None;
        }
        self.json.load(data).ok()?;
        let mut placed = Placed { judge, base: place, fixed: true };
        // Nothing is the subject of a stream, so that nothing can end it.
        let judged = self.json.judge(data, &mut self.sweep, &mut placed);
        if judged.is_err() || !self.json.is_changed() {
            return Some((judged.is_err(), Vec::new()));
        }
        self.json.sweep(data, &mut self.sweep, &mut placed);
        let cuts = self.json.cuts(data).into_iter().map(|cut| self.event.carry(cut)).collect();
        Some((self.json.is_gone(), cuts))
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
        let gone = match self.json(place, judge) {
            _ if beside => true,
            Some((gone, inside)) => {
                cuts.extend(inside);
                gone
            }
            None => {
                let data = self.event.data.as_str();
                // Markup holds listings, however long it is.
                let longest = if data.contains('<') { usize::MAX } else { self.prose };
                let mut words = Apart::default();
                words.push(Role::Other, "data", data, longest);
                !data.trim().is_empty() && words.is_withheld(place, judge)
            }
        };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::trial::{Fake, Trial};
    use crate::rewrite::{Output, Rewrite, Withheld};

    fn events() -> Trial {
        Trial::new(|limits| Box::new(EventsRewriter::events(Paths::default(), limits)))
    }

    #[test]
    fn events_go_whole_or_stay() {
        for (input, expected) in [
            ("data: RESTRICTED\n\ndata: b\n\n", "\ndata: b\n\n"),
            (
                "event: add\r\ndata: RESTRICTED\r\nid: 7\r\n\r\ndata: b\r\n\r\n",
                "id: 7\r\n\r\ndata: b\r\n\r\n",
            ),
            ("data: RESTR\rdata:ICTED\r\rdata: b\r\r", "data: RESTR\rdata:ICTED\r\rdata: b\r\r"),
            ("data: a\ndata: RESTRICTED\nretry: 10\n\n", "retry: 10\n\n"),
            ("id: RESTRICTED\ndata: RESTRICTED\n\n", "\n"),
            (": RESTRICTED\n\n: ping\n\n", "\n: ping\n\n"),
            ("event: RESTRICTED\ndata: a\n\n", "\n"),
            ("RESTRICTED\n\ndata: b\n\n", "\ndata: b\n\n"),
            ("data: a\nRESTRICTED\nid: 2\n\ndata: b\n\n", "id: 2\n\ndata: b\n\n"),
            ("RESTRICTED: a\n\ndata\n\n", "\ndata\n\n"),
            ("data: a\nother: RESTRICTED", ""),
            ("data: a\nother\n: ping\n\n", "data: a\nother\n: ping\n\n"),
            ("\u{feff}data: RESTRICTED\n\ndata: b", "\u{feff}\ndata: b"),
            ("data: a\n\ndata: RESTRICTED", "data: a\n\n"),
            ("data\n\nid: 3\n\n\n", "data\n\nid: 3\n\n\n"),
            ("data: <li>RESTRICTED</li>\n\n", "\n"),
        ] {
            events().check(input, expected);
        }
    }

    #[test]
    fn data_of_json_loses_its_units() {
        for (input, expected) in [
            (
                "data: [{\"id\":1,\"name\":\"RESTRICTED\"},{\"id\":2,\"name\":\"b\"}]\n\n",
                "data: [{\"id\":2,\"name\":\"b\"}]\n\n",
            ),
            (
                "id: 1\ndata: {\"items\":[\ndata: {\"id\":1,\"name\":\"RESTRICTED\"},\ndata:{\"id\":2,\"name\":\"b\"}\ndata: ]}\n\n",
                "id: 1\ndata: {\"items\":[\ndata:{\"id\":2,\"name\":\"b\"}\ndata: ]}\n\n",
            ),
            ("event: x\ndata: {\"id\":1,\"name\":\"RESTRICTED\"}\nid: 2\n\n", "id: 2\n\n"),
            (
                "data: {\"id\":\"abcdef1\",\"name\":\"RESTRICTED\"}\n\ndata: {\"product_id\":\"abcdef1\"}\n\n",
                "\n\n",
            ),
            ("data: {\"broken\": RESTRICTED\n\n", "\n"),
            ("data: x\nid: RESTRICTED-1\n\nid: 2\n\n", "data: x\n\nid: 2\n\n"),
            ("id: RESTRICTED\n\n", "\n"),
        ] {
            events().check(input, expected);
        }
    }

    #[test]
    fn an_event_leaves_as_soon_as_it_is_complete() {
        for end in ["\n\n", "\r\r", "\r\n\r"] {
            let mut rewriter = EventsRewriter::events(Paths::default(), Limits::default());
            let mut out = Output::default();
            let event = Bytes::from(format!("data: a{end}"));
            rewriter.write(event.clone(), &mut Fake::default(), &mut out).unwrap();
            assert_eq!(out.pop(), Some(event));
        }
    }

    #[test]
    fn what_is_no_text_or_too_large_goes_alone() {
        let run = events().run([b"data: \xff\n\ndata: b\n\n".as_slice()]);
        assert_eq!(run.text(), "data: b\n\n");
        let limits = Limits { unit: 30, ..Limits::default() };
        let input = format!("data: {}\n\ndata: b\n\n", "x".repeat(40));
        let run = events().within(limits).everywhere(input.as_bytes());
        assert_eq!(run.text(), "data: b\n\n");
        assert_eq!(run.judge.withheld, [(0, Withheld::Oversized)]);
    }
}
