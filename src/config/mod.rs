//! From files to a revision: load, compile with all errors at once, reload.

mod data;
mod error;
mod pending;
mod read;
mod schema;

pub use data::{Categories, DsaCodes, Expected, Sample};
pub use error::{At, ConfigError, ConfigErrors, Warning};
pub use schema::{
    Algorithm, Caps, EvidenceSettings, GatewaySettings, IssuerSettings, KeySource, Preset,
    SessionKeys, SessionSettings, Settings, TrustedHeaderSettings,
};
