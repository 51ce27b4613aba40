//! The document type declaration (XML 1.0 section 2.8) and the entities it declares.
//!
//! A declared entity is read with its text where the text is plain, as vector graphics use it for
//! namespaces. One that stands for markup or for other entities, or for something elsewhere, could
//! show a reader what was never judged, or unfold without bound: such a document is withheld.

use std::collections::HashMap;

/// Declared entities with their text.
pub(super) type Entities = HashMap<String, String>;

/// The most entities, and the most bytes of one.
const MOST: usize = 256;
const LONGEST: usize = 1024;

/// Reads a declaration; the error says what was expected.
pub(super) fn read(doctype: &str, entities: &mut Entities) -> Result<(), &'static str> {
    let mut rest = doctype;
    while let Some((_, declaration)) = rest.split_once("<!ENTITY") {
        rest = declaration;
        let mut words = declaration.trim_start();
        let len = words.find(|c: char| c.is_whitespace() || c == '"' || c == '\'').unwrap_or(0);
        let (name, after) = words.split_at_checked(len).unwrap_or_default();
        words = after.trim_start();
        let quote = words.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = quote.and_then(|quote| Some(words.get(1..)?.split_once(quote)?.0));
        let Some(value) = value.filter(|_| !name.is_empty() && name != "%") else {
            return Err("XML without parameter entities and without entities from elsewhere");
        };
        if value.contains(['&', '<', '%']) {
            return Err("XML whose entities stand for plain text");
        }
        if entities.len() >= MOST || value.len() > LONGEST {
            return Err("XML with few and short entities");
        }
        // The first declaration binds (XML 1.0 section 4.2).
        entities.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    }
    if doctype.contains('%') && doctype.contains('[') {
        return Err("XML without parameter entities and without entities from elsewhere");
    }
    Ok(())
}

/// Appends a text with the declared entities in it replaced.
pub(super) fn replace(text: &str, entities: &Entities, into: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&').filter(|_| !entities.is_empty()) {
        into.push_str(before);
        let known =
            after.split_once(';').and_then(|(name, after)| Some((entities.get(name)?, after)));
        rest = match known {
            Some((text, after)) => {
                into.push_str(text);
                after
            }
            None => {
                into.push('&');
                after
            }
        };
    }
    into.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_entities_are_read() {
        for (doctype, known) in [
            ("<!DOCTYPE rss>", Some(0)),
            (
                "<!DOCTYPE rss PUBLIC \"-//N//DTD RSS 0.91//EN\" \"http://a.example/r.dtd\">",
                Some(0),
            ),
            (
                "<!DOCTYPE a [<!ELEMENT b (c)><!ENTITY d \"e\"><!ENTITY d 'f'>\n<!ENTITY g \"\">]>",
                Some(2),
            ),
            ("<!DOCTYPE a [<!ENTITY d SYSTEM \"file:///etc/x\">]>", None),
            ("<!DOCTYPE a [<!ENTITY % d \"e\">]>", None),
            ("<!DOCTYPE a [<!ENTITY d \"e&f;\">]>", None),
            ("<!DOCTYPE a [<!ENTITY d \"<b/>\">]>", None),
            ("<!DOCTYPE a [<!ENTITY d \"&#60;b/>\">]>", None),
            ("<!DOCTYPE a [%x;]>", None),
            ("<!DOCTYPE a [<!ENTITY>]>", None),
        ] {
            let mut entities = Entities::new();
            let read = read(doctype, &mut entities).ok().map(|()| entities.len());
            assert_eq!(read, known, "{doctype}");
        }
    }

    #[test]
    fn declared_entities_are_replaced() {
        let entities = Entities::from([("a".to_owned(), "sofa".to_owned())]);
        for (text, means) in
            [("x &a; &amp; &b; &a", "x sofa &amp; &b; &a"), ("&&a;;", "&sofa;"), ("", "")]
        {
            let mut into = String::new();
            replace(text, &entities, &mut into);
            assert_eq!(into, means);
        }
    }
}
