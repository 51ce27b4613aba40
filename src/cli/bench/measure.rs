//! The three ways to a page, taken in turn.

use crate::audit::Counter;
use crate::cli::fault::Fault;
use crate::cli::viewer::Viewer;
use crate::clock::{Clock as _, SystemClock};
use crate::engine::Engine;
use crate::exchange::{Begun, Event, Exchange, Inspection, Plan as Response};
use crate::gateway::Causes;
use crate::gateway::visit::{Visitor, serve_one};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Uri, header};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Rounds that warm connections and caches and are not counted.
const WARM_UP: usize = 5;

/// What is asked for.
pub(super) enum Page {
    Url(Uri),
    File { name: String, body: Bytes, content_type: HeaderValue },
}

/// How it is measured.
pub(super) struct Plan {
    /// Remembers nothing.
    pub(super) cold: Arc<Engine>,
    /// Remembers as configured.
    pub(super) warm: Arc<Engine>,
    pub(super) viewer: Viewer,
    pub(super) rounds: usize,
}

/// Least, median and 99th percentile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spread {
    pub(super) least: Duration,
    pub(super) median: Duration,
    pub(super) p99: Duration,
}

impl Spread {
    /// The spread of samples; nothing of none.
    pub(super) fn of(mut samples: Vec<Duration>) -> Self {
        samples.sort_unstable();
        // Nearest rank: the least sample that so many of a hundred do not exceed.
        let at = |percent: usize| {
            let rank = (samples.len() * percent).div_ceil(100).max(1) - 1;
            samples.get(rank).copied().unwrap_or_default()
        };
        Self { least: at(0), median: at(50), p99: at(99) }
    }
}

/// One way with the filter.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Filtered {
    /// From the request to the last byte.
    pub(super) whole: Spread,
    /// Of that, the time in the filter.
    pub(super) added: Spread,
}

/// What came out.
#[derive(Clone, Debug, Default)]
pub(super) struct Measured {
    pub(super) page: String,
    pub(super) rounds: usize,
    /// Bytes of the page, as they came.
    pub(super) bytes: usize,
    /// Bytes that left the filter.
    pub(super) left: usize,
    /// How the filtered way ended.
    pub(super) outcome: &'static str,
    pub(super) judged: u64,
    pub(super) withheld: u64,
    /// The most bytes held back at once.
    pub(super) held: usize,
    pub(super) plain: Spread,
    pub(super) cold: Filtered,
    pub(super) warm: Filtered,
}

/// A bound that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Budget {
    pub(super) name: &'static str,
    pub(super) limit: String,
    pub(super) measured: String,
    pub(super) kept: bool,
}

impl Measured {
    /// How many times as long the page takes with the filter, nothing remembered.
    pub(super) fn ratio(&self) -> f64 {
        let plain = self.plain.median.as_secs_f64();
        if plain > 0.0 { self.cold.whole.median.as_secs_f64() / plain } else { f64::INFINITY }
    }

    pub(super) fn budgets(&self, added: Option<Duration>, ratio: Option<f64>) -> Vec<Budget> {
        let p99 = self.cold.added.p99;
        let added = added.map(|limit| Budget {
            name: "added p99",
            limit: time(limit),
            measured: time(p99),
            kept: p99 <= limit,
        });
        let ratio = ratio.map(|limit| Budget {
            name: "ratio",
            limit: format!("{limit}"),
            measured: format!("{:.2}", self.ratio()),
            kept: self.ratio() <= limit,
        });
        added.into_iter().chain(ratio).collect()
    }
}

/// A time for people.
pub(super) fn time(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    if micros < 1000.0 { format!("{micros:.1} µs") } else { format!("{:.2} ms", micros / 1e3) }
}

/// Takes each way `plan.rounds` times, in turn: what disturbs the machine disturbs all three.
pub(super) async fn measure(plan: &Plan, page: Page) -> Result<Measured, Fault> {
    let (url, name) = match page {
        Page::Url(url) => (url.clone(), url.to_string()),
        Page::File { name, body, content_type } => {
            let address = serve_one(body, content_type).await.map_err(Fault::because)?;
            let url = format!("http://{address}/").parse().map_err(Fault::because)?;
            (url, name)
        }
    };
    let visitor = Visitor::new();
    let mut measured = Measured { page: name, rounds: plan.rounds, ..Measured::default() };
    let (mut plain, mut cold, mut warm) = (Vec::new(), Samples::default(), Samples::default());
    for round in 0..plan.rounds + WARM_UP {
        let (took, bytes) = take_plain(&visitor, &url).await?;
        let with = take_filtered(&visitor, &url, plan, &plan.cold).await?;
        let again = take_filtered(&visitor, &url, plan, &plan.warm).await?;
        if round < WARM_UP {
            continue;
        }
        plain.push(took);
        measured.bytes = bytes;
        measured.left = with.left;
        measured.outcome = with.outcome;
        measured.held = measured.held.max(with.held);
        cold.add(&with);
        warm.add(&again);
    }
    let metrics = &plan.cold.shared().metrics;
    let taken = (plan.rounds + WARM_UP) as u64;
    measured.judged = metrics.value(Counter::UnitsJudged) / taken;
    measured.withheld = metrics.value(Counter::UnitsWithheld) / taken;
    measured.plain = Spread::of(plain);
    (measured.cold, measured.warm) = (cold.spread(), warm.spread());
    Ok(measured)
}

