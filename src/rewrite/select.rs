//! From format to rewriter.

use super::json::{DocumentRewriter, JsonRewriter, Paths};
use super::ndjson::JsonLinesRewriter;
use super::{CharsetRewriter, Format, Limits, Rewrite, Shape, WholeBody};
use crate::charset::Charset;

/// The rewriter of one body of which the header declares this charset, or none.
pub fn rewriter(
    format: Format,
    charset: Option<Charset>,
    shape: &Shape,
    limits: Limits,
) -> Box<dyn Rewrite> {
    let inner = rewriter_of_utf8(format, shape, limits);
    Box::new(CharsetRewriter::new(format, charset, limits, inner))
}

/// The rewriter of one body in UTF-8.
///
/// Where a route's paths do not parse (the configuration refuses them), its JSON is judged as one
/// page: nothing of it leaves on a guess.
pub fn rewriter_of_utf8(format: Format, shape: &Shape, limits: Limits) -> Box<dyn Rewrite> {
    match format {
        Format::Json => match Paths::compile(&shape.items) {
            Ok(paths) if shape.sweep_document => {
                Box::new(DocumentRewriter::new(paths, shape.keep_one_masked, limits))
            }
            Ok(paths) => Box::new(JsonRewriter::new(paths, shape.keep_one_masked, limits)),
            Err(_) => Box::new(WholeBody::new(limits)),
        },
        Format::JsonLines | Format::JsonSequence => match Paths::compile(&shape.items) {
            Ok(paths) if format == Format::JsonLines => {
                Box::new(JsonLinesRewriter::lines(paths, limits))
            }
            Ok(paths) => Box::new(JsonLinesRewriter::sequence(paths, limits)),
            Err(_) => Box::new(WholeBody::new(limits)),
        },
        Format::Html => page(limits),
        Format::Text | Format::Page => Box::new(WholeBody::new(limits)),
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
