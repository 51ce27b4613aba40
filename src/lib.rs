//! agegate takes age-restricted and illegal listings out of storefront responses on the server.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod age;
pub mod assurance;
pub mod category;
pub mod classify;
pub mod clock;
pub mod jurisdiction;
pub mod lexicon;
pub mod policy;
pub mod rewrite;
pub mod text;
