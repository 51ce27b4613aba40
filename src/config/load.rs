//! From a directory, or from the program itself, to the text of all files. The only reading of
//! files in this room.
//!
//! 1. A directory has an `agegate.toml`. Of the other parts (`categories.toml`, `policies/`,
//!    `lexicon/`, `tests/`) each that is absent is the built-in one: what is not there never opens
//!    anything. One that is there stands in the built-in one's place, or is added to it where
//!    `agegate.toml` says so (`extends`).
//! 2. Only `*.toml` is read; names that begin with `.` are passed over. A TOML file where none is
//!    expected is an error, because it is probably a misspelt name.

use super::embedded;
use super::error::{At, ConfigError, ConfigErrors};
use super::read::{Report, Source, texts_of};
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most that one file may hold; more is not a configuration.
const LARGEST_FILE: u64 = 16 << 20;

/// The text of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path below the configuration's directory, with `/`.
    pub path: String,
    /// The name in errors: with the directory, or `built-in` before it.
    pub name: Arc<str>,
    /// The contents.
    pub text: String,
}

/// The files of one configuration, sorted by path.
///
/// ```
/// let files = agegate::config::FileSet::built_in();
/// assert!(files.iter().any(|file| file.path == "agegate.toml"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSet {
    files: Vec<File>,
    directory: Option<PathBuf>,
}

/// The parts of a directory besides `agegate.toml`, as `extends` names them and by path.
pub(super) const PARTS: [(&str, &str); 4] = [
    ("categories", "categories.toml"),
    ("policies", "policies"),
    ("lexicon", "lexicon"),
    ("tests", "tests"),
];

impl File {
    /// To be read, with its errors in a report.
    pub(super) fn source<'r>(&'r self, report: &'r Report) -> Source<'r> {
        Source::new(&self.name, &self.text, report)
    }
}

impl FileSet {
    /// The shipped configuration.
    pub fn built_in() -> Self {
        Self { files: built_in("").collect(), directory: None }
    }

    /// A configuration from memory: pairs of path and contents. Absent parts are the built-in ones.
    pub fn from_memory<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        let given = files.into_iter().map(|(path, text)| File {
            path: path.to_owned(),
            name: Arc::from(format!("config/{path}")),
            text: text.to_owned(),
        });
        Self { files: complete(given.collect()), directory: None }
    }

    /// The files of a folder, each with the rest of its path, without its ending.
    pub(super) fn below<'f>(
        &'f self,
        folder: &'f str,
    ) -> impl Iterator<Item = (&'f File, &'f str)> {
        self.iter().filter_map(move |file| {
            let rest = file.path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((file, rest.strip_suffix(".toml").unwrap_or(rest)))
        })
    }

    /// All files of a directory.
    ///
    /// # Errors
    /// All files that cannot be read, are not UTF-8, are too large or have no place there.
    pub fn read(directory: &Path) -> Result<Self, ConfigErrors> {
        let mut loader = Loader { root: directory, files: Vec::new(), errors: Vec::new() };
        loader.folder("", 0);
        if !loader.files.iter().any(|file| file.path == "agegate.toml") && loader.errors.is_empty()
        {
            let message = "there is no such file; `agegate init` writes the shipped one";
            loader.error("agegate.toml", message.to_owned());
        }
        if loader.errors.is_empty() {
            let files = complete(loader.files);
            Ok(Self { files, directory: Some(directory.to_owned()) })
        } else {
            Err(ConfigErrors::new(loader.errors))
        }
    }

    /// The files by path.
    pub fn iter(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// The directory, for what settings name relative to it; `None` for one from memory.
    pub fn directory(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    /// What identifies these files and no others.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hash = Sha256::new();
        for file in &self.files {
            for part in [&file.path, &file.text] {
                hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
                hash.update(part);
            }
        }
        Fingerprint(hash.finalize().into())
    }
}

