//! Why evidence was refused: one type, with labels from a closed set.

use std::fmt;

/// Why a piece of evidence was refused.
///
/// Whoever showed it is treated as a known minor for that request. The words say what was wrong
/// and never repeat a part of the evidence; they are for the operator's log, not for the client.
///
/// ```
/// use agegate::assurance::Refusal;
/// assert_eq!(Refusal::Audience.label(), "audience");
/// assert!(Refusal::ALL.contains(&Refusal::Audience));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Refusal {
    /// The same evidence stands in the request more than once.
    Repeated,
    /// A token in the query, where logs and referrers see it.
    InQuery,
    /// Over the size limit.
    Oversized,
    /// Not a compact JWS of a JSON object (RFC 7515 section 7.1).
    Malformed,
    /// A JSON object names a member twice.
    DuplicateMember,
    /// `alg` is absent, `none`, unknown, or not pinned for the issuer.
    Algorithm,
    /// The header holds `crit` (RFC 7515 section 4.1.11); no extension is understood.
    CriticalHeader,
    /// The header brings or points to a key of its own: `jwk`, `jku`, `x5u`, `x5c`.
    EmbeddedKey,
    /// `typ` or `cty` says that this is another kind of token (RFC 8725 section 3.11).
    TokenType,
    /// `iss` is absent or not configured.
    Issuer,
    /// No key of the issuer fits `kid` and `alg`.
    UnknownKey,
    /// The signature is wrong.
    Signature,
    /// `aud` is absent or does not name us.
    Audience,
    /// `exp` is absent.
    MissingExpiry,
    /// A date is not a NumericDate (RFC 7519 section 2).
    DateForm,
    /// The proof has expired.
    Expired,
    /// `nbf` lies in the future.
    NotYetValid,
    /// `iat` lies in the future.
    IssuedInFuture,
    /// The token lives longer than the issuer's tokens may.
    LifetimeTooLong,
    /// The issuer's tokens are to be exchanged for a session, not shown with each request.
    ExchangeOnly,
    /// The token says nothing of an age.
    NoAgeClaim,
    /// An age claim is not of the form it must have.
    ClaimForm,
    /// Claims of one proof exclude each other.
    Contradictory,
    /// Several valid proofs exclude each other.
    Conflict,
    /// This kind of evidence is switched off or not built in.
    Unsupported,
    /// The session was sealed by a key that is not in the ring.
    SessionKey,
    /// The session was altered, or sealed for another host.
    SessionSeal,
    /// The session's content cannot be read.
    SessionContent,
    /// A session was asked for without a token.
    NoToken,
    /// A session was asked for from another origin, or nothing says from which.
    CrossOrigin,
    /// The request names no host, or several.
    Host,
    /// The token offered for a session has no `iat`.
    MissingIssuedAt,
    /// The token offered for a session was issued too long ago.
    TooOld,
    /// The token was already exchanged.
    Replayed,
    /// Too many exchanged tokens are remembered to take another one now.
    Busy,
    /// The trusted header came from a peer that is not listed.
    UntrustedPeer,
    /// The trusted header does not hold an age.
    HeaderForm,
}

