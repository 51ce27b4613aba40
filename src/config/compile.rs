//! From the text of all files to what a revision is made of, with all errors at once.

use super::data::{self, Categories, Names, Sample};
use super::error::{ConfigErrors, Warning};
use super::gaps;
use super::load::{File, FileSet, Fingerprint};
use super::read::Report;
use super::schema::{self, Known, Preset, Settings};
use crate::engine::route::Glob;
use crate::engine::settings::{HeaderAction, HeaderTable, Route, RouteMode};
use crate::lexicon::TermFile;
use crate::policy::{Mode, Requirement, Rule};
use std::collections::{BTreeSet, HashMap};
use std::fmt;

/// The parts of a revision, read and checked; the builder makes an engine of them.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// What identifies the files.
    pub fingerprint: Fingerprint,
    /// All settings.
    pub settings: Settings,
    /// The tree and its labels.
    pub categories: Categories,
    /// The rules that stand under the preset and mode.
    pub rules: Vec<Rule>,
    /// The terms of the chosen languages.
    pub terms: Vec<TermFile>,
    /// What works and is probably not meant.
    pub warnings: Vec<Warning>,
}

impl Compiled {
    /// Every exemption that the settings make, for `check` and the log.
    pub fn exemptions(&self) -> Vec<Exemption> {
        let routes = self.settings.runtime.routes.iter().filter(|route| route.is_exempt());
        let mut exemptions: Vec<Exemption> = routes
            .map(|route| Exemption { place: Some(route.place.clone()), what: passes(route) })
            .collect();
        let unread = self
            .settings
            .runtime
            .media
            .rules
            .iter()
            .filter(|rule| rule.action == crate::engine::settings::MediaAction::Unfiltered);
        let everywhere = |what| Exemption { place: None, what };
        exemptions.extend(
            unread.flat_map(|rule| &rule.types).map(|t| {
                everywhere(format!("`[[media]]`: {} passes unread everywhere", t.as_str()))
            }),
        );
        let shipped = HeaderTable::default();
        let passing =
            |table: &HeaderTable| passing(table).map(|name| name.as_str().to_owned()).collect();
        let (passing, known): (BTreeSet<String>, BTreeSet<String>) =
            (passing(&self.settings.runtime.headers), passing(&shipped));
        exemptions.extend(passing.difference(&known).map(|name| {
            everywhere(format!("`[[header]]`: `{name}` goes on unread, whatever it names"))
        }));
        let observed = self.rules.iter().filter(|rule| rule.mode == Mode::Observe);
        exemptions.extend(observed.filter(|_| self.settings.mode == Mode::Enforce).map(|rule| {
            everywhere(format!("the rule `{}` is observed, and withholds nothing", rule.id))
        }));
        if self.settings.mode == Mode::Observe {
            let what = "`mode = \"observe\"`: nothing is withheld anywhere";
            exemptions.push(everywhere(what.to_owned()));
        }
        exemptions
    }
}

/// What passes unread, and where that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// `file:line:column` of a route; `None` for what concerns all.
    pub place: Option<String>,
    /// What passes.
    pub what: String,
}

impl fmt::Display for Exemption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.iter().try_for_each(|place| write!(f, "{place}: "))?;
        f.write_str(&self.what)
    }
}

/// The field names that go on unread.
fn passing(table: &HeaderTable) -> impl Iterator<Item = &Glob> {
    let rules = table.rules().iter().filter(|rule| rule.action == HeaderAction::Pass);
    rules.flat_map(|rule| &rule.names)
}

fn passes(route: &Route) -> String {
    let matcher = &route.matcher;
    let mut what = format!("`{}`", matcher.path());
    if !matcher.hosts().is_empty() {
        what.push_str(&format!(" on {}", matcher.hosts().join(", ")));
    }
    if !matcher.methods().is_empty() {
        let methods: Vec<&str> = matcher.methods().iter().map(http::Method::as_str).collect();
        what.push_str(&format!(" ({})", methods.join(", ")));
    }
    what + match route.mode {
        RouteMode::Observe => " is observed, and nothing is withheld",
        RouteMode::Unfiltered => " is not filtered",
        RouteMode::Filter => " passes media types unread",
    }
}

