//! From format to rewriter.

use super::item::ItemError;
use super::json::{DocumentRewriter, JsonRewriter, Paths};
use super::ndjson::JsonLinesRewriter;
use super::selector::Selectors;
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
/// Where what a route names its listings by does not parse (the configuration refuses it), its bodies
/// are judged as one page: nothing of them leaves on a guess.
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
        Format::Html => page(shape, limits),
        #[cfg(feature = "html")]
        Format::Script => Box::new(super::script::ScriptRewriter::new(limits)),
        #[cfg(feature = "html")]
        Format::Flight => Box::new(super::payload::PayloadRewriter::rows(limits)),
        #[cfg(not(feature = "html"))]
        Format::Script | Format::Flight => Box::new(WholeBody::new(limits)),
        Format::Text | Format::Page | Format::Unknown => Box::new(WholeBody::new(limits)),
    }
}

/// In bodies of which format one of [`Shape::items`] names listings: a JSONPath in JSON, the names of
/// elements (`item`, `catalog/product`, `/rss/channel/item`) in XML, any other CSS selector in HTML.
///
/// ```
/// use agegate::rewrite::{Format, names_in};
/// assert_eq!(names_in("$.products[*]"), Ok(Format::Json));
/// assert_eq!(names_in("catalog/product"), Ok(Format::Xml));
/// assert_eq!(names_in("ul > li"), Ok(Format::Html));
/// assert_eq!(names_in("ul > li:hover").unwrap_err().at, 7);
/// ```
///
/// # Errors
/// When it is none of them or uses something that is not supported.
pub fn names_in(item: &str) -> Result<Format, ItemError> {
    if item.starts_with('$') {
        return Paths::compile(&[item]).map(|_| Format::Json);
    }
    if names_elements(item) {
        return Ok(Format::Xml);
    }
    Selectors::compile(&[item]).map(|_| Format::Html)
}

pub(super) fn names_elements(item: &str) -> bool {
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

/// Those of a route's items that speak of a format, or do not parse.
fn items_of(shape: &Shape, format: Format) -> Vec<&str> {
    let speaks = |item: &&str| {
        names_in(item).map_or(item.starts_with('$') == (format == Format::Json), |f| f == format)
    };
    shape.items.iter().map(String::as_str).filter(speaks).collect()
}

fn json_paths(shape: &Shape) -> Result<Paths, ItemError> {
    Paths::compile(&items_of(shape, Format::Json))
}

#[cfg(feature = "html")]
fn page(shape: &Shape, limits: Limits) -> Box<dyn Rewrite> {
    match Selectors::compile(&items_of(shape, Format::Html)) {
        Ok(selectors) => Box::new(super::html::HtmlRewriter::new(selectors, limits)),
        Err(_) => Box::new(WholeBody::new(limits)),
    }
}

#[cfg(not(feature = "html"))]
fn page(_: &Shape, limits: Limits) -> Box<dyn Rewrite> {
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
