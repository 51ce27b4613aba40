//! Undoing content codings as the body comes, within a budget; the one door to the decoders.

use super::Coding;
use bytes::Bytes;
use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use zstd::stream::raw;
use zstd::stream::zio;

/// Coded bytes to hand to [`Decoder::write`] at once, so that what comes out stays small.
pub const DECODE_STEP: usize = 1024;

/// Decoded bytes that any body may have, whatever its ratio: short and very regular ones are
/// honest.
const FREE: u64 = 64 << 10;

/// The largest zstd window that a client must read (RFC 9659), as a power of two.
const ZSTD_WINDOW_LOG: u32 = 23;

/// Why a coded body cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// It is not what its coding says: broken, cut short, or followed by something else.
    Broken,
    /// It unfolds to more than `limits.decode_ratio` allows.
    Ratio,
}

/// Undoes the codings of one body.
pub struct Decoder {
    /// The outermost first, as it is undone first.
    layers: Vec<Layer>,
    /// What each of them has unfolded to.
    unfolded: Vec<u64>,
    ratio: u64,
    step: usize,
    coded: u64,
}

impl Decoder {
    /// Undoes `codings`, given in the order in which they were applied. `ratio` is the number of
    /// decoded bytes allowed per coded one, `step` that of decoded bytes held at once.
    ///
    /// # Errors
    /// When a decoder cannot be set up.
    pub fn new(codings: &[Coding], ratio: u32, step: usize) -> Result<Self, DecodeError> {
        let layers = codings.iter().rev().map(|coding| Layer::new(*coding));
        Ok(Self {
            layers: layers.collect::<Result<_, _>>()?,
            unfolded: vec![0; codings.len()],
            ratio: u64::from(ratio),
            step,
            coded: 0,
        })
    }

    /// Takes the next coded bytes, at best [`DECODE_STEP`] of them, and gives what they unfold to.
    ///
    /// # Errors
    /// See [`DecodeError`]; nothing can be decoded afterwards.
    pub fn write(&mut self, coded: &[u8]) -> Result<Bytes, DecodeError> {
        self.coded = self.coded.saturating_add(u64::try_from(coded.len()).unwrap_or(u64::MAX));
        let allowed = self.allowed();
        let mut bytes = Cow::Borrowed(coded);
        for (layer, unfolded) in self.layers.iter_mut().zip(&mut self.unfolded) {
            let out = layer.write(&bytes, left(allowed, *unfolded, self.step))?;
            count(unfolded, out.len());
            bytes = Cow::Owned(out);
        }
        Ok(bytes.into_owned().into())
    }

    /// Takes the end of the body. An empty body has nothing to decode.
    ///
    /// # Errors
    /// When a coding is not complete.
    pub fn finish(&mut self) -> Result<Bytes, DecodeError> {
        if self.coded == 0 {
            return Ok(Bytes::new());
        }
        let allowed = self.allowed();
        let mut bytes = Vec::new();
        for (layer, unfolded) in self.layers.iter_mut().zip(&mut self.unfolded) {
            let mut out = layer.write(&bytes, left(allowed, *unfolded, self.step))?;
            count(unfolded, out.len());
            let mut rest = layer.finish(left(allowed, *unfolded, self.step))?;
            count(unfolded, rest.len());
            out.append(&mut rest);
            bytes = out;
        }
        Ok(bytes.into())
    }

    /// What any layer may have unfolded to by now: an outer one that unfolds to much of which an
    /// inner one makes nothing is a bomb too.
    const fn allowed(&self) -> u64 {
        self.coded.saturating_mul(self.ratio).saturating_add(FREE)
    }
}

fn left(allowed: u64, unfolded: u64, step: usize) -> usize {
    usize::try_from(allowed.saturating_sub(unfolded)).unwrap_or(usize::MAX).min(step)
}

fn count(unfolded: &mut u64, len: usize) {
    *unfolded = unfolded.saturating_add(u64::try_from(len).unwrap_or(u64::MAX));
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("layers", &self.layers.len())
            .field("coded", &self.coded)
            .field("unfolded", &self.unfolded)
            .finish_non_exhaustive()
    }
}

