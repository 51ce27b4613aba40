//! A file of JavaScript: literal lists of listings, JSON in strings, words and comments are read as
//! in the scripts of a page. Code passes over as it stands.

use super::cut::put_out;
use super::embedded::Embedded;
use super::sweep::Sweep;
use super::{Judge, Limits, Output, Rewrite, RewriteError, Unit, UnitKind, Verdict};
use crate::classify::{Facts, Role, Scalar};
use bytes::{Bytes, BytesMut};

/// Rewrites one script, held whole up to `limits.page`.
///
/// A script in which strings and brackets do not close cannot be told from what it says. It is
/// judged as one text, and leaves whole or not at all.
#[derive(Debug)]
pub(super) struct ScriptRewriter {
    limits: Limits,
    held: BytesMut,
}

impl ScriptRewriter {
    /// A rewriter under these budgets.
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, held: BytesMut::new() }
    }
}

impl Rewrite for ScriptRewriter {
    fn write(
        &mut self,
        chunk: Bytes,
        _: &mut dyn Judge,
        _: &mut Output,
    ) -> Result<(), RewriteError> {
        if self.held.len().saturating_add(chunk.len()) > self.limits.page {
            let at = self.held.len() as u64;
            self.held = BytesMut::new();
            return Err(RewriteError::Budget { key: "limits.page", at });
        }
        self.held.extend_from_slice(&chunk);
        Ok(())
    }

    fn finish(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        let body = std::mem::take(&mut self.held).freeze();
        let text = std::str::from_utf8(&body).map_err(|error| RewriteError::Malformed {
            at: error.valid_up_to() as u64,
            what: "a script in UTF-8",
        })?;
        if let Some(at) = text.find('\0') {
            let what = "a script without NUL bytes";
            return Err(RewriteError::Malformed { at: at as u64, what });
        }
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

fn is_withheld(text: &str, judge: &mut dyn Judge) -> bool {
    let mut facts = Facts::default();
    facts.push(Role::Other, "", Scalar::Text(text));
    let unit = Unit { kind: UnitKind::Document, facts: &facts, position: 0, id: None };
    judge.judge(&unit) != Verdict::Keep
}
