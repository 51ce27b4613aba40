//! JSON that comes in parts (`multipart/mixed`, RFC 2046 section 5.1), as GraphQL answers `@defer`
//! and `@stream`: each part is judged as a document, and the lines between parts stay.
//!
//! A part that is no JSON, is broken or too large leaves an empty one that says whether more follow.
//! Where the first part is about something withheld, the page is; a later one ends the stream.

use super::cut::Cut;
use super::json::{Document, Manner, NESTED, Patches, Paths, Placed};
use super::records::{Fate, RecordRewriter, Records};
use super::sweep::Sweep;
use super::{Judge, Limits, RewriteError, Unit, UnitKind, Verdict};
use crate::classify::{Facts, Role, Scalar};
use bytes::Bytes;
use std::ops::Range;

/// Rewrites a response in parts.
pub(super) type PartsRewriter = RecordRewriter<Parts>;

impl RecordRewriter<Parts> {
    /// A rewriter of parts; `paths` begin at each.
    pub(super) fn parts(paths: Paths, limits: Limits) -> Self {
        let parts = Parts {
            line: Vec::new(),
            boundary: Vec::new(),
            json: Document::new(paths, Manner::Page, limits, NESTED),
            patches: Patches::default(),
            sweep: Sweep::new(limits.swept_identifiers),
            begun: false,
            judged: false,
            facts: Facts::default(),
        };
        Self::of(parts, limits.unit)
    }
}

/// The longest line between parts: a boundary has 70 characters at most.
const LONGEST: usize = 80;

#[derive(Debug)]
pub(super) struct Parts {
    /// The beginning of the line that is coming in.
    line: Vec<u8>,
    /// The line between parts, `--` included; empty until the first one.
    boundary: Vec<u8>,
    json: Document,
    /// Where later parts belong.
    patches: Patches,
    sweep: Sweep,
    /// Whether the first line between parts has come.
    begun: bool,
    /// Whether the first part is judged.
    judged: bool,
    facts: Facts,
}

/// Where in a part its head, its text and the line after it stand.
struct Part {
    head: Range<usize>,
    text: Range<usize>,
    /// Whether the line after it says that no more follow.
    last: bool,
}

impl Parts {
    /// Whether a line stands between parts.
    fn is_between(&mut self) -> bool {
        let line = self.line.trim_ascii_end();
        if self.boundary.is_empty() && line.len() > 2 && line.starts_with(b"--") {
            self.boundary = line.to_vec();
        }
        let rest = line.strip_prefix(self.boundary.as_slice());
        !self.boundary.is_empty() && matches!(rest, Some(b"" | b"--"))
    }

    fn part(&self, record: &[u8]) -> Part {
        let trailing = |end: usize| {
            let before = record.get(..end).unwrap_or_default();
            before
                .strip_suffix(b"\r\n")
                .or_else(|| before.strip_suffix(b"\n"))
                .unwrap_or(before)
                .len()
        };
        let lines = record.trim_ascii_end();
        let begins = memchr::memrchr(b'\n', lines).map_or(0, |at| at + 1);
        let between = lines.get(begins..).unwrap_or_default();
        let rest = between.strip_prefix(self.boundary.as_slice()).filter(|_| !between.is_empty());
        let (end, last) = match rest {
            Some(b"") => (begins, false),
            Some(b"--") => (begins, true),
            _ => (record.len(), true),
        };
        let blank = [b"\r\n\r\n".as_slice(), b"\n\n"].into_iter().filter_map(|blank| {
            Some(memchr::memmem::find(record.get(..end)?, blank)? + blank.len())
        });
        let mut head = blank.min().unwrap_or(0);
        // A part without headers begins with the blank line.
        for blank in [b"\r\n".as_slice(), b"\n"] {
            if record.starts_with(blank) {
                head = blank.len();
                break;
            }
        }
        Part { head: 0..head, text: head..trailing(end).max(head), last }
    }

