//! JSON, or a piece of a page, in a string of JSON: read, judged and cut as what it is, and written
//! back as it stood.

use super::node::{Class, Edit, Node};
use super::path::Paths;
use super::tape::Tape;
use super::units::Settler;
use super::whole::{Document, Manner, Placed};
use crate::classify::Role;
use crate::rewrite::Judge;
use crate::rewrite::cut::{Code, Cut, applied};
#[cfg(feature = "html")]
use crate::rewrite::html;
use crate::text::base64::may_be_data;
use bytes::Bytes;

impl Settler {
    /// Decides a string outside listings that holds a JSON object or array; `false` if it holds
    /// something else. It goes whole only if all of it does.
    pub(super) fn nested(
        &mut self,
        tape: &mut Tape,
        source: &str,
        at: u32,
        node: &Node,
        judge: &mut dyn Judge,
    ) -> bool {
        let rewritten = match node.edit {
            Edit::Text(index) => tape.rewritten.get(index as usize).cloned(),
            _ => None,
        };
        let span =
            source.as_bytes().get(node.start as usize..node.end as usize).unwrap_or_default();
        let quoted = rewritten.as_deref().unwrap_or(span);
        let raw = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        let opens = raw.iter().find(|b| !b.is_ascii_whitespace());
        // What a shop is asked with for the next page stays as it is.
        let in_base64 = node.role != Role::Meta && may_be_data(raw);
        let data = in_base64 || matches!(opens, Some(b'{' | b'[' | b'\\' | b'<'));
        if self.nested == 0 || raw.len() < 8 || !data {
            return false;
        }
        let Ok(raw) = std::str::from_utf8(raw) else { return false };
        let code = if in_base64 { Code::Base64 } else { Code::Json };
        let text = code.decode(raw);
        #[cfg(feature = "html")]
        if html::is_piece(&text) {
            self.piece(tape, at, (raw, &text), judge);
            return true;
        }
        if !text.trim_start().starts_with(['{', '[']) {
            return false;
        }
        let inner = text.as_bytes();
        let above = self.innermost();
        let listed = above.is_some_and(|above| {
            above.kind == super::node::Kind::Array && !above.fixed && !above.columns
        });
        // What names nothing but a listing that went goes whole.
        let record = listed && self.sweep.mentions(&text);
        let manner = if record { Manner::Record } else { Manner::Inside };
        let read = Document::read(inner, Paths::default(), manner, self.limits, self.nested - 1);
        let Some(mut document) = read.ok().filter(Document::is_structured) else { return false };
        let base = super::judging::position(tape, at);
        let mut placed = Placed { judge, base, fixed: true };
        if !self.again {
            // Nothing inside a page gates it, so that this cannot fail.
            let _ = document.judge(inner, &mut self.sweep, &mut placed);
        }
        document.sweep(inner, &mut self.sweep, &mut placed);
        tape.edit(at, |node| node.class = Class::Element);
        if document.is_gone() {
            self.mark(tape, at, if listed { Edit::Drop } else { Edit::Empty });
        } else if document.is_changed() {
            self.write_anew(tape, at, (raw, code), document.cuts(inner));
        }
        true
    }

    /// Decides a string of something without a price, if it holds a piece of a page with several
    /// listings: then these are no parts of it.
    pub(super) fn shelf(
        &mut self,
        tape: &mut Tape,
        source: &str,
        at: u32,
        node: &Node,
        judge: &mut dyn Judge,
    ) {
        #[cfg(feature = "html")]
        {
            let inside = node.start as usize + 1..(node.end as usize).saturating_sub(1);
            let raw = source.get(inside).unwrap_or_default();
            if self.nested == 0 || !raw.trim_start().starts_with(['<', '\\']) {
                return;
            }
            let text = Code::Json.decode(raw);
            let is_swept = matches!(node.edit, Edit::Text(_));
            if is_swept || html::is_piece(&text) && html::is_shelf(&text, self.limits) {
                // What is in it is not all that follows from the values beside it.
                self.note_decision();
                self.nested(tape, source, at, node, judge);
            }
        }
        #[cfg(not(feature = "html"))]
        let _ = (tape, source, at, node, judge);
    }

    /// Decides a string that holds a piece of a page, as written and as meant.
    #[cfg(feature = "html")]
    fn piece(
        &mut self,
        tape: &mut Tape,
        at: u32,
        (raw, text): (&str, &str),
        judge: &mut dyn Judge,
    ) {
        let base = super::judging::position(tape, at);
        let mut placed = Placed { judge, base, fixed: true };
        let again = if self.again { html::sweep_piece } else { html::cuts_of_piece };
        match again(text, self.limits, &mut self.sweep, &mut placed) {
            Ok(cuts) if cuts.is_empty() => {}
            Ok(cuts) => self.write_anew(tape, at, (raw, Code::Json), cuts),
            Err(_) => self.mark(tape, at, Edit::Empty),
        }
        tape.edit(at, |node| node.class = Class::Element);
    }

    /// Leaves of a string what the cuts leave.
    fn write_anew(&mut self, tape: &mut Tape, at: u32, (raw, code): (&str, Code), cuts: Vec<Cut>) {
        let left = applied(raw, &code.carry(raw, cuts));
        let index = u32::try_from(tape.rewritten.len()).unwrap_or(u32::MAX);
        tape.rewritten.push(Bytes::from(format!("\"{left}\"")));
        self.mark(tape, at, Edit::Text(index));
    }
}
