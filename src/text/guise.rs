//! Letters of other scripts that are drawn like Latin ones where a word mixes scripts: `ЯUM`,
//! `VIBЯДTФЯ`, `卩ㄖ尺几ㄖ`.
//!
//! `Я` is a letter of its own in every Russian word, and no letter r; beside Latin letters it is
//! one, and so are `ค`, `几` and `√`. A word that mixes such a letter with those of another script
//! makes the text around it be read again with all of them as what they look like.

use std::ops::Range;

use super::reading::Reading;

/// The longest stretch of a text read again in one piece, in bytes.
const STRETCH: usize = 1024;
/// How many stretches of a text are read again: no text costs its square.
const PLACES: usize = 256;
/// How many letters a word has that is read so although it mixes nothing: Chinese signs of these
/// few alone, or Russian capitals.
const ENOUGH: usize = 4;

/// Gives the readings of the stretches in which a word mixes scripts.
pub(super) fn each(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let mut from = 0;
    for _ in 0..PLACES {
        let Some(word) = next_mixed(text, from) else { return };
        let window = stretch(text, &word);
        from = window.end.max(word.end);
        reading.begin([window.clone()]);
        let part = text.get(window.clone()).unwrap_or_default();
        for (at, c) in part.char_indices() {
            let start = window.start + at;
            reading.push(latin(c).unwrap_or(c), start..start + c.len_utf8());
        }
        sink(reading);
    }
}

/// What a word is made of.
#[derive(Clone, Copy, Debug, Default)]
struct Made {
    /// Letters that are drawn like Latin ones.
    guises: usize,
    letters: usize,
    is_small: bool,
    first: Option<Family>,
    is_mixed: bool,
}

impl Made {
    fn add(&mut self, c: char) {
        let family = family(c);
        self.letters += 1;
        self.guises += usize::from(latin(c).is_some());
        self.is_small |= is_small(c);
        match self.first {
            None => self.first = Some(family),
            Some(first) => self.is_mixed |= first != family,
        }
    }

    fn is_guise(&self) -> bool {
        let looks_latin = match self.first {
            Some(Family::Han) => self.guises >= ENOUGH,
            Some(Family::Cyrillic) => self.guises > 1 && self.letters >= ENOUGH && !self.is_small,
            _ => false,
        };
        self.guises > 0 && (self.is_mixed || looks_latin)
    }
}

/// The next word from `from` on that mixes such letters with others.
fn next_mixed(text: &str, from: usize) -> Option<Range<usize>> {
    let (mut at, mut start) = (from, from);
    let mut made = Made::default();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if made.first.is_none() {
            let plain = plain_word(rest.as_bytes());
            if plain > 0 {
                at += plain;
                continue;
            }
        }
        let Some(c) = rest.chars().next() else { break };
        if is_letter(c) {
            if made.first.is_none() {
                start = at;
            }
            made.add(c);
        } else if made.first.is_some() && !c.is_numeric() {
            if made.is_guise() {
                return Some(start..at);
            }
            made = Made::default();
        }
        at += c.len_utf8();
    }
    made.is_guise().then_some(start..text.len())
}

/// How many bytes a word has with which the text begins and that is surely what it is: one of Latin
/// letters, or one of Cyrillic letters of which some are small. 0 where there is none.
fn plain_word(text: &[u8]) -> usize {
    let latin = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (mut len, mut is_plain) = (latin, latin > 0);
    while let (0, Some(&[lead, next])) = (latin, text.get(len..).and_then(<[u8]>::first_chunk)) {
        match (lead, next) {
            (0xd0, 0x90..=0xaf) => {}
            (0xd0, 0xb0..=0xbf) | (0xd1, 0x80..=0x8f) => is_plain = true,
            _ => break,
        }
        len += 2;
    }
    let ends = text.get(len).is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
    if is_plain && ends { len } else { 0 }
}

