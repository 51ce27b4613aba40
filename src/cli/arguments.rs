//! Arguments that several commands read.

use http::HeaderValue;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The name of a folder that is there.
pub(super) fn directory(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.is_dir() { Ok(path) } else { Err(format!("`{text}` is no directory")) }
}

/// An address to listen on.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("`{text}` is no address and port, as `127.0.0.1:8080`"))
}

/// What a header field may hold.
pub(super) fn header_value(text: &str) -> Result<HeaderValue, String> {
    HeaderValue::from_str(text).map_err(|_| format!("`{text}` is no header value"))
}
