//! Words that sellers write with a slip of purpose: two neighbours changed (`virbator`), a letter left
//! out (`vibator`, `v-brator`), all vowels (`vbrtr`), as heard (`seksshop`, `vibr8or`), an x for a
//! vowel (`vxbrator`), the key beside (`vubrator`), backwards (`rotarbiv`), a short one in two
//! (`vod ka`).
//!
//! How many slips a word has depends on how telling it is: the words of `slips/sought.txt` have all,
//! long ones of several terms most, others of as many letters that are a term by themselves a sign for
//! a vowel, or, if they are longer still, nothing for it. None is a word of some language.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words, one a line and in order; a line that begins with `#` says what they are.
type Words = LazyLock<Vec<&'static str>>;

static SOUGHT: Words = LazyLock::new(|| words(include_str!("slips/sought.txt")));
/// Words of these that say nothing by themselves.
static ORDINARY: Words = LazyLock::new(|| words(include_str!("slips/ordinary.txt")));
/// The words of all of them that say something.
static PARTS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let parts = SOUGHT.iter().flat_map(|words| words.split(' '));
    parts.filter(|word| ORDINARY.binary_search(word).is_err()).collect()
});
/// Slips that are words of some language.
static WORDS: Words = LazyLock::new(|| words(include_str!("slips/words.txt")));
/// Words that are terms without their last letter.
static UNENDED: Words = LazyLock::new(|| words(include_str!("slips/unended.txt")));
/// Pieces of a word that are words by themselves.
static PIECES: Words = LazyLock::new(|| words(include_str!("slips/pieces.txt")));

fn words(lines: &'static str) -> Vec<&'static str> {
    lines.lines().filter(|line| !line.starts_with('#')).collect()
}

/// From how many letters one may be left out, or the first two be changed.
const LONG: usize = 7;
/// The same for a consonant.
const CLEAR: usize = 6;
/// From how many letters a word is sought backwards, and a listed one.
const BACKWARDS: usize = 6;
/// From how many letters a word has vowels left out, or letters doubled, without being listed.
const LONGEST: usize = 9;
/// From how many letters one may be that of the key beside.
const KEYED: usize = 8;
/// Of how many letters a word in two pieces is sought so only if it is listed.
const SHORT: std::ops::RangeInclusive<usize> = 5..=7;

/// The group whose words are invented, one near the other: a letter left out makes another of them.
pub(super) const INVENTED: &str = "medicine";

/// What terms say of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Telling {
    /// In how many strong terms it stands.
    pub(super) terms: u32,
    /// Whether it is one by itself,
    pub(super) is_term: bool,
    /// in several languages.
    pub(super) is_common: bool,
    /// In how many innocent phrases it stands.
    pub(super) innocent: u32,
}

/// How a slip is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// As it is, or in two words where something is left out.
    Loose,
    /// As it is.
    Plain,
    /// As it is, or with a sign for what is left out.
    Open,
    /// Without vowels, for which so many signs stand.
    Bare(usize),
    /// With a sign for what is left out.
    Signed,
    /// From its end on.
    Backwards,
}

/// In how many terms a word must stand to tell what goods are.
const OFTEN: u32 = 4;
/// How many times as many as innocent ones, if it is none by itself.
const RATHER: u32 = 8;
/// The least letters of a telling word.
const LEAST: usize = 5;

