//! Validators of representations that depend on the viewer (RFC 9110 section 8.8 and section 13).
//!
//! 1. What leaves carries an `ETag` of ours: weak, because a filtered copy is not the bytes that
//!    upstream's names; it wraps upstream's `ETag`, else its `Last-Modified`, and names a *bucket*:
//!    configuration and what is closed for the viewer. Equal ones stand for equal bytes.
//! 2. A condition on one of ours is translated back for upstream where the bucket is the asker's.
//! 3. No other condition of a viewer to whom something is closed reaches upstream with a safe
//!    method, so that no 304 speaks of a copy that this viewer must not have.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Method;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use std::fmt::Write as _;

const PREFIX: &str = "W/\"agegate-";
/// Characters of a bucket.
const BUCKET: usize = 16;
/// Bytes of an upstream's validator. A longer one is dropped, as caches do with long fields.
const LONGEST: usize = 256;

/// A validator of ours for the place of upstream's; without a sound one of upstream's there is none.
///
/// ```
/// use agegate::representation::{Conditions, own_validator};
/// let mut answer = http::HeaderMap::new();
/// answer.insert("etag", "\"v7\"".parse().unwrap());
/// let own = own_validator(&answer, 1).unwrap();
/// assert!(own.to_str().unwrap().starts_with("W/\"agegate-0000000000000001-"));
///
/// let mut request = http::HeaderMap::new();
/// request.insert("if-none-match", own);
/// let conditions = Conditions::translate(&mut request, &http::Method::GET, |_, bucket| bucket == 1);
/// assert_eq!(request["if-none-match"], "\"v7\"");
/// assert!(conditions.is_some());
/// ```
pub fn own_validator(headers: &HeaderMap, bucket: u64) -> Option<HeaderValue> {
    let theirs = match (single(headers, &header::ETAG), single(headers, &header::LAST_MODIFIED)) {
        (Some(tag), _) if tags(tag).is_some_and(|tags| tags.len() == 1) => format!("e{tag}"),
        (None, Some(date)) if !headers.contains_key(header::ETAG) => format!("m{date}"),
        _ => return None,
    };
    if theirs.len() > LONGEST {
        return None;
    }
    let theirs = URL_SAFE_NO_PAD.encode(theirs);
    HeaderValue::try_from(format!("{PREFIX}{bucket:016x}-{theirs}\"")).ok()
}

fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().map(str::trim),
        _ => None,
    }
}

/// The entity tags of a list as written; `None` if it is none, as `*` is not.
fn tags(list: &str) -> Option<Vec<&str>> {
    let mut tags = Vec::new();
    let mut rest = list.trim_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let opaque = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?;
        let after = opaque.find('"')?;
        let end = rest.len() - opaque.len() + after + 1;
        let (tag, more) = rest.split_at_checked(end)?;
        tags.push(tag);
        let more_trimmed = more.trim_start_matches([' ', '\t']);
        if !more_trimmed.is_empty() && !more_trimmed.starts_with(',') {
            return None;
        }
        rest = more_trimmed.trim_start_matches([' ', '\t', ',']);
    }
    Some(tags)
}

/// What upstream calls the representation that one of our tags stands for.
enum Theirs {
    Tag(String),
    Modified(String),
}

fn unwrap(tag: &str) -> Option<(u64, Theirs)> {
    let rest = tag.strip_prefix(PREFIX)?.strip_suffix('"')?;
    let (bucket, rest) = rest.split_at_checked(BUCKET)?;
    let bucket = u64::from_str_radix(bucket, 16).ok()?;
    let theirs = URL_SAFE_NO_PAD.decode(rest.strip_prefix('-')?).ok()?;
    let theirs = String::from_utf8(theirs).ok()?;
    if let Some(date) = theirs.strip_prefix('m') {
        return Some((bucket, Theirs::Modified(date.to_owned())));
    }
    let theirs = theirs.strip_prefix('e')?;
    let is_one = tags(theirs).is_some_and(|tags| tags.len() == 1);
    is_one.then(|| (bucket, Theirs::Tag(theirs.to_owned())))
}

/// Conditions on tags of ours that a request asked upstream about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// Our tag, its bucket and upstream's; in the order of the request.
    asked: Vec<(HeaderValue, u64, Option<String>)>,
}

impl Conditions {
    /// Whether a request asks for what is, or is not, one of some entity tags.
    pub fn are_in(headers: &HeaderMap) -> bool {
        headers.keys().any(|name| *name == header::IF_MATCH || *name == header::IF_NONE_MATCH)
    }

