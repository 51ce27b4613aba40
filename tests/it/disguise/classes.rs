//! One function for each way; `None` where a word cannot be written so.

pub(super) type Disguise = fn(&str, &mut Random) -> Option<String>;

/// xorshift64*
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
    }

    pub(super) fn of<'a>(&mut self, choice: &[&'a str]) -> &'a str {
        choice[self.below(choice.len())]
    }

    /// `KX-4470/B`, `a8F31.12`, `SET0-5E`.
    pub(super) fn article_number(&mut self) -> String {
        let mut number = String::new();
        for group in 0..1 + self.below(3) {
            if group > 0 {
                number.push_str(self.of(&["-", ".", "/", "_", " "]));
            }
            let (letters, upper) = (self.below(2) == 0, self.below(4) > 0);
            for _ in 0..1 + self.below(5) {
                let mixed = letters != (self.below(6) == 0);
                let c =
                    if mixed { b'a' + self.below(26) as u8 } else { b'0' + self.below(10) as u8 };
                let c = char::from(c);
                number.push(if upper { c.to_ascii_uppercase() } else { c });
            }
        }
        number
    }
}

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

const SMALL_CAPITALS: &str =
    "aᴀ bʙ cᴄ dᴅ eᴇ fꜰ gɢ hʜ iɪ jᴊ kᴋ lʟ mᴍ nɴ oᴏ pᴘ qǫ rʀ sꜱ tᴛ uᴜ vᴠ wᴡ yʏ zᴢ";
const SUPERSCRIPT: &str =
    "aᵃ bᵇ cᶜ dᵈ eᵉ fᶠ gᵍ hʰ iⁱ jʲ kᵏ lˡ mᵐ nⁿ oᵒ pᵖ rʳ sˢ tᵗ uᵘ vᵛ wʷ xˣ yʸ zᶻ";
const TURNED: &str =
    "aɐ bq cɔ dp eǝ fɟ gƃ hɥ iᴉ jɾ kʞ ll mɯ nu oo pd qb rɹ ss tʇ un vʌ wʍ xx yʎ zz";
const TURNED_ONLY: &str = "aɐ cɔ eǝ fɟ gƃ hɥ iᴉ kʞ mɯ rɹ tʇ vʌ wʍ yʎ";
const CYRILLIC: &str = "aа cс eе oо pр xх yу iі sѕ jј";
const CYRILLIC_MORE: &str = "aа cс dԁ eе hһ iі jј kк lӏ mм nп oо pр qԛ rг sѕ tт uи vѵ wԝ xх yу";
const GREEK: &str = "aα eε iι kκ nη oο pρ tτ uυ vν xχ yγ";
const ARMENIAN: &str = "hհ nո oօ sѕ uս gց";
const CHEROKEE: &str = "AᎪ BᏴ CᏟ DᎠ EᎬ GᏀ HᎻ IᎥ JᎫ KᏦ LᏞ MᎷ OᎾ PᏢ RᏒ SᏚ TᎢ VᏙ WᎳ YᎩ ZᏃ";
const LISU: &str = "Aꓮ Bꓐ Cꓚ Dꓓ Eꓰ Fꓝ Gꓖ Hꓧ Iꓲ Jꓙ Kꓗ Lꓡ Mꓟ Nꓠ Oꓳ Pꓑ Rꓣ Sꓢ Tꓔ Uꓴ Vꓦ Wꓪ Xꓫ Yꓬ Zꓜ";
const SYLLABICS: &str = "Aᗩ Bᗷ Cᑕ Dᗪ Fᖴ Hᕼ Jᒍ Lᒪ Mᗰ Nᑎ Pᑭ Qᑫ Rᖇ Sᔕ Uᑌ Vᐯ Wᗯ";
const CURRENCY: &str = "a₳ b฿ c₵ c¢ d₫ e€ e₠ f₣ g₲ k₭ l£ m₥ n₦ p₱ r₹ s₴ s$ t₮ w₩ y¥";
const STROKED: &str = "aⱥ bƀ cȼ dđ eɇ gǥ hħ iɨ jɉ kꝁ lł oø pᵽ qꝗ rɍ tŧ uʉ yɏ zƶ";
const ACCENTED: &str = "aá aå cç eë eê iï nñ oö oő uü uů yý sš zž gğ lľ tť";
const DIGITS: &str = "a4 e3 i1 o0 s5 t7 l1";
const MORE_DIGITS: &str = "b8 g9 g6 z2";
const SIGNS: &str = "a@ e€ i! o0 s$ t+";
const ROUND: &str = "o⭕ o🔴 o⚽";
const MIRRORED: &str = "aɒ bd cɔ db eɘ fʇ gǫ hʜ kʞ ll mm nn oo pq qp rɿ sƨ tɈ uυ vv ww xx yγ zz";
const MIRRORED_ONLY: &str = "aɒ eɘ gǫ hʜ rɿ sƨ tɈ";
const SYMBOLS: &str = "a@ s$ i! i| e€ i¡ s§ l£";

