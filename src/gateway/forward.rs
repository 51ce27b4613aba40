//! What a proxy changes in heads (RFC 9110, 7.6): what concerns one connection stays on it, and
//! who asked is passed on.

use crate::representation::remove_alike;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::uri::{Authority, Scheme, Uri};
use http::{Version, request};
use std::net::IpAddr;

const HOP_BY_HOP: [HeaderName; 8] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Takes out what concerns one connection only, and what its `Connection` field lists.
pub(super) fn strip_hop_by_hop(headers: &mut HeaderMap) {
    let listed: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .flat_map(|value| value.as_bytes().split(|&byte| byte == b','))
        .filter_map(|name| HeaderName::from_bytes(name.trim_ascii()).ok())
        .collect();
    // A length beside chunks is how requests are smuggled (RFC 9112, 6.3): the chunks stand.
    if headers.contains_key(header::TRANSFER_ENCODING) {
        headers.remove(header::CONTENT_LENGTH);
    }
    for name in listed.iter().chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}

/// Says that the message came through here.
pub(super) fn add_via(headers: &mut HeaderMap, received: Version) {
    let via = match received {
        Version::HTTP_2 => "2.0 agegate",
        Version::HTTP_10 => "1.0 agegate",
        _ => "1.1 agegate",
    };
    headers.append(header::VIA, HeaderValue::from_static(via));
}

/// Says who asked, by which scheme and for which host. What a peer in front says of it is kept only
/// if that peer is trusted.
pub(super) fn add_forwarded(
    headers: &mut HeaderMap,
    peer: Option<IpAddr>,
    scheme: &Scheme,
    trusted: bool,
) {
    if !trusted {
        for name in [FORWARDED_FOR, FORWARDED_PROTO, FORWARDED_HOST, header::FORWARDED] {
            remove_alike(headers, name.as_str());
        }
    }
    if let Some(value) = peer.and_then(|peer| HeaderValue::from_str(&peer.to_string()).ok()) {
        headers.append(FORWARDED_FOR, value);
    }
    if !headers.contains_key(FORWARDED_PROTO) {
        let name = if *scheme == Scheme::HTTPS { "https" } else { "http" };
        headers.insert(FORWARDED_PROTO, HeaderValue::from_static(name));
    }
    if !headers.contains_key(FORWARDED_HOST)
        && let Some(host) = headers.get(header::HOST).cloned()
    {
        headers.insert(FORWARDED_HOST, host);
    }
}

/// Settles the one host of a request in its `Host` field, so that all who read it agree: the
/// authority of the target before the field (RFC 9112, 3.2.2; RFC 9113, 8.3.1).
///
/// # Errors
/// What is wrong with it, for a 400.
pub(super) fn settle_host(request: &mut request::Parts) -> Result<(), &'static str> {
    let mut fields = request.headers.get_all(header::HOST).iter();
    let field = fields.next().cloned();
    if fields.next().is_some() {
        return Err("The request names more than one host.");
    }
    let host = match request.uri.authority() {
        Some(authority) if authority.as_str().contains('@') => {
            return Err("The request's target holds credentials.");
        }
        Some(authority) => HeaderValue::from_str(authority.as_str()).ok(),
        None => field,
    };
    let Some(host) = host else {
        return match request.version {
            Version::HTTP_10 | Version::HTTP_09 => Ok(()),
            _ => Err("The request names no host."),
        };
    };
    let sound = Authority::try_from(host.as_bytes()).is_ok_and(|host| !host.as_str().contains('@'));
    if !sound {
        return Err("The request's host is malformed.");
    }
    request.headers.insert(header::HOST, host);
    Ok(())
}

/// The request's target at the shop.
pub(super) fn target(origin: &Uri, uri: &Uri) -> Option<Uri> {
    let mut parts = origin.clone().into_parts();
    parts.path_and_query = uri.path_and_query().cloned();
    Uri::from_parts(parts).ok()
}
