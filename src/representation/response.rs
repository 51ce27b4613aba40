//! Whether a response can be judged, from its head alone.

use super::{Coding, MediaType};
use http::header::{self, HeaderMap};
use http::{StatusCode, response};
use std::fmt;

/// Why a response cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unreadable {
    /// A content coding that is unknown or broken.
    Coding,
    /// A charset that cannot be read.
    Charset,
    /// A part of a representation (206, multipart).
    Partial,
    /// A 304 that nobody asked for.
    NotModified,
    /// A change of protocol (101).
    Upgrade,
    /// A missing, doubled or unknown media type.
    MediaType,
    /// Bytes that are not what the media type says.
    Contradiction,
}

impl Unreadable {
    /// The label in metrics and events.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Coding => "coding",
            Self::Charset => "charset",
            Self::Partial => "partial",
            Self::NotModified => "not_modified",
            Self::Upgrade => "upgrade",
            Self::MediaType => "media_type",
            Self::Contradiction => "contradiction",
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Coding => {
                "upstream sent a content coding that is unknown, broken or not built in"
            }
            Self::Charset => "upstream sent a charset that is unknown, ambiguous or not built in",
            Self::Partial => "upstream sent a part of a representation, which cannot be judged",
            Self::NotModified => "upstream answered 304 to an unconditional request",
            Self::Upgrade => "upstream changed the protocol, which cannot be judged",
            Self::MediaType => "upstream sent a media type that the table does not let through",
            Self::Contradiction => "the body's first bytes contradict its media type",
        })
    }
}

impl std::error::Error for Unreadable {}

/// Whether a response can be judged at all, whatever its media type.
///
/// # Errors
/// The first reason why not.
pub fn readable(head: &response::Parts, media: Option<&MediaType>) -> Result<(), Unreadable> {
    match head.status {
        StatusCode::SWITCHING_PROTOCOLS => return Err(Unreadable::Upgrade),
        StatusCode::PARTIAL_CONTENT => return Err(Unreadable::Partial),
        StatusCode::NOT_MODIFIED => return Err(Unreadable::NotModified),
        _ => {}
    }
    if head.headers.contains_key(header::CONTENT_RANGE) {
        return Err(Unreadable::Partial);
    }
    if Coding::of(&head.headers).is_none() {
        return Err(Unreadable::Coding);
    }
    match media {
        Some(media) if media.essence().starts_with("multipart/byteranges") => {
            Err(Unreadable::Partial)
        }
        Some(media) => media.charset().map(|_| ()),
        None => Ok(()),
    }
}

/// Removes what describes the bytes of a body that is going to change.
pub fn drop_body_metadata(headers: &mut HeaderMap) {
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::CONTENT_ENCODING);
    headers.remove(header::TRAILER);
    super::strip_validators(headers);
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Response;

    #[test]
    fn what_cannot_be_judged_is_named() {
        let known = if cfg!(feature = "coding") { Ok(()) } else { Err(Unreadable::Coding) };
        let cases: [(u16, &[(&str, &str)], Result<(), Unreadable>); 16] = [
            (200, &[("content-type", "application/json")], Ok(())),
            (200, &[("content-encoding", "identity")], Ok(())),
            (200, &[("content-encoding", "gzip")], known),
            (200, &[("content-encoding", "Identity, BR")], known),
            (200, &[("content-encoding", "X-GZip,deflate, zstd")], known),
            (200, &[("content-encoding", "gzip, compress")], Err(Unreadable::Coding)),
            (200, &[("content-encoding", "gzip,gzip,gzip,gzip,gzip")], Err(Unreadable::Coding)),
            (200, &[("content-encoding", "x-unknown")], Err(Unreadable::Coding)),
            (206, &[], Err(Unreadable::Partial)),
            (200, &[("content-range", "bytes 0-1/2")], Err(Unreadable::Partial)),
            (
                200,
                &[("content-type", "multipart/byteranges; boundary=x")],
                Err(Unreadable::Partial),
            ),
            (200, &[("content-type", "multipart/mixed; boundary=\"-\"")], Ok(())),
            (304, &[], Err(Unreadable::NotModified)),
            (101, &[], Err(Unreadable::Upgrade)),
            (200, &[("content-type", "text/html; charset=utf-7")], Err(Unreadable::Charset)),
            (404, &[("content-type", "text/html")], Ok(())),
        ];
        for (status, headers, expected) in cases {
            let mut builder = Response::builder().status(status);
            for (name, value) in headers {
                builder = builder.header(*name, *value);
            }
            let (head, ()) = builder.body(()).unwrap().into_parts();
            let media = MediaType::of(&head.headers);
            assert_eq!(readable(&head, media.as_ref()), expected, "{status} {headers:?}");
        }
    }
}
