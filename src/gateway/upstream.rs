//! The shop: a pooled client as a service.

use super::body::{Moving, Progress, Stalled};
use super::error::{Causes, GatewayError};
use super::upgrade::{self, Asked};
use super::{forward, tls};
use crate::assurance::PeerAddr;
use crate::config::GatewaySettings;
use crate::engine::EngineHandle;
use crate::middleware::BoxError;
use bytes::Bytes;
use http::uri::Scheme;
use http::{Request, Response, StatusCode, Uri, Version, header};
use http_body::Body;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::error::Error;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio_rustls::rustls::ClientConfig;
use tower_service::Service;

/// A request's body on its way to the shop.
type Outgoing = UnsyncBoxBody<Bytes, BoxError>;

pub(super) type HttpClient<B> = Client<HttpsConnector<HttpConnector>, B>;

/// How the shop is spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UpstreamProtocol {
    /// HTTP/1.1, with the client's own `Host`.
    #[default]
    Http1,
    /// HTTP/2, without asking over http, by ALPN over https. `:authority` is the shop's, and the
    /// client's host stands in `X-Forwarded-Host` alone.
    Http2,
}

/// Why the shop gave no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum UpstreamError {
    /// The request's target cannot be asked for there.
    Target,
    /// The client's body did not come.
    ClientStalled,
    /// The client's body broke off.
    ClientBody(BoxError),
    /// No connection.
    Connect(BoxError),
    /// Nothing came in time.
    Timeout,
    /// The connection broke, or what came is no HTTP.
    Broken(BoxError),
}

impl UpstreamError {
    /// The status of the answer in its place.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Target | Self::ClientBody(_) => StatusCode::BAD_REQUEST,
            Self::ClientStalled => StatusCode::REQUEST_TIMEOUT,
            Self::Connect(_) | Self::Broken(_) => StatusCode::BAD_GATEWAY,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
        }
    }
}

impl fmt::Display for UpstreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Target => write!(f, "the request's target has no path"),
            Self::ClientStalled => write!(f, "the request's body did not come in time"),
            Self::ClientBody(cause) => write!(f, "the request's body broke off ({cause})"),
            Self::Connect(cause) => {
                let cause = Causes(&**cause);
                write!(f, "the shop cannot be reached ({cause}); check `gateway.upstream`")
            }
            Self::Timeout => write!(f, "the shop did not answer in `gateway.response_timeout`"),
            Self::Broken(cause) => {
                write!(f, "the shop's answer broke off ({})", Causes(&**cause))
            }
        }
    }
}

impl Error for UpstreamError {}

/// The shop.
#[derive(Clone)]
pub struct Upstream {
    shared: Arc<Shared>,
    engine: EngineHandle,
}

struct Shared {
    client: HttpClient<Outgoing>,
    origin: Uri,
    protocol: UpstreamProtocol,
    response: Duration,
    idle: Duration,
}

impl Upstream {
    /// A client of `settings.upstream`. Trust in peers is the engine's.
    ///
    /// # Errors
    /// When no shop is named, it is no origin, or its authority's file cannot be used.
    pub fn new(
        settings: &GatewaySettings,
        protocol: UpstreamProtocol,
        engine: EngineHandle,
    ) -> Result<Self, GatewayError> {
        let origin = settings.upstream.clone().ok_or(GatewayError::NoUpstream)?;
        let is_origin = matches!(origin.scheme_str(), Some("http" | "https"))
            && origin.authority().is_some_and(|authority| !authority.as_str().contains('@'))
            && matches!(origin.path(), "" | "/")
            && origin.query().is_none();
        if !is_origin {
            return Err(GatewayError::NotAnOrigin(origin));
        }
        let roots = settings.upstream_ca.as_ref().map(tls::client_of).transpose()?;
        let shared = Shared {
            client: client(settings.connect_timeout, settings.idle_timeout, protocol, roots),
            origin,
            protocol,
            response: settings.response_timeout,
            idle: settings.idle_timeout,
        };
        Ok(Self { shared: Arc::new(shared), engine })
    }

