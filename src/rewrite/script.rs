//! A file of JavaScript: literal lists of listings, JSON in strings, words and comments are read as
//! in the scripts of a page. Code passes over as it stands.

use super::cut::put_out;
use super::embedded::Embedded;
use super::held::{self, Held};
use super::page::is_withheld;
use super::sweep::Sweep;
use super::{Judge, Limits, Output, Rewrite, RewriteError};
use bytes::Bytes;

/// Rewrites one script, held whole up to `limits.page`.
///
/// A script in which strings and brackets do not close cannot be told from what it says. It is
/// judged as one text, and leaves whole or not at all.
#[derive(Debug)]
pub(super) struct ScriptRewriter {
    limits: Limits,
    held: Held,
}

impl ScriptRewriter {
    /// A rewriter under these budgets.
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, held: Held::new(limits.page) }
    }
}

impl Rewrite for ScriptRewriter {
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

    fn held(&self) -> usize {
        self.held.len()
    }
}
