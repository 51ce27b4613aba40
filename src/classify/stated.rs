//! Attributes that a unit states: in a field that is named after one, or in text as a number with
//! its unit.
//!
//! 1. Alcohol: `40 % vol`, `alc. 5.2%`, `ABV 12,5 %`, `80 proof`; a field `abv`, `alcohol_content`.
//! 2. Nicotine: `20 mg/ml`. Caffeine: `32 mg/100 ml`, `320 mg/l`.
//! 3. A blade: a length beside a word for it: `blade 9 cm`, `3.5 inch blade`.
//! 4. A concentration: any other `%`.
//! 5. A rating: `PEGI 18`, `USK ab 16`, `FSK: 12`, `ESRB M`.
//!
//! The highest amount counts. It is read only where a finding is under a rule that asks for it.

use super::facts::{Fact, Facts, Scalar};
use super::keys::Key;
use crate::attribute::{Amount, Attribute, Stated};

/// How much of a text is read, in bytes: amounts stand near its beginning.
const READ: usize = 4096;

/// How far before and after a number the word that it is about may stand, in bytes.
const NEAR: usize = 24;

impl Facts {
    /// What the unit states of its attributes.
    ///
    /// ```
    /// use agegate::attribute::{Amount, Attribute};
    /// use agegate::classify::{Facts, Role, Scalar};
    /// let mut facts = Facts::default();
    /// facts.push(Role::Name, "title", Scalar::Text("Dry gin, 0.7 l, 47,5% Vol."));
    /// assert_eq!(facts.stated().get(Attribute::Abv), Amount::parse("47.5"));
    /// ```
    pub fn stated(&self) -> Stated {
        let mut stated = Stated::default();
        for fact in self.iter() {
            by_name(&fact, &mut stated);
            if let Scalar::Text(text) = fact.value {
                in_text(text, &mut stated);
            }
        }
        stated
    }
}

/// Reads a field that is named after an attribute.
fn by_name(fact: &Fact<'_>, stated: &mut Stated) {
    let Some(key) = Key::read(fact.key) else { return };
    let flat = key.flat();
    let found = NAMES.iter().find(|(name, _)| flat.starts_with(name));
    let Some((_, attribute)) = found else { return };
    let text = fact.value.as_str();
    let number = text.find(|c: char| c.is_ascii_digit()).and_then(|at| text.get(at..));
    let Some(amount) = number.and_then(|rest| Amount::parse(number_of(rest))) else {
        if *attribute == Attribute::Rating
            && let Some(amount) = esrb(text.trim())
        {
            stated.note(Attribute::Rating, amount);
        }
        return;
    };
    let amount = match attribute {
        Attribute::Abv if flat.starts_with("proof") => amount.over(2),
        Attribute::Caffeine if text.contains("100") && text.contains("ml") => amount.times(10),
        Attribute::Blade if text.contains("mm") => amount.over(10),
        _ => amount,
    };
    stated.note(*attribute, amount);
}

/// Whether a field of this name, perhaps with a unit behind it, states an attribute: in tables of any
/// goods.
#[cfg(feature = "feeds")]
pub(crate) fn names_attribute(name: &str) -> bool {
    const UNITS: [&str; 8] = ["", "mg", "mgml", "ml", "mm", "cm", "percent", "vol"];
    let Some(key) = Key::read(name) else { return false };
    let units = NAMES.iter().filter_map(|(begin, _)| key.flat().strip_prefix(begin));
    units.into_iter().any(|unit| UNITS.contains(&unit))
}

/// Names of fields, in small letters without separators, by what they begin with.
const NAMES: &[(&str, Attribute)] = &[
    ("abv", Attribute::Abv),
    ("alcoholbyvolume", Attribute::Abv),
    ("alcoholcontent", Attribute::Abv),
    ("alcoholpercent", Attribute::Abv),
    ("alcoholvol", Attribute::Abv),
    ("alkoholgehalt", Attribute::Abv),
    ("proof", Attribute::Abv),
    ("caffeine", Attribute::Caffeine),
    ("koffein", Attribute::Caffeine),
    ("nicotinestrength", Attribute::Nicotine),
    ("nicotinemgml", Attribute::Nicotine),
    ("nikotinstarke", Attribute::Nicotine),
    ("bladelength", Attribute::Blade),
    ("klingenlange", Attribute::Blade),
    ("concentration", Attribute::Concentration),
    ("konzentration", Attribute::Concentration),
    ("pegi", Attribute::Rating),
    ("usk", Attribute::Rating),
    ("fsk", Attribute::Rating),
    ("bbfc", Attribute::Rating),
    ("esrb", Attribute::Rating),
    ("agerating", Attribute::Rating),
    ("contentrating", Attribute::Rating),
];

