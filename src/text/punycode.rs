//! Punycode, the letters of an internationalised domain name (RFC 3492 section 6.2).

use super::reading::Reading;
use super::readings::PLACES;

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const BIAS: u32 = 72;
const FIRST: u32 = 128;

/// The longest label of a domain name (RFC 1035 section 2.3.4), in octets.
const LONGEST: usize = 63;

/// What a label in Punycode begins with, in any case (RFC 5890 section 2.3.2.1).
const MARK: &[u8] = b"xn--";

/// Gives the readings of the labels in a text that are Punycode.
pub(super) fn each(text: &str, reading: &mut Reading, sink: &mut dyn FnMut(&Reading)) {
    let pieces = text.as_bytes().windows(MARK.len()).enumerate();
    let found = pieces.filter(|(_, piece)| piece.eq_ignore_ascii_case(MARK)).map(|(at, _)| at);
    for start in found.take(PLACES) {
        let Some(rest) = text.get(start + MARK.len()..) else { continue };
        let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
        let label = rest.get(..len).and_then(decode);
        let Some(label) = label else { continue };
        let source = start..start + MARK.len() + len;
        reading.begin([source.clone()]);
        label.chars().for_each(|c| reading.push(c, source.clone()));
        sink(reading);
    }
}

/// The text of a label, without its `xn--`; `None` if it is none.
fn decode(label: &str) -> Option<String> {
    if label.len() > LONGEST {
        return None;
    }
    let (plain, coded) = label.rsplit_once('-').unwrap_or(("", label));
    let mut letters: Vec<char> = plain.chars().collect();
    let (mut n, mut i, mut bias) = (FIRST, 0u32, BIAS);
    let mut digits = coded.bytes().peekable();
    while digits.peek().is_some() {
        let (before, mut weight, mut k) = (i, 1u32, BASE);
        loop {
            let digit = digit(digits.next()?)?;
            i = i.checked_add(digit.checked_mul(weight)?)?;
            let threshold = k.saturating_sub(bias).clamp(T_MIN, T_MAX);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            k += BASE;
        }
        let count = u32::try_from(letters.len()).ok()? + 1;
        bias = adapt(i - before, count, before == 0);
        n = n.checked_add(i / count)?;
        i %= count;
        letters.insert(i as usize, char::from_u32(n)?);
        i += 1;
    }
    Some(letters.into_iter().collect())
}

fn digit(byte: u8) -> Option<u32> {
    match byte {
        b'a'..=b'z' => Some(u32::from(byte - b'a')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 26),
        _ => None,
    }
}

fn adapt(delta: u32, count: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / count;
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn labels() {
        for (label, expected) in [
            // RFC 3492 section 7.1: Czech, Spanish, Japanese.
            ("Proprostnemluvesky-uyb24dma41a", Some("Pročprostěnemluvíčesky")),
            (
                "PorqunopuedensimplementehablarenEspaol-fmd56a",
                Some("PorquénopuedensimplementehablarenEspañol"),
            ),
            (
                "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa",
                Some("なぜみんな日本語を話してくれないのか"),
            ),
            ("bcher-kva", Some("bücher")),
            ("", Some("")),
            ("a-", Some("a")),
            ("999999", None),
            ("!", None),
        ] {
            assert_eq!(decode(label).as_deref(), expected, "{label}");
        }
        assert_eq!(decode(&"a".repeat(64)), None);
    }
}
