//! What a listing's parts say that stand elsewhere in the document.

use super::reader::{Reader, Reference};
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::json::names::Says;
use crate::rewrite::json::node::{Fields, Kind, Node};
use crate::rewrite::json::tape::Tape;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};

/// Where what is referred to stands, in a document that is there as a whole.
#[derive(Debug, Default)]
pub(in crate::rewrite::json) struct Places {
    parts: HashMap<u64, u32>,
    /// What is referred to.
    referred: HashSet<u64>,
    /// How many more values of parts are read.
    left: Cell<u32>,
}

/// Parts are read again with each listing that refers to them: so many of their values in a document.
const MOST: u32 = 1 << 20;

impl Places {
    pub(in crate::rewrite::json) fn read(tape: &Tape, source: &str) -> Self {
        if !tape.refers {
            return Self::default();
        }
        let mut read = Reader::new(tape, source);
        let parts = (0..tape.len()).filter_map(|at| read.part(at));
        let parts: HashMap<u64, u32> = parts.map(|part| (part.name, part.at)).collect();
        let mut referred = HashSet::new();
        if !parts.is_empty() {
            referred.extend((0..tape.len()).filter_map(|at| Some(read.reference(at)?.to)));
        }
        Self { parts, referred, left: Cell::new(MOST) }
    }

    /// Whether anything refers to what is called so.
    pub(super) fn refer_to(&self, name: u64) -> bool {
        self.referred.contains(&name)
    }

    /// Adds what the parts say that the listing at `at` refers to, by the role that it gives them.
    /// What is a listing itself says nothing of another one. Whether all of it was read.
    pub(in crate::rewrite::json) fn add(
        &self,
        tape: &Tape,
        source: &str,
        at: u32,
        facts: &mut Facts,
    ) -> bool {
        let Some(listing) = tape.get(at).filter(|_| !self.parts.is_empty()) else { return true };
        let mut read = Reader::new(tape, source);
        let (mut text, mut key) = (String::new(), String::new());
        for place in at..listing.next.min(tape.len()) {
            let Some(Reference { to, .. }) = read.reference(place) else { continue };
            let Some(part) = self.parts.get(&to).filter(|part| !(at..listing.next).contains(*part))
            else {
                continue;
            };
            let (Some(reference), Some(node)) = (tape.get(place), tape.get(*part)) else {
                continue;
            };
            let names = reference.role.is_naming();
            let other = node.wide.has(Fields::PRICE) || !names && node.is_candidate(true, false);
            if other || is_companion(tape, reference) {
                continue;
            }
            let values = node.next.saturating_sub(*part);
            let Some(left) = self.left.get().checked_sub(values) else { return false };
            self.left.set(left);
            for value in (*part..node.next.min(tape.len())).filter_map(|at| tape.get(at)) {
                if value.kind != Kind::Text || value.says.any(Says::REFERENCE) {
                    continue;
                }
                let role = match (reference.role, value.role) {
                    (Role::Other, role) => role,
                    (Role::Category | Role::Brand, Role::Description) => Role::ThirdParty,
                    (_, role @ (Role::Id | Role::Meta | Role::ThirdParty | Role::Seller)) => role,
                    (role, _) => role,
                };
                let key = tape.key(value, source, &mut key);
                facts.push(role, key, Scalar::Text(tape.text(value, source, &mut text)));
            }
        }
        true
    }
}

/// Whether a reference leads to another listing that stands beside this one.
fn is_companion(tape: &Tape, reference: &Node) -> bool {
    let mut around = Some(reference);
    for _ in 0..4 {
        let Some(node) = around else { return false };
        if node.says.any(Says::COMPANIONS) {
            return true;
        }
        around = tape.get(node.parent);
    }
    false
}
