//! Which listings were found to be what, by their identifiers: a copy of one that says nothing
//! (a link and a picture) is decided by what was found where it had words.

use crate::category::CategorySet;
use quick_cache::sync::Cache;

/// What one revision found of listings (`limits.remembered_listings`); forgotten with it.
#[derive(Debug)]
pub struct Memory {
    cache: Option<Cache<(u64, u64), Seen>>,
    /// Validators of copies that would be others if more were remembered.
    unsteady: Option<Cache<u64, ()>>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    /// The categories that were looked for.
    wanted: CategorySet,
    found: CategorySet,
}

impl Memory {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            cache: (capacity > 0).then(|| Cache::new(capacity)),
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
