//! How an age was assured and how far that is trusted, by the names used in configuration and on
//! the wire.

use crate::age::Class;
use std::fmt;

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

/// The first name of a method is ours, the others are met in providers' tokens.
const METHODS: &[(Method, &[&str])] = &[
    (Method::SelfDeclaration, &["self_declaration", "self_declared"]),
    (Method::GuardianDeclaration, &["guardian_declaration", "guardian_declared"]),
    (Method::DigitalCredential, &["digital_credential"]),
    (Method::EId, &["electronic_id", "national_id_number"]),
    (Method::PhotoIdMatching, &["photo_id_matching", "id_doc_scan", "doc_scan", "id-document"]),
    (Method::OpenBanking, &["open_banking"]),
    (Method::CreditCard, &["credit_card", "payment_card_network"]),
    (Method::MobileNetworkOperator, &["mobile_network_operator"]),
    (Method::DatabaseRecord, &["database_record"]),
    (Method::FacialAgeEstimation, &["facial_age_estimation", "age_estimation"]),
    (Method::EmailAgeEstimation, &["email_age_estimation"]),
    (Method::AccountInference, &["account_inference"]),
];

impl Method {
    /// The name used in configuration, sessions and events.
    pub fn name(self) -> &'static str {
        METHODS
            .iter()
            .find(|(method, _)| *method == self)
            .and_then(|(_, names)| names.first().copied())
            .unwrap_or("unknown")
    }

    /// The method of a name, ours or one that providers use; case does not count.
    pub fn from_name(name: &str) -> Option<Self> {
        METHODS
            .iter()
            .find(|(_, names)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
            .map(|(method, _)| *method)
    }

    /// The strongest class that this method can give (ISO/IEC 27566-1). What a token says of its
    /// method may therefore lower its class, whatever the issuer is trusted with.
    pub const fn strongest_class(self) -> Class {
        match self {
            Self::SelfDeclaration | Self::GuardianDeclaration => Class::SelfDeclared,
            Self::CreditCard
            | Self::MobileNetworkOperator
            | Self::EmailAgeEstimation
            | Self::AccountInference => Class::Inferred,
            Self::FacialAgeEstimation => Class::Estimated,
            Self::DigitalCredential
            | Self::EId
            | Self::PhotoIdMatching
            | Self::OpenBanking
            | Self::DatabaseRecord => Class::Verified,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
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

impl Confidence {
    /// All levels, weakest first.
    pub const ALL: [Self; 5] =
        [Self::Asserted, Self::Basic, Self::Standard, Self::Enhanced, Self::Strict];

    /// The name used in configuration, sessions and events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Basic => "basic",
            Self::Standard => "standard",
            Self::Enhanced => "enhanced",
            Self::Strict => "strict",
        }
    }

    /// The level of a configuration name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for (method, names) in METHODS {
            assert_ne!(method.name(), "unknown");
            for name in *names {
                assert_eq!(Method::from_name(&name.to_ascii_uppercase()), Some(*method), "{name}");
            }
        }
        for level in Confidence::ALL {
            assert_eq!(Confidence::from_name(level.name()), Some(level));
        }
        assert_eq!(Method::from_name("palm_reading"), None);
        assert_eq!(Confidence::from_name("Strict"), None);
    }
}
