//! What is measured: labelled listings, what would help with them, and the time a page takes.

use super::{Folder, agegate};
use serde_json::Value;

const LABELLED: &str = r#"{"title":"Old whisky","label":"alcohol","lang":"en"}
{"title":"Highland dram, peaty","label":"alcohol_spirits","lang":"en"}
{"title":"Island dram, smoky","label":["alcohol"],"lang":"en"}
{"title":"Alter Whisky","label":"alcohol","lang":"de"}
{"title":"Whisky stones","label":"none","hard":true}
{"title":"Whisky stones, nine","label":"none","hard":true}
{"title":"Whisky glass","label":"none","hard":true}
{"title":"Board game","label":"none"}
{"title":"Garden chair","label":"none"}
"#;

#[test]
fn eval_counts_what_is_found_and_what_is_there() {
    let folder = Folder::new("eval").with_small_configuration();
    let ran = folder.run(&["eval", "--report", "json"], LABELLED).exits(0);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let rows = report["rows"].as_array().unwrap();
    let row = |name: &str, language: Option<&str>| {
        let found = rows.iter().find(|r| r["name"] == name && r["language"].as_str() == language);
        let found = found.unwrap_or_else(|| panic!("{name} {language:?}: {report:#}"));
        ["hits", "false_alarms", "misses"].map(|key| found[key].as_u64().unwrap())
    };
    assert_eq!(row("alcohol", None), [2, 2, 2]);
    assert_eq!(row("alcohol", Some("de")), [1, 0, 0]);
    assert_eq!(row("alcohol", Some("en")), [1, 0, 2]);
    assert_eq!((&report["clean"]["flagged"], &report["clean"]["of"]), (&2.into(), &5.into()));
    assert_eq!((&report["hard"]["flagged"], &report["hard"]["of"]), (&2.into(), &3.into()));
    assert_eq!(report["unlabelled"][0][0], "games", "open, so not flagged");
    let worst = report["worst"].as_array().unwrap();
    assert_eq!(worst.len(), 4);
    assert!(worst.iter().any(|error| error["because"][0] == "alcohol_spirits/en:whisky"));
}

#[test]
fn eval_fails_under_a_threshold_and_says_which() {
    let folder = Folder::new("eval-require").with_small_configuration();
    let require = |what: &str| folder.run(&["eval", "--require", what], LABELLED);
    require("alcohol.recall=0.5").exits(0);
    require("flagged=0.4").exits(0);
    let ran = require("alcohol.recall=0.51").exits(1);
    assert!(ran.out.contains("under the threshold: alcohol: recall is 0.5000"), "{}", ran.out);
    require("flagged/hard=0.5").exits(1);
    let markdown = folder.run(&["eval", "--report", "markdown"], LABELLED).exits(0);
    assert!(markdown.out.contains("| alcohol | all | 4 | 0.500"), "{}", markdown.out);
    let categories = "{\"category_path\":\"Drinks > Old whisky\",\"label\":\"alcohol\"}\n\
                      {\"title\":null,\"category\":\"Bar > Whisky corner\",\"label\":\"none\"}\n\
                      {\"category_path\":\"Garden > Chairs\",\"label\":\"alcohol\"}\n";
    let ran = folder.run(&["eval", "--report", "json"], categories).exits(0);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["rows"][0]["hits"], 1, "{report:#}");
    assert!(ran.out.contains("Garden > Chairs") && ran.out.contains("Bar > Whisky corner"));
    let wrong = "{\"title\":\"a\",\"label\":\"alcool\"}\n";
    let ran = folder.run(&["eval"], wrong).exits(2);
    assert!(ran.out.is_empty() && ran.err.contains("stdin:1: there is no category `alcool`"));
}

