//! Words spelt otherwise: in code, as heard, run together.

use super::letters::letters;

pub(super) fn percent(word: &str, sign: &str) -> String {
    word.bytes().map(|byte| format!("{sign}{byte:02x}")).collect()
}

/// The label of a domain (RFC 3492 section 6.3); `None` for letters that need none.
pub(super) fn punycode(word: &str) -> Option<String> {
    let (mut n, mut delta, mut bias) = (128u32, 0u32, 72u32);
    let plain: String = word.chars().filter(char::is_ascii).collect();
    let (basic, total) = (plain.len() as u32, word.chars().count() as u32);
    let mut label = format!("xn--{plain}{}", if plain.is_empty() { "" } else { "-" });
    let mut done = basic;
    while done < total {
        let next = word.chars().map(u32::from).filter(|c| *c >= n).min()?;
        delta += (next - n) * (done + 1);
        n = next;
        for c in word.chars().map(u32::from) {
            if c < n {
                delta += 1;
            } else if c == n {
                let (mut q, mut k) = (delta, 36);
                loop {
                    let t = u32::saturating_sub(k, bias).clamp(1, 26);
                    if q < t {
                        break;
                    }
                    label.push(digit(t + (q - t) % (36 - t)));
                    q = (q - t) / (36 - t);
                    k += 36;
                }
                label.push(digit(q));
                let mut step = if done == basic { delta / 700 } else { delta / 2 };
                step += step / (done + 1);
                let mut k = 0;
                while step > 455 {
                    step /= 35;
                    k += 36;
                }
                bias = k + 36 * step / (step + 38);
                delta = 0;
                done += 1;
            }
        }
        delta += 1;
        n += 1;
    }
    (basic < total && label.len() <= 63 && !word.contains('*')).then_some(label)
}

fn digit(digit: u32) -> char {
    char::from(if digit < 26 { b'a' + digit as u8 } else { b'0' + (digit - 26) as u8 })
}

pub(super) fn camel(word: &str) -> String {
    let upper = |w: &str| {
        let mut chars = w.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>()
    };
    word.split(' ').map(upper).collect()
}

pub(super) fn romanised(word: &str) -> Option<String> {
    const TABLE: &[(char, &str)] = &[
        ('а', "a"),
        ('б', "b"),
        ('в', "v"),
        ('г', "g"),
        ('д', "d"),
        ('е', "e"),
        ('ё', "e"),
        ('ж', "zh"),
        ('з', "z"),
        ('и', "i"),
        ('й', "y"),
        ('к', "k"),
        ('л', "l"),
        ('м', "m"),
        ('н', "n"),
        ('о', "o"),
        ('п', "p"),
        ('р', "r"),
        ('с', "s"),
        ('т', "t"),
        ('у', "u"),
        ('ф', "f"),
        ('х', "h"),
        ('ц', "ts"),
        ('ч', "ch"),
        ('ш', "sh"),
        ('щ', "sch"),
        ('ы', "y"),
        ('ь', ""),
        ('э', "e"),
        ('ю', "yu"),
        ('я', "ya"),
        (' ', " "),
        ('-', "-"),
    ];
    let spelled = |c: char| TABLE.iter().find(|(from, _)| *from == c).map(|(_, to)| *to);
    word.chars().map(spelled).collect::<Option<String>>().filter(|w| letters(w) >= 7)
}
