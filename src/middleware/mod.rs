//! The tower layer: a storefront's service, with the [kernel](crate::exchange) around it.
//!
//! 1. The request's evidence is assessed and removed; [`Assurance`](crate::assurance::Assurance)
//!    lands in the request's extensions.
//! 2. Where nothing is closed for the viewer, the response passes and its body stays inline.
//! 3. Otherwise the body is read as the kernel demands; the head waits until its subject is known.
//! 4. A [`Withheld`](crate::exchange::Withheld) handle lands in the response's extensions. Where an
//!    answer of ours stands in for what could not be read, the cause lands there too, an
//!    [`ExchangeError`](crate::exchange::ExchangeError).
//!
//! Errors of the service pass through. A body of ours ends with a boxed error, upstream's or an
//! [`ExchangeError`](crate::exchange::ExchangeError), so that a cut-off stream is never taken for
//! a complete one.

mod body;
mod future;
mod layer;
mod service;

pub use body::AgeGateBody;
pub use future::ResponseFuture;
pub use layer::AgeGateLayer;
pub use service::AgeGate;

/// A boxed error of a body.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What a shop's own login knows of a viewer.
pub(crate) type ShopAssurance = std::sync::Arc<
    dyn Fn(&http::request::Parts) -> Option<crate::assurance::Assurance> + Send + Sync,
>;
