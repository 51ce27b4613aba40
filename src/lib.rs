//! agegate takes age-restricted and illegal listings out of storefront responses on the server.

pub mod age;
pub mod assurance;
pub mod audit;
pub mod category;
pub mod classify;
pub mod clock;
pub mod config;
pub mod engine;
pub mod exchange;
pub mod gate;
#[cfg(feature = "gateway")]
pub mod gateway;
pub mod jurisdiction;
pub mod lexicon;
pub mod middleware;
pub mod policy;
pub mod representation;
pub mod rewrite;
pub mod text;
