//! Case tables, each case run whole, byte by byte and at every split into two.

mod after;
mod shapes;
mod strings;

use super::{DocumentRewriter, JsonRewriter, Paths};
use crate::rewrite::trial::Fake;
use crate::rewrite::{Limits, Output, Rewrite, RewriteError};
use bytes::Bytes;

#[derive(Clone, Debug, Default)]
struct Setup {
    paths: Paths,
    keep_one_masked: bool,
    whole: bool,
    limits: Limits,
}

impl Setup {
    fn whole() -> Self {
        Self { whole: true, ..Self::default() }
    }

    fn rewriter(&self) -> Box<dyn Rewrite> {
        let (paths, limits) = (self.paths.clone(), self.limits);
        if self.whole {
            Box::new(DocumentRewriter::new(paths, self.keep_one_masked, limits))
        } else {
            Box::new(JsonRewriter::new(paths, self.keep_one_masked, limits))
        }
    }

    fn at(paths: &[&str]) -> Self {
        Self { paths: Paths::compile(paths).unwrap(), ..Self::default() }
    }

    /// What leaves, what leaves before an error, and what the judge saw.
    fn run<'a>(&self, parts: impl IntoIterator<Item = &'a [u8]>) -> Run {
        let mut rewriter = self.rewriter();
        let mut judge = Fake::default();
        let mut out = Output::default();
        let mut bytes = Vec::new();
        let mut result = Ok(());
        for part in parts {
            result = rewriter.write(Bytes::copy_from_slice(part), &mut judge, &mut out);
            while let Some(chunk) = out.pop() {
                bytes.extend_from_slice(&chunk);
            }
            if result.is_err() {
                break;
            }
        }
        if result.is_ok() {
            result = rewriter.finish(&mut judge, &mut out);
        }
        while let Some(chunk) = out.pop() {
            bytes.extend_from_slice(&chunk);
        }
        Run { bytes, result, judge, committed: out.is_committed() }
    }

    /// The same for whole, single bytes and every split into two.
    fn everywhere(&self, input: &[u8]) -> Run {
        let whole = self.run([input]);
        let single = self.run(input.chunks(1));
        whole.assert_same(&single, input, 1);
        for at in 1..input.len() {
            let (a, b) = input.split_at(at);
            whole.assert_same(&self.run([a, b]), input, at);
        }
        whole
    }
}

#[derive(Debug)]
struct Run {
    bytes: Vec<u8>,
    result: Result<(), RewriteError>,
    judge: Fake,
    committed: bool,
}

impl Run {
    fn assert_same(&self, other: &Self, input: &[u8], at: usize) {
        let input = String::from_utf8_lossy(input);
        assert_eq!(self.text(), other.text(), "split at {at}: {input}");
        assert_eq!(self.result, other.result, "split at {at}: {input}");
        assert_eq!(self.judge, other.judge, "split at {at}: {input}");
        assert_eq!(self.committed, other.committed, "split at {at}: {input}");
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }
}

fn parses(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// What leaves; a document that is read as a whole gives the same where nothing refers backwards.
fn check(setup: &Setup, cases: &[(&str, &str)]) {
    check_alone(setup, cases);
    check_alone(&Setup { whole: true, ..setup.clone() }, cases);
}

fn check_alone(setup: &Setup, cases: &[(&str, &str)]) {
    for (input, expected) in cases {
        let run = setup.everywhere(input.as_bytes());
        assert_eq!((run.text(), &run.result), (*expected, &Ok(())), "{input}");
        assert!(parses(&run.bytes), "{input}");
    }
}

fn gated(setup: &Setup, inputs: &[&str]) {
    for (whole, input) in [false, true].iter().flat_map(|w| inputs.iter().map(move |i| (*w, i))) {
        let setup = Setup { whole, ..setup.clone() };
        let run = setup.everywhere(input.as_bytes());
        assert_eq!(run.result, Err(RewriteError::SubjectWithheld), "{input}");
        assert!(!run.text().contains("RESTRICTED"), "{input}");
    }
}

#[test]
fn listings_go_with_a_comma() {
    check(
        &Setup::default(),
        &[
            (r#"[]"#, r#"[]"#),
            (r#" {"products" : [ ] } "#, r#" {"products" : [ ] } "#),
            (r#"[{"id":1,"name":"RESTRICTED"},{"id":2,"name":"b"}]"#, r#"[{"id":2,"name":"b"}]"#),
            (r#"[{"id":1,"name":"a"},{"id":2,"name":"RESTRICTED"}]"#, r#"[{"id":1,"name":"a"}]"#),
            (
                r#"[ {"id":1,"name":"a"} , {"id":2,"name":"RESTRICTED"} , {"id":3,"name":"c"} ]"#,
                r#"[ {"id":1,"name":"a"} , {"id":3,"name":"c"} ]"#,
            ),
            (
                r#"[ {"id":1,"name":"RESTRICTED"} , {"id":2,"name":"RESTRICTED"} , {"id":3,"name":"c"} ]"#,
                r#"[  {"id":3,"name":"c"} ]"#,
            ),
            (r#"[ {"id":1,"name":"RESTRICTED"} ]"#, r#"[ ]"#),
            (r#"[{"id":1,"name":"RESTR\u0049CTED"}]"#, r#"[]"#),
            ("\u{feff}[{\"id\":1,\"name\":\"RESTRICTED\"}]\n", "\u{feff}[]\n"),
            (
                r#"{"products":[{"id":1.0e3,"title":"\u0061\/b \ud800"},{"id":2,"title":"x RESTRICTED"}],"n":1}"#,
                r#"{"products":[{"id":1.0e3,"title":"\u0061\/b \ud800"}],"n":1}"#,
            ),
        ],
    );
}
