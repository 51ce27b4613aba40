//! Which part of a link or image address names goods: the last words of its path, and what a query
//! calls a name. Hosts name shops, and other queries searches.

use memchr::{memchr, memchr_iter, memchr2, memrchr};
use std::ops::Range;

/// Segments looked at from the end of a link for one that is words.
const SEGMENTS: usize = 3;

/// Candidates of one `srcset` that are looked at; they are sizes of one picture.
const CANDIDATES: usize = 8;

/// Keys of a query that say what a page is about. What was searched for has others.
const NAMES: [&str; 10] = [
    "name",
    "title",
    "product",
    "productname",
    "product_name",
    "product-name",
    "item",
    "itemname",
    "slug",
    "handle",
];

/// Names in a query of what is written to others about the goods.
const MESSAGES: [&str; 6] = ["subject", "body", "description", "summary", "caption", "quote"];

/// The parts of a link that name what it leads to.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    slug(text).into_iter().chain(after_path(text).into_iter().flatten())
}

/// What stands before the name of a shelf in a path.
const SHELVES: [&str; 17] = [
    "c",
    "cat",
    "category",
    "categories",
    "collection",
    "collections",
    "department",
    "departments",
    "kategorie",
    "kategorien",
    "categorie",
    "categoria",
    "brand",
    "brands",
    "tag",
    "tags",
    "search",
];

/// The parts of a link in running text that name goods. Of one word it is the name of a shelf, which
/// a text may speak of: «good beside a `<a href="/gin">gin</a>`».
pub(super) fn goods(text: &str) -> impl Iterator<Item = Range<usize>> {
    words(text).filter(|at| {
        let name = text.get(at.clone()).unwrap_or_default();
        let before = text.get(..at.start).unwrap_or_default().trim_end_matches('/');
        let route = before.rsplit('/').next().unwrap_or_default();
        name.trim_matches(['-', '_', '+']).contains(['-', '_', '+', '%', ' '])
            && !SHELVES.iter().any(|shelf| shelf.eq_ignore_ascii_case(route))
    })
}

/// What stands behind a path and names goods: a route of the page's own, as `#/p/oak-table`, and
/// the values in a query that are called a name.
fn after_path(text: &str) -> Option<impl Iterator<Item = Range<usize>>> {
    let from = memchr2(b'?', b'#', text.as_bytes()).filter(|_| !is_no_address(text))?;
    let behind = text.get(from..)?;
    let route = memchr(b'#', behind.as_bytes()).map(|at| from + at + 1).and_then(|at| {
        let route = text.get(at..).filter(|route| route.starts_with(['/', '!']))?;
        let words = slug(route)?;
        Some(at + words.start..at + words.end)
    });
    let query = behind.strip_prefix('?').unwrap_or_default();
    let query = query.get(..memchr(b'#', query.as_bytes()).unwrap_or(query.len()))?;
    let tells = tells(text, query);
    let named = query.split('&').filter_map(move |pair| {
        let (key, value) = pair.split_once('=')?;
        let is_one = |names: &[&str]| names.iter().any(|name| key.eq_ignore_ascii_case(name));
        let named = is_one(&NAMES) || is_one(&MESSAGES) || tells && is_one(&["text"]);
        let start = offset(text, value);
        (named && reads_as_words(value)).then(|| start..start + value.len())
    });
    Some(route.into_iter().chain(named))
}

/// Whether a link writes a message about another one, which a search does not: `text=` beside `url=`.
fn tells(link: &str, query: &str) -> bool {
    const SCHEMES: [&str; 6] = ["mailto:", "sms:", "tg:", "viber:", "whatsapp:", "https://wa.me/"];
    const LINKS: [&str; 5] = ["url", "u", "link", "href", "media"];
    let begins =
        |with: &&str| link.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
    let mut keys = query.split('&').filter_map(|pair| pair.split('=').next());
    SCHEMES.iter().any(begins)
        || link.contains("/send?")
        || keys.any(|key| LINKS.iter().any(|name| key.eq_ignore_ascii_case(name)))
}

