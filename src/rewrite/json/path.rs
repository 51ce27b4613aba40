//! Where listings sit, as a route names it: the selectors of RFC 9535 JSONPath that a document
//! can be asked while it streams. `$`, `.name`, `['name']`, `[n]`, `[*]`, `.*` and `..` before
//! any of them; the rest is refused, never ignored.

use crate::rewrite::item::ItemError;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Selector {
    Name(String),
    Any,
    Index(u64),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    descendant: bool,
    selector: Selector,
    last: bool,
}

/// The compiled paths of a route.
///
/// ```
/// use agegate::rewrite::json::Paths;
/// assert!(Paths::compile(&["$.data.products[*]"]).is_ok());
/// let error = Paths::compile(&["$.items[?@.price > 9]"]).unwrap_err();
/// assert_eq!(error.at, 8);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// All segments of all paths; a set of reached ones is one bit each.
    segments: Vec<Segment>,
    start: u64,
    root: bool,
    any: bool,
}

/// The last part of the way from the root to a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Name(&'a str),
    Index(u64),
}

/// What the paths say of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    Nothing,
    /// A listing.
    One,
    /// A listing among others: `[*]` or `.*` names it.
    OneOfMany,
}

impl Paths {
    /// Reads the paths of a route; none means that listings are recognised by their fields.
    ///
    /// # Errors
    /// When a path is not JSONPath or uses a selector that is not supported.
    pub fn compile<S: AsRef<str>>(paths: &[S]) -> Result<Self, ItemError> {
        let mut compiled = Self { any: !paths.is_empty(), ..Self::default() };
        for path in paths {
            let text = path.as_ref();
            let error = |at, what| ItemError { item: text.to_owned(), at, what };
            let segments = Reader { text, at: 0 }.read().map_err(|(at, what)| error(at, what))?;
            if segments.is_empty() {
                compiled.root = true;
            } else {
                compiled.start |= bit(compiled.segments.len());
            }
            compiled.segments.extend(segments);
            if compiled.segments.len() > 64 {
                return Err(error(0, "the paths of one route may have 64 segments together"));
            }
        }
        Ok(compiled)
    }

    /// Whether the route names its listings.
    pub(super) const fn are_given(&self) -> bool {
        self.any
    }

    /// What is reached at the root, and whether the root is a listing.
    pub(super) const fn begin(&self) -> (u64, Found) {
        (self.start, if self.root { Found::One } else { Found::Nothing })
    }

    /// What is reached one step below `reached`, and whether the value there is a listing.
    pub(super) fn step(&self, reached: u64, step: Step<'_>) -> (u64, Found) {
        let mut below = 0;
        let mut found = Found::Nothing;
        let mut left = reached;
        while left != 0 {
            let index = left.trailing_zeros() as usize;
            left &= left - 1;
            let Some(segment) = self.segments.get(index) else { break };
            if segment.descendant {
                below |= bit(index);
            }
            let fits = match (&segment.selector, step) {
                (Selector::Any, _) => true,
                (Selector::Name(name), Step::Name(key)) => name == key,
                (Selector::Index(wanted), Step::Index(at)) => *wanted == at,
                _ => false,
            };
            if fits && segment.last {
                let any = segment.selector == Selector::Any;
                found = found.max(if any { Found::OneOfMany } else { Found::One });
            } else if fits {
                below |= bit(index + 1);
            }
        }
        (below, found)
    }
}

