//! Asks a shop for one page again and again, as a measurement does.

use super::upstream::{HttpClient, UpstreamProtocol, client};
use crate::middleware::BoxError;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Request, Response, Uri, response};
use http_body_util::{BodyExt as _, Empty, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpListener;

/// For a connection, and for keeping one.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client that keeps its connection.
pub(crate) struct Visitor(HttpClient<Empty<Bytes>>);

impl Visitor {
    pub(crate) fn new() -> Self {
        Self(client(PATIENCE, PATIENCE, UpstreamProtocol::Http1, None))
    }

    /// Gets a page with these request headers.
    ///
    /// # Errors
    /// When there is no connection, or no answer.
    pub(crate) async fn get(&self, url: &Uri, headers: HeaderMap) -> Result<Answer, BoxError> {
        let mut request = Request::get(url.clone()).body(Empty::new())?;
        *request.headers_mut() = headers;
        let (head, body) = self.0.request(request).await?.into_parts();
        Ok(Answer { head: Some(head), body })
    }
}

/// A page on its way.
pub(crate) struct Answer {
    head: Option<response::Parts>,
    body: Incoming,
}

impl Answer {
    /// The head, once.
    pub(crate) fn take_head(&mut self) -> Option<response::Parts> {
        self.head.take()
    }

    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// When the body breaks off.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, BoxError> {
        while let Some(frame) = self.body.frame().await {
            if let Ok(bytes) = frame?.into_data() {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }
}

/// Serves one body at every path of a loopback address, for as long as the runtime lives.
///
/// # Errors
/// When there is no port to listen on.
pub(crate) async fn serve_one(body: Bytes, content_type: HeaderValue) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            let (body, content_type) = (body.clone(), content_type.clone());
            let service = service_fn(move |_| {
                let mut response = Response::new(Full::new(body.clone()));
                response.headers_mut().insert(header::CONTENT_TYPE, content_type.clone());
                std::future::ready(Ok::<_, Infallible>(response))
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service);
            tokio::spawn(connection);
        }
    });
    Ok(address)
}
