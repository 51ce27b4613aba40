//! A development issuer: keys and tokens to try things with.
//!
//! Its issuer lies under `.invalid` and its keys carry a mark; both are refused unless
//! [`AssessorConfig::demo`](super::AssessorConfig::demo) is set.
//!
//! ```
//! use agegate::assurance::mint::DevelopmentIssuer;
//! use agegate::assurance::{Algorithm, Assessor, AssessorConfig, IssuerConfig, KeySource};
//! use agegate::clock::Timestamp;
//! use std::time::Duration;
//!
//! let now = Timestamp::from_secs(1_795_500_000);
//! let mint = DevelopmentIssuer::generate(Algorithm::Ed25519).unwrap();
//! let claims = serde_json::json!({ "age_over_18": true });
//! let token = mint.token(&claims, "shop", now, Duration::from_secs(300)).unwrap();
//!
//! let keys = KeySource::Inline(mint.jwks().into());
//! let mut issuer = IssuerConfig::new("dev", DevelopmentIssuer::ISS, "shop", keys);
//! issuer.per_request = true;
//! let config = AssessorConfig { issuers: vec![issuer], demo: true, ..Default::default() };
//! let assessor = Assessor::new(config).unwrap();
//! let request = http::Request::get("/").header("age-assurance-token", token).body(()).unwrap();
//! let assessed = assessor.assess(&request.into_parts().0, None, now);
//! assert_eq!(assessed.refusals, []);
//! assert_eq!(assessed.assurance.bounds.lower.0, 18);
//! ```

use super::credential::jwks::DEVELOPMENT_KID;
use super::settings::Algorithm;
use crate::clock::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::time::Duration;

/// PKCS #8 (RFC 5958, RFC 8410) around an Ed25519 private key of 32 bytes.
const ED25519_PREFIX: &[u8] = &[
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// PKCS #8 around a P-256 private key (RFC 5915) of 32 bytes, without the public key.
const P256_PREFIX: &[u8] = &[
    0x30, 0x41, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x27, 0x30, 0x25, 0x02, 0x01,
    0x01, 0x04, 0x20,
];

/// An issuer for development: one key pair.
pub struct DevelopmentIssuer {
    algorithm: Algorithm,
    secret: [u8; 32],
    key: EncodingKey,
    public: Value,
    kid: String,
}

impl fmt::Debug for DevelopmentIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevelopmentIssuer").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// Why keys or tokens could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MintError {
    /// Only ES256 and Ed25519 keys are made.
    Algorithm,
    /// The system gave no random bytes.
    Random,
    /// Not a private JWK of ours.
    Key,
    /// The claims are not a JSON object, or signing failed.
    Claims,
}

impl fmt::Display for MintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Algorithm => "development keys are ES256 or Ed25519",
            Self::Random => "the system gave no random bytes",
            Self::Key => "not a private JWK of a development issuer",
            Self::Claims => "the claims are not a JSON object that can be signed",
        })
    }
}

impl std::error::Error for MintError {}

impl DevelopmentIssuer {
    /// The `iss` of its tokens.
    pub const ISS: &'static str = "https://dev.agegate.invalid";

    /// An issuer with a new random key for ES256 or Ed25519.
    ///
    /// # Errors
    /// Another algorithm, or no random number can be drawn.
    pub fn generate(algorithm: Algorithm) -> Result<Self, MintError> {
        let mut secret = [0; 32];
        // A random number is no P-256 key about once in 2^32; then there is another.
        for _ in 0..4 {
            getrandom::fill(&mut secret).map_err(|_| MintError::Random)?;
            match Self::from_secret(algorithm, secret) {
                Err(MintError::Key) => {}
                made => return made,
            }
        }
        Err(MintError::Random)
    }

    /// The issuer of a private JWK from [`Self::private_jwk`].
    ///
    /// # Errors
    /// It is none, or of an algorithm that is not minted with.
    pub fn from_private_jwk(jwk: &str) -> Result<Self, MintError> {
        let jwk: Value = serde_json::from_str(jwk).map_err(|_| MintError::Key)?;
        let algorithm = jwk.get("alg").and_then(Value::as_str).and_then(Algorithm::from_name);
        let secret =
            jwk.get("d").and_then(Value::as_str).and_then(|d| URL_SAFE_NO_PAD.decode(d).ok());
        let secret = secret.and_then(|secret| secret.try_into().ok()).ok_or(MintError::Key)?;
        Self::from_secret(algorithm.ok_or(MintError::Key)?, secret)
    }

    /// The private key, to keep in a file between runs.
    pub fn private_jwk(&self) -> String {
        let mut jwk = self.public.clone();
        if let Some(members) = jwk.as_object_mut() {
            members.insert("d".to_owned(), URL_SAFE_NO_PAD.encode(self.secret).into());
        }
        jwk.to_string()
    }

