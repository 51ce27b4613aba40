//! agegate takes age-restricted and illegal listings out of storefront responses on the server.

pub mod age;
pub mod assurance;
pub mod audit;
pub mod category;
pub mod classify;
#[cfg(feature = "cli")]
pub mod cli;
pub mod clock;
pub mod config;
pub mod engine;
pub mod exchange;
pub mod gate;
pub mod jurisdiction;
pub mod lexicon;
pub mod policy;
pub mod representation;
pub mod rewrite;
pub mod text;
