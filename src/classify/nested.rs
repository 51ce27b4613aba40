//! Labels in a string that is data itself: `"data": "{\"isAdult\": true}"`.
//!
//! Words in it are read as they stand; of a label they are only half without its value. The string
//! need not be sound: what looks like a member is read as one.

use super::facts::{Fact, Scalar};
use super::key_says::KeySays;
use super::role::Role;

/// Gives the labels that a text declares if it is an object or a list of data.
pub(super) fn labels<'f>(fact: &Fact<'f>, mut read: impl FnMut(&Fact<'f>)) {
    let Scalar::Text(text) = fact.value else { return };
    if fact.role == Role::Label || !text.trim_start().starts_with(['{', '[']) {
        return;
    }
    let mut rest = text;
    while let Some((key, behind)) = string(rest) {
        rest = behind;
        let Some(value) = behind.trim_start().strip_prefix(':').map(str::trim_start) else {
            continue;
        };
        let role = Role::Other.descend(key);
        if role != Role::Label {
            continue;
        }
        if let Some(value) = scalar(value) {
            read(&Fact { role, key, value, says: KeySays::read(role, key) });
        }
    }
}

/// The next text between quotes, which may be escaped, and what stands behind it.
fn string(text: &str) -> Option<(&str, &str)> {
    let (_, open) = text.split_once('"')?;
    let (inside, behind) = open.split_once('"')?;
    Some((inside.trim_end_matches('\\'), behind))
}

/// The value at the beginning of a text.
fn scalar(text: &str) -> Option<Scalar<'_>> {
    if text.trim_start_matches('\\').starts_with('"') {
        return string(text).map(|(inside, _)| Scalar::Text(inside));
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+')));
    match text.get(..end.unwrap_or(text.len()))? {
        "" => None,
        "true" => Some(Scalar::Bool(true)),
        "false" => Some(Scalar::Bool(false)),
        number => Some(Scalar::Number(number)),
    }
}
