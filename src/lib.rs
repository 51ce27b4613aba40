//! agegate takes age-restricted and illegal listings out of storefront responses on the server.
//!
//! An [`AgeGateLayer`] wraps a storefront's service. On the request it assesses what is proven of
//! the viewer's age; on the response it finds the listings, decides about each by policy, and takes
//! out what this viewer must not see, while everything else leaves byte for byte as it came.
//!
//! ```
//! use agegate::{AgeGateLayer, engine::Engine};
//!
//! let engine = Engine::builder().build()?; // or .config_dir("config"); no network
//! let layer = AgeGateLayer::new(engine);
//! # Ok::<(), agegate::config::ConfigErrors>(())
//! ```
//!
//! # Modules
//! From the bottom up: values ([`age`], [`attribute`], [`category`], [`jurisdiction`], [`clock`]),
//! words ([`charset`], [`text`], [`lexicon`], [`classify`]), decisions ([`policy`], [`assurance`]),
//! bytes ([`rewrite`], [`representation`], [`gate`], [`audit`]), and what joins them ([`engine`],
//! [`exchange`], [`middleware`], [`config`]). [`guide`] is for reading: operation, evidence,
//! words, speed, caches, leaks.
//!
//! # Features
//! JSON, JSON Lines and plain text are always read.
//!
//! - `jwt` (default): signed tokens and the sealed session.
//! - `html`: pages, scripts and what they load, unit by unit; without it each is judged whole.
//! - `feeds`: XML, server-sent events, CSV and `multipart/mixed`; without it each is judged whole.
//! - `coding`: compressed bodies; without it they are withheld.
//! - `charset`: charsets other than UTF-8; without it they are withheld.
//! - `gateway`: the reverse proxy.
//! - `cli`: the binary, with all of the above.
//! - `full`: everything.
//!
//! A feature that is off withholds more and shows nothing more.

#![cfg_attr(
    test,
    allow(
        clippy::string_slice,
        reason = "in tests a wrong offset is a failure, and should be one"
    )
)]

pub mod age;
pub mod assurance;
pub mod attribute;
pub mod audit;
pub mod category;
pub mod charset;
pub mod classify;
#[cfg(feature = "cli")]
pub mod cli;
pub mod clock;
pub mod config;
pub mod engine;
pub mod exchange;
mod field;
pub mod gate;
#[cfg(feature = "gateway")]
pub mod gateway;
pub mod guide;
pub mod jurisdiction;
pub mod lexicon;
pub mod middleware;
pub mod policy;
pub mod representation;
pub mod rewrite;
pub mod text;

pub use engine::{Engine, EngineHandle};
pub use middleware::AgeGateLayer;

/// The README's examples run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
