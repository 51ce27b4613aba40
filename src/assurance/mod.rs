//! Evidence in a request → what is proven of the viewer's age. No keys are fetched here and no
//! clock is read.
//!
//! 1. Evidence is a signed token (header `Age-Assurance-Token`, for some issuers `Authorization`),
//!    the sealed session it was exchanged for (cookie `__Host-agegate`), a header of a listed peer,
//!    or the shop's own word. Each is capped by the configuration.
//! 2. Whatever cannot be verified is refused, with a typed reason, and its bearer is treated as a
//!    known minor for that request. Nothing proven: unknown, which counts as 0 years old.
//! 3. Several proofs: the strictest wins, see `combine`. `Prefer: safe` only lowers.
//!
//! # Example
//! ```
//! use agegate::age::{Age, AgeBounds, Class};
//! use agegate::assurance::{Assessor, AssessorConfig, Assurance};
//! use agegate::clock::Timestamp;
//!
//! let assessor = Assessor::new(AssessorConfig::default()).unwrap();
//! let (parts, ()) = http::Request::get("/shelf").body(()).unwrap().into_parts();
//! let now = Timestamp::from_secs(1_795_500_000);
//! // The shop's login knows this customer's age.
//! let login = Assurance {
//!     bounds: AgeBounds::at_least(Age(18)),
//!     class: Class::Verified,
//!     ..Assurance::UNKNOWN
//! };
//! let assessed = assessor.assess(&parts, Some(login), now);
//! assert!(assessed.assurance.bounds.reaches(Age(18)));
//! assert_eq!(assessor.assess(&parts, None, now).assurance, Assurance::UNKNOWN);
//! ```

mod assessor;
mod combine;
mod cookie;
mod endpoint;
mod evidence;
mod level;
mod origin;
mod peer;
mod preference;
mod rejection;
mod settings;
mod setup;
#[cfg(test)]
mod trial;

#[cfg(feature = "jwt")]
mod claims;
#[cfg(feature = "jwt")]
mod credential;
#[cfg(feature = "jwt")]
mod json;
#[cfg(feature = "jwt")]
mod kept;
#[cfg(feature = "jwt")]
mod memory;
#[cfg(feature = "jwt")]
pub mod mint;
#[cfg(feature = "jwt")]
mod session;
#[cfg(feature = "jwt")]
mod signed;

pub use assessor::{Assessed, Assessor, KeyUrl, KeyWanted, Refused};
pub use cookie::SESSION_COOKIE;
pub use endpoint::{SESSION_PATH, SessionCall};
pub use evidence::TOKEN_HEADER;
pub use level::{Confidence, Method};
pub use peer::PeerAddr;
pub use rejection::Refusal;
pub use settings::{
    Algorithm, AssessorConfig, ClaimNames, IssuerConfig, KeySource, SessionConfig, SessionKey,
    ShopConfig, TrustedHeaderConfig,
};
pub use setup::{Problem, SetupError, Subject};

#[cfg(feature = "jwt")]
pub use credential::jwks::{KeySet, KeySetError, MAX_KEYS, MAX_SET, SkipReason, Skipped};
#[cfg(feature = "jwt")]
pub use credential::key_store::KeyChange;

use crate::age::{Age, AgeBounds, Class};
use crate::clock::{Date, Timestamp};
use crate::policy::Viewer;

/// What is proven of a viewer (ISO/IEC 27566-1). Lands in the request's extensions.
///
/// Holds a verdict, never the evidence: no token, birthdate or stable identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assurance {
    /// What is proven of the age.
    pub bounds: AgeBounds,
    /// The latest day on which the viewer may have been born, where that is known.
    pub born_not_after: Option<Date>,
    /// How the age was assured.
    pub class: Class,
    /// The method, where the issuer names one.
    pub method: Option<Method>,
    /// How much the operator trusts the issuer's proofs.
    pub confidence: Confidence,
    /// The configured name of the issuer; `None` for an unknown viewer.
    pub issuer: Option<String>,
    /// When the age was checked, to the day.
    pub checked_at: Option<Date>,
    /// Until when the proof holds; never prolonged by use.
    pub expires_at: Option<Timestamp>,
    /// To be treated as a proven minor: young by proof, by refused or contradictory evidence.
    pub known_minor: bool,
}

impl Assurance {
    /// Nothing is proven.
    pub const UNKNOWN: Self = Self {
        bounds: AgeBounds::UNKNOWN,
        born_not_after: None,
        class: Class::SelfDeclared,
        method: None,
        confidence: Confidence::Asserted,
        issuer: None,
        checked_at: None,
        expires_at: None,
        known_minor: false,
    };

    /// What a policy sees of it.
    pub const fn viewer(&self) -> Viewer {
        Viewer {
            bounds: self.bounds,
            born_not_after: self.born_not_after,
            class: self.class,
            known_minor: self.known_minor,
        }
    }
}

/// The last day of the year in which somebody who is `lower` years old today was born at the
/// latest. To the year, as a day could be the birthdate itself.
fn latest_birth(lower: Age, today: Date) -> Option<Date> {
    let year = today.year().saturating_sub(i32::from(lower.0));
    (lower > Age::ZERO).then(|| Date::new(year, 12, 31)).flatten()
}
