//! Arguments that several commands read.

use clap::ValueEnum;
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

/// How results are written.
#[derive(Debug, clap::Args)]
pub(super) struct Report {
    /// The form of the results
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Form::Text)]
    report: Form,
    /// The same as `--report json`
    #[arg(long, hide = true, conflicts_with = "report")]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Lines for people.
    Text,
    /// JSON for programs; of `check`, an object a line.
    Json,
}

impl Report {
    /// Whether programs read them.
    pub(super) fn is_json(&self) -> bool {
        self.json || self.report == Form::Json
    }
}
