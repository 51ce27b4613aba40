//! What a member name says beyond its role: whether listings below it are parts, companions or
//! copies, whether it counts them, whether it names an identifier, or whether it is no name at
//! all but data, as in a map of terms to counts.

use super::owned::Owned;
use crate::classify::Role;
use crate::rewrite::sweep::{Family, Ident, Named};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What one member name says, as a set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::rewrite) struct Says(u32);

impl Says {
    /// Companions of a product: they do not make the document a list.
    pub(in crate::rewrite) const COMPANIONS: Self = Self(1);
    /// Copies of the listing's own fields, as a search engine's highlights.
    pub(in crate::rewrite) const COPY: Self = Self(1 << 1);
    /// Parts of a declared bundle.
    pub(in crate::rewrite) const BUNDLE: Self = Self(1 << 2);
    /// The usual name of a list of products.
    pub(in crate::rewrite) const LIST: Self = Self(1 << 3);
    /// The usual name of one product or of the envelope around it.
    pub(in crate::rewrite) const ONE: Self = Self(1 << 4);
    /// The number of items of this page.
    pub(in crate::rewrite) const COUNT: Self = Self(1 << 5);
    /// The place of an item in its list.
    pub(in crate::rewrite) const POSITION: Self = Self(1 << 6);
    /// The name of an attribute whose value stands beside it.
    pub(in crate::rewrite) const ATTRIBUTE: Self = Self(1 << 7);
    /// The value of an attribute whose name stands beside it.
    pub(in crate::rewrite) const VALUE: Self = Self(1 << 8);
    /// A key of a map: an index, an identifier, a phrase.
    pub(in crate::rewrite) const DATA: Self = Self(1 << 9);
    /// A key that may be a word of a map.
    pub(in crate::rewrite) const WORD: Self = Self(1 << 10);
    /// A key of digits only.
    pub(in crate::rewrite) const DIGITS: Self = Self(1 << 11);
    /// A name of the vocabulary of fields.
    pub(in crate::rewrite) const HEARD: Self = Self(1 << 12);
    /// An identifier, named as a product's: `product_id`, not `id`.
    pub(in crate::rewrite) const EXPLICIT: Self = Self(1 << 13);

    /// The list of JSON-LD list items, which are numbered.
    pub(in crate::rewrite) const NUMBERED: Self = Self(1 << 14);
    /// An identifier, named as another product's: `linked_product_sku`.
    pub(in crate::rewrite) const OTHER: Self = Self(1 << 15);
    /// Something refers here to what stands elsewhere in the document.
    pub(super) const REFERENCE: Self = Self(1 << 19);
    /// What is referred to from elsewhere, and is there for nothing else.
    pub(super) const INCLUDED: Self = Self(1 << 20);
    /// What listings own, or refer to as their own, in a list of its kind.
    pub(super) const OWNED: Self = Self(1 << 21);
    /// The same, by identifiers.
    pub(super) const OWNED_IDS: Self = Self(1 << 22);
    /// What the object around it is called elsewhere: the `@id` of JSON-LD.
    pub(super) const LINKED: Self = Self(1 << 23);

    /// Whether it says any of `other`.
    pub(in crate::rewrite) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What kind of identifier the name stands for.
    pub(in crate::rewrite) fn named(self) -> Option<Named> {
        let (explicit, other) = (self.any(Self::EXPLICIT), self.any(Self::OTHER));
        self.family().map(|family| Named { family, explicit, other })
    }

    /// The family of identifiers that the name belongs to.
    pub(in crate::rewrite) const fn family(self) -> Option<Family> {
        match self.0 >> 16 & 7 {
            1 => Some(Family::Id),
            2 => Some(Family::Sku),
            3 => Some(Family::Code),
            4 => Some(Family::Gtin),
            5 => Some(Family::Slug),
            _ => None,
        }
    }

    /// The name as one bit of a set of the names beside an identifier.
    pub(super) const fn beside(self) -> u64 {
        1 << (self.0 >> 24)
    }

    pub(super) const fn bits(self) -> u32 {
        self.0
    }

    /// Nothing.
    pub(in crate::rewrite) const NOTHING: Self = Self(0);

    /// Both.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn with(self, other: Self, also: bool) -> Self {
        if also { Self(self.0 | other.0) } else { self }
    }
}

const COMPANIONS: &[&str] = &[
    "related",
    "similar",
    "upsell",
    "crosssell",
    "crossell",
    "association",
    "recommend",
    "accessor",
    "complement",
    "alsobought",
    "alsoviewed",
    "boughttogether",
    "youmayalso",
    "linked",
    "companion",
    "frequently",
    "substitut",
    "alternativ",
    "recentlyviewed",
    "sponsored",
];
/// Apollo's and Relay's stores, JSON:API, Contentful, Apollo's stores before version 3, and JSON-LD.
const REFERENCE: &[&str] = &["__ref", "__refs", "relationships", "linkType", "generated", "@graph"];
const INCLUDED: &[&str] = &["included", "includes"];
const COPY: &str = "highlightresult snippetresult formatted highlight highlights matchesposition";
const BUNDLE: &str = "bundle bundles bundleitems bundleproducts bundledproducts bundleditems kit \
    kititems kitcomponents components bundlecomponents setitems";
const LIST: &str = "products items hits results listings edges nodes ads adverts entries docs \
    documents records itemlistelement itemsummaries content contents articles catalog catalogue \
    productlist itemlist searchresults data offers";
const ONE: &str = "product item listing ad article offer node hit result data document productdetail \
    productdetails pdp";
const COUNT: &str = "count numberofitems itemcount itemscount numitems productcount productscount \
    returned returnedcount pageitemcount";
