//! Bodies in which nothing was found, remembered by their bytes: a list that many viewers ask for
//! leaves without being read again.
//!
//! A body is remembered step by step, so that it is known however it comes in: what stands for a step
//! is a [fingerprint](super::fingerprint) of all bytes up to it, and of all that decides of the body
//! besides them, its ground. What is remembered of a step is what reading so far had shown: how much
//! could leave, how many units were judged, and which listings stay, by their keys.

use super::fingerprint::Fingerprint;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of a step. Less lets a known body leave sooner, and has one that is not known read in more
/// pieces.
pub const STEP: usize = 16 << 10;

/// One step takes as much memory as the keys of so many listings.
const OVERHEAD: u64 = 16;

/// Few locks do for what is asked a few times a request, and leave large shares.
const SHARDS: usize = 4;

/// Clean steps of bodies of one revision, the most recent and most frequent up to a bound.
pub struct CleanPages {
    steps: Option<Cache<u128, Arc<CleanStep>, ByListings>>,
    key: Fingerprint,
}

/// What is remembered of a step, of the last one of a body too.
#[derive(Debug)]
pub struct CleanStep {
    /// Bytes of the body that could leave when it was read so far.
    pub released: u64,
    /// Units judged since the step before.
    pub judged: u64,
    /// What the listings among them are called.
    pub keys: Box<[u64]>,
    /// What [`Memory::forgotten`](super::Memory::forgotten) was when the keys were noted last.
    forgotten: AtomicU64,
}

/// What stands for the ground of a body and its first steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageHash(u128);

/// What stands for a step, alone or as the end of its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepHash(u128);

/// Whatever is hashed into it, in bytes.
#[derive(Default)]
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

#[derive(Clone, Debug)]
struct ByListings;

impl Weighter<u128, Arc<CleanStep>> for ByListings {
    fn weight(&self, _: &u128, step: &Arc<CleanStep>) -> u64 {
        OVERHEAD + step.keys.len() as u64
    }
}

impl CleanPages {
    /// Remembers steps of `revision` with up to `capacity` listings; 0 remembers none.
    pub(super) fn new(capacity: usize, revision: &str, secret: (u64, u64)) -> Self {
        let mut options = OptionsBuilder::new();
        options.shards(SHARDS).weight_capacity(capacity as u64);
        let options = options.estimated_items_capacity(capacity / 64 + 1).build();
        let options = options.ok().filter(|_| capacity > 0);
        let (hasher, lifecycle) = (DefaultHashBuilder::default(), DefaultLifecycle::default());
        Self {
            steps: options.map(|o| Cache::with_options(o, ByListings, hasher, lifecycle)),
            key: Fingerprint::new(secret, "pages", revision),
        }
    }

    /// A body on this ground, of which nothing came yet; `None` where nothing is remembered.
    pub fn begin(&self, ground: impl Hash) -> Option<PageHash> {
        self.steps.as_ref()?;
        let mut bytes = Ground::default();
        ground.hash(&mut bytes);
        Some(PageHash(self.key.of(&[], &bytes.0, &[])))
    }

    /// The body with one more step, of [`STEP`] bytes.
    pub fn advance(&self, page: PageHash, step: &[u8]) -> PageHash {
        PageHash(self.key.go_on(page.0, step))
    }

    /// What stands for the last whole step, which ends at this byte.
    pub fn step(&self, page: PageHash, at: u64) -> StepHash {
        StepHash(self.key.seal(page.0, 0, at))
    }

    /// What stands for a body of this many bytes that ends with these behind its steps.
    pub fn end(&self, page: PageHash, rest: &[u8], len: u64) -> StepHash {
        StepHash(self.key.seal(self.key.go_on(page.0, rest), 1, len))
    }

    /// What was found when a body was read so far, if all of it was clean.
    pub fn recall(&self, step: StepHash) -> Option<Arc<CleanStep>> {
        self.steps.as_ref()?.get(&step.0)
    }

    /// Notes that nothing was found so far.
    pub fn learn(&self, step: StepHash, clean: CleanStep) {
        if let Some(steps) = &self.steps {
            steps.insert(step.0, Arc::new(clean));
        }
    }

    /// How many steps are remembered.
    pub fn len(&self) -> usize {
        self.steps.as_ref().map_or(0, Cache::len)
    }

    /// Whether no step is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl CleanStep {
    /// A step up to which so much could leave, with so many units and listings of these names, all
    /// noted when so much had been forgotten.
    pub fn new(released: u64, judged: u64, keys: Vec<u64>, forgotten: u64) -> Self {
        Self { released, judged, keys: keys.into(), forgotten: AtomicU64::new(forgotten) }
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
        let step = [b'a'; STEP];
        let begin = |ground| pages.begin(ground).unwrap();
        let hashes = |pages: &CleanPages, ground: (u8, &str)| {
            let page = pages.advance(pages.begin(ground).unwrap(), &step);
            let len = STEP as u64;
            [pages.step(page, len), pages.end(page, &[], len), pages.end(page, b"a", len + 1)]
        };
        let known = hashes(&pages, (1, "json"));
        for (at, step) in known.into_iter().enumerate() {
            assert!(pages.recall(step).is_none(), "{at}");
            pages.learn(step, CleanStep::new(at as u64, 3, vec![5, 6], 0));
        }
        for (at, step) in hashes(&pages, (1, "json")).into_iter().enumerate() {
            let step = pages.recall(step).unwrap();
            assert_eq!(
                (step.released, step.judged, &*step.keys),
                (at as u64, 3, [5, 6].as_slice())
            );
        }
        for other in [(2, "json"), (1, "jso"), (1, "html")] {
            let steps = hashes(&pages, other);
            assert!(steps.into_iter().all(|step| pages.recall(step).is_none()), "{other:?}");
        }
        assert_ne!(begin((1, "json")), pages.advance(begin((1, "json")), &step));
        let other = CleanPages::new(1000, "r2", SECRET);
        assert_ne!(hashes(&other, (1, "json")), known, "another revision");
    }

    #[test]
    fn its_size_is_bounded_and_may_be_none() {
        assert_eq!(CleanPages::new(0, "r", SECRET).begin(1), None);
        let few = CleanPages::new(2000, "r", SECRET);
        let end = |ground: usize| few.end(few.begin(ground).unwrap(), b"{}", 2);
        for number in 0..500 {
            few.learn(end(number), CleanStep::new(2, 1, vec![0; 84], 0));
        }
        assert!((1..=20).contains(&few.len()), "{}", few.len());
        few.learn(end(501), CleanStep::new(2, 1, vec![0; 3000], 0));
        assert!(few.recall(end(501)).is_none(), "larger than all");
    }

    #[test]
    fn keys_are_noted_again_once_for_each_loss() {
        let step = CleanStep::new(1, 1, vec![5], 2);
        assert!(!step.is_to_be_noted(2));
        assert!(step.is_to_be_noted(3));
        assert!(!step.is_to_be_noted(3));
    }
}
