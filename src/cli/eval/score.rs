//! Counts and what they amount to.

use serde::Serialize;

/// 95 % of a normal distribution, two-sided.
const Z: f64 = 1.959_963_984_540_054;

/// How often something was found and was there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) struct Counts {
    /// Found and there.
    pub(in crate::cli) hits: u64,
    /// Found and not there.
    pub(in crate::cli) false_alarms: u64,
    /// There and not found.
    pub(in crate::cli) misses: u64,
}

/// A share with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(in crate::cli) struct Share {
    pub(in crate::cli) value: f64,
    pub(in crate::cli) low: f64,
    pub(in crate::cli) high: f64,
}

impl Counts {
    pub(in crate::cli) fn add(&mut self, found: bool, there: bool) {
        match (found, there) {
            (true, true) => self.hits += 1,
            (true, false) => self.false_alarms += 1,
            (false, true) => self.misses += 1,
            (false, false) => {}
        }
    }

    /// How much of what is found is there; `None` where nothing is found.
    pub(in crate::cli) fn precision(self) -> Option<Share> {
        share(self.hits, self.hits + self.false_alarms)
    }

    /// How much of what is there is found; `None` where nothing is there.
    pub(in crate::cli) fn recall(self) -> Option<Share> {
        share(self.hits, self.hits + self.misses)
    }

    /// The harmonic mean of both.
    ///
    /// It rises with the share of hits among everything found or there, J, as 2J / (1 + J); so its
    /// interval is that of J.
    pub(in crate::cli) fn f1(self) -> Option<Share> {
        let jaccard = share(self.hits, self.hits + self.false_alarms + self.misses)?;
        let f1 = |j: f64| 2.0 * j / (1.0 + j);
        Some(Share { value: f1(jaccard.value), low: f1(jaccard.low), high: f1(jaccard.high) })
    }
}

/// `part` of `whole` with Wilson's interval, which holds for small numbers and near 0 and 1.
pub(in crate::cli) fn share(part: u64, whole: u64) -> Option<Share> {
    if whole == 0 {
        return None;
    }
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let z2 = Z * Z;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    Some(Share { value: p, low: (middle - half).max(0.0), high: (middle + half).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_intervals() {
        // Published values for Wilson's score interval.
        let cases = [
            (0, 10, 0.0, 0.2775),
            (10, 10, 0.7225, 1.0),
            (8, 10, 0.4902, 0.9433),
            (50, 100, 0.4038, 0.5962),
        ];
        for (part, whole, low, high) in cases {
            let share = share(part, whole).unwrap();
            assert!(
                (share.low - low).abs() < 1e-4 && (share.high - high).abs() < 1e-4,
                "{share:?}"
            );
        }
        assert_eq!(share(0, 0), None);
    }

    #[test]
    fn f1_is_the_harmonic_mean() {
        let counts = Counts { hits: 6, false_alarms: 2, misses: 4 };
        let (p, r) = (counts.precision().unwrap().value, counts.recall().unwrap().value);
        let f1 = counts.f1().unwrap();
        assert!((f1.value - 2.0 * p * r / (p + r)).abs() < 1e-12);
        assert!(f1.low < f1.value && f1.value < f1.high);
    }
}
