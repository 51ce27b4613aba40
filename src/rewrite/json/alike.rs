//! Listings that are built like one before: the same members in the same order and the same bytes
//! between their values, as the records of one list nearly always are.
//!
//! What such a listing says and what it is called follows from its values alone, so it needs no
//! tape: a [`Shape`] says where each value stands and what it is. Where nothing is found in what it
//! says it stays. All else, from an unknown member to a restricted word, has it read like any other.
//! Values of fields such as its category that said nothing before need not be heard again.

use super::gather::{Gather, Identifies, Sources, What};
use super::lexer::unescape;
use super::mentions::Mentions;
use super::node::{Kind, Node};
use super::recurring::Recurring;
use super::spans::{number_end, text_end};
use super::tape::Tape;
use crate::classify::{KeySays, Role, Scalar};
use std::mem;
use std::ops::Range;

/// How many shapes of one list are remembered.
const SHAPES: usize = 8;

/// How many bytes all of them may take: they are held besides the listing that is being read.
const ROOM: usize = 24 << 10;

/// After so many listings in a row that are built like none before no more are compared: a list of
/// all sorts gains nothing by it.
const PATIENCE: u32 = 32;

/// The shapes of the listings of one list, the last used first.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// What is described of the place of the list.
    place: Vec<u8>,
    shapes: Vec<Shape>,
    unlike: u32,
    recurring: Recurring,
    /// The values of the listing that was compared last.
    values: Values,
}

/// What is collected of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heed {
    /// All that it says.
    All,
    /// All but what is known to say nothing.
    Unheard,
}

/// How a listing is built.
#[derive(Debug)]
struct Shape {
    /// All bytes between the values that vary, one after the other.
    between: Vec<u8>,
    slots: Vec<Slot>,
    facts: Vec<Told>,
    idents: Vec<(Value, Identifies)>,
    /// What the list around it takes from a listing.
    node: Node,
    refers: bool,
}

/// A value that varies.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Where in `between` the bytes end that stand before it.
    before: usize,
    /// Whether it is a string with something in it, or a number.
    text: bool,
    /// Whether it is a string of a list.
    listed: bool,
}

#[derive(Debug)]
struct Told {
    role: Role,
    key: Box<str>,
    says: KeySays,
    value: Value,
    /// Its place among the fields whose values may come again.
    recurring: Option<usize>,
    /// Whether the value of the listing that was compared last is one of them.
    silent: bool,
    /// Whether it is a number in a field where numbers say nothing.
    mute: bool,
}

/// A value of a shape.
#[derive(Debug)]
enum Value {
    Varies(usize),
    Text(Box<str>),
    Bool(bool),
}

/// Where the values that vary stand in a listing, strings without their quotes.
#[derive(Debug, Default)]
struct Values {
    spans: Vec<Span>,
    unescaped: String,
}

#[derive(Debug)]
struct Span {
    at: Range<usize>,
    text: bool,
    listed: bool,
    escaped: bool,
}

impl Shapes {
    /// Whether comparing listings in a place that is described so may pay.
    pub(super) fn may_pay(&mut self, place: &[u8]) -> bool {
        if self.place != place {
            self.place.clear();
            self.place.extend_from_slice(place);
            self.shapes.clear();
            self.recurring.clear();
            self.unlike = 0;
        }
        self.unlike < PATIENCE
    }

    /// The length of the listing that `bytes` begin with, if it is here as a whole and built like
    /// one of these.
    pub(super) fn fit(&mut self, bytes: &[u8]) -> Option<usize> {
        for at in 0..self.shapes.len() {
            let shape = self.shapes.get(at)?;
            if let Some(len) = shape.fit(bytes, &mut self.values.spans) {
                self.shapes.get_mut(..=at)?.rotate_right(1);
                self.unlike = 0;
                return Some(len);
            }
        }
        None
    }

    /// Remembers how the listing is built that is the value on the tape and was just gathered.
    pub(super) fn learn(&mut self, tape: &Tape, source: &str, refers: bool, gather: &mut Gather) {
        self.unlike = self.unlike.saturating_add(1);
        let shape = Shape::read(tape, source, refers, gather, &mut self.recurring);
        let Some(shape) = shape.filter(|shape| shape.bytes() <= ROOM) else { return };
        self.shapes.truncate(SHAPES - 1);
        self.shapes.insert(0, shape);
        let mut room = ROOM;
        self.shapes.retain(|shape| {
            let left = room.checked_sub(shape.bytes());
            room = left.unwrap_or(0);
            left.is_some()
        });
    }

