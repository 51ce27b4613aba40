//! The gateway: a reverse proxy before an existing shop, with the
//! [layer](crate::middleware::AgeGateLayer) around it.
//!
//! 1. Listeners are bound before anything runs, so that a wrong address is an error at the start.
//! 2. Peers are known by the address of their connection alone.
//! 3. What cannot be had from the shop is 502 or 504; a body that breaks off breaks off for the
//!    client too, and is never ended as if it were whole.
//! 4. With `[gateway.tls]` clients speak TLS; a renewed certificate is taken while it runs.
//! 5. Health, metrics and reload have a listener of their own.
//!
//! ```no_run
//! # async fn serve(engine: agegate::engine::EngineHandle) -> Result<(), Box<dyn std::error::Error>> {
//! use agegate::config::GatewaySettings;
//! use agegate::gateway::{Gateway, Options, shutdown};
//!
//! let upstream = Some("http://127.0.0.1:3000".parse()?);
//! let settings = GatewaySettings { upstream, ..GatewaySettings::default() };
//! let gateway = Gateway::bind(settings, engine, Options::default()).await?;
//! println!("listening on {}", gateway.address());
//! gateway.run(shutdown::signal()).await;
//! # Ok(())
//! # }
//! ```

mod admin;
mod background;
mod body;
pub mod demo;
mod error;
mod forward;
mod io;
#[cfg(feature = "jwt")]
mod keys;
mod logging;
mod problem;
mod reload;
mod server;
pub mod shutdown;
#[cfg(test)]
mod tests;
mod tls;
mod upgrade;
mod upstream;
#[cfg(feature = "cli")]
pub(crate) mod visit;

#[cfg(feature = "cli")]
pub(crate) use error::Causes;
pub use error::GatewayError;
#[cfg(feature = "cli")]
pub(crate) use error::remedy;
pub use logging::{LogThread, QueuedSink, TracingSink};
pub use reload::{BuildRevision, Reloader};
pub use server::Drained;
pub use upstream::{Upstream, UpstreamError, UpstreamProtocol};

use crate::config::GatewaySettings;
use crate::engine::EngineHandle;
use crate::middleware::AgeGateLayer;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What the configuration's `[gateway]` does not say.
#[derive(Clone, Debug)]
pub struct Options {
    /// The layer around the shop; `None`: one of the same engine, by the system's clock.
    pub layer: Option<AgeGateLayer>,
    /// How a revision is built again; `None`: `POST /reload` and SIGHUP do nothing.
    pub reloader: Option<Arc<Reloader>>,
    /// How the shop is spoken to.
    pub protocol: UpstreamProtocol,
    /// Client connections at once; more wait in the listener's queue.
    pub connections: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            layer: None,
            reloader: None,
            protocol: UpstreamProtocol::default(),
            connections: 4096,
        }
    }
}

/// A gateway whose listeners are bound.
#[derive(Debug)]
pub struct Gateway {
    settings: GatewaySettings,
    engine: EngineHandle,
    options: Options,
    upstream: Upstream,
    tls: Option<Arc<tls::ServerTls>>,
    public: TcpListener,
    admin: Option<TcpListener>,
    address: SocketAddr,
    admin_address: Option<SocketAddr>,
    state: Arc<State>,
}

/// What the admin listener tells of the process.
#[derive(Debug, Default)]
struct State {
    draining: AtomicBool,
    keys_tried: AtomicBool,
}

impl State {
    fn is_ready(&self) -> bool {
        self.keys_tried.load(Ordering::Acquire) && !self.draining.load(Ordering::Acquire)
    }
}

impl Gateway {
    /// Binds both listeners and prepares the client of the shop; nothing is accepted yet.
    ///
    /// # Errors
    /// When the shop's address is missing or no origin, a certificate cannot be used, or an address
    /// cannot be bound.
    pub async fn bind(
        settings: GatewaySettings,
        engine: EngineHandle,
        options: Options,
    ) -> Result<Self, GatewayError> {
        let upstream = Upstream::new(&settings, options.protocol, engine.clone())?;
        let tls = settings.tls.as_ref().map(tls::ServerTls::load).transpose()?.map(Arc::new);
        let (public, address) = listen("gateway.listen", settings.listen).await?;
        let (admin, admin_address) = match settings.admin {
            None => (None, None),
            Some(address) => {
                let (listener, address) = listen("gateway.admin", address).await?;
                (Some(listener), Some(address))
            }
        };
        let state = Arc::default();
        Ok(Self {
            settings,
            engine,
            options,
            upstream,
            tls,
            public,
            admin,
            address,
            admin_address,
            state,
        })
    }

    /// Where clients connect.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where health, metrics and reload are, if anywhere.
    pub const fn admin_address(&self) -> Option<SocketAddr> {
        self.admin_address
    }

    /// Serves until `shutdown` ends, then lets running exchanges end for `gateway.shutdown_time`.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) -> Drained {
        // Dropped at the end, which stops them: the admin listener answers through the drain.
        let mut background = JoinSet::new();
        if let Some(listener) = self.admin {
            let admin = admin::Admin {
                engine: self.engine.clone(),
                reloader: self.options.reloader.clone(),
                state: Arc::clone(&self.state),
            };
            background.spawn(admin::serve(listener, admin, self.settings.header_timeout));
        }
        let state = Arc::clone(&self.state);
        let keys_tried = move || state.keys_tried.store(true, Ordering::Release);
        let reloader = self.options.reloader;
        background.spawn(background::drive(self.engine.clone(), reloader, keys_tried));

        if let Some(tls) = &self.tls {
            background.spawn(Arc::clone(tls).watch());
        }

        let layer = self.options.layer.unwrap_or_else(|| AgeGateLayer::new(self.engine.clone()));
        let server = server::Server {
            settings: self.settings,
            connections: self.options.connections,
            gate: tower_layer::Layer::layer(&layer, self.upstream),
            tls: self.tls,
            state: self.state,
        };
        server.run(self.public, shutdown).await
    }
}

async fn listen(
    setting: &'static str,
    address: SocketAddr,
) -> Result<(TcpListener, SocketAddr), GatewayError> {
    let failed = |cause| GatewayError::Bind { setting, address, cause };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}
