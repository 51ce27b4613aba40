use super::*;
use crate::age::{Age, AgeBounds, Class};
use crate::assurance::settings::ShopConfig;
use crate::assurance::trial::{edge_header, request};
use crate::assurance::{Confidence, Method, PeerAddr};
use http::HeaderValue;

const NOW: u64 = 1_795_500_000;

fn now() -> Timestamp {
    Timestamp::from_secs(NOW)
}

fn parts(headers: &[(&str, &str)]) -> Parts {
    request("/shelf", &[&[("host", "shop.example")], headers].concat())
}

fn shop(lower: u8, class: Class) -> Assurance {
    Assurance {
        bounds: AgeBounds::at_least(Age(lower)),
        class,
        confidence: Confidence::Strict,
        issuer: Some("whatever it says".to_owned()),
        ..Assurance::UNKNOWN
    }
}

#[test]
fn nothing_proves_nothing() {
    let assessor = Assessor::new(AssessorConfig::default()).unwrap();
    let assessed = assessor.assess(&parts(&[]), None, now());
    assert_eq!(assessed.assurance, Assurance::UNKNOWN);
    assert!(assessed.refusals.is_empty() && assessed.wanted_keys.is_empty());
    assert!(!assessed.lowered_by_preference && !assessed.clear_session);
}

#[test]
fn the_shops_word_is_capped() {
    let config = AssessorConfig {
        shop: ShopConfig {
            issuer: "login".to_owned(),
            class: Class::Inferred,
            confidence: Confidence::Basic,
        },
        ..AssessorConfig::default()
    };
    let assessor = Assessor::new(config).unwrap();
    let got = assessor.assess(&parts(&[]), Some(shop(18, Class::Verified)), now()).assurance;
    assert_eq!((got.class, got.confidence), (Class::Inferred, Confidence::Basic));
    assert_eq!(got.issuer.as_deref(), Some("login"));
    assert_eq!(got.born_not_after, Date::new(2008, 12, 31));
    let weaker = assessor.assess(&parts(&[]), Some(shop(18, Class::SelfDeclared)), now());
    assert_eq!(weaker.assurance.class, Class::SelfDeclared);
    // Whatever class it names, a method gives no more than it can.
    let method = Some(Method::SelfDeclaration);
    let word = Assurance { method, ..shop(18, Class::Verified) };
    assert_eq!(
        assessor.assess(&parts(&[]), Some(word), now()).assurance.class,
        Class::SelfDeclared
    );
}

#[test]
fn a_bad_word_of_the_shop_is_refused() {
    let assessor = Assessor::new(AssessorConfig::default()).unwrap();
    let adult = || shop(18, Class::Verified);
    let upper = Some(Age(17));
    let cases = [
        (adult(), None),
        (Assurance { expires_at: Some(Timestamp::from_secs(NOW + 1)), ..adult() }, None),
        (Assurance { expires_at: Some(now()), ..adult() }, Some(Refusal::Expired)),
        (
            Assurance { bounds: AgeBounds { lower: Age(18), upper }, ..adult() },
            Some(Refusal::Contradictory),
        ),
        (Assurance { known_minor: true, ..adult() }, Some(Refusal::Conflict)),
    ];
    for (word, expected) in cases {
        let shown = format!("{word:?}");
        let assessed = assessor.assess(&parts(&[]), Some(word), now());
        assert_eq!(assessed.refusals.first().copied(), expected, "{shown}");
        assert_eq!(assessed.assurance.known_minor, expected.is_some(), "{shown}");
        assert_eq!(assessed.assurance.bounds.reaches(Age(18)), expected.is_none(), "{shown}");
    }
}

#[test]
fn a_preference_lowers_unless_switched_off() {
    let adult = || Some(shop(18, Class::Verified));
    let safe = parts(&[("prefer", "respond-async, safe")]);
    for on in [true, false] {
        let config = AssessorConfig { prefer_safe: on, ..AssessorConfig::default() };
        let assessed = Assessor::new(config).unwrap().assess(&safe, adult(), now());
        assert_eq!(assessed.lowered_by_preference, on);
        assert_eq!(assessed.assurance.known_minor, on);
        assert_eq!(assessed.assurance.bounds.reaches(Age(18)), !on);
        assert!(assessed.refusals.is_empty());
    }
}

#[test]
fn a_shops_day_begins_in_its_own_zone() {
    // 2026-11-24 23:30 UTC
    let late = Timestamp::from_secs(1_795_563_000);
    for (minutes, day) in [(0, "2026-11-24"), (60, "2026-11-25"), (-600, "2026-11-24"), (-1440, "")]
    {
        let config = AssessorConfig { utc_offset_minutes: minutes, ..AssessorConfig::default() };
        match Assessor::new(config) {
            Ok(assessor) => assert_eq!(assessor.today(late).to_string(), day),
            Err(_) => assert_eq!(day, ""),
        }
    }
    // 00:30 UTC is still yesterday to the west.
    let config = AssessorConfig { utc_offset_minutes: -300, ..AssessorConfig::default() };
    let early = Timestamp::from_secs(1_795_480_200);
    assert_eq!(early.date().to_string(), "2026-11-24");
    assert_eq!(Assessor::new(config).unwrap().today(early).to_string(), "2026-11-23");
}

