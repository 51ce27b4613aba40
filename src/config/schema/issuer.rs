//! One `[[issuer]]`: what must be said before its tokens are believed.

use super::caps::{METHODS, WEAKEST, caps};
use super::evidence::{ClaimNames, IssuerSettings, KeySource};
use crate::assurance::{Algorithm, Method};
use crate::config::read::{Spot, Table, nearest};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

pub(super) fn read(table: &mut Table<'_>, taken: &mut BTreeSet<String>) -> Option<IssuerSettings> {
    let name = table.text("name");
    let iss = table.text("iss");
    let audience = table.texts("audience").unwrap_or_default();
    let algorithms = algorithms(table);
    let keys = key_source(table);
    let caps = caps(table, WEAKEST);
    let method = table.word("method", &METHODS).map(|spot| spot.value);
    let method_names = table.table("methods", method_names).unwrap_or_default();
    let claim_names = table.table("claims", claim_names).unwrap_or_default();
    let string_forms = table.bool("string_forms").unwrap_or(false);
    let types = table.texts("types").unwrap_or_default();
    let max_lifetime = table.duration("max_lifetime");
    let session_outlives_token = table.bool("session_outlives_token").unwrap_or(false);
    let per_request = table.bool("per_request").unwrap_or(false);
    let authorization = table.bool("authorization").unwrap_or(false);
    let required = [
        ("name", "events name the issuer by it"),
        ("iss", "the exact issuer claim"),
        ("audience", "who the tokens are made for: this shop"),
        ("algorithms", "the algorithms that its keys are for"),
        ("class", "how well its proofs assure an age, at most"),
    ];
    for (key, why) in required {
        if table.place_of(key).is_none() {
            table.missing(key, why);
        }
    }
    if let (Some(at), true) = (table.place_of("audience"), audience.is_empty()) {
        table.source().error(at, "`audience` must name at least one");
    }
    let (name, iss) = (name?, iss?);
    if !taken.insert(name.value.to_owned()) {
        table.source().error(name.at, format!("issuer `{}` is already there", name.value));
    }
    check_iss(table, iss);
    Some(IssuerSettings {
        at: table.source().at(table.at()),
        name: name.value.to_owned(),
        iss: iss.value.to_owned(),
        audience: audience.into_iter().map(|word| word.value.to_owned()).collect(),
        algorithms,
        keys: keys?,
        caps,
        method,
        method_names,
        claim_names,
        string_forms,
        types: types.into_iter().map(|word| word.value.to_owned()).collect(),
        max_lifetime: max_lifetime.map_or(Duration::from_secs(3600), |spot| spot.value),
        session_outlives_token,
        per_request,
        authorization,
    })
}

/// The issuer's own names below ours: `photo_id_matching = ["passport-scan"]`.
fn method_names(table: &mut Table<'_>) -> Vec<(String, Method)> {
    let mut names = Vec::new();
    for (ours, method) in METHODS {
        let theirs = table.texts(ours).unwrap_or_default();
        names.extend(theirs.into_iter().map(|name| (name.value.to_owned(), method)));
    }
    names
}

fn claim_names(table: &mut Table<'_>) -> ClaimNames {
    let mut owned = |key| table.text(key).map(|spot| spot.value.to_owned());
    ClaimNames { method: owned("method"), class: owned("class"), confidence: owned("confidence") }
}

/// Issuers under `.invalid` (RFC 6761) are those of the demonstration, whose keys are public.
fn check_iss(table: &Table<'_>, iss: Spot<&str>) {
    let host = iss.value.parse::<http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    let host = host.unwrap_or_else(|| iss.value.to_owned());
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if iss.value.is_empty() || host == "invalid" || host.ends_with(".invalid") {
        let message = format!("`{}` is no issuer to trust outside `agegate demo`", iss.value);
        table.source().error(iss.at, message);
    }
}

fn algorithms(table: &mut Table<'_>) -> Vec<Algorithm> {
    let words = table.texts("algorithms").unwrap_or_default();
    if let (Some(at), true) = (table.place_of("algorithms"), words.is_empty()) {
        table.source().error(at, "`algorithms` must name at least one");
    }
    let known = words.into_iter().filter_map(|word| {
        // Whoever can verify a symmetric signature can make one: no key of a file may be so.
        let found = Algorithm::from_name(word.value).filter(|found| !found.is_symmetric());
        if found.is_none() {
            let message =
                format!("`{}` is no asymmetric signature algorithm known here", word.value);
            let known = Algorithm::ALL.iter().filter(|algorithm| !algorithm.is_symmetric());
            let near = nearest(word.value, known.map(|algorithm| algorithm.name()));
            table.source().error_near(word.at, message, near);
        }
        found
    });
    known.collect()
}

fn key_source(table: &mut Table<'_>) -> Option<KeySource> {
    let file = table.text("jwks_file");
    let url = table.parsed("jwks_url", |text| match text.parse::<http::Uri>() {
        Ok(uri) if uri.scheme_str() == Some("https") && uri.host().is_some() => Ok(text.to_owned()),
        _ => Err("it must be an https URL, or anybody on the way could give out keys"),
    });
    let refresh = table.duration("jwks_refresh");
    match (table.place_of("jwks_file"), table.place_of("jwks_url")) {
        (Some(_), Some(at)) => {
            table.source().error(at, "the keys come from `jwks_file` or `jwks_url`, not from both");
        }
        (None, None) => table.missing_any(&["jwks_file", "jwks_url"], "where its public keys are"),
        (Some(_), None) => {
            if let Some(refresh) = refresh {
                let message = "`jwks_refresh` goes with `jwks_url`; a file is read on reload";
                table.source().error(refresh.at, message);
            }
        }
        (None, Some(_)) => {}
    }
    let refresh = refresh.map_or(Duration::from_secs(900), |spot| spot.value);
    match (file, url) {
        (Some(file), None) => Some(KeySource::File(PathBuf::from(file.value))),
        (None, Some(url)) => Some(KeySource::Url { url: url.value, refresh }),
        _ => None,
    }
}
