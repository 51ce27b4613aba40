//! Which part of a link or image address names goods: the last words of its path. Hosts name shops
//! and queries name searches.

use memchr::{memchr, memchr_iter, memchr2, memrchr};
use std::ops::Range;

/// Segments looked at from the end of a link for one that is words.
const SEGMENTS: usize = 3;

/// Candidates of one `srcset` that are looked at; they are sizes of one picture.
const CANDIDATES: usize = 8;

/// The part of a link's path that names what it leads to: the last segment that is words, not a
/// route or a number (`/Oak-Table/dp/B000ABCDEF`, `/p/oak-table/12345`).
pub(super) fn slug(text: &str) -> Option<Range<usize>> {
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

/// The file names of an image address, or of each candidate of a `srcset`.
pub(super) fn files(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_one = !has_blank(text.as_bytes());
    let is_text = !is_one && is_no_address(text) || memchr(b'/', text.as_bytes()).is_none();
    let file = move |word: &str| {
        let start = offset(text, word);
        let last = last_segment(word, path(word)?)?;
        Some(start + last.start..start + last.end)
    };
    let first = if is_text { Some(0..text.len()) } else { file(text).filter(|_| is_one) };
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
pub(super) fn is_spoken(id: &str) -> bool {
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
            ("data:image/svg+xml,<gin/>", ""),
        ] {
            let found: Vec<_> = files(source).filter_map(|at| source.get(at)).collect();
            assert_eq!(found.join(" "), expected, "{source}");
        }
    }
}
