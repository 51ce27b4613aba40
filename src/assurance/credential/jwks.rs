//! The keys of an issuer: JWK Sets (RFC 7517), checked when they are loaded.
//!
//! 1. A set is JSON without duplicate members, at most [`MAX_SET`] bytes and [`MAX_KEYS`] keys.
//! 2. A key counts if its type, curve, size, `use`, `key_ops` and `alg` fit an algorithm pinned for
//!    the issuer. Others are left out and say why; a set without any usable key is an error.
//! 3. Private keys, development keys and keys printed in standards are left out.

use crate::assurance::json;
use crate::assurance::settings::Algorithm;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::fmt;

/// Largest JWK Set in bytes.
pub const MAX_SET: usize = 256 * 1024;

/// Most keys in a JWK Set.
pub const MAX_KEYS: usize = 100;

/// Longest `kid` in bytes.
pub(crate) const MAX_KID: usize = 256;

/// `kid` of every key made by `agegate token` and the demo begins so.
pub(crate) const DEVELOPMENT_KID: &str = "agegate-development-";

/// SHA-256 of `n`, `x` or `k` of keys that are printed in standards or widely used in examples:
/// anybody can sign with them.
const PUBLISHED: &[&str] = &[
    "yOzJNhoF4oXwTCb5VyExpt6rB-niuGUFPG91pNi9KzI", // RFC 7515 A.1
    "JtaHLUdrIOfqp8yJTcvAPyNH6I-4y0YGZkIhPKzyV9U", // RFC 7515 A.2
    "xKjXbs9fcSpvmAUtlnoVX5LiKkFR4XZwCy2Ad5h5Z6s", // RFC 7515 A.3
    "-ggjxgHgFnAyD1ea1MXEU9d7bKjXu28mQKuxEiOjNYA", // RFC 7517 A.1, P-256
    "z9mCjVxL4YCn9OuLM3JXads3z50-fnHjUiFYw5s0U3w", // RFC 7517 A.1, RSA
    "ffb1mNjzhb1oUixyS8ntSDtzGvT2X-oDtw2gexaSUJM", // RFC 7517 A.3
    "c-x0RYBZxwyuPwrehmP-DaHcSxFO2M2sdTZBQLRFikw", // RFC 7520 3.5
    "If4x36FUomFia_hUBG_SJxt77UtqvkWqWId-9H-XIbk", // RFC 8037 A.2
    "Laikklc_nNRT2aaNeiTGK0wsi9DDSXKD_0OLYG9l4NM", // JWT debuggers, RSA
    "kULeWkRzqShhlRqUaqAxrHXfaumRgnHjy1jUhpeGNmY", // JWT debuggers, P-256
    "Rl2a1dVSjr4oe13OT7UWIIM9CbKQ5J3cxwymxKCuoBs", // JWT debuggers, HMAC
];

/// What an issuer's keys must fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyRules {
    pub(crate) algorithms: Vec<Algorithm>,
    pub(crate) symmetric: bool,
    pub(crate) demo: bool,
}

/// The usable keys of one issuer.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
    skipped: Vec<Skipped>,
}

#[derive(Debug)]
struct Key {
    kid: Option<String>,
    kind: Kind,
    algorithm: Option<Algorithm>,
    decoding: DecodingKey,
    fingerprint: [u8; 32],
}

/// A key that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its place in the set, from 0.
    pub index: usize,
    /// Why it does not count.
    pub reason: SkipReason,
}

/// Why a key of a set does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// Not an object with string members where strings belong.
    Form,
    /// A type or curve that no pinned algorithm uses.
    Type,
    /// Not meant for verifying signatures.
    Use,
    /// `alg` is not pinned for the issuer, or does not fit the type.
    Algorithm,
    /// Too short, too long, or not base64url.
    Material,
    /// Holds a private key, which then is no secret any more.
    Private,
    /// A shared secret, which the issuer is not configured for.
    Symmetric,
    /// Minted for development.
    Development,
    /// Printed in a standard or in wide use as an example.
    Published,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "it is not a well-formed JWK",
            Self::Type => "no algorithm pinned for the issuer uses its type",
            Self::Use => "it is not meant for signatures",
            Self::Algorithm => "its `alg` is not pinned for the issuer",
            Self::Material => "its key material has the wrong form or size",
            Self::Private => "it holds the private key; publish only the public one",
            Self::Symmetric => "it is a shared secret; set `symmetric` to accept one",
            Self::Development => "it was minted for development",
            Self::Published => "it is a published example key",
        })
    }
}

