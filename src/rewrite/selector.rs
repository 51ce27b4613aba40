//! Where listings sit in a page, as a route names it: CSS selectors (Selectors Level 4) that a page
//! answers without layout, state or counting. Names, `*`, `.class`, `#id`, `[attribute]` with all
//! operators, `:not()`, descendants, `>` and lists; the rest is refused, never ignored.

use super::item::ItemError;

/// The most parts of all selectors of a route: a set of them is one word.
const PARTS: usize = 64;

/// The compiled selectors of a route.
///
/// ```
/// use agegate::rewrite::Selectors;
/// assert!(Selectors::compile(&["ul.products > li", "[data-sku]:not(.banner)"]).is_ok());
/// let error = Selectors::compile(&["li:nth-child(2)"]).unwrap_err();
/// assert_eq!(error.at, 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selectors {
    /// Of each selector the outermost part first.
    pub(super) parts: Vec<Part>,
}

/// What one element on the way to a listing must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) element: Compound,
    pub(super) within: Within,
    /// Whether this is the listing itself.
    pub(super) last: bool,
}

/// Where an element must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    Anything,
    /// Right below the part before.
    Parent,
    /// Anywhere below the part before.
    Ancestor,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Compound {
    /// In lower case.
    pub(super) name: Option<String>,
    pub(super) tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Attribute {
        name: String,
        operator: Operator,
        value: String,
        /// Whether `a` and `A` are one (`[name=value i]`).
        folds: bool,
    },
    Not(Compound),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Present,
    Equals,
    Word,
    Dashed,
    Begins,
    Ends,
    Contains,
}

impl Selectors {
    /// Reads the selectors of a route; none means that listings are recognised by their shape.
    ///
    /// # Errors
    /// When a selector is not CSS or uses something that is not supported.
    pub fn compile<S: AsRef<str>>(selectors: &[S]) -> Result<Self, ItemError> {
        let mut parts = Vec::new();
        for selector in selectors {
            let text = selector.as_ref();
            let error = |(at, what)| ItemError { item: text.to_owned(), at, what };
            Reader { text, at: 0 }.list(&mut parts).map_err(error)?;
            if parts.len() > PARTS {
                return Err(error((0, "a route may have selectors of 64 parts together")));
            }
        }
        Ok(Self { parts })
    }