fn pairs(table: &str) -> impl Iterator<Item = (char, char)> {
    let mut chars = table.chars().filter(|c| *c != ' ');
    std::iter::from_fn(move || Some((chars.next()?, chars.next()?)))
}

fn swap(c: char, table: &str, choice: usize) -> Option<char> {
    let found: Vec<char> = pairs(table).filter(|(from, _)| *from == c).map(|(_, to)| to).collect();
    (!found.is_empty()).then(|| found[choice % found.len()])
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphabetic()).count()
}

fn single_word(word: &str) -> bool {
    word.chars().all(char::is_alphanumeric)
}

fn has_latin(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_alphabetic())
}

/// A letter on both sides of a digit, as a reader needs it to see a word.
fn digit_inside(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    word.split_whitespace().all(|w| w.chars().any(char::is_alphabetic))
        && chars
            .windows(3)
            .any(|w| w[0].is_alphabetic() && w[1].is_ascii_digit() && w[2].is_alphabetic())
}

fn latin(word: &str) -> Option<String> {
    word.chars().all(|c| c == ' ' || c.is_ascii_lowercase()).then(|| word.to_owned())
}

fn shift(word: &str, to: impl Fn(u32) -> u32) -> String {
    word.chars().map(|c| if c == ' ' { c } else { char::from_u32(to(c as u32)).unwrap() }).collect()
}

fn styled(word: &str, a: u32) -> String {
    shift(word, |c| a + (c - 0x61))
}

fn alternate(word: &str) -> String {
    let odd = |(at, c): (usize, char)| if at % 2 == 0 { c } else { c.to_ascii_uppercase() };
    word.chars().enumerate().map(odd).collect()
}

/// Every letter by the table; at least `least` must change.
pub(super) fn by_table(word: &str, table: &str, least: usize) -> Option<String> {
    let mut changed = 0;
    let swapped = word.chars().map(|c| match swap(c, table, 0) {
        Some(to) => {
            changed += usize::from(to != c);
            to
        }
        None => c,
    });
    let swapped: String = swapped.collect();
    (word.is_ascii() && changed >= least).then_some(swapped)
}

/// One letter by the table.
fn one_of(word: &str, table: &str, random: &mut Random) -> Option<String> {
    at_one_of(word, table, random, |_, _| true)
}

/// One letter inside a word by the table.
fn inner_of(word: &str, table: &str, random: &mut Random) -> Option<String> {
    at_one_of(word, table, random, |chars, at| {
        at > 0
            && chars[at - 1].is_alphabetic()
            && chars.get(at + 1).is_some_and(|c| c.is_alphabetic())
    })
}

fn at_one_of(
    word: &str,
    table: &str,
    random: &mut Random,
    fits: impl Fn(&[char], usize) -> bool,
) -> Option<String> {
    let mut chars: Vec<char> = word.chars().collect();
    let places: Vec<usize> = (0..chars.len())
        .filter(|&at| swap(chars[at], table, 0).is_some() && fits(&chars, at))
        .collect();
    let at = *places.get(random.below(places.len().max(1)))?;
    chars[at] = swap(chars[at], table, random.below(4))?;
    Some(chars.into_iter().collect())
}

fn each(word: &str, write: impl Fn(char) -> String) -> Option<String> {
    Some(word.chars().map(|c| if c.is_alphabetic() { write(c) } else { c.to_string() }).collect())
}

fn nth(word: &str, random: &mut Random, write: impl Fn(char) -> String) -> Option<String> {
    let places: Vec<usize> =
        word.char_indices().filter(|(_, c)| c.is_ascii_alphabetic()).map(|(at, _)| at).collect();
    let at = *places.get(random.below(places.len().max(1)))?;
    let c = char::from(word.as_bytes()[at]);
    Some(format!("{}{}{}", &word[..at], write(c), &word[at + 1..]))
}

