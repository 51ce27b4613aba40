//! Words that tell what goods are, written with a slip: the text is read again with them right, so
//! that phrases count as such and innocent ones as innocent.
//!
//! 1. A word tells if it stands in several strong terms, is one by itself, or is much sought.
//! 2. Its slips are sought like terms, as written only; a slip that is a word of any term, or of
//!    some language, is none.
//! 3. What is found so is read as the word that it stands for, and backwards where it runs so.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::compile::Term;
use super::pattern::Pattern;
use super::slips::{self, Form, Telling};
use super::{Hit, Lexicon, Scratch, TermKind, Weight, exact};
use crate::category::{CategorySet, CategoryTree};
use crate::text::{self, Skim};

/// How many slips of one text are read right.
const MOST: usize = 16;
/// How many folded letters behind a slip may be its ending.
const ENDING: usize = 6;
/// Groups whose words are near one another: invented ones, and things that are eaten.
pub(super) const APART: [&str; 2] = [slips::INVENTED, "supplement"];

/// The slips of all telling words.
#[derive(Clone, Debug, Default)]
pub(super) struct Misspelt {
    words: Vec<Right>,
    slips: Vec<Slip>,
}

/// A word as it is spelt.
#[derive(Clone, Debug)]
struct Right {
    letters: Box<str>,
    endings: Vec<&'static [&'static str]>,
    serves: CategorySet,
}

/// A word as it is written instead.
#[derive(Clone, Debug)]
struct Slip {
    written: Box<str>,
    of: u32,
    form: Form,
}

/// What terms say of a word.
#[derive(Default)]
struct Word {
    telling: Telling,
    serves: CategorySet,
    endings: Vec<&'static [&'static str]>,
}

impl Misspelt {
    /// The slips of the telling words of terms; none that `is_term`.
    pub(super) fn of(tree: &CategoryTree, terms: &[Term], is_term: &dyn Fn(&str) -> bool) -> Self {
        let mut words: HashMap<String, Word> = HashMap::new();
        let mut all: HashSet<String> = HashSet::new();
        for term in terms {
            let form = term.pattern.form();
            let parts = form.split([' ', '*']).filter(|word| !word.is_empty());
            if term.kind != TermKind::Hit {
                all.extend(term.text.split_whitespace().map(|word| Pattern::parse(word).form()));
            }
            all.extend(parts.clone().map(str::to_owned));
            let is_apart = APART.contains(&tree.name(term.root));
            if term.weight != Some(Weight::Strong) || is_apart {
                continue;
            }
            let is_one = parts.clone().nth(1).is_none();
            let mut parts = parts.peekable();
            while let Some(part) = parts.next() {
                let word = words.entry(part.to_owned()).or_default();
                word.telling.terms = word.telling.terms.saturating_add(1);
                word.telling.is_term |= is_one;
                word.telling.is_common |= is_one && term.languages.is_several();
                word.serves = word.serves.union(term.serves);
                if parts.peek().is_none() {
                    let new = term.pattern.endings.iter();
                    word.endings.extend(
                        new.filter(|list| !word.endings.contains(list))
                            .copied()
                            .collect::<Vec<_>>(),
                    );
                }
            }
        }
        let mut words: Vec<(String, Word)> = words.into_iter().collect();
        words.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let mut misspelt = Self::default();
        for (letters, word) in words {
            let Ok(of) = u32::try_from(misspelt.words.len()) else { break };
            let slips = slips::of_word(&letters, word.telling);
            let is_free = |slip: &(String, Form)| {
                let written = slips::written(&slip.0);
                matches!(slip.1, Form::Signed | Form::Bare(_))
                    || !all.contains(&written) && !is_term(&written)
            };
            let count = misspelt.slips.len();
            let free = slips.into_iter().filter(is_free);
            misspelt.slips.extend(free.map(|(written, form)| Slip {
                written: written.into(),
                of,
                form,
            }));
            if misspelt.slips.len() > count {
                let Word { serves, endings, .. } = word;
                misspelt.words.push(Right { letters: letters.into(), endings, serves });
            }
        }
        misspelt
    }

