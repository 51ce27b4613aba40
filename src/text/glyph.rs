//! One character: what it spells, and which coarse letter it looks like.
//!
//! Two foldings build on each other. *Plain* letters lose case, width, style and accents and keep
//! their script and their digits: they are what a term must equal. *Coarse* letters also lose the
//! script of lookalikes, leet digits and the difference of `l` and `i`: they are what finds
//! candidates.

use std::sync::LazyLock;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// What one decoded character is to the fold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    /// Invisible: neither a letter nor a separator.
    Drop,
    /// A separator.
    Gap,
    /// An apostrophe: a word edge that need not be written.
    Soft,
    /// One plain letter, digit or leet symbol.
    One(char),
    /// Several plain letters, see [`spell`].
    Many,
}

/// The most plain letters that one character is read as; the longest common one has four.
const SPELLING: usize = 8;

/// The plain letters of one character.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spelling {
    letters: [char; SPELLING],
    len: usize,
}

impl Spelling {
    fn push(&mut self, letter: char) {
        if let Some(slot) = self.letters.get_mut(self.len) {
            *slot = letter;
            self.len += 1;
        }
    }

    pub(super) fn letters(&self) -> &[char] {
        self.letters.get(..self.len).unwrap_or_default()
    }
}

/// Reads one character.
pub(super) fn glyph(c: char) -> Glyph {
    match BMP.get(c as usize).copied() {
        Some(DROP) => Glyph::Drop,
        Some(GAP) => Glyph::Gap,
        Some(SOFT) => Glyph::Soft,
        Some(MANY) => Glyph::Many,
        Some(code) => char::from_u32(code).map_or(Glyph::Drop, Glyph::One),
        None => classify(c),
    }
}

/// The plain letters of one character; what is no letter in its decomposition is left out.
pub(super) fn spell(c: char) -> Spelling {
    let mut spelling = Spelling::default();
    if let Some(letter) = drawn(c) {
        spelling.push(letter);
        return spelling;
    }
    for lower in c.to_lowercase() {
        if let Some(letter) = drawn(lower) {
            spelling.push(letter);
            continue;
        }
        decompose_compatible(lower, |part| {
            for part in part.to_lowercase() {
                match stroked(part) {
                    Some(letters) => letters.chars().for_each(|letter| spelling.push(letter)),
                    None if is_letter(part) => spelling.push(part),
                    None => {}
                }
            }
        });
    }
    spelling
}

/// The coarse letter of a plain one: the homomorphism that lexicon and text share.
pub(crate) fn coarse(plain: char) -> char {
    match plain {
        'l' | '1' | '!' | '|' => 'i',
        '0' => 'o',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' => 't',
        '8' => 'b',
        '2' => 'z',
        'a'..='z' => plain,
        '£' | '₤' => 'i',
        _ => lookalike(plain).or_else(|| sign(plain)).unwrap_or(plain),
    }
}

/// The Latin letter that a Cyrillic, Greek or Armenian one looks like, in either case. Those that
/// look like one in lower case and like another in upper case have a [`second_lookalike`].
pub(crate) fn lookalike(plain: char) -> Option<char> {
    Some(match plain {
        'а' | 'α' => 'a',
        'в' | 'β' | 'ь' => 'b',
        'с' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' | 'ҽ' => 'e',
        'н' | 'һ' | 'η' | 'հ' => 'h',
        'і' | 'ӏ' | 'ι' => 'i',
        'ց' => 'g',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ո' | 'п' | 'π' => 'n',
        'о' | 'ο' | 'օ' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' | 'տ' => 's',
        'т' | 'τ' => 't',
        'ս' | 'и' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'υ' | 'γ' => 'y',
        'ζ' => 'z',
        _ => return None,
    })
}

/// The Latin letter that a small Greek one looks like as well.
pub(crate) fn second_lookalike(c: char) -> Option<char> {
    match c {
        'η' | 'ή' => Some('n'),
        'υ' | 'ύ' | 'ϋ' => Some('u'),
        _ => None,
    }
}