#[test]
fn names_that_nobody_knows_are_faults() {
    let folder = Folder::new("names").with_small_configuration();
    let near = "there is no category `alcohl`, did you mean `alcohol`?";
    for args in [
        ["eval", "--require", "alcohl.recall=0.9"],
        ["eval", "--leave-out", "alcohl"],
        ["suggest", "--group", "alcohl"],
    ] {
        let ran = folder.run(&args, LABELLED).exits(2);
        assert!(ran.out.is_empty() && ran.err.contains(near), "{args:?}: {}", ran.err);
    }
}

#[test]
fn suggest_finds_what_helps_what_hurts_and_what_is_innocent() {
    let folder = Folder::new("suggest").with_small_configuration();
    let ran = folder.run(&["suggest", "--json", "--least", "2"], LABELLED).exits(0);
    let groups: Value = serde_json::from_str(&ran.out).unwrap();
    let terms = |kind: &str| -> Vec<&str> {
        let proposals = groups[0][kind].as_array().unwrap().iter();
        proposals.map(|proposal| proposal["term"].as_str().unwrap()).collect()
    };
    assert_eq!(groups[0]["name"], "alcohol");
    assert_eq!(terms("innocent"), ["whisky stones"]);
    assert_eq!(terms("accessory"), ["stones"]);
    assert_eq!(terms("negation"), [""; 0]);
    let denied = LABELLED.replace(" stones", " alcohol free");
    let ran = folder.run(&["suggest", "--json", "--least", "2"], &denied).exits(0);
    let groups: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(groups[0]["negation"][0]["term"], "alcohol free", "{groups:#}");
    assert_eq!(groups[0]["negation"][0]["false_alarms"], 2);
    let more = LABELLED.repeat(5);
    let ran = folder.run(&["suggest", "--report", "json"], &more).exits(0);
    let groups: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(groups[0]["add"][0]["term"], "dram", "{groups:#}");
    assert_eq!(groups[0]["add"][0]["hits"], 10);
    assert_eq!(groups[0]["add"][0]["recall"], 1.0);
    let other = LABELLED.replace("Old whisky", "Old rye").replace("Alter Whisky", "Alter Rye");
    let ran = folder.run(&["suggest"], &other).exits(0);
    assert!(
        ran.out.contains("alcohol_spirits/en:whisky    without it −2 false alarms, −0 hits"),
        "{}",
        ran.out
    );
}

#[test]
fn bench_measures_and_keeps_a_budget() {
    let folder = Folder::new("bench");
    let body = r#"[{"name":"Garden chair","price":9},{"name":"Single malt whisky","price":30}]"#;
    folder.write("shelf.json", body);
    let file = folder.0.join("shelf.json");
    let file = file.to_str().unwrap();
    let report = ["--rounds", "3", "--report", "json"];
    let bench = |more: &[&str]| {
        let args = [&["bench", "--body", file, "--country", "DE"], &report[..], more].concat();
        agegate(&args, b"")
    };
    let ran = bench(&["--max-added-p99", "60s"]).exits(0);
    let measured = &ran.json_lines()[0];
    assert_eq!(measured["bytes_in"], body.len());
    assert_eq!(measured["outcome"], "filtered");
    assert_eq!(measured["units_withheld"], 1, "{measured}");
    assert!(measured["bytes_out"].as_u64() < measured["bytes_in"].as_u64());
    for way in ["plain", "filtered", "filtered_remembered"] {
        assert!(!measured[way].is_null(), "{way}");
    }
    assert_eq!(measured["budgets"][0]["kept"], true);

    let ran = bench(&["--max-added-p99", "0.001us"]).exits(1);
    assert_eq!(ran.json_lines()[0]["budgets"][0]["kept"], false);

    folder.write("shelf.bin", "?");
    let unknown = folder.0.join("shelf.bin");
    agegate(&["bench", "--body", unknown.to_str().unwrap()], b"").exits(2);
    agegate(&["bench"], b"").exits(2);
    agegate(&["bench", "--url", "http://127.0.0.1:9/", "--rounds", "1"], b"").exits(2);
}
