//! Why a gateway cannot start, and how errors of connections are told.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a gateway cannot start.
#[derive(Debug)]
#[non_exhaustive]
pub enum GatewayError {
    /// No shop is named.
    NoUpstream,
    /// The shop's address is no origin.
    NotAnOrigin(http::Uri),
    /// A certificate, key or authority cannot be used.
    Tls {
        /// The setting that names the file.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// A listener cannot be bound.
    Bind {
        /// The setting that names the address.
        setting: &'static str,
        /// The address.
        address: SocketAddr,
        /// Why.
        cause: io::Error,
    },
}

impl fmt::Display for GatewayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoUpstream => write!(
                f,
                "no shop to stand before: `gateway.upstream` is not set; name it there or with \
                 `--upstream`, as `http://127.0.0.1:3000`"
            ),
            Self::NotAnOrigin(uri) => write!(
                f,
                "`gateway.upstream` is `{uri}`, which is no origin; write scheme, host and port \
                 only, as `https://shop.example`"
            ),
            Self::Tls { setting, path, cause } => write!(
                f,
                "`{setting}`: `{}` cannot be used ({cause}); it must be a PEM file, and key and \
                 certificate must belong together",
                path.display()
            ),
            Self::Bind { setting, address, cause } => {
                write!(f, "`{setting}`: cannot listen on `{address}` ({cause}); {}", remedy(cause))
            }
        }
    }
}

impl std::error::Error for GatewayError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Bind { cause, .. } => Some(cause),
            _ => None,
        }
    }
}

/// What to do where nobody can listen.
pub(crate) fn remedy(cause: &io::Error) -> &'static str {
    match cause.kind() {
        io::ErrorKind::AddrNotAvailable => {
            "no interface of this machine has that address; `0.0.0.0` and `[::]` stand for all it has"
        }
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 need a right of their own; choose one above or grant it"
        }
        _ => "stop what listens there or choose another port",
    }
}

/// An error with all that led to it: the first says only that there is no connection, the last why.
pub(crate) struct Causes<'e>(pub(crate) &'e (dyn Error + 'static));

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_causes_are_told_in_order() {
        let refused = io::Error::other("refused");
        let bind = GatewayError::Bind {
            setting: "gateway.listen",
            address: SocketAddr::from(([127, 0, 0, 1], 80)),
            cause: refused,
        };
        assert!(Causes(&bind).to_string().ends_with("choose another port: refused"));
    }
}
