//! Every charset in every format through every split.

#![cfg(feature = "charset")]

use crate::charset::{Charset, Fallback};
use crate::rewrite::{
    Format, Judge, Limits, Output, RewriteError, Shape, Unit, UnitKind, Verdict, Withheld, rewriter,
};
use bytes::Bytes;

/// A charset, a word in it that is withheld, and one that is kept.
const WORDS: &[(&str, &str, &str)] = &[
    ("utf-8", "водка", "чай 漢 😀"),
    ("utf-16le", "водка", "чай 漢 😀"),
    ("utf-16be", "водка", "чай 漢 😀"),
    ("utf-32le", "водка", "чай 漢 😀"),
    ("utf-32be", "водка", "чай 漢 😀"),
    ("iso-8859-1", "kräuterlikör", "größe"),
    ("iso-8859-2", "śliwowica", "łódź"),
    ("iso-8859-5", "водка", "чай"),
    ("iso-8859-7", "ούζο", "τσάι"),
    ("iso-8859-15", "cœur de vodka", "œuf"),
    ("windows-1250", "śliwowica", "łódź"),
    ("windows-1251", "водка", "чай"),
    ("windows-1252", "kräuterlikör", "größe"),
    ("windows-1254", "rakı", "çay ğ"),
    ("windows-1255", "ערק", "תה"),
    ("windows-1256", "عرق", "شاي"),
    ("windows-1257", "degtinė", "ąžuolas"),
    ("windows-874", "เหล้า", "ชา"),
    ("koi8-r", "водка", "чай"),
    ("koi8-u", "горілка", "їжак"),
    ("macintosh", "kräuterlikör", "größe"),
    ("shift_jis", "焼酎ソ", "表ソ構"),
    ("euc-jp", "焼酎", "お茶"),
    ("gbk", "白酒", "中文茶"),
    ("gb18030", "白酒", "中文茶㇀😀"),
    ("big5", "高粱酒", "功許茶"),
    ("euc-kr", "소주", "똠차"),
];

/// Withholds what says one word and counts what it is asked.
struct Word<'a> {
    word: &'a str,
    asked: usize,
}

impl Judge for Word<'_> {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        self.asked += 1;
        let says = unit.facts.iter().any(|fact| fact.value.as_str().contains(self.word));
        match unit.kind {
            _ if !says => Verdict::Keep,
            UnitKind::Document => Verdict::Gate,
            _ => Verdict::Omit,
        }
    }

    fn withheld(&mut self, _: u64, _: Withheld) {}

    fn omits_nameless(&self) -> bool {
        false
    }
}

fn run(
    format: Format,
    header: Option<&str>,
    body: &[u8],
    cut: usize,
    word: &str,
) -> Result<(Vec<u8>, usize), RewriteError> {
    let header = header.map(|label| Charset::for_label(label).unwrap());
    let mut rewriter = rewriter(format, header, &Shape::default(), Limits::default());
    let (mut judge, mut out) = (Word { word, asked: 0 }, Output::default());
    for chunk in body.chunks(cut) {
        rewriter.write(Bytes::copy_from_slice(chunk), &mut judge, &mut out)?;
    }
    rewriter.finish(&mut judge, &mut out)?;
    let mut bytes = Vec::new();
    while let Some(run) = out.pop() {
        bytes.extend_from_slice(&run);
    }
    Ok((bytes, judge.asked))
}

fn json(names: &[&str]) -> String {
    let items: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(n, name)| {
            format!("{{\"id\": \"item-{n}00\", \"name\": \"{name}\", \"price\": {n}}}")
        })
        .collect();
    format!("[\n {}]\n", items.join(",\n "))
}

fn coded(label: &str, text: &str) -> Vec<u8> {
    Charset::for_label(label).unwrap().encode(text, Fallback::QuestionMark)
}

