//! How commands are called, what they say to a wrong call, and how a configuration is begun.

use super::{Folder, agegate};
use std::fs;
use std::path::Path;

#[test]
fn every_command_has_help_with_an_example() {
    let commands: [&[&str]; 13] = [
        &["bench"],
        &["check"],
        &["classify"],
        &["demo"],
        &["eval"],
        &["suggest"],
        &["explain"],
        &["filter"],
        &["init"],
        &["serve"],
        &["token"],
        &["token", "keys"],
        &["token", "mint"],
    ];
    for command in commands {
        let ran = agegate(&[command, &["--help"]].concat(), b"").exits(0);
        assert!(ran.out.contains("Example:\n  $ ") && ran.err.is_empty(), "{command:?}");
    }
}

#[test]
fn wrong_usage_is_a_fault_without_output() {
    let cases: [&[&str]; 10] = [
        &[],
        &["decide"],
        &["filter"],
        &["filter", "--content-type", "text/plain", "--as", "adult"],
        &["filter", "--content-type", "text/plain", "--as", "18:sure"],
        &["filter", "--content-type", "text/plain", "--country", "EU"],
        &["filter", "--content-type", "text/plain", "--chunk", "0"],
        &["explain", "--country", "Germany", "x"],
        &["token", "mint", "--key", "k", "--audience", "a"],
        &["classify", "--config", "no-such-directory"],
    ];
    for args in cases {
        let ran = agegate(args, b"").exits(2);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{args:?}");
    }
}

/// The cause and the remedy, in the words that are typed.
#[test]
fn a_fault_says_what_would_be_right() {
    let cases: [(&[&str], &str); 11] = [
        (&["check", "--config", "nowhere"], "is no directory; `agegate init nowhere` begins one"),
        (&["check", "--config", "config/agegate.toml"], "is a file; name its directory, `config`"),
        (&["check", "--config", "Cargo.toml"], "name its directory, `.`"),
        (&["init", "a", "--config", "config"], "this command reads no configuration"),
        (
            &["bench", "--url", "shop.example/a"],
            "is no URL, as `https://shop.example/api/products`",
        ),
        (&["bench", "--body", "a", "--rounds", "0"], "`0` is no whole number from 1 on"),
        (&["token", "keys", "--out", "Cargo.toml"], "`Cargo.toml` is there already; nothing was"),
        (&["demo", "--listen", "192.0.2.1:0"], "no interface of this machine has that address"),
        (&["serve", "--listen", "8080"], "`8080` is no address and port, as `127.0.0.1:8080`"),
        (&["demo", "--listen", "localhost"], "as `127.0.0.1:8080`"),
        (&["token", "--config", ".", "keys", "--out", "k"], "this command reads no configuration"),
    ];
    for (args, words) in cases {
        let ran = agegate(args, b"").exits(2);
        assert!(ran.out.is_empty() && ran.err.contains(words), "{args:?}: {}", ran.err);
    }
    let folder = Folder::new("faults").with_small_configuration();
    let ran = folder.run(&["filter", "--content-type", "application/pdf"], "%PDF").exits(2);
    assert!(ran.err.contains("no reader for \"application/pdf\""), "{}", ran.err);
    let texts = [
        ("no-such-file.json", "there is no file `no-such-file.json`; taken for a text"),
        ("src", "`src` is a directory; taken for a text"),
        ("{\"name\":\"a\"}", "not a listing: missing field `title`"),
        ("{\"title\":", "not JSON: EOF while parsing a value; taken for a text"),
    ];
    for (text, words) in texts {
        let ran = folder.run(&["explain", text], "").exits(0);
        assert!(ran.err.contains(words), "{text}: {}", ran.err);
    }
}

