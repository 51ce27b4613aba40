//! The sealed session: our own short credential, a PASETO v4.local in the cookie
//! `__Host-agegate`.
//!
//! 1. It holds the verdict alone: no identifier, no birthdate, nothing of the exchanged token.
//! 2. The footer names the key, in the clear; the first key of the ring seals, all open.
//! 3. It is sealed to this purpose and to one host, so a copy opens nowhere else.
//! 4. Its end is fixed when it is sealed; showing it prolongs nothing.

use super::settings::{SessionConfig, SessionKey};
use super::{Assurance, Confidence, Method, Refusal};
use crate::age::{Age, AgeBounds, Class};
use crate::clock::{Date, Timestamp};
use pasetors::keys::SymmetricKey;
use pasetors::token::{Local, UntrustedToken};
use pasetors::version4::{LocalToken, V4};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What the credential is for; another use of the same key cannot be mistaken for it.
const PURPOSE: &[u8] = b"agegate session 1\0";

/// The key ring, and how long sessions last.
#[derive(Debug)]
pub(super) struct Sealer {
    keys: Vec<Ring>,
    lifetime: Duration,
}

struct Ring {
    footer: Vec<u8>,
    key: SymmetricKey<V4>,
}

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ring(..)")
    }
}

/// The sealed content; short names, as it travels with every request.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    v: u8,
    lo: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    up: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bna: Option<String>,
    cls: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    m: Option<String>,
    conf: String,
    iss: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    chk: Option<String>,
    exp: u64,
}

impl Sealer {
    /// A ring of valid keys.
    pub(super) fn new(config: &SessionConfig) -> Option<Self> {
        let ring = |key: &SessionKey| {
            let footer = footer(&key.id);
            SymmetricKey::from(&key.secret).ok().map(|key| Ring { footer, key })
        };
        let keys = config.keys.iter().map(ring).collect::<Option<Vec<_>>>()?;
        Some(Self { keys, lifetime: config.lifetime })
    }

    /// When a session begun `now` ends: after the lifetime, or with its source if that is earlier.
    pub(super) fn end(&self, now: Timestamp, source: Option<Timestamp>) -> Timestamp {
        let end = now.plus(self.lifetime);
        source.map_or(end, |source| source.min(end))
    }

    /// Seals what is proven for one host until `expires_at`.
    pub(super) fn seal(
        &self,
        assurance: &Assurance,
        host: &str,
        expires_at: Timestamp,
    ) -> Option<String> {
        let content = Content {
            v: 1,
            lo: assurance.bounds.lower.0,
            up: assurance.bounds.upper.map(|age| age.0),
            bna: assurance.born_not_after.map(|day| day.to_string()),
            cls: assurance.class.name().to_owned(),
            m: assurance.method.map(|method| method.name().to_owned()),
            conf: assurance.confidence.name().to_owned(),
            iss: assurance.issuer.clone()?,
            chk: assurance.checked_at.map(|day| day.to_string()),
            exp: expires_at.as_secs(),
        };
        let message = serde_json::to_vec(&content).ok()?;
        let Ring { footer, key } = self.keys.first()?;
        LocalToken::encrypt(key, &message, Some(footer), Some(&binding(host))).ok()
    }

    /// What a session proves, if it was sealed here for `host` and has not ended.
    pub(super) fn open(
        &self,
        value: &[u8],
        host: &str,
        now: Timestamp,
    ) -> Result<Assurance, Refusal> {
        let text = std::str::from_utf8(value).map_err(|_| Refusal::SessionContent)?;
        let token =
            UntrustedToken::<Local, V4>::try_from(text).map_err(|_| Refusal::SessionContent)?;
        let ring = self.keys.iter().find(|ring| ring.footer == token.untrusted_footer());
        let Ring { footer, key } = ring.ok_or(Refusal::SessionKey)?;
        let opened = LocalToken::decrypt(key, &token, Some(footer), Some(&binding(host)))
            .map_err(|_| Refusal::SessionSeal)?;
        let content: Content =
            serde_json::from_str(opened.payload()).map_err(|_| Refusal::SessionContent)?;
        let expires_at = Timestamp::from_secs(content.exp);
        if now >= expires_at {
            return Err(Refusal::Expired);
        }
        // A lifetime shortened in the configuration holds for sessions begun before, too.
        if expires_at.since(now) > self.lifetime {
            return Err(Refusal::LifetimeTooLong);
        }
        content.assurance(expires_at).ok_or(Refusal::SessionContent)
    }
}

impl Content {
    fn assurance(self, expires_at: Timestamp) -> Option<Assurance> {
        let day = |text: Option<String>| match text {
            None => Some(None),
            Some(text) => Date::parse(&text).map(Some),
        };
        let method = match self.m {
            None => None,
            Some(name) => Some(Method::from_name(&name)?),
        };
        let bounds = AgeBounds { lower: Age(self.lo), upper: self.up.map(Age) };
        (self.v == 1 && !bounds.is_contradictory()).then_some(Assurance {
            bounds,
            born_not_after: day(self.bna)?,
            class: Class::from_name(&self.cls)?,
            method,
            confidence: Confidence::from_name(&self.conf)?,
            issuer: Some(self.iss),
            checked_at: day(self.chk)?,
            expires_at: Some(expires_at),
            known_minor: false,
        })
    }
}

/// PASETO's footer with a key id. Compared whole, never parsed.
fn footer(id: &str) -> Vec<u8> {
    format!("{{\"kid\":\"{id}\"}}").into_bytes()
}

fn binding(host: &str) -> Vec<u8> {
    [PURPOSE, host.as_bytes()].concat()
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
