//! Category paths and taxonomy ids.
//!
//! Of a path only the deepest two levels speak: every cracker stands under «Food, Beverages &
//! Tobacco». That root itself never does, wherever it stands.

use super::codes::{Codes, Shared};
use super::facts::Fact;
use super::labels::short_name;
use super::list;
use super::path::{Path, levels};
use super::role::Role;
use super::sieve::Sieve;
use crate::category::{Category, CategorySet, CategoryTree, Kind};
use crate::lexicon::{Hit, Language, Weight};
use crate::text::trim;
use memchr::memchr;
use std::char::ToLowercase;
use std::ops::Range;
use std::str::Chars;
use std::sync::LazyLock;

/// The taxonomy codes of a configuration.
#[derive(Clone, Debug)]
pub(super) struct Taxonomy {
    google: Shared<u32>,
    google_paths: Shared<String>,
    shopify: Shared<String>,
    leaves: Shared<String>,
    /// Leaves of one language, as [`local`] writes them.
    local: Shared<String>,
    /// Leaves that cover what stands below them.
    departments: Shared<String>,
    /// What leaves and Google's paths begin and end with: nearly no category is one of them, and
    /// looking one up takes a normalised copy.
    sieve: Sieve,
    /// The [ends](ends) of the same names: titles are many, and to read all letters of one takes
    /// longer.
    glance: Sieve,
}

impl Taxonomy {
    pub(super) fn new(tree: &CategoryTree, codes: &[Codes]) -> Self {
        let google = codes.iter().flat_map(|c| c.google.iter().map(|id| (*id, c.category)));
        let mut sieve = Sieve::default();
        let mut glance = Sieve::default();
        let mut admit = |name: &str| {
            sieve.admit(letters(name));
            glance.admit(ends(&level(name)));
        };
        for code in codes {
            let local = code.local_leaves.iter().map(|(_, leaf)| leaf);
            let leaves = code.leaves.iter().chain(local).chain(&code.departments);
            leaves.for_each(|leaf| admit(leaf));
            let roots = code.google_paths.iter().filter_map(|path| first_level(path));
            roots.for_each(&mut admit);
        }
        Self {
            google: Shared::new(tree, google),
            google_paths: named(tree, codes, |c| &c.google_paths, path_of),
            shopify: named(tree, codes, |c| &c.shopify, shopify_id),
            leaves: named(tree, codes, |c| &c.leaves, level),
            local: Shared::new(tree, codes.iter().flat_map(local_names)),
            departments: named(tree, codes, |c| &c.departments, level),
            sieve,
            glance,
        }
    }

    /// The schema.org names of a configuration, for labels.
    pub(super) fn schema_org(tree: &CategoryTree, codes: &[Codes]) -> Shared<String> {
        named(tree, codes, |c| &c.schema_org, |name| short_name(name).to_ascii_lowercase())
    }

    /// The categories that an identifier or category field declares by a code, a path or a leaf.
    pub(super) fn declared(
        &self,
        fact: &Fact<'_>,
        is_leaf: bool,
        language: Option<Language>,
    ) -> CategorySet {
        let text = fact.value.as_str();
        if fact.role == Role::Id && text.len() < "TaxonomyCategory/".len() {
            return CategorySet::EMPTY;
        }
        let text = trim(text);
        if memchr(b'/', text.as_bytes()).is_some() && text.contains("TaxonomyCategory/") {
            return self.shopify(&shopify_id(text));
        }
        if fact.role != Role::Category || text.len() > 400 {
            return CategorySet::EMPTY;
        }
        if fact.says.google
            && let Some(id) = leading_number(text)
        {
            return self.google.get(&id);
        }
        if is_shopify_id(text) {
            return self.shopify(&shopify_id(text));
        }
        let mut declared = CategorySet::EMPTY;
        let mut may_be_path = false;
        let path = Path::of(text);
        let mut levels = path.levels().peekable();
        let mut at_root = true;
        while let Some(at) = levels.next() {
            let is_last = is_leaf && levels.peek().is_none();
            let Some(name) = text.get(at) else { continue };
            if is_last {
                declared = declared.union(self.listed(name, language));
            }
            if !self.may_be_named(name, path.coded) {
                at_root = false;
                continue;
            }
            may_be_path |= at_root;
            at_root = false;
            let name = level(name);
            declared = declared.union(self.departments.get(&name));
            if is_last {
                declared = declared.union(self.shelf(&name, language));
            }
        }
        if may_be_path { declared.union(self.google_path(&path_of(text))) } else { declared }
    }

