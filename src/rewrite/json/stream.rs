//! The way through a document: which containers are passed on while they are open, and which
//! value is held until it is complete and judged.

use super::JsonRewriter;
use super::forms::is_member_unit;
use super::frame::{Frame, Track};
use super::gather::What;
use super::level::Level;
use super::lexer::{Lexeme, Token};
use super::listed::makes_list;
use super::names::Says;
use super::node::{Class, Edit, Fields, Ground, Kind, Node};
use super::splice::{Stream, masked, skip_comma, splice};
use crate::classify::Role;
use crate::rewrite::{Judge, Output, RewriteError, Unit, UnitKind, Verdict, Withheld};
use bytes::Bytes;

/// A value that is left out while it is still coming in.
#[derive(Debug)]
pub(super) struct Skip {
    depth: usize,
    element: bool,
}

/// What is known of a value when it turns out too large.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coming {
    /// Where a string begins that is the value or the end of it so far.
    pub(super) text: Option<u64>,
}

impl JsonRewriter {
    /// Takes one lexeme.
    pub(super) fn lexeme(
        &mut self,
        lexeme: Lexeme,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let text = (lexeme.token == Token::Text).then_some(lexeme.start);
        loop {
            if self.skip.is_some() {
                self.skipped(lexeme, out);
                return Ok(());
            }
            if !self.tape.is_active() {
                self.gap(lexeme.start)?;
                if matches!(lexeme.token, Token::ObjectEnd | Token::ArrayEnd) {
                    return self.close(lexeme, judge, out);
                }
                self.begin(lexeme.start);
            }
            if self.fits(lexeme.end) {
                break;
            }
            self.relieve(Coming { text }, judge, out)?;
        }
        if self.tape.take(lexeme, self.window.bytes(), self.window.base()) {
            return self.complete(judge, out);
        }
        match lexeme.token {
            Token::ArrayStart if !self.may_suggest() => self.open_arrays(judge, out),
            Token::ObjectEnd if self.frames.is_empty() && self.tape.shows_list() => {
                for _ in 0..self.tape.open.len() {
                    self.open(judge, out)?;
                }
                self.settler.listed = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether the value on the tape may go on to `end`.
    pub(super) fn fits(&self, end: u64) -> bool {
        let limit = if self.frames.is_empty() { self.limits.hold } else { self.limits.unit };
        // A unit of one-digit numbers has as many nodes as bytes; its nodes are bounded too.
        let nodes = limit / 8 + 1024;
        end.saturating_sub(self.tape.origin) <= limit as u64 && self.tape.nodes.len() <= nodes
    }

    /// Bounds what stands between values.
    pub(super) fn gap(&self, to: u64) -> Result<(), RewriteError> {
        let before = self.frames.last().map_or(0, |frame| frame.before);
        if self.done || to.saturating_sub(before) <= self.limits.unit as u64 {
            return Ok(());
        }
        Err(RewriteError::Budget { key: "limits.unit", at: before })
    }

    /// Begins a value, or a member with its name, at `origin`.
    pub(super) fn begin(&mut self, origin: u64) {
        let ground = match self.frames.last() {
            None => Ground { role: Role::Other, chain: true, reached: 0, index: 0, root: true },
            Some(frame) => Ground {
                role: frame.node.role,
                chain: frame.node.is_chained() && frame.node.kind == Kind::Object,
                reached: frame.reached,
                index: frame.children,
                root: false,
            },
        };
        self.tape.begin(origin, ground);
        self.tape.refers =
            self.frames.last().is_some_and(|frame| frame.node.says.any(Says::REFERENCE));
    }

    /// Passes on arrays that are no units themselves as soon as they begin.
    pub(super) fn open_arrays(
        &mut self,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        while self.tape.open.first() == Some(&0)
            && let Some(node) = self.tape.get(0)
            && node.kind == Kind::Array
        {
            match self.frames.last() {
                None => self.settler.listed = true,
                Some(frame) if frame.level.kind == Kind::Array => break,
                Some(frame) if is_member_unit(&frame.level, node) => break,
                Some(_) => {}
            }
            self.open(judge, out)?;
        }
        Ok(())
    }

    /// Whether the document is an array that is not passed on yet, and turned out to be a list.
    pub(super) fn begins_list(&self) -> bool {
        let held = self.frames.is_empty() && self.tape.is_active();
        held && self.tape.get(0).is_some_and(Node::is_array) && !self.may_suggest()
    }

    /// Whether the document is an array that begins as suggestions do, of which the columns are told
    /// when all are there: with a query, and a list.
    fn may_suggest(&self) -> bool {
        let tape = &self.tape;
        if !self.frames.is_empty() || !tape.get(0).is_some_and(Node::is_array) {
            return false;
        }
        let mut children = tape.children(0);
        match (children.next(), children.next()) {
            (None, _) => {
                let rest = self.window.slice(tape.reached(), self.window.end());
                matches!(rest.trim_ascii_start().first(), None | Some(b'"'))
            }
            (Some((_, query)), None) => query.kind == Kind::Text,
            (Some((_, query)), Some((_, list))) => {
                query.kind == Kind::Text && list.kind == Kind::Array
            }
        }
    }

    /// Passes on the outermost container on the tape: decides what is complete in it and goes on
    /// with the child that is not.
    fn open(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        let Some(node) = self.tape.get(0).copied() else { return Ok(()) };
        let exact = self.tape.paths.are_given();
        let to = self.tape.open.get(1).copied().unwrap_or(self.tape.len());
        let root = self.frames.is_empty();
        let mut ground = self.ground();
        let class = if ground.listing {
            Class::Part
        } else if node.kind == Kind::Object && self.settler.is_subject(&node, root, exact) {
            Class::Subject
        } else {
            Class::Loose
        };
        self.name_above();
        let source = self.window.text(self.tape.origin, self.tape.reached());
        self.settler.settle(&mut self.tape, source, (0, to), &mut ground, Some(class), judge)?;
        self.settler.forget(&mut self.tape, source, to, judge);
        let level = self.settler.innermost().unwrap_or(ground);
        if self.tape.get(0).is_some_and(|node| node.edit == Edit::Drop) {
            return self.leave_out(true, self.tape.origin, out);
        }
        let mut key = String::new();
        let mut scratch = String::new();
        key.push_str(self.tape.key(&node, source, &mut scratch));
        if node.key.1 == 0 {
            key.push_str(self.frames.last().map_or("", |frame| frame.key.as_str()));
        }
        let mut frame = Frame {
            node,
            level,
            key,
            reached: 0,
            root,
            children: u64::from(node.children),
            kept: 0,
            before: self.tape.origin + u64::from(node.start) + 1,
            any: false,
            spare: None,
            track: Track::default(),
            start: self.tape.origin + u64::from(node.start),
        };
        frame.children -= u64::from(self.tape.open.len() > 1);
        if class != Class::Part && frame.tracks() && !self.settler.listed {
            self.settler.gather.clear();
            let gather = &mut self.settler.gather;
            gather.range(&self.tape, source, (0, to), What::Listing);
            frame.track.add(&self.settler.gather.facts, self.limits.unit);
        }
        if class == Class::Subject {
            if frame.judge_subject(judge)? {
                self.settler.mask(&mut self.tape, 0);
            }
            self.settler.sweep.keep(&self.settler.gather.idents);
        }
        if !out.is_committed() {
            out.commit();
        }
        if let Some(above) = self.frames.last_mut() {
            if !above.any {
                skip_comma(
                    &mut Stream { window: &mut self.window, out },
                    above.before,
                    self.tape.origin,
                );
            }
            above.any = true;
            above.kept += 1;
            above.spare = None;
            above.children += 1;
        }
        self.window.keep_to(frame.before);
        self.frames.push(frame);
        let mut child = 1;
        while child < to {
            self.put_child(child, out);
            child = self.tape.get(child).map_or(to, |node| node.next.max(child + 1));
        }
        if let Some((_, reached)) = self.tape.shed()
            && let Some(frame) = self.frames.last_mut()
        {
            frame.reached = reached;
        }
        Ok(())
    }

    /// Decides the value on the tape, which is complete.
    fn complete(&mut self, judge: &mut dyn Judge, out: &mut Output) -> Result<(), RewriteError> {
        let mut ground = self.ground();
        self.name_above();
        let len = self.tape.len();
        let source = self.window.text(self.tape.origin, self.tape.reached());
        self.settler.settle(&mut self.tape, source, (0, len), &mut ground, None, judge)?;
        if self.settler.forget(&mut self.tape, source, len, judge) {
            ground.dropped = ground.dropped.saturating_add(1);
        }
        let Some(node) = self.tape.get(0).copied() else { return Ok(()) };
        let exact = self.tape.paths.are_given();
        let Some(frame) = self.frames.last_mut() else {
            splice(&mut Stream { window: &mut self.window, out }, &self.tape, 0);
            self.tape.clear();
            self.done = true;
            return Ok(());
        };
        frame.level = ground;
        frame.children += 1;
        frame.node.fold(&node, exact);
        frame.level.list = frame.node.is_list();
        if !self.settler.listed
            && let Some(frame) = self.frames.last()
            && makes_list(&node, &frame.node, self.frames.iter().map(|frame| &frame.node), exact)
        {
            self.settler.listed = true;
        }
        let listed = self.settler.listed;
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        if !node.class.is_unit() && (ground.subject || frame.tracks() && !listed) {
            self.settler.gather.clear();
            let gather = &mut self.settler.gather;
            gather.unit(&self.tape, source, 0, What::Listing);
            let facts = &self.settler.gather.facts;
            if ground.subject && !facts.is_empty() {
                let unit =
                    Unit { kind: UnitKind::Subject, facts, position: self.tape.origin, id: None };
                match judge.judge(&unit) {
                    Verdict::Keep => {}
                    Verdict::Mask => self.settler.mask(&mut self.tape, 0),
                    _ => return Err(RewriteError::SubjectWithheld),
                }
            }
            let facts = &self.settler.gather.facts;
            let track = self.frames.iter_mut().rev().find(|frame| frame.tracks());
            if let Some(frame) = track {
                frame.track.add(facts, self.limits.unit);
                if frame.track.masked {
                    self.settler.mask(&mut self.tape, 0);
                }
            }
            self.become_subject(exact, judge)?;
        }
        // What a listing refers to is known from reading it.
        if !self.tape.refers {
            self.learn(judge);
        }
        self.put_child(0, out);
        self.tape.clear();
        Ok(())
    }

    /// The innermost open object may just have got its name or price.
    fn become_subject(&mut self, exact: bool, judge: &mut dyn Judge) -> Result<(), RewriteError> {
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        if frame.tracks()
            && !frame.level.listing
            && self.settler.is_subject(&frame.node, frame.root, exact)
        {
            frame.level.class = Class::Subject;
            frame.level.enter_subject(frame.node.own.has(Fields::PRICE));
            frame.judge_subject(judge)?;
        }
        Ok(())
    }

    /// Puts out a decided child of the innermost open container.
    fn put_child(&mut self, at: u32, out: &mut Output) {
        let Some(node) = self.tape.get(at).copied() else { return };
        let Some(frame) = self.frames.last_mut() else { return };
        let place = |offset: u32| self.tape.origin + u64::from(offset);
        if node.edit == Edit::Drop {
            let bare = frame.kept == 0 && frame.spare.is_none();
            if self.settler.keep_one_masked && frame.level.list && bare {
                let bytes = self.window.slice(self.tape.origin, self.window.end());
                frame.spare = Some(masked(&self.tape, bytes, at));
            }
            self.window.skip_to(place(node.end), out);
        } else {
            if frame.keeps_first() {
                let begin = place(if node.key.1 > 0 { node.key.0 } else { node.start });
                skip_comma(&mut Stream { window: &mut self.window, out }, frame.before, begin);
            }
            if self.settler.changed {
                splice(&mut Stream { window: &mut self.window, out }, &self.tape, at);
            } else {
                self.window.keep_to(place(node.end));
            }
        }
        frame.before = place(node.end);
    }

    /// Takes the bracket that closes the innermost open container.
    fn close(
        &mut self,
        lexeme: Lexeme,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let Some(mut frame) = self.frames.pop() else { return Ok(()) };
        if frame.level.class == Class::Subject {
            frame.judge_subject(judge)?;
        }
        let mut counted = frame.level.counted;
        if frame.level.kind == Kind::Array && frame.level.dropped > 0 {
            let spared = u32::from(frame.spare.is_some());
            let kept = frame.level.seen.saturating_sub(frame.level.dropped) + spared;
            counted = Some((frame.level.seen, kept));
        }
        if let Some(spare) = frame.spare.take() {
            self.window.insert(spare, out);
        }
        self.window.keep_to(lexeme.end);
        frame.node.close();
        let exact = self.tape.paths.are_given();
        let Some(above) = self.frames.last_mut() else {
            self.done = true;
            return Ok(());
        };
        above.before = lexeme.end;
        above.level.seen = above.level.seen.saturating_add(1);
        above.level.counted = counted.or(above.level.counted);
        above.node.fold(&frame.node, exact);
        if above.level.kind == Kind::Array {
            above.level.counted = None;
        }
        if !self.settler.listed {
            self.become_subject(exact, judge)?;
        }
        Ok(())
    }

    /// Makes room when the value on the tape is too large to be held.
    pub(super) fn relieve(
        &mut self,
        coming: Coming,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let at = self.tape.origin;
        let ground = self.ground();
        let Some(node) = self.tape.get(0).copied() else {
            return match (coming.text, ground.kind, self.frames.is_empty()) {
                (_, Kind::Array, false) => self.skip(true, at, judge, out),
                (Some(text), _, _) => self.skip(false, text, judge, out),
                _ => Err(RewriteError::Budget { key: "limits.unit", at }),
            };
        };
        let element = !self.frames.is_empty()
            && (ground.kind == Kind::Array || is_member_unit(&ground, &node));
        if !element {
            self.open(judge, out)?;
            return self.open_arrays(judge, out);
        }
        if !self.holds_list() || node.own.has(Fields::PRICE) || ground.listing {
            return self.skip(true, at, judge, out);
        }
        let source = self.window.text(self.tape.origin, self.tape.reached());
        self.settler.levels.clear();
        self.settler.levels.push(ground);
        if self.settler.judge_container(&self.tape, source, 0, judge) != Verdict::Keep {
            return self.leave_out(true, at, out);
        }
        self.open(judge, out)?;
        self.open_arrays(judge, out)
    }

    /// Whether the value on the tape is large because of a list of listings in it.
    fn holds_list(&self) -> bool {
        let way = self.tape.open.iter().filter_map(|at| self.tape.get(*at));
        way.clone().any(Node::holds_lists)
            && way.clone().all(|node| !node.says.any(Says::COMPANIONS))
    }

    /// Withholds the rest of a value that is too large.
    fn skip(
        &mut self,
        element: bool,
        at: u64,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        judge.withheld(at, Withheld::Oversized);
        self.leave_out(element, at, out)
    }

    fn leave_out(&mut self, element: bool, at: u64, out: &mut Output) -> Result<(), RewriteError> {
        if !element {
            if let Some(frame) = self.frames.last_mut() {
                if !frame.any {
                    skip_comma(
                        &mut Stream { window: &mut self.window, out },
                        frame.before,
                        self.tape.origin,
                    );
                }
                frame.any = true;
                frame.kept += 1;
            }
            self.window.keep_to(at);
            self.window.insert(Bytes::from_static(b"\"\""), out);
        }
        self.skip = Some(Skip { depth: self.tape.open.len(), element });
        self.tape.clear();
        Ok(())
    }

    fn skipped(&mut self, lexeme: Lexeme, out: &mut Output) {
        let Some(skip) = &mut self.skip else { return };
        match lexeme.token {
            Token::Key => return,
            Token::ObjectStart | Token::ArrayStart => skip.depth += 1,
            Token::ObjectEnd | Token::ArrayEnd => skip.depth = skip.depth.saturating_sub(1),
            _ => {}
        }
        if skip.depth > 0 {
            return;
        }
        let dropped = skip.element;
        self.skip = None;
        self.window.skip_to(lexeme.end, out);
        match self.frames.last_mut() {
            Some(frame) => {
                frame.before = lexeme.end;
                frame.children += 1;
                frame.level.seen = frame.level.seen.saturating_add(1);
                frame.level.dropped = frame.level.dropped.saturating_add(u32::from(dropped));
            }
            None => self.done = true,
        }
    }

    fn ground(&self) -> Level {
        self.frames.last().map_or_else(|| Level::loose(Kind::Object), |frame| frame.level)
    }

    fn name_above(&mut self) {
        let above = self.frames.last().map_or("", |frame| frame.key.as_str());
        self.settler.gather.above.clear();
        self.settler.gather.above.push_str(above);
        self.settler.says_above = self.frames.last().map_or(Says::NOTHING, |f| f.node.says);
        self.settler.chained_above = self.frames.last().is_some_and(|f| f.node.is_chained());
        let mut around = self.frames.iter().rev().take(2);
        self.settler.included = around.any(|frame| frame.node.says.any(Says::INCLUDED));
    }
}
