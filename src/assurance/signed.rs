//! Tokens and sessions: verified once, remembered briefly, combined with the issuer's caps.

use super::assessor::{Assessor, Gathered, KeyWanted, Refused};
use super::credential::jose::{self, Unverified};
use super::credential::jwks::{KeySet, KeySetError};
use super::credential::key_store::KeyChange;
use super::kept::Verdict;
use super::settings::{IssuerConfig, KeySource};
use super::{Assurance, Refusal, claims, cookie, evidence, origin};
use crate::clock::{Date, Timestamp};
use http::HeaderValue;
use http::request::Parts;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

impl Assessor {
    /// Carries fetched keys and the memory of exchanged tokens over from the revision before, so
    /// that a reload neither waits for keys nor lets a token be exchanged again.
    pub fn inherit(&mut self, previous: &Self) {
        for new in self.key_urls() {
            let same = previous.key_urls().find(|old| {
                let rules = |assessor: &Self, at: usize| assessor.kept.rules.get(at).cloned();
                old.url == new.url && rules(previous, old.issuer) == rules(self, new.issuer)
            });
            let fetched = same.and_then(|old| previous.kept.keys.get(old.issuer));
            if let Some(keys) = fetched {
                self.kept.keys.replace(new.issuer, keys);
            }
        }
        self.kept.exchanged.inherit(&previous.kept.exchanged);
    }

    /// Whether a token asked for a key that the issuer at `issuer` may have by now, since this was
    /// last asked. Such tokens are unverified: fetch with a limit.
    pub fn take_wanted(&self, issuer: usize) -> bool {
        self.kept.keys.take_wanted(issuer)
    }

    /// Takes a fetched JWK Set (RFC 7517) for the issuer at `issuer` (see [`Assessor::key_urls`]).
    ///
    /// # Errors
    /// A set that cannot be read or has no key that may be used, or a place that no issuer has; the
    /// keys before it stay.
    pub fn install_keys(&self, issuer: usize, jwks: &[u8]) -> Result<KeyChange, KeySetError> {
        let rules = self.kept.rules.get(issuer).ok_or(KeySetError::NoSuchIssuer)?;
        let set = KeySet::parse(jwks, rules)?;
        let change =
            self.kept.keys.replace(issuer, Arc::new(set)).ok_or(KeySetError::NoSuchIssuer)?;
        if change == KeyChange::Removed {
            self.kept.verdicts.clear();
        }
        Ok(change)
    }

    /// The keys of the issuer at `issuer` as they stand.
    pub fn keys(&self, issuer: usize) -> Option<Arc<KeySet>> {
        self.kept.keys.get(issuer)
    }

    pub(super) fn read_signed(
        &self,
        request: &Parts,
        today: Date,
        now: Timestamp,
        gathered: &mut Gathered,
    ) {
        match self.token_of(request) {
            Ok(None) => {}
            Ok(Some(token)) => match self.verify(token, today, now) {
                Ok(verdict) if self.is_per_request(&verdict) => {
                    gathered.proofs.push(verdict.assurance.clone());
                }
                Ok(_) => gathered.refusals.push(Refusal::ExchangeOnly),
                Err(refused) => {
                    gathered.refusals.push(refused.refusal);
                    gathered.wanted_keys.extend(refused.wanted_key);
                }
            },
            Err(refusal) => gathered.refusals.push(refusal),
        }
        match self.session_of(request, now) {
            Ok(None) => {}
            Ok(Some(proof)) => gathered.proofs.push(proof),
            Err(refusal) => {
                gathered.refusals.push(refusal);
                gathered.clear_session = true;
            }
        }
    }

    pub(super) fn exchange_token(
        &self,
        request: &Parts,
        host: &str,
        now: Timestamp,
    ) -> Result<HeaderValue, Refused> {
        let (Some(config), Some(sealer)) = (&self.config.session, &self.kept.sealer) else {
            return Err(Refusal::Unsupported.into());
        };
        let token = self.token_of(request)?.ok_or(Refusal::NoToken)?;
        let verdict = self.verify(token, self.today(now), now)?;
        let issued_at = verdict.issued_at.ok_or(Refusal::MissingIssuedAt)?;
        if now.since(issued_at) > config.max_token_age {
            return Err(Refusal::TooOld.into());
        }
        let outlives =
            self.config.issuers.get(verdict.issuer).is_some_and(|i| i.session_outlives_token);
        let end = sealer.end(now, (!outlives).then_some(verdict.expires_at));
        let sealed = sealer.seal(&verdict.assurance, host, end).ok_or(Refusal::Unsupported)?;
        let max_age = config.persistent.then(|| end.since(now).as_secs());
        let cookie = cookie::write(&sealed, max_age).ok_or(Refusal::Unsupported)?;
        // Last, so that a token is spent only on a session that was given.
        self.kept.exchanged.take(verdict.once, verdict.expires_at, now)?;
        Ok(cookie)
    }