/// The slips of a word of strong terms, in plain letters.
pub(super) fn of_word(word: &str, telling: Telling) -> Vec<(String, Form)> {
    let letters: Vec<char> = word.chars().collect();
    let count = letters.len();
    let tells = telling.is_term || telling.innocent.saturating_mul(RATHER) < telling.terms;
    let is_listed = PARTS.contains(word);
    let is_often = (telling.terms >= OFTEN || telling.is_common)
        && (telling.is_term || tells && count >= LONG);
    // Other scripts have other vowels, and words without edges.
    let is_known = letters.iter().all(|c| c.is_alphabetic() && *c < '\u{530}');
    if count < LEAST || !is_known || !(is_listed || is_often || telling.is_term) {
        return Vec::new();
    }
    let is_vowel_at = |at: usize| letters.get(at).copied().is_some_and(is_vowel);
    let mut found = Vec::new();
    if is_listed {
        found = often(word, &letters);
    } else if is_often && count >= LONG {
        for at in 1..count - 1 {
            let mut changed = letters.clone();
            changed.swap(at, at + 1);
            found.push(changed.into_iter().collect());
            // The last letters may be inflection.
            if at + 2 < count {
                found.push(without(&letters, at));
            }
        }
        found.extend(HEARD.iter().map(|(from, to)| word.replace(from, to)));
        found.extend(consonants_only(&letters, CONSONANTS));
    } else if count >= LONGEST {
        found.extend((1..count - 2).filter(|at| is_vowel_at(*at)).map(|at| without(&letters, at)));
        found.extend(consonants_only(&letters, CONSONANTS));
    }
    if is_listed {
        let crossed = |at: usize| {
            let each = letters.iter().enumerate();
            each.map(|(other, c)| if other == at { CROSS } else { *c }).collect()
        };
        found.extend((1..count - 1).filter(|at| is_vowel_at(*at)).map(crossed));
    }
    let form = if is_listed { Form::Loose } else { Form::Plain };
    let mut found: Vec<(String, Form)> = found.into_iter().map(|slip| (slip, form)).collect();
    let hidden = (1..count).filter(|at| is_vowel_at(*at)).count();
    // Shorter ones are found in what programs count and name.
    let is_signed = is_listed || count >= LONG;
    let fewest = if is_listed { FEWEST } else { FEWEST + 1 };
    let bare = consonants_only(&letters, fewest).filter(|_| is_signed && hidden > 1);
    found.extend(bare.map(|slip| (slip, Form::Bare(hidden))));
    let signed = (1..count - 1).filter(|at| is_signed && is_vowel_at(*at));
    found.extend(signed.map(|at| (without(&letters, at), Form::Signed)));
    if is_listed && count >= LONG {
        let cut = [1, count - 1].into_iter().filter_map(|at| letters.split_at_checked(at));
        let cut = cut.map(|(first, rest)| first.iter().chain([&' ']).chain(rest).collect());
        found.extend(cut.map(|slip| (slip, Form::Loose)));
    }
    if is_listed || count >= BACKWARDS && is_often {
        found.push((letters.iter().rev().collect(), Form::Backwards));
    }
    found.sort_unstable();
    found.dedup_by(|next, last| {
        // In two words where something is left out is not in as many as signs stand for.
        let is_same = next.0 == last.0 && !matches!((last.1, next.1), (Form::Loose, Form::Bare(_)));
        if is_same && last.1 == Form::Plain && matches!(next.1, Form::Bare(_) | Form::Signed) {
            last.1 = Form::Open;
        }
        is_same
    });
    found.retain(|(slip, form)| {
        let written = written(slip);
        written != word && (matches!(form, Form::Signed | Form::Bare(_)) || !is_word(&written))
    });
    found
}

/// Whether the same letter stands twice in a slip, one behind the other, where it does not in its
/// word: the fold would find that in words that have it once.
pub(super) fn has_twice(slip: &str, word: &str) -> bool {
    let twice = |letters: &str| {
        let next = letters.chars().skip(1);
        letters.chars().zip(next).filter(|(one, next)| one == next).count()
    };
    twice(slip) > twice(word)
}

/// Whether a word of a term is long enough to have slips of its own.
pub(super) fn has_long_word(term: &str) -> bool {
    term.split(' ').any(|word| word.chars().count() >= LEAST)
}

/// A word without its vowels, if it has consonants enough.
fn consonants_only(letters: &[char], least: usize) -> Option<String> {
    let consonants = letters.iter().filter(|c| c.is_alphabetic() && !is_vowel(**c)).count();
    let hidden = |(at, c): (usize, &char)| if at > 0 && is_vowel(*c) { LEFT_OUT } else { *c };
    (consonants >= least).then(|| letters.iter().enumerate().map(hidden).collect())
}

/// The slips of a word in plain letters; of one that is not listed a vowel left out if it is
/// `common` to several languages, or long and of a language, else none.
pub(super) fn spellings(word: &str, common: bool, of_language: bool) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if SOUGHT.binary_search(&word).is_err() {
        let is_sought =
            letters.len() >= if common { LONG } else { LONGEST } && (common || of_language);
        let is_one = is_sought && letters.iter().all(|c| c.is_alphabetic());
        let mut found = if is_one { without_vowel(&letters, false) } else { Vec::new() };
        found.retain(|slip| !is_word(&written(slip)));
        return found;
    }
    let mut found = often(word, &letters);
    if letters.len() >= BACKWARDS {
        found.push(letters.iter().rev().collect());
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|slip| written(slip) != word && !is_word(&written(slip)));
    found
}

