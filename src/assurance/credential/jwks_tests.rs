use super::super::key_store::{KeyChange, KeyStore};
use super::*;
use serde_json::json;
use std::sync::Arc;

const RSA_RFC7515: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

fn rules() -> KeyRules {
    use Algorithm::{Ed25519, Es256, Es384, Rs256};
    KeyRules { algorithms: vec![Es256, Es384, Ed25519, Rs256], symmetric: false, demo: false }
}

fn encoded(byte: u8, length: usize) -> String {
    URL_SAFE_NO_PAD.encode(vec![byte; length])
}

fn ed25519(kid: &str) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": encoded(9, 32), "kid": kid })
}

fn p256() -> Value {
    json!({ "kty": "EC", "crv": "P-256", "x": encoded(1, 32), "y": encoded(2, 32), "kid": "p" })
}

fn rsa(length: usize, first: u8, exponent: &str) -> Value {
    let mut n = vec![0xab; length];
    n[0] = first;
    json!({ "kty": "RSA", "n": URL_SAFE_NO_PAD.encode(n), "e": exponent, "kid": "r" })
}

fn with(mut jwk: Value, changes: &Value) -> Value {
    for (name, change) in changes.as_object().unwrap() {
        jwk[name] = change.clone();
    }
    jwk
}

fn set(keys: &[Value], rules: &KeyRules) -> Result<KeySet, KeySetError> {
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes(), rules)
}

#[test]
fn keys_that_do_not_fit_are_left_out() {
    use SkipReason::{Development, Form, Material, Private, Published, Symmetric, Type, Use};
    let cases = [
        (p256(), None),
        (with(p256(), &json!({ "alg": "ES256", "use": "sig", "key_ops": ["verify"] })), None),
        (with(p256(), &json!({ "x5c": ["MII"], "x5t": "abc" })), None),
        (rsa(256, 0x80, "AQAB"), None),
        (rsa(256, 0xff, "Aw"), None),
        (json!("p"), Some(Form)),
        (json!({}), Some(Form)),
        (with(p256(), &json!({ "kid": 7 })), Some(Form)),
        (with(p256(), &json!({ "kid": "k".repeat(257) })), Some(Form)),
        (with(p256(), &json!({ "key_ops": "verify" })), Some(Form)),
        (with(p256(), &json!({ "x": 7 })), Some(Form)),
        (json!({ "kty": "EC", "crv": "P-256", "x": encoded(1, 32) }), Some(Form)),
        (with(p256(), &json!({ "kty": "AKP" })), Some(Type)),
        (with(p256(), &json!({ "crv": "P-521" })), Some(Type)),
        (with(p256(), &json!({ "crv": "secp256k1" })), Some(Type)),
        (with(ed25519("e"), &json!({ "crv": "X25519" })), Some(Type)),
        (with(ed25519("e"), &json!({ "kty": "EC" })), Some(Type)),
        (with(p256(), &json!({ "use": "enc" })), Some(Use)),
        (with(p256(), &json!({ "key_ops": ["sign"] })), Some(Use)),
        (with(p256(), &json!({ "key_ops": [] })), Some(Use)),
        (with(p256(), &json!({ "alg": "none" })), Some(SkipReason::Algorithm)),
        (with(p256(), &json!({ "alg": "ES384" })), Some(SkipReason::Algorithm)),
        (with(p256(), &json!({ "alg": "ECDH-ES" })), Some(SkipReason::Algorithm)),
        (with(rsa(256, 0x80, "AQAB"), &json!({ "alg": "PS256" })), Some(SkipReason::Algorithm)),
        (with(p256(), &json!({ "x": encoded(1, 31) })), Some(Material)),
        (with(p256(), &json!({ "y": encoded(1, 33) })), Some(Material)),
        (with(p256(), &json!({ "x": "+/+/" })), Some(Material)),
        (with(p256(), &json!({ "x": "" })), Some(Material)),
        (with(p256(), &json!({ "crv": "P-384" })), Some(Material)),
        (rsa(255, 0xff, "AQAB"), Some(Material)),
        (rsa(256, 0x7f, "AQAB"), Some(Material)),
        (rsa(257, 0x00, "AQAB"), Some(Material)),
        (rsa(1025, 0x80, "AQAB"), Some(Material)),
        (rsa(256, 0x80, "AQ"), Some(Material)),
        (rsa(256, 0x80, ""), Some(Material)),
        (with(p256(), &json!({ "d": encoded(3, 32) })), Some(Private)),
        (with(rsa(256, 0x80, "AQAB"), &json!({ "q": "AQAB" })), Some(Private)),
        (json!({ "kty": "oct", "k": encoded(3, 32) }), Some(Symmetric)),
        (ed25519("agegate-development-abc"), Some(Development)),
        (json!({ "kty": "RSA", "n": RSA_RFC7515, "e": "AQAB" }), Some(Published)),
        (
            with(p256(), &json!({ "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU" })),
            Some(Published),
        ),
        (
            with(ed25519("e"), &json!({ "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" })),
            Some(Published),
        ),
    ];
    for (jwk, expected) in cases {
        // Beside a good key, so that the rest of the set is seen to live on.
        let set = set(&[jwk.clone(), ed25519("good")], &rules()).unwrap();
        let skipped = set.skipped().first().map(|one| (one.index, one.reason));
        assert_eq!(skipped, expected.map(|reason| (0, reason)), "{jwk}");
        assert_eq!(set.len(), if expected.is_some() { 1 } else { 2 }, "{jwk}");
    }
}

