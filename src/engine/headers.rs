//! What happens to the header fields and trailers of a response (`[[header]]`).

use super::route::Glob;
use http::HeaderName;
use std::collections::HashMap;

/// What happens by field name; the first rule that matches wins, and without one: judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderTable {
    rules: Vec<HeaderRule>,
    /// Names without `*`, so that a head costs one look-up a field.
    exact: HashMap<String, usize>,
    patterns: Vec<(usize, Glob)>,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderRule {
    /// Field names, lower case, `*` for any run of characters: `access-control-*`.
    pub names: Vec<Glob>,
    /// What happens to them.
    pub action: HeaderAction,
}

/// What happens to one field where something is closed for the viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HeaderAction {
    /// It goes on unread.
    Pass,
    /// It is read as a small unit: a value that names something closed does not go on, and a
    /// redirect to it becomes the gate.
    Judge,
    /// It never goes on.
    Withhold,
}

impl HeaderTable {
    /// A table of these rules.
    pub fn new(rules: Vec<HeaderRule>) -> Self {
        let mut exact = HashMap::new();
        let mut patterns = Vec::new();
        for (at, rule) in rules.iter().enumerate() {
            for name in &rule.names {
                if name.as_str().contains('*') {
                    patterns.push((at, name.clone()));
                } else {
                    exact.entry(name.as_str().to_owned()).or_insert(at);
                }
            }
        }
        Self { rules, exact, patterns }
    }

    /// The rules in order.
    pub fn rules(&self) -> &[HeaderRule] {
        &self.rules
    }

    /// What happens to a field.
    ///
    /// ```
    /// use agegate::engine::settings::{HeaderAction, HeaderTable};
    /// let table = HeaderTable::default();
    /// assert_eq!(table.action(&http::header::DATE), HeaderAction::Pass);
    /// assert_eq!(table.action(&http::header::LOCATION), HeaderAction::Judge);
    /// ```
    pub fn action(&self, name: &HeaderName) -> HeaderAction {
        let name = name.as_str();
        let exact = self.exact.get(name).copied();
        let fits =
            |(at, glob): &&(usize, Glob)| exact.is_none_or(|e| *at < e) && glob.matches(name);
        let at = self.patterns.iter().find(fits).map(|(at, _)| *at).or(exact);
        at.and_then(|at| self.rules.get(at)).map_or(HeaderAction::Judge, |rule| rule.action)
    }
}

impl Default for HeaderTable {
    fn default() -> Self {
        let rules = DEFAULT.iter().map(|(action, names)| HeaderRule {
            names: names.iter().copied().map(Glob::new).collect(),
            action: *action,
        });
        Self::new(rules.collect())
    }
}

/// The rows of the shipped `agegate.toml`, where each has its reason.
const DEFAULT: &[(HeaderAction, &[&str])] = &[
    (
        HeaderAction::Pass,
        &[
            "accept-*",
            "access-control-*",
            "age",
            "allow",
            "alt-svc",
            "cache-control",
            "clear-site-data",
            "connection",
            "content-encoding",
            "content-language",
            "content-length",
            "content-security-policy",
            "content-security-policy-report-only",
            "content-type",
            "cross-origin-*",
            "date",
            "etag",
            "expires",
            "last-modified",
            "nel",
            "origin-agent-cluster",
            "permissions-policy",
            "pragma",
            "proxy-authenticate",
            "referrer-policy",
            "report-to",
            "reporting-endpoints",
            "retry-after",
            "server",
            "strict-transport-security",
            "timing-allow-origin",
            "trailer",
            "transfer-encoding",
            "vary",
            "via",
            "www-authenticate",
            "x-content-type-options",
            "x-frame-options",
            "x-xss-protection",
        ],
    ),
    (HeaderAction::Pass, &["set-cookie"]),
    (HeaderAction::Judge, &["*"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_matches_wins() {
        let rule = |names: &[&str], action| HeaderRule {
            names: names.iter().copied().map(Glob::new).collect(),
            action,
        };
        let table = HeaderTable::new(vec![
            rule(&["x-debug-*"], HeaderAction::Withhold),
            rule(&["x-debug-id", "x-id"], HeaderAction::Pass),
            rule(&["x-*"], HeaderAction::Judge),
            rule(&["x-late", "x-id"], HeaderAction::Withhold),
        ]);
        for (name, action) in [
            ("x-debug-id", HeaderAction::Withhold),
            ("X-Id", HeaderAction::Pass),
            ("x-late", HeaderAction::Judge),
            ("unknown", HeaderAction::Judge),
        ] {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            assert_eq!(table.action(&name), action, "{name}");
        }
    }
}