/// The slips of a word that is sought so often, backwards left out, with repeats.
fn often(word: &str, letters: &[char]) -> Vec<String> {
    let is_long = letters.len() >= LONG;
    let is_phrase = word.contains(' ');
    let mut found = Vec::new();
    let has = |at: usize| letters.get(at).copied().is_some_and(char::is_alphabetic);
    for at in usize::from(!is_long)..letters.len() {
        if !has(at) || at + 1 < letters.len() && !has(at + 1) {
            continue;
        }
        let mut changed = letters.to_vec();
        if at + 1 < letters.len() {
            changed.swap(at, at + 1);
            found.push(changed.iter().collect());
        }
        if at == 0 || at + 1 >= letters.len() {
            continue;
        }
        if !has(at - 1) {
            continue;
        }
        let is_vowel = letters.get(at).copied().is_some_and(is_vowel);
        if letters.len() >= CLEAR && !is_vowel {
            found.push(without(letters, at));
        }
        if letters.len() >= KEYED
            && !is_phrase
            && let Some(letter) = letters.get(at)
        {
            found.extend(beside(*letter).map(|key| {
                let each = letters.iter().enumerate();
                each.map(|(other, c)| if other == at { key } else { *c }).collect()
            }));
        }
    }
    found.extend(without_vowel(letters, true));
    if is_long {
        found.extend(consonants_only(letters, CONSONANTS));
    }
    found.extend(HEARD.iter().map(|(from, to)| word.replace(from, to)));
    let at_once = HEARD.iter().take(AT_ONCE);
    found.push(at_once.fold(word.to_owned(), |word, (from, to)| word.replace(from, to)));
    found
}

/// A short listed word in two pieces, with anything between them, unless these are words.
pub(super) fn in_two(word: &str) -> Vec<String> {
    let count = word.chars().count();
    let is_listed = SHORT.contains(&count)
        && word.chars().all(char::is_alphabetic)
        && SOUGHT.binary_search(&word).is_ok();
    if !is_listed {
        return Vec::new();
    }
    let pieces = word.char_indices().skip(1).filter_map(|(at, _)| {
        let (first, rest) = word.split_at_checked(at)?;
        let is_last = rest.chars().nth(1).is_none();
        let two = format!("{first} {rest}");
        (!is_last && PIECES.binary_search(&two.as_str()).is_err()).then_some(two)
    });
    pieces.collect()
}

/// Whether a letter inside a word may be written twice: inside a listed or long one, if that makes
/// no word of any language.
pub(super) fn may_double(word: &str) -> bool {
    let inner = word.char_indices().skip(1).filter(|(at, c)| at + c.len_utf8() < word.len());
    let mut doubled = inner.map(|(at, c)| {
        let (before, rest) = word.split_at_checked(at).unwrap_or((word, ""));
        format!("{before}{c}{rest}")
    });
    // In short words of phrases that makes others: `penne`.
    if word.contains(' ') {
        return word.split(' ').all(|word| word.chars().count() >= LEAST);
    }
    let is_sought = word.chars().count() >= LONG || SOUGHT.binary_search(&word).is_ok();
    is_sought && !doubled.any(|word| is_word(&word))
}

/// A word with each of its inner vowels left out; of a listed one the last but one letter too, which
/// in others may be inflection (`brandys` and `brands`).
fn without_vowel(letters: &[char], is_listed: bool) -> Vec<String> {
    let has = |at: usize| letters.get(at).copied().is_some_and(char::is_alphabetic);
    let is_ended = is_listed && letters.len() >= KEYED;
    let inner = letters.iter().enumerate().skip(1);
    let within = inner.filter(|(at, _)| has(at - 1) && has(at + 1) && (has(at + 2) || is_ended));
    let vowels = within.filter(|(_, c)| is_vowel(**c)).map(|(at, _)| at);
    vowels.map(|at| without(letters, at)).collect()
}

/// A word without one of its letters. As with an apostrophe any sign may stand there, or none.
fn without(letters: &[char], left_out: usize) -> String {
    let each = letters.iter().enumerate();
    each.map(|(at, c)| if at == left_out { LEFT_OUT } else { *c }).collect()
}

/// The letters on the keys left and right of that of a letter.
fn beside(letter: char) -> impl Iterator<Item = char> {
    let row = KEYS.iter().find(|row| row.contains(letter));
    let pairs = row.into_iter().flat_map(|row| row.chars().zip(row.chars().skip(1)));
    pairs.filter_map(move |(left, right)| match letter {
        _ if letter == left => Some(right),
        _ if letter == right => Some(left),
        _ => None,
    })
}

/// Whether a slip is a word of some language.
pub(super) fn is_word(slip: &str) -> bool {
    WORDS.binary_search(&slip).is_ok()
}

/// Whether a word is one of some language, and with one letter more a term.
pub(super) fn is_unended(word: &str) -> bool {
    UNENDED.binary_search(&word).is_ok()
}