#[test]
fn shared_secrets_need_the_issuers_word() {
    let mut rules = KeyRules { algorithms: vec![Algorithm::Hs256], symmetric: true, demo: false };
    let secret = |k: &str| json!({ "kty": "oct", "k": k });
    assert_eq!(set(&[secret(&encoded(3, 32))], &rules).unwrap().len(), 1);
    let published =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    for (jwk, reason) in [
        (secret(&encoded(3, 31)), SkipReason::Material),
        (secret(published), SkipReason::Published),
        (ed25519("e"), SkipReason::Type),
    ] {
        let expected = KeySetError::NoUsableKey(vec![Skipped { index: 0, reason }]);
        assert_eq!(set(&[jwk], &rules).err(), Some(expected));
    }
    rules.symmetric = false;
    assert!(set(&[secret(&encoded(3, 32))], &rules).is_err());
}

#[test]
fn the_demo_takes_development_and_published_keys() {
    let rules = KeyRules { demo: true, ..rules() };
    let keys =
        [ed25519("agegate-development-x"), json!({ "kty": "RSA", "n": RSA_RFC7515, "e": "AQAB" })];
    assert_eq!(set(&keys, &rules).unwrap().len(), 2);
}

#[test]
fn broken_sets_are_errors() {
    let many: Vec<Value> = (0..=MAX_KEYS).map(|number| ed25519(&number.to_string())).collect();
    let cases = [
        (String::new(), KeySetError::Malformed),
        ("[]".to_owned(), KeySetError::Malformed),
        (r#"{"keys":[],"keys":[]}"#.to_owned(), KeySetError::Malformed),
        (r#"{"keys":[{"kty":"EC","kty":"RSA"}]}"#.to_owned(), KeySetError::Malformed),
        ("{}".to_owned(), KeySetError::NotASet),
        (r#"{"keys":{}}"#.to_owned(), KeySetError::NotASet),
        (r#"{"keys":[]}"#.to_owned(), KeySetError::NoUsableKey(vec![])),
        (" ".repeat(MAX_SET + 1), KeySetError::TooLarge),
        (json!({ "keys": many }).to_string(), KeySetError::TooLarge),
        (json!({ "keys": [ed25519("a"), ed25519("a")] }).to_string(), KeySetError::DuplicateKid),
    ];
    for (text, expected) in cases {
        let shown: String = text.chars().take(60).collect();
        assert_eq!(KeySet::parse(text.as_bytes(), &rules()).err(), Some(expected), "{shown}");
    }
}

#[test]
fn the_key_is_picked_by_name_and_algorithm() {
    let other = with(p256(), &json!({ "kid": "same" }));
    let keys = set(
        &[ed25519("same"), other, with(rsa(256, 0x80, "AQAB"), &json!({ "alg": "RS256" }))],
        &rules(),
    );
    let keys = keys.unwrap();
    let cases = [
        (Some("same"), Algorithm::Ed25519, true),
        (Some("same"), Algorithm::Es256, true),
        (Some("same"), Algorithm::Rs256, false),
        (Some("same"), Algorithm::Es384, false),
        (Some("r"), Algorithm::Rs256, true),
        (Some("r"), Algorithm::Ps256, false),
        (Some("other"), Algorithm::Es256, false),
        (None, Algorithm::Es256, true),
        (None, Algorithm::Hs256, false),
    ];
    for (kid, algorithm, found) in cases {
        assert_eq!(keys.pick(kid, algorithm).is_some(), found, "{kid:?} {algorithm:?}");
    }
    // Nameless, and two could be meant.
    let keys = set(&[ed25519("a"), ed25519("b")], &rules()).unwrap();
    assert!(keys.pick(None, Algorithm::Ed25519).is_none());
    assert!(keys.pick(Some("b"), Algorithm::Ed25519).is_some());
}

#[test]
fn the_generation_moves_when_keys_do() {
    let one = || Arc::new(set(&[ed25519("a")], &rules()).unwrap());
    let both = Arc::new(set(&[ed25519("a"), p256()], &rules()).unwrap());
    let store = KeyStore::new(vec![one()]);
    let steps = [
        (one(), KeyChange::Same, 1),
        (both, KeyChange::Added, 2),
        (one(), KeyChange::Removed, 3),
        (Arc::new(KeySet::default()), KeyChange::Removed, 4),
    ];
    for (set, change, generation) in steps {
        assert_eq!(store.replace(0, set), Some(change));
        assert_eq!(store.generation(), generation);
    }
    assert_eq!(store.replace(1, one()), None);
    assert!(store.get(0).unwrap().is_empty() && store.get(1).is_none());
}
