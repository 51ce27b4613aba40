//! From term files to a lexicon, with everything that is doubtful about them.

mod build;

use std::collections::HashMap;
use std::fmt;

use super::context::Context;
use super::language::{LanguageSet, Languages};
use super::misspelt;
use super::pairs::{PairId, Pairs};
use super::pattern::Pattern;
use super::{
    Lexicon, Place, SourceTerm, TermFile, TermId, TermKind, Weight, heard, language, slips,
};
use crate::category::{Category, CategorySet, CategoryTree};

/// One compiled term.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) language: String,
    pub(super) category: Category,
    pub(super) weight: Option<Weight>,
    pub(super) kind: TermKind,
    pub(super) place: Place,
    pub(super) pattern: Pattern,
    /// The term in the letters of another script, or with a slip.
    pub(super) heard: Vec<Pattern>,
    /// The group within which an innocent phrase takes hits back.
    pub(super) root: Category,
    /// The wanted categories for which the term must be looked for.
    pub(super) serves: CategorySet,
    /// The languages in whose files it stands.
    pub(super) languages: LanguageSet,
    /// Whether it counts only in texts of these languages.
    pub(super) local: bool,
    /// Whether it says what goods hold.
    pub(super) is_content: bool,
    /// Whether it must be written with its accents in texts of other languages: short words lose
    /// what tells them apart (`vīns`, `VINs`).
    pub(super) accented: bool,
    /// The pairs whose words it is one of.
    pub(super) pairs: Vec<PairId>,
    /// Whether it says something without what stands beside the words of a pair.
    pub(super) alone: bool,
}

impl Term {
    /// The spelling of this number: the term's own, then those in other letters.
    pub(super) fn spelling(&self, number: u8) -> Option<&Pattern> {
        match number.checked_sub(1) {
            None => Some(&self.pattern),
            Some(other) => self.heard.get(usize::from(other)),
        }
    }

    /// Whether the term may stand, as `written`, in a text of `language`.
    pub(super) fn counts(&self, language: LanguageSet, written: &str) -> bool {
        self.languages.meets(language) || !(self.local || self.accented && written.is_ascii())
    }
}

/// Letters up to which an accent tells a word from another one.
pub(super) const SHORT: usize = 5;

/// Something doubtful about a term. The lexicon works without heeding it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// Where the term is written.
    pub place: Place,
    /// What is doubtful.
    pub code: LintCode,
    /// The cause and the remedy in plain words.
    pub message: String,
}

/// The kinds of doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LintCode {
    /// Nothing, or one letter again and again, is left after folding.
    Degenerate,
    /// Fewer than three letters are left after folding.
    TooShort,
    /// The category has the term already in this language.
    Duplicate,
    /// A `*` term of the category matches wherever this one does.
    Shadowed,
    /// A strong term that an innocent phrase of its group always takes back.
    StrongInnocent,
}

impl LintCode {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Degenerate => "degenerate",
            Self::TooShort => "too_short",
            Self::Duplicate => "duplicate",
            Self::Shadowed => "shadowed",
            Self::StrongInnocent => "strong_innocent",
        }
    }

    /// Whether a check of the configuration should fail on it.
    pub const fn is_error(self) -> bool {
        matches!(self, Self::Degenerate | Self::TooShort | Self::StrongInnocent)
    }
}

/// Why term files cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LexiconError {
    /// A file names a category of another tree.
    UnknownCategory {
        /// The place of the file's first term.
        place: Option<Place>,
    },
    /// The automaton would be larger than the machine can address.
    TooLarge {
        /// What the automaton's builder said.
        cause: String,
    },
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownCategory { place: Some(place) } => write!(
                f,
                "{place}: the category of these terms is not in the tree; add it to the categories"
            ),
            Self::UnknownCategory { place: None } => {
                f.write_str("the category of an empty term file is not in the tree; add it")
            }
            Self::TooLarge { cause } => {
                write!(f, "the lexicon is too large to compile ({cause}); use fewer terms")
            }
        }
    }
}

impl std::error::Error for LexiconError {}