/// Compiles a configuration. Samples are no part of it: see [`compile_with_samples`].
///
/// ```
/// use agegate::config::{FileSet, compile};
/// let wrong = "[jurisdiction]\ndefault = \"DE\"\n[limits]\nhoold = \"64 KiB\"\n";
/// let errors = compile(&FileSet::from_memory([("agegate.toml", wrong)])).unwrap_err();
/// assert_eq!(
///     errors.to_string(),
///     "config/agegate.toml:4:1: unknown key `hoold`; did you mean `hold`?"
/// );
/// ```
///
/// # Errors
/// Every error of every file.
pub fn compile(files: &FileSet) -> Result<Compiled, ConfigErrors> {
    read(files, |_, _| ()).map(|(compiled, ())| compiled)
}

/// Compiles a configuration and reads the samples that `check` runs: thousands of them, so that
/// nothing else should.
///
/// # Errors
/// Every error of every file, those of samples too.
pub fn compile_with_samples(files: &FileSet) -> Result<(Compiled, Vec<Sample>), ConfigErrors> {
    read(files, |report, names| read_samples(files, report, names))
}

fn read<T>(
    files: &FileSet,
    beside: impl FnOnce(&Report, Names<'_>) -> T,
) -> Result<(Compiled, T), ConfigErrors> {
    let report = Report::default();
    let categories = read_categories(files, &report);
    let names = Names { tree: &categories.tree, whole: categories.whole };
    let languages = languages(files);
    let settings = read_settings(files, &report, Known { names, languages: &languages });
    let rules = read_rules(files, &report, names);
    let terms = read_terms(files, &report, names);
    let beside = beside(&report, names);
    let given = gaps::Given { files, categories: &categories, rules: &rules, settings: &settings };
    gaps::warn(&given, &report);
    let (errors, warnings) = report.into_parts();
    if !errors.is_empty() {
        return Err(ConfigErrors::new(errors));
    }
    let rules = standing(rules, &settings);
    let chosen = |file: &TermFile| {
        settings.languages.is_empty() || settings.languages.contains(&file.language)
    };
    let terms = terms.into_iter().filter(chosen).collect();
    let fingerprint = files.fingerprint();
    Ok((Compiled { fingerprint, settings, categories, rules, terms, warnings }, beside))
}

fn read_categories(files: &FileSet, report: &Report) -> Categories {
    let files = files.iter().filter(|file| file.path == "categories.toml");
    data::read_categories(files.map(|file| file.source(report)))
}

fn read_settings(files: &FileSet, report: &Report, known: Known<'_>) -> Settings {
    let file = files.iter().find(|file| file.path == "agegate.toml");
    file.and_then(|file| schema::read(&file.source(report), known)).unwrap_or_default()
}

fn read_rules(files: &FileSet, report: &Report, names: Names<'_>) -> Vec<Rule> {
    let mut ids = HashMap::new();
    let read = |(file, _): (&File, _)| data::read_rules(&file.source(report), names, &mut ids);
    files.below("policies").flat_map(read).collect()
}

fn read_terms(files: &FileSet, report: &Report, names: Names<'_>) -> Vec<TermFile> {
    let read = |(file, rest): (&File, &str)| {
        let (folder, stem) = rest.split_once('/')?;
        data::read_terms(&file.source(report), names, folder, stem)
    };
    files.below("lexicon").filter_map(read).collect()
}

fn read_samples(files: &FileSet, report: &Report, names: Names<'_>) -> Vec<Sample> {
    files
        .below("tests")
        .flat_map(|(file, _)| data::read_samples(&file.source(report), names))
        .collect()
}

fn languages(files: &FileSet) -> BTreeSet<String> {
    let stems = files.below("lexicon").filter_map(|(_, rest)| rest.split_once('/'));
    stems.map(|(_, stem)| stem.to_owned()).collect()
}

/// The rules that the preset leaves, acting as the mode says.
fn standing(rules: Vec<Rule>, settings: &Settings) -> Vec<Rule> {
    let age_only = settings.preset == Preset::AgeOnly;
    let stays = |rule: &Rule| !(age_only && rule.requirement == Requirement::Prohibited);
    let acting = |rule: Rule| match settings.mode {
        Mode::Enforce => rule,
        Mode::Observe => Rule { mode: Mode::Observe, ..rule },
    };
    rules.into_iter().filter(stays).map(acting).collect()
}
