//! Counters, each with a fixed name and labels from closed sets.

use crate::assurance::Refusal;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($variant:ident $name:literal $labels:literal $help:literal;)*) => {
        /// A counter of the process.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Counter {
            $(#[doc = $help] $variant,)*
        }

        impl Counter {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];

            const fn row(self) -> (&'static str, &'static str, &'static str) {
                match self { $(Self::$variant => ($name, $labels, $help),)* }
            }
        }
    };
}

counters! {
    Passed "agegate_exchanges_total" "end=\"passed\"" "Exchanges by how they ended.";
    Filtered "agegate_exchanges_total" "end=\"filtered\"" "Exchanges by how they ended.";
    Replaced "agegate_exchanges_total" "end=\"replaced\"" "Exchanges by how they ended.";
    Aborted "agegate_exchanges_total" "end=\"aborted\"" "Exchanges by how they ended.";
    Cancelled "agegate_exchanges_total" "end=\"cancelled\"" "Exchanges by how they ended.";
    UpstreamFailed "agegate_exchanges_total" "end=\"upstream_failed\"" "Exchanges by how they ended.";
    UnitsJudged "agegate_units_judged_total" "" "Units judged.";
    UnitsWithheld "agegate_units_withheld_total" "" "Units omitted, masked or gated.";
    UnitsObserved "agegate_units_observed_total" "" "Units that observed rules would have withheld.";
    FindingsRemembered "agegate_findings_total" "from=\"memory\"" "Units judged, by whether the same had been judged before.";
    FindingsRead "agegate_findings_total" "from=\"reading\"" "Units judged, by whether the same had been judged before.";
    UnreadablePassed "agegate_unreadable_passed_total" "" "Unreadable bodies passed to viewers with only prohibitions open.";
    HeldRefused "agegate_held_budget_refused_total" "" "Bodies refused because too much was held at once.";
}

/// The counters of one process.
#[derive(Debug)]
pub struct Metrics {
    cells: [AtomicU64; Counter::ALL.len()],
    /// Refused evidence, in the order of [`Refusal::ALL`].
    refused: Box<[AtomicU64]>,
}

impl Default for Metrics {
    fn default() -> Self {
        let refused = Refusal::ALL.iter().map(|_| AtomicU64::new(0)).collect();
        Self { cells: [const { AtomicU64::new(0) }; Counter::ALL.len()], refused }
    }
}

impl Metrics {
    /// Adds to a counter.
    pub fn add(&self, counter: Counter, by: u64) {
        // Most exchanges add nothing to most counters, and each is shared by all threads.
        if let Some(cell) = self.cells.get(counter as usize).filter(|_| by > 0) {
            cell.fetch_add(by, Ordering::Relaxed);
        }
    }

    /// A counter's value.
    pub fn value(&self, counter: Counter) -> u64 {
        self.cells.get(counter as usize).map_or(0, |cell| cell.load(Ordering::Relaxed))
    }

    /// Counts a piece of evidence that was refused, by its reason.
    pub fn refuse(&self, refusal: Refusal) {
        let place = Refusal::ALL.iter().position(|known| *known == refusal);
        if let Some(cell) = place.and_then(|place| self.refused.get(place)) {
            cell.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// All counters in the Prometheus text format, version 0.0.4.
    pub fn render(&self) -> String {
        let mut text = String::new();
        let mut family = "";
        for &counter in Counter::ALL {
            let (name, labels, help) = counter.row();
            if name != family {
                let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
                family = name;
            }
            let value = self.value(counter);
            let _ = match labels {
                "" => writeln!(text, "{name} {value}"),
                labels => writeln!(text, "{name}{{{labels}}} {value}"),
            };
        }
        let name = "agegate_evidence_refused_total";
        let _ = writeln!(text, "# HELP {name} Pieces of evidence refused.\n# TYPE {name} counter");
        for (refusal, cell) in Refusal::ALL.iter().zip(&self.refused) {
            let (reason, value) = (refusal.label(), cell.load(Ordering::Relaxed));
            let _ = writeln!(text, "{name}{{reason=\"{reason}\"}} {value}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rendered_by_family() {
        let metrics = Metrics::default();
        metrics.add(Counter::Filtered, 2);
        metrics.add(Counter::UnitsWithheld, 7);
        metrics.refuse(Refusal::Audience);
        let text = metrics.render();
        let refused = "agegate_evidence_refused_total{reason=\"audience\"} 1\n";
        assert!(text.contains(refused), "{text}");
        assert!(text.contains("agegate_exchanges_total{end=\"filtered\"} 2\n"), "{text}");
        assert!(text.contains("\nagegate_units_withheld_total 7\n"), "{text}");
        assert_eq!(text.matches("# TYPE agegate_exchanges_total").count(), 1);
    }
}
