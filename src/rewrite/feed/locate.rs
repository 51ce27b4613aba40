//! Where in a document an element stands, as the way of names from the root.

use super::tokens::{Kind, Tokens, name_len};

/// The ways of the elements that begin at `places`, sorted: `/rss/channel/item`.
pub(in crate::rewrite) fn locate(text: &str, places: &[u64]) -> Vec<(u64, String)> {
    let mut tokens = Tokens::new();
    let mut open: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    while let Some(token) = tokens.next(text.as_bytes(), 0) {
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
        let tag = text.get(at(token.start)..at(token.end)).unwrap_or_default();
        match token.kind {
            Kind::Start { empty } => {
                let after = tag.get(1..).unwrap_or_default();
                open.push(after.get(..name_len(after)).unwrap_or_default());
                if places.binary_search(&token.start).is_ok() {
                    found.push((token.start, format!("/{}", open.join("/"))));
                }
                if empty {
                    open.pop();
                }
            }
            Kind::End => {
                let after = tag.get(2..).unwrap_or_default();
                let name = after.get(..name_len(after)).unwrap_or_default();
                if let Some(at) = open.iter().rposition(|open| *open == name) {
                    open.truncate(at);
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_ways() {
        let text = "<?xml?><rss><channel><item/><g:item>x</g:item></p></channel><b></rss>";
        for (tag, way) in [
            ("<rss", "/rss"),
            ("<item", "/rss/channel/item"),
            ("<g:item", "/rss/channel/g:item"),
            ("<b", "/rss/b"),
        ] {
            let place = text.find(tag).unwrap() as u64;
            assert_eq!(locate(text, &[place]), [(place, way.to_owned())]);
        }
    }
}
