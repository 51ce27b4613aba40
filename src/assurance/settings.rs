//! The assessor's configuration: plain structs, filled by hand or from files.

use super::{Confidence, Method};
use crate::age::Class;
use bytes::Bytes;
use http::HeaderName;
use ipnet::IpNet;
use std::fmt;
use std::time::Duration;

/// What is accepted as evidence, from whom, and how far it is trusted.
///
/// The default accepts nothing but the shop's own word and `Prefer: safe`.
#[derive(Clone, Debug)]
pub struct AssessorConfig {
    /// Whose tokens are accepted. Default: nobody's.
    pub issuers: Vec<IssuerConfig>,
    /// Sealed sessions. Default: none, so tokens cannot be exchanged.
    pub session: Option<SessionConfig>,
    /// A header set by a peer in front of us. Default: none.
    pub trusted_header: Option<TrustedHeaderConfig>,
    /// How far the shop's own word is trusted.
    pub shop: ShopConfig,
    /// Whether `Prefer: safe` (RFC 8674) makes its sender a minor. Default: true.
    pub prefer_safe: bool,
    /// How far an issuer's clock may run ahead: for `nbf` and `iat`, never for `exp`.
    /// Default: 60 s; at most 5 min.
    pub leeway: Duration,
    /// Longest accepted token or session in bytes. Default: 8192.
    pub max_token: usize,
    /// How many verified tokens are remembered. Default: 10 000; 0 remembers none.
    pub cached_tokens: usize,
    /// The shop's offset from UTC in minutes, for birthdays. Default: 0.
    pub utc_offset_minutes: i32,
    /// Accepts issuers under `.invalid`, development keys and published test keys, and origins
    /// without TLS. Set by the demo alone: anybody can mint such proofs. Default: false.
    pub demo: bool,
}

impl Default for AssessorConfig {
    fn default() -> Self {
        Self {
            issuers: Vec::new(),
            session: None,
            trusted_header: None,
            shop: ShopConfig::default(),
            prefer_safe: true,
            leeway: Duration::from_secs(60),
            max_token: 8192,
            cached_tokens: 10_000,
            utc_offset_minutes: 0,
            demo: false,
        }
    }
}

/// One issuer of signed tokens.
#[derive(Clone, Debug)]
pub struct IssuerConfig {
    /// The name in assurances, events and errors.
    pub name: String,
    /// The exact `iss` of its tokens.
    pub iss: String,
    /// Names of this service, one of which must stand in `aud`.
    pub audience: Vec<String>,
    /// The pinned signature algorithms. Default: ES256 and Ed25519.
    pub algorithms: Vec<Algorithm>,
    /// Where its keys come from.
    pub keys: KeySource,
    /// Whether its keys may be shared secrets (HS256 to HS512), in which case whoever can verify
    /// its tokens can also make them. Only for inline keys. Default: false.
    pub symmetric: bool,
    /// The strongest class its tokens can have; a token may only lower it.
    /// Default: self-declared.
    pub class: Class,
    /// How far its tokens are trusted; a token may only lower it. Default: asserted.
    pub confidence: Confidence,
    /// The method of tokens that name none. Default: not known.
    pub method: Option<Method>,
    /// Names of methods that are this issuer's own. Default: none.
    pub method_names: Vec<(String, Method)>,
    /// Where its tokens name method, class and confidence.
    pub claim_names: ClaimNames,
    /// Whether age claims may be strings, as `"age_over_18": "true"`. Default: false.
    pub string_forms: bool,
    /// Whether its tokens are also read from `Authorization: Bearer`. Default: false.
    pub accept_authorization: bool,
    /// Whether its tokens are accepted with every request, for callers without cookies.
    /// Default: false, so a token can only be exchanged for a session, once.
    pub per_request: bool,
    /// Longest time from `iat` (without it: from now) to `exp`. Default: 1 h.
    pub max_lifetime: Duration,
    /// Values of `typ` accepted besides none and `JWT`. Default: none.
    pub types: Vec<String>,
    /// Whether a session may outlive the token it was started with. Right for ID tokens, whose
    /// `exp` says until when they may be shown and not until when the age is true. Default: false.
    pub session_outlives_token: bool,
}

impl IssuerConfig {
    /// An issuer with the defaults, trusted with nothing stronger than a self-declaration.
    pub fn new(name: &str, iss: &str, audience: &str, keys: KeySource) -> Self {
        Self {
            name: name.to_owned(),
            iss: iss.to_owned(),
            audience: vec![audience.to_owned()],
            algorithms: vec![Algorithm::Es256, Algorithm::Ed25519],
            keys,
            symmetric: false,
            class: Class::SelfDeclared,
            confidence: Confidence::Asserted,
            method: None,
            method_names: Vec::new(),
            claim_names: ClaimNames::default(),
            string_forms: false,
            accept_authorization: false,
            per_request: false,
            max_lifetime: Duration::from_secs(3600),
            types: Vec::new(),
            session_outlives_token: false,
        }
    }
}

