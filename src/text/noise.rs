//! Random text for tests, made of what the fold treats specially.

pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 33) as usize % bound
    }

    pub(crate) fn text(&mut self, pieces: usize) -> String {
        const PIECES: &[&str] = &[
            " ",
            "  ",
            "-",
            ".",
            "_",
            "'",
            "’",
            "!",
            "|",
            "@",
            "$",
            "&",
            "%",
            "<",
            ">",
            "&amp;",
            "&#115;",
            "&amp;#x73;",
            "&lt;b&gt;",
            "%20",
            "%C3%A9",
            "%C3",
            "<b>",
            "</b>",
            "<p>",
            "<p",
            "<img alt=\"dildo\" src=x>",
            "<a title='s e x'>",
            "<!--",
            "-->",
            "&eacute;",
            "&nbsp;",
            "ß",
            "æ",
            "aæ",
            "ﬁ",
            "İ",
            "é",
            "e\u{301}",
            "\u{200d}",
            "\u{ad}",
            "й",
            "ѕ",
            "Ж",
            "Σ",
            "가",
            "각",
            "が",
            "ｶﾞ",
            "🅥",
            "𝐯",
            "🇩🇪",
            "½",
            "™",
            "ﷺ",
            "啤",
            "酒",
            "ก็",
            "\0",
            "\u{7f}",
            "\r\n",
            "l",
            "i",
            "1",
            "0",
            "3",
            "ss",
            "LL",
            "aB",
            "Ab",
            "5",
            "sex",
            "Toy",
            "gin",
        ];
        let mut text = String::new();
        for _ in 0..self.below(pieces) {
            match self.below(8) {
                0 => text.extend(char::from_u32(self.below(0x11_0000) as u32)),
                1 => text.extend(char::from_u32(self.below(0x3000) as u32)),
                2 | 3 => text.push((b' ' + self.below(95) as u8) as char),
                4 => text.push((b'a' + self.below(26) as u8) as char),
                _ => text.push_str(PIECES[self.below(PIECES.len())]),
            }
        }
        text
    }
}
