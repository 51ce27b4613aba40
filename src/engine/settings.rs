//! What a revision is told about its surroundings: budgets, routes, media types, trust. Plain
//! values; the configuration room reads files into them.

pub use super::headers::{HeaderAction, HeaderRule, HeaderTable};
use super::route::{Glob, RouteMatch, readings};
use crate::category::CategorySet;
use crate::gate::Gate;
use crate::jurisdiction::Jurisdiction;
use crate::lexicon::Language;
use crate::representation::{Coding, Family};
pub use crate::rewrite::Format;
use crate::rewrite::{Limits, Shape};
use http::HeaderName;
use ipnet::IpNet;
use std::net::IpAddr;
use std::time::Duration;

/// Everything a revision needs at run time besides policy, classifier and assessor.
///
/// The default is the strict one of the shipped `agegate.toml`, for a viewer of unknown country.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Budgets of one body and of the process (`[limits]`).
    pub limits: RuntimeLimits,
    /// Where a viewer is taken to be (`[jurisdiction]`).
    pub jurisdiction: JurisdictionSettings,
    /// How a withheld page is answered (`[gate]`).
    pub gate: Gate,
    /// What happens by media type (`[[media]]`).
    pub media: MediaTable,
    /// What happens to response header fields and trailers (`[[header]]`).
    pub headers: HeaderTable,
    /// The header in which a cache in front names the viewer's bucket (`cache.bucket_header`).
    pub bucket_header: Option<HeaderName>,
    /// In which codings filtered bodies leave (`[coding]`).
    pub coding: CodingSettings,
    /// Special treatment by host, path and method (`[[route]]`), first match wins.
    pub routes: Vec<Route>,
    /// Peers whose internal headers are believed (`[trust] peers`), by address only.
    pub trusted_peers: Vec<IpNet>,
    /// Whether listings without a word to judge go while an age rule is open (`listing.nameless`).
    pub omit_nameless: bool,
    /// Whether unreadable bodies pass where only prohibited categories remain closed
    /// (`unreadable.prohibited_only`).
    pub pass_unreadable_if_prohibited_only: bool,
    /// Whether events carry the judged text (`audit.evidence_text`).
    pub evidence_text: bool,
    /// The language of pages that name none (`lexicon.page_language`).
    pub page_language: Option<Language>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: RuntimeLimits::default(),
            jurisdiction: JurisdictionSettings::default(),
            gate: Gate::default(),
            media: MediaTable::default(),
            headers: HeaderTable::default(),
            bucket_header: None,
            coding: CodingSettings::default(),
            routes: Vec::new(),
            trusted_peers: Vec::new(),
            omit_nameless: true,
            pass_unreadable_if_prohibited_only: true,
            evidence_text: false,
            page_language: None,
        }
    }
}

impl Settings {
    /// The first route that a request belongs to; `None`: filter, with nothing special.
    ///
    /// `host` is the request's authority, `path` the raw path without query.
    pub fn route(&self, host: Option<&str>, path: &str, method: &http::Method) -> Option<&Route> {
        self.routes.get(self.place_of_route(host, path, method)?)
    }

    /// Its place among [`routes`](Self::routes).
    pub(crate) fn place_of_route(
        &self,
        host: Option<&str>,
        path: &str,
        method: &http::Method,
    ) -> Option<usize> {
        self.routes.iter().position(|route| {
            let strictly = route.is_exempt();
            route.matcher.matches(host, path, method, strictly)
        })
    }

    /// What everything belongs to that a request asks for, whatever it is: by its route, and by the
    /// first one for each other way in which a server may read its path.
    pub(crate) fn categories_of_path(
        &self,
        route: Option<&Route>,
        host: Option<&str>,
        path: &str,
        method: &http::Method,
    ) -> CategorySet {
        let mut categories = route.map_or(CategorySet::EMPTY, |route| route.categories);
        if self.routes.iter().all(|route| route.categories.is_empty()) {
            return categories;
        }
        for reading in readings(path) {
            let mut routes = self.routes.iter();
            if let Some(route) = routes.find(|r| r.matcher.may_match(host, &reading, method)) {
                categories = categories.union(route.categories);
            }
        }
        categories
    }

    /// What happens to a body of which no media type is given: the same as to bytes of any kind
    /// (RFC 9110 section 8.3).
    pub fn untyped(&self, route: Option<&Route>) -> MediaAction {
        self.media(route, "application/octet-stream")
    }