const fn bit(index: usize) -> u64 {
    if index < 64 { 1 << index } else { 0 }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

type Read<T> = Result<T, (usize, &'static str)>;

impl Reader<'_> {
    fn read(mut self) -> Read<Vec<Segment>> {
        if !self.eat('$') {
            return Err((0, "a path begins with `$`"));
        }
        let mut segments: Vec<Segment> = Vec::new();
        while self.peek().is_some() {
            let descendant = self.rest().starts_with("..");
            self.at += usize::from(descendant) * 2;
            let dotted = descendant || self.eat('.');
            let selector = if self.eat('[') {
                if dotted && !descendant {
                    return Err((self.at - 1, "expected a name or `*` after `.`"));
                }
                self.bracket()?
            } else if !dotted {
                return Err((self.at, "expected `.`, `..` or `[`"));
            } else if self.eat('*') {
                Selector::Any
            } else {
                Selector::Name(self.name()?)
            };
            segments.push(Segment { descendant, selector, last: false });
        }
        if let Some(last) = segments.last_mut() {
            last.last = true;
        }
        Ok(segments)
    }

    fn bracket(&mut self) -> Read<Selector> {
        self.blanks();
        let selector = match self.peek() {
            Some('*') => {
                self.at += 1;
                Selector::Any
            }
            Some(quote @ ('\'' | '"')) => Selector::Name(self.quoted(quote)?),
            Some('0'..='9') => Selector::Index(self.index()?),
            Some('?') => return Err((self.at, "filters are not supported; name the array")),
            Some('-') => return Err((self.at, "a stream cannot be counted from its end")),
            Some(':') => return Err((self.at, "slices are not supported; use `[*]`")),
            _ => return Err((self.at, "expected `*`, a quoted name or an index")),
        };
        self.blanks();
        match self.peek() {
            Some(']') => {
                self.at += 1;
                Ok(selector)
            }
            Some(',') => Err((self.at, "lists of selectors are not supported; write two paths")),
            Some(':') => Err((self.at, "slices are not supported; use `[*]`")),
            _ => Err((self.at, "expected `]`")),
        }
    }

    fn name(&mut self) -> Read<String> {
        let rest = self.rest();
        let first = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
        let end = rest.find(|c: char| !(first(c) || c.is_ascii_digit())).unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default().to_owned();
        if !name.starts_with(first) {
            return Err((self.at, "expected a member name; other names are quoted: `['a-b']`"));
        }
        self.at += end;
        Ok(name)
    }

    fn quoted(&mut self, quote: char) -> Read<String> {
        let begin = self.at;
        self.at += 1;
        let mut name = String::new();
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            if c == quote {
                return Ok(name);
            }
            if c != '\\' {
                name.push(c);
                continue;
            }
            match self.peek() {
                Some(c) if c == quote || c == '\\' || c == '/' => {
                    name.push(c);
                    self.at += 1;
                }
                _ => return Err((self.at, "only quotes, `/` and `\\` are escaped in a name")),
            }
        }
        Err((begin, "the quoted name does not end"))
    }

    fn index(&mut self) -> Read<u64> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest.get(..end).unwrap_or_default();
        if digits.len() > 1 && digits.starts_with('0') {
            return Err((self.at, "an index has no leading zero"));
        }
        let index = digits.parse().map_err(|_| (self.at, "the index is too large"))?;
        self.at += end;
        Ok(index)
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

    fn blanks(&mut self) {
        while self.eat(' ') {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paths: &[&str], way: &[Step<'_>]) -> bool {
        let paths = Paths::compile(paths).unwrap();
        let (mut reached, mut found) = paths.begin();
        for step in way {
            (reached, found) = paths.step(reached, *step);
        }
        found != Found::Nothing
    }

    #[test]
    fn paths_find_what_they_name() {
        use Step::{Index as I, Name as N};
        let cases: &[(&str, &[Step<'_>], bool)] = &[
            ("$", &[], true),
            ("$", &[N("a")], false),
            ("$.a", &[N("a")], true),
            ("$.a", &[N("b")], false),
            ("$.a", &[N("a"), N("a")], false),
            ("$.data.products[*]", &[N("data"), N("products"), I(7)], true),
            ("$.data.products[*]", &[N("data"), N("products")], false),
            ("$.data.products[*]", &[N("products"), I(0)], false),
            ("$['a b'][2]", &[N("a b"), I(2)], true),
            ("$[\"a\"][2]", &[N("a"), I(1)], false),
            ("$['it\\'s']", &[N("it's")], true),
            ("$.*.*", &[N("x"), I(0)], true),
            ("$..products[*]", &[N("a"), I(0), N("products"), I(3)], true),
            ("$..products[*]", &[N("products"), I(3)], true),
            ("$..products[*]", &[N("products"), N("x"), I(3)], false),
            ("$..a..b", &[N("a"), N("a"), N("c"), N("b")], true),
            ("$..[*]", &[N("a")], true),
            ("$.größe[ * ]", &[N("größe"), I(0)], true),
        ];
        for (path, way, expected) in cases {
            assert_eq!(found(&[path], way), *expected, "{path} {way:?}");
        }
        assert!(found(&["$.b", "$.a[0]"], &[N("a"), I(0)]));
        assert!(!Paths::compile::<&str>(&[]).unwrap().are_given());
    }

    #[test]
    fn what_is_not_supported_is_refused_with_its_place() {
        for (path, at) in [
            ("", 0),
            ("items[*]", 0),
            ("$.", 2),
            ("$x", 1),
            ("$.a[?@.b]", 4),
            ("$.a[-1]", 4),
            ("$.a[1:2]", 5),
            ("$.a[:2]", 4),
            ("$.a['b','c']", 7),
            ("$.a['b", 4),
            ("$.a[01]", 4),
            ("$.a[99999999999999999999]", 4),
            ("$.a[*", 5),
            ("$.a-b", 3),
            ("$.[0]", 2),
            ("$..", 3),
            ("$['\\x']", 4),
            ("$.1", 2),
        ] {
            let error = Paths::compile(&[path]).unwrap_err();
            assert_eq!(error.at, at, "{error}");
        }
        let long = format!("${}", ".a".repeat(65));
        assert!(Paths::compile(&[long]).is_err());
    }
}
