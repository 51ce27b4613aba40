//! Labelled listings, as `eval` and `suggest` read them: the listing of `classify` with what it is.

use super::arguments::tell_of_stdin;
use super::fault::Fault;
use super::listing::{self, Listing};
use crate::category::{Category, CategorySet, CategoryTree, Kind};
use crate::classify::{Classifier, Facts, Finding, Findings};
use crate::config::nearest;
use crate::lexicon::Scratch;
use serde::Deserialize;
use std::borrow::Cow;
use std::fs::File;
use std::hash::{BuildHasher as _, BuildHasherDefault};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The most bytes of all files together.
const LARGEST: u64 = 4 << 30;

/// How many wrong lines are told of.
const MOST_TOLD: usize = 20;

/// The word for a listing that belongs to no category.
const NONE: &str = "none";

/// What a line says beside the listing.
#[derive(Debug, Deserialize)]
struct Truth<'a> {
    #[serde(borrow)]
    label: Labels<'a>,
    #[serde(default)]
    hard: bool,
    #[serde(default, borrow)]
    lang: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Labels<'a> {
    One(#[serde(borrow)] Cow<'a, str>),
    Many(#[serde(borrow)] Vec<Cow<'a, str>>),
}

/// One listing and what it is.
#[derive(Debug)]
pub(super) struct Labelled<'a> {
    pub(super) listing: Listing<'a>,
    /// Groups or categories; empty: none.
    pub(super) labels: Vec<Category>,
    /// Whether it is known to be easily mistaken.
    pub(super) hard: bool,
    /// As the line names it; `?` where it names none.
    pub(super) language: Cow<'a, str>,
}

/// A part of a set that is drawn by the listing's title: `2/5` is the second of five.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    number: u64,
    of: u64,
}

impl Part {
    /// Reads `2/5`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let parsed = text.split_once('/').and_then(|(number, of)| {
            let part = Self { number: number.parse().ok()?, of: of.parse().ok()? };
            (1..=part.of).contains(&part.number).then_some(part)
        });
        parsed.ok_or_else(|| format!("`{text}` is no part such as `2/5`"))
    }

    fn holds(self, title: &str) -> bool {
        type Fixed = BuildHasherDefault<siphasher::sip::SipHasher13>;
        Fixed::default().hash_one(title) % self.of == self.number - 1
    }
}

/// The text of one file.
#[derive(Debug)]
pub(super) struct Input {
    name: String,
    text: String,
}

/// The text of all files; none, or `-`: stdin.
pub(super) fn inputs(files: &[PathBuf]) -> Result<Vec<Input>, Fault> {
    let stdin = [PathBuf::from("-")];
    let files = if files.is_empty() { &stdin } else { files };
    let mut left = LARGEST;
    let mut inputs = Vec::new();
    for file in files {
        let input = if file == Path::new("-") {
            tell_of_stdin("labelled listings, a JSON object a line,");
            take(io::stdin().lock(), "stdin".to_owned(), left)?
        } else {
            let name = file.display().to_string();
            let opened = File::open(file)
                .map_err(|error| Fault::because(format!("cannot read `{name}`: {error}")))?;
            take(opened, name, left)?
        };
        left -= u64::try_from(input.text.len()).unwrap_or(left).min(left);
        inputs.push(input);
    }
    Ok(inputs)
}

fn take(from: impl Read, name: String, left: u64) -> Result<Input, Fault> {
    let mut text = String::new();
    let read = from
        .take(left.saturating_add(1))
        .read_to_string(&mut text)
        .map_err(|error| Fault::because(format!("cannot read `{name}`: {error}")))?;
    if u64::try_from(read).is_ok_and(|read| read > left) {
        return Err(Fault::because(format!("the listings are over {} GiB", LARGEST >> 30)));
    }
    Ok(Input { name, text })
}

/// The listings of all files, a JSON object a line.
///
/// # Errors
/// All lines that are none, or that name a category nobody knows.
pub(super) fn listings<'a>(
    inputs: &'a [Input],
    tree: &CategoryTree,
    part: Option<Part>,
) -> Result<Vec<Labelled<'a>>, Fault> {
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    let lines = inputs.iter().flat_map(|Input { name, text }| {
        text.lines().zip(1_u64..).map(move |(line, number)| (line.trim(), name, number))
    });
    for (line, name, number) in lines.filter(|(line, ..)| !line.is_empty()) {
        match labelled(line, tree) {
            Ok(labelled) if part.is_some_and(|part| !part.holds(&labelled.listing.name())) => {}
            Ok(labelled) => all.push(labelled),
            Err(message) => wrong.push(format!("{name}:{number}: {message}")),
        }
    }
    if wrong.len() > MOST_TOLD {
        let more = wrong.len() - MOST_TOLD;
        wrong.truncate(MOST_TOLD);
        wrong.push(format!("and {more} more lines"));
    }
    if !wrong.is_empty() {
        return Err(Fault::because(wrong.join("\n")));
    }
    if all.is_empty() {
        return Err(Fault::because("there is no labelled listing in the input"));
    }
    Ok(all)
}

