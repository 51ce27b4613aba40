//! JSON, streaming: a push scanner finds listings and other units, asks the judge, and passes the
//! original bytes on without those that go.
//!
//! 1. `lexer` reads the bytes, strictly and in any split.
//! 2. `stream` passes on the containers around listings and holds one value at a time.
//! 3. `tape` notes the values in it and the fields that make a listing; `names` and
//!    [`Role`](crate::classify::Role) read member names, `path` follows configured paths.
//! 4. `units` says which unit each value belongs to, `gather` what a unit says, `judging` what
//!    happens to it, the sweep what refers to it later.
//!    `referred` takes out what only that refers to which went.
//! 5. `nested` reads JSON in strings of JSON, `devalue` values that refer to each other by number.
//! 6. `known` passes on listings that came before, and `alike` those that are built like one
//!    before, without reading them value by value.
//! 7. `splice` puts the result out, from the bytes in the window.
//!
//! `whole` does the same with a value that is there as a whole, and sweeps all of it.

mod alike;
mod check;
mod columns;
#[cfg(feature = "html")]
mod devalue;
mod forms;
mod frame;
mod gather;
mod judging;
mod known;
mod level;
mod lexer;
mod listed;
mod locate;
mod mentions;
mod names;
mod nested;
mod nesting;
mod node;
mod owned;
mod patches;
mod path;
mod pieces;
mod recurring;
mod referred;
mod spans;
mod splice;
mod stores;
mod stream;
mod swept;
mod tape;
mod units;
mod whole;

#[cfg(test)]
mod tests;

pub(in crate::rewrite) use check::{Check, is_json};
#[cfg(feature = "html")]
pub(in crate::rewrite) use devalue::{Devalue, TooLarge, values_in};
#[cfg(feature = "feeds")]
pub(in crate::rewrite) use judging::is_nameless;
use known::Ahead;
pub use known::KnownListing;
pub(in crate::rewrite) use locate::locate;
#[cfg(feature = "feeds")]
pub(in crate::rewrite) use names::{Says, names};
#[cfg(feature = "feeds")]
pub(in crate::rewrite) use node::Fields;
pub(in crate::rewrite) use patches::Patches;
pub use path::Paths;
pub use whole::DocumentRewriter;
#[cfg(feature = "html")]
pub(in crate::rewrite) use whole::Found;
pub(in crate::rewrite) use whole::{Document, Manner, NESTED, Placed};

use crate::rewrite::window::Window;
use crate::rewrite::{Judge, Limits, ListingHash, Output, Rewrite, RewriteError};
use bytes::Bytes;

/// Rewrites one JSON document (RFC 8259).
#[derive(Debug)]
pub struct JsonRewriter {
    limits: Limits,
    lexer: lexer::Lexer,
    window: Window,
    tape: tape::Tape,
    settler: units::Settler,
    frames: Vec<frame::Frame>,
    skip: Option<stream::Skip>,
    /// Whether the root value is complete.
    done: bool,
    /// Whether the judge remembers listings.
    remembers: bool,
    /// Where a listing begins that is not known, and what stands for it.
    unknown: Option<(u64, ListingHash)>,
    /// What is described of the place of a listing.
    place: Vec<u8>,
    /// Where a listing begins that was waited for.
    waited: Option<u64>,
    /// How the listings of the list are built.
    shapes: alike::Shapes,
}

impl JsonRewriter {
    /// A rewriter that finds listings by `paths`, or by their fields where none are given.
    pub fn new(paths: Paths, keep_one_masked: bool, limits: Limits) -> Self {
        Self {
            lexer: lexer::Lexer::new(limits.depth),
            window: Window::default(),
            tape: tape::Tape::new(paths),
            settler: units::Settler::new(limits, keep_one_masked),
            frames: Vec::new(),
            skip: None,
            done: false,
            remembers: true,
            unknown: None,
            place: Vec::new(),
            waited: None,
            shapes: alike::Shapes::default(),
            limits,
        }
    }

    /// Reads what is in the window as far as it is complete.
    fn read(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        loop {
            if self.begins_list() {
                self.open_arrays(judge, out)?;
            }
            // What nothing refers to any more is told by its name, which only reading tells.
            if !self.settler.referred.is_active() {
                match self.pass_ahead(judge, out)? {
                    Ahead::Passed => continue,
                    Ahead::Wait => return Ok(()),
                    Ahead::Read => {}
                }
            }
            match self.lexer.next(self.window.bytes(), self.window.base()) {
                Ok(Some(lexeme)) => self.lexeme(lexeme, judge, out)?,
                Ok(None) => return Ok(()),
                Err(error) => {
                    // What a finer split would have let out before the error leaves here too.
                    if let RewriteError::Malformed { at, .. } = error {
                        self.make_room(at, judge, out)?;
                    }
                    self.window.flush(out);
                    return Err(error);
                }
            }
        }
    }

    /// Makes room for what comes after `end`, of which nothing is complete.
    fn make_room(
        &mut self,
        end: u64,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let unfinished = self.lexer.unfinished();
        if self.skip.is_none() && !self.tape.is_active() && !self.done {
            match unfinished {
                Some((start, _)) => {
                    self.gap(start)?;
                    self.begin(start);
                }
                None => self.gap(end)?,
            }
        }
        let text = unfinished.filter(|(_, value)| *value).map(|(start, _)| start);
        while self.skip.is_none() && self.tape.is_active() && !self.fits(end) {
            self.relieve(stream::Coming { text }, judge, out)?;
        }
        Ok(())
    }
}

impl Rewrite for JsonRewriter {
    fn write(
        &mut self,
        chunk: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        self.window.feed(chunk);
        self.read(judge, out)?;
        self.make_room(self.window.end(), judge, out)?;
        if self.skip.is_some() {
            self.window.skip_to(self.lexer.at(), out);
        } else if self.done {
            self.window.keep_to(self.lexer.at());
        }
        self.window.flush(out);
        self.window.settle();
        Ok(())
    }

    fn finish(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        // What was waited for does not come.
        self.waited = Some(self.lexer.at());
        self.read(judge, out)?;
        if let Some(lexeme) = self.lexer.finish()? {
            self.lexeme(lexeme, judge, out)?;
        }
        self.window.keep_to(self.window.end());
        self.window.flush(out);
        out.commit();
        Ok(())
    }

    fn held(&self) -> usize {
        self.window.bytes().len()
    }
}
