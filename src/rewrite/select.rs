//! From format to rewriter.

use super::json::{JsonRewriter, Paths};
use super::{Format, Limits, Rewrite, Shape, WholeBody};

/// The rewriter of one body.
///
/// A route that sweeps whole documents, or whose paths do not parse (the configuration refuses
/// them), has its JSON judged as one page: nothing of it leaves on a guess.
pub fn rewriter(format: Format, shape: &Shape, limits: Limits) -> Box<dyn Rewrite> {
    match format {
        Format::Json if !shape.sweep_document => match Paths::compile(&shape.items) {
            Ok(paths) => Box::new(JsonRewriter::new(paths, shape.keep_one_masked, limits)),
            Err(_) => Box::new(WholeBody::new(limits)),
        },
        Format::Html => page(limits),
        Format::Json | Format::Text | Format::Page => Box::new(WholeBody::new(limits)),
    }
}

#[cfg(feature = "html")]
fn page(limits: Limits) -> Box<dyn Rewrite> {
    Box::new(super::html::HtmlRewriter::new(limits))
}

#[cfg(not(feature = "html"))]
fn page(limits: Limits) -> Box<dyn Rewrite> {
    Box::new(WholeBody::new(limits))
}
