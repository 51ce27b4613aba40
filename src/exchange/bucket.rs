//! The bucket by whose name a cache in front may keep a response (`cache.bucket_header`).

use crate::assurance::PeerAddr;
use crate::engine::Engine;
use crate::jurisdiction::Jurisdiction;
use crate::policy::Closed;
use crate::representation::remove_alike;
use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode, request};

/// Where a cache in front asks for a viewer's bucket, with the viewer's own header fields.
pub const BUCKET_PATH: &str = "/.agegate/bucket";

/// What a request says and should say of its viewer's bucket.
#[derive(Debug)]
pub(super) struct Bucket {
    name: HeaderName,
    value: HeaderValue,
    /// Whether a trusted peer named it.
    named: bool,
}

impl Bucket {
    /// Settles the header field of a request; `None` where none is configured.
    ///
    /// `closed` is what is closed for the viewer whatever the route, because the peer asks for all
    /// routes at once.
    pub(super) fn settle(
        engine: &Engine,
        request: &mut request::Parts,
        closed: &Closed,
        jurisdiction: Jurisdiction,
    ) -> Option<Self> {
        let name = engine.settings().bucket_header.clone()?;
        let kind = match &closed.set {
            set if set.enforced.is_empty() => "open",
            set if set.age_rule_open => "closed",
            _ => "prohibited",
        };
        let hash = engine.bucket(Some(closed));
        let value = HeaderValue::try_from(format!("{kind}-{jurisdiction}-{hash:016x}")).ok()?;
        let mut claimed = request.headers.get_all(&name).iter();
        let named = is_trusted(engine, request)
            && claimed.next() == Some(&value)
            && claimed.next().is_none();
        remove_alike(&mut request.headers, name.as_str());
        request.headers.insert(name.clone(), value.clone());
        Some(Self { name, value, named })
    }

    /// The header by which a response may be told from those of other buckets.
    pub(super) fn shared_by(&self) -> Option<&HeaderName> {
        self.named.then_some(&self.name)
    }

    /// The answer at [`BUCKET_PATH`], to a trusted peer.
    pub(super) fn answer(self) -> Response<Bytes> {
        let mut answer = Response::new(Bytes::new());
        *answer.status_mut() = StatusCode::NO_CONTENT;
        let no_store = HeaderValue::from_static("no-store");
        answer.headers_mut().insert(header::CACHE_CONTROL, no_store);
        answer.headers_mut().insert(self.name, self.value);
        answer
    }
}

/// Whether the request comes from a trusted peer.
pub(super) fn is_trusted(engine: &Engine, request: &request::Parts) -> bool {
    let peer = request.extensions.get::<PeerAddr>();
    peer.is_some_and(|peer| engine.settings().trusts(peer.0))
}
