//! One log line per exchange: counts and labels, nothing that a viewer sent.
//!
//! Writing a line costs as much as passing on a small response. [`QueuedSink`] has another thread do it,
//! so that no response waits for its own line; lines appear [`GATHERED`] later at most, and all of them
//! when its [`LogThread`] ends.

use crate::audit::{Event, Sink};
use crate::jurisdiction::Jurisdiction;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Lines that may wait. What comes beyond is written by whoever brings it: nothing is lost, and who
/// is faster than the log waits for it.
const MOST: usize = 8192;

/// For how long lines are gathered before they are written.
const GATHERED: Duration = Duration::from_millis(20);

/// Writes one `tracing` line per exchange, under the target `agegate::decision`.
#[derive(Clone, Copy, Debug, Default)]
pub struct TracingSink;

impl Sink for TracingSink {
    fn record(&self, event: &Event) {
        if is_wanted() {
            Line::of(event).write();
        }
    }
}

/// Writes the same lines on a thread of its own.
#[derive(Clone, Debug)]
pub struct QueuedSink {
    queue: Arc<Queue>,
}

/// The thread that writes them. When it is dropped, what waits is written first.
#[derive(Debug)]
pub struct LogThread {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    /// Something waits, or the end has come.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    lines: Vec<Line>,
    ended: bool,
}

impl QueuedSink {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start() -> io::Result<(Self, LogThread)> {
        let queue = Arc::new(Queue::default());
        let lines = Arc::clone(&queue);
        let thread = thread::Builder::new().name("log".to_owned());
        let thread = thread.spawn(move || lines.write_all(Line::write))?;
        let log = LogThread { queue: Arc::clone(&queue), thread: Some(thread) };
        Ok((Self { queue }, log))
    }
}

impl Sink for QueuedSink {
    fn record(&self, event: &Event) {
        if is_wanted()
            && let Some(line) = self.queue.add(Line::of(event))
        {
            line.write();
        }
    }
}

impl Drop for LogThread {
    fn drop(&mut self) {
        self.queue.lock().ended = true;
        self.queue.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // It ends by itself; a panic in a subscriber is not ours to report.
            let _ = thread.join();
        }
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a line, or gives it back where it would not be written soon.
    fn add(&self, line: Line) -> Option<Line> {
        let mut waiting = self.lock();
        if waiting.ended || waiting.lines.len() >= MOST {
            return Some(line);
        }
        waiting.lines.push(line);
        let is_first = waiting.lines.len() == 1;
        drop(waiting);
        if is_first {
            self.changed.notify_one();
        }
        None
    }

    /// Writes what comes until the end has come.
    fn write_all(&self, write: impl Fn(&Line)) {
        let mut lines = Vec::new();
        loop {
            let idle = |waiting: &mut Waiting| waiting.lines.is_empty() && !waiting.ended;
            let waiting = self.changed.wait_while(self.lock(), idle);
            let waiting = waiting.unwrap_or_else(PoisonError::into_inner);
            let more = |waiting: &mut Waiting| !waiting.ended;
            let gathered = self.changed.wait_timeout_while(waiting, GATHERED, more);
            let (mut waiting, _) = gathered.unwrap_or_else(PoisonError::into_inner);
            std::mem::swap(&mut lines, &mut waiting.lines);
            let ended = waiting.ended;
            drop(waiting);
            lines.drain(..).for_each(|line| write(&line));
            if ended {
                return;
            }
        }
    }
}

/// Whether anybody reads the lines.
fn is_wanted() -> bool {
    tracing::enabled!(target: "agegate::decision", tracing::Level::INFO)
}

/// What a line says.
#[derive(Debug)]
struct Line {
    revision: Arc<str>,
    route: Option<String>,
    status: u16,
    end: &'static str,
    reason: &'static str,
    judged: u64,
    withheld: u64,
    would_withhold: u64,
    age: u8,
    class: &'static str,
    jurisdiction: Jurisdiction,
    refused: Vec<&'static str>,
}

impl Line {
    fn of(event: &Event) -> Self {
        Self {
            revision: Arc::clone(&event.revision),
            route: event.route.clone(),
            status: event.status,
            end: event.end.label(),
            reason: event.reason.unwrap_or("-"),
            judged: event.judged,
            withheld: event.withheld,
            would_withhold: event.would_withhold,
            age: event.age,
            class: event.class,
            jurisdiction: event.jurisdiction,
            refused: event.refused.clone(),
        }
    }

    fn write(&self) {
        tracing::info!(
            target: "agegate::decision",
            revision = %self.revision,
            route = self.route.as_deref().unwrap_or("-"),
            status = self.status,
            end = self.end,
            reason = self.reason,
            judged = self.judged,
            withheld = self.withheld,
            would_withhold = self.would_withhold,
            age = self.age,
            class = self.class,
            jurisdiction = %self.jurisdiction,
            refused = if self.refused.is_empty() { "-".to_owned() } else { self.refused.join(",") },
            "exchange"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(judged: u64) -> Line {
        Line::of(&Event { judged, ..Event::default() })
    }

    #[test]
    fn every_line_is_written_once_and_in_order_the_last_ones_at_the_end() {
        let queue = Arc::new(Queue::default());
        let (writer, written) = (Arc::clone(&queue), Arc::new(Mutex::new(Vec::new())));
        let said = Arc::clone(&written);
        let thread = thread::spawn(move || {
            writer.write_all(|line| said.lock().unwrap().push(line.judged));
        });
        for number in 0..500 {
            assert!(queue.add(line(number)).is_none());
            if number % 100 == 0 {
                thread::sleep(GATHERED * 2);
            }
        }
        queue.lock().ended = true;
        queue.changed.notify_one();
        thread.join().unwrap();
        assert_eq!(*written.lock().unwrap(), (0..500).collect::<Vec<_>>());
        assert_eq!(queue.add(line(7)).map(|line| line.judged), Some(7), "behind the end");
    }

    #[test]
    fn what_is_too_much_is_given_back() {
        let queue = Queue::default();
        let taken = (0..MOST as u64 + 3).filter(|number| queue.add(line(*number)).is_none());
        assert_eq!(taken.count(), MOST);
    }
}
