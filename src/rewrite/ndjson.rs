//! JSON texts one after the other: one a line (JSON Lines, NDJSON), or each behind a record
//! separator (RFC 7464, `application/json-seq`).
//!
//! Each text is a unit as an array element is: it goes whole, with its line, or loses the units
//! inside it. One that is broken or too large goes alone and is reported; the stream goes on. What
//! a text refers to is swept for in itself and in all that follow.

use super::cut::Cut;
use super::json::{Document, Manner, NESTED, Patches, Paths, Placed};
use super::records::{Fate, RecordRewriter, Records};
use super::spoken::Spoken;
use super::sweep::Sweep;
use super::{Judge, Limits, RewriteError, Verdict};
use bytes::Bytes;
use memchr::memchr;

/// The record separator of RFC 7464 section 2.2.
const SEPARATOR: u8 = 0x1e;

/// Rewrites a stream of JSON texts.
pub(super) type JsonLinesRewriter = RecordRewriter<Texts>;

impl RecordRewriter<Texts> {
    /// A rewriter of one text a line; `paths` begin at each text.
    pub(super) fn lines(paths: Paths, limits: Limits) -> Self {
        Self::framed(Framing::Lines, paths, limits)
    }

    /// A rewriter of a text sequence (RFC 7464).
    pub(super) fn sequence(paths: Paths, limits: Limits) -> Self {
        Self::framed(Framing::Sequence(Place::default()), paths, limits)
    }

    fn framed(framing: Framing, paths: Paths, limits: Limits) -> Self {
        let texts = Texts {
            framing,
            text: Document::new(paths, Manner::Record, limits, NESTED),
            sweep: Sweep::new(limits.swept_identifiers),
            begun: false,
            patches: None,
            spoken: None,
        };
        Self::of(texts, limits.unit)
    }
}

#[derive(Debug)]
enum Framing {
    Lines,
    Sequence(Place),
}

/// Where in a record of a sequence the reader is. The line feed after a text ends it, so that the
/// last text of a live stream need not wait for the next separator.
#[derive(Debug, Default)]
struct Place {
    begun: bool,
    depth: usize,
    quoted: bool,
    escaped: bool,
}

impl Place {
    fn end(&mut self, fresh: &[u8]) -> Option<usize> {
        for (at, byte) in fresh.iter().enumerate() {
            if *byte == SEPARATOR && self.begun {
                // A separator inside a text says that the text broke off.
                *self = Self::default();
                return Some(at);
            }
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.quoted => self.escaped = true,
                b'"' => self.quoted = !self.quoted,
                _ if self.quoted => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                b'\n' if self.begun && self.depth == 0 => {
                    *self = Self::default();
                    return Some(at + 1);
                }
                _ => {}
            }
            self.begun |= !byte.is_ascii_whitespace();
        }
        None
    }
}

#[derive(Debug)]
pub(super) struct Texts {
    framing: Framing,
    text: Document,
    sweep: Sweep,
    /// Whether a text has been read.
    begun: bool,
    /// Where later texts belong, if they are parts of an answer of GraphQL.
    patches: Option<Patches>,
    /// What an assistant has said so far, if the texts are pieces of it.
    spoken: Option<Spoken>,
}

impl Records for Texts {
    fn end(&mut self, fresh: &[u8]) -> Option<usize> {
        match &mut self.framing {
            Framing::Lines => memchr(b'\n', fresh).map(|at| at + 1),
            Framing::Sequence(place) => place.end(fresh),
        }
    }

