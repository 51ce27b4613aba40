//! A body that is read as a whole: held up to `limits.page`, then as bytes or as a text.

use super::RewriteError;
use bytes::{Bytes, BytesMut};
use memchr::memchr;

/// What is held of one body.
#[derive(Debug)]
pub(super) struct Held {
    bytes: BytesMut,
    limit: usize,
}

impl Held {
    /// Nothing yet, and room for so many bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self { bytes: BytesMut::new(), limit }
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Takes the next bytes. Where they are too many, what was held is dropped; the error is the same
    /// for every split.
    pub(super) fn add(&mut self, chunk: &[u8]) -> Result<(), RewriteError> {
        if self.bytes.len().saturating_add(chunk.len()) > self.limit {
            self.bytes = BytesMut::new();
            return Err(RewriteError::Budget { key: "limits.page", at: self.limit as u64 });
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    /// Gives all of it away.
    pub(super) fn take(&mut self) -> Bytes {
        std::mem::take(&mut self.bytes).freeze()
    }
}

/// A whole body as a text; else an error that says what was expected: UTF-8, and no NUL bytes.
pub(super) fn text<'b>(
    body: &'b [u8],
    [utf8, no_nul]: [&'static str; 2],
) -> Result<&'b str, RewriteError> {
    let malformed = |at: usize, what| RewriteError::Malformed { at: at as u64, what };
    let text =
        simdutf8::compat::from_utf8(body).map_err(|error| malformed(error.valid_up_to(), utf8))?;
    memchr(0, body).map_or(Ok(text), |at| Err(malformed(at, no_nul)))
}