impl Lexicon {
    /// Compiles the terms of all files into one automaton.
    ///
    /// # Errors
    /// A category that is not in `tree`, or more terms than an automaton can hold. What is merely
    /// doubtful comes as lints.
    pub fn compile(
        tree: &CategoryTree,
        files: &[TermFile],
    ) -> Result<(Self, Vec<Lint>), LexiconError> {
        let mut draft = Draft::default();
        for file in files {
            if tree.entry(file.category).is_none() {
                let lists = [&file.strong, &file.local, &file.weak, &file.content, &file.innocent];
                let place = lists
                    .into_iter()
                    .chain(file.pairs.iter().flat_map(|pair| [&pair.words, &pair.beside]))
                    .chain([&file.unpaired, &file.accessory, &file.negation, &file.goods])
                    .find_map(|terms| terms.first().map(|term| term.place.clone()));
                return Err(LexiconError::UnknownCategory { place });
            }
            let weights = [
                (&file.strong, Some(Weight::Strong), Reach::Anywhere),
                (&file.local, Some(Weight::Strong), Reach::Local),
                (&file.weak, Some(Weight::Weak), Reach::Anywhere),
                (&file.content, Some(Weight::Weak), Reach::Content),
                (&file.innocent, None, Reach::Anywhere),
            ];
            for (terms, weight, reach) in weights {
                for term in terms {
                    draft.add(tree, file, term, Listed { weight, reach, pair: None })?;
                }
            }
            draft.add_pairs(tree, file)?;
            let around = [
                (&file.accessory, TermKind::Accessory),
                (&file.negation, TermKind::Negation),
                (&file.goods, TermKind::Goods),
            ];
            for (terms, kind) in around {
                for term in terms {
                    draft.add_around(tree, file, term, kind)?;
                }
            }
        }
        draft.settle_innocent(tree);
        draft.add_slips(tree);
        draft.build(tree)
    }
}

/// Where a term of a list counts, and beside what.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// In any text.
    Anywhere,
    /// In texts of its language.
    Local,
    /// There too, and not beside another one of these.
    Content,
}

/// In which list of its file a term stands.
#[derive(Clone, Copy)]
struct Listed {
    weight: Option<Weight>,
    reach: Reach,
    pair: Option<PairId>,
}

/// A term of one form.
struct Known {
    category: Category,
    weight: Option<Weight>,
    term: usize,
}

#[derive(Default)]
struct Draft {
    terms: Vec<Term>,
    lints: Vec<Lint>,
    /// The terms by their form.
    known: HashMap<String, Vec<Known>>,
    spoken: Languages,
    context: Context,
    pairs: Pairs,
}

impl Draft {
    fn add(
        &mut self,
        tree: &CategoryTree,
        file: &TermFile,
        source: &SourceTerm,
        Listed { weight, reach, pair }: Listed,
    ) -> Result<(), LexiconError> {
        let languages = self.spoken.add(&file.language);
        let mut pattern = Pattern::parse(&source.text);
        pattern.add_endings(language::endings(&file.language, pattern.letters.len()));
        let form = pattern.form();
        if let Some((code, why)) = pattern.doubt() {
            self.lint(&source.place, code, format!("`{}` {why}", source.text));
        }
        if pattern.is_empty() {
            return Ok(());
        }
        // An innocent phrase is believed only as written: disguise is never innocent.
        pattern.strict |= weight.is_none();

        let known = self.known.entry(form).or_default();
        let same = |known: &&Known| known.category == file.category;
        let listed = known.iter().filter(same).any(|other| {
            // A word of a pair may be weak by itself, and one of several pairs.
            other.weight.is_some() == weight.is_some()
                && (pair.is_none() || other.weight != weight)
                && self.terms.get(other.term).is_some_and(|term| term.languages.meets(languages))
        });
        if listed {
            self.lints.push(Lint {
                place: source.place.clone(),
                code: LintCode::Duplicate,
                message: format!("`{}` is listed twice after folding; remove one", source.text),
            });
        }
        let own = known.iter().filter(same).find(|known| known.weight == weight);
        if let Some(term) = own.and_then(|known| self.terms.get_mut(known.term)) {
            // The same word of another language: one term with the endings of both, so that it
            // never counts as two.
            let letters = term.pattern.letters.len();
            term.pattern.add_endings(language::endings(&file.language, letters));
            term.languages = term.languages.union(languages);
            term.local &= reach != Reach::Anywhere;
            term.is_content &= reach == Reach::Content;
            term.accented &= !source.text.is_ascii();
            term.alone |= pair.is_none();
            term.pairs.extend(pair);
            return Ok(());
        }
        known.push(Known { category: file.category, weight, term: self.terms.len() });
        if u32::try_from(self.terms.len()).is_err() {
            return Err(LexiconError::TooLarge { cause: "over 2^32 terms".to_owned() });
        }
        let root = tree.root(file.category);
        let heard = heard::spellings(&source.text, &file.language).into_iter().map(|spelling| {
            let mut heard = Pattern::parse(&spelling);
            heard.add_endings(language::heard_endings(&file.language));
            // One disguise at a time: `cha-cha` is no spirit.
            heard.strict = true;
            heard
        });
        let heard = heard.collect();
        self.terms.push(Term {
            id: format!("{}/{}:{}", tree.name(file.category), file.language, source.text),
            text: source.text.clone(),
            language: file.language.clone(),
            category: file.category,
            weight,
            kind: if weight.is_some() { TermKind::Hit } else { TermKind::Innocent },
            place: source.place.clone(),
            accented: weight.is_some() && pattern.is_short_latin() && !source.text.is_ascii(),
            pattern,
            heard,
            root,
            languages,
            local: reach != Reach::Anywhere,
            is_content: reach == Reach::Content,
            pairs: pair.into_iter().collect(),
            alone: pair.is_none(),
            serves: match weight {
                Some(_) => CategorySet::of(file.category),
                None => tree.covered(root),
            },
        });
        Ok(())
    }

