//! Letters written as others: what looks alike, and where in a word.

use super::random::Random;

pub(super) const SMALL_CAPITALS: &str =
    "aᴀ bʙ cᴄ dᴅ eᴇ fꜰ gɢ hʜ iɪ jᴊ kᴋ lʟ mᴍ nɴ oᴏ pᴘ qǫ rʀ sꜱ tᴛ uᴜ vᴠ wᴡ yʏ zᴢ";
pub(super) const SUPERSCRIPT: &str =
    "aᵃ bᵇ cᶜ dᵈ eᵉ fᶠ gᵍ hʰ iⁱ jʲ kᵏ lˡ mᵐ nⁿ oᵒ pᵖ rʳ sˢ tᵗ uᵘ vᵛ wʷ xˣ yʸ zᶻ";
pub(super) const TURNED: &str =
    "aɐ bq cɔ dp eǝ fɟ gƃ hɥ iᴉ jɾ kʞ ll mɯ nu oo pd qb rɹ ss tʇ un vʌ wʍ xx yʎ zz";
pub(super) const TURNED_ONLY: &str = "aɐ cɔ eǝ fɟ gƃ hɥ iᴉ kʞ mɯ rɹ tʇ vʌ wʍ yʎ";
pub(super) const CYRILLIC: &str = "aа cс eе oо pр xх yу iі sѕ jј";
pub(super) const CYRILLIC_MORE: &str =
    "aа cс dԁ eе hһ iі jј kк lӏ mм nп oо pр qԛ rг sѕ tт uи vѵ wԝ xх yу";
pub(super) const GREEK: &str = "aα eε iι kκ nη oο pρ tτ uυ vν xχ yγ";
pub(super) const ARMENIAN: &str = "hհ nո oօ sѕ uս gց";
pub(super) const CHEROKEE: &str = "AᎪ BᏴ CᏟ DᎠ EᎬ GᏀ HᎻ IᎥ JᎫ KᏦ LᏞ MᎷ OᎾ PᏢ RᏒ SᏚ TᎢ VᏙ WᎳ YᎩ ZᏃ";
pub(super) const LISU: &str =
    "Aꓮ Bꓐ Cꓚ Dꓓ Eꓰ Fꓝ Gꓖ Hꓧ Iꓲ Jꓙ Kꓗ Lꓡ Mꓟ Nꓠ Oꓳ Pꓑ Rꓣ Sꓢ Tꓔ Uꓴ Vꓦ Wꓪ Xꓫ Yꓬ Zꓜ";
pub(super) const SYLLABICS: &str = "Aᗩ Bᗷ Cᑕ Dᗪ Fᖴ Hᕼ Jᒍ Lᒪ Mᗰ Nᑎ Pᑭ Qᑫ Rᖇ Sᔕ Uᑌ Vᐯ Wᗯ";
pub(super) const CURRENCY: &str = "a₳ b฿ c₵ c¢ d₫ e€ e₠ f₣ g₲ k₭ l£ m₥ n₦ p₱ r₹ s₴ s$ t₮ w₩ y¥";
pub(super) const STROKED: &str = "aⱥ bƀ cȼ dđ eɇ gǥ hħ iɨ jɉ kꝁ lł oø pᵽ qꝗ rɍ tŧ uʉ yɏ zƶ";
pub(super) const ACCENTED: &str = "aá aå cç eë eê iï nñ oö oő uü uů yý sš zž gğ lľ tť";
pub(super) const DIGITS: &str = "a4 e3 i1 o0 s5 t7 l1";
pub(super) const MORE_DIGITS: &str = "b8 g9 g6 z2";
pub(super) const SIGNS: &str = "a@ e€ i! o0 s$ t+";
pub(super) const ROUND: &str = "o⭕ o🔴 o⚽";
pub(super) const MIRRORED: &str =
    "aɒ bd cɔ db eɘ fʇ gǫ hʜ kʞ ll mm nn oo pq qp rɿ sƨ tɈ uυ vv ww xx yγ zz";
pub(super) const MIRRORED_ONLY: &str = "aɒ eɘ gǫ hʜ rɿ sƨ tɈ";
pub(super) const SYMBOLS: &str = "a@ s$ i! i| e€ i¡ s§ l£";

fn pairs(table: &str) -> impl Iterator<Item = (char, char)> {
    let mut chars = table.chars().filter(|c| *c != ' ');
    std::iter::from_fn(move || Some((chars.next()?, chars.next()?)))
}

pub(super) fn swap(c: char, table: &str, choice: usize) -> Option<char> {
    let found: Vec<char> = pairs(table).filter(|(from, _)| *from == c).map(|(_, to)| to).collect();
    (!found.is_empty()).then(|| found[choice % found.len()])
}

pub(super) fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphabetic()).count()
}

pub(super) fn single_word(word: &str) -> bool {
    word.chars().all(char::is_alphanumeric)
}

pub(super) fn has_latin(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_alphabetic())
}

/// A letter on both sides of a digit, as a reader needs it to see a word.
pub(super) fn digit_inside(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    word.split_whitespace().all(|w| w.chars().any(char::is_alphabetic))
        && chars
            .windows(3)
            .any(|w| w[0].is_alphabetic() && w[1].is_ascii_digit() && w[2].is_alphabetic())
}

pub(super) fn latin(word: &str) -> Option<String> {
    word.chars().all(|c| c == ' ' || c.is_ascii_lowercase()).then(|| word.to_owned())
}

pub(super) fn shift(word: &str, to: impl Fn(u32) -> u32) -> String {
    word.chars().map(|c| if c == ' ' { c } else { char::from_u32(to(c as u32)).unwrap() }).collect()
}

pub(super) fn styled(word: &str, a: u32) -> String {
    shift(word, |c| a + (c - 0x61))
}

pub(super) fn alternate(word: &str) -> String {
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
pub(super) fn one_of(word: &str, table: &str, random: &mut Random) -> Option<String> {
    at_one_of(word, table, random, |_, _| true)
}

/// One letter inside a word by the table.
pub(super) fn inner_of(word: &str, table: &str, random: &mut Random) -> Option<String> {
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
