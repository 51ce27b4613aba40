mod compiled;
mod data_errors;
mod errors;
mod files;
mod looks;
mod shipped;

use super::FileSet;

/// A tree, a rule and a term, small enough to count columns in.
pub(super) const CATEGORIES: &str = r#"
[[category]]
id = "alcohol"
kind = "group"

[[category]]
id = "alcohol_spirits"
parent = "alcohol"
kind = "age"
leaves = ["whisky"]

[[category]]
id = "counterfeit"
kind = "prohibited"
"#;

pub(super) const SETTINGS: &str = "[jurisdiction]\ndefault = \"DE\"\n";

pub(super) const RULES: &str = r#"
[[rule]]
id = "spirits"
category = "alcohol_spirits"
min_age = 18
assurance = "estimated"
source = "an act"

[[rule]]
id = "copies"
category = "counterfeit"
prohibited = true
source = "an act"
"#;

pub(super) const TERMS: &str = "strong = [\"whisky\"]\n";

/// The small configuration with one file replaced or added.
pub(super) fn with<'f>(path: &'f str, text: &'f str) -> FileSet {
    let small = [
        ("agegate.toml", SETTINGS),
        ("categories.toml", CATEGORIES),
        ("policies/all.toml", RULES),
        ("lexicon/alcohol_spirits/en.toml", TERMS),
        ("tests/all.toml", ""),
    ];
    let kept = small.into_iter().filter(|(name, _)| *name != path);
    FileSet::from_memory(kept.chain([(path, text)]))
}
