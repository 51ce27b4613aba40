//! A term taken apart: the letters that a text must show, and the ways it may end.

use std::ops::Range;

use super::compile::LintCode;
use super::language;
use crate::text::{Atoms, Folded, Gap, Script, script, unspaced};

/// A term, letter by letter.
#[derive(Clone, Debug, Default)]
pub(super) struct Pattern {
    pub(super) letters: Vec<Letter>,
    /// Symbols after the last letter that must follow in the text: `18+`.
    pub(super) tail: String,
    /// Whether it may begin inside a word.
    pub(super) open_start: bool,
    pub(super) open_end: bool,
    /// Only as written: too short to be sought in disguise.
    pub(super) strict: bool,
    /// Whether a letter inside it may be doubled.
    pub(super) doubles: bool,
    pub(super) endings: Vec<&'static [&'static str]>,
    coarse_endings: Vec<&'static [String]>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub(super) plain: char,
    pub(super) coarse: char,
    pub(super) script: Script,
    pub(super) gap: Gap,
}

impl Pattern {
    pub(super) fn parse(text: &str) -> Self {
        let text = text.trim();
        let (open_start, text) = text.strip_prefix('*').map_or((false, text), |rest| (true, rest));
        let (open_end, text) = text.strip_suffix('*').map_or((false, text), |rest| (true, rest));
        let letters: Vec<Letter> = Atoms::new(text, 0..text.len(), Gap::Hard)
            .map(|atom| Letter {
                plain: atom.plain,
                coarse: atom.coarse(),
                script: script(atom.plain),
                gap: atom.gap,
            })
            .collect();
        // Where no spaces part words, a `*` says nothing that is not so anyway.
        let no_spaces = letters.iter().all(|letter| unspaced(letter.plain));
        let (open_start, open_end) = (open_start && !no_spaces, open_end && !no_spaces);
        let bare = text.trim_end_matches(['+', '%', '#']);
        let tail = text.get(bare.len()..).unwrap_or_default().to_owned();
        let mut pattern = Self { letters, tail, open_start, open_end, ..Self::default() };
        pattern.strict = pattern.doubt().is_some();
        pattern
    }

    /// The endings of a language; none for what already ends in a `*`.
    pub(super) fn add_endings(&mut self, endings: &'static [&'static str]) {
        if !self.open_end && !endings.is_empty() && !self.endings.contains(&endings) {
            self.endings.push(endings);
            self.coarse_endings.push(language::coarse_endings(endings));
        }
    }

    /// Takes the endings of another spelling.
    pub(super) fn take_endings(&mut self, other: &Self) {
        other.endings.iter().for_each(|endings| self.add_endings(endings));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// Whether the word is Latin and so short that its accents tell it from others.
    pub(super) fn is_short_latin(&self) -> bool {
        self.letters.len() <= super::compile::SHORT
            && self.letters.iter().all(|letter| letter.script == Script::Latin)
    }

    pub(super) fn is_open(&self) -> bool {
        self.open_start || self.open_end
    }

    /// The plain letters with one space for each gap: equal for equal terms.
    pub(super) fn form(&self) -> String {
        let mut form = String::new();
        if self.open_start {
            form.push('*');
        }
        for (index, letter) in self.letters.iter().enumerate() {
            if index > 0 && letter.gap == Gap::Hard {
                form.push(' ');
            }
            form.push(letter.plain);
        }
        form.push_str(&self.tail);
        if self.open_end {
            form.push('*');
        }
        form
    }

    /// What the automaton looks for.
    pub(super) fn coarse(&self) -> String {
        let mut letters: Vec<char> = self.letters.iter().map(|letter| letter.coarse).collect();
        letters.dedup();
        letters.into_iter().collect()
    }

    /// Whether a strict term may begin at this folded byte: `0 %` not at every o.
    pub(super) fn may_begin(&self, text: &str, folded: &Folded, at: usize) -> bool {
        let (Some(start), Some(next)) = (folded.start(at), folded.start(at + 1)) else {
            return true;
        };
        let byte = text.as_bytes().get(start).filter(|byte| byte.is_ascii_alphanumeric());
        let lone = byte.filter(|_| next == start + 1).map(|byte| byte.to_ascii_lowercase());
        lone.is_none_or(|byte| self.letters.first().is_some_and(|l| l.plain == char::from(byte)))
    }

    /// Whether a word may end after `end` folded bytes, perhaps after an ending.
    pub(super) fn may_end(
        &self,
        folded: &[u8],
        has_edge: &dyn Fn(Range<usize>) -> bool,
        end: usize,
    ) -> bool {
        // An edge inside the run of the last letter counts, and cannot be told from one before it.
        has_edge(end.saturating_sub(1)..end + 1)
            || self.coarse_endings.iter().copied().flatten().any(|ending| {
                let rest = folded.get(end..).unwrap_or_default();
                // The run of the ending's last letter may hold an edge as well.
                rest.starts_with(ending.as_bytes())
                    && has_edge(end + ending.len() - 1..end + ending.len() + 1)
            })
    }

    /// The endings that it may take, as the fold writes them.
    pub(super) fn folded_endings(&self) -> impl Iterator<Item = &'static str> {
        self.coarse_endings.iter().copied().flatten().map(String::as_str)
    }

    /// What makes the term unfit to be sought in disguise.
    pub(super) fn doubt(&self) -> Option<(LintCode, &'static str)> {
        let coarse = self.coarse();
        // A Han character or kana is a syllable or a word.
        let measure: usize =
            coarse.chars().map(|c| if matches!(c, '\u{2e80}'..) { 2 } else { 1 }).sum();
        match coarse.chars().count() {
            0 => Some((LintCode::Degenerate, "has no letters; remove it")),
            1 if self.letters.len() > 1 => Some((
                LintCode::Degenerate,
                "folds to one letter and is sought only as written; use a longer phrase",
            )),
            _ if measure < 3 => Some((
                LintCode::TooShort,
                "folds to fewer than three letters and is sought only as written; use a longer phrase",
            )),
            _ => None,
        }
    }
}
