//! HTML, unit by unit: the page is held whole, read into spans, judged, and what goes is cut out of
//! the original bytes. Nothing is serialised.
//!
//! 1. `tokens` and `tree` read the page as a browser would; `cards` finds the listings in it, or
//!    `selected` those that a route names.
//! 2. Embedded data (`scripts`) and cards are judged; links and identifiers of what went are noted.
//!    The main heading decides about the page.
//! 3. Then copies go too, wherever they stand.
//! 4. Outside listings the innermost link, list item, row or option goes; of other text the words.
//!
//! # Limits
//! Scripts are read as far as their literals and strings go; code that puts words together is not
//! run.

mod cards;
mod gather;
mod judging;
mod locate;
mod names;
mod scripts;
mod selected;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;

pub(super) use locate::locate;

use crate::rewrite::{Judge, Limits, Output, Rewrite, RewriteError, Selectors};
use bytes::{Bytes, BytesMut};
use std::ops::Range;

/// Rewrites one page.
#[derive(Debug)]
pub struct HtmlRewriter {
    selectors: Selectors,
    limits: Limits,
    held: BytesMut,
}

/// What is cut out of a page and what takes its place.
type Edit = (Range<usize>, Vec<u8>);

impl HtmlRewriter {
    /// A rewriter under these budgets. Listings are what the selectors name; without any, they are
    /// recognised by their shape.
    pub fn new(selectors: Selectors, limits: Limits) -> Self {
        Self { selectors, limits, held: BytesMut::new() }
    }
}

impl Rewrite for HtmlRewriter {
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
        let page = std::str::from_utf8(&body).map_err(|error| RewriteError::Malformed {
            at: error.valid_up_to() as u64,
            what: "a page in UTF-8",
        })?;
        if let Some(at) = page.find('\0') {
            return Err(RewriteError::Malformed {
                at: at as u64,
                what: "a page without NUL bytes",
            });
        }
        let edits = judging::edits(page, &self.selectors, self.limits, judge)?;
        splice(&body, edits, out);
        out.commit();
        Ok(())
    }

    fn held(&self) -> usize {
        self.held.len()
    }
}

/// Puts out what is left: slices of the page around the edits. Of overlapping edits the outer one
/// stands.
fn splice(body: &Bytes, mut edits: Vec<Edit>, out: &mut Output) {
    edits.sort_by_key(|(at, _)| (at.start, std::cmp::Reverse(at.end)));
    let mut from = 0;
    for (at, bytes) in edits {
        if at.start < from {
            continue;
        }
        let start = at.start.min(body.len());
        out.push(body.slice(from..start));
        out.insert(bytes.into());
        from = at.end.clamp(start, body.len());
        out.skip(from - start);
    }
    out.push(body.slice(from..));
}
