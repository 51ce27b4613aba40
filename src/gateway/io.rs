//! A client's connection that must go on: its first bytes, and whatever is written to it.

use pin_project_lite::pin_project;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// How an HTTP/2 connection begins (RFC 9113, 3.4). Until the first bytes differ from it or are
/// it, the version is open and no other limit on the head runs.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pin_project! {
    /// A connection with a time limit on telling its version and on each write.
    #[derive(Debug)]
    pub(super) struct Guarded<T> {
        #[pin]
        inner: T,
        undecided: Option<(Pin<Box<Sleep>>, usize)>,
        idle: Duration,
        stuck: Option<Pin<Box<Sleep>>>,
    }
}

impl<T> Guarded<T> {
    pub(super) fn new(inner: T, head: Duration, idle: Duration) -> Self {
        let undecided = Some((Box::pin(tokio::time::sleep(head)), 0));
        Self { inner, undecided, idle, stuck: None }
    }
}

fn unless_stuck<R>(
    result: Poll<io::Result<R>>,
    stuck: &mut Option<Pin<Box<Sleep>>>,
    idle: Duration,
    cx: &mut Context<'_>,
) -> Poll<io::Result<R>> {
    if result.is_ready() {
        *stuck = None;
        return result;
    }
    let timer = stuck.get_or_insert_with(|| Box::pin(tokio::time::sleep(idle)));
    ready!(timer.as_mut().poll(cx));
    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
}

impl<T: AsyncRead> AsyncRead for Guarded<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.project();
        let before = buf.filled().len();
        let read = this.inner.poll_read(cx, buf);
        let Some((timer, seen)) = this.undecided else { return read };
        if read.is_pending() {
            ready!(timer.as_mut().poll(cx));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let came = buf.filled().get(before..).unwrap_or_default();
        let rest = PREFACE.get(*seen..).unwrap_or_default();
        if came.len() < rest.len() && rest.starts_with(came) {
            *seen += came.len();
        } else {
            *this.undecided = None;
        }
        read
    }
}

impl<T: AsyncWrite> AsyncWrite for Guarded<T> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.project();
        let result = this.inner.poll_write(cx, buf);
        unless_stuck(result, this.stuck, *this.idle, cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.project();
        let result = this.inner.poll_write_vectored(cx, bufs);
        unless_stuck(result, this.stuck, *this.idle, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.project().inner.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.project().inner.poll_shutdown(cx)
    }
}
