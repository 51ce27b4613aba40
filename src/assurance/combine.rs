//! Several proofs about one viewer → one assurance. More evidence never makes a viewer older than
//! the strictest of it.
//!
//! 1. The proof with the lowest upper bound wins; among equals the stronger class, then the higher
//!    lower bound, then the greater confidence. Bounds of different proofs are never mixed.
//! 2. Proofs that no age satisfies make a known minor. Who is called a known minor is below 18.
//! 3. Any refused evidence makes a known minor for this request, whatever else is proven.
//! 4. `Prefer: safe` makes a minor (RFC 8674); it never raises.

use super::{Assurance, Refusal};
use crate::age::{Age, AgeBounds};
use std::cmp::Reverse;

/// The age below which a proven viewer is a known minor.
const MAJORITY: Age = Age(18);

/// Proofs about one viewer. Nearly always there is one, which stands here itself.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    first: Option<Assurance>,
    more: Vec<Assurance>,
}

impl Proofs {
    pub(super) fn push(&mut self, proof: Assurance) {
        if self.first.is_none() {
            self.first = Some(proof);
        } else {
            self.more.push(proof);
        }
    }

    fn iter(&self) -> impl Iterator<Item = &Assurance> {
        self.first.iter().chain(&self.more)
    }
}

/// One assurance from all valid `proofs`. A conflict is added to `refusals`.
pub(super) fn combine(
    mut proofs: Proofs,
    refusals: &mut Vec<Refusal>,
    prefers_safe: bool,
) -> Assurance {
    for proof in proofs.first.iter_mut().chain(&mut proofs.more).filter(|proof| proof.known_minor) {
        let below = Age(MAJORITY.0 - 1);
        proof.bounds.upper = Some(proof.bounds.upper.map_or(below, |upper| upper.min(below)));
    }
    let upper = proofs.iter().filter_map(|proof| proof.bounds.upper).min();
    let lower = proofs.iter().map(|proof| proof.bounds.lower).max().unwrap_or(Age::ZERO);
    if (AgeBounds { lower, upper }).is_contradictory() {
        refusals.push(Refusal::Conflict);
    }
    let strictest = proofs.first.into_iter().chain(proofs.more).min_by_key(|proof| {
        let upper = proof.bounds.upper.map_or(u16::MAX, |age| u16::from(age.0));
        (upper, Reverse((proof.class, proof.bounds.lower, proof.confidence)))
    });
    let mut assurance = strictest.unwrap_or(Assurance::UNKNOWN);
    assurance.known_minor |= assurance.bounds.is_below(MAJORITY);
    if !refusals.is_empty() || prefers_safe {
        lower_to_minor(&mut assurance);
    }
    assurance
}

fn lower_to_minor(assurance: &mut Assurance) {
    assurance.bounds.lower = Age::ZERO;
    assurance.born_not_after = None;
    assurance.known_minor = true;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::age::Class;
    use crate::assurance::Confidence;

    fn combine(list: Vec<Assurance>, refusals: &mut Vec<Refusal>, prefers_safe: bool) -> Assurance {
        let mut proofs = Proofs::default();
        list.into_iter().for_each(|proof| proofs.push(proof));
        super::combine(proofs, refusals, prefers_safe)
    }

    fn proof(lower: u8, upper: Option<u8>, class: Class) -> Assurance {
        Assurance {
            bounds: AgeBounds { lower: Age(lower), upper: upper.map(Age) },
            class,
            confidence: Confidence::Standard,
            ..Assurance::UNKNOWN
        }
    }

    #[test]
    fn the_strictest_proof_wins() {
        let adult = proof(18, None, Class::Verified);
        let said = proof(21, None, Class::SelfDeclared);
        let teen = proof(15, Some(15), Class::Estimated);
        let young = proof(16, Some(20), Class::Estimated);
        // proofs → lower, upper, class, known minor
        let cases = [
            (vec![], (0, None, Class::SelfDeclared, false)),
            (vec![adult.clone()], (18, None, Class::Verified, false)),
            (vec![said.clone(), adult.clone()], (18, None, Class::Verified, false)),
            (vec![adult.clone(), said], (18, None, Class::Verified, false)),
            (vec![adult.clone(), young.clone()], (16, Some(20), Class::Estimated, false)),
            (vec![teen.clone()], (15, Some(15), Class::Estimated, true)),
            (vec![adult, teen], (0, Some(15), Class::Estimated, true)),
        ];
        for (proofs, (lower, upper, class, known_minor)) in cases {
            let shown = format!("{proofs:?}");
            let one = combine(proofs, &mut Vec::new(), false);
            let got =
                (one.bounds.lower.0, one.bounds.upper.map(|a| a.0), one.class, one.known_minor);
            assert_eq!(got, (lower, upper, class, known_minor), "{shown}");
        }
    }

    #[test]
    fn order_does_not_count() {
        let all = [
            proof(18, None, Class::Verified),
            proof(16, Some(30), Class::Estimated),
            proof(13, Some(30), Class::Verified),
        ];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let proofs = order.iter().map(|&i: &usize| all[i].clone()).collect();
            assert_eq!(combine(proofs, &mut Vec::new(), false), all[2], "{order:?}");
        }
    }

    #[test]
    fn conflict_refusal_and_preference_lower() {
        let adult = || proof(18, None, Class::Verified);
        let mut refusals = Vec::new();
        let both =
            combine(vec![adult(), proof(0, Some(17), Class::Inferred)], &mut refusals, false);
        assert_eq!(refusals, [Refusal::Conflict]);
        assert!(both.known_minor && both.bounds.lower == Age::ZERO);

        for (mut refusals, safe) in [(vec![Refusal::Signature], false), (vec![], true)] {
            let one = combine(vec![adult()], &mut refusals, safe);
            assert!(one.known_minor && !one.bounds.reaches(Age(1)), "{refusals:?} {safe}");
            assert_eq!(one.born_not_after, None);
        }
    }

    #[test]
    fn a_preference_never_raises() {
        for proofs in [vec![], vec![proof(0, Some(12), Class::Verified)]] {
            let plain = combine(proofs.clone(), &mut Vec::new(), false);
            let safe = combine(proofs, &mut Vec::new(), true);
            assert!(
                safe.bounds.lower <= plain.bounds.lower && safe.bounds.upper == plain.bounds.upper
            );
        }
    }
}
