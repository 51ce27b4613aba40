//! What a listing is called: identifiers and links, of which only keyed hashes are kept.

use super::names::{Family, Named};
use crate::text::{strip, trim};
use memchr::memchr3;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;

/// One key for all bodies of the process, so that what one body calls a listing is known in the
/// next; nobody outside can tell or force what collides.
static KEYS: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// One identifier of a listing, or one value that may refer to a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rewrite) struct Ident {
    pub(super) hash: u64,
    pub(super) kind: IdentKind,
    pub(super) family: Option<Family>,
    /// For a path: the host; 0 where it is relative.
    pub(super) host: u64,
    /// The names of the members beside it, one bit each.
    pub(in crate::rewrite) beside: u64,
    /// Whether the member is named as a product's identifier.
    pub(super) explicit: bool,
    pub(in crate::rewrite) primary: bool,
}

impl Ident {
    /// What it is called in every body of this process, if it cannot be mistaken.
    pub(in crate::rewrite) fn key(self) -> Option<u64> {
        (self.primary && self.kind != IdentKind::Weak).then_some(self.hash)
    }

    /// Whether it is one of those that are [known as](Self::known_as) this.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages are judged at once"))]
    pub(in crate::rewrite) fn is_in(&self, known: &[u64]) -> bool {
        known.binary_search(&self.hash).is_ok()
    }

    pub(super) fn id(self) -> Option<(Family, u64)> {
        self.family.map(|family| (family, self.hash))
    }

    /// Reads the value of an identifier.
    pub(in crate::rewrite) fn identifier(named: Named, value: &str, beside: u64) -> Option<Self> {
        let family = named.family;
        let value = trim(value);
        if value.is_empty() || value == "/" || value == "0" {
            return None;
        }
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        let weak = digits || value.len() < 6 || value.chars().nth(5).is_none();
        let (kind, group) = match (weak, family) {
            (true, family) => (IdentKind::Weak, family as u8),
            (false, Family::Slug) => (IdentKind::Strong, 1),
            (false, _) => (IdentKind::Strong, 0),
        };
        let hash = of_group(KEYS.hash_one((kind, value)), group);
        let family = Some(family);
        Some(Self { hash, kind, family, host: 0, beside, explicit: named.explicit, primary: false })
    }

    /// What an identifier that is written so may be known as.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages hold such data"))]
    pub(super) fn of_any_family(kind: IdentKind, value: &str) -> impl Iterator<Item = u64> {
        let hash = KEYS.hash_one((kind, value));
        (0..5).map(move |group| of_group(hash, group))
    }

    /// Reads a link.
    pub(in crate::rewrite) fn link(value: &str) -> Option<Self> {
        let value = trim(value);
        let (host, path) = host_and_path(value)?;
        let hash = KEYS.hash_one((IdentKind::Path, path));
        let hash = hash ^ asked_for(path, value);
        let host = host.map_or(0, |host| hash_of_host(host) | 1);
        let kind = IdentKind::Path;
        Some(Self { hash, kind, family: None, host, beside: 0, explicit: false, primary: true })
    }

    /// Reads where a picture of a listing is, which tells what it shows and not which listing it is.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages name pictures"))]
    pub(in crate::rewrite) fn picture(value: &str) -> Option<Self> {
        Self::link(value).map(|ident| Self { primary: false, ..ident })
    }

    /// What the paths of all links have in common that [link](Self::link) takes for one.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages name pictures"))]
    pub(in crate::rewrite) fn glance(link: &str) -> Option<u64> {
        let (_, path) = host_and_path(trim(link))?;
        let (words, rest) = path.as_bytes().as_chunks::<8>();
        let rest = rest.iter().fold(path.len() as u64, |word, byte| word << 8 | u64::from(*byte));
        let step = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Some(words.iter().fold(rest, |hash, word| step(hash, u64::from_le_bytes(*word))))
    }

    /// What refers by a kind and an identifier to what stands elsewhere in the document.
    pub(in crate::rewrite) fn reference(kind: &str, id: &str) -> u64 {
        KEYS.hash_one(("reference", kind, id))
    }

    /// What these are known as, in order.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages are judged at once"))]
    pub(in crate::rewrite) fn known_as(idents: &[Self]) -> Vec<u64> {
        let mut hashes: Vec<u64> = idents.iter().map(|ident| ident.hash).collect();
        hashes.sort_unstable();
        hashes
    }