    /// Decides about a part and the line after it.
    fn decide(
        &mut self,
        record: &[u8],
        place: u64,
        judge: &mut dyn Judge,
        cuts: &mut Vec<Cut>,
    ) -> Result<Fate, RewriteError> {
        let part = self.part(record);
        if !std::mem::replace(&mut self.begun, true) {
            if self.boundary.is_empty() {
                let what = "parts between lines that begin with `--`";
                return Err(RewriteError::Malformed { at: place, what });
            }
            let boundary = String::from_utf8_lossy(&self.boundary).into_owned();
            if self.withholds(&boundary, place, judge) {
                return Err(RewriteError::SubjectWithheld);
            }
            // What stands before the first part is nobody's.
            let lead = record.len() - record.trim_ascii_start().len();
            cuts.push(Cut { range: lead..part.text.end.max(lead), with: Bytes::new() });
            return Ok(Fate::Keep);
        }
        let text = record.get(part.text.clone()).unwrap_or_default();
        let head = std::str::from_utf8(record.get(part.head.clone()).unwrap_or_default());
        match head {
            Ok(head) => self.judge_head(head, place, judge, cuts),
            Err(_) => {
                cuts.push(Cut { range: part.head.clone(), with: Bytes::from_static(b"\r\n") })
            }
        }
        if text.trim_ascii().is_empty() {
            return Ok(Fate::Keep);
        }
        self.judged = true;
        let empty = || {
            let with = if part.last { "{\"hasNext\":false}" } else { "{\"hasNext\":true}" };
            Cut { range: part.text.clone(), with: Bytes::from_static(with.as_bytes()) }
        };
        let readable = head.is_ok_and(is_json) && self.json.load(text).is_ok();
        if !readable && judge.unreadable(place) == Verdict::Keep {
            return Ok(Fate::Keep);
        }
        if !readable {
            return Ok(if part.last && part.text.end == record.len() {
                Fate::Drop
            } else {
                cuts.extend(
                    head.ok().and_then(length_line).map(|range| Cut { range, with: Bytes::new() }),
                );
                cuts.push(empty());
                Fate::Keep
            });
        }
        let base = place + part.text.start as u64;
        let mut placed = Placed { judge, base, fixed: false };
        self.json.judge(text, &mut self.sweep, &mut placed)?;
        self.json.sweep(text, &mut self.sweep, &mut placed);
        self.json.follow(text, &mut self.patches);
        if !self.json.is_changed() {
            return Ok(Fate::Keep);
        }
        cuts.extend(head.ok().and_then(length_line).map(|range| Cut { range, with: Bytes::new() }));
        if self.json.is_gone() {
            cuts.push(empty());
        } else {
            cuts.extend(self.json.cuts(text).into_iter().map(|cut| Cut {
                range: cut.range.start + part.text.start..cut.range.end + part.text.start,
                with: cut.with,
            }));
        }
        Ok(Fate::Keep)
    }

    /// Takes lines that name something withheld out of the head of a part.
    fn judge_head(&mut self, head: &str, place: u64, judge: &mut dyn Judge, cuts: &mut Vec<Cut>) {
        let mut at = 0;
        for line in head.split_inclusive('\n') {
            let range = at..at + line.len();
            at = range.end;
            if length_line(line).is_none()
                && self.withholds(line, place + range.start as u64, judge)
            {
                cuts.push(Cut { range, with: Bytes::new() });
            }
        }
    }

    fn withholds(&mut self, text: &str, position: u64, judge: &mut dyn Judge) -> bool {
        if !text.contains(char::is_alphabetic) {
            return false;
        }
        self.facts.clear();
        self.facts.push(Role::Other, "", Scalar::Text(text.trim()));
        let unit = Unit { kind: UnitKind::Outside, facts: &self.facts, position, id: None };
        judge.judge(&unit) != Verdict::Keep
    }
}

/// Whether the headers of a part say that it is JSON, or nothing.
fn is_json(head: &str) -> bool {
    let mut types = head.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-type").then(|| value.to_ascii_lowercase())
    });
    types.all(|value| value.contains("json"))
}

/// The line of a part's head that says how long the part is.
fn length_line(head: &str) -> Option<Range<usize>> {
    let mut at = 0;
    head.split_inclusive('\n').find_map(|line| {
        let from = at;
        at += line.len();
        let (name, _) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-length").then_some(from..at)
    })
}

impl Records for Parts {
    fn end(&mut self, fresh: &[u8]) -> Option<usize> {
        for (at, byte) in fresh.iter().enumerate() {
            if *byte != b'\n' {
                if self.line.len() < LONGEST {
                    self.line.push(*byte);
                }
                continue;
            }
            let between = self.is_between();
            self.line.clear();
            if between {
                return Some(at + 1);
            }
        }
        None
    }

