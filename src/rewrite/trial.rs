//! Runs a rewriter over a text whole, byte by byte and at every split into two, before a judge that
//! goes by two words.

use super::{Judge, Limits, Output, Rewrite, RewriteError, Unit, UnitKind, Verdict, Withheld};
use bytes::Bytes;

/// Withholds every unit that says `RESTRICTED`; masks what says `MASKED`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fake {
    /// Whether listings without a word stay.
    pub(super) keep_nameless: bool,
    pub(super) judged: Vec<(UnitKind, u64, Option<String>)>,
    pub(super) withheld: Vec<(u64, Withheld)>,
    pub(super) languages: Vec<String>,
}

impl Judge for Fake {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        let says = |word: &str| unit.facts.iter().any(|fact| fact.value.as_str().contains(word));
        self.judged.push((unit.kind, unit.position, unit.id.map(str::to_owned)));
        if says("RESTRICTED") {
            Verdict::Omit
        } else if says("MASKED") {
            Verdict::Mask
        } else {
            Verdict::Keep
        }
    }

    fn withheld(&mut self, position: u64, why: Withheld) {
        self.withheld.push((position, why));
    }

    fn speaks(&mut self, language: &str) {
        self.languages.push(language.to_owned());
    }

    fn omits_nameless(&self) -> bool {
        !self.keep_nameless
    }
}

/// A rewriter to be tried, and its budgets.
pub(super) struct Trial {
    make: fn(Limits) -> Box<dyn Rewrite>,
    limits: Limits,
}

impl Trial {
    pub(super) fn new(make: fn(Limits) -> Box<dyn Rewrite>) -> Self {
        Self { make, limits: Limits::default() }
    }

    pub(super) const fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// What leaves is `expected`, however the text is split.
    pub(super) fn check(&self, input: &str, expected: &str) {
        let run = self.everywhere(input.as_bytes());
        assert_eq!((run.text(), &run.result), (expected, &Ok(())), "{input}");
    }

    /// One run over the text in these parts.
    pub(super) fn run<'a>(&self, parts: impl IntoIterator<Item = &'a [u8]>) -> Run {
        let mut rewriter = (self.make)(self.limits);
        let mut run = Run { bytes: Vec::new(), result: Ok(()), judge: Fake::default() };
        let mut out = Output::default();
        for part in parts {
            run.result = rewriter.write(Bytes::copy_from_slice(part), &mut run.judge, &mut out);
            if run.result.is_err() {
                break;
            }
        }
        if run.result.is_ok() {
            run.result = rewriter.finish(&mut run.judge, &mut out);
        }
        while let Some(chunk) = out.pop() {
            run.bytes.extend_from_slice(&chunk);
        }
        run
    }

    /// The same run for the whole text, single bytes and every split into two.
    pub(super) fn everywhere(&self, input: &[u8]) -> Run {
        let whole = self.run([input]);
        let same = |other: &Run, at: usize| {
            let input = String::from_utf8_lossy(input);
            assert_eq!(whole.text(), other.text(), "split at {at}: {input}");
            assert_eq!(whole.result, other.result, "split at {at}: {input}");
            assert_eq!(whole.judge, other.judge, "split at {at}: {input}");
        };
        same(&self.run(input.chunks(1)), 1);
        for at in 1..input.len() {
            let (a, b) = input.split_at(at);
            same(&self.run([a, b]), at);
        }
        whole
    }
}

/// What left, how it ended, and what the judge saw.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) bytes: Vec<u8>,
    pub(super) result: Result<(), RewriteError>,
    pub(super) judge: Fake,
}

impl Run {
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }
}
