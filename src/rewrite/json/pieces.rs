//! What a record says of a text that comes piece by piece.

use super::node::Kind;
use super::whole::Document;

/// Members that hold a piece, and such as only records with a piece have.
const PIECES: [&str; 7] =
    ["content", "text", "delta", "token", "response", "completion", "textDelta"];
const SIGNS: [&str; 8] =
    ["choices", "delta", "textDelta", "token", "done", "candidates", "completion", "is_finished"];

impl Document {
    /// The piece of a text that the record brings, as those of assistants do.
    pub(in crate::rewrite) fn piece(&self, bytes: &[u8]) -> Option<String> {
        let source = simdutf8::basic::from_utf8(bytes).unwrap_or_default();
        let (mut key, mut text) = (String::new(), String::new());
        let mut root = self.tape.children(0);
        if !root.any(|(_, node)| SIGNS.contains(&self.tape.key(node, source, &mut key))) {
            return None;
        }
        let mut piece = None;
        for node in self.tape.nodes.iter().filter(|node| node.kind == Kind::Text) {
            if PIECES.contains(&self.tape.key(node, source, &mut key)) {
                let said = self.tape.text(node, source, &mut text);
                piece.get_or_insert_with(String::new).push_str(said);
            }
        }
        piece
    }
}
