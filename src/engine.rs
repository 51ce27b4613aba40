//! One immutable revision of a configuration, and its handle.

pub mod route;
pub mod settings;
