//! Time as the kernel sees it: handed in, never read.

use std::fmt;
use std::time::Duration;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// From seconds since the epoch, as in a JWT's NumericDate (RFC 7519 section 2).
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since the epoch.
    pub const fn as_secs(self) -> u64 {
        self.0 / 1000
    }

    /// This time plus `duration`, at most the last representable one.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)))
    }

    /// How long after `earlier` this is; zero if it is before.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// The calendar day in UTC.
    pub fn date(self) -> Date {
        Date::from_days(i64::try_from(self.0 / 86_400_000).unwrap_or(i64::MAX / 86_400_000))
    }
}

/// Where adapters get the time from; tests hand in their own.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp(elapsed.map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX)))
    }
}

/// A day of the proleptic Gregorian calendar.
///
/// ```
/// use agegate::clock::Date;
/// let day = Date::parse("2024-02-29").unwrap();
/// assert_eq!(day.to_string(), "2024-02-29");
/// assert_eq!(day.plus_years(18), Date::new(2042, 3, 1).unwrap());
/// assert!(Date::parse("2023-02-29").is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// A date, if there is such a day.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        ((1..=12).contains(&month) && day >= 1 && day <= days_in(year, month)).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// From `YYYY-MM-DD` (RFC 3339 full-date).
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let well_formed = parts.next().is_none()
            && (year.len(), month.len(), day.len()) == (4, 2, 2)
            && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if !well_formed {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The day `days` after 1970-01-01.
    pub fn from_days(days: i64) -> Self {
        // Counting years from 1 March puts the leap day last, so that months have a fixed pattern.
        let z = days.saturating_add(719_468);
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + i64::from(month <= 2);
        Self {
            year: i32::try_from(year).unwrap_or(i32::MAX),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
        }
    }

    /// The calendar year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The same day `years` later; 29 February becomes 1 March where there is none.
    #[must_use]
    pub fn plus_years(self, years: i32) -> Self {
        let year = self.year.saturating_add(years);
        Self::new(year, self.month, self.day).unwrap_or(Self { year, month: 3, day: 1 })
    }

    /// Completed years at `today` of somebody born on this day; 0 before birth.
    pub fn years_until(self, today: Self) -> u8 {
        let years = today.year.saturating_sub(self.year);
        let reached = self.plus_years(years) <= today;
        let completed = if reached { years } else { years.saturating_sub(1) };
        u8::try_from(completed.max(0)).unwrap_or(u8::MAX)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn days_in(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        for (days, text) in
            [(0, "1970-01-01"), (59, "1970-03-01"), (20_781, "2026-11-24"), (-1, "1969-12-31")]
        {
            assert_eq!(Date::from_days(days).to_string(), text);
        }
    }

    #[test]
    fn birthdays_count_on_the_day() {
        let cases = [
            ("2008-11-24", "2026-11-24", 18),
            ("2008-11-25", "2026-11-24", 17),
            ("2008-02-29", "2026-02-28", 17),
            ("2008-02-29", "2026-03-01", 18),
            ("2030-01-01", "2026-11-24", 0),
            ("2026-11-25", "2026-11-24", 0),
            ("2026-12-31", "2026-01-01", 0),
            ("1000-01-01", "2026-11-24", 255),
        ];
        for (born, today, age) in cases {
            let years = Date::parse(born).unwrap().years_until(Date::parse(today).unwrap());
            assert_eq!(years, age, "{born} at {today}");
        }
    }

    #[test]
    fn malformed_dates_are_refused() {
        for text in [
            "",
            "2026",
            "2026-11",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "0000-1-1x",
            "2026-11-24-1",
            "+026-11-24",
        ] {
            assert!(Date::parse(text).is_none(), "{text}");
        }
    }
}
