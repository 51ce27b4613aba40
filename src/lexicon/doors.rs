//! Which three folded letters may begin a pattern: a table small enough for the first level cache
//! beside the text, asked at every letter.

/// Letters are told apart by five bits: `a` to `z` are, others may be taken for one of them.
const SYMBOL: u32 = 5;
const INDEX: u32 = (1 << (3 * SYMBOL)) - 1;

/// May open inside a word.
const ANYWHERE: u64 = 1;
/// May open at a word edge.
const AT_EDGE: u64 = 2;

/// Two bits for each three letters, 8 KiB.
#[derive(Clone, Debug)]
pub(super) struct Doors(Box<[u64]>);

impl Default for Doors {
    fn default() -> Self {
        Self(vec![0; 1 << (3 * SYMBOL - 5)].into())
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
        let mut seen = 0_u32;
        let mut next = 0_usize;
        let mut step = |byte: u8, edge: bool| {
            index = (index << SYMBOL | symbol(byte)) & INDEX;
            seen = seen << 1 | u32::from(edge);
            next += 1;
            let bits = self.0.get((index >> 5) as usize).copied().unwrap_or_default();
            let edge = seen >> 2 & 1;
            let opens = bits >> (2 * (index & 31) + edge) & 1 != 0;
            opens && next.checked_sub(3).is_some_and(|at| stands(at, edge != 0))
        };
        for (block, edges) in bytes.chunks(64).zip(edges) {
            let mut edges = *edges;
            for byte in block {
                if step(*byte, edges & 1 != 0) {
                    return true;
                }
                edges >>= 1;
            }
        }
        step(0, false) || step(0, false)
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
    }
}
