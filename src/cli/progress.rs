//! A progress bar on stderr, where that is a terminal.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

const WIDTH: usize = 30;

/// How often it is drawn.
const EVERY: Duration = Duration::from_millis(100);

/// Progress of a known number of steps. Erased when dropped.
#[derive(Debug)]
pub(super) struct Progress {
    what: &'static str,
    total: usize,
    done: usize,
    shown: bool,
    next: Instant,
    started: Instant,
}

impl Progress {
    pub(super) fn new(what: &'static str, total: usize) -> Self {
        let now = Instant::now();
        // One that cannot go back in its line would show every step.
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let shown = io::stderr().is_terminal() && !is_dumb;
        Self { what, total, done: 0, shown, next: now + EVERY, started: now }
    }

    /// One more is done.
    pub(super) fn step(&mut self) {
        self.done += 1;
        // The clock is asked now and then only.
        if !self.shown || !self.done.is_multiple_of(64) {
            return;
        }
        let now = Instant::now();
        if now >= self.next {
            self.next = now + EVERY;
            let line = self.line(now - self.started);
            let _ = write!(io::stderr(), "\r{line}\x1b[K");
        }
    }

    fn line(&self, passed: Duration) -> String {
        let total = self.total.max(1);
        let filled = (self.done * WIDTH / total).min(WIDTH);
        let bar = "█".repeat(filled) + &"░".repeat(WIDTH - filled);
        let left = passed.mul_f64((total - self.done.min(total)) as f64 / self.done.max(1) as f64);
        format!("{} {bar} {}/{total}, {} s left", self.what, self.done, left.as_secs())
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills() {
        let mut progress = Progress::new("reading", 200);
        progress.shown = false;
        (0..100).for_each(|_| progress.step());
        let line = progress.line(Duration::from_secs(10));
        assert!(line.ends_with(" 100/200, 10 s left"), "{line}");
        assert_eq!(line.matches('█').count(), WIDTH / 2);
    }
}
