//! What one viewer gets of the shelf, what was withheld and why, and what that cost.

use super::storefront::{Product, Storefront};
use crate::AgeGateLayer;
use crate::age::{Age, AgeBounds, Class};
use crate::assurance::{Assurance, Confidence};
use crate::audit::UnitRecord;
use crate::engine::EngineHandle;
use crate::exchange::Withheld as Handle;
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Empty};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashSet;
use std::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

/// Times the shelf is fetched to take the median of its time.
const ROUNDS: usize = 3;

/// For whom the shelf is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Viewer {
    Anyone,
    Fifteen,
    Declared,
    Verified,
}

impl Viewer {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "anyone" => Self::Anyone,
            "15" => Self::Fifteen,
            "declared" => Self::Declared,
            "verified" => Self::Verified,
            _ => return None,
        })
    }

    /// What the shop's login would say of this viewer.
    fn assurance(self) -> Option<Assurance> {
        let (bounds, class, confidence) = match self {
            Self::Anyone => return None,
            Self::Fifteen => (AgeBounds::exactly(Age(15)), Class::Verified, Confidence::Standard),
            Self::Declared => {
                (AgeBounds::at_least(Age(18)), Class::SelfDeclared, Confidence::Asserted)
            }
            Self::Verified => (AgeBounds::at_least(Age(18)), Class::Verified, Confidence::Standard),
        };
        let known_minor = self == Self::Fifteen;
        Some(Assurance { bounds, class, confidence, known_minor, ..Assurance::UNKNOWN })
    }
}

/// The shelf as one viewer gets it.
#[derive(Debug, Serialize)]
pub(super) struct View {
    /// Of the first page that was replaced, or 200.
    pub(super) status: u16,
    pub(super) country: String,
    /// How many the shop offers.
    pub(super) total: usize,
    pub(super) requests: usize,
    pub(super) items: Vec<Value>,
    pub(super) withheld: Vec<Missing>,
    /// Microseconds for all pages through the layer.
    pub(super) micros_with: u64,
    /// Microseconds for all pages from the bare shop.
    pub(super) micros_without: u64,
}

/// One product that this viewer does not get.
#[derive(Debug, Serialize)]
pub(super) struct Missing {
    #[serde(flatten)]
    pub(super) product: &'static Product,
    /// `page` where its whole page was replaced.
    pub(super) action: &'static str,
    pub(super) rules: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) evidence: Vec<String>,
}

#[derive(Default)]
struct Shelf {
    status: u16,
    items: Vec<Value>,
    records: Vec<UnitRecord>,
}

/// Fetches the whole shelf as `viewer`, page by page, and from the bare shop for comparison.
pub(super) async fn compare(
    engine: &EngineHandle,
    shop: &Storefront,
    viewer: Viewer,
    country: &str,
) -> View {
    let layer = AgeGateLayer::new(engine.clone()).assurance(move |_| viewer.assurance());
    let (mut with, mut without) = (Vec::new(), Vec::new());
    let mut shelf = Shelf::default();
    for _ in 0..ROUNDS {
        let mut bare = *shop;
        let start = Instant::now();
        fetch(&mut bare).await;
        without.push(micros(start));
        let mut gated = layer.layer(*shop);
        let start = Instant::now();
        let pages = fetch(&mut gated).await;
        with.push(micros(start));
        shelf = read(pages);
    }
    let kept: HashSet<&str> =
        shelf.items.iter().filter_map(|item| item.get("id")?.as_str()).collect();
    let engine = engine.current();
    let withheld = Storefront::shelf()
        .iter()
        .filter(|product| !kept.contains(product.id.as_str()))
        .map(|product| {
            let hash = engine.shared().hash_id(&product.id);
            let record =
                shelf.records.iter().find(|record| record.id_hash.as_deref() == Some(&*hash));
            missing(product, record)
        })
        .collect();
    View {
        status: shelf.status,
        country: country.to_owned(),
        total: Storefront::shelf().len(),
        requests: Storefront::pages(),
        withheld,
        items: shelf.items,
        micros_with: median(with),
        micros_without: median(without),
    }
}

fn missing(product: &'static Product, record: Option<&UnitRecord>) -> Missing {
    match record.cloned() {
        Some(UnitRecord { action, rules, categories, evidence, .. }) => {
            Missing { product, action, rules, categories, evidence }
        }
        None => Missing {
            product,
            action: "page",
            rules: Vec::new(),
            categories: Vec::new(),
            evidence: Vec::new(),
        },
    }
}

type Page = (u16, Option<Handle>, Bytes);

/// All pages of the shelf, read to their ends.
async fn fetch<S, C>(shop: &mut S) -> Vec<Page>
where
    S: Service<Request<Empty<Bytes>>, Response = http::Response<C>>,
    C: http_body::Body<Data = Bytes>,
{
    let mut pages = Vec::new();
    for number in 1..=Storefront::pages() {
        let target = format!("http://demo.example/api/products?page={number}");
        let Ok(request) = Request::get(target).body(Empty::new()) else { continue };
        let Ok(response) = shop.call(request).await else { continue };
        let (head, body) = response.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        pages.push((head.status.as_u16(), head.extensions.get::<Handle>().cloned(), body));
    }
    pages
}

fn read(pages: Vec<Page>) -> Shelf {
    let mut shelf = Shelf { status: 200, ..Shelf::default() };
    for (status, handle, body) in pages {
        if status != 200 {
            shelf.status = if shelf.status == 200 { status } else { shelf.status };
            continue;
        }
        let list: Value = serde_json::from_slice(&body).unwrap_or_default();
        if let Some(Value::Array(products)) = list.get("products") {
            shelf.items.extend(products.iter().cloned());
        }
        if let Some(event) = handle.as_ref().and_then(Handle::event) {
            shelf.records.extend(event.units.iter().cloned());
        }
    }
    shelf
}

fn micros(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}

fn median(mut times: Vec<u64>) -> u64 {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
