//! Candidates in a folded text: the one file that knows aho-corasick.
//!
//! Most terms begin at a word edge, so the automaton is walked from word edges only, and only
//! where the first letters are those of some term; a search of every byte runs at a third of the
//! speed with ten thousand terms, because each letter of each innocent word is a cache miss. Terms
//! with an open start are looked for at every letter by a gate of their own.

use std::ops::Range;

use aho_corasick::automaton::OverlappingState;
use aho_corasick::{
    AhoCorasick, AhoCorasickKind, Anchored, BuildError, Input, MatchKind, StartKind,
};

use super::doors::Doors;
use crate::text::{Folded, Skim};

/// An automaton over folded patterns, with gates before it.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    automaton: AhoCorasick,
    doors: Doors,
    at_edges: Gate,
    anywhere: Option<Gate>,
}

impl Finder {
    /// Compiles patterns, each with whether it may begin inside a word.
    pub(super) fn new(patterns: &[(String, bool)]) -> Result<Self, BuildError> {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .start_kind(StartKind::Anchored)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(patterns.iter().map(|(pattern, _)| pattern))?;
        let mut at_edges = Gate::default();
        let mut anywhere = None;
        let mut doors = Doors::default();
        for (pattern, open) in patterns {
            doors.admit(pattern.as_bytes(), *open);
            at_edges.admit(pattern.as_bytes());
            if *open {
                anywhere.get_or_insert_with(Gate::default).admit(pattern.as_bytes());
            }
        }
        Ok(Self { automaton, doors, at_edges, anywhere })
    }

    /// Gives the folded range and the index of every pattern that stands at a possible word edge,
    /// and of every open one wherever it stands (and perhaps of others there).
    pub(super) fn candidates(&self, folded: &Folded, sink: &mut dyn FnMut(Range<usize>, usize)) {
        let bytes = folded.bytes();
        for (at, edge) in folded.edges().enumerate() {
            let gate = if edge { Some(&self.at_edges) } else { self.anywhere.as_ref() };
            if gate.is_some_and(|gate| gate.passes(head(bytes, at))) {
                self.walk(bytes, at, sink);
            }
        }
    }

    /// Whether any pattern that `counts` at its range stands where
    /// [`candidates`](Self::candidates) would look.
    pub(super) fn finds(&self, skim: &Skim, counts: &dyn Fn(Range<usize>, usize) -> bool) -> bool {
        let bytes = skim.bytes();
        self.doors.any(bytes, skim.edges(), &mut |at, edge| {
            let gate = if edge { Some(&self.at_edges) } else { self.anywhere.as_ref() };
            if !gate.is_some_and(|gate| gate.passes(head(bytes, at))) {
                return false;
            }
            let mut found = false;
            self.walk(bytes, at, &mut |range, pattern| found |= counts(range, pattern));
            found
        })
    }

    fn walk(&self, bytes: &[u8], at: usize, sink: &mut dyn FnMut(Range<usize>, usize)) {
        let input = Input::new(bytes).span(at..bytes.len()).anchored(Anchored::Yes);
        let mut state = OverlappingState::start();
        while self.automaton.try_find_overlapping(input.clone(), &mut state).is_ok() {
            let Some(found) = state.get_match() else { break };
            // A state also holds the patterns that end its own: they have their own start.
            if found.start() == at {
                sink(found.range(), found.pattern().as_usize());
            }
        }
    }
}

/// The eight bytes from `at` on, the first lowest, with zeros beyond the end.
fn head(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => {
            let rest = bytes.get(at..).unwrap_or_default();
            rest.iter().rev().fold(0, |head, byte| head << 8 | u64::from(*byte))
        }
    }
}

/// How many first bytes of a pattern a gate looks at: the most that the pattern has.
const DEPTHS: [u32; 6] = [8, 6, 4, 3, 2, 1];
/// What is looked at first: few positions pass it.
const FIRST: u32 = 3;
/// 16 KiB a level: what the first and second level caches hold beside the text.
const BITS: u32 = 17;

/// Which first letters may begin a pattern: a bitmap for each depth, with false passes and no
/// false refusals.
#[derive(Clone, Debug, Default)]
struct Gate {
    first: Level,
    deeper: Vec<(u32, Level)>,
    /// For patterns too short for the first level.
    shorter: Vec<(u32, Level)>,
}

#[derive(Clone, Debug)]
struct Level(Box<[u64]>);

impl Default for Level {
    fn default() -> Self {
        Self(vec![0; 1 << (BITS - 6)].into())
    }
}

impl Level {
    fn admit(&mut self, head: u64, depth: u32) {
        let slot = slot(head, depth);
        if let Some(word) = self.0.get_mut(slot >> 6) {
            *word |= 1 << (slot & 63);
        }
    }

    fn passes(&self, head: u64, depth: u32) -> bool {
        let slot = slot(head, depth);
        self.0.get(slot >> 6).is_some_and(|word| word >> (slot & 63) & 1 != 0)
    }
}

impl Gate {
    fn admit(&mut self, pattern: &[u8]) {
        let head = head(pattern, 0);
        let Some(depth) = DEPTHS.into_iter().find(|&depth| pattern.len() >= depth as usize) else {
            return;
        };
        let levels = if depth < FIRST { &mut self.shorter } else { &mut self.deeper };
        match levels.iter_mut().find(|(known, _)| *known == depth) {
            Some((_, level)) => level.admit(head, depth),
            None => {
                let mut level = Level::default();
                level.admit(head, depth);
                levels.push((depth, level));
            }
        }
        if depth >= FIRST {
            self.first.admit(head, FIRST);
        }
    }

    fn passes(&self, head: u64) -> bool {
        let any = |levels: &[(u32, Level)]| {
            levels.iter().any(|(depth, level)| level.passes(head, *depth))
        };
        self.first.passes(head, FIRST) && any(&self.deeper) || any(&self.shorter)
    }
}

fn slot(head: u64, depth: u32) -> usize {
    let letters = head << (64 - depth * 8);
    (letters.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::noise::Random;

    #[test]
    fn finds_what_a_search_of_every_byte_finds() {
        const SEED: u64 = 0x5eed_f17d_0000_0005;
        println!("seed {SEED:#x}");
        let words =
            ["s", "se", "sex", "sexto", "extoy", "sextoys", "toy", "啤酒", "酒", "gin", "ein"];
        let patterns: Vec<(String, bool)> =
            (0..).zip(words).map(|(index, word)| (word.to_owned(), index % 3 == 2)).collect();
        let finder = Finder::new(&patterns).unwrap();
        let mut random = Random(SEED);
        let mut folded = Folded::default();
        let mut total = 0;
        for _ in 0..2000 {
            folded.fold(&random.text(50));
            let edges: Vec<bool> = folded.edges().collect();
            let mut expected = Vec::new();
            for (index, (pattern, open)) in patterns.iter().enumerate() {
                for (at, edge) in edges.iter().enumerate() {
                    if folded.bytes()[at..].starts_with(pattern.as_bytes()) && (*open || *edge) {
                        expected.push((at, at + pattern.len(), index));
                    }
                }
            }
            let mut found = Vec::new();
            finder.candidates(&folded, &mut |range, index| {
                if patterns[index].1 || edges[range.start] {
                    found.push((range.start, range.end, index));
                }
            });
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected);
            total += found.len();
        }
        assert!(total > 1000, "only {total} candidates");
    }
}
