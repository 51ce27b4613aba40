//! The fast way: runs of letters of one or two bytes, with dashes, quotation marks and signs of
//! currencies among them, by table or a block at a time.

mod narrow;
mod wide;

use std::ops::Range;

use self::narrow::Narrow;
use super::atoms::separates;
use super::inserted;
use super::masked::hides_between;
use super::pack::{self, BLOCK, Packed, pack};
use super::{Before, Gap, Kind, Letters, Run};

/// A separator in a table.
const GAP: u16 = 0;
/// An apostrophe.
const SOFT: u16 = 1;
/// Dropped.
const DROP: u16 = 2;
/// A separator that may be the sign of another reading of the text.
const HINT: u16 = 3;
/// Needs the scalar reader: markup, leet symbols, most of what is beyond two bytes.
const STOP: u16 = 4;
/// What is not less is a letter, with [`CAPITAL`] and [`BESIDE_DIGIT`] in the upper byte.
const LETTER: u16 = b'a' as u16;

/// Folds from the start of `part` to the first character that needs the scalar reader; returns
/// where that is, and what stands before it. Must do what the scalar reader does.
pub(super) fn run<L: Letters>(
    text: &str,
    part: Range<usize>,
    gap: Gap,
    before: &mut Before,
    into: &mut L,
) -> (usize, Gap) {
    let Some(source) = text.as_bytes().get(..part.end) else { return (part.start, gap) };
    let mut state = State {
        at: part.start,
        // A letter of two bytes is none of those below 128, and is compared by itself.
        last: before.coarse.map_or(0, u32::from),
        flags: FIRST,
        hint: false,
    };
    state.flags |= match gap {
        Gap::None => 0,
        Gap::Soft => APART_SOFT,
        Gap::Hard => APART,
    };
    if before.kind != Some(Kind::Letter) {
        state.flags |= BESIDE_DIGIT;
    }
    let mut run = into.run(part.len());
    let mut packed = Packed::default();
    loop {
        if L::Run::PACKS {
            run.place(state.at);
            (run, state) = blocks(run, source, state, &mut packed);
        }
        (run, state) = ascii(run, source, state);
        let from = state.at;
        (run, state) = wide::beyond_ascii(run, source, state);
        if state.at == from {
            // Signs of currencies, exclamation marks and the like.
            let Some(len) = separates(text, from, part.end) else { break };
            state.flags |= APART;
            state.at += len;
        }
    }
    run.end();
    if state.hint {
        into.hint();
    }
    if state.flags & FIRST == 0 {
        let kind = if state.flags & BESIDE_DIGIT == 0 { Kind::Letter } else { Kind::Digit };
        *before = Before { coarse: char::from_u32(state.last), kind: Some(kind) };
    }
    let gap = match state.flags & (APART | APART_SOFT) {
        0 => Gap::None,
        APART_SOFT => Gap::Soft,
        _ => Gap::Hard,
    };
    (state.at, gap)
}

/// How far a run is.
#[derive(Clone, Copy)]
struct State {
    at: usize,
    last: u32,
    flags: u8,
    hint: bool,
}

impl State {
    /// Goes on behind a block, of which so many bytes were read.
    fn take(&mut self, packed: &Packed, written: usize) {
        let mut apart = u64::MAX.checked_shr((BLOCK - packed.read) as u32).unwrap_or(0);
        if let Some(last) = packed.words.checked_ilog2() {
            let is_digit = packed.digits >> last & 1 != 0;
            self.flags = if is_digit { BESIDE_DIGIT } else { 0 };
            apart &= u64::MAX << last << 1;
        }
        self.flags |= if apart & !packed.softs == 0 { 0 } else { APART };
        self.flags |= if apart & packed.softs == 0 { 0 } else { APART_SOFT };
        let last = packed.count.checked_sub(1).and_then(|last| packed.letters.get(last));
        self.last = last.copied().map_or(self.last, u32::from);
        self.hint |= packed.hints != 0;
        self.at += written;
    }
}

/// Reads what has nothing but Latin letters, digits and separators, sixty-four at a time.
#[inline(never)]
fn blocks<R: Run>(mut run: R, source: &[u8], mut state: State, packed: &mut Packed) -> (R, State) {
    /// Where fewer come before what is beyond ASCII the table is faster.
    const FEW: usize = 16;
    /// Ends what is read of a block.
    const END: u8 = b'<';
    if !pack::can() {
        return (run, state);
    }
    loop {
        let rest = source.get(state.at..).unwrap_or_default();
        let edge = state.flags & EDGE != 0;
        if let Some((block, behind)) =
            rest.split_first_chunk::<BLOCK>().filter(|(block, _)| block.is_ascii())
        {
            pack(block, behind.first() == Some(&b'-'), edge, state.last, packed);
            run.packed(packed, state.at);
            state.take(packed, packed.read);
        } else {
            let narrow = Narrow::read(rest, END);
            if narrow.len < FEW {
                break;
            }
            let next = rest.get(narrow.written(BLOCK)).filter(|_| narrow.len == BLOCK);
            pack(&narrow.block, next == Some(&b'-'), edge, state.last, packed);
            // They are not where they were written.
            packed.kept = 0;
            run.packed(packed, state.at);
            state.take(packed, narrow.written(packed.read));
        }
        if packed.read < BLOCK {
            break;
        }
    }
    (run, state)
}

