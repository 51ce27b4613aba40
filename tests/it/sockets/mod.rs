//! The gateway over real sockets, between a shop that breaks every rule and clients that do.

mod cases;
mod client;
mod leaks;
mod shop;
mod smuggling;
mod smuggling_h2;
mod streaming;
mod tls;
mod websocket;

use agegate::audit::{Event, Sink};
use agegate::config::{FileSet, GatewaySettings};
use agegate::engine::{Engine, EngineHandle};
use agegate::gateway::{Gateway, Options};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Stands in every restricted listing and nowhere else.
const MARK: &str = "Quorvex";

/// What may take long on a busy machine, and never does when all is well.
const PATIENCE: Duration = Duration::from_secs(60);

const SETTINGS: &str = "jurisdiction.default = \"DE\"\ntrust.peers = [\"127.0.0.0/8\"]\n\
    [trusted_header]\nname = \"x-age\"\nissuer = \"edge\"\nclass = \"verified\"\n";

/// The events of all exchanges.
#[derive(Clone, Debug, Default)]
struct Events(Arc<Mutex<Vec<Event>>>);

impl Sink for Events {
    fn record(&self, event: &Event) {
        self.0.lock().unwrap().push(event.clone());
    }
}

/// A lexicon of two terms, because the whole one takes long to compile without optimisation.
fn engine(more: &str, events: &Events) -> Engine {
    let settings = format!("{SETTINGS}{more}");
    let terms = "strong = [\"single malt whisky\", \"quorvex\"]\n";
    let files = [("agegate.toml", settings.as_str()), ("lexicon/alcohol_spirits/en.toml", terms)];
    let builder = Engine::builder().files(FileSet::from_memory(files));
    builder.sink(Box::new(events.clone())).build().unwrap()
}

/// A gateway before `shop`, for as long as the runtime lives.
async fn gateway(shop: SocketAddr, engine: Engine) -> (SocketAddr, EngineHandle) {
    gateway_with(shop, engine, |_| {}).await
}

/// The same, with other settings.
async fn gateway_with(
    shop: SocketAddr,
    engine: Engine,
    adjust: impl FnOnce(&mut GatewaySettings),
) -> (SocketAddr, EngineHandle) {
    let mut settings = GatewaySettings {
        listen: "127.0.0.1:0".parse().unwrap(),
        admin: None,
        header_timeout: Duration::from_secs(2),
        idle_timeout: Duration::from_secs(5),
        upstream: Some(format!("http://{shop}").parse().unwrap()),
        ..GatewaySettings::default()
    };
    adjust(&mut settings);
    let handle = EngineHandle::from(engine);
    let gateway = Gateway::bind(settings, handle.clone(), Options::default()).await.unwrap();
    let address = gateway.address();
    tokio::spawn(gateway.run(std::future::pending()));
    (address, handle)
}
