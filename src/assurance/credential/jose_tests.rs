use super::super::jwks::{KeyRules, KeySet};
use super::*;
use crate::assurance::mint::DevelopmentIssuer;
use crate::assurance::settings::KeySource;
use bytes::Bytes;
use serde_json::json;

const NOW: u64 = 1_795_500_000;
const LEEWAY: Duration = Duration::from_secs(60);

struct Scene {
    mint: DevelopmentIssuer,
    issuer: IssuerConfig,
    keys: KeySet,
}

fn scene(algorithm: Algorithm) -> Scene {
    let mint = DevelopmentIssuer::generate(algorithm).unwrap();
    let keys = KeySource::Inline(Bytes::new());
    let mut issuer = IssuerConfig::new("dev", DevelopmentIssuer::ISS, "shop", keys);
    issuer.algorithms = vec![algorithm];
    let rules = KeyRules { algorithms: vec![algorithm], symmetric: false, demo: true };
    let keys = KeySet::parse(mint.jwks().as_bytes(), &rules).unwrap();
    Scene { mint, issuer, keys }
}

impl Scene {
    fn claims(&self) -> Value {
        json!({
            "iss": DevelopmentIssuer::ISS, "aud": "shop", "age_over_18": true,
            "iat": NOW - 10, "nbf": NOW - 10, "exp": NOW + 300,
        })
    }

    fn check(&self, token: &str, now: Timestamp) -> Result<Verified, Refusal> {
        parse(token)?.verify(&self.issuer, &self.keys, LEEWAY, now)
    }

    fn refusal(&self, header: &Value, claims: &Value) -> Option<Refusal> {
        let token = self.mint.sign(header, claims).unwrap();
        self.check(&token, Timestamp::from_secs(NOW)).err()
    }
}

/// `value` with the members of `changes`; `null` takes a member away.
fn changed(mut value: Value, changes: &Value) -> Value {
    for (name, change) in changes.as_object().unwrap() {
        let members = value.as_object_mut().unwrap();
        match change {
            Value::Null => members.remove(name),
            change => members.insert(name.clone(), change.clone()),
        };
    }
    value
}

#[test]
fn a_good_token_is_verified_with_each_key_type() {
    for algorithm in [Algorithm::Es256, Algorithm::Ed25519] {
        let scene = scene(algorithm);
        let token = scene.mint.sign(&scene.mint.header(), &scene.claims()).unwrap();
        let verified = scene.check(&token, Timestamp::from_secs(NOW)).unwrap();
        assert_eq!(verified.claims["age_over_18"], true);
        assert_eq!(verified.expires_at, Timestamp::from_secs(NOW + 300));
        assert_eq!(verified.issued_at, Some(Timestamp::from_secs(NOW - 10)));
    }
}

