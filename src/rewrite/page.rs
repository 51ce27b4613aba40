//! A body judged as one unit: plain text, and formats whose units are not told apart.

use super::held::{self, Held, RewriteWhole};
use super::{Judge, Limits, Output, RewriteError, Unit, UnitKind, Verdict};
use crate::classify::{Facts, Role, Scalar};
use bytes::Bytes;

/// Lets a whole body through or not.
///
/// Every word counts as the seller's own, because nothing tells it from the rest.
#[derive(Debug)]
pub struct WholeBody;

impl WholeBody {
    /// A rewriter under the page budget.
    pub fn new(limits: Limits) -> Held<Self> {
        Held::new(Self, limits)
    }
}

impl RewriteWhole for WholeBody {
    fn rewrite(
        &mut self,
        body: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let text = held::text(&body, ["text in UTF-8", "text without NUL bytes"])?;
        if is_withheld(text, judge) {
            return Err(RewriteError::SubjectWithheld);
        }
        out.push(body);
        out.commit();
        Ok(())
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
