//! Product feeds of rows: CSV (RFC 4180), its dialect with `;`, and values between tabs.
//!
//! The first row names the fields, and a row that is withheld goes with its line. Without a heading
//! every field is one that nobody has heard of. Rows of one product, as its variants, go together.

use super::cut::Cut;
use super::json::{Fields, is_nameless};
use super::records::{Fate, RecordRewriter, Records};
use super::sweep::{Family, Ident, Named, Sweep};
use super::{Judge, Limits, RewriteError, Unit, UnitKind, Verdict, Withheld};
use crate::classify::{Facts, Role, Scalar};
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

    /// A rewriter of values between tabs, in which a quote never spans lines.
    pub(super) fn tabs(limits: Limits) -> Self {
        Self::separated(Some(b'\t'), limits)
    }

    fn separated(separator: Option<u8>, limits: Limits) -> Self {
        let rows = Rows {
            separator,
            lines_in_quotes: separator.is_none(),
            quote: Quote::Begin,
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

/// Where in a field the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quote {
    /// At its beginning, where a quote opens it.
    Begin,
    Inside,
    /// Behind a quote that closes it, unless another one follows.
    Closed,
    Plain,
}

impl Quote {
    fn step(self, byte: u8, separates: bool) -> Self {
        match (self, byte) {
            (Self::Begin | Self::Closed, b'"') => Self::Inside,
            (Self::Inside, b'"') => Self::Closed,
            (Self::Inside, _) => Self::Inside,
            _ if separates => Self::Begin,
            _ => Self::Plain,
        }
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
    lines_in_quotes: bool,
    quote: Quote,
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
        self.separator.map_or(SEPARATORS.contains(&byte), |separator| byte == separator)
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
        let set = |set: u64, column: &Column| set | Sweep::beside(&column.name);
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
                    let Some(ident) = Sweep::identifier(named, text, beside) else { continue };
                    if best.is_none_or(|(known, _)| named.family < known) {
                        best = Some((named.family, self.idents.len()));
                    }
                    self.idents.push(ident);
                }
                None if role == Role::Url => self.idents.extend(Sweep::link(text)),
                None => {}
            }
        }
        if let Some(primary) = best.and_then(|(_, at)| self.idents.get_mut(at)) {
            primary.primary = true;
        }
        says
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
        for (at, byte) in fresh.iter().enumerate() {
            if *byte == b'\n' && (self.quote != Quote::Inside || !self.lines_in_quotes) {
                self.quote = Quote::Begin;
                return Some(at + 1);
            }
            self.quote = self.quote.step(*byte, self.separates(*byte));
        }
        None
    }

    fn record(
        &mut self,
        record: &[u8],
        place: u64,
        last: bool,
        judge: &mut dyn Judge,
        cuts: &mut Vec<Cut>,
    ) -> Result<Fate, RewriteError> {
        let open = last && self.quote == Quote::Inside && self.lines_in_quotes;
        let text = std::str::from_utf8(record).ok().filter(|text| !open && !text.contains('\0'));
        let Some(text) = text else {
            return Ok(match judge.unreadable(place) {
                Verdict::Keep => Fate::Keep,
                _ => Fate::Drop,
            });
        };
        let marked = text.strip_prefix('\u{feff}').filter(|_| place == 0);
        let row = marked.unwrap_or(text).trim_end_matches(['\r', '\n']);
        if row.trim().is_empty() {
            return Ok(Fate::Keep);
        }
        if !self.begun {
            if let Some(separator) = row.strip_prefix("sep=").and_then(|sep| sep.bytes().next()) {
                self.separator = Some(separator);
                return Ok(Fate::Keep);
            }
            self.begun = true;
            if self.heading(row) {
                return Ok(Fate::Keep);
            }
        } else {
            self.split(row);
        }
        let verdict = self.judge(row, place, judge);
        let mark = record.len() - marked.unwrap_or(text).len();
        match verdict {
            Verdict::Keep => {}
            Verdict::Mask => {
                self.mask(cuts);
                for cut in cuts {
                    cut.range = cut.range.start + mark..cut.range.end + mark;
                }
            }
            // A byte order mark belongs to the table, not to its first row.
            _ => cuts.push(Cut { range: mark..record.len(), with: Bytes::new() }),
        }
        Ok(Fate::Keep)
    }

    fn sweep(&mut self) -> &mut Sweep {
        &mut self.sweep
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::trial::Trial;

    fn table() -> Trial {
        Trial::new(|limits| Box::new(TableRewriter::commas(limits)))
    }

    #[test]
    fn rows_go() {
        for (input, expected) in [
            ("id,title,price\n1,RESTRICTED,2\n2,b,3\n", "id,title,price\n2,b,3\n"),
            ("id,title\r\n1,b\r\n2,\"a, RESTRICTED\"", "id,title\r\n1,b\r\n"),
            (
                "id;title;text\n1;\"a \"\"b\"\"\nRESTRICTED\";x\n2;b;\"c\nd\"\n",
                "id;title;text\n2;b;\"c\nd\"\n",
            ),
            ("sep=|\nid|title\n1|RESTRICTED\n2|b\n", "sep=|\nid|title\n2|b\n"),
            ("\u{feff}\"id\",\"title\"\n\"1\",\"RESTRICTED\"\n\n", "\u{feff}\"id\",\"title\"\n\n"),
            ("\u{feff}a,RESTRICTED\nb,c\n", "\u{feff}b,c\n"),
            ("title,size\n5\" pipe,RESTRICTED\n6\" pipe,x\n", "title,size\n6\" pipe,x\n"),
            ("title\nRESTRICTED\nb\n", "title\nb\n"),
            ("id,title\n1,a,RESTRICTED\n2\n", "id,title\n2\n"),
            ("title,price\nMASKED,3\n", "title,price\n,3\n"),
            ("", ""),
        ] {
            table().check(input, expected);
        }
    }

    #[test]
    fn rows_of_one_product_go_together() {
        table().check(
            "Handle,Title,Image Src\noak-chair,RESTRICTED,/a.jpg\noak-chair,,/b.jpg\nash-chair,b,/c.jpg\n",
            "Handle,Title,Image Src\nash-chair,b,/c.jpg\n",
        );
    }

    #[test]
    fn tabs_part_fields_and_lines_always_end() {
        let tabs = Trial::new(|limits| Box::new(TableRewriter::tabs(limits)));
        tabs.check(
            "id\ttitle\n1\t\"inch\n2\tRESTRICTED\n3\tb, c\n",
            "id\ttitle\n1\t\"inch\n3\tb, c\n",
        );
    }

    #[test]
    fn what_does_not_end_or_is_too_large_goes() {
        let run = table().everywhere(b"id,title\n1,a\n2,\"b\n3,c\n");
        assert_eq!(run.text(), "id,title\n1,a\n");
        assert_eq!(run.judge.withheld, [(13, Withheld::Unreadable)]);
        let limits = Limits { unit: 20, ..Limits::default() };
        let input = format!("id,title\n1,{}\n2,b\n", "x".repeat(30));
        assert_eq!(table().within(limits).everywhere(input.as_bytes()).text(), "id,title\n2,b\n");
    }
}
