//! Which four folded letters may begin a pattern: tables small enough for the second level cache,
//! of which text asks for few lines. Word edges are asked for one by one, since nearly all patterns
//! begin at one; the few that may begin anywhere have a table of their own.

use crate::text::{BLOCK, FOUR, SYMBOL, fours};

/// As many letters as are looked at: with as many terms as are shipped, half of all words begin with
/// three letters of one.
const LETTERS: usize = FOUR;
const INDEX: u32 = (1 << (LETTERS as u32 * SYMBOL)) - 1;
const TABLE: usize = 1 << (LETTERS as u32 * SYMBOL - 6);

/// One bit for each four letters, the first in the lowest bits of the index: 128 KiB, of which text
/// asks for few.
#[derive(Clone, Debug)]
struct Heads(Box<[u64; TABLE]>);

/// The beginnings of all patterns.
#[derive(Clone, Debug, Default)]
pub(super) struct Doors {
    at_edges: Heads,
    /// `None` where no pattern may begin inside a word.
    anywhere: Option<Anywhere>,
}

/// The beginnings of those that may begin anywhere.
#[derive(Clone, Debug, Default)]
struct Anywhere {
    exact: Heads,
    /// Those, and the letters behind the first: asked of every second place, one of the two
    /// stands there.
    either: Heads,
}

impl Default for Heads {
    fn default() -> Self {
        // Made where it stays: it is larger than some stacks.
        Self(vec![0; TABLE].try_into().unwrap_or_else(|_| Box::new([0; TABLE])))
    }
}

impl Heads {
    fn admit(&mut self, pattern: &[u8]) {
        let letters = pattern.iter().take(LETTERS);
        let known = SYMBOL * letters.len() as u32;
        let head = letters.rev().fold(0, |head, byte| head << SYMBOL | symbol(*byte));
        // What follows a shorter pattern may be anything.
        for rest in 0..(INDEX + 1) >> known {
            let index = head | rest << known;
            if let Some(word) = self.0.get_mut((index >> 6) as usize) {
                *word |= 1 << (index & 63);
            }
        }
    }

    #[inline(always)]
    fn has(&self, index: u32) -> bool {
        self.bit(index) & 1 != 0
    }

    /// In the lowest bit whether it has one.
    #[inline(always)]
    fn bit(&self, index: u32) -> u64 {
        let word = self.0.get((index >> 6) as usize & (TABLE - 1)).copied().unwrap_or_default();
        word >> (index & 63)
    }
}

impl Doors {
    /// Lets a pattern in, at word edges and, if it is open, anywhere.
    pub(super) fn admit(&mut self, pattern: &[u8], open: bool) {
        self.at_edges.admit(pattern);
        if open {
            let anywhere = self.anywhere.get_or_insert_default();
            anywhere.exact.admit(pattern);
            anywhere.either.admit(pattern);
            anywhere.either.admit(pattern.get(1..).unwrap_or_default());
        }
    }

    /// Whether `stands` is true of any place where a pattern may begin; it is told whether the
    /// place is a word edge. `edges` has one bit for each byte, in blocks.
    pub(super) fn any(
        &self,
        bytes: &[u8],
        edges: impl Iterator<Item = u64>,
        stands: &mut dyn FnMut(usize, bool) -> bool,
    ) -> bool {
        let mut heads = [0; BLOCK];
        for (from, edges) in (0..).step_by(BLOCK).zip(edges) {
            let Some(rest) = bytes.get(from..).filter(|rest| !rest.is_empty()) else { break };
            match rest.first_chunk() {
                Some(letters) => fours(letters, &mut heads),
                None => {
                    let mut last = [0; BLOCK + LETTERS - 1];
                    if let Some(last) = last.get_mut(..rest.len()) {
                        last.copy_from_slice(rest);
                    }
                    fours(&last, &mut heads);
                }
            }
            let places = rest.len().min(BLOCK);
            let mut left = edges;
            while left != 0 {
                let at = left.trailing_zeros() as usize;
                left &= left - 1;
                let may_open = heads.get(at).is_some_and(|head| self.at_edges.has(*head));
                if may_open && at < places && stands(from + at, true) {
                    return true;
                }
            }
            let inside = |at: usize| edges >> at & 1 == 0 && at < places;
            if self.anywhere.as_ref().is_some_and(|anywhere| {
                anywhere.any(&heads, &mut |at| inside(at) && stands(from + at, false))
            }) {
                return true;
            }
        }
        false
    }
}

impl Anywhere {
    /// Whether `stands` is true of any place of a block where one may begin.
    fn any(&self, heads: &[u32; BLOCK], stands: &mut dyn FnMut(usize) -> bool) -> bool {
        let (eights, _) = heads.as_chunks::<8>();
        for (at, eight) in (0..).step_by(8).zip(eights) {
            // The first of each two, or the second.
            let [_, first, _, second, _, third, _, fourth] = *eight;
            let may = self.either.bit(first)
                | self.either.bit(second)
                | self.either.bit(third)
                | self.either.bit(fourth);
            if may & 1 != 0 && self.any_of(eight, at, stands) {
                return true;
            }
        }
        false
    }

    #[inline(never)]
    fn any_of(&self, eight: &[u32; 8], from: usize, stands: &mut dyn FnMut(usize) -> bool) -> bool {
        let mut places = (from..).zip(eight);
        places.any(|(at, head)| self.exact.has(*head) && stands(at))
    }
}

fn symbol(byte: u8) -> u32 {
    u32::from(byte) & ((1 << SYMBOL) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_beginning_is_a_door() {
        let mut doors = Doors::default();
        doors.admit(b"gin", false);
        doors.admit(b"wein", true);
        doors.admit(b"ab", false);
        doors.admit("\u{436}".as_bytes(), true);
        for (text, edges, at) in [
            ("gin", 0b1, &[0][..]),
            ("gin", 0, &[]),
            ("begin", 0b100, &[2]),
            ("begin", 0b1, &[]),
            ("rotwein", 0b1, &[3]),
            ("xab", 0b10, &[1]),
            ("xabc", 0b10, &[1]),
            ("ab", 0b1, &[0]),
            ("x\u{436}", 0b1, &[1]),
            ("", 0, &[]),
            ("gi", 0b1, &[]),
        ] {
            let mut found = Vec::new();
            let any = doors.any(text.as_bytes(), [edges].into_iter(), &mut |at, _| {
                found.push(at);
                false
            });
            assert!(!any);
            found.sort_unstable();
            assert_eq!(found, at, "{text}");
        }
        let long = "x".repeat(63) + "gin";
        let mut found = None;
        assert!(doors.any(long.as_bytes(), [1 << 63, 0].into_iter(), &mut |at, edge| {
            found = Some((at, edge));
            true
        }));
        assert_eq!(found, Some((63, true)));
        for length in [0, 1, 62, 63, 64, 65, 127, 128, 129] {
            let text = "x".repeat(length) + "gin";
            let mut edges = vec![0_u64; text.len() / 64 + 1];
            edges[length / 64] |= 1 << (length % 64);
            let mut found = Vec::new();
            doors.any(text.as_bytes(), edges.into_iter(), &mut |at, edge| {
                found.push((at, edge));
                false
            });
            assert_eq!(found, [(length, true)], "after {length}");
        }
    }
}
