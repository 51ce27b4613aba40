//! What omitted listings are called, so that what follows can be swept for them. Only keyed
//! hashes are kept: a set of bounded size, never a text.

mod ident;
mod names;

pub(in crate::rewrite) use ident::Ident;
pub(in crate::rewrite) use names::{Family, Named};

use ident::IdentKind;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What is remembered of an identifier.
#[derive(Clone, Copy, Debug)]
struct Known {
    host: u64,
    beside: u64,
    primary: bool,
    /// The listing's own identifier, if it has one besides links.
    id: Option<(Family, u64)>,
    /// Whether the listing has links.
    links: bool,
    /// Whether several listings have it.
    shared: bool,
}

impl Known {
    /// Whether a listing of these identifiers, of which `ident` is one, is the known one in other
    /// words; `bare` if the one that is not gone yet has no links.
    fn is_listing(&self, ident: Ident, id: Option<(Family, u64)>, bare: bool) -> bool {
        self.primary
            && ident.primary
            && !self.shared
            && self.is_on(ident.host)
            && match (ident.kind, self.id, id) {
                // A post and a product may both be number 12; their links tell.
                (IdentKind::Weak, ..) => bare && alike(self.beside, ident.beside),
                (IdentKind::Path, Some(one), Some(other)) => one.0 != other.0 || one == other,
                (IdentKind::Strong | IdentKind::Path, ..) => true,
            }
    }

    const fn is_on(&self, host: u64) -> bool {
        self.host == 0 || host == 0 || self.host == host
    }
}

/// What is known, by the hash of an identifier.
type Marks = HashMap<u64, Known, BuildHasherDefault<Hashed>>;

/// Takes a keyed hash as it is: hashing it again adds nothing.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// The identifiers of what was omitted and of what was kept.
#[derive(Debug, Default)]
pub(in crate::rewrite) struct Sweep {
    omitted: Marks,
    kept: Marks,
    bound: usize,
    full: bool,
}

impl Sweep {
    pub(in crate::rewrite) fn new(bound: usize) -> Self {
        Self { omitted: Marks::default(), kept: Marks::default(), bound, full: false }
    }

    /// Whether anything is looked for.
    pub(in crate::rewrite) fn is_active(&self) -> bool {
        !self.omitted.is_empty()
    }

    /// Makes room for so many identifiers of listings that stay.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages are judged at once"))]
    pub(in crate::rewrite) fn expect(&mut self, idents: usize) {
        self.kept.reserve(idents.min(self.bound.saturating_sub(self.kept.len())));
    }

    /// Whether identifiers were lost for want of room.
    pub(in crate::rewrite) const fn is_full(&self) -> bool {
        self.full
    }

    /// Whether something that went is called so.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages are judged at once"))]
    pub(in crate::rewrite) fn has_omitted(&self, ident: Ident) -> bool {
        self.omitted.contains_key(&ident.hash)
    }

    /// Remembers a listing that went, also if a copy of it stayed. A value that another listing
    /// shares, which stayed, is no identifier.
    pub(in crate::rewrite) fn omit(&mut self, idents: &[Ident]) {
        let (id, links) = of_listing(idents);
        for ident in idents {
            if let Some(kept) = self.kept.get(&ident.hash) {
                if !kept.is_listing(*ident, id, !kept.links) {
                    continue;
                }
                self.kept.remove(&ident.hash);
            }
            if self.omitted.len() >= self.bound && !self.omitted.contains_key(&ident.hash) {
                self.full = true;
                return;
            }
            let known = known(*ident, id, links);
            let entry = self.omitted.entry(ident.hash).or_insert(known);
            entry.primary |= ident.primary;
            if entry.host != ident.host {
                entry.host = 0;
            }
        }
    }

    /// Remembers a listing that stayed.
    pub(in crate::rewrite) fn keep(&mut self, idents: &[Ident]) {
        let (id, links) = of_listing(idents);
        for ident in idents {
            if let Some(omitted) = self.omitted.get(&ident.hash) {
                if omitted.is_listing(*ident, id, !links) {
                    continue;
                }
                self.omitted.remove(&ident.hash);
            }
            let room = self.kept.len() < self.bound;
            match self.kept.get_mut(&ident.hash) {
                Some(kept) => kept.shared |= kept.id != id,
                None if room => {
                    self.kept.insert(ident.hash, known(*ident, id, links));
                }
                None => {}
            }
        }
    }

    /// Whether a value outside listings refers to one that went. In a list of identifiers there is
    /// nothing beside it to compare.
    pub(in crate::rewrite) fn refers(&self, ident: Ident, listed: bool) -> bool {
        self.mark(ident).is_some_and(|mark| match ident.kind {
            IdentKind::Weak => ident.explicit || listed || alike(mark.beside, ident.beside),
            IdentKind::Strong | IdentKind::Path => true,
        })
    }

    /// Whether a listing is one that went: by its link, or by its primary identifier.
    pub(in crate::rewrite) fn names(&self, idents: &[Ident]) -> bool {
        let (id, links) = of_listing(idents);
        idents.iter().filter(|ident| ident.primary).any(|ident| {
            let omitted = self.omitted.get(&ident.hash);
            omitted.is_some_and(|omitted| omitted.is_listing(*ident, id, !links))
        })
    }