/// Whether a lookalike has the very shape of its Latin letter in this case: `Т` has, `т` has not.
pub(crate) fn same_shape(plain: char, upper: bool) -> bool {
    match plain {
        'в' | 'β' | 'ε' | 'ζ' | 'н' | 'η' | 'к' | 'κ' | 'м' | 'μ' | 'т' | 'τ' => upper,
        'ω' | 'α' | 'ь' | 'п' | 'π' | 'г' | 'и' | 'σ' | 'γ' | 'ց' => false,
        _ => lookalike(plain).is_some(),
    }
}

/// The scripts whose letters are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    /// Any other, and everything that is no letter.
    Other,
}

pub(crate) fn script(plain: char) -> Script {
    match plain {
        'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        '\u{370}'..='\u{3ff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{530}'..='\u{58f}' => Script::Armenian,
        _ => Script::Other,
    }
}

/// Whether the script of this plain letter is written without spaces between words.
pub(crate) fn unspaced(plain: char) -> bool {
    matches!(plain,
        '\u{e00}'..='\u{eff}'           // Thai, Lao
        | '\u{1000}'..='\u{109f}'       // Myanmar
        | '\u{1100}'..='\u{11ff}'       // Hangul, decomposed
        | '\u{1780}'..='\u{17ff}'       // Khmer
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}'       // kana
        | '\u{3100}'..='\u{312f}'       // Bopomofo
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{9fff}'       // Han
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether this letter of an unspaced script only goes on the one before: a vowel or final of a
/// Hangul syllable, a kana voicing mark, a Thai vowel sign.
pub(crate) fn continues(plain: char) -> bool {
    matches!(plain, '\u{1160}'..='\u{11ff}' | '\u{3099}' | '\u{309a}')
        || (unspaced(plain) && is_combining_mark(plain))
}

/// The letter that a currency sign or the like is drawn from, where it stands in a word.
pub(crate) fn sign(c: char) -> Option<char> {
    Some(match c {
        '₳' => 'a',
        '฿' => 'b',
        '¢' | '₵' | '₡' => 'c',
        '₫' => 'd',
        '€' | '₠' => 'e',
        '₣' => 'f',
        '₲' => 'g',
        '¡' => 'i',
        '₭' => 'k',
        '£' | '₤' => 'l',
        '₥' => 'm',
        '₦' => 'n',
        '₱' | '₽' => 'p',
        '₹' => 'r',
        '₴' | '§' => 's',
        '₮' => 't',
        '₩' => 'w',
        '¥' => 'y',
        _ => return None,
    })
}

const DROP: u32 = 0;
const GAP: u32 = 1;
const SOFT: u32 = 2;
const MANY: u32 = 3;

/// Every character of the Basic Multilingual Plane, read once: decomposing is ten times slower
/// than looking up, and catalogues are not all English.
static BMP: LazyLock<Box<[u32]>> = LazyLock::new(|| {
    (0..0x1_0000)
        .map(|code| match char::from_u32(code).map_or(Glyph::Drop, classify) {
            Glyph::Drop => DROP,
            Glyph::Gap => GAP,
            Glyph::Soft => SOFT,
            Glyph::Many => MANY,
            Glyph::One(letter) => u32::from(letter),
        })
        .collect()
});

fn classify(c: char) -> Glyph {
    match c {
        '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '`' | '\u{b4}' | '\u{ff07}' => {
            return Glyph::Soft;
        }
        // A trade mark is no part of the word it follows.
        '\u{2122}' | '\u{2120}' | '\u{2116}' | '\u{aa}' | '\u{ba}' => return Glyph::Gap,
        '@' | '$' | '!' | '|' => return Glyph::One(c),
        '\u{ff01}' => return Glyph::One('!'),
        '\u{ff04}' | '\u{fe69}' => return Glyph::One('$'),
        '\u{ff20}' | '\u{fe6b}' => return Glyph::One('@'),
        '\u{ff5c}' | '\u{ffe8}' => return Glyph::One('|'),
        _ if sign(c).is_some() => return Glyph::One(c),
        _ => {}
    }
    if invisible(c) || is_diacritic(c) {
        return Glyph::Drop;
    }
    match spell(c).letters() {
        [] => Glyph::Gap,
        [letter] => Glyph::One(*letter),
        _ => Glyph::Many,
    }
}

fn is_letter(c: char) -> bool {
    (c.is_alphanumeric() || is_combining_mark(c)) && !is_diacritic(c)
}

/// Marks that a reader overlooks. Vowel signs of Indic, Thai or kana are letters and stay.
fn is_diacritic(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// Zero width, soft hyphen, bidi controls, fillers, variation selectors, tags, stray controls.
fn invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Letters with a stroke, hook or ligature that Unicode does not decompose.
fn stroked(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' | 'ƚ' | 'ⱡ' | 'ɫ' => "l",
        'đ' | 'ð' | 'ɖ' | 'ɗ' => "d",
        'ȼ' | 'ƈ' | 'ꞓ' => "c",
        'ɱ' => "m",
        'ƥ' | 'ᵽ' | 'ꝑ' => "p",
        'ꝗ' | 'ɋ' => "q",
        'ɍ' | 'ɽ' | 'ɾ' | 'ɿ' => "r",
        'ʂ' | 'ȿ' | 'ƨ' => "s",
        'ʉ' | 'ᵾ' | 'ʊ' => "u",
        'ʌ' | 'ⱱ' => "v",
        'ⱳ' => "w",
        'ɏ' | 'ƴ' => "y",
        'þ' => "th",
        'ħ' | 'ɦ' | 'ɧ' | 'ⱨ' => "h",
        'ŧ' | 'ƭ' | 'ⱦ' | 'ƫ' | 'ȶ' => "t",
        'ŋ' | 'ɲ' | 'ƞ' | 'ꞑ' => "n",
        'ı' | 'ɩ' | 'ɨ' | 'ɪ' => "i",
        'ȷ' | 'ɉ' | 'ʝ' => "j",
        'ĸ' | 'ƙ' | 'ꝁ' | 'ⱪ' => "k",
        'ƀ' | 'ɓ' | 'ɮ' => "b",
        'ƒ' | 'ʄ' => "f",
        'ɡ' | 'ɠ' | 'ǥ' => "g",
        'ɑ' | 'ɒ' | 'ⱥ' => "a",
        'ɛ' | 'ə' | 'ɘ' | 'ɇ' => "e",
        'ɵ' => "o",
        'ʋ' => "v",
        'ƶ' | 'ⱬ' | 'ʐ' | 'ʑ' => "z",
        'ς' => "σ",
        'є' => "е",
        'ґ' => "г",
        _ => return None,
    })
}

/// Small capitals, negative circles and squares, regional indicators, emoji letters, turned
/// letters, and what Cherokee, Lisu, Yi and Canadian syllabics share with Latin: letters to the
/// eye. No storefront of the lexicon's languages is written in those scripts.
fn drawn(c: char) -> Option<char> {
    let circled = match c {
        '\u{1f150}'..='\u{1f169}' => Some(c as u32 - 0x1f150),
        '\u{1f170}'..='\u{1f189}' => Some(c as u32 - 0x1f170),
        '\u{1f1e6}'..='\u{1f1ff}' => Some(c as u32 - 0x1f1e6),
        _ => None,
    };
    if let Some(offset) = circled {
        return char::from_u32(u32::from('a') + offset);
    }
    match c {
        '\u{13a0}'..='\u{167f}' | '\u{a4d0}'..='\u{a4ff}' | '\u{ab70}'..='\u{abbf}' => {
            return capital(c);
        }
        '\u{a000}'..='\u{a4cf}' => return syllable(c),
        _ => {}
    }
    Some(match c {
        'ɐ' => 'a',
        'ɔ' => 'c',
        'ǝ' | 'ⱻ' => 'e',
        'ɟ' => 'f',
        'ƃ' | 'ᵷ' => 'g',
        'ɥ' => 'h',
        'ᴉ' => 'i',
        'ʞ' => 'k',
        'ɯ' => 'm',
        'ɹ' => 'r',
        'ʇ' => 't',
        'ʍ' => 'w',
        'ʎ' => 'y',
        'ǫ' => 'q',
        'ᴀ' => 'a',
        'ʙ' => 'b',
        'ᴄ' => 'c',
        'ᴅ' => 'd',
        'ᴇ' => 'e',
        'ꜰ' => 'f',
        'ɢ' => 'g',
        'ʜ' => 'h',
        'ᴊ' => 'j',
        'ᴋ' => 'k',
        'ʟ' => 'l',
        'ᴍ' => 'm',
        'ɴ' => 'n',
        'ᴏ' => 'o',
        'ᴘ' => 'p',
        'ʀ' => 'r',
        'ꜱ' => 's',
        'ᴛ' => 't',
        'ᴜ' => 'u',
        'ᴠ' => 'v',
        'ᴡ' => 'w',
        'ʏ' => 'y',
        'ᴢ' => 'z',
        _ => return None,
    })
}

/// Capitals of other scripts that are drawn like Latin ones (UTS #39).
fn capital(c: char) -> Option<char> {
    Some(match c {
        'Ꭺ' | 'ꓮ' | 'ᗩ' | 'ᗅ' | 'Ꮧ' => 'a',
        'Ᏼ' | 'ꓐ' | 'ᗷ' | 'Ᏸ' => 'b',
        'Ꮯ' | 'ꓚ' | 'ᑕ' => 'c',
        'Ꭰ' | 'ꓓ' | 'ᗪ' | 'ᗞ' | 'Ꮄ' => 'd',
        'Ꭼ' | 'ꓰ' | 'Ꮛ' => 'e',
        'ꓝ' | 'ᖴ' | 'Ꭶ' => 'f',
        'Ꮐ' | 'Ᏻ' | 'ꓖ' | 'Ꮆ' => 'g',
        'Ꮋ' | 'ꓧ' | 'ᕼ' | 'Ꮒ' => 'h',
        'Ꭵ' | 'ꓲ' => 'i',
        'Ꭻ' | 'ꓙ' | 'ᒍ' | 'Ꮰ' => 'j',
        'Ꮶ' | 'ꓗ' => 'k',
        'Ꮮ' | 'ꓡ' | 'ᒪ' | 'Ꮭ' => 'l',
        'Ꮇ' | 'ꓟ' | 'ᗰ' => 'm',
        'ꓠ' | 'ᑎ' | 'Ꮑ' => 'n',
        'Ꮎ' | 'ꓳ' | 'Ꭷ' => 'o',
        'Ꮲ' | 'ꓑ' | 'ᑭ' | 'Ꭾ' => 'p',
        'ᑫ' | 'Ꭴ' => 'q',
        'Ꭱ' | 'Ꮢ' | 'ꓣ' | 'ᖇ' => 'r',
        'Ꮪ' | 'Ꮥ' | 'ꓢ' | 'ᔕ' => 's',
        'Ꭲ' | 'ꓔ' | 'Ꮦ' => 't',
        'ꓴ' | 'ᑌ' | 'Ꮼ' => 'u',
        'Ꮩ' | 'Ꮙ' | 'ꓦ' | 'ᐯ' => 'v',
        'Ꮃ' | 'ꓪ' | 'ᗯ' | 'Ꮗ' => 'w',
        'ꓫ' | '᙭' => 'x',
        'Ꭹ' | 'ꓬ' => 'y',
        'Ꮓ' | 'ꓜ' | 'ᘔ' => 'z',
        _ => return None,
    })
}

/// Yi syllables and radicals that are drawn like Latin letters.
fn syllable(c: char) -> Option<char> {
    Some(match c {
        'ꍏ' => 'a',
        'ꌃ' => 'b',
        'ꉓ' => 'c',
        'ꀸ' => 'd',
        'ꍟ' => 'e',
        'ꎇ' => 'f',
        'ꁅ' => 'g',
        'ꃅ' => 'h',
        'ꀤ' => 'i',
        'ꀭ' => 'j',
        'ꀘ' => 'k',
        '꒒' => 'l',
        'ꂵ' => 'm',
        'ꈤ' => 'n',
        'ꂦ' => 'o',
        'ꉣ' => 'p',
        'ꆰ' => 'q',
        'ꋪ' => 'r',
        'ꌗ' => 's',
        '꓄' => 't',
        'ꀎ' => 'u',
        'ꃴ' => 'v',
        'ꅏ' => 'w',
        'ꊼ' => 'x',
        'ꌩ' => 'y',
        'ꁴ' => 'z',
        _ => return None,
    })
}
