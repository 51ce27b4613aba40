//! Words that point to categories: terms, the one automaton over them, and hits mapped to the
//! source text.
//!
//! 1. Terms and text are folded alike ([`crate::text`]); one automaton finds candidates.
//! 2. Each candidate is checked on the original text: word edges, letters, disguise, endings.
//! 3. A hit that overlaps an innocent phrase of its group does not count.
//! 4. A weak hit becomes strong beside a word of its pair; what only a pair names is no hit alone.
//! 5. A hit that the words around it make an accessory of or deny does not count either.
//! 6. A weak hit that lies inside another hit of its category says nothing new and is left out.
//!
//! A Cyrillic or Greek term is found in Latin letters too, as sellers write it, and telling words
//! with a slip.
//!
//! Words of a language (`local` and `content` terms, short ones with accents, innocent phrases that are a strong
//! term elsewhere) count only in a text that is known to be in it.
//!
//! A term ending in `*` matches any longer word, one beginning with `*` any compound that ends in
//! it; otherwise both ends must be word edges, give or take an ending of the term's language.
//!
//! # Limits
//! Only the last word of a phrase takes an ending: `juguetes sexuales` is a term of its own.

mod compile;
mod context;
mod doors;
mod exact;
mod finder;
mod glimpse;
mod grammar;
mod heard;
mod hidden;
mod language;
mod misspelt;
mod pairs;
mod pattern;
mod scan;
mod shadow;
mod slips;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::category::{Category, CategorySet};
pub use compile::{LexiconError, Lint, LintCode};
pub use glimpse::Glimpse;
pub use language::Language;
pub use scan::{Explained, Scratch};

/// Where something stands in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, as the operator names it.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// One term as it is written in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceTerm {
    /// The term in its plain dictionary form, with its `*` if it has one.
    pub text: String,
    /// Where it is written.
    pub place: Place,
}

/// Words that name goods only beside certain others: «massager» and «prostate».
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourcePair {
    /// One of these is sought like a term.
    pub words: Vec<SourceTerm>,
    /// One of these must stand near it.
    pub beside: Vec<SourceTerm>,
}

/// The terms of one category in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermFile {
    /// What the terms point to.
    pub category: Category,
    /// The language as a BCP 47 tag; it decides which endings a term takes.
    pub language: String,
    /// One hit in a naming field is enough.
    pub strong: Vec<SourceTerm>,
    /// As strong, and only in a text that is known to be in this language: words that mean
    /// something else in another one (`slut`, `sör`).
    pub local: Vec<SourceTerm>,
    /// Two different ones are needed, or one beside a label.
    pub weak: Vec<SourceTerm>,
    /// What the goods hold, as other things do (iron, ginger): weak, in a text of their language
    /// only, and never two of them. It takes a weak one that says how the goods come (tablets).
    pub content: Vec<SourceTerm>,
    /// Words of which two kinds together are enough.
    pub pairs: Vec<SourcePair>,
    /// Words near which no pair of the file counts: those of other trades.
    pub unpaired: Vec<SourceTerm>,
    /// Phrases in which a hit does not count.
    pub innocent: Vec<SourceTerm>,
    /// Things that are named after the goods and are none of them: `glass`, `rack`.
    pub accessory: Vec<SourceTerm>,
    /// Words beside a hit that deny it: `alcohol-free`.
    pub negation: Vec<SourceTerm>,
    /// Words that say that the goods themselves are there, so that no accessory counts: `gift set`.
    pub goods: Vec<SourceTerm>,
}

impl TermFile {
    /// A file without terms.
    pub fn new(category: Category, language: &str) -> Self {
        Self {
            category,
            language: language.to_owned(),
            strong: Vec::new(),
            local: Vec::new(),
            weak: Vec::new(),
            content: Vec::new(),
            pairs: Vec::new(),
            unpaired: Vec::new(),
            innocent: Vec::new(),
            accessory: Vec::new(),
            negation: Vec::new(),
            goods: Vec::new(),
        }
    }
}

/// What a term of a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermKind {
    /// It names goods: strong, local, weak or what they hold.
    Hit,
    /// A phrase in which a hit does not count.
    Innocent,
    /// A thing that is named after the goods.
    Accessory,
    /// A word that denies a hit beside it.
    Negation,
    /// A word that says that the goods are there.
    Goods,
}

impl TermKind {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Innocent => "innocent",
            Self::Accessory => "accessory",
            Self::Negation => "negation",
            Self::Goods => "goods",
        }
    }
}

/// How much a hit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Needs another hit or a label beside it.
    Weak,
    /// Enough in a naming field.
    Strong,
}