    /// Translates the conditions of a request that hold tags of ours for which `accepts` says so,
    /// given tag and bucket, and removes the others; but on a change, what it must match (`If-Match`,
    /// `If-Unmodified-Since`, `If-None-Match: *`) stays, because such a condition must not get lost.
    ///
    /// `None`: upstream is not asked about a tag of ours, and a 304 would be no answer.
    pub fn translate(
        headers: &mut HeaderMap,
        method: &Method,
        accepts: impl Fn(&str, u64) -> bool,
    ) -> Option<Self> {
        let safe = method.is_safe();
        let matched = take_tags(headers, &header::IF_MATCH, safe);
        let unmatched = take_tags(headers, &header::IF_NONE_MATCH, safe);
        headers.remove(header::IF_MODIFIED_SINCE);
        if safe {
            headers.remove(header::IF_UNMODIFIED_SINCE);
        }
        translated(headers, &header::IF_MATCH, matched, safe, &accepts);
        let asked = translated(headers, &header::IF_NONE_MATCH, unmatched, true, &accepts);
        (safe && !asked.is_empty()).then_some(Self { asked })
    }

    /// As [`translate`](Self::translate) for a viewer to whom nothing is closed: what is not ours
    /// stays as it is.
    pub fn translate_own(
        headers: &mut HeaderMap,
        method: &Method,
        accepts: impl Fn(&str, u64) -> bool,
    ) -> Option<Self> {
        let mut asked = Vec::new();
        for name in [header::IF_MATCH, header::IF_NONE_MATCH] {
            let ours = headers.get_all(&name).iter().any(|value| {
                value.as_bytes().windows(PREFIX.len()).any(|part| part == PREFIX.as_bytes())
            });
            if ours {
                let tags = take_tags(headers, &name, true);
                asked = translated(headers, &name, tags, false, &accepts);
            }
        }
        (method.is_safe() && !asked.is_empty()).then_some(Self { asked })
    }

    /// Whether a 304 with these fields answers what was asked: our tag that it confirms, and its
    /// bucket.
    pub fn confirmed(&self, headers: &HeaderMap) -> Option<(&HeaderValue, u64)> {
        if !headers.contains_key(header::ETAG) {
            return self.asked.first().map(|(tag, bucket, _)| (tag, *bucket));
        }
        let theirs = single(headers, &header::ETAG)?;
        let same = self.asked.iter().find(|(_, _, asked)| match asked {
            Some(asked) => opaque(asked) == opaque(theirs),
            // Asked by date, so the tag is news.
            None => true,
        });
        same.map(|(tag, bucket, _)| (tag, *bucket))
    }
}

/// Weak comparison (RFC 9110 section 8.8.3.2).
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// Takes the tags of a field out; `*` and what cannot be read stay, unless all goes.
fn take_tags(headers: &mut HeaderMap, name: &HeaderName, all: bool) -> Vec<String> {
    let mut found = Vec::new();
    for value in headers.get_all(name) {
        match value.to_str().ok().and_then(tags) {
            Some(tags) => found.extend(tags.into_iter().map(str::to_owned)),
            None if all => {}
            None => return Vec::new(),
        }
    }
    headers.remove(name);
    found
}