#[derive(Default)]
struct Samples {
    whole: Vec<Duration>,
    added: Vec<Duration>,
}

impl Samples {
    fn add(&mut self, taken: &Taken) {
        self.whole.push(taken.whole);
        self.added.push(taken.added);
    }

    fn spread(self) -> Filtered {
        Filtered { whole: Spread::of(self.whole), added: Spread::of(self.added) }
    }
}

/// The plain way: how long it took, and how many bytes came.
async fn take_plain(visitor: &Visitor, url: &Uri) -> Result<(Duration, usize), Fault> {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let started = Instant::now();
    let mut answer = visitor.get(url, headers).await.map_err(|error| unreachable(url, &error))?;
    // An error page is quick to filter, and no page of the shop.
    if let Some(head) = answer.take_head().filter(|head| !head.status.is_success()) {
        let message =
            format!("`{url}` is answered with {}; name a page that is there", head.status);
        return Err(Fault::because(message));
    }
    let mut bytes = 0;
    while let Some(chunk) = answer.next().await.map_err(Fault::because)? {
        bytes += chunk.len();
    }
    Ok((started.elapsed(), bytes))
}

fn unreachable(url: &Uri, error: &crate::middleware::BoxError) -> Fault {
    Fault::because(format!("cannot get `{url}`: {}", Causes(&**error)))
}

/// One filtered way.
struct Taken {
    whole: Duration,
    added: Duration,
    left: usize,
    held: usize,
    outcome: &'static str,
}

async fn take_filtered(
    visitor: &Visitor,
    url: &Uri,
    plan: &Plan,
    engine: &Arc<Engine>,
) -> Result<Taken, Fault> {
    let now = SystemClock.now();
    let viewer = plan.viewer.assurance(now.date());
    let request = Request::get(url.clone()).body(()).map_err(Fault::because)?;
    let (mut request, ()) = request.into_parts();
    let mut taken = Taken {
        whole: Duration::ZERO,
        added: Duration::ZERO,
        left: 0,
        held: 0,
        outcome: "replaced",
    };
    let started = Instant::now();
    let begun = Exchange::begin(engine, &mut request, viewer, now);
    taken.added += started.elapsed();
    let Begun::Proceed(exchange) = begun else {
        taken.whole = started.elapsed();
        return Ok(taken);
    };
    let answer = visitor.get(url, request.headers).await;
    let mut answer = answer.map_err(|error| unreachable(url, &error))?;
    let Some(head) = answer.take_head() else { return Ok(taken) };
    let at = Instant::now();
    let response = exchange.on_response(head);
    taken.added += at.elapsed();
    let mut inspection = match response {
        Response::Inspect(inspection) => Some(inspection),
        Response::Pass(_) => {
            taken.outcome = "passed";
            None
        }
        Response::Replace(_) => None,
    };
    while let Some(chunk) = answer.next().await.map_err(Fault::because)? {
        let Some(inspection) = &mut inspection else {
            taken.left += if taken.outcome == "passed" { chunk.len() } else { 0 };
            continue;
        };
        let at = Instant::now();
        inspection.write(chunk, now);
        taken.held = taken.held.max(inspection.held());
        drain(inspection, &mut taken);
        taken.added += at.elapsed();
    }
    if let Some(inspection) = &mut inspection {
        let at = Instant::now();
        inspection.finish(None, now);
        drain(inspection, &mut taken);
        taken.added += at.elapsed();
    }
    taken.whole = started.elapsed();
    Ok(taken)
}

fn drain(inspection: &mut Inspection, taken: &mut Taken) {
    while let Some(event) = inspection.next_event() {
        match event {
            Event::Bytes(bytes) => taken.left += bytes.len(),
            Event::End => taken.outcome = "filtered",
            Event::Replace(_) => taken.outcome = "replaced",
            Event::Abort(_) => taken.outcome = "aborted",
            Event::Head(_) | Event::Trailers(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_nearest_rank() {
        let spread = |to: u64| Spread::of((1..=to).rev().map(Duration::from_micros).collect());
        let micros = |s: Spread| [s.least, s.median, s.p99].map(|time| time.as_micros());
        assert_eq!(micros(spread(100)), [1, 50, 99]);
        assert_eq!(micros(spread(200)), [1, 100, 198]);
        assert_eq!(micros(spread(1)), [1, 1, 1]);
        assert_eq!(micros(Spread::of(Vec::new())), [0, 0, 0]);
    }

    #[test]
    fn a_budget_is_kept_up_to_its_limit() {
        let at = Duration::from_micros;
        let spread = |median| Spread { least: at(1), median: at(median), p99: at(200) };
        let measured = Measured {
            plain: spread(100),
            cold: Filtered { whole: spread(250), added: spread(150) },
            ..Measured::default()
        };
        let kept = |added: u64, ratio: f64| {
            let budgets = measured.budgets(Some(at(added)), Some(ratio));
            budgets.iter().map(|budget| budget.kept).collect::<Vec<_>>()
        };
        assert_eq!(kept(200, 2.5), [true, true]);
        assert_eq!(kept(199, 2.4), [false, false]);
        assert!(measured.budgets(None, None).is_empty());
    }
}