/// A term of one [`Lexicon`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(u32);

/// A term found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The term.
    pub term: TermId,
    /// What it points to.
    pub category: Category,
    /// How much it says.
    pub weight: Weight,
    /// Where it stands, in bytes of the source text, on character boundaries.
    pub span: Range<usize>,
    /// Whether the words around it name it beside other things or as what something is for
    /// («ideal for wine, beer and whisky»): in running text that says little. Only of categories
    /// that have accessories.
    pub is_mention: bool,
    /// Where the word of its pair stands that makes it strong.
    pub beside: Option<Range<usize>>,
    /// The innocent phrase, accessory or negation that takes the hit back; only
    /// [`Lexicon::explain`] gives such hits.
    pub taken_back_by: Option<TermId>,
}

/// What a term is, for reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermInfo<'l> {
    /// The stable id, `category/language:text`.
    pub id: &'l str,
    /// The term as written.
    pub text: &'l str,
    /// The language of its file.
    pub language: &'l str,
    /// What it points to, or in which group it takes hits back.
    pub category: Category,
    /// How much it says; `None` for what says nothing alone.
    pub weight: Option<Weight>,
    /// Whether it says what goods hold, which another one that does so does not confirm.
    pub is_content: bool,
    /// What it is for.
    pub kind: TermKind,
    /// Where it is written.
    pub place: &'l Place,
}

/// Compiled terms, immutable.
///
/// ```
/// use std::sync::Arc;
/// use agegate::category::{CategoryTree, Kind};
/// use agegate::lexicon::{Lexicon, Place, Scratch, SourceTerm, TermFile};
///
/// let mut tree = CategoryTree::default();
/// let spirits = tree.add("alcohol_spirits", None, Kind::Age, false).unwrap();
/// let place = Place { file: Arc::from("en.toml"), line: 1, column: 1 };
/// let term = |text: &str| SourceTerm { text: text.into(), place: place.clone() };
/// let (lexicon, lints) = Lexicon::compile(&tree, &[TermFile {
///     strong: vec![term("whisky")],
///     accessory: vec![term("glass")],
///     ..TermFile::new(spirits, "en")
/// }]).unwrap();
/// assert!(lints.is_empty());
///
/// let mut found = Vec::new();
/// let text = "Two WH1SKYS, one whisky glass";
/// lexicon.scan(text, tree.all(), &mut Scratch::default(), &mut |hit| found.push(hit));
/// assert_eq!(found.len(), 1);
/// assert_eq!(&text[found[0].span.clone()], "WH1SKYS");
/// assert_eq!(lexicon.term(found[0].term).unwrap().id, "alcohol_spirits/en:whisky");
/// ```
#[derive(Clone, Debug)]
pub struct Lexicon {
    terms: Vec<compile::Term>,
    finder: finder::Finder,
    languages: language::Languages,
    context: context::Context,
    pairs: pairs::Pairs,
    misspelt: misspelt::Misspelt,
    /// The terms that fold to each pattern of the automaton.
    members: Vec<Vec<Member>>,
}

/// What must be known of a term before it is worth looking up.
#[derive(Clone, Copy, Debug)]
struct Member {
    /// The term, or the slip of a word.
    index: u32,
    /// Which of the term's spellings: 0 is its own, others are heard, and [`SLIP`] is of no term.
    spelling: u8,
    /// Whether a letter of the term is a digit.
    has_digits: bool,
    /// The wanted categories for which the term must be looked for.
    serves: CategorySet,
}

/// Of a [`Member`] that is no term but a slip.
const SLIP: u8 = u8::MAX;

impl Member {
    const fn is_slip(&self) -> bool {
        self.spelling == SLIP
    }

    /// Where the term stands among all; nowhere for a slip.
    const fn term(&self) -> usize {
        if self.is_slip() { usize::MAX } else { self.index as usize }
    }
}

impl Lexicon {
    /// What a term is; `None` for one of another lexicon.
    pub fn term(&self, id: TermId) -> Option<TermInfo<'_>> {
        self.terms.get(id.0 as usize).map(info)
    }

    /// All terms, innocent ones too, in the order of their files.
    pub fn terms(&self) -> impl Iterator<Item = TermInfo<'_>> {
        self.terms.iter().map(info)
    }

    /// How many terms there are, innocent ones too.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

fn info(term: &compile::Term) -> TermInfo<'_> {
    TermInfo {
        id: &term.id,
        text: &term.text,
        language: &term.language,
        category: term.category,
        weight: term.weight,
        is_content: term.is_content,
        kind: term.kind,
        place: &term.place,
    }
}
