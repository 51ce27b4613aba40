//! Candidates in a folded text: the one file that knows aho-corasick.
//!
//! Most terms begin at a word edge, so the automaton is walked from word edges only, and only
//! where the first letters are those of some term; a search of every byte runs at a third of the
//! speed with ten thousand terms, because each letter of each innocent word is a cache miss. Terms
//! with an open start are looked for at every letter by a gate of their own.

use std::ops::Range;

use aho_corasick::automaton::{Automaton, OverlappingState, StateID};
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, BuildError, Input, MatchKind};

use super::doors::Doors;
use crate::text::{Folded, Skim};

/// An automaton over folded patterns, with gates before it.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    automaton: NFA,
    doors: Doors,
    at_edges: Gate,
    anywhere: Option<Gate>,
}

impl Finder {
    /// Compiles patterns, each with whether it may begin inside a word.
    pub(super) fn new(patterns: &[(String, bool)]) -> Result<Self, BuildError> {
        let automaton = NFA::builder()
            .match_kind(MatchKind::Standard)
            .prefilter(false)
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
            if self.doors.may_open(bytes, at, edge) && self.passes(bytes, at, edge) {
                self.walk(bytes, at, sink);
            }
        }
    }

    /// Whether any pattern that `counts` at its range stands where
    /// [`candidates`](Self::candidates) would look; asked of none behind it.
    pub(super) fn finds(
        &self,
        skim: &Skim,
        counts: &mut dyn FnMut(Range<usize>, usize) -> bool,
    ) -> bool {
        let bytes = skim.bytes();
        self.doors.any(bytes, skim.edges(), &mut |at, edge| {
            if !self.passes(bytes, at, edge) {
                return false;
            }
            let mut found = false;
            self.walk(bytes, at, &mut |range, pattern| found = found || counts(range, pattern));
            found
        })
    }

    fn passes(&self, bytes: &[u8], at: usize, edge: bool) -> bool {
        let gate = if edge { Some(&self.at_edges) } else { self.anywhere.as_ref() };
        gate.is_some_and(|gate| gate.passes(head(bytes, at)))
    }

    fn walk(&self, bytes: &[u8], at: usize, sink: &mut dyn FnMut(Range<usize>, usize)) {
        let input = Input::new(bytes).span(at..bytes.len()).anchored(Anchored::Yes);
        let mut state = OverlappingState::start();
        while self.automaton.try_find_overlapping(&input, &mut state).is_ok() {
            let Some(found) = state.get_match() else { break };
            // A state also holds the patterns that end its own: they have their own start.
            if found.start() == at {
                sink(found.range(), found.pattern().as_usize());
            }
        }
    }
}

/// A step in the automaton, letter by letter from the beginning of a pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    state: StateID,
    bytes: usize,
}

impl Finder {
    /// The step before the first letter.
    pub(super) fn first_step(&self) -> Option<Step> {
        let state = self.automaton.start_state(Anchored::Yes).ok()?;
        Some(Step { state, bytes: 0 })
    }

    /// The step behind one more folded letter, if any pattern goes on with it.
    pub(super) fn step(&self, from: Step, letter: char) -> Option<Step> {
        let mut encoded = [0; 4];
        letter.encode_utf8(&mut encoded).bytes().try_fold(from, |step, byte| {
            let state = self.automaton.next_state(Anchored::Yes, step.state, byte);
            let is_dead = self.automaton.is_dead(state);
            (!is_dead).then_some(Step { state, bytes: step.bytes + 1 })
        })
    }

