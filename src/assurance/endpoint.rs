//! The session endpoint: a token in, the sealed session's cookie out.
//!
//! 1. Asked for by a page of the same origin, so that no other site can begin or end a session.
//! 2. The token is fresh, and taken once.
//! 3. The session ends after its lifetime, or with the token.

use super::assessor::{Assessor, Refused};
use super::{Refusal, origin};
use crate::clock::Timestamp;
use http::request::Parts;
use http::{HeaderValue, Method};

/// The path of the session endpoint.
pub const SESSION_PATH: &str = "/.agegate/session";

/// What a request to the session endpoint asks for.
///
/// ```
/// use agegate::assurance::SessionCall;
/// let of = |method, target| {
///     let request = http::Request::builder().method(method).uri(target).body(()).unwrap();
///     SessionCall::of(&request.into_parts().0)
/// };
/// assert_eq!(of("POST", "/.agegate/session"), Some(SessionCall::Start));
/// assert_eq!(of("DELETE", "/.agegate/session"), Some(SessionCall::End));
/// assert_eq!(of("POST", "/.agegate/session?clear"), Some(SessionCall::End));
/// assert_eq!(of("GET", "/.agegate/session"), Some(SessionCall::WrongMethod));
/// assert_eq!(of("POST", "/cart"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionCall {
    /// `POST`: exchange the token.
    Start,
    /// `DELETE`, or `POST` with `clear` in the query: end the session.
    End,
    /// Any other method: 405, `Allow: POST, DELETE`.
    WrongMethod,
}

impl SessionCall {
    /// What `request` asks of the session endpoint, if it is for it.
    pub fn of(request: &Parts) -> Option<Self> {
        if request.uri.path() != SESSION_PATH {
            return None;
        }
        let mut pairs = request.uri.query().unwrap_or_default().split('&');
        let clear = pairs.any(|pair| pair.split('=').next() == Some("clear"));
        Some(match (&request.method, clear) {
            (&Method::POST, false) => Self::Start,
            (&Method::POST, true) | (&Method::DELETE, _) => Self::End,
            _ => Self::WrongMethod,
        })
    }
}

impl Assessor {
    /// Exchanges the token of a request for a session: the value of `Set-Cookie`.
    ///
    /// # Errors
    /// Why there is no session: the configuration has none, the request is from another origin, or the
    /// token is refused.
    pub fn start_session(&self, request: &Parts, now: Timestamp) -> Result<HeaderValue, Refused> {
        if self.config.session.is_none() {
            return Err(Refusal::Unsupported.into());
        }
        origin::same_origin(request, self.config.demo)?;
        let host = origin::host(request)?;
        self.exchange_token(request, &host, now)
    }

    /// Ends the session of the page that asks: the value of `Set-Cookie`.
    ///
    /// # Errors
    /// The request is from another origin.
    pub fn end_session(&self, request: &Parts) -> Result<HeaderValue, Refusal> {
        origin::same_origin(request, self.config.demo)?;
        Ok(Self::end_session_cookie())
    }

    /// The value of `Set-Cookie` that removes the session.
    pub fn end_session_cookie() -> HeaderValue {
        HeaderValue::from_static(
            "__Host-agegate=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0",
        )
    }

    #[cfg(not(feature = "jwt"))]
    #[expect(clippy::unused_self, reason = "the twin with the feature uses it")]
    fn exchange_token(&self, _: &Parts, _: &str, _: Timestamp) -> Result<HeaderValue, Refused> {
        Err(Refusal::Unsupported.into())
    }
}