/// Reads ASCII as far as the table goes. By itself, so that all of it stays in registers.
#[inline(never)]
fn ascii<R: Run>(mut run: R, source: &[u8], state: State) -> (R, State) {
    let State { mut at, mut last, mut flags, mut hint } = state;
    while let Some(&byte) = source.get(at) {
        if byte.is_ascii_lowercase() {
            let (letters, count) = small_letters(eight(source, at), last);
            if count > 0 {
                run.word(letters, count, at, flags & EDGE != 0);
                last = (letters >> (8 * (count - 1))) as u32 & 0xff;
                flags = 0;
                at += count;
                continue;
            }
        }
        let entry = TABLE.get(usize::from(byte)).copied().unwrap_or(STOP);
        if entry >= LETTER {
            let folded = u32::from(entry as u8);
            let here = (entry >> 8) as u8;
            hint |= here & BESIDE_DIGIT != 0 && inserted::is_within(source, at);
            run.put(folded as u8, at, flags & EDGE | here & CAPITAL != 0, folded != last);
            last = folded;
            // A digit has an edge on both sides: it is carried over to the next letter.
            flags = here & BESIDE_DIGIT;
            at += 1;
            continue;
        }
        match entry {
            GAP => flags |= APART,
            SOFT => flags |= APART_SOFT,
            DROP => {}
            HINT => {
                flags |= APART;
                hint |= is_sign(source, at, byte);
            }
            _ => break,
        }
        at += 1;
    }
    (run, State { at, last, flags, hint })
}

/// Whether a separator may be the sign of another reading: a single dash is not, nor are some signs
/// beside a blank.
#[inline(never)]
fn is_sign(source: &[u8], at: usize, byte: u8) -> bool {
    let behind = source.get(at + 1);
    let stands = |byte: Option<&u8>| byte.is_some_and(|byte| *byte != b' ');
    match byte {
        b'-' => behind == Some(&byte),
        b'*' | b'#' => true,
        _ => stands(behind) && stands(at.checked_sub(1).and_then(|before| source.get(before))),
    }
}

/// The eight bytes at a place, the first lowest; zeros behind the last.
#[inline(always)]
fn eight(source: &[u8], at: usize) -> u64 {
    let rest = source.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => match source.last_chunk() {
            // What stands before the place is shifted out.
            Some(bytes) => u64::from_le_bytes(*bytes) >> (8 * (8 - rest.len())),
            None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        },
    }
}

/// How many small letters eight bytes begin with of which none is folded to the one before it, and
/// all of them folded.
#[inline(always)]
const fn small_letters(bytes: u64, last: u32) -> (u64, usize) {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES << 7;
    // In each byte the highest bit, where the seven below are no less than this.
    #[inline(always)]
    const fn no_less(bytes: u64, than: u8) -> u64 {
        (bytes & !HIGH) + ONES * (0x80 - than as u64)
    }
    #[inline(always)]
    const fn zero(bytes: u64) -> u64 {
        !(no_less(bytes, 1) | bytes) & HIGH
    }
    let small = no_less(bytes, b'a') & !no_less(bytes, b'z' + 1) & !bytes & HIGH;
    let small_l = zero(bytes ^ (ONES * b'l' as u64)) >> 7;
    let folded = bytes ^ (small_l * (b'l' ^ b'i') as u64);
    let last = if last < 0x80 { last as u64 } else { 0 };
    let ends = small ^ HIGH | zero(folded ^ (folded << 8 | last));
    (folded, ends.trailing_zeros() as usize / 8)
}

/// A word may begin with this letter, whatever stands before it.
const CAPITAL: u8 = 1;
/// The letter before is a digit, or none of ours: an edge, which is carried over to the next letter.
const BESIDE_DIGIT: u8 = 1 << 1;
/// An apostrophe stands between.
const APART_SOFT: u8 = 1 << 2;
/// A separator stands between.
const APART: u8 = 1 << 3;
/// No letter was read.
const FIRST: u8 = 1 << 4;
/// What makes an edge before the next letter.
const EDGE: u8 = BESIDE_DIGIT | APART_SOFT | APART;

/// What each byte is.
#[expect(clippy::indexing_slicing, reason = "computed while compiling")]
static TABLE: [u16; 256] = {
    let mut table = [STOP; 256];
    let mut byte = 0;
    while byte < 0x80 {
        table[byte as usize] = entry(byte);
        byte += 1;
    }
    table
};

const fn entry(byte: u8) -> u16 {
    match byte {
        b'a'..=b'z' => letter(byte, 0),
        b'A'..=b'Z' => letter(byte.to_ascii_lowercase(), CAPITAL),
        b'0'..=b'9' => letter(byte, CAPITAL | BESIDE_DIGIT),
        b'<' | b'&' | b'%' | b'@' | b'$' | b'!' | b'|' | b'\\' => STOP,
        b'\'' | b'`' => SOFT,
        b'*' | b'#' | b'-' => HINT,
        _ if hides_between(byte) => HINT,
        0..=8 | 14..=31 | 127 => DROP,
        _ => GAP,
    }
}

const fn letter(byte: u8, flags: u8) -> u16 {
    (flags as u16) << 8 | fold_letter(byte) as u16
}

const fn fold_letter(byte: u8) -> u8 {
    match byte {
        b'l' | b'1' => b'i',
        b'0' => b'o',
        b'3' => b'e',
        b'4' => b'a',
        b'5' => b's',
        b'6' | b'9' => b'g',
        b'7' => b't',
        b'8' => b'b',
        b'2' => b'z',
        other => other,
    }
}
