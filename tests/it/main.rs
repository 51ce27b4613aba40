//! Everything that is tested from outside, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that meets what it does not expect should fail at that line"
)]

/// A module imports only from modules above its own.
mod architecture;
/// What all bodies together may hold, and for how long.
#[cfg(feature = "html")]
mod budget;
/// Disguised words of the shipped lexicon, and innocent lookalikes.
mod disguise;
/// Carries bytes through the kernel.
mod drive;
/// The gate on instructions: what it refuses.
mod gate;
/// Bad input from upstream and from clients.
mod hostile;
/// Nothing restricted comes out beside the body.
#[cfg(feature = "coding")]
mod leaks;
/// What a long body costs in memory.
mod memory;
/// What is remembered changes nothing but the time.
mod remembered;
/// Pages of the common shop platforms.
#[cfg(feature = "html")]
mod shops;
/// The gateway over real sockets.
#[cfg(all(feature = "gateway", feature = "coding", feature = "html", feature = "feeds"))]
mod sockets;
/// Ages that depend on more than the category.
mod thresholds;
/// What a browser builds of what is left of a page, and of XML.
#[cfg(all(feature = "html", feature = "feeds"))]
mod trees;
/// The three ways to wrap a storefront: axum, bare hyper, a tower function.
mod wrapping;

/// The binary: exit codes, results and reports.
#[cfg(feature = "cli")]
mod cli;
