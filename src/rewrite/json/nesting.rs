//! Where an object ends, sixty-four bytes at a time on machines that can.

use super::spans::plain;
use crate::text::{BLOCK, Marks, marks};

/// How many bytes the object has that `bytes` begin with, if it ends there and is one at all.
pub(super) fn object_end(bytes: &[u8]) -> Option<usize> {
    let (blocks, tail) = bytes.as_chunks::<BLOCK>();
    let mut nesting = Nesting::default();
    for (number, block) in blocks.iter().enumerate() {
        let Some(marks) = marks(block) else { return scalar(bytes) };
        if let Some(end) = nesting.read(&marks)? {
            return Some(number * BLOCK + end);
        }
    }
    let mut last = [b' '; BLOCK];
    last.get_mut(..tail.len())?.copy_from_slice(tail);
    let Some(marks) = marks(&last) else { return scalar(bytes) };
    nesting.read(&marks)?.map(|end| blocks.len() * BLOCK + end)
}

/// The specification, and the way on other machines.
fn scalar(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        match byte {
            b'"' => loop {
                at += plain(bytes.get(at..)?);
                match bytes.get(at)? {
                    b'"' => break at += 1,
                    b'\\' => at += 2,
                    _ => return None,
                }
            },
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
}

/// How deep it is at the end of a block.
#[derive(Default)]
struct Nesting {
    depth: usize,
    in_string: bool,
    /// Whether a backslash stood last.
    escaped: bool,
}

impl Nesting {
    /// Reads the next block, and says behind which of its bytes the object ends, if it does; `None`
    /// if it is none.
    #[inline(always)]
    fn read(&mut self, marks: &Marks) -> Option<Option<usize>> {
        let escaped = self.escaped(marks.backslashes);
        let strings = between(marks.quotes & !escaped) ^ if self.in_string { u64::MAX } else { 0 };
        self.in_string = strings >> 63 != 0;
        let (opens, closes) = (marks.opens & !strings, marks.closes & !strings);
        let mut end = None;
        if (closes.count_ones() as usize) < self.depth {
            self.depth += opens.count_ones() as usize;
            self.depth -= closes.count_ones() as usize;
        } else {
            let mut left = opens | closes;
            while left != 0 && end.is_none() {
                let at = left.trailing_zeros() as usize;
                left &= left - 1;
                self.depth = match opens >> at & 1 {
                    0 => self.depth.checked_sub(1)?,
                    _ => self.depth + 1,
                };
                end = (self.depth == 0).then_some(at + 1);
            }
        }
        let read = end.map_or(u64::MAX, |end| u64::MAX >> (BLOCK - end));
        (marks.controls & strings & !escaped & read == 0).then_some(end)
    }

    /// The bytes behind a backslash that is not itself behind one. In strings, that is: elsewhere
    /// there is none in JSON.
    #[inline(always)]
    const fn escaped(&mut self, backslashes: u64) -> u64 {
        let mut escaped = self.escaped as u64;
        self.escaped = false;
        let mut left = backslashes;
        while left != 0 {
            let at = left.trailing_zeros();
            left &= left - 1;
            if escaped >> at & 1 == 0 {
                self.escaped = at == 63;
                escaped |= 2 << at;
            }
        }
        escaped
    }
}

/// The bits from each odd one of some bits up to the next: what stands within quotation marks, the
/// first of each two included.
#[inline(always)]
const fn between(bits: u64) -> u64 {
    let mut within = bits;
    let mut by = 1;
    while by < 64 {
        within ^= within << by;
        by *= 2;
    }
    within
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::noise::Random;

    #[test]
    fn objects_end_where_they_do() {
        const SEED: u64 = 0x5eed_0b1e_c700_0017;
        println!("seed {SEED:#x}");
        let mut random = Random(SEED);
        let mut ended = 0;
        for _ in 0..20_000 {
            let mut text = vec![b'{'];
            let mut in_string = false;
            for _ in 0..random.below(300) {
                // A backslash stands in strings only: elsewhere the document is broken off before.
                match random.below(if in_string { 12 } else { 8 }) {
                    0 => {
                        text.push(b'"');
                        in_string = !in_string;
                    }
                    1 | 2 => text.push(b"{}[]"[random.below(4)]),
                    9 => text.extend([b'\\', b"\\\"nu\n"[random.below(5)]]),
                    10 if random.below(40) == 0 => text.push(b'\n'),
                    _ => text.push(b"abc :,1\xc3"[random.below(8)]),
                }
            }
            let end = scalar(&text);
            assert_eq!(object_end(&text), end, "{:?}", String::from_utf8_lossy(&text));
            ended += usize::from(end.is_some_and(|end| end > BLOCK));
        }
        assert!(ended > 500, "only {ended} objects end behind the first block");
    }

    #[test]
    fn ends_lie_anywhere_in_a_block() {
        for length in 0..3 * BLOCK {
            for (inside, ends) in
                [("x", true), ("}", true), ("\\\"", true), ("\\\\", true), ("\n", false)]
            {
                let text = format!("{{\"{}{inside}\"}}", "y".repeat(length));
                let end = ends.then_some(text.len());
                for behind in ["", "}", ",{\"\n", "\"\n"] {
                    let text = format!("{text}{behind}");
                    assert_eq!(object_end(text.as_bytes()), end, "{text:?}");
                    assert_eq!(scalar(text.as_bytes()), end, "{text:?}");
                }
                let cut = text.get(..text.len() - 1).unwrap_or_default();
                assert_eq!(object_end(cut.as_bytes()), None, "{cut:?}");
            }
        }
        for (text, end) in [
            (r#"{"a":"}"}, "#, Some(9)),
            (r#"{"a":[{},{"b":"\"]"}]}"#, Some(22)),
            ("{", None),
            (r#"{"a":"}"#, None),
            ("{\"a\n\":1}", None),
            ("}", None),
            ("", None),
        ] {
            assert_eq!(object_end(text.as_bytes()), end, "{text}");
        }
    }
}
