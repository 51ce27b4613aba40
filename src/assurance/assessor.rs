//! The room's door: a request in, an assurance out.

use super::combine::{self, Proofs};
use super::settings::{AssessorConfig, KeySource};
use super::setup::{self, SetupError};
use super::{Assurance, Refusal, cookie, evidence, peer, preference};
use crate::clock::{Date, Timestamp};
use crate::field::{begins_alike, is_alike};
use http::request::Parts;
use http::{HeaderMap, HeaderName};
use std::time::Duration;

#[cfg(feature = "jwt")]
use super::kept::Kept;

/// Prefixes of our internal headers; a client's copies of them go.
const INTERNAL: [&str; 2] = ["agegate-", "x-age-assurance-"];

/// Reads the evidence of requests by one configuration. Immutable but for its keys and its memory
/// of tokens; reads no clock and fetches nothing.
///
/// ```
/// use agegate::assurance::{Assessor, AssessorConfig};
/// use agegate::clock::Timestamp;
///
/// let assessor = Assessor::new(AssessorConfig::default()).unwrap();
/// let request = http::Request::get("/").header("prefer", "safe").body(()).unwrap();
/// let (parts, ()) = request.into_parts();
/// let assessed = assessor.assess(&parts, None, Timestamp::from_secs(1_795_500_000));
/// assert!(assessed.lowered_by_preference && assessed.assurance.known_minor);
/// ```
#[derive(Debug)]
pub struct Assessor {
    pub(super) config: AssessorConfig,
    #[cfg(feature = "jwt")]
    pub(super) kept: Kept,
}

/// What a request's evidence came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// What is proven of the viewer.
    pub assurance: Assurance,
    /// Evidence that was refused; any of it makes the viewer a known minor.
    pub refusals: Vec<Refusal>,
    /// `Prefer: safe` was applied: answer with `Preference-Applied: safe` (RFC 7240 section 3).
    pub lowered_by_preference: bool,
    /// Keys to fetch in the background. Asked for by unverified tokens, so fetch with a limit.
    pub wanted_keys: Vec<KeyWanted>,
    /// The session was refused and is of no more use: answer with
    /// [`Assessor::end_session_cookie`].
    pub clear_session: bool,
}

/// Where the keys of an issuer are to be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyUrl<'a> {
    /// The issuer's place in the configuration.
    pub issuer: usize,
    /// An `https` address of a JWK Set.
    pub url: &'a str,
    /// How long a fetched set stands before it is fetched again.
    pub refresh: Duration,
}

/// A key that a token asked for and that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyWanted {
    /// The issuer's place in the configuration.
    pub issuer: usize,
    /// The key's name, where the token says one.
    pub kid: Option<String>,
}

/// A refusal, with the key whose absence is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub refusal: Refusal,
    /// The key to fetch in the background.
    pub wanted_key: Option<KeyWanted>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, wanted_key: None }
    }
}

/// What is gathered while a request is read.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) proofs: Proofs,
    pub(super) refusals: Vec<Refusal>,
    pub(super) wanted_keys: Vec<KeyWanted>,
    pub(super) clear_session: bool,
}

impl Gathered {
    fn add(&mut self, result: Result<Option<Assurance>, Refusal>) {
        match result {
            Ok(None) => {}
            Ok(Some(proof)) => self.proofs.push(proof),
            Err(refusal) => self.refusals.push(refusal),
        }
    }
}

