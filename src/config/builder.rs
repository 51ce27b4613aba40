//! From files to an engine: `Engine::builder().config_dir("config").build()`.

use super::assessor_config;
use super::compile::{Compiled, compile};
use super::error::{At, ConfigError, ConfigErrors, Warning};
use super::load::FileSet;
use super::named;
use crate::assurance::{Assessor, AssessorConfig, SetupError, Subject};
use crate::audit::{NoSink, Sink};
use crate::classify::Classifier;
use crate::engine::{Engine, Parts, Shared};
use crate::lexicon::{Lexicon, LexiconError, Place};
use crate::policy::Policy;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

type Adjust = Arc<dyn Fn(&mut AssessorConfig) + Send + Sync>;

/// Makes engines of one configuration, again on each reload. Nothing is fetched from a network.
///
/// ```
/// use agegate::engine::Engine;
/// // Without a directory: the built-in configuration.
/// let engine = Engine::builder().build()?;
/// assert!(engine.tree().by_name("alcohol_spirits").is_some());
/// # Ok::<(), agegate::config::ConfigErrors>(())
/// ```
#[derive(Clone)]
pub struct Builder {
    source: Source,
    shared: Result<Arc<Shared>, ConfigError>,
    adjust: Option<Adjust>,
    fetches_keys: bool,
}

#[derive(Clone, Debug)]
enum Source {
    BuiltIn,
    Directory(PathBuf),
    Files(Box<FileSet>),
}

impl Engine {
    /// A builder for the built-in configuration.
    pub fn builder() -> Builder {
        Builder {
            source: Source::BuiltIn,
            shared: shared(Box::new(NoSink)),
            adjust: None,
            fetches_keys: false,
        }
    }
}

impl Builder {
    /// Reads a directory instead of the built-in configuration.
    #[must_use]
    pub fn config_dir(self, directory: impl Into<PathBuf>) -> Self {
        Self { source: Source::Directory(directory.into()), ..self }
    }

    /// Takes files that are read already.
    #[must_use]
    pub fn files(self, files: FileSet) -> Self {
        Self { source: Source::Files(Box::new(files)), ..self }
    }

    /// Hands the events of all revisions to `sink`. Default: they are dropped.
    #[must_use]
    pub fn sink(self, sink: Box<dyn Sink>) -> Self {
        Self { shared: shared(sink), ..self }
    }

    /// Changes what files say of evidence: an issuer with keys in memory, say.
    #[must_use]
    pub fn assessor(self, adjust: impl Fn(&mut AssessorConfig) + Send + Sync + 'static) -> Self {
        Self { adjust: Some(Arc::new(adjust)), ..self }
    }

    /// Says that key sets behind URLs are fetched: by the gateway, by `EngineHandle::background`
    /// (feature `gateway`), or by code of your own that calls
    /// [`Assessor::install_keys`](crate::assurance::Assessor::install_keys). Unless this is said, an
    /// issuer with `jwks_url` is an error: its tokens would all be refused.
    #[must_use]
    pub fn fetches_keys(self) -> Self {
        Self { fetches_keys: true, ..self }
    }

    /// Reads the files and builds an engine of them.
    ///
    /// # Errors
    /// Every error of every file.
    pub fn build(&self) -> Result<Engine, ConfigErrors> {
        self.build_from(&self.read()?).map(|(engine, _)| engine)
    }

    /// Reads the files and builds nothing, for a reload that compares them first.
    ///
    /// # Errors
    /// Every file that cannot be read.
    pub fn read(&self) -> Result<FileSet, ConfigErrors> {
        match &self.source {
            Source::BuiltIn => Ok(FileSet::built_in()),
            Source::Directory(directory) => FileSet::read(directory),
            Source::Files(files) => Ok(FileSet::clone(files)),
        }
    }

    /// Builds an engine of files that are read, and says what is odd about them. All engines of one
    /// builder share counters, sink and the budget of held bytes.
    ///
    /// # Errors
    /// Every error of every file; then what is wrong with the lexicon, the keys and the issuers.
    pub fn build_from(&self, files: &FileSet) -> Result<(Engine, Vec<Warning>), ConfigErrors> {
        self.build_of(compile(files)?, files)
    }

    /// The same, of files that are compiled.
    ///
    /// # Errors
    /// What is wrong with the lexicon, the keys and the issuers.
    pub fn build_of(
        &self,
        compiled: Compiled,
        files: &FileSet,
    ) -> Result<(Engine, Vec<Warning>), ConfigErrors> {
        let mut errors = Vec::new();
        let mut warnings = compiled.warnings.clone();
        let classifier = classifier(&compiled, files, &mut warnings);
        let assessor = self.build_assessor(&compiled, files);
        let template = compiled.settings.gate_template.as_deref();
        let template = template.map(|path| named::template(path, files.directory())).transpose();
        let shared = self.shared.clone().map_err(ConfigErrors::from);
        let mut keep = |found: ConfigErrors| errors.extend(found.iter().cloned());
        let classifier = classifier.map_err(&mut keep).ok();
        let assessor = assessor.map_err(&mut keep).ok();
        let shared = shared.map_err(&mut keep).ok();
        let template = template.map_err(&mut keep).ok();
        let (Some(classifier), Some(assessor), Some(shared), Some(template)) =
            (classifier, assessor, shared, template)
        else {
            return Err(ConfigErrors::new(errors));
        };
        let mut settings = compiled.settings.runtime;
        settings.gate.look.template = template;
        let parts = Parts {
            revision: compiled.fingerprint.to_string().into(),
            policy: Policy::new(&compiled.categories.tree, compiled.rules),
            classifier,
            assessor,
            settings,
        };
        warnings.sort();
        Ok((Engine::new(parts, shared), warnings))
    }

