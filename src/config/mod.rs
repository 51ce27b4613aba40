//! From files to a revision: load, compile with all errors at once, reload.
//!
//! ```text
//! agegate.toml                       every setting, commented            schema
//! categories.toml                    the tree and its labels             data
//! policies/*.toml                    rules: category × country, dated    data
//! lexicon/<category>/<language>.toml the words                           data
//! tests/*.toml                       what must hit and what must not     data
//! ```
//! 1. [`FileSet`] reads a directory, or is the built-in configuration.
//! 2. [`compile()`] reports every error of every file with file, line and column, or gives the
//!    [`Compiled`] parts of a revision.
//! 3. [`Builder`] makes an engine of them, with the key files that the settings name.
//! 4. [`Reload`] compiles again when the files changed, and keeps the old revision on any error.

mod assessor;
mod builder;
mod compile;
mod data;
mod embedded;
mod error;
mod gaps;
mod keys;
mod load;
mod named;
mod read;
mod reload;
mod schema;
#[cfg(test)]
mod tests;

pub use assessor::assessor_config;
pub use builder::Builder;
pub use compile::{Compiled, Exemption, compile, compile_with_samples};
pub use data::{Categories, DsaCodes, Expected, Sample};
pub use error::{At, ConfigError, ConfigErrors, Warning};
#[cfg(feature = "cli")]
pub(crate) use load::BUILT_IN;
pub use load::{File, FileSet, Fingerprint};
#[cfg(feature = "cli")]
pub(crate) use read::nearest;
pub use reload::{Outcome, Reload};
pub use schema::{
    Caps, ClaimNames, EvidenceSettings, GatewaySettings, IssuerSettings, KeySource, Preset,
    SessionKeys, SessionSettings, Settings, TlsFiles, TrustedHeaderSettings,
};
