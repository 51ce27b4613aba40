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
        self.doors.any(bytes, folded.edges(), &mut |at, edge| {
            if self.passes(bytes, at, edge) {
                self.walk(bytes, at, sink);
            }
            false
        });
    }

    /// Whether any pattern that `counts` at its range stands where
    /// [`candidates`](Self::candidates) would look; asked of none behind it.
    pub(super) fn finds(
        &self,
        skim: &Skim,
        counts: &mut dyn FnMut(Range<usize>, usize) -> bool,
    ) -> bool {
        let bytes = skim.bytes();
        self.doors.any(bytes, skim.edges().iter().copied(), &mut |at, edge| {
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

/// How many first bytes of a pattern a gate looks at, the most of these that the pattern has:
/// short ones, which are sorted by their first four,
type Near = Blocks<5, 4>;
/// long ones, sorted by their first six, since no six begin as many as some four do,
type Far = Blocks<8, 6>;
/// and the few that are shorter than all these; what has one byte alone is looked up.
type Least = Blocks<3, 2>;

/// Which first letters may begin a pattern, with false passes and no false refusals.
#[derive(Clone, Debug)]
struct Gate {
    far: Far,
    near: Near,
    least: Least,
    /// A bit for each byte that is a pattern by itself.
    single: [u64; 4],
}

/// Beginnings of two depths; those with the same first bytes, as many as the lesser one, share a
/// block, of which each word has two bits for each beginning of one depth.
#[derive(Clone, Debug)]
struct Blocks<const MORE: u32, const LESS: u32> {
    words: Box<[[u64; 2]]>,
    bits: u32,
}

impl<const MORE: u32, const LESS: u32> Blocks<MORE, LESS> {
    /// At least so many blocks, 4 KiB.
    const LEAST: u32 = 8;
    /// And at most so many, 512 KiB: what the second level cache holds beside the text.
    const MOST: u32 = 15;

    /// Whether it takes patterns of so many bytes.
    const fn takes(len: usize) -> bool {
        len >= LESS as usize
    }

    /// Lets patterns in, by their beginning and their length.
    fn of(patterns: &[(u64, usize)]) -> Self {
        let mut heads: Vec<u64> = patterns.iter().map(|(head, _)| hash(*head, MORE)).collect();
        heads.sort_unstable();
        heads.dedup();
        let bits = heads.len().next_power_of_two().ilog2().clamp(Self::LEAST, Self::MOST);
        let mut blocks = Self { words: vec![Default::default(); 1 << bits].into(), bits };
        for (head, len) in patterns {
            let block = blocks.block(*head);
            let Some([more, less]) = blocks.words.get_mut(block) else { continue };
            let (word, depth) = if *len >= MORE as usize { (more, MORE) } else { (less, LESS) };
            *word |= self::bits(*head, depth);
        }
        blocks
    }

    const fn block(&self, head: u64) -> usize {
        (hash(head, LESS) >> (64 - self.bits)) as usize
    }

    #[inline(always)]
    fn has(&self, head: u64) -> bool {
        let words = self.words.get(self.block(head));
        words.is_some_and(|[more, less]| {
            bits(head, MORE) & !more == 0 || bits(head, LESS) & !less == 0
        })
    }
}

impl Gate {
    fn of<'p>(patterns: impl Iterator<Item = &'p (String, bool)>) -> Self {
        let patterns = patterns.map(|(pattern, _)| (head(pattern.as_bytes(), 0), pattern.len()));
        let (far, rest): (Vec<_>, Vec<_>) = patterns.partition(|(_, len)| Far::takes(*len));
        let (near, rest): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|(_, len)| Near::takes(*len));
        let (least, rest): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|(_, len)| Least::takes(*len));
        let mut single = [0; 4];
        for (head, _) in rest {
            let (word, bit) = Self::single(head);
            single.iter_mut().skip(word).take(1).for_each(|word| *word |= bit);
        }
        Self { far: Blocks::of(&far), near: Blocks::of(&near), least: Blocks::of(&least), single }
    }

    /// Which bit stands for a first byte.
    const fn single(head: u64) -> (usize, u64) {
        ((head >> 6 & 3) as usize, 1 << (head & 63))
    }

    fn passes(&self, head: u64) -> bool {
        let (word, bit) = Self::single(head);
        self.far.has(head)
            || self.near.has(head)
            || self.least.has(head)
            || self.single.get(word).is_some_and(|word| word & bit != 0)
    }
}

/// Of the first `depth` bytes; its uppermost bits depend on all of them.
#[inline(always)]
const fn hash(head: u64, depth: u32) -> u64 {
    (head << (64 - depth * 8)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Two of 64, by other bits of the same bytes than those that choose a block.
#[inline(always)]
const fn bits(head: u64, depth: u32) -> u64 {
    let hash = (head << (64 - depth * 8)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    1 << (hash >> 58) | 1 << (hash >> 52 & 63)
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
            let edges: Vec<bool> =
                (0..folded.bytes().len()).map(|at| folded.has_edge(at..at + 1)).collect();
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
