//! Product feeds of rows: CSV (RFC 4180), its dialect with `;`, and values between tabs.
//!
//! The first row names the fields, and a row that is withheld goes with its line; a name that is
//! withheld is emptied. Without a heading every field is one that nobody has heard of. Rows of one
//! product, as its variants, go together. Where readers disagree about where a row ends, all of it
//! goes if any reading of it is withheld.

mod lines;

use self::lines::{Lines, Quote};
use super::cut::Cut;
use super::json::{Fields, is_nameless};
use super::records::{Fate, RecordRewriter, Records};
use super::sweep::{Family, Ident, Named, Sweep};
use super::{Judge, Limits, RewriteError, Unit, UnitKind, Verdict, Withheld};
use crate::classify::{Facts, Role, Scalar, names_attribute};
use bytes::Bytes;
use std::borrow::Cow;
use std::ops::Range;

/// Rewrites a table.
pub(super) type TableRewriter = RecordRewriter<Rows>;

impl RecordRewriter<Rows> {
    /// A rewriter of CSV; the separator is read off the first row.
    pub(super) fn commas(limits: Limits) -> Self {
        Self::separated(None, limits)
    }

    /// A rewriter of values between tabs, in which a quote may go on over lines or mean nothing.
    pub(super) fn tabs(limits: Limits) -> Self {
        Self::separated(Some(b'\t'), limits)
    }

    fn separated(separator: Option<u8>, limits: Limits) -> Self {
        let rows = Rows {
            separator,
            lines: Lines::new(separator.is_none()),
            columns: Vec::new(),
            begun: false,
            fields: Vec::new(),
            sweep: Sweep::new(limits.swept_identifiers),
            facts: Facts::default(),
            idents: Vec::new(),
            keys: Vec::new(),
        };
        Self::of(rows, limits.unit)
    }
}

#[derive(Debug)]
struct Column {
    name: String,
    role: Role,
    named: Option<Named>,
}

#[derive(Debug)]
pub(super) struct Rows {
    separator: Option<u8>,
    lines: Lines,
    columns: Vec<Column>,
    /// Whether the heading was read, or found missing.
    begun: bool,
    fields: Vec<Range<usize>>,
    sweep: Sweep,
    facts: Facts,
    idents: Vec<Ident>,
    keys: Vec<u64>,
}

/// What separates fields in some dialect.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The most fields of a row that have a name.
const COLUMNS: usize = 4096;

impl Rows {
    fn separates(&self, byte: u8) -> bool {
        separates(self.separator, byte)
    }

    /// Notes where the fields of a row stand, quotes included.
    fn split(&mut self, row: &str) {
        self.fields.clear();
        let mut from = 0;
        let mut quote = Quote::Begin;
        for (at, byte) in row.bytes().enumerate() {
            let separates = self.separates(byte);
            if separates && quote != Quote::Inside {
                self.fields.push(from..at);
                from = at + 1;
            }
            quote = quote.step(byte, separates);
        }
        self.fields.push(from..row.len());
    }

    /// Reads the first row; true if it is a heading.
    fn heading(&mut self, row: &str) -> bool {
        if self.separator.is_none() {
            let mut quote = Quote::Begin;
            let mut counts = [0u32; SEPARATORS.len()];
            for byte in row.bytes() {
                let at = SEPARATORS.iter().position(|separator| *separator == byte);
                if let Some(count) = at.and_then(|at| counts.get_mut(at))
                    && quote != Quote::Inside
                {
                    *count += 1;
                }
                quote = quote.step(byte, at.is_some());
            }
            let counted = SEPARATORS.iter().zip(counts).rev();
            self.separator =
                counted.max_by_key(|(_, count)| *count).map(|(separator, _)| *separator);
        }
        self.split(row);
        self.lines.separators = Some(row.bytes().filter(|byte| self.separates(*byte)).count());
        let columns = self.fields.iter().take(COLUMNS).map(|at| {
            let name = unquoted(row.get(at.clone()).unwrap_or_default()).trim().to_owned();
            Column { role: Role::Other.descend(&name), named: Named::read(&name), name }
        });
        self.columns = columns.collect();
        let headed = self.columns.iter().any(|column| column.role != Role::Other);
        if !headed {
            self.columns.clear();
        }
        headed
    }