    /// Collects what the listing says that was compared last.
    pub(super) fn gather(&mut self, listing: &str, gather: &mut Gather, heed: Heed) {
        let Some(shape) = self.shapes.first_mut() else { return };
        gather.clear();
        for told in &mut shape.facts {
            if told.mute && heed == Heed::Unheard {
                continue;
            }
            if let (Some(field), Heed::Unheard) = (told.recurring, heed) {
                let spelled = self.values.spelled(&told.value, listing);
                let silent =
                    spelled.is_some_and(|spelled| self.recurring.is_silent(field, spelled));
                told.silent = silent;
                if silent {
                    continue;
                }
            }
            let value = self.values.read(&told.value, listing);
            gather.facts.push_as(told.role, &told.key, told.says, value);
        }
    }

    /// Nothing at all was found in what was collected last.
    pub(super) fn heard_nothing(&mut self, listing: &str) {
        let Some(shape) = self.shapes.first() else { return };
        for told in shape.facts.iter().filter(|told| !told.silent && !told.mute) {
            if let Some(field) = told.recurring
                && let Some(spelled) = self.values.spelled(&told.value, listing)
            {
                self.recurring.learn(field, spelled);
            }
        }
    }

    /// Collects what it is called.
    pub(super) fn identify(&mut self, listing: &str, gather: &mut Gather) {
        let Some(shape) = self.shapes.first() else { return };
        for (value, identifies) in &shape.idents {
            gather.identify(*identifies, self.values.read(value, listing).as_str());
        }
        gather.choose_primary();
    }

    /// What the list around it takes from it.
    pub(super) fn node(&self) -> Option<&Node> {
        self.shapes.first().map(|shape| &shape.node)
    }

    /// What lists in the listing that was compared last may say of other ones.
    pub(super) fn mentions(&self) -> Mentions {
        let listed = self.values.spans.iter().filter(|span| span.listed);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let texts = listed.map(|span| place(span.at.start)..place(span.at.end));
        Mentions::new(self.shapes.first().is_none_or(|shape| shape.refers), texts)
    }
}

impl Shape {
    /// How the listing on the tape is built. `None` where a value says what another one is: then
    /// not all follows from where they stand.
    fn read(
        tape: &Tape,
        source: &str,
        refers: bool,
        gather: &mut Gather,
        recurring: &mut Recurring,
    ) -> Option<Self> {
        gather.sources = Some(Sources::default());
        gather.clear();
        gather.unit(tape, source, 0, What::Listing);
        let sources = gather.sources.take().filter(|sources| !sources.attributes)?;
        let mut shape = Self {
            between: Vec::new(),
            slots: Vec::new(),
            facts: Vec::with_capacity(sources.facts.len()),
            idents: Vec::with_capacity(sources.idents.len()),
            node: *tape.get(0)?,
            refers,
        };
        let mut slots = vec![None; tape.nodes.len()];
        let mut from = 0;
        for (node, slot) in tape.nodes.iter().zip(&mut slots) {
            let (start, end) = (node.start as usize, node.end as usize);
            let text = node.kind == Kind::Text;
            let at = if text { start + 1..end.checked_sub(1)? } else { start..end };
            if !(text && !at.is_empty() || node.kind == Kind::Number) {
                continue;
            }
            shape.between.extend_from_slice(source.as_bytes().get(from..at.start)?);
            *slot = Some(shape.slots.len());
            let listed = text && node.key.1 == 0;
            shape.slots.push(Slot { before: shape.between.len(), text, listed });
            from = at.end;
        }
        shape.between.extend_from_slice(source.as_bytes().get(from..)?);
        let varies = |at: u32| slots.get(at as usize).copied().flatten().map(Value::Varies);
        for (fact, at) in gather.facts.iter().zip(&sources.facts) {
            let value = at.and_then(varies).unwrap_or_else(|| match fact.value {
                Scalar::Bool(value) => Value::Bool(value),
                value => Value::Text(value.as_str().into()),
            });
            let says = KeySays::read(fact.role, fact.key);
            let text = matches!(fact.value, Scalar::Text(_));
            let may_recur = matches!(value, Value::Varies(_)) && may_recur(fact.role);
            shape.facts.push(Told {
                role: fact.role,
                key: fact.key.into(),
                says,
                value,
                recurring: may_recur.then(|| recurring.field(fact.role, fact.key, text)).flatten(),
                silent: false,
                mute: matches!(fact.value, Scalar::Number(_)) && !numbers_say(fact.role),
            });
        }
        // Where one fact decides how another is read, all of them are needed.
        if shape.facts.iter().any(|told| told.says.decides()) {
            shape.facts.iter_mut().for_each(|told| told.recurring = None);
        }
        for (at, identifies) in sources.idents {
            let mut text = String::new();
            let constant = || Some(Value::Text(tape.text(tape.get(at)?, source, &mut text).into()));
            shape.idents.push((varies(at).or_else(constant)?, identifies));
        }
        shape.between.shrink_to_fit();
        shape.slots.shrink_to_fit();
        (shape.facts.len() == sources.facts.len()).then_some(shape)
    }

