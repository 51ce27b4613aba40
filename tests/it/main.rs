//! The library and the binary from outside.

#[cfg(feature = "cli")]
mod cli;