    fn build_assessor(
        &self,
        compiled: &Compiled,
        files: &FileSet,
    ) -> Result<Assessor, ConfigErrors> {
        let mut config = assessor_config(&compiled.settings, files.directory())?;
        if let Some(adjust) = &self.adjust {
            adjust(&mut config);
        }
        let placed = |error: SetupError| {
            ConfigError::new(setup_place(&error, compiled, files), error.to_string())
        };
        let assessor = Assessor::new(config)
            .map_err(|faults| ConfigErrors::new(faults.into_iter().map(placed).collect()))?;
        let fetched = assessor.key_urls().next().map(|key| key.issuer);
        match fetched {
            Some(index) if !self.fetches_keys => {
                let at = issuer_place(index, compiled, files);
                let message = "nobody fetches these keys: spawn `EngineHandle::background` and say \
                               `fetches_keys()` to the builder, or give a `jwks_file`";
                Err(ConfigError::new(at, message.to_owned()).into())
            }
            _ => Ok(assessor),
        }
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("source", &self.source).finish_non_exhaustive()
    }
}

/// What all revisions share. Identifiers are hashed under a key of this process, so that events of
/// two processes cannot be joined by them.
fn shared(sink: Box<dyn Sink>) -> Result<Arc<Shared>, ConfigError> {
    let draw = || getrandom::u64();
    match draw().and_then(|first| Ok((first, draw()?))) {
        Ok(key) => Ok(Arc::new(Shared::new(sink, key))),
        Err(error) => {
            let at = At { file: Arc::from("the system"), line: 1, column: 1 };
            Err(ConfigError::new(at, format!("no random numbers can be drawn: {error}")))
        }
    }
}

fn classifier(
    compiled: &Compiled,
    files: &FileSet,
    warnings: &mut Vec<Warning>,
) -> Result<Classifier, ConfigErrors> {
    let tree = Arc::new(compiled.categories.tree.clone());
    match Lexicon::compile(&tree, &compiled.terms) {
        Ok((lexicon, lints)) => {
            warnings.extend(lints.into_iter().map(|lint| Warning {
                at: at(&lint.place),
                code: lint.code.name(),
                message: lint.message,
                fails_check: lint.code.is_error(),
            }));
            Ok(Classifier::new(tree, Arc::new(lexicon), &compiled.categories.codes))
        }
        Err(error) => {
            let place = match &error {
                LexiconError::UnknownCategory { place } => place.as_ref().map(at),
                _ => None,
            };
            let place = place.unwrap_or_else(|| start_of(files, "categories.toml"));
            Err(ConfigError::new(place, error.to_string()).into())
        }
    }
}

fn at(place: &Place) -> At {
    At { file: Arc::clone(&place.file), line: place.line, column: place.column }
}

fn start_of(files: &FileSet, path: &str) -> At {
    let file = files.iter().find(|file| file.path == path);
    let name = file.map_or_else(|| Arc::from(path), |file| Arc::clone(&file.name));
    At { file: name, line: 1, column: 1 }
}

fn issuer_place(index: usize, compiled: &Compiled, files: &FileSet) -> At {
    let issuer = compiled.settings.evidence.issuers.get(index);
    issuer.map_or_else(|| start_of(files, "agegate.toml"), |issuer| issuer.at.clone())
}

