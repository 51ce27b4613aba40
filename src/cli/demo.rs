//! `agegate demo`: an embedded storefront with the layer on it.

use super::arguments::address;
use super::fault::{Exit, Fault};
use super::revision;
use crate::engine::Engine;
use crate::gateway::demo::{Demo, believing, serve};
use crate::gateway::remedy;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;

/// Show an embedded storefront with the layer on it, on one port
///
/// The page shows the same shelf to four viewers, with what was withheld and why,
/// by the rules and words of the configuration. Ctrl-C ends it.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Example:
  $ agegate demo --listen 127.0.0.1:8080
  $ agegate token keys --out dev.jwk.json > dev.jwks.json && agegate demo --keys dev.jwks.json"
)]
pub(super) struct Args {
    /// Where to listen
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080",
        value_parser = address
    )]
    listen: SocketAddr,
    /// Public keys that `agegate token keys` printed: tokens by them, made for the demo's address as
    /// `http://127.0.0.1:8080`, count at `/api/` and can be exchanged at `/.agegate/session`
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
}

pub(super) fn run(args: &Args, config: Option<&Path>) -> Result<Exit, Fault> {
    let files = revision::read(config).map_err(Fault::because)?;
    let builder = Engine::builder().files(files).fetches_keys();
    let keys = args.keys.as_deref().map(|file| {
        let named = |error| format!("cannot read `{}`: {error}", file.display());
        std::fs::read(file).map_err(|error| Fault::because(named(error)))
    });
    let keys = keys.transpose()?;
    let runtime = tokio::runtime::Runtime::new().map_err(Fault::because)?;
    let listen = args.listen;
    runtime.block_on(async {
        // First, since the engines take a while.
        let listener = TcpListener::bind(listen).await.map_err(|error| {
            let remedy = remedy(&error);
            Fault::Because(format!("cannot listen on `{listen}` ({error}); {remedy} (`--listen`)"))
        })?;
        let address = listener.local_addr().map_err(Fault::because)?;
        let builder = match keys {
            Some(jwks) => believing(builder, jwks.into(), &format!("http://{address}")),
            None => builder,
        };
        let demo = Demo::new(&builder).map_err(Fault::because)?;
        let _ =
            writeln!(std::io::stderr(), "the demo shop is at http://{address}/ (ctrl-c ends it)");
        tokio::select! {
            never = serve(demo, listener) => match never {},
            () = crate::gateway::shutdown::signal() => Ok(Exit::Clean),
        }
    })
}
