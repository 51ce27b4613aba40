//! Where rows end. RFC 4180 ends them with CR LF; tables come with LF alone and, from old
//! spreadsheets, with CR alone. What a table's first line ends with ends all of its rows; where the
//! other sign stands between them too, readers disagree.
//!
//! Whether a quote goes on over lines is certain in CSV. Of values between tabs some readers know
//! no quotes at all, so that what one opens is held until it closes, or lines show that none does.

use std::ops::Range;

/// Where in a field the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quote {
    /// At its beginning, where a quote opens it.
    Begin,
    Inside,
    /// Behind a quote that closes it, unless another one follows.
    Closed,
    Plain,
}

impl Quote {
    pub(super) fn step(self, byte: u8, separates: bool) -> Self {
        match (self, byte) {
            (Self::Begin | Self::Closed, b'"') => Self::Inside,
            (Self::Inside, b'"') => Self::Closed,
            (Self::Inside, _) => Self::Inside,
            _ if separates => Self::Begin,
            _ => Self::Plain,
        }
    }
}

/// What ends the lines of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// LF, or CR LF.
    Feed,
    /// CR alone.
    Return,
}

/// Finds the ends of rows.
#[derive(Debug)]
pub(super) struct Lines {
    /// Whether it is certain that quotes go on over lines.
    spans: bool,
    ending: Option<Ending>,
    /// A CR was read outside quotes; what follows it decides what it is.
    after_return: bool,
    /// Where the reader is if quotes go on over lines.
    quote: Quote,
    /// And if they do not.
    line: Quote,
    /// Separators in the line that is coming in.
    counted: usize,
    /// Lines of the row before it, of which a quote is open.
    held: usize,
    /// Whether each of them has as many fields as the heading.
    full: bool,
    /// Separators of the heading, once it was read.
    pub(super) separators: Option<usize>,
}

impl Lines {
    pub(super) const fn new(spans: bool) -> Self {
        Self {
            spans,
            ending: None,
            after_return: false,
            quote: Quote::Begin,
            line: Quote::Begin,
            counted: 0,
            held: 0,
            full: true,
            separators: None,
        }
    }

    /// How many of the `fresh` bytes, which were not looked at before, belong to the row that is
    /// coming in; `None` if its end is not among them.
    pub(super) fn end(&mut self, fresh: &[u8], separates: impl Fn(u8) -> bool) -> Option<usize> {
        for (at, byte) in fresh.iter().enumerate() {
            if std::mem::take(&mut self.after_return) {
                if *byte == b'\n' {
                    self.ending.get_or_insert(Ending::Feed);
                    if self.ends_row() {
                        return Some(at + 1);
                    }
                    continue;
                }
                let ending = *self.ending.get_or_insert(Ending::Return);
                match ending {
                    // The byte is looked at again, as the first of the next row.
                    Ending::Return if self.ends_row() => return Some(at),
                    Ending::Return => {}
                    Ending::Feed => self.step(b'\r', false),
                }
            }
            match byte {
                b'\r' if self.may_end() => {
                    self.after_return = true;
                    continue;
                }
                b'\n'
                    if self.may_end()
                        && *self.ending.get_or_insert(Ending::Feed) == Ending::Feed =>
                {
                    if self.ends_row() {
                        return Some(at + 1);
                    }
                    continue;
                }
                _ => {}
            }
            self.step(*byte, separates(*byte));
        }
        None
    }

    fn step(&mut self, byte: u8, separates: bool) {
        self.quote = self.quote.step(byte, separates);
        if !self.spans {
            self.line = self.line.step(byte, separates);
            self.counted += usize::from(separates);
        }
    }

    /// Whether a quote is open that certainly goes on over lines: what it would hold is not there.
    pub(super) fn breaks_off(&self) -> bool {
        self.spans && self.is_open()
    }

    fn is_open(&self) -> bool {
        self.quote == Quote::Inside
    }

    /// Whether a line may end here.
    fn may_end(&self) -> bool {
        !self.spans || !self.is_open()
    }

    /// Takes the end of a line; true if the row ends with it.
    fn ends_row(&mut self) -> bool {
        let open = !self.spans && (self.is_open() || self.line == Quote::Inside);
        self.full &= self.separators.is_some_and(|most| most > 0 && self.counted == most);
        // Two whole rows: what seems to open a quote is the sign for inches.
        let apart = self.held > 0 && self.full && self.line != Quote::Inside;
        self.counted = 0;
        self.line = Quote::Begin;
        if open && !apart {
            self.quote = Quote::Inside;
            self.held += 1;
            return false;
        }
        self.quote = Quote::Begin;
        (self.held, self.full) = (0, true);
        true
    }

    /// The lines of a row that a reader may take for rows; one if there is no doubt.
    pub(super) fn of(&self, row: &str, separates: impl Fn(u8) -> bool) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let (mut from, mut quote) = (0, Quote::Begin);
        for (at, byte) in row.bytes().enumerate() {
            let ends = matches!(byte, b'\r' | b'\n') && (!self.spans || quote != Quote::Inside);
            if ends {
                lines.push(from..at);
                from = at + 1;
                quote = Quote::Begin;
            } else {
                quote = quote.step(byte, separates(byte));
            }
        }
        lines.push(from..row.len());
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// Whether each of these lines has as many fields as the heading.
    pub(super) fn are_rows(
        &self,
        row: &str,
        lines: &[Range<usize>],
        separates: impl Fn(u8) -> bool,
    ) -> bool {
        let count = |line: &Range<usize>| {
            let line = row.get(line.clone()).unwrap_or_default();
            line.bytes().filter(|byte| separates(*byte)).count()
        };
        !self.spans
            && self
                .separators
                .is_some_and(|most| most > 0 && lines.iter().all(|line| count(line) == most))
    }
}
