//! Charsets that upstream writes in, how they are declared, and how a client reads them.

/// Labels; the first six are Unicode.
pub(super) const CHARSETS: [&str; 14] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "utf-32le",
    "utf-32be",
    "us-ascii",
    "windows-1252",
    "iso-8859-2",
    "windows-1251",
    "koi8-r",
    "shift_jis",
    "euc-jp",
    "gb18030",
    "big5",
];

/// A word that a charset can write and others cannot.
pub(super) fn word(label: &str) -> &'static str {
    match label {
        "us-ascii" => "tea",
        "windows-1252" => "thé",
        "iso-8859-2" => "čaj",
        "windows-1251" | "koi8-r" => "чай",
        "shift_jis" | "euc-jp" => "お茶ソ",
        "gb18030" | "big5" => "茶功",
        _ => "чай 茶 😀",
    }
}

/// The mark that a body in this charset may begin with.
pub(super) fn mark(label: &str) -> &'static [u8] {
    match label {
        "utf-8" => b"\xef\xbb\xbf",
        "utf-16le" => b"\xff\xfe",
        "utf-16be" => b"\xfe\xff",
        "utf-32le" => b"\xff\xfe\0\0",
        "utf-32be" => b"\0\0\xfe\xff",
        _ => b"",
    }
}

pub(super) fn encode(label: &str, text: &str) -> Vec<u8> {
    match label {
        "utf-8" | "us-ascii" => text.as_bytes().to_vec(),
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "utf-32le" => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        "utf-32be" => text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
        _ => {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            let (bytes, _, lossy) = encoding.encode(text);
            assert!(!lossy, "{label} cannot write {text}");
            bytes.into_owned()
        }
    }
}

/// What a client reads in this charset; anything becomes something.
pub(super) fn decode(label: &str, bytes: &[u8]) -> String {
    let wide = |big: bool| {
        let point = |b: &[u8]| {
            let b = <[u8; 4]>::try_from(b).ok()?;
            char::from_u32(if big { u32::from_be_bytes(b) } else { u32::from_le_bytes(b) })
        };
        bytes.chunks(4).map(|b| point(b).unwrap_or('\u{fffd}')).collect()
    };
    match label {
        "utf-32le" => wide(false),
        "utf-32be" => wide(true),
        _ => {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            encoding.decode_without_bom_handling(bytes).0.into_owned()
        }
    }
}
