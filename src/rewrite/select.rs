//! From format to rewriter.

use super::{Format, Limits, Rewrite, Shape, WholeBody};

/// The rewriter of one body.
pub fn rewriter(format: Format, shape: &Shape, limits: Limits) -> Box<dyn Rewrite> {
    let _ = shape;
    match format {
        Format::Json | Format::Text | Format::Page => Box::new(WholeBody::new(limits)),
    }
}
