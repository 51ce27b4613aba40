//! How objects and arrays that are something else than they seem are told: maps, rows, pairs, fields.

use super::level::{Inner, Level};
use super::names::Says;
use super::node::{Class, Fields, Kind, Node};
use super::tape::Tape;
use crate::classify::Role;

/// Whether a member of an object used as a map is a unit.
pub(super) fn is_member_unit(above: &Level, node: &Node) -> bool {
    let object = above.kind == Kind::Object && !above.listing;
    let data = !node.says.any(Says::HEARD) && (above.map || node.says.any(Says::DATA));
    object && (data || node.is_one_of_many())
}

/// Whether a member's name may be a word that is shown.
pub(super) fn is_judged_key(above: &Level, node: &Node) -> bool {
    let object = above.kind == Kind::Object && !above.listing;
    let number = above.numbers && !node.says.any(Says::HEARD);
    object && (number || node.says.any(Says::WORD))
}

/// Whether an array is the row of a table: values of several kinds, which stand for something by
/// their places, so that none can go alone.
pub(super) fn is_row(tape: &Tape, source: &str, at: u32) -> bool {
    let mut any_text = false;
    let (mut words, mut addresses, mut others) = (false, false, false);
    let mut text = String::new();
    for (at, node) in tape.children(at) {
        match node.kind {
            Kind::Text => {
                any_text = true;
                let text = tape.text(node, source, &mut text);
                if text.starts_with('/') || text.contains("://") {
                    addresses = true;
                } else if text.contains(char::is_alphabetic) {
                    words = true;
                } else {
                    // A price or a number, though in quotes.
                    others = true;
                }
            }
            // A list of addresses or numbers is one value of the row.
            Kind::Array if !holds_words(tape, source, at) => others = true,
            Kind::Array | Kind::Object => return false,
            _ => others = true,
        }
    }
    any_text && u8::from(words) + u8::from(addresses) + u8::from(others) > 1
}

/// Whether an array holds anything but addresses and numbers.
pub(super) fn holds_words(tape: &Tape, source: &str, at: u32) -> bool {
    let mut text = String::new();
    tape.children(at).any(|(_, node)| match node.kind {
        Kind::Text => {
            let text = tape.text(node, source, &mut text);
            let address = text.starts_with('/') || text.contains("://");
            !address && text.contains(char::is_alphabetic)
        }
        kind => kind.is_container(),
    })
}

/// Whether an array says of something in pairs what it is called and what it costs: `[{"name": "title",
/// "value": …}, …]`, so that none of them is a thing of its own.
pub(super) fn are_fields(tape: &Tape, source: &str, array: u32) -> bool {
    let (mut text, mut key) = (String::new(), String::new());
    let mut named = false;
    let pairs = tape.children(array).all(|(at, pair)| {
        let told = |says: Says| {
            let mut members = tape.children(at);
            members.find(|(_, node)| !node.kind.is_container() && node.says.any(says))
        };
        let (Some((name, _)), Some((value, _))) = (told(Says::ATTRIBUTE), told(Says::VALUE)) else {
            return false;
        };
        let called = tape.get(name).map(|node| tape.text(node, source, &mut text));
        named |= called.is_some_and(|called| Role::Other.descend(called) == Role::Name);
        pair.kind == Kind::Object
            && name != value
            && tape
                .get(value)
                .is_some_and(|node| tape.key(node, source, &mut key).starts_with("value"))
    });
    pairs && named
}

/// Whether an array is a listing with what is said about it: `["key", {…}]` as of a map, `[0, {…}]` as
/// Astro, `[{…}, {"s": "arr"}]` as Livewire writes them.
pub(super) fn is_pair(tape: &Tape, source: &str, at: u32) -> bool {
    let mut children = tape.children(at);
    let (Some((_, one)), Some((other_at, other)), None) =
        (children.next(), children.next(), children.next())
    else {
        return false;
    };
    let mut key = String::new();
    let mut tells = || {
        let mut members = tape.children(other_at);
        let first = members.next().map(|(_, node)| tape.key(node, source, &mut key) == "s");
        first == Some(true) && members.next().is_none()
    };
    match (one.kind.is_container(), other.kind) {
        (false, Kind::Object | Kind::Array) => one.kind != Kind::Null,
        (true, Kind::Object) => tells(),
        _ => false,
    }
}

