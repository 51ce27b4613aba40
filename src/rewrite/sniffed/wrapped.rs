//! JSON in a wrapper: behind a guard, in a call, or assigned. The wrapper is kept, the JSON read.

use crate::rewrite::json::Placed;
use crate::rewrite::{Judge, Output, Rewrite, RewriteError};
use bytes::Bytes;

/// Rewrites wrapped JSON whose root is an object or array.
#[derive(Debug)]
pub(super) struct WrappedRewriter {
    inner: Box<dyn Rewrite>,
    /// Bytes of the wrapper before the JSON.
    before: u64,
    /// How many of them are still to come.
    coming: usize,
    /// What may still close, in this order.
    open: &'static [u8],
    root: Root,
    at: u64,
}

/// Where in the root value the reader is.
#[derive(Debug, Default)]
struct Root {
    depth: usize,
    quoted: bool,
    escaped: bool,
    over: bool,
}

impl Root {
    /// How many of these bytes belong to the value.
    fn take(&mut self, bytes: &[u8]) -> usize {
        for (n, byte) in bytes.iter().enumerate() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.quoted => self.escaped = true,
                b'"' => self.quoted = !self.quoted,
                _ if self.quoted => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        self.over = true;
                        return n + 1;
                    }
                }
                _ => {}
            }
        }
        bytes.len()
    }
}

impl WrappedRewriter {
    /// Reads to `inner`, a rewriter of JSON, what follows `before` bytes.
    pub(super) fn new(before: usize, call: bool, inner: Box<dyn Rewrite>) -> Self {
        Self {
            inner,
            before: before as u64,
            coming: before,
            open: if call { b");" } else { b";" },
            root: Root::default(),
            at: 0,
        }
    }

    /// How many of these bytes may follow the JSON.
    fn close(&mut self, bytes: &[u8]) -> usize {
        for (n, byte) in bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace()) {
            match self.open.split_first() {
                Some((next, rest)) if next == byte => self.open = rest,
                _ => return n,
            }
        }
        bytes.len()
    }
}

impl Rewrite for WrappedRewriter {
    fn write(
        &mut self,
        mut chunk: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let before = chunk.split_to(self.coming.min(chunk.len()));
        self.coming -= before.len();
        self.at += before.len() as u64;
        out.push(before);
        if !self.root.over && !chunk.is_empty() {
            let value = chunk.split_to(self.root.take(&chunk).min(chunk.len()));
            self.at += value.len() as u64;
            let mut judge = Placed { judge, base: self.before, fixed: false };
            self.inner.write(value, &mut judge, out)?;
            if self.root.over {
                self.inner.finish(&mut judge, out)?;
            }
        }
        let behind = chunk.split_to(self.close(&chunk).min(chunk.len()));
        self.at += behind.len() as u64;
        out.push(behind);
        if chunk.is_empty() {
            return Ok(());
        }
        Err(RewriteError::Malformed { at: self.at, what: "the end of wrapped JSON" })
    }

    fn finish(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        if !self.root.over {
            let mut judge = Placed { judge, base: self.before, fixed: false };
            return self.inner.finish(&mut judge, out);
        }
        if self.open.first() == Some(&b')') {
            return Err(RewriteError::Malformed { at: self.at, what: "a closing parenthesis" });
        }
        out.commit();
        Ok(())
    }

    fn held(&self) -> usize {
        self.inner.held()
    }
}
