//! What is wrong with a configuration: everything at once, before anything is accepted by it.

use super::settings::{
    AssessorConfig, IssuerConfig, KeySource, SessionConfig, SessionKey, TrustedHeaderConfig,
};
use crate::field::is_taken;
use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

const LONGEST_SESSION: Duration = Duration::from_secs(12 * 3600);
const LONGEST_LEEWAY: Duration = Duration::from_secs(300);

/// One fault of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupError {
    /// Which part is at fault.
    pub subject: Subject,
    /// What is wrong, and what to do.
    pub problem: Problem,
}

/// A part of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The issuer at this index.
    Issuer(usize, String),
    /// The sealed session.
    Session,
    /// The trusted header.
    TrustedHeader,
    /// A value of the assessor itself.
    General,
}

/// What is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// A member that must not be empty.
    Empty(&'static str),
    /// A name that something else has already.
    Duplicate(&'static str, String),
    /// A number out of its range.
    OutOfRange(&'static str, &'static str),
    /// An issuer or address under `.invalid`, outside the demo.
    ReservedName(String),
    /// Keys would be fetched without TLS.
    Insecure(String),
    /// A shared secret is pinned, but `symmetric` is off or the keys come from an address.
    Symmetric,
    /// The keys cannot be used.
    #[cfg(feature = "jwt")]
    Keys(super::KeySetError),
    /// A session key that is published, repeated bytes, or misnamed.
    WeakSessionKey(String),
    /// A header that means something else.
    ReservedHeader(String),
    /// A network that holds every address.
    TrustsEverybody(String),
    /// The feature `jwt` is not built in.
    FeatureOff,
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Issuer(_, name) => write!(f, "issuer `{name}`: {}", self.problem),
            Subject::Session => write!(f, "session: {}", self.problem),
            Subject::TrustedHeader => write!(f, "trusted header: {}", self.problem),
            Subject::General => self.problem.fmt(f),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(what) => write!(f, "`{what}` is empty; give at least one"),
            Self::Duplicate(what, name) => write!(f, "the {what} `{name}` is taken already"),
            Self::OutOfRange(what, range) => write!(f, "`{what}` must be {range}"),
            Self::ReservedName(name) => {
                write!(f, "`{name}` lies under `.invalid`, which only the demo accepts")
            }
            Self::Insecure(url) => write!(f, "keys come over `https` only, not from `{url}`"),
            Self::Symmetric => f.write_str(
                "HS256 to HS512 need `symmetric` and inline keys; better use ES256 or Ed25519",
            ),
            #[cfg(feature = "jwt")]
            Self::Keys(error) => error.fmt(f),
            Self::WeakSessionKey(id) => write!(
                f,
                "the key `{id}` needs an id of up to 64 of `A-Z a-z 0-9 - _ .` and 32 random bytes"
            ),
            Self::ReservedHeader(name) => {
                write!(f, "`{name}` has another meaning; choose a header of your own")
            }
            Self::TrustsEverybody(network) => {
                write!(f, "`{network}` holds every address; list the peers")
            }
            Self::FeatureOff => f.write_str("needs the feature `jwt`, which is not built in"),
        }
    }
}

impl std::error::Error for SetupError {}

/// Every fault of `config`, apart from its keys.
pub(super) fn check(config: &AssessorConfig) -> Vec<SetupError> {
    let mut faults = Faults::default();
    faults.general(config);
    for (index, issuer) in config.issuers.iter().enumerate() {
        faults.subject = Subject::Issuer(index, issuer.name.clone());
        faults.issuer(issuer, config.demo);
    }
    if let Some(session) = &config.session {
        faults.subject = Subject::Session;
        faults.session(session, config.demo);
    }
    if let Some(header) = &config.trusted_header {
        faults.subject = Subject::TrustedHeader;
        faults.trusted_header(header);
    }
    faults.found
}

struct Faults {
    subject: Subject,
    found: Vec<SetupError>,
    names: HashSet<String>,
    issuers: HashSet<String>,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            subject: Subject::General,
            found: Vec::new(),
            names: HashSet::new(),
            issuers: HashSet::new(),
        }
    }
}

impl Faults {
    fn unless(&mut self, holds: bool, problem: Problem) {
        if !holds {
            self.found.push(SetupError { subject: self.subject.clone(), problem });
        }
    }

    fn name(&mut self, name: &str) {
        self.unless(!name.is_empty(), Problem::Empty("name"));
        self.unless(name.len() <= 64, Problem::OutOfRange("name", "at most 64 bytes long"));
        let new = self.names.insert(name.to_owned());
        self.unless(new, Problem::Duplicate("name", name.to_owned()));
    }

