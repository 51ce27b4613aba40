//! Build script: embeds the shipped configuration, so that the library and the binary work without
//! a directory.
#![allow(missing_docs, reason = "a build script")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let root = root.join("config");
    let mut files = Vec::new();
    collect(&root, "", &mut files)?;
    // Sorted, so that the same files give the same binary.
    files.sort();
    let mut code = String::from("&[\n");
    for relative in &files {
        let path = root.join(relative);
        let _ = writeln!(code, "    ({relative:?}, include_str!({path:?})),");
    }
    code.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(out.join("embedded.rs"), code)
}

/// All TOML files below `folder`, with `/` in their names on every system.
fn collect(root: &Path, folder: &str, files: &mut Vec<String>) -> io::Result<()> {
    let path = root.join(folder);
    // A folder is watched too: its time changes when a file is added or goes.
    println!("cargo::rerun-if-changed={}", path.display());
    if !path.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let relative = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        if entry.file_type()?.is_dir() {
            collect(root, &relative, files)?;
        } else if relative.ends_with(".toml") {
            println!("cargo::rerun-if-changed={}", root.join(&relative).display());
            files.push(relative);
        }
    }
    Ok(())
}
