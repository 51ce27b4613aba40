//! A revision built again while the old one serves.

use crate::config::{ConfigErrors, FileSet, Outcome, Reload, Warning};
use crate::engine::{Engine, EngineHandle};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Builds a revision from files; the revision in force is given to inherit fetched keys and the
/// process's counters from.
pub type BuildRevision =
    dyn Fn(&FileSet, &Engine) -> Result<(Engine, Vec<Warning>), ConfigErrors> + Send + Sync;

/// Reloads a directory on demand, one at a time.
pub struct Reloader {
    reload: Mutex<Reload>,
    build: Box<BuildRevision>,
}

impl Reloader {
    /// Reloads what `reload` watches by `build`.
    pub fn new(
        reload: Reload,
        build: impl Fn(&FileSet, &Engine) -> Result<(Engine, Vec<Warning>), ConfigErrors>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self { reload: Mutex::new(reload), build: Box::new(build) }
    }

    /// Builds and swaps; the old revision stays on any error. Blocks: it reads and compiles files.
    pub fn run(&self, engine: &EngineHandle, forced: bool) -> Outcome {
        let mut reload = self.reload.lock().unwrap_or_else(PoisonError::into_inner);
        let current = engine.current();
        reload.run(forced, |files| (self.build)(files, &current), |revision| engine.swap(revision))
    }
}

impl fmt::Debug for Reloader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reloader").field("reload", &self.reload).finish_non_exhaustive()
    }
}

/// Reloads off the runtime's threads and logs how it ended; `None` if the build panicked, and the
/// old revision stands.
pub(super) async fn reload(reloader: Arc<Reloader>, engine: EngineHandle) -> Option<Outcome> {
    let run = tokio::task::spawn_blocking(move || reloader.run(&engine, true));
    let outcome = run.await.ok();
    match &outcome {
        Some(Outcome::Unchanged) => tracing::info!("the configuration is unchanged"),
        Some(Outcome::Swapped { fingerprint, warnings }) => {
            tracing::info!(revision = %fingerprint, warnings = warnings.len(), "reloaded");
        }
        Some(Outcome::Kept(errors)) => {
            tracing::error!(%errors, "not reloaded; the old revision stands");
        }
        None => tracing::error!("the reload failed within; the old revision stands"),
    }
    outcome
}

/// Reloads at every SIGHUP.
#[cfg(unix)]
pub(super) async fn on_hangup(reloader: Arc<Reloader>, engine: EngineHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangups = match signal(SignalKind::hangup()) {
        Ok(hangups) => hangups,
        Err(error) => {
            tracing::error!(%error, "SIGHUP cannot be listened for; reload by the admin listener");
            return;
        }
    };
    while hangups.recv().await.is_some() {
        reload(Arc::clone(&reloader), engine.clone()).await;
    }
}

/// There is no SIGHUP here.
#[cfg(not(unix))]
pub(super) async fn on_hangup(_: Arc<Reloader>, _: EngineHandle) {}
