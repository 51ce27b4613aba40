//! Collects what a unit says: its strings, its labels, and what identifies it.

use super::fragments::joined;
use super::names::Says;
use super::node::{Class, Kind, NONE, Node};
use super::tape::Tape;
use super::whole::Found;
use crate::classify::{Facts, Role, Scalar};
use crate::rewrite::sweep::{Family, Ident, Named};
use crate::rewrite::{Verdict, prose};

/// The facts of the unit that is being judged, in reused buffers.
#[derive(Debug, Default)]
pub(super) struct Gather {
    pub(super) facts: Facts,
    /// Running text, judged by itself.
    pub(super) running: Facts,
    pub(super) idents: Vec<Ident>,
    pub(super) id: String,
    /// Whether anything in it could name another listing.
    pub(super) refers: bool,
    /// The member name above the value on the tape, if it has none of its own.
    pub(super) above: String,
    /// The family of the primary identifier so far, and its place in `idents`.
    best: Option<(Family, usize)>,
    key: String,
    text: String,
    /// Where what is collected stands, if that is asked for.
    pub(super) sources: Option<Sources>,
}

/// Where what was collected of a unit stands on the tape.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// For each fact the node that says it; `None` for the name of a member.
    pub(super) facts: Vec<Option<u32>>,
    /// The nodes that may identify the unit.
    pub(super) idents: Vec<(u32, Identifies)>,
    /// Whether a value says what another one is.
    pub(super) attributes: bool,
}

/// What a value identifies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identifies {
    /// The kind of identifier; `None` for a link.
    named: Option<Named>,
    own: bool,
    beside: u64,
}

/// What to collect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Everything, and identifiers.
    Listing,
    /// Everything; text of more characters than this is running text.
    Outside(usize),
    /// What names a container.
    Names,
}

impl Gather {
    pub(super) fn clear(&mut self) {
        self.facts.clear();
        self.running.clear();
        self.idents.clear();
        self.id.clear();
        self.refers = false;
        self.best = None;
    }

    /// Collects from the node at `unit` and below, without inner units.
    pub(super) fn unit(&mut self, tape: &Tape, source: &str, unit: u32, what: What) {
        let end = tape.get(unit).map_or(0, |node| node.next.min(tape.len()));
        self.range(tape, source, (unit, end), what);
    }

    /// Collects from the nodes of a range, of which the first is the unit.
    pub(super) fn range(&mut self, tape: &Tape, source: &str, (unit, end): (u32, u32), what: What) {
        let mut at = unit;
        while at < end {
            let Some(node) = tape.get(at) else { break };
            if at != unit && node.class.is_unit() {
                at = node.next.max(at + 1);
                continue;
            }
            if what != What::Names || node.parent == unit {
                self.value(tape, source, at, node, unit, what);
            }
            at += 1;
        }
        self.choose_primary();
    }

    /// Marks the identifier that is the unit's own.
    pub(super) fn choose_primary(&mut self) {
        if let Some(primary) = self.best.and_then(|(_, at)| self.idents.get_mut(at)) {
            primary.primary = true;
        }
    }

    /// The listing that is gathered, as what the page may be about.
    pub(super) fn found(&self, position: u64, verdict: Verdict) -> Found {
        let first = |role| {
            let mut facts = self.facts.iter().filter(|fact| fact.role == role);
            facts.next().map_or_else(String::new, |fact| fact.value.as_str().to_owned())
        };
        Found {
            name: first(Role::Name),
            url: first(Role::Url),
            id: self.id.clone(),
            position,
            verdict: Some(verdict),
        }
    }

    /// Adds the member name by which a store refers to a listing in it, as `Product:123`.
    pub(super) fn referred_to_as(&mut self, tape: &Tape, source: &str, at: u32) {
        let Some(node) = tape.get(at).filter(|node| node.says.any(Says::DATA)) else { return };
        let name = tape.key(node, source, &mut self.key);
        if node.says.any(Says::DIGITS) || name.is_empty() {
            return;
        }
        let named = Named { family: Family::Id, explicit: true, other: false };
        self.idents.extend(Ident::identifier(named, name, 0));
    }