    /// What happens to a body of this media type on this route.
    pub fn media(&self, route: Option<&Route>, essence: &str) -> MediaAction {
        route
            .and_then(|route| route.media.lookup(essence))
            .or_else(|| self.media.lookup(essence))
            .unwrap_or(MediaAction::Withhold)
    }

    /// Whether a peer's internal headers are believed.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        // A dual-stack listener reports IPv4 peers as mapped addresses.
        let peer = peer.to_canonical();
        self.trusted_peers.iter().any(|net| net.contains(&peer))
    }
}

/// Budgets. What exceeds one is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuntimeLimits {
    /// Budgets of one body.
    pub body: Limits,
    /// Decoded bytes per coded byte (`limits.decode_ratio`).
    pub decode_ratio: u32,
    /// Bytes held by all bodies of the process together (`limits.held_total`); beyond: 503.
    pub held_total: usize,
    /// How long a body may be held back before it is withheld (`limits.hold_time`).
    pub hold_time: Duration,
    /// How long a body may run on one revision and one proof (`limits.stream_age`).
    pub stream_age: Duration,
    /// Bytes of an evidence token or sealed session (`limits.token`).
    pub token: usize,
    /// Verified tokens remembered (`limits.verified_tokens`).
    pub verified_tokens: usize,
    /// Listings whose findings are remembered by identifier (`limits.remembered_listings`).
    pub remembered_listings: usize,
    /// Units of which what was found is remembered, by a hash of what they say
    /// (`limits.remembered_findings`); one in which something was found counts as eight.
    pub remembered_findings: usize,
}

impl Default for RuntimeLimits {
    fn default() -> Self {
        Self {
            body: Limits::default(),
            decode_ratio: 200,
            held_total: 512 << 20,
            hold_time: Duration::from_secs(30),
            stream_age: Duration::from_secs(15 * 60),
            token: 8 << 10,
            verified_tokens: 10_000,
            remembered_listings: 100_000,
            remembered_findings: 100_000,
        }
    }
}

/// In which codings bodies leave that came uncoded or were decoded in order to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodingSettings {
    /// The codings, first the one preferred (`coding.offered`); empty: none.
    pub offered: Vec<Coding>,
    /// Bodies that are announced to be shorter leave uncoded (`coding.least`), in bytes.
    pub least: usize,
}

impl Default for CodingSettings {
    fn default() -> Self {
        Self { offered: vec![Coding::Zstd, Coding::Brotli, Coding::Gzip], least: 512 }
    }
}

/// Where a viewer is taken to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JurisdictionSettings {
    /// Where nothing better is known (`jurisdiction.default`).
    pub default: Jurisdiction,
    /// The header in which a trusted peer names the country (`jurisdiction.header`).
    pub header: Option<HeaderName>,
}

impl Default for JurisdictionSettings {
    fn default() -> Self {
        Self { default: Jurisdiction::Unknown, header: None }
    }
}

/// Special treatment of some requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Which requests.
    pub matcher: RouteMatch,
    /// Whether they are filtered.
    pub mode: RouteMode,
    /// How listings are found, swept and replaced.
    pub shape: Shape,
    /// The viewer's own cart or orders: masked instead of omitted, so that totals agree.
    pub subject_viewer: bool,
    /// What everything on this route belongs to, whatever its media type; empty: judge it.
    pub categories: CategorySet,
    /// Media types that are treated differently here; asked before the general table.
    pub media: MediaTable,
    /// Where the route stands in the configuration, as `agegate.toml:12`, for reports.
    pub place: String,
}

impl Route {
    /// A route that filters what `matcher` names, with nothing special.
    pub fn filter(matcher: RouteMatch) -> Self {
        Self {
            matcher,
            mode: RouteMode::Filter,
            shape: Shape::default(),
            subject_viewer: false,
            categories: CategorySet::EMPTY,
            media: MediaTable { rules: Vec::new() },
            place: String::new(),
        }
    }

    /// Whether anything may pass here that the general rules would withhold. Such a route matches
    /// only requests whose raw path is the normalised one.
    pub fn is_exempt(&self) -> bool {
        self.mode != RouteMode::Filter
            || self.media.rules.iter().any(|rule| rule.action == MediaAction::Unfiltered)
    }
}

/// Whether a route is filtered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RouteMode {
    /// Yes.
    #[default]
    Filter,
    /// What would go is recorded, and stays.
    Observe,
    /// No (`unfiltered_i_accept_the_risk`).
    Unfiltered,
}