    /// The one token of a request: of our header, or a bearer's where an issuer says so.
    fn token_of<'r>(&self, request: &'r Parts) -> Result<Option<&'r str>, Refusal> {
        let max = self.config.max_token;
        let header = evidence::token(request, max)?;
        if !self.config.issuers.iter().any(|issuer| issuer.accept_authorization) {
            return Ok(header);
        }
        let mut ours = evidence::bearers(request, max).filter(|token| self.is_our_bearer(token));
        match (header, ours.next()) {
            (Some(_), Some(_)) => Err(Refusal::Repeated),
            (None, Some(_)) if ours.next().is_some() => Err(Refusal::Repeated),
            (header, bearer) => Ok(header.or(bearer)),
        }
    }

    /// A bearer token counts only if it names an issuer whose tokens come so; any other is the
    /// shop's business.
    fn is_our_bearer(&self, token: &str) -> bool {
        let Ok(token) = jose::parse(token) else { return false };
        self.issuer_of(&token).is_some_and(|(_, issuer)| issuer.accept_authorization)
    }

    fn issuer_of(&self, token: &Unverified<'_>) -> Option<(usize, &IssuerConfig)> {
        let iss = token.issuer()?;
        self.config.issuers.iter().enumerate().find(|(_, issuer)| issuer.iss == iss)
    }

    fn is_per_request(&self, verdict: &Verdict) -> bool {
        self.config.issuers.get(verdict.issuer).is_some_and(|issuer| issuer.per_request)
    }

    fn verify(&self, token: &str, today: Date, now: Timestamp) -> Result<Arc<Verdict>, Refused> {
        let kept = &self.kept;
        let key = kept.verdicts.key(token, kept.keys.generation(), today);
        if let Some(verdict) = kept.verdicts.get(&key) {
            verdict.still_holds(now, now.plus(self.config.leeway))?;
            return Ok(verdict);
        }
        let verdict = Arc::new(self.verify_now(token, today, now)?);
        kept.verdicts.insert(key, verdict.clone());
        Ok(verdict)
    }

    fn verify_now(&self, token: &str, today: Date, now: Timestamp) -> Result<Verdict, Refused> {
        let token = jose::parse(token)?;
        let (index, issuer) = self.issuer_of(&token).ok_or(Refusal::Issuer)?;
        let kid = token.kid()?.map(str::to_owned);
        let once = Sha256::digest(token.signing_input()).into();
        let keys = self.kept.keys.get(index).ok_or(Refusal::Issuer)?;
        let verified = token.verify(issuer, &keys, self.config.leeway, now).map_err(|refusal| {
            let fetched = matches!(issuer.keys, KeySource::Url { .. });
            let wanted = refusal == Refusal::UnknownKey && fetched;
            if wanted {
                self.kept.keys.want(index);
            }
            Refused { refusal, wanted_key: wanted.then_some(KeyWanted { issuer: index, kid }) }
        })?;
        let proven = claims::evaluate(&verified.claims, issuer.string_forms, today)?;
        let (class, method, confidence) = claims::grade(&verified.claims, issuer)?;
        let assurance = Assurance {
            bounds: proven.bounds,
            born_not_after: proven.born_not_after,
            class,
            method,
            confidence,
            issuer: Some(issuer.name.clone()),
            checked_at: proven.checked_at,
            expires_at: Some(verified.expires_at),
            known_minor: false,
        };
        Ok(Verdict {
            issuer: index,
            assurance,
            expires_at: verified.expires_at,
            not_before: verified.not_before,
            issued_at: verified.issued_at,
            once,
        })
    }

    fn session_of(&self, request: &Parts, now: Timestamp) -> Result<Option<Assurance>, Refusal> {
        let Some(value) = evidence::session(request, self.config.max_token)? else {
            return Ok(None);
        };
        let sealer = self.kept.sealer.as_ref().ok_or(Refusal::Unsupported)?;
        let host = origin::host(request)?;
        let mut assurance = sealer.open(value, &host, now)?;
        // An issuer that was removed, or is trusted less since, takes its sessions with it.
        let name = assurance.issuer.as_deref();
        let issuer = self.config.issuers.iter().find(|issuer| Some(issuer.name.as_str()) == name);
        let issuer = issuer.ok_or(Refusal::Issuer)?;
        assurance.class = assurance.class.min(issuer.class);
        assurance.confidence = assurance.confidence.min(issuer.confidence);
        Ok(Some(assurance))
    }
}

#[cfg(test)]
#[path = "signed_tests.rs"]
mod tests;