/// `mark` between all letters that stand together.
fn between(word: &str, mark: &str) -> Option<String> {
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
fn parted(word: &str, random: &mut Random, mark: &str, least: usize) -> Option<String> {
    let chars: Vec<char> = word.chars().collect();
    let places: Vec<usize> = (2..chars.len().saturating_sub(1))
        .filter(|&at| chars[at - 2..at + 2].iter().all(|c| c.is_alphabetic()))
        .collect();
    let at = *places.get(random.below(places.len().max(1)))?;
    let (a, b) = chars.split_at(at);
    let written: String = a.iter().copied().chain(mark.chars()).chain(b.iter().copied()).collect();
    (letters(word) >= least && !word.chars().any(|c| c > '\u{2e80}')).then_some(written)
}

fn random_gap(word: &str) -> &'static str {
    [" - ", " – ", ". "][word.len() % 3]
}

fn masked(word: &str, random: &mut Random, mask: &str, count: usize) -> Option<String> {
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

fn random_mask(word: &str) -> &'static str {
    ["#", "•", "●", "✱"][word.len() % 4]
}

fn random_tag(word: &str) -> &'static str {
    ["<b>", "</span><span>", "<wbr>", "<span class=\"x\">"][word.len() % 4]
}

fn percent(word: &str, sign: &str) -> String {
    word.bytes().map(|byte| format!("{sign}{byte:02x}")).collect()
}

/// The label of a domain (RFC 3492 section 6.3); `None` for letters that need none.
fn punycode(word: &str) -> Option<String> {
    let (mut n, mut delta, mut bias) = (128u32, 0u32, 72u32);
    let plain: String = word.chars().filter(char::is_ascii).collect();
    let (basic, total) = (plain.len() as u32, word.chars().count() as u32);
    let mut label = format!("xn--{plain}{}", if plain.is_empty() { "" } else { "-" });
    let mut done = basic;
    while done < total {
        let next = word.chars().map(u32::from).filter(|c| *c >= n).min()?;
        delta += (next - n) * (done + 1);
        n = next;
        for c in word.chars().map(u32::from) {
            if c < n {
                delta += 1;
            } else if c == n {
                let (mut q, mut k) = (delta, 36);
                loop {
                    let t = u32::saturating_sub(k, bias).clamp(1, 26);
                    if q < t {
                        break;
                    }
                    label.push(digit(t + (q - t) % (36 - t)));
                    q = (q - t) / (36 - t);
                    k += 36;
                }
                label.push(digit(q));
                let mut step = if done == basic { delta / 700 } else { delta / 2 };
                step += step / (done + 1);
                let mut k = 0;
                while step > 455 {
                    step /= 35;
                    k += 36;
                }
                bias = k + 36 * step / (step + 38);
                delta = 0;
                done += 1;
            }
        }
        delta += 1;
        n += 1;
    }
    (basic < total && label.len() <= 63 && !word.contains('*')).then_some(label)
}

fn digit(digit: u32) -> char {
    char::from(if digit < 26 { b'a' + digit as u8 } else { b'0' + (digit - 26) as u8 })
}

fn camel(word: &str) -> String {
    let upper = |w: &str| {
        let mut chars = w.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>()
    };
    word.split(' ').map(upper).collect()
}

fn romanised(word: &str) -> Option<String> {
    const TABLE: &[(char, &str)] = &[
        ('а', "a"),
        ('б', "b"),
        ('в', "v"),
        ('г', "g"),
        ('д', "d"),
        ('е', "e"),
        ('ё', "e"),
        ('ж', "zh"),
        ('з', "z"),
        ('и', "i"),
        ('й', "y"),
        ('к', "k"),
        ('л', "l"),
        ('м', "m"),
        ('н', "n"),
        ('о', "o"),
        ('п', "p"),
        ('р', "r"),
        ('с', "s"),
        ('т', "t"),
        ('у', "u"),
        ('ф', "f"),
        ('х', "h"),
        ('ц', "ts"),
        ('ч', "ch"),
        ('ш', "sh"),
        ('щ', "sch"),
        ('ы', "y"),
        ('ь', ""),
        ('э', "e"),
        ('ю', "yu"),
        ('я', "ya"),
        (' ', " "),
        ('-', "-"),
    ];
    let spelled = |c: char| TABLE.iter().find(|(from, _)| *from == c).map(|(_, to)| *to);
    word.chars().map(spelled).collect::<Option<String>>().filter(|w| letters(w) >= 7)
}
