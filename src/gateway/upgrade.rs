//! WebSockets (RFC 6455) on routes that are unfiltered by name: what is said on them is not read, so
//! nowhere else does an upgrade go on.

use super::body::Progress;
use crate::exchange::Unfiltered;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Version, request};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;

const WEBSOCKET: &str = "websocket";

/// A connection's place among those that may be open, as long as anybody holds it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    _permit: Arc<OwnedSemaphorePermit>,
}

impl Place {
    pub(super) fn new(permit: OwnedSemaphorePermit) -> Self {
        Self { _permit: Arc::new(permit) }
    }
}

/// A client's side of a WebSocket that may be asked for.
pub(super) struct Asked {
    client: OnUpgrade,
    place: Option<Place>,
}

impl Asked {
    /// The wish of a request for a WebSocket, where its route lets that pass.
    pub(super) fn take(request: &mut request::Parts) -> Option<Self> {
        let unfiltered = request.extensions.get::<Unfiltered>().is_some();
        let plain = request.method == Method::GET && request.version == Version::HTTP_11;
        if !(unfiltered && plain && is_websocket(&request.headers)) {
            return None;
        }
        let client = request.extensions.remove::<OnUpgrade>()?;
        Some(Self { client, place: request.extensions.remove::<Place>() })
    }

    /// Carries bytes between client and shop until both ends are closed, or for so long none comes.
    pub(super) async fn carry(self, shop: OnUpgrade, idle: Duration) {
        let sides = async { Ok::<_, hyper::Error>((self.client.await?, shop.await?)) };
        match tokio::time::timeout(idle, sides).await {
            Ok(Ok((client, shop))) => carry(client, shop, idle).await,
            Ok(Err(error)) => tracing::debug!(%error, "no WebSocket came of an upgrade"),
            Err(_) => tracing::debug!("an upgrade did not come in `gateway.idle_timeout`"),
        }
        drop(self.place);
    }
}

/// Whether the fields of a request or response name a WebSocket and nothing else.
pub(super) fn is_websocket(headers: &HeaderMap) -> bool {
    let mut named = headers.get_all(header::UPGRADE).iter();
    let alone = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(WEBSOCKET.as_bytes());
    let listed = headers.get_all(header::CONNECTION).iter().any(|value| {
        let mut words = value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
        words.any(|word| word.eq_ignore_ascii_case(b"upgrade"))
    });
    listed && named.next().is_some_and(alone) && named.next().is_none()
}

/// Names it in a head from which what concerns one connection was taken.
pub(super) fn name(headers: &mut HeaderMap) {
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static(WEBSOCKET));
}

async fn carry(client: Upgraded, shop: Upgraded, idle: Duration) {
    let (mut client, mut shop) = (TokioIo::new(client), TokioIo::new(shop));
    let (mut out, mut back) = (Way::new(), Way::new());
    let progress = Progress::new();
    let both = std::future::poll_fn(|cx| {
        let out = out.poll(cx, &mut client, &mut shop, &progress)?;
        let back = back.poll(cx, &mut shop, &mut client, &progress)?;
        if out.is_ready() && back.is_ready() { Poll::Ready(Ok(())) } else { Poll::Pending }
    });
    let still = async {
        loop {
            let last = progress.last();
            tokio::time::sleep_until(last + idle).await;
            if progress.last() == last {
                return;
            }
        }
    };
    let carried: io::Result<()> = tokio::select! {
        carried = both => carried,
        () = still => Err(io::ErrorKind::TimedOut.into()),
    };
    if let Err(error) = carried {
        tracing::debug!(%error, "a WebSocket ended");
    }
}

/// One direction.
struct Way {
    bytes: Box<[u8]>,
    /// What of them is still to be written.
    from: usize,
    to: usize,
    ended: bool,
}

impl Way {
    fn new() -> Self {
        Self { bytes: vec![0; 8 << 10].into(), from: 0, to: 0, ended: false }
    }

    fn poll<R, W>(
        &mut self,
        cx: &mut Context<'_>,
        reader: &mut R,
        writer: &mut W,
        progress: &Progress,
    ) -> Poll<io::Result<()>>
    where
        R: AsyncRead + Unpin,
        W: AsyncWrite + Unpin,
    {
        loop {
            while let Some(rest) = self.bytes.get(self.from..self.to).filter(|r| !r.is_empty()) {
                match ready!(Pin::new(&mut *writer).poll_write(cx, rest))? {
                    0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                    written => self.from += written,
                }
                progress.touch();
            }
            if self.ended {
                return Pin::new(&mut *writer).poll_shutdown(cx);
            }
            let mut read = ReadBuf::new(&mut self.bytes);
            match Pin::new(&mut *reader).poll_read(cx, &mut read) {
                Poll::Ready(done) => done?,
                Poll::Pending => {
                    ready!(Pin::new(&mut *writer).poll_flush(cx))?;
                    return Poll::Pending;
                }
            }
            (self.from, self.to) = (0, read.filled().len());
            self.ended = self.to == 0;
            progress.touch();
        }
    }
}