/// Puts what upstream knows in the place of our tags; others stay unless `only_ours`.
fn translated(
    headers: &mut HeaderMap,
    name: &HeaderName,
    tags: Vec<String>,
    only_ours: bool,
    accepts: &impl Fn(&str, u64) -> bool,
) -> Vec<(HeaderValue, u64, Option<String>)> {
    let (mut asked, mut list, mut since) = (Vec::new(), String::new(), None);
    let mut push = |tag: &str| {
        let comma = if list.is_empty() { "" } else { ", " };
        let _ = write!(list, "{comma}{tag}");
    };
    for tag in tags {
        let Some((bucket, theirs)) = unwrap(&tag) else {
            if !only_ours {
                push(&tag);
            }
            continue;
        };
        let Some(own) = HeaderValue::from_str(&tag).ok().filter(|_| accepts(&tag, bucket)) else {
            continue;
        };
        match theirs {
            Theirs::Tag(theirs) => {
                push(&theirs);
                asked.push((own, bucket, Some(theirs)));
            }
            Theirs::Modified(date) => since = since.or(Some((own, bucket, date))),
        }
    }
    if let Ok(list) = HeaderValue::try_from(list.as_str())
        && !list.is_empty()
    {
        headers.insert(name, list);
    } else if let Some((own, bucket, date)) = since
        && let Ok(date) = HeaderValue::try_from(date)
    {
        let by_date = if *name == header::IF_MATCH {
            header::IF_UNMODIFIED_SINCE
        } else {
            header::IF_MODIFIED_SINCE
        };
        headers.insert(by_date, date);
        asked.push((own, bucket, None));
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &str = "Sat, 28 Nov 2026 08:00:00 GMT";

    fn own(name: &'static str, value: &str, bucket: u64) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        own_validator(&headers, bucket).map(|tag| tag.to_str().unwrap().to_owned())
    }

    fn translate(
        method: Method,
        name: &'static str,
        value: &str,
    ) -> (Option<Conditions>, HeaderMap) {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        let conditions = Conditions::translate(&mut headers, &method, |_, bucket| bucket == 7);
        (conditions, headers)
    }

    #[test]
    fn only_a_sound_validator_is_wrapped() {
        for (name, value, wraps) in [
            ("etag", "\"v\"", true),
            ("etag", "W/\"v\"", true),
            ("etag", "\"a,b\"", true),
            ("etag", "v", false),
            ("etag", "\"a\", \"b\"", false),
            ("etag", "", false),
            ("etag", &format!("\"{}\"", "v".repeat(400)), false),
            ("last-modified", DATE, true),
        ] {
            assert_eq!(own(name, value, 7).is_some(), wraps, "{value}");
        }
        let mut twice = HeaderMap::new();
        twice.append("etag", "\"a\"".parse().unwrap());
        twice.append("etag", "\"b\"".parse().unwrap());
        assert_eq!(own_validator(&twice, 7), None);
    }

    #[test]
    fn ours_of_the_same_bucket_comes_back() {
        let mine = own("etag", "\"v\"", 7).unwrap();
        let other = own("etag", "\"v\"", 8).unwrap();
        let dated = own("last-modified", DATE, 7).unwrap();
        let match_both = format!("{other}, \"x\" ,{mine}");
        for (method, name, value, sent, asks) in [
            (Method::GET, "if-none-match", mine.as_str(), vec![("if-none-match", "\"v\"")], true),
            (Method::HEAD, "if-none-match", &mine, vec![("if-none-match", "\"v\"")], true),
            (Method::GET, "if-none-match", &other, vec![], false),
            (Method::GET, "if-none-match", &match_both, vec![("if-none-match", "\"v\"")], true),
            (Method::GET, "if-none-match", &dated, vec![("if-modified-since", DATE)], true),
            (Method::GET, "if-none-match", "\"v\"", vec![], false),
            (Method::GET, "if-none-match", "*", vec![], false),
            (Method::GET, "if-none-match", "W/\"agegate-\"", vec![], false),
            (Method::GET, "if-modified-since", DATE, vec![], false),
            (Method::GET, "if-unmodified-since", DATE, vec![], false),
            (Method::GET, "if-match", "\"v\"", vec![], false),
            (Method::GET, "if-match", &mine, vec![("if-match", "\"v\"")], false),
            (Method::PUT, "if-match", &mine, vec![("if-match", "\"v\"")], false),
            (Method::PUT, "if-match", &dated, vec![("if-unmodified-since", DATE)], false),
            (Method::PUT, "if-match", "\"v\"", vec![("if-match", "\"v\"")], false),
            (Method::PUT, "if-match", "*", vec![("if-match", "*")], false),
            (Method::PUT, "if-none-match", "*", vec![("if-none-match", "*")], false),
            (Method::POST, "if-none-match", "\"v\"", vec![], false),
            (Method::POST, "if-modified-since", DATE, vec![], false),
            (Method::PUT, "if-unmodified-since", DATE, vec![("if-unmodified-since", DATE)], false),
        ] {
            let (conditions, headers) = translate(method.clone(), name, value);
            let headers: Vec<_> =
                headers.iter().map(|(name, v)| (name.as_str(), v.to_str().unwrap())).collect();
            assert_eq!(headers, sent, "{method} {name}: {value}");
            assert_eq!(conditions.is_some(), asks, "{method} {name}: {value}");
        }
    }

    #[test]
    fn with_nothing_closed_what_is_not_ours_stays() {
        let mine = own("etag", "\"v\"", 7).unwrap();
        let other = own("etag", "\"v\"", 8).unwrap();
        for (value, sent, asks) in [
            (mine.as_str(), Some("\"v\""), true),
            (&other, None, false),
            (&format!("\"x\", {mine}"), Some("\"x\", \"v\""), true),
            ("\"x\"", Some("\"x\""), false),
            ("*", Some("*"), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("if-none-match", value.parse().unwrap());
            let conditions =
                Conditions::translate_own(&mut headers, &Method::GET, |_, bucket| bucket == 7);
            assert_eq!(headers.get("if-none-match").map(|v| v.to_str().unwrap()), sent, "{value}");
            assert_eq!(conditions.is_some(), asks, "{value}");
        }
    }

    #[test]
    fn a_304_confirms_only_what_was_asked() {
        let mine = own("etag", "\"v\"", 7).unwrap();
        let (conditions, _) = translate(Method::GET, "if-none-match", &mine);
        let conditions = conditions.unwrap();
        for (tag, confirms) in
            [(None, true), (Some("\"v\""), true), (Some("W/\"v\""), true), (Some("\"w\""), false)]
        {
            let mut headers = HeaderMap::new();
            if let Some(tag) = tag {
                headers.insert("etag", tag.parse().unwrap());
            }
            let confirmed = conditions.confirmed(&headers);
            assert_eq!(confirmed.is_some(), confirms, "{tag:?}");
            assert!(confirmed.is_none_or(|(tag, bucket)| tag == &mine && bucket == 7));
        }
    }
}