#[test]
fn headers() {
    use Refusal::{
        Algorithm as Alg, CriticalHeader, EmbeddedKey, Malformed, TokenType, UnknownKey,
    };
    let scene = scene(Algorithm::Es256);
    let cases = [
        (json!({}), None),
        (json!({ "typ": null }), None),
        (json!({ "typ": "jwt" }), None),
        (json!({ "typ": "application/jwt" }), None),
        (json!({ "kid": null }), None),
        (json!({ "x5t": "abc", "whatever": 1 }), None),
        (json!({ "alg": null }), Some(Alg)),
        (json!({ "alg": "none" }), Some(Alg)),
        (json!({ "alg": "None" }), Some(Alg)),
        (json!({ "alg": "" }), Some(Alg)),
        (json!({ "alg": "es256" }), Some(Alg)),
        (json!({ "alg": "HS256" }), Some(Alg)),
        (json!({ "alg": "RS256" }), Some(Alg)),
        (json!({ "alg": "EdDSA" }), Some(Alg)),
        (json!({ "alg": ["ES256"] }), Some(Alg)),
        (json!({ "crit": [] }), Some(CriticalHeader)),
        (json!({ "crit": ["b64"], "b64": false }), Some(CriticalHeader)),
        (json!({ "jwk": {} }), Some(EmbeddedKey)),
        (json!({ "jku": "https://evil.example/jwks" }), Some(EmbeddedKey)),
        (json!({ "x5u": "https://evil.example/cert" }), Some(EmbeddedKey)),
        (json!({ "x5c": ["MII"] }), Some(EmbeddedKey)),
        (json!({ "typ": "at+jwt" }), Some(TokenType)),
        (json!({ "typ": "logout+jwt" }), Some(TokenType)),
        (json!({ "typ": "application/kb+jwt" }), Some(TokenType)),
        (json!({ "typ": 7 }), Some(TokenType)),
        (json!({ "cty": "JWT" }), Some(TokenType)),
        (json!({ "kid": "other" }), Some(UnknownKey)),
        (json!({ "kid": "" }), Some(UnknownKey)),
        (json!({ "kid": 7 }), Some(Malformed)),
        (json!({ "kid": "k".repeat(257) }), Some(Malformed)),
    ];
    for (change, expected) in cases {
        let header = changed(scene.mint.header(), &change);
        assert_eq!(scene.refusal(&header, &scene.claims()), expected, "{change}");
    }
}

#[test]
fn configured_types_are_accepted() {
    let mut scene = scene(Algorithm::Es256);
    scene.issuer.types = vec!["age+jwt".to_owned()];
    for (typ, accepted) in
        [("age+jwt", true), ("application/AGE+JWT", true), ("JWT", true), ("age", false)]
    {
        let header = changed(scene.mint.header(), &json!({ "typ": typ }));
        assert_eq!(scene.refusal(&header, &scene.claims()).is_none(), accepted, "{typ}");
    }
}

#[test]
fn claims() {
    use Refusal::{
        Audience, DateForm, Expired, IssuedInFuture, Issuer, LifetimeTooLong, MissingExpiry,
        NotYetValid,
    };
    let scene = scene(Algorithm::Es256);
    let cases = [
        (json!({ "iss": null }), Some(Issuer)),
        (json!({ "iss": "https://other.example" }), Some(Issuer)),
        (json!({ "iss": "https://dev.agegate.invalid/" }), Some(Issuer)),
        (json!({ "iss": [DevelopmentIssuer::ISS] }), Some(Issuer)),
        (json!({ "aud": null }), Some(Audience)),
        (json!({ "aud": "other" }), Some(Audience)),
        (json!({ "aud": "Shop" }), Some(Audience)),
        (json!({ "aud": [] }), Some(Audience)),
        (json!({ "aud": ["other"] }), Some(Audience)),
        (json!({ "aud": ["shop", 7] }), Some(Audience)),
        (json!({ "aud": { "shop": 1 } }), Some(Audience)),
        (json!({ "aud": ["other", "shop"] }), None),
        (json!({ "exp": null }), Some(MissingExpiry)),
        (json!({ "exp": NOW }), Some(Expired)),
        (json!({ "exp": NOW - 1 }), Some(Expired)),
        (json!({ "exp": NOW + 1 }), None),
        (json!({ "exp": 0 }), Some(Expired)),
        (json!({ "exp": NOW as f64 + 0.9 }), Some(Expired)),
        (json!({ "exp": NOW as f64 + 1.9 }), None),
        (json!({ "exp": -1 }), Some(DateForm)),
        (json!({ "exp": "soon" }), Some(DateForm)),
        (json!({ "exp": (NOW + 300).to_string() }), Some(DateForm)),
        (json!({ "exp": 1e300 }), Some(DateForm)),
        (json!({ "exp": u64::MAX }), Some(LifetimeTooLong)),
        (json!({ "nbf": null }), None),
        (json!({ "nbf": NOW + 60 }), None),
        (json!({ "nbf": NOW + 61 }), Some(NotYetValid)),
        (json!({ "nbf": NOW as f64 + 60.1 }), Some(NotYetValid)),
        (json!({ "nbf": "now" }), Some(DateForm)),
        (json!({ "iat": null }), None),
        (json!({ "iat": NOW + 60 }), None),
        (json!({ "iat": NOW + 61 }), Some(IssuedInFuture)),
        (json!({ "iat": true }), Some(DateForm)),
        (json!({ "iat": NOW - 3300, "exp": NOW + 300 }), None),
        (json!({ "iat": NOW - 3301, "exp": NOW + 300 }), Some(LifetimeTooLong)),
        (json!({ "iat": null, "exp": NOW + 3600 }), None),
        (json!({ "iat": null, "exp": NOW + 3601 }), Some(LifetimeTooLong)),
    ];
    for (change, expected) in cases {
        let claims = changed(scene.claims(), &change);
        assert_eq!(scene.refusal(&scene.mint.header(), &claims), expected, "{change}");
    }
}

