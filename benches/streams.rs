//! A thousand slow responses at once: what each holds in memory, what all cost in processor time, and
//! how much later a listing leaves than it would without the layer.
//!
//! Each response is a list in JSON Lines of which a KB comes every 50 ms, cut anywhere. Each way, the
//! bare service and the layer, is taken in a process of its own, because memory that was once used
//! does not go back. `cargo bench --bench streams` prints a table; `-- --test` takes fewer and shorter
//! responses.
//!
//! «Delay» is from when the piece that ends a listing is due until the listing is with the reader, so
//! that what waits for a busy core counts too.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark that meets what it does not expect should fail at that line"
)]

mod cases;

use agegate::AgeGateLayer;
use agegate::engine::EngineHandle;
use bytes::Bytes;
use cases::{Kind, lines, list};
use http::{HeaderValue, Request, Response, header};
use http_body::{Body, Frame};
use http_body_util::BodyExt as _;
use std::convert::Infallible;
use std::future::Future;
use std::pin::{Pin, pin};
use std::process::Command;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};
use tower::{Layer, Service, service_fn};

/// How many responses there are, and how each comes.
#[derive(Clone, Copy)]
struct Size {
    streams: usize,
    pieces: usize,
    every: Duration,
}

const FULL: Size = Size { streams: 1000, pieces: 100, every: Duration::from_millis(50) };
const QUICK: Size = Size { streams: 50, pieces: 10, every: Duration::from_millis(10) };
const PIECE: usize = 1024;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let size = if has("--test") { QUICK } else { FULL };
    if let Some(way) = arguments.iter().find_map(|argument| argument.strip_prefix("--way=")) {
        return println!("{}", take(size, way == "layer"));
    }
    let rounds = if has("--test") { 1 } else { 3 };
    let Size { streams, pieces, every } = size;
    println!("{streams} responses of {pieces} KB, a KB every {} ms\n", every.as_millis());
    println!("| way | memory each | processor time | delay p50 | delay p99 |");
    println!("|---|---:|---:|---:|---:|");
    let mut ways = [("bare", Vec::new()), ("layer", Vec::new())];
    for _ in 0..rounds {
        for (way, taken) in &mut ways {
            taken.push(in_own_process(way, has("--test")));
        }
    }
    let [bare, layer] = ways.map(|(way, taken)| {
        let median: [f64; 4] = std::array::from_fn(|at| {
            let mut values: Vec<f64> = taken.iter().map(|taken| taken[at]).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        });
        print_row(way, median);
        median
    });
    print_row("added", std::array::from_fn(|at| layer[at] - bare[at]));
}

fn print_row(way: &str, [memory, processor, p50, p99]: [f64; 4]) {
    println!(
        "| {way} | {:.1} KiB | {processor:.2} s | {:.2} ms | {:.2} ms |",
        memory / 1024.0,
        p50 * 1e3,
        p99 * 1e3
    );
}

/// Bytes held per response, seconds of processor time, and two percentiles of the delay in seconds.
fn in_own_process(way: &str, test: bool) -> [f64; 4] {
    let mut command = Command::new(std::env::current_exe().expect("the path of this program"));
    command.arg(format!("--way={way}")).args(test.then_some("--test"));
    let output = command.output().expect("this program starts again");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    let values: Vec<f64> = said.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    values.try_into().expect("four numbers")
}

/// What one response is: its pieces, and its listings that stay, each as the byte behind it among
/// those that leave, and the piece that ends it.
struct Script {
    pieces: Vec<Bytes>,
    kept: Vec<(usize, usize)>,
    left: usize,
}

impl Script {
    /// Of so many pieces; without what is `restricted` where the layer takes it out.
    fn new(pieces: usize, gated: bool) -> Self {
        let (mut text, mut kept, mut left) = (String::new(), Vec::new(), 0);
        for line in lines(&list(pieces * PIECE * 2, Kind::Restricted)).split_inclusive('\n') {
            if text.len() + line.len() > pieces * PIECE {
                break;
            }
            text.push_str(line);
            let name = |name: &&str| line.contains(&format!("\"name\":\"{name}\""));
            if !(gated && cases::RESTRICTED.iter().any(name)) {
                left += line.len();
                kept.push((left, (text.len() - 1) / PIECE));
            }
        }
        let pieces = text.as_bytes().chunks(PIECE).map(Bytes::copy_from_slice).collect();
        Self { pieces, kept, left }
    }
}

/// A body of which a piece comes when it is due.
struct Trickle {
    script: Arc<Script>,
    next: usize,
    begun: Instant,
    every: Duration,
    due: Pin<Box<Sleep>>,
}

