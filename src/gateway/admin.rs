//! Health, metrics and reload, on a listener of its own. It asks nobody who he is: loopback only,
//! or behind something that does ask.

use super::State;
use super::io::Guarded;
use super::problem::problem;
use super::reload::{self, Reloader};
use super::server::{accept, builder};
use crate::config::Outcome;
use crate::engine::EngineHandle;
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Connections at once: a probe, a scraper, an operator.
const CONNECTIONS: usize = 64;

#[derive(Clone)]
pub(super) struct Admin {
    pub(super) engine: EngineHandle,
    pub(super) reloader: Option<Arc<Reloader>>,
    pub(super) state: Arc<State>,
}

/// Serves until dropped, which cuts its connections too.
pub(super) async fn serve(listener: TcpListener, admin: Admin, limit: Duration) {
    let builder = builder(limit, limit);
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    let mut tasks = JoinSet::new();
    loop {
        while tasks.try_join_next().is_some() {}
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
        let (stream, _) = accept(&listener).await;
        let admin = admin.clone();
        let service = service_fn(move |request| {
            let admin = admin.clone();
            async move { Ok::<_, Infallible>(admin.answer(&request).await.map(Full::new)) }
        });
        let io = TokioIo::new(Guarded::new(stream, limit, limit));
        let connection = builder.serve_connection(io, service).into_owned();
        tasks.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "admin connection ended");
            }
            drop(permit);
        });
    }
}

impl Admin {
    async fn answer<B>(&self, request: &Request<B>) -> Response<Bytes> {
        // A page in the operator's browser must not act here in his name.
        let by_browser = request.headers().contains_key(header::ORIGIN);
        match (request.method(), request.uri().path()) {
            _ if by_browser => problem(StatusCode::FORBIDDEN, "Not for pages of a browser."),
            (&Method::GET | &Method::HEAD, "/healthz") => text(StatusCode::OK, "ok\n"),
            (&Method::GET | &Method::HEAD, "/readyz") if self.state.is_ready() => {
                text(StatusCode::OK, "ready\n")
            }
            (&Method::GET | &Method::HEAD, "/readyz") => {
                text(StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
            }
            (&Method::GET | &Method::HEAD, "/metrics") => {
                let metrics = self.engine.current().shared().metrics.render();
                let mut response = text(StatusCode::OK, metrics);
                let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
                response.headers_mut().insert(header::CONTENT_TYPE, kind);
                response
            }
            (&Method::POST, "/reload") => self.reload().await,
            (_, "/healthz" | "/readyz" | "/metrics") => not_allowed("GET, HEAD"),
            (_, "/reload") => not_allowed("POST"),
            _ => problem(StatusCode::NOT_FOUND, "There are /healthz, /readyz, /metrics, /reload."),
        }
    }

    async fn reload(&self) -> Response<Bytes> {
        let Some(reloader) = self.reloader.clone() else {
            let detail = "There is no directory to reload; start with --config.";
            return problem(StatusCode::NOT_IMPLEMENTED, detail);
        };
        match reload::reload(reloader, self.engine.clone(), true).await {
            Some(Outcome::Unchanged) => text(StatusCode::OK, "unchanged\n"),
            Some(Outcome::Swapped { fingerprint, warnings }) => {
                let mut report = format!("revision {fingerprint}\n");
                for warning in warnings {
                    report.push_str(&format!("{warning}\n"));
                }
                text(StatusCode::OK, report)
            }
            Some(Outcome::Kept(errors)) => {
                text(StatusCode::UNPROCESSABLE_ENTITY, format!("{errors}\n"))
            }
            None => problem(StatusCode::INTERNAL_SERVER_ERROR, "The old revision stands."),
        }
    }
}

fn text(status: StatusCode, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn not_allowed(methods: &'static str) -> Response<Bytes> {
    let mut response = problem(StatusCode::METHOD_NOT_ALLOWED, "See `Allow`.");
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(methods));
    response
}
