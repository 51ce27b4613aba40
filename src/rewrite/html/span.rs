//! Places in a page, in half the room of ranges: a page has thousands.

use std::ops::Range;

/// A place in a page of less than 4 GiB, as all are that a machine holds whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    #[inline]
    pub(super) fn new(start: usize, end: usize) -> Self {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: place(start), end: place(end) }
    }

    #[inline]
    pub(super) const fn start(self) -> usize {
        self.start as usize
    }

    #[inline]
    pub(super) const fn end(self) -> usize {
        self.end as usize
    }

    #[inline]
    pub(super) const fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    #[inline]
    pub(super) const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    #[inline]
    pub(super) const fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// From where this begins to where another one ends.
    #[inline]
    pub(super) const fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }

    #[inline]
    pub(super) fn ending(self, end: usize) -> Self {
        Self::new(self.start(), end)
    }
}
