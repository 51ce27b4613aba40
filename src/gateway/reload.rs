//! A revision built again while the old one serves.

use crate::config::{ConfigErrors, FileSet, Outcome, Reload, Warning};
use crate::engine::{Engine, EngineHandle};
use notify::{RecursiveMode, Watcher as _};
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

/// From the first change to the reading: an editor or a deployment writes several files.
const SETTLE: Duration = Duration::from_millis(300);
/// Between two looks where the system does not tell of changes, as on some network mounts.
const LOOK: Duration = Duration::from_secs(60);

/// Builds a revision from files.
pub type BuildRevision =
    dyn Fn(&FileSet) -> Result<(Engine, Vec<Warning>), ConfigErrors> + Send + Sync;

/// Reloads a directory on demand, one at a time.
pub struct Reloader {
    directory: PathBuf,
    reload: Mutex<Reload>,
    build: Box<BuildRevision>,
}

impl Reloader {
    /// Reloads what `reload` watches by `build`.
    pub fn new(
        reload: Reload,
        build: impl Fn(&FileSet) -> Result<(Engine, Vec<Warning>), ConfigErrors> + Send + Sync + 'static,
    ) -> Self {
        Self {
            directory: reload.directory().to_owned(),
            reload: Mutex::new(reload),
            build: Box::new(build),
        }
    }

    /// Builds and swaps; the old revision stays on any error. Blocks: it reads and compiles files.
    pub fn run(&self, engine: &EngineHandle, forced: bool) -> Outcome {
        let mut reload = self.reload.lock().unwrap_or_else(PoisonError::into_inner);
        reload.run(forced, &self.build, |revision| engine.swap(revision))
    }
}

impl fmt::Debug for Reloader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reloader").field("reload", &self.reload).finish_non_exhaustive()
    }
}

/// Reloads off the runtime's threads and logs how it ended; `None` if the build panicked, and the
/// old revision stands.
pub(super) async fn reload(
    reloader: Arc<Reloader>,
    engine: EngineHandle,
    forced: bool,
) -> Option<Outcome> {
    let run = tokio::task::spawn_blocking(move || reloader.run(&engine, forced));
    let outcome = run.await.ok();
    match &outcome {
        Some(Outcome::Unchanged) => tracing::debug!("the configuration is unchanged"),
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

/// Reloads when the directory changes.
pub(super) async fn on_change(reloader: Arc<Reloader>, engine: EngineHandle) {
    let changed = Arc::new(Notify::new());
    let told = Arc::clone(&changed);
    let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // To read a file is an event too, and would never end.
        if !event.is_ok_and(|event| event.kind.is_access()) {
            told.notify_one();
        }
    });
    let watched = watcher.and_then(|mut watcher| {
        watcher.watch(&reloader.directory, RecursiveMode::Recursive)?;
        Ok(watcher)
    });
    if let Err(error) = &watched {
        tracing::warn!(%error, "changes of the configuration are not told; it is read every {LOOK:?}");
    }
    loop {
        // What was told of may be a template or a key, which no fingerprint covers; what was not is
        // found by the fingerprint.
        let told = timeout(LOOK, changed.notified()).await.is_ok();
        sleep(SETTLE).await;
        reload(Arc::clone(&reloader), engine.clone(), told).await;
    }
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
        reload(Arc::clone(&reloader), engine.clone(), true).await;
    }
}

/// There is no SIGHUP here.
#[cfg(not(unix))]
pub(super) async fn on_hangup(_: Arc<Reloader>, _: EngineHandle) {}