/// An issuer stands where its table does, the others at their table's header.
fn setup_place(error: &SetupError, compiled: &Compiled, files: &FileSet) -> At {
    let header = match &error.subject {
        Subject::Issuer(index, _) => return issuer_place(*index, compiled, files),
        Subject::Session => "[session]",
        Subject::TrustedHeader => "[trusted_header]",
        Subject::General => "[evidence]",
    };
    let mut place = start_of(files, "agegate.toml");
    let file = files.iter().find(|file| file.path == "agegate.toml");
    let line = file.and_then(|file| file.text.lines().position(|line| line.trim() == header));
    if let Some(line) = line.and_then(|line| u32::try_from(line).ok()) {
        place.line = line + 1;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Outcome, Reload};
    use crate::engine::EngineHandle;

    const SETTINGS: &str = "[jurisdiction]\ndefault = \"DE\"\n";

    fn from(files: &[(&str, &str)]) -> Result<(Engine, Vec<Warning>), ConfigErrors> {
        let settings = [("agegate.toml", SETTINGS)];
        let own = files.iter().any(|(path, _)| *path == "agegate.toml");
        let base = settings.into_iter().filter(|_| !own);
        let files = FileSet::from_memory(base.chain(files.iter().copied()));
        Engine::builder().build_from(&files)
    }

    #[test]
    fn the_built_in_configuration_is_an_engine() {
        let engine = Engine::builder().build().unwrap();
        assert_eq!(engine.revision(), FileSet::built_in().fingerprint().to_string());
        assert!(!engine.policy().rules().is_empty());
    }

    #[test]
    fn doubtful_terms_are_warnings_with_their_place() {
        let doubtful = "strong = [\"whisky\", \"Whisky\"]\n";
        let (_, warnings) = from(&[("lexicon/alcohol_spirits/en.toml", doubtful)]).unwrap();
        let found: Vec<String> = warnings
            .iter()
            .filter(|warning| &*warning.at.file == "config/lexicon/alcohol_spirits/en.toml")
            .map(|warning| format!("{} {}", warning.at.column, warning.code))
            .collect();
        assert_eq!(found, ["1 lexicon_incomplete", "21 duplicate"]);
    }

    #[test]
    fn what_the_assessor_refuses_stands_where_it_is_written() {
        let settings = format!(
            "{SETTINGS}[trust]\npeers = \"10.0.0.0/8\"\n[trusted_header]\nname = \"cookie\"\n"
        );
        let error = from(&[("agegate.toml", &settings)]).unwrap_err().to_string();
        assert!(error.starts_with("config/agegate.toml:5:1: trusted header: "), "{error}");
    }

    #[test]
    fn keys_that_nobody_fetches_are_an_error() {
        let settings = format!(
            "{SETTINGS}[[issuer]]\nname = \"a\"\niss = \"https://a.example\"\naudience = \"b\"\n\
             algorithms = [\"ES256\"]\njwks_url = \"https://a.example/k\"\nclass = \"verified\"\n"
        );
        let files = FileSet::from_memory([("agegate.toml", settings.as_str())]);
        let error = Engine::builder().build_from(&files).unwrap_err().to_string();
        assert!(error.starts_with("config/agegate.toml:3:1: nobody fetches"), "{error}");
        assert!(Engine::builder().fetches_keys().build_from(&files).is_ok());
    }

    #[test]
    fn the_assessor_can_be_adjusted() {
        let adjusted = Engine::builder().assessor(|config| config.prefer_safe = false);
        assert!(!adjusted.build().unwrap().assessor().config().prefer_safe);
    }

    #[test]
    fn the_gate_page_is_read_from_the_directory() {
        let unique = format!("agegate-gate-{}", std::process::id());
        let directory = std::env::temp_dir().join(unique);
        std::fs::create_dir_all(&directory).unwrap();
        let settings = format!("{SETTINGS}[gate]\ntemplate = \"own.html\"\n");
        std::fs::write(directory.join("agegate.toml"), settings).unwrap();
        let build = || Engine::builder().config_dir(&directory).build();
        let error = build().unwrap_err().to_string();
        assert!(error.contains("own.html:1:1: cannot read the file"), "{error}");
        std::fs::write(directory.join("own.html"), "{{title}}\n{{lead}}{{way}}").unwrap();
        let error = build().unwrap_err().to_string();
        assert!(error.contains("own.html:2:1: no gate page: there is no slot"), "{error}");
        std::fs::write(directory.join("own.html"), "{{title}}{{lead}}{{ways}}").unwrap();
        assert!(build().unwrap().settings().gate.look.template.is_some());
        std::fs::remove_dir_all(&directory).unwrap();
    }

    #[test]
    fn revisions_of_one_builder_share_their_counters() {
        let builder = Engine::builder();
        let (one, two) = (builder.build().unwrap(), builder.build().unwrap());
        assert!(Arc::ptr_eq(one.shared(), two.shared()));
        assert_ne!(
            one.shared().hash_id("a"),
            Engine::builder().build().unwrap().shared().hash_id("a"),
            "another process, another key"
        );
    }

    #[test]
    fn a_reload_puts_an_engine_in_force() {
        let unique = format!("agegate-builder-{}", std::process::id());
        let directory = std::env::temp_dir().join(unique);
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join("agegate.toml"), SETTINGS).unwrap();
        let builder = Engine::builder().config_dir(&directory);
        let files = builder.read().unwrap();
        let handle = EngineHandle::from(builder.build().unwrap());
        let before = handle.current();
        let mut reload = Reload::new(&directory, files.fingerprint());
        let mut run = || reload.run(false, |f| builder.build_from(f), |e| handle.swap(e));
        assert_eq!(run(), Outcome::Unchanged);
        std::fs::write(directory.join("agegate.toml"), "[jurisdiction]\n").unwrap();
        assert!(matches!(run(), Outcome::Kept(_)));
        assert!(Arc::ptr_eq(&before, &handle.current()));
        std::fs::write(
            directory.join("agegate.toml"),
            format!("preset = \"age-only\"\n{SETTINGS}"),
        )
        .unwrap();
        assert!(matches!(run(), Outcome::Swapped { .. }));
        assert!(handle.current().policy().rules().len() < before.policy().rules().len());
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