    /// The patterns that end here.
    pub(super) fn ends(&self, step: Step) -> impl Iterator<Item = usize> {
        let automaton = &self.automaton;
        let count =
            if automaton.is_match(step.state) { automaton.match_len(step.state) } else { 0 };
        let ended = (0..count).map(move |index| automaton.match_pattern(step.state, index));
        // A state also holds the patterns that end its own.
        ended
            .filter(move |pattern| automaton.pattern_len(*pattern) == step.bytes)
            .map(|pattern| pattern.as_usize())
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

/// How many first bytes of a pattern a gate looks at: the most of these that the pattern has.
const DEPTHS: [u32; 4] = [8, 6, 5, 4];
/// The same for the few patterns that are shorter.
const SHORTER: [u32; 3] = [3, 2, 1];
/// A gate has at least so many blocks, 8 KiB.
const LEAST: u32 = 8;
/// And at most so many, 512 KiB: what the second level cache holds beside the text.
const MOST: u32 = 14;

/// Which first letters may begin a pattern, with false passes and no false refusals. What four of
/// them begin is in one block, of which each word has a bit for each beginning of one depth.
#[derive(Clone, Debug)]
struct Gate {
    blocks: Box<[[u64; DEPTHS.len()]]>,
    bits: u32,
    shorter: [Option<Bitmap>; SHORTER.len()],
}

/// 4 KiB.
#[derive(Clone, Debug)]
struct Bitmap(Box<[u64]>);

impl Bitmap {
    const BITS: u32 = 15;

    fn admit(&mut self, head: u64, depth: u32) {
        if let Some(word) = self.0.get_mut(Self::word(head, depth)) {
            *word |= bit(head, depth);
        }
    }

    fn has(&self, head: u64, depth: u32) -> bool {
        let word = self.0.get(Self::word(head, depth));
        word.is_some_and(|word| word & bit(head, depth) != 0)
    }

    const fn word(head: u64, depth: u32) -> usize {
        (hash(head, depth) >> (64 - Self::BITS + 6)) as usize
    }
}

impl Default for Bitmap {
    fn default() -> Self {
        Self(vec![0; 1 << (Self::BITS - 6)].into())
    }
}

impl Gate {
    fn of<'p>(patterns: impl Iterator<Item = &'p (String, bool)> + Clone) -> Self {
        let patterns = patterns.map(|(pattern, _)| (head(pattern.as_bytes(), 0), pattern.len()));
        let mut heads: Vec<u64> = patterns.clone().map(|(head, _)| hash(head, 4)).collect();
        heads.sort_unstable();
        heads.dedup();
        let bits = heads.len().next_power_of_two().ilog2().clamp(LEAST, MOST);
        let blocks = vec![Default::default(); 1 << bits].into();
        let mut gate = Self { blocks, bits, shorter: Default::default() };
        patterns.for_each(|(head, len)| gate.admit(head, len));
        gate
    }

    fn admit(&mut self, head: u64, len: usize) {
        let fits = |depth: &u32| len >= *depth as usize;
        let block = self.block(head);
        if let Some(block) = self.blocks.get_mut(block)
            && let Some((word, depth)) = block.iter_mut().zip(DEPTHS).find(|(_, depth)| fits(depth))
        {
            *word |= bit(head, depth);
        } else if let Some((level, depth)) =
            self.shorter.iter_mut().zip(SHORTER).find(|(_, depth)| fits(depth))
        {
            level.get_or_insert_default().admit(head, depth);
        }
    }

    fn passes(&self, head: u64) -> bool {
        let in_block = self.blocks.get(self.block(head)).is_some_and(|block| {
            let words = block.iter().zip(DEPTHS);
            words.fold(0, |all, (word, depth)| all | word & bit(head, depth)) != 0
        });
        let shorter = || self.shorter.iter().zip(SHORTER);
        in_block
            || shorter()
                .any(|(level, depth)| level.as_ref().is_some_and(|level| level.has(head, depth)))
    }

    const fn block(&self, head: u64) -> usize {
        (hash(head, 4) >> (64 - self.bits)) as usize
    }
}

/// Of the first `depth` bytes; its uppermost bits depend on all of them.
#[inline(always)]
const fn hash(head: u64, depth: u32) -> u64 {
    (head << (64 - depth * 8)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// One of 64, by other bits of the same bytes than those that choose a block.
#[inline(always)]
const fn bit(head: u64, depth: u32) -> u64 {
    1 << ((head << (64 - depth * 8)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 58)
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
