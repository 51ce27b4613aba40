//! `[[issuer]]`, `[session]`, `[shop]`, `[trusted_header]`: whose evidence of age is believed,
//! and how far. Plain values; the builder reads the keys and makes an assessor of them.

use crate::age::Class;
use crate::assurance::{Algorithm, Confidence, Method};
use crate::config::error::At;
use http::HeaderName;
use std::path::PathBuf;
use std::time::Duration;

/// The longest lifetime of a session, and the default one.
pub(super) const LONGEST_SESSION: Duration = Duration::from_secs(12 * 3600);

/// Whose evidence is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceSettings {
    /// Whether `Prefer: safe` (RFC 8674) makes its sender a minor.
    pub prefer_safe: bool,
    /// Tolerance for `nbf` and `iat` in the future; never for `exp`.
    pub leeway: Duration,
    /// The shop's offset from UTC in minutes, by which birthdays begin.
    pub utc_offset_minutes: i32,
    /// Issuers of signed tokens, in order.
    pub issuers: Vec<IssuerSettings>,
    /// Our own session cookie.
    pub session: SessionSettings,
    /// How far the shop's own login may speak for a viewer.
    pub shop: Caps,
    /// A header that trusted peers may set; off by default.
    pub trusted_header: Option<TrustedHeaderSettings>,
}

impl Default for EvidenceSettings {
    fn default() -> Self {
        Self {
            prefer_safe: true,
            leeway: Duration::from_secs(60),
            utc_offset_minutes: 0,
            issuers: Vec::new(),
            session: SessionSettings::default(),
            shop: Caps { class: Class::Verified, confidence: Confidence::Standard },
            trusted_header: None,
        }
    }
}

/// The most that evidence of one origin is taken for, whatever it says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// The strongest class.
    pub class: Class,
    /// The highest confidence.
    pub confidence: Confidence,
}

/// One issuer of compact JWS tokens (RFC 7515, RFC 7519).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerSettings {
    /// Where it stands.
    pub at: At,
    /// The name in events; unique.
    pub name: String,
    /// The exact `iss`.
    pub iss: String,
    /// The accepted values of `aud`; one must be in the token.
    pub audience: Vec<String>,
    /// The accepted algorithms, pinned here and never taken from a token alone.
    pub algorithms: Vec<Algorithm>,
    /// Where the keys are.
    pub keys: KeySource,
    /// What its tokens are taken for at most.
    pub caps: Caps,
    /// The method of tokens that name none.
    pub method: Option<Method>,
    /// The issuer's own names of methods.
    pub method_names: Vec<(String, Method)>,
    /// Where its tokens name method, class and confidence, if not where ours do.
    pub claim_names: ClaimNames,
    /// Whether age claims may be strings, as `"age_over_18": "true"`.
    pub string_forms: bool,
    /// Values of `typ` accepted besides none and `JWT`.
    pub types: Vec<String>,
    /// The longest time from `iat` to `exp`.
    pub max_lifetime: Duration,
    /// Whether a session may outlive the token it was started with, as for ID tokens.
    pub session_outlives_token: bool,
    /// Whether its tokens count on any request, not only in exchange for a session.
    pub per_request: bool,
    /// Whether its tokens are read from `Authorization: Bearer` too.
    pub authorization: bool,
}

/// Names of top-level claims; `None`: the usual one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimNames {
    /// Of the method.
    pub method: Option<String>,
    /// Of the class.
    pub class: Option<String>,
    /// Of the confidence.
    pub confidence: Option<String>,
}

/// Where an issuer's JWKS (RFC 7517) comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// A file, relative to the configuration's directory.
    File(PathBuf),
    /// A URL, fetched in the background and again after `refresh`.
    Url {
        /// The https URL.
        url: String,
        /// How long fetched keys stand.
        refresh: Duration,
    },
}

/// Our own sealed cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSettings {
    /// Absolute, never prolonged by use.
    pub lifetime: Duration,
    /// How long ago a token may have been issued that is exchanged for a session.
    pub max_token_age: Duration,
    /// How many exchanged tokens are remembered until they expire; beyond, none is exchanged.
    pub remembered_tokens: usize,
    /// Whether the cookie outlives the browser's session.
    pub persistent: bool,
    /// Where the sealing keys are.
    pub keys: SessionKeys,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self {
            lifetime: LONGEST_SESSION,
            max_token_age: Duration::from_secs(600),
            remembered_tokens: 100_000,
            persistent: false,
            keys: SessionKeys::Random,
        }
    }
}

/// Where the sealing keys are: a name and 32 bytes in base64url, one key a line as `name:key`. The
/// first seals, all open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionKeys {
    /// One drawn at start: sessions end with the process, and no second process knows them.
    Random,
    /// A file, relative to the configuration's directory.
    File(PathBuf),
    /// An environment variable.
    Env(String),
}

/// A header in which a trusted peer names an age it has assured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedHeaderSettings {
    /// Its name.
    pub name: HeaderName,
    /// The issuer's name in events.
    pub issuer: String,
    /// What it is taken for.
    pub caps: Caps,
    /// How the peer assures ages, where known.
    pub method: Option<Method>,
}
