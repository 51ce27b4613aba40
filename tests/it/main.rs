//! Everything that is tested from outside, in one binary.

/// A module imports only from modules above its own.
mod architecture;
/// The three ways to wrap a storefront: axum, bare hyper, a tower function.
mod wrapping;
