//! A container that is passed on before it ends, and what of it is known.

use super::level::Level;
use super::node::{Kind, Node};
use crate::classify::Facts;
use crate::rewrite::{Judge, RewriteError, Unit, UnitKind, Verdict};
use bytes::Bytes;

/// A container of which the beginning is decided.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) node: Node,
    /// What its children stand in.
    pub(super) level: Level,
    pub(super) key: String,
    pub(super) reached: u64,
    pub(super) root: bool,
    pub(super) children: u64,
    pub(super) kept: u64,
    /// Where the last decided child ended, or the opening bracket.
    pub(super) before: u64,
    /// Whether a child was put out.
    pub(super) any: bool,
    /// The first omitted listing without its words, as long as none was kept.
    pub(super) spare: Option<Bytes>,
    /// What an object that may be the subject has said so far.
    pub(super) track: Track,
    pub(super) start: u64,
}

#[derive(Debug, Default)]
pub(super) struct Track {
    pub(super) facts: Facts,
    pub(super) judged: usize,
    pub(super) lost: bool,
    pub(super) masked: bool,
}

impl Frame {
    /// Takes in an element that is decided.
    pub(super) fn take_in(&mut self, node: &Node) {
        self.children += 1;
        self.node.fold(node, false);
        self.level.list = self.node.is_list();
        self.level.seen = self.level.seen.saturating_add(1);
    }

    /// Takes in an element that goes.
    pub(super) fn omit(&mut self, node: &Node) {
        self.take_in(node);
        self.level.dropped = self.level.dropped.saturating_add(1);
    }

    /// Whether it is a list of which nothing was kept so far.
    pub(super) fn is_bare(&self) -> bool {
        matches!(self.level.kind, Kind::Array) && self.kept == 0 && self.spare.is_none()
    }

    /// Notes that a child is put out; whether it is the first.
    pub(super) fn keeps_first(&mut self) -> bool {
        let first = !std::mem::replace(&mut self.any, true);
        self.kept += 1;
        self.spare = None;
        first
    }

    /// Whether it may turn out to be the page's subject.
    pub(super) const fn tracks(&self) -> bool {
        self.node.is_chained() && matches!(self.node.kind, Kind::Object)
    }

    /// Judges the subject by all that it has said; true where it is to be masked.
    pub(super) fn judge_subject(&mut self, judge: &mut dyn Judge) -> Result<bool, RewriteError> {
        if self.track.lost {
            return Err(RewriteError::Budget { key: "limits.unit", at: self.start });
        }
        let facts = &self.track.facts;
        if facts.len() == self.track.judged {
            return Ok(self.track.masked);
        }
        self.track.judged = facts.len();
        let unit = Unit { kind: UnitKind::Subject, facts, position: self.start, id: None };
        match judge.judge(&unit) {
            Verdict::Keep => {}
            Verdict::Mask => self.track.masked = true,
            Verdict::Omit | Verdict::Gate => return Err(RewriteError::SubjectWithheld),
        }
        Ok(self.track.masked)
    }
}

impl Track {
    pub(super) fn add(&mut self, facts: &Facts, most: usize) {
        if self.lost || self.facts.bytes() + facts.bytes() > most {
            self.lost = true;
            self.facts.clear();
            self.judged = 0;
            return;
        }
        for fact in facts.iter() {
            self.facts.push(fact.role, fact.key, fact.value);
        }
    }
}