    fn record(
        &mut self,
        record: &[u8],
        place: u64,
        _: bool,
        judge: &mut dyn Judge,
        cuts: &mut Vec<Cut>,
    ) -> Result<Fate, RewriteError> {
        let fate = self.decide(record, place, judge, cuts);
        cuts.sort_by_key(|cut| cut.range.start);
        fate
    }

    fn sweep(&mut self) -> &mut Sweep {
        &mut self.sweep
    }

    fn is_list(&self) -> bool {
        self.judged
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::trial::Trial;

    fn parts() -> Trial {
        Trial::new(|limits| Box::new(PartsRewriter::parts(Paths::default(), limits)))
    }

    const HEAD: &str = "Content-Type: application/json; charset=utf-8\r\n";

    #[test]
    fn parts_lose_their_units() {
        let list = r#"{"data":{"products":[{"id":1,"name":"RESTRICTED"},{"id":2,"name":"b"}]},"hasNext":true}"#;
        let kept = r#"{"data":{"products":[{"id":2,"name":"b"}]},"hasNext":true}"#;
        let later = r#"{"incremental":[{"items":[{"id":3,"name":"RESTRICTED"}],"path":["a"]}],"hasNext":false}"#;
        let left = r#"{"incremental":[{"items":[],"path":["a"]}],"hasNext":false}"#;
        parts().check(
            &format!("\r\n---\r\n{HEAD}Content-Length: 99\r\n\r\n{list}\r\n---\r\n{HEAD}\r\n{later}\r\n-----\r\n"),
            &format!("\r\n---\r\n{HEAD}\r\n{kept}\r\n---\r\n{HEAD}\r\n{left}\r\n-----\r\n"),
        );
        parts().check(
            &format!("--ab\n\n{list}\n--ab\n\n{later}\n--ab--"),
            &format!("--ab\n\n{kept}\n--ab\n\n{left}\n--ab--"),
        );
    }

    #[test]
    fn parts_lose_what_earlier_ones_lost() {
        let part = |text: &str| format!("--ab\r\n{HEAD}\r\n{text}\r\n");
        let parts_of = |texts: &[&str]| {
            let all: String = texts.iter().map(|text| part(text)).collect();
            format!("{all}--ab--\r\n")
        };
        parts().check(
            &parts_of(&[
                r#"{"data":{"shelf":[{"sku":"AA-001","t":"RESTRICTED","price":1},{"sku":"AA-002","t":"b","price":1}]},"hasNext":true}"#,
                r#"{"incremental":[{"path":["shelf",0],"data":{"stock":3}},{"path":["shelf"],"items":[{"sku":"AA-003","name":"RESTRICTED"},{"sku":"AA-004","name":"c"}]}],"hasNext":true}"#,
                r#"{"incremental":[{"path":["seen"],"data":{"skus":["AA-001","AA-002","AA-003"]}}],"errors":[{"message":"no stock: RESTRICTED"},{"message":"no stock: b"}],"hasNext":false}"#,
            ]),
            &parts_of(&[
                r#"{"data":{"shelf":[{"sku":"AA-002","t":"b","price":1}]},"hasNext":true}"#,
                r#"{"incremental":[{"path":["shelf"],"items":[{"sku":"AA-004","name":"c"}]}],"hasNext":true}"#,
                r#"{"incremental":[{"path":["seen"],"data":{"skus":["AA-002"]}}],"errors":[{"message":"no stock: b"}],"hasNext":false}"#,
            ]),
        );
    }

    #[test]
    fn parts_belong_where_their_place_is_now() {
        let parts_of = |texts: &[&str]| {
            let all: String = texts.iter().map(|text| format!("--ab\r\n\r\n{text}\r\n")).collect();
            format!("{all}--ab--\r\n")
        };
        let first = r#"{"data":{"shelf":[{"id":"a1","name":"a","price":1,"parts":[{"n":1},{"n":2}]},{"id":"r1","name":"RESTRICTED","price":1},{"id":"b1","name":"b","price":1}]},"hasNext":true}"#;
        let first_left = r#"{"data":{"shelf":[{"id":"a1","name":"a","price":1,"parts":[{"n":1},{"n":2}]},{"id":"b1","name":"b","price":1}]},"hasNext":true}"#;
        for (before, after) in [
            // Each part is a patch.
            (
                r#"{"path":["shelf",0],"data":{"s":1},"hasNext":true}"#,
                r#"{"path":["shelf",0],"data":{"s":1},"hasNext":true}"#,
            ),
            (r#"{"path":["shelf",1],"data":{"s":2},"hasNext":true}"#, r#"{"hasNext":true}"#),
            (
                r#"{"path":["shelf", 2 ,"x"],"data":{"s":3},"hasNext":true}"#,
                r#"{"path":["shelf", 1 ,"x"],"data":{"s":3},"hasNext":true}"#,
            ),
            (
                r#"{"path":["shelf",0,"parts",1],"data":{"s":1},"hasNext":true}"#,
                r#"{"path":["shelf",0,"parts",1],"data":{"s":1},"hasNext":true}"#,
            ),
            // Several stand in one part.
            (
                r#"{"incremental":[{"data":{"s":2},"path":["shelf",1,"x"]},{"data":{"s":3},"path":["shelf",2]}],"hasNext":true}"#,
                r#"{"incremental":[{"data":{"s":3},"path":["shelf",1]}],"hasNext":true}"#,
            ),
            // More elements, of which one goes, and what belongs to those.
            (
                r#"{"incremental":[{"path":["shelf",3],"items":[{"id":"r2","name":"RESTRICTED","price":1},{"id":"d1","name":"d","price":1}]},{"path":["shelf",3],"data":{"s":4}},{"path":["shelf",4],"data":{"s":5}}],"hasNext":true}"#,
                r#"{"incremental":[{"path":["shelf",2],"items":[{"id":"d1","name":"d","price":1}]},{"path":["shelf",2],"data":{"s":5}}],"hasNext":true}"#,
            ),
            // What is announced, and is told by an identifier.
            (
                r#"{"pending":[{"id":"0","path":["shelf",1]},{"id":"1","path":["shelf",2]},{"id":"2","path":["shelf"]}],"incremental":[{"id":"0","data":{"s":2}},{"id":"1","data":{"s":3}},{"id":"2","items":[{"id":"e1","name":"e","price":1}]}],"completed":[{"id":"0"},{"id":"1"}],"hasNext":true}"#,
                r#"{"pending":[{"id":"1","path":["shelf",1]},{"id":"2","path":["shelf"]}],"incremental":[{"id":"1","data":{"s":3}},{"id":"2","items":[{"id":"e1","name":"e","price":1}]}],"completed":[{"id":"1"}],"hasNext":true}"#,
            ),
            (
                r#"{"pending":[{"id":"0","path":[]}],"incremental":[{"id":"0","subPath":["shelf",1],"data":{"s":2}},{"id":"0","subPath":["shelf",2],"data":{"s":3}}],"hasNext":true}"#,
                r#"{"pending":[{"id":"0","path":[]}],"incremental":[{"id":"0","subPath":["shelf",1],"data":{"s":3}}],"hasNext":true}"#,
            ),
        ] {
            let last = r#"{"hasNext":false}"#;
            let (before, after) =
                (parts_of(&[first, before, last]), parts_of(&[first_left, after, last]));
            parts().check(&before, &after);
            let innocent = before.replace("RESTRICTED", "c");
            parts().check(&innocent, &innocent);
        }
    }

    #[test]
    fn parts_of_what_went_do_not_come_later() {
        let parts_of = |texts: &[&str]| {
            let all: String = texts.iter().map(|text| format!("--ab\r\n\r\n{text}\r\n")).collect();
            format!("{all}--ab--\r\n")
        };
        let first = r#"{"data":{"featured":{"id":"r9","name":"RESTRICTED","price":1,"sizes":[{"n":1}]},"shelf":[{"id":"a1","name":"a","price":1}]},"hasNext":true}"#;
        let left = r#"{"data":{"featured":null,"shelf":[{"id":"a1","name":"a","price":1}]},"hasNext":true}"#;
        for late in [
            r#"{"path":["featured"],"data":{"s":2},"hasNext":true}"#,
            r#"{"path":["featured","sizes",0],"data":{"s":2},"hasNext":true}"#,
        ] {
            let rest = r#"{"path":["shelf",0],"data":{"s":1},"hasNext":false}"#;
            let before = parts_of(&[first, late, rest]);
            parts().check(&before, &parts_of(&[left, r#"{"hasNext":true}"#, rest]));
            let innocent = before.replace("RESTRICTED", "c");
            parts().check(&innocent, &innocent);
        }
        // What it belongs to was never announced.
        let unknown = r#"{"incremental":[{"id":"9","data":{"s":2}}],"hasNext":false}"#;
        let before = parts_of(&[first, unknown]);
        parts().check(&before, &parts_of(&[left, r#"{"incremental":[],"hasNext":false}"#]));
    }

    #[test]
    fn more_than_is_followed_goes_late() {
        // The last list to be noted lost an element; that of the others is one more.
        for (others, is_followed) in [(16_382, true), (16_383, false)] {
            let empty = vec![r#"{"s":[]}"#; others].join(",");
            let part = |text: &str| format!("--ab\r\n\r\n{text}\r\n");
            let of = |shelf: &str, late: &str| {
                let first = format!(
                    r#"{{"data":{{"shelf":[{shelf}{{"id":"b1","name":"b","price":1}}],"more":[{empty}]}},"hasNext":true}}"#
                );
                format!("{}{}--ab--\r\n", part(&first), part(late))
            };
            let restricted = r#"{"id":"r1","name":"RESTRICTED","price":1},"#;
            let before = of(
                restricted,
                r#"{"incremental":[{"path":["shelf",1],"data":{"s":1}},{"path":["more",9,"s",0],"data":{"s":2}}],"hasNext":false}"#,
            );
            let run = parts().run([before.as_bytes()]);
            let late = run.text().rsplit("--ab\r\n\r\n").next().unwrap_or_default().to_owned();
            let followed = r#"{"incremental":[{"path":["shelf",0],"data":{"s":1}},{"path":["more",9,"s",0],"data":{"s":2}}],"hasNext":false}"#;
            assert!(!run.text().contains("RESTRICTED"));
            assert_eq!(run.result, Ok(()));
            assert_eq!(late.starts_with(followed), is_followed, "{others}: {late}");
            if !is_followed {
                assert!(!late.contains("\"shelf\""), "{late}");
            }
        }
    }

    #[test]
    fn what_is_no_json_leaves_an_empty_part() {
        parts().check(
            "preamble RESTRICTED\r\n--ab\r\nContent-Type: text/html\r\n\r\n<p>RESTRICTED\r\n--ab\r\n\r\n{\"a\":RESTRICTED}\r\n--ab--\r\n",
            "\r\n--ab\r\nContent-Type: text/html\r\n\r\n{\"hasNext\":true}\r\n--ab\r\n\r\n{\"hasNext\":false}\r\n--ab--\r\n",
        );
    }

    #[test]
    fn the_first_part_may_be_about_something() {
        let product =
            r#"{"data":{"product":{"id":1,"name":"RESTRICTED","price":2}},"hasNext":true}"#;
        let input =
            format!("--ab\r\n\r\n{product}\r\n--ab\r\n\r\n{{\"hasNext\":false}}\r\n--ab--\r\n");
        let run = parts().everywhere(input.as_bytes());
        assert_eq!(run.result, Err(RewriteError::SubjectWithheld));
        assert!(!run.text().contains("RESTRICTED"));
        let run = parts().everywhere(b"{\"a\":\"RESTRICTED\"}\n");
        assert!(matches!(run.result, Err(RewriteError::Malformed { .. })));
    }

    #[test]
    fn heads_of_parts_are_judged_and_nothing_follows_the_last() {
        for (input, expected) in [
            (
                "--ab\r\nX-About: RESTRICTED\r\nX-B: c\r\n\r\n{\"a\":1}\r\n--ab--\r\n",
                "--ab\r\nX-B: c\r\n\r\n{\"a\":1}\r\n--ab--\r\n",
            ),
            (
                "--ab\nRESTRICTED\nContent-Length: 9\n\n{\"items\":[{\"name\":\"RESTRICTED\",\"id\":2}]}\n--ab--",
                "--ab\n\n{\"items\":[]}\n--ab--",
            ),
            ("--ab\n\n{\"a\":1}\n--ab--\nRESTRICTED\n\n", "--ab\n\n{\"a\":1}\n--ab--\n\n"),
        ] {
            parts().check(input, expected);
        }
        let run = parts().everywhere(b"--RESTRICTED\n\n{\"a\":1}\n--RESTRICTED--");
        assert_eq!(run.result, Err(RewriteError::SubjectWithheld));
    }
}
