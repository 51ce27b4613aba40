//! Units in which nothing was found, remembered by a hash of what they say, and listings, by their
//! bytes.
//!
//! The same items come again with every request, and nearly all of them are clean. Only clean ones
//! are remembered: where something is found, every event needs its evidence anew.
//!
//! The hash is SipHash-1-3 of 128 bits under a secret key: who can write listings but does not know
//! the key can make no restricted one that hashes as a clean one does.

use crate::category::CategorySet;
use crate::classify::Facts;
use crate::lexicon::Language;
use crate::rewrite::{CleanListing, ListingHash, Recognised};
use quick_cache::sync::Cache;
use siphasher::sip::SipHasher24;
use siphasher::sip128::{Hasher128 as _, SipHasher13};
use std::fmt;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

/// One listing takes as much memory as so many units: some 300 bytes.
const LISTINGS: usize = 4;

/// Clean units of one revision, the most recent and most frequent up to a bound.
pub struct CleanUnits {
    clean: Option<Cache<u128, ()>>,
    listings: Option<Cache<u128, Arc<CleanListing>>>,
    key: (u64, u64),
}

/// What stands for a unit: what it says, and for which categories it was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitHash(u128);

impl CleanUnits {
    /// Remembers up to `capacity` units of `revision`; 0 remembers none.
    pub(super) fn new(capacity: usize, revision: &str, secret: (u64, u64)) -> Self {
        let half = |which: u8| {
            let mut hasher = SipHasher24::new_with_keys(secret.0, secret.1);
            hasher.write(b"remembered findings");
            hasher.write_u8(which);
            hasher.write(revision.as_bytes());
            hasher.finish()
        };
        Self {
            clean: (capacity > 0).then(|| Cache::new(capacity)),
            listings: (capacity > 0).then(|| Cache::new(capacity / LISTINGS)),
            key: (half(0), half(1)),
        }
    }

    /// Whether a listing with these bytes, in a place that is described alike on a page of this
    /// language, was judged for `wanted` before.
    pub fn recognise(
        &self,
        place: &[u8],
        bytes: &[u8],
        page: Option<Language>,
        wanted: CategorySet,
    ) -> Recognised {
        let Some(listings) = &self.listings else { return Recognised::Never };
        let mut hasher = SipHasher13::new_with_keys(self.key.1, self.key.0);
        (page, wanted, place.len()).hash(&mut hasher);
        hasher.write(place);
        hasher.write(bytes);
        let hash = hasher.finish128().as_u128();
        listings.get(&hash).map_or(Recognised::New(ListingHash(hash)), Recognised::Clean)
    }

    /// Notes that nothing was found in a listing.
    pub fn learn(&self, hash: ListingHash, listing: CleanListing) {
        if let Some(listings) = &self.listings {
            listings.insert(hash.0, Arc::new(listing));
        }
    }

    /// The hash of a unit of a page in this language, judged for `wanted`; `None` where nothing is remembered.
    pub fn hash(
        &self,
        facts: &Facts,
        page: Option<Language>,
        wanted: CategorySet,
    ) -> Option<UnitHash> {
        self.clean.as_ref()?;
        let mut hasher = SipHasher13::new_with_keys(self.key.0, self.key.1);
        (page, wanted).hash(&mut hasher);
        facts.hash(&mut hasher);
        Some(UnitHash(hasher.finish128().as_u128()))
    }

    /// Whether this very unit was judged before and nothing was found.
    pub fn contains(&self, unit: UnitHash) -> bool {
        self.clean.as_ref().is_some_and(|clean| clean.get(&unit.0).is_some())
    }

    /// Notes that nothing was found in a unit.
    pub fn note(&self, unit: UnitHash) {
        if let Some(clean) = &self.clean {
            clean.insert(unit.0, ());
        }
    }

    /// How many units are remembered.
    pub fn len(&self) -> usize {
        self.clean.as_ref().map_or(0, Cache::len)
    }

    /// Whether no unit is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for CleanUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key is a secret.
        f.debug_struct("CleanUnits").field("len", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::{CategoryTree, Kind};
    use crate::classify::{Role, Scalar};

    const SECRET: (u64, u64) = (7, 11);

    fn facts(list: &[(Role, &str, Scalar<'_>)]) -> Facts {
        let mut facts = Facts::default();
        list.iter().for_each(|&(role, key, value)| facts.push(role, key, value));
        facts
    }

    #[test]
    fn whatever_could_change_a_finding_changes_the_hash() {
        let mut tree = CategoryTree::default();
        let one = CategorySet::of(tree.add("one", None, Kind::Age, false).unwrap());
        let two = CategorySet::of(tree.add("two", None, Kind::Age, false).unwrap());
        let text = Scalar::Text;
        let units = [
            (facts(&[(Role::Name, "name", text("chair"))]), one),
            (facts(&[(Role::Name, "name", text("chair"))]), two),
            (facts(&[(Role::Name, "name", text("chair"))]), one.union(two)),
            (facts(&[(Role::Other, "name", text("chair"))]), one),
            (facts(&[(Role::Name, "namec", text("hair"))]), one),
            (facts(&[(Role::Name, "nam", text("echair"))]), one),
            (facts(&[(Role::Name, "name", text("1"))]), one),
            (facts(&[(Role::Name, "name", Scalar::Number("1"))]), one),
            (facts(&[(Role::Name, "name", text("true"))]), one),
            (facts(&[(Role::Name, "name", text(""))]), one),
            (facts(&[(Role::Name, "name", Scalar::Bool(true))]), one),
            (facts(&[(Role::Name, "name", Scalar::Bool(false))]), one),
            (facts(&[(Role::Name, "name", text("ch")), (Role::Name, "name", text("air"))]), one),
            (facts(&[(Role::Name, "name", text("ch")), (Role::Name, "", text("nameair"))]), one),
            (facts(&[]), one),
        ];
        let remembered = CleanUnits::new(100, "r1", SECRET);
        for (at, (facts, wanted)) in units.iter().enumerate() {
            let hash = remembered.hash(facts, None, *wanted).unwrap();
            assert!(!remembered.contains(hash), "unit {at} has the hash of one before");
            remembered.note(hash);
            assert!(
                remembered.contains(remembered.hash(facts, None, *wanted).unwrap()),
                "unit {at}"
            );
        }
        assert_eq!(remembered.len(), units.len());

        let (facts, wanted) = &units[0];
        let same = |other: &CleanUnits| {
            other.hash(facts, None, *wanted) == remembered.hash(facts, None, *wanted)
        };
        assert!(same(&CleanUnits::new(5, "r1", SECRET)));
        assert!(!same(&CleanUnits::new(100, "r2", SECRET)), "another revision");
        assert!(!same(&CleanUnits::new(100, "r1", (7, 12))), "another key");
    }

    #[test]
    fn is_bounded_and_can_be_off() {
        let off = CleanUnits::new(0, "r", SECRET);
        assert_eq!(off.hash(&facts(&[]), None, CategorySet::EMPTY), None);

        let few = CleanUnits::new(50, "r", SECRET);
        for number in 0..5000 {
            let unit = facts(&[(Role::Name, "name", Scalar::Text(&number.to_string()))]);
            few.note(few.hash(&unit, None, CategorySet::EMPTY).unwrap());
        }
        assert!((1..=100).contains(&few.len()), "{} remembered", few.len());
    }
}