/// Takes decoded bytes up to a bound and remembers that more came.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    left: usize,
    over: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(left) = self.left.checked_sub(bytes.len()) else {
            self.over = true;
            return Err(io::Error::other("over the budget of decoded bytes"));
        };
        self.left = left;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Layer {
    Gzip(Box<MultiGzDecoder<Bounded>>),
    /// Which of the two it is shows in the first two bytes.
    Undecided(Vec<u8>),
    Zlib(Box<ZlibDecoder<Bounded>>),
    Deflate(Box<DeflateDecoder<Bounded>>),
    Brotli(Box<brotli::DecompressorWriter<Bounded>>),
    Zstd(Box<zio::Writer<Bounded, raw::Decoder<'static>>>),
}

impl Layer {
    fn new(coding: Coding) -> Result<Self, DecodeError> {
        let out = Bounded::default();
        Ok(match coding {
            Coding::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(out))),
            Coding::Deflate => Self::Undecided(Vec::new()),
            Coding::Brotli => Self::Brotli(Box::new(brotli::DecompressorWriter::new(out, 4096))),
            Coding::Zstd => {
                let mut decoder = raw::Decoder::new().map_err(|_| DecodeError::Broken)?;
                decoder
                    .set_parameter(raw::DParameter::WindowLogMax(ZSTD_WINDOW_LOG))
                    .map_err(|_| DecodeError::Broken)?;
                Self::Zstd(Box::new(zio::Writer::new(out, decoder)))
            }
        })
    }

    fn write(&mut self, coded: &[u8], left: usize) -> Result<Vec<u8>, DecodeError> {
        if let Self::Undecided(first) = self {
            first.extend_from_slice(coded);
            let [a, b, ..] = first.as_slice() else { return Ok(Vec::new()) };
            // RFC 1950 section 2.2: method 8, and a header that 31 divides.
            let zlib = a & 0x0f == 8 && (u16::from(*a) << 8 | u16::from(*b)) % 31 == 0;
            let first = std::mem::take(first);
            let out = Bounded::default();
            *self = if zlib {
                Self::Zlib(Box::new(ZlibDecoder::new(out)))
            } else {
                Self::Deflate(Box::new(DeflateDecoder::new(out)))
            };
            return self.write(&first, left);
        }
        self.run(left, |decoder| {
            decoder.write_all(coded)?;
            decoder.flush()
        })
    }

    fn finish(&mut self, left: usize) -> Result<Vec<u8>, DecodeError> {
        match self {
            Self::Undecided(_) => return Err(DecodeError::Broken),
            // Only a complete stream takes no more.
            Self::Zlib(decoder) => {
                if !matches!(decoder.write(&[0]), Ok(0)) {
                    return Err(DecodeError::Broken);
                }
            }
            Self::Deflate(decoder) => {
                if !matches!(decoder.write(&[0]), Ok(0)) {
                    return Err(DecodeError::Broken);
                }
            }
            Self::Gzip(_) | Self::Brotli(_) | Self::Zstd(_) => {}
        }
        match self {
            Self::Gzip(decoder) => {
                decoder.get_mut().left = left;
                decoder.try_finish().map_err(|_| DecodeError::Broken)?;
            }
            Self::Brotli(decoder) => {
                decoder.get_mut().left = left;
                decoder.close().map_err(|_| DecodeError::Broken)?;
            }
            Self::Zstd(decoder) => {
                decoder.writer_mut().left = left;
                decoder.finish().map_err(|_| DecodeError::Broken)?;
            }
            Self::Undecided(_) | Self::Zlib(_) | Self::Deflate(_) => {}
        }
        Ok(self.out().map(|out| std::mem::take(&mut out.bytes)).unwrap_or_default())
    }

    fn run(
        &mut self,
        left: usize,
        step: impl Fn(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Vec<u8>, DecodeError> {
        if let Some(out) = self.out() {
            out.left = left;
        }
        let done = match self {
            Self::Gzip(decoder) => step(decoder),
            Self::Zlib(decoder) => step(decoder),
            Self::Deflate(decoder) => step(decoder),
            Self::Brotli(decoder) => step(decoder),
            Self::Zstd(decoder) => step(decoder),
            Self::Undecided(_) => Ok(()),
        };
        let Some(out) = self.out() else { return Ok(Vec::new()) };
        match done {
            Ok(()) => Ok(std::mem::take(&mut out.bytes)),
            Err(_) if out.over => Err(DecodeError::Ratio),
            Err(_) => Err(DecodeError::Broken),
        }
    }

    fn out(&mut self) -> Option<&mut Bounded> {
        match self {
            Self::Gzip(decoder) => Some(decoder.get_mut()),
            Self::Zlib(decoder) => Some(decoder.get_mut()),
            Self::Deflate(decoder) => Some(decoder.get_mut()),
            Self::Brotli(decoder) => Some(decoder.get_mut()),
            Self::Zstd(decoder) => Some(decoder.writer_mut()),
            Self::Undecided(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