    /// The categories of which a name is the name of a shelf, in a text of this language.
    pub(super) fn leaf(&self, name: &str, language: Option<Language>) -> CategorySet {
        if name.len() > LONGEST_LEAF || !self.may_be_named(name, true) {
            return CategorySet::EMPTY;
        }
        let name = level(name);
        self.departments.get(&name).union(self.shelf(&name, language))
    }

    /// The categories of a name that lists names of shelves and nothing else: «Champagne & cava».
    fn listed(&self, name: &str, language: Option<Language>) -> CategorySet {
        let mut of_all = CategorySet::EMPTY;
        let mut parts = list::parts(name);
        let (Some(first), Some(second)) = (parts.next(), parts.next()) else { return of_all };
        for part in [first, second].into_iter().chain(parts) {
            let of_part = self.leaf(part, language);
            if of_part.is_empty() {
                return CategorySet::EMPTY;
            }
            of_all = of_all.union(of_part);
        }
        of_all
    }

    /// Whether a name, in which there may be `&amp;` or not, may be that of a shelf, or the root of
    /// a path.
    fn may_be_named(&self, name: &str, coded: bool) -> bool {
        let coded = || coded && name.bytes().any(|byte| byte == b'&') && name.contains("&amp;");
        (self.glance.passes(ends(name)) || coded()) && self.sieve.passes(letters(name))
    }

    /// The same of a name that [`level`] wrote, and that is of no department.
    fn shelf(&self, name: &str, language: Option<Language>) -> CategorySet {
        let local = language.map(|language| self.local.get(&local(language, name)));
        self.leaves.get(name).union(local.unwrap_or_default())
    }

    /// Leaves out of the words found in the [speaking](speaking) levels of a path what does not
    /// speak for what stands at its end.
    ///
    /// 1. «Süßwaren, Getränke & Tabak > Schokolade»: the last of several things that the level
    ///    above lists.
    /// 2. «Für Erwachsene > Waffen»: where the last level names goods of one group, the level above
    ///    does not add another group.
    pub(super) fn weigh(
        &self,
        tree: &CategoryTree,
        path: &str,
        language: Option<Language>,
        hits: &mut Vec<Hit>,
    ) {
        let mut last = (None, None);
        levels(path).for_each(|level| last = (last.1.take(), Some(level)));
        let (above, Some(leaf)) = last else { return };
        let is_shown =
            |category: Category| tree.entry(category).is_some_and(|entry| entry.kind == Kind::Open);
        let root = |hit: &Hit| tree.root(hit.category);
        let spoken = hits
            .iter()
            .filter(|hit| hit.span.start >= leaf.start && hit.weight == Weight::Strong)
            .map(|hit| hit.category);
        let named =
            path.get(leaf.clone()).map_or(CategorySet::EMPTY, |name| self.leaf(name, language));
        let of_leaf: CategorySet =
            spoken.chain(named.iter()).filter(|c| !is_shown(*c)).map(|c| tree.root(c)).collect();
        // A path of one level is its own level above.
        let is_alone = above.is_none();
        let above = above.unwrap_or_else(|| leaf.clone());
        let of_leaf = if is_alone { CategorySet::EMPTY } else { of_leaf };
        let comma = path.get(above.clone()).and_then(|text| {
            let (at, last) = (text.rfind(',')?, text.rsplit(',').next()?);
            // «…, drinks and tobacco», not «Drinks, spirits».
            (!is_alone || last.split_whitespace().count() > 2).then_some(at)
        });
        let listed_last = above.start + comma.unwrap_or(0);
        let listed: CategorySet =
            hits.iter().filter(|hit| hit.span.start < listed_last).map(&root).collect();
        hits.retain(|hit| {
            hit.span.start >= above.end
                || of_leaf.contains(root(hit))
                || of_leaf.is_empty() && (comma.is_none() || listed.contains(root(hit)))
        });
    }

