//! The event of one exchange.

use crate::jurisdiction::Jurisdiction;
use serde::Serialize;
use std::sync::Arc;

/// How an exchange ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum End {
    /// Not ended yet.
    #[default]
    Open,
    /// The body was passed on untouched; nothing was looked for.
    Passed,
    /// The body was filtered to its end.
    Filtered,
    /// Something else was sent instead, before the first byte.
    Replaced,
    /// The body ended with an error after its first byte.
    Aborted,
    /// The client went away.
    Cancelled,
    /// Upstream gave no answer, or its body failed.
    UpstreamFailed,
}

impl End {
    /// The label in metrics.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Passed => "passed",
            Self::Filtered => "filtered",
            Self::Replaced => "replaced",
            Self::Aborted => "aborted",
            Self::Cancelled => "cancelled",
            Self::UpstreamFailed => "upstream_failed",
        }
    }
}

/// One unit that was withheld, or would have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitRecord {
    /// Byte offset in the decoded body.
    pub position: u64,
    /// What kind of unit: `listing`, `subject`, `outside`, `prose`, `document`.
    pub kind: &'static str,
    /// What happened: `omit`, `mask`, `gate`, `observe`, or why without a judgement: `swept`, …
    pub action: &'static str,
    /// A keyed hash of its primary identifier, so that an operator can join events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_hash: Option<String>,
    /// The categories found.
    pub categories: Vec<String>,
    /// The rules that it failed.
    pub rules: Vec<String>,
    /// Ids of the terms and labels it rests on.
    pub evidence: Vec<String>,
}

/// One exchange.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The revision that decided.
    pub revision: Arc<str>,
    /// Milliseconds since the epoch at the request.
    pub at: u64,
    /// Where the route stands in the configuration; `None` without one.
    pub route: Option<String>,
    /// Whose rules applied.
    pub jurisdiction: Jurisdiction,
    /// The viewer's proven lower bound in years.
    pub age: u8,
    /// The class of the proof.
    pub class: &'static str,
    /// Evidence that was refused, by label.
    pub refused: Vec<&'static str>,
    /// Upstream's status.
    pub status: u16,
    /// Why something was sent instead, by label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// How it ended.
    pub end: End,
    /// Whether rules only observed.
    pub observed: bool,
    /// Units judged.
    pub judged: u64,
    /// Units omitted, masked or gated.
    pub withheld: u64,
    /// Units that observed rules would have withheld.
    pub would_withhold: u64,
    /// The first 64 of those units.
    pub units: Vec<UnitRecord>,
}
