//! What is shown instead of a page whose subject is withheld, and of a body that cannot be judged.
//!
//! 1. HTML for a browser, problem+json (RFC 9457) for everything else.
//! 2. 403 by default, 451 (RFC 7725) where the goods are prohibited for everyone, so that no
//!    proof is asked for in vain; 303 or 200 by configuration.
//! 3. No body names a category, a term or a title: who may not see it learns nothing of it.
//! 4. Never stored: it is one viewer's answer.

mod page;
mod problem;

pub use problem::Problem;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Response, StatusCode};

/// How the gate answers, from the configuration (`[gate]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Status of the HTML gate: 403, 303 or 200.
    pub html_status: StatusCode,
    /// Where age can be proven: a path of the shop or an absolute URL.
    pub challenge_url: Option<String>,
    /// Who demands the block, for `Link: rel="blocked-by"` of a 451.
    pub blocked_by: Option<String>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { html_status: StatusCode::FORBIDDEN, challenge_url: None, blocked_by: None }
    }
}

/// Why the gate answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A proof of age would open it.
    AgeAssuranceRequired,
    /// Nothing opens it.
    Prohibited,
    /// Upstream's answer cannot be judged.
    Unreadable,
    /// Too much is held at once; later it may go.
    Overloaded,
}

impl Reason {
    /// The label in metrics and events.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AgeAssuranceRequired => "age_assurance_required",
            Self::Prohibited => "prohibited",
            Self::Unreadable => "unreadable",
            Self::Overloaded => "overloaded",
        }
    }
}

impl Gate {
    /// The answer that stands in for a withheld one.
    ///
    /// `html` says whether the client expects a page (see [`wants_html`]).
    pub fn answer(&self, reason: Reason, html: bool) -> Response<Bytes> {
        let status = self.status(reason, html);
        let (kind, body) = if html {
            ("text/html; charset=utf-8", page::render(reason, self.challenge_url.as_deref()))
        } else {
            let problem = Problem::new(reason, status, self.challenge_url.as_deref());
            ("application/problem+json", problem.to_json())
        };
        let length = body.len();
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(
            header::VARY,
            HeaderValue::from_static("cookie, age-assurance-token, prefer, accept"),
        );
        if html {
            headers.insert(
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(
                    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
                ),
            );
        }
        self.add_directions(headers, status);
        response
    }

    fn status(&self, reason: Reason, html: bool) -> StatusCode {
        match reason {
            Reason::Prohibited => StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS,
            Reason::Unreadable => StatusCode::BAD_GATEWAY,
            Reason::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
            Reason::AgeAssuranceRequired if !html => StatusCode::FORBIDDEN,
            // A redirect without a place to go to would be a loop or an error page.
            Reason::AgeAssuranceRequired
                if self.html_status == StatusCode::SEE_OTHER && self.challenge_url.is_none() =>
            {
                StatusCode::FORBIDDEN
            }
            Reason::AgeAssuranceRequired => self.html_status,
        }
    }

    fn add_directions(&self, headers: &mut HeaderMap, status: StatusCode) {
        let value = |text: String| HeaderValue::from_str(&text).ok();
        match status {
            StatusCode::SEE_OTHER => {
                if let Some(url) = self.challenge_url.clone().and_then(value) {
                    headers.insert(header::LOCATION, url);
                }
            }
            StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS => {
                let link =
                    self.blocked_by.as_ref().map(|who| format!("<{who}>; rel=\"blocked-by\""));
                if let Some(link) = link.and_then(value) {
                    headers.insert(header::LINK, link);
                }
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
    }
}

/// Whether the client of a request expects a page: it accepts HTML by name (RFC 9110 section
/// 12.5.1). `*/*` is what API clients send.
pub fn wants_html(request: &HeaderMap) -> bool {
    request.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).any(|accept| {
        accept.split(',').any(|range| {
            let range = range.split(';').next().unwrap_or_default().trim();
            range.eq_ignore_ascii_case("text/html")
                || range.eq_ignore_ascii_case("application/xhtml+xml")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_follow_reason_and_client() {
        let gate = Gate { challenge_url: Some("/age".into()), ..Gate::default() };
        let see_other = Gate { html_status: StatusCode::SEE_OTHER, ..gate.clone() };
        let nowhere = Gate { html_status: StatusCode::SEE_OTHER, ..Gate::default() };
        let cases = [
            (&gate, Reason::AgeAssuranceRequired, true, 403),
            (&gate, Reason::AgeAssuranceRequired, false, 403),
            (&see_other, Reason::AgeAssuranceRequired, true, 303),
            (&see_other, Reason::AgeAssuranceRequired, false, 403),
            (&nowhere, Reason::AgeAssuranceRequired, true, 403),
            (&gate, Reason::Prohibited, true, 451),
            (&gate, Reason::Unreadable, false, 502),
            (&gate, Reason::Overloaded, false, 503),
        ];
        for (gate, reason, html, status) in cases {
            let answer = gate.answer(reason, html);
            assert_eq!(answer.status(), status, "{reason:?} html {html}");
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        }
        let retry = gate.answer(Reason::Overloaded, false);
        assert!(retry.headers().contains_key(header::RETRY_AFTER));
        assert_eq!(
            see_other.answer(Reason::AgeAssuranceRequired, true).headers()[header::LOCATION],
            "/age"
        );
    }

    #[test]
    fn only_a_named_html_is_a_page() {
        let cases = [
            ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", true),
            ("*/*", false),
            ("application/json", false),
            ("application/xhtml+xml", true),
        ];
        for (accept, page) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
            assert_eq!(wants_html(&headers), page, "{accept}");
        }
    }
}
