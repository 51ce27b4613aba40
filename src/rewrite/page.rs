//! A body judged as one unit: plain text, and formats whose units are not told apart.

use super::held::{self, Held};
use super::{Judge, Limits, Output, Rewrite, RewriteError, Unit, UnitKind, Verdict};
use crate::classify::{Facts, Role, Scalar};
use bytes::Bytes;

/// Holds the whole body, up to `limits.page`, and lets it through or not.
///
/// Every word counts as the seller's own, because nothing tells it from the rest.
#[derive(Debug)]
pub struct WholeBody {
    held: Held,
}

impl WholeBody {
    /// A rewriter under the page budget.
    pub fn new(limits: Limits) -> Self {
        Self { held: Held::new(limits.page) }
    }
}

impl Rewrite for WholeBody {
    fn write(
        &mut self,
        chunk: Bytes,
        _: &mut dyn Judge,
        _: &mut Output,
    ) -> Result<(), RewriteError> {
        self.held.add(&chunk)
    }

    fn finish(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        let body = self.held.take();
        let text = held::text(&body, ["text in UTF-8", "text without NUL bytes"])?;
        if is_withheld(text, judge) {
            return Err(RewriteError::SubjectWithheld);
        }
        out.push(body);
        out.commit();
        Ok(())
    }

    fn held(&self) -> usize {
        self.held.len()
    }
}

const BREAKS: [char; 2] = ['\n', '\r'];

/// Whether a text that is judged as one unit goes.
pub(super) fn is_withheld(text: &str, judge: &mut dyn Judge) -> bool {
    let mut facts = Facts::default();
    facts.push(Role::Other, "", Scalar::Text(text));
    // A line may go on in the next one, or have nothing to do with it.
    let lines = text.trim().contains(BREAKS).then(|| text.replace(BREAKS, "; "));
    if let Some(lines) = &lines {
        facts.push(Role::Other, "", Scalar::Text(lines));
    }
    let unit = Unit { kind: UnitKind::Document, facts: &facts, position: 0, id: None };
    judge.judge(&unit) != Verdict::Keep
}