/// Reasons, label names and words, in the order of the enum.
const TABLE: &[(Refusal, &str, &str)] = &[
    (Refusal::Repeated, "repeated", "the same evidence stands in the request more than once"),
    (Refusal::InQuery, "in_query", "a token stands in the query; send it as a header"),
    (Refusal::Oversized, "oversized", "the evidence is over the size limit"),
    (Refusal::Malformed, "malformed", "the token is not a compact JWS of a JSON object"),
    (
        Refusal::DuplicateMember,
        "duplicate_member",
        "a JSON object of the token names a member twice",
    ),
    (
        Refusal::Algorithm,
        "algorithm",
        "the token's `alg` is not one of those pinned for its issuer",
    ),
    (
        Refusal::CriticalHeader,
        "critical_header",
        "the token's header has `crit`, and no extension is understood",
    ),
    (Refusal::EmbeddedKey, "embedded_key", "the token's header brings its own key"),
    (
        Refusal::TokenType,
        "token_type",
        "the token's `typ` or `cty` says that it is made for something else",
    ),
    (Refusal::Issuer, "issuer", "the token's `iss` is not a configured issuer"),
    (Refusal::UnknownKey, "unknown_key", "no key of the issuer fits the token's `kid` and `alg`"),
    (Refusal::Signature, "signature", "the token's signature is wrong"),
    (Refusal::Audience, "audience", "the token's `aud` does not name this service"),
    (Refusal::MissingExpiry, "missing_expiry", "the token has no `exp`"),
    (Refusal::DateForm, "date_form", "a date of the token is not a number of seconds"),
    (Refusal::Expired, "expired", "the proof has expired"),
    (Refusal::NotYetValid, "not_yet_valid", "the token's `nbf` lies in the future"),
    (Refusal::IssuedInFuture, "issued_in_future", "the token's `iat` lies in the future"),
    (
        Refusal::LifetimeTooLong,
        "lifetime_too_long",
        "the token lives longer than its issuer's `max_lifetime`",
    ),
    (
        Refusal::ExchangeOnly,
        "exchange_only",
        "tokens of this issuer are exchanged for a session, not shown with each request",
    ),
    (Refusal::NoAgeClaim, "no_age_claim", "the token says nothing of an age"),
    (Refusal::ClaimForm, "claim_form", "an age claim of the token is not of the form it must have"),
    (Refusal::Contradictory, "contradictory", "age claims of one proof exclude each other"),
    (Refusal::Conflict, "conflict", "several valid proofs exclude each other"),
    (Refusal::Unsupported, "unsupported", "this kind of evidence is switched off"),
    (Refusal::SessionKey, "session_key", "the session was sealed by a key that is not in the ring"),
    (Refusal::SessionSeal, "session_seal", "the session was altered or sealed for another host"),
    (Refusal::SessionContent, "session_content", "the session's content cannot be read"),
    (Refusal::NoToken, "no_token", "a session was asked for without a token"),
    (Refusal::CrossOrigin, "cross_origin", "a session was asked for from another origin"),
    (Refusal::Host, "host", "the request does not name exactly one host"),
    (Refusal::MissingIssuedAt, "missing_issued_at", "the token offered for a session has no `iat`"),
    (Refusal::TooOld, "too_old", "the token offered for a session was issued too long ago"),
    (Refusal::Replayed, "replayed", "the token was already exchanged for a session"),
    (Refusal::Busy, "busy", "too many exchanged tokens are remembered to take another one now"),
    (
        Refusal::UntrustedPeer,
        "untrusted_peer",
        "the trusted header came from a peer that is not listed",
    ),
    (Refusal::HeaderForm, "header_form", "the trusted header does not hold an age"),
];

impl Refusal {
    /// Every reason, in the order of the enum.
    pub const ALL: [Self; TABLE.len()] = {
        let mut all = [Self::Repeated; TABLE.len()];
        let mut index = 0;
        while index < TABLE.len() {
            #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
            {
                all[index] = TABLE[index].0;
            }
            index += 1;
        }
        all
    };

    /// The name for metrics and events; one of as many as there are variants.
    pub fn label(self) -> &'static str {
        self.row().0
    }

    fn row(self) -> (&'static str, &'static str) {
        let row = TABLE.iter().find(|(refusal, _, _)| *refusal == self);
        row.map_or(("unknown", "the evidence was refused"), |(_, label, words)| (*label, *words))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().1)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_reason_has_its_own_label_and_words() {
        // The last variant's number is the count of variants, so a missing row shows.
        assert_eq!(Refusal::ALL.len(), Refusal::HeaderForm as usize + 1);
        let labels: HashSet<_> = Refusal::ALL.iter().map(|refusal| refusal.label()).collect();
        let words: HashSet<_> = Refusal::ALL.iter().map(ToString::to_string).collect();
        assert_eq!((labels.len(), words.len()), (Refusal::ALL.len(), Refusal::ALL.len()));
        assert!(!labels.contains("unknown"));
    }
}