    fn general(&mut self, config: &AssessorConfig) {
        self.name(&config.shop.issuer);
        self.unless(
            config.leeway <= LONGEST_LEEWAY,
            Problem::OutOfRange("leeway", "at most 300 s"),
        );
        self.unless(
            (512..=65_536).contains(&config.max_token),
            Problem::OutOfRange("max_token", "from 512 to 65536 bytes"),
        );
        self.unless(
            (-14 * 60..=14 * 60).contains(&config.utc_offset_minutes),
            Problem::OutOfRange("utc_offset_minutes", "from -840 to 840"),
        );
    }

    fn issuer(&mut self, issuer: &IssuerConfig, demo: bool) {
        self.unless(cfg!(feature = "jwt"), Problem::FeatureOff);
        self.name(&issuer.name);
        self.unless(!issuer.iss.is_empty(), Problem::Empty("iss"));
        let new = self.issuers.insert(issuer.iss.clone());
        self.unless(new, Problem::Duplicate("`iss`", issuer.iss.clone()));
        let reserved = |url: &str| is_reserved(url) && !demo;
        self.unless(!reserved(&issuer.iss), Problem::ReservedName(issuer.iss.clone()));
        let named =
            !issuer.audience.is_empty() && issuer.audience.iter().all(|one| !one.is_empty());
        self.unless(named, Problem::Empty("audience"));
        self.unless(!issuer.algorithms.is_empty(), Problem::Empty("algorithms"));
        self.unless(
            !issuer.max_lifetime.is_zero(),
            Problem::OutOfRange("max_lifetime", "longer than nothing"),
        );
        let secret = issuer.algorithms.iter().any(|algorithm| algorithm.is_symmetric());
        let inline = matches!(issuer.keys, KeySource::Inline(_));
        self.unless(!secret || issuer.symmetric && inline, Problem::Symmetric);
        if let KeySource::Url { url, .. } = &issuer.keys {
            self.unless(!reserved(url), Problem::ReservedName(url.clone()));
            let secure = has_scheme(url, "https://") || demo && has_scheme(url, "http://");
            self.unless(secure, Problem::Insecure(url.clone()));
        }
    }

    fn session(&mut self, session: &SessionConfig, demo: bool) {
        self.unless(cfg!(feature = "jwt"), Problem::FeatureOff);
        self.unless(!session.keys.is_empty(), Problem::Empty("keys"));
        let mut ids = HashSet::new();
        for key in &session.keys {
            let new = ids.insert(key.id.as_str());
            self.unless(new, Problem::Duplicate("key id", key.id.clone()));
            self.unless(is_strong(key, demo), Problem::WeakSessionKey(key.id.clone()));
        }
        let lifetime = !session.lifetime.is_zero() && session.lifetime <= LONGEST_SESSION;
        self.unless(lifetime, Problem::OutOfRange("lifetime", "from 1 s to 12 h"));
        self.unless(
            !session.max_token_age.is_zero(),
            Problem::OutOfRange("max_token_age", "longer than nothing"),
        );
        self.unless(
            session.remembered_tokens > 0,
            Problem::OutOfRange("remembered_tokens", "at least 1"),
        );
    }

    fn trusted_header(&mut self, header: &TrustedHeaderConfig) {
        self.name(&header.issuer);
        let name = header.name.as_str();
        let taken = is_taken(name) || name == super::TOKEN_HEADER;
        self.unless(!taken, Problem::ReservedHeader(name.to_owned()));
        self.unless(!header.peers.is_empty(), Problem::Empty("peers"));
        for network in header.peers.iter().filter(|network| network.prefix_len() == 0) {
            self.unless(false, Problem::TrustsEverybody(network.to_string()));
        }
    }
}

/// Whether a host lies under `.invalid` (RFC 2606 section 2), which no real issuer can own.
fn is_reserved(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = host.split(':').next().unwrap_or(host);
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    host == "invalid" || host.ends_with(".invalid")
}

fn has_scheme(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        && url.len() > scheme.len()
}

fn is_strong(key: &SessionKey, demo: bool) -> bool {
    let named = (1..=64).contains(&key.id.len())
        && key.id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    // Counting up or standing still: PASETO's test vectors, zeros, and keys typed by hand.
    let steps: HashSet<u8> =
        key.secret.iter().zip(key.secret.iter().skip(1)).map(|(a, b)| b.wrapping_sub(*a)).collect();
    named && (demo || steps.len() > 4)
}

#[cfg(test)]
#[cfg(feature = "jwt")]
#[path = "setup_tests.rs"]
mod tests;
