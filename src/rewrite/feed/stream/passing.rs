//! What becomes of the element that is held: passed on while it is open, put out when it is complete
//! and judged, left out where it is too large.

use super::super::judging::{Place, goes};
use super::super::names::is_language;
use super::super::tape::{Edit, NONE, Node};
use super::super::tokens::Kind;
use super::{FeedRewriter, Frame, NAMES, utf8};
use crate::rewrite::json::Says;
use crate::rewrite::{Judge, Output, RewriteError, Withheld};

impl FeedRewriter {
    /// Passes on the outermost held element: decides what is complete in it and goes on with the
    /// one that is not.
    pub(super) fn open(
        &mut self,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let root = self.frames.is_empty() && !self.done;
        for at in self.tape.open.clone().into_iter().rev() {
            self.tape.fold(at);
        }
        let Some(node) = self.tape.get(0).copied() else { return Ok(()) };
        let to = self.tape.open.get(1).copied().unwrap_or(self.tape.len());
        let origin = self.tape.origin;
        let source = utf8(self.window.slice(origin, self.taken), origin)?;
        if root {
            if self.settler.attributes(&self.tape, source, 0, judge) {
                self.settler.empty_attributes(&mut self.tape, 0);
            }
            if !self.settler.listed {
                // It may be what the document is about; judged on what it has said so far.
                self.settler.about(&mut self.tape, source, 0, judge)?;
            }
        } else if self.settler.list(&mut self.tape, source, 0, judge) {
            self.leave_out(out);
            return Ok(());
        }
        let mut frame = Frame {
            name: self.tape.name(0, source).unwrap_or_default().to_owned(),
            role: node.role,
            list: node.is_named_list() || node.is_list(),
            chain: !self.settler.listed,
            seen: Vec::new(),
        };
        let mut child = 1;
        while let Some(below) = (child < to).then(|| self.tape.get(child).copied()).flatten() {
            let place = place_in(&mut frame, &below, self.settler.listed);
            self.settler.settle(&mut self.tape, source, child, place, judge)?;
            child = below.next.max(child + 1);
        }
        out.commit();
        self.put_out(to, out);
        let begins = origin + u64::from(node.inner.0);
        self.window.keep_to(begins);
        if let Some(open) = self.tape.open.get(1).and_then(|at| self.tape.get(*at)) {
            self.window.keep_to(origin + u64::from(open.start));
        } else {
            self.window.keep_to(self.taken);
        }
        self.frames.push(frame);
        self.tape.shed();
        Ok(())
    }

    /// Decides about what is held, which is complete.
    pub(super) fn complete(
        &mut self,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let Some(node) = self.tape.get(0).copied() else { return Ok(()) };
        let origin = self.tape.origin;
        let source = utf8(self.window.slice(origin, self.taken), origin)?;
        let root = self.frames.is_empty() && !self.done && node.is_element();
        if !root && node.is_leaf() && self.tape.name(0, source).is_some_and(is_language) {
            let (from, to) = node.inner;
            judge.speaks(source.get(from as usize..to as usize).unwrap_or_default().trim());
        }
        if root && self.page {
            self.settler.whole(&self.tape, source, judge)?;
        } else {
            let place = match self.frames.last_mut() {
                Some(frame) => place_in(frame, &node, self.settler.listed),
                None => Place::Outside { goes: !root, chain: root, root },
            };
            self.settler.settle(&mut self.tape, source, 0, place, judge)?;
        }
        self.done |= root;
        let to = self.tape.len();
        self.put_out(to, out);
        self.window.keep_to(origin + u64::from(node.end));
        self.tape.begin(self.taken);
        Ok(())
    }

    /// Puts out the nodes before `to` without what goes.
    fn put_out(&mut self, to: u32, out: &mut Output) {
        let origin = self.tape.origin;
        let mut gone = 0;
        for at in 0..to {
            let Some(node) = self.tape.get(at).filter(|node| node.start >= gone) else { continue };
            let (from, end) = match node.edit {
                Edit::Keep => continue,
                Edit::Drop => (node.start, node.end),
                Edit::Empty => node.inner,
            };
            if end == NONE || from >= end {
                continue;
            }
            self.window.keep_to(origin + u64::from(from));
            self.window.skip_to(origin + u64::from(end), out);
            gone = end;
        }
    }

    /// Whether what is held may go on to `end`.
    fn fits(&self, end: u64) -> bool {
        let limit = match (self.page, self.frames.is_empty() && !self.done) {
            (true, _) => self.limits.page,
            (_, true) => self.limits.hold,
            _ => self.limits.unit,
        };
        let nodes = limit / 8 + 1024;
        end.saturating_sub(self.tape.origin) <= limit as u64 && self.tape.nodes.len() <= nodes
    }

    /// Makes room for what goes on to `end` and is not complete.
    pub(super) fn make_room(
        &mut self,
        end: u64,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        while self.skip.is_none() && self.tape.is_active() && !self.fits(end) {
            if self.page {
                return Err(RewriteError::Budget { key: "limits.page", at: self.tape.origin });
            }
            if self.frames.is_empty() && !self.done || self.holds_list() {
                self.open(judge, out)?;
            } else {
                judge.withheld(self.tape.origin, Withheld::Oversized);
                self.leave_out(out);
            }
        }
        Ok(())
    }

    /// Whether what is held is large because of a list of listings in it.
    fn holds_list(&mut self) -> bool {
        for at in self.tape.open.clone().into_iter().rev() {
            self.tape.fold(at);
        }
        let way = || self.tape.open.iter().filter_map(|at| self.tape.get(*at));
        way().any(Node::holds_lists)
            && way().all(|node| !node.says.any(Says::COMPANIONS))
            && self.tape.get(0).is_some_and(Node::is_container)
    }

    /// Leaves out the held element, which is still coming in.
    pub(super) fn leave_out(&mut self, out: &mut Output) {
        self.skip = Some(self.tape.open.len()).filter(|depth| *depth > 0);
        self.window.keep_to(self.tape.origin);
        self.window.skip_to(self.tokens.start(), out);
        self.tape.begin(self.taken);
    }

    /// A token between elements that is too large to be judged.
    pub(super) fn too_large(
        &mut self,
        start: u64,
        kind: Kind,
        to: u64,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        if matches!(kind, Kind::Start { .. } | Kind::End | Kind::Doctype) || !self.begun {
            return Err(RewriteError::Budget { key: "limits.unit", at: start });
        }
        judge.withheld(start, Withheld::Oversized);
        self.window.keep_to(start);
        self.window.skip_to(to, out);
        Ok(())
    }
}

/// Where the next child of an open element stands.
fn place_in(frame: &mut Frame, node: &Node, listed: bool) -> Place {
    let repeated = node.is_repeated() || frame.seen.contains(&node.like);
    if node.is_element() && frame.seen.len() < NAMES {
        frame.seen.push(node.like);
    }
    let goes = goes(node, repeated, frame.list);
    let chain = frame.chain && !listed && !repeated && !frame.list;
    Place::Outside { goes, chain, root: false }
}
