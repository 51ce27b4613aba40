//! Stand-ins until the rooms that own these types are here.
#![allow(missing_docs, reason = "stand-ins")]
use crate::category::Category;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: Arc<str>,
    pub line: u32,
    pub column: u32,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceTerm {
    pub text: String,
    pub place: Place,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermFile {
    pub category: Category,
    pub language: String,
    pub strong: Vec<SourceTerm>,
    pub weak: Vec<SourceTerm>,
    pub innocent: Vec<SourceTerm>,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes {
    pub category: Category,
    pub schema_org: Vec<String>,
    pub google: Vec<u32>,
    pub google_paths: Vec<String>,
    pub shopify: Vec<String>,
    pub leaves: Vec<String>,
}