/// SHA-256 over paths and contents of a configuration.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl fmt::Display for Fingerprint {
    /// The first 12 hexadecimal digits: a revision's name in events.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(6).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn is_part(path: &str, part: &str) -> bool {
    path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn built_in(part: &str) -> impl Iterator<Item = File> {
    let files =
        embedded::FILES.iter().filter(move |(path, _)| part.is_empty() || is_part(path, part));
    files.map(|(path, text)| File {
        path: (*path).to_owned(),
        name: Arc::from(format!("{BUILT_IN}{path}")),
        text: (*text).to_owned(),
    })
}

/// The files with those of the built-in parts that are absent or extended. Of two with one path the
/// built-in one comes first: what is added may rest on it.
fn complete(files: Vec<File>) -> Vec<File> {
    let settings = files.iter().find(|file| file.path == "agegate.toml");
    let extended = settings.map(|file| texts_of(&file.text, "extends")).unwrap_or_default();
    let mut all = Vec::new();
    for (name, part) in PARTS {
        let is_there = files.iter().any(|file| is_part(&file.path, part));
        if !is_there || extended.iter().any(|word| word == name) {
            all.extend(built_in(part));
        }
    }
    all.extend(files);
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

struct Loader<'l> {
    root: &'l Path,
    files: Vec<File>,
    errors: Vec<ConfigError>,
}

impl Loader<'_> {
    fn name(&self, relative: &str) -> Arc<str> {
        Arc::from(self.root.join(relative).display().to_string())
    }

    fn error(&mut self, relative: &str, message: String) {
        let at = At { file: self.name(relative), line: 1, column: 1 };
        self.errors.push(ConfigError::new(at, message));
    }

    fn folder(&mut self, relative: &str, depth: usize) {
        let entries = fs::read_dir(self.root.join(relative)).and_then(|entries| {
            let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
            names.collect::<io::Result<Vec<_>>>()
        });
        let mut names = match entries {
            Ok(names) => names,
            Err(error) => return self.error(relative, format!("cannot read the folder: {error}")),
        };
        names.sort();
        for name in names {
            let Some(name) = name.to_str() else {
                self.error(relative, format!("the name {name:?} is not UTF-8"));
                continue;
            };
            let below =
                if relative.is_empty() { name.to_owned() } else { format!("{relative}/{name}") };
            let path = self.root.join(&below);
            if name.starts_with('.') {
                continue;
            } else if path.is_dir() && name.ends_with(".toml") {
                self.error(&below, "this is a folder, and a file is expected here".to_owned());
            } else if path.is_dir() {
                // What is deeper or elsewhere holds keys, notes or versions, not rules.
                if depth == 0 && PARTS.iter().any(|(_, part)| *part == name)
                    || relative == "lexicon"
                {
                    self.folder(&below, depth + 1);
                }
            } else if name.ends_with(".toml") {
                self.file(&below, &path);
            }
        }
    }

    fn file(&mut self, relative: &str, path: &Path) {
        let parts: Vec<&str> = relative.split('/').collect();
        let expected = matches!(
            parts.as_slice(),
            ["agegate.toml" | "categories.toml"] | ["policies" | "tests", _] | ["lexicon", _, _]
        );
        if !expected {
            let message = "no such file is expected here; known are agegate.toml, categories.toml, \
                 policies/*.toml, lexicon/*/*.toml and tests/*.toml";
            return self.error(relative, message.to_owned());
        }
        match read_bounded(path) {
            Ok(text) => {
                let name = self.name(relative);
                self.files.push(File { path: relative.to_owned(), name, text });
            }
            Err(error) => self.error(relative, format!("cannot read the file: {error}")),
        }
    }
}

/// What the names of built-in files begin with.
pub(crate) const BUILT_IN: &str = "built-in/";

fn read_bounded(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > LARGEST_FILE {
        let message = format!("it is over {} MiB", LARGEST_FILE >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    String::from_utf8(fs::read(path)?).map_err(|error| {
        let read = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = read.iter().filter(|byte| **byte == b'\n').count() + 1;
        io::Error::new(io::ErrorKind::InvalidData, format!("line {line} is not UTF-8; save it so"))
    })
}
