//! Applying a content coding as the body goes out; beside `decode` the other door to the codings.

use super::Coding;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt;
use std::io::{self, Write};
use zstd::stream::raw::CParameter;

/// Low: what is coded here is coded anew for every viewer.
const GZIP_LEVEL: u32 = 3;
const BROTLI_QUALITY: u32 = 4;
const ZSTD_LEVEL: i32 = 1;

/// The windows as powers of two, smaller than the codings' own: pages seldom repeat themselves over
/// more, and each costs memory for as long as its client reads.
const BROTLI_WINDOW_LOG: u32 = 18;
const ZSTD_WINDOW_LOG: u32 = 17;

/// A body could not be coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeError;

/// Codes one body.
pub struct Encoder(Layer);

enum Layer {
    Gzip(Box<GzEncoder<Vec<u8>>>),
    Brotli(Box<brotli::CompressorWriter<Vec<u8>>>),
    Zstd(Box<zstd::stream::write::Encoder<'static, Vec<u8>>>),
}

impl Encoder {
    /// Bytes that one of them takes at most, of any coding.
    pub const MEMORY: usize = 1 << 20;

    /// Codes with `coding`; what is called deflate is two codings, so nothing is sent in it.
    ///
    /// # Errors
    /// When the coding is not for sending or cannot be set up.
    pub fn new(coding: Coding) -> Result<Self, EncodeError> {
        let out = Vec::new();
        Ok(Self(match coding {
            Coding::Gzip => {
                Layer::Gzip(Box::new(GzEncoder::new(out, Compression::new(GZIP_LEVEL))))
            }
            Coding::Deflate => return Err(EncodeError),
            Coding::Brotli => {
                let encoder =
                    brotli::CompressorWriter::new(out, 4096, BROTLI_QUALITY, BROTLI_WINDOW_LOG);
                Layer::Brotli(Box::new(encoder))
            }
            Coding::Zstd => {
                let encoder = zstd::stream::write::Encoder::new(out, ZSTD_LEVEL);
                let mut encoder = encoder.map_err(|_| EncodeError)?;
                let window = CParameter::WindowLog(ZSTD_WINDOW_LOG);
                encoder.set_parameter(window).map_err(|_| EncodeError)?;
                Layer::Zstd(Box::new(encoder))
            }
        }))
    }

    /// Takes the next bytes. What they become comes with [`flush`](Self::flush).
    ///
    /// # Errors
    /// When the coder fails.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), EncodeError> {
        self.on(|coder| coder.write_all(bytes))
    }

    /// Everything that was written, so that the client can read it now.
    ///
    /// # Errors
    /// When the coder fails.
    pub fn flush(&mut self) -> Result<Bytes, EncodeError> {
        self.on(|coder| coder.flush())?;
        let out = match &mut self.0 {
            Layer::Gzip(coder) => coder.get_mut(),
            Layer::Brotli(coder) => coder.get_mut(),
            Layer::Zstd(coder) => coder.get_mut(),
        };
        Ok(std::mem::take(out).into())
    }

    /// The rest, and the end of the coded body.
    ///
    /// # Errors
    /// When the coder fails.
    pub fn finish(self) -> Result<Bytes, EncodeError> {
        let rest = match self.0 {
            Layer::Gzip(coder) => coder.finish(),
            Layer::Brotli(coder) => Ok(coder.into_inner()),
            Layer::Zstd(coder) => coder.finish(),
        };
        rest.map(Bytes::from).map_err(|_| EncodeError)
    }

    fn on(&mut self, step: impl Fn(&mut dyn Write) -> io::Result<()>) -> Result<(), EncodeError> {
        match &mut self.0 {
            Layer::Gzip(coder) => step(coder),
            Layer::Brotli(coder) => step(coder),
            Layer::Zstd(coder) => step(coder),
        }
        .map_err(|_| EncodeError)
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Layer::Gzip(_) => "Encoder(gzip)",
            Layer::Brotli(_) => "Encoder(br)",
            Layer::Zstd(_) => "Encoder(zstd)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Decoder;
    use super::*;

    const SENT: [Coding; 3] = [Coding::Gzip, Coding::Brotli, Coding::Zstd];

    #[test]
    fn what_is_flushed_can_be_read_at_once() {
        let text = "[{\"name\":\"Garden chair\"},{\"name\":\"Toy fair in Essex\"}]".repeat(40);
        for coding in SENT {
            for size in [1, 7, 100, text.len()] {
                let mut encoder = Encoder::new(coding).unwrap();
                let mut decoder = Decoder::new(&[coding], 200, 1 << 20).unwrap();
                let mut read = Vec::new();
                for part in text.as_bytes().chunks(size) {
                    encoder.write(part).unwrap();
                    let coded = encoder.flush().unwrap();
                    read.extend_from_slice(&decoder.write(&coded).unwrap());
                }
                assert_eq!(read, text.as_bytes(), "{coding:?} by {size}, before the end");
                read.extend_from_slice(&decoder.write(&encoder.finish().unwrap()).unwrap());
                read.extend_from_slice(&decoder.finish().unwrap());
                assert_eq!(read, text.as_bytes(), "{coding:?} by {size}");
            }
        }
    }

    #[test]
    fn nothing_is_a_whole_body_too() {
        for coding in SENT {
            let coded = Encoder::new(coding).unwrap().finish().unwrap();
            let mut decoder = Decoder::new(&[coding], 200, 1 << 20).unwrap();
            assert_eq!(decoder.write(&coded).as_deref(), Ok(&b""[..]), "{coding:?}");
            assert_eq!(decoder.finish().as_deref(), Ok(&b""[..]), "{coding:?}");
        }
        assert_eq!(Encoder::new(Coding::Deflate).err(), Some(EncodeError));
    }
}
