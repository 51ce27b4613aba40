use super::*;
use crate::assurance::Assessor;
use crate::assurance::settings::Algorithm;
use crate::assurance::trial::edge_header;
use bytes::Bytes;

fn random_key(id: &str) -> SessionKey {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).unwrap();
    SessionKey { id: id.to_owned(), secret }
}

fn good() -> AssessorConfig {
    let keys = KeySource::url("https://id.example/jwks");
    AssessorConfig {
        issuers: vec![IssuerConfig::new("wallet", "https://id.example", "shop", keys)],
        session: Some(SessionConfig::new(random_key("k1"))),
        trusted_header: Some(edge_header()),
        ..AssessorConfig::default()
    }
}

fn faults(change: impl FnOnce(&mut AssessorConfig)) -> Vec<String> {
    let mut config = good();
    change(&mut config);
    Assessor::new(config)
        .map_or_else(|faults| faults.iter().map(ToString::to_string).collect(), |_| Vec::new())
}

#[test]
fn the_default_and_a_good_configuration_stand() {
    assert_eq!(faults(|_| {}), Vec::<String>::new());
    assert!(Assessor::new(AssessorConfig::default()).is_ok());
}

type Case = (&'static str, fn(&mut AssessorConfig), &'static str);

#[test]
fn each_fault_is_named() {
    let cases: &[Case] = &[
        ("leeway", |c| c.leeway = Duration::from_secs(301), "`leeway` must be at most 300 s"),
        ("max_token", |c| c.max_token = 100, "`max_token` must be from 512 to 65536 bytes"),
        ("offset", |c| c.utc_offset_minutes = 841, "`utc_offset_minutes` must be from -840 to 840"),
        ("name", |c| c.issuers[0].name.clear(), "issuer ``: `name` is empty; give at least one"),
        (
            "shop",
            |c| c.issuers[0].name = "shop".to_owned(),
            "issuer `shop`: the name `shop` is taken already",
        ),
        ("iss", |c| c.issuers[0].iss.clear(), "issuer `wallet`: `iss` is empty; give at least one"),
        (
            "twice",
            |c| {
                let mut twin = c.issuers[0].clone();
                twin.name = "twin".to_owned();
                c.issuers.push(twin);
            },
            "issuer `twin`: the `iss` `https://id.example` is taken already",
        ),
        (
            "audience",
            |c| c.issuers[0].audience.clear(),
            "issuer `wallet`: `audience` is empty; give at least one",
        ),
        (
            "audience",
            |c| c.issuers[0].audience[0].clear(),
            "issuer `wallet`: `audience` is empty; give at least one",
        ),
        (
            "algorithms",
            |c| c.issuers[0].algorithms.clear(),
            "issuer `wallet`: `algorithms` is empty; give at least one",
        ),
        (
            "lifetime",
            |c| c.issuers[0].max_lifetime = Duration::ZERO,
            "issuer `wallet`: `max_lifetime` must be longer than nothing",
        ),
        (
            "secret",
            |c| c.issuers[0].algorithms.push(Algorithm::Hs256),
            "issuer `wallet`: HS256 to HS512 need `symmetric` and inline keys; better use ES256 or Ed25519",
        ),
        (
            "secret from an address",
            |c| {
                c.issuers[0].algorithms.push(Algorithm::Hs256);
                c.issuers[0].symmetric = true;
            },
            "issuer `wallet`: HS256 to HS512 need `symmetric` and inline keys; better use ES256 or Ed25519",
        ),
        (
            "plain",
            |c| c.issuers[0].keys = KeySource::url("http://id.example/jwks"),
            "issuer `wallet`: keys come over `https` only, not from `http://id.example/jwks`",
        ),
        (
            "file",
            |c| c.issuers[0].keys = KeySource::url("file:///etc/keys"),
            "issuer `wallet`: keys come over `https` only, not from `file:///etc/keys`",
        ),
        (
            "reserved address",
            |c| c.issuers[0].keys = KeySource::url("https://keys.invalid/jwks"),
            "issuer `wallet`: `https://keys.invalid/jwks` lies under `.invalid`, which only the demo accepts",
        ),
        (
            "keys",
            |c| {
                c.issuers[0].keys = KeySource::Inline(Bytes::from_static(
                    b"{\"keys\":[{\"kty\":\"oct\",\"k\":\"x\"}]}",
                ))
            },
            "issuer `wallet`: the key set has no usable key: key 0: it is a shared secret; set `symmetric` to accept one",
        ),
        ("no keys", |c| session(c).keys.clear(), "session: `keys` is empty; give at least one"),
        (
            "same id",
            |c| session(c).keys.push(random_key("k1")),
            "session: the key id `k1` is taken already",
        ),
        (
            "zeros",
            |c| session(c).keys[0].secret = [0; 32],
            "session: the key `k1` needs an id of up to 64 of `A-Z a-z 0-9 - _ .` and 32 random bytes",
        ),
        (
            "test vector",
            |c| session(c).keys[0].secret = std::array::from_fn(|index| 0x70 + index as u8),
            "session: the key `k1` needs an id of up to 64 of `A-Z a-z 0-9 - _ .` and 32 random bytes",
        ),
        (
            "bad id",
            |c| session(c).keys[0].id = "a\"b".to_owned(),
            "session: the key `a\"b` needs an id of up to 64 of `A-Z a-z 0-9 - _ .` and 32 random bytes",
        ),
        (
            "long",
            |c| session(c).lifetime = Duration::from_secs(43_201),
            "session: `lifetime` must be from 1 s to 12 h",
        ),
        (
            "short",
            |c| session(c).lifetime = Duration::ZERO,
            "session: `lifetime` must be from 1 s to 12 h",
        ),
        (
            "age",
            |c| session(c).max_token_age = Duration::ZERO,
            "session: `max_token_age` must be longer than nothing",
        ),
        (
            "memory",
            |c| session(c).remembered_tokens = 0,
            "session: `remembered_tokens` must be at least 1",
        ),
        (
            "peers",
            |c| header(c).peers.clear(),
            "trusted header: `peers` is empty; give at least one",
        ),
        (
            "everybody",
            |c| header(c).peers.push("::/0".parse().unwrap()),
            "trusted header: `::/0` holds every address; list the peers",
        ),
        (
            "cookie",
            |c| header(c).name = http::header::COOKIE,
            "trusted header: `cookie` has another meaning; choose a header of your own",
        ),
        (
            "edge",
            |c| header(c).issuer = "wallet".to_owned(),
            "trusted header: the name `wallet` is taken already",
        ),
    ];
    for (name, change, expected) in cases {
        assert_eq!(faults(change), [*expected], "{name}");
    }
}

