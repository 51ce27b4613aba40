//! What omitted listings are called, so that their copies elsewhere in the page go too, and a judge
//! that remembers.

use crate::classify::{Role, Scalar};
use crate::rewrite::{Judge, Unit, UnitKind, Verdict, Withheld};
use std::collections::{HashMap, HashSet};

/// Links and identifiers of what went and of what stayed. The page is held whole, so they cost less
/// than it does; their number is bounded all the same.
#[derive(Debug, Default)]
pub(super) struct Marks {
    gone: HashSet<String>,
    kept: HashMap<String, Kept>,
    bound: usize,
    pub(super) full: bool,
}

#[derive(Clone, Copy, Debug)]
struct Kept {
    /// Where it was kept last: in the page, or in the script that begins there.
    source: u64,
    /// Whether several listings of one source have it.
    shared: bool,
}

impl Marks {
    pub(super) fn new(bound: usize) -> Self {
        Self { bound, ..Self::default() }
    }

    /// Remembers that a listing went.
    pub(super) fn went(&mut self, mark: String) {
        if self.gone.len() >= self.bound {
            self.full = true;
        } else {
            self.gone.insert(mark);
        }
    }

    /// Remembers that a listing of one source stayed. A mark that one listing of a source has may be
    /// a copy of what went; one that several have names none of them.
    pub(super) fn stayed(&mut self, mark: String, source: u64) {
        if self.kept.len() < self.bound || self.kept.contains_key(&mark) {
            let kept = self.kept.entry(mark).or_insert(Kept { source: u64::MAX, shared: false });
            kept.shared |= kept.source == source;
            kept.source = source;
        }
    }

    /// Whether this names a listing that went.
    pub(super) fn names(&self, mark: &str) -> bool {
        self.gone.contains(mark) && !self.is_shared(mark)
    }

    fn is_shared(&self, mark: &str) -> bool {
        self.kept.get(mark).is_some_and(|kept| kept.shared)
    }

    /// Whether any mark of what went stands in `text` as a whole quoted value or path.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        self.gone.iter().filter(|mark| !self.is_shared(mark)).any(|mark| {
            text.match_indices(mark.as_str()).any(|(at, found)| {
                let edge = |c: Option<char>| {
                    c.is_none_or(|c| !(c.is_alphanumeric() || c == '-' || c == '_'))
                };
                edge(text.get(..at).and_then(|t| t.chars().next_back()))
                    && edge(text.get(at + found.len()..).and_then(|t| t.chars().next()))
            })
        })
    }
}

/// The path by which a link is known: without host, query, fragment and last slash; `None` for one
/// that leads nowhere in particular.
pub(super) fn path(link: &str) -> Option<String> {
    let link = link.trim();
    let rest = link.strip_prefix("https:").or_else(|| link.strip_prefix("http:")).unwrap_or(link);
    let path = match rest.strip_prefix("//") {
        Some(rest) => rest.get(rest.find('/')?..)?,
        None => rest,
    };
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let path = path.get(..end)?.trim_matches('/');
    let is_path = path.len() > 3 && !path.contains([' ', ':', '<', '{']);
    is_path.then(|| format!("/{path}"))
}

/// An identifier that is unmistakable: long enough, and not digits alone.
pub(super) fn id(value: &str) -> Option<String> {
    let value = value.trim();
    let told = value.len() >= 6 && value.len() <= 64 && !value.bytes().all(|b| b.is_ascii_digit());
    (told && !value.contains(char::is_whitespace)).then(|| value.to_owned())
}

/// Asks another judge once about each unit and notes what went.
pub(super) struct Remembering<'j> {
    pub(super) inner: &'j mut dyn Judge,
    pub(super) marks: &'j mut Marks,
    pub(super) verdicts: &'j mut HashMap<(u64, UnitKind), Verdict>,
    /// Where the document stands in the page.
    pub(super) base: u64,
    /// Whether this is the second reading, in which copies go too.
    pub(super) again: bool,
    /// How many subjects there were.
    pub(super) subjects: usize,
}

impl Remembering<'_> {
    fn marks_of(unit: &Unit<'_>) -> Vec<String> {
        let links = unit.facts.iter().filter(|fact| fact.role == Role::Url);
        let first = links.filter_map(|fact| match fact.value {
            Scalar::Text(text) => path(text),
            _ => None,
        });
        first.take(1).chain(unit.id.and_then(id)).collect()
    }
}

impl Judge for Remembering<'_> {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        let own = matches!(unit.kind, UnitKind::Listing | UnitKind::Subject);
        self.subjects += usize::from(unit.kind == UnitKind::Subject);
        let position = self.base + unit.position;
        if self.again && unit.kind != UnitKind::Subject {
            let named = Self::marks_of(unit).iter().any(|mark| self.marks.names(mark));
            if named && self.verdicts.get(&(position, unit.kind)).is_none_or(|v| *v < Verdict::Omit)
            {
                self.inner.withheld(position, Withheld::Swept);
                return Verdict::Omit;
            }
        }
        if let Some(known) = self.again.then(|| self.verdicts.get(&(position, unit.kind))).flatten()
        {
            return *known;
        }
        let verdict = self.inner.judge(&Unit { position, ..*unit });
        self.verdicts.insert((position, unit.kind), verdict);
        if own {
            for mark in Self::marks_of(unit) {
                if verdict >= Verdict::Omit {
                    self.marks.went(mark);
                } else {
                    self.marks.stayed(mark, self.base);
                }
            }
        }
        verdict
    }

    fn withheld(&mut self, position: u64, why: Withheld) {
        if self.again {
            self.inner.withheld(self.base + position, why);
        }
    }

    fn omits_nameless(&self) -> bool {
        self.inner.omits_nameless()
    }

    fn speaks(&mut self, language: &str) {
        self.inner.speaks(language);
    }
}
