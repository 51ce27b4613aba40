//! Several documents of one page whose nodes refer to each other by `@id`: blocks of JSON-LD.

use super::Referred;
use crate::rewrite::Judge;
use crate::rewrite::json::names::Says;
use crate::rewrite::json::whole::Document;

/// What went and what stayed of all of them refers to.
#[derive(Debug, Default)]
pub(in crate::rewrite) struct Linked(Referred);

impl Linked {
    /// Whether nodes of the text may be referred to from elsewhere.
    pub(in crate::rewrite) fn may_hold(bytes: &[u8]) -> bool {
        memchr::memmem::find(bytes, b"\"@id\"").is_some()
    }
}

impl Document {
    /// Takes out what only that refers to which went from this document or another one. Where all are
    /// asked twice, the order in which they stand makes no difference.
    pub(in crate::rewrite) fn link(
        &mut self,
        bytes: &[u8],
        linked: &mut Linked,
        judge: &mut dyn Judge,
    ) {
        let source = simdutf8::basic::from_utf8(bytes).unwrap_or_default();
        let len = self.tape.len();
        let Self { tape, settler } = self;
        std::mem::swap(&mut settler.referred, &mut linked.0);
        let above = (settler.says_above, settler.chained_above);
        (settler.says_above, settler.chained_above) = (Says::REFERENCE, true);
        let refers = std::mem::replace(&mut tape.refers, true);
        settler.forget(tape, source, len, judge);
        tape.refers = refers;
        (settler.says_above, settler.chained_above) = above;
        std::mem::swap(&mut settler.referred, &mut linked.0);
    }
}
