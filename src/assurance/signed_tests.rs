use super::*;
use crate::age::{Age, Class};
use crate::assurance::mint::DevelopmentIssuer;
use crate::assurance::settings::{Algorithm, SessionConfig, SessionKey};
use crate::assurance::{Assessed, Confidence, KeySource};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Request;
use serde_json::{Value, json};
use std::time::Duration;

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
            assert_eq!(assessor.signed.verdicts.len(), 0, "{name}: refusals are not remembered");
        }
    }
}

#[test]
fn a_remembered_token_still_expires() {
    let mint = mint();
    let assessor = assessor(&mint);
    let request = with_token(&adult(&mint));
    assert!(is_adult(&assessor.assess(&request, None, at(0))));
    assert_eq!(assessor.signed.verdicts.len(), 1);
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
    issuer.keys = KeySource::Url("https://dev.agegate.invalid/jwks".to_owned());
    let assessor = Assessor::new(config(issuer)).unwrap();
    let request = with_token(&adult(&mint));

    let early = assessor.assess(&request, None, at(0));
    assert_eq!(early.refusals, [Refusal::UnknownKey]);
    let wanted = KeyWanted { issuer: 0, kid: Some(mint.kid().to_owned()) };
    assert_eq!(early.wanted_keys, [wanted.clone()]);
    let refused = assessor.start_session(&exchange(&adult(&mint)), at(0)).unwrap_err();
    assert_eq!(refused.wanted_key, Some(wanted));

    assert_eq!(assessor.install_keys(0, mint.jwks().as_bytes()), Ok(KeyChange::Added));
    assert!(is_adult(&assessor.assess(&request, None, at(0))));
    assert_eq!(assessor.install_keys(0, mint.jwks().as_bytes()), Ok(KeyChange::Same));
    assert_eq!(assessor.signed.verdicts.len(), 1);

    // A broken answer changes nothing.
    assert_eq!(assessor.install_keys(0, b"<html>"), Err(KeySetError::Malformed));
    assert!(is_adult(&assessor.assess(&request, None, at(0))));

    assert_eq!(assessor.install_keys(0, next.jwks().as_bytes()), Ok(KeyChange::Removed));
    assert_eq!(assessor.signed.verdicts.len(), 0);
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
fn an_exchange_only_token_is_good_for_a_session_alone() {
    let mint = mint();
    let mut issuer = issuer(&mint);
    issuer.per_request = false;
    let assessor = Assessor::new(config(issuer)).unwrap();
    let token = adult(&mint);
    for _ in 0..2 {
        let got = assessor.assess(&with_token(&token), None, at(0));
        assert_eq!(got.refusals, [Refusal::ExchangeOnly]);
        assert!(got.assurance.known_minor);
    }
    let cookie = assessor.start_session(&exchange(&token), at(0)).unwrap();
    assert!(is_adult(&assessor.assess(&with_cookie("shop.example", &cookie), None, at(0))));
}

#[test]
fn a_session_is_begun_shown_and_ended() {
    let mint = mint();
    let assessor = assessor(&mint);
    let cookie = assessor.start_session(&exchange(&adult(&mint)), at(0)).unwrap();
    assert!(cookie.is_sensitive());
    let text = cookie.to_str().unwrap();
    let (pair, attributes) = text.split_once("; ").unwrap();
    assert!(pair.starts_with("__Host-agegate=v4.local."));
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Lax");
    assert!(text.len() < 1024, "{}", text.len());

    let shown = |host: &str, secs| assessor.assess(&with_cookie(host, &cookie), None, at(secs));
    let good = shown("Shop.Example:8443", 299);
    assert!(is_adult(&good));
    assert_eq!((good.assurance.class, good.assurance.expires_at), (Class::Verified, Some(at(300))));
    for (host, secs, refusal) in [
        ("shop.example", 300, Refusal::Expired),
        ("www.shop.example", 0, Refusal::SessionSeal),
        ("evil.example", 0, Refusal::SessionSeal),
    ] {
        let got = shown(host, secs);
        assert_eq!((got.refusals.as_slice(), got.clear_session), (&[refusal][..], true), "{host}");
        assert!(got.assurance.known_minor && got.assurance.bounds.lower == Age(0));
    }
    let end = Assessor::end_session_cookie();
    assert!(end.to_str().unwrap().starts_with("__Host-agegate=; Path=/; Secure;"));
}

#[test]
fn a_token_is_exchanged_once_however_it_is_spelled() {
    let mint = mint();
    let assessor = assessor(&mint);
    let token = adult(&mint);
    assert!(assessor.start_session(&exchange(&token), at(0)).is_ok());
    let respelled = other_signature(&token);
    assert_ne!(respelled, token);
    // The other signature is a good one; only the exchange is used up.
    assert!(is_adult(&assessor.assess(&with_token(&respelled), None, at(0))));
    for token in [&token, &respelled] {
        let refused = assessor.start_session(&exchange(token), at(0)).unwrap_err();
        assert_eq!(refused.refusal, Refusal::Replayed);
    }
    assert!(assessor.start_session(&exchange(&adult(&mint)), at(1)).is_err());
    let fresh = self::token(&mint, &json!({ "age_over_18": true, "jti": "2" }));
    assert!(assessor.start_session(&exchange(&fresh), at(1)).is_ok());
}

/// ECDSA: (r, n - s) is as good as (r, s).
fn other_signature(token: &str) -> String {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
        0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let (message, signature) = token.rsplit_once('.').unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let mut borrow = false;
    for index in (0..32).rev() {
        let (one, under) = ORDER[index].overflowing_sub(bytes[32 + index]);
        let (two, under_again) = one.overflowing_sub(u8::from(borrow));
        bytes[32 + index] = two;
        borrow = under || under_again;
    }
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(bytes))
}

