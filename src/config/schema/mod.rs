//! `agegate.toml`: every setting with its default.

mod caps;
mod evidence;
mod gate;
mod gateway;
mod headers;
mod issuer;
mod limits;
mod media;
mod routes;
mod rows;
mod trust;

pub use evidence::{
    Caps, ClaimNames, EvidenceSettings, IssuerSettings, KeySource, SessionKeys, SessionSettings,
    TrustedHeaderSettings,
};
pub use gateway::{GatewaySettings, TlsFiles};

#[cfg(test)]
pub(super) use caps::METHODS;

use super::data::Names;
use super::load::PARTS;
use super::read::{Source, Table, nearest};
use crate::engine::settings as runtime;
use crate::field::is_taken;
use crate::jurisdiction::{Country, Jurisdiction};
use crate::lexicon::Language;
use crate::policy::Mode;
use crate::representation::Coding;
use http::HeaderName;
use ipnet::IpNet;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::PathBuf;

/// All settings of `agegate.toml`. The default is what the shipped file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Which of the rules stand.
    pub preset: Preset,
    /// Whether rules act; [`Mode::Observe`] makes every rule a recording one.
    pub mode: Mode,
    /// Languages of the lexicon, BCP 47; empty: all there are.
    pub languages: Vec<String>,
    /// What the engine is told.
    pub runtime: runtime::Settings,
    /// The shop's own gate page, relative to the directory; the builder reads it.
    pub gate_template: Option<PathBuf>,
    /// Whose evidence of age is believed, and how far.
    pub evidence: EvidenceSettings,
    /// The reverse proxy.
    pub gateway: GatewaySettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            preset: Preset::Strict,
            mode: Mode::Enforce,
            languages: Vec::new(),
            runtime: runtime::Settings::default(),
            gate_template: None,
            evidence: EvidenceSettings::default(),
            gateway: GatewaySettings::default(),
        }
    }
}

/// Which rules stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preset {
    /// All.
    Strict,
    /// Only those about age: nothing is prohibited for everyone.
    AgeOnly,
}

/// What other files know and a setting may name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'k> {
    pub names: Names<'k>,
    pub languages: &'k BTreeSet<String>,
}

const PRESETS: [(&str, Preset); 2] = [("strict", Preset::Strict), ("age-only", Preset::AgeOnly)];

const MODES: [(&str, Mode); 2] = [("enforce", Mode::Enforce), ("observe", Mode::Observe)];

/// Reads the file over the defaults; `None` if it is not TOML.
pub(super) fn read(source: &Source<'_>, known: Known<'_>) -> Option<Settings> {
    source.walk(|root| {
        let mut settings = Settings::default();
        extends(root);
        assign(&mut settings.preset, root.word("preset", &PRESETS).map(|spot| spot.value));
        assign(&mut settings.mode, root.word("mode", &MODES).map(|spot| spot.value));
        let lexicon = root.table("lexicon", |table| {
            let page = table.parsed("page_language", |tag| {
                Language::parse(tag).ok_or("it must be a language code of BCP 47, such as `de`")
            });
            (languages(table, known), page.map(|spot| spot.value))
        });
        if let Some((languages, page)) = lexicon {
            settings.languages = languages;
            settings.runtime.page_language = page;
        }
        read_runtime(root, &mut settings.runtime, known);
        let gate = &mut settings.runtime.gate;
        let template = root.table("gate", |table| gate::read(table, gate));
        settings.gate_template = template.flatten();
        let trusts_peers = !settings.runtime.trusted_peers.is_empty();
        trust::read(root, &mut settings.evidence, trusts_peers);
        root.table("gateway", |table| gateway::read(table, &mut settings.gateway));
        settings
    })
}

/// Which parts are added to the built-in ones: heeded when the files are gathered, looked at here.
fn extends(root: &mut Table<'_>) {
    for word in root.texts("extends").unwrap_or_default() {
        if PARTS.iter().all(|(name, _)| *name != word.value) {
            let known: Vec<String> = PARTS.iter().map(|(name, _)| format!("`{name}`")).collect();
            let message = format!("`{}` is no part; there are {}", word.value, known.join(", "));
            let near = nearest(word.value, PARTS.iter().map(|(name, _)| *name));
            root.source().error_near(word.at, message, near);
        }
    }
}

/// Keeps the default where nothing was read.
fn assign<T>(setting: &mut T, read: Option<T>) {
    if let Some(value) = read {
        *setting = value;
    }
}