#[test]
fn evidence_and_internal_headers_go_no_further() {
    let assessor = Assessor::new(AssessorConfig::default()).unwrap();
    let mut headers = parts(&[
        ("Age-Assurance-Token", "a.b.c"),
        ("Age-Assurance-Token", "d.e.f"),
        ("AgeGate-Category", "adult"),
        ("AGEGATE-anything", "1"),
        ("X-Age-Assurance-Lower", "18"),
        ("x-age-assurance-", "1"),
        ("Cookie", "a=1; __Host-agegate=x"),
        ("Cookie", "b=2"),
        ("Authorization", "Bearer shop"),
        ("X-AgeGate", "kept"),
        ("Accept", "text/html"),
    ])
    .headers;
    assessor.strip(&mut headers);
    let mut left: Vec<_> =
        headers.iter().map(|(n, v)| format!("{n}: {}", v.to_str().unwrap())).collect();
    left.sort();
    let expected = [
        "accept: text/html",
        "authorization: Bearer shop",
        "cookie: a=1",
        "cookie: b=2",
        "host: shop.example",
        "x-agegate: kept",
    ];
    assert_eq!(left, expected);
}

#[test]
fn tokens_that_nobody_can_read_are_refused() {
    let assessor = Assessor::new(AssessorConfig::default()).unwrap();
    let long = "a".repeat(1_000_000);
    let cases: &[&[(&str, &str)]] = &[
        &[("age-assurance-token", "a.b.c")],
        &[("age-assurance-token", "")],
        &[("age-assurance-token", &long)],
        &[("age-assurance-token", "a.b.c"), ("age-assurance-token", "a.b.c")],
        &[("cookie", "__Host-agegate=x")],
        &[("cookie", "__Host-agegate=x; __Host-agegate=y")],
    ];
    for headers in cases {
        let assessed = assessor.assess(&parts(headers), Some(shop(18, Class::Verified)), now());
        assert_eq!(assessed.refusals.len(), 1);
        assert!(assessed.assurance.known_minor && !assessed.assurance.bounds.reaches(Age(1)));
        assert_eq!(assessed.clear_session, headers[0].0 == "cookie");
    }
}

#[test]
fn bytes_beyond_ascii_are_refused() {
    let assessor = Assessor::new(AssessorConfig::default()).unwrap();
    let mut request = parts(&[]);
    let value = HeaderValue::from_bytes(b"a.b.\xff").unwrap();
    request.headers.insert(evidence::TOKEN_HEADER, value);
    let assessed = assessor.assess(&request, None, now());
    assert_eq!(assessed.refusals, [Refusal::Malformed]);
}

#[test]
fn without_sessions_none_can_begin() {
    let assessor = Assessor::new(AssessorConfig::default()).unwrap();
    let request = parts(&[("sec-fetch-site", "same-origin")]);
    let refused = assessor.start_session(&request, now()).unwrap_err();
    assert_eq!(refused, Refusal::Unsupported.into());
    assert!(assessor.end_session(&request).is_ok());
    assert_eq!(assessor.end_session(&parts(&[])), Err(Refusal::CrossOrigin));
}

#[cfg(not(feature = "jwt"))]
#[test]
fn without_the_feature_issuers_and_sessions_are_faults() {
    use crate::assurance::{
        IssuerConfig, KeySource, Problem, SessionConfig, SessionKey, SetupError, Subject,
    };
    let keys = KeySource::url("https://id.example/jwks");
    let secret = std::array::from_fn(|index| (index * index) as u8);
    let config = AssessorConfig {
        issuers: vec![IssuerConfig::new("i", "https://id.example", "shop", keys)],
        session: Some(SessionConfig::new(SessionKey { id: "k".to_owned(), secret })),
        ..AssessorConfig::default()
    };
    let fault = |subject| SetupError { subject, problem: Problem::FeatureOff };
    let expected = [fault(Subject::Issuer(0, "i".to_owned())), fault(Subject::Session)];
    assert_eq!(Assessor::new(config).unwrap_err(), expected);
}

#[test]
fn a_listed_peers_header_is_heard_and_goes_no_further() {
    let config =
        AssessorConfig { trusted_header: Some(edge_header()), ..AssessorConfig::default() };
    let assessor = Assessor::new(config).unwrap();
    for (peer, refusals) in [("10.1.1.1", &[][..]), ("192.0.2.1", &[Refusal::UntrustedPeer])] {
        let mut request = parts(&[("x-edge-age", "18")]);
        request.extensions.insert(PeerAddr(peer.parse().unwrap()));
        let assessed = assessor.assess(&request, None, now());
        assert_eq!(assessed.refusals, refusals, "{peer}");
        assert_eq!(assessed.assurance.bounds.reaches(Age(18)), refusals.is_empty(), "{peer}");
        assert_eq!(assessed.assurance.known_minor, !refusals.is_empty(), "{peer}");
        assessor.strip(&mut request.headers);
        assert!(request.headers.get("x-edge-age").is_none());
    }
    // Switched off, it is a header like any other.
    let plain = Assessor::new(AssessorConfig::default()).unwrap();
    let assessed = plain.assess(&parts(&[("x-edge-age", "18")]), None, now());
    assert_eq!((assessed.assurance, assessed.refusals), (Assurance::UNKNOWN, vec![]));
}
