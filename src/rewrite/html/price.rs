//! Whether a text names a price.

/// Whether a text names a price: digits beside a currency.
pub(super) fn is_price(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() < 200 && has_digit(bytes) && has_sign(bytes)
}

/// Whether there is the sign or the name of a currency; many bytes at a time, since most texts have
/// neither.
fn has_sign(bytes: &[u8]) -> bool {
    const MANY: usize = 16;
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let mut padded = [0; MANY + 2];
        let here = rest.first_chunk().unwrap_or_else(|| {
            padded.iter_mut().zip(rest).for_each(|(slot, byte)| *slot = *byte);
            &padded
        });
        let ([first @ .., _, _], [_, second @ .., _], [_, _, third @ ..]) = (here, here, here);
        let all = first.iter().zip(second).zip(third);
        let may = all.fold(false, |any, ((one, two), three)| any | may_begin(*one, *two, *three));
        if may && (at..at + MANY).any(|at| is_sign(bytes, at)) {
            return true;
        }
        at += MANY;
    }
    false
}

/// Whether the sign or the name of a currency may begin with these bytes. Without branches, so that
/// many are told at once.
const fn may_begin(first: u8, second: u8, third: u8) -> bool {
    let upper = first.wrapping_sub(b'A') < 26;
    (first == b'$')
        | (first == b'&') & (second == b'e')
        | upper & (second.wrapping_sub(b'A') < 26)
        | upper & ((second == b't') | (second == 0xc4))
        | ((first | 0x20) == b'l') & (second == b'e') & (third == b'i')
        | (first == b'k') & (second == b'r')
        | (first == b'z') & (second == 0xc5)
        | (first == 0xe2) & (second == 0x82)
        | (first == 0xc2) & ((second == 0xa3) | (second == 0xa5))
        | (first == 0xd0) & ((second == 0xbb) | (second == 0xb3))
        | (first == 0xd1) & (second == 0x80)
        | (first == 0xe5) & (second == 0x85)
}

/// Whether there is a digit; many bytes at a time, since most texts have none.
fn has_digit(bytes: &[u8]) -> bool {
    let any = |bytes: &[u8]| bytes.iter().fold(false, |any, byte| any | byte.is_ascii_digit());
    let (chunks, rest) = bytes.as_chunks::<16>();
    chunks.iter().any(|chunk| any(chunk)) || any(rest)
}

/// Whether the sign or the name of a currency stands at a place.
#[rustfmt::skip]
fn is_sign(bytes: &[u8], at: usize) -> bool {
    matches!(
        bytes.get(at..).unwrap_or_default(),
        // € ₽ ₺ ₴ ₹
        [0xe2, 0x82, 0xac | 0xbd | 0xba | 0xb4 | 0xb9, ..]
            // £ ¥
            | [0xc2, 0xa3 | 0xa5, ..]
            // лв грн руб 元
            | [0xd0, 0xbb, 0xd0, 0xb2, ..] | [0xd0, 0xb3, 0xd1, 0x80, 0xd0, 0xbd, ..]
            | [0xd1, 0x80, 0xd1, 0x83, 0xd0, 0xb1, ..] | [0xe5, 0x85, 0x83, ..]
            // zł Kč
            | [b'z', 0xc5, 0x82, ..] | [b'K', 0xc4, 0x8d, ..]
            | [b'$', ..] | [b'k', b'r', ..] | [b'F', b't', ..] | [b'T', b'L', ..]
            | [b'l' | b'L', b'e', b'i', ..]
            | [b'E', b'U', b'R', ..] | [b'U', b'S', b'D', ..] | [b'G', b'B', b'P', ..]
            | [b'C', b'H', b'F', ..] | [b'C', b'Z', b'K', ..] | [b'P', b'L', b'N', ..]
            | [b'R', b'O', b'N', ..] | [b'S', b'E', b'K', ..] | [b'D', b'K', b'K', ..]
            | [b'N', b'O', b'K', ..]
            | [b'&', b'e', b'u', b'r', b'o', b';', ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_digits_beside_a_currency() {
        const SIGNS: [&str; 30] = [
            "€", "$", "£", "¥", "₽", "₺", "₴", "₹", "zł", "Kč", "kr", "Ft", "lei", "Lei", "лв",
            "руб", "грн", "EUR", "USD", "GBP", "CHF", "PLN", "CZK", "RON", "SEK", "DKK", "NOK",
            "TL", "元", "&euro;",
        ];
        for sign in SIGNS {
            assert!(
                is_price(&format!("12.90 {sign}")) && is_price(&format!("ab{sign}9")),
                "{sign}"
            );
            assert!(!is_price(&format!("nine {sign}")), "{sign}");
        }
        for no in ["12.90", "12 ¢", "12 eur", &format!("{} 1 €", "a".repeat(200))] {
            assert!(!is_price(no), "{no}");
        }
        for digit in 0..40 {
            let text = format!("{}7{}€", "a".repeat(digit), "b".repeat(40 - digit));
            assert!(is_price(&text), "{text}");
        }
    }
}