    /// The deepest configured path that this one continues.
    fn google_path(&self, path: &str) -> CategorySet {
        ancestors(path, '>')
            .map(|path| self.google_paths.get(path))
            .find(|set| !set.is_empty())
            .unwrap_or_default()
    }

    fn shopify(&self, id: &str) -> CategorySet {
        ancestors(id, '-')
            .map(|id| self.shopify.get(id))
            .find(|set| !set.is_empty())
            .unwrap_or_default()
    }
}

/// The part of a category field that is judged for words: the deepest two levels.
pub(super) fn speaking(text: &str) -> Option<Range<usize>> {
    let mut last = (None, None);
    levels(text).for_each(|level| last = (last.1.take(), Some(level)));
    let leaf = last.1.filter(|leaf| !is_vertical(text.get(leaf.clone())))?;
    let above = last.0.filter(|above| !is_vertical(text.get(above.clone())));
    Some(above.map_or(leaf.start, |above| above.start)..leaf.end)
}

/// How many letters of each end are compared at a glance.
const END: usize = 3;

/// The first and the last letters of a name, small: [`level`] leaves them as they are, unless
/// `&amp;` is among them.
fn ends(name: &str) -> [char; 2 * END] {
    let mut ends = ['\0'; 2 * END];
    let (first, last) = ends.split_at_mut(END);
    if !first_ascii(name.bytes(), first) {
        first_letters(name.chars(), first);
    }
    if !first_ascii(name.bytes().rev(), last) {
        first_letters(name.chars().rev(), last);
    }
    ends
}

/// Writes the first letters, small; false where a sign beyond ASCII is among them.
#[inline(always)]
fn first_ascii(name: impl Iterator<Item = u8>, first: &mut [char]) -> bool {
    let mut slots = first.iter_mut();
    for byte in name {
        if byte.is_ascii_alphanumeric() {
            let Some(slot) = slots.next() else { break };
            *slot = byte.to_ascii_lowercase().into();
        } else if !byte.is_ascii() {
            return slots.len() == 0;
        }
    }
    true
}

/// Writes the first letters, small, or signs beyond ASCII.
fn first_letters(name: impl Iterator<Item = char>, first: &mut [char]) {
    first.fill('\0');
    let letters = name.filter_map(|c| match c {
        'a'..='z' | '0'..='9' => Some(c),
        _ if c.is_ascii_uppercase() => Some(c.to_ascii_lowercase()),
        // Only `İ` has two small letters, the second of which is a dot above.
        _ if !c.is_ascii() && !c.is_whitespace() && c != '\u{307}' => {
            Some(c.to_lowercase().next().unwrap_or(c))
        }
        _ => None,
    });
    first.iter_mut().zip(letters).for_each(|(slot, letter)| *slot = letter);
}

/// A leaf with its language, as the tables hold it.
fn local(language: Language, name: &str) -> String {
    format!("{language}:{name}")
}

fn local_names(code: &Codes) -> impl Iterator<Item = (String, Category)> {
    let category = code.category;
    let of =
        move |(language, leaf): &(Language, String)| (local(*language, &level(leaf)), category);
    code.local_leaves.iter().map(of)
}

/// A trimmed, lower-case copy with single spaces: how two names of a category are compared.
fn level(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !name.is_empty() {
            name.push(' ');
        }
        name.extend(word.replace("&amp;", "&").chars().flat_map(char::to_lowercase));
    }
    name
}

/// The letters of a name of a category: what [`level`] leaves of it, without blanks and signs.
fn letters(name: &str) -> Letters<'_> {
    Letters { rest: name.chars(), lower: None }
}

/// See [`letters`].
struct Letters<'t> {
    rest: Chars<'t>,
    lower: Option<ToLowercase>,
}

impl Iterator for Letters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if let Some(letter) = self.lower.as_mut().and_then(Iterator::next) {
            return Some(letter);
        }
        loop {
            match self.rest.next()? {
                // What `&amp;` leaves here is left of a bare `&` too.
                '&' => {
                    if let Some(rest) = self.rest.as_str().strip_prefix("amp;") {
                        self.rest = rest.chars();
                    }
                }
                c if c.is_ascii_alphanumeric() => return Some(c.to_ascii_lowercase()),
                c if c.is_ascii() || !c.is_alphanumeric() => {}
                c => {
                    let mut lower = c.to_lowercase();
                    let first = lower.next();
                    self.lower = Some(lower);
                    return first;
                }
            }
        }
    }
}

