//! Parts of a listing that it only refers to: what a normalised store holds beside it
//! (`{"__ref": "Variant:7"}`), the `included` resources of JSON:API, the `includes` of Contentful,
//! the nodes of a `@graph` of JSON-LD, lists of what listings own (`owned`), and `stores` of one map
//! for each kind.
//!
//! When a listing goes, so does what nothing refers to any more. What something refers to that stays
//! stays, and so does what nobody ever referred to.
//!
//! 1. In a document that is there as a whole every reference is known, and what they say counts as
//!    the listing's own words.
//! 2. In a stream those are that came before: a part that stands before its listing stays.
//! 3. In a store that is one map of everything a listing may lead to others of its kind, which are
//!    judged by themselves alone.

mod places;
mod reader;
#[cfg(test)]
mod tests;

pub(in crate::rewrite::json) use places::Places;
pub(in crate::rewrite::json) use reader::stands_alone;

use super::node::Edit;
use super::stores::Stores;
use super::tape::Tape;
use super::units::Settler;
use crate::rewrite::{Judge, Withheld};
use reader::{Above, Part, Reader, Reference};
use std::collections::{HashMap, HashSet};

/// What is referred to in what went and in what stayed, in keyed hashes.
#[derive(Debug, Default)]
pub(super) struct Referred {
    /// With the kind of what refers to it, if that is known and all of one kind.
    lost: HashMap<u64, Option<u64>>,
    kept: HashSet<u64>,
    /// Whether more went than is remembered: then every part goes that nothing refers to which stays.
    full: bool,
}

impl Referred {
    /// Whether anything is looked for.
    pub(super) fn is_active(&self) -> bool {
        !self.lost.is_empty()
    }

    /// Takes in the first `to` nodes, which are decided; what goes with what went.
    fn take(&mut self, mut read: Reader<'_>, to: u32, bound: usize) -> Vec<(u32, Edit)> {
        let tape = read.tape;
        let references: Vec<Reference> = (0..to).filter_map(|at| read.reference(at)).collect();
        let named: HashSet<u64> = references.iter().map(|reference| reference.to).collect();
        let mut parts: Vec<Part> = (0..to)
            .filter_map(|at| read.part(at))
            .filter(|part| {
                let is_lost = self.lost.contains_key(&part.name) || self.full && part.addressed;
                is_lost || named.contains(&part.name)
            })
            .collect();
        let mut inside: Vec<usize> = Vec::new();
        let mut coming = 0;
        let mut gone_until = 0;
        let mut outside = Vec::new();
        let mut at = 0;
        for Reference { at: place, to: name } in references {
            while at <= place {
                if tape.get(at).is_some_and(|node| matches!(node.edit, Edit::Drop | Edit::Null)) {
                    gone_until = tape.get(at).map_or(at, |node| node.next).max(gone_until);
                }
                at += 1;
            }
            while parts.get(coming).is_some_and(|part| part.at <= place) {
                inside.push(coming);
                coming += 1;
            }
            while inside.pop_if(|at| parts.get(*at).is_none_or(|part| part.end <= place)).is_some()
            {
            }
            let around = inside.last().and_then(|at| parts.get_mut(*at));
            match around {
                around if place < gone_until => {
                    let kind = around.and_then(|part| part.kind);
                    self.full |= !lose(&mut self.lost, name, kind, bound);
                }
                Some(part) => part.refers_to.push((place, name)),
                None => {
                    outside.push((place, name));
                    keep(&mut self.kept, name, bound);
                }
            }
        }
        let mut edits = Vec::new();
        let gone: HashSet<u64> =
            parts.iter().filter(|part| part.gone).map(|part| part.name).collect();
        if !gone.is_empty() {
            let left = parts.iter().filter(|part| !part.gone).flat_map(|part| &part.refers_to);
            let left: Vec<u32> = left
                .chain(&outside)
                .filter(|(_, to)| gone.contains(to))
                .map(|(at, _)| *at)
                .collect();
            edits.extend(left.into_iter().filter_map(|at| match read.depends(at) {
                Some(around) => Some((around, Edit::Drop)),
                None => read.without(at),
            }));
        }
        let orphans = self.orphans(parts, bound);
        edits.extend(orphans.into_iter().map(|at| (at, Edit::Drop)));
        edits
    }

