//! Countries by ISO 3166-1 alpha-2, and where a viewer is taken to be.

use serde::{Serialize, Serializer};
use std::fmt;

/// A country code of ISO 3166-1 alpha-2.
///
/// ```
/// use agegate::jurisdiction::Country;
/// let lithuania = Country::parse("lt").unwrap();
/// assert!(lithuania.in_eu());
/// assert!(Country::parse("EU").is_none() && Country::parse("ZZ").is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// Every code that ISO 3166-1 assigns, two letters each.
const ASSIGNED: &[u8] = b"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

/// The 27 Member States of the European Union.
const EU: &[u8] = b"ATBEBGHRCYCZDKEEFIFRDEGRHUIEITLVLTLUMTNLPLPTROSKSIESSE";

impl Country {
    /// The country of a code in any case; `None` if ISO 3166-1 assigns no such code.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
        let code = bytes.map(|b| b.to_ascii_uppercase());
        listed(ASSIGNED, code).then_some(Self(code))
    }

    /// The code that ISO 3166-1 assigns in the place of one in wide use.
    pub(crate) fn meant_by(code: &str) -> Option<&'static str> {
        match code.to_ascii_uppercase().as_str() {
            "UK" => Some("GB"),
            "EL" => Some("GR"),
            _ => None,
        }
    }

    /// Whether the country is a Member State of the European Union.
    pub fn in_eu(self) -> bool {
        listed(EU, self.0)
    }

    /// The Member States of the European Union.
    pub fn eu() -> impl Iterator<Item = Self> {
        EU.chunks_exact(2).filter_map(|code| code.try_into().ok().map(Self))
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

fn listed(codes: &[u8], code: [u8; 2]) -> bool {
    codes.chunks_exact(2).any(|listed| listed == code)
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Where the viewer is taken to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Jurisdiction {
    /// One country.
    In(Country),
    /// Not known: the rules of all countries apply together.
    #[default]
    Unknown,
}

impl Jurisdiction {
    /// From a configuration word: a country code, or `unknown`.
    pub fn parse(word: &str) -> Option<Self> {
        if word.eq_ignore_ascii_case("unknown") {
            return Some(Self::Unknown);
        }
        Country::parse(word).map(Self::In)
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::In(country) => country.fmt(f),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// As it is displayed: the country's code, or `unknown`.
impl Serialize for Jurisdiction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_hold_what_they_say() {
        assert_eq!(ASSIGNED.len(), 2 * 249);
        assert_eq!(Country::eu().count(), 27);
        assert!(Country::eu().all(|c| Country::parse(c.code()) == Some(c)));
        assert!(!Country::parse("GB").unwrap().in_eu());
    }
}
