//! What was found in units, remembered by a hash of what they say, and in listings, by their bytes.
//!
//! The same items come again with every request, and nearly all of them are clean: of those no more
//! is remembered than that they are. Where something was found, what it was is, with its evidence.
//!
//! The hash is SipHash-1-3 of 128 bits under a secret key: who can write listings but does not know
//! the key can make no restricted one that hashes as a clean one does.

use crate::category::CategorySet;
use crate::classify::{Facts, Findings};
use crate::lexicon::Language;
use crate::rewrite::{KnownListing, ListingHash, Recognised};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use siphasher::sip::SipHasher24;
use siphasher::sip128::{Hasher128 as _, SipHasher13};
use std::fmt;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

/// One listing takes as much memory as so many clean units: some 300 bytes.
const LISTINGS: usize = 4;

/// A unit in which something was found takes as much as so many clean ones: some 600 bytes.
const FOUND: u64 = 8;

/// A listing in which something was found takes as much as so many clean ones.
const FOUND_LISTING: u64 = 3;

/// Findings with more evidence than this are not remembered: they would take more.
const EVIDENCE: usize = 8;

/// Findings of one revision, the most recent and most frequent up to a bound.
pub struct RememberedFindings {
    units: Option<Cache<u128, Arc<Findings>, Size>>,
    /// `None` for one in which something was found and that has to be read again, since it stayed.
    listings: Option<Cache<u128, Option<Arc<KnownListing>>, Size>>,
    /// Of all clean units.
    nothing: Arc<Findings>,
    key: (u64, u64),
}

/// How much of the memory a unit takes.
#[derive(Clone, Copy, Debug)]
struct Size;

impl Weighter<u128, Arc<Findings>> for Size {
    fn weight(&self, _: &u128, findings: &Arc<Findings>) -> u64 {
        if findings.items.is_empty() { 1 } else { FOUND }
    }
}

/// Where listings stand, and all that decides what their bytes mean: the listings of one list share
/// it.
#[derive(Clone)]
pub struct Place {
    described: Box<[u8]>,
    page: (Option<Language>, bool),
    wanted: CategorySet,
    /// Its own hash is the key.
    hasher: SipHasher13,
}

impl Place {
    /// Whether it is the one that [`RememberedFindings::place`] makes of this.
    pub fn is(
        &self,
        described: &[u8],
        page: (Option<Language>, bool),
        wanted: CategorySet,
    ) -> bool {
        *self.described == *described && self.page == page && self.wanted == wanted
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The hasher holds a secret.
        f.debug_struct("Place").field("described", &self.described).finish_non_exhaustive()
    }
}

/// What stands for a unit: what it says, and for which categories it was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitHash(u128);

impl Weighter<u128, Option<Arc<KnownListing>>> for Size {
    fn weight(&self, _: &u128, listing: &Option<Arc<KnownListing>>) -> u64 {
        let found = listing.as_ref().is_some_and(|listing| listing.findings().is_some());
        if found { FOUND_LISTING } else { 1 }
    }
}

impl RememberedFindings {
    /// Remembers up to `capacity` units of `revision`; 0 remembers none.
    pub(super) fn new(capacity: usize, revision: &str, secret: (u64, u64)) -> Self {
        let half = |which: u8| {
            let mut hasher = SipHasher24::new_with_keys(secret.0, secret.1);
            hasher.write(b"remembered findings");
            hasher.write_u8(which);
            hasher.write(revision.as_bytes());
            hasher.finish()
        };
        let units = || Cache::with_weighter(capacity, capacity as u64, Size);
        let few = capacity / LISTINGS;
        let listings = || Cache::with_weighter(few, few as u64, Size);
        Self {
            units: (capacity > 0).then(units),
            listings: (capacity > 0).then(listings),
            nothing: Arc::default(),
            key: (half(0), half(1)),
        }
    }

    /// Listings that are judged for `wanted` on a page of this language whose names are trusted or
    /// not, in a place that is described so.
    pub fn place(
        &self,
        described: &[u8],
        page: (Option<Language>, bool),
        wanted: CategorySet,
    ) -> Place {
        let mut hasher = SipHasher13::new_with_keys(self.key.1, self.key.0);
        (page, wanted, described.len()).hash(&mut hasher);
        hasher.write(described);
        let key = hasher.finish128();
        let hasher = SipHasher13::new_with_keys(key.h1, key.h2);
        Place { described: described.into(), page, wanted, hasher }
    }

    /// Whether a listing with these bytes was judged in such a place before, and whether it went.
    pub fn recognise(&self, place: &Place, bytes: &[u8]) -> Recognised {
        let Some(listings) = &self.listings else { return Recognised::Never };
        let mut hasher = place.hasher;
        hasher.write(bytes);
        let hash = hasher.finish128().as_u128();
        match listings.get(&hash) {
            None => Recognised::New(ListingHash(hash)),
            Some(None) => Recognised::Found,
            Some(Some(listing)) if listing.findings().is_some() => Recognised::Goes(listing),
            Some(Some(listing)) => Recognised::Stays(listing),
        }
    }