    /// Adds a member name as text.
    pub(super) fn key_of(&mut self, tape: &Tape, source: &str, node: &Node) {
        let above = tape.get(node.parent);
        let name = above.map_or(self.above.as_str(), |_| "");
        let key = tape.key(node, source, &mut self.key);
        let role = above.map_or(tape.ground.role, |above| above.role);
        self.facts.push(role, name, Scalar::Text(key));
        if let Some(sources) = &mut self.sources {
            sources.facts.push(None);
        }
    }

    fn value(&mut self, tape: &Tape, source: &str, at: u32, node: &Node, unit: u32, what: What) {
        if node.kind != Kind::Text && node.says.any(Says::WORD) && at != unit {
            self.key_of(tape, source, node);
        }
        if node.kind == Kind::Array {
            self.fragments(tape, source, at, what);
        }
        if node.kind.is_container() || node.kind == Kind::Null {
            return;
        }
        let keyed = nearest_key(tape, node);
        let mut role = node.role;
        let attribute = attribute_beside(tape, keyed, at);
        if let Some(attribute) = attribute.and_then(|at| tape.get(at)) {
            let code = tape.text(attribute, source, &mut self.key);
            let named = Role::Other.descend(code);
            role = if named == Role::Other { role } else { named };
        }
        if role == Role::Meta && is_proposed(tape, source, node, &mut self.key) {
            role = Role::Name;
        }
        let key = match attribute.and_then(|at| tape.get(at)).filter(|_| role != node.role) {
            Some(attribute) => tape.text(attribute, source, &mut self.key),
            None => match keyed {
                Some(keyed) => tape.key(keyed, source, &mut self.key),
                None => self.above.as_str(),
            },
        };
        let value = match node.kind {
            Kind::Text => Scalar::Text(tape.text(node, source, &mut self.text)),
            Kind::Number => Scalar::Number(tape.text(node, source, &mut self.text)),
            kind => Scalar::Bool(kind == Kind::True),
        };
        let told = node.kind == Kind::Text
            || matches!(role, Role::Label | Role::Id | Role::Category)
            || node.says.any(Says::VALUE) && matches!(role, Role::OptionValue | Role::Tag);
        self.refers |= matches!(role, Role::Id | Role::Slug | Role::Url);
        if let Some(sources) = &mut self.sources {
            sources.attributes |= attribute.is_some();
            sources.facts.extend(told.then_some(Some(at)));
        }
        match what {
            What::Names if !names(role) => {}
            What::Outside(longest) if node.kind == Kind::Text => {
                let text = (role, key, value.as_str());
                prose::push(&mut self.facts, &mut self.running, text, longest);
            }
            _ if told => self.facts.push(role, key, value),
            _ => {}
        }
        if what == What::Listing {
            self.identifier(tape, source, at, node, unit);
        }
    }

    /// Adds a text that stands in pieces.
    fn fragments(&mut self, tape: &Tape, source: &str, at: u32, what: What) {
        let Some((role, text)) = joined(tape, source, at).filter(|_| what != What::Names) else {
            return;
        };
        if let Some(sources) = &mut self.sources {
            // No single value says it.
            sources.attributes = true;
        }
        match what {
            What::Outside(longest) => {
                prose::push(&mut self.facts, &mut self.running, (role, "", &text), longest);
            }
            _ => self.facts.push(role, "", Scalar::Text(&text)),
        }
    }

    fn identifier(&mut self, tape: &Tape, source: &str, at: u32, node: &Node, unit: u32) {
        let Some(identifies) = identifies(tape, node, unit) else { return };
        if let Some(sources) = &mut self.sources {
            sources.idents.push((at, identifies));
        }
        let mut text = std::mem::take(&mut self.text);
        self.identify(identifies, tape.text(node, source, &mut text));
        self.text = text;
    }

