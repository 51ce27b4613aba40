//! `agegate filter`: one body through the kernel.

use super::arguments::{count, header_value, tell_of_stdin};
use super::fault::{Exit, Fault};
use super::revision;
use super::viewer::{self, Viewer};
use crate::audit::{Counter, End, Event, Sink};
use crate::clock::{Clock as _, SystemClock};
use crate::engine::Engine;
use crate::exchange::{Begun, Event as Step, Exchange, ExchangeError, Plan};
use crate::gate::Reason;
use crate::jurisdiction::Jurisdiction;
use crate::representation::Unreadable;
use crate::rewrite::RewriteError;
use bytes::Bytes;
use clap::ValueEnum;
use http::{HeaderValue, Request, Response, header};
use std::io::{self, Read as _, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Filter one response body as the server would
///
/// Reads the body from stdin and writes to stdout what the viewer may see of it,
/// the report to stderr. Exit code: 0 nothing was withheld, 1 something was (of a
/// page withheld as a whole nothing is written), 2 the body is unreadable (nothing
/// is written).
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Example:
  $ agegate filter --content-type application/json --as 15 --country DE < shelf.json > seen.json"
)]
pub(super) struct Args {
    /// The body's media type, as in the Content-Type header
    #[arg(long, value_name = "TYPE", value_parser = header_value)]
    content_type: HeaderValue,
    /// The body's coding, as in the Content-Encoding header
    #[arg(long, value_name = "CODING", value_parser = header_value)]
    content_coding: Option<HeaderValue>,
    /// Who looks: `anonymous`, or an age in years as `15` or `18+` with, if not `verified`, the
    /// class of its proof, as `18:estimated`
    #[arg(long = "as", value_name = "VIEWER", default_value = "anonymous", value_parser = Viewer::parse)]
    viewer: Viewer,
    /// Where: a country code or `unknown`; left out, as configured
    #[arg(long, value_name = "CC", value_parser = viewer::country)]
    country: Option<Jurisdiction>,
    /// How many bytes are handed over at a time
    #[arg(long, value_name = "BYTES", default_value = "65536", value_parser = count)]
    chunk: NonZeroUsize,
    /// The form of the report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Report::Text)]
    report: Report,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Report {
    /// Lines for people.
    Text,
    /// The audit event.
    Json,
}

/// Keeps the event of the only exchange.
#[derive(Debug, Default)]
struct Keep(Arc<OnceLock<Event>>);

impl Sink for Keep {
    fn record(&self, event: &Event) {
        let _ = self.0.set(event.clone());
    }
}

pub(super) fn run(args: &Args, config: Option<&Path>) -> Result<Exit, Fault> {
    let kept = Arc::new(OnceLock::new());
    let sink = Box::new(Keep(Arc::clone(&kept)));
    let engine = Arc::new(revision::engine_for(config, args.country, sink)?);
    let mut body = Vec::new();
    tell_of_stdin("the body");
    io::stdin()
        .lock()
        .read_to_end(&mut body)
        .map_err(|error| Fault::because(format!("cannot read stdin: {error}")))?;
    let outcome = exchange(&engine, args, body.into())?;
    let event = kept.get().ok_or_else(|| Fault::because("the exchange left no report"))?;
    let exit = exit(event);
    // What is not whole is not written: the reader could take it for the page.
    if let Outcome::Seen(seen) = &outcome
        && exit != Exit::Fault
    {
        let mut output = io::stdout().lock();
        let written = seen.iter().try_for_each(|bytes| output.write_all(bytes));
        written.and_then(|()| output.flush()).map_err(Fault::output)?;
    }
    let passed_unread = engine.shared().metrics.value(Counter::UnreadablePassed) > 0;
    report(args, event, passed_unread, outcome.cause());
    Ok(exit)
}

/// What became of the body.
enum Outcome {
    /// What goes on to the viewer.
    Seen(Vec<Bytes>),
    /// Another response takes its place, or it ends too early; and why, where it cannot be judged.
    Withheld(Option<ExchangeError>),
}

impl Outcome {
    const fn cause(&self) -> Option<&ExchangeError> {
        match self {
            Self::Seen(_) => None,
            Self::Withheld(cause) => cause.as_ref(),
        }
    }

