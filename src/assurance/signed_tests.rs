use super::*;
use crate::age::{Age, Class};
use crate::assurance::mint::DevelopmentIssuer;
use crate::assurance::settings::{Algorithm, AssessorConfig, SessionConfig, SessionKey};
use crate::assurance::setup::Problem;
use crate::assurance::{Assessed, Confidence, KeySource};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Request;
use serde_json::{Value, json};
use std::time::Duration;

#[path = "signed_sessions_tests.rs"]
mod sessions;

const NOW: u64 = 1_795_500_000;
const MINUTES: Duration = Duration::from_secs(300);

fn at(secs: u64) -> Timestamp {
    Timestamp::from_secs(NOW + secs)
}

fn mint() -> DevelopmentIssuer {
    DevelopmentIssuer::generate(Algorithm::Es256).unwrap()
}

fn issuer(mint: &DevelopmentIssuer) -> IssuerConfig {
    let keys = KeySource::Inline(mint.jwks().into());
    let mut issuer = IssuerConfig::new("dev", DevelopmentIssuer::ISS, "shop", keys);
    issuer.class = Class::Verified;
    issuer.confidence = Confidence::Enhanced;
    issuer.per_request = true;
    issuer
}

fn key(id: &str) -> SessionKey {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).unwrap();
    SessionKey { id: id.to_owned(), secret }
}

fn config(issuer: IssuerConfig) -> AssessorConfig {
    AssessorConfig {
        issuers: vec![issuer],
        session: Some(SessionConfig::new(key("k1"))),
        demo: true,
        ..AssessorConfig::default()
    }
}

fn assessor(mint: &DevelopmentIssuer) -> Assessor {
    Assessor::new(config(issuer(mint))).unwrap()
}

fn token(mint: &DevelopmentIssuer, claims: &Value) -> String {
    mint.token(claims, "shop", at(0), MINUTES).unwrap()
}

fn adult(mint: &DevelopmentIssuer) -> String {
    token(mint, &json!({ "age_over_18": true }))
}

