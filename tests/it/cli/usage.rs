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
    let cases: [(&[&str], &str); 4] = [
        (&["check", "--config", "nowhere"], "`nowhere` is no directory"),
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
    let ran = folder.run(&["explain", "no-such-file.json"], "").exits(0);
    assert!(ran.err.contains("there is no file `no-such-file.json`; taken for a text"));
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
