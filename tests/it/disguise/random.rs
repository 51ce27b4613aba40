//! Chance that comes out the same each time.

/// xorshift64*
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
    }

    pub(super) fn of<'a>(&mut self, choice: &[&'a str]) -> &'a str {
        choice[self.below(choice.len())]
    }

    /// `KX-4470/B`, `a8F31.12`, `SET0-5E`.
    pub(super) fn article_number(&mut self) -> String {
        let mut number = String::new();
        for group in 0..1 + self.below(3) {
            if group > 0 {
                number.push_str(self.of(&["-", ".", "/", "_", " "]));
            }
            let (letters, upper) = (self.below(2) == 0, self.below(4) > 0);
            for _ in 0..1 + self.below(5) {
                let mixed = letters != (self.below(6) == 0);
                let c =
                    if mixed { b'a' + self.below(26) as u8 } else { b'0' + self.below(10) as u8 };
                let c = char::from(c);
                number.push(if upper { c.to_ascii_uppercase() } else { c });
            }
        }
        number
    }
}