/// Whether an array stands for an element of a React tree: `["$", type, key, properties]`.
pub(super) fn is_react(tape: &Tape, source: &str, at: u32) -> bool {
    let array = tape.get(at).is_some_and(|node| node.kind == Kind::Array);
    let first = if array { tape.children(at).next() } else { None };
    first.is_some_and(|(_, node)| {
        let mut text = String::new();
        node.kind == Kind::Text && tape.text(node, source, &mut text) == "$"
    })
}

/// Whether a member of a map says that its identifier is what it is named.
pub(super) fn is_called_so(tape: &Tape, source: &str, at: u32) -> bool {
    let (mut text, mut key) = (String::new(), String::new());
    let Some(member) = tape.get(at).filter(|node| node.key.1 > 0) else { return false };
    let id = tape
        .children(at)
        .find(|(_, node)| !node.kind.is_container() && tape.key(node, source, &mut text) == "id");
    id.is_some_and(|(_, id)| tape.text(id, source, &mut text) == tape.key(member, source, &mut key))
}

/// Whether an object is a map, and whether it is one of numbers.
pub(super) fn read_map(tape: &Tape, source: &str, at: u32) -> (bool, bool) {
    let mut count = 0;
    let mut digits = true;
    let mut numbers = true;
    let mut alike = true;
    let mut objects = true;
    let mut first = None;
    for (child, node) in tape.children(at) {
        count += 1;
        digits &= node.says.any(Says::DIGITS);
        numbers &= node.kind == Kind::Number;
        objects &= node.kind == Kind::Object;
        let shape = tape.get(child + 1).filter(|inner| inner.parent == child);
        let shape = (node.kind, node.role, shape.map(|inner| (inner.role, inner.says)));
        alike &= node.kind == Kind::Object
            && !node.says.any(Says::ONE)
            && !node.says.any(Says::HEARD)
            && *first.get_or_insert(shape) == shape;
    }
    let few = count > 0 && objects && !digits && !(count >= 3 && alike);
    let named = few && tape.children(at).all(|(child, _)| is_called_so(tape, source, child));
    (count > 0 && digits || count >= 3 && alike || named, count > 0 && numbers)
}

/// What an object or array inside a listing is.
pub(super) fn class_in_listing(node: &Node, level: &mut Level, exact: bool) -> Class {
    if node.kind != Kind::Object || !node.is_candidate(level.element, exact) {
        return Class::Part;
    }
    let fields = if level.element { node.wide } else { node.own };
    let shown = Fields::URL.or(Fields::SLUG).or(Fields::PRICE).or(Fields::IMAGE);
    let own = fields.is_own_listing();
    let unit = match level.inner {
        Inner::None => false,
        Inner::Own => own,
        Inner::Linked => own || level.element && fields.has(shown),
        Inner::Any => own || level.element,
    };
    if unit && level.absorbs && !level.element {
        level.absorbs = false;
        return Class::Part;
    }
    match unit {
        true if node.holds_lists() && !fields.has(Fields::PRICE) && level.element => {
            Class::Container
        }
        true => Class::Listing,
        false => Class::Part,
    }
}

/// Whether an object has what goods have and shops have not, as in `{"shop": [{"name": …, "price": 9}]}`.
pub(super) fn sells(tape: &Tape, source: &str, at: u32) -> bool {
    const GOODS: [&str; 12] = [
        "price",
        "prices",
        "saleprice",
        "salesprice",
        "listprice",
        "unitprice",
        "finalprice",
        "regularprice",
        "sku",
        "ean",
        "gtin",
        "asin",
    ];
    let mut key = String::new();
    tape.children(at).filter(|(_, node)| node.kind != Kind::Null).any(|(_, node)| {
        let key = tape.key(node, source, &mut key);
        let letters =
            || key.bytes().filter(u8::is_ascii_alphabetic).map(|b| b.to_ascii_lowercase());
        GOODS.iter().any(|name| letters().eq(name.bytes()))
    })
}
