//! From `--config` to an engine.

use super::fault::Fault;
use crate::audit::{NoSink, Sink};
use crate::config::{ConfigErrors, EvidenceSettings, FileSet, compile};
use crate::engine::Engine;
use crate::jurisdiction::Jurisdiction;
use std::path::Path;

/// Where a configuration is looked for without `--config`.
const DIRECTORY: &str = "config";

/// The files of `--config`, else of [`DIRECTORY`], else the built-in ones.
pub(super) fn read(config: Option<&Path>) -> Result<FileSet, ConfigErrors> {
    let default = Path::new(DIRECTORY);
    match config.or_else(|| default.is_dir().then_some(default)) {
        Some(directory) => FileSet::read(directory),
        None => Ok(FileSet::built_in()),
    }
}

/// An engine that is asked about no viewer.
pub(super) fn engine(config: Option<&Path>) -> Result<Engine, Fault> {
    engine_for(config, None, Box::new(NoSink))
}

/// An engine for one viewer whom the command line names: evidence and countries in headers do not
/// count, so that neither key files are needed nor the viewer's class is capped.
pub(super) fn engine_for(
    config: Option<&Path>,
    country: Option<Jurisdiction>,
    sink: Box<dyn Sink>,
) -> Result<Engine, Fault> {
    engine_remembering(config, country, None, sink)
}

/// The same, with room for so many clean units instead of what is configured.
pub(super) fn engine_remembering(
    config: Option<&Path>,
    country: Option<Jurisdiction>,
    remembered: Option<usize>,
    sink: Box<dyn Sink>,
) -> Result<Engine, Fault> {
    let built = read(config).and_then(|files| {
        let mut compiled = compile(&files)?;
        compiled.settings.evidence = EvidenceSettings::default();
        let jurisdiction = &mut compiled.settings.runtime.jurisdiction;
        jurisdiction.header = None;
        jurisdiction.default = country.unwrap_or(jurisdiction.default);
        let limits = &mut compiled.settings.runtime.limits;
        limits.remembered_findings = remembered.unwrap_or(limits.remembered_findings);
        Engine::builder().sink(sink).build_of(compiled, &files)
    });
    built.map(|(engine, _)| engine).map_err(Fault::because)
}
