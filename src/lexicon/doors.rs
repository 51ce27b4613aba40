//! Which three folded letters may begin a pattern: a table small enough for the first level cache
//! beside the text, asked at every letter.

/// Letters are told apart by five bits: `a` to `z` are, others may be taken for one of them.
const SYMBOL: u32 = 5;
const INDEX: u32 = (1 << (3 * SYMBOL)) - 1;
const TABLE: usize = 1 << (3 * SYMBOL - 5);

/// May open inside a word.
const ANYWHERE: u64 = 1;
/// May open at a word edge.
const AT_EDGE: u64 = 2;

/// Two bits for each three letters, 8 KiB.
#[derive(Clone, Debug)]
pub(super) struct Doors(Box<[u64; TABLE]>);

impl Default for Doors {
    fn default() -> Self {
        Self(Box::new([0; TABLE]))
    }
}

impl Doors {
    /// Lets a pattern in, at word edges and, if it is open, anywhere.
    pub(super) fn admit(&mut self, pattern: &[u8], open: bool) {
        let letters = pattern.iter().take(3);
        let known = letters.len() as u32;
        let head = letters.fold(0, |head, byte| head << SYMBOL | symbol(*byte));
        // What follows a pattern of one or two letters may be anything.
        let free = SYMBOL * (3 - known);
        for rest in 0..1 << free {
            let index = head << free | rest;
            if let Some(word) = self.0.get_mut((index >> 5) as usize) {
                *word |= (AT_EDGE | if open { ANYWHERE } else { 0 }) << (2 * (index & 31));
            }
        }
    }

    /// Whether `stands` is true of any place where a pattern may begin; it is told whether the
    /// place is a word edge. `edges` has one bit for each byte.
    pub(super) fn any(
        &self,
        bytes: &[u8],
        edges: &[u64],
        stands: &mut dyn FnMut(usize, bool) -> bool,
    ) -> bool {
        let mut index = 0;
        // Where a pattern begins is two letters before the one that is read.
        let mut before = 0;
        let last = [0, 0];
        let blocks = bytes.chunks(64).zip(edges.iter().copied()).chain([(&last[..], 0)]);
        let mut from = 0;
        for (block, edges) in blocks {
            let mut starts = edges << 2 | before;
            for (at, byte) in block.iter().enumerate() {
                index = (index << SYMBOL | symbol(*byte)) & INDEX;
                let bits = self.0.get((index >> 5) as usize).copied().unwrap_or_default();
                let opens = bits >> ((index & 31) << 1) >> (starts & 1) & 1;
                if opens != 0
                    && let Some(start) = (from + at).checked_sub(2)
                    && stands(start, starts & 1 != 0)
                {
                    return true;
                }
                starts >>= 1;
            }
            from += block.len();
            before = match block.len() {
                0 | 1 => (edges << 2 | before) >> block.len() & 3,
                length => edges >> (length - 2) & 3,
            };
        }
        false
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
            let any = doors.any(text.as_bytes(), &[edges], &mut |at, _| {
                found.push(at);
                false
            });
            assert!(!any);
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
