//! What we may ask upstream when a response has to be judged.

use super::caching::{Names, remove_all};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// Asks for the whole representation, uncoded and without an upgrade, so that what comes can be
/// judged. [`Conditions`](super::Conditions) are a matter of their own.
pub fn ask_for_whole_plain_body(headers: &mut HeaderMap) {
    const GONE: [HeaderName; 4] = [header::RANGE, header::IF_RANGE, header::UPGRADE, header::TE];
    for name in GONE {
        headers.remove(name);
    }
    for name in ["want-content-digest", "want-repr-digest", "a-im", "accept-instance-manipulation"]
    {
        headers.remove(name);
    }
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
}

/// Removes headers by which frameworks let a client name another path or method than the one
/// that routes and exemptions were matched against.
pub fn strip_method_overrides(headers: &mut HeaderMap) {
    const OVERRIDES: Names = Names::new(&[
        "x-original-url",
        "x-rewrite-url",
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
    ]);
    remove_all(headers, &OVERRIDES);
}