    /// How much memory it takes, about.
    fn bytes(&self) -> usize {
        let texts = |value: &Value| if let Value::Text(text) = value { text.len() } else { 0 };
        let facts = self.facts.iter();
        let facts = facts.map(|told| size_of::<Told>() + told.key.len() + texts(&told.value));
        let idents = self.idents.iter();
        let idents = idents.map(|(value, _)| size_of::<(Value, Identifies)>() + texts(value));
        size_of::<Self>()
            + self.between.len()
            + self.slots.len() * size_of::<Slot>()
            + facts.sum::<usize>()
            + idents.sum::<usize>()
    }

    fn fit(&self, bytes: &[u8], spans: &mut Vec<Span>) -> Option<usize> {
        spans.clear();
        let (mut at, mut between) = (0, 0);
        for slot in &self.slots {
            let before = self.between.get(between..slot.before)?;
            let rest = bytes.get(at..)?.strip_prefix(before)?;
            at += before.len();
            between = slot.before;
            let (len, escaped) = if slot.text {
                text_end(rest).filter(|(len, _)| *len > 0)?
            } else {
                (number_end(rest)?, false)
            };
            let Slot { text, listed, .. } = *slot;
            spans.push(Span { at: at..at + len, text, listed, escaped });
            at += len;
        }
        let last = self.between.get(between..)?;
        bytes.get(at..)?.starts_with(last).then_some(at + last.len())
    }
}

/// Whether the values of fields with this role come again from listing to listing. Names and
/// addresses do not, and a listing without them says nothing of itself.
const fn may_recur(role: Role) -> bool {
    !matches!(role, Role::Name | Role::Description | Role::Id)
        && !matches!(role, Role::Url | Role::Image | Role::Slug)
}

/// Whether a number in a field with this role may be a reason for anything: a code or a label. A name
/// may be one.
const fn numbers_say(role: Role) -> bool {
    matches!(role, Role::Name | Role::Label | Role::Category | Role::Id)
}

impl Values {
    /// A value that varies, as the listing spells it.
    fn spelled<'l>(&self, value: &Value, listing: &'l str) -> Option<&'l str> {
        let Value::Varies(slot) = value else { return None };
        listing.get(self.spans.get(*slot)?.at.clone())
    }

    fn read<'v>(&'v mut self, value: &'v Value, listing: &'v str) -> Scalar<'v> {
        let span = match value {
            Value::Text(text) => return Scalar::Text(text),
            Value::Bool(value) => return Scalar::Bool(*value),
            Value::Varies(slot) => self.spans.get(*slot),
        };
        let Some(span) = span else { return Scalar::Text("") };
        let spelled = listing.get(span.at.clone()).unwrap_or_default();
        if !span.text {
            return Scalar::Number(spelled);
        }
        if !span.escaped {
            return Scalar::Text(spelled);
        }
        let mut text = mem::take(&mut self.unescaped);
        text.clear();
        unescape(spelled, &mut text);
        self.unescaped = text;
        Scalar::Text(&self.unescaped)
    }
}