/// Reads amounts with their units.
fn in_text(text: &str, stated: &mut Stated) {
    let mut end = text.len().min(READ);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let Some(text) = text.get(..end) else { return };
    let is_digit = |b: &u8| b.is_ascii_digit();
    let mut at = 0;
    while let Some(from) = text.as_bytes().get(at..).and_then(|rest| rest.iter().position(is_digit))
    {
        let from = at + from;
        let Some(rest) = text.get(from..) else { return };
        let number = number_of(rest);
        at = from + number.len().max(1);
        let (Some(amount), Some(after)) = (Amount::parse(number), text.get(at..)) else { continue };
        one(amount, near_before(text, from), after, stated);
    }
    for (mark, _) in text.match_indices("ESRB").chain(text.match_indices("esrb")) {
        let word = text.get(mark + 4..).unwrap_or_default().trim_start_matches([' ', ':', '-']);
        let word = word.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if let Some(amount) = esrb(word) {
            stated.note(Attribute::Rating, amount);
        }
    }
}

/// Reads one amount, with what stands before and after it.
fn one(amount: Amount, before: &str, after: &str, stated: &mut Stated) {
    let lower = |text: &str| text.chars().take(NEAR).flat_map(char::to_lowercase).collect();
    let (before, after): (String, String) = (before.to_lowercase(), lower(after.trim_start()));
    let ends = |words: &[&str]| {
        let bare = before.trim_end_matches(|c: char| !c.is_alphanumeric());
        words.iter().any(|word| bare.ends_with(word))
    };
    let has =
        |words: &[&str]| words.iter().any(|word| before.contains(word) || after.contains(word));
    if ends(&["pegi", "usk", "fsk", "bbfc", "usk ab", "fsk ab"]) {
        if amount <= Amount::hundredths(2100) {
            stated.note(Attribute::Rating, amount);
        }
    } else if after.starts_with(['%', '°', '٪']) {
        let unit = after.trim_start_matches(['%', '°', '٪', ' ', '(', '.']);
        let is_abv = ["vol", "abv", "alc", "alk", "об"].iter().any(|word| unit.starts_with(word))
            || ends(&["alc", "alk", "abv", "vol", "alcohol", "alkohol", "алк", "крепость"]);
        stated.note(if is_abv { Attribute::Abv } else { Attribute::Concentration }, amount);
    } else if after.starts_with("vol") || ends(&["abv"]) {
        stated.note(Attribute::Abv, amount);
    } else if after.starts_with("proof") {
        stated.note(Attribute::Abv, amount.over(2));
    } else if let Some(per) = after.strip_prefix("mg") {
        let per = per.trim_start_matches([' ', '/', 'p', 'e', 'r']);
        let caffeine = || has(&["caf", "koff", "kof", "кофе", "καφ"]);
        if per.starts_with("ml") {
            stated.note(Attribute::Nicotine, amount);
        } else if per.starts_with("100") && caffeine() {
            stated.note(Attribute::Caffeine, amount.times(10));
        } else if per.starts_with('l') && caffeine() {
            stated.note(Attribute::Caffeine, amount);
        }
    } else if has(&["blade", "klinge", "lame", "hoja", "lama", "lemmet", "ostrz", "клин", "лезв"])
    {
        let inches = ["in", "\"", "″", "zoll", "pouce", "pulg"];
        if after.starts_with("cm") {
            stated.note(Attribute::Blade, amount);
        } else if after.starts_with("mm") {
            stated.note(Attribute::Blade, amount.over(10));
        } else if inches.iter().any(|unit| after.starts_with(unit)) {
            stated.note(Attribute::Blade, amount.times(254).over(100));
        }
    }
}

