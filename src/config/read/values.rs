//! Sizes and times with their units.

use std::time::Duration;

/// Bytes of `64 KiB`.
pub(super) fn size(text: &str) -> Result<usize, String> {
    let units = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];
    let bytes = measure(text, &units)?;
    usize::try_from(bytes).map_err(|_| "that is more than this machine can address".to_owned())
}

/// The time of `30 s`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let units = [("ms", 1), ("s", 1000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
    match measure(text, &units)? {
        0 => Err("zero would end everything at once".to_owned()),
        millis => Ok(Duration::from_millis(millis)),
    }
}

fn measure(text: &str, units: &[(&str, u64)]) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits).unwrap_or((text, ""));
    let unit = unit.strip_prefix(' ').unwrap_or(unit);
    let Some((_, factor)) = units.iter().find(|(name, _)| *name == unit) else {
        let known: Vec<&str> = units.iter().map(|(name, _)| *name).collect();
        return Err(format!("the unit is one of {}", known.join(", ")));
    };
    let number: u64 = number.parse().map_err(|_| "a whole number comes first".to_owned())?;
    number.checked_mul(*factor).ok_or_else(|| "that is too much".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, bytes) in [("64 KiB", 65_536), ("1MiB", 1 << 20), ("0 B", 0), ("2 GiB", 2 << 30)]
        {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["64", "", "KiB", "64 KB", "64  KiB", "-1 B", "1.5 MiB", "64 kib", "64 KiB "] {
            assert!(size(text).is_err(), "{text}");
        }
        assert!(size("18446744073709551615 GiB").is_err(), "overflow");
        assert!(size("99999999999999999999 B").is_err(), "overflow of the number");
    }

    #[test]
    fn durations() {
        for (text, millis) in
            [("30 s", 30_000), ("15min", 900_000), ("250 ms", 250), ("12 h", 43_200_000)]
        {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["0 s", "30", "30 sec", "1 h 30 min", "∞ s", "１ s"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
