//! Marks put between letters or in their place.

use super::letters::letters;
use super::random::Random;

pub(super) fn each(word: &str, write: impl Fn(char) -> String) -> Option<String> {
    Some(word.chars().map(|c| if c.is_alphabetic() { write(c) } else { c.to_string() }).collect())
}

pub(super) fn nth(
    word: &str,
    random: &mut Random,
    write: impl Fn(char) -> String,
) -> Option<String> {
    let places: Vec<usize> =
        word.char_indices().filter(|(_, c)| c.is_ascii_alphabetic()).map(|(at, _)| at).collect();
    let at = *places.get(random.below(places.len().max(1)))?;
    let c = char::from(word.as_bytes()[at]);
    Some(format!("{}{}{}", &word[..at], write(c), &word[at + 1..]))
}

/// `mark` between all letters that stand together.
pub(super) fn between(word: &str, mark: &str) -> Option<String> {
    let mut written = String::new();
    let mut last = ' ';
    for c in word.chars() {
        if last.is_alphanumeric() && c.is_alphanumeric() {
            written.push_str(mark);
        }
        written.push(c);
        last = c;
    }
    let words = word.split_whitespace().all(|w| w.chars().all(char::is_alphanumeric));
    (words && !word.chars().any(|c| c > '\u{2e80}') || mark == " ").then_some(written)
}

/// `mark` once, with two letters or more on both sides.
pub(super) fn parted(word: &str, random: &mut Random, mark: &str, least: usize) -> Option<String> {
    let chars: Vec<char> = word.chars().collect();
    let places: Vec<usize> = (2..chars.len().saturating_sub(1))
        .filter(|&at| chars[at - 2..at + 2].iter().all(|c| c.is_alphabetic()))
        .collect();
    let at = *places.get(random.below(places.len().max(1)))?;
    let (a, b) = chars.split_at(at);
    let written: String = a.iter().copied().chain(mark.chars()).chain(b.iter().copied()).collect();
    (letters(word) >= least && !word.chars().any(|c| c > '\u{2e80}')).then_some(written)
}

pub(super) fn random_gap(word: &str) -> &'static str {
    [" - ", " – ", ". "][word.len() % 3]
}

pub(super) fn masked(word: &str, random: &mut Random, mask: &str, count: usize) -> Option<String> {
    let mut chars: Vec<String> = word.chars().map(String::from).collect();
    let vowel = |s: &String| matches!(s.as_str(), "a" | "e" | "i" | "o" | "u");
    let letter = |s: &String| s.chars().all(char::is_alphabetic);
    for _ in 0..count {
        let places: Vec<usize> = (1..chars.len().saturating_sub(1))
            .filter(|&at| vowel(&chars[at]) && letter(&chars[at - 1]) && letter(&chars[at + 1]))
            .collect();
        let at = *places.get(random.below(places.len().max(1)))?;
        chars[at] = mask.to_owned();
    }
    word.is_ascii().then(|| chars.concat())
}

pub(super) fn random_mask(word: &str) -> &'static str {
    ["#", "•", "●", "✱"][word.len() % 4]
}

pub(super) fn random_tag(word: &str) -> &'static str {
    ["<b>", "</span><span>", "<wbr>", "<span class=\"x\">"][word.len() % 4]
}
