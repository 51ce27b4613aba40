use super::*;

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
    type Headers<'h> = Vec<(&'h str, &'h str)>;
    let cases: &[(&str, &str, Headers<'_>, Refusal)] = &[
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
    let first = Assessor::new(config.clone()).unwrap();
    let cookie = first.start_session(&exchange(&adult(&mint)), at(0)).unwrap();
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