    /// The slips with their numbers, as the automaton seeks them, and what they are sought for.
    pub(super) fn sought(&self) -> impl Iterator<Item = (u32, String, CategorySet)> {
        let slips = (0u32..).zip(&self.slips);
        slips.filter_map(|(number, slip)| {
            let right = self.words.get(slip.of as usize)?;
            Some((number, Pattern::parse(&slip.written).coarse(), right.serves))
        })
    }

    /// Whether a slip may stand where one was found: from one word edge to another.
    pub(super) fn may_stand(skim: &Skim, found: &Range<usize>) -> bool {
        skim.has_edge(found.start..found.start + 1)
            && skim.has_edge(found.end.saturating_sub(1)..found.end + ENDING)
    }

    /// Where a slip truly stands.
    pub(super) fn check(
        &self,
        number: u32,
        text: &str,
        folded: &text::Folded,
        found: Range<usize>,
        window: &mut Vec<text::Atom>,
    ) -> Option<Range<usize>> {
        let slip = self.slips.get(number as usize)?;
        let right = self.words.get(slip.of as usize)?;
        let mut pattern = Pattern::parse(&slip.written);
        pattern.strict = true;
        if slip.form != Form::Backwards {
            right.endings.iter().for_each(|endings| pattern.add_endings(endings));
        }
        let span = exact::check(text, folded, found, &pattern, window)?;
        let written = text.get(span.clone())?;
        // Chains of letters are read as such, and the signs of references hide nothing.
        let mut runs = written.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty());
        let is_chain = runs.all(|run| run.chars().nth(1).is_none());
        if is_chain || written.contains(['&', '<', '\\']) {
            return None;
        }
        if slips::is_word(&Pattern::parse(written).form()) {
            return None;
        }
        let behind = text.get(span.end..)?.chars().next();
        let is_sign = |c: &char| !c.is_alphanumeric() && !c.is_whitespace();
        let signs = |written: &str| written.chars().filter(is_sign).count();
        let is_fit = match slip.form {
            Form::Loose | Form::Backwards => true,
            Form::Plain => !written.contains(char::is_whitespace),
            Form::Signed => !written.contains(char::is_whitespace) && signs(written) > 0,
            Form::Bare(hidden) => {
                !written.contains(char::is_whitespace)
                    && signs(written) + behind.iter().filter(|c| is_sign(c)).count() >= hidden
            }
        };
        is_fit.then_some(span)
    }
}

impl Lexicon {
    /// Finds what stands in a text if the slips that were found in it are read as the right words.
    pub(super) fn respell(&self, text: &str, wanted: Option<CategorySet>, scratch: &mut Scratch) {
        let mut misspelt = std::mem::take(&mut scratch.misspelt);
        if misspelt.is_empty() {
            return;
        }
        misspelt.truncate(MOST);
        let hits: Vec<Hit> = std::mem::take(&mut scratch.hits);
        let otherwise = std::mem::take(&mut scratch.otherwise);
        let mut reading = std::mem::take(&mut scratch.reading);
        let mut reread = std::mem::take(&mut scratch.reread);
        for (span, number) in &misspelt {
            let Some(slip) = self.misspelt.slips.get(*number as usize) else { continue };
            let Some(right) = self.misspelt.words.get(slip.of as usize) else { continue };
            text::corrected(text, span.clone(), &right.letters, &mut reading);
            self.read(&reading, wanted, scratch, &mut reread);
            if slip.form == Form::Backwards {
                text::reversed(text, span.clone(), &mut reading);
                self.read(&reading, wanted, scratch, &mut reread);
            }
        }
        misspelt.clear();
        (scratch.misspelt, scratch.hits, scratch.otherwise) = (misspelt, hits, otherwise);
        (scratch.reading, scratch.reread) = (reading, reread);
    }
}