const ATTRIBUTE: &str = "attributecode attributename attribute code key name field propertyid";
const VALUE: &str = "value values valuelabel valuename valuetext text content";

/// What names say as a whole, in lower case without separators.
static VOCABULARY: LazyLock<HashMap<&str, Says>> = LazyLock::new(|| {
    let mut table = HashMap::<&str, Says>::new();
    for (says, names) in [
        (Says::COPY, COPY),
        (Says::BUNDLE, BUNDLE),
        (Says::LIST, LIST),
        (Says::ONE, ONE),
        (Says::COUNT, COUNT),
        (Says::POSITION, "position"),
        (Says::ATTRIBUTE, ATTRIBUTE),
        (Says::VALUE, VALUE),
        (Says::NUMBERED, "itemlistelement"),
    ] {
        for name in names.split_whitespace() {
            let entry = table.entry(name).or_default();
            *entry = entry.with(says, true);
        }
    }
    table
});

/// Reads one member name.
pub(super) fn read(key: &str) -> Says {
    let mut flat = String::with_capacity(key.len());
    flat.extend(key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
    let heard = Role::Other.descend(key) != Role::Other;
    let digits = !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit());
    let data = digits || !heard && is_data(key);
    let word = data || !heard && (key.starts_with(char::is_uppercase) || key.len() > 40);
    let says = Says::default()
        .with(Says::COMPANIONS, COMPANIONS.iter().any(|part| flat.contains(part)))
        .with(VOCABULARY.get(flat.as_str()).copied().unwrap_or_default(), true)
        .with(Says::DATA, data)
        .with(Says::WORD, word)
        .with(Says::DIGITS, digits)
        .with(Says::HEARD, heard);
    let owned = Owned::read(key);
    let says = says
        .with(Says::REFERENCE, REFERENCE.contains(&key))
        .with(Says::INCLUDED, INCLUDED.contains(&key))
        .with(Says::LINKED, key == "@id")
        .with(Says::OWNED, owned.is_some())
        .with(Says::OWNED_IDS, owned.is_some_and(|owned| owned.ids));
    let named = Named::read(key);
    let number = named.map_or(0, |named| named.family as u32 + 1);
    let says = says
        .with(Says::EXPLICIT, named.is_some_and(|named| named.explicit))
        .with(Says::OTHER, named.is_some_and(|named| named.other));
    Says(says.0 | number << 16 | Ident::beside(key).trailing_zeros() << 24)
}

/// Whether a name that no vocabulary knows cannot be a field's: it holds what no identifier of a
/// programming language holds, or a long number.
fn is_data(key: &str) -> bool {
    let odd = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '@' | '.'));
    let locale = matches!(key.as_bytes(), [a, b, b'-', c, d]
        if [a, b, c, d].iter().all(|b| b.is_ascii_alphabetic()));
    let numbers = key.bytes().filter(u8::is_ascii_digit).count();
    let header = key.starts_with("data-") || key.starts_with("x-");
    !locale && !header && (key.contains(odd) || numbers >= 3)
}

/// The role below member `key` of an object of role `above`, and what the name says.
///
/// The same names come again with every listing of every response, so that each thread remembers a
/// few.
pub(in crate::rewrite) fn names(above: Role, key: &[u8]) -> (Role, Says) {
    if key.is_empty() || key.len() > LONGEST {
        return unseen(above, key);
    }
    KNOWN.with_borrow_mut(|known| known.read(above, key))
}

fn unseen(above: Role, key: &[u8]) -> (Role, Says) {
    let key = std::str::from_utf8(key).unwrap_or_default();
    (above.descend(key), read(key))
}

thread_local! {
    static KNOWN: RefCell<Known> = const { RefCell::new(Known { slots: Vec::new() }) };
}

/// How many pairs of names are remembered, and the longest, in bytes: some 80 KiB.
const PAIRS: u32 = 9;
const LONGEST: usize = 64;

/// What names say, each in one of two places that follow from it, the last one first.
struct Known {
    slots: Vec<[Slot; 2]>,
}

#[derive(Clone, Default)]
struct Slot {
    key: Vec<u8>,
    above: Role,
    role: Role,
    says: Says,
}

impl Known {
    fn read(&mut self, above: Role, key: &[u8]) -> (Role, Says) {
        if self.slots.is_empty() {
            self.slots.resize(1 << PAIRS, Default::default());
        }
        let hash = key.iter().fold(above as u64, |hash, byte| {
            (hash.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        let Some([first, second]) = self.slots.get_mut((hash >> (64 - PAIRS)) as usize) else {
            return unseen(above, key);
        };
        let is_known = |slot: &Slot| slot.key == key && slot.above == above;
        if is_known(first) {
            return (first.role, first.says);
        }
        std::mem::swap(first, second);
        if !is_known(first) {
            first.key.clear();
            first.key.extend_from_slice(key);
            first.above = above;
            (first.role, first.says) = unseen(above, key);
        }
        (first.role, first.says)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_maps_are_data() {
        for (key, data, word) in [
            ("0", true, true),
            ("Product:123", true, true),
            ("red-things", true, true),
            ("Whisky & Gin", true, true),
            ("größe", true, true),
            ("XY12345", true, true),
            ("Vodka", false, true),
            ("vodka", false, false),
            ("createdAt", false, false),
            ("title", false, false),
            ("Title", false, false),
            ("de-DE", false, false),
            ("page_info", false, false),
            ("data-product-id", false, false),
        ] {
            let says = read(key);
            assert_eq!((says.any(Says::DATA), says.any(Says::WORD)), (data, word), "{key}");
        }
    }
}
