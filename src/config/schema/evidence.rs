//! `[[issuer]]`, `[session]`, `[shop]`, `[trusted_header]`: whose evidence of age is believed,
//! and how far. Plain values; the assurance room reads the keys and makes an assessor of them.

use super::{assign, header_name, issuer};
use crate::age::Class;
use crate::assurance::Confidence;
use crate::config::read::Table;
use http::HeaderName;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// Whose evidence is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceSettings {
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
            issuers: Vec::new(),
            session: SessionSettings::default(),
            shop: Caps { class: Class::Inferred, confidence: Confidence::Basic },
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
    /// Tolerance for `nbf` and `iat` in the future; never for `exp`.
    pub leeway: Duration,
    /// Whether its tokens count on any request, not only in exchange for a session.
    pub per_request: bool,
    /// Whether its tokens are read from `Authorization: Bearer` too.
    pub authorization: bool,
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

/// A signature algorithm of RFC 7518 or RFC 8037. Symmetric ones and `none` do not exist here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
}

impl Algorithm {
    /// All, with their names in JOSE headers.
    pub const ALL: [(&'static str, Self); 9] = [
        ("ES256", Self::Es256),
        ("ES384", Self::Es384),
        ("EdDSA", Self::EdDsa),
        ("PS256", Self::Ps256),
        ("PS384", Self::Ps384),
        ("PS512", Self::Ps512),
        ("RS256", Self::Rs256),
        ("RS384", Self::Rs384),
        ("RS512", Self::Rs512),
    ];
}

/// Our own sealed cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSettings {
    /// Absolute, never prolonged by use.
    pub lifetime: Duration,
    /// Where the sealing keys are.
    pub keys: SessionKeys,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self { lifetime: Duration::from_secs(12 * 3600), keys: SessionKeys::Random }
    }
}

/// Where the sealing keys are: PASERK `k4.local.…`, one a line, the first seals, all open.
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
    /// What it is taken for at most.
    pub caps: Caps,
}

pub(super) fn read(root: &mut Table<'_>, settings: &mut EvidenceSettings, trusts_peers: bool) {
    let mut taken = BTreeSet::new();
    let issuers = root.tables("issuer", |table| issuer::read(table, &mut taken));
    assign(&mut settings.issuers, issuers.map(|read| read.into_iter().flatten().collect()));
    root.table("session", |table| session(table, &mut settings.session));
    root.table("shop", |table| settings.shop = caps(table, settings.shop));
    let header = root.table("trusted_header", |table| {
        let name = header_name(table, "name");
        if table.place_of("name").is_none() {
            table.missing("name", "which header the peers set");
        }
        let strongest = Caps { class: Class::SelfDeclared, confidence: Confidence::Asserted };
        let caps = caps(table, strongest);
        if !trusts_peers {
            let message = "`trusted_header` is believed from trusted peers only, and `trust.peers` names none";
            table.source().error(table.at(), message);
        }
        Some(TrustedHeaderSettings { name: name?, caps })
    });
    settings.trusted_header = header.flatten();
}

const CONFIDENCES: [(&str, Confidence); 5] = [
    ("asserted", Confidence::Asserted),
    ("basic", Confidence::Basic),
    ("standard", Confidence::Standard),
    ("enhanced", Confidence::Enhanced),
    ("strict", Confidence::Strict),
];

pub(super) fn caps(table: &mut Table<'_>, default: Caps) -> Caps {
    let classes = Class::ALL.map(|class| (class.name(), class));
    let class = table.word("class", &classes).map(|spot| spot.value);
    let confidence = table.word("confidence", &CONFIDENCES).map(|spot| spot.value);
    Caps {
        class: class.unwrap_or(default.class),
        confidence: confidence.unwrap_or(default.confidence),
    }
}

fn session(table: &mut Table<'_>, settings: &mut SessionSettings) {
    let lifetime = table.duration("lifetime");
    if let Some(lifetime) = lifetime.filter(|l| l.value > Duration::from_secs(30 * 86_400)) {
        table.source().error(lifetime.at, "a session longer than 30 d proves nothing any more");
    }
    assign(&mut settings.lifetime, lifetime.map(|spot| spot.value));
    let file = table.text("key_file");
    let env = table.parsed("key_env", |name| {
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let fits = !name.is_empty() && name.bytes().all(is_name);
        if fits { Ok(name.to_owned()) } else { Err("it is no name of an environment variable") }
    });
    match (file, env) {
        (Some(_), Some(env)) => {
            let message = "the keys come from `key_file` or `key_env`, not from both";
            table.source().error(env.at, message);
        }
        (Some(file), None) => settings.keys = SessionKeys::File(PathBuf::from(file.value)),
        (None, Some(env)) => settings.keys = SessionKeys::Env(env.value),
        (None, None) => {}
    }
}
