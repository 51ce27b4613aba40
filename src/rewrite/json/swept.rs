//! What names a listing that went.

use super::gather::What;
use super::judging::position;
use super::level::Level;
use super::node::{Class, Edit, Kind, NONE, Node};
use super::tape::Tape;
use super::units::Settler;
use super::whole::Manner;
use crate::classify::Role;
use crate::rewrite::prose::is_prose;
use crate::rewrite::sweep::Ident;
use crate::rewrite::{Judge, Withheld};

impl Settler {
    /// Takes out a listing that stayed by its own words and is one that went.
    pub(super) fn sweep_listing(
        &mut self,
        tape: &mut Tape,
        source: &str,
        level: &Level,
        judge: &mut dyn Judge,
    ) {
        let inside = level.class == Class::Subject && self.manner != Manner::Page;
        if level.class == Class::Listing || inside {
            self.gather.clear();
            self.gather.unit(tape, source, level.node, What::Listing);
            self.goes_with_another(tape, level, judge);
        }
    }

    pub(super) fn goes_with_another(
        &mut self,
        tape: &mut Tape,
        level: &Level,
        judge: &mut dyn Judge,
    ) -> bool {
        if !self.sweep.names(&self.gather.idents) {
            return false;
        }
        self.note_decision();
        judge.withheld(position(tape, level.node), Withheld::Swept);
        let (at, gone) = self.what_goes(tape, level);
        self.mark(tape, at, gone);
        true
    }

    /// Whether the value names a listing that went; then its innermost unit goes.
    pub(super) fn swept(
        &mut self,
        tape: &mut Tape,
        source: &str,
        at: u32,
        node: &Node,
        judge: &mut dyn Judge,
    ) -> bool {
        if !self.sweep.is_active() || !self.refers(tape, source, node) {
            return false;
        }
        let mut go = None;
        if self.innermost().is_some_and(|above| above.kind == Kind::Array && !above.fixed) {
            go = Some((self.whole_of(at), Edit::Drop));
        }
        for level in self.levels.iter().rev() {
            if go.is_some() || matches!(level.class, Class::Container) {
                break;
            }
            if matches!(level.class, Class::Listing | Class::Subject) {
                // A kept listing's own identifiers are shared by definition.
                return false;
            }
            if level.node == NONE && level.listing {
                return false;
            }
            if level.element && level.node != NONE {
                go = Some((level.node, Edit::Drop));
            }
        }
        let text = node.kind == Kind::Text;
        let (target, edit) = go.unwrap_or((at, if text { Edit::Empty } else { Edit::Null }));
        self.note_decision();
        judge.withheld(position(tape, at), Withheld::Swept);
        self.mark(tape, target, edit);
        true
    }

    fn refers(&mut self, tape: &Tape, source: &str, node: &Node) -> bool {
        if !matches!(node.kind, Kind::Text | Kind::Number) {
            return false;
        }
        let mut says = node.says;
        let role = node.role;
        let above = tape.get(node.parent);
        let listed = node.key.1 == 0;
        if listed {
            says = above.map_or(self.says_above, |array| array.says);
        }
        let mut text = String::new();
        let text = tape.text(node, source, &mut text);
        if role == Role::Url && node.kind == Kind::Text {
            return Ident::link(text).is_some_and(|ident| self.sweep.refers(ident, listed));
        }
        let above_role = above.map_or(tape.ground.role, |above| above.role);
        let part = above_role != Role::Other && !listed;
        let Some(named) = says.named().filter(|named| !part || named.explicit) else {
            // Scripts of a page list links and identifiers under names of their own.
            let short = node.kind == Kind::Text && !is_prose(text, self.prose);
            let page = matches!(self.manner, Manner::Inside | Manner::Flight);
            // So do lists that anything else has, where they cannot be taken for words.
            let listed = listed && text.bytes().any(|b| b.is_ascii_digit() || b == b'/');
            return (page || listed) && short && self.sweep.mentions(text);
        };
        let beside = if listed { 0 } else { super::gather::beside(tape, node.parent) };
        let ident = Ident::identifier(named, text, beside);
        ident.is_some_and(|ident| self.sweep.refers(ident, listed))
    }
}