    /// Collects what a row says.
    fn gather(&mut self, row: &str) -> Fields {
        self.facts.clear();
        self.idents.clear();
        let mut says = Fields::NOTHING;
        let mut best: Option<(Family, usize)> = None;
        let set = |set: u64, column: &Column| set | Ident::beside(&column.name);
        let beside = self.columns.iter().fold(0, set);
        for (index, at) in self.fields.iter().enumerate() {
            let text = unquoted(row.get(at.clone()).unwrap_or_default());
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            let column = self.columns.get(index);
            let role = column.map_or(Role::Other, |column| column.role);
            let name = column.map_or("", |column| column.name.as_str());
            says = says.or(Fields::of(role));
            self.facts.push(role, name, Scalar::Text(text));
            match column.and_then(|column| column.named).filter(|named| !named.other) {
                Some(named) => {
                    let Some(ident) = Ident::identifier(named, text, beside) else { continue };
                    if best.is_none_or(|(known, _)| named.family < known) {
                        best = Some((named.family, self.idents.len()));
                    }
                    self.idents.push(ident);
                }
                None if role == Role::Url => self.idents.extend(Ident::link(text)),
                None => {}
            }
        }
        if let Some(primary) = best.and_then(|(_, at)| self.idents.get_mut(at)) {
            primary.primary = true;
        }
        says
    }

    /// Decides about a row, which ends at `end` with its line; notes what goes.
    fn row(
        &mut self,
        row: &str,
        end: usize,
        place: u64,
        judge: &mut dyn Judge,
        cuts: &mut Vec<Cut>,
    ) {
        let headed = !std::mem::replace(&mut self.begun, true) && self.heading(row);
        let lines = if row.contains(['\r', '\n']) {
            self.lines.of(row, |byte| self.separates(byte))
        } else {
            Vec::new()
        };
        if lines.len() > 1 {
            self.judge_lines(row, &lines, place, judge, cuts);
            if let Some(cut) = cuts.last_mut().filter(|cut| cut.range.end == row.len()) {
                cut.range.end = end;
            }
            return;
        }
        if headed {
            self.judge_heading(row, place, judge, cuts);
            return;
        }
        self.split(row);
        match self.judge(row, place, judge) {
            Verdict::Keep => {}
            Verdict::Mask => self.mask(cuts),
            _ => cuts.push(Cut { range: 0..end, with: Bytes::new() }),
        }
    }

    /// Empties the names of fields that are withheld; the others go on naming the rows below.
    fn judge_heading(&mut self, row: &str, place: u64, judge: &mut dyn Judge, cuts: &mut Vec<Cut>) {
        for at in &self.fields {
            let name = unquoted(row.get(at.clone()).unwrap_or_default());
            if !name.contains(char::is_alphabetic) || names_attribute(&name) {
                continue;
            }
            self.facts.clear();
            self.facts.push(Role::Other, "", Scalar::Text(&name));
            let position = place + at.start as u64;
            let unit = Unit { kind: UnitKind::Outside, facts: &self.facts, position, id: None };
            if judge.judge(&unit) != Verdict::Keep {
                cuts.push(Cut { range: at.clone(), with: Bytes::new() });
            }
        }
    }

    /// Judges a row of which readers take each of these lines for one; notes what goes.
    fn judge_lines(
        &mut self,
        row: &str,
        lines: &[Range<usize>],
        place: u64,
        judge: &mut dyn Judge,
        cuts: &mut Vec<Cut>,
    ) {
        let apart = self.lines.are_rows(row, lines, |byte| self.separates(byte));
        if !apart {
            self.split(row);
        }
        if !apart && self.judge(row, place, judge) != Verdict::Keep {
            cuts.push(Cut { range: 0..row.len(), with: Bytes::new() });
            return;
        }
        for (index, line) in lines.iter().enumerate() {
            let text = row.get(line.clone()).unwrap_or_default();
            self.split(text);
            let says = self.gather(text);
            let kind = if says.is_listing() { UnitKind::Listing } else { UnitKind::Outside };
            let position = place + line.start as u64;
            let withheld = if apart {
                self.judge(text, position, judge) != Verdict::Keep
            } else {
                let unit = Unit { kind, facts: &self.facts, position, id: None };
                !self.facts.is_empty() && judge.judge(&unit) != Verdict::Keep
            };
            if withheld && !apart {
                self.sweep.omit(&self.idents);
                cuts.push(Cut { range: 0..row.len(), with: Bytes::new() });
                return;
            }
            if withheld {
                let end = lines.get(index + 1).map_or(row.len(), |next| next.start);
                cuts.push(Cut { range: line.start..end, with: Bytes::new() });
            }
        }
    }

