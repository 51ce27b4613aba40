//! XML, streaming: feeds (RSS, Atom, Google Merchant), sitemaps, catalogues and whatever else repeats
//! elements with a name and an identifier, link or price.
//!
//! 1. `tokens` reads the bytes, leniently and in any split; `entities` what a declaration may say.
//! 2. `tape` notes the elements of what is held and the fields that make a listing.
//! 3. [`FeedRewriter`] passes on the elements around listings and holds one element at a time.
//! 4. `judging` says which unit each element is and what happens to it, `gather` what a unit says.
//!
//! Whole elements go, so that what was well-formed stays so; text outside lists is emptied.
//!
//! # Limits
//! A document of markup (`svg`, `html` in XML) is judged as one. Where elements do not nest, an end
//! tag closes what its name opened last, as feed readers have it.

mod entities;
mod gather;
mod judging;
mod locate;
mod names;
mod shelves;
mod stream;
mod tape;
#[cfg(test)]
mod tests;
mod tokens;

pub(in crate::rewrite) use locate::locate;
pub use names::Elements;
pub use stream::FeedRewriter;
