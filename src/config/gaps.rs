//! What a configuration leaves open, and its author may not know of.

use super::data::Categories;
use super::embedded;
use super::load::FileSet;
use super::read::Report;
use super::schema::Settings;
use crate::category::{CategorySet, Kind};
use crate::jurisdiction::Jurisdiction;
use crate::policy::{Requirement, Rule, Scope};

/// What is looked at.
pub(super) struct Given<'g> {
    pub(super) files: &'g FileSet,
    pub(super) categories: &'g Categories,
    pub(super) rules: &'g [Rule],
    pub(super) settings: &'g Settings,
}

/// Warns of every gap.
pub(super) fn warn(given: &Given<'_>, report: &Report) {
    let ruled = given.rules.iter().map(|rule| given.categories.tree.covered(rule.category));
    let ruled = ruled.fold(CategorySet::EMPTY, CategorySet::union);
    given.categories_without_rule(ruled, report);
    given.files_without_copy(report);
    given.country_without_rule(report);
}

impl Given<'_> {
    /// A restricted category without a rule is shown to everyone.
    fn categories_without_rule(&self, ruled: CategorySet, report: &Report) {
        let files: Vec<_> =
            self.files.iter().filter(|file| file.path == "categories.toml").collect();
        for (category, entry) in self.categories.tree.iter() {
            let restricted = matches!(entry.kind, Kind::Age | Kind::Prohibited);
            if restricted && !ruled.contains(category) {
                let message =
                    format!("no rule is about `{}`, so it is shown to everyone", entry.name);
                let row = format!("id = \"{}\"", entry.name);
                let places = files.iter().map(|file| (*file, file.text.find(&row)));
                // It need not be written so; then the file that may be its author's own is named.
                let place = places.max_by_key(|(_, at)| at.is_some());
                if let Some((file, at)) = place {
                    file.source(report).warn(at.unwrap_or(0), "category_without_rule", message);
                }
            }
        }
    }

    /// A lexicon of one's own replaces the built-in one: what it does not copy is not looked for.
    fn files_without_copy(&self, report: &Report) {
        let Some((first, _)) = self.files.below("lexicon").next() else { return };
        let is_known = |category: &str| self.categories.tree.by_name(category).is_some();
        let languages = &self.settings.languages;
        let mut lacking = embedded::FILES.iter().map(|(path, _)| *path).filter(|path| {
            let name = path.strip_prefix("lexicon/").and_then(|name| name.strip_suffix(".toml"));
            let Some((category, language)) = name.and_then(|name| name.split_once('/')) else {
                return false;
            };
            (languages.is_empty() || languages.iter().any(|chosen| chosen == language))
                && is_known(category)
                && !self.files.iter().any(|file| file.path == *path)
        });
        let Some(one) = lacking.next() else { return };
        let message = format!(
            "this `lexicon/` replaces the built-in one, and {} of its files are not here, as \
             `{one}`: what only they know is shown to everyone; `extends = [\"lexicon\"]` in \
             agegate.toml adds yours to it",
            lacking.count() + 1
        );
        first.source(report).warn(0, "lexicon_incomplete", message);
    }

    /// Where no rule asks for an age in the country that is taken for a viewer's, nobody is asked.
    fn country_without_rule(&self, report: &Report) {
        let Jurisdiction::In(country) = self.settings.runtime.jurisdiction.default else {
            return;
        };
        let stands = |rule: &Rule| match &rule.scope {
            Scope::Everywhere => true,
            Scope::Countries(countries) => countries.contains(&country),
        };
        let mut asking = self.rules.iter().filter(|r| r.requirement != Requirement::Prohibited);
        if asking.any(stands) {
            return;
        }
        let Some(file) = self.files.iter().find(|file| file.path == "agegate.toml") else { return };
        let message = format!(
            "no rule asks for an age in `{}`: its viewers see everything that is not prohibited; \
             `unknown` applies the rules of all countries",
            country.code()
        );
        let at = file.text.find("default").unwrap_or(0);
        file.source(report).warn(at, "country_without_rule", message);
    }
}