    /// Whether a text that cannot be read value by value names a listing that went: by a link, by
    /// an identifier that is long enough, or by a number of eight digits or more.
    pub(in crate::rewrite) fn mentions(&self, text: &str) -> bool {
        self.is_active() && named_in(text).any(|name| self.has_gone(name))
    }

    /// Whether a listing of this name went.
    fn has_gone(&self, Name { hash, host }: Name) -> bool {
        self.omitted.get(&hash).is_some_and(|known| known.is_on(host))
    }

    fn mark(&self, ident: Ident) -> Option<&Known> {
        self.omitted.get(&ident.hash).filter(|known| known.is_on(ident.host))
    }
}

/// What a text may name a listing by.
#[derive(Clone, Copy, Debug)]
struct Name {
    hash: u64,
    /// The host of a link; 0 of all others.
    host: u64,
}

/// The names in a text that cannot be read value by value.
fn named_in(text: &str) -> impl Iterator<Item = Name> {
    let joins = |c: char| matches!(c, '-' | '_' | '.' | '/' | ':' | '%');
    let parts = move |c: char| !(c.is_alphanumeric() || joins(c));
    text.split(parts).flat_map(|run| {
        let digits = run.len() >= 8 && run.bytes().all(|b| b.is_ascii_digit());
        let kind = match digits {
            true => Some(IdentKind::Weak),
            false => run.chars().nth(5).is_some().then_some(IdentKind::Strong),
        };
        let any = kind.into_iter().flat_map(move |kind| Ident::of_any_family(kind, run));
        let link = run.contains('/').then(|| Ident::link(run)).flatten();
        let link = link.map(|link| Name { hash: link.hash, host: link.host });
        any.map(|hash| Name { hash, host: 0 }).chain(link)
    })
}

/// The identifier of a listing's own, and whether it has links.
fn of_listing(idents: &[Ident]) -> (Option<(Family, u64)>, bool) {
    let id = idents.iter().filter(|ident| ident.primary).find_map(|ident| ident.id());
    (id, idents.iter().any(|ident| ident.kind == IdentKind::Path && ident.primary))
}

const fn known(ident: Ident, id: Option<(Family, u64)>, links: bool) -> Known {
    let Ident { host, beside, primary, .. } = ident;
    Known { host, beside, primary, id, links, shared: false }
}

