//! Arguments that several commands read.

use clap::ValueEnum;
use http::{HeaderValue, Uri};
use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// The name of a folder that is there.
pub(super) fn directory(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match path.parent() {
        _ if path.is_dir() => Ok(path),
        Some(parent) if path.is_file() => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            Err(format!("`{text}` is a file; name its directory, `{}`", parent.display()))
        }
        _ => Err(format!("`{text}` is no directory; `agegate init {text}` begins one")),
    }
}

/// An address to listen on.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("`{text}` is no address and port, as `127.0.0.1:8080`"))
}

/// How many: one at least.
pub(super) fn count(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| format!("`{text}` is no whole number from 1 on"))
}

/// Where a page is.
pub(super) fn url(text: &str) -> Result<Uri, String> {
    let is_whole =
        |uri: &Uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.authority().is_some();
    let wrong = || format!("`{text}` is no URL, as `https://shop.example/api/products`");
    text.parse().ok().filter(is_whole).ok_or_else(wrong)
}

/// Says that stdin is read, where that is a keyboard and nothing else would happen.
pub(super) fn tell_of_stdin(what: &str) {
    if io::stdin().is_terminal() {
        let _ = writeln!(io::stderr(), "agegate: reading {what} from stdin; ctrl-d ends it");
    }
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
    /// JSON for programs.
    Json,
}

impl Report {
    /// Whether programs read them.
    pub(super) fn is_json(&self) -> bool {
        self.json || self.report == Form::Json
    }
}
