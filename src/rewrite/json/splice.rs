//! Puts a decided value out: kept bytes as they came, removed elements with one comma.

use super::tape::{Edit, Kind, Tape};
use super::window::Window;
use crate::rewrite::Output;
use bytes::Bytes;
use memchr::memchr;

/// A container whose children are being put out.
#[derive(Clone, Copy, Debug)]
struct Open {
    end: u64,
    next: u32,
    /// Where the last child ended, or the opening bracket.
    before: u64,
    /// Whether a child was put out.
    any: bool,
}

/// Puts out the node at `at` with its member name; the window's decided part ends before it.
pub(super) fn splice(window: &mut Window, tape: &Tape, at: u32, out: &mut Output) {
    let Some(root) = tape.get(at) else { return };
    let place = |offset: u32| tape.origin + u64::from(offset);
    let mut levels: Vec<Open> = Vec::new();
    let end = root.next.min(tape.len());
    let mut node_at = at;
    while node_at < end {
        let Some(node) = tape.get(node_at) else { break };
        while let Some(level) = levels.last()
            && level.next <= node_at
        {
            window.keep_to(level.end);
            levels.pop();
        }
        let begin = place(if node.key.1 > 0 { node.key.0 } else { node.start });
        let mut next = node_at + 1;
        if let Some(level) = levels.last_mut() {
            if node.edit == Edit::Drop {
                window.skip_to(place(node.end), out);
                level.before = place(node.end);
                node_at = node.next.max(next);
                continue;
            }
            if !level.any {
                skip_comma(window, level.before, begin, out);
            }
            level.any = true;
            level.before = place(node.end);
        }
        match node.edit {
            Edit::Keep | Edit::Drop if matches!(node.kind, Kind::Object | Kind::Array) => {
                window.keep_to(place(node.start) + 1);
                levels.push(Open {
                    end: place(node.end),
                    next: node.next,
                    before: place(node.start) + 1,
                    any: false,
                });
            }
            Edit::Keep | Edit::Drop => window.keep_to(place(node.end)),
            Edit::Null | Edit::Empty | Edit::Count(_) => {
                window.keep_to(place(node.start));
                window.insert(replacement(node.edit), out);
                window.skip_to(place(node.end), out);
                next = node.next.max(next);
            }
        }
        node_at = next;
    }
    while let Some(level) = levels.pop() {
        window.keep_to(level.end);
    }
}

/// Removes the comma that stands before the first child that is put out.
pub(super) fn skip_comma(window: &mut Window, before: u64, begin: u64, out: &mut Output) {
    if let Some(at) = memchr(b',', window.slice(before, begin)) {
        window.keep_to(before + at as u64);
        window.skip_to(before + at as u64 + 1, out);
    }
}

fn replacement(edit: Edit) -> Bytes {
    match edit {
        Edit::Count(count) => Bytes::from(count.to_string()),
        Edit::Null => Bytes::from_static(b"null"),
        _ => Bytes::from_static(b"\"\""),
    }
}

/// An element as it is without its words.
pub(super) fn masked(tape: &Tape, bytes: &[u8], at: u32) -> Bytes {
    let Some(root) = tape.get(at) else { return Bytes::new() };
    let mut masked = Vec::new();
    let mut from = root.start;
    let copy = |from: u32, to: u32, masked: &mut Vec<u8>| {
        masked.extend_from_slice(bytes.get(from as usize..to as usize).unwrap_or_default());
    };
    for index in at..root.next.min(tape.len()) {
        let Some(node) = tape.get(index) else { break };
        if node.kind == Kind::Text {
            copy(from, node.start, &mut masked);
            masked.extend_from_slice(b"\"\"");
            from = node.end;
        }
    }
    copy(from, root.end, &mut masked);
    Bytes::from(masked)
}