fn path_of(text: &str) -> String {
    let names = levels(text).filter_map(|at| text.get(at)).map(level);
    names.collect::<Vec<_>>().join(">")
}

fn first_level(text: &str) -> Option<&str> {
    levels(text).next().and_then(|at| text.get(at))
}

/// `a>b>c`, `a>b`, `a`: a path and what stands above it.
fn ancestors(path: &str, separator: char) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), move |path| {
        path.rsplit_once(separator).map(|(above, _)| above)
    })
}

/// `772`, `772 - Mature`.
fn leading_number(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text.get(..digits)?.parse().ok()
}

fn shopify_id(text: &str) -> String {
    short_name(text.trim()).to_ascii_lowercase()
}

/// `ma-1-2`, perhaps at the end of an address: two letters, in any case, and numbers.
fn is_shopify_id(text: &str) -> bool {
    if !text.ends_with(|c: char| c.is_ascii_digit()) || memchr(b'-', text.as_bytes()).is_none() {
        return false;
    }
    let mut parts = short_name(text).split('-');
    let vertical =
        parts.next().is_some_and(|v| v.len() == 2 && v.bytes().all(|b| b.is_ascii_alphabetic()));
    let mut numbers = parts.peekable();
    vertical
        && numbers.peek().is_some()
        && numbers.all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

pub(super) fn is_vertical(level: Option<&str>) -> bool {
    static GLANCE: LazyLock<Sieve> = LazyLock::new(|| {
        let mut sieve = Sieve::default();
        VERTICALS.iter().for_each(|vertical| sieve.admit(ends(vertical)));
        sieve
    });
    // The shortest of them has sixteen letters.
    let Some(level) = level.filter(|level| level.len() >= 16) else { return false };
    // Here no sign counts, one beyond ASCII neither.
    let unsure = memchr(b'&', level.as_bytes()).is_some()
        || ends(level).iter().any(|end| !end.is_ascii() && !end.is_alphanumeric());
    (unsure || GLANCE.passes(ends(level)))
        && VERTICALS.iter().any(|vertical| letters(level).eq(vertical.chars()))
}

fn named(
    tree: &CategoryTree,
    codes: &[Codes],
    of: impl Fn(&Codes) -> &[String],
    spelling: impl Fn(&str) -> String,
) -> Shared<String> {
    let pairs = codes.iter().flat_map(|c| of(c).iter().map(|name| (spelling(name), c.category)));
    Shared::new(tree, pairs)
}

/// The longest name that is compared with names of shelves, in bytes.
const LONGEST_LEAF: usize = 80;

/// The root over all food in public taxonomies, letters only, in the languages they come in.
const VERTICALS: &[&str] = &[
    "foodbeveragestobacco",
    "foodbeveragesandtobacco",
    "foodbeverageandtobaccoproducts",
    "nahrungsmittelgetränketabak",
    "alimentsboissonsettabac",
    "alimentationboissonsettabac",
    "alimentaciónbebidasytabaco",
    "alimentaciónbebidaytabaco",
    "alimentosbebidasytabaco",
    "cibibevandeetabacco",
    "cibobevandeetabacco",
    "etendrinkenentabak",
    "żywnośćnapojeitytoń",
    "matdryckochtobak",
    "maddrikkeogtobak",
    "fødevarerdrikkevarerogtobak",
    "matdrikkeogtobakk",
    "alimentosbebidasetabaco",
    "jídlopitíatabák",
    "ruokajuomajatupakka",
    "ruokajuomatjatupakka",
    "élelmiszeritalésdohányáru",
    "alimentebăuturișitutun",
    "храниинапиткиитютюн",
    "хранинапиткиитютюн",
    "τρόφιμαποτάκαικαπνός",
    "jedlonápojeatabak",
    "hranapijačeintobak",
    "hranapićeiduhan",
    "maistasgėrimaiirtabakas",
    "pārtikadzērieniuntabaka",
    "toitjoogidjatubakas",
    "продуктинапоїтатютюн",
    "продуктынапиткиитабачныеизделия",
    "yiyecekiçeceklervetütünmamülleri",
    "yiyecekiçecekvetütün",
    "ételitalésdohány",
];