fn parts(host: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = Request::post("/.agegate/session").header("host", host);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

fn with_token(token: &str) -> Parts {
    parts("shop.example", &[("age-assurance-token", token)])
}

fn exchange(token: &str) -> Parts {
    let headers = [("age-assurance-token", token), ("sec-fetch-site", "same-origin")];
    parts("shop.example", &headers)
}

fn with_cookie(host: &str, set_cookie: &HeaderValue) -> Parts {
    let pair = set_cookie.to_str().unwrap().split(';').next().unwrap();
    parts(host, &[("cookie", pair)])
}

fn is_adult(assessed: &Assessed) -> bool {
    assert_eq!(assessed.refusals.is_empty(), !assessed.assurance.known_minor);
    assessed.assurance.bounds.reaches(Age(18))
}

#[test]
fn a_token_proves_what_it_says() {
    let mint = mint();
    let got = assessor(&mint).assess(&with_token(&adult(&mint)), None, at(0));
    assert_eq!(got.refusals, []);
    let assurance = got.assurance;
    assert_eq!(assurance.bounds.lower, Age(18));
    assert_eq!((assurance.class, assurance.confidence), (Class::Verified, Confidence::Enhanced));
    assert_eq!(assurance.issuer.as_deref(), Some("dev"));
    assert_eq!(assurance.expires_at, Some(at(300)));
    assert!(!assurance.known_minor);
}

#[test]
fn a_young_token_makes_a_known_minor_without_a_refusal() {
    let mint = mint();
    let teen = token(&mint, &json!({ "age_in_years": 15 }));
    let got = assessor(&mint).assess(&with_token(&teen), None, at(0));
    assert!(got.refusals.is_empty() && got.assurance.known_minor);
    assert!(got.assurance.bounds.reaches(Age(15)) && got.assurance.bounds.is_below(Age(16)));
}

#[test]
fn refused_tokens() {
    let mint = mint();
    let assessor = assessor(&mint);
    let other = DevelopmentIssuer::generate(Algorithm::Es256).unwrap();
    let long = "a".repeat(1_000_000);
    let cases = [
        ("other issuer", token(&mint, &json!({ "iss": "https://x.example" })), Refusal::Issuer),
        ("other key", adult(&other), Refusal::UnknownKey),
        ("no age", token(&mint, &json!({})), Refusal::NoAgeClaim),
        ("string", token(&mint, &json!({ "age_over_18": "true" })), Refusal::ClaimForm),
        (
            "contradictory",
            token(&mint, &json!({ "age_over_18": true, "age_in_years": 12 })),
            Refusal::Contradictory,
        ),
        ("1 MB", long, Refusal::Oversized),
        ("8 KiB and one", "a".repeat(8193), Refusal::Oversized),
        ("nonsense", "a".repeat(8192), Refusal::Malformed),
    ];
    for (name, token, expected) in cases {
        for _ in 0..2 {
            let got = assessor.assess(&with_token(&token), None, at(0));
            assert_eq!(got.refusals, [expected], "{name}");
            assert!(got.assurance.known_minor && got.assurance.bounds.lower == Age(0), "{name}");
            assert_eq!(assessor.kept.verdicts.len(), 0, "{name}: refusals are not remembered");
        }
    }
}

#[test]
fn a_remembered_token_still_expires() {
    let mint = mint();
    let assessor = assessor(&mint);
    let request = with_token(&adult(&mint));
    assert!(is_adult(&assessor.assess(&request, None, at(0))));
    assert_eq!(assessor.kept.verdicts.len(), 1);
    assert!(is_adult(&assessor.assess(&request, None, at(299))));
    for secs in [300, 301, 100_000] {
        let got = assessor.assess(&request, None, at(secs));
        assert_eq!(got.refusals, [Refusal::Expired], "{secs}");
    }
    // A clock that was put back: issued in the future now.
    let before = Timestamp::from_secs(NOW - 61);
    assert_eq!(assessor.assess(&request, None, before).refusals, [Refusal::IssuedInFuture]);
}

#[test]
fn a_remembered_token_grows_older_on_a_birthday() {
    let mint = mint();
    // 2026-11-24 06:00 UTC; the birthday begins at midnight, 18 hours on.
    let claims = json!({ "birthdate": "2008-11-25", "exp": NOW + 80_000 });
    let mut issuer = issuer(&mint);
    issuer.max_lifetime = Duration::from_secs(100_000);
    let assessor = Assessor::new(config(issuer)).unwrap();
    let request = with_token(&token(&mint, &claims));
    let ages = [0, 64_799, 64_800]
        .map(|secs| assessor.assess(&request, None, at(secs)).assurance.bounds.lower.0);
    assert_eq!(ages, [17, 17, 18]);
}

#[test]
fn removed_keys_take_remembered_tokens_along() {
    let (mint, next) = (mint(), mint());
    let mut issuer = issuer(&mint);
    issuer.keys = KeySource::url("https://dev.agegate.invalid/jwks");
    let assessor = Assessor::new(config(issuer)).unwrap();
    let request = with_token(&adult(&mint));

    let early = assessor.assess(&request, None, at(0));
    assert_eq!(early.refusals, [Refusal::UnknownKey]);
    let wanted = KeyWanted { issuer: 0, kid: Some(mint.kid().to_owned()) };
    assert_eq!(early.wanted_keys, std::slice::from_ref(&wanted));
    assert!(assessor.take_wanted(0));
    assert!(!assessor.take_wanted(0), "taken already");
    assert!(!assessor.take_wanted(1), "no such issuer");
    let refused = assessor.start_session(&exchange(&adult(&mint)), at(0)).unwrap_err();
    assert_eq!(refused.wanted_key, Some(wanted));

    assert_eq!(assessor.install_keys(0, mint.jwks().as_bytes()), Ok(KeyChange::Added));
    assert!(is_adult(&assessor.assess(&request, None, at(0))));
    assert_eq!(assessor.install_keys(0, mint.jwks().as_bytes()), Ok(KeyChange::Same));
    assert_eq!(assessor.kept.verdicts.len(), 1);

    // A broken answer changes nothing.
    assert_eq!(assessor.install_keys(0, b"<html>"), Err(KeySetError::Malformed));
    assert!(is_adult(&assessor.assess(&request, None, at(0))));

    assert_eq!(assessor.install_keys(0, next.jwks().as_bytes()), Ok(KeyChange::Removed));
    assert_eq!(assessor.kept.verdicts.len(), 0);
    assert_eq!(assessor.assess(&request, None, at(0)).refusals, [Refusal::UnknownKey]);
    assert!(is_adult(&assessor.assess(&with_token(&adult(&next)), None, at(0))));
    assert_eq!(assessor.install_keys(1, b"{}"), Err(KeySetError::NoSuchIssuer));
}

#[test]
fn inline_keys_are_not_asked_for() {
    let mint = mint();
    let got = assessor(&mint).assess(&with_token(&adult(&self::mint())), None, at(0));
    assert_eq!(
        (got.refusals.as_slice(), got.wanted_keys.as_slice()),
        (&[Refusal::UnknownKey][..], &[][..])
    );
}

#[test]
fn two_proofs_that_exclude_each_other_make_a_minor() {
    let mint = mint();
    let assessor = assessor(&mint);
    let cookie = assessor.start_session(&exchange(&adult(&mint)), at(0)).unwrap();
    let teen = token(&mint, &json!({ "age_in_years": 15 }));
    let mut request = with_cookie("shop.example", &cookie);
    request.headers.insert("age-assurance-token", teen.parse().unwrap());
    let got = assessor.assess(&request, None, at(0));
    assert_eq!(got.refusals, [Refusal::Conflict]);
    assert!(got.assurance.known_minor && got.assurance.bounds.lower == Age(0));

    // One good and one broken proof.
    request.headers.insert("age-assurance-token", "a.b.c".parse().unwrap());
    let got = assessor.assess(&request, None, at(0));
    assert_eq!(got.refusals, [Refusal::Malformed]);
    assert!(got.assurance.known_minor && got.assurance.bounds.lower == Age(0));
}

#[test]
fn authorization_counts_only_where_an_issuer_says_so() {
    let mint = mint();
    let good = adult(&mint);
    let bearer = format!("Bearer {good}");
    let cut = format!("Bearer {}", good.get(..good.len() - 1).unwrap());
    let (message, _) = good.rsplit_once('.').unwrap();
    let forged = format!("Bearer {message}.{}", "A".repeat(86));
    let foreign = format!("Bearer {}", token(&mint, &json!({ "iss": "https://login.example" })));
    let long = format!("Bearer {}", "a".repeat(1_000_000));
    fn authorization(value: &str) -> (&str, &str) {
        ("authorization", value)
    }
    type Expected = (bool, &'static [Refusal]);
    type Headers<'h> = Vec<(&'h str, &'h str)>;
    let cases: &[(&str, Headers<'_>, Expected)] = &[
        ("good", vec![authorization(&bearer)], (true, &[])),
        ("the shop's opaque token", vec![authorization("Bearer 0123456789abcdef")], (false, &[])),
        ("the shop's JWT", vec![authorization(&foreign)], (false, &[])),
        ("another scheme", vec![authorization("Basic dTpw")], (false, &[])),
        ("huge", vec![authorization(&long)], (false, &[])),
        ("cut off", vec![authorization(&cut)], (false, &[])),
        ("forged", vec![authorization(&forged)], (false, &[Refusal::Signature])),
        (
            "two",
            vec![authorization(&bearer), authorization(&bearer)],
            (false, &[Refusal::Repeated]),
        ),
        (
            "both ways",
            vec![authorization(&bearer), ("age-assurance-token", &good)],
            (false, &[Refusal::Repeated]),
        ),
    ];
    let mut accepting = issuer(&mint);
    accepting.accept_authorization = true;
    let accepting = Assessor::new(config(accepting)).unwrap();
    for (name, headers, (adult, refusals)) in cases {
        let got = accepting.assess(&parts("shop.example", headers), None, at(0));
        assert_eq!(got.refusals, *refusals, "{name}");
        assert_eq!(got.assurance.bounds.reaches(Age(18)), *adult, "{name}");
    }
    let silent =
        assessor(&mint).assess(&parts("shop.example", &[authorization(&bearer)]), None, at(0));
    assert_eq!(silent.assurance, Assurance::UNKNOWN);
    assert!(silent.refusals.is_empty());
}

fn heir(config: AssessorConfig, previous: &Assessor) -> Assessor {
    let mut assessor = Assessor::new(config).unwrap();
    assessor.inherit(previous);
    assessor
}

#[test]
fn a_new_revision_inherits_keys_and_used_tokens() {
    let mint = mint();
    let mut by_url = issuer(&mint);
    by_url.keys = KeySource::url("https://dev.agegate.invalid/jwks");
    let config = config(by_url);
    let first = Assessor::new(config.clone()).unwrap();
    first.install_keys(0, mint.jwks().as_bytes()).unwrap();
    let used = adult(&mint);
    first.start_session(&exchange(&used), at(0)).unwrap();

    let second = heir(config.clone(), &first);
    assert!(is_adult(&second.assess(&with_token(&used), None, at(0))));
    let refused = second.start_session(&exchange(&used), at(0)).unwrap_err();
    assert_eq!(refused.refusal, Refusal::Replayed);

    // Keys fetched from elsewhere, or under other rules, are not carried over.
    let mut moved = config.clone();
    moved.issuers[0].keys = KeySource::url("https://dev.agegate.invalid/new");
    let mut stricter = config;
    stricter.issuers[0].algorithms = vec![Algorithm::Ed25519];
    for config in [moved, stricter] {
        let other = heir(config, &first);
        assert!(other.keys(0).unwrap().is_empty());
    }
}

#[test]
fn development_keys_and_issuers_are_for_the_demo() {
    let mint = mint();
    let mut outside = config(issuer(&mint));
    outside.demo = false;
    let faults = Assessor::new(outside.clone()).unwrap_err();
    assert_eq!(faults.len(), 2, "{faults:?}");
    // Under another name, the key's mark still shows.
    outside.issuers[0].iss = "https://id.example".to_owned();
    let faults = Assessor::new(outside).unwrap_err();
    assert!(matches!(faults[0].problem, Problem::Keys(KeySetError::NoUsableKey(_))), "{faults:?}");
}

#[test]
fn nothing_remembered_or_shown_holds_a_token() {
    let mint = mint();
    let assessor = assessor(&mint);
    let token = token(&mint, &json!({ "birthdate": "2000-05-17", "sub": "somebody" }));
    let got = assessor.assess(&with_token(&token), None, at(0));
    assessor.start_session(&exchange(&token), at(0)).unwrap();
    let signature = token.rsplit('.').next().unwrap();
    for shown in [format!("{got:?}"), format!("{assessor:?}")] {
        assert!(!shown.contains(signature) && !shown.contains("somebody"));
        assert!(!shown.contains("05-17") && !shown.contains("day: 17"));
    }
}
