//! What the names of attributes say of their values, where the vocabulary does not know them.

use super::scripts::is_handler;
use super::tree::lower;
use crate::classify::Role;
use crate::rewrite::slots::place;
use crate::rewrite::sweep::Named;

/// How many names are remembered: a template has few, and the next one takes the place of the last.
const SLOTS: usize = 64;

/// What the names said that were read last: cards have the same attributes again and again.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    slots: Vec<Option<Known>>,
    spare: Option<Known>,
}

/// What the name of an attribute says.
#[derive(Debug)]
pub(super) struct Known {
    /// As it is written.
    written: Box<str>,
    /// In lower case, without `data-` before it.
    pub(super) key: Box<str>,
    /// The role of the value.
    pub(super) role: Role,
    /// Whether it begins with `data-`.
    pub(super) data: bool,
    /// Whether the value is code.
    pub(super) handler: bool,
    /// Whether style sheets and scripts show the value as it is, be it one word: `data-label`.
    pub(super) shown: bool,
    /// Whether no words are ever in it.
    pub(super) mute: bool,
    /// What it says of the identifier that its value is, if its role is that.
    pub(super) named: Option<Named>,
}

impl Attributes {
    /// What the name of an attribute says, which is not in the vocabulary.
    pub(super) fn read(&mut self, name: &str) -> &Known {
        if self.slots.is_empty() {
            self.slots.resize_with(SLOTS, || None);
        }
        let slot = self.slots.get_mut(place(name, SLOTS)).unwrap_or(&mut self.spare);
        if slot.as_ref().is_none_or(|known| *known.written != *name) {
            *slot = None;
        }
        slot.get_or_insert_with(|| Known::read(name))
    }
}

impl Known {
    fn read(written: &str) -> Self {
        let name = lower(written);
        let bare = name.strip_prefix("data-");
        let role = Role::Other.descend(bare.unwrap_or(&name));
        Self {
            written: written.into(),
            key: name.trim_start_matches("data-").into(),
            role,
            data: bare.is_some(),
            handler: is_handler(&name),
            shown: bare.is_some_and(is_shown),
            mute: is_mute(&name),
            named: if role == Role::Id { Named::read(&name) } else { None },
        }
    }
}

/// What follows `data-` where the value is what a visitor sees: a column's or option's name, a hint.
fn is_shown(name: &str) -> bool {
    const NAMES: [&str; 14] = [
        "caption",
        "content",
        "heading",
        "hint",
        "item",
        "label",
        "option",
        "original-title",
        "product",
        "term",
        "text",
        "tooltip",
        "value",
        "variant",
    ];
    NAMES.binary_search(&name).is_ok()
}

/// Attributes with blanks or addresses in them that say nothing: drawings, sizes, what is allowed, and
/// lists of identifiers.
fn is_mute(name: &str) -> bool {
    const NAMES: [&str; 29] = [
        "accept",
        "accept-charset",
        "allow",
        "autocomplete",
        "begin",
        "coords",
        "d",
        "datetime",
        "dir",
        "dur",
        "filter",
        "font-family",
        "for",
        "headers",
        "integrity",
        "itemref",
        "keytimes",
        "media",
        "pattern",
        "points",
        "preserveaspectratio",
        "role",
        "sandbox",
        "sizes",
        "stroke-dasharray",
        "target",
        "values",
        "viewbox",
        "vocab",
    ];
    NAMES.binary_search(&name).is_ok()
        || ["aria-", "xmlns", "xml:"].iter().any(|begin| name.starts_with(begin))
        || name.ends_with("transform")
}
