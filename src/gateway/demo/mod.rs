//! A small invented shop behind the layer, and a page that shows one shelf to four viewers at once.
//!
//! 1. `/api/**` is the shop as the world sees it: behind [`AgeGateLayer`], in
//!    Germany, with real evidence only; that of a development issuer counts where its keys are given.
//! 2. `/demo/as/{viewer}?country=DE` answers what that viewer would get, and why. It names withheld
//!    goods, as an operator's view must: nothing of the kind belongs in a real shop.
//! 3. `/` is the page. Nothing is fetched from elsewhere.

mod compare;
mod storefront;
#[cfg(test)]
mod tests;

pub use storefront::Storefront;

use crate::AgeGateLayer;
#[cfg(feature = "jwt")]
use crate::age::Class;
#[cfg(feature = "jwt")]
use crate::assurance::mint::DevelopmentIssuer;
#[cfg(feature = "jwt")]
use crate::assurance::{Algorithm, Confidence, IssuerConfig, KeySource};
use crate::config::{Builder, Compiled, ConfigErrors, FileSet, compile};
use crate::engine::{Engine, EngineHandle};
use crate::jurisdiction::Jurisdiction;
use crate::middleware::BoxError;
use bytes::Bytes;
use compare::{Viewer, compare};
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_layer::Layer;
use tower_service::Service;

/// Where the demo's viewers may be; the first is the default.
pub const COUNTRIES: [&str; 4] = ["DE", "LT", "GB", "US"];

const PAGE: &str = include_str!("page.html");

type DemoBody = UnsyncBoxBody<Bytes, BoxError>;

/// The shop, and an engine for each country.
#[derive(Clone, Debug)]
pub struct Demo {
    shop: Storefront,
    engines: Arc<[(&'static str, EngineHandle)]>,
    home: EngineHandle,
}

impl Demo {
    /// A demo of `builder`'s configuration, with each country in turn as `jurisdiction.default`.
    ///
    /// # Errors
    /// What is wrong with the configuration.
    pub fn new(builder: &Builder) -> Result<Self, ConfigErrors> {
        let files = builder.read()?;
        let compiled = compile(&files)?;
        let engine =
            |country| in_country(builder, &compiled, &files, country).map(EngineHandle::from);
        let home = engine("DE")?;
        let mut engines = vec![("DE", home.clone())];
        for country in COUNTRIES.into_iter().filter(|country| *country != "DE") {
            engines.push((country, engine(country)?));
        }
        Ok(Self { shop: Storefront::new(), engines: engines.into(), home })
    }

    /// Answers one request.
    pub async fn answer<B>(&self, request: Request<B>) -> Response<DemoBody> {
        let path = request.uri().path();
        if path.starts_with("/api/") || path.starts_with("/.agegate/") {
            let mut shop = AgeGateLayer::new(self.home.clone()).layer(self.shop);
            return match shop.call(request).await {
                Ok(response) => response.map(BodyExt::boxed_unsync),
                Err(never) => match never {},
            };
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return plain(StatusCode::METHOD_NOT_ALLOWED, "only GET is answered here");
        }
        if path == "/" {
            return typed("text/html; charset=utf-8", PAGE.into());
        }
        let Some(name) = path.strip_prefix("/demo/as/") else {
            return plain(StatusCode::NOT_FOUND, "there is nothing here; the page is at `/`");
        };
        let Some(viewer) = Viewer::from_name(name) else {
            return plain(
                StatusCode::NOT_FOUND,
                "no such viewer; known: anyone, 15, declared, verified",
            );
        };
        let country = storefront::query(request.uri(), "country");
        let country = country.as_deref().unwrap_or("DE");
        let Some((_, engine)) = self.engines.iter().find(|(code, _)| *code == country) else {
            return plain(StatusCode::BAD_REQUEST, "no such country here; known: DE, LT, GB, US");
        };
        let view = compare(engine, &self.shop, viewer, country).await;
        match serde_json::to_vec(&view) {
            Ok(json) => typed("application/json", json.into()),
            Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "the comparison cannot be written"),
        }
    }
}

/// A builder whose demo believes the tokens of a development issuer (`agegate token`) that are made for
/// `audience`. `jwks` are its public keys. Of no use but in a demo: anybody can make such tokens.
#[cfg(feature = "jwt")]
pub fn believing(builder: Builder, jwks: Bytes, audience: &str) -> Builder {
    let keys = KeySource::Inline(jwks);
    let mut issuer = IssuerConfig::new("development", DevelopmentIssuer::ISS, audience, keys);
    issuer.algorithms = vec![Algorithm::Es256, Algorithm::Ed25519];
    issuer.class = Class::Verified;
    issuer.confidence = Confidence::Standard;
    issuer.per_request = true;
    builder.assessor(move |config| {
        config.demo = true;
        config.issuers.push(issuer.clone());
    })
}

/// Serves a demo on a listener until the process ends.
pub async fn serve(demo: Demo, listener: TcpListener) -> Infallible {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, mostly: they come back when connections end.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let demo = demo.clone();
        tokio::spawn(async move {
            let service = hyper::service::service_fn(|request| {
                let demo = demo.clone();
                async move { Ok::<_, Infallible>(demo.answer(request).await) }
            });
            // A client that breaks off is no news to a demo.
            let _ = auto::Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

/// The engine of a configuration with another default country; all share the builder's counters.
fn in_country(
    builder: &Builder,
    compiled: &Compiled,
    files: &FileSet,
    country: &str,
) -> Result<Engine, ConfigErrors> {
    let mut compiled = compiled.clone();
    let default = &mut compiled.settings.runtime.jurisdiction.default;
    *default = Jurisdiction::parse(country).unwrap_or(*default);
    builder.build_of(compiled, files).map(|(engine, _)| engine)
}

fn typed(kind: &'static str, body: Bytes) -> Response<DemoBody> {
    let mut response = Response::new(whole(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        header::HeaderValue::from_static(
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
             img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'",
        ),
    );
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<DemoBody> {
    let mut response = typed("text/plain; charset=utf-8", Bytes::from_static(text.as_bytes()));
    *response.status_mut() = status;
    response
}

fn whole(body: Bytes) -> DemoBody {
    Full::new(body).map_err(|never| match never {}).boxed_unsync()
}
