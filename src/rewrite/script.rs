//! A file of JavaScript: literal lists of listings, JSON in strings, words and comments are read as
//! in the scripts of a page. Code passes over as it stands.

use super::cut::put_out;
use super::embedded::Embedded;
use super::held::{self, Held, RewriteWhole};
use super::page::is_withheld;
use super::sweep::Sweep;
use super::{Judge, Limits, Output, RewriteError};
use bytes::Bytes;

/// Rewrites one script.
///
/// A script in which strings and brackets do not close cannot be told from what it says. It is
/// judged as one text, and leaves whole or not at all.
#[derive(Debug)]
pub(super) struct ScriptRewriter {
    limits: Limits,
}

impl ScriptRewriter {
    /// A rewriter under these budgets.
    pub(super) fn new(limits: Limits) -> Held<Self> {
        Held::new(Self { limits }, limits)
    }
}

impl RewriteWhole for ScriptRewriter {
    fn rewrite(
        &mut self,
        body: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let text = held::text(&body, ["a script in UTF-8", "a script without NUL bytes"])?;
        let mut embedded = Embedded::script(text, self.limits);
        if !embedded.closes() && is_withheld(text, judge) {
            return Err(RewriteError::SubjectWithheld);
        }
        let mut sweep = Sweep::new(self.limits.swept_identifiers);
        embedded.judge(text, 0, &mut sweep, judge);
        let cuts = embedded.sweep(text, 0, &mut sweep, judge);
        put_out(&body, &cuts, out);
        out.commit();
        Ok(())
    }
}
