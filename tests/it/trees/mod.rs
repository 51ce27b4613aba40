//! What is left of a document is the tree of the document less the elements that went: for pages as
//! html5ever builds it, for XML as a strict parser does.

mod made;
mod pages;
mod xml;

use agegate::rewrite::{Format, Judge, Limits, Output, Shape, Unit, Verdict, Withheld, rewriter};
use bytes::Bytes;
use std::cell::RefCell;
use std::collections::HashSet;

/// The word that makes a unit go.
const WORD: &str = "RESTRICTED";

/// Withholds whatever says the word.
struct ByWord;

impl Judge for ByWord {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        let says = unit.facts.iter().any(|fact| fact.value.as_str().contains(WORD));
        if says { Verdict::Omit } else { Verdict::Keep }
    }

    fn withheld(&mut self, _: u64, _: Withheld) {}

    fn omits_nameless(&self) -> bool {
        false
    }
}

/// What is left of a document, the same for every split that is tried.
fn left(format: Format, document: &str) -> String {
    let run = |chunk: usize| {
        let mut rewriter = rewriter(format, None, &Shape::default(), Limits::default());
        let mut out = Output::default();
        let mut bytes = Vec::new();
        for part in document.as_bytes().chunks(chunk) {
            rewriter.write(Bytes::copy_from_slice(part), &mut ByWord, &mut out).unwrap();
            bytes.extend(std::iter::from_fn(|| out.pop()).flatten());
        }
        rewriter.finish(&mut ByWord, &mut out).unwrap();
        bytes.extend(std::iter::from_fn(|| out.pop()).flatten());
        String::from_utf8(bytes).unwrap()
    };
    let whole = run(document.len().max(1));
    assert_eq!(run(7), whole, "{document}");
    whole
}

/// An element with what is in it, or the words of a text. Elements and words are told apart by
/// numbers, so that what went is known from what is left.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Tree {
    Element { name: String, number: Option<String>, attributes: Vec<String>, inner: Vec<Tree> },
    Words(Vec<String>),
}

/// What may be left: the numbers and words of what is left.
struct Left {
    words: HashSet<String>,
    /// Numbers of formatting elements that were met.
    met: RefCell<HashSet<String>>,
}

impl Left {
    fn of(text: &str) -> Self {
        Self { words: words(text).collect(), met: RefCell::default() }
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    parts.filter(|word| !word.is_empty()).map(str::to_owned)
}

impl Tree {
    fn words(text: &str) -> Option<Self> {
        let found: Vec<String> = words(text).collect();
        (!found.is_empty()).then_some(Self::Words(found))
    }

    /// Whether it says the word anywhere.
    fn says(&self) -> bool {
        match self {
            Self::Words(found) => found.iter().any(|word| word == WORD),
            Self::Element { attributes, inner, .. } => {
                attributes.iter().any(|value| value.contains(WORD)) || inner.iter().any(Self::says)
            }
        }
    }

    /// The tree less what went; each element that went must have said the word.
    fn less(
        self,
        left: &Left,
        gone: &mut HashSet<String>,
        found: &mut Vec<Self>,
    ) -> Result<(), String> {
        match self {
            Self::Words(mut all) => {
                all.retain(|word| left.words.contains(word));
                if let Some(Self::Words(before)) = found.last_mut() {
                    before.extend(all);
                } else if !all.is_empty() {
                    found.push(Self::Words(all));
                }
            }
            Self::Element { name, number, attributes, inner } => {
                let went = number.as_ref().filter(|number| !left.words.contains(*number));
                if let Some(number) = went.filter(|number| gone.insert((*number).clone())) {
                    let element =
                        Self::Element { name, number: Some(number.clone()), attributes, inner };
                    if !element.says() {
                        return Err(format!("{element:?} went for nothing"));
                    }
                    element.numbers(gone);
                    return Ok(());
                }
                // What a browser makes of a formatting element that went goes on without it.
                // A browser makes the body of a table for its rows, and repeats open formatting
                // elements for the texts in them.
                const REPEATED: [&str; 6] = ["a", "b", "em", "i", "small", "u"];
                let repeats = REPEATED.contains(&&*name);
                let again = |number: &String| !left.met.borrow_mut().insert(number.clone());
                let hidden = went.is_some() || repeats && number.as_ref().is_some_and(again);
                let (mut below, mut term_says) = (Vec::new(), false);
                for node in inner {
                    // What a list says of a term goes with it.
                    match &node {
                        Self::Element { name, .. } if name == "dt" => term_says = node.says(),
                        Self::Element { name, number: Some(number), .. }
                            if name == "dd" && term_says && !left.words.contains(number) =>
                        {
                            node.numbers(gone);
                            continue;
                        }
                        _ => {}
                    }
                    let found = if hidden { &mut *found } else { &mut below };
                    node.less(left, gone, found)?;
                }
                let made = name == "tbody" && number.is_none() || repeats;
                let made = made && below.is_empty();
                if !hidden && !made {
                    let attributes =
                        attributes.into_iter().filter(|value| !value.contains(WORD)).collect();
                    found.push(Self::Element { name, number, attributes, inner: below });
                }
            }
        }
        Ok(())
    }

    fn numbers(&self, found: &mut HashSet<String>) {
        if let Self::Element { number, inner, .. } = self {
            found.extend(number.clone());
            inner.iter().for_each(|node| node.numbers(found));
        }
    }
}

/// What is left of each document is its tree less what went. Of several that are not, the shortest
/// is shown.
fn check(
    format: Format,
    documents: impl Iterator<Item = (u64, String)>,
    read: fn(&str) -> Vec<Tree>,
) {
    let failures = documents.filter_map(|(seed, document)| {
        let failed = compare(format, &document, read)?;
        Some((document.len(), format!("seed {seed}: {failed}\n{document}")))
    });
    let mut failures: Vec<(usize, String)> = failures.collect();
    failures.sort();
    let shown = failures.first().map_or("", |(_, shown)| shown.as_str());
    assert!(failures.is_empty(), "{} fail; {shown}", failures.len());
}

fn compare(format: Format, document: &str, read: fn(&str) -> Vec<Tree>) -> Option<String> {
    let after = left(format, document);
    if after.contains(WORD) {
        return Some(format!("the word is left in\n{after}"));
    }
    let allowed = Left::of(&after);
    let (mut gone, mut expected) = (HashSet::new(), Vec::new());
    for node in read(document) {
        if let Err(fault) = node.less(&allowed, &mut gone, &mut expected) {
            return Some(format!("{fault}; left is\n{after}"));
        }
    }
    let own = Left::of(&after);
    let mut found = Vec::new();
    for node in read(&after) {
        let _ = node.less(&own, &mut HashSet::new(), &mut found);
    }
    let (found, expected) = (format!("{found:#?}"), format!("{expected:#?}"));
    let (mut lines, mut others) = (found.lines(), expected.lines());
    let same = lines.by_ref().zip(others.by_ref()).take_while(|(one, other)| one == other).count();
    let from = |text: &str| {
        let shown: Vec<&str> = text.lines().map(str::trim).skip(same.saturating_sub(5)).collect();
        shown.into_iter().take(20).collect::<String>()
    };
    let differs =
        || format!("found …{}…\nexpected …{}…; left is\n{after}", from(&found), from(&expected));
    (found != expected).then(differs)
}

/// Numbers in no order that anybody would think of (xorshift).
struct Dice(u64);

impl Dice {
    fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % count as u64).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}
