//! The service itself: each request begins an exchange, each response goes through it.

use super::{AgeGateBody, BoxError, ResponseFuture, ShopAssurance};
use crate::clock::Clock;
use crate::engine::EngineHandle;
use crate::exchange::{Begun, Exchange};
use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower_service::Service;

/// A service whose responses hold nothing that the viewer must not see.
#[derive(Clone)]
pub struct AgeGate<S> {
    inner: S,
    engine: EngineHandle,
    clock: Arc<dyn Clock>,
    shop: Option<ShopAssurance>,
}

impl<S> AgeGate<S> {
    pub(super) fn new(
        inner: S,
        engine: EngineHandle,
        clock: Arc<dyn Clock>,
        shop: Option<ShopAssurance>,
    ) -> Self {
        Self { inner, engine, clock, shop }
    }

    /// The wrapped service.
    pub const fn get_ref(&self) -> &S {
        &self.inner
    }

    /// The wrapped service.
    pub const fn get_mut(&mut self) -> &mut S {
        &mut self.inner
    }

    /// Takes the wrapped service out.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S, B, C> Service<Request<B>> for AgeGate<S>
where
    S: Service<Request<B>, Response = Response<C>>,
    C: Body<Data = Bytes>,
    C::Error: Into<BoxError>,
{
    type Response = Response<AgeGateBody<C>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let shop = self.shop.as_ref().and_then(|shop| shop(&parts));
        let engine = self.engine.load();
        match Exchange::begin(&engine, &mut parts, shop, self.clock.now()) {
            Begun::Replace(response) => ResponseFuture::answered(response),
            Begun::Proceed(exchange) => {
                let upstream = self.inner.call(Request::from_parts(parts, body));
                ResponseFuture::waiting(upstream, exchange, Arc::clone(&self.clock))
            }
        }
    }
}

impl<S: fmt::Debug> fmt::Debug for AgeGate<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgeGate").field("inner", &self.inner).finish_non_exhaustive()
    }
}
