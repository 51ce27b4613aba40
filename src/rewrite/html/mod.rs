//! HTML, unit by unit: the page is held whole, read into spans, judged, and what goes is cut out of
//! the original bytes. Nothing is serialised.
//!
//! 1. `tokens` and `tree` read the page as a browser would, `alike` what is built like a sibling before
//!    it; `cards` finds the listings in it, or `selected` those that a route names.
//! 2. Embedded data (`scripts`, `data`) and cards are judged; links and identifiers of what went are noted.
//!    The main heading decides about the page.
//!    Listings that are grouped by headings alone (`groups`) go as cards do.
//! 3. Then copies go too, wherever they stand.
//! 4. Outside listings the innermost link, list item, row or option goes; of other text the words.
//!    What only that opens which went goes with it (`opened`).
//! 5. Where what goes ended what stands before it, the end tag that was left out is put there
//!    (`endings`).
//!
//! # Limits
//! Scripts are read as far as their literals and strings go; code that puts words together is not
//! run.

mod alike;
mod attributes;
mod builder;
mod cards;
mod counted;
mod data;
mod endings;
mod gather;
mod groups;
mod judging;
mod locate;
mod names;
mod opened;
#[cfg(test)]
mod oracle;
mod outside;
mod price;
mod roles;
mod scripts;
mod selected;
mod span;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;
mod vocabulary;

pub(super) use locate::locate;

use crate::rewrite::cut::{Cut, put_out};
use crate::rewrite::held::{self, Held, RewriteWhole};
use crate::rewrite::sweep::Sweep;
use crate::rewrite::{Judge, Limits, Output, RewriteError, Selectors, Unit, Verdict, Withheld};
use bytes::Bytes;

/// Rewrites one page.
#[derive(Debug)]
pub struct HtmlRewriter {
    selectors: Selectors,
    limits: Limits,
}

impl HtmlRewriter {
    /// A rewriter under these budgets. Listings are what the selectors name; without any, they are
    /// recognised by their shape.
    pub fn new(selectors: Selectors, limits: Limits) -> Held<Self> {
        Held::new(Self { selectors, limits }, limits)
    }
}

impl RewriteWhole for HtmlRewriter {
    fn rewrite(
        &mut self,
        body: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let page = held::text(&body, ["a page in UTF-8", "a page without NUL bytes"])?;
        let mut sweep = Sweep::new(self.limits.swept_identifiers);
        let cuts = judging::cuts(page, &self.selectors, self.limits, true, &mut sweep, judge)?;
        put_out(&body, &cuts, out);
        out.commit();
        Ok(())
    }
}

/// Whether a text is a piece of a page: it begins with an element, and ends one.
pub(in crate::rewrite) fn is_piece(text: &str) -> bool {
    let mut begins = text.trim_start().bytes();
    begins.next() == Some(b'<')
        && begins.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'!')
        && (text.contains("</") || text.contains("/>"))
}

/// Whether a piece of a page shows several listings.
pub(in crate::rewrite) fn is_shelf(piece: &str, limits: Limits) -> bool {
    let tree = tree::Tree::read(piece, limits.depth / 2);
    tree.is_ok_and(|tree| cards::find(&tree).iter().filter(|card| **card).count() > 1)
}

/// What goes from a piece of a page that stands in data.
///
/// # Errors
/// When it can only go whole.
pub(in crate::rewrite) fn cuts_of_piece(
    piece: &str,
    limits: Limits,
    sweep: &mut Sweep,
    judge: &mut dyn Judge,
) -> Result<Vec<Cut>, RewriteError> {
    // Data in a piece may hold pieces again: each is allowed half the depth.
    let limits = Limits { depth: limits.depth / 2, ..limits };
    if limits.depth < 16 {
        return Err(RewriteError::Budget { key: "limits.depth", at: 0 });
    }
    judging::cuts(piece, &Selectors::default(), limits, false, sweep, judge)
}

/// What goes from a piece that was judged already, now that more is known to be gone.
///
/// # Errors
/// When it can only go whole.
pub(in crate::rewrite) fn sweep_piece(
    piece: &str,
    limits: Limits,
    sweep: &mut Sweep,
    judge: &mut dyn Judge,
) -> Result<Vec<Cut>, RewriteError> {
    cuts_of_piece(piece, limits, sweep, &mut Judged(judge))
}

/// Keeps what has been judged already.
struct Judged<'j>(&'j mut dyn Judge);

impl Judge for Judged<'_> {
    fn judge(&mut self, _: &Unit<'_>) -> Verdict {
        Verdict::Keep
    }

    fn withheld(&mut self, position: u64, why: Withheld) {
        self.0.withheld(position, why);
    }

    fn omits_nameless(&self) -> bool {
        false
    }
}
