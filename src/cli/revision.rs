//! From `--config` to an engine.

use super::fault::Fault;
use crate::assurance::{Assessor, AssessorConfig};
use crate::classify::Classifier;
use crate::config::{Compiled, ConfigErrors, FileSet, compile};
use crate::engine::{Engine, Parts, Shared};
use crate::jurisdiction::Jurisdiction;
use crate::lexicon::{Lexicon, Lint};
use crate::policy::Policy;
use std::path::Path;
use std::sync::Arc;

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

/// The compiled files.
pub(super) fn compiled(config: Option<&Path>) -> Result<Compiled, Fault> {
    read(config).and_then(|files| compile(&files)).map_err(Fault::because)
}

/// The classifier, with what is doubtful about its terms.
pub(super) fn classifier(compiled: &Compiled) -> Result<(Classifier, Vec<Lint>), Fault> {
    let tree = Arc::new(compiled.categories.tree.clone());
    let (lexicon, lints) = Lexicon::compile(&tree, &compiled.terms).map_err(Fault::because)?;
    Ok((Classifier::new(tree, Arc::new(lexicon), &compiled.categories.codes), lints))
}

/// An engine for one viewer whom the command line names: evidence in requests and the country of a
/// header do not count, and the viewer's class is not capped.
pub(super) fn engine(
    compiled: Compiled,
    country: Option<Jurisdiction>,
    shared: Shared,
) -> Result<Engine, Fault> {
    let (classifier, _) = classifier(&compiled)?;
    let policy = Policy::new(&compiled.categories.tree, compiled.rules);
    let assessor = Assessor::new(AssessorConfig::default()).map_err(|errors| {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Fault::because(errors.join("\n"))
    })?;
    let mut settings = compiled.settings.runtime;
    settings.jurisdiction.header = None;
    if let Some(country) = country {
        settings.jurisdiction.default = country;
    }
    let revision = compiled.fingerprint.to_string();
    let parts = Parts { revision, classifier, policy, assessor, settings };
    Ok(Engine::new(parts, Arc::new(shared)))
}
