//! What is said between elements and beside them: texts, comments and instructions.

use super::super::gather::slice;
use super::super::tape::{Edit, Node, Tape, What};
use super::{Settler, position};
use crate::classify::{Role, Scalar};
use crate::rewrite::prose::Apart;
use crate::rewrite::{Judge, UnitKind, Verdict};

impl Settler {
    /// A text between elements.
    pub(super) fn words(&mut self, tape: &mut Tape, source: &str, at: u32, judge: &mut dyn Judge) {
        let Some(node) = tape.get(at).copied() else { return };
        let text = slice(source, node.inner);
        if text.trim().is_empty() {
            return;
        }
        let mut words = Apart::default();
        words.push(node.role, "", text, self.limits.prose);
        if words.is_withheld(position(tape, at), judge) {
            tape.edit(at, |node| node.edit = Edit::Drop);
        }
    }

    /// A comment or instruction, which a reader does not see and a program may.
    pub(super) fn aside(&mut self, tape: &mut Tape, source: &str, at: u32, judge: &mut dyn Judge) {
        let says = tape.get(at).map_or("", |node| slice(source, node.inner));
        if says.contains(char::is_alphabetic) && !is_declaration(says) {
            self.gather.clear();
            self.gather.facts.push(Role::Other, "", Scalar::Text(says));
            let facts = &self.gather.facts;
            if self.ask(position(tape, at), UnitKind::Outside, facts, judge) != Verdict::Keep {
                tape.edit(at, |node| node.edit = Edit::Drop);
            }
        }
    }

    /// The comments and instructions anywhere in an element that is judged as a whole.
    pub(super) fn asides(
        &mut self,
        tape: &mut Tape,
        source: &str,
        (at, node): (u32, &Node),
        judge: &mut dyn Judge,
    ) {
        for at in at + 1..node.next.min(tape.len()) {
            if tape.get(at).is_some_and(|node| node.what == What::Aside) {
                self.aside(tape, source, at, judge);
            }
        }
    }
}

/// Whether an instruction is the declaration of XML and says no more than one may (XML 1.0 section
/// 2.8).
fn is_declaration(says: &str) -> bool {
    let Some(rest) = says.strip_prefix("xml") else { return false };
    rest.split_ascii_whitespace().all(|word| {
        ["version=", "encoding=", "standalone="].iter().any(|name| word.starts_with(name))
    })
}
