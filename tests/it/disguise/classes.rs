//! One function for each way; `None` where a word cannot be written so.

use super::letters::*;
use super::marks::{between, each, masked, nth, parted, random_gap, random_mask, random_tag};
use super::random::Random;
use super::spelling::{camel, percent, punycode, romanised};

pub(super) type Disguise = fn(&str, &mut Random) -> Option<String>;

pub(super) const CLASSES: &[(&str, Disguise)] = &[
    ("upper case", |word, _| Some(word.to_uppercase())),
    ("alternating case", |word, _| Some(alternate(word))),
    ("full width", |word, _| latin(word).map(|w| shift(&w, |c| 0xff01 + (c - 0x21)))),
    ("mathematical bold", |word, _| latin(word).map(|w| styled(&w, 0x1d41a))),
    ("mathematical script", |word, _| latin(word).map(|w| styled(&w, 0x1d4ea))),
    ("mathematical Fraktur", |word, _| latin(word).map(|w| styled(&w, 0x1d586))),
    ("mathematical double-struck", |word, _| latin(word).map(|w| styled(&w, 0x1d552))),
    ("mathematical monospace", |word, _| latin(word).map(|w| styled(&w, 0x1d68a))),
    ("circled", |word, _| latin(word).map(|w| styled(&w, 0x24d0))),
    ("parenthesised", |word, _| latin(word).map(|w| styled(&w, 0x249c))),
    ("negative circled", |word, _| latin(word).map(|w| styled(&w, 0x1f150))),
    ("squared", |word, _| latin(word).map(|w| styled(&w, 0x1f130))),
    ("negative squared", |word, _| latin(word).map(|w| styled(&w, 0x1f170))),
    ("regional indicators", |word, _| latin(word).map(|w| styled(&w, 0x1f1e6))),
    ("small capitals", |word, _| by_table(word, SMALL_CAPITALS, 1)),
    ("superscript", |word, _| by_table(word, SUPERSCRIPT, 1)),
    ("upside down", |word, _| {
        by_table(word, TURNED_ONLY, 1)?;
        by_table(word, TURNED, 1).map(|w| w.chars().rev().collect())
    }),
    ("turned letters in place", |word, random| by_table(word, TURNED_ONLY, 1 + random.below(2))),
    ("right-to-left override", |word, _| {
        Some(format!("\u{202e}{}\u{202c}", word.chars().rev().collect::<String>()))
    }),
    ("a Cyrillic letter", |word, random| one_of(word, CYRILLIC, random)),
    ("all Cyrillic lookalikes", |word, _| by_table(word, CYRILLIC, 1)),
    ("more Cyrillic lookalikes", |word, _| {
        by_table(word, CYRILLIC_MORE, 1).filter(|w| has_latin(w))
    }),
    ("a Greek letter", |word, random| one_of(word, GREEK, random)),
    ("all Greek lookalikes", |word, _| by_table(word, GREEK, 1).filter(|w| has_latin(w))),
    ("Armenian", |word, _| by_table(word, ARMENIAN, 1).filter(|w| has_latin(w))),
    ("Cherokee and Lisu", |word, random| {
        let table = if random.below(2) == 0 { CHEROKEE } else { LISU };
        by_table(&word.to_uppercase(), table, 1)
    }),
    ("Canadian syllabics", |word, _| by_table(&word.to_uppercase(), SYLLABICS, 1)),
    ("currency signs", |word, random| inner_of(word, CURRENCY, random)),
    ("stroked letters", |word, _| by_table(word, STROKED, 1)),
    ("accents", |word, random| one_of(word, ACCENTED, random)),
    ("one mark on each letter", |word, _| each(word, |c| format!("{c}\u{336}"))),
    ("piles of marks", |word, _| each(word, |c| format!("{c}\u{30d}\u{316}\u{33f}\u{489}"))),
    ("zero width", |word, random| {
        let mark =
            random.of(&["\u{200b}", "\u{200c}", "\u{200d}", "\u{2060}", "\u{feff}", "\u{180e}"]);
        between(word, mark)
    }),
    ("soft hyphens", |word, _| between(word, "\u{ad}")),
    ("bidi controls", |word, random| {
        between(word, random.of(&["\u{200e}", "\u{200f}", "\u{2066}", "\u{2069}", "\u{61c}"]))
    }),
    ("variation selectors and tags", |word, random| {
        between(word, random.of(&["\u{fe0f}", "\u{e0041}", "\u{e0100}"]))
    }),
    ("one leet digit", |word, random| inner_of(word, DIGITS, random)),
    ("all leet digits", |word, _| {
        by_table(word, DIGITS, 1).filter(|w| letters(w) >= 2 && digit_inside(w))
    }),
    ("rarer leet digits", |word, random| inner_of(word, MORE_DIGITS, random)),
    ("leet symbols", |word, random| inner_of(word, SYMBOLS, random)),
    ("signs for all letters", |word, _| {
        let signs = by_table(word, SIGNS, 3).filter(|_| letters(word) >= 8)?;
        let readable = |w: &str| w.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        signs.split_whitespace().all(readable).then_some(signs)
    }),
    ("a bar inside", |word, random| parted(word, random, "|", 6)),
    ("round signs for o", |word, _| by_table(word, ROUND, 1)),
    ("mirrored", |word, _| {
        by_table(word, MIRRORED_ONLY, 1)?;
        by_table(word, MIRRORED, 1).map(|w| w.chars().rev().collect())
    }),
    ("asterisks for three vowels", |word, random| masked(word, random, "*", 3)),
    ("repeats of all letters", |word, _| each(word, |c| format!("{c}{c}"))),
    ("a letter thrice", |word, random| nth(word, random, |c| format!("{c}{c}{c}"))),
    ("a drawn-out end", |word, _| {
        word.ends_with(|c: char| c.is_ascii_alphabetic())
            .then(|| format!("{word}{0}{0}{0}", &word[word.len() - 1..]))
    }),
    ("letters parted by spaces", |word, _| between(word, " ").filter(|_| single_word(word))),
    ("letters parted by dots", |word, _| between(word, ".")),
    ("letters parted by dashes", |word, _| between(word, "-")),
    ("letters parted by low lines", |word, _| between(word, "_")),
    ("letters parted by asterisks", |word, _| between(word, "*")),
    ("letters parted by slashes", |word, _| between(word, "/")),
    ("letters parted by bars", |word, _| between(word, "|").filter(|_| single_word(word))),
    ("letters parted by emoji", |word, random| between(word, random.of(&["🍆", "❤️", "✨", "⭐"]))),
    ("letters parted by bullets", |word, random| {
        between(word, random.of(&["•", "·", "∙", "~", "+"]))
    }),
    ("a dot inside", |word, random| parted(word, random, ".", 5)),
    ("a dash inside", |word, random| parted(word, random, "-", 5)),
    ("a low line inside", |word, random| parted(word, random, "_", 6)),
    ("an asterisk inside", |word, random| parted(word, random, "*", 6)),
    ("a slash inside", |word, random| parted(word, random, "/", 6)),
    ("an emoji inside", |word, random| parted(word, random, "🍆", 6)),
    ("a space inside", |word, random| parted(word, random, " ", 7)),
    ("an asterisk for a vowel", |word, random| masked(word, random, "*", 1)),
    ("asterisks for two vowels", |word, random| masked(word, random, "*", 2)),
    ("other signs for a vowel", |word, random| masked(word, random, random_mask(word), 1)),
    ("a sign of ASCII for a vowel", |word, random| {
        let sign = random.of(&["_", "?", "~", "^", "+", "="]);
        masked(word, random, sign, 1)
    }),
    ("low lines for two vowels", |word, random| {
        masked(word, random, "_", 2).filter(|_| letters(word) >= 8)
    }),
    ("asterisks for four vowels", |word, random| {
        masked(word, random, "*", 4).filter(|_| letters(word) >= 10)
    }),
    ("a cross for a vowel", |word, random| masked(word, random, "×", 1)),
    ("an asterisk for an inner letter", |word, random| {
        nth(word, random, |_| "*".to_owned())
            .filter(|w| letters(word) >= 8 && !w.starts_with('*') && !w.ends_with('*'))
            .filter(|w| !w.contains(" *") && !w.contains("* "))
    }),
    ("a quotation mark inside", |word, random| parted(word, random, "\"", 6)),
    ("empty brackets inside", |word, random| parted(word, random, "()", 6)),
    ("a comma inside", |word, random| parted(word, random, ",", 5)),
    ("a narrow space inside", |word, random| {
        let space = random.of(&["\u{2006}", "\u{2009}", "\u{200a}", "\u{202f}"]);
        parted(word, random, space, 5)
    }),
    ("a dash or a dot among spaces", |word, random| parted(word, random, random_gap(word), 8)),
    ("a letter in brackets", |word, random| {
        let (open, close) = if random.below(2) == 0 { ('(', ')') } else { ('[', ']') };
        nth(word, random, |c| format!("{open}{c}{close}")).filter(|w| {
            letters(word) >= 6
                && word.chars().all(|c| c.is_alphanumeric() || c == ' ')
                && !w.starts_with(open)
                && !w.ends_with(close)
                && !w.contains(&format!(" {open}"))
                && !w.contains(&format!("{close} "))
        })
    }),
    ("spaces behind syllables", |word, _| {
        let is_word =
            letters(word) >= 8 && word.chars().all(|c| c.is_alphabetic() && c < '\u{2e80}');
        let letters: Vec<char> = word.chars().collect();
        let pieces = letters.chunks(2).map(|piece| piece.iter().collect::<String>());
        let pieces: Vec<String> = pieces.collect();
        (is_word && letters.len().is_multiple_of(2)).then(|| pieces.join(" "))
    }),
    ("a letter of a long word doubled", |word, random| {
        let is_word = letters(word) >= 9 && word.chars().all(|c| c.is_ascii_lowercase());
        let at = 1 + random.below(word.len().checked_sub(2)?.max(1));
        let letter = word.get(at..=at)?;
        is_word.then(|| format!("{}{letter}{}", &word[..at], &word[at..]))
    }),
    ("a digit at the end", |word, _| {
        let last = word.chars().last().filter(|_| word.is_ascii() && letters(word) >= 6)?;
        Some(format!("{}{}", word.strip_suffix(last)?, swap(last, DIGITS, 0)?))
    }),
    ("split by markup", |word, random| parted(word, random, random_tag(word), 4)),
    ("split by a comment", |word, random| parted(word, random, "<!-- -->", 4)),
    ("split by escaped markup", |word, random| parted(word, random, "&lt;b&gt;", 4)),
    ("decimal references", |word, _| each(word, |c| format!("&#{};", c as u32))),
    ("hexadecimal references", |word, _| each(word, |c| format!("&#x{:x};", c as u32))),
    ("references encoded twice", |word, _| each(word, |c| format!("&amp;#{};", c as u32))),
    ("references without end", |word, _| each(word, |c| format!("&#{:07}", c as u32))),
    ("percent-encoding", |word, _| Some(percent(word, "%"))),
    ("percent-encoding twice", |word, _| Some(percent(word, "%25"))),
    ("plus for a space in a query", |word, _| word.contains(' ').then(|| word.replace(' ', "+"))),
    ("Unicode escapes", |word, _| {
        each(word, |c| format!("\\u{:04x}", c as u32)).filter(|_| word.is_ascii())
    }),
    ("camel case", |word, _| word.contains(' ').then(|| camel(word))),
    ("slug", |word, _| word.contains(' ').then(|| word.replace(' ', "-"))),
    ("glued words", |word, _| {
        (word.contains(' ') && letters(word) >= 7).then(|| word.replace(' ', ""))
    }),
    ("hashtag", |word, _| word.contains(' ').then(|| format!("#{}", camel(word)))),
    ("written as heard", |word, _| romanised(word)),
    ("spaces between signs", |word, _| {
        word.chars().all(|c| c > '\u{2e80}').then(|| between(word, " ")).flatten()
    }),
    ("Punycode", |word, _| punycode(&word.replace(' ', "-"))),
    ("Punycode of lookalikes", |word, random| {
        punycode(&one_of(word, CYRILLIC, random)?.replace(' ', "-"))
    }),
    ("the letter at a joint doubled", |word, _| {
        let (first, rest) = word.split_once(' ')?;
        let last = first.chars().last().filter(|c| c.is_alphabetic())?;
        Some(format!("{first}{last} {rest}"))
    }),
    ("the letter at a joint dropped", |word, _| {
        let (first, rest) = word.split_once(' ')?;
        let last = first.chars().last().filter(|c| rest.starts_with(*c))?;
        rest.chars().nth(1).filter(|c| c.is_alphabetic())?;
        (letters(word) >= 8).then(|| format!("{}{rest}", first.strip_suffix(last).unwrap()))
    }),
    ("two ways at once", |word, random| {
        inner_of(word, DIGITS, random).and_then(|w| one_of(&w, CYRILLIC, random))
    }),
    ("zero width and leet", |word, random| {
        inner_of(word, DIGITS, random).and_then(|w| between(&w, "\u{200b}"))
    }),
    ("leet and dots", |word, random| inner_of(word, DIGITS, random).and_then(|w| between(&w, "."))),
];

/// Ways that change letters, ways that part them and ways that code what is there: of two of
/// different kinds the later kind comes second, as a seller's keyboard, habit and shop would have it.
pub(super) const LAYERS: [&[&str]; 3] = [
    &[
        "upper case",
        "alternating case",
        "full width",
        "mathematical bold",
        "circled",
        "small capitals",
        "a Cyrillic letter",
        "all Cyrillic lookalikes",
        "a Greek letter",
        "currency signs",
        "accents",
        "one mark on each letter",
        "one leet digit",
        "all leet digits",
        "leet symbols",
        "a letter thrice",
        "repeats of all letters",
        "an asterisk for a vowel",
    ],
    &[
        "zero width",
        "soft hyphens",
        "bidi controls",
        "letters parted by spaces",
        "letters parted by dots",
        "letters parted by dashes",
        "letters parted by low lines",
        "letters parted by emoji",
        "a dot inside",
        "a dash inside",
        "a space inside",
        "split by markup",
        "split by a comment",
        "camel case",
        "slug",
        "hashtag",
    ],
    &[
        "decimal references",
        "hexadecimal references",
        "references encoded twice",
        "percent-encoding",
        "Unicode escapes",
    ],
];
