//! HTTP rules for a response that may change: what we may ask upstream, and what may be sent on.
//!
//! 1. A filtered representation depends on the viewer, so no shared cache may keep it and no
//!    validator of the unfiltered one may answer for it (RFC 9110 section 8.8, RFC 9111).
//! 2. A part of a representation cannot be judged, so ranges are not asked for (RFC 9110
//!    section 14).
//! 3. What cannot be read is withheld, decided from the head alone, before the body.

mod accept;
mod caching;
mod coding;
#[cfg(feature = "coding")]
mod decode;
#[cfg(feature = "coding")]
mod encode;
mod fields;
mod media_type;
mod request;
mod response;
mod sniff;
mod validators;

pub use accept::{accepted, forbids_change, name_coding};
pub use caching::{
    mark_bucket_dependent, mark_coding_dependent, mark_viewer_dependent, strip_validators,
};
pub use coding::Coding;
#[cfg(feature = "coding")]
pub use decode::{DECODE_STEP, DecodeError, Decoder};
#[cfg(feature = "coding")]
pub use encode::{EncodeError, Encoder};
pub use fields::{links, nameless_disposition, plain_target, say_field};
pub use media_type::MediaType;
pub use request::{ask_for_whole_plain_body, remove_alike, strip_method_overrides};
pub use response::{Unreadable, drop_body_metadata, readable};
pub use sniff::{Family, SNIFF_LEN, fits};
pub use validators::{Conditions, own_validator};