    fn prepare<B>(
        &self,
        request: Request<B>,
        progress: &Progress,
    ) -> Option<(Request<Outgoing>, Option<Asked>)>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let (mut parts, body) = request.into_parts();
        let peer = parts.extensions.get::<PeerAddr>().map(|peer| peer.0);
        let trusted = peer.is_some_and(|peer| self.engine.load().settings().trusts(peer));
        let host = parts.headers.get(header::HOST).cloned();
        let asked = match self.shared.protocol {
            UpstreamProtocol::Http1 => Asked::take(&mut parts),
            UpstreamProtocol::Http2 => None,
        };
        forward::strip_hop_by_hop(&mut parts.headers);
        if asked.is_some() {
            upgrade::name(&mut parts.headers);
        }
        if let Some(host) = host {
            // Again: a client may list it in `Connection`.
            parts.headers.insert(header::HOST, host);
        }
        let scheme = parts.extensions.get::<Scheme>().cloned().unwrap_or(Scheme::HTTP);
        forward::add_forwarded(&mut parts.headers, peer, &scheme, trusted);
        forward::add_via(&mut parts.headers, parts.version);
        // Our listener has said 100 already.
        parts.headers.remove(header::EXPECT);
        parts.uri = forward::target(&self.shared.origin, &parts.uri)?;
        parts.version = Version::HTTP_11;
        if self.shared.protocol == UpstreamProtocol::Http2 {
            parts.version = Version::HTTP_2;
            parts.headers.remove(header::HOST);
        }
        // Ours, such as the viewer's assurance, are not for the client's pool.
        parts.extensions = http::Extensions::new();
        let body = Moving::new(body, self.shared.idle).noting(progress.clone());
        Some((Request::from_parts(parts, Outgoing::new(body)), asked))
    }

    async fn exchange<B>(
        self,
        request: Request<B>,
    ) -> Result<Response<Moving<Incoming>>, UpstreamError>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let progress = Progress::new();
        let prepared = self.prepare(request, &progress).ok_or(UpstreamError::Target)?;
        let (request, asked) = prepared;
        let Shared { client, response: limit, idle, .. } = &*self.shared;
        let mut answer = client.request(request);
        let response = loop {
            // From the last byte of the request: a long upload is no slow answer.
            let last = progress.last();
            match tokio::time::timeout_at(last + *limit, &mut answer).await {
                Ok(response) => break response.map_err(classify)?,
                Err(_) if progress.last() > last => {}
                Err(_) => return Err(UpstreamError::Timeout),
            }
        };
        let mut response = response;
        let switched = response.status() == StatusCode::SWITCHING_PROTOCOLS;
        match asked {
            Some(asked) if switched && upgrade::is_websocket(response.headers()) => {
                tokio::spawn(asked.carry(hyper::upgrade::on(&mut response), *idle));
            }
            _ if switched => {
                return Err(UpstreamError::Broken("it switched protocols unasked".into()));
            }
            _ => {}
        }
        let (mut parts, body) = response.into_parts();
        forward::strip_hop_by_hop(&mut parts.headers);
        // A browser would go on there (RFC 7838), past us.
        parts.headers.remove(header::ALT_SVC);
        if switched {
            upgrade::name(&mut parts.headers);
        }
        forward::add_via(&mut parts.headers, parts.version);
        // The version on the client's connection is the client's.
        parts.version = Version::HTTP_11;
        parts.extensions = http::Extensions::new();
        Ok(Response::from_parts(parts, Moving::new(body, *idle)))
    }
}

impl<B> Service<Request<B>> for Upstream
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Moving<Incoming>>;
    type Error = UpstreamError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, UpstreamError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), UpstreamError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        Box::pin(self.clone().exchange(request))
    }
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream").field("origin", &self.shared.origin).finish_non_exhaustive()
    }
}

/// A pooled client for http and https; without `roots` it believes public authorities.
pub(super) fn client<B>(
    connect: Duration,
    idle: Duration,
    protocol: UpstreamProtocol,
    roots: Option<ClientConfig>,
) -> HttpClient<B>
where
    B: Body<Data = Bytes> + Send,
{
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_connect_timeout(Some(connect));
    http.set_nodelay(true);
    let https = match roots {
        Some(config) => HttpsConnectorBuilder::new().with_tls_config(config),
        None => HttpsConnectorBuilder::new().with_webpki_roots(),
    };
    let https = https.https_or_http();
    let connector = match protocol {
        UpstreamProtocol::Http1 => https.enable_http1().wrap_connector(http),
        UpstreamProtocol::Http2 => https.enable_http2().wrap_connector(http),
    };
    Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(idle)
        .pool_max_idle_per_host(256)
        .http2_only(protocol == UpstreamProtocol::Http2)
        .build(connector)
}

fn classify(error: hyper_util::client::legacy::Error) -> UpstreamError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    let mut from_client = false;
    while let Some(link) = cause {
        if link.is::<Stalled>() {
            return UpstreamError::ClientStalled;
        }
        from_client |= link.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_user);
        let io = link.downcast_ref::<io::Error>();
        if error.is_connect() && io.is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) {
            return UpstreamError::Timeout;
        }
        cause = link.source();
    }
    match (error.is_connect(), from_client) {
        (true, _) => UpstreamError::Connect(error.into()),
        (false, true) => UpstreamError::ClientBody(error.into()),
        (false, false) => UpstreamError::Broken(error.into()),
    }
}
