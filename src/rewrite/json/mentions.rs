//! What the lists in a listing may say of other ones.

use super::lexer::unescape;
use super::node::{Kind, Node};
use super::tape::Tape;
use crate::classify::Role;
use crate::rewrite::sweep::Sweep;
use simdutf8::basic::from_utf8;
use std::ops::Range;

/// So many texts are remembered of a listing; one with more is read where something went.
const TEXTS: usize = 16;

/// What the lists in a listing may say of other ones: no more than where it stands.
#[derive(Clone, Debug)]
pub(super) struct Mentions {
    /// Whether one holds what may refer to other listings, or more texts than are remembered.
    refers: bool,
    /// Where texts of lists stand, without their quotes.
    texts: Box<[Range<u32>]>,
}

impl Mentions {
    /// Those of the listing that is the value on the tape.
    pub(super) fn of(tape: &Tape) -> Self {
        let listed = |node: &&Node| node.kind == Kind::Text && node.key.1 == 0;
        let texts = tape.nodes.iter().filter(listed);
        let texts = texts.map(|node| node.start.saturating_add(1)..node.end.saturating_sub(1));
        Self::new(holds_references(tape), texts)
    }

    /// Those of a listing with texts of lists here; `refers` if there are others besides.
    pub(super) fn new(refers: bool, texts: impl Iterator<Item = Range<u32>>) -> Self {
        let texts: Box<[_]> = texts.take(TEXTS + 1).collect();
        if refers || texts.len() > TEXTS {
            return Self { refers: true, texts: Box::default() };
        }
        Self { refers, texts }
    }

    /// Whether no more is known than that they refer to some.
    pub(super) const fn refers(&self) -> bool {
        self.refers
    }

    /// Whether something may be gone that the listing of these bytes mentions.
    pub(super) fn may_be_gone(&self, sweep: &Sweep, listing: &[u8]) -> bool {
        let gone = |at: &Range<u32>| {
            let bytes = listing.get(at.start as usize..at.end as usize).unwrap_or_default();
            from_utf8(bytes).map_or(true, |spelled| {
                let mut text = String::new();
                may_name(spelled) && sweep.mentions(plain(spelled, &mut text))
            })
        };
        sweep.is_active() && (self.refers || self.texts.iter().any(gone))
    }
}

/// What a string says that is spelled so.
fn plain<'t>(spelled: &'t str, text: &'t mut String) -> &'t str {
    if !spelled.contains('\\') {
        return spelled;
    }
    unescape(spelled, text);
    text
}

/// Whether a text, as it is spelled, may name a listing by its identifier or link.
fn may_name(spelled: &str) -> bool {
    spelled.bytes().any(|byte| byte.is_ascii_digit() || byte == b'/')
}

/// Whether an array in the value holds links or identifiers, or objects with some.
fn holds_references(tape: &Tape) -> bool {
    let in_array = |node: &Node| {
        let around = |node: &Node| tape.get(node.parent).copied();
        std::iter::successors(around(node), around).find(|above| above.kind == Kind::Array)
    };
    tape.nodes.iter().filter(|node| !node.kind.is_container()).any(|node| {
        in_array(node).is_some_and(|array| {
            let named = node.says.named().or(array.says.named());
            node.role == Role::Url || named.is_some()
        })
    })
}
