//! The exact check of a candidate on the original text, so that a coarse fold costs no innocent.
//!
//! 1. Both ends are word edges: a separator, an apostrophe, `camelCase`, a digit beside a letter, a
//!    script without spaces; at the end one of the language's endings may come first.
//! 2. The letters are the term's own up to case, width, style and accents; or lookalikes in a word
//!    that mixes scripts or stands among Latin ones; or leet in a word where a digit stands between
//!    letters.
//! 3. A letter repeated more often than in the term is accepted as disguise: three times or more,
//!    at two places, or where words of a long phrase meet. Glued words may share that letter.
//! 4. Words of a phrase may be parted by any run of separators, or by `camelCase` alone, or stand
//!    as one if they are long. A word parted inside must be a chain of single letters, three or
//!    more, and the whole chain; or a long one with dots, dashes or the like, one space or an opening
//!    bracket.

mod fits;

use std::ops::Range;

use super::pattern::{Letter, Pattern};
use crate::text::{Atom, Atoms, Folded, Gap, Kind, PARTS, Script, same_shape, script, separator};

/// How far before and after a candidate the text is read, in folded bytes: the letters that a
/// chain, a capital or an ending depend on.
const NEAR: (usize, usize) = (4, 10);
/// The same where letters beyond ASCII need to know what script stands around them.
const FAR: (usize, usize) = (16, 24);

/// The least letters of a phrase whose words may stand as one.
const GLUED: usize = 6;
/// The least letters of a term with a sign inside a word that no ordinary word holds.
const SIGNED: usize = 4;
/// The same with a dot or a dash: shorter ones come about by chance.
const PARTED: usize = 5;
/// The least letters of a word that may have one of them doubled.
const BROKEN: usize = 6;
/// The same with a space behind or before two letters: more are words by themselves (`soft air`).
const SPACED: usize = 6;
const PIECE: usize = 2;
/// Pieces that are words of ordinary text behind another one: «code in Python», «hero in action».
const PREPOSITIONS: [&str; 5] = ["an", "en", "im", "in", "on"];
/// The same with another space, or more of them, with a dash or a dot among spaces, or with one
/// letter for two between words.
const LONGEST: usize = 8;
/// How many letters a syllable has: where each space is behind one, there may be many.
const SYLLABLE: std::ops::RangeInclusive<usize> = 2..=3;

/// The least letters of a term in which an l may be an i.
const LONG: usize = 6;

/// What parts words of ordinary text, and stands inside none without a space.
const BREAKING: [&str; 7] = [",", ";", ":", "?", "=", "&", "、"];
/// What parts no words of ordinary text without a space: the narrow spaces stand in numbers and
/// before signs.
const ODD: [&str; 25] = [
    "\"", "(", ")", "[", "]", "{", "}", "“", "”", "«", "»", "()", "[]", "{}", "[.]", "(.)", "…",
    "\u{2004}", "\u{2005}", "\u{2006}", "\u{2008}", "\u{2009}", "\u{200a}", "\u{202f}", "\u{205f}",
];
/// What parts them and may come by chance.
const BLANK: [&str; 7] = [" ", "\n", "\u{a0}", "\u{2002}", "\u{2003}", "\u{2007}", "\u{3000}"];
/// The same between spaces.
const APART: [&str; 6] = [" - ", " – ", " · ", " / ", " . ", ". "];
/// Brackets around a single letter.
const AROUND: [(&str, &str); 3] = [("(", ")"), ("[", "]"), ("{", "}")];

/// How many word edges inside one run of equal letters are tried.
const TRIES: usize = 16;

/// The source span of the term at the candidate `found` (folded bytes), if it truly stands there.
pub(super) fn check(
    text: &str,
    folded: &Folded,
    found: Range<usize>,
    pattern: &Pattern,
    window: &mut Vec<Atom>,
) -> Option<Range<usize>> {
    if !pattern.open_start && !folded.has_edge(found.start..found.start + 1) {
        return None;
    }
    if !pattern.open_end && !pattern.may_end(folded.bytes(), &|at| folded.has_edge(at), found.end) {
        return None;
    }
    if pattern.strict && !pattern.may_begin(text, folded, found.start) {
        return None;
    }
    read_window(text, folded, &found, window)?;
    let source = folded.start(found.start)?;
    let letter = pattern.letters.first()?.coarse;
    let first = window.iter().position(|atom| atom.start >= source && atom.coarse() == letter)?;
    let last = window.iter().skip(first).take_while(|atom| atom.coarse() == letter).count();
    // A long run has edges where it begins, where its last word does, and elsewhere by malice.
    let late = last.saturating_sub(TRIES).max(1).min(last);
    std::iter::once(first).chain(first + late..first + last).find_map(|first| {
        let end = Walk::new(pattern, window, first).run()?;
        let span = window.get(first)?.start..window.get(end.checked_sub(1)?)?.end;
        text.get(span.end..)?.starts_with(&pattern.tail).then_some(span)
    })
}