fn read_runtime(root: &mut Table<'_>, settings: &mut runtime::Settings, known: Known<'_>) {
    if let Some(peers) = root.table("trust", peers) {
        settings.trusted_peers = peers;
    }
    let trusts_peers = !settings.trusted_peers.is_empty();
    let jurisdiction = root.table("jurisdiction", |table| jurisdiction(table, trusts_peers));
    match jurisdiction {
        Some(read) => settings.jurisdiction = read,
        None if root.place_of("jurisdiction").is_none() => {
            root.missing("[jurisdiction]", "which country's law applies must be said");
        }
        None => {}
    }
    let bucket = root.table("cache", |table| believed_header(table, "bucket_header", trusts_peers));
    settings.bucket_header = bucket.flatten();
    root.table("coding", |table| coding(table, &mut settings.coding));
    root.table("limits", |table| limits::read(table, &mut settings.limits));
    let nameless =
        root.table("listing", |table| table.word("nameless", &[("omit", true), ("keep", false)]));
    assign(&mut settings.omit_nameless, nameless.flatten().map(|spot| spot.value));
    let unreadable = root.table("unreadable", |table| {
        table.word("prohibited_only", &[("pass", true), ("withhold", false)])
    });
    let unreadable = unreadable.flatten().map(|spot| spot.value);
    assign(&mut settings.pass_unreadable_if_prohibited_only, unreadable);
    let evidence_text = root.table("audit", |table| table.bool("evidence_text"));
    assign(&mut settings.evidence_text, evidence_text.flatten());
    if let Some(rules) = media::read(root) {
        settings.media.rules = rules;
    }
    if let Some(rules) = headers::read(root) {
        settings.headers = runtime::HeaderTable::new(rules);
    }
    assign(&mut settings.routes, routes::read(root, known.names));
}

fn coding(table: &mut Table<'_>, settings: &mut runtime::CodingSettings) {
    const CODINGS: [(&str, Coding); 3] =
        [("gzip", Coding::Gzip), ("br", Coding::Brotli), ("zstd", Coding::Zstd)];
    if let Some(words) = table.texts("offered") {
        settings.offered.clear();
        for word in words {
            match CODINGS.iter().find(|(name, _)| *name == word.value) {
                Some((_, coding)) => settings.offered.push(*coding),
                None => {
                    let message = format!("nothing is sent in a coding `{}`", word.value);
                    let near = nearest(word.value, CODINGS.iter().map(|(name, _)| *name));
                    table.source().error_near(word.at, message, near);
                }
            }
        }
    }
    assign(&mut settings.least, table.size("least", 0).map(|spot| spot.value));
}

fn languages(table: &mut Table<'_>, known: Known<'_>) -> Vec<String> {
    let words = table.texts("languages").unwrap_or_default();
    for word in &words {
        if !known.languages.contains(word.value) {
            let message = format!("the lexicon has no file for the language `{}`", word.value);
            let near = nearest(word.value, known.languages.iter().map(String::as_str));
            table.source().error_near(word.at, message, near);
        }
    }
    words.into_iter().map(|word| word.value.to_owned()).collect()
}

fn jurisdiction(table: &mut Table<'_>, trusts_peers: bool) -> runtime::JurisdictionSettings {
    let default = table.text("default").and_then(|word| {
        let read = Jurisdiction::parse(word.value);
        if read.is_none() {
            let expected = "it must be a country code of ISO 3166-1, such as `DE`, or `unknown`";
            let message = format!("`default` is `{}`; {expected}", word.value);
            table.source().error_near(word.at, message, Country::meant_by(word.value));
        }
        read
    });
    if table.place_of("default").is_none() {
        table.missing("default", "a country code, or `unknown` for the rules of all countries");
    }
    let header = believed_header(table, "header", trusts_peers);
    let default = default.unwrap_or(Jurisdiction::Unknown);
    runtime::JurisdictionSettings { default, header }
}

/// A header that is an error where no peer is trusted.
fn believed_header(
    table: &mut Table<'_>,
    key: &'static str,
    trusts_peers: bool,
) -> Option<HeaderName> {
    let header = header_name(table, key);
    if header.is_some() && !trusts_peers {
        let at = table.place_of(key).unwrap_or(table.at());
        let message =
            format!("`{key}` is believed from trusted peers only, and `trust.peers` names none");
        table.source().error(at, message);
    }
    if let Some(name) = header.as_ref().filter(|name| is_taken(name.as_str())) {
        let at = table.place_of(key).unwrap_or(table.at());
        let message = format!("`{name}` has another meaning; choose a header of your own");
        table.source().error(at, message);
    }
    header
}

fn header_name(table: &mut Table<'_>, key: &'static str) -> Option<HeaderName> {
    let parsed = table.parsed(key, |name| {
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| "it is no header name")
    });
    parsed.map(|spot| spot.value)
}

fn peers(table: &mut Table<'_>) -> Vec<IpNet> {
    let words = table.texts("peers").unwrap_or_default();
    let mut peers = Vec::with_capacity(words.len());
    for word in words {
        let one = word.value.parse::<IpAddr>().map(IpNet::from);
        match one.or_else(|_| word.value.parse::<IpNet>()) {
            // No network of one's own is as large (RFC 1918, RFC 4193).
            Ok(net) if net.prefix_len() < if net.addr().is_ipv4() { 8 } else { 7 } => {
                let message =
                    format!("`{}` trusts everybody's headers; name the proxies", word.value);
                table.source().error(word.at, message);
            }
            Ok(net) => peers.push(net.trunc()),
            Err(_) => {
                let message = format!(
                    "`{}` is no address and no network in CIDR form, such as `10.0.0.0/8`",
                    word.value
                );
                table.source().error(word.at, message);
            }
        }
    }
    peers
}
