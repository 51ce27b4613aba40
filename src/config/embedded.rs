//! The shipped configuration, part of the program.

/// Path below `config/` and contents, sorted by path.
pub(super) static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