/// What happens by media type; the first rule that matches wins, and without one: withhold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaTable {
    /// The rules in order.
    pub rules: Vec<MediaRule>,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaRule {
    /// Media types, lower case, `*` for any run of characters: `application/*+json`.
    pub types: Vec<Glob>,
    /// What happens to them.
    pub action: MediaAction,
}

/// What happens to a body of one media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MediaAction {
    /// It is read and its units judged.
    Filter(Format),
    /// It passes unread if its first bytes fit.
    PassIf(Family),
    /// It says nothing certain: a known binary format passes, text is read as what it is, and
    /// nothing else passes.
    Sniff,
    /// It passes unread (`unfiltered_i_accept_the_risk`).
    Unfiltered,
    /// It never passes.
    Withhold,
}

impl MediaTable {
    /// The action for a media type in lower case without parameters; `None` if no rule matches.
    ///
    /// ```
    /// use agegate::engine::settings::{Format, MediaAction, MediaTable};
    /// let table = MediaTable::default();
    /// assert_eq!(table.lookup("application/ld+json"), Some(MediaAction::Filter(Format::Json)));
    /// assert_eq!(table.lookup("image/svg+xml"), Some(MediaAction::Filter(Format::Xml)));
    /// assert_eq!(table.lookup("application/pdf"), Some(MediaAction::Withhold));
    /// ```
    pub fn lookup(&self, essence: &str) -> Option<MediaAction> {
        let rule = self.rules.iter().find(|rule| rule.types.iter().any(|t| t.matches(essence)));
        rule.map(|rule| rule.action)
    }
}

impl Default for MediaTable {
    fn default() -> Self {
        let rules = DEFAULT_MEDIA
            .iter()
            .map(|(action, types)| MediaRule {
                types: types.iter().copied().map(Glob::new).collect(),
                action: *action,
            })
            .collect();
        Self { rules }
    }
}

/// XML comes before images because SVG is XML and may hold text.
const DEFAULT_MEDIA: &[(MediaAction, &[&str])] = &[
    (
        MediaAction::Filter(Format::Json),
        &[
            "application/json",
            "application/x-json",
            "text/json",
            "text/x-json",
            "*/*+json",
            "text/x-script",
            "text/sveltekit-data",
        ],
    ),
    (
        MediaAction::Filter(Format::JsonLines),
        &[
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-jsonl",
            "application/jsonlines",
            "application/x-jsonlines",
            "application/json-lines",
            "text/x-ndjson",
            "text/jsonl",
        ],
    ),
    (MediaAction::Filter(Format::JsonSequence), &["application/json-seq", "*/*+json-seq"]),
    (
        MediaAction::Filter(Format::Text),
        &[
            "text/plain",
            "text/markdown",
            "text/vtt",
            "application/vnd.apple.mpegurl",
            "application/x-mpegurl",
            "audio/mpegurl",
            "audio/x-mpegurl",
        ],
    ),
    (
        MediaAction::Filter(Format::Html),
        &["text/html", "application/xhtml+xml", "text/vnd.turbo-stream.html"],
    ),
    (MediaAction::Filter(Format::Events), &["text/event-stream"]),
    (
        MediaAction::Filter(Format::Csv),
        &["text/csv", "application/csv", "text/comma-separated-values"],
    ),
    (MediaAction::Filter(Format::Tsv), &["text/tab-separated-values", "text/tsv"]),
    (MediaAction::Filter(Format::Parts), &["multipart/mixed"]),
    (MediaAction::Filter(Format::Xml), &["text/xml", "application/xml", "*/*+xml", "text/x-opml"]),
    (MediaAction::Filter(Format::Flight), &["text/x-component"]),
    (
        MediaAction::PassIf(Family::Binary),
        &[
            "image/*",
            "font/*",
            "audio/*",
            "video/*",
            "application/font-*",
            "application/x-font-*",
            "application/wasm",
            "model/gltf-binary",
        ],
    ),
    (MediaAction::PassIf(Family::Code), &["text/css"]),
    (
        MediaAction::Filter(Format::Script),
        &[
            "text/javascript",
            "application/javascript",
            "application/x-javascript",
            "text/ecmascript",
            "application/ecmascript",
        ],
    ),
    (
        MediaAction::Sniff,
        &[
            "application/octet-stream",
            "binary/octet-stream",
            "application/unknown",
            "unknown/unknown",
            "application/x-unknown-content-type",
        ],
    ),
    (MediaAction::Withhold, &["*/*"]),
];
