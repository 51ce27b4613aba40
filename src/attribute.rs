//! Attributes of goods that a threshold of the law may hang on, and conditions on them.

use std::fmt;

/// What is measured or rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// Alcohol by volume, in % vol (Regulation (EU) No 1169/2011, Annex XII).
    Abv,
    /// Caffeine, in mg per litre (Regulation (EU) No 1169/2011, Annex III).
    Caffeine,
    /// Nicotine, in mg per millilitre (Directive 2014/40/EU, Article 20).
    Nicotine,
    /// The length of a blade, in centimetres.
    Blade,
    /// The concentration of a substance, in % (Regulation (EU) 2019/1148, Annex I).
    Concentration,
    /// The age that a rating names, in years: PEGI, USK, FSK, BBFC, ESRB.
    Rating,
}

impl Attribute {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Abv, Self::Caffeine, Self::Nicotine, Self::Blade, Self::Concentration, Self::Rating];

    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Abv => "abv",
            Self::Caffeine => "caffeine",
            Self::Nicotine => "nicotine",
            Self::Blade => "blade",
            Self::Concentration => "concentration",
            Self::Rating => "rating",
        }
    }

    /// The unit in which it is counted.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Abv => "% vol",
            Self::Caffeine => "mg/l",
            Self::Nicotine => "mg/ml",
            Self::Blade => "cm",
            Self::Concentration => "%",
            Self::Rating => "years",
        }
    }
}

/// An amount in hundredths of a unit, so that it compares exactly.
///
/// ```
/// use agegate::attribute::Amount;
/// assert_eq!(Amount::parse("12,5"), Amount::parse("12.50"));
/// assert!(Amount::parse("0.05") > Amount::parse("0"));
/// assert_eq!(Amount::parse("12.5.3"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u32);

impl Amount {
    /// So many hundredths.
    pub const fn hundredths(hundredths: u32) -> Self {
        Self(hundredths)
    }

    /// A decimal number with a point or a comma; what is beyond hundredths is cut off.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(part) {
            return None;
        }
        let mut decimals = part.bytes().chain(*b"00").map(|digit| u32::from(digit - b'0'));
        let (tens, ones) = (decimals.next()?, decimals.next()?);
        let whole: u32 = whole.parse().ok()?;
        whole.checked_mul(100)?.checked_add(tens * 10 + ones).map(Self)
    }

    /// So many times as much, at most.
    #[must_use]
    pub const fn times(self, factor: u32) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    /// One of so many parts, rounded up: a limit is never missed by rounding.
    #[must_use]
    pub const fn over(self, divisor: u32) -> Self {
        if divisor == 0 { self } else { Self(self.0.div_ceil(divisor)) }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 100, self.0 % 100);
        match part {
            0 => write!(f, "{whole}"),
            part if part.is_multiple_of(10) => write!(f, "{whole}.{}", part / 10),
            part => write!(f, "{whole}.{part:02}"),
        }
    }
}

/// What a unit states of its attributes, the highest amount of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    amounts: [Option<Amount>; Attribute::ALL.len()],
    unread: bool,
}

impl Stated {
    /// Nobody has looked: every condition holds.
    pub const UNREAD: Self = Self { amounts: [None; Attribute::ALL.len()], unread: true };

    /// Notes an amount.
    pub fn note(&mut self, attribute: Attribute, amount: Amount) {
        if let Some(known) = self.amounts.get_mut(attribute as usize) {
            *known = (*known).max(Some(amount));
        }
    }

    /// The highest amount stated.
    pub fn get(&self, attribute: Attribute) -> Option<Amount> {
        self.amounts.get(attribute as usize).copied().flatten()
    }
}

/// When a rule stands for goods of its category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Over this amount, or where none is stated: all goods of the kind have one, and those that do
    /// not say so are taken for the stronger ones.
    Over(Attribute, Amount),
    /// From this amount on, where it is stated: a rating is put on some goods by somebody, and the
    /// rule is about those.
    From(Attribute, Amount),
}

impl Condition {
    /// Whether it holds for goods that state this.
    ///
    /// ```
    /// use agegate::attribute::{Amount, Attribute, Condition, Stated};
    /// let strong = Condition::Over(Attribute::Abv, Amount::hundredths(2200));
    /// let mut stated = Stated::default();
    /// assert!(strong.holds(&stated));
    /// stated.note(Attribute::Abv, Amount::hundredths(1250));
    /// assert!(!strong.holds(&stated));
    /// ```
    pub fn holds(&self, stated: &Stated) -> bool {
        match *self {
            _ if stated.unread => true,
            Self::Over(attribute, bound) => stated.get(attribute).is_none_or(|a| a > bound),
            Self::From(attribute, bound) => stated.get(attribute).is_some_and(|a| a >= bound),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over(attribute, bound) => {
                write!(f, "{} over {bound} {}", attribute.name(), attribute.unit())
            }
            Self::From(attribute, bound) => {
                write!(f, "{} from {bound} {}", attribute.name(), attribute.unit())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        for (text, shown) in
            [("0", "0"), ("40", "40"), ("4,9", "4.9"), ("12.05", "12.05"), ("3.999", "3.99")]
        {
            assert_eq!(Amount::parse(text).unwrap().to_string(), shown, "{text}");
        }
        for text in ["", ".5", "-1", "1e3", "99999999999", "42949673"] {
            assert_eq!(Amount::parse(text), None, "{text}");
        }
        assert_eq!(Amount::hundredths(101).over(2), Amount::hundredths(51));
        assert_eq!(Amount::hundredths(u32::MAX).times(10), Amount::hundredths(u32::MAX));
    }

    #[test]
    fn what_is_not_stated_is_taken_for_the_stronger() {
        let over = Condition::Over(Attribute::Abv, Amount::hundredths(600));
        let from = Condition::From(Attribute::Rating, Amount::hundredths(1600));
        let mut stated = Stated::default();
        assert!(over.holds(&stated) && !from.holds(&stated));
        assert!(over.holds(&Stated::UNREAD) && from.holds(&Stated::UNREAD));
        stated.note(Attribute::Abv, Amount::hundredths(600));
        stated.note(Attribute::Rating, Amount::hundredths(1600));
        assert!(!over.holds(&stated) && from.holds(&stated));
        stated.note(Attribute::Abv, Amount::hundredths(4000));
        stated.note(Attribute::Abv, Amount::hundredths(100));
        assert!(over.holds(&stated));
        assert_eq!(over.to_string(), "abv over 6 % vol");
    }
}