/// Top-level claims that name how the age was assured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimNames {
    /// The method. Default: `age_assurance_method`.
    pub method: String,
    /// The class. Default: `age_assurance_class`.
    pub class: String,
    /// The confidence. Default: `age_assurance_confidence`.
    pub confidence: String,
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self {
            method: "age_assurance_method".to_owned(),
            class: "age_assurance_class".to_owned(),
            confidence: "age_assurance_confidence".to_owned(),
        }
    }
}

/// Where an issuer's keys come from.
#[derive(Clone)]
pub enum KeySource {
    /// A JWK Set (RFC 7517 section 5), as read from a file.
    Inline(Bytes),
    /// An `https` address of a JWK Set, fetched in the background and never on a request's path.
    Url {
        /// Where the set is.
        url: String,
        /// How long a fetched set stands before it is fetched again.
        refresh: Duration,
    },
}

impl KeySource {
    /// How long a fetched set stands where nothing is said: rotations are announced by hours.
    pub const REFRESH: Duration = Duration::from_secs(15 * 60);

    /// Keys behind an address, fetched again every [`KeySource::REFRESH`].
    pub fn url(url: impl Into<String>) -> Self {
        Self::Url { url: url.into(), refresh: Self::REFRESH }
    }
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The bytes may be a shared secret.
            Self::Inline(bytes) => write!(f, "Inline({} bytes)", bytes.len()),
            Self::Url { url, refresh } => write!(f, "Url({url:?}, every {refresh:?})"),
        }
    }
}

/// Signature algorithms (RFC 7518 section 3.1, RFC 9864). `none` has no name here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// ECDSA with P-384 and SHA-384.
    Es384,
    /// Ed25519, as `EdDSA` (RFC 8037) or `Ed25519` (RFC 9864).
    Ed25519,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl Algorithm {
    /// All algorithms.
    pub const ALL: [Self; 12] = [
        Self::Es256,
        Self::Es384,
        Self::Ed25519,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
    ];

    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Ed25519 => "Ed25519",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        }
    }

    /// The algorithm of a registered name; case counts (RFC 7515 section 4.1.1).
    pub fn from_name(name: &str) -> Option<Self> {
        let name = if name == "EdDSA" { "Ed25519" } else { name };
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// Whether its key is a shared secret.
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::Hs256 | Self::Hs384 | Self::Hs512)
    }
}

/// The sealed session that a token is exchanged for.
#[derive(Clone, Debug)]
pub struct SessionConfig {
    /// The key ring: the first seals, all open. To rotate, put a new key first and drop the old
    /// one when its last session has ended.
    pub keys: Vec<SessionKey>,
    /// Absolute lifetime, never prolonged by use. Default: 12 h; at most that.
    pub lifetime: Duration,
    /// How long ago the exchanged token may have been issued. Default: 10 min.
    pub max_token_age: Duration,
    /// How many exchanged tokens are remembered until they expire. Default: 100 000; beyond,
    /// exchanges are refused.
    pub remembered_tokens: usize,
    /// Whether the cookie outlives the browser's session. Default: false, so that closing the
    /// browser on a shared computer ends it.
    pub persistent: bool,
}

impl SessionConfig {
    /// Sessions with the defaults, sealed by one key.
    pub fn new(key: SessionKey) -> Self {
        Self {
            keys: vec![key],
            lifetime: Duration::from_secs(12 * 3600),
            max_token_age: Duration::from_secs(600),
            remembered_tokens: 100_000,
            persistent: false,
        }
    }
}

/// A symmetric key that seals sessions.
#[derive(Clone)]
pub struct SessionKey {
    /// Names the key in the cookie's footer, in the clear: letters, digits, `-`, `_`, `.`;
    /// at most 64.
    pub id: String,
    /// 32 random bytes.
    pub secret: [u8; 32],
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A header set by a peer in front of us: `18` or `18+` (at least), `13-17` (a range).
#[derive(Clone, Debug)]
pub struct TrustedHeaderConfig {
    /// Its name.
    pub name: HeaderName,
    /// Peers it is believed from, by the address of the connection.
    pub peers: Vec<IpNet>,
    /// The issuer's name in assurances and events.
    pub issuer: String,
    /// The class of its proofs.
    pub class: Class,
    /// How far they are trusted.
    pub confidence: Confidence,
    /// The method, where known.
    pub method: Option<Method>,
}

/// Caps on what the shop's own code says of a viewer.
#[derive(Clone, Debug)]
pub struct ShopConfig {
    /// The issuer's name in assurances and events. Default: `shop`.
    pub issuer: String,
    /// The strongest class. Default: verified, as the code itself names the class it means.
    pub class: Class,
    /// The strongest confidence. Default: standard.
    pub confidence: Confidence,
}

impl Default for ShopConfig {
    fn default() -> Self {
        Self { issuer: "shop".to_owned(), class: Class::Verified, confidence: Confidence::Standard }
    }
}
