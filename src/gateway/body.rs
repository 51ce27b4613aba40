//! A body that must go on: the next frame within a time, or an error.

use crate::middleware::BoxError;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// The other side sent nothing for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stalled(pub(super) Duration);

impl fmt::Display for Stalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no byte of the body came for {:?}; see `gateway.idle_timeout`", self.0)
    }
}

impl std::error::Error for Stalled {}

/// When a body last moved; clones share it.
#[derive(Clone, Debug)]
pub(super) struct Progress(Arc<Mutex<Instant>>);

impl Progress {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    pub(super) fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn touch(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

pin_project! {
    /// A body whose next frame comes within a time.
    #[derive(Debug)]
    pub struct Moving<B> {
        #[pin]
        body: B,
        idle: Duration,
        timer: Option<Pin<Box<Sleep>>>,
        progress: Option<Progress>,
    }
}

impl<B> Moving<B> {
    pub(super) const fn new(body: B, idle: Duration) -> Self {
        Self { body, idle, timer: None, progress: None }
    }

    /// Notes each frame in `progress`.
    pub(super) fn noting(self, progress: Progress) -> Self {
        Self { progress: Some(progress), ..self }
    }
}

impl<B> Body for Moving<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.project();
        if let Poll::Ready(frame) = this.body.poll_frame(cx) {
            *this.timer = None;
            if let Some(progress) = this.progress {
                progress.touch();
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        // Armed only while waiting, so that a slow reader of ours is not held against the writer.
        let idle = *this.idle;
        let timer = this.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(idle)));
        timer.as_mut().poll(cx).map(|()| Some(Err(Box::new(Stalled(idle)).into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
