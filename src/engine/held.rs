//! The process-wide budget of held bytes (`limits.held_total`).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Debug, Default)]
pub(super) struct HeldTotal {
    now: AtomicUsize,
    allowed: AtomicUsize,
}

impl HeldTotal {
    pub(super) fn allow(&self, bytes: usize) {
        self.allowed.store(bytes, Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> usize {
        self.now.load(Ordering::Relaxed)
    }
}

/// One body's share of the budget; given back when dropped.
#[derive(Debug)]
pub struct HeldBytes {
    total: Arc<HeldTotal>,
    mine: usize,
}

impl HeldBytes {
    pub(super) fn new(total: Arc<HeldTotal>) -> Self {
        Self { total, mine: 0 }
    }

    /// Takes `bytes` for what can be done without: only while half of the budget stays free.
    pub fn spare(&mut self, bytes: usize) -> bool {
        let now = self.total.now.load(Ordering::Relaxed);
        let half = self.total.allowed.load(Ordering::Relaxed) / 2;
        now.saturating_add(bytes) <= half && self.set(self.mine.saturating_add(bytes))
    }

    /// Changes the share to `bytes`; `false`, and no change, if all shares would then exceed the
    /// budget. Giving back always succeeds.
    pub fn set(&mut self, bytes: usize) -> bool {
        if bytes <= self.mine {
            self.total.now.fetch_sub(self.mine - bytes, Ordering::Relaxed);
            self.mine = bytes;
            return true;
        }
        let more = bytes - self.mine;
        let before = self.total.now.fetch_add(more, Ordering::Relaxed);
        if before.saturating_add(more) > self.total.allowed.load(Ordering::Relaxed) {
            self.total.now.fetch_sub(more, Ordering::Relaxed);
            return false;
        }
        self.mine = bytes;
        true
    }
}

impl Drop for HeldBytes {
    fn drop(&mut self) {
        self.set(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_come_back() {
        let total = Arc::new(HeldTotal::default());
        total.allow(100);
        let mut one = HeldBytes::new(Arc::clone(&total));
        let mut two = HeldBytes::new(Arc::clone(&total));
        assert!(one.set(60) && two.set(40));
        assert!(!two.set(41), "101 of 100");
        assert_eq!(total.now(), 100);
        drop(one);
        assert!(two.set(100) && !two.set(101));
        drop(two);
        assert_eq!(total.now(), 0);
    }
}