/// The number that a text begins with.
fn number_of(text: &str) -> &str {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    let mut decimals = false;
    while digit(end) || !decimals && matches!(bytes.get(end), Some(b'.' | b',')) && digit(end + 1) {
        decimals |= !digit(end);
        end += 1;
    }
    text.get(..end).unwrap_or_default()
}

fn near_before(text: &str, at: usize) -> &str {
    let mut from = at.saturating_sub(NEAR);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    text.get(from..at).unwrap_or_default()
}

/// The age of a letter of the ESRB (esrb.org/ratings-guide).
fn esrb(letter: &str) -> Option<Amount> {
    let years = match letter {
        "E" | "EC" => 0,
        "E10+" | "E10" => 10,
        "T" | "Teen" => 13,
        "M" | "Mature" => 17,
        "AO" => 18,
        _ => return None,
    };
    Some(Amount::hundredths(years * 100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Role;

    #[cfg(feature = "feeds")]
    #[test]
    fn names_of_fields_that_state_an_attribute() {
        for name in ["nicotine_strength", "Nicotine strength (mg/ml)", "Alkoholgehalt", "abv"] {
            assert!(names_attribute(name), "{name}");
        }
        for name in ["nicotine", "proof rum", "abv gin", "vape", "Nikotinstärke", ""] {
            assert!(!names_attribute(name), "{name}");
        }
    }

    #[test]
    fn amounts_in_text() {
        use Attribute::{Abv, Blade, Caffeine, Concentration, Nicotine, Rating};
        let cases = [
            ("Gin 40 % vol", Abv, "40"),
            ("Rotwein, 12,5% Vol., 0,75 l", Abv, "12.5"),
            ("Cider alc 5.2%", Abv, "5.2"),
            ("Bourbon 45% ABV", Abv, "45"),
            ("Bourbon ABV: 45", Abv, "45"),
            ("Rye, 100 proof", Abv, "50"),
            ("Водка 40% об.", Abv, "40"),
            ("Beer 4.9% alc., now 20% off", Abv, "4.9"),
            ("E-liquid 20 mg/ml", Nicotine, "20"),
            ("Energy drink, caffeine 32 mg/100 ml", Caffeine, "320"),
            ("Koffein: 320mg/l", Caffeine, "320"),
            ("Folding knife, blade 9.5 cm", Blade, "9.5"),
            ("Klinge 85 mm", Blade, "8.5"),
            ("3.5\" blade", Blade, "8.89"),
            ("Hydrogen peroxide 35%", Concentration, "35"),
            ("Game (PEGI 18)", Rating, "18"),
            ("USK ab 16 freigegeben", Rating, "16"),
            ("Film, FSK: 12", Rating, "12"),
            ("Game, ESRB: M", Rating, "17"),
        ];
        for (text, attribute, amount) in cases {
            let mut facts = Facts::default();
            facts.push(Role::Name, "title", Scalar::Text(text));
            assert_eq!(facts.stated().get(attribute), Amount::parse(amount), "{text}");
        }
        let mut facts = Facts::default();
        facts.push(Role::Name, "title", Scalar::Text("Chair 45 cm, 2.0.1, 10 mg, 18+, 7 in stock"));
        assert_eq!(facts.stated(), Stated::default());
    }

    #[test]
    fn amounts_in_fields() {
        let cases = [
            ("abv", "5.0 %", Attribute::Abv, "5"),
            ("alcohol_content", "40", Attribute::Abv, "40"),
            ("bladeLength", "85 mm", Attribute::Blade, "8.5"),
            ("pegi", "16", Attribute::Rating, "16"),
            ("ageRating", "PEGI 12", Attribute::Rating, "12"),
            ("esrb_rating", "M", Attribute::Rating, "17"),
            ("caffeine", "32 mg / 100 ml", Attribute::Caffeine, "320"),
        ];
        for (key, value, attribute, amount) in cases {
            let mut facts = Facts::default();
            facts.push(Role::Other, key, Scalar::Text(value));
            assert_eq!(facts.stated().get(attribute), Amount::parse(amount), "{key} = {value}");
            let mut numbers = Facts::default();
            numbers.push(Role::Other, key, Scalar::Number("16"));
            assert!(numbers.stated().get(attribute) >= Amount::parse("16"), "{key}");
        }
    }
}
