//! GraphQL and its like, in which clients choose the names of fields: they may have a product's name
//! come as `reviews`.
//!
//! 1. A path that names GraphQL says so, and a target that gives a field another name, as PostgREST
//!    (`select=reviews:name`), Solr (`fl=`), Directus (`alias[reviews]=name`) and GROQ take it.
//! 2. Elsewhere a request may hold a query if it has a body or braces in its target, and its answer is
//!    one that begins as the GraphQL specification (section 7.1) has answers: with `data`, `errors` or
//!    `extensions`.
//! 3. Where the whole body is there it must also end so: members that are no lists or objects, as
//!    `"success": true`, are those of another protocol.

use crate::representation::plain_target;
use crate::rewrite::Format;
use http::Method;
use http::request::Parts;

/// Who chose the names of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// The shop.
    Own,
    /// The client, if the answer is one of GraphQL.
    MayBeChosen,
    /// The client.
    Chosen,
}

impl Names {
    pub(super) fn of(request: &Parts) -> Self {
        let path = plain_target(request.uri.path()).to_ascii_lowercase();
        let query = request.uri.query().map(|query| plain_target(query).to_ascii_lowercase());
        let query = query.unwrap_or_default();
        let is_named = path.contains("graphql") || path.split('/').any(|part| part == "gql");
        let has_body = !matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS);
        if is_named || query.split('&').any(renames) {
            Self::Chosen
        } else if has_body || query.contains('{') {
            Self::MayBeChosen
        } else {
            Self::Own
        }
    }
}

/// Whether a pair of a query, decoded and in small letters, gives a field another name.
fn renames(pair: &str) -> bool {
    const LISTS: [&str; 7] = ["select", "$select", "fl", "fields", "columns", "$compute", "$apply"];
    let Some((key, value)) = pair.split_once('=') else { return false };
    let names = value.contains([':', '"']) || value.contains(" as ") || value.contains("+as+");
    LISTS.contains(&key) && names || key.starts_with("alias[") || value.contains("*[")
}

/// Whether the body that begins so may be an answer of GraphQL, alone or as the first of several.
pub(super) fn may_begin(format: Format, first: &[u8], last: bool) -> bool {
    match format {
        Format::Json | Format::Unknown => may_answer(first, last),
        Format::JsonLines | Format::JsonSequence => {
            may_answer(first.strip_prefix(b"\x1e").unwrap_or(first), false)
        }
        // Before the first data there may be names and comments.
        Format::Events => memchr::memmem::find(first, b"data:")
            .is_none_or(|at| may_answer(first.get(at + 5..).unwrap_or_default(), false)),
        Format::Parts => true,
        _ => false,
    }
}

/// Whether a JSON body with these first bytes, or with these alone, may be an answer of GraphQL.
fn may_answer(first: &[u8], alone: bool) -> bool {
    if first.first().is_some_and(|byte| !byte.is_ascii() || *byte == 0) {
        return true;
    }
    let mut rest = first.trim_ascii_start();
    // Several queries at once.
    if let Some(inside) = rest.strip_prefix(b"[") {
        rest = inside.trim_ascii_start();
    }
    let ends = || !alone || has_end(first.trim_ascii_end());
    let Some(inside) = begins(rest, b"{") else { return false };
    let inside = inside.trim_ascii_start();
    for (name, values) in
        [("\"data\"", &["{", "null"][..]), ("\"errors\"", &["["]), ("\"extensions\"", &["{"])]
    {
        let Some(behind) = begins(inside, name.as_bytes()) else { continue };
        let Some(value) = begins(behind.trim_ascii_start(), b":") else { continue };
        let value = value.trim_ascii_start();
        return values.iter().any(|open| begins(value, open.as_bytes()).is_some()) && ends();
    }
    false
}

/// What stands behind this beginning; nothing where the text ends within it.
fn begins<'t>(text: &'t [u8], with: &[u8]) -> Option<&'t [u8]> {
    let common = text.len().min(with.len());
    (text.get(..common)? == with.get(..common)?).then(|| text.get(common..).unwrap_or_default())
}

