//! Bodies that were read, remembered by their bytes: a list that many viewers ask for leaves, without
//! what was taken out of it, without being read again.
//!
//! A body is remembered step by step, so that it is known however it comes in: what stands for a step
//! is a [fingerprint](super::fingerprint) of all bytes up to it, and of all that decides of the body
//! besides them, its ground. What is remembered of a step is what reading so far had shown: how much
//! could leave and with which changes, what is to be said of the units, and which listings stayed and
//! went, by their keys.

use super::fingerprint::Fingerprint;
use crate::audit::UnitRecord;
use crate::category::CategorySet;
use crate::rewrite::Change;
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

/// A record of a unit takes as much as so many.
const RECORD: u64 = 5;

/// Bytes put in that take as much as one.
const NEW: u64 = 128;

/// Steps of bodies of one revision, the most recent and most frequent up to a bound.
pub struct KnownPages {
    steps: Option<Cache<u128, Arc<KnownStep>, ByListings>>,
    key: Fingerprint,
}

/// What is remembered of a step, of the last one of a body too.
#[derive(Debug, Default)]
pub struct KnownStep {
    /// Bytes of the body that could leave when it was read so far.
    pub released: u64,
    /// What left otherwise than it came, since the step before.
    pub changes: Vec<Change>,
    /// What is to be said of the units since then.
    pub said: Said,
    /// What the listings among them are called that stayed.
    pub kept: Vec<u64>,
    /// The same of those in which something was found, and what it was.
    pub found: Vec<(u64, CategorySet)>,
    /// What [`Memory::forgotten`](super::Memory::forgotten) was when the keys were noted last.
    pub forgotten: AtomicU64,
}

/// What an event says of units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// How many were judged.
    pub judged: u64,
    /// How many of them were withheld.
    pub withheld: u64,
    /// How many would have been, by rules that only observe.
    pub would_withhold: u64,
    /// The first of those that were, or would have been.
    pub units: Vec<UnitRecord>,
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

impl Weighter<u128, Arc<KnownStep>> for ByListings {
    fn weight(&self, _: &u128, step: &Arc<KnownStep>) -> u64 {
        let new = step.changes.iter().map(|change| change.new.len() as u64 / NEW);
        OVERHEAD
            + (step.kept.len() + step.found.len() + step.changes.len()) as u64
            + step.said.units.len() as u64 * RECORD
            + new.sum::<u64>()
    }
}

impl KnownPages {
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
        let ground = self.key.go_on(1, &bytes.0);
        Some(PageHash(self.key.seal(ground, 2, bytes.0.len() as u64)))
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

    /// What became of a body when it was read so far.
    pub fn recall(&self, step: StepHash) -> Option<Arc<KnownStep>> {
        self.steps.as_ref()?.get(&step.0)
    }

    /// Notes what became of a body so far.
    pub fn learn(&self, step: StepHash, known: KnownStep) {
        if let Some(steps) = &self.steps {
            steps.insert(step.0, Arc::new(known));
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

impl KnownStep {
    /// Whether the memory of listings may have lost one of these since they were noted last, now
    /// that so much is forgotten; they are taken to be noted again.
    pub fn is_to_be_noted(&self, forgotten: u64) -> bool {
        self.forgotten.load(Ordering::Relaxed) != forgotten
            && self.forgotten.swap(forgotten, Ordering::Relaxed) != forgotten
    }
}

impl fmt::Debug for KnownPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key is a secret.
        f.debug_struct("KnownPages").field("len", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    const SECRET: (u64, u64) = (7, 11);

    fn step_of(judged: u64) -> KnownStep {
        KnownStep { released: 2, said: Said { judged, ..Said::default() }, ..KnownStep::default() }
    }

    #[test]
    fn a_body_is_known_on_its_own_ground_only() {
        let pages = KnownPages::new(1000, "r1", SECRET);
        let step = [b'a'; STEP];
        let begin = |ground| pages.begin(ground).unwrap();
        let hashes = |pages: &KnownPages, ground: (u8, &str)| {
            let page = pages.advance(pages.begin(ground).unwrap(), &step);
            let len = STEP as u64;
            [pages.step(page, len), pages.end(page, &[], len), pages.end(page, b"a", len + 1)]
        };
        let known = hashes(&pages, (1, "json"));
        for (at, step) in known.into_iter().enumerate() {
            assert!(pages.recall(step).is_none(), "{at}");
            pages.learn(step, KnownStep { released: at as u64, kept: vec![5, 6], ..step_of(3) });
        }
        for (at, step) in hashes(&pages, (1, "json")).into_iter().enumerate() {
            let step = pages.recall(step).unwrap();
            assert_eq!(
                (step.released, step.said.judged, &*step.kept),
                (at as u64, 3, [5, 6].as_slice())
            );
        }
        for other in [(2, "json"), (1, "jso"), (1, "html")] {
            let steps = hashes(&pages, other);
            assert!(steps.into_iter().all(|step| pages.recall(step).is_none()), "{other:?}");
        }
        assert_ne!(begin((1, "json")), pages.advance(begin((1, "json")), &step));
        let other = KnownPages::new(1000, "r2", SECRET);
        assert_ne!(hashes(&other, (1, "json")), known, "another revision");
    }

    #[test]
    fn its_size_is_bounded_and_may_be_none() {
        assert_eq!(KnownPages::new(0, "r", SECRET).begin(1), None);
        let few = KnownPages::new(2000, "r", SECRET);
        let end = |ground: usize| few.end(few.begin(ground).unwrap(), b"{}", 2);
        for number in 0..500 {
            few.learn(end(number), KnownStep { kept: vec![0; 84], ..step_of(1) });
        }
        assert!((1..=20).contains(&few.len()), "{}", few.len());
        let new = Bytes::from(vec![b' '; 300_000]);
        let changes = vec![Change { at: 0, gone: 1, new }];
        for (at, large) in [
            KnownStep { kept: vec![0; 3000], ..step_of(1) },
            KnownStep { found: vec![(0, CategorySet::EMPTY); 3000], ..step_of(1) },
            KnownStep { changes, ..step_of(1) },
        ]
        .into_iter()
        .enumerate()
        {
            few.learn(end(501 + at), large);
            assert!(few.recall(end(501 + at)).is_none(), "{at} is larger than all");
        }
    }

    #[test]
    fn keys_are_noted_again_once_for_each_loss() {
        let step = KnownStep { forgotten: 2.into(), ..step_of(1) };
        assert!(!step.is_to_be_noted(2));
        assert!(step.is_to_be_noted(3));
        assert!(!step.is_to_be_noted(3));
    }
}