/// Where a body stops being what its head says, so that it can be mended there.
#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let folder = Folder::new("unreadable").with_small_configuration();
    let cases: [(&[&str], &str, &str); 7] = [
        (&["application/json"], "", "at byte 0 of \"application/json\": the body ends before"),
        (&["application/json"], "{\"a\": 1}}", "at byte 8 of \"application/json\": more follows"),
        (&["image/png"], "<svg>", "the body's first bytes contradict its media type"),
        (&["text/html; charset=none"], "a", "a charset that is unknown"),
        (&["nonsense"], "a", "no reader for \"nonsense\""),
        (&["text/plain", "--content-coding", "gzip"], "a", "or the body is not in it"),
        (&["text/plain", "--content-coding", "none"], "a", "the coding is unknown"),
    ];
    for (args, body, words) in cases {
        let ran = folder.run(&[&["filter", "--content-type"], args].concat(), body).exits(2);
        assert!(ran.out.is_empty() && ran.err.contains(words), "{args:?}: {}", ran.err);
    }
}

/// Words of ours against samples that are not: told in short, and what to do.
#[test]
fn a_list_of_ones_own_is_not_drowned_in_shipped_samples() {
    let folder = Folder::new("samples");
    folder
        .write("agegate.toml", "[jurisdiction]\ndefault = \"DE\"\n")
        .write("lexicon/alcohol_spirits/en.toml", "strong = [\"whisky\"]\n");
    let ran = folder.run(&["check"], "").exits(1);
    assert!(ran.out.lines().count() < 100 && ran.out.contains("more samples"), "{}", ran.out);
    let last = ran.out.lines().last().unwrap();
    assert!(last.ends_with("a `tests/` of your own stands in their place"), "{last}");
    assert!(folder.run(&["check", "--json"], "").exits(1).json_lines().len() > 1000);
}

/// The files that the README's commands read, and every other that it names.
#[test]
fn what_the_readme_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let words = readme.split(|c: char| c.is_whitespace() || "`()[],;".contains(c));
    let named = |word: &&str| {
        let folder = word.split_once('/').map(|(folder, _)| folder);
        folder.is_some_and(|folder| ["benches", "examples", "tests"].contains(&folder))
    };
    let named: Vec<&str> = words.filter(named).collect();
    assert!(named.len() > 5, "{named:?}");
    for name in named {
        assert!(root.join(name).exists(), "{name}");
    }
    let read = |name: &str| fs::read(root.join("examples").join(name)).unwrap();
    let ran = agegate(&["classify"], &read("listings.jsonl")).exits(0);
    let found = ran.json_lines();
    let found: Vec<usize> =
        found.iter().map(|l| l["categories"].as_array().unwrap().len()).collect();
    assert!(found[0] > 0 && found[1..4] == [0, 0, 0] && found[5] > 0, "{found:?}");
    let require = ["eval", "--require", "alcohol.f1=1", "--require", "flagged=0"];
    agegate(&require, &read("labelled.jsonl")).exits(0);
    let args = ["filter", "--content-type", "application/json", "--country", "DE"];
    let ran = agegate(&args, &read("shelf.json")).exits(1);
    assert!(ran.out.contains("tumblers") && !ran.out.contains("malt"), "{}", ran.out);
}

#[test]
fn init_writes_what_is_shipped_and_overwrites_nothing() {
    let folder = Folder::new("init");
    let own = folder.0.join("own");
    let own = own.to_str().unwrap();
    let ran = agegate(&["init", own, "--country", "LT"], b"").exits(0);
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), [format!("{own}/agegate.toml")]);
    let text = fs::read_to_string(format!("{own}/agegate.toml")).unwrap();
    assert!(text.contains("\ndefault = \"LT\"\n"));
    folder.write("own/agegate.toml", "mine");
    let ran = agegate(&["init", own, "--whole"], b"").exits(2);
    assert!(ran.out.is_empty() && ran.err.contains("is there already"), "{}", ran.err);
    assert_eq!(fs::read_dir(own).unwrap().count(), 1, "nothing was written");
    let whole = folder.0.join("whole");
    let ran = agegate(&["init", whole.to_str().unwrap(), "--whole"], b"").exits(0);
    assert!(ran.out.lines().count() > 100);
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/policies/eu.toml");
    assert_eq!(fs::read(whole.join("policies/eu.toml")).unwrap(), fs::read(shipped).unwrap());
}