/// Whether a character is a letter, or is drawn like one. The common scripts need no table.
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphabetic(),
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => true,
        _ => c.is_alphabetic() || latin(c).is_some(),
    }
}

fn is_small(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_lowercase(),
        '\u{400}'..='\u{42f}' => false,
        '\u{430}'..='\u{45f}' => true,
        _ => c.is_lowercase(),
    }
}

/// The text around a word, between blanks.
fn stretch(text: &str, word: &Range<usize>) -> Range<usize> {
    let mut start = word.start.saturating_sub(STRETCH / 2);
    let mut end = word.start.saturating_add(STRETCH / 2).max(word.end).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    if start > 0 {
        let head = text.get(start..word.start).unwrap_or_default();
        start += head.find(char::is_whitespace).unwrap_or(head.len());
    }
    if end < text.len() {
        let tail = text.get(word.end..end).unwrap_or_default();
        end = word.end + tail.rfind(char::is_whitespace).unwrap_or_default();
    }
    start..end
}

/// The scripts that a word of one language does not mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Latin,
    Greek,
    Cyrillic,
    /// Chinese signs and kana stand in one word.
    Han,
    Other(u32),
}

fn family(c: char) -> Family {
    match c {
        '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Family::Latin,
        '\u{370}'..='\u{3ff}' => Family::Greek,
        '\u{400}'..='\u{52f}' => Family::Cyrillic,
        '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9f}' => Family::Han,
        _ => Family::Other(u32::from(c) >> 7),
    }
}

/// The Latin letter that a letter or sign of another script is drawn like, where the fold does not
/// read it so.
pub(super) fn latin(c: char) -> Option<char> {
    Some(match c {
        'Д' | 'Λ' | 'Δ' | 'ค' | '卂' | 'ﾑ' | 'ム' => 'a',
        'Б' | 'Ъ' | 'ъ' | 'ҍ' | 'ც' | '๒' | '乃' => 'b',
        'ς' | 'ϲ' | 'ፈ' | '匚' | '¢' => 'c',
        '∂' | 'ժ' | '๔' => 'd',
        'Э' | 'э' | 'З' | 'Σ' | 'Ξ' | '∑' | '乇' => 'e',
        '千' | 'ｷ' | 'キ' | 'Ŧ' | 'ŧ' => 'f',
        'ﻮ' => 'g',
        'ђ' | 'Ћ' | 'ћ' | 'Ң' | 'ң' | '卄' | 'ん' | 'Ή' => 'h',
        'เ' | '丨' | '工' | 'ﾉ' | 'ノ' | 'エ' => 'i',
        'ן' | 'נ' | 'յ' | 'Ⴑ' | 'ﾌ' | 'フ' => 'j',
        'Қ' | 'қ' | 'Ҝ' | 'ҝ' | 'Ӄ' | 'ӄ' | 'ズ' => 'k',
        'ɭ' | 'ㄥ' | 'ﾚ' | 'レ' | 'Ӏ' | 'ӏ' | 'Ɩ' => 'l',
        '๓' | '爪' | 'ﾶ' | 'カ' | 'ʍ' => 'm',
        'И' | 'и' | 'Й' | 'й' | 'ռ' | 'ղ' | 'ภ' | '几' | '刀' | 'П' | 'Π' | 'η' | 'ή' => {
            'n'
        }
        'Ф' | 'ф' | 'Θ' | 'θ' | 'Ω' | 'ס' | '๏' | 'ㄖ' | '口' => 'o',
        'ק' | 'ք' | 'Թ' | '℘' | '卩' | 'ｱ' | 'ア' => 'p',
        'զ' | 'ợ' => 'q',
        'Я' | 'я' | 'ཞ' | '尺' => 'r',
        'ֆ' | 'ร' | '丂' => 's',
        'է' | 'Շ' | 'ㄒ' | '丅' | 'ｲ' | 'イ' | 'ɬ' | 'Γ' => 't',
        'Ц' | 'ц' | 'մ' | 'ย' | 'ㄩ' | 'υ' | 'ύ' | 'ϋ' => 'u',
        '√' | 'ש' | '۷' => 'v',
        'Ш' | 'ш' | 'Щ' | 'щ' | 'Ѡ' | 'ѡ' | 'ա' | 'ฬ' | '山' => 'w',
        'Ж' | 'ж' | 'Ӽ' | 'ӽ' | 'Ҳ' | 'ҳ' | 'Ӿ' | 'ӿ' | 'א' | 'ጀ' | '乂' | 'ﾒ' | 'メ' => {
            'x'
        }
        'Ч' | 'ч' | 'Ψ' | 'Ү' | 'ү' | 'Ұ' | 'ұ' | 'վ' | 'ყ' | 'ץ' | 'ﾘ' | 'リ' | 'ㄚ' => {
            'y'
        }
        'չ' | 'Հ' | 'ፚ' | '乙' => 'z',
        _ => return None,
    })
}

