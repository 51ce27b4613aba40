//! Directories: what is read, what is not, and reloading.

use super::{CATEGORIES, RULES, SETTINGS, TERMS};
use crate::config::{Compiled, FileSet, Outcome, Reload, compile, compile_with_samples};
use std::fs;
use std::path::{Path, PathBuf};

/// A directory of its own that goes with the test.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let unique = format!("agegate-config-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(unique);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn small(name: &str) -> Self {
        let directory = Self::new(name);
        directory.write("agegate.toml", SETTINGS);
        directory.write("categories.toml", CATEGORIES);
        directory.write("policies/all.toml", RULES);
        directory.write("lexicon/alcohol_spirits/en.toml", TERMS);
        directory.write("tests/all.toml", "");
        directory
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn paths(&self) -> Vec<String> {
        FileSet::read(&self.0).unwrap().iter().map(|file| file.path.clone()).collect()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn only_configuration_is_read() {
    let directory = Directory::small("only");
    for other in [
        "README.md",
        ".hidden.toml",
        "..data/agegate.toml",
        "keys/session",
        "keys/a.toml",
        "policies/all.toml~",
        "policies/old/x.toml",
        "lexicon/alcohol_spirits/old/x.toml",
    ] {
        directory.write(other, "= not toml");
    }
    let expected = [
        "agegate.toml",
        "categories.toml",
        "lexicon/alcohol_spirits/en.toml",
        "policies/all.toml",
        "tests/all.toml",
    ];
    assert_eq!(directory.paths(), expected);
    let errors = compile(&FileSet::read(&directory.0).unwrap());
    assert!(errors.is_ok(), "{errors:?}");
}

#[test]
fn what_cannot_be_read_is_an_error_all_at_once() {
    let directory = Directory::small("unreadable");
    directory.write("category.toml", "");
    directory.write("lexicon/en.toml", "");
    directory.write("policies/folder.toml/all.toml", "");
    directory.write("policies/latin.toml", b"# \n# \xe4");
    directory.write("tests/large.toml", vec![b'#'; (16 << 20) + 1]);
    let errors = FileSet::read(&directory.0).unwrap_err();
    let root = format!("{}/", directory.0.display());
    let found: Vec<String> =
        errors.iter().map(|error| error.to_string().replace(&root, "")).collect();
    assert_eq!(found.len(), 5, "{found:?}");
    assert!(found[0].starts_with("category.toml:1:1: no such file is expected here"));
    assert!(found[1].starts_with("lexicon/en.toml:1:1: no such file is expected here"));
    assert!(found[2].starts_with("policies/folder.toml:1:1: this is a folder"));
    assert_eq!(
        found[3],
        "policies/latin.toml:1:1: cannot read the file: line 2 is not UTF-8; save it so"
    );
    assert_eq!(found[4], "tests/large.toml:1:1: cannot read the file: it is over 16 MiB");
}

#[test]
fn a_directory_without_settings_is_an_error() {
    for (name, exists) in [("none", false), ("empty", true)] {
        let directory = Directory::new(name);
        let path = if exists { directory.0.clone() } else { directory.0.join("absent") };
        let errors = FileSet::read(&path).unwrap_err();
        assert_eq!(errors.len(), 1, "{errors}");
    }
}

#[test]
fn absent_parts_are_the_built_in_ones() {
    let directory = Directory::new("parts");
    directory.write("agegate.toml", SETTINGS);
    let read = FileSet::read(&directory.0).unwrap();
    let built_in = FileSet::built_in();
    let without_settings = |files: &FileSet| -> Vec<(String, String)> {
        let rest = files.iter().filter(|file| file.path != "agegate.toml");
        rest.map(|file| (file.name.to_string(), file.text.clone())).collect()
    };
    assert_eq!(without_settings(&read), without_settings(&built_in));
    directory.write("policies/own.toml", "");
    let policies: Vec<String> =
        directory.paths().into_iter().filter(|path| path.starts_with("policies")).collect();
    assert_eq!(policies, ["policies/own.toml"], "an own folder replaces the built-in one whole");
}

/// The files that the guide has an operator write, by the comment that names each.
fn guide() -> Vec<(&'static str, &'static str)> {
    let blocks = include_str!("../../guide/operate.md").split("```toml\n# shop/").skip(1);
    blocks.filter_map(|block| block.split("```").next()?.split_once('\n')).collect()
}

#[test]
fn a_part_that_is_extended_keeps_the_built_in_one() {
    let files = FileSet::from_memory(guide());
    let built_in = FileSet::built_in();
    assert_eq!(files.iter().count(), built_in.iter().count() + 4);
    let (compiled, samples) = compile_with_samples(&files).unwrap();
    let own = samples.iter().filter(|sample| sample.at.file.ends_with("tests/lanterns.toml"));
    assert_eq!(own.count(), 2);
    let shipped = compile(&built_in).unwrap();
    assert_eq!(compiled.rules.len(), shipped.rules.len() + 1);
    assert_eq!(compiled.terms.len(), shipped.terms.len() + 1);
    let tree = |compiled: &Compiled| compiled.categories.tree.iter().count();
    assert_eq!(tree(&compiled), tree(&shipped) + 1);
    assert_eq!(compiled.warnings, shipped.warnings, "nothing is lacking");
    // Without the word each own part stands alone.
    let parts = guide().into_iter().filter(|(path, _)| *path != "agegate.toml");
    let alone = FileSet::from_memory(parts.chain([("agegate.toml", SETTINGS)]));
    assert!(compile(&alone).is_ok_and(|compiled| tree(&compiled) == 1));
    let misspelt = format!("extends = [\"lexikon\"]\n{SETTINGS}");
    let errors = compile(&FileSet::from_memory([("agegate.toml", misspelt.as_str())])).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "config/agegate.toml:1:12: `lexikon` is no part; there are `categories`, `policies`, \
         `lexicon`, `tests`; did you mean `lexicon`?"
    );
}

