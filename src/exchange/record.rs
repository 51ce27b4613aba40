//! What an exchange will have been: its audit event, written exactly once.

use crate::audit::{Counter, End, Event};
use crate::engine::Engine;
use std::sync::{Arc, OnceLock};

/// What was withheld from one response. In the response's extensions from the head on; empty
/// until the body has ended.
///
/// ```
/// let withheld = agegate::exchange::Withheld::default();
/// assert!(withheld.event().is_none());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Withheld {
    event: Arc<OnceLock<Event>>,
}

impl Withheld {
    /// The exchange's event, once its body has ended.
    pub fn event(&self) -> Option<&Event> {
        self.event.get()
    }
}

/// Collects the event of one exchange and hands it to the sink once, at the latest when dropped.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) engine: Arc<Engine>,
    pub(super) event: Event,
    pub(super) withheld: Withheld,
    done: bool,
}

impl Record {
    pub(super) fn new(engine: Arc<Engine>, event: Event) -> Self {
        Self { engine, event, withheld: Withheld::default(), done: false }
    }

    /// Ends the exchange; later calls change nothing.
    pub(super) fn end(&mut self, end: End) {
        if std::mem::replace(&mut self.done, true) {
            return;
        }
        self.event.end = end;
        let metrics = &self.engine.shared().metrics;
        metrics.add(
            match end {
                End::Passed => Counter::Passed,
                End::Filtered => Counter::Filtered,
                End::Replaced => Counter::Replaced,
                End::UpstreamFailed => Counter::UpstreamFailed,
                End::Cancelled | End::Open => Counter::Cancelled,
                End::Aborted => Counter::Aborted,
            },
            1,
        );
        metrics.add(Counter::UnitsJudged, self.event.judged);
        metrics.add(Counter::UnitsWithheld, self.event.withheld);
        metrics.add(Counter::UnitsObserved, self.event.would_withhold);
        self.engine.shared().sink.record(&self.event);
        let _ = self.withheld.event.set(std::mem::take(&mut self.event));
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        self.end(End::Cancelled);
    }
}
