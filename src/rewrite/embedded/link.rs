//! Links that are the text itself.

use crate::rewrite::cut::Code;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::borrow::Cow;

/// What a link to a text in itself says (RFC 2397).
pub(in crate::rewrite) fn text_of(link: &str) -> Option<Cow<'_, str>> {
    link.get(..5).filter(|start| start.eq_ignore_ascii_case("data:"))?;
    let (kind, text) = link.split_once(',')?;
    let kind = kind.to_ascii_lowercase();
    let Some(kind) = kind.trim_end().strip_suffix("base64") else {
        return Some(Code::Percent.decode(text));
    };
    const TEXTS: [&str; 6] = ["data:;", "text/", "svg", "json", "xml", "script"];
    TEXTS
        .iter()
        .any(|text| kind.contains(text))
        .then(|| Cow::Owned(plain(&Code::Percent.decode(text))))
}

/// What a text in base64 says (RFC 4648), as far as it is one: browsers are as lenient.
fn plain(coded: &str) -> String {
    const SIGNS: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let kept: String = coded.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    String::from_utf8_lossy(&SIGNS.decode(kept).unwrap_or_default()).into_owned()
}