/// The part of a link's path that names what it leads to: the last segment that is words, not a
/// route or a number (`/Oak-Table/dp/B000ABCDEF`, `/p/oak-table/12345`).
pub(crate) fn slug(text: &str) -> Option<Range<usize>> {
    if let Some(said) = data(text) {
        return Some(said);
    }
    if is_no_address(text) {
        return Some(0..text.len());
    }
    let path = path(text)?;
    let mut end = path.end;
    for _ in 0..SEGMENTS {
        let segment = last_segment(text, path.start..end)?;
        if text.get(segment.clone()).is_some_and(reads_as_words) {
            return Some(segment);
        }
        end = segment.start;
    }
    None
}

/// What an address says that is the text itself, of markup or words (RFC 2397), unless in base64.
fn data(text: &str) -> Option<Range<usize>> {
    let kind = text.strip_prefix("data:")?;
    let (kind, said) = kind.split_once(',')?;
    let begins = |with: &str| kind.get(..with.len()).is_some_and(|k| k.eq_ignore_ascii_case(with));
    let speaks = kind.is_empty() || begins("text/") || begins("image/svg") || begins(";");
    let coded = kind.len() >= 7 && kind.get(kind.len() - 7..)?.eq_ignore_ascii_case(";base64");
    (speaks && !coded).then(|| text.len() - said.len()..text.len())
}

/// The file names of an image address that are words people may read.
pub(crate) fn pictures(text: &str) -> impl Iterator<Item = Range<usize>> {
    files(text).filter(|at| text.get(at.clone()).is_some_and(|file| !is_opaque(file, 20)))
}

/// The file names of an image address, or of each candidate of a `srcset`.
fn files(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_one = !has_blank(text.as_bytes());
    let is_text = !is_one && is_no_address(text) || memchr(b'/', text.as_bytes()).is_none();
    let whole = data(text).or(is_text.then_some(0..text.len()));
    let is_text = whole.is_some();
    let file = move |word: &str| {
        let start = offset(text, word);
        let last = last_segment(word, path(word)?)?;
        Some(start + last.start..start + last.end)
    };
    let first = whole.or_else(|| file(text).filter(|_| is_one));
    let several = if is_one || is_text { "" } else { text };
    let candidates = several.split_ascii_whitespace().filter(|word| word.contains('/'));
    first.into_iter().chain(candidates.take(CANDIDATES).filter_map(file))
}

/// Words in a field for addresses, as «Oak / Ash»: all of them are judged.
fn is_no_address(text: &str) -> bool {
    if !has_blank(text.as_bytes()) {
        return false;
    }
    text.split_ascii_whitespace()
        .next()
        .is_some_and(|first| first.len() < text.trim().len() && !first.contains('/'))
}

/// Whether any byte is a blank or a control character, eight at a time.
fn has_blank(bytes: &[u8]) -> bool {
    const ONES: u64 = u64::MAX / 0xff;
    let (chunks, rest) = bytes.as_chunks();
    // A borrow can only come from a byte that is one itself.
    let less = |word: u64| word.wrapping_sub(ONES * 0x21) & !word & (ONES << 7) != 0;
    chunks.iter().any(|chunk| less(u64::from_le_bytes(*chunk))) || rest.iter().any(|b| *b <= b' ')
}

/// Where the path of an address stands: after scheme and host, before query and fragment.
fn path(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if matches!(bytes.first(), Some(b'd' | b'j'))
        && (text.starts_with("data:") || text.starts_with("javascript:"))
    {
        return None;
    }
    let end = memchr2(b'?', b'#', bytes).unwrap_or(bytes.len());
    let before = bytes.get(..end)?;
    let slash = |from: usize| Some(from + memchr(b'/', before.get(from..)?)?);
    // The first two slashes in a row stand before a host.
    let mut slashes = memchr_iter(b'/', before);
    let mut last = slashes.next();
    let second = slashes.find(|at| last.replace(*at).is_some_and(|last| last + 1 == *at));
    let start = match second {
        Some(second) => slash(second + 1)?,
        None if text.starts_with("www.") => slash(0)?,
        None => 0,
    };
    Some(start..end)
}

/// The last segment of a path that is not empty.
fn last_segment(text: &str, path: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes().get(path.clone())?;
    let end = bytes.iter().rposition(|byte| *byte != b'/')? + 1;
    let start = memrchr(b'/', bytes.get(..end)?).map_or(0, |slash| slash + 1);
    Some(path.start + start..path.start + end)
}