    /// Of an answer that stands in upstream's place.
    fn replaced(answer: &Response<Bytes>) -> Self {
        Self::Withheld(answer.extensions().get::<ExchangeError>().cloned())
    }
}

fn exchange(engine: &Arc<Engine>, args: &Args, mut body: Bytes) -> Result<Outcome, Fault> {
    let now = SystemClock.now();
    let request = Request::get("/").body(()).map_err(Fault::because)?;
    let (mut request, ()) = request.into_parts();
    let viewer = args.viewer.assurance(now.date());
    let Begun::Proceed(exchange) = Exchange::begin(engine, &mut request, viewer, now) else {
        return Ok(Outcome::Withheld(None));
    };
    let mut response = Response::new(());
    response.headers_mut().insert(header::CONTENT_TYPE, args.content_type.clone());
    if let Some(coding) = &args.content_coding {
        response.headers_mut().insert(header::CONTENT_ENCODING, coding.clone());
    }
    let mut inspection = match exchange.on_response(response.into_parts().0) {
        Plan::Pass(_) => return Ok(Outcome::Seen(vec![body])),
        Plan::Replace(answer) => return Ok(Outcome::replaced(&answer)),
        Plan::Inspect(inspection) => inspection,
    };
    let mut seen = Vec::new();
    loop {
        if body.is_empty() {
            inspection.finish(None, now);
        } else {
            inspection.write(body.split_to(args.chunk.get().min(body.len())), now);
        }
        while let Some(step) = inspection.next_event() {
            match step {
                Step::Head(_) | Step::Trailers(_) => {}
                Step::Bytes(bytes) => seen.push(bytes),
                Step::Replace(answer) => return Ok(Outcome::replaced(&answer)),
                Step::Abort(error) => return Ok(Outcome::Withheld(Some(error))),
                Step::End => return Ok(Outcome::Seen(seen)),
            }
        }
    }
}

fn exit(event: &Event) -> Exit {
    let unreadable = [Reason::Unreadable, Reason::Overloaded].map(Reason::label);
    match event.end {
        End::Passed | End::Filtered if event.withheld == 0 => Exit::Clean,
        End::Passed | End::Filtered => Exit::Found,
        End::Replaced | End::Aborted
            if event.reason.is_some_and(|reason| !unreadable.contains(&reason)) =>
        {
            Exit::Found
        }
        _ => Exit::Fault,
    }
}

/// Why nothing can be said of a body, and what to do about it.
fn unreadable(args: &Args, cause: Option<&ExchangeError>) -> String {
    let described = described(args);
    let because = match cause {
        Some(ExchangeError::Unreadable(Unreadable::Coding)) => {
            format!("{described}: the coding is unknown or not built in, or the body is not in it")
        }
        Some(ExchangeError::Unreadable(Unreadable::MediaType)) => format!(
            "no reader for {described}; what cannot be judged is withheld (`[[media]]` in \
             agegate.toml says which types are)"
        ),
        Some(ExchangeError::Rewrite(RewriteError::Malformed { at, what })) => {
            format!("at byte {at} of {described}: {what}")
        }
        Some(cause) => format!("{described}: {cause}"),
        None => described,
    };
    format!("unreadable: {because}; nothing is written")
}

/// The body as its head names it.
fn described(args: &Args) -> String {
    let coding = args.content_coding.as_ref();
    let coding = coding.map(|coding| format!(" in the coding {coding:?}")).unwrap_or_default();
    format!("{:?}{coding}", args.content_type)
}

fn report(args: &Args, event: &Event, passed_unread: bool, cause: Option<&ExchangeError>) {
    let mut text = match args.report {
        Report::Json => serde_json::to_string(event).unwrap_or_default(),
        Report::Text => lines(args, event, passed_unread, cause),
    };
    text.push('\n');
    // A report that nobody reads must not undo the result.
    let _ = io::stderr().write_all(text.as_bytes());
}

fn lines(args: &Args, event: &Event, passed_unread: bool, cause: Option<&ExchangeError>) -> String {
    let viewer = match args.viewer {
        Viewer::Anonymous => "anonymous".to_owned(),
        Viewer::Aged { age, or_older, class } => {
            format!("{age}{} ({class})", if or_older { "+" } else { "" })
        }
    };
    let mut lines = vec![format!("viewer {viewer}, country {}", event.jurisdiction)];
    lines.push(match (event.end, event.reason) {
        (End::Replaced | End::Aborted, Some(reason)) if exit(event) == Exit::Found => {
            format!("withheld as a whole ({reason}); nothing is written")
        }
        (End::Replaced | End::Aborted, Some("unreadable")) => unreadable(args, cause),
        (End::Replaced | End::Aborted, reason) => {
            format!("not done ({}); nothing is written", reason.unwrap_or("unknown"))
        }
        _ if passed_unread => {
            "passed unread: nothing but prohibited goods is withheld from this viewer".to_owned()
        }
        _ => format!("{} withheld of {} units judged", event.withheld, event.judged),
    });
    if event.would_withhold > 0 {
        lines.push(format!("{} more would be withheld by observed rules", event.would_withhold));
    }
    for unit in &event.units {
        let because = [&unit.categories, &unit.rules, &unit.evidence].map(|words| words.join(", "));
        let [categories, rules, evidence] = because;
        let mut line = format!("byte {}: {} {}", unit.position, unit.action, unit.kind);
        for (name, words) in [("", categories), ("rules ", rules), ("by ", evidence)] {
            if !words.is_empty() {
                line.push_str(&format!("; {name}{words}"));
            }
        }
        lines.push(line);
    }
    lines.join("\n")
}