    /// Adds the identifier that a value is.
    pub(super) fn identify(&mut self, identifies: Identifies, value: &str) {
        let Identifies { named, own, beside } = identifies;
        let Some(named) = named else {
            self.idents.extend(Ident::link(value));
            return;
        };
        let Some(ident) = Ident::identifier(named, value, beside) else { return };
        if own && self.best.is_none_or(|(known, _)| named.family < known) {
            self.best = Some((named.family, self.idents.len()));
            self.id.clear();
            self.id.push_str(value);
        }
        self.idents.push(ident);
    }
}

/// What a value identifies, by its place in the unit and its name.
fn identifies(tape: &Tape, node: &Node, unit: u32) -> Option<Identifies> {
    let own = is_own(tape, node, unit);
    let part = node.says.family() == Some(Family::Sku)
        && node.role == Role::Id
        && !is_companions(tape, node, unit);
    if !own && !part || node.says.any(Says::OTHER) {
        return None;
    }
    let named = node.says.named();
    let link = node.role == Role::Url && node.kind == Kind::Text;
    let beside = named.map_or(0, |_| beside(tape, node.parent));
    (named.is_some() || link).then_some(Identifies { named, own, beside })
}

/// Whether a field of this role names a container.
const fn names(role: Role) -> bool {
    matches!(
        role,
        Role::Name
            | Role::Category
            | Role::Brand
            | Role::Slug
            | Role::Url
            | Role::Tag
            | Role::Label
    )
}

/// Whether the value belongs to the unit itself, not to a part of it.
fn is_own(tape: &Tape, node: &Node, unit: u32) -> bool {
    let mut at = node.parent;
    while at != unit {
        match tape.get(at) {
            Some(n)
                if n.kind == Kind::Object
                    && n.role == Role::Other
                    && n.class == Class::Part
                    && !n.says.any(Says::COPY) =>
            {
                at = n.parent;
            }
            _ => return false,
        }
    }
    true
}

/// Whether the value stands in a list of companions of the unit, which are other listings.
fn is_companions(tape: &Tape, node: &Node, unit: u32) -> bool {
    let mut at = node.parent;
    while at != unit {
        match tape.get(at) {
            Some(around) if around.says.any(Says::COMPANIONS) => return true,
            Some(around) => at = around.parent,
            None => return false,
        }
    }
    false
}

/// The value itself or the nearest value around it that has a member name.
fn nearest_key<'t>(tape: &'t Tape, node: &'t Node) -> Option<&'t Node> {
    let mut node = node;
    while node.key.1 == 0 {
        node = tape.get(node.parent)?;
    }
    Some(node)
}

/// The sibling that names the attribute whose value this is, as in
/// `{"attribute_code": "description", "value": …}`.
fn attribute_beside(tape: &Tape, keyed: Option<&Node>, at: u32) -> Option<u32> {
    let keyed = keyed.filter(|keyed| keyed.says.any(Says::VALUE))?;
    let attribute = tape.get(keyed.parent)?.attribute;
    (attribute != NONE && attribute != at).then_some(attribute)
}

/// Whether a search is proposed here: it stands in an element of a list, not where a search is repeated.
fn is_proposed(tape: &Tape, source: &str, node: &Node, key: &mut String) -> bool {
    let Some(object) = tape.get(node.parent).filter(|object| object.key.1 == 0) else {
        return false;
    };
    let root = object.parent == NONE && tape.ground.root;
    !root && matches!(tape.key(node, source, key), "query" | "q" | "searchQuery" | "searchTerm")
}

/// The names of the members of an object, as a small set.
pub(super) fn beside(tape: &Tape, object: u32) -> u64 {
    tape.children(object).map(|(_, node)| node.says.beside()).fold(0, |set, bit| set | bit)
}