/// Where `part`, a slice of `text`, begins in it.
fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}

/// Whether a text is a token that nobody reads, such as a key or a hash in base64: one long word in
/// which capitals, small letters and digits change places more often than in any name. Coded words
/// that signs part, as `s3x-t0y`, are read by people: a token has a long stretch without any.
pub(crate) fn is_opaque(text: &str, shortest: usize) -> bool {
    if text.len() < shortest || !text.is_ascii() || memchr(b' ', text.as_bytes()).is_some() {
        return false;
    }
    const STRETCH: usize = 16;
    let (mut letters, mut changes, mut before) = (0_usize, 0_usize, 0_u8);
    let (mut stretch, mut longest) = (0, 0);
    for byte in text.bytes() {
        let class = match byte {
            b'a'..=b'z' => 1,
            b'A'..=b'Z' => 2,
            b'0'..=b'9' => 3,
            b'+' | b'/' | b'=' | b'_' | b'-' | b'.' | b'%' | b':' | b'|' => 0,
            _ => return false,
        };
        letters += usize::from(class != 0);
        stretch = if class == 0 { 0 } else { stretch + 1 };
        longest = longest.max(stretch);
        // A capital begins a word.
        let begins = before == 2 && class == 1;
        changes += usize::from(class != 0 && before != 0 && class != before && !begins);
        before = class;
    }
    changes * 4 > letters && changes > 5 && longest >= STRETCH
}

/// Whether an identifier is a slug by another name: words and not a digit.
pub(crate) fn is_spoken(id: &str) -> bool {
    !id.bytes().any(|byte| byte.is_ascii_digit()) && reads_as_words(id)
}

/// Whether a segment is words: letters, and no digits unless a separator keeps them apart, as in
/// `gin-40`. `B000ABCDEF` is not, nor is a route such as `dp`.
fn reads_as_words(segment: &str) -> bool {
    if segment.len() < 3 {
        return segment.contains('%');
    }
    let dot = memchr(b'.', segment.as_bytes()).unwrap_or(segment.len());
    let segment = segment.get(..dot).unwrap_or_default();
    let words = || segment.split(['-', '_', '+', ' ', '%', '~']);
    let is_word = |word: &str| word.chars().count() > 2 && word.chars().all(char::is_alphabetic);
    let any = if segment.is_ascii() { has_ascii_word(segment) } else { words().any(is_word) };
    any && !is_route(segment) || segment.contains('%')
}

/// Whether any word of a segment of plain ASCII is one.
fn has_ascii_word(segment: &str) -> bool {
    // `None` in a word that is none, because a digit or sign is in it.
    let mut letters = Some(0_usize);
    for byte in segment.bytes() {
        letters = match byte {
            b'-' | b'_' | b'+' | b' ' | b'%' | b'~' if letters > Some(2) => return true,
            b'-' | b'_' | b'+' | b' ' | b'%' | b'~' => Some(0),
            _ if byte.is_ascii_alphabetic() => letters.map(|letters| letters + 1),
            _ => None,
        };
    }
    letters > Some(2)
}

