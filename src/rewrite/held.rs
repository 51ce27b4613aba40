//! A body that is read as a whole: held up to `limits.page`, then as bytes or as a text.

use super::{Judge, Limits, Output, Rewrite, RewriteError};
use bytes::{Bytes, BytesMut};
use memchr::memchr;
use std::fmt::Debug;

/// Rewrites a body that is there as a whole.
pub trait RewriteWhole: Debug + Send {
    /// Puts out what may leave of it.
    ///
    /// # Errors
    /// As those of [`Rewrite::finish`].
    fn rewrite(
        &mut self,
        body: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError>;
}

/// Holds a body until all of it is here.
#[derive(Debug)]
pub struct Held<W> {
    bytes: BytesMut,
    limit: usize,
    whole: W,
}

impl<W> Held<W> {
    /// Holds a body of up to `limits.page` for `whole`.
    pub(super) fn new(whole: W, limits: Limits) -> Self {
        Self { bytes: BytesMut::new(), limit: limits.page, whole }
    }
}

impl<W: RewriteWhole> Rewrite for Held<W> {
    /// Where the bytes are too many, what was held is dropped; the error is the same for every split.
    fn write(
        &mut self,
        chunk: Bytes,
        _: &mut dyn Judge,
        _: &mut Output,
    ) -> Result<(), RewriteError> {
        if self.bytes.len().saturating_add(chunk.len()) > self.limit {
            self.bytes = BytesMut::new();
            return Err(RewriteError::Budget { key: "limits.page", at: self.limit as u64 });
        }
        self.bytes.extend_from_slice(&chunk);
        Ok(())
    }

    fn finish(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        let body = std::mem::take(&mut self.bytes).freeze();
        self.whole.rewrite(body, judge, out)
    }

    fn held(&self) -> usize {
        self.bytes.len()
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
