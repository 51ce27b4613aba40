//! The binary's contracts: exit codes, what goes to stdout and what to stderr.

mod measured;
mod outline;
mod usage;

use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, process};

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    #[track_caller]
    fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    fn json_lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn agegate(args: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_agegate"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that fails early closes its stdin.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A directory of one test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("agegate-cli-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// A small configuration: whisky from 18, counterfeits never, games shown.
    fn with_small_configuration(self) -> Self {
        self.write("agegate.toml", "[jurisdiction]\ndefault = \"DE\"\n")
            .write(
                "categories.toml",
                "[[category]]\nid = \"alcohol\"\nkind = \"group\"\n\
                 [[category]]\nid = \"alcohol_spirits\"\nparent = \"alcohol\"\nkind = \"age\"\n\
                 schema_org = [\"AlcoholConsideration\"]\n\
                 [[category]]\nid = \"games\"\nkind = \"open\"\n\
                 [[category]]\nid = \"counterfeit\"\nkind = \"prohibited\"\n",
            )
            .write(
                "policies/all.toml",
                "[[rule]]\nid = \"spirits\"\ncategory = \"alcohol_spirits\"\nmin_age = 18\n\
                 assurance = \"estimated\"\ncountry = [\"DE\"]\nsource = \"an act\"\n\
                 [[rule]]\nid = \"copies\"\ncategory = \"counterfeit\"\nprohibited = true\n\
                 source = \"an act\"\n",
            )
            .write(
                "lexicon/alcohol_spirits/en.toml",
                "strong = [\"whisky\"]\nweak = [\"single malt\", \"cask strength\"]\n\
                 innocent = [\"whisky glass\"]\n",
            )
            .write("lexicon/games/en.toml", "strong = [\"board game\"]\n")
            .write("lexicon/counterfeit/en.toml", "strong = [\"replica watch\"]\n")
            .write("tests/all.toml", "");
        self
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn run(&self, args: &[&str], input: &str) -> Ran {
        agegate(&[args, &["--config", self.path()]].concat(), input.as_bytes())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn classify_names_every_category() {
    let folder = Folder::new("classify").with_small_configuration();
    let cases = [
        (r#""title":"A fine whisky""#, "alcohol_spirits/strong"),
        (r#""title":"A fine W H I S K Y","lang":"en""#, "alcohol_spirits/strong"),
        (r#""title":"Whisky glass""#, ""),
        (r#""title":"Single malt""#, "alcohol_spirits/weak"),
        (r#""title":"Single malt","description":"Cask strength""#, "alcohol_spirits/strong"),
        (r#""title":"Board game","category":null"#, "games/strong"),
        (r#""title":"Bottle","category":"Goods > Whisky""#, "alcohol_spirits/strong"),
        (r#""title":"Bottle","category_path":"Whisky > Goods > Large > Round""#, ""),
        (r#""title":"Bottle","category_path":["Goods","Whisky"]"#, "alcohol_spirits/strong"),
        (
            r#""title":"Bottle","labels":{"hasAdultConsideration":"AlcoholConsideration"}"#,
            "alcohol_spirits/declared",
        ),
        (r#""title":"Bottle","labels":["AlcoholConsideration"]"#, "alcohol_spirits/declared"),
        (r#""title":"Bottle","labels":{"isFamilyFriendly":true}"#, ""),
        (r#""title":"Replica watch, replica watch""#, "counterfeit/strong"),
    ];
    let lines: String =
        cases.iter().map(|(members, _)| format!("{{\"id\":\"a\",{members}}}\n")).collect();
    let ran = folder.run(&["classify"], &lines).exits(0);
    let answers = ran.json_lines();
    assert_eq!(answers.len(), cases.len());
    for (answer, (members, expected)) in answers.iter().zip(cases) {
        let found = answer["categories"].as_array().unwrap();
        let names: Vec<String> = found
            .iter()
            .map(|f| {
                assert!(!f["evidence"].as_array().unwrap().is_empty(), "{members}");
                let word = |key: &str| f[key].as_str().unwrap().to_owned();
                format!("{}/{}", word("category"), word("strength"))
            })
            .collect();
        assert_eq!(names.join(" "), expected, "{members}");
        assert_eq!(answer["id"], "a");
    }
    assert_eq!(answers[0]["categories"][0]["group"], "alcohol");
    assert_eq!(answers[0]["categories"][0]["evidence"][0], "alcohol_spirits/en:whisky");
    assert_eq!(answers[12]["categories"][0]["evidence"].as_array().unwrap().len(), 1);
}

#[test]
fn classify_does_the_rest_after_broken_lines() {
    let folder = Folder::new("broken").with_small_configuration();
    let lines = "{\"id\":1,\"title\":\"whisky\"}\n{\"id\":2,\n\n[]\n{\"id\":3}\n\
                 {\"id\":4,\"title\":5}\n{\"id\":{\"n\":6},\"title\":\"x\"}";
    let ran = folder.run(&["classify"], lines).exits(2);
    let ids: Vec<Value> = ran.json_lines().iter().map(|line| line["id"].clone()).collect();
    assert_eq!(ids, [serde_json::json!(1), serde_json::json!({ "n": 6 })]);
    let places: Vec<&str> = ran.err.lines().map(|line| &line[..8]).collect();
    assert_eq!(places, ["stdin:2:", "stdin:4:", "stdin:5:", "stdin:6:"], "{}", ran.err);
    assert!(ran.err.contains("missing field `title`"), "{}", ran.err);
}

#[test]
fn classify_refuses_what_is_no_text() {
    let folder = Folder::new("bytes").with_small_configuration();
    let ran = agegate(
        &["classify", "--config", folder.path()],
        b"{\"id\":1,\"title\":\"\xff\"}\n{\"id\":2,\"title\":\"x\"}\n",
    );
    assert_eq!(ran.exits(2).json_lines().len(), 1);
}

#[test]
fn filter_decides_by_viewer_and_country() {
    let folder = Folder::new("filter").with_small_configuration();
    let (whisky, chair, copy) = ("A fine whisky", "A garden chair", "Replica watch");
    let cases: [(&str, &[&str], i32); 11] = [
        (whisky, &[], 1),
        (whisky, &["--as", "anonymous"], 1),
        (whisky, &["--as", "17"], 1),
        (whisky, &["--as", "18"], 0),
        (whisky, &["--as", "18+:estimated"], 0),
        (whisky, &["--as", "40:self_declared"], 1),
        (whisky, &["--country", "FR"], 0),
        (whisky, &["--country", "unknown"], 1),
        (chair, &["--as", "15", "--chunk", "1"], 0),
        (copy, &["--as", "40"], 1),
        (copy, &["--as", "40", "--chunk", "3"], 1),
    ];
    for (body, args, code) in cases {
        let all = [&["filter", "--content-type", "text/plain"], args].concat();
        let ran = folder.run(&all, body).exits(code);
        assert_eq!(ran.out, if code == 0 { body } else { "" }, "{body} {args:?}");
        assert!(!ran.err.is_empty());
    }
}

#[test]
fn filter_writes_nothing_of_what_it_cannot_read() {
    let folder = Folder::new("unread").with_small_configuration();
    let cases: [&[&str]; 4] = [
        &["--content-type", "application/pdf"],
        &["--content-type", "text/plain", "--content-coding", "gzip"],
        &["--content-type", "nonsense"],
        &["--content-type", "image/png"],
    ];
    for args in cases {
        let all = [&["filter"], args].concat();
        let ran = folder.run(&all, "<html>A garden chair</html>").exits(2);
        assert!(ran.out.is_empty() && ran.err.contains("unreadable: "), "{args:?}: {}", ran.err);
    }
}

#[test]
fn filter_reports_the_audit_event() {
    let folder = Folder::new("report").with_small_configuration();
    let args = ["filter", "--content-type", "text/plain", "--report", "json", "--as", "15"];
    let ran = folder.run(&args, "A fine whisky").exits(1);
    let event: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(event["withheld"], 1);
    assert_eq!(event["age"], 15);
    assert_eq!(event["units"][0]["rules"][0], "spirits");
    assert_eq!(event["units"][0]["evidence"][0], "alcohol_spirits/en:whisky");
}

#[test]
fn check_is_content_with_the_shipped_configuration() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let ran =
        agegate(&["check", "--config", shipped.to_str().unwrap(), "--deny-warnings"], b"").exits(0);
    assert!(ran.out.lines().last().unwrap().starts_with("0 errors, "), "{}", ran.out);
}

#[test]
fn check_names_the_place_of_each_finding() {
    let samples = "[[hit]]\ntitle = \"A fine whisky\"\nexpect = \"alcohol\"\n\
                   [[hit]]\ntitle = \"A garden chair\"\nexpect = \"alcohol\"\n\
                   [[miss]]\ntitle = \"Whisky glass\"\n\
                   [[miss]]\ntitle = \"Whisky\"\nnot = \"alcohol_spirits\"\n\
                   [[miss]]\ntitle = \"Board game\"\n";
    let cases: [(&str, &str, &[&str], i32); 6] = [
        ("tests/all.toml", "", &["0 errors, 1 warning, ", "[lexicon_incomplete]"], 0),
        (
            "agegate.toml",
            "[jurisdiction]\ndefault = \"DE\"\n[limits]\nhoold = \"1 KiB\"\n",
            &["agegate.toml:4:1: error: unknown key `hoold`; did you mean `hold`?"],
            1,
        ),
        (
            "tests/all.toml",
            samples,
            &[
                "all.toml:4:",
                "`A garden chair` should be alcohol; found: nothing",
                "`Whisky` should not be alcohol_spirits",
                "`Board game` should not be games",
                "3 of 5 samples failed",
            ],
            1,
        ),
        ("lexicon/games/en.toml", "strong = [\"go\"]\n", &["en.toml:1:", "[too_short]"], 1),
        (
            "agegate.toml",
            "mode = \"observe\"\n[jurisdiction]\ndefault = \"DE\"\n",
            &["nothing is withheld anywhere [exemption]"],
            0,
        ),
        (
            "policies/all.toml",
            "[[rule]]\nid = \"a\"\ncategory = \"alcohol\"\nmin_age = 18\nuntil = 2020-01-01\n\
             [[rule]]\nid = \"b\"\ncategory = \"alcohol\"\nmin_age = 18\nfrom = 2206-01-01\n",
            &["the rule `a` ended on 2020-01-01", "the rule `b` begins on 2206-01-01"],
            0,
        ),
    ];
    for (file, text, expected, code) in cases {
        let folder = Folder::new("check").with_small_configuration();
        folder.write(file, text);
        let ran = folder.run(&["check"], "").exits(code);
        for words in expected {
            assert!(ran.out.contains(words), "{words} in {}", ran.out);
        }
        let json = folder.run(&["check", "--report", "json"], "").exits(code).json_lines();
        assert!(json.last().unwrap()["summary"].is_object());
    }
    agegate(&["check", "--config", "no-such-directory"], b"").exits(2);
}

#[test]
fn explain_shows_hits_and_decisions() {
    let folder = Folder::new("explain").with_small_configuration();
    let ran = folder.run(&["explain", "WH1SKY, whisky glass", "--json", "--country", "DE,FR"], "");
    let shown: Value = serde_json::from_str(&ran.exits(0).out).unwrap();
    let hits = shown["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 2, "{shown}");
    assert_eq!(hits[0]["text"], "WH1SKY");
    assert!(hits[0]["taken_back_by"].is_null());
    assert_eq!(hits[1]["taken_back_by"], "alcohol_spirits/en:whisky glass");
    let decisions: Vec<String> = shown["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            let word = |key: &str| d[key].as_str().unwrap();
            format!("{} {} {}", word("country"), word("viewer"), word("action"))
        })
        .collect();
    let expected = [
        "DE anonymous omit",
        "DE 15 omit",
        "DE 16 omit",
        "DE 18+ show",
        "FR anonymous show",
        "FR 15 show",
        "FR 16 show",
        "FR 18+ show",
    ];
    assert_eq!(decisions, expected);
}

#[test]
fn attributes_decide_where_a_rule_asks_for_them() {
    let body = r#"[{"title": "Pils beer 4.9 % vol", "id": "a1"}, {"title": "Bock beer 7.2 % vol", "id": "a2"},
        {"title": "Shooter for PC", "pegi": 16, "id": "a3"}, {"title": "Racer (PEGI 3)", "id": "a4"},
        {"title": "Lager beer", "id": "a5"}]"#;
    let kept = |viewer: &str, country: &str| {
        let args = ["filter", "--content-type", "application/json", "--as", viewer];
        let ran = agegate(&[&args[..], &["--country", country]].concat(), body.as_bytes());
        ["a1", "a2", "a3", "a4", "a5"]
            .into_iter()
            .filter(|id| ran.out.contains(id))
            .collect::<String>()
    };
    assert_eq!(kept("anonymous", "DK"), "a4");
    assert_eq!(kept("16:verified", "DK"), "a1a3a4");
    assert_eq!(kept("18:verified", "DK"), "a1a2a3a4a5");
    assert_eq!(kept("18:verified", "SE"), "a3a4");
    assert_eq!(kept("15:verified", "GB"), "a4");
}

#[test]
fn explain_takes_text_file_or_stdin() {
    let folder = Folder::new("sources").with_small_configuration();
    folder.write("title.txt", "A fine whisky\n");
    let file = folder.0.join("title.txt");
    let cases: [(&[&str], &str); 4] = [
        (&["explain", "A fine whisky"], ""),
        (&["explain", file.to_str().unwrap()], ""),
        (&["explain", "-"], "A fine whisky"),
        (&["explain"], "A fine whisky"),
    ];
    for (args, input) in cases {
        let ran = folder.run(args, input).exits(0);
        assert!(ran.out.contains("found     alcohol_spirits (strong)"), "{args:?}: {}", ran.out);
        assert!(ran.out.contains("spirits (18+, estimated or better)"), "{}", ran.out);
    }
    agegate(&["explain", "-", "--config", folder.path()], b"\xff").exits(2);
}

#[test]
fn token_makes_keys_and_tokens() {
    let folder = Folder::new("token");
    let key = folder.0.join("dev.jwk.json");
    let key = key.to_str().unwrap();
    let keys = agegate(&["token", "keys", "--out", key], b"").exits(0);
    let set: Value = serde_json::from_str(&keys.out).unwrap();
    assert!(set["keys"][0]["d"].is_null() && set["keys"][0]["x"].is_string());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let before = fs::read(key).unwrap();
    agegate(&["token", "keys", "--out", key], b"").exits(2);
    assert_eq!(fs::read(key).unwrap(), before, "an existing key stays");

    let mint = |args: &[&str]| {
        agegate(&[&["token", "mint", "--key", key, "--audience", "shop"], args].concat(), b"")
    };
    let token = mint(&["--age-over", "18", "--age-over", "16"]).exits(0).out;
    assert_eq!(token.trim_end().split('.').count(), 3, "{token}");
    assert!(!mint(&["--birthdate", "2000-02-29", "--lifetime", "1h"]).exits(0).out.is_empty());
    let refused: [&[&str]; 6] = [
        &[],
        &["--birthdate", "2001-02-29"],
        &["--birthdate", "2999-01-01"],
        &["--age-over", "0"],
        &["--age-over", "18", "--lifetime", "2d"],
        &["--age-over", "18", "--birthdate", "2000-01-01"],
    ];
    for args in refused {
        assert!(mint(args).exits(2).out.is_empty(), "{args:?}");
    }
    let missing = folder.0.join("missing");
    let args = ["token", "mint", "--key", missing.to_str().unwrap(), "--audience", "a"];
    agegate(&[&args[..], &["--age-over", "18"]].concat(), b"").exits(2);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_quiet() {
    let folder = Folder::new("pipe").with_small_configuration();
    let mut child = Command::new(env!("CARGO_BIN_EXE_agegate"))
        .args(["classify", "--config", folder.path()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    for _ in 0..20_000 {
        if input.write_all(b"{\"id\":1,\"title\":\"A fine whisky\"}\n").is_err() {
            break;
        }
    }
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
