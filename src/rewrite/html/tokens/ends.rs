//! Where a text, a comment, a script and the content of other elements end.

use memchr::{memchr, memchr2, memmem};

/// How much text there is before the next tag, comment or declaration.
pub(super) fn text(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|rest| memchr(b'<', rest)) {
        at += found;
        let begins = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'!' | b'/' | b'?');
        if rest.get(at + 1).is_some_and(begins) {
            return at;
        }
        at += 1;
    }
    rest.len()
}

/// Where a comment ends whose `<!--` has been read.
pub(super) fn comment(after: &[u8]) -> usize {
    match after {
        [b'>', ..] => return 1,
        [b'-', b'>', ..] => return 2,
        _ => {}
    }
    let mut at = 0;
    while let Some(found) = after.get(at..).and_then(|rest| memmem::find(rest, b"--")) {
        at += found;
        match after.get(at + 2..).unwrap_or_default() {
            [b'>', ..] => return at + 3,
            [b'!', b'>', ..] => return at + 4,
            _ => at += 1,
        }
    }
    after.len()
}

/// Where the end tag `</name` begins at or after `from`, or the end.
pub(super) fn end_tag(rest: &[u8], name: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = rest.get(at..).and_then(|rest| memmem::find(rest, b"</")) {
        at += found;
        if is_tag(rest.get(at + 2..).unwrap_or_default(), name) {
            return at;
        }
        at += 2;
    }
    rest.len()
}

/// Whether a tag of this name begins here, after its `<` or `</`.
fn is_tag(rest: &[u8], name: &[u8]) -> bool {
    rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
        && rest.get(name.len()).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
}

/// Where a script ends. Between `<!--` and `-->` a `<script` hides the next end tag (the script data
/// double escaped state).
pub(super) fn script_end(rest: &[u8]) -> usize {
    let mut at = 0;
    let mut end = end_tag(rest, b"script", at);
    while let Some(opened) = rest.get(at..end).and_then(|script| memmem::find(script, b"<!--")) {
        match escaped(rest, at + opened + 4) {
            Ok(closed) => at = closed,
            Err(ended) => return ended,
        }
        if end < at {
            end = end_tag(rest, b"script", at);
        }
    }
    end
}

/// Where the script goes on behind the `-->` of what begins at `from`, or, as an error, where it
/// ends before one. Each `<script` there is ended by the next `</script`.
fn escaped(rest: &[u8], from: usize) -> Result<usize, usize> {
    let mut at = from;
    let mut hidden = false;
    while let Some(found) = rest.get(at..).and_then(|rest| memchr2(b'<', b'>', rest)) {
        let here = at + found;
        at = here + 1;
        match rest.get(here..).unwrap_or_default() {
            [b'>', ..] if rest.get(from..here).is_some_and(|inside| inside.ends_with(b"--")) => {
                return Ok(at);
            }
            [b'<', b'/', name @ ..] if is_tag(name, b"script") => {
                if !hidden {
                    return Err(here);
                }
                hidden = false;
            }
            [b'<', name @ ..] if is_tag(name, b"script") => hidden = true,
            _ => {}
        }
    }
    Err(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::noise::Random;

    #[test]
    fn comments_and_scripts_end_where_a_search_for_each_end_says() {
        const SEED: u64 = 0x5eed_c033_0000_0001;
        println!("seed {SEED:#x}");
        let find = |text: &[u8], end: &str| {
            let text = std::str::from_utf8(text).unwrap();
            text.find(end).map(|at| at + end.len())
        };
        let end_of_comment = |after: &[u8]| match after {
            [b'>', ..] => 1,
            [b'-', b'>', ..] => 2,
            _ => {
                let ends = [find(after, "-->"), find(after, "--!>")];
                ends.into_iter().flatten().min().unwrap_or(after.len())
            }
        };
        let end_of_script = |rest: &[u8]| {
            let (mut at, mut escaped, mut hidden) = (0, None, false);
            while at < rest.len() {
                let here = &rest[at..];
                match escaped {
                    None if here.starts_with(b"<!--") => {
                        (escaped, hidden, at) = (Some(at + 4), false, at + 4);
                        continue;
                    }
                    Some(from) if at >= from && here.starts_with(b"-->") => {
                        (escaped, at) = (None, at + 3);
                        continue;
                    }
                    Some(_) if here.starts_with(b"<script>") => hidden = true,
                    _ if here.starts_with(b"</script>") => {
                        if escaped.is_none() || !hidden {
                            return at;
                        }
                        hidden = false;
                    }
                    _ => {}
                }
                at += 1;
            }
            rest.len()
        };
        let mut random = Random(SEED);
        for _ in 0..20_000 {
            const PIECES: [&str; 12] = [
                "-",
                "--",
                ">",
                "!",
                "->",
                "-->",
                "--!>",
                "<!--",
                "<script>",
                "</script>",
                "<",
                "a",
            ];
            let text: String =
                (0..random.below(12)).map(|_| PIECES[random.below(PIECES.len())]).collect();
            assert_eq!(comment(text.as_bytes()), end_of_comment(text.as_bytes()), "{text}");
            assert_eq!(script_end(text.as_bytes()), end_of_script(text.as_bytes()), "{text}");
        }
    }
}