/// Whether a segment is the name of a route.
fn is_route(segment: &str) -> bool {
    matches!(
        segment,
        "product"
            | "products"
            | "item"
            | "items"
            | "itm"
            | "pdp"
            | "prod"
            | "artikel"
            | "produkt"
            | "produit"
            | "producto"
            | "index"
            | "page"
            | "pages"
            | "seite"
            | "pagina"
            | "detail"
            | "details"
            | "view"
            | "show"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_of_a_path() {
        for (link, expected) in [
            ("https://shop.example/oak-table", "oak-table"),
            ("https://shop.example/oak-table/?q=gin#gin", "oak-table"),
            ("https://gin.example", ""),
            ("https://gin.example/", ""),
            ("//cdn.example/p/oak-table.html", "oak-table.html"),
            ("/Oak-Table/dp/B000ABCDEF", "Oak-Table"),
            ("/p/oak-table/12345", "oak-table"),
            ("/gin/a/b/12345", ""),
            ("/products/oak-table", "oak-table"),
            ("/oak/product/9", "oak"),
            ("/oak-tables/page/1/", "oak-tables"),
            ("oak-table", "oak-table"),
            ("www.gin.example", ""),
            ("www.gin.example/oak", "oak"),
            ("/caf%C3%A9", "caf%C3%A9"),
            ("data:image/png;base64,gin", ""),
            ("?q=gin", ""),
            ("", ""),
            ("/itm/gin-40", "gin-40"),
            ("https://", ""),
            ("Oak / Ash", "Oak / Ash"),
        ] {
            assert_eq!(slug(link).and_then(|at| link.get(at)).unwrap_or(""), expected, "{link}");
        }
    }

    #[test]
    fn words_behind_a_path() {
        for (link, expected) in [
            ("/p?name=oak-table", "oak-table"),
            ("/shop?id=3&Product=oak+table&q=gin#reviews", "shop oak+table"),
            ("/a/12?title=8071", ""),
            ("/search?q=gin&text=gin&item=", "search"),
            ("/#/p/oak-table", "oak-table"),
            ("https://shop.example/#!/oak-table?x=1", "oak-table"),
            ("/a/12#gin", ""),
            ("mailto:?subject=oak%20table&body=See%20it", "oak%20table See%20it"),
            ("https://wa.me/?text=oak+table", "oak+table"),
            ("https://api.whatsapp.com/send?text=oak+table", "send oak+table"),
            ("https://pin.example/create?url=/x&description=oak+table", "create oak+table"),
            ("https://x.example/share?url=/x&text=oak+table", "share oak+table"),
            ("https://shop.example/search?text=oak+table", "search"),
            ("data:text/plain,oak%20table", "oak%20table"),
            ("data:;base64,gin", ""),
            ("data:image/png,gin", ""),
        ] {
            let found: Vec<_> = words(link).filter_map(|at| link.get(at)).collect();
            assert_eq!(found.join(" "), expected, "{link}");
        }
    }

    #[test]
    fn links_of_a_text_to_goods_and_to_shelves() {
        for (link, expected) in [
            ("/p/oak-table", "oak-table"),
            ("https://shop.example/oak_table/12", "oak_table"),
            ("/collections/tables/products/oak-table", "oak-table"),
            ("/p?name=oak+table", "oak+table"),
            ("/collections/oak-tables", ""),
            ("/oak", ""),
            ("/oak-", ""),
            ("https://shop.example/C/oak-tables/", ""),
        ] {
            let found: Vec<_> = goods(link).filter_map(|at| link.get(at)).collect();
            assert_eq!(found.join(" "), expected, "{link}");
        }
    }

    #[test]
    fn tokens_that_nobody_reads() {
        for (text, opaque) in [
            ("kfc9fan9g9fvxmmpey9jgin4gc4h0", true),
            ("styWy4wTflnV2E3LPXt09NEMv4g/ffODPVQlgvGinK3GOPH1Txn5HvrQZo6Y1mRq5WBn", true),
            ("Realistic-Oak-Table-8-Inch-With-Drawers-And-Gin", false),
            ("phone15promax256gb-gin", false),
            ("someCamelCaseNameOfAField", false),
            ("SINGLE-MALT-12-YEARS-700ML", false),
            ("a sentence with B4d L3tt3rs 1n 1t 4nd m0re", false),
            ("V0dk4-1L", false),
            ("s3x-t0y-d1ld0-v1br4t0r.jpg", false),
            ("w0d-k4-g1n-wh1sky-r0m-t3qu1l4-4nd-m0r3-0f-1t", false),
        ] {
            assert_eq!(is_opaque(text, 20), opaque, "{text}");
        }
    }

    #[test]
    fn the_file_names_of_images() {
        for (source, expected) in [
            ("https://gin.example/i/oak-table.jpg?v=gin", "oak-table.jpg"),
            ("/i/a-1.jpg 1x, /i/b-2.jpg 2x", "a-1.jpg b-2.jpg"),
            ("Oak table seen from above", "Oak table seen from above"),
            ("oak.jpg", "oak.jpg"),
            ("Oak / Ash", "Oak / Ash"),
            ("https://gin.example", ""),
            ("data:image/svg+xml,<gin/>", "<gin/>"),
            ("data:image/svg+xml;base64,gin", ""),
        ] {
            let found: Vec<_> = files(source).filter_map(|at| source.get(at)).collect();
            assert_eq!(found.join(" "), expected, "{source}");
        }
    }
}
