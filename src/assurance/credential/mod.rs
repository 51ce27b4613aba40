//! Signed evidence, one file per format.

pub(super) mod jose;
pub(super) mod jwks;
