//! What an adapter does next with a response, and why a body ends before its end.

use crate::representation::Unreadable;
#[cfg(feature = "coding")]
use crate::representation::{DecodeError, EncodeError};
use crate::rewrite::RewriteError;
use bytes::Bytes;
use http::{HeaderMap, Response, response};
use std::fmt;

/// What an adapter sends to the client next.
#[derive(Debug)]
pub enum Event {
    /// The head; once, and before any bytes.
    Head(response::Parts),
    /// The next bytes of the body.
    Bytes(Bytes),
    /// The trailers.
    Trailers(HeaderMap),
    /// A whole response in place of upstream's; instead of a head. Its extensions hold the
    /// [`ExchangeError`] that is the cause, for whoever stands around; the client is told none of it.
    Replace(Response<Bytes>),
    /// The body ends with an error; only after a head.
    Abort(ExchangeError),
    /// The body is complete.
    End,
}

/// Why a body ended before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The rewriter could not go on.
    Rewrite(RewriteError),
    /// The response cannot be judged.
    Unreadable(Unreadable),
    /// The body unfolds to more than `limits.decode_ratio` allows.
    DecodeRatio,
    /// The viewer's proof expired while the body ran.
    ProofExpired,
    /// The body ran longer than `limits.stream_age`.
    StreamAge,
    /// The subject was not known within `limits.hold_time`.
    HoldTime,
    /// Too much is held by all bodies of the process (`limits.held_total`).
    HeldTotal,
    /// The body could not be coded for the client.
    Encode,
}

impl fmt::Display for ExchangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rewrite(error) => error.fmt(f),
            Self::Unreadable(error) => error.fmt(f),
            Self::DecodeRatio => f.write_str(
                "the coded body unfolds to more than `limits.decode_ratio` times its size; raise \
                 the limit only if such bodies are expected",
            ),
            Self::ProofExpired => {
                f.write_str("the viewer's proof of age expired; it must be renewed")
            }
            Self::StreamAge => f.write_str("the body ran longer than `limits.stream_age`"),
            Self::HoldTime => f.write_str(
                "upstream did not show within `limits.hold_time` what the page is about",
            ),
            Self::HeldTotal => f.write_str(
                "all bodies together hold more than `limits.held_total`; raise it or shed load",
            ),
            Self::Encode => f.write_str(
                "the body could not be coded for the client; take its coding from `coding.offered`",
            ),
        }
    }
}

impl std::error::Error for ExchangeError {}

#[cfg(feature = "coding")]
impl From<DecodeError> for ExchangeError {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Broken => Self::Unreadable(Unreadable::Coding),
            DecodeError::Ratio => Self::DecodeRatio,
        }
    }
}

#[cfg(feature = "coding")]
impl From<EncodeError> for ExchangeError {
    fn from(EncodeError: EncodeError) -> Self {
        Self::Encode
    }
}
