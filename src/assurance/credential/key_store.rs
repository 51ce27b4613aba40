//! The keys of all issuers, swapped while requests run.

use super::jwks::KeySet;
use arc_swap::ArcSwap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The key sets of all issuers, swapped whole while requests run.
#[derive(Debug)]
pub(crate) struct KeyStore {
    sets: Vec<ArcSwap<KeySet>>,
    wanted: Vec<AtomicBool>,
    generation: AtomicU64,
}

/// What a new key set changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyChange {
    /// The same keys as before.
    Same,
    /// Keys were added, none removed.
    Added,
    /// Keys were removed; what they signed counts no more.
    Removed,
}

impl KeyStore {
    pub(crate) fn new(sets: Vec<Arc<KeySet>>) -> Self {
        Self {
            wanted: sets.iter().map(|_| AtomicBool::new(false)).collect(),
            sets: sets.into_iter().map(ArcSwap::new).collect(),
            generation: AtomicU64::new(1),
        }
    }

    /// Notes that a key of the issuer is missing.
    pub(crate) fn want(&self, issuer: usize) {
        if let Some(wanted) = self.wanted.get(issuer) {
            wanted.store(true, Ordering::Relaxed);
        }
    }

    /// Whether one was missing since the last call.
    pub(crate) fn take_wanted(&self, issuer: usize) -> bool {
        self.wanted.get(issuer).is_some_and(|wanted| wanted.swap(false, Ordering::Relaxed))
    }

    /// Which keys stand now; part of the cache's keys, so it must be read before the keys are.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    pub(crate) fn get(&self, issuer: usize) -> Option<Arc<KeySet>> {
        self.sets.get(issuer).map(ArcSwap::load_full)
    }

    /// Swaps the keys of one issuer; `None` if there is no such issuer.
    pub(crate) fn replace(&self, issuer: usize, set: Arc<KeySet>) -> Option<KeyChange> {
        let old = self.sets.get(issuer)?.swap(set.clone());
        let (before, after) = (old.identities(), set.identities());
        let change = match (before == after, before.is_subset(&after)) {
            (true, _) => return Some(KeyChange::Same),
            (false, true) => KeyChange::Added,
            (false, false) => KeyChange::Removed,
        };
        // After the swap: whoever reads the new generation sees the new keys.
        self.generation.fetch_add(1, Ordering::SeqCst);
        Some(change)
    }
}
