//! Letters that signs hide: which they may be is what the terms say. The automaton is walked with
//! every letter where one is hidden, and what leads to the end of a term is read again with the
//! letters in place.

use super::finder::{Finder, Step};
use super::pattern::Pattern;
use super::{Lexicon, Weight, slips};
use crate::category::CategorySet;
use crate::text::{Folded, HIDDEN, Reading, Script, coarse, is_doubtful, script};

/// How many guesses of one reading are tried.
const GUESSES: usize = 24;
/// How many letters are tried for one reading.
const STEPS: usize = 1 << 14;

/// A letter of a folded reading.
#[derive(Clone, Copy, Debug)]
struct Token {
    letter: char,
    /// Which of the hidden letters it is.
    hidden: Option<usize>,
    edge: bool,
    /// Whether it is hidden and a letter stands beside it, so that no word ends there.
    follows: bool,
    goes_on: bool,
    /// Whether it stands behind a word, as the mark of a footnote does.
    is_note: bool,
}

/// The hidden letters by their numbers, and what they are taken for.
type Guess = Vec<(usize, char)>;

impl Lexicon {
    /// The same reading with each of the letters that signs may hide.
    pub(super) fn guesses(&self, reading: &Reading, wanted: Option<CategorySet>) -> Vec<Reading> {
        let tokens = tokens(reading);
        let letters = alphabet(&tokens);
        let mut found: Vec<Guess> = Vec::new();
        let mut walk = Walk {
            finder: &self.finder,
            tokens: &tokens,
            letters: &letters,
            guess: Vec::new(),
            steps: 0,
            from: 0,
            sink: &mut |guess, pattern, from, at| {
                if !self.may_hide(pattern, wanted) {
                    return;
                }
                let mut add = |guess: &[(usize, char)], length| {
                    if found.len() < GUESSES
                        && is_enough(length, guess, reading.signs())
                        && !found.iter().any(|known| known == guess)
                    {
                        found.push(guess.to_vec());
                    }
                };
                let goes_on = at.checked_sub(1).and_then(|last| tokens.get(last));
                if !guess.is_empty() && !goes_on.is_some_and(|token| token.goes_on) {
                    add(guess, at - from);
                }
                let behind = tokens.get(at..).unwrap_or_default();
                for ending in self.endings(pattern) {
                    if let Some(more) = hidden_in(ending, behind) {
                        let all: Guess = guess.iter().copied().chain(more).collect();
                        add(&all, at - from + ending.chars().count());
                    }
                }
            },
        };
        for (from, token) in tokens.iter().enumerate() {
            if token.edge
                && !token.follows
                && let Some(first) = self.finder.first_step()
            {
                walk.from = from;
                walk.go(first, from, None);
            }
        }
        // An i of the fold is an l as well.
        let twins = |guess: Guess| {
            let other: Guess =
                guess.iter().map(|(at, c)| (*at, if *c == 'i' { 'l' } else { *c })).collect();
            let differs = other != guess;
            std::iter::once(guess).chain(differs.then_some(other))
        };
        found.into_iter().flat_map(twins).map(|guess| reading.guessed(&guess)).collect()
    }

    /// The endings of the terms of a pattern.
    fn endings(&self, pattern: usize) -> impl Iterator<Item = &'static str> {
        let members = self.members.get(pattern).into_iter().flatten();
        let terms = members.filter_map(|member| self.terms.get(member.term()));
        terms.flat_map(|term| term.pattern.folded_endings())
    }

    /// Whether a pattern is of a strong term as it is written.
    fn may_hide(&self, pattern: usize, wanted: Option<CategorySet>) -> bool {
        self.members.get(pattern).into_iter().flatten().any(|member| {
            let term = self.terms.get(member.term());
            member.spelling == 0
                && wanted.is_none_or(|wanted| !member.serves.intersection(wanted).is_empty())
                && term.is_some_and(|term| term.weight == Some(Weight::Strong))
        })
    }
}

/// What is hidden in an ending that these letters begin with; `None` where nothing is.
fn hidden_in(ending: &str, tokens: &[Token]) -> Option<Guess> {
    let mut guess = Guess::new();
    let mut tokens = tokens.iter();
    for letter in ending.chars() {
        let token = tokens.next()?;
        match token.hidden {
            Some(_) if token.is_note => return None,
            Some(hidden) => guess.push((hidden, letter)),
            None if token.letter == letter => {}
            None => return None,
        }
    }
    (!guess.is_empty()).then_some(guess)
}

