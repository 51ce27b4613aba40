//! The shop itself: it knows nothing of ages.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Uri, header};
use http_body_util::Full;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::LazyLock;
use std::task::{Context, Poll};
use tower_service::Service;

/// Listings on one page of a list.
pub(super) const PER_PAGE: usize = 48;

/// One product, as the shop shows it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Product {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) category: String,
    pub(super) brand: String,
    pub(super) price: f64,
    pub(super) currency: String,
    pub(super) lang: String,
}

/// The whole shelf; the tests hold that the file parses.
static SHELF: LazyLock<Vec<Product>> =
    LazyLock::new(|| serde_json::from_str(include_str!("products.json")).unwrap_or_default());

#[derive(Serialize)]
struct List<'a> {
    total: usize,
    page: usize,
    pages: usize,
    products: Vec<&'a Product>,
}

/// The shop's service: `GET /api/products?page=1`, `/api/products/{id}`, `/api/search?q=`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Storefront(());

impl Storefront {
    /// The shop with its whole shelf.
    pub const fn new() -> Self {
        Self(())
    }

    /// All products.
    pub(super) fn shelf() -> &'static [Product] {
        &SHELF
    }

    /// How many pages the shelf has.
    pub(super) fn pages() -> usize {
        SHELF.len().div_ceil(PER_PAGE)
    }

    fn answer(uri: &Uri, method: &Method) -> Response<Full<Bytes>> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return json(
                StatusCode::METHOD_NOT_ALLOWED,
                &Problem { title: "only GET is answered" },
            );
        }
        let page = query(uri, "page").and_then(|page| page.parse().ok()).unwrap_or(1);
        match uri.path() {
            "/api/products" => list(SHELF.iter().collect(), page),
            "/api/search" => {
                let words = query(uri, "q").unwrap_or_default().to_lowercase();
                let found = SHELF.iter().filter(|product| {
                    let text = format!("{} {}", product.name, product.description).to_lowercase();
                    words.split_whitespace().all(|word| text.contains(word))
                });
                list(found.collect(), page)
            }
            path => {
                let id = path.strip_prefix("/api/products/").unwrap_or_default();
                match SHELF.iter().find(|product| product.id == id) {
                    Some(product) => json(StatusCode::OK, product),
                    None => json(StatusCode::NOT_FOUND, &Problem { title: "not found" }),
                }
            }
        }
    }
}

impl<B> Service<Request<B>> for Storefront {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        ready(Ok(Self::answer(request.uri(), request.method())))
    }
}

#[derive(Serialize)]
struct Problem {
    title: &'static str,
}

fn list(found: Vec<&Product>, page: usize) -> Response<Full<Bytes>> {
    let (total, pages) = (found.len(), found.len().div_ceil(PER_PAGE));
    let before = page.saturating_sub(1).saturating_mul(PER_PAGE);
    let products = found.into_iter().skip(before).take(PER_PAGE).collect();
    json(StatusCode::OK, &List { total, page, pages, products })
}

fn json(status: StatusCode, value: &impl Serialize) -> Response<Full<Bytes>> {
    let body = serde_json::to_vec(value).unwrap_or_default();
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let kind = header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// The first value of a name in the query, decoded (`application/x-www-form-urlencoded`).
pub(super) fn query(uri: &Uri, name: &str) -> Option<String> {
    let mut pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    let mut decoded = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| after.first_chunk::<2>()).flatten();
        let byte = escaped
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
        decoded.push(byte.unwrap_or(if *first == b'+' { b' ' } else { *first }));
    }
    Some(String::from_utf8_lossy(&decoded).into_owned())
}
