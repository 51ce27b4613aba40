//! Why a gateway cannot start.

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
            Self::Bind { setting, address, cause } => write!(
                f,
                "`{setting}`: cannot listen on `{address}` ({cause}); stop what listens there or \
                 choose another port"
            ),
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
