//! What a service is wrapped in: the engine, the clock and the shop's own login.

use super::{AgeGate, ShopAssurance};
use crate::assurance::Assurance;
use crate::clock::{Clock, SystemClock};
use crate::engine::EngineHandle;
use std::fmt;
use std::sync::Arc;
use tower_layer::Layer;

/// Wraps a storefront's service in an [`AgeGate`].
///
/// ```
/// use agegate::{AgeGateLayer, EngineHandle};
/// use axum::{Json, Router, routing::get};
///
/// fn shop(engine: EngineHandle) -> Router {
///     let products = get(|| async { Json(["Oak table", "Single malt whisky"]) });
///     Router::new().route("/products", products).layer(AgeGateLayer::new(engine))
/// }
/// ```
#[derive(Clone)]
pub struct AgeGateLayer {
    engine: EngineHandle,
    clock: Arc<dyn Clock>,
    shop: Option<ShopAssurance>,
}

impl AgeGateLayer {
    /// A layer that decides by the revision in force at each request.
    pub fn new(engine: impl Into<EngineHandle>) -> Self {
        Self { engine: engine.into(), clock: Arc::new(SystemClock), shop: None }
    }

    /// Lets the shop's own login speak of a viewer, capped by the configuration's `[shop]`.
    ///
    /// The function sees the request as it came, before any header is removed. It runs for every
    /// request and must not block; what it returns lands in the request's extensions no stronger than
    /// `[shop]` lets it be, and beside other proofs the strictest wins.
    ///
    /// ```
    /// use agegate::AgeGateLayer;
    /// use agegate::age::{Age, AgeBounds, Class};
    /// use agegate::assurance::Assurance;
    ///
    /// /// What the shop's session middleware, further out, knows of a customer.
    /// #[derive(Clone)]
    /// struct Customer {
    ///     identified_as_adult: bool,
    /// }
    ///
    /// fn with_login(layer: AgeGateLayer) -> AgeGateLayer {
    ///     layer.assurance(|request| {
    ///         let customer = request.extensions.get::<Customer>()?;
    ///         customer.identified_as_adult.then(|| Assurance {
    ///             bounds: AgeBounds::at_least(Age(18)),
    ///             class: Class::Verified,
    ///             ..Assurance::UNKNOWN
    ///         })
    ///     })
    /// }
    /// ```
    #[must_use]
    pub fn assurance(
        mut self,
        shop: impl Fn(&http::request::Parts) -> Option<Assurance> + Send + Sync + 'static,
    ) -> Self {
        self.shop = Some(Arc::new(shop));
        self
    }

    /// Takes the time from another clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }
}

impl<S> Layer<S> for AgeGateLayer {
    type Service = AgeGate<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AgeGate::new(inner, self.engine.clone(), Arc::clone(&self.clock), self.shop.clone())
    }
}

impl fmt::Debug for AgeGateLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgeGateLayer").field("engine", &self.engine).finish_non_exhaustive()
    }
}