/// Words for a shipped list do not take its place.
#[test]
fn an_extended_file_adds_to_the_built_in_one_of_its_name() {
    let settings = format!("extends = [\"lexicon\"]\n{SETTINGS}");
    let own = ("lexicon/alcohol_spirits/en.toml", "strong = [\"glenfoo\"]\n");
    let files = FileSet::from_memory([("agegate.toml", settings.as_str()), own]);
    let compiled = compile(&files).unwrap();
    let knows = |word: &str| {
        let mut strong = compiled.terms.iter().flat_map(|file| &file.strong);
        strong.any(|term| term.text == word)
    };
    assert!(knows("glenfoo") && knows("single malt"));
}

#[test]
fn the_fingerprint_tells_files_apart() {
    let print = |files: &[(&str, &str)]| FileSet::from_memory(files.iter().copied()).fingerprint();
    let base = print(&[("agegate.toml", "ab"), ("policies/a.toml", "c")]);
    assert_eq!(base, print(&[("policies/a.toml", "c"), ("agegate.toml", "ab")]), "in any order");
    for other in [
        [("agegate.toml", "a"), ("policies/a.toml", "bc")],
        [("agegate.toml", "ab"), ("policies/b.toml", "c")],
        [("agegate.toml", "ab"), ("policies/a.toml", "")],
    ] {
        assert_ne!(base, print(&other), "{other:?}");
    }
    assert_eq!(base.to_string().len(), 12);
}

/// Reloads and says how it ended, and what was put in force.
fn run(reload: &mut Reload, forced: bool) -> (Outcome, Option<usize>) {
    let mut in_force = None;
    let build = |files: &FileSet| compile(files).map(|c| (c.rules.len(), c.warnings));
    let outcome = reload.run(forced, build, |rules| in_force = Some(rules));
    (outcome, in_force)
}

fn in_force(directory: &Path) -> Reload {
    Reload::new(directory, FileSet::read(directory).unwrap().fingerprint())
}

#[test]
fn a_reload_swaps_whole_or_keeps_the_old() {
    let directory = Directory::small("reload");
    let mut reload = in_force(&directory.0);
    assert_eq!(run(&mut reload, false), (Outcome::Unchanged, None));
    assert!(matches!(run(&mut reload, true), (Outcome::Swapped { .. }, Some(2))), "forced");

    directory.write("policies/all.toml", "[[rule]]\nid = 1\n");
    directory.write("agegate.toml", format!("{SETTINGS}[limit]\n"));
    let (outcome, in_force) = run(&mut reload, false);
    let Outcome::Kept(errors) = outcome else { panic!("{outcome:?}") };
    assert_eq!((errors.len(), in_force), (4, None), "{errors}");
    assert_eq!(run(&mut reload, false), (Outcome::Unchanged, None), "said once");

    directory.write("agegate.toml", SETTINGS);
    directory.write("policies/all.toml", "");
    assert!(matches!(run(&mut reload, false), (Outcome::Swapped { .. }, Some(0))));

    fs::remove_file(directory.0.join("agegate.toml")).unwrap();
    assert!(matches!(run(&mut reload, false), (Outcome::Kept(_), None)));
    directory.write("agegate.toml", SETTINGS);
    assert!(matches!(run(&mut reload, false), (Outcome::Swapped { .. }, Some(0))));
}
