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
use crate::text;

/// The least letters by which a slip is sought, each that is the one before it left out.
const SOUGHT: usize = 4;
/// How many slips of one text are read right.
const MOST: usize = 16;
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
    /// With the endings that it takes.
    pattern: Pattern,
    serves: CategorySet,
}

/// A word as it is written instead.
#[derive(Clone, Debug)]
struct Slip {
    written: Box<str>,
    of: u32,
    form: Form,
    /// Whether the fold does not tell it from its word.
    is_own: bool,
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
        let mut innocent: HashMap<String, u32> = HashMap::new();
        for term in terms {
            let form = term.pattern.form();
            let parts = form.split([' ', '*']).filter(|word| !word.is_empty());
            if term.kind != TermKind::Hit {
                all.extend(term.text.split_whitespace().map(|word| Pattern::parse(word).form()));
            }
            all.extend(parts.clone().map(str::to_owned));
            if term.weight.is_none() {
                parts.clone().for_each(|part| *innocent.entry(part.to_owned()).or_default() += 1);
            }
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
        for (letters, mut word) in words {
            word.telling.innocent = innocent.get(&letters).copied().unwrap_or_default();
            let Ok(of) = u32::try_from(misspelt.words.len()) else { break };
            let slips = slips::of_word(&letters, word.telling);
            let own = Pattern::parse(&letters).coarse();
            let is_free = |slip: &(String, Form)| {
                let written = slips::written(&slip.0);
                // What is left of a word must still tell it from most.
                let coarse = Pattern::parse(&slip.0).coarse();
                // One that is sought like its word is found with each that is right: no matter where
                // the word is a term, that is found too.
                let is_own = slip.1 == Form::Plain && coarse == own && !word.telling.is_term;
                let is_bare = matches!(slip.1, Form::Bare(_));
                let tells = || !is_own && (is_bare || coarse.chars().nth(SOUGHT - 1).is_some());
                let is_read = || all.contains(&written) || is_term(&written);
                tells() && !slips::has_twice(&written, &letters) && !is_read()
            };
            let count = misspelt.slips.len();
            let free = slips.into_iter().filter(is_free);
            misspelt.slips.extend(free.map(|(written, form)| Slip {
                is_own: Pattern::parse(&written).coarse() == own,
                written: written.into(),
                of,
                form,
            }));
            if misspelt.slips.len() > count {
                let Word { serves, endings, .. } = word;
                let mut pattern = Pattern::parse(&letters);
                endings.into_iter().for_each(|endings| pattern.add_endings(endings));
                misspelt.words.push(Right { letters: letters.into(), pattern, serves });
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

    /// Whether a slip may stand where one was found in folded bytes: as a word, parted within as its
    /// form has it. `has_edge` says whether a word edge may lie before one of some bytes.
    pub(super) fn may_stand(
        &self,
        number: u32,
        folded: &[u8],
        has_edge: &dyn Fn(Range<usize>) -> bool,
        found: &Range<usize>,
    ) -> bool {
        let Some(slip) = self.slips.get(number as usize) else { return false };
        let Some(right) = self.words.get(slip.of as usize) else { return false };
        if !has_edge(found.start..found.start + 1) {
            return false;
        }
        let bytes = folded.get(found.clone()).unwrap_or_default();
        let bytes = (found.start..found.end).zip(bytes).skip(1);
        let mut letters = bytes.filter(|(_, byte)| !matches!(byte, 0x80..=0xbf));
        // An edge inside the run of the last letter cannot be told from one before it.
        let is_last_parted = letters.next_back().is_some_and(|(at, _)| has_edge(at..at + 1));
        let parted = letters.clone().filter(|(at, _)| has_edge(*at..*at + 1)).count();
        // Each capital may begin a word.
        let is_whole = parted == 0 || letters.all(|(at, _)| has_edge(at..at + 1));
        let is_in_two = parted == 1 || parted == 0 && is_last_parted;
        let may_part = match slip.form {
            Form::Plain | Form::Backwards => is_whole,
            Form::Loose if slip.is_own => is_in_two,
            Form::Loose => is_whole || is_in_two,
            Form::Open => true,
            // Signs part the letters between which they stand.
            Form::Signed | Form::Bare(_) => parted > 0 || is_last_parted,
        };
        may_part
            && if slip.form == Form::Backwards {
                has_edge(found.end.saturating_sub(1)..found.end + 1)
            } else {
                right.pattern.may_end(folded, has_edge, found.end)
            }
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
        let has_edge = |at| folded.has_edge(at);
        if !self.may_stand(number, folded.bytes(), &has_edge, &found) {
            return None;
        }
        let mut pattern = Pattern::parse(&slip.written);
        pattern.strict = true;
        if slip.form != Form::Backwards {
            pattern.take_endings(&right.pattern);
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
            Form::Plain | Form::Open => !written.contains(char::is_whitespace),
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
