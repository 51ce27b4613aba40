//! Files that `agegate.toml` names: keys and the shop's own gate page.

use super::error::{At, ConfigError, ConfigErrors};
use crate::gate::Template;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most that such a file may hold.
const LARGEST: u64 = 1 << 20;

/// The shop's own gate page.
///
/// # Errors
/// When the file cannot be read or is no template.
pub(super) fn template(path: &Path, directory: Option<&Path>) -> Result<Template, ConfigErrors> {
    let path = resolve(path, directory);
    let name: Arc<str> = Arc::from(path.display().to_string());
    let bytes = read(&path).map_err(|error| unreadable(&name, "gate.template", &error))?;
    let at = At { file: Arc::clone(&name), line: 1, column: 1 };
    let text = String::from_utf8(bytes)
        .map_err(|_| ConfigError::new(at.clone(), "a gate page must be UTF-8"))?;
    Template::parse(&text).map_err(|error| {
        let line = error.line().and_then(|line| u32::try_from(line).ok()).unwrap_or(1);
        ConfigError::new(At { line, ..at }, format!("no gate page: {error}")).into()
    })
}

pub(super) fn resolve(path: &Path, directory: Option<&Path>) -> PathBuf {
    directory.map_or_else(|| path.to_owned(), |directory| directory.join(path))
}

pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is over 1 MiB"));
    }
    fs::read(path)
}

/// `key` is the setting that names the file.
pub(super) fn unreadable(name: &Arc<str>, key: &str, error: &io::Error) -> ConfigErrors {
    let at = At { file: Arc::clone(name), line: 1, column: 1 };
    ConfigError::new(at, format!("cannot read the file that `{key}` names: {error}")).into()
}