/// Whether so many letters with these guessed ones say what word it is.
fn is_enough(length: usize, guess: &[(usize, char)], signs: &[char]) -> bool {
    let hidden = guess.len();
    let are_vowels = guess.iter().all(|(_, c)| is_vowel(*c));
    // These are letters by themselves: `p@vo`.
    let are_letters = guess.iter().any(|(at, _)| matches!(signs.get(*at), Some('@' | '$')));
    let is_sure = !guess.iter().any(|(at, _)| signs.get(*at).is_none_or(|sign| is_doubtful(*sign)));
    match length {
        0..3 => false,
        3..6 if are_letters => false,
        // Of these only those beyond ASCII are telling.
        3 => hidden == 1 && is_sure && are_vowels,
        4 => hidden == 1 && are_vowels,
        5 => hidden == 1 && (is_sure || are_vowels) || hidden == 2 && is_sure && are_vowels,
        _ => 2 * hidden <= length && (3 * hidden <= length || are_vowels),
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ы' | 'э' | 'ю' | 'я' | 'h' | 'w')
        || !matches!(script(c), Script::Latin | Script::Cyrillic)
}

fn tokens(reading: &Reading) -> Vec<Token> {
    let mut folded = Folded::default();
    folded.fold(reading.text());
    let text = reading.text();
    let mut numbers = 0..;
    let letters = folded.as_str().char_indices();
    letters
        .map(|(at, letter)| {
            let hidden = if HIDDEN.contains(&letter) { numbers.next() } else { None };
            let (head, tail) = folded
                .start(at)
                .filter(|_| hidden.is_some())
                .and_then(|start| text.split_at_checked(start))
                .unwrap_or_default();
            let mut tail = tail.chars();
            tail.next();
            let next = tail.find(|c| *c != '\u{fe0f}');
            let goes_on = next.is_some_and(char::is_alphanumeric);
            let sign = hidden.and_then(|number| reading.signs().get(number));
            let is_star = matches!(sign, Some('*' | '#'));
            Token {
                letter,
                hidden,
                edge: folded.has_edge(at..at + letter.len_utf8()),
                follows: head.ends_with(char::is_alphanumeric),
                goes_on,
                is_note: is_star && !goes_on && is_word_before_its_end(head),
            }
        })
        .collect()
}

/// Whether a text ends in a word that with one letter more would be another.
fn is_word_before_its_end(head: &str) -> bool {
    let word = head.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    !word.is_empty() && slips::is_unended(&Pattern::parse(word).form())
}

/// The folded letters that may be hidden among these.
fn alphabet(tokens: &[Token]) -> Vec<char> {
    let has = |range: std::ops::RangeInclusive<char>| {
        tokens.iter().any(|token| range.contains(&token.letter))
    };
    let mut letters: Vec<char> = ('a'..='z').collect();
    for range in [CYRILLIC, GREEK, ARABIC, HEBREW] {
        if has(range.clone()) {
            letters.extend(range.filter(|c| coarse(*c) == *c));
        }
    }
    letters
}

const CYRILLIC: std::ops::RangeInclusive<char> = 'а'..='ѓ';
const GREEK: std::ops::RangeInclusive<char> = 'α'..='ω';
const ARABIC: std::ops::RangeInclusive<char> = 'ء'..='ي';
const HEBREW: std::ops::RangeInclusive<char> = 'א'..='ת';

/// A walk through the automaton with hidden letters.
struct Walk<'a> {
    finder: &'a Finder,
    tokens: &'a [Token],
    letters: &'a [char],
    guess: Guess,
    steps: usize,
    from: usize,
    /// Takes a guess, the pattern that it leads to, and between which letters that stands.
    sink: &'a mut dyn FnMut(&[(usize, char)], usize, usize, usize),
}

impl Walk<'_> {
    /// Goes on at a letter; no deeper than patterns are long.
    fn go(&mut self, from: Step, at: usize, last: Option<char>) {
        for pattern in self.finder.ends(from) {
            (self.sink)(&self.guess, pattern, self.from, at);
        }
        let Some(token) = self.tokens.get(at).copied() else { return };
        let Some(hidden) = token.hidden else {
            // The fold makes one letter of equal ones, also of those that a sign parted.
            if last == Some(token.letter) {
                self.go(from, at + 1, last);
            } else if let Some(step) = self.finder.step(from, token.letter) {
                self.go(step, at + 1, Some(token.letter));
            }
            return;
        };
        if token.is_note {
            return;
        }
        if let Some(last) = last {
            self.guess.push((hidden, last));
            self.go(from, at + 1, Some(last));
            self.guess.pop();
        }
        for letter in self.letters.iter().copied().filter(|letter| last != Some(*letter)) {
            self.steps += 1;
            if self.steps > STEPS {
                return;
            }
            if let Some(step) = self.finder.step(from, letter) {
                self.guess.push((hidden, letter));
                self.go(step, at + 1, Some(letter));
                self.guess.pop();
            }
        }
    }
}
