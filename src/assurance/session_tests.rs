use super::*;

const NOW: u64 = 1_795_500_000;

fn key(id: &str, seed: u8) -> SessionKey {
    let mut secret = [0; 32];
    for (index, byte) in (0_u8..).zip(secret.iter_mut()) {
        *byte = seed ^ index.wrapping_mul(index).wrapping_mul(37);
    }
    SessionKey { id: id.to_owned(), secret }
}

fn sealer(keys: &[SessionKey]) -> Sealer {
    let mut config = SessionConfig::new(keys[0].clone());
    config.keys = keys.to_vec();
    Sealer::new(&config).unwrap()
}

fn adult() -> Assurance {
    Assurance {
        bounds: AgeBounds { lower: Age(18), upper: Some(Age(64)) },
        born_not_after: Date::new(2008, 12, 31),
        class: Class::Verified,
        method: Some(Method::DigitalCredential),
        confidence: Confidence::Enhanced,
        issuer: Some("wallet".to_owned()),
        checked_at: Date::new(2026, 11, 20),
        expires_at: None,
        known_minor: false,
    }
}

fn at(secs: u64) -> Timestamp {
    Timestamp::from_secs(secs)
}

#[test]
fn what_was_sealed_opens() {
    let sealer = sealer(&[key("a", 1)]);
    let bare = Assurance { issuer: Some("i".to_owned()), ..Assurance::UNKNOWN };
    for assurance in [adult(), bare] {
        let sealed = sealer.seal(&assurance, "shop.example", at(NOW + 60)).unwrap();
        let opened = sealer.open(sealed.as_bytes(), "shop.example", at(NOW)).unwrap();
        assert_eq!(opened, Assurance { expires_at: Some(at(NOW + 60)), ..assurance });
        assert!(sealed.len() < 1000, "{}", sealed.len());
    }
}

#[test]
fn two_sessions_have_nothing_in_common_to_follow() {
    let sealer = sealer(&[key("a", 1)]);
    let seal = || sealer.seal(&adult(), "shop.example", at(NOW + 60)).unwrap();
    let (one, other) = (seal(), seal());
    // Header and footer are the same for everybody; the rest is random.
    let body = |text: &str| text.split('.').nth(2).unwrap().to_owned();
    assert_ne!(body(&one).get(..40), body(&other).get(..40));
}

#[test]
fn a_session_opens_here_and_now_only() {
    let ring = sealer(&[key("a", 1)]);
    let sealed = ring.seal(&adult(), "shop.example", at(NOW + 60)).unwrap();
    let sealed = sealed.as_bytes();
    let other_secret = sealer(&[key("a", 2)]);
    let other_name = sealer(&[key("b", 1)]);
    let mut shorter = SessionConfig::new(key("a", 1));
    shorter.lifetime = Duration::from_secs(30);
    let shorter = Sealer::new(&shorter).unwrap();
    let cases = [
        ("in time", ring.open(sealed, "shop.example", at(NOW + 59)), None),
        ("at its end", ring.open(sealed, "shop.example", at(NOW + 60)), Some(Refusal::Expired)),
        ("after its end", ring.open(sealed, "shop.example", at(NOW + 61)), Some(Refusal::Expired)),
        ("other host", ring.open(sealed, "other.example", at(NOW)), Some(Refusal::SessionSeal)),
        ("no host", ring.open(sealed, "", at(NOW)), Some(Refusal::SessionSeal)),
        (
            "other secret",
            other_secret.open(sealed, "shop.example", at(NOW)),
            Some(Refusal::SessionSeal),
        ),
        ("other key", other_name.open(sealed, "shop.example", at(NOW)), Some(Refusal::SessionKey)),
        ("too long", shorter.open(sealed, "shop.example", at(NOW)), Some(Refusal::LifetimeTooLong)),
    ];
    for (name, got, expected) in cases {
        assert_eq!(got.err(), expected, "{name}");
    }
}

