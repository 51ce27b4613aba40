//! Texts folded without where their letters came from: enough to see that nothing stands in them.

use std::ops::{Range, RangeInclusive};

use super::pack::{BLOCK, Packed};
use super::{Letters, Run, read, read_all};

/// Texts folded for a first look, one behind the other, in buffers that are kept. The letters and
/// word edges of each are those of [`Folded`](super::Folded); what seems to stand across two of them
/// does not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Skim {
    /// The folded bytes, and behind them what was there before.
    bytes: Vec<u8>,
    len: usize,
    /// One bit for each folded byte, the first lowest: whether a word edge may lie before it.
    /// Zero behind the folded bytes.
    edges: Vec<u64>,
    tags: Vec<Range<usize>>,
    /// Whether there may be other readings of a text.
    hinted: bool,
    /// Where what was folded came from, in order; behind the first `known`, what was there before.
    places: Vec<Place>,
    known: usize,
}

/// A place in the texts that was read when so much was folded.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    source: usize,
    folded: usize,
    /// Which of the bytes there became the letters that follow, in order, as far as is known.
    kept: u64,
}

impl Place {
    /// Where one of the letters that follow came from, if that is known.
    fn source(&self, folded: usize) -> Option<usize> {
        let mut kept = self.kept;
        for _ in self.folded..folded {
            kept &= kept.checked_sub(1)?;
        }
        (kept != 0).then(|| self.source + kept.trailing_zeros() as usize)
    }
}

impl Skim {
    /// Forgets the texts.
    pub(crate) fn clear(&mut self) {
        let words = self.len / 64 + 1;
        self.edges.iter_mut().take(words).for_each(|word| *word = 0);
        self.len = 0;
        self.known = 0;
        self.hinted = false;
    }

    /// Folds a text behind those before; whether there may be other readings of it. Only its first
    /// 2³⁰ bytes are read.
    pub(crate) fn add(&mut self, text: &str) -> bool {
        let mut tags = std::mem::take(&mut self.tags);
        self.hinted = false;
        read(text, true, &mut tags, self);
        self.tags = tags;
        self.hinted
    }

    /// Folds texts behind those before, each with a line break behind it that is at one of `ends`
    /// when it is past; says which stretches of them hold a text of which there may be other
    /// readings.
    pub(crate) fn add_all(
        &mut self,
        texts: &str,
        ends: &[usize],
        mut hinted: impl FnMut(Range<usize>),
    ) {
        let mut tags = std::mem::take(&mut self.tags);
        self.hinted = false;
        read_all(texts, ends, &mut tags, self, &mut |stretch| hinted(stretch));
        self.tags = tags;
    }

    /// Whether a hint was given since this was asked last.
    pub(super) fn take_hint(&mut self) -> bool {
        std::mem::take(&mut self.hinted)
    }

    /// The folded bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// One bit for each folded byte, the first lowest: whether a word edge may lie before it.
    pub(crate) fn edges(&self) -> &[u64] {
        self.edges.get(..self.len.div_ceil(64)).unwrap_or_default()
    }

    /// Whether a word edge may lie before one of these folded bytes, or the text ends within them.
    pub(crate) fn has_edge(&self, at: Range<usize>) -> bool {
        let edge = |at: usize| {
            let word = self.edges.get(at / 64).copied().unwrap_or_default();
            word >> (at & 63) & 1 != 0
        };
        at.end > self.len || at.into_iter().any(edge)
    }

    /// Where the first characters of the first and of the last of these folded bytes stand, if that
    /// is known.
    pub(crate) fn source(&self, folded: &Range<usize>) -> Option<RangeInclusive<usize>> {
        let places = self.places.get(..self.known).unwrap_or_default();
        let source = |at: usize| {
            let before = places.partition_point(|place| place.folded <= at).checked_sub(1)?;
            places.get(before)?.source(at)
        };
        Some(source(folded.start)?..=source(folded.end.checked_sub(1)?)?)
    }

