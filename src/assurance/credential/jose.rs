//! Compact JWS (RFC 7515) holding JWT claims (RFC 7519), by the rules of RFC 8725.
//!
//! 1. Three parts of strict base64url; header and claims are JSON objects without duplicate
//!    members.
//! 2. The algorithm is one of those pinned for the token's issuer; `none` is no algorithm. `crit`,
//!    keys brought along (`jwk`, `jku`, `x5u`, `x5c`) and foreign `typ` are refused.
//! 3. The key is the one of (issuer, `kid`, `alg`). Unknown: refused now, fetched for later.
//! 4. The signature; then `aud`, `exp`, `nbf`, `iat` and the lifetime. The leeway lets a token
//!    begin a little late, never end late.

use super::jwks::{KeySet, MAX_KID};
use crate::assurance::settings::{Algorithm, IssuerConfig};
use crate::assurance::{Refusal, json};
use crate::clock::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use std::time::Duration;

/// A token taken apart; nothing of it is verified yet.
#[derive(Debug)]
pub(crate) struct Unverified<'t> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signing_input: &'t str,
    signature: &'t str,
}

/// Claims that were verified.
#[derive(Debug)]
pub(crate) struct Verified {
    pub(crate) claims: Map<String, Value>,
    pub(crate) expires_at: Timestamp,
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) issued_at: Option<Timestamp>,
}

/// Takes a token apart. Its size was checked before.
pub(crate) fn parse(token: &str) -> Result<Unverified<'_>, Refusal> {
    let (signing_input, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
    let (header, claims) = signing_input.split_once('.').ok_or(Refusal::Malformed)?;
    if signature.is_empty() || claims.contains('.') {
        return Err(Refusal::Malformed);
    }
    let decode = |part| URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Malformed);
    // The signature's form is checked here too, so that one signature has one spelling.
    decode(signature)?;
    Ok(Unverified {
        header: json::object(&decode(header)?)?,
        claims: json::object(&decode(claims)?)?,
        signing_input,
        signature,
    })
}

impl<'t> Unverified<'t> {
    /// Whom the token says it is from.
    pub(crate) fn issuer(&self) -> Option<&str> {
        self.claims.get("iss").and_then(Value::as_str)
    }

    /// The key it asks for, if that is one that may be asked for.
    pub(crate) fn kid(&self) -> Result<Option<&str>, Refusal> {
        match self.header.get("kid") {
            None => Ok(None),
            Some(Value::String(kid)) if kid.len() <= MAX_KID => Ok(Some(kid)),
            Some(_) => Err(Refusal::Malformed),
        }
    }

    /// What is signed. Unlike the whole token it cannot be respelled: an ECDSA signature has a
    /// second valid form that anybody can compute.
    pub(crate) fn signing_input(&self) -> &'t str {
        self.signing_input
    }

    /// Checks everything against the issuer's configuration and keys.
    pub(crate) fn verify(
        self,
        issuer: &IssuerConfig,
        keys: &KeySet,
        leeway: Duration,
        now: Timestamp,
    ) -> Result<Verified, Refusal> {
        let algorithm = self.check_header(issuer)?;
        if self.issuer() != Some(issuer.iss.as_str()) {
            return Err(Refusal::Issuer);
        }
        let key = keys.pick(self.kid()?, algorithm).ok_or(Refusal::UnknownKey)?;
        let message = self.signing_input.as_bytes();
        let genuine =
            jsonwebtoken::crypto::verify(self.signature, message, key, library_name(algorithm));
        if !genuine.unwrap_or(false) {
            return Err(Refusal::Signature);
        }
        self.check_claims(issuer, leeway, now)
    }

    fn check_header(&self, issuer: &IssuerConfig) -> Result<Algorithm, Refusal> {
        let header = &self.header;
        if header.contains_key("crit") {
            return Err(Refusal::CriticalHeader);
        }
        if ["jwk", "jku", "x5u", "x5c"].iter().any(|name| header.contains_key(*name)) {
            return Err(Refusal::EmbeddedKey);
        }
        let fits = match header.get("typ") {
            None => true,
            Some(Value::String(typ)) => is_accepted_type(typ, issuer),
            Some(_) => false,
        };
        if !fits || header.contains_key("cty") {
            return Err(Refusal::TokenType);
        }
        let algorithm = header.get("alg").and_then(Value::as_str).and_then(Algorithm::from_name);
        algorithm.filter(|a| issuer.algorithms.contains(a)).ok_or(Refusal::Algorithm)
    }

    fn check_claims(
        self,
        issuer: &IssuerConfig,
        leeway: Duration,
        now: Timestamp,
    ) -> Result<Verified, Refusal> {
        let claims = self.claims;
        if !is_for_us(claims.get("aud"), &issuer.audience) {
            return Err(Refusal::Audience);
        }
        let expires_at = date(&claims, "exp", f64::floor)?.ok_or(Refusal::MissingExpiry)?;
        let not_before = date(&claims, "nbf", f64::ceil)?;
        let issued_at = date(&claims, "iat", f64::ceil)?;
        if now >= expires_at {
            return Err(Refusal::Expired);
        }
        let latest = now.plus(leeway);
        if not_before.is_some_and(|time| time > latest) {
            return Err(Refusal::NotYetValid);
        }
        if issued_at.is_some_and(|time| time > latest) {
            return Err(Refusal::IssuedInFuture);
        }
        if expires_at.since(issued_at.unwrap_or(now)) > issuer.max_lifetime {
            return Err(Refusal::LifetimeTooLong);
        }
        Ok(Verified { claims, expires_at, not_before, issued_at })
    }
}