    /// Whether no listing is named.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

type Read<T> = Result<T, (usize, &'static str)>;

impl Reader<'_> {
    fn list(mut self, parts: &mut Vec<Part>) -> Read<()> {
        loop {
            self.blanks();
            self.selector(parts)?;
            if !self.eat(',') {
                return Ok(());
            }
        }
    }

    fn selector(&mut self, parts: &mut Vec<Part>) -> Read<()> {
        let mut within = Within::Anything;
        loop {
            let element = self.compound()?;
            let blank = self.blanks();
            let next = self.peek();
            let last = matches!(next, None | Some(','));
            parts.push(Part { element, within, last });
            within = match next {
                None | Some(',') => return Ok(()),
                Some('>') => {
                    self.at += 1;
                    self.blanks();
                    Within::Parent
                }
                Some('+' | '~') => {
                    return Err((self.at, "siblings are not supported; name the listing itself"));
                }
                Some(_) if blank => Within::Ancestor,
                Some(_) => return Err((self.at, "expected a blank, `>` or `,`")),
            };
        }
    }

    fn compound(&mut self) -> Read<Compound> {
        let begin = self.at;
        let mut found = Compound::default();
        if !self.eat('*') && self.peek().is_some_and(begins_name) {
            found.name = Some(self.name()?.to_ascii_lowercase());
        }
        loop {
            let at = self.at;
            let test = match self.peek() {
                Some('.') => {
                    self.at += 1;
                    let value = self.name()?;
                    attribute("class", Operator::Word, value)
                }
                Some('#') => {
                    self.at += 1;
                    let value = self.name()?;
                    attribute("id", Operator::Equals, value)
                }
                Some('[') => self.attribute()?,
                Some(':') if self.rest().starts_with(":not(") => {
                    self.at += 5;
                    self.blanks();
                    let not = self.compound()?;
                    self.blanks();
                    match self.peek() {
                        Some(')') => self.at += 1,
                        Some(',') => {
                            return Err((self.at, "write one `:not()` for each, without a list"));
                        }
                        _ => return Err((self.at, "expected `)` after one simple selector")),
                    }
                    Test::Not(not)
                }
                Some(':') if self.rest().starts_with("::") => {
                    return Err((at, "a pseudo-element is no element of the page"));
                }
                Some(':') => {
                    return Err((at, "of pseudo-classes only `:not()` is supported; use a class"));
                }
                _ => break,
            };
            found.tests.push(test);
        }
        if self.at == begin {
            return Err((self.at, "expected a name, `.class`, `#id` or `[attribute]`"));
        }
        Ok(found)
    }

    fn attribute(&mut self) -> Read<Test> {
        self.at += 1;
        self.blanks();
        let name = self.name()?.to_ascii_lowercase();
        self.blanks();
        const OPERATORS: [(&str, Operator); 6] = [
            ("=", Operator::Equals),
            ("~=", Operator::Word),
            ("|=", Operator::Dashed),
            ("^=", Operator::Begins),
            ("$=", Operator::Ends),
            ("*=", Operator::Contains),
        ];
        if self.eat(']') {
            return Ok(attribute(&name, Operator::Present, String::new()));
        }
        let rest = self.rest();
        let Some((sign, operator)) = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign))
        else {
            return Err((self.at, "expected `]`, `=`, `~=`, `|=`, `^=`, `$=` or `*=`"));
        };
        self.at += sign.len();
        self.blanks();
        let at = self.at;
        let value = match self.peek() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
            _ => self.name().map_err(|_| (at, "a value that is no name stands in quotes"))?,
        };
        if value.is_empty() && !matches!(operator, Operator::Equals | Operator::Dashed) {
            return Err((at, "an empty value is in no attribute"));
        }
        self.blanks();
        let folds = self.eat('i') || self.eat('I');
        self.blanks();
        if !self.eat(']') {
            return Err((self.at, "expected `]`"));
        }
        Ok(Test::Attribute { name, operator: *operator, value, folds })
    }

    fn name(&mut self) -> Read<String> {
        let begin = self.at;
        let mut name = String::new();
        while let Some(c) = self.peek() {
            if c == '\\' {
                name.push(self.escape()?);
            } else if begins_name(c) || c.is_ascii_digit() && !name.is_empty() {
                name.push(c);
                self.at += c.len_utf8();
            } else {
                break;
            }
        }
        if name.is_empty() {
            return Err((begin, "expected a name; other characters are escaped: `.md\\:w-1`"));
        }
        Ok(name)
    }

    /// An escaped character (CSS Syntax Level 3, section 4.3.7).
    fn escape(&mut self) -> Read<char> {
        let begin = self.at;
        self.at += 1;
        let hex: String = self.rest().chars().take_while(char::is_ascii_hexdigit).take(6).collect();
        if hex.is_empty() {
            let c = self.peek().ok_or((begin, "nothing follows the `\\`"))?;
            self.at += c.len_utf8();
            return Ok(c);
        }
        self.at += hex.len();
        self.eat(' ');
        let code = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32);
        code.ok_or((begin, "the escape is no character"))
    }

    fn quoted(&mut self, quote: char) -> Read<String> {
        let begin = self.at;
        self.at += 1;
        let mut value = String::new();
        while let Some(c) = self.peek() {
            if c == '\\' {
                value.push(self.escape()?);
                continue;
            }
            self.at += c.len_utf8();
            if c == quote {
                return Ok(value);
            }
            value.push(c);
        }
        Err((begin, "the quoted value does not end"))
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, c: char) -> bool {
        let fits = self.peek() == Some(c);
        self.at += if fits { c.len_utf8() } else { 0 };
        fits
    }

    /// Whether there were any.
    fn blanks(&mut self) -> bool {
        let before = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_whitespace()) {
            self.at += 1;
        }
        self.at > before
    }
}

fn begins_name(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '-' | '\\') || !c.is_ascii()
}

fn attribute(name: &str, operator: Operator, value: String) -> Test {
    Test::Attribute { name: name.to_owned(), operator, value, folds: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_supported_is_refused_with_its_place() {
        for (selector, at) in [
            ("", 0),
            ("li,", 3),
            ("ul >", 4),
            ("> li", 0),
            ("li + li", 3),
            ("li ~ li", 3),
            ("li:hover", 2),
            ("li::before", 2),
            ("li:nth-child(2)", 2),
            (":not(a, b)", 6),
            (":not(a b)", 7),
            (":not()", 5),
            (".", 1),
            (".1a", 1),
            ("#", 1),
            ("[]", 1),
            ("[a=]", 3),
            ("[a='b]", 3),
            ("[a^='']", 4),
            ("[a!=b]", 2),
            ("[a=1]", 3),
            ("[a=b", 4),
            ("li[a=b]x", 7),
            ("data[*]", 5),
            ("li\\", 2),
        ] {
            let error = Selectors::compile(&[selector]).unwrap_err();
            assert_eq!(error.at, at, "{error}");
        }
        let long = "a ".repeat(65);
        assert!(Selectors::compile(&[long]).is_err());
    }
}