/// Why a JWK Set was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeySetError {
    /// Over [`MAX_SET`] bytes or [`MAX_KEYS`] keys.
    TooLarge,
    /// Not JSON, or a member stands twice.
    Malformed,
    /// Not an object with an array `keys`.
    NotASet,
    /// Two keys that fit the same algorithm have the same `kid`.
    DuplicateKid,
    /// No key can be used.
    NoUsableKey(Vec<Skipped>),
    /// No issuer stands at this place of the configuration.
    NoSuchIssuer,
}

impl fmt::Display for KeySetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => {
                write!(f, "the key set has over {MAX_SET} bytes or over {MAX_KEYS} keys")
            }
            Self::Malformed => f.write_str("the key set is not JSON, or names a member twice"),
            Self::NotASet => f.write_str("the key set has no array `keys`"),
            Self::DuplicateKid => f.write_str("two keys of the set have the same `kid`"),
            Self::NoSuchIssuer => f.write_str("no issuer stands at this place"),
            Self::NoUsableKey(skipped) => {
                f.write_str("the key set has no usable key")?;
                skipped.iter().enumerate().try_for_each(|(place, one)| {
                    let mark = if place == 0 { ": " } else { "; " };
                    write!(f, "{mark}key {}: {}", one.index, one.reason)
                })
            }
        }
    }
}

impl std::error::Error for KeySetError {}

impl KeySet {
    /// The usable keys of a JWK Set.
    pub(crate) fn parse(bytes: &[u8], rules: &KeyRules) -> Result<Self, KeySetError> {
        if bytes.len() > MAX_SET {
            return Err(KeySetError::TooLarge);
        }
        let set = json::object(bytes).map_err(|_| KeySetError::Malformed)?;
        let list = set.get("keys").and_then(Value::as_array).ok_or(KeySetError::NotASet)?;
        if list.len() > MAX_KEYS {
            return Err(KeySetError::TooLarge);
        }
        let (mut keys, mut skipped): (Vec<Key>, _) = (Vec::new(), Vec::new());
        for (index, jwk) in list.iter().enumerate() {
            match Key::read(jwk, rules) {
                Ok(key) => keys.push(key),
                Err(reason) => skipped.push(Skipped { index, reason }),
            }
        }
        if keys.is_empty() {
            return Err(KeySetError::NoUsableKey(skipped));
        }
        let mut seen = HashSet::new();
        if !keys.iter().filter(|key| key.kid.is_some()).all(|key| seen.insert((&key.kid, key.kind)))
        {
            return Err(KeySetError::DuplicateKid);
        }
        Ok(Self { keys, skipped })
    }

    /// How many keys can be used.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no key can be used: tokens are refused until keys arrive.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys that were left out, for the operator's log.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// The one key for `kid` and `algorithm`. Without `kid`, only if a single key fits.
    pub(crate) fn pick(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<&DecodingKey> {
        let mut fitting = self.keys.iter().filter(|key| {
            key.kind == Kind::of(algorithm)
                && key.algorithm.is_none_or(|only| only == algorithm)
                && kid.is_none_or(|kid| key.kid.as_deref() == Some(kid))
        });
        let key = fitting.next()?;
        fitting.next().is_none().then_some(&key.decoding)
    }

    /// What tells one set from another.
    pub(super) fn identities(&self) -> HashSet<(Option<&str>, Option<Algorithm>, [u8; 32])> {
        self.keys.iter().map(|key| (key.kid.as_deref(), key.algorithm, key.fingerprint)).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    P256,
    P384,
    Ed25519,
    Rsa,
    Secret,
}

impl Kind {
    const fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Es256 => Self::P256,
            Algorithm::Es384 => Self::P384,
            Algorithm::Ed25519 => Self::Ed25519,
            Algorithm::Rs256
            | Algorithm::Rs384
            | Algorithm::Rs512
            | Algorithm::Ps256
            | Algorithm::Ps384
            | Algorithm::Ps512 => Self::Rsa,
            Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512 => Self::Secret,
        }
    }
}

