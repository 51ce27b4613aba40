//! The gate's answer to an API client.

use super::Reason;
use http::StatusCode;
use serde::Serialize;

/// A problem details object (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Identifies the kind of problem.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge_url: Option<String>,
}

impl Problem {
    /// The problem of a reason; `challenge_url` is named only where a proof would help.
    pub fn new(reason: Reason, status: StatusCode, challenge_url: Option<&str>) -> Self {
        let (kind, title, detail) = match reason {
            Reason::AgeAssuranceRequired => (
                "urn:agegate:problem:age-assurance-required",
                "Proof of age required",
                "This resource is shown only to viewers who have proven their age.",
            ),
            Reason::Prohibited => (
                "urn:agegate:problem:unavailable-for-legal-reasons",
                "Unavailable for legal reasons",
                "This resource may not be offered here.",
            ),
            Reason::Unreadable => (
                "urn:agegate:problem:response-withheld",
                "Response withheld",
                "The answer could not be checked and is therefore not passed on.",
            ),
            Reason::Overloaded => (
                "urn:agegate:problem:overloaded",
                "Try again shortly",
                "The answer could not be checked just now and is therefore not passed on.",
            ),
        };
        let challenge_url = (reason == Reason::AgeAssuranceRequired)
            .then(|| challenge_url.map(str::to_owned))
            .flatten();
        Self { kind, title, status: status.as_u16(), detail, challenge_url }
    }

    /// The body.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }
}
