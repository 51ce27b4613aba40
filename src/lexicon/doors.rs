//! Which four folded letters may begin a pattern: tables small enough for the second level cache,
//! of which text asks for few lines. Word edges are asked for one by one, since nearly all patterns
//! begin at one; the few that may begin anywhere have a table of their own.

use std::ops::Range;

/// Letters are told apart by five bits: `a` to `z` are, others may be taken for one of them.
const SYMBOL: u32 = 5;
/// How many letters are looked at: with as many terms as are shipped, half of all words begin with
/// three letters of one.
const LETTERS: usize = 4;
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
        let word = self.0.get((index >> 6) as usize).copied().unwrap_or_default();
        word >> (index & 63) & 1 != 0
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

    /// Whether a pattern may begin at a place, which is a word edge or not.
    #[inline]
    pub(super) fn may_open(&self, bytes: &[u8], at: usize, edge: bool) -> bool {
        let heads = if edge {
            Some(&self.at_edges)
        } else {
            self.anywhere.as_ref().map(|anywhere| &anywhere.exact)
        };
        heads.is_some_and(|heads| heads.has(head(bytes, at)))
    }

    /// Whether `stands` is true of any place where a pattern may begin; it is told whether the
    /// place is a word edge. `edges` has one bit for each byte.
    pub(super) fn any(
        &self,
        bytes: &[u8],
        edges: &[u64],
        stands: &mut dyn FnMut(usize, bool) -> bool,
    ) -> bool {
        for (block, edges) in edges.iter().enumerate() {
            let mut left = *edges;
            while left != 0 {
                let at = block * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                if at < bytes.len() && self.at_edges.has(head(bytes, at)) && stands(at, true) {
                    return true;
                }
            }
        }
        self.anywhere.as_ref().is_some_and(|anywhere| {
            anywhere.any(bytes, &mut |at| {
                let is_edge = edges.get(at / 64).is_some_and(|edges| edges >> (at & 63) & 1 != 0);
                !is_edge && stands(at, false)
            })
        })
    }
}

impl Anywhere {
    fn any(&self, bytes: &[u8], stands: &mut dyn FnMut(usize) -> bool) -> bool {
        let mut at = 0;
        while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let pairs = pairs(u64::from_le_bytes(*eight));
            let first = self.either.has(index(pairs));
            let third = self.either.has(index(pairs >> 16));
            let fifth = self.either.has(index(pairs >> 32));
            if (first | third | fifth) && self.any_in(bytes, at.saturating_sub(1)..at + 5, stands) {
                return true;
            }
            at += 6;
        }
        self.any_in(bytes, at.saturating_sub(1)..bytes.len(), stands)
    }

    fn any_in(
        &self,
        bytes: &[u8],
        mut places: Range<usize>,
        stands: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        places.any(|at| self.exact.has(head(bytes, at)) && stands(at))
    }
}

/// The index of the letters at a place; behind the last one there is nothing.
#[inline(always)]
fn head(bytes: &[u8], at: usize) -> u32 {
    let rest = bytes.get(at..).unwrap_or_default();
    let letters = match rest.first_chunk() {
        Some(letters) => u32::from_le_bytes(*letters),
        None => rest.iter().rev().fold(0, |head, byte| head << 8 | u32::from(*byte)),
    };
    index(pairs(letters.into()))
}

/// Of eight letters each two in ten bits, sixteen bits apart.
#[inline(always)]
const fn pairs(letters: u64) -> u64 {
    let even = letters & 0x001f_001f_001f_001f;
    let odd = letters & 0x1f00_1f00_1f00_1f00;
    even | odd >> (8 - SYMBOL)
}

/// The index of the four letters of the lowest two pairs.
#[inline(always)]
const fn index(pairs: u64) -> u32 {
    const FIRST: u32 = (1 << (2 * SYMBOL)) - 1;
    pairs as u32 & FIRST | (pairs >> (16 - 2 * SYMBOL)) as u32 & (INDEX ^ FIRST)
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
            let any = doors.any(text.as_bytes(), &[edges], &mut |at, _| {
                found.push(at);
                false
            });
            assert!(!any);
            found.sort_unstable();
            assert_eq!(found, at, "{text}");
        }
        let long = "x".repeat(63) + "gin";
        let mut found = None;
        assert!(doors.any(long.as_bytes(), &[1 << 63, 0], &mut |at, edge| {
            found = Some((at, edge));
            true
        }));
        assert_eq!(found, Some((63, true)));
        for length in [0, 1, 62, 63, 64, 65, 127, 128, 129] {
            let text = "x".repeat(length) + "gin";
            let mut edges = vec![0_u64; text.len() / 64 + 1];
            edges[length / 64] |= 1 << (length % 64);
            let mut found = Vec::new();
            doors.any(text.as_bytes(), &edges, &mut |at, edge| {
                found.push((at, edge));
                false
            });
            assert_eq!(found, [(length, true)], "after {length}");
        }
    }
}