    /// Adds the words of pairs and what stands beside or against them.
    fn add_pairs(&mut self, tree: &CategoryTree, file: &TermFile) -> Result<(), LexiconError> {
        let all = self.pairs.begin();
        self.add_partners(file, all, &file.unpaired);
        for source in &file.pairs {
            let pair = self.pairs.next(all);
            let listed =
                Listed { weight: Some(Weight::Weak), reach: Reach::Anywhere, pair: Some(pair) };
            for word in &source.words {
                self.add(tree, file, word, listed)?;
            }
            self.add_partners(file, pair, &source.beside);
        }
        Ok(())
    }

    fn add_partners(&mut self, file: &TermFile, pair: PairId, partners: &[SourceTerm]) {
        for partner in partners {
            if !self.pairs.add(pair, &partner.text, &file.language) {
                let message = format!("`{}` holds no letter; remove it", partner.text);
                self.lint(&partner.place, LintCode::Degenerate, message);
            }
        }
    }

    /// Adds a term that is looked for around hits only.
    fn add_around(
        &mut self,
        tree: &CategoryTree,
        file: &TermFile,
        source: &SourceTerm,
        kind: TermKind,
    ) -> Result<(), LexiconError> {
        let index = u32::try_from(self.terms.len())
            .map_err(|_| LexiconError::TooLarge { cause: "over 2^32 terms".to_owned() })?;
        let scope = tree.covered(file.category);
        let (text, language) = (&source.text, &file.language);
        let languages = self.spoken.add(language);
        if !self.context.add(TermId(index), kind, text, (language, languages), scope) {
            let message = format!("`{text}` holds no letter; remove it");
            self.lint(&source.place, LintCode::Degenerate, message);
            return Ok(());
        }
        self.terms.push(Term {
            id: format!("{}/{language}:{text}", tree.name(file.category)),
            text: text.clone(),
            language: language.clone(),
            category: file.category,
            weight: None,
            kind,
            place: source.place.clone(),
            pattern: Pattern::default(),
            heard: Vec::new(),
            root: tree.root(file.category),
            serves: CategorySet::EMPTY,
            languages,
            local: false,
            is_content: false,
            accented: false,
            pairs: Vec::new(),
            alone: true,
        });
        Ok(())
    }

    fn lint(&mut self, place: &Place, code: LintCode, message: String) {
        self.lints.push(Lint { place: place.clone(), code, message });
    }

    /// An innocent phrase that is a strong term as well: of another language it is innocent in its
    /// own only, of the same it is an error.
    fn settle_innocent(&mut self, tree: &CategoryTree) {
        let mut found = Vec::new();
        let mut elsewhere = Vec::new();
        for known in self.known.values().filter(|known| known.len() > 1) {
            for Known { category, term: index, .. } in known.iter().filter(|k| k.weight.is_none()) {
                let Some(term) = self.terms.get(*index) else { continue };
                let is_strong = |other: &&Known| {
                    other.weight == Some(Weight::Strong)
                        && tree.root(other.category) == tree.root(*category)
                };
                let mut strong = known.iter().filter(is_strong).peekable();
                if strong.peek().is_none() {
                    continue;
                }
                let mut strong = strong.filter_map(|other| self.terms.get(other.term));
                match strong.find(|other| other.languages.meets(term.languages)) {
                    None => elsewhere.push(*index),
                    Some(same) => found.push((
                        same.place.clone(),
                        format!(
                            "`{}` never counts, because it is innocent at {}; remove one of them",
                            same.text, term.place
                        ),
                    )),
                }
            }
        }
        found.sort();
        for (place, message) in found {
            self.lint(&place, LintCode::StrongInnocent, message);
        }
        for index in elsewhere {
            if let Some(term) = self.terms.get_mut(index) {
                term.local = true;
            }
        }
    }

    /// Adds the slips of strong terms; one that is a term itself is what it is.
    fn add_slips(&mut self, tree: &CategoryTree) {
        let Self { terms, known, .. } = self;
        for term in terms.iter_mut().filter(|term| term.weight == Some(Weight::Strong)) {
            let form = term.pattern.form();
            let word = form.trim_matches('*');
            let is_invented = tree.name(term.root) == slips::INVENTED;
            let is_apart = misspelt::APART.contains(&tree.name(term.root));
            let slips = if is_apart || !slips::has_long_word(word) {
                slips::spellings(word, term.languages.is_several(), !is_invented)
            } else {
                Vec::new()
            };
            term.pattern.doubles = slips::may_double(word);
            let slips = slips.into_iter().filter(|slip| !known.contains_key(&slips::written(slip)));
            for slip in slips.chain(slips::in_two(word)) {
                let mut pattern = Pattern::parse(&slip);
                pattern.strict = true;
                pattern.take_endings(&term.pattern);
                term.heard.push(pattern);
            }
        }
    }
}