    /// The public JWK Set, for the issuer's configuration.
    pub fn jwks(&self) -> String {
        json!({ "keys": [self.public] }).to_string()
    }

    /// The name of the key.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// A token: `claims` (a JSON object), with `iss`, `aud`, `iat` and `exp` added unless they are
    /// there.
    ///
    /// # Errors
    /// `claims` is no object, or cannot be signed.
    pub fn token(
        &self,
        claims: &Value,
        audience: &str,
        now: Timestamp,
        lifetime: Duration,
    ) -> Result<String, MintError> {
        let mut claims = claims.as_object().ok_or(MintError::Claims)?.clone();
        let defaults = [
            ("iss", Value::from(Self::ISS)),
            ("aud", audience.into()),
            ("iat", now.as_secs().into()),
            ("exp", now.plus(lifetime).as_secs().into()),
        ];
        for (name, value) in defaults {
            claims.entry(name).or_insert(value);
        }
        self.sign(&self.header(), &Value::Object(claims))
    }

    /// The header of its tokens.
    pub(crate) fn header(&self) -> Value {
        json!({ "alg": wire_name(self.algorithm), "typ": "JWT", "kid": self.kid })
    }

    /// A token of exactly this header and these claims.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> Result<String, MintError> {
        self.sign_bytes(header.to_string().as_bytes(), claims.to_string().as_bytes())
    }

    pub(crate) fn sign_bytes(&self, header: &[u8], claims: &[u8]) -> Result<String, MintError> {
        let encode = |bytes| URL_SAFE_NO_PAD.encode(bytes);
        let message = format!("{}.{}", encode(header), encode(claims));
        let algorithm = library_name(self.algorithm)?;
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &self.key, algorithm)
            .map_err(|_| MintError::Claims)?;
        Ok(format!("{message}.{signature}"))
    }

    fn from_secret(algorithm: Algorithm, secret: [u8; 32]) -> Result<Self, MintError> {
        let library = library_name(algorithm)?;
        let key = match algorithm {
            Algorithm::Es256 => EncodingKey::from_ec_der(&[P256_PREFIX, &secret].concat()),
            _ => EncodingKey::from_ed_der(&[ED25519_PREFIX, &secret].concat()),
        };
        let jwk = Jwk::from_encoding_key(&key, library).map_err(|_| MintError::Key)?;
        let mut public = match jwk.algorithm {
            AlgorithmParameters::EllipticCurve(point) => {
                json!({ "kty": "EC", "crv": "P-256", "x": point.x, "y": point.y })
            }
            AlgorithmParameters::OctetKeyPair(point) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": point.x })
            }
            _ => return Err(MintError::Key),
        };
        let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(public.to_string()));
        let kid = format!("{DEVELOPMENT_KID}{}", digest.get(..16).unwrap_or(&digest));
        if let Some(members) = public.as_object_mut() {
            members.insert("kid".to_owned(), kid.clone().into());
            members.insert("alg".to_owned(), wire_name(algorithm).into());
            members.insert("use".to_owned(), "sig".into());
        }
        Ok(Self { algorithm, secret, key, public, kid })
    }
}

/// `EdDSA` is what most readers still know for Ed25519.
const fn wire_name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Ed25519 => "EdDSA",
        other => other.name(),
    }
}

fn library_name(algorithm: Algorithm) -> Result<jsonwebtoken::Algorithm, MintError> {
    match algorithm {
        Algorithm::Es256 => Ok(jsonwebtoken::Algorithm::ES256),
        Algorithm::Ed25519 => Ok(jsonwebtoken::Algorithm::EdDSA),
        _ => Err(MintError::Algorithm),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_the_file_and_differ() {
        for algorithm in [Algorithm::Es256, Algorithm::Ed25519] {
            let one = DevelopmentIssuer::generate(algorithm).unwrap();
            let again = DevelopmentIssuer::from_private_jwk(&one.private_jwk()).unwrap();
            assert_eq!(one.jwks(), again.jwks());
            assert_ne!(one.jwks(), DevelopmentIssuer::generate(algorithm).unwrap().jwks());
            assert!(!one.jwks().contains("\"d\""));
            assert!(!format!("{one:?}").contains(&URL_SAFE_NO_PAD.encode(one.secret)));
        }
    }

    #[test]
    fn what_is_no_development_key_is_refused() {
        assert_eq!(DevelopmentIssuer::generate(Algorithm::Rs256).err(), Some(MintError::Algorithm));
        let jwk = |d: &str| format!(r#"{{"alg":"ES256","d":"{d}"}}"#);
        let zero = URL_SAFE_NO_PAD.encode([0; 32]);
        let over = URL_SAFE_NO_PAD.encode([0xff; 32]);
        for text in ["", "{}", &jwk("AA"), &jwk(&zero), &jwk(&over)] {
            assert_eq!(
                DevelopmentIssuer::from_private_jwk(text).err(),
                Some(MintError::Key),
                "{text}"
            );
        }
    }
}
