//! The listener: connections with limits, one service for all of them, and an orderly end.

use super::State;
use super::body::Moving;
use super::forward;
use super::io::Guarded;
use super::problem::problem;
use super::tls::ServerTls;
use super::upgrade::Place;
use super::upstream::Upstream;
use crate::assurance::PeerAddr;
use crate::config::GatewaySettings;
use crate::exchange::ExchangeError;
use crate::middleware::{AgeGate, AgeGateBody};
use crate::rewrite::RewriteError;
use bytes::Bytes;
use http::uri::Scheme;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower_service::Service;

/// Fields of a request's head.
const MAX_HEADERS: usize = 128;
/// Bytes of a request's head.
const MAX_HEAD: usize = 64 << 10;
/// Exchanges at once on one HTTP/2 connection.
const MAX_STREAMS: u32 = 128;

/// How the end went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Connections that were cut because `gateway.shutdown_time` was over.
    pub cut: usize,
}

pub(super) struct Server {
    pub(super) settings: GatewaySettings,
    pub(super) connections: usize,
    pub(super) gate: AgeGate<Upstream>,
    /// Without it plain HTTP is spoken.
    pub(super) tls: Option<Arc<ServerTls>>,
    pub(super) state: Arc<State>,
}

type Answer = Response<Either<AgeGateBody<Moving<Incoming>>, Full<Bytes>>>;

impl Server {
    pub(super) async fn run(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Drained {
        let head = self.settings.header_timeout;
        let builder = builder(head, self.settings.idle_timeout);
        let permits = Arc::new(Semaphore::new(self.connections.min(Semaphore::MAX_PERMITS)));
        let graceful = GracefulShutdown::new();
        let mut tasks = JoinSet::new();
        let mut shutdown = pin!(shutdown);
        loop {
            let next = async {
                // First a permit: what is over the limit stays in the system's queue.
                let permit = Arc::clone(&permits).acquire_owned().await.ok()?;
                Some((permit, accept(&listener).await))
            };
            let (permit, (stream, peer)) = tokio::select! {
                biased;
                () = &mut shutdown => break,
                Some(_) = tasks.join_next() => continue,
                next = next => match next {
                    Some(next) => next,
                    None => break,
                },
            };
            let (gate, idle) = (self.gate.clone(), self.settings.idle_timeout);
            let scheme = if self.tls.is_some() { Scheme::HTTPS } else { Scheme::HTTP };
            let place = Place::new(permit);
            let service = service_fn(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(place.clone());
                answer(gate.clone(), request, peer, scheme.clone(), idle)
            });
            let connection =
                Connection { builder: builder.clone(), watcher: graceful.watcher(), head, idle };
            let tls = self.tls.clone();
            tasks.spawn(async move {
                match tls {
                    None => connection.serve(stream, service).await,
                    Some(tls) => match tokio::time::timeout(head, tls.accept(stream)).await {
                        Ok(Ok(stream)) => connection.serve(stream, service).await,
                        Ok(Err(error)) => tracing::debug!(%error, "no TLS with a client"),
                        Err(_) => tracing::debug!("a client began TLS and did not go on"),
                    },
                }
            });
        }
        drop(listener);
        self.state.draining.store(true, Ordering::Release);
        tracing::info!("draining");
        if tokio::time::timeout(self.settings.shutdown_time, graceful.shutdown()).await.is_ok() {
            return Drained { cut: 0 };
        }
        while tasks.try_join_next().is_some() {}
        let cut = tasks.len();
        tasks.shutdown().await;
        tracing::warn!(cut, "cut connections; `gateway.shutdown_time` was over");
        Drained { cut }
    }
}

/// What one connection is served with.
struct Connection {
    builder: auto::Builder<TokioExecutor>,
    watcher: Watcher,
    head: Duration,
    idle: Duration,
}

impl Connection {
    async fn serve<T, S>(self, stream: T, service: S)
    where
        T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        S: hyper::service::Service<Request<Incoming>, Response = Answer, Error = Infallible>,
        S: Send + 'static,
        S::Future: Send + 'static,
    {
        let io = TokioIo::new(Guarded::new(stream, self.head, self.idle));
        let connection = self.builder.serve_connection_with_upgrades(io, service).into_owned();
        if let Err(error) = self.watcher.watch(connection).await {
            tracing::debug!(%error, "connection ended");
        }
    }
}

/// Connections over HTTP/1.1 and HTTP/2 with prior knowledge, with limits on heads.
pub(super) fn builder(head: Duration, idle: Duration) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(u32::try_from(MAX_HEAD).unwrap_or(u32::MAX))
        .keep_alive_interval(idle)
        .keep_alive_timeout(head);
    builder
}

/// The next connection, however many fail before it.
pub(super) async fn accept(listener: &TcpListener) -> (TcpStream, IpAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "small writes may wait");
                }
                return (stream, peer.ip().to_canonical());
            }
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be accepted");
                // Out of descriptors, most likely: asking at once again would only burn.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn answer(
    mut gate: AgeGate<Upstream>,
    request: Request<Incoming>,
    peer: IpAddr,
    scheme: Scheme,
    idle: Duration,
) -> Result<Answer, Infallible> {
    let refused =
        |status, detail: &str| Ok(problem(status, detail).map(|body| Either::Right(body.into())));
    let (mut parts, body) = request.into_parts();
    if parts.method == Method::CONNECT {
        return refused(StatusCode::NOT_IMPLEMENTED, "Tunnels are not offered here.");
    }
    if let Err(detail) = forward::settle_host(&mut parts) {
        return refused(StatusCode::BAD_REQUEST, detail);
    }
    parts.extensions.insert(PeerAddr(peer));
    parts.extensions.insert(scheme);
    let request = Request::from_parts(parts, Moving::new(body, idle));
    match gate.call(request).await {
        Ok(response) => {
            if let Some(cause) = response.extensions().get::<ExchangeError>()
                && *cause != ExchangeError::Rewrite(RewriteError::SubjectWithheld)
            {
                tracing::info!(%cause, "a response is withheld unread");
            }
            Ok(response.map(Either::Left))
        }
        Err(error) => {
            tracing::warn!(%error, "no answer of the shop");
            let detail = match error.status() {
                StatusCode::BAD_GATEWAY => "The shop behind cannot be reached or broke off.",
                StatusCode::GATEWAY_TIMEOUT => "The shop behind did not answer in time.",
                StatusCode::REQUEST_TIMEOUT => "The request's body did not come in time.",
                _ => "The request cannot be passed on.",
            };
            refused(error.status(), detail)
        }
    }
}
