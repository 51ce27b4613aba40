//! Which listings were found to be what, by their identifiers: a copy of one that says nothing
//! (a link and a picture) is decided by what was found where it had words.

use crate::category::CategorySet;
use quick_cache::sync::Cache;
use quick_cache::{DefaultHashBuilder, Lifecycle, UnitWeighter};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Of so many listings one is forgotten before anybody need look again: what was just noted goes
/// much later.
const SLACK: u64 = 256;

/// What one revision found of listings (`limits.remembered_listings`); forgotten with it.
#[derive(Debug)]
pub struct Memory {
    cache: Option<Cache<(u64, u64), Seen, UnitWeighter, DefaultHashBuilder, Losses>>,
    /// How many listings were forgotten, and how many of them make a difference.
    losses: Losses,
    slack: u64,
    /// Validators of copies that would be others if more were remembered.
    unsteady: Option<Cache<u64, ()>>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    /// The categories that were looked for.
    wanted: CategorySet,
    found: CategorySet,
}

/// Counts what a cache lets go.
#[derive(Clone, Debug, Default)]
struct Losses(Arc<AtomicU64>);

impl Lifecycle<(u64, u64), Seen> for Losses {
    type RequestState = ();

    fn on_evict(&self, (): &mut (), _: (u64, u64), _: Seen) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Memory {
    pub(super) fn new(capacity: usize) -> Self {
        let losses = Losses::default();
        let cache = || {
            let (weighter, hasher) = (UnitWeighter, DefaultHashBuilder::default());
            Cache::with(capacity, capacity as u64, weighter, hasher, losses.clone())
        };
        Self {
            cache: (capacity > 0).then(cache),
            slack: capacity as u64 / SLACK + 1,
            losses,
            unsteady: (capacity > 0).then(|| Cache::new(capacity)),
        }
    }

    /// Notes that a listing of `host`, called `key`, was found to be of these categories when
    /// `wanted` was looked for.
    pub fn note(&self, host: u64, key: u64, wanted: CategorySet, found: CategorySet) {
        let Some(cache) = &self.cache else { return };
        let before = cache.get(&(host, key));
        let seen = before.map_or(Seen { wanted, found }, |before| Seen {
            wanted: before.wanted.union(wanted),
            found: before.found.union(found),
        });
        let same = before.is_some_and(|b| b.wanted == seen.wanted && b.found == seen.found);
        if !same {
            cache.insert((host, key), seen);
        }
    }

    /// How far the memory has moved on: as long as this stays the same, what was noted is still there.
    pub fn forgotten(&self) -> u64 {
        self.losses.0.load(Ordering::Relaxed) / self.slack
    }

    /// What the listing was found to be of `wanted`; `None` where not all of it was looked for.
    pub fn recall(&self, host: u64, key: u64, wanted: CategorySet) -> Option<CategorySet> {
        let seen = self.cache.as_ref()?.get(&(host, key))?;
        wanted.difference(seen.wanted).is_empty().then(|| seen.found.intersection(wanted))
    }

    /// Notes that what left under a validator rested on what was remembered just then, so that the
    /// same page may be another by now.
    pub fn note_unsteady(&self, validator: u64) {
        if let Some(unsteady) = &self.unsteady {
            unsteady.insert(validator, ());
        }
    }

    /// Whether that was noted.
    pub fn is_unsteady(&self, validator: u64) -> bool {
        self.unsteady.as_ref().is_some_and(|unsteady| unsteady.get(&validator).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::{CategoryTree, Kind};

    #[test]
    fn what_was_not_looked_for_is_not_known() {
        let mut tree = CategoryTree::default();
        let mut set = |name| CategorySet::of(tree.add(name, None, Kind::Age, false).unwrap());
        let (adult, alcohol) = (set("adult"), set("alcohol"));
        let memory = Memory::new(100);
        assert_eq!(memory.recall(1, 7, adult), None);
        memory.note(1, 7, adult, CategorySet::EMPTY);
        assert_eq!(memory.recall(1, 7, adult), Some(CategorySet::EMPTY));
        assert_eq!(memory.recall(1, 7, alcohol), None, "alcohol was not looked for");
        assert_eq!(memory.recall(2, 7, adult), None, "another host");
        memory.note(1, 7, alcohol, alcohol);
        assert_eq!(memory.recall(1, 7, adult.union(alcohol)), Some(alcohol));
        assert_eq!(memory.recall(1, 7, adult), Some(CategorySet::EMPTY));
    }

    #[test]
    fn what_was_noted_is_there_until_it_moves_on() {
        let memory = Memory::new(2000);
        let mut noted = (0, memory.forgotten());
        for key in 1..100_000 {
            memory.note(1, key, CategorySet::EMPTY, CategorySet::EMPTY);
            if memory.forgotten() == noted.1 {
                assert!(memory.recall(1, noted.0, CategorySet::EMPTY).is_some() || noted.0 == 0);
            } else {
                memory.note(1, key, CategorySet::EMPTY, CategorySet::EMPTY);
                noted = (key, memory.forgotten());
            }
        }
        assert!(noted.1 > 1000, "{}", noted.1);
    }

    #[test]
    fn its_size_is_bounded_and_may_be_none() {
        let memory = Memory::new(50);
        for key in 0..10_000 {
            memory.note(1, key, CategorySet::EMPTY, CategorySet::EMPTY);
        }
        let known = (0..10_000).filter(|key| memory.recall(1, *key, CategorySet::EMPTY).is_some());
        assert!(known.count() <= 100);
        let none = Memory::new(0);
        none.note(1, 1, CategorySet::EMPTY, CategorySet::EMPTY);
        assert_eq!(none.recall(1, 1, CategorySet::EMPTY), None);
    }
}