/// Whether a character gives reason to look for words that mix scripts. Small Cyrillic letters
/// alone give none: every Russian text has them.
pub(super) fn may_begin(c: char) -> bool {
    let is_common = matches!(c, 'ъ' | 'э' | 'и' | 'й' | 'ф' | 'я' | 'ц' | 'ш' | 'щ' | 'ж' | 'ч');
    !is_common && latin(c).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::reading::texts;

    fn read(text: &str) -> Vec<String> {
        texts(each, text)
    }

    #[test]
    fn plain_words_are_no_guise() {
        for text in ["Wein", "Wein-", "Ясный ", "ясный", "складной,"] {
            let end = text.find([' ', ',', '-']).unwrap_or(text.len());
            assert_eq!(plain_word(text.as_bytes()), end, "{text}");
            assert!(read(text).is_empty(), "{text}");
        }
        for text in ["", "-", "ЯUM", "UMЯ", "ИКЕА", "Я5", "w1n", "Яndex", "Wеin", "сокé", "ясныйW"]
        {
            assert_eq!(plain_word(text.as_bytes()), 0, "{text}");
        }
    }

    #[test]
    fn letters_are_what_unicode_says() {
        for c in '\0'..='\u{ffff}' {
            assert_eq!(is_letter(c), c.is_alphabetic() || latin(c).is_some(), "{c:?}");
            assert_eq!(is_small(c), c.is_lowercase(), "{c:?}");
        }
    }

    #[test]
    fn words_that_mix_scripts_are_read_as_they_look() {
        let cases = [
            ("ЯUM", "rUM"),
            ("VIBЯДTФЯ", "VIBraTor"),
            ("new ЯUM 1 l", "new rUM 1 l"),
            ("РФЯИФ", "Рorno"),
            ("乃乇乇尺", "beer"),
            ("ｷﾉ刀丂", "fins"),
            ("∂ιℓ∂σ", "dιℓdσ"),
            ("א๏ภ", "xon"),
            ("ցռn", "ցnn"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), [expected], "`{text}`");
        }
    }

    #[test]
    fn words_of_one_script_stay_what_they_are() {
        for text in [
            "",
            "Ясный день",
            "роутер Wi-Fi",
            "USB-кабель",
            "ИКЕА",
            "Φούρνος ΣΑΜΠΟΥΑΝ",
            "山口",
            "イタリア",
            "שלום",
            "ร้านค้า",
            "Ąžuolas ŧ",
            "5 € – 10 €",
        ] {
            assert!(read(text).is_empty(), "`{text}`");
        }
    }

    #[test]
    fn a_long_text_is_read_in_stretches() {
        let text = "ЯUM и сок ".repeat(300);
        let read = read(&text);
        assert!(read.len() > 1 && read.iter().all(|part| part.len() <= 2 * STRETCH));
    }
}
