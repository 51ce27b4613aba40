//! A header that a listed peer in front of us sets: a CDN or an edge that has checked the age.
//!
//! 1. The peer is known by [`PeerAddr`] alone, never by `Forwarded` or `X-Forwarded-For`.
//! 2. The header exactly once, from a listed peer: `18` or `18+` (at least), `13-17` (a range).
//! 3. From anybody else, twice, or in another form: refused.

use super::settings::TrustedHeaderConfig;
use super::{Assurance, Refusal};
use crate::age::{Age, AgeBounds};
use crate::clock::Date;
use http::request::Parts;
use std::net::IpAddr;

/// The address of the connection's other end, set as a request extension by the adapter; the only
/// thing a peer is trusted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddr(pub IpAddr);

/// What the trusted header proves, if it is there.
pub(super) fn read(
    request: &Parts,
    config: &TrustedHeaderConfig,
    today: Date,
) -> Result<Option<Assurance>, Refusal> {
    let mut lines = request.headers.get_all(&config.name).iter();
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    // Asked before the form, so that a stranger learns nothing from the answer.
    let peer = request.extensions.get::<PeerAddr>().ok_or(Refusal::UntrustedPeer)?;
    let address = peer.0.to_canonical();
    if !config.peers.iter().any(|network| network.contains(&address)) {
        return Err(Refusal::UntrustedPeer);
    }
    if lines.next().is_some() {
        return Err(Refusal::Repeated);
    }
    let bounds = line.to_str().ok().and_then(bounds).ok_or(Refusal::HeaderForm)?;
    Ok(Some(Assurance {
        bounds,
        born_not_after: super::latest_birth(bounds.lower, today),
        class: config.class,
        method: config.method,
        confidence: config.confidence,
        issuer: Some(config.issuer.clone()),
        ..Assurance::UNKNOWN
    }))
}

fn bounds(text: &str) -> Option<AgeBounds> {
    let text = text.trim_ascii();
    if let Some((lower, upper)) = text.split_once('-') {
        let bounds = AgeBounds { lower: years(lower)?, upper: Some(years(upper)?) };
        return (!bounds.is_contradictory()).then_some(bounds);
    }
    years(text.strip_suffix('+').unwrap_or(text)).map(AgeBounds::at_least)
}

fn years(text: &str) -> Option<Age> {
    let digits = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().map(Age)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::age::Class;
    use crate::assurance::Confidence;
    use crate::assurance::trial::edge_header;
    use http::Request;

    fn config() -> TrustedHeaderConfig {
        TrustedHeaderConfig {
            peers: vec!["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()],
            ..edge_header()
        }
    }

    fn request(peer: Option<&str>, values: &[&str]) -> Parts {
        let mut request = Request::builder();
        for value in values {
            request = request.header("x-edge-age", *value);
        }
        let mut parts = request.body(()).unwrap().into_parts().0;
        if let Some(peer) = peer {
            parts.extensions.insert(PeerAddr(peer.parse().unwrap()));
        }
        parts
    }

    #[test]
    fn only_listed_peers_are_heard() {
        let today = Date::new(2026, 11, 24).unwrap();
        let good = Some("10.1.2.3");
        let range = |lower, upper: Option<u8>| Ok(Some((lower, upper)));
        type Bounds = Result<Option<(u8, Option<u8>)>, Refusal>;
        let cases: &[(Option<&str>, &[&str], Bounds)] = &[
            (good, &["18"], range(18, None)),
            (good, &["18+"], range(18, None)),
            (good, &[" 0-12 "], range(0, Some(12))),
            (Some("::ffff:10.1.2.3"), &["18"], range(18, None)),
            (Some("2001:db8::7"), &["18"], range(18, None)),
            (good, &[], Ok(None)),
            (None, &[], Ok(None)),
            (None, &["18"], Err(Refusal::UntrustedPeer)),
            (Some("11.0.0.1"), &["18"], Err(Refusal::UntrustedPeer)),
            (Some("11.0.0.1"), &["nonsense"], Err(Refusal::UntrustedPeer)),
            (Some("2001:db9::7"), &["18"], Err(Refusal::UntrustedPeer)),
            (good, &["18", "18"], Err(Refusal::Repeated)),
            (good, &[""], Err(Refusal::HeaderForm)),
            (good, &["+18"], Err(Refusal::HeaderForm)),
            (good, &["18, 21"], Err(Refusal::HeaderForm)),
            (good, &["17-13"], Err(Refusal::HeaderForm)),
            (good, &["18-"], Err(Refusal::HeaderForm)),
            (good, &["999"], Err(Refusal::HeaderForm)),
            (good, &["0018"], Err(Refusal::HeaderForm)),
            (good, &["adult"], Err(Refusal::HeaderForm)),
        ];
        for (peer, values, expected) in cases {
            let got = read(&request(*peer, values), &config(), today);
            let got = got.map(|a| a.map(|a| (a.bounds.lower.0, a.bounds.upper.map(|u| u.0))));
            assert_eq!(got, *expected, "{peer:?} {values:?}");
        }
    }

    #[test]
    fn the_configuration_names_the_grade() {
        let today = Date::new(2026, 11, 24).unwrap();
        let one = read(&request(Some("10.0.0.1"), &["18"]), &config(), today).unwrap().unwrap();
        assert_eq!((one.class, one.confidence), (Class::Inferred, Confidence::Basic));
        assert_eq!(one.issuer.as_deref(), Some("edge"));
        assert_eq!(one.born_not_after, Date::new(2008, 12, 31));
    }
}