#[test]
fn json_in_every_charset() {
    for (label, word, kept) in WORDS {
        let all = [*kept, word, kept, word, kept];
        let before = coded(label, &json(&all));
        let utf8 = json(&all);
        let (expected, asked) =
            run(Format::Json, Some("utf-8"), utf8.as_bytes(), usize::MAX, word).unwrap();
        let expected = coded(label, std::str::from_utf8(&expected).unwrap());
        assert!(expected.len() < before.len());
        for cut in [1, 2, 3, 5, 7, 64, usize::MAX] {
            let left = run(Format::Json, Some(label), &before, cut, word);
            assert_eq!(left, Ok((expected.clone(), asked)), "{label} by {cut}");
        }
    }
}

#[cfg(feature = "html")]
#[test]
fn html_in_every_charset_however_declared() {
    for (label, word, kept) in WORDS {
        if label.starts_with("utf-32") {
            continue;
        }
        let page = |head: &str, items: &[&str]| {
            let items: String = items
                .iter()
                .map(|name| format!("<li><a href=/p/{}>{name}</a></li>", name.len()))
                .collect();
            let text = format!("<!doctype html><head>{head}<title>x</title><ul>{items}</ul>");
            coded(label, &text)
        };
        let meta = format!("<meta charset=\"{label}\">");
        let late = format!("<!--{}-->{meta}", ".".repeat(1100));
        for (header, head) in [(Some(*label), ""), (None, meta.as_str()), (None, late.as_str())] {
            if header.is_none() && label.starts_with("utf-16") {
                continue;
            }
            let before = page(head, &[kept, word, kept]);
            let expected = page(head, &[kept, kept]);
            for cut in [1, 2, 3, 1023, 1024, usize::MAX] {
                let (left, _) = run(Format::Html, header, &before, cut, word).unwrap();
                assert_eq!(left, expected, "{label} {head} by {cut}");
            }
        }
    }
}

#[test]
fn a_mark_is_kept_and_heeded() {
    let marks: [(&str, &[u8]); 5] = [
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16le", b"\xff\xfe"),
        ("utf-16be", b"\xfe\xff"),
        ("utf-32le", b"\xff\xfe\0\0"),
        ("utf-32be", b"\0\0\xfe\xff"),
    ];
    for (label, mark) in marks {
        let with = |names: &[&str]| [mark, &coded(label, &json(names))].concat();
        for header in [None, Some("gbk")] {
            for cut in [1, 3, usize::MAX] {
                let before = with(&["чай", "водка", "чай"]);
                let (left, _) = run(Format::Json, header, &before, cut, "водка").unwrap();
                let left = left.strip_prefix(mark).unwrap();
                assert!(!left.windows(6).any(|w| w == &coded(label, "водка")[..6]), "{label}");
                let text = [mark, &coded(label, "чай водка")].concat();
                let gone = run(Format::Text, header, &text, cut, "водка");
                assert_eq!(gone, Err(RewriteError::SubjectWithheld), "{label} by {cut}");
                let text = [mark, &coded(label, "чай")].concat();
                let (left, _) = run(Format::Text, header, &text, cut, "водка").unwrap();
                assert_eq!(left, text, "{label} by {cut}");
            }
        }
    }
}

