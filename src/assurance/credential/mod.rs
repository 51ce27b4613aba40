//! Signed evidence, one file per format.

pub(super) mod jose;
pub(super) mod jwks;
pub(super) mod key_store;
