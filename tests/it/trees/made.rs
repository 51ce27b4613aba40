//! Pages that nobody would write, made by dice: nested lists and tables, end tags left out, texts of
//! every kind, markup that is broken.

use super::{Dice, WORD};

/// Makes one page.
pub(super) struct Maker {
    dice: Dice,
    page: String,
    number: u32,
    /// Whether tags may be wrong.
    broken: bool,
}

impl Maker {
    pub(super) fn page(seed: u64, broken: bool) -> String {
        let mut maker = Self { dice: Dice::of(seed), page: String::new(), number: 0, broken };
        if !maker.dice.one_in(3) {
            maker.page.push_str("<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>");
            maker.text();
            maker.page.push_str("</title></head>");
        }
        maker.page.push_str("<body>");
        for _ in 0..1 + maker.dice.below(5) {
            maker.flow(3);
        }
        maker.page
    }

    fn open(&mut self, name: &str) {
        self.number += 1;
        self.page.push_str(&format!("<{name} n=e{}", self.number));
        match self.dice.below(8) {
            0 => self.page.push_str(" class='a b'"),
            1 => self.page.push_str(&format!(" dir=\"x{0} > y{0}\"", self.number)),
            2 => self.page.push_str("\n hidden"),
            _ => {}
        }
        self.page.push('>');
    }

    /// An end tag that may be left out.
    fn may_close(&mut self, name: &str) {
        if self.dice.one_in(2) {
            self.close(name);
        }
        if self.dice.one_in(4) {
            self.page.push('\n');
        }
    }

    fn close(&mut self, name: &str) {
        self.page.push_str("</");
        let capitals = self.dice.one_in(6);
        self.page.push_str(&if capitals { name.to_uppercase() } else { name.to_owned() });
        self.page.push_str(if self.dice.one_in(9) { " >" } else { ">" });
    }

    fn text(&mut self) {
        if self.dice.one_in(7) {
            self.page.push_str(WORD);
            self.page.push(' ');
        }
        self.number += 1;
        let n = self.number;
        let word = match self.dice.below(6) {
            0 => format!("tea{n} &amp; mug{n} "),
            1 => format!("tea{n} < mug{n} "),
            2 => format!("tea{n}\n"),
            _ => format!("tea{n} "),
        };
        self.page.push_str(&word);
    }

    fn line(&mut self, depth: usize) {
        for _ in 0..1 + self.dice.below(3) {
            match self.dice.below(12) {
                0..=4 => self.text(),
                5 | 6 if depth > 0 => {
                    let name = self.dice.pick(&["b", "i", "span", "em", "small", "mark", "u"]);
                    self.open(name);
                    self.line(depth - 1);
                    if !(self.broken && self.dice.one_in(5)) {
                        self.close(name);
                    }
                }
                7 if depth > 0 => {
                    self.number += 1;
                    self.page.push_str(&format!("<a n=e{0} href=/p/{0}>", self.number));
                    self.text();
                    self.close("a");
                }
                8 => self.page.push_str("<br>"),
                9 => {
                    self.number += 1;
                    let alt = if self.dice.one_in(4) { WORD } else { "x" };
                    self.page.push_str(&format!("<img n=e{0} src={0}.jpg alt={alt}>", self.number));
                }
                10 => self.page.push_str("<!-- <li> -->"),
                _ => self.page.push_str("<svg><path d='M0'/><g></g></svg>"),
            }
        }
    }