    /// Notes that a listing stayed in which nothing was found, or went for what was, or, with `None`,
    /// that it has to be read.
    pub fn learn(&self, hash: ListingHash, listing: Option<KnownListing>) {
        if let Some(listings) = &self.listings {
            let small = |listing: &KnownListing| listing.findings().is_none_or(|f| is_small(f));
            listings.insert(hash.0, listing.filter(small).map(Arc::new));
        }
    }

    /// The hash of a unit of a page in this language, judged for `wanted`; `None` where nothing is
    /// remembered.
    pub fn hash(
        &self,
        facts: &Facts,
        page: Option<Language>,
        wanted: CategorySet,
    ) -> Option<UnitHash> {
        self.units.as_ref()?;
        let mut hasher = SipHasher13::new_with_keys(self.key.0, self.key.1);
        (page, wanted).hash(&mut hasher);
        facts.hash(&mut hasher);
        Some(UnitHash(hasher.finish128().as_u128()))
    }

    /// What was found in this very unit when it was judged before.
    pub fn recall(&self, unit: UnitHash) -> Option<Arc<Findings>> {
        self.units.as_ref()?.get(&unit.0)
    }

    /// Notes what is acted on of what was found in a unit; `None`: nothing.
    pub fn note(&self, unit: UnitHash, found: Option<&Arc<Findings>>) {
        let findings = match found {
            None => Some(&self.nothing),
            Some(found) => Some(found).filter(|found| is_small(found)),
        };
        if let (Some(units), Some(findings)) = (&self.units, findings) {
            units.insert(unit.0, Arc::clone(findings));
        }
    }

    /// How many units are remembered.
    pub fn len(&self) -> usize {
        self.units.as_ref().map_or(0, Cache::len)
    }

    /// Whether no unit is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Whether so much may be remembered.
fn is_small(findings: &Findings) -> bool {
    findings.items.iter().map(|item| item.evidence.len()).sum::<usize>() <= EVIDENCE
}

impl fmt::Debug for RememberedFindings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key is a secret.
        f.debug_struct("RememberedFindings").field("len", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::{CategoryTree, Kind};
    use crate::classify::{Evidence, Finding, Role, Scalar, Strength};

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
        let remembered = RememberedFindings::new(100, "r1", SECRET);
        for (at, (facts, wanted)) in units.iter().enumerate() {
            let hash = remembered.hash(facts, None, *wanted).unwrap();
            assert!(remembered.recall(hash).is_none(), "unit {at} has the hash of one before");
            remembered.note(hash, None);
            assert!(
                remembered.recall(remembered.hash(facts, None, *wanted).unwrap()).is_some(),
                "unit {at}"
            );
        }
        assert_eq!(remembered.len(), units.len());

        let (facts, wanted) = &units[0];
        let same = |other: &RememberedFindings| {
            other.hash(facts, None, *wanted) == remembered.hash(facts, None, *wanted)
        };
        assert!(same(&RememberedFindings::new(5, "r1", SECRET)));
        assert!(!same(&RememberedFindings::new(100, "r2", SECRET)), "another revision");
        assert!(!same(&RememberedFindings::new(100, "r1", (7, 12))), "another key");
    }

    #[test]
    fn what_was_found_comes_back_with_its_evidence() {
        let mut tree = CategoryTree::default();
        let category = tree.add("one", None, Kind::Age, false).unwrap();
        let found = |evidence: usize| {
            let label = Evidence::Label { key: "adult".into(), value: "true".into() };
            let evidence = vec![label; evidence];
            Arc::new(Findings {
                items: vec![Finding { category, strength: Strength::Declared, evidence }],
            })
        };
        let remembered = RememberedFindings::new(100, "r1", SECRET);
        let hash = |name: &str| {
            let unit = facts(&[(Role::Name, "name", Scalar::Text(name))]);
            remembered.hash(&unit, None, CategorySet::EMPTY).unwrap()
        };
        remembered.note(hash("some"), Some(&found(EVIDENCE)));
        assert_eq!(remembered.recall(hash("some")), Some(found(EVIDENCE)));
        remembered.note(hash("much"), Some(&found(EVIDENCE + 1)));
        assert_eq!(remembered.recall(hash("much")), None);
        remembered.note(hash("none"), None);
        assert_eq!(remembered.recall(hash("none")), Some(Arc::default()));
        (0..1000).for_each(|at| remembered.note(hash(&at.to_string()), Some(&found(1))));
        assert!(remembered.len() as u64 <= 2 * 100 / FOUND, "{} remembered", remembered.len());
    }

    #[test]
    fn is_bounded_and_can_be_off() {
        let off = RememberedFindings::new(0, "r", SECRET);
        assert_eq!(off.hash(&facts(&[]), None, CategorySet::EMPTY), None);

        let few = RememberedFindings::new(50, "r", SECRET);
        for number in 0..5000 {
            let unit = facts(&[(Role::Name, "name", Scalar::Text(&number.to_string()))]);
            few.note(few.hash(&unit, None, CategorySet::EMPTY).unwrap(), None);
        }
        assert!((1..=100).contains(&few.len()), "{} remembered", few.len());
    }
}
