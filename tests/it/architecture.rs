//! Reads the `use` lines of the library and fails where a module imports from below.

use std::fs;
use std::path::{Path, PathBuf};

/// What is in no room: the crate's root, the binary, and pages to read.
const OUTSIDE: &[&str] = &["lib", "main", "guide"];

/// What stands above a room and is no business of it.
const UNSEEN: &[(&str, &[&str])] = &[
    ("policy", &["charset", "text", "lexicon", "classify"]),
    ("rewrite", &["lexicon", "policy", "assurance", "jurisdiction"]),
    ("representation", &["text", "lexicon", "classify", "policy", "assurance", "rewrite"]),
];

/// Which room may name which crate.
const DOORS: &[(&str, &[&str])] = &[
    ("aho_corasick", &["lexicon"]),
    ("brotli", &["representation"]),
    ("clap", &["cli"]),
    ("encoding_rs", &["charset"]),
    ("flate2", &["representation"]),
    ("http_body", &["middleware", "gateway"]),
    ("http_body_util", &["gateway"]),
    ("hyper", &["gateway"]),
    ("hyper_rustls", &["gateway"]),
    ("hyper_util", &["gateway"]),
    ("jsonwebtoken", &["assurance"]),
    ("notify", &["gateway"]),
    ("polyval", &["engine"]),
    ("once_cell", &["config"]),
    ("pasetors", &["assurance"]),
    ("pin_project_lite", &["middleware", "gateway"]),
    ("simdutf8", &["rewrite"]),
    ("tokio", &["gateway", "cli"]),
    ("tokio_rustls", &["gateway"]),
    ("toml", &["config"]),
    ("tower_layer", &["middleware", "gateway"]),
    ("tower_service", &["middleware", "gateway"]),
    ("tracing", &["gateway", "cli"]),
    ("tracing_subscriber", &["cli"]),
    ("unicode_normalization", &["text"]),
    ("zstd", &["representation"]),
];

/// The names in the first column of a table of ARCHITECTURE.md, top first.
fn names_under(heading: &str) -> Vec<String> {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let text = fs::read_to_string(document).unwrap();
    let (_, section) = text.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
    let names = |row: &str| row.split('`').map(str::trim).map(str::to_owned).collect::<Vec<_>>();
    rows.flat_map(names).filter(|name| !name.is_empty()).collect()
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

/// The lines of a file, tests and docs left out.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    code.lines().map(str::trim_start).filter(|line| !line.starts_with("//"))
}

/// The rooms that a file names behind `crate::`.
fn imports(text: &str) -> Vec<String> {
    let behind = code(text).flat_map(|line| line.split("crate::").skip(1));
    behind
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

/// Whether a file names a crate: `krate::`, and not the end of a longer path.
fn names_crate(text: &str, krate: &str) -> bool {
    let path = format!("{krate}::");
    code(text).any(|line| {
        line.match_indices(&path).any(|(at, _)| {
            !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
        })
    })
}

#[test]
fn rooms_import_only_from_above() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    // A room may import from those before it.
    let rooms = names_under("The rooms");
    let rank = |room: &str| rooms.iter().position(|name| name == room);
    let mut wrong = Vec::new();
    let mut judged = 0;
    for file in &files {
        let room = room_of(file, &src);
        let Some(own) = rank(&room) else {
            assert!(OUTSIDE.contains(&room.as_str()), "`{room}` is not in ARCHITECTURE.md");
            continue;
        };
        let unseen = UNSEEN.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, u)| u);
        let name = file.file_stem().unwrap().to_str().unwrap();
        if name.ends_with("tests") || file.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let text = fs::read_to_string(file).unwrap();
        for import in imports(&text) {
            let Some(other) = rank(&import) else { continue };
            judged += 1;
            if other > own || unseen.contains(&import.as_str()) {
                wrong.push(format!("{}: `{room}` imports `{import}`", file.display()));
            }
        }
        for (krate, doors) in DOORS {
            if names_crate(&text, krate) && !doors.contains(&room.as_str()) {
                wrong.push(format!("{}: `{krate}` belongs to {doors:?}", file.display()));
            }
        }
    }
    assert!(judged > 50, "only {judged} imports found: the test no longer reads them");
    for room in rooms {
        let (file, folder) = (src.join(format!("{room}.rs")), src.join(&room));
        assert!(file.exists() || folder.exists(), "ARCHITECTURE.md has `{room}`, and src has not");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rooms whose inside is one subject in pieces that call each other, as a parser's must.
const WOVEN: &[&str] = &["text", "lexicon", "rewrite"];

/// The files or folders beside it that a file names: behind `super::`, or behind its own folder's path.
fn beside(text: &str, folder: &str) -> Vec<String> {
    let code: String = code(text).collect::<Vec<_>>().join(" ");
    let own = format!("crate::{folder}::");
    let behind = code.split("super::").skip(1).chain(code.split(&own).skip(1));
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut found = Vec::new();
    for rest in behind {
        let Some(list) = rest.strip_prefix('{') else {
            found.push(name(rest));
            continue;
        };
        // The first name of each member of a list, whatever is listed inside it.
        let (mut depth, mut is_new) = (0, true);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => is_new = true,
                c if is_new && c.is_alphanumeric() => {
                    found.push(name(&list[at..]));
                    is_new = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn files_of_a_folder_do_not_import_in_circles() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let stem = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut edges: Vec<(String, String, String)> = Vec::new();
    for file in &files {
        let folder = file.parent().unwrap();
        let within = folder.strip_prefix(&src).unwrap().to_str().unwrap().replace('/', "::");
        let name = stem(file);
        if within.is_empty()
            || WOVEN.contains(&within.split("::").next().unwrap())
            || name == "mod"
            || name.ends_with("tests")
            || within.ends_with("tests")
        {
            continue;
        }
        let is_there = |other: &String| {
            folder.join(format!("{other}.rs")).exists() || folder.join(other).is_dir()
        };
        for other in beside(&fs::read_to_string(file).unwrap(), &within) {
            if other != name && is_there(&other) {
                edges.push((within.clone(), name.clone(), other));
            }
        }
    }
    assert!(edges.len() > 100, "only {} imports found", edges.len());
    // What leads nowhere is in no circle, and neither is what leads only there.
    loop {
        let before = edges.len();
        let from: Vec<(String, String)> =
            edges.iter().map(|(within, from, _)| (within.clone(), from.clone())).collect();
        edges.retain(|(within, _, to)| from.contains(&(within.clone(), to.clone())));
        if edges.len() == before {
            break;
        }
    }
    assert!(edges.is_empty(), "in a circle, or on the way to one: {edges:?}");
}

#[test]
fn the_inside_of_large_rooms_is_drawn() {
    // Beside each room's door there is what only its tests run.
    for (room, beside) in [("text", &["noise", "tests"][..]), ("rewrite", &["trial"])] {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room);
        let entries = fs::read_dir(src).unwrap().map(|entry| entry.unwrap().path());
        let names = entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
        let mut there: Vec<String> =
            names.filter(|name| name != "mod" && !beside.contains(&name.as_str())).collect();
        there.sort();
        there.dedup();
        let mut drawn = names_under(&format!("Inside `{room}`"));
        drawn.sort();
        assert_eq!(drawn, there, "{room}");
    }
}

#[test]
fn one_place_is_unsafe() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files.retain(|file| fs::read_to_string(file).unwrap().contains("unsafe {"));
    assert_eq!(files, [src.join("text/pack.rs")]);
}