#[test]
fn sessions_that_may_not_begin() {
    let mint = mint();
    let assessor = assessor(&mint);
    let good = adult(&mint);
    let same = ("sec-fetch-site", "same-origin");
    let old = token(&mint, &json!({ "age_over_18": true, "iat": NOW - 601 }));
    let undated = token(&mint, &json!({ "age_over_18": true }));
    let undated = {
        let claims = undated.split('.').nth(1).unwrap();
        let claims = URL_SAFE_NO_PAD.decode(claims).unwrap();
        let mut claims: Value = serde_json::from_slice(&claims).unwrap();
        claims.as_object_mut().unwrap().remove("iat");
        mint.sign(&mint.header(), &claims).unwrap()
    };
    let header = "age-assurance-token";
    let cases: &[(&str, &str, Vec<(&str, &str)>, Refusal)] = &[
        ("no token", "shop.example", vec![same], Refusal::NoToken),
        ("no origin", "shop.example", vec![(header, &good)], Refusal::CrossOrigin),
        (
            "other site",
            "shop.example",
            vec![(header, &good), ("sec-fetch-site", "cross-site")],
            Refusal::CrossOrigin,
        ),
        (
            "other origin",
            "shop.example",
            vec![(header, &good), ("origin", "https://evil.example")],
            Refusal::CrossOrigin,
        ),
        ("no host", "", vec![(header, &good), same], Refusal::Host),
        ("old", "shop.example", vec![(header, &old), same], Refusal::TooOld),
        ("undated", "shop.example", vec![(header, &undated), same], Refusal::MissingIssuedAt),
        ("bad", "shop.example", vec![(header, "a.b.c"), same], Refusal::Malformed),
        ("twice", "shop.example", vec![(header, &good), (header, &good), same], Refusal::Repeated),
    ];
    for (name, host, headers, expected) in cases {
        let refused = assessor.start_session(&parts(host, headers), at(0)).unwrap_err();
        assert_eq!(refused.refusal, *expected, "{name}");
    }
    // None of these used the token up.
    assert!(assessor.start_session(&exchange(&good), at(0)).is_ok());
}

#[test]
fn a_session_ends_after_its_lifetime_at_the_latest() {
    let mint = mint();
    // issuer's word, token's lifetime → session's lifetime
    let cases = [(false, 300, 300), (false, 50_000, 43_200), (true, 300, 43_200)];
    for (outlives, token_secs, session_secs) in cases {
        let mut issuer = issuer(&mint);
        issuer.session_outlives_token = outlives;
        issuer.max_lifetime = Duration::from_secs(100_000);
        let mut config = config(issuer);
        config.session.as_mut().unwrap().persistent = true;
        let assessor = Assessor::new(config).unwrap();
        let claims = json!({ "age_over_18": true, "exp": NOW + token_secs });
        let cookie = assessor.start_session(&exchange(&token(&mint, &claims)), at(0)).unwrap();
        assert!(cookie.to_str().unwrap().ends_with(&format!("; Max-Age={session_secs}")));
        let shown = |secs| assessor.assess(&with_cookie("shop.example", &cookie), None, at(secs));
        assert!(is_adult(&shown(session_secs - 1)));
        assert_eq!(shown(session_secs).refusals, [Refusal::Expired]);
    }
}

