//! Thresholds: `adult.recall=0.93`, `adult/de.precision=0.9`, `flagged=0.003`, `flagged/hard=0.01`.

use super::Measured;
use super::score::{Counts, Share, share};

/// One threshold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Requirement {
    what: What,
    share: f64,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    /// At most this share of listings labelled `none`, or of the hard ones, has something withheld.
    Flagged { hard: bool },
    /// At least this share.
    Metric { name: String, language: String, metric: Metric },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Metric {
    F1,
    Precision,
    Recall,
}

impl Metric {
    const ALL: [(&str, Self); 3] =
        [("f1", Self::F1), ("precision", Self::Precision), ("recall", Self::Recall)];

    fn of(self, counts: Counts) -> Option<Share> {
        match self {
            Self::F1 => counts.f1(),
            Self::Precision => counts.precision(),
            Self::Recall => counts.recall(),
        }
    }
}

impl Requirement {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let form =
            || format!("`{text}` is no threshold such as `adult/de.recall=0.9` or `flagged=0.003`");
        let (what, least) = text.split_once('=').ok_or_else(form)?;
        let share: f64 = least.parse().map_err(|_| form())?;
        if !(0.0..=1.0).contains(&share) {
            return Err(format!("`{least}` is no share between 0 and 1"));
        }
        let what = match what {
            "flagged" => What::Flagged { hard: false },
            "flagged/hard" => What::Flagged { hard: true },
            other => {
                let (row, metric) = other.rsplit_once('.').ok_or_else(form)?;
                let metric = Metric::ALL.iter().find(|(name, _)| *name == metric);
                let (_, metric) = metric.ok_or_else(form)?;
                let (name, language) = row.split_once('/').unwrap_or((row, ""));
                let (name, language) = (name.to_owned(), language.to_owned());
                What::Metric { name, language, metric: *metric }
            }
        };
        Ok(Self { what, share })
    }

    /// The name of what is measured, where it has one.
    pub(super) fn category(&self) -> Option<&str> {
        match &self.what {
            What::Flagged { .. } => None,
            What::Metric { name, .. } => Some(name),
        }
    }

    /// How the measure falls short; `None`: it does not. What was not measured falls short.
    pub(super) fn failure(&self, measured: &Measured) -> Option<String> {
        let wanted = self.share;
        match &self.what {
            What::Flagged { hard } => {
                let (flagged, all) = if *hard { measured.hard } else { measured.clean };
                let name = if *hard { "hard ones " } else { "" };
                match share(flagged, all) {
                    Some(found) if found.value <= wanted => None,
                    Some(found) => Some(format!(
                        "{:.4} of the listings labelled `none` {name}are flagged, {wanted} at most",
                        found.value
                    )),
                    None => Some(format!("no {name}listing is labelled `none`")),
                }
            }
            What::Metric { name, language, metric } => {
                let row =
                    if language.is_empty() { name.clone() } else { format!("{name}/{language}") };
                let metric_name = Metric::ALL.iter().find(|(_, m)| m == metric).map_or("", |m| m.0);
                let counts = measured.rows.get(&(name.clone(), language.clone()));
                match counts.and_then(|counts| metric.of(*counts)) {
                    Some(found) if found.value >= wanted => None,
                    Some(found) => Some(format!(
                        "{row}: {metric_name} is {:.4}, {wanted} at least",
                        found.value
                    )),
                    None => Some(format!("{row}: there is nothing to measure {metric_name} by")),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_read_and_held_against_the_measure() {
        let mut measured = Measured { clean: (1, 100), hard: (0, 0), ..Measured::default() };
        let counts = Counts { hits: 9, false_alarms: 0, misses: 1 };
        measured.rows.insert(("adult".into(), String::new()), counts);
        measured.rows.insert(("adult".into(), "de".into()), Counts::default());
        let cases = [
            ("adult.recall=0.9", None),
            ("adult.recall=0.91", Some("adult: recall is 0.9000, 0.91 at least")),
            ("adult.precision=1", None),
            ("adult/de.f1=0.1", Some("adult/de: there is nothing to measure f1 by")),
            ("alcohol.f1=0.1", Some("alcohol: there is nothing to measure f1 by")),
            ("flagged=0.01", None),
            (
                "flagged=0.009",
                Some("0.0100 of the listings labelled `none` are flagged, 0.009 at most"),
            ),
            ("flagged/hard=1", Some("no hard ones listing is labelled `none`")),
        ];
        for (text, expected) in cases {
            let failure = Requirement::parse(text).unwrap().failure(&measured);
            assert_eq!(failure.as_deref(), expected, "{text}");
        }
        for wrong in ["adult=0.9", "adult.recal=0.9", "adult.recall", "flagged=2", "flagged=-1", ""]
        {
            assert!(Requirement::parse(wrong).is_err(), "{wrong}");
        }
    }
}
