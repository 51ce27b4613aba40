//! The wait for upstream's head and, where a body is read, for its subject.

use super::body::Inspected;
use super::{AgeGateBody, BoxError};
use crate::clock::Clock;
use crate::exchange::{Exchange, Plan};
use bytes::Bytes;
use http::Response;
use http_body::Body;
use pin_project_lite::pin_project;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The response of an [`AgeGate`](super::AgeGate): waits for upstream's head and, where the
    /// body is inspected, until its subject is known.
    pub struct ResponseFuture<F>
    where
        F: HasBody,
    {
        #[pin]
        state: State<F, F::Body>,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<F, C> {
        Answered { response: Option<Response<Bytes>> },
        Upstream { #[pin] upstream: F, exchange: Option<Box<Exchange>>, clock: Arc<dyn Clock> },
        Holding { body: Option<Inspected<C>> },
    }
}

/// Names the body type of a future of a response.
pub trait HasBody {
    /// The body.
    type Body;
}

impl<F, C, E> HasBody for F
where
    F: Future<Output = Result<Response<C>, E>>,
{
    type Body = C;
}

impl<F: HasBody> ResponseFuture<F> {
    pub(super) const fn answered(response: Response<Bytes>) -> Self {
        Self { state: State::Answered { response: Some(response) } }
    }

    pub(super) fn waiting(upstream: F, exchange: Box<Exchange>, clock: Arc<dyn Clock>) -> Self {
        Self { state: State::Upstream { upstream, exchange: Some(exchange), clock } }
    }
}

impl<F, C, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<C>, E>>,
    C: Body<Data = Bytes>,
    C::Error: Into<BoxError>,
{
    type Output = Result<Response<AgeGateBody<C>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            match this.state.as_mut().project() {
                StateProj::Answered { response } => {
                    let Some(response) = response.take() else { return Poll::Pending };
                    return Poll::Ready(Ok(response.map(AgeGateBody::replaced)));
                }
                StateProj::Upstream { upstream, exchange, clock } => {
                    let answer = ready!(upstream.poll(cx));
                    let Some(exchange) = exchange.take() else { return Poll::Pending };
                    let (head, body) = match answer {
                        Ok(response) => response.into_parts(),
                        Err(error) => {
                            exchange.upstream_failed();
                            return Poll::Ready(Err(error));
                        }
                    };
                    match exchange.on_response(head) {
                        Plan::Pass(head) => {
                            let response = Response::from_parts(head, AgeGateBody::passed(body));
                            return Poll::Ready(Ok(response));
                        }
                        Plan::Replace(response) => {
                            return Poll::Ready(Ok(response.map(AgeGateBody::replaced)));
                        }
                        Plan::Inspect(inspection) => {
                            let body = Inspected::new(body, inspection, Arc::clone(clock));
                            this.state.set(State::Holding { body: Some(body) });
                        }
                    }
                }
                StateProj::Holding { body } => {
                    let Some(held) = body.as_mut() else { return Poll::Pending };
                    let response = ready!(held.poll_head(cx));
                    let Some(held) = body.take() else { return Poll::Pending };
                    return Poll::Ready(Ok(match response {
                        Ok(head) => Response::from_parts(head, AgeGateBody::inspected(held)),
                        Err(replacement) => replacement.map(AgeGateBody::replaced),
                    }));
                }
            }
        }
    }
}

impl<F: HasBody> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
