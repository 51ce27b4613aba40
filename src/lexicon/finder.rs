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
        let mut doors = Doors::default();
        for (pattern, open) in patterns {
            doors.admit(pattern.as_bytes(), *open);
        }
        let open = patterns.iter().filter(|(_, open)| *open);
        let anywhere = open.clone().next().map(|_| Gate::of(open));
        Ok(Self { automaton, doors, at_edges: Gate::of(patterns.iter()), anywhere })
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
/// A level has at least so many bits, 16 KiB: what the first and second level caches hold beside
/// the text.
const LEAST: u32 = 17;
/// And at most so many, 256 KiB.
const MOST: u32 = 21;
/// A level has room for so many times as many beginnings as there are: one in so many others is
/// taken for one of them, and costs a walk.
const ROOM: usize = 16;

/// Which first letters may begin a pattern: a bitmap for each depth, with false passes and no
/// false refusals.
#[derive(Clone, Debug)]
struct Gate {
    first: Level,
    deeper: Vec<(u32, Level)>,
    /// For patterns too short for the first level.
    shorter: Vec<(u32, Level)>,
}

#[derive(Clone, Debug)]
struct Level {
    bitmap: Box<[u64]>,
    bits: u32,
}

impl Level {
    /// A level for so many beginnings.
    fn new(count: usize) -> Self {
        let bits = (count * ROOM).next_power_of_two().ilog2().clamp(LEAST, MOST);
        Self { bitmap: vec![0; 1 << (bits - 6)].into(), bits }
    }

    fn admit(&mut self, head: u64, depth: u32) {
        let slot = self.slot(head, depth);
        if let Some(word) = self.bitmap.get_mut(slot >> 6) {
            *word |= 1 << (slot & 63);
        }
    }

    fn passes(&self, head: u64, depth: u32) -> bool {
        let slot = self.slot(head, depth);
        self.bitmap.get(slot >> 6).is_some_and(|word| word >> (slot & 63) & 1 != 0)
    }

    fn slot(&self, head: u64, depth: u32) -> usize {
        let letters = head << (64 - depth * 8);
        (letters.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - self.bits)) as usize
    }
}

impl Gate {
    fn of<'p>(patterns: impl Iterator<Item = &'p (String, bool)> + Clone) -> Self {
        let depth =
            |pattern: &str| DEPTHS.into_iter().find(|depth| pattern.len() >= *depth as usize);
        let patterns =
            patterns.filter_map(|(text, _)| Some((head(text.as_bytes(), 0), depth(text)?)));
        let mut heads: Vec<(u32, u64)> = patterns
            .map(|(head, depth)| (depth, head << (64 - depth * 8) >> (64 - depth * 8)))
            .collect();
        heads.sort_unstable();
        heads.dedup();
        let long = heads.iter().filter(|(depth, _)| *depth >= FIRST);
        let mut first = Level::new(0);
        long.for_each(|(_, head)| first.admit(*head, FIRST));
        let mut gate = Self { first, deeper: Vec::new(), shorter: Vec::new() };
        for heads in heads.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((depth, _)) = heads.first() else { continue };
            let mut level = Level::new(heads.len());
            heads.iter().for_each(|(_, head)| level.admit(*head, *depth));
            let levels = if *depth < FIRST { &mut gate.shorter } else { &mut gate.deeper };
            // The deepest first: what passes it passes the gate.
            levels.insert(0, (*depth, level));
        }
        gate
    }

    fn passes(&self, head: u64) -> bool {
        let any = |levels: &[(u32, Level)]| {
            levels.iter().any(|(depth, level)| level.passes(head, *depth))
        };
        self.first.passes(head, FIRST) && any(&self.deeper) || any(&self.shorter)
    }
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