impl Assessor {
    /// An assessor of this configuration.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn new(config: AssessorConfig) -> Result<Self, Vec<SetupError>> {
        #[cfg_attr(not(feature = "jwt"), expect(unused_mut, reason = "keys add faults"))]
        let mut faults = setup::check(&config);
        #[cfg(feature = "jwt")]
        let kept = Kept::new(&config, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            #[cfg(feature = "jwt")]
            kept,
            config,
        })
    }

    /// What the evidence of a request, and the shop's own word, prove of its viewer.
    pub fn assess(&self, request: &Parts, shop: Option<Assurance>, now: Timestamp) -> Assessed {
        let today = self.today(now);
        let mut gathered = Gathered::default();
        self.read_signed(request, today, now, &mut gathered);
        if let Some(header) = &self.config.trusted_header {
            gathered.add(peer::read(request, header, today));
        }
        if let Some(shop) = shop {
            gathered.add(self.capped(shop, today, now).map(Some));
        }
        let safe = self.config.prefer_safe && preference::prefers_safe(&request.headers);
        let Gathered { proofs, mut refusals, wanted_keys, clear_session } = gathered;
        let assurance = combine::combine(proofs, &mut refusals, safe);
        Assessed { assurance, refusals, lowered_by_preference: safe, wanted_keys, clear_session }
    }

    /// Takes the evidence, and a client's copies of internal headers, out of a request on its way
    /// upstream. `Authorization` stays: it may be the shop's.
    pub fn strip(&self, headers: &mut HeaderMap) {
        headers.remove(&evidence::TOKEN);
        let trusted = self.config.trusted_header.as_ref().map(|header| header.name.as_str());
        let is_internal = |name: &&HeaderName| {
            let name = name.as_str();
            INTERNAL.iter().any(|prefix| begins_alike(prefix, name))
                || trusted.is_some_and(|own| is_alike(own, name))
        };
        let internal: Vec<HeaderName> = headers.keys().filter(is_internal).cloned().collect();
        for name in internal {
            headers.remove(name);
        }
        cookie::remove(headers);
    }

    /// Addresses of key sets that a driver is to fetch, with their issuers' places. A
    /// configuration that has any needs a driver.
    pub fn key_urls(&self) -> impl Iterator<Item = KeyUrl<'_>> {
        self.config.issuers.iter().enumerate().filter_map(|(issuer, rules)| match &rules.keys {
            KeySource::Url { url, refresh } => Some(KeyUrl { issuer, url, refresh: *refresh }),
            KeySource::Inline(_) => None,
        })
    }

    /// The configuration.
    pub fn config(&self) -> &AssessorConfig {
        &self.config
    }

    /// The day in the shop's zone.
    pub(super) fn today(&self, now: Timestamp) -> Date {
        let minutes = self.config.utc_offset_minutes;
        let offset = Duration::from_secs(u64::from(minutes.unsigned_abs()) * 60);
        if minutes >= 0 {
            return now.plus(offset).date();
        }
        let millis = u64::try_from(offset.as_millis()).unwrap_or(u64::MAX);
        Timestamp::from_millis(now.as_millis().saturating_sub(millis)).date()
    }

    /// The shop's own word, no stronger than the configuration lets it be.
    fn capped(&self, shop: Assurance, today: Date, now: Timestamp) -> Result<Assurance, Refusal> {
        if shop.expires_at.is_some_and(|end| now >= end) {
            return Err(Refusal::Expired);
        }
        if shop.bounds.is_contradictory() {
            return Err(Refusal::Contradictory);
        }
        let config = &self.config.shop;
        let by_method = shop.method.map_or(config.class, super::Method::strongest_class);
        Ok(Assurance {
            class: shop.class.min(config.class).min(by_method),
            confidence: shop.confidence.min(config.confidence),
            issuer: Some(config.issuer.clone()),
            born_not_after: shop
                .born_not_after
                .or_else(|| super::latest_birth(shop.bounds.lower, today)),
            ..shop
        })
    }

    /// Takes over what a revision before has fetched and noted; without the feature `jwt`, nothing.
    #[cfg(not(feature = "jwt"))]
    pub fn inherit(&mut self, _: &Self) {}

    #[cfg(not(feature = "jwt"))]
    fn read_signed(&self, request: &Parts, _: Date, _: Timestamp, gathered: &mut Gathered) {
        let max = self.config.max_token;
        let token = evidence::token(request, max).map(|token| token.is_some());
        let session = evidence::session(request, max).map(|session| session.is_some());
        gathered.clear_session = !matches!(session, Ok(false));
        for found in [token, session] {
            match found {
                Ok(false) => {}
                Ok(true) => gathered.refusals.push(Refusal::Unsupported),
                Err(refusal) => gathered.refusals.push(refusal),
            }
        }
    }
}

#[cfg(test)]
#[path = "assessor_tests.rs"]
mod tests;
