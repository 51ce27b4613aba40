//! Key sets behind URLs: fetched in the background, never in a request.
//!
//! 1. A fetched set stands until the next one is whole and valid: an issuer that is down for an hour
//!    locks nobody out.
//! 2. No URL is asked more often than [`MIN_REFRESH`], however often it fails and however many
//!    tokens ask for keys that are not there.

use super::upstream::{HttpClient, UpstreamProtocol, client};
use crate::assurance::KeyUrl;
use crate::engine::EngineHandle;
use crate::middleware::BoxError;
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty, Limited};
use std::collections::HashMap;
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

/// Fetches what the revision in force needs, for ever. `tried` is called after each round.
pub(super) async fn drive(engine: EngineHandle, tried: impl Fn()) {
    let client: HttpClient<Empty<Bytes>> =
        client(Duration::from_secs(5), Duration::from_secs(5), UpstreamProtocol::Http1, None);
    let mut schedule = Schedule::default();
    loop {
        let current = engine.current();
        let assessor = current.assessor();
        schedule.keep(|place| assessor.key_urls().any(|known| place == (known.issuer, known.url)));
        for KeyUrl { issuer, url, refresh } in assessor.key_urls() {
            let now = Instant::now();
            let due = |refresh| schedule.is_due(issuer, url, refresh, now);
            let missing = || assessor.keys(issuer).is_none_or(|keys| keys.is_empty());
            // A wish is taken only when it is granted.
            let wanted = || due(MIN_REFRESH) && (missing() || assessor.take_wanted(issuer));
            if !(due(refresh) || wanted()) {
                continue;
            }
            let fetched = timeout(FETCH, fetch(&client, url)).await;
            let installed = match fetched {
                Ok(Ok(set)) => {
                    let installed = assessor.install_keys(issuer, &set);
                    installed.map(drop).map_err(|error| error.to_string())
                }
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err(format!("nothing whole came within {FETCH:?}")),
            };
            if let Err(error) = &installed {
                tracing::warn!(%url, %error, "keys not fetched; those before stand");
            }
            schedule.asked(issuer, url, installed.is_ok(), Instant::now());
        }
        tried();
        sleep(LOOK).await;
    }
}

/// When each URL was asked, by issuer, and whether that gave keys.
#[derive(Default)]
struct Schedule {
    asked: HashMap<(usize, String), (Instant, bool)>,
}

impl Schedule {
    fn keep(&mut self, known: impl Fn((usize, &str)) -> bool) {
        self.asked.retain(|(issuer, url), _| known((*issuer, url)));
    }

    fn is_due(&self, issuer: usize, url: &str, refresh: Duration, now: Instant) -> bool {
        self.asked.get(&(issuer, url.to_owned())).is_none_or(|(asked, whole)| {
            let wait = if *whole { refresh.max(MIN_REFRESH) } else { MIN_REFRESH };
            now >= *asked + wait
        })
    }

    fn asked(&mut self, issuer: usize, url: &str, whole: bool, now: Instant) {
        self.asked.insert((issuer, url.to_owned()), (now, whole));
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
        const URL: &str = "https://a.example/k";
        let (now, refresh) = (Instant::now(), MIN_REFRESH * 4);
        let mut schedule = Schedule::default();
        let due = |schedule: &Schedule, after| schedule.is_due(0, URL, refresh, now + after);
        assert!(due(&schedule, Duration::ZERO));
        schedule.asked(0, URL, false, now);
        assert!(!due(&schedule, Duration::ZERO), "a failing URL is not hammered");
        assert!(due(&schedule, MIN_REFRESH));
        assert!(schedule.is_due(1, URL, refresh, now), "another issuer");
        schedule.asked(0, URL, true, now);
        assert!(!due(&schedule, MIN_REFRESH));
        assert!(due(&schedule, refresh));
        assert!(!schedule.is_due(0, URL, Duration::ZERO, now), "never more often");
        schedule.keep(|place| place != (0, URL));
        assert!(due(&schedule, Duration::ZERO));
    }
}
