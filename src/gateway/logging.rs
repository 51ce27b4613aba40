//! One log line per exchange: counts and labels, nothing that a viewer sent.

use crate::audit::{Event, Sink};

/// Writes one `tracing` line per exchange, under the target `agegate::decision`.
#[derive(Clone, Copy, Debug, Default)]
pub struct TracingSink;

impl Sink for TracingSink {
    fn record(&self, event: &Event) {
        tracing::info!(
            target: "agegate::decision",
            revision = %event.revision,
            route = event.route.as_deref().unwrap_or("-"),
            status = event.status,
            end = event.end.label(),
            reason = event.reason.unwrap_or("-"),
            judged = event.judged,
            withheld = event.withheld,
            would_withhold = event.would_withhold,
            age = event.age,
            class = event.class,
            jurisdiction = %event.jurisdiction,
            refused = if event.refused.is_empty() { "-".to_owned() } else { event.refused.join(",") },
            "exchange"
        );
    }
}
