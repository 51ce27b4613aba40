//! The body of a response: passed on, put in its place, or read on its way.

use super::BoxError;
use crate::clock::Clock;
use crate::exchange::{Event, Inspection};
use bytes::Bytes;
use http::{Response, response};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

pin_project! {
    /// A response body of which nothing is left that the viewer must not see.
    ///
    /// An untouched body stays inline with its own size hint; an inspected one is pinned on the
    /// heap and tells of its size only once all of it is there, because what goes is not known
    /// before.
    pub struct AgeGateBody<C> {
        #[pin]
        inner: Inner<C>,
    }
}

pin_project! {
    #[project = InnerProj]
    enum Inner<C> {
        Passed { #[pin] body: C },
        Replaced { bytes: Option<Bytes> },
        Inspected { body: Box<Inspected<C>> },
    }
}

impl<C> AgeGateBody<C> {
    pub(super) const fn passed(body: C) -> Self {
        Self { inner: Inner::Passed { body } }
    }

    pub(super) fn replaced(bytes: Bytes) -> Self {
        Self { inner: Inner::Replaced { bytes: (!bytes.is_empty()).then_some(bytes) } }
    }

    pub(super) fn inspected(body: Inspected<C>) -> Self {
        Self { inner: Inner::Inspected { body: Box::new(body) } }
    }
}

impl<C> Body for AgeGateBody<C>
where
    C: Body<Data = Bytes>,
    C::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match self.project().inner.project() {
            InnerProj::Passed { body } => body.poll_frame(cx).map_err(Into::into),
            InnerProj::Replaced { bytes } => Poll::Ready(bytes.take().map(Frame::data).map(Ok)),
            InnerProj::Inspected { body } => body.poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.inner {
            Inner::Passed { body } => body.is_end_stream(),
            Inner::Replaced { bytes } => bytes.is_none(),
            Inner::Inspected { body } => body.ended,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.inner {
            Inner::Passed { body } => body.size_hint(),
            Inner::Replaced { bytes } => {
                let len = bytes.as_ref().map_or(0, Bytes::len);
                SizeHint::with_exact(u64::try_from(len).unwrap_or(u64::MAX))
            }
            Inner::Inspected { body } if body.ended => SizeHint::with_exact(0),
            Inner::Inspected { body } => {
                body.inspection.left().map_or_else(SizeHint::default, SizeHint::with_exact)
            }
        }
    }
}

impl<C> fmt::Debug for AgeGateBody<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.inner {
            Inner::Passed { .. } => "Passed",
            Inner::Replaced { .. } => "Replaced",
            Inner::Inspected { .. } => "Inspected",
        };
        f.debug_tuple("AgeGateBody").field(&kind).finish()
    }
}

/// Upstream's body and the inspection that reads it.
pub(super) struct Inspected<C> {
    upstream: Pin<Box<C>>,
    inspection: Box<Inspection>,
    clock: Arc<dyn Clock>,
    trailers: Option<http::HeaderMap>,
    read: bool,
    ended: bool,
}

impl<C> Inspected<C>
where
    C: Body<Data = Bytes>,
    C::Error: Into<BoxError>,
{
    pub(super) fn new(body: C, inspection: Box<Inspection>, clock: Arc<dyn Clock>) -> Self {
        Self {
            upstream: Box::pin(body),
            inspection,
            clock,
            trailers: None,
            read: false,
            ended: false,
        }
    }

    /// The head, or the response that takes its place.
    pub(super) fn poll_head(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<response::Parts, Response<Bytes>>> {
        loop {
            match self.inspection.next_event() {
                Some(Event::Head(head)) => return Poll::Ready(Ok(head)),
                Some(Event::Replace(response)) => return Poll::Ready(Err(response)),
                Some(_) => return Poll::Ready(Err(self.inspection.bad_gateway())),
                None if self.read => return Poll::Ready(Err(self.inspection.bad_gateway())),
                None => {}
            }
            if ready!(self.poll_upstream(cx)).is_err() {
                return Poll::Ready(Err(self.inspection.bad_gateway()));
            }
        }
    }

    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        loop {
            match self.inspection.next_event() {
                Some(Event::Bytes(bytes)) => {
                    // Known now, so that the end leaves together with the last bytes.
                    self.ended = self.inspection.is_all_said();
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                Some(Event::Trailers(trailers)) => {
                    return Poll::Ready(Some(Ok(Frame::trailers(trailers))));
                }
                Some(Event::Abort(error)) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(Box::new(error))));
                }
                Some(Event::End | Event::Head(_) | Event::Replace(_)) => {
                    self.ended = true;
                    return Poll::Ready(None);
                }
                None if self.read => {
                    self.ended = true;
                    return Poll::Ready(None);
                }
                None => {}
            }
            if let Err(error) = ready!(self.poll_upstream(cx)) {
                self.ended = true;
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    /// Reads one frame of upstream's; only when nothing is left to send.
    fn poll_upstream(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match ready!(self.upstream.as_mut().poll_frame(cx)) {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) if self.upstream.is_end_stream() => {
                    self.read = true;
                    self.inspection.write_last(data, self.clock.now());
                }
                Ok(data) => self.inspection.write(data, self.clock.now()),
                Err(frame) => self.trailers = frame.into_trailers().ok(),
            },
            Some(Err(error)) => {
                self.read = true;
                self.inspection.upstream_failed();
                return Poll::Ready(Err(error.into()));
            }
            None => {
                self.read = true;
                self.inspection.finish(self.trailers.take(), self.clock.now());
            }
        }
        Poll::Ready(Ok(()))
    }
}