#[test]
fn what_contradicts_its_declaration_is_withheld() {
    let ascii = json(&["tea", "vodka", "tea"]);
    let cases: [(Format, Option<&str>, &[u8]); 14] = [
        // ASCII that calls itself wide, and wide characters that call themselves ASCII.
        (Format::Json, Some("utf-16le"), ascii.as_bytes()),
        (Format::Html, Some("utf-16"), b"<p>vodka for everybody"),
        (Format::Text, Some("utf-16be"), b"vodka for everybody."),
        (Format::Text, Some("utf-32"), b"vodka for everybody."),
        (Format::Html, Some("utf-8"), b"<\0p\0>\0v\0o\0d\0k\0a\0"),
        (Format::Html, None, b"<\0p\0>\0v\0o\0d\0k\0a\0"),
        (Format::Text, None, b"v\0o\0d\0k\0a\0"),
        // Bytes that are no characters.
        (Format::Json, Some("utf-8"), b"[\"vod\xffka\"]"),
        (Format::Text, Some("shift_jis"), b"tea \x81"),
        (Format::Text, Some("euc-kr"), b"tea \xff"),
        (Format::Text, None, b"th\xe9"),
        // What a browser would take for ISO-2022-JP, or is declared to be it.
        (Format::Html, None, b"<p>\x1b$B>FCq\x1b(B"),
        (Format::Html, None, b"<meta charset=iso-2022-jp><p>\x1b$B>FCq\x1b(B"),
        (Format::Page, None, b"<?xml version='1.0' encoding='utf-7'?><a>+ADw-</a>"),
    ];
    for (format, header, body) in cases {
        for cut in [1, 2, usize::MAX] {
            let left = run(format, header, body, cut, "nothing");
            let shown = String::from_utf8_lossy(body);
            assert!(
                matches!(left, Err(RewriteError::Malformed { .. })),
                "{format:?} {header:?} {shown} by {cut}: {left:?}"
            );
        }
    }
    // A mark does not make ASCII wide.
    let long = [b"\xff\xfe".as_slice(), "vodka ".repeat(20).as_bytes()].concat();
    assert!(run(Format::Text, None, &long, 7, "nothing").is_err());
}

#[test]
fn a_second_reading_is_judged_with_the_first() {
    let utf8 = json(&["tea", "kräuterlikör", "tee für alle"]);
    for label in ["iso-8859-1", "windows-1251", "gbk"] {
        let Ok((left, asked)) = run(Format::Json, Some(label), utf8.as_bytes(), 3, "kräuterlikör")
        else {
            assert_eq!(label, "gbk", "single bytes are always characters");
            continue;
        };
        let left = std::str::from_utf8(&left).unwrap();
        assert!(!left.contains("likör") && left.contains("für alle"), "{label}: {left}");
        let (_, once) = run(Format::Json, Some("utf-8"), utf8.as_bytes(), 3, "kräuter").unwrap();
        assert_eq!(asked, once, "{label}: a unit read twice is one unit");
    }
    // The first byte of a longer character hides a letter from who heeds the declaration only.
    for (label, first) in [("shift_jis", 0x83), ("gbk", 0x83), ("big5", 0xa4), ("euc-kr", 0x83)] {
        let mut swallowed = b"[{\"id\":\"item-100\",\"name\":\"".to_vec();
        swallowed.push(first);
        swallowed.extend_from_slice(b"vodka\",\"price\":1}]");
        let (left, _) = run(Format::Json, Some(label), &swallowed, 1, "vodka").unwrap();
        assert_eq!(left, b"[]", "{label}");
    }
}

#[test]
fn bytes_of_which_two_mean_the_same_stay_as_they_are() {
    // NEC and IBM have the same characters in two places of Shift_JIS.
    let items = |names: &[&[u8]]| {
        let mut body = b"[".to_vec();
        for (n, name) in names.iter().enumerate() {
            body.extend_from_slice(if n == 0 { b"" } else { b"," });
            body.extend_from_slice(format!("{{\"id\":\"item-{n}00\",\"name\":\"").as_bytes());
            body.extend_from_slice(name);
            body.extend_from_slice(b"\",\"price\":1}");
        }
        body.push(b']');
        body
    };
    let before = items(&[b"\xed\x40\xfa\x5c", b"vodka", b"\x87\x90\x81\xe0"]);
    let (left, _) = run(Format::Json, Some("shift_jis"), &before, 2, "vodka").unwrap();
    let expected = items(&[b"\xed\x40\xfa\x5c", b"\x87\x90\x81\xe0"]);
    let expected = String::from_utf8_lossy(&expected).replace("item-100", "item-200");
    assert_eq!(String::from_utf8_lossy(&left), expected);
}