/// Reads the source around a candidate, never beyond its part.
fn read_window(
    text: &str,
    folded: &Folded,
    found: &Range<usize>,
    window: &mut Vec<Atom>,
) -> Option<()> {
    let part = folded.part(found.start)?;
    let source = folded.start(found.start)?..folded.start(found.end).unwrap_or(part.source.end);
    let ascii = text.as_bytes().get(source).is_some_and(<[u8]>::is_ascii);
    let (before, after) = if ascii { NEAR } else { FAR };
    let from = folded.run_start(found.start.saturating_sub(before).max(part.at))?.max(part.at);
    let (begin, gap) = if from == part.at {
        (part.source.start, Gap::Hard)
    } else {
        (folded.start(from)?, Gap::None)
    };
    let beyond = found.end + after;
    let stop = match folded.part(beyond) {
        Some(other) if other.at == part.at => folded.start(beyond).unwrap_or(part.source.end),
        _ => part.source.end,
    };
    window.clear();
    for atom in Atoms::new(text, begin..part.source.end, gap) {
        let done = atom.start >= stop;
        window.push(atom);
        if done {
            break;
        }
    }
    Some(())
}

/// One attempt to read the term from an atom on.
struct Walk<'a> {
    pattern: &'a Pattern,
    atoms: &'a [Atom],
    first: usize,
    /// Places where a letter was repeated more often than in the term.
    repeated: usize,
    /// Whether one of them is three letters long or longer.
    long: bool,
    /// Whether all of them are where two words of a long phrase meet.
    at_joint: bool,
    /// Whether one is behind the last letter.
    drawn_out: bool,
    leet: bool,
    /// Whether digits stand for letters.
    digits: bool,
    native: usize,
    foreign: Option<Script>,
    shapes: bool,
    /// The separators that hold the chain together at its beginning and end.
    chain: Option<(u32, u32)>,
    /// How often a word is parted other than letter by letter.
    parted: usize,
}

impl<'a> Walk<'a> {
    fn new(pattern: &'a Pattern, atoms: &'a [Atom], first: usize) -> Self {
        Self {
            pattern,
            atoms,
            first,
            repeated: 0,
            long: false,
            at_joint: pattern.letters.len() >= LONGEST,
            drawn_out: false,
            leet: false,
            digits: false,
            native: 0,
            foreign: None,
            shapes: true,
            chain: None,
            parted: 0,
        }
    }

