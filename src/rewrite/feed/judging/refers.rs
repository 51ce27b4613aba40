//! What refers to listings that went.

use super::super::gather::{beside, leads_elsewhere, leaf_text, slice};
use super::super::names::local;
use super::super::tape::{Node, Tape, What};
use super::Settler;
use crate::classify::Role;
use crate::rewrite::cut::Code;
use crate::rewrite::sweep::{Ident, Named};

impl Settler {
    /// Whether a value outside listings names one that went.
    pub(super) fn refers(&mut self, tape: &Tape, source: &str, at: u32, node: &Node) -> bool {
        let end = node.next.min(tape.len());
        (at..end).any(|at| {
            tape.get(at).is_some_and(|node| self.value_refers(tape, source, (at, node), |_| true))
        })
    }

    /// Whether a part of a listing names another one that went.
    pub(super) fn part_refers(
        &mut self,
        tape: &Tape,
        source: &str,
        (at, node): (u32, &Node),
    ) -> bool {
        let telling = |named: Named| named.explicit || named.other;
        let attributes = tape.children(at).filter(|(_, node)| node.what == What::Attribute);
        let mut values = attributes.chain(std::iter::once((at, node)));
        values.any(|value| {
            (node.is_repeated() || value.1.role != Role::Url)
                && self.value_refers(tape, source, value, telling)
        })
    }

    fn value_refers(
        &mut self,
        tape: &Tape,
        source: &str,
        (at, node): (u32, &Node),
        telling: impl Fn(Named) -> bool,
    ) -> bool {
        let text = match node.what {
            What::Attribute => Code::Attribute.decode(slice(source, node.inner)),
            What::Element if node.is_leaf() && node.has_text() => {
                leaf_text(tape, source, &self.entities, at, &mut self.text);
                Code::Attribute.decode(&self.text)
            }
            _ => return false,
        };
        if node.role == Role::Url {
            let away = node.what == What::Attribute && leads_elsewhere(tape, source, node.parent);
            return !away && Ident::link(&text).is_some_and(|link| self.sweep.refers(link, false));
        }
        let named = tape.name(at, source).and_then(|name| Named::read(local(name)));
        let Some(named) = named.filter(|named| telling(*named)) else { return false };
        let beside = beside(tape, source, node.parent);
        Ident::identifier(named, &text, beside).is_some_and(|id| self.sweep.refers(id, false))
    }
}
