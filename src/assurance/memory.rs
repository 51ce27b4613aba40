//! What is remembered of tokens: verdicts, so that a token is verified once, and exchanged ones,
//! so that a token is exchanged once. Both bounded; neither holds a token.

use super::Refusal;
use crate::clock::{Date, Timestamp};
use quick_cache::sync::Cache;
use siphasher::sip128::{Hasher128 as _, SipHasher13};
use std::collections::hash_map::RandomState;
use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher as _, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};

/// A digest that stands for a token.
pub(super) type TokenHash = [u8; 32];

/// Verdicts by token, generation of the keys and day, of one configuration. Refusals are never
/// remembered: a key that arrives heals them.
#[derive(Debug)]
pub(super) struct Verdicts<V> {
    cache: Option<Cache<u128, V>>,
    /// Holds a key that nobody outside can know.
    hasher: SipHasher13,
}

impl<V: Clone> Verdicts<V> {
    /// Remembers up to `capacity` verdicts of one configuration.
    pub(super) fn new(capacity: usize) -> Self {
        let random = RandomState::new();
        let (one, other) = (random.hash_one(1), random.hash_one(2));
        let hasher = SipHasher13::new_with_keys(one, other);
        Self { cache: (capacity > 0).then(|| Cache::new(capacity)), hasher }
    }

    /// The name of a verdict. An age changes on birthdays, so `day` is part of it. Who cannot ask
    /// the hasher cannot find a token that is taken for another one.
    pub(super) fn key(&self, token: &str, generation: u64, day: Date) -> u128 {
        let mut hasher = self.hasher;
        (generation, day).hash(&mut hasher);
        hasher.write(token.as_bytes());
        hasher.finish128().as_u128()
    }

    pub(super) fn get(&self, key: &u128) -> Option<V> {
        self.cache.as_ref()?.get(key)
    }

    pub(super) fn insert(&self, key: u128, verdict: V) {
        if let Some(cache) = &self.cache {
            cache.insert(key, verdict);
        }
    }

    pub(super) fn clear(&self) {
        if let Some(cache) = &self.cache {
            cache.clear();
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.cache.as_ref().map_or(0, Cache::len)
    }
}

/// Tokens that were exchanged, until they expire. Full of unexpired ones, it refuses: to forget
/// one would let it be exchanged again.
#[derive(Debug)]
pub(super) struct Exchanged {
    capacity: usize,
    tokens: Arc<Mutex<Tokens>>,
}

#[derive(Debug, Default)]
struct Tokens {
    known: HashSet<TokenHash>,
    by_expiry: BTreeSet<(Timestamp, TokenHash)>,
}

impl Exchanged {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, tokens: Arc::default() }
    }

    /// Shares what a revision before has taken note of, within a bound of its own.
    pub(super) fn inherit(&mut self, previous: &Self) {
        self.tokens = Arc::clone(&previous.tokens);
    }

    /// Takes note of a token, if it is new.
    pub(super) fn take(
        &self,
        token: TokenHash,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        // Both collections are changed together below, without a step that could panic between.
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((expiry, oldest)) = tokens.by_expiry.first().copied() {
            if expiry > now {
                break;
            }
            tokens.by_expiry.remove(&(expiry, oldest));
            tokens.known.remove(&oldest);
        }
        if tokens.known.contains(&token) {
            return Err(Refusal::Replayed);
        }
        if tokens.known.len() >= self.capacity {
            return Err(Refusal::Busy);
        }
        tokens.known.insert(token);
        tokens.by_expiry.insert((expires_at, token));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(secs: u64) -> Timestamp {
        Timestamp::from_secs(secs)
    }

    #[test]
    fn a_token_is_taken_once_until_it_expires() {
        let exchanged = Exchanged::new(2);
        assert_eq!(exchanged.take([1; 32], at(100), at(0)), Ok(()));
        assert_eq!(exchanged.take([1; 32], at(100), at(99)), Err(Refusal::Replayed));
        assert_eq!(exchanged.take([2; 32], at(200), at(99)), Ok(()));
        assert_eq!(exchanged.take([3; 32], at(300), at(99)), Err(Refusal::Busy));
        assert_eq!(exchanged.take([2; 32], at(200), at(99)), Err(Refusal::Replayed));
        assert_eq!(exchanged.take([3; 32], at(300), at(100)), Ok(()));
    }

    #[test]
    fn a_verdict_belongs_to_token_generation_and_day() {
        let day = |day: &str| Date::parse(day).unwrap();
        let one = Verdicts::<u8>::new(10);
        let key = one.key("token", 1, day("2026-11-24"));
        let others = [
            one.key("token2", 1, day("2026-11-24")),
            one.key("token", 2, day("2026-11-24")),
            one.key("token", 1, day("2026-11-25")),
        ];
        one.insert(key, 7);
        assert_eq!(one.get(&key), Some(7));
        for other in others {
            assert_eq!(one.get(&other), None);
        }
        one.clear();
        assert_eq!((one.get(&key), one.len()), (None, 0));
        assert_eq!(Verdicts::<u8>::new(0).get(&key), None);
    }
}
