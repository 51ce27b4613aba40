//! Pages in the manner of the common shop platforms, through the shipped configuration: every copy of
//! a restricted listing goes, and nothing else.
//!
//! In the samples `⟦…⟧` goes, and `⟦…⇒…⟧` becomes what stands after the arrow.

use crate::drive::get;
use agegate::engine::Engine;
use bytes::Bytes;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

static ENGINE: LazyLock<Arc<Engine>> =
    LazyLock::new(|| Arc::new(Engine::builder().build().unwrap()));

/// A sample before and after.
fn read(sample: &str) -> (String, String) {
    let (mut before, mut after) = (String::new(), String::new());
    let mut rest = sample;
    while let Some((kept, marked)) = rest.split_once('⟦') {
        let (marked, next) = marked.split_once('⟧').expect("each mark ends");
        let (old, new) = marked.split_once('⇒').unwrap_or((marked, ""));
        before.extend([kept, old]);
        after.extend([kept, new]);
        rest = next;
    }
    before.push_str(rest);
    after.push_str(rest);
    (before, after)
}

#[test]
fn restricted_listings_go_from_everywhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shops");
    let mut wrong = Vec::new();
    let mut samples = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let media = match path.extension().and_then(|ending| ending.to_str()) {
            Some("html") => "text/html; charset=utf-8",
            Some("json") => "application/json",
            Some("sse") => "text/event-stream",
            Some("ndjson") => "application/x-ndjson",
            Some("rsc") => "text/x-component",
            Some("multipart") => "multipart/mixed; boundary=\"-\"",
            other => panic!("no sample ends in {other:?}"),
        };
        let (before, after) = read(&fs::read_to_string(&path).unwrap());
        samples += 1;
        for chunk in [7, 1000, before.len()] {
            let chunks = before.as_bytes().chunks(chunk).map(Bytes::copy_from_slice);
            let left = get(&ENGINE, None, media, chunks).text();
            if left != after {
                let at = left.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
                let from = |text: &str| {
                    let bytes = text.as_bytes().iter().skip(at.saturating_sub(60)).take(240);
                    String::from_utf8_lossy(&bytes.copied().collect::<Vec<_>>()).into_owned()
                };
                let name = path.file_name().unwrap().display().to_string();
                wrong.push(format!("{name}\n  is …{}\n  not …{}", from(&left), from(&after)));
                break;
            }
        }
        for data in after.split("<script type=\"application/").skip(1) {
            let data = data.split_once('>').and_then(|(_, data)| data.split_once("</script>"));
            let read = serde_json::from_str::<serde_json::Value>(data.unwrap().0);
            assert!(read.is_ok(), "{read:?} in {}", path.display());
        }
    }
    assert!(samples > 50, "the samples are there");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