#[test]
fn a_session_falls_with_its_issuer() {
    let mint = mint();
    let config = config(issuer(&mint));
    let cookie = Assessor::new(config.clone())
        .and_then(|a| Ok(a.start_session(&exchange(&adult(&mint)), at(0)).unwrap()))
        .unwrap();
    let shown = with_cookie("shop.example", &cookie);

    let mut less = config.clone();
    less.issuers[0].class = Class::Inferred;
    less.issuers[0].confidence = Confidence::Basic;
    let got = Assessor::new(less).unwrap().assess(&shown, None, at(0)).assurance;
    assert_eq!((got.class, got.confidence), (Class::Inferred, Confidence::Basic));

    let mut gone = config.clone();
    gone.issuers.clear();
    assert_eq!(
        Assessor::new(gone).unwrap().assess(&shown, None, at(0)).refusals,
        [Refusal::Issuer]
    );

    let mut rotated = config.clone();
    rotated.session.as_mut().unwrap().keys.insert(0, key("k2"));
    assert!(is_adult(&Assessor::new(rotated.clone()).unwrap().assess(&shown, None, at(0))));
    rotated.session.as_mut().unwrap().keys.pop();
    let got = Assessor::new(rotated).unwrap().assess(&shown, None, at(0));
    assert_eq!((got.refusals.as_slice(), got.clear_session), (&[Refusal::SessionKey][..], true));

    let mut off = config;
    off.session = None;
    let got = Assessor::new(off).unwrap().assess(&shown, None, at(0));
    assert_eq!(got.refusals, [Refusal::Unsupported]);
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
    let cut = format!("Bearer {}", &good[..good.len() - 1]);
    let (message, _) = good.rsplit_once('.').unwrap();
    let forged = format!("Bearer {message}.{}", "A".repeat(86));
    let foreign = format!("Bearer {}", token(&mint, &json!({ "iss": "https://login.example" })));
    let long = format!("Bearer {}", "a".repeat(1_000_000));
    fn authorization(value: &str) -> (&str, &str) {
        ("authorization", value)
    }
    type Expected = (bool, &'static [Refusal]);
    let cases: &[(&str, Vec<(&str, &str)>, Expected)] = &[
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

#[test]
fn a_new_revision_inherits_keys_and_used_tokens() {
    let mint = mint();
    let mut by_url = issuer(&mint);
    by_url.keys = KeySource::Url("https://dev.agegate.invalid/jwks".to_owned());
    let config = config(by_url);
    let first = Assessor::new(config.clone()).unwrap();
    first.install_keys(0, mint.jwks().as_bytes()).unwrap();
    let used = adult(&mint);
    first.start_session(&exchange(&used), at(0)).unwrap();

    let second = Assessor::new(config.clone()).unwrap().inheriting(&first);
    assert!(is_adult(&second.assess(&with_token(&used), None, at(0))));
    let refused = second.start_session(&exchange(&used), at(0)).unwrap_err();
    assert_eq!(refused.refusal, Refusal::Replayed);

    // Keys fetched from elsewhere, or under other rules, are not carried over.
    let mut moved = config.clone();
    moved.issuers[0].keys = KeySource::Url("https://dev.agegate.invalid/new".to_owned());
    let mut stricter = config;
    stricter.issuers[0].algorithms = vec![Algorithm::Ed25519];
    for config in [moved, stricter] {
        let other = Assessor::new(config).unwrap().inheriting(&first);
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

#[test]
fn sessions_survive_ten_thousand_cookies() {
    let mint = mint();
    let assessor = assessor(&mint);
    let cookie = assessor.start_session(&exchange(&adult(&mint)), at(0)).unwrap();
    let mut request = with_cookie("shop.example", &cookie);
    for number in 0..10_000 {
        let line = format!("c{number}=v");
        request.headers.append("cookie", line.parse().unwrap());
    }
    assert!(is_adult(&assessor.assess(&request, None, at(0))));
}