    fn flow(&mut self, depth: usize) {
        if depth == 0 {
            return self.line(1);
        }
        if self.broken && self.dice.one_in(6) {
            let wrong = [
                "</div>",
                "</p>",
                "</li>",
                "</ul>",
                "</table>",
                "</b>",
                "<p>",
                "</",
                "<",
                "<div/>",
                "</br>",
                "<!x>",
                "<?y?>",
                "</ z>",
                "<li>",
                "<tr>",
                "<td>",
                "<dd>",
                "<option>",
                "<h2>",
                "</td>",
                "</tr>",
                "</dd>",
                "</h3>",
                "</tbody>",
                "</select>",
                "</template>",
            ];
            let wrong = self.dice.pick(&wrong);
            match wrong.strip_suffix('>').and_then(|tag| tag.strip_prefix('<')) {
                Some(name) if name.bytes().all(|b| b.is_ascii_alphanumeric()) => self.open(name),
                _ => self.page.push_str(wrong),
            }
        }
        match self.dice.below(17) {
            0 | 1 => {
                self.open("p");
                self.line(2);
                self.may_close("p");
            }
            2..=4 => {
                let name =
                    self.dice.pick(&["div", "section", "article", "main", "blockquote", "figure"]);
                self.open(name);
                for _ in 0..1 + self.dice.below(3) {
                    self.flow(depth - 1);
                }
                if !(self.broken && self.dice.one_in(5)) {
                    self.close(name);
                }
            }
            5..=7 => self.list(depth),
            8 => {
                self.open("dl");
                for _ in 0..1 + self.dice.below(3) {
                    self.open("dt");
                    self.line(1);
                    self.may_close("dt");
                    self.open("dd");
                    self.flow(depth - 1);
                    self.may_close("dd");
                }
                self.close("dl");
            }
            9 | 10 => self.table(depth),
            11 => self.choice(),
            12 | 13 => self.cards(),
            14 => {
                let name = self.dice.pick(&["h2", "h3", "pre", "address", "summary", "button"]);
                self.open(name);
                self.line(1);
                self.close(name);
            }
            15 => {
                self.open("template");
                self.list(1);
                self.close("template");
            }
            _ => self.raw(),
        }
    }

    fn list(&mut self, depth: usize) {
        let name = self.dice.pick(&["ul", "ol"]);
        self.open(name);
        for _ in 0..self.dice.below(4) {
            self.open("li");
            self.line(1);
            if depth > 1 && self.dice.one_in(2) {
                self.flow(depth - 1);
            }
            self.may_close("li");
        }
        self.close(name);
    }

    fn table(&mut self, depth: usize) {
        self.open("table");
        if self.dice.one_in(3) {
            self.open("caption");
            self.line(1);
            self.may_close("caption");
        }
        if self.dice.one_in(3) {
            self.page.push_str("<colgroup><col><col>");
        }
        for body in ["thead", "tbody"] {
            let named = self.dice.one_in(2);
            if named {
                self.open(body);
            }
            for _ in 0..1 + self.dice.below(3) {
                self.open("tr");
                for _ in 0..1 + self.dice.below(3) {
                    let name = self.dice.pick(&["td", "th"]);
                    self.open(name);
                    if depth > 1 && self.dice.one_in(3) {
                        self.flow(depth - 1);
                    } else {
                        self.line(1);
                    }
                    self.may_close(name);
                }
                self.may_close("tr");
            }
            if named {
                self.may_close(body);
            }
        }
        self.close("table");
    }

    fn choice(&mut self) {
        self.open("select");
        let groups = self.dice.one_in(2);
        for _ in 0..1 + self.dice.below(2) {
            if groups {
                self.number += 1;
                self.page.push_str(&format!("<optgroup n=e{} label=x>", self.number));
            }
            for _ in 0..self.dice.below(4) {
                self.open("option");
                self.text();
                self.may_close("option");
            }
            if groups {
                self.may_close("optgroup");
            }
        }
        self.close("select");
    }

    fn cards(&mut self) {
        let (outer, inner) = if self.dice.one_in(2) { ("ul", "li") } else { ("div", "article") };
        self.open(outer);
        for _ in 0..2 + self.dice.below(3) {
            self.open(inner);
            self.number += 1;
            let n = self.number;
            self.page.push_str(&format!("<a n=e{n} href=/c/{n}><img src={n}.jpg alt=\"\">"));
            self.text();
            self.page.push_str("</a><p>");
            self.page.push_str("9,90 €");
            if inner == "li" { self.may_close("li") } else { self.close(inner) }
        }
        self.close(outer);
    }

    fn raw(&mut self) {
        let n = self.number + 1;
        self.number = n;
        let text = match self.dice.below(7) {
            0 => format!("<script>var a{n} = '<li>', b = \"</div>\";</script>"),
            1 => format!("<script>a{n}('{WORD}')</script>"),
            2 => format!("<style>.s{n}::after{{content:'<p>'}}</style>"),
            3 => format!("<textarea n=e{n}><li>t{n}</div></textarea>"),
            4 => format!("<iframe n=e{n} src=/f/{n}><div></iframe>"),
            5 => format!("<script type=application/json>{{\"k{n}\":\"<ul>\"}}</script>"),
            _ => format!("<noscript n=e{n}><p>t{n}</p></noscript>"),
        };
        self.page.push_str(&text);
    }
}
