//! A piece of a text, read in another way than letter by letter forwards, which remembers where in
//! the text it came from.

use std::ops::Range;

/// What hidden letters are read as, by turns, since equal ones would be read as one.
pub(crate) const HIDDEN: [char; 2] = ['ᚁ', 'ᚂ'];

/// A piece of a text read in another way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    text: String,
    /// The source bytes of the character that each byte of the text was read from.
    from: Vec<Range<usize>>,
    /// Of what something must take part in a hit, in bytes of the source.
    about: Vec<Range<usize>>,
    /// The signs that hide letters, in order.
    signs: Vec<char>,
}

impl Reading {
    /// The text as read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The source bytes of a range of the reading; `None` unless it is about what was read anew.
    pub(crate) fn source(&self, span: Range<usize>) -> Option<Range<usize>> {
        let from = self.from.get(span)?;
        let start = from.iter().map(|source| source.start).min()?;
        let end = from.iter().map(|source| source.end).max()?;
        let takes_part = |about: &Range<usize>| start < about.end && end > about.start;
        self.about.iter().any(takes_part).then_some(start..end)
    }

    /// Where in the reading that stands of which something must take part in a hit; all of it where
    /// that was left out.
    pub(crate) fn about(&self) -> Range<usize> {
        let stands = |about: &Range<usize>| {
            let takes_part = |from: &Range<usize>| from.start < about.end && from.end > about.start;
            let first = self.from.iter().position(takes_part)?;
            Some(first..self.from.iter().rposition(takes_part)? + 1)
        };
        let all = |one: Range<usize>, other: Range<usize>| {
            one.start.min(other.start)..one.end.max(other.end)
        };
        let parts = self.about.iter().map(stands);
        parts.reduce(|one, other| Some(all(one?, other?))).flatten().unwrap_or(0..self.text.len())
    }

    /// The signs that are read as [`HIDDEN`] letters, in order.
    pub(crate) fn signs(&self) -> &[char] {
        &self.signs
    }

    /// The same with what hidden letters may be, of which each is told by its number; the others are
    /// signs again.
    pub(crate) fn guessed(&self, letters: &[(usize, char)]) -> Self {
        let mut guessed = Self::default();
        let mut signs = self.signs.iter().copied().enumerate();
        // Among capitals a letter is one, or a word would seem to end.
        let mut capitals = [false; 2];
        let mut read = self.text.char_indices().peekable();
        while let Some((at, c)) = read.next() {
            let Some(from) = self.from.get(at).cloned() else { continue };
            let sign = if HIDDEN.contains(&c) { signs.next() } else { None };
            let [before, last] = capitals;
            let mut letter = c;
            if let Some((number, sign)) = sign {
                let known = letters.iter().find(|(known, _)| *known == number);
                letter = known.map_or(sign, |(_, letter)| *letter);
                if known.is_some() {
                    guessed.about.push(from.clone());
                    let is_among = last
                        && (before || read.peek().is_some_and(|(_, next)| next.is_uppercase()));
                    letter = letter.to_uppercase().next().filter(|_| is_among).unwrap_or(letter);
                }
            }
            capitals = [last, letter.is_uppercase()];
            guessed.push(letter, from);
        }
        guessed
    }

    /// The same as a reading of the text that `seen` is a reading of.
    pub(super) fn within(&self, seen: &Self) -> Option<Self> {
        let source = |part: &Range<usize>| {
            let from = seen.from.get(part.clone())?;
            Some(from.first()?.start..from.last()?.end)
        };
        let sources = |parts: &[Range<usize>]| parts.iter().map(source).collect::<Option<Vec<_>>>();
        let (from, about) = (sources(&self.from)?, sources(&self.about)?);
        Some(Self { text: self.text.clone(), from, about, signs: self.signs.clone() })
    }

    pub(super) fn begin(&mut self, about: impl IntoIterator<Item = Range<usize>>) {
        self.text.clear();
        self.from.clear();
        self.about.clear();
        self.about.extend(about);
        self.signs.clear();
    }

    /// Adds a letter that a sign hides.
    pub(super) fn hide(&mut self, sign: char, source: Range<usize>) {
        let [even, odd] = HIDDEN;
        self.push(if self.signs.len().is_multiple_of(2) { even } else { odd }, source);
        self.signs.push(sign);
    }

    pub(super) fn push(&mut self, c: char, source: Range<usize>) {
        self.text.push(c);
        self.from.resize(self.text.len(), source);
    }
}

/// All readings that one of the ways to read gives.
#[cfg(test)]
pub(super) fn texts(
    each: fn(&str, &mut Reading, &mut dyn FnMut(&Reading)),
    text: &str,
) -> Vec<String> {
    let mut found = Vec::new();
    each(text, &mut Reading::default(), &mut |reading| found.push(reading.text().to_owned()));
    found
}
