//! The shipped `agegate.toml` says what the program does without it.

use crate::category::{CategoryTree, Kind};
use crate::config::data::Names;
use crate::config::read::{Report, Source};
use crate::config::schema::{self, Known, Settings};
use crate::config::{FileSet, compile};
use std::collections::BTreeSet;
use std::sync::Arc;

const SHIPPED: &str = include_str!("../../../config/agegate.toml");

/// The file with its examples switched on: lines that begin with `#` and no space.
fn with_examples() -> String {
    let lines = SHIPPED.lines().map(|line| match line.strip_prefix('#') {
        Some(example) if !example.starts_with(' ') => example,
        _ => line,
    });
    // Of two spellings of one key the example, which comes second, stands.
    let mut kept: Vec<&str> = Vec::new();
    for line in lines {
        let key = |line: &str| line.split_once(" = ").map(|(key, _)| key.to_owned());
        let same = |earlier: &&str| key(line).is_some() && key(earlier) == key(line);
        let table = kept.iter().rposition(|line| line.starts_with('[')).unwrap_or(0);
        if let Some(twice) = kept.iter().skip(table).position(same) {
            kept[table + twice] = "";
        }
        kept.push(line);
    }
    kept.join("\n")
}

fn read(text: &str) -> (Settings, Vec<String>, BTreeSet<String>) {
    let report = Report::default();
    let mut tree = CategoryTree::default();
    tree.add("sexual_goods", None, Kind::Age, false);
    let languages = ["de", "en"].map(str::to_owned).into();
    let known = Known { names: Names { tree: &tree, whole: true }, languages: &languages };
    let name: Arc<str> = Arc::from("agegate.toml");
    let settings = schema::read(&Source::new(&name, text, &report), known).unwrap_or_default();
    let asked = report.asked();
    let (errors, _) = report.into_parts();
    (settings, errors.iter().map(ToString::to_string).collect(), asked)
}

#[test]
fn it_equals_the_defaults() {
    let (settings, errors, _) = read(SHIPPED);
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(settings, Settings::default());
}

#[test]
fn its_examples_are_valid() {
    let (settings, errors, _) = read(&with_examples());
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(settings.evidence.issuers.len(), 2);
    assert_eq!(settings.runtime.routes.len(), 1);
    assert!(settings.gateway.upstream.is_some() && settings.evidence.trusted_header.is_some());
}

#[test]
fn every_key_stands_in_it() {
    let (_, _, asked) = read(&with_examples());
    assert!(asked.len() > 70, "{}", asked.len());
    for full in asked {
        let key = full.rsplit('.').next().unwrap();
        let written = SHIPPED.lines().any(|line| {
            let line = line.trim_start_matches('#');
            line.starts_with(&format!("{key} = "))
                || line == format!("[{full}]")
                || line == format!("[[{full}]]")
        });
        let mentioned = SHIPPED.contains(&format!("`{key}`"));
        assert!(written || mentioned, "`{full}` is not in the shipped file");
    }
}

#[test]
fn every_key_has_its_comment() {
    let mut previous = "";
    for (number, line) in SHIPPED.lines().enumerate() {
        let is_key = line.trim_start_matches('#').split_once(" = ").is_some_and(|(key, _)| {
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        });
        let follows = previous.starts_with('#')
            || previous.starts_with("[[")
            || previous.split_once(" = ").is_some()
            || previous == "]";
        assert!(!is_key || follows, "line {} has no comment: {line}", number + 1);
        previous = line;
    }
}

#[test]
fn an_unknown_key_is_found_in_every_table() {
    let text = with_examples();
    let tables: Vec<usize> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.starts_with('['))
        .map(|(number, _)| number)
        .collect();
    assert!(tables.len() > 15);
    for table in tables {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.insert(table + 1, "zzzzzz = 1");
        let (_, errors, _) = read(&lines.join("\n"));
        let expected = format!("agegate.toml:{}:1: unknown key `zzzzzz`", table + 2);
        let [error] = &*errors else { panic!("{errors:?}") };
        assert!(error.starts_with(&expected), "{error} after {}", lines[table]);
    }
}

#[test]
fn the_built_in_configuration_compiles() {
    let built_in = FileSet::built_in();
    let compiled = compile(&built_in).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(!compiled.rules.is_empty() && !compiled.terms.is_empty());
    // A category that is only recognised so far, as films whose rating is not read, may lack a rule.
    let others = compiled.warnings.iter().filter(|w| w.code != "category_without_rule");
    assert_eq!(others.count(), 0, "{:?}", compiled.warnings);
    assert!(compiled.exemptions().is_empty());
}
