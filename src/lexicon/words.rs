//! The words around a hit, as a reader parts them.

use std::ops::Range;

use crate::text::{Atoms, Gap};

/// What stands between a word and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// Spaces, dashes, an apostrophe: both may be of one phrase.
    Loose,
    /// `+`, `&`: two things.
    And,
    /// Anything else: a phrase ends.
    Stop,
}

/// One word.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Where its plain letters stand in the buffer.
    plain: Range<usize>,
    /// Where it stands in the text.
    pub(super) source: Range<usize>,
    pub(super) before: Joint,
    /// Whether it begins with a digit or is a percent sign.
    pub(super) is_number: bool,
}

/// The words of a stretch of text, in buffers that are kept from one to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    plain: String,
    list: Vec<Word>,
}

/// Bytes of text that are read before and after a hit: six long words.
const NEAR: usize = 96;

impl Words {
    /// Reads the words around `span`, each whole.
    pub(super) fn read_around(&mut self, text: &str, span: &Range<usize>) {
        let mut from = span.start.saturating_sub(NEAR);
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        // A word that is cut off says something else: the first one is left out.
        if from > 0 {
            let cut = text.get(from..span.start).and_then(|near| near.find(|c| !is_letter(c)));
            from += cut.unwrap_or(0);
        }
        let mut end = (span.end + NEAR).min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        self.read(text, from..end);
        if end < text.len() && self.list.last().is_some_and(|word| word.source.end == end) {
            self.list.pop();
        }
    }

    /// Reads all words of a part of a text.
    pub(super) fn read(&mut self, text: &str, part: Range<usize>) {
        self.plain.clear();
        self.list.clear();
        let Some(read) = text.get(part.clone()) else { return };
        let mut before = Joint::Stop;
        let mut letters = read.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            if letter == '%' || letter == '٪' {
                let source = part.start + at..part.start + at + letter.len_utf8();
                self.push(text, source, before);
                before = Joint::Loose;
            } else if is_letter(letter) {
                let mut end = at + letter.len_utf8();
                let mut last = letter;
                while let Some(&(next_at, next)) = letters.peek() {
                    let rest = read.get(next_at + next.len_utf8()..).unwrap_or_default();
                    let decimal = matches!(next, '.' | ',')
                        && last.is_ascii_digit()
                        && rest.starts_with(|c: char| c.is_ascii_digit());
                    if !decimal && !is_letter(next) {
                        break;
                    }
                    (end, last) = (next_at + next.len_utf8(), next);
                    letters.next();
                }
                self.push(text, part.start + at..part.start + end, before);
                before = Joint::Loose;
            } else {
                before = match joint(letter) {
                    Joint::Loose => before,
                    Joint::And if before == Joint::Stop => before,
                    other => other,
                };
            }
        }
    }

    fn push(&mut self, text: &str, source: Range<usize>, before: Joint) {
        let Some(word) = text.get(source.clone()) else { return };
        let from = self.plain.len();
        let is_number = word.starts_with(|c: char| c.is_ascii_digit() || c == '%' || c == '٪');
        if is_number && word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')) {
            push_number(&mut self.plain, word);
        } else if is_number && !word.starts_with(|c: char| c.is_ascii_digit()) {
            self.plain.push('%');
        } else {
            let atoms = Atoms::new(text, source.clone(), Gap::Hard);
            self.plain.extend(atoms.map(|atom| atom.plain));
        }
        self.list.push(Word { plain: from..self.plain.len(), source, before, is_number });
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Word> {
        self.list.get(index)
    }

    /// The plain letters of a word; nothing beyond the last one.
    pub(super) fn plain(&self, index: usize) -> &str {
        let word = self.list.get(index);
        word.and_then(|word| self.plain.get(word.plain.clone())).unwrap_or_default()
    }

    /// The words that `span` touches, first and last.
    pub(super) fn touched(&self, span: &Range<usize>) -> Option<(usize, usize)> {
        let first = self.list.partition_point(|word| word.source.end <= span.start);
        let last = self.list.partition_point(|word| word.source.start < span.end).checked_sub(1)?;
        (first <= last).then_some((first, last))
    }
}

/// The plain letters of all words of a phrase.
pub(super) fn plain_words(phrase: &str) -> Vec<Box<str>> {
    let mut words = Words::default();
    words.read(phrase, 0..phrase.len());
    (0..words.len()).map(|index| Box::from(words.plain(index))).collect()
}

/// A number as it counts: `0,0` and `0.00` are 0.
fn push_number(plain: &mut String, word: &str) {
    let from = plain.len();
    plain.extend(word.chars().map(|c| if c == ',' { '.' } else { c }));
    if plain.get(from..).is_some_and(|number| number.contains('.')) {
        let kept = plain.trim_end_matches('0').trim_end_matches('.').len().max(from + 1);
        plain.truncate(kept);
    }
}

fn is_letter(c: char) -> bool {
    // Combining marks and what has no width belong to the letter before.
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}')
}

fn joint(c: char) -> Joint {
    match c {
        c if c.is_whitespace() => Joint::Loose,
        '-' | '\u{2010}' | '\u{2011}' | '_' | '\'' | '’' | '`' | '´' | '®' | '™' | '©' | '"'
        | '“' | '”' | '„' | '«' | '»' => Joint::Loose,
        '+' | '&' | '＋' | '＆' => Joint::And,
        _ => Joint::Stop,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_what_parts_them() {
        let mut words = Words::default();
        let text = "Weingläser-Set «Bordeaux», 0,0 % & 12.5% Wine's 70cl";
        words.read(text, 0..text.len());
        let read: Vec<&str> = (0..words.len()).map(|index| words.plain(index)).collect();
        let expected =
            ["weinglaser", "set", "bordeaux", "0", "%", "12.5", "%", "wine", "s", "70cl"];
        assert_eq!(read, expected);
        let joints: Vec<Joint> = words.list.iter().map(|word| word.before).collect();
        assert_eq!(joints.iter().filter(|joint| **joint == Joint::And).count(), 1);
        assert_eq!(joints.get(3), Some(&Joint::Stop));
    }

    #[test]
    fn a_word_that_is_cut_off_is_left_out() {
        let text = format!("{} hit {}", "ab ".repeat(60), "cde ".repeat(60));
        let at = text.find("hit").unwrap();
        let mut words = Words::default();
        words.read_around(&text, &(at..at + 3));
        assert!((0..words.len()).all(|index| ["ab", "hit", "cde"].contains(&words.plain(index))));
        let (first, last) = words.touched(&(at..at + 3)).unwrap();
        assert_eq!((first, words.plain(last)), (last, "hit"));
    }
}
