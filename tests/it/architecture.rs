//! Reads the `use` lines of the library and fails where a module imports from below.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of ARCHITECTURE.md, top first. A room may import from those before it.
const ROOMS: &[&str] = &[
    "age",
    "attribute",
    "category",
    "jurisdiction",
    "clock",
    "charset",
    "text",
    "lexicon",
    "classify",
    "policy",
    "assurance",
    "rewrite",
    "representation",
    "gate",
    "audit",
    "engine",
    "exchange",
    "middleware",
    "config",
    "gateway",
    "cli",
];

/// Which room may name which crate: one door each.
const DOORS: &[(&str, &[&str])] = &[
    ("aho_corasick", &["lexicon"]),
    ("encoding_rs", &["charset"]),
    ("jsonwebtoken", &["assurance"]),
    ("pasetors", &["assurance"]),
    ("toml", &["config"]),
    ("tower_layer", &["middleware", "gateway"]),
    ("tower_service", &["middleware", "gateway"]),
    ("clap", &["cli"]),
    ("hyper", &["gateway", "cli"]),
    ("tokio", &["gateway", "cli"]),
    ("tokio_rustls", &["gateway"]),
    ("notify", &["gateway"]),
];

fn rank(room: &str) -> Option<usize> {
    ROOMS.iter().position(|name| *name == room)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn room_of(path: &Path, src: &Path) -> String {
    let first = path.strip_prefix(src).unwrap().components().next().unwrap();
    let name = Path::new(first.as_os_str());
    name.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// The rooms that a file names behind `crate::`, tests and docs left out.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    code.lines()
        .map(str::trim_start)
        .filter(|line| !line.starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn rooms_import_only_from_above() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut wrong = Vec::new();
    let mut judged = 0;
    for file in &files {
        let room = room_of(file, &src);
        let Some(own) = rank(&room) else { continue };
        let name = file.file_stem().unwrap().to_str().unwrap();
        if name.ends_with("tests") || file.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let text = fs::read_to_string(file).unwrap();
        for import in imports(&text) {
            let Some(other) = rank(&import) else { continue };
            judged += 1;
            if other > own {
                wrong.push(format!("{}: `{room}` imports `{import}`", file.display()));
            }
        }
        for (krate, doors) in DOORS {
            let named = text.lines().any(|line| {
                let line = line.trim_start();
                line.starts_with(&format!("use {krate}::"))
            });
            if named && !doors.contains(&room.as_str()) {
                wrong.push(format!("{}: `{krate}` belongs to {doors:?}", file.display()));
            }
        }
    }
    assert!(judged > 50, "only {judged} imports found: the test no longer reads them");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_place_is_unsafe() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files.retain(|file| fs::read_to_string(file).unwrap().contains("unsafe {"));
    assert_eq!(files, [src.join("text/pack.rs")]);
}