fn labelled<'a>(line: &'a str, tree: &CategoryTree) -> Result<Labelled<'a>, String> {
    let wrong = |error: serde_json::Error| listing::cause(&error, "a labelled listing");
    let listing: Listing<'a> = serde_json::from_str(line).map_err(wrong)?;
    let truth: Truth<'a> = serde_json::from_str(line).map_err(wrong)?;
    let words = match truth.label {
        Labels::One(word) => vec![word],
        Labels::Many(words) => words,
    };
    let labels = words.iter().filter(|word| *word != NONE).map(|word| {
        category(tree, word).map_err(|error| {
            format!("{error} (a label is a category of categories.toml, or `{NONE}`)")
        })
    });
    let language = truth.lang.unwrap_or(Cow::Borrowed("?"));
    Ok(Labelled { labels: labels.collect::<Result<_, _>>()?, listing, hard: truth.hard, language })
}

/// The category of a name that somebody gave.
///
/// # Errors
/// That there is none, and which one may have been meant.
pub(super) fn category(tree: &CategoryTree, word: &str) -> Result<Category, String> {
    tree.by_name(word).ok_or_else(|| {
        let near = nearest(word, tree.iter().map(|(_, entry)| entry.name.as_str()));
        let near = near.map(|name| format!(", did you mean `{name}`?")).unwrap_or_default();
        format!("there is no category `{word}`{near}")
    })
}

/// Open categories that a label of their group does not mean: left out where nobody says which.
pub(super) const LEFT_OUT: &str = "lingerie,sexual_health";

/// Classifies listings and says what counts as found.
#[derive(Debug)]
pub(super) struct Reader<'e> {
    pub(super) classifier: &'e Classifier,
    left_out: CategorySet,
    facts: Facts,
    scratch: Scratch,
}

impl<'e> Reader<'e> {
    /// A reader for which the categories named in `left_out` are not found.
    ///
    /// # Errors
    /// A name that the configuration does not have, if it is not one of those that nobody gave.
    pub(super) fn new(classifier: &'e Classifier, left_out: &[String]) -> Result<Self, Fault> {
        let is_given = |name: &&String| !LEFT_OUT.split(',').any(|usual| usual == **name);
        let tree = classifier.tree();
        for name in left_out.iter().filter(is_given) {
            category(tree, name).map_err(Fault::because)?;
        }
        let left_out = left_out.iter().filter_map(|name| tree.by_name(name)).collect();
        Ok(Self { classifier, left_out, facts: Facts::default(), scratch: Scratch::default() })
    }

    /// What is found in a listing.
    pub(super) fn read(&mut self, listing: &Listing<'_>) -> Findings {
        listing.fill(&mut self.facts);
        let wanted = self.classifier.tree().all();
        let mut findings = self.classifier.classify(&self.facts, wanted, &mut self.scratch);
        let acting = findings.acting().difference(self.left_out);
        findings.items.retain(|finding: &Finding| acting.contains(finding.category));
        findings
    }

    /// Whether anything found is withheld from somebody.
    pub(super) fn restricts(&self, findings: &Findings) -> bool {
        let tree = self.classifier.tree();
        findings.items.iter().any(|finding| {
            tree.entry(finding.category).is_some_and(|entry| entry.kind != Kind::Open)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_share_out_everything_once() {
        let parts: Vec<Part> =
            ["1/3", "2/3", "3/3"].iter().map(|text| Part::parse(text).unwrap()).collect();
        for title in ["Garden chair", "Whisky", "", "Ein Messer"] {
            assert_eq!(parts.iter().filter(|part| part.holds(title)).count(), 1, "{title}");
        }
        for wrong in ["", "1", "0/3", "4/3", "1/0", "a/b"] {
            assert!(Part::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn labels_are_one_or_many_and_known() {
        let mut tree = CategoryTree::default();
        let alcohol = tree.add("alcohol", None, Kind::Group, false).unwrap();
        let read = |line: &str| {
            let inputs = ["", line].map(|text| Input { name: "a".into(), text: text.into() });
            listings(&inputs, &tree, None)
                .map(|read| read.into_iter().map(|l| l.labels).collect::<Vec<_>>())
        };
        let cases: [(&str, Result<Vec<Vec<Category>>, &str>); 7] = [
            ("{\"title\":\"a\",\"label\":\"alcohol\"}", Ok(vec![vec![alcohol]])),
            ("{\"title\":\"a\",\"label\":[\"alcohol\",\"none\"]}", Ok(vec![vec![alcohol]])),
            ("{\"title\":\"a\",\"label\":\"none\",\"hard\":true}\n\n", Ok(vec![vec![]])),
            ("\n{\"title\":\"a\",\"label\":\"alcool\"}", Err("a:2: there is no category `alcool`")),
            (
                "{\"title\":\"a\"}\n{\"title\":\"a\",\"label\":\"none\"}\n{]",
                Err(
                    "a:1: not a labelled listing: missing field `label`\na:3: not JSON: key must be",
                ),
            ),
            ("{\"title\":\"a\"}", Err("a:1: not a labelled listing: missing field `label`")),
            ("", Err("there is no labelled listing")),
        ];
        for (line, expected) in cases {
            match (read(line), expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{line}"),
                (Err(Fault::Because(message)), Err(expected)) => {
                    assert!(message.starts_with(expected), "{line}: {message}");
                }
                (found, _) => panic!("{line}: {found:?}"),
            }
        }
    }
}