fn is_accepted_type(typ: &str, issuer: &IssuerConfig) -> bool {
    // RFC 7515 section 4.1.9: `application/` may be left out, case does not count.
    let short = typ.get(..12).filter(|prefix| prefix.eq_ignore_ascii_case("application/"));
    let typ = if short.is_some() { typ.get(12..).unwrap_or(typ) } else { typ };
    let mut accepted = issuer.types.iter().map(String::as_str).chain(["JWT"]);
    accepted.any(|accepted| accepted.eq_ignore_ascii_case(typ))
}

fn is_for_us(aud: Option<&Value>, audience: &[String]) -> bool {
    let ours = |one: &str| audience.iter().any(|name| name == one);
    match aud {
        Some(Value::String(one)) => ours(one),
        Some(Value::Array(list)) => {
            list.iter().all(Value::is_string) && list.iter().filter_map(Value::as_str).any(ours)
        }
        _ => false,
    }
}

/// A NumericDate, which may have a fraction; rounded to the stricter side.
fn date(
    claims: &Map<String, Value>,
    name: &str,
    round: fn(f64) -> f64,
) -> Result<Option<Timestamp>, Refusal> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    if let Some(secs) = value.as_u64() {
        return Ok(Some(Timestamp::from_secs(secs)));
    }
    let secs = value.as_f64().map(round).filter(|secs| (0.0..=9e15).contains(secs));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
    let secs = secs.map(|secs| secs as u64).ok_or(Refusal::DateForm)?;
    Ok(Some(Timestamp::from_secs(secs)))
}

const fn library_name(algorithm: Algorithm) -> jsonwebtoken::Algorithm {
    match algorithm {
        Algorithm::Es256 => jsonwebtoken::Algorithm::ES256,
        Algorithm::Es384 => jsonwebtoken::Algorithm::ES384,
        Algorithm::Ed25519 => jsonwebtoken::Algorithm::EdDSA,
        Algorithm::Rs256 => jsonwebtoken::Algorithm::RS256,
        Algorithm::Rs384 => jsonwebtoken::Algorithm::RS384,
        Algorithm::Rs512 => jsonwebtoken::Algorithm::RS512,
        Algorithm::Ps256 => jsonwebtoken::Algorithm::PS256,
        Algorithm::Ps384 => jsonwebtoken::Algorithm::PS384,
        Algorithm::Ps512 => jsonwebtoken::Algorithm::PS512,
        Algorithm::Hs256 => jsonwebtoken::Algorithm::HS256,
        Algorithm::Hs384 => jsonwebtoken::Algorithm::HS384,
        Algorithm::Hs512 => jsonwebtoken::Algorithm::HS512,
    }
}

#[cfg(test)]
#[path = "jose_tests.rs"]
mod tests;