fn session(config: &mut AssessorConfig) -> &mut SessionConfig {
    config.session.as_mut().unwrap()
}

fn header(config: &mut AssessorConfig) -> &mut TrustedHeaderConfig {
    config.trusted_header.as_mut().unwrap()
}

#[test]
fn all_faults_come_at_once() {
    let found = faults(|config| {
        config.max_token = 0;
        config.issuers[0].audience.clear();
        session(config).keys.clear();
        header(config).peers.clear();
    });
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn reserved_names_are_for_the_demo() {
    let cases = [
        ("https://dev.agegate.invalid", true),
        ("https://DEV.AGEGATE.INVALID/path", true),
        ("https://dev.agegate.invalid.:8443", true),
        ("https://user@dev.agegate.invalid", true),
        ("dev.agegate.invalid", true),
        ("invalid", true),
        ("https://invalid.example", false),
        ("https://id.example/dev.agegate.invalid", false),
        ("https://id.example?x=.invalid", false),
        ("https://notinvalid", false),
    ];
    for (iss, reserved) in cases {
        let found = faults(|config| config.issuers[0].iss = iss.to_owned());
        assert_eq!(!found.is_empty(), reserved, "{iss}: {found:?}");
        let in_demo = faults(|config| {
            config.issuers[0].iss = iss.to_owned();
            config.demo = true;
        });
        assert_eq!(in_demo, Vec::<String>::new(), "{iss}");
    }
}

#[test]
fn errors_and_debug_never_show_a_secret() {
    let key = SessionKey { id: "k".to_owned(), secret: [0xa7; 32] };
    let shown = format!("{key:?} {:?}", SessionConfig::new(key.clone()));
    assert!(!shown.contains("167") && !shown.to_lowercase().contains("a7"), "{shown}");
    let keys = KeySource::Inline(Bytes::from_static(b"shared secret"));
    let issuer = IssuerConfig::new("i", "https://i.example", "shop", keys);
    assert!(!format!("{issuer:?}").contains("shared"));
}