/// Whether the last member of an answer is a list, an object or `null`.
fn has_end(body: &[u8]) -> bool {
    let body = match body.strip_suffix(b"]") {
        Some(inside) if body.starts_with(b"[") => inside.trim_ascii_end(),
        _ => body,
    };
    let last = body.strip_suffix(b"}").map(<[u8]>::trim_ascii_end);
    last.is_none_or(|last| last.ends_with(b"}") || last.ends_with(b"]") || last.ends_with(b"null"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    #[test]
    fn requests_that_may_hold_a_query() {
        for (method, target, names) in [
            ("GET", "/list", Names::Own),
            ("GET", "/list?q=chair", Names::Own),
            ("GET", "/api?query={products{name}}", Names::MayBeChosen),
            ("GET", "/api?query=%7bproducts%7D", Names::MayBeChosen),
            ("POST", "/api", Names::MayBeChosen),
            ("PUT", "/api", Names::MayBeChosen),
            ("GET", "/rest/v1/goods?select=id,name", Names::Own),
            ("GET", "/rest/v1/goods?select=id,reviews:name", Names::Chosen),
            ("GET", "/solr/select?q=chair&fl=reviews%3Aname", Names::Chosen),
            ("GET", "/items/goods?alias%5Breviews%5D=name", Names::Chosen),
            (
                "GET",
                "/query?query=*%5B_type%3D%3D%22p%22%5D%7B%22reviews%22:name%7D",
                Names::Chosen,
            ),
            (
                "GET",
                "/odata/Goods?$apply=groupby((Name),aggregate(1%20as%20reviews))",
                Names::Chosen,
            ),
            ("GET", "/list?sort=price:asc&time=10:30", Names::Own),
            ("GET", "/graphql", Names::Chosen),
            ("GET", "/api/%67raphql/v1", Names::Chosen),
            ("POST", "/gql", Names::Chosen),
        ] {
            let target = target.replace('{', "%7B").replace('}', "%7D");
            let request = Request::builder().method(method).uri(&target).body(()).unwrap();
            assert_eq!(Names::of(&request.into_parts().0), names, "{method} {target}");
        }
    }

    #[test]
    fn beginnings_of_answers() {
        for (format, first, may) in [
            (Format::Json, "{\"data\":{", true),
            (Format::Json, "{\"goods\":{", false),
            (Format::Events, ":\n\nevent: next\ndata: {\"data\":{\"p\":1}}\n\n", true),
            (Format::Events, ":\n\n", true),
            (Format::Events, "data: {\"goods\":[]}\n\n", false),
            (Format::JsonLines, "{\"data\":{}}\n{\"path\":[]}", true),
            (Format::JsonSequence, "\u{1e}{\"data\":{}}\n", true),
            (Format::JsonLines, "{\"id\":1}\n", false),
            (Format::Parts, "--b\r\n", true),
            (Format::Html, "{\"data\":{}}", false),
        ] {
            assert_eq!(may_begin(format, first.as_bytes(), false), may, "{format:?} {first}");
        }
    }

    #[test]
    fn answers_of_graphql() {
        for (body, may) in [
            (r#"{"data":{"products":[]}}"#, true),
            (r#" { "data" : { "products" : [] } } "#, true),
            (r#"{"data":null,"errors":[{"message":"x"}]}"#, true),
            (r#"{"errors":[{"message":"x"}],"data":null}"#, true),
            (r#"{"extensions":{},"data":{}}"#, true),
            (r#"[{"data":{}},{"data":{}}]"#, true),
            (r#"{"data":{"a":1},"success":true}"#, false),
            (r#"{"data":{"a":1},"message":"ok"}"#, false),
            (r#"{"data":[{"id":1}]}"#, false),
            (r#"{"code":0,"data":{}}"#, false),
            (r#"{"products":[]}"#, false),
            (r#"[{"id":1}]"#, false),
            ("\u{feff}{}", true),
        ] {
            assert_eq!(may_answer(body.as_bytes(), true), may, "{body}");
            // However little of it has come, one is taken for one.
            for at in 0..body.len() {
                let first = body.as_bytes().get(..at).unwrap();
                assert!(!may || may_answer(first, false), "{at} of {body}");
            }
        }
    }
}
