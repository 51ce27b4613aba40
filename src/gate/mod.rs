//! What is shown instead of a page whose subject is withheld, and of a body that cannot be judged.
//!
//! 1. HTML for a browser, problem+json (RFC 9457) for everything else.
//! 2. 403 by default, 451 (RFC 7725) where the goods are prohibited for everyone, so that no
//!    proof is asked for in vain; 303 or 200 by configuration.
//! 3. No body names a category, a term or a title: who may not see it learns nothing of it.
//! 4. Never stored: it is one viewer's answer.

mod client;
mod messages;
mod page;
mod problem;
mod template;

pub use client::{Client, Language};
pub use page::{Look, THEME};
pub use problem::Problem;
pub use template::{Template, TemplateError};

use crate::assurance::Method;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Response, StatusCode};

/// The Restricted To Adults rating, which parental-control software reads.
pub const RTA: &str = "RTA-5042-1996-1400-1577-RTA";

/// How the gate answers, from the configuration (`[gate]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Status of the HTML gate: 403, 303 or 200.
    pub html_status: StatusCode,
    /// Where age can be proven, however: a path of the shop or an absolute URL.
    pub challenge_url: Option<String>,
    /// Single ways to prove an age (`[[gate.way]]`), in the order in which they are offered.
    pub ways: Vec<Way>,
    /// Who demands the block, for `Link: rel="blocked-by"` of a 451.
    pub blocked_by: Option<String>,
    /// The language for visitors who ask for none that the page is written in.
    pub language: Language,
    /// Whether the gate page is rated as restricted to adults. It says what the page does not.
    pub rta: bool,
    /// How the page looks.
    pub look: Look,
}

/// A way to prove an age, as the gate page offers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Where: a path of the shop or an absolute URL.
    pub url: String,
    /// The method, which names the link in the visitor's language.
    pub method: Option<Method>,
    /// The link's words in every language, in place of the method's name.
    pub label: Option<String>,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            html_status: StatusCode::FORBIDDEN,
            challenge_url: None,
            ways: Vec::new(),
            blocked_by: None,
            language: Language::ENGLISH,
            rta: false,
            look: Look::default(),
        }
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
    pub fn answer(&self, reason: Reason, client: Client) -> Response<Bytes> {
        let status = self.status(reason, client.html);
        let language = client.language.unwrap_or(self.language);
        let (kind, body) = if client.html {
            ("text/html; charset=utf-8", page::render(self, reason, language))
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
            HeaderValue::from_static(
                "cookie, age-assurance-token, prefer, accept, accept-language",
            ),
        );
        let spoken = if client.html { language } else { Language::ENGLISH };
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(spoken.tag()));
        if client.html {
            headers.insert(
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(
                    "default-src 'none'; style-src 'unsafe-inline' 'self'; img-src 'self' data:; \
                     font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
                ),
            );
        }
        if self.rta && client.html {
            const RATING: HeaderName = HeaderName::from_static("rating");
            headers.insert(RATING, HeaderValue::from_static(RTA));
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
            let answer = gate.answer(reason, Client { html, ..Client::PROGRAM });
            assert_eq!(answer.status(), status, "{reason:?} html {html}");
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        }
        let retry = gate.answer(Reason::Overloaded, Client::PROGRAM);
        assert!(retry.headers().contains_key(header::RETRY_AFTER));
        assert_eq!(
            see_other
                .answer(Reason::AgeAssuranceRequired, Client { html: true, language: None })
                .headers()[header::LOCATION],
            "/age"
        );
    }

    #[test]
    fn the_page_speaks_the_clients_language() {
        let gate = Gate { language: Language::parse("fi").unwrap(), ..Gate::default() };
        let cases = [(Some("de"), true, "de"), (None, true, "fi"), (Some("de"), false, "en")];
        for (asked, html, spoken) in cases {
            let client = Client { html, language: asked.and_then(Language::parse) };
            let answer = gate.answer(Reason::Prohibited, client);
            assert_eq!(answer.headers()[header::CONTENT_LANGUAGE], spoken);
        }
    }
}
