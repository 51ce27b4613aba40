//! What an assessor keeps for signed evidence: keys, what tokens came to, and which are spent.

use super::credential::jwks::{KeyRules, KeySet};
use super::credential::key_store::KeyStore;
use super::memory::{Exchanged, TokenHash, Verdicts};
use super::session::Sealer;
use super::settings::{AssessorConfig, KeySource};
use super::setup::{Problem, SetupError, Subject};
use super::{Assurance, Refusal};
use crate::clock::Timestamp;
use std::sync::Arc;

/// Keys, key ring and memory of an assessor.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) rules: Vec<KeyRules>,
    pub(super) keys: KeyStore,
    pub(super) verdicts: Verdicts<Arc<Verdict>>,
    pub(super) exchanged: Exchanged,
    pub(super) sealer: Option<Sealer>,
}

/// What a verified token came to.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) issuer: usize,
    pub(super) assurance: Assurance,
    pub(super) expires_at: Timestamp,
    pub(super) not_before: Option<Timestamp>,
    pub(super) issued_at: Option<Timestamp>,
    pub(super) once: TokenHash,
}

impl Kept {
    pub(super) fn new(config: &AssessorConfig, faults: &mut Vec<SetupError>) -> Self {
        let (mut rules, mut sets) = (Vec::new(), Vec::new());
        for (index, issuer) in config.issuers.iter().enumerate() {
            let fitting = KeyRules {
                algorithms: issuer.algorithms.clone(),
                symmetric: issuer.symmetric,
                demo: config.demo,
            };
            let set = match &issuer.keys {
                KeySource::Inline(bytes) => KeySet::parse(bytes, &fitting),
                KeySource::Url { .. } => Ok(KeySet::default()),
            };
            sets.push(Arc::new(set.unwrap_or_else(|error| {
                let subject = Subject::Issuer(index, issuer.name.clone());
                faults.push(SetupError { subject, problem: Problem::Keys(error) });
                KeySet::default()
            })));
            rules.push(fitting);
        }
        let remembered = config.session.as_ref().map_or(0, |session| session.remembered_tokens);
        Self {
            rules,
            keys: KeyStore::new(sets),
            verdicts: Verdicts::new(config.cached_tokens),
            exchanged: Exchanged::new(remembered),
            sealer: config.session.as_ref().and_then(Sealer::new),
        }
    }
}

impl Verdict {
    /// Whether it may be believed once more.
    pub(super) fn still_holds(&self, now: Timestamp, latest: Timestamp) -> Result<(), Refusal> {
        if now >= self.expires_at {
            return Err(Refusal::Expired);
        }
        if self.not_before.is_some_and(|time| time > latest) {
            return Err(Refusal::NotYetValid);
        }
        if self.issued_at.is_some_and(|time| time > latest) {
            return Err(Refusal::IssuedInFuture);
        }
        Ok(())
    }
}
