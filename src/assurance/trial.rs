//! Requests and settings for tests.

use super::Confidence;
use super::settings::TrustedHeaderConfig;
use crate::age::Class;
use http::request::Parts;
use http::{HeaderName, Request};

pub(super) fn request(target: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = Request::builder().uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

/// `X-Edge-Age`, believed from the network 10.0.0.0/8.
pub(super) fn edge_header() -> TrustedHeaderConfig {
    TrustedHeaderConfig {
        name: HeaderName::from_static("x-edge-age"),
        peers: vec!["10.0.0.0/8".parse().unwrap()],
        issuer: "edge".to_owned(),
        class: Class::Inferred,
        confidence: Confidence::Basic,
        method: None,
    }
}