#[test]
fn keys_rotate() {
    let (old, both) = (sealer(&[key("a", 1)]), sealer(&[key("b", 2), key("a", 1)]));
    let new = sealer(&[key("b", 2)]);
    let before = old.seal(&adult(), "h", at(NOW + 60)).unwrap();
    let during = both.seal(&adult(), "h", at(NOW + 60)).unwrap();
    assert!(both.open(before.as_bytes(), "h", at(NOW)).is_ok());
    assert!(new.open(during.as_bytes(), "h", at(NOW)).is_ok());
    assert_eq!(new.open(before.as_bytes(), "h", at(NOW)).err(), Some(Refusal::SessionKey));
    assert_eq!(old.open(during.as_bytes(), "h", at(NOW)).err(), Some(Refusal::SessionKey));
}

#[test]
fn every_changed_byte_is_noticed() {
    let sealer = sealer(&[key("a", 1)]);
    let sealed = sealer.seal(&adult(), "h", at(NOW + 60)).unwrap().into_bytes();
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
        assert!(sealer.open(&changed, "h", at(NOW)).is_err(), "{index}");
        assert!(sealer.open(&sealed[..index], "h", at(NOW)).is_err(), "cut at {index}");
    }
}

#[test]
fn what_is_no_session_is_refused() {
    let sealer = sealer(&[key("a", 1)]);
    let long = format!("v4.local.{}", "A".repeat(1_000_000));
    for text in [
        "",
        "v4.local.",
        "v4.local.AAAA",
        "v4.local.A.B.C.D",
        "v3.local.AAAA",
        "v4.public.AAAA",
        "\u{e4}",
        &long,
    ] {
        assert!(sealer.open(text.as_bytes(), "h", at(NOW)).is_err());
    }
    assert_eq!(sealer.open(b"\xff\xfe", "h", at(NOW)).err(), Some(Refusal::SessionContent));
}

#[test]
fn sealed_nonsense_is_refused() {
    let sealer = sealer(&[key("a", 1)]);
    let Ring { footer, key } = &sealer.keys[0];
    let good = r#"{"v":1,"lo":18,"cls":"verified","conf":"basic","iss":"i","exp":1795500060}"#;
    let cases = [
        (good.to_owned(), None),
        (good.replace("\"v\":1", "\"v\":2"), Some(Refusal::SessionContent)),
        (good.replace("verified", "certain"), Some(Refusal::SessionContent)),
        (good.replace("basic", "?"), Some(Refusal::SessionContent)),
        (good.replace("\"v\"", "\"up\":17,\"v\""), Some(Refusal::SessionContent)),
        (good.replace("\"v\"", "\"m\":\"?\",\"v\""), Some(Refusal::SessionContent)),
        (good.replace("\"v\"", "\"bna\":\"2008\",\"v\""), Some(Refusal::SessionContent)),
        (good.replace("\"v\"", "\"sub\":\"x\",\"v\""), Some(Refusal::SessionContent)),
        (good.replace("\"lo\":18", "\"lo\":300"), Some(Refusal::SessionContent)),
        (good.replace("\"lo\":18,", ""), Some(Refusal::SessionContent)),
        ("[]".to_owned(), Some(Refusal::SessionContent)),
    ];
    for (text, expected) in cases {
        let sealed = LocalToken::encrypt(key, text.as_bytes(), Some(footer), Some(&binding("h")));
        let got = sealer.open(sealed.unwrap().as_bytes(), "h", at(NOW)).err();
        assert_eq!(got, expected, "{text}");
    }
    // The same key, used for something else.
    let other =
        LocalToken::encrypt(key, good.as_bytes(), Some(footer), Some(b"another purpose\0h"));
    assert_eq!(
        sealer.open(other.unwrap().as_bytes(), "h", at(NOW)).err(),
        Some(Refusal::SessionSeal)
    );
}

#[test]
fn the_end_is_the_earlier_one() {
    let sealer = sealer(&[key("a", 1)]);
    let twelve_hours = at(NOW + 12 * 3600);
    assert_eq!(sealer.end(at(NOW), None), twelve_hours);
    assert_eq!(sealer.end(at(NOW), Some(at(NOW + 300))), at(NOW + 300));
    assert_eq!(sealer.end(at(NOW), Some(at(NOW + 100_000))), twelve_hours);
}
