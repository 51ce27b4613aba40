//! The levels of a path of categories: «Home > Kitchen > Pans».

use crate::text::trim;
use memchr::memchr;
use std::ops::Range;

/// Separators of category paths, the least ambiguous first; only the first present is one.
const SEPARATORS: [&str; 8] = ["&gt;", ">", "»", "›", "→", "|", "::", "/"];

/// A bit for each byte that a separator begins with.
#[expect(clippy::indexing_slicing, reason = "computed while compiling")]
const SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    let mut at = 0;
    while at < SEPARATORS.len() {
        signs[SEPARATORS[at].as_bytes()[0] as usize] |= 1 << at;
        at += 1;
    }
    signs
};

/// A path of names of categories.
#[derive(Clone, Copy)]
pub(super) struct Path<'t> {
    text: &'t str,
    separator: Option<&'static str>,
    /// Whether `&amp;` may be in it.
    pub(super) coded: bool,
}

impl<'t> Path<'t> {
    /// How a text is parted into levels.
    pub(super) fn of(text: &'t str) -> Self {
        let sign = |byte: u8| SIGNS.get(usize::from(byte)).copied().unwrap_or_default();
        let seen = text.bytes().fold(0, |seen, byte| seen | sign(byte));
        let mut left = seen;
        let mut separator = None;
        while left != 0 && separator.is_none() {
            let may_be = SEPARATORS.get(left.trailing_zeros() as usize).copied();
            separator = may_be.filter(|separator| find(text, separator).is_some());
            left &= left - 1;
        }
        Self { text, separator, coded: seen & sign(b'&') != 0 }
    }

    /// Where its levels stand, outermost first, without the blanks around them.
    pub(super) fn levels(self) -> impl Iterator<Item = Range<usize>> {
        let Self { text, separator, .. } = self;
        let mut start = Some(0);
        std::iter::from_fn(move || {
            loop {
                let from = start?;
                let rest = text.get(from..)?;
                let found =
                    separator.and_then(|separator| Some((find(rest, separator)?, separator)));
                start = found.map(|(at, separator)| from + at + separator.len());
                let end = found.map_or(text.len(), |(at, _)| from + at);
                if let Some(level) = trimmed(text, from..end) {
                    return Some(level);
                }
            }
        })
    }
}

/// Where the levels of a path stand.
pub(super) fn levels(text: &str) -> impl Iterator<Item = Range<usize>> {
    Path::of(text).levels()
}

/// Where a separator stands: what most of them take is one byte.
fn find(text: &str, separator: &str) -> Option<usize> {
    let first = *separator.as_bytes().first()?;
    let mut from = 0;
    loop {
        let at = from + memchr(first, text.as_bytes().get(from..)?)?;
        if text.as_bytes().get(at..)?.starts_with(separator.as_bytes()) {
            return Some(at);
        }
        from = at + 1;
    }
}

fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = trim(text.get(range)?);
    let start = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
    (!part.is_empty()).then_some(start..start + part.len())
}