/// A slip as it is where nothing stands for what was left out.
pub(super) fn written(slip: &str) -> String {
    slip.replace(LEFT_OUT, "")
}

fn is_vowel(c: char) -> bool {
    "aeiouyаеиоуыэюяіїєαεηιουω".contains(c)
}

/// What stands for a vowel that is left out.
const LEFT_OUT: char = '\'';
/// How many consonants say what word it is without its vowels.
const CONSONANTS: usize = 5;
/// The same where a sign stands for each in a word that is listed.
const FEWEST: usize = 3;
/// A letter that stands for any vowel.
const CROSS: char = 'x';

/// The letters of keyboards by their rows.
const KEYS: [&str; 6] =
    ["qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзх", "фывапролджэ", "ячсмитьбю"];

/// How letters are written as they are heard.
const HEARD: &[(&str, &str)] = &[
    ("ck", "kk"),
    ("x", "ks"),
    ("ph", "f"),
    ("qu", "kw"),
    ("c", "k"),
    ("y", "i"),
    ("ck", "k"),
    ("k", "c"),
    ("f", "ph"),
    ("qu", "k"),
    ("i", "y"),
    ("s", "z"),
    ("z", "s"),
    ("v", "w"),
    ("w", "v"),
    ("sch", "sh"),
    ("sh", "sch"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("j", "g"),
    ("ator", "8or"),
    ("ate", "8"),
    ("th", "t"),
    ("i", "ee"),
    ("u", "oo"),
];
/// So many of them are often written together.
const AT_ONCE: usize = 6;

#[cfg(test)]
mod tests {
    use super::{PIECES, SOUGHT, UNENDED, WORDS, in_two, may_double, spellings};

    #[test]
    fn lists_are_in_order() {
        for list in [&SOUGHT, &WORDS, &UNENDED, &PIECES] {
            assert!(list.is_sorted_by(|one, next| one < next));
        }
    }

    #[test]
    fn short_words_in_two() {
        assert_eq!(in_two("vodka"), ["v odka", "vo dka", "vod ka"]);
        for word in ["via gra", "por no", "viagr a"] {
            let whole = word.replace(' ', "");
            assert!(!in_two(&whole).iter().any(|two| two == word), "{word}");
        }
        for word in ["rum", "wine", "glenfid", "masturbator", "sex toy"] {
            assert!(in_two(word).is_empty(), "{word}");
        }
    }

    #[test]
    fn doubled_letters() {
        for word in ["vodka", "vibrator", "pepparspray", "glenfid", "juguete sexual"] {
            assert!(may_double(word), "{word}");
        }
        // `supplement` and `penne` are words, and the others are short and not listed.
        for word in ["suplement", "pasta pene", "glenfi", "wine"] {
            assert!(!may_double(word), "{word}");
        }
    }

    #[test]
    fn slips_of_a_word() {
        let slips = spellings("vibrator", false, true);
        for slip in ["virbator", "vibratro", "ivbrator", "v'brator", "v'br't'r", "vibr8or"] {
            assert!(slips.iter().any(|known| known == slip), "{slip}");
        }
        assert!(slips.iter().any(|slip| slip == "rotarbiv"));
        for slip in ["vib'ator", "vubrator", "vibrstor"] {
            assert!(slips.iter().any(|known| known == slip), "{slip}");
        }
        for word in ["virator", "vibrator", "vibrato", "ibrator"] {
            assert!(!slips.iter().any(|known| known == word), "{word}");
        }
        assert_eq!(
            spellings("dildo", false, true),
            ["d'ldo", "deeldo", "didlo", "dilod", "dlido", "dyldo"]
        );
        assert!(spellings("wine", true, true).is_empty());
        assert_eq!(spellings("glenfid", true, true), ["gl'nfid"]);
        assert!(spellings("glenfid", false, true).is_empty());
        assert_eq!(spellings("pepperjam", false, true), ["p'pperjam", "pepp'rjam"]);
        assert!(spellings("pepperjam", false, false).is_empty());
        let slips = spellings("juguete sexual", false, true);
        for slip in ["jugeute sexual", "j'guete sexual", "juguete sexaul", "lauxes eteuguj"] {
            assert!(slips.iter().any(|known| known == slip), "{slip}");
        }
        for word in ["juguetes exual", "juguet esexual", "juguetesexual", "juguete 'exual"] {
            assert!(!slips.iter().any(|known| known == word), "{word}");
        }
    }

    #[test]
    fn no_word_has_more_slips_than_can_be_numbered() {
        assert!(SOUGHT.iter().all(|word| spellings(word, false, true).len() < 128));
    }
}