/// Whether two sets of member names have at least half of the smaller one in common, and one
/// name besides the identifier's own.
const fn alike(one: u64, other: u64) -> bool {
    let common = (one & other).count_ones();
    let (a, b) = (one.count_ones(), other.count_ones());
    common > 1 && common * 2 >= if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Named {
        Named::read(name).unwrap()
    }

    fn sweep() -> Sweep {
        Sweep::new(100)
    }

    #[test]
    fn identifiers_match_within_their_family() {
        let beside = Ident::beside("name") | Ident::beside("id");
        for (kept_as, value, asked_as, asked, refers) in [
            ("sku", "WOOD-123", "linked_product_sku", "WOOD-123", true),
            ("sku", "WOOD-123", "productId", "WOOD-123", true),
            ("sku", "WOOD-123", "slug", "WOOD-123", false),
            ("sku", "WOOD-123", "sku", "WOOD-124", false),
            ("id", "12", "id", "12", true),
            ("id", "12", "sku", "12", false),
            ("id", "12", "product_id", "12", true),
            ("handle", "red-chair", "slug", "red-chair", true),
        ] {
            let mut sweep = sweep();
            let omitted = Ident::identifier(read(kept_as), value, beside).unwrap();
            sweep.omit(&[omitted]);
            let asked = Ident::identifier(read(asked_as), asked, beside).unwrap();
            assert_eq!(sweep.refers(asked, false), refers, "{kept_as} {value} {asked_as}");
        }
    }

    #[test]
    fn a_short_identifier_needs_like_siblings() {
        let mut sweep = sweep();
        let names = |names: &[&str]| names.iter().fold(0, |set, name| set | Ident::beside(name));
        let listing = names(&["id", "title", "price"]);
        let ident = Ident::identifier(read("id"), "7", listing).unwrap();
        sweep.omit(&[ident]);
        for (beside, refers) in [
            (&["id", "price"][..], true),
            (&["id", "pages", "rows", "width"][..], false),
            (&["id"][..], false),
        ] {
            let asked = Ident::identifier(read("id"), "7", names(beside)).unwrap();
            assert_eq!(sweep.refers(asked, false), refers, "{beside:?}");
        }
    }

    #[test]
    fn links_match_by_path_and_host() {
        for (omitted, asked, refers) in [
            ("https://a.example/p/1", "/p/1", true),
            ("https://a.example/p/1", "https://www.A.example/p/1/?utm=1#x", true),
            ("https://a.example/p/1", "https://b.example/p/1", false),
            ("/p/1", "//b.example/p/1", true),
            ("/p/1", "/p/10", false),
            ("/p/1", "/p", false),
            // One program shows all of them.
            ("/index.php?route=p/p&product_id=42", "/index.php?route=p/p&product_id=43", false),
            ("/index.php?route=p/p&product_id=42", "/index.php?product_id=42&utm=1#x", true),
            ("/index.php?a=1&product_id=42", "/index.php?a=1&amp;product_id=42", true),
            ("/index.php?product_id=42", "/index.php?route=contact", false),
            ("/search?q=one", "/search?q=other", false),
            ("/search?q=one&page=1", "/search?page=2&q=one", true),
            ("/product?id=1&q=one", "/product?id=1", true),
            // A path that names a listing is one, whatever is asked for.
            ("/p/red-chair?id=1", "/p/red-chair?id=2", true),
            ("/p/red-chair.html?q=a", "/p/red-chair.html", true),
        ] {
            let mut sweep = sweep();
            let link = Ident::link(omitted).unwrap();
            sweep.omit(&[link]);
            assert_eq!(
                sweep.refers(Ident::link(asked).unwrap(), false),
                refers,
                "{omitted} {asked}"
            );
        }
        for none in ["", "/", "https://a.example/", "https://a.example", "a b", "mailto:a@b"] {
            assert!(Ident::link(none).is_none(), "{none}");
        }
    }

    #[test]
    fn what_a_kept_listing_shares_is_no_identifier() {
        let mut sweep = sweep();
        let shared = Ident::identifier(read("sku"), "SHARED-1", 0).unwrap();
        sweep.keep(&[shared]);
        sweep.omit(&[shared]);
        assert!(!sweep.refers(shared, false));
        let later = Ident::identifier(read("sku"), "SHARED-2", 0).unwrap();
        sweep.omit(&[later]);
        assert!(sweep.refers(later, false));
        sweep.keep(&[later]);
        assert!(!sweep.refers(later, false));
    }

    #[test]
    fn a_text_mentions_what_went() {
        let mut sweep = sweep();
        let omitted = [
            Ident::identifier(read("sku"), "WOOD-123", 0),
            Ident::identifier(read("id"), "7001234567", 0),
            Ident::identifier(read("id"), "77", 0),
            Ident::link("https://a.example/p/red-chair"),
        ];
        let omitted: Vec<_> = omitted.into_iter().flatten().collect();
        for text in ["WOOD-123", "/p/red-chair", "77"] {
            assert!(!sweep.mentions(text), "nothing went yet: {text}");
        }
        sweep.omit(&omitted);
        for (text, mentions) in [
            ("push('WOOD-123',1)", true),
            ("push('WOOD-1234',1)", false),
            ("track(7001234567)", true),
            ("track(70012345678)", false),
            ("rows=77", false),
            ("go(\"/p/red-chair?x=1\")", true),
            ("go('https://b.example/p/red-chair')", false),
            ("go('/p/red')", false),
        ] {
            assert_eq!(sweep.mentions(text), mentions, "{text}");
        }
    }

    #[test]
    fn a_copy_that_stayed_is_swept_too() {
        let listing = |id: (&str, &str), link: &str| {
            let mut id = Ident::identifier(read(id.0), id.1, Ident::beside("id")).unwrap();
            id.primary = true;
            [Some(id), Ident::link(link)].into_iter().flatten().collect::<Vec<_>>()
        };
        let sku = ("sku", "AA-1000");
        for (kept, omitted, same) in [
            (listing(sku, ""), listing(sku, ""), true),
            (listing(sku, "/p"), listing(sku, "/q"), true),
            (listing(sku, "/p"), listing(("sku", "BB-1000"), "/p"), false),
            (listing(sku, "/p"), listing(("id", "7"), "/p"), true),
            (listing(("id", "7"), "/p"), listing(("id", "7"), "/q"), false),
            (listing(sku, ""), listing(("sku", "BB-1000"), ""), false),
        ] {
            let mut sweep = sweep();
            sweep.keep(&kept);
            sweep.omit(&omitted);
            assert_eq!(sweep.names(&kept), same, "{kept:?} {omitted:?}");
            let mut sweep = Sweep::new(100);
            sweep.omit(&omitted);
            assert_eq!(sweep.names(&kept), same, "{kept:?} after {omitted:?}");
            sweep.keep(&kept);
            assert_eq!(sweep.names(&kept), same, "{kept:?} kept after {omitted:?}");
        }
        // what several listings have is nobody's
        let mut sweep = sweep();
        sweep.keep(&listing(sku, "/p"));
        sweep.keep(&listing(("sku", "CC-1000"), "/p"));
        sweep.omit(&listing(("id", "7"), "/p"));
        assert!(!sweep.refers(Ident::link("/p").unwrap(), false));
    }

    #[test]
    fn the_bound_holds() {
        let mut sweep = Sweep::new(2);
        for id in ["AAAAAA", "BBBBBB", "CCCCCC"] {
            let ident = Ident::identifier(read("sku"), id, 0).unwrap();
            sweep.omit(&[ident]);
        }
        assert!(sweep.is_full());
        assert_eq!(sweep.omitted.len(), 2);
    }
}
