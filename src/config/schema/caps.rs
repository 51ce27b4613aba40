//! How far evidence is trusted at most, and the names of methods.

use super::evidence::Caps;
use crate::age::Class;
use crate::assurance::{Confidence, Method};
use crate::config::read::Table;

/// All methods by their configuration names.
pub(in crate::config) const METHODS: [(&str, Method); 12] = [
    ("self_declaration", Method::SelfDeclaration),
    ("guardian_declaration", Method::GuardianDeclaration),
    ("digital_credential", Method::DigitalCredential),
    ("electronic_id", Method::EId),
    ("photo_id_matching", Method::PhotoIdMatching),
    ("open_banking", Method::OpenBanking),
    ("credit_card", Method::CreditCard),
    ("mobile_network_operator", Method::MobileNetworkOperator),
    ("database_record", Method::DatabaseRecord),
    ("facial_age_estimation", Method::FacialAgeEstimation),
    ("email_age_estimation", Method::EmailAgeEstimation),
    ("account_inference", Method::AccountInference),
];

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

/// What evidence is taken for where nothing is said.
pub(super) const WEAKEST: Caps =
    Caps { class: Class::SelfDeclared, confidence: Confidence::Asserted };
