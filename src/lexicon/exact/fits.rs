//! Whether what was read letter by letter fits together: its ends, its chain, its scripts, its leet.

use super::{BROKEN, LONGEST, PARTED, Walk};
use crate::text::{Atom, Gap, Kind, Script, lookalike, script};

/// How many letters of its own a word must have of which a digit is the first or the last one.
const OWN: usize = 4;

impl Walk<'_> {
    /// Whether the term may end before `at`, perhaps after an ending; the index after it.
    pub(super) fn finish(&self, at: usize) -> Option<usize> {
        let disguise = (self.repeated == 0
            || self.long
            || self.repeated >= 2
            || self.at_joint
            || self.may_be_doubled())
            && self.scripts_fit()
            && (!self.leet || self.leet_fits(at));
        if !disguise {
            return None;
        }
        if self.pattern.open_end {
            return self.chain_fits(at).then_some(at);
        }
        if self.ends(at) {
            return Some(at);
        }
        let last = self.pattern.letters.last()?.plain;
        self.pattern.endings.iter().copied().flatten().find_map(|ending| {
            // `as` is not the plural of `a`, nor `ass` of `as`: no ending repeats the last letter.
            if ending.starts_with(last) {
                return None;
            }
            let mut end = at;
            for letter in ending.chars() {
                let atom = self.atoms.get(end)?;
                let chained = self.chain.is_some() && self.single(end);
                if atom.plain != letter || (atom.gap == Gap::Hard && !chained) {
                    return None;
                }
                end += 1;
            }
            self.ends(end).then_some(end)
        })
    }

    /// Whether it is a word, or a long phrase, that may have a letter doubled inside, as such.
    fn may_be_doubled(&self) -> bool {
        let letters = &self.pattern.letters;
        self.pattern.doubles
            && !self.drawn_out
            && self.parted == 0
            && self.chain.is_none()
            && (letters.len() >= LONGEST
                || letters.iter().skip(1).all(|letter| letter.gap == Gap::None))
    }

    /// Whether a word ends before `at`, and with it the chain if there is one.
    fn ends(&self, at: usize) -> bool {
        if !self.edge(at) {
            return false;
        }
        let gap_follows = self.atoms.get(at).is_none_or(|atom| atom.gap != Gap::None);
        if self.leet && !gap_follows {
            return false;
        }
        self.chain_fits(at)
    }

    /// Whether single letters up to `at` are a chain, and the whole chain if the term is closed.
    fn chain_fits(&self, at: usize) -> bool {
        let Some((begin, end)) = self.chain.filter(|_| self.parted == 0) else { return true };
        let matched = self.atoms.get(self.first..at).unwrap_or_default();
        let singles = (self.first..at).filter(|&at| self.single(at)).count();
        let least = if matched.iter().all(|atom| atom.kind() == Kind::Unspaced) { 2 } else { 3 };
        let goes_on = self.single(at)
            && self
                .atoms
                .get(at)
                .is_some_and(|next| next.separator == end && next.kind() != Kind::Digit);
        singles >= least
            && (self.pattern.open_end || !goes_on)
            && (self.pattern.open_start || !self.chain_before(begin))
    }

    /// Whether the chain began before the term. A lone vowel before it may be an article.
    fn chain_before(&self, separator: u32) -> bool {
        let Some(before) = self.first.checked_sub(1) else { return false };
        let (Some(first), Some(atom)) = (self.atoms.get(self.first), self.atoms.get(before)) else {
            return false;
        };
        self.single(self.first)
            && self.single(before)
            && first.separator == separator
            && atom.kind() != Kind::Digit
            && !matches!(atom.plain, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'x')
    }

    /// Whether a word edge lies before the atom at `at`.
    pub(super) fn edge(&self, at: usize) -> bool {
        let Some(atom) = self.atoms.get(at) else { return true };
        if atom.gap != Gap::None {
            return true;
        }
        let Some(before) = at.checked_sub(1).and_then(|before| self.atoms.get(before)) else {
            return false;
        };
        if atom.continues() {
            return false;
        }
        match (before.kind(), atom.kind()) {
            (Kind::Unspaced | Kind::Symbol, _) | (_, Kind::Unspaced | Kind::Symbol) => true,
            (Kind::Digit, Kind::Letter) | (Kind::Letter, Kind::Digit) => true,
            (Kind::Digit, Kind::Digit) => false,
            (Kind::Letter, Kind::Letter) => {
                let capital_word = before.upper
                    && atom.upper
                    && self.atoms.get(at + 1).is_some_and(|next| {
                        next.gap == Gap::None && next.kind() == Kind::Letter && !next.upper
                    });
                atom.upper && (!before.upper || capital_word)
            }
        }
    }

    /// Whether lookalikes of another script are disguise and not simply the other script.
    fn scripts_fit(&self) -> bool {
        let Some(foreign) = self.foreign else { return true };
        if self.native > 0 {
            return true;
        }
        let latin = self
            .pattern
            .letters
            .iter()
            .all(|letter| matches!(letter.script, Script::Latin | Script::Other));
        latin
            && (self.shapes || self.pattern.letters.len() >= PARTED)
            && !self
                .atoms
                .iter()
                .any(|atom| script(atom.plain) == foreign && lookalike(atom.plain).is_none())
    }

    /// Whether digits and symbols stand where letters would: the word is parted from others by
    /// separators, has letters of its own, and each kind of leet stands among them.
    fn leet_fits(&self, end: usize) -> bool {
        let Some(matched) = self.atoms.get(self.first..end) else { return false };
        if matched.first().is_none_or(|first| first.gap == Gap::None) {
            return false;
        }
        let letter = |atom: &Atom| matches!(atom.kind(), Kind::Letter | Kind::Unspaced);
        if matched.iter().filter(|atom| letter(atom)).count() < 2 {
            return false;
        }
        if !self.digits {
            return true;
        }
        // Of a long word the first letter or the last one may be a digit, or all but two.
        let own = matched.iter().filter(|atom| letter(atom)).count();
        let letters = self.pattern.letters.len();
        let is_long = letters >= PARTED && own >= OWN || letters > BROKEN;
        // A digit, or a run of them, with something of the word on both sides.
        let chained = self.chain.is_some();
        matched.iter().enumerate().any(|(at, atom)| {
            let after = matched.get(at + 1..).unwrap_or_default();
            let closed = after
                .iter()
                .take_while(|next| chained || next.gap == Gap::None)
                .any(|next| next.kind() != Kind::Digit);
            let before = at.checked_sub(1).and_then(|before| matched.get(before));
            let opened = before.is_some_and(|before| before.kind() != Kind::Digit)
                && (chained || atom.gap == Gap::None);
            atom.kind() == Kind::Digit && if is_long { opened || closed } else { opened && closed }
        })
    }
}
