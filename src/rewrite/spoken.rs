//! Text that comes piece by piece, as assistants send it: `{"delta": {"content": " vod"}}` and
//! `{"delta": {"content": "ka"}}` in records of their own. Each piece is judged behind the end of what
//! was said before, so that a word that is split is read as one.

use super::{Judge, Unit, UnitKind, Verdict};
use crate::classify::{Facts, Role, Scalar};

/// So many bytes of what was said are read with the next piece: a name of a few words.
const TAIL: usize = 64;
/// A longer piece is no part of a word.
const LONGEST: usize = 128;

/// The end of what was said.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    tail: String,
    facts: Facts,
}

impl Spoken {
    /// Whether the piece ends something that is withheld. Then it is as if it had not been said, and
    /// what was begun before it begins nothing more.
    pub(super) fn withholds(&mut self, piece: &str, place: u64, judge: &mut dyn Judge) -> bool {
        if piece.len() > LONGEST {
            self.forget();
            return false;
        }
        let begun = !self.tail.is_empty();
        self.tail.push_str(piece);
        if begun && self.tail.contains(char::is_alphabetic) {
            self.facts.clear();
            self.facts.push(Role::Other, "data", Scalar::Text(&self.tail));
            let unit =
                Unit { kind: UnitKind::Outside, facts: &self.facts, position: place, id: None };
            if judge.judge(&unit) != Verdict::Keep {
                self.forget();
                return true;
            }
        }
        let from = self.tail.len().saturating_sub(TAIL);
        let from = (from..=self.tail.len()).find(|at| self.tail.is_char_boundary(*at));
        self.tail.drain(..from.unwrap_or_default());
        false
    }

    /// What comes next goes on from nothing.
    pub(super) fn forget(&mut self) {
        self.tail.clear();
    }
}
