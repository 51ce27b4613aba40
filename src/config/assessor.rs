//! From settings and the key files they name to what the assurance room takes.

use super::error::ConfigErrors;
use super::keys;
use super::schema::{ClaimNames, IssuerSettings, KeySource, Settings};
use crate::assurance::{
    AssessorConfig, ClaimNames as Claims, IssuerConfig, KeySource as Keys, SessionConfig,
    ShopConfig, TrustedHeaderConfig,
};
use bytes::Bytes;
use std::path::Path;

/// What an assessor is made of. `directory` is where relative paths begin.
///
/// # Errors
/// Every key file that cannot be read, and every wrong line in those of session keys.
pub fn assessor_config(
    settings: &Settings,
    directory: Option<&Path>,
) -> Result<AssessorConfig, ConfigErrors> {
    let evidence = &settings.evidence;
    let mut errors = Vec::new();
    let mut issuers = Vec::with_capacity(evidence.issuers.len());
    for issuer in &evidence.issuers {
        match issuer_config(issuer, directory) {
            Ok(config) => issuers.push(config),
            Err(found) => errors.extend(found.iter().cloned()),
        }
    }
    let keys = keys::session_keys(&evidence.session.keys, directory);
    let keys = keys.unwrap_or_else(|found| {
        errors.extend(found.iter().cloned());
        Vec::new()
    });
    if !errors.is_empty() {
        return Err(ConfigErrors::new(errors));
    }
    let session = &evidence.session;
    let limits = &settings.runtime.limits;
    Ok(AssessorConfig {
        issuers,
        session: Some(SessionConfig {
            keys,
            lifetime: session.lifetime,
            max_token_age: session.max_token_age,
            remembered_tokens: session.remembered_tokens,
            persistent: session.persistent,
        }),
        trusted_header: evidence.trusted_header.as_ref().map(|header| TrustedHeaderConfig {
            name: header.name.clone(),
            peers: settings.runtime.trusted_peers.clone(),
            issuer: header.issuer.clone(),
            class: header.caps.class,
            confidence: header.caps.confidence,
            method: header.method,
        }),
        shop: ShopConfig {
            class: evidence.shop.class,
            confidence: evidence.shop.confidence,
            ..ShopConfig::default()
        },
        prefer_safe: evidence.prefer_safe,
        leeway: evidence.leeway,
        max_token: limits.token,
        cached_tokens: limits.verified_tokens,
        utc_offset_minutes: evidence.utc_offset_minutes,
        demo: false,
    })
}

fn issuer_config(
    issuer: &IssuerSettings,
    directory: Option<&Path>,
) -> Result<IssuerConfig, ConfigErrors> {
    let keys = match &issuer.keys {
        KeySource::File(path) => Keys::Inline(Bytes::from(keys::jwks_file(path, directory)?)),
        KeySource::Url { url, refresh } => Keys::Url { url: url.clone(), refresh: *refresh },
    };
    Ok(IssuerConfig {
        name: issuer.name.clone(),
        iss: issuer.iss.clone(),
        audience: issuer.audience.clone(),
        algorithms: issuer.algorithms.clone(),
        keys,
        symmetric: false,
        class: issuer.caps.class,
        confidence: issuer.caps.confidence,
        method: issuer.method,
        method_names: issuer.method_names.clone(),
        claim_names: claim_names(&issuer.claim_names),
        string_forms: issuer.string_forms,
        accept_authorization: issuer.authorization,
        per_request: issuer.per_request,
        max_lifetime: issuer.max_lifetime,
        types: issuer.types.clone(),
        session_outlives_token: issuer.session_outlives_token,
    })
}

fn claim_names(names: &ClaimNames) -> Claims {
    let usual = Claims::default();
    Claims {
        method: names.method.clone().unwrap_or(usual.method),
        class: names.class.clone().unwrap_or(usual.class),
        confidence: names.confidence.clone().unwrap_or(usual.confidence),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::schema::{METHODS, SessionKeys};
    use crate::config::{FileSet, compile};
    use std::time::Duration;

    fn settings(text: &str) -> Settings {
        let text = format!("jurisdiction.default = \"DE\"\n{text}");
        compile(&FileSet::from_memory([("agegate.toml", text.as_str())])).unwrap().settings
    }

    /// The assurance room's own defaults and those of the file are the same.
    #[test]
    fn defaults_agree() {
        let config = assessor_config(&Settings::default(), None).unwrap();
        let session = config.session.clone().unwrap();
        let usual = SessionConfig::new(session.keys[0].clone());
        assert_eq!(format!("{session:?}"), format!("{usual:?}"));
        let without_session = AssessorConfig { session: None, ..config };
        assert_eq!(format!("{without_session:?}"), format!("{:?}", AssessorConfig::default()));
        let read = settings(
            "[[issuer]]\nname = \"a\"\niss = \"https://a.example\"\naudience = \"b\"\n\
             algorithms = [\"ES256\", \"EdDSA\"]\njwks_url = \"https://a.example/k\"\nclass = \"self_declared\"\n",
        );
        let read = assessor_config(&read, None).unwrap();
        let url = Keys::url("https://a.example/k");
        let usual = IssuerConfig::new("a", "https://a.example", "b", url);
        assert_eq!(format!("{:?}", read.issuers), format!("{:?}", [usual]));
    }

    #[test]
    fn what_is_set_arrives() {
        let read = settings(
            "trust.peers = \"10.0.0.0/8\"\n[limits]\ntoken = \"2 KiB\"\nverified_tokens = 0\n\
             [evidence]\nprefer_safe = false\nleeway = \"5 s\"\nutc_offset = \"+01:00\"\n\
             [trusted_header]\nname = \"x-age\"\nissuer = \"cdn\"\nclass = \"inferred\"\n\
             [shop]\nclass = \"inferred\"\n[session]\nlifetime = \"1 h\"\npersistent = true\n",
        );
        let config = assessor_config(&read, None).unwrap();
        assert_eq!((config.max_token, config.cached_tokens), (2048, 0));
        assert!(!config.prefer_safe && !config.demo);
        assert_eq!((config.leeway, config.utc_offset_minutes), (Duration::from_secs(5), 60));
        let header = config.trusted_header.unwrap();
        assert_eq!((header.name.as_str(), header.issuer.as_str()), ("x-age", "cdn"));
        assert_eq!(header.peers, read.runtime.trusted_peers);
        assert_eq!(config.shop.class, crate::age::Class::Inferred);
        let session = config.session.unwrap();
        assert_eq!((session.lifetime, session.persistent), (Duration::from_secs(3600), true));
    }

    #[test]
    fn all_absent_key_files_are_reported() {
        let mut read = settings(
            "[[issuer]]\nname = \"a\"\niss = \"https://a.example\"\naudience = \"b\"\n\
             algorithms = \"ES256\"\njwks_file = \"absent.json\"\nclass = \"verified\"\n",
        );
        read.evidence.session.keys = SessionKeys::File("absent.keys".into());
        let errors = assessor_config(&read, Some(Path::new("nowhere"))).unwrap_err().to_string();
        assert_eq!(errors.lines().count(), 2, "{errors}");
        assert!(
            errors
                .contains("absent.json:1:1: cannot read the file that `issuer.jwks_file` names: "),
            "{errors}"
        );
    }

    #[test]
    fn methods_have_one_name() {
        for (name, method) in METHODS {
            assert_eq!(method.name(), name);
        }
    }
}
