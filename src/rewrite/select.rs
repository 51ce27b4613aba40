//! From format to rewriter.

use super::json::{DocumentRewriter, JsonRewriter, PathError, Paths};
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
        Format::Json => match json_paths(shape) {
            Ok(paths) if shape.sweep_document => {
                Box::new(DocumentRewriter::new(paths, shape.keep_one_masked, limits))
            }
            Ok(paths) => Box::new(JsonRewriter::new(paths, shape.keep_one_masked, limits)),
            Err(_) => Box::new(WholeBody::new(limits)),
        },
        Format::JsonLines | Format::JsonSequence => match json_paths(shape) {
            Ok(paths) if format == Format::JsonLines => {
                Box::new(JsonLinesRewriter::lines(paths, limits))
            }
            Ok(paths) => Box::new(JsonLinesRewriter::sequence(paths, limits)),
            Err(_) => Box::new(WholeBody::new(limits)),
        },
        Format::Xml => xml(shape, limits),
        Format::Html => page(limits),
        Format::Text | Format::Page => Box::new(WholeBody::new(limits)),
    }
}

/// Whether one of [`Shape::items`] names elements of XML: `item`, `catalog/product`,
/// `/rss/channel/item`.
pub fn names_elements(item: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':'))
    };
    item.strip_prefix('/').unwrap_or(item).split('/').all(is_name)
}

fn json_paths(shape: &Shape) -> Result<Paths, PathError> {
    let others = |item: &&String| !names_elements(item);
    Paths::compile(&shape.items.iter().filter(others).collect::<Vec<_>>())
}

#[cfg(feature = "html")]
fn page(limits: Limits) -> Box<dyn Rewrite> {
    Box::new(super::html::HtmlRewriter::new(limits))
}

#[cfg(not(feature = "html"))]
fn page(limits: Limits) -> Box<dyn Rewrite> {
    Box::new(WholeBody::new(limits))
}

#[cfg(feature = "feeds")]
fn xml(shape: &Shape, limits: Limits) -> Box<dyn Rewrite> {
    use super::feed::{Elements, FeedRewriter};
    Box::new(FeedRewriter::new(Elements::of(&shape.items), limits))
}

#[cfg(not(feature = "feeds"))]
fn xml(_: &Shape, limits: Limits) -> Box<dyn Rewrite> {
    Box::new(WholeBody::new(limits))
}