    fn record(
        &mut self,
        record: &[u8],
        place: u64,
        _: bool,
        judge: &mut dyn Judge,
        cuts: &mut Vec<Cut>,
    ) -> Result<Fate, RewriteError> {
        // A byte order mark belongs to the body, not to its first text, which may go.
        let mark: &[u8] = if place == 0 { b"\xef\xbb\xbf" } else { b"" };
        let mark = mark.len() * usize::from(record.starts_with(mark));
        let separator =
            matches!(self.framing, Framing::Sequence(_)) && record.get(mark) == Some(&SEPARATOR);
        let skipped = mark + usize::from(separator);
        let bytes = record.get(skipped..).unwrap_or_default();
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Fate::Keep);
        }
        let gone = |cuts: &mut Vec<Cut>| {
            if mark == 0 {
                return Ok(Fate::Drop);
            }
            cuts.push(Cut { range: mark..record.len(), with: Bytes::new() });
            Ok(Fate::Keep)
        };
        if self.text.load(bytes).is_err() {
            return match judge.unreadable(place) {
                Verdict::Keep => Ok(Fate::Keep),
                _ => gone(cuts),
            };
        }
        let base = place + skipped as u64;
        let mut placed = Placed { judge, base, fixed: false };
        // Nothing is the subject of a stream, so that nothing can end it.
        if self.text.judge(bytes, &mut self.sweep, &mut placed).is_err() {
            return gone(cuts);
        }
        if self.text.is_changed() {
            self.text.sweep(bytes, &mut self.sweep, &mut placed);
        }
        if !std::mem::replace(&mut self.begun, true) {
            self.patches = self.text.begins_answer(bytes).then(Patches::default);
            self.spoken = self.text.piece(bytes).map(|_| Spoken::default());
        }
        if let Some(spoken) = &mut self.spoken
            && !self.text.is_gone()
            && let Some(piece) = self.text.piece(bytes)
            && spoken.withholds(&piece, base, judge)
        {
            return gone(cuts);
        }
        if let Some(patches) = &mut self.patches {
            self.text.follow(bytes, patches);
        }
        if self.text.is_changed() {
            if self.text.is_gone() {
                return gone(cuts);
            }
            let inside = self.text.cuts(bytes).into_iter().map(|cut| Cut {
                range: cut.range.start + skipped..cut.range.end + skipped,
                ..cut
            });
            cuts.extend(inside);
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
    use crate::rewrite::trial::{Fake, Trial};
    use crate::rewrite::{Output, Rewrite, Withheld};

    fn lines() -> Trial {
        Trial::new(|limits| Box::new(JsonLinesRewriter::lines(Paths::default(), limits)))
    }

    fn sequence() -> Trial {
        Trial::new(|limits| Box::new(JsonLinesRewriter::sequence(Paths::default(), limits)))
    }

    #[test]
    fn a_line_goes_or_stays() {
        let (a, b) = (r#"{"id":1,"name":"RESTRICTED"}"#, r#"{"id":2,"name":"b"}"#);
        for (input, expected) in [
            (format!("{a}\n{b}\n"), format!("{b}\n")),
            (format!("{b}\n{a}"), format!("{b}\n")),
            (format!("{b}\r\n{a}\r\n\r\n{b}"), format!("{b}\r\n\r\n{b}")),
            (format!("\u{feff}{a}\n{b}\n"), format!("\u{feff}{b}\n")),
            ("\"RESTRICTED\"\n\"b\"\n3\nnull\n".into(), "\"b\"\n3\nnull\n".into()),
            (String::new(), String::new()),
            ("\n \n".into(), "\n \n".into()),
        ] {
            lines().check(&input, &expected);
        }
    }

    #[test]
    fn units_inside_a_line_go_alone() {
        lines().check(
            concat!(
                r#"{"hits":[{"id":"abcdef1","name":"RESTRICTED","price":1},{"id":"abcdef2","name":"b","price":1}]}"#,
                "\n",
                r#"{"product_id":"abcdef1","clicks":3}"#,
                "\n",
                r#"{"product_id":"abcdef2","clicks":3}"#,
                "\n"
            ),
            concat!(
                r#"{"hits":[{"id":"abcdef2","name":"b","price":1}]}"#,
                "\n",
                r#"{"product_id":"abcdef2","clicks":3}"#,
                "\n"
            ),
        );
    }

    #[test]
    fn parts_of_an_answer_belong_where_their_place_is_now() {
        let first = r#"{"data":{"shelf":[{"id":"r1","name":"RESTRICTED","price":1},{"id":"b1","name":"b","price":1}]},"hasNext":true}"#;
        let late = r#"{"incremental":[{"path":["shelf",0],"data":{"s":1}},{"path":["shelf",1],"data":{"s":2}}],"hasNext":false}"#;
        let before = format!("{first}\n{late}\n");
        lines().check(
            &before,
            concat!(
                r#"{"data":{"shelf":[{"id":"b1","name":"b","price":1}]},"hasNext":true}"#,
                "\n",
                r#"{"incremental":[{"path":["shelf",0],"data":{"s":2}}],"hasNext":false}"#,
                "\n"
            ),
        );
        let innocent = before.replace("RESTRICTED", "c");
        lines().check(&innocent, &innocent);
        // Lines that are no answer may be called as its parts are.
        let rows = "{\"path\":[\"a\",1],\"data\":{\"s\":1}}\n{\"incremental\":[{\"a\":1}]}\n";
        lines().check(rows, rows);
    }

    #[test]
    fn what_is_said_piece_by_piece_is_read_as_one() {
        let line =
            |piece: &str| format!("{{\"message\":{{\"content\":\"{piece}\"}},\"done\":false}}\n");
        let stream = |pieces: &[&str]| pieces.iter().map(|piece| line(piece)).collect::<String>();
        lines().check(&stream(&["a", "RESTR", "ICTED", "b"]), &stream(&["a", "RESTR", "b"]));
        let rows = "{\"id\":1,\"text\":\"RESTR\"}\n{\"id\":2,\"text\":\"ICTED\"}\n";
        lines().check(rows, rows);
    }

    #[test]
    fn a_broken_line_goes_alone() {
        let input = "{\"name\":\"a\"}\n{\"name\":\"b\n\"}\nRESTRICTED\n\0\n{\"name\":\"c\"}\n{\"na";
        let run = lines().everywhere(input.as_bytes());
        assert_eq!(run.text(), "{\"name\":\"a\"}\n{\"name\":\"c\"}\n");
        let places = [13, 24, 27, 38, 53].map(|place| (place, Withheld::Unreadable));
        assert_eq!(run.judge.withheld, places);
    }

    #[test]
    fn a_line_too_large_goes_alone() {
        let limits = Limits { unit: 40, ..Limits::default() };
        let large = format!("{{\"name\":\"{}\"}}", "x".repeat(60));
        let input = format!("{{\"name\":\"a\"}}\n{large}\n{{\"name\":\"b\"}}\n{large}");
        let run = lines().within(limits).everywhere(input.as_bytes());
        assert_eq!(run.text(), "{\"name\":\"a\"}\n{\"name\":\"b\"}\n");
        assert_eq!(run.judge.withheld, [13, 98].map(|place| (place, Withheld::Oversized)));
    }

    #[test]
    fn texts_of_a_sequence() {
        sequence().check(
            "\x1e{\"name\":\n\"RESTRICTED\"}\n\x1e{\"name\":\"b\"}\n\x1e{\"na\x1e[\n1]\n\x1e\"RESTRICTED",
            "\x1e{\"name\":\"b\"}\n\x1e[\n1]\n",
        );
    }

    #[test]
    fn a_text_of_a_sequence_does_not_wait_for_the_next() {
        let mut rewriter = JsonLinesRewriter::sequence(Paths::default(), Limits::default());
        let mut out = Output::default();
        let text = Bytes::from_static(b"\x1e{\"name\":\"b\"}\n");
        rewriter.write(text.clone(), &mut Fake::default(), &mut out).unwrap();
        assert_eq!(out.pop(), Some(text));
    }
}
