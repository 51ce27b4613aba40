//! `agegate serve`: the gateway before an existing shop.

use super::arguments::address;
use super::fault::{Exit, Fault};
use super::revision;
use crate::config::{Builder, FileSet, Reload, compile};
use crate::engine::EngineHandle;
use crate::gateway::{Gateway, Options, QueuedSink, Reloader, shutdown};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

/// Run the gateway: a reverse proxy before an existing shop
///
/// Reads the configuration, reloads it when it changes or on SIGHUP, and logs one
/// line per decision to stderr (RUST_LOG selects). Health, metrics and reload have
/// a listener of their own, loopback by default.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Example:
  $ agegate serve --config config --upstream http://127.0.0.1:3000"
)]
pub(super) struct Args {
    /// Where to listen, in place of `gateway.listen`
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    listen: Option<SocketAddr>,
    /// The shop, in place of `gateway.upstream`
    #[arg(long, value_name = "URL")]
    upstream: Option<http::Uri>,
}

pub(super) fn run(args: &Args, config: Option<&Path>) -> Result<Exit, Fault> {
    log_to_stderr();
    let files = revision::read(config).map_err(Fault::because)?;
    let compiled = compile(&files).map_err(Fault::because)?;
    let mut settings = compiled.settings.gateway.clone().below(files.directory());
    if let Some(listen) = args.listen {
        settings.listen = listen;
    }
    if args.upstream.is_some() {
        settings.upstream = args.upstream.clone();
    }
    // Dropped last, when everything that has a line to say is gone.
    let (sink, _log) = QueuedSink::start().map_err(Fault::because)?;
    let builder = crate::engine::Engine::builder().sink(Box::new(sink)).fetches_keys();
    for exemption in compiled.exemptions() {
        tracing::warn!(target: "agegate", "{exemption}");
    }
    for warning in &compiled.warnings {
        let (at, message, code) = (&warning.at, &warning.message, warning.code);
        tracing::warn!(target: "agegate", "{at}: {message} [{code}]");
    }
    let (engine, _) = builder.build_of(compiled, &files).map_err(Fault::because)?;
    let options = Options { reloader: reloader(builder, &files), ..Options::default() };
    let runtime = tokio::runtime::Runtime::new().map_err(Fault::because)?;
    runtime.block_on(async {
        let engine = EngineHandle::from(engine);
        let gateway = Gateway::bind(settings, engine, options).await.map_err(Fault::because)?;
        tracing::info!(target: "agegate", "listening on {}", gateway.address());
        if let Some(admin) = gateway.admin_address() {
            tracing::info!(target: "agegate", "health, metrics and reload on {admin}");
        }
        gateway.run(shutdown::signal()).await;
        Ok(Exit::Clean)
    })
}

/// Reloads the directory that was read; the built-in configuration cannot change.
fn reloader(builder: Builder, files: &FileSet) -> Option<Arc<Reloader>> {
    let directory = files.directory()?;
    let reload = Reload::new(directory, files.fingerprint());
    Some(Arc::new(Reloader::new(reload, move |files| builder.build_from(files))))
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colour = !is_plain && std::io::IsTerminal::is_terminal(&std::io::stderr());
    // A second subscriber is refused, and the first goes on: nothing to do.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colour)
        .with_writer(std::io::stderr)
        .try_init();
}
