//! `agegate bench`: what filtering a page costs, on the operator's own service or file.

mod measure;
mod report;

use super::arguments::{count, header_value, url};
use super::fault::{Exit, Fault};
use super::revision;
use super::viewer::{self, Viewer};
use crate::audit::NoSink;
use crate::jurisdiction::Jurisdiction;
use clap::ValueEnum;
use http::{HeaderValue, Uri};
use measure::{Page, Plan};
use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Measure what filtering a page adds to its latency
///
/// Gets one page many times, in turn without the filter, with it and with its
/// memory of units found clean, and prints the latency added, throughput, bytes
/// held and the ratio to the plain way. A file is served on a loopback connection.
/// Exit code: 0 within the budgets given, 1 above one of them, 2 the page cannot be
/// had, or is answered with an error.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    group = clap::ArgGroup::new("page").required(true),
    after_help = "Example:
  $ agegate bench --body shelf.json --max-added-p99 2ms --max-ratio 3"
)]
pub(super) struct Args {
    /// The page on a running service
    #[arg(long, value_name = "URL", group = "page", value_parser = url)]
    url: Option<Uri>,
    /// A file to serve instead
    #[arg(long, value_name = "FILE", group = "page")]
    body: Option<PathBuf>,
    /// The file's media type; left out, told from its name
    #[arg(long, value_name = "TYPE", value_parser = header_value)]
    content_type: Option<HeaderValue>,
    /// Who looks, as for `filter`
    #[arg(long = "as", value_name = "VIEWER", default_value = "anonymous", value_parser = Viewer::parse)]
    viewer: Viewer,
    /// Where: a country code or `unknown`; left out, as configured
    #[arg(long, value_name = "CC", value_parser = viewer::country)]
    country: Option<Jurisdiction>,
    /// How often each way is taken
    #[arg(long, value_name = "COUNT", default_value = "200", value_parser = count)]
    rounds: NonZeroUsize,
    /// The form of the report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Form::Markdown)]
    report: Form,
    /// Exit 1 if the 99th percentile of the latency added, nothing remembered, is above this: `2ms`
    #[arg(long, value_name = "TIME", value_parser = time)]
    max_added_p99: Option<Duration>,
    /// Exit 1 if the median with the filter, nothing remembered, is above this multiple of the plain
    /// one
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    max_ratio: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A table for people and pull requests.
    Markdown,
    /// The same for programs.
    Json,
}

pub(super) fn run(args: &Args, config: Option<&Path>) -> Result<Exit, Fault> {
    let page = page(args)?;
    if cfg!(debug_assertions) {
        let _ = writeln!(io::stderr(), "agegate: built without --release: the times say little");
    }
    let engine = |remembered: Option<usize>| {
        let sink = Box::new(NoSink);
        revision::engine_remembering(config, args.country, remembered, sink).map(Arc::new)
    };
    let plan = Plan {
        cold: engine(Some(0))?,
        warm: engine(None)?,
        viewer: args.viewer,
        rounds: args.rounds.get(),
    };
    // One thread: what is measured is work, not how well it is spread.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Fault::because)?;
    let measured = runtime.block_on(measure::measure(&plan, page))?;
    let budgets = measured.budgets(args.max_added_p99, args.max_ratio);
    let text = match args.report {
        Form::Markdown => report::markdown(&measured, &budgets),
        Form::Json => report::json(&measured, &budgets),
    };
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).map_err(Fault::output)?;
    Ok(if budgets.iter().all(|budget| budget.kept) { Exit::Clean } else { Exit::Found })
}

fn page(args: &Args) -> Result<Page, Fault> {
    match (&args.url, &args.body) {
        (Some(url), _) => Ok(Page::Url(url.clone())),
        (None, Some(file)) => {
            let body = std::fs::read(file);
            let body = body.map_err(|error| {
                Fault::because(format!("cannot read `{}`: {error}", file.display()))
            })?;
            let told = args.content_type.clone().or_else(|| content_type(file));
            let content_type = told.ok_or_else(|| {
                Fault::because(format!(
                    "no media type is known for `{}`; name it with `--content-type`",
                    file.display()
                ))
            })?;
            Ok(Page::File { name: file.display().to_string(), body: body.into(), content_type })
        }
        (None, None) => Err(Fault::because("name a page with --url or --body")),
    }
}

fn content_type(file: &Path) -> Option<HeaderValue> {
    let extension = file.extension()?.to_str()?.to_ascii_lowercase();
    Some(HeaderValue::from_static(match extension.as_str() {
        "json" => "application/json",
        "html" | "htm" => "text/html; charset=utf-8",
        "xml" | "rss" | "atom" => "application/xml",
        "ndjson" | "jsonl" => "application/x-ndjson",
        "csv" => "text/csv; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    }))
}

/// `250us`, `2ms`, `1.5s`.
fn time(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no time; write it as 250us, 2ms or 1.5s");
    let at = text.find(|c: char| c.is_ascii_alphabetic() || c == 'µ').ok_or_else(wrong)?;
    let (number, unit) = text.split_at_checked(at).ok_or_else(wrong)?;
    let number: f64 = number.trim().parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "us" | "µs" => number / 1e6,
        "ms" => number / 1e3,
        "s" => number,
        _ => return Err(wrong()),
    };
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

fn ratio(text: &str) -> Result<f64, String> {
    let ratio = text.parse().ok().filter(|ratio: &f64| ratio.is_finite() && *ratio >= 1.0);
    ratio.ok_or_else(|| format!("`{text}` is no ratio; write a number from 1 on, as 2.5"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, micros) in [("250us", 250), ("250µs", 250), ("2ms", 2000), ("1.5s", 1_500_000)]
        {
            assert_eq!(time(text), Ok(Duration::from_micros(micros)), "{text}");
        }
        for text in ["", "2", "ms", "-1ms", "2m", "infs", "1e300s"] {
            assert!(time(text).is_err(), "{text}");
        }
        assert!(ratio("0.5").is_err() && ratio("x").is_err() && ratio("2.5") == Ok(2.5));
    }
}