    fn judge(&mut self, row: &str, place: u64, judge: &mut dyn Judge) -> Verdict {
        let listing = self.gather(row).is_listing();
        if self.sweep.names(&self.idents) {
            judge.withheld(place, Withheld::Swept);
            return Verdict::Omit;
        }
        self.keys.clear();
        self.keys.extend(self.idents.iter().filter_map(|ident| ident.key()));
        let kind = if listing { UnitKind::Listing } else { UnitKind::Outside };
        let unit = Unit { kind, facts: &self.facts, position: place, id: None };
        let verdict = match () {
            () if self.facts.is_empty() => Verdict::Keep,
            () if is_nameless(&self.facts) => match judge.recall(&self.keys, place) {
                Some(verdict) => verdict,
                None if judge.omits_nameless() => {
                    judge.withheld(place, Withheld::Nameless);
                    return Verdict::Omit;
                }
                None => judge.judge(&unit),
            },
            () => {
                let verdict = judge.judge(&unit);
                judge.remember(&self.keys);
                verdict
            }
        };
        match verdict {
            Verdict::Omit | Verdict::Gate => self.sweep.omit(&self.idents),
            Verdict::Keep => self.sweep.keep(&self.idents),
            Verdict::Mask => {}
        }
        verdict
    }

    /// Empties the fields of a row; prices stay, so that totals agree.
    fn mask(&self, cuts: &mut Vec<Cut>) {
        for (index, at) in self.fields.iter().enumerate() {
            let role = self.columns.get(index).map_or(Role::Other, |column| column.role);
            if !matches!(role, Role::Price | Role::Meta) && !at.is_empty() {
                cuts.push(Cut { range: at.clone(), with: Bytes::new() });
            }
        }
    }
}

/// Whether a byte separates fields, by what is known of the dialect.
fn separates(separator: Option<u8>, byte: u8) -> bool {
    separator.map_or(SEPARATORS.contains(&byte), |separator| byte == separator)
}

/// What a field says, without its quotes.
fn unquoted(field: &str) -> Cow<'_, str> {
    let Some(quoted) = field.trim().strip_prefix('"') else { return Cow::Borrowed(field) };
    let quoted = quoted.strip_suffix('"').unwrap_or(quoted);
    if quoted.contains("\"\"") {
        Cow::Owned(quoted.replace("\"\"", "\""))
    } else {
        Cow::Borrowed(quoted)
    }
}

impl Records for Rows {
    fn end(&mut self, fresh: &[u8]) -> Option<usize> {
        let separator = self.separator;
        self.lines.end(fresh, |byte| separates(separator, byte))
    }

    fn record(
        &mut self,
        record: &[u8],
        place: u64,
        last: bool,
        judge: &mut dyn Judge,
        cuts: &mut Vec<Cut>,
    ) -> Result<Fate, RewriteError> {
        let open = last && self.lines.breaks_off();
        let text = std::str::from_utf8(record).ok().filter(|text| !open && !text.contains('\0'));
        let Some(text) = text else {
            return Ok(match judge.unreadable(place) {
                Verdict::Keep => Fate::Keep,
                _ => Fate::Drop,
            });
        };
        // A byte order mark belongs to the table, not to its first row.
        let marked = text.strip_prefix('\u{feff}').filter(|_| place == 0).unwrap_or(text);
        let mark = record.len() - marked.len();
        let row = marked.trim_end_matches(['\r', '\n']);
        if row.trim().is_empty() {
            return Ok(Fate::Keep);
        }
        if !self.begun
            && let Some(separator) = row.strip_prefix("sep=").filter(|sep| sep.len() == 1)
        {
            self.separator = separator.bytes().next();
            return Ok(Fate::Keep);
        }
        self.row(row, marked.len(), place + mark as u64, judge, cuts);
        for cut in cuts {
            cut.range = cut.range.start + mark..cut.range.end + mark;
        }
        Ok(Fate::Keep)
    }

    fn sweep(&mut self) -> &mut Sweep {
        &mut self.sweep
    }
}

#[cfg(test)]
mod tests;
