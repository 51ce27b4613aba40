//! What a step of a page is remembered by, while it is judged.

use crate::category::CategorySet;
use crate::engine::{KnownStep, Said};
use crate::rewrite::Change;

/// What is noted of the step that is read.
#[derive(Debug)]
pub(super) struct Notes {
    /// What was said before it, without the records of units, of which there were so many.
    before: (Said, usize),
    kept: Vec<u64>,
    found: Vec<(u64, CategorySet)>,
    forgotten: u64,
}

impl Notes {
    /// Begins a step, before which so much was said, and by when so much was forgotten of listings.
    pub(super) fn begin(said: &Said, forgotten: u64) -> Self {
        let Said { judged, withheld, would_withhold, units } = said;
        let (judged, withheld, would_withhold) = (*judged, *withheld, *would_withhold);
        let before = Said { judged, withheld, would_withhold, units: Vec::new() };
        let (kept, found) = (Vec::new(), Vec::new());
        Self { before: (before, units.len()), kept, found, forgotten }
    }

    /// The step holds a listing of these names in which so much was found.
    pub(super) fn note(&mut self, keys: &[u64], found: CategorySet) {
        if found.is_empty() {
            self.kept.extend_from_slice(keys);
        } else {
            self.found.extend(keys.iter().map(|key| (*key, found)));
        }
    }

    /// Ends the step, by when this was said: so much could leave, with these changes.
    pub(super) fn end(self, now: &Said, released: u64, changes: Vec<Change>) -> KnownStep {
        let Self { before: (before, units), kept, found, forgotten } = self;
        let said = Said {
            judged: now.judged - before.judged,
            withheld: now.withheld - before.withheld,
            would_withhold: now.would_withhold - before.would_withhold,
            units: now.units.get(units..).unwrap_or_default().to_vec(),
        };
        let forgotten = forgotten.into();
        KnownStep { released, changes, said, kept, found, forgotten }
    }
}
