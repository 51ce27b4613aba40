//! Guides by task, for storefront engineers, operators and performance engineers. They hold text
//! only; what they promise is tested where it is built.

#[doc = include_str!("caches.md")]
pub mod caches {}

#[doc = include_str!("evidence.md")]
pub mod evidence {}

#[doc = include_str!("leaks.md")]
pub mod leaks {}

#[doc = include_str!("operate.md")]
pub mod operate {}

#[doc = include_str!("words.md")]
pub mod words {}

#[doc = include_str!("speed.md")]
#[doc = ""]
#[doc = include_str!("growth.svg")]
pub mod speed {}
