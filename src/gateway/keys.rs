//! Key sets behind URLs: fetched in the background, never in a request.
//!
//! 1. A fetched set stands until the next one is whole and valid: an issuer that is down for an hour
//!    locks nobody out.
//! 2. No URL is asked more often than [`MIN_REFRESH`], however often it fails.

use super::State;
use super::upstream::{HttpClient, UpstreamProtocol, client};
use crate::engine::EngineHandle;
use crate::middleware::BoxError;
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty, Limited};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Bytes of a key set; real ones have a few KiB.
const LARGEST: usize = 256 << 10;
/// For a whole fetch.
const FETCH: Duration = Duration::from_secs(10);
/// Between two fetches of one URL.
const MIN_REFRESH: Duration = Duration::from_secs(30);
/// Between two looks at which URLs the revision in force has.
const LOOK: Duration = Duration::from_secs(5);

/// Fetches what the revision in force needs, for ever.
pub(super) async fn drive(engine: EngineHandle, refresh: Duration, state: Arc<State>) {
    let client: HttpClient<Empty<Bytes>> =
        client(Duration::from_secs(5), Duration::from_secs(5), UpstreamProtocol::Http1);
    let mut schedule = Schedule { refresh: refresh.max(MIN_REFRESH), next: HashMap::new() };
    loop {
        let current = engine.current();
        let urls: Vec<(usize, String)> =
            current.assessor().key_urls().map(|(issuer, url)| (issuer, url.to_owned())).collect();
        schedule.next.retain(|(issuer, known), _| {
            urls.iter().any(|(index, url)| index == issuer && url == known)
        });
        for (issuer, url) in urls {
            if !schedule.is_due(issuer, &url, Instant::now()) {
                continue;
            }
            let fetched = timeout(FETCH, fetch(&client, &url)).await;
            let installed = match fetched {
                Ok(Ok(set)) => current
                    .assessor()
                    .install_keys(issuer, &set)
                    .map(drop)
                    .map_err(|error| error.to_string()),
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err(format!("nothing whole came within {FETCH:?}")),
            };
            if let Err(error) = &installed {
                tracing::warn!(%url, %error, "keys not fetched; those before stand");
            }
            schedule.fetched(issuer, url, installed.is_ok(), Instant::now());
        }
        state.keys_tried.store(true, Ordering::Release);
        sleep(LOOK).await;
    }
}

struct Schedule {
    refresh: Duration,
    next: HashMap<(usize, String), Instant>,
}

impl Schedule {
    fn is_due(&self, issuer: usize, url: &str, now: Instant) -> bool {
        self.next.get(&(issuer, url.to_owned())).is_none_or(|next| now >= *next)
    }

    fn fetched(&mut self, issuer: usize, url: String, whole: bool, now: Instant) {
        let wait = if whole { self.refresh } else { MIN_REFRESH };
        self.next.insert((issuer, url), now + wait);
    }
}

async fn fetch(client: &HttpClient<Empty<Bytes>>, url: &str) -> Result<Bytes, BoxError> {
    let mut request = Request::get(url).body(Empty::new())?;
    let accepted = HeaderValue::from_static("application/jwk-set+json, application/json");
    request.headers_mut().insert(header::ACCEPT, accepted);
    let response = client.request(request).await?;
    if response.status() != StatusCode::OK {
        return Err(format!("the answer is {}, not 200", response.status()).into());
    }
    Ok(Limited::new(response.into_body(), LARGEST).collect().await?.to_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_asked_again_soon_after_a_failure_and_late_after_a_success() {
        let now = Instant::now();
        let mut schedule = Schedule { refresh: MIN_REFRESH * 4, next: HashMap::new() };
        assert!(schedule.is_due(0, "https://a.example/k", now));
        schedule.fetched(0, "https://a.example/k".to_owned(), false, now);
        assert!(!schedule.is_due(0, "https://a.example/k", now));
        assert!(schedule.is_due(0, "https://a.example/k", now + MIN_REFRESH));
        assert!(schedule.is_due(1, "https://a.example/k", now));
        schedule.fetched(0, "https://a.example/k".to_owned(), true, now);
        assert!(!schedule.is_due(0, "https://a.example/k", now + MIN_REFRESH));
        assert!(schedule.is_due(0, "https://a.example/k", now + MIN_REFRESH * 4));
    }
}
