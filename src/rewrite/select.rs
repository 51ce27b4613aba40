//! From format to rewriter.

use super::json::{DocumentRewriter, JsonRewriter, PathError, Paths};
use super::ndjson::JsonLinesRewriter;
use super::twice::{Sweeping, TwiceRewriter};
use super::{CharsetRewriter, Format, Limits, Rewrite, Shape, SniffingRewriter, WholeBody};
use crate::charset::Charset;

/// The rewriter of one body that is declared to be of this format, in this charset or none.
pub fn rewriter(
    format: Format,
    charset: Option<Charset>,
    shape: &Shape,
    limits: Limits,
) -> Box<dyn Rewrite> {
    let inner = Box::new(SniffingRewriter::new(format, shape.clone(), limits));
    Box::new(CharsetRewriter::new(format, charset, limits, inner))
}

/// The rewriter of one body that is in UTF-8 and of this format.
///
/// Where a route's paths do not parse (the configuration refuses them), its JSON is judged as one
/// page: nothing of it leaves on a guess.
pub(super) fn rewriter_of(format: Format, shape: &Shape, limits: Limits) -> Box<dyn Rewrite> {
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
                swept(shape, limits, move || JsonLinesRewriter::lines(paths.clone(), limits))
            }
            Ok(paths) => {
                swept(shape, limits, move || JsonLinesRewriter::sequence(paths.clone(), limits))
            }
            Err(_) => Box::new(WholeBody::new(limits)),
        },
        Format::Csv | Format::Tsv | Format::Events | Format::Parts | Format::Xml => {
            feed(format, shape, limits)
        }
        Format::Html => page(limits),
        Format::Text | Format::Page | Format::Script | Format::Unknown => {
            Box::new(WholeBody::new(limits))
        }
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

/// A rewriter that sweeps as the route wants it.
fn swept<S: Sweeping + 'static>(
    shape: &Shape,
    limits: Limits,
    make: impl Fn() -> S + Send + 'static,
) -> Box<dyn Rewrite> {
    if shape.sweep_document { Box::new(TwiceRewriter::new(limits, make)) } else { Box::new(make()) }
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
fn feed(format: Format, shape: &Shape, limits: Limits) -> Box<dyn Rewrite> {
    use super::csv::TableRewriter;
    use super::feed::{Elements, FeedRewriter};
    use super::multipart::PartsRewriter;
    use super::sse::EventsRewriter;
    let paths = json_paths(shape);
    match (format, paths) {
        (Format::Csv, _) => swept(shape, limits, move || TableRewriter::commas(limits)),
        (Format::Tsv, _) => swept(shape, limits, move || TableRewriter::tabs(limits)),
        (Format::Xml, _) => {
            let elements = Elements::of(&shape.items);
            swept(shape, limits, move || FeedRewriter::new(elements.clone(), limits))
        }
        (Format::Events, Ok(paths)) => {
            swept(shape, limits, move || EventsRewriter::events(paths.clone(), limits))
        }
        (Format::Parts, Ok(paths)) => {
            swept(shape, limits, move || PartsRewriter::parts(paths.clone(), limits))
        }
        _ => Box::new(WholeBody::new(limits)),
    }
}

#[cfg(not(feature = "feeds"))]
fn feed(_: Format, _: &Shape, limits: Limits) -> Box<dyn Rewrite> {
    Box::new(WholeBody::new(limits))
}