#[test]
fn the_last_moment_has_no_leeway() {
    let scene = scene(Algorithm::Ed25519);
    let token = scene.mint.sign(&scene.mint.header(), &scene.claims()).unwrap();
    let last = Timestamp::from_millis((NOW + 300) * 1000 - 1);
    assert!(scene.check(&token, last).is_ok());
    let after = Timestamp::from_secs(NOW + 300);
    assert_eq!(scene.check(&token, after).err(), Some(Refusal::Expired));
}

#[test]
fn spelling() {
    let scene = scene(Algorithm::Es256);
    let good = scene.mint.sign(&scene.mint.header(), &scene.claims()).unwrap();
    let [header, claims, signature]: [&str; 3] =
        good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    // The last of 86 characters of a 64-byte signature carries 4 bits that must be zero.
    let trailing = |text: &str| {
        let (rest, last) = text.split_at(text.len() - 1);
        let next = match last {
            "A" => "B",
            "Q" => "R",
            "g" => "h",
            _ => "x",
        };
        format!("{rest}{next}")
    };
    let cases = [
        (String::new(), Refusal::Malformed),
        (".".to_owned(), Refusal::Malformed),
        ("..".to_owned(), Refusal::Malformed),
        ("a.b.c".to_owned(), Refusal::Malformed),
        (format!("{header}.{claims}"), Refusal::Malformed),
        (format!("{header}.{claims}."), Refusal::Malformed),
        (format!("{header}..{signature}"), Refusal::Malformed),
        (format!(".{claims}.{signature}"), Refusal::Malformed),
        (format!("{header}.{claims}.{signature}.x"), Refusal::Malformed),
        // Five parts are a JWE.
        (format!("{header}.{claims}.{signature}.x.y"), Refusal::Malformed),
        (format!("{header}=.{claims}.{signature}"), Refusal::Malformed),
        (format!("{header}.{claims}.{signature}=="), Refusal::Malformed),
        (format!("{header}.{claims}.{signature} "), Refusal::Malformed),
        (format!("{header}.{claims}.{}", trailing(signature)), Refusal::Malformed),
        (format!("{header}.{claims}.{signature}~disclosure~"), Refusal::Malformed),
        (format!("{}.{claims}.{signature}", encode("[]")), Refusal::Malformed),
        (format!("{}.{claims}.{signature}", encode("{\"alg\"")), Refusal::Malformed),
        (format!("{header}.{}.{signature}", encode("{}x")), Refusal::Malformed),
        (format!("{header}.{}.{signature}", encode("null")), Refusal::Malformed),
        (
            format!("{}.{claims}.{signature}", encode(r#"{"alg":"ES256","alg":"none"}"#)),
            Refusal::DuplicateMember,
        ),
        (
            format!("{header}.{}.{signature}", encode(r#"{"x":{"a":1,"a":2}}"#)),
            Refusal::DuplicateMember,
        ),
    ];
    for (token, expected) in cases {
        let got = scene.check(&token, Timestamp::from_secs(NOW)).err();
        assert_eq!(got, Some(expected), "{token}");
    }
}

#[test]
fn duplicates_are_refused_though_they_are_signed() {
    let scene = scene(Algorithm::Es256);
    let header = scene.mint.header().to_string();
    let claims = scene.claims().to_string().replacen('{', r#"{"age_over_18":false,"#, 1);
    let token = scene.mint.sign_bytes(header.as_bytes(), claims.as_bytes()).unwrap();
    let got = scene.check(&token, Timestamp::from_secs(NOW)).err();
    assert_eq!(got, Some(Refusal::DuplicateMember));
}

#[test]
fn every_changed_byte_of_a_signature_or_its_input_is_noticed() {
    for algorithm in [Algorithm::Es256, Algorithm::Ed25519] {
        let scene = scene(algorithm);
        let good = scene.mint.sign(&scene.mint.header(), &scene.claims()).unwrap();
        for index in 0..good.len() {
            let mut bytes = good.clone().into_bytes();
            bytes[index] = match bytes[index] {
                b'A' => b'B',
                b'.' => b'A',
                _ => b'A',
            };
            let token = String::from_utf8(bytes).unwrap();
            assert!(
                scene.check(&token, Timestamp::from_secs(NOW)).is_err(),
                "{algorithm:?} {index}"
            );
        }
    }
}

#[test]
fn another_key_is_not_enough() {
    let (ours, theirs) = (scene(Algorithm::Es256), scene(Algorithm::Es256));
    let token = theirs.mint.sign(&ours.mint.header(), &ours.claims()).unwrap();
    let got = ours.check(&token, Timestamp::from_secs(NOW)).err();
    assert_eq!(got, Some(Refusal::Signature));
    // A key of another type under the same name.
    let other_type = scene(Algorithm::Ed25519);
    let header = changed(other_type.mint.header(), &json!({ "kid": ours.mint.kid() }));
    let token = other_type.mint.sign(&header, &ours.claims()).unwrap();
    assert_eq!(ours.check(&token, Timestamp::from_secs(NOW)).err(), Some(Refusal::Algorithm));
}

#[test]
fn a_public_key_is_no_shared_secret() {
    // The classic confusion: an HMAC with the bytes of the public key.
    let mut scene = scene(Algorithm::Es256);
    scene.issuer.algorithms = vec![Algorithm::Es256, Algorithm::Hs256];
    let jwks: Value = serde_json::from_str(&scene.mint.jwks()).unwrap();
    let public = URL_SAFE_NO_PAD.decode(jwks["keys"][0]["x"].as_str().unwrap()).unwrap();
    let header = changed(scene.mint.header(), &json!({ "alg": "HS256" })).to_string();
    let message = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(scene.claims().to_string())
    );
    let secret = jsonwebtoken::EncodingKey::from_secret(&public);
    let signature =
        jsonwebtoken::crypto::sign(message.as_bytes(), &secret, jsonwebtoken::Algorithm::HS256);
    let token = format!("{message}.{}", signature.unwrap());
    assert_eq!(scene.check(&token, Timestamp::from_secs(NOW)).err(), Some(Refusal::UnknownKey));
}

#[test]
fn a_published_signature_verifies_by_its_published_key() {
    // RFC 8037 appendix A.4, whose payload is no JSON, so that only the signature is compared.
    let rules = KeyRules { algorithms: vec![Algorithm::Ed25519], symmetric: false, demo: true };
    let jwks = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    let keys = KeySet::parse(jwks.as_bytes(), &rules).unwrap();
    let key = keys.pick(None, Algorithm::Ed25519).unwrap();
    let message = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let algorithm = library_name(Algorithm::Ed25519);
    assert!(jsonwebtoken::crypto::verify(signature, message, key, algorithm).unwrap());
}
