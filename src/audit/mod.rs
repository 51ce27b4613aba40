//! What is recorded of an exchange: one event each, and counters with labels from closed sets.
//!
//! An event carries rule, category, term id, position and a hashed identifier; never a token,
//! cookie, address, birthdate, query or body text, unless `audit.evidence_text` says so.

mod event;
mod metrics;

pub use event::{End, Event, UnitRecord};
pub use metrics::{Counter, Metrics};

use std::fmt;

/// Takes finished events. Called once per exchange, from the task that ends it: an implementation
/// must not block.
///
/// ```
/// use agegate::audit::{Event, Sink};
/// use std::sync::mpsc::SyncSender;
///
/// /// Hands events to a thread that writes them; where it does not keep up, they are dropped.
/// #[derive(Debug)]
/// struct Queue(SyncSender<Event>);
///
/// impl Sink for Queue {
///     fn record(&self, event: &Event) {
///         let _ = self.0.try_send(event.clone());
///     }
/// }
/// ```
pub trait Sink: Send + Sync + fmt::Debug {
    /// Takes one event.
    fn record(&self, event: &Event);
}

/// Drops every event; the counters still count.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSink;

impl Sink for NoSink {
    fn record(&self, _: &Event) {}
}