impl Key {
    fn read(jwk: &Value, rules: &KeyRules) -> Result<Self, SkipReason> {
        let jwk = jwk.as_object().ok_or(SkipReason::Form)?;
        let kid = text(jwk, "kid")?;
        if kid.is_some_and(|kid| kid.len() > MAX_KID) {
            return Err(SkipReason::Form);
        }
        if ["d", "p", "q", "dp", "dq", "qi", "oth"].iter().any(|name| jwk.contains_key(*name)) {
            return Err(SkipReason::Private);
        }
        if kid.is_some_and(|kid| kid.starts_with(DEVELOPMENT_KID)) && !rules.demo {
            return Err(SkipReason::Development);
        }
        let kind = kind(jwk)?;
        if kind == Kind::Secret && !rules.symmetric {
            return Err(SkipReason::Symmetric);
        }
        if !rules.algorithms.iter().any(|algorithm| Kind::of(*algorithm) == kind) {
            return Err(SkipReason::Type);
        }
        if !for_verifying(jwk)? {
            return Err(SkipReason::Use);
        }
        let algorithm = text(jwk, "alg")?
            .map(|name| Algorithm::from_name(name).ok_or(SkipReason::Algorithm))
            .transpose()?;
        if algorithm.is_some_and(|a| Kind::of(a) != kind || !rules.algorithms.contains(&a)) {
            return Err(SkipReason::Algorithm);
        }
        let (decoding, main) = material(jwk, kind)?;
        let fingerprint: [u8; 32] = Sha256::digest(&main).into();
        if PUBLISHED.contains(&URL_SAFE_NO_PAD.encode(fingerprint).as_str()) && !rules.demo {
            return Err(SkipReason::Published);
        }
        let kid = kid.map(str::to_owned);
        Ok(Self { kid, kind, algorithm, decoding, fingerprint })
    }
}

fn kind(jwk: &Map<String, Value>) -> Result<Kind, SkipReason> {
    let curve = text(jwk, "crv")?;
    match (text(jwk, "kty")?.ok_or(SkipReason::Form)?, curve) {
        ("EC", Some("P-256")) => Ok(Kind::P256),
        ("EC", Some("P-384")) => Ok(Kind::P384),
        ("OKP", Some("Ed25519")) => Ok(Kind::Ed25519),
        ("RSA", None) => Ok(Kind::Rsa),
        ("oct", None) => Ok(Kind::Secret),
        _ => Err(SkipReason::Type),
    }
}

/// RFC 7517 sections 4.2 and 4.3.
fn for_verifying(jwk: &Map<String, Value>) -> Result<bool, SkipReason> {
    let meant = text(jwk, "use")?.is_none_or(|meant| meant == "sig");
    let allowed = match jwk.get("key_ops") {
        None => true,
        Some(Value::Array(list)) => list.iter().any(|operation| operation == "verify"),
        Some(_) => return Err(SkipReason::Form),
    };
    Ok(meant && allowed)
}

/// The key for verifying, and the bytes that tell it from any other.
fn material(jwk: &Map<String, Value>, kind: Kind) -> Result<(DecodingKey, Vec<u8>), SkipReason> {
    let bytes = |name: &str, sizes: std::ops::RangeInclusive<usize>| {
        let text = text(jwk, name)?.ok_or(SkipReason::Form)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| SkipReason::Material)?;
        sizes.contains(&bytes.len()).then_some(bytes).ok_or(SkipReason::Material)
    };
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let bad = |_| SkipReason::Material;
    match kind {
        Kind::P256 | Kind::P384 => {
            let size = if kind == Kind::P256 { 32 } else { 48 };
            let (x, y) = (bytes("x", size..=size)?, bytes("y", size..=size)?);
            Ok((DecodingKey::from_ec_components(&encoded(&x), &encoded(&y)).map_err(bad)?, x))
        }
        Kind::Ed25519 => {
            let x = bytes("x", 32..=32)?;
            Ok((DecodingKey::from_ed_components(&encoded(&x)).map_err(bad)?, x))
        }
        Kind::Rsa => {
            // 2048 to 8192 bits, and no leading zero octet (RFC 7518 section 6.3.1.1).
            let (n, e) = (bytes("n", 256..=1024)?, bytes("e", 1..=8)?);
            let weak = n.first().is_none_or(|first| n.len() == 256 && *first < 0x80 || *first == 0);
            if weak || matches!(e.as_slice(), [1] | [0, ..]) {
                return Err(SkipReason::Material);
            }
            Ok((DecodingKey::from_rsa_raw_components(&n, &e), n))
        }
        Kind::Secret => {
            let secret = bytes("k", 32..=1024)?;
            Ok((DecodingKey::from_secret(&secret), secret))
        }
    }
}

fn text<'j>(jwk: &'j Map<String, Value>, name: &str) -> Result<Option<&'j str>, SkipReason> {
    match jwk.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(SkipReason::Form),
    }
}

#[cfg(test)]
#[path = "jwks_tests.rs"]
mod tests;
