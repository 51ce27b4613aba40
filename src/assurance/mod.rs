//! Evidence in a request → what is proven of the viewer's age. No keys are fetched here and no
//! clock is read.

use crate::age::{AgeBounds, Class};
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

/// How an age was assured, by the names that providers use on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// The viewer's own word.
    SelfDeclaration,
    /// A guardian's word.
    GuardianDeclaration,
    /// A wallet's attestation: EU proof of age, PID, mDL.
    DigitalCredential,
    /// An electronic identity scheme.
    EId,
    /// A photo compared with an identity document.
    PhotoIdMatching,
    /// A bank account's holder data.
    OpenBanking,
    /// Possession of a credit card.
    CreditCard,
    /// A mobile network operator's record.
    MobileNetworkOperator,
    /// A credit agency's or register's record.
    DatabaseRecord,
    /// Estimated from a face.
    FacialAgeEstimation,
    /// Estimated from use of an e-mail address.
    EmailAgeEstimation,
    /// Inferred from an account's history.
    AccountInference,
}

/// How far proofs are trusted (level names of IEEE 2089.1), weakest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// The subject's own claim.
    #[default]
    Asserted,
    /// Some checking.
    Basic,
    /// The usual checking.
    Standard,
    /// Strong checking.
    Enhanced,
    /// The strongest checking.
    Strict,
}
