//! Texts that stand in pieces, so that parts of them may look otherwise: `[{"text": "vod", "bold": true},
//! {"text": "ka"}]`, as suggestions and editors write them.

use super::node::{Edit, Kind};
use super::tape::Tape;
use crate::classify::Role;

/// Names under which a piece stands.
const NAMES: [&str; 7] = ["text", "value", "content", "string", "part", "fragment", "t"];
/// An object with more members is more than a piece.
const MEMBERS: u32 = 4;

/// What the pieces in an array say as one, and as what.
pub(super) fn joined(tape: &Tape, source: &str, array: u32) -> Option<(Role, String)> {
    let first = tape.get(array + 1)?;
    let is_piece = first.kind == Kind::Object && (1..=MEMBERS).contains(&first.children);
    if !is_piece || tape.get(array)?.children < 2 {
        return None;
    }
    let (mut all, mut role, mut formed) = (String::new(), None, false);
    let (mut key, mut text) = (String::new(), String::new());
    for (at, object) in tape.children(array) {
        let mut said = tape.children(at).filter(|(_, node)| {
            node.kind == Kind::Text && NAMES.contains(&tape.key(node, source, &mut key))
        });
        let (_, piece) = said.next()?;
        let more = said.next().is_some() || object.children > MEMBERS;
        if more || object.edit != Edit::Keep {
            return None;
        }
        let text = tape.text(piece, source, &mut text);
        // Entries of a list are no pieces of one text: those say how they look, or hold its blanks.
        let looks = |kind| matches!(kind, Kind::True | Kind::False | Kind::Array);
        formed |= text != text.trim() || tape.children(at).any(|(_, node)| looks(node.kind));
        role.get_or_insert(piece.role);
        all.push_str(text);
    }
    Some((role.filter(|_| formed)?, all))
}