    /// Which parts only what went leads to.
    fn orphans(&mut self, parts: Vec<Part>, bound: usize) -> Vec<u32> {
        let parts: Vec<Part> = parts.into_iter().filter(|part| !part.gone).collect();
        let mut called: HashMap<u64, Vec<usize>> = HashMap::new();
        for (nth, part) in parts.iter().enumerate() {
            called.entry(part.name).or_default().push(nth);
        }
        let of = |name: &u64| called.get(name).into_iter().flatten().copied();
        // All that it leads to, and then what of this something else leads to as well.
        let mut lost = self.lost.clone();
        let mut doubted: HashSet<usize> = HashSet::new();
        let mut names: Vec<u64> =
            called.keys().filter(|name| self.full || lost.contains_key(name)).copied().collect();
        while let Some(name) = names.pop() {
            for nth in of(&name) {
                let Some(part) = parts.get(nth).filter(|part| !part.stays) else { continue };
                let kind = lost.get(&name).copied().flatten();
                let is_known = lost.contains_key(&name) && (kind.is_none() || kind != part.kind);
                let is_lost = is_known || self.full && part.addressed;
                if !is_lost || !doubted.insert(nth) {
                    continue;
                }
                for (_, to) in &part.refers_to {
                    lose(&mut lost, *to, part.kind, usize::MAX);
                    names.push(*to);
                }
            }
        }
        for (nth, part) in parts.iter().enumerate() {
            if !doubted.contains(&nth) {
                part.refers_to.iter().for_each(|(_, to)| keep(&mut self.kept, *to, bound));
            }
        }
        names.extend(called.keys().filter(|name| self.kept.contains(name)));
        while let Some(name) = names.pop() {
            for nth in of(&name).filter(|nth| doubted.remove(nth)) {
                for (_, to) in parts.get(nth).into_iter().flat_map(|part| &part.refers_to) {
                    keep(&mut self.kept, *to, bound);
                    names.push(*to);
                }
            }
        }
        let orphans = parts.iter().enumerate().filter(|(nth, _)| doubted.contains(nth));
        let orphans: Vec<&Part> = orphans.map(|(_, part)| part).collect();
        for part in &orphans {
            for (_, to) in &part.refers_to {
                self.full |= !lose(&mut self.lost, *to, part.kind, bound);
            }
        }
        orphans.into_iter().map(|part| part.at).collect()
    }
}

/// Remembers what something refers to that stays, while there is room.
fn keep(names: &mut HashSet<u64>, name: u64, bound: usize) {
    if names.len() < bound {
        names.insert(name);
    }
}

/// Remembers what something of a kind refers to that went; `false` if there is no room.
fn lose(names: &mut HashMap<u64, Option<u64>>, name: u64, kind: Option<u64>, bound: usize) -> bool {
    if names.len() >= bound && !names.contains_key(&name) {
        return false;
    }
    let known = names.entry(name).or_insert(kind);
    if *known != kind {
        *known = None;
    }
    true
}

impl Settler {
    /// Whether something else says what the value at `at` is: a price or picture that a listing
    /// refers to needs no name of its own.
    pub(super) fn is_referred_to(&self, tape: &Tape, source: &str, at: u32) -> bool {
        let mut read = Reader::new(tape, source);
        read.above = Above {
            included: self.included,
            says: self.says_above,
            name: &self.gather.above,
            chained: self.chained_above,
        };
        let part = read.part(at);
        let named = part.is_some_and(|part| {
            let kept = self.referred.kept.contains(&part.name);
            part.stays || kept || self.places.refer_to(part.name)
        });
        let end = tape.get(at).map_or(at, |node| node.next.min(tape.len()));
        named || tape.refers && (at..end).any(|at| read.depends(at).is_some())
    }

    /// Takes out what only that refers to which went, of the first `to` nodes of the tape. Whether
    /// the first of them is taken out.
    pub(super) fn forget(
        &mut self,
        tape: &mut Tape,
        source: &str,
        to: u32,
        judge: &mut dyn Judge,
    ) -> bool {
        let stores = match self.whole && self.changed {
            true => Stores::read(tape, source),
            false => Stores::default(),
        };
        if !tape.refers && !self.referred.is_active() && stores.is_empty() {
            return false;
        }
        let above = Above {
            included: self.included,
            says: self.says_above,
            name: &self.gather.above,
            chained: self.chained_above,
        };
        let read = Reader::new(tape, source).among(&stores, above);
        let orphans = self.referred.take(read, to, self.limits.swept_identifiers);
        for (at, edit) in &orphans {
            self.note_decision();
            judge.withheld(super::judging::position(tape, *at), Withheld::Swept);
            self.mark(tape, *at, *edit);
        }
        // What lists a thing by its identifier goes with it.
        for entry in stores.entries(tape, source, orphans.iter().map(|(at, _)| *at)) {
            self.mark(tape, entry, Edit::Drop);
        }
        orphans.contains(&(0, Edit::Drop))
    }
}
