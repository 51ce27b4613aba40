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
        self.shorten();
        false
    }

    /// Leaves the end, from the beginning of a word: half of one would be a word of its own.
    fn shorten(&mut self) {
        let from = self.tail.len().saturating_sub(TAIL);
        let Some((before, rest)) = (from..=self.tail.len())
            .find_map(|at| self.tail.split_at_checked(at))
            .filter(|(before, _)| !before.is_empty())
        else {
            return;
        };
        let is_cut = before.ends_with(char::is_alphanumeric);
        let half = if is_cut { rest.find(|c: char| !c.is_alphanumeric()) } else { None };
        self.tail.drain(..before.len() + half.unwrap_or_default());
    }

    /// What comes next goes on from nothing.
    pub(super) fn forget(&mut self) {
        self.tail.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::trial::Fake;

    #[test]
    fn what_is_read_again_begins_with_a_word() {
        let text =
            " extra virgin olive oil of Gr\u{fc}nheim, pressed cold and bottled by hand".repeat(4);
        let letters: Vec<char> = text.chars().collect();
        for size in 1..12 {
            let (mut spoken, mut said) = (Spoken::default(), String::new());
            for piece in letters.chunks(size) {
                let piece: String = piece.iter().collect();
                said.push_str(&piece);
                assert!(!spoken.withholds(&piece, 0, &mut Fake::default()));
                assert!(spoken.tail.len() <= TAIL && said.ends_with(&spoken.tail));
                let before = said.strip_suffix(&spoken.tail).unwrap();
                let begins = !spoken.tail.starts_with(char::is_alphanumeric);
                assert!(begins || !before.ends_with(char::is_alphanumeric), "{:?}", spoken.tail);
                assert!(said.len() < TAIL || spoken.tail.len() > TAIL / 2, "{:?}", spoken.tail);
            }
        }
        // What has no blanks is cut all the same.
        let mut spoken = Spoken::default();
        for _ in 0..100 {
            spoken.withholds("\u{9152}\u{5427}", 0, &mut Fake::default());
            assert!(spoken.tail.len() <= TAIL);
        }
    }
}
