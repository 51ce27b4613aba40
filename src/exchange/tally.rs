//! What the judge of a body has to say for the audit event.

use crate::audit::{Event, UnitRecord};
use crate::classify::{Evidence, Findings, Strength};
use crate::engine::{Engine, KnownStep, Said};
use crate::policy::Decision;
use crate::rewrite::{Unit, UnitKind, Verdict, Withheld};

/// Units listed in one event; more are only counted, so that an event stays small.
const AUDITED_UNITS: usize = 64;

/// What the judge has to say for the audit event.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) said: Said,
    /// Units that had been judged before.
    pub(super) remembered: u64,
    /// Whether something passed that could not be read.
    pub(super) unread: bool,
}

impl Tally {
    pub(super) fn write_to(&mut self, event: &mut Event) {
        event.judged = self.said.judged;
        event.withheld = self.said.withheld;
        event.would_withhold = self.said.would_withhold;
        event.units = std::mem::take(&mut self.said.units);
    }

    /// A unit stays although something was found in it.
    pub(super) fn observe(
        &mut self,
        engine: &Engine,
        unit: &Unit<'_>,
        findings: &Findings,
        decision: &Decision,
    ) {
        self.said.would_withhold += 1;
        self.record(engine, unit, "observe", findings, decision);
    }

    /// A unit goes, or goes on without its words, for what was found in it.
    pub(super) fn withhold(
        &mut self,
        engine: &Engine,
        unit: &Unit<'_>,
        verdict: Verdict,
        findings: &Findings,
        decision: &Decision,
    ) {
        self.said.withheld += 1;
        self.record(engine, unit, verdict_label(verdict), findings, decision);
    }

    /// A unit goes without a judgement of its own.
    pub(super) fn withhold_unjudged(&mut self, position: u64, why: Withheld) {
        self.said.withheld += 1;
        if self.said.units.len() < AUDITED_UNITS {
            self.said.units.push(UnitRecord {
                position,
                kind: "unjudged",
                action: withheld_label(why),
                id_hash: None,
                categories: Vec::new(),
                rules: Vec::new(),
                evidence: Vec::new(),
            });
        }
    }

    /// Says of the units of a step that is remembered what was said of them then.
    pub(super) fn count_known(&mut self, step: &KnownStep) {
        let Said { judged, withheld, would_withhold, units } = &step.said;
        self.remembered += judged;
        self.said.judged += judged;
        self.said.withheld += withheld;
        self.said.would_withhold += would_withhold;
        let room = AUDITED_UNITS.saturating_sub(self.said.units.len());
        self.said.units.extend(units.iter().take(room).cloned());
    }

    fn record(
        &mut self,
        engine: &Engine,
        unit: &Unit<'_>,
        action: &'static str,
        findings: &Findings,
        decision: &Decision,
    ) {
        if self.said.units.len() >= AUDITED_UNITS {
            return;
        }
        let (tree, rules) = (engine.tree(), engine.policy().rules());
        let reasons = decision.reasons.iter().chain(&decision.observed);
        self.said.units.push(UnitRecord {
            position: unit.position,
            kind: kind_label(unit.kind),
            action,
            id_hash: unit.id.map(|id| engine.shared().hash_id(id)),
            categories: findings
                .items
                .iter()
                .filter(|finding| finding.strength >= Strength::Strong)
                .map(|finding| tree.name(finding.category).to_owned())
                .collect(),
            rules: reasons.filter_map(|r| rules.get(r.rule)).map(|rule| rule.id.clone()).collect(),
            evidence: evidence(engine, findings),
        });
    }
}

fn evidence(engine: &Engine, findings: &Findings) -> Vec<String> {
    let with_text = engine.settings().evidence_text;
    findings
        .items
        .iter()
        .flat_map(|finding| &finding.evidence)
        .map(|evidence| match evidence {
            Evidence::Term { id, .. } => id.clone(),
            Evidence::Label { key, value } if with_text => format!("label:{key}={value}"),
            Evidence::Label { key, .. } => format!("label:{key}"),
        })
        .collect()
}

const fn kind_label(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Listing => "listing",
        UnitKind::Subject => "subject",
        UnitKind::Outside => "outside",
        UnitKind::Prose => "prose",
        UnitKind::Document => "document",
    }
}

const fn verdict_label(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Keep => "keep",
        Verdict::Mask => "mask",
        Verdict::Omit => "omit",
        Verdict::Gate => "gate",
    }
}

const fn withheld_label(why: Withheld) -> &'static str {
    match why {
        Withheld::Swept => "swept",
        Withheld::Nameless => "nameless",
        Withheld::Remembered => "remembered",
        Withheld::Oversized => "oversized",
        Withheld::Unreadable => "unreadable",
        Withheld::SweepFull => "sweep_full",
    }
}