impl Body for Trickle {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(piece) = self.script.pieces.get(self.next).cloned() else {
            return Poll::Ready(None);
        };
        ready!(self.due.as_mut().poll(cx));
        self.next += 1;
        let due = self.begun + self.every * self.next as u32;
        self.due.as_mut().reset(due);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}

/// Takes one way, and says what came of it.
fn take(size: Size, gated: bool) -> String {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .expect("a runtime");
    let script = Arc::new(Script::new(size.pieces, gated));
    let engine = EngineHandle::from(cases::engine_of_terms(5000, "strict", 0));
    let warm =
        async { stream(&script, Instant::now(), Duration::ZERO, gated.then_some(&engine)).await };
    runtime.block_on(warm);
    let processor = processor_time();
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux forgets the peak");
    let memory = resident();
    // All are begun by a thread of the runtime: what the main thread has freed while the terms were
    // compiled would hide what they hold.
    let all = runtime.spawn(streams(size, script, gated.then_some(engine)));
    let mut delays = runtime.block_on(all).expect("no panic");
    let (memory, processor) = (peak().saturating_sub(memory), processor_time() - processor);
    delays.sort_unstable();
    let at = |percent: usize| delays[(delays.len() * percent).div_ceil(100) - 1].as_secs_f64();
    format!("{} {processor} {} {}", memory as f64 / size.streams as f64, at(50), at(99))
}

/// Reads all responses at once; answers how late each listing was.
async fn streams(size: Size, script: Arc<Script>, engine: Option<EngineHandle>) -> Vec<Duration> {
    let start = Instant::now() + Duration::from_millis(100);
    let one = |number: usize| {
        // Spread over the time between two pieces.
        let begun = start + size.every * number as u32 / size.streams as u32;
        let (script, engine) = (Arc::clone(&script), engine.clone());
        tokio::spawn(async move { stream(&script, begun, size.every, engine.as_ref()).await })
    };
    let all: Vec<_> = (0..size.streams).map(one).collect();
    let mut delays = Vec::new();
    for one in all {
        delays.extend(one.await.expect("no panic"));
    }
    delays
}

/// Reads one response; answers how late each listing was.
async fn stream(
    script: &Arc<Script>,
    begun: Instant,
    every: Duration,
    engine: Option<&EngineHandle>,
) -> Vec<Duration> {
    let given = Arc::clone(script);
    let mut shop = service_fn(move |_: Request<()>| {
        let due = Box::pin(sleep_until(begun));
        let body = Trickle { script: Arc::clone(&given), next: 0, begun, every, due };
        let mut response = Response::new(body);
        let lines = HeaderValue::from_static("application/x-ndjson");
        response.headers_mut().insert(header::CONTENT_TYPE, lines);
        std::future::ready(Ok::<_, Infallible>(response))
    });
    match engine {
        None => read(call(&mut shop).await, script, begun, every).await,
        Some(engine) => {
            let mut gated = AgeGateLayer::new(engine.clone()).layer(shop);
            read(call(&mut gated).await, script, begun, every).await
        }
    }
}

async fn call<S, B>(service: &mut S) -> B
where
    S: Service<Request<()>, Response = Response<B>, Error = Infallible>,
{
    let response = service.call(Request::new(())).await;
    response.unwrap_or_else(|never| match never {}).into_body()
}

async fn read<B: Body<Data = Bytes>>(
    body: B,
    script: &Script,
    begun: Instant,
    every: Duration,
) -> Vec<Duration> {
    let mut body = pin!(body);
    let (mut read, mut delays) = (0, Vec::with_capacity(script.kept.len()));
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { panic!("the body breaks off") };
        read += frame.data_ref().map_or(0, Bytes::len);
        let now = Instant::now();
        while let Some((end, piece)) = script.kept.get(delays.len())
            && *end <= read
        {
            delays.push(now.saturating_duration_since(begun + every * *piece as u32));
        }
    }
    assert_eq!(read, script.left, "what should arrives");
    delays
}

/// Bytes of this process that lie in memory.
fn resident() -> u64 {
    status("VmRSS:")
}

/// The most that ever did.
fn peak() -> u64 {
    status("VmHWM:")
}

fn status(field: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = text.lines().find_map(|line| line.strip_prefix(field)).expect("the field");
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib * 1024
}

/// Seconds of processor time that this process has used.
fn processor_time() -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    let text = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let (_, fields) = text.rsplit_once(") ").expect("fields");
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks = |at: usize| fields[at].parse::<f64>().expect("a number");
    (ticks(11) + ticks(12)) / TICKS_PER_SECOND
}