    /// Places in the texts between which all that became these folded bytes lies, and so many
    /// behind them as far as they are of the same part.
    pub(crate) fn around(&self, folded: Range<usize>, more: usize) -> RangeInclusive<usize> {
        let places = self.places.get(..self.known).unwrap_or_default();
        let behind = |at: usize| places.partition_point(|place| place.folded <= at);
        let first = behind(folded.start).checked_sub(1).and_then(|at| places.get(at));
        let start = first.map(|place| place.source(folded.start).unwrap_or(place.source));
        // A letter by itself may have been read again behind it, up to the next one.
        let rest = self.bytes().get(folded.start + 1..folded.end).unwrap_or_default();
        let is_one = rest.iter().all(|byte| matches!(byte, 0x80..=0xbf));
        let last = if is_one { folded.end } else { folded.end - 1 };
        let (from, to) = (behind(last).saturating_sub(1), behind(last + more));
        // What a tag says is read behind the text that stands after it.
        let own = places.get(from..to).filter(|own| own.is_sorted_by_key(|place| place.source));
        let end = own.and_then(<[Place]>::last).and_then(|place| {
            let next = || places.get(to..)?.iter().find(|next| next.source >= place.source);
            place.source(last + more).or_else(|| next().map(|next| next.source))
        });
        start.unwrap_or(0)..=end.unwrap_or(usize::MAX)
    }
}

impl Letters for Skim {
    type Run<'l> = Ahead<'l>;

    fn part(&mut self, _: &Range<usize>) {}

    fn run(&mut self, bytes: usize) -> Ahead<'_> {
        // More is written, and not counted, where letters come a block at a time.
        let most = self.len + bytes + BLOCK;
        if self.bytes.len() < most {
            self.bytes.resize(most, 0);
            self.edges.resize(most / 64 + 1, 0);
        }
        let most = self.known + bytes / BLOCK + 2;
        if self.places.len() < most {
            self.places.resize(most, Place::default());
        }
        let Self { bytes, len, edges, places, known, .. } = self;
        Ahead { bytes, edges, len: *len, reached: len, places, known }
    }

    fn hint(&mut self) {
        self.hinted = true;
    }
}

/// The buffers of a skim during a run.
#[derive(Debug)]
pub(super) struct Ahead<'l> {
    bytes: &'l mut [u8],
    edges: &'l mut [u64],
    len: usize,
    reached: &'l mut usize,
    places: &'l mut [Place],
    known: &'l mut usize,
}

impl Ahead<'_> {
    #[inline(always)]
    fn mark(&mut self, at: usize) {
        if let Some(word) = self.edges.get_mut(at / 64) {
            *word |= 1 << (at & 63);
        }
    }

    /// Where there is no room what follows counts to the place before.
    #[inline(always)]
    fn note(&mut self, source: usize, kept: u64) {
        if let Some(place) = self.places.get_mut(*self.known) {
            *place = Place { source, folded: self.len, kept };
            *self.known += 1;
        }
    }
}

// One call that is not inlined would keep all of this in memory instead of registers.
impl Run for Ahead<'_> {
    #[inline(always)]
    fn put(&mut self, byte: u8, _: usize, edge: bool, differs: bool) {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
        }
        self.len += usize::from(differs);
        if edge {
            self.mark(self.len.wrapping_sub(1));
        }
    }

    #[inline(always)]
    fn push(&mut self, byte: u8, _: usize, edge: bool) {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
        }
        if edge {
            self.mark(self.len);
        }
        self.len += 1;
    }

    #[inline(always)]
    fn word(&mut self, letters: u64, count: usize, _: usize, edge: bool) {
        let behind = self.bytes.get_mut(self.len..).and_then(<[u8]>::first_chunk_mut);
        if let Some(slots) = behind {
            *slots = letters.to_le_bytes();
        }
        if edge {
            self.mark(self.len);
        }
        self.len += count;
    }

    const PACKS: bool = true;

    #[inline(always)]
    fn place(&mut self, source: usize) {
        self.note(source, 0);
    }

    #[inline(always)]
    fn packed(&mut self, packed: &Packed, source: usize) {
        self.note(source, packed.kept);
        if packed.edge_before {
            self.mark(self.len.wrapping_sub(1));
        }
        let slots = self.bytes.get_mut(self.len..).and_then(<[u8]>::first_chunk_mut::<BLOCK>);
        if let (Some(slots), Some(letters)) = (slots, packed.letters.first_chunk()) {
            *slots = *letters;
        }
        let (word, shift) = (self.len / 64, self.len & 63);
        let edges = self.edges.get_mut(word..).unwrap_or_default();
        // In the second stands what is shifted out of the first.
        let parts = [packed.edges << shift, packed.edges >> 1 >> (63 - shift)];
        edges.iter_mut().zip(parts).for_each(|(word, part)| *word |= part);
        self.len += packed.count;
    }

    #[inline(always)]
    fn repeat(&mut self, width: usize, edge: bool) {
        if edge {
            (self.len.saturating_sub(width)..self.len).for_each(|at| self.mark(at));
        }
    }

    #[inline(always)]
    fn end(self) {
        *self.reached = self.len;
    }
}