    /// One bit for a member name, so that the names beside an identifier are a small set.
    pub(in crate::rewrite) fn beside(key: &str) -> u64 {
        let hash = key.bytes().fold(0xcbf2_9ce4_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        1 << ((hash >> 24) % 64)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum IdentKind {
    /// Long enough to be unmistakable within its group of families.
    Strong,
    /// Digits only, or short: means something only under its own name.
    Weak,
    Path,
}

/// The same value in another group of families is another identifier.
const fn of_group(hash: u64, group: u8) -> u64 {
    hash.wrapping_add((group as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// What tells links apart of which the path names a program or a list and no listing, as in
/// `/index.php?route=product/product&product_id=42`; 0 of all others. What a visitor came from or
/// looks at first, as `utm_source` or `variant`, tells nothing.
fn asked_for(path: &str, link: &str) -> u64 {
    let Some((_, query)) = link.split_once('?').filter(|_| is_common(path)) else { return 0 };
    let query = query.split('#').next().unwrap_or_default();
    let pairs = query
        .split('&')
        .filter_map(|pair| pair.strip_prefix("amp;").unwrap_or(pair).split_once('='));
    let pairs = pairs.filter(|(_, value)| !value.is_empty());
    let sum = |names: &[&str]| {
        let told =
            pairs.clone().filter(|(name, _)| names.iter().any(|n| n.eq_ignore_ascii_case(name)));
        told.map(|pair| KEYS.hash_one(("asked for", pair))).fold(0, u64::wrapping_add)
    };
    match sum(&ONE) {
        0 => sum(&SEVERAL),
        one => one,
    }
}

/// Parameters that name one listing.
const ONE: [&str; 19] = [
    "id",
    "pid",
    "prod",
    "prod_id",
    "product",
    "product_id",
    "productid",
    "item",
    "item_id",
    "itemid",
    "sku",
    "code",
    "goods_id",
    "article",
    "article_id",
    "artikel",
    "ad",
    "adid",
    "asin",
];

/// Parameters that name a list of them.
const SEVERAL: [&str; 22] = [
    "q",
    "query",
    "search",
    "keyword",
    "keywords",
    "k",
    "s",
    "term",
    "text",
    "category",
    "category_id",
    "cat",
    "cat_id",
    "cid",
    "path",
    "collection",
    "brand",
    "brand_id",
    "manufacturer",
    "manufacturer_id",
    "tag",
    "type",
];

/// Whether the last part of a path is that of many listings.
fn is_common(path: &str) -> bool {
    const PROGRAMS: [&str; 8] = ["php", "asp", "aspx", "jsp", "do", "cfm", "cgi", "pl"];
    const PLACES: [&str; 31] = [
        "product",
        "products",
        "produkt",
        "item",
        "items",
        "detail",
        "details",
        "view",
        "goods",
        "index",
        "listing",
        "show",
        "article",
        "artikel",
        "offer",
        "ad",
        "p",
        "dp",
        "pdp",
        "search",
        "suche",
        "s",
        "catalog",
        "catalogue",
        "category",
        "categories",
        "list",
        "shop",
        "store",
        "browse",
        "results",
    ];
    let last = path.rsplit('/').next().unwrap_or_default();
    let is = |names: &[&str], name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    match last.rsplit_once('.') {
        Some((_, ending)) => is(&PROGRAMS, ending),
        None => is(&PLACES, last),
    }
}

fn hash_of_host(host: &str) -> u64 {
    if host.bytes().any(|b| b.is_ascii_uppercase()) {
        KEYS.hash_one(host.to_ascii_lowercase())
    } else {
        KEYS.hash_one(host)
    }
}

/// The host, if there is one, and the path of a link without query, fragment and last slash.
fn host_and_path(link: &str) -> Option<(Option<&str>, &str)> {
    let schemes: &[&str] = match link.as_bytes().first() {
        Some(b'h') => &["https:", "http:"],
        Some(b'H') => &["HTTPS:", "HTTP:"],
        _ => &[],
    };
    let rest = schemes.iter().find_map(|scheme| link.strip_prefix(scheme)).unwrap_or(link);
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let at = memchr3(b'/', b'?', b'#', rest.as_bytes()).unwrap_or(rest.len());
            let (host, path) = rest.split_at_checked(at)?;
            (Some(host.strip_prefix("www.").unwrap_or(host)), path)
        }
        None => (None, rest),
    };
    let bytes = path.as_bytes();
    let read = bytes.iter().position(|byte| ENDS.get(usize::from(*byte)).is_some_and(|end| *end));
    let path = match read.and_then(|end| Some((end, bytes.get(end)?))) {
        None => path,
        Some((end, b'?' | b'#')) => path.get(..end)?,
        Some(_) => return None,
    };
    let path = strip(path, b'/');
    (!path.is_empty()).then_some((host, path))
}

/// What ends a path, and what is in none.
#[expect(clippy::indexing_slicing, reason = "computed while compiling")]
static ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    let bytes = b"?# :<";
    let mut at = 0;
    while at < bytes.len() {
        ends[bytes[at] as usize] = true;
        at += 1;
    }
    ends
};
