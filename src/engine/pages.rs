//! Bodies in which nothing was found, remembered by their bytes: a list that many viewers ask for
//! leaves without being read again.
//!
//! All that decides of such a body besides its bytes is part of the [fingerprint](super::fingerprint),
//! as its ground. What is remembered of it is what the rest of the process learns from reading it:
//! how many units were judged, and which listings stay, by their keys.

use super::fingerprint::Fingerprint;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One body takes as much memory as the keys of so many listings.
const BODY: u64 = 16;

/// A body is looked up once a request, so that few locks do, and a share holds the longest lists.
const SHARDS: usize = 4;

/// Bodies shorter than this are read as fast as they are looked up.
const LEAST: usize = 256;

/// Clean bodies of one revision, the most recent and most frequent up to a bound.
pub struct CleanPages {
    pages: Option<Cache<u128, Arc<CleanPage>, ByListings>>,
    key: Fingerprint,
}

/// What is remembered of a body in which nothing was found.
#[derive(Debug)]
pub struct CleanPage {
    /// Units judged in it.
    pub judged: u64,
    /// What the listings in it are called.
    pub keys: Box<[u64]>,
    /// What [`Memory::forgotten`](super::Memory::forgotten) was when the keys were noted last.
    forgotten: AtomicU64,
}

/// All that decides of a body besides its bytes, in bytes: whatever is hashed into it.
#[derive(Clone, Debug, Default)]
struct Ground(Vec<u8>);

impl Hasher for Ground {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Nothing: the bytes themselves are used.
    fn finish(&self) -> u64 {
        0
    }
}

/// What stands for the bytes of a body and its ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageHash(u128);

#[derive(Clone, Debug)]
struct ByListings;

impl Weighter<u128, Arc<CleanPage>> for ByListings {
    fn weight(&self, _: &u128, page: &Arc<CleanPage>) -> u64 {
        BODY + page.keys.len() as u64
    }
}

impl CleanPages {
    /// Remembers bodies of `revision` with up to `capacity` listings; 0 remembers none.
    pub(super) fn new(capacity: usize, revision: &str, secret: (u64, u64)) -> Self {
        let mut options = OptionsBuilder::new();
        options.shards(SHARDS).weight_capacity(capacity as u64);
        let options = options.estimated_items_capacity(capacity / 64 + 1).build();
        let options = options.ok().filter(|_| capacity > 0);
        let (hasher, lifecycle) = (DefaultHashBuilder::default(), DefaultLifecycle::default());
        Self {
            pages: options.map(|o| Cache::with_options(o, ByListings, hasher, lifecycle)),
            key: Fingerprint::new(secret, "pages", revision),
        }
    }

    /// What stands for a whole body on this ground; `None` where it would not be remembered.
    pub fn hash(&self, ground: impl Hash, body: &[u8]) -> Option<PageHash> {
        if self.pages.is_none() || body.len() < LEAST {
            return None;
        }
        let mut bytes = Ground::default();
        ground.hash(&mut bytes);
        Some(PageHash(self.key.of(&[], &bytes.0, body)))
    }

    /// A body that was judged before and in which nothing was found.
    pub fn recognise(&self, page: PageHash) -> Option<Arc<CleanPage>> {
        self.pages.as_ref()?.get(&page.0)
    }

    /// Notes that nothing was found in a body.
    pub fn learn(&self, page: PageHash, clean: CleanPage) {
        if let Some(pages) = &self.pages {
            pages.insert(page.0, Arc::new(clean));
        }
    }

    /// How many bodies are remembered.
    pub fn len(&self) -> usize {
        self.pages.as_ref().map_or(0, Cache::len)
    }

    /// Whether no body is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl CleanPage {
    /// A body with so many units and listings of these names, all noted when so much had been
    /// forgotten.
    pub fn new(judged: u64, keys: Vec<u64>, forgotten: u64) -> Self {
        Self { judged, keys: keys.into(), forgotten: AtomicU64::new(forgotten) }
    }

    /// Whether the memory of listings may have lost one of these since they were noted last, now
    /// that so much is forgotten; they are taken to be noted again.
    pub fn is_to_be_noted(&self, forgotten: u64) -> bool {
        self.forgotten.load(Ordering::Relaxed) != forgotten
            && self.forgotten.swap(forgotten, Ordering::Relaxed) != forgotten
    }
}

impl fmt::Debug for CleanPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key is a secret.
        f.debug_struct("CleanPages").field("len", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: (u64, u64) = (7, 11);

    #[test]
    fn a_body_is_known_on_its_own_ground_only() {
        let pages = CleanPages::new(1000, "r1", SECRET);
        let body = [b'a'; LEAST];
        let hash = pages.hash((1, "json"), &body).unwrap();
        pages.learn(hash, CleanPage::new(3, vec![5, 6], 0));
        let known = pages.recognise(pages.hash((1, "json"), &body).unwrap()).unwrap();
        assert_eq!((known.judged, &*known.keys), (3, [5, 6].as_slice()));
        for other in [(2, "json"), (1, "jso"), (1, "html")] {
            assert!(pages.recognise(pages.hash(other, &body).unwrap()).is_none(), "{other:?}");
        }
        let other = CleanPages::new(1000, "r2", SECRET);
        assert_ne!(other.hash((1, "json"), &body), Some(hash), "another revision");
    }

    #[test]
    fn its_size_is_bounded_and_may_be_none() {
        let off = CleanPages::new(0, "r", SECRET);
        assert_eq!(off.hash(1, &[0; LEAST]), None);
        let few = CleanPages::new(2000, "r", SECRET);
        assert_eq!(few.hash(1, &[0; LEAST - 1]), None, "short");
        for number in 0..500 {
            let hash = few.hash(number, &[0; LEAST]).unwrap();
            few.learn(hash, CleanPage::new(1, vec![0; 84], 0));
        }
        assert!((1..=20).contains(&few.len()), "{}", few.len());
        let hash = few.hash("large", &[0; LEAST]).unwrap();
        few.learn(hash, CleanPage::new(1, vec![0; 3000], 0));
        assert!(few.recognise(hash).is_none(), "larger than all");
    }

    #[test]
    fn keys_are_noted_again_once_for_each_loss() {
        let page = CleanPage::new(1, vec![5], 2);
        assert!(!page.is_to_be_noted(2));
        assert!(page.is_to_be_noted(3));
        assert!(!page.is_to_be_noted(3));
    }
}
