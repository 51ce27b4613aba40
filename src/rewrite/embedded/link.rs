//! Links that are the text itself.

use crate::rewrite::cut::Code;
use crate::text::base64::spelled_out;
use std::borrow::Cow;

/// What a link to a text in itself says (RFC 2397).
pub(in crate::rewrite) fn text_of(link: &str) -> Option<Cow<'_, str>> {
    link.get(..5).filter(|start| start.eq_ignore_ascii_case("data:"))?;
    if let Some(text) = spelled_out(link) {
        return Some(Cow::Owned(text));
    }
    let (kind, text) = link.split_once(',')?;
    let is_coded = kind.trim_end().to_ascii_lowercase().ends_with("base64");
    (!is_coded).then(|| Code::Percent.decode(text))
}
