//! A storefront's surroundings on sockets.

pub mod demo;
