//! Compile first, swap whole, keep the old on any error.

use super::error::{ConfigErrors, Warning};
use super::load::{FileSet, Fingerprint};
use std::path::{Path, PathBuf};

/// Remembers what a directory held when it was last tried.
///
/// It watches nothing by itself: the driver calls [`Reload::run`] on a signal, on a change of the
/// files or on an operator's word.
#[derive(Clone, Debug)]
pub struct Reload {
    directory: PathBuf,
    tried: Option<Fingerprint>,
}

/// How a reload ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The files are those of the last try; nothing was done.
    Unchanged,
    /// The new revision stands.
    Swapped {
        /// What identifies it.
        fingerprint: Fingerprint,
        /// What is odd about it.
        warnings: Vec<Warning>,
    },
    /// The old revision stands.
    Kept(ConfigErrors),
}

impl Reload {
    /// For a directory from which a revision of this fingerprint is in force.
    pub fn new(directory: impl Into<PathBuf>, in_force: Fingerprint) -> Self {
        Self { directory: directory.into(), tried: Some(in_force) }
    }

    /// What is read.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Reads the directory and, if it changed or `forced`, builds a revision and puts it in force.
    /// `swap` is called only with what `build` made without an error.
    pub fn run<T>(
        &mut self,
        forced: bool,
        build: impl FnOnce(&FileSet) -> Result<(T, Vec<Warning>), ConfigErrors>,
        swap: impl FnOnce(T),
    ) -> Outcome {
        let files = match FileSet::read(&self.directory) {
            Ok(files) => files,
            Err(errors) => {
                // Half a write may look like the last try once it is whole.
                self.tried = None;
                return Outcome::Kept(errors);
            }
        };
        let fingerprint = files.fingerprint();
        if !forced && self.tried == Some(fingerprint) {
            return Outcome::Unchanged;
        }
        self.tried = Some(fingerprint);
        match build(&files) {
            Ok((revision, warnings)) => {
                swap(revision);
                Outcome::Swapped { fingerprint, warnings }
            }
            Err(errors) => Outcome::Kept(errors),
        }
    }
}