    /// The index after the last atom of the term.
    fn run(mut self) -> Option<usize> {
        if !self.pattern.open_start && !self.edge(self.first) {
            return None;
        }
        let mut at = self.first;
        'letters: for (index, letter) in self.pattern.letters.iter().enumerate() {
            loop {
                let atom = self.atoms.get(at)?;
                let joined = index == 0 || self.joined(letter.gap, at);
                if joined && atom.plain == letter.plain {
                    self.native += usize::from(letter.script != Script::Other);
                    break;
                }
                // The same letter once more is a repeat before it is a disguise (`lliill`), a
                // symbol or a capital I the other way round (`a$$`, `diIdo`).
                let repeats = index > 0 && self.repeats(at);
                let doubled = index
                    .checked_sub(1)
                    .and_then(|before| self.pattern.letters.get(before))
                    .is_some_and(|before| before.plain == letter.plain);
                if (doubled || !(repeats && self.equals_before(at)))
                    && joined
                    && !self.pattern.strict
                    && self.disguised(letter, at)
                {
                    break;
                }
                if !repeats {
                    if self.is_shared(index, at) {
                        continue 'letters;
                    }
                    return None;
                }
                self.count_repeat(at);
                self.at_joint &= self.is_joint(letter, at);
                at += 1;
            }
            if index > 0 && letter.gap == Gap::None {
                self.note_gap(at);
            }
            at += 1;
        }
        let mut tries = 0;
        loop {
            let more = self.repeats(at);
            // In a long run only the first edges are tried, and its end: no run costs its square.
            let edge = self.pattern.open_end || self.edge(at);
            if !more || (edge && tries < TRIES) {
                tries += 1;
                if let Some(end) = self.finish(at) {
                    return Some(end);
                }
            }
            if !more {
                return None;
            }
            self.count_repeat(at);
            self.at_joint = false;
            self.drawn_out = true;
            at += 1;
        }
    }

    /// Whether a repeat before `letter` ends a word of the phrase or goes on its beginning.
    fn is_joint(&self, letter: &Letter, at: usize) -> bool {
        let before = at.checked_sub(1).filter(|before| *before > self.first);
        letter.gap == Gap::Hard
            || before
                .and_then(|before| self.atoms.get(before))
                .is_some_and(|before| before.gap == Gap::Hard)
    }

    /// Whether the letter that begins a word is the last one of the word before too: `penispray`.
    fn is_shared(&self, index: usize, at: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.pattern.letters.get(before));
        let letter = self.pattern.letters.get(index);
        self.pattern.letters.len() >= LONGEST
            && !self.pattern.strict
            && letter.zip(before).is_some_and(|(letter, before)| {
                letter.gap == Gap::Hard && letter.plain == before.plain
            })
            && self.atoms.get(at).is_some_and(|atom| atom.gap == Gap::None)
    }

    /// Whether the gap before the atom at `at` is one that the term may have there.
    fn joined(&self, wanted: Gap, at: usize) -> bool {
        let Some(atom) = self.atoms.get(at) else { return false };
        match (wanted, atom.gap) {
            // A lone letter behind a space is a word, behind a dash it goes on: `vibrat-r`.
            (Gap::Soft, Gap::Hard) => atom.separator & PARTS == 0 || !self.single(at),
            (Gap::Soft, _) | (Gap::Hard, Gap::Hard | Gap::Soft) => true,
            (Gap::Hard, Gap::None) => self.edge(at) || self.may_glue(at),
            (Gap::None, Gap::None | Gap::Soft) => true,
            (Gap::None, Gap::Hard) => {
                !self.pattern.strict && at > self.first && (self.in_chain(at) || self.may_part(at))
            }
        }
    }

    /// Whether the letter before the atom and the atom are words of one letter.
    fn in_chain(&self, at: usize) -> bool {
        self.single(at - 1) && self.single(at)
    }

    /// Whether the words of a phrase may stand as one: `sextoys`.
    fn may_glue(&self, at: usize) -> bool {
        !self.pattern.strict
            && self.pattern.letters.len() >= GLUED
            && self.atoms.get(at).is_some_and(|atom| {
                atom.kind() == Kind::Letter
                    || atom.kind() == Kind::Digit && self.pattern.letters.len() >= LONGEST
            })
            && !self.ends_run(at)
    }

    /// Whether the atom belongs to a drawn-out end of the word before: `beerrr red`.
    fn ends_run(&self, at: usize) -> bool {
        let coarse = |at: usize| self.atoms.get(at).map(Atom::coarse);
        let run = at.checked_sub(1).and_then(coarse);
        coarse(at) == run
            && self
                .atoms
                .iter()
                .skip(at)
                .find(|atom| Some(atom.coarse()) != run || atom.gap == Gap::Hard)
                .is_none_or(|next| next.gap == Gap::Hard)
    }

    /// Whether a long word may be parted before the atom: `vo*dka`, `vib.rator`, `vibr(ator`,
    /// `whis ky`.
    fn may_part(&self, at: usize) -> bool {
        let Some(atom) = self.atoms.get(at).filter(|atom| atom.kind() == Kind::Letter) else {
            return false;
        };
        let letters = self.pattern.letters.len();
        if atom.separator & PARTS == 0 {
            let is_common = ['-', '.', '/'].iter().any(|sign| atom.separator == u32::from(*sign));
            return letters >= if is_common { PARTED } else { SIGNED };
        }
        let is = |run: &str| atom.separator == separator(run);
        if self.is_bracketed(at) {
            return letters >= PARTED;
        }
        let least = match () {
            () if BREAKING.into_iter().chain(ODD).any(is) => PARTED,
            () if BLANK.into_iter().any(is) => match self.parted {
                0 if letters < LONGEST && self.leaves_preposition(at) => return false,
                0 if (at - self.first).min(letters.saturating_sub(at - self.first)) <= PIECE => {
                    SPACED
                }
                0 | 1 => LONGEST,
                _ if self.are_syllables(at) => LONGEST,
                _ => return false,
            },
            () if APART.into_iter().any(is) && self.parted == 0 => LONGEST,
            () => return false,
        };
        letters >= least && !self.single(at - 1) && !self.single(at)
    }

    /// Whether what is left of the term at the atom is a preposition.
    fn leaves_preposition(&self, at: usize) -> bool {
        let left = self.pattern.letters.get(at.saturating_sub(self.first)..).unwrap_or_default();
        let letters = left.iter().map(|letter| letter.plain);
        PREPOSITIONS.into_iter().any(|word| letters.clone().eq(word.chars()))
    }

    /// Whether the letter at `at` or the one before stands alone in brackets: `vibr(a)tor`.
    fn is_bracketed(&self, at: usize) -> bool {
        let is = |at: usize, run: &str| {
            self.atoms.get(at).is_some_and(|atom| atom.separator == separator(run))
        };
        AROUND.into_iter().any(|(open, close)| {
            is(at, open) && is(at + 1, close) && self.single(at)
                || is(at, close) && is(at - 1, open) && self.single(at - 1)
        })
    }

    /// Whether the term is parted before the atom and all before it by spaces behind syllables.
    fn are_syllables(&self, at: usize) -> bool {
        let mut letters = 0;
        for (index, atom) in self.atoms.get(self.first..at).into_iter().flatten().enumerate() {
            if index > 0 && atom.gap == Gap::Hard {
                if !SYLLABLE.contains(&letters) {
                    return false;
                }
                letters = 0;
            }
            letters += 1;
        }
        SYLLABLE.contains(&letters)
    }

    fn note_gap(&mut self, at: usize) {
        if self.in_chain(at) {
            self.note_chain(at);
        } else if self.atoms.get(at).is_some_and(|atom| atom.gap == Gap::Hard) {
            self.parted += 1;
        }
    }

    fn note_chain(&mut self, at: usize) {
        let Some(atom) = self.atoms.get(at).filter(|atom| atom.gap == Gap::Hard) else { return };
        let begin = self.chain.map_or(atom.separator, |(begin, _)| begin);
        self.chain = Some((begin, atom.separator));
    }

    /// Whether the atom is a word of one letter.
    fn single(&self, at: usize) -> bool {
        self.atoms.get(at).is_some_and(|atom| atom.gap == Gap::Hard)
            && self.atoms.get(at + 1).is_none_or(|next| next.gap == Gap::Hard)
    }

    /// Whether the atom only repeats the one before.
    fn repeats(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.atoms.get(before));
        let (Some(before), Some(atom)) = (before, self.atoms.get(at)) else { return false };
        !self.pattern.strict
            && at > self.first
            && atom.coarse() == before.coarse()
            // `pills` repeats its l, not the i before it.
            && (atom.plain == before.plain
                || !(atom.plain.is_ascii_alphabetic() && before.plain.is_ascii_alphabetic()))
            && atom.kind() != Kind::Digit
            && (atom.gap != Gap::Hard || self.in_chain(at) || self.may_part(at))
    }

    fn equals_before(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.atoms.get(before));
        before.zip(self.atoms.get(at)).is_some_and(|(before, atom)| {
            (before.plain, before.upper) == (atom.plain, atom.upper) && atom.kind() == Kind::Letter
        })
    }

    fn count_repeat(&mut self, at: usize) {
        let Some(letter) = self.atoms.get(at).copied() else { return };
        let same = |atom: &&Atom| {
            atom.plain == letter.plain
                || atom.coarse() == letter.coarse()
                    && !(atom.plain.is_ascii_alphabetic() && letter.plain.is_ascii_alphabetic())
        };
        let before = self.atoms.get(self.first..at).unwrap_or_default();
        let before = before.iter().rev().take(3).take_while(same).count();
        let after = self.atoms.get(at..).unwrap_or_default();
        let after = after.iter().take(3).take_while(same).count();
        self.long |= before + after >= 3;
        self.repeated += 1;
        self.note_gap(at);
    }

    /// Whether the atom stands for the letter in disguise.
    fn disguised(&mut self, letter: &Letter, at: usize) -> bool {
        let Some(atom) = self.atoms.get(at).filter(|atom| atom.coarse() == letter.coarse) else {
            return false;
        };
        if !letter.plain.is_alphabetic() {
            return false;
        }
        if matches!(atom.kind(), Kind::Digit | Kind::Symbol) {
            self.leet = true;
            self.digits |= atom.kind() == Kind::Digit;
            return true;
        }
        let own = script(atom.plain);
        if own != letter.script {
            self.foreign = Some(own);
            self.shapes &= same_shape(atom.plain, atom.upper);
            return true;
        }
        self.native += 1;
        match (letter.plain, atom.plain) {
            // `VlBRATOR`, `vlbrator`: l for a capital I, where no word has an l; short words have
            // one there in some language (`vlna`).
            ('i', 'l') => {
                let consonant = |atom: Option<&Atom>| {
                    atom.is_some_and(|atom| {
                        !matches!(atom.plain, 'a' | 'e' | 'i' | 'l' | 'o' | 'u' | 'y')
                    })
                };
                let capital = |atom: Option<&Atom>| atom.is_some_and(|atom| atom.upper);
                let among_capitals = capital(self.atoms.get(at + 1))
                    && capital(at.checked_sub(1).and_then(|before| self.atoms.get(before)));
                atom.gap == Gap::None
                    && (among_capitals || self.pattern.letters.len() >= LONG)
                    && consonant(at.checked_sub(1).and_then(|before| self.atoms.get(before)))
                    && consonant(self.atoms.get(at + 1))
            }
            // `diIdo`: a capital I inside a word of small letters.
            ('l', 'i') => {
                let before = at.checked_sub(1).and_then(|before| self.atoms.get(before));
                atom.upper && atom.gap == Gap::None && before.is_some_and(|before| !before.upper)
            }
            _ => false,
        }
    }
}
