//! Documents in strings.

use super::*;

#[test]
fn json_in_a_string_is_read_as_json() {
    check(
        &Setup::default(),
        &[
            (
                r#"{"state":"{\"products\":[{\"id\":1,\"name\":\"RESTRICTED\",\"price\":1},{\"id\":2,\"name\":\"b\u0020\",\"price\":1}]}"}"#,
                r#"{"state":"{\"products\":[{\"id\":2,\"name\":\"b\u0020\",\"price\":1}]}"}"#,
            ),
            (
                r#"{"a":["[{\"id\":1,\"name\":\"RESTRICTED\"}]","{\"k\":1,\"banner\":\"RESTRICTED\"}"]}"#,
                r#"{"a":["[]","{\"k\":1,\"banner\":\"\"}"]}"#,
            ),
            // all of it goes
            (r#"{"p":"{\"id\":1,\"name\":\"RESTRICTED\"}","q":1}"#, r#"{"p":"","q":1}"#),
            (r#"{"p":["{\"id\":1,\"name\":\"RESTRICTED\"}",1]}"#, r#"{"p":[1]}"#),
            // two levels
            (
                r#"{"p":"{\"q\":\"[{\\\"id\\\":1,\\\"name\\\":\\\"RESTRICTED\\\"},3]\"}"}"#,
                r#"{"p":"{\"q\":\"[3]\"}"}"#,
            ),
            // not JSON: a string like any other
            (r#"{"p":"[RESTRICTED] and more"}"#, r#"{"p":""}"#),
            // within a listing it is a part of what the listing says
            (
                r#"[{"id":1,"name":"a","more":"{\"text\":\"RESTRICTED\"}"},{"id":2,"name":"b"}]"#,
                r#"[{"id":2,"name":"b"}]"#,
            ),
        ],
    );
}

#[cfg(feature = "html")]
#[test]
fn a_piece_of_a_page_in_a_section_is_read_card_by_card() {
    let card = |name: &str, path: &str| {
        format!(r#"<li><a href=\"{path}\"><img src=\"/i.jpg\">{name}</a> 4,00 €</li>"#)
    };
    let (tea, gone, cup) = (card("Tea", "/p/t"), card("RESTRICTED", "/p/r"), card("Cup", "/p/c"));
    let list = |cards: &[&String]| {
        format!("<ul>{}</ul>", cards.iter().map(|card| card.as_str()).collect::<String>())
    };
    for (before, after) in [
        (r#"{"id":"main","title":"Results","url":"/s","html":"⟦⟧"}"#, ""),
        (
            r#"{"sections":[{"id":"main","title":"Results","html":"⟦⟧"},{"id":"b","title":"b"}]}"#,
            "",
        ),
        // What is said beside it is said of all of it.
        (
            r#"{"sections":[{"id":"main","title":"RESTRICTED","html":"⟦⟧"},{"id":"b","title":"b"}]}"#,
            r#"{"sections":[{"id":"b","title":"b"}]}"#,
        ),
        // Of goods it is a part, and so is a description.
        (
            r#"{"items":[{"id":1,"name":"a","price":1,"html":"⟦⟧"},{"id":2,"name":"b"}]}"#,
            r#"{"items":[{"id":2,"name":"b"}]}"#,
        ),
        (
            r#"{"items":[{"id":1,"name":"a","description":"⟦⟧"},{"id":2,"name":"b"}]}"#,
            r#"{"items":[{"id":2,"name":"b"}]}"#,
        ),
    ] {
        let input = before.replace("⟦⟧", &list(&[&tea, &gone, &cup]));
        let left = if after.is_empty() {
            before.replace("⟦⟧", &list(&[&tea, &cup]))
        } else {
            after.to_owned()
        };
        check(&Setup::default(), &[(&input, &left)]);
    }
    // One alone is what the section is about.
    let one = r#"{"sections":[{"id":"a","title":"a","html":"⟦⟧"},{"id":"b","title":"b"}]}"#;
    let one = one.replace("⟦⟧", &list(&[&gone]));
    check(&Setup::default(), &[(&one, r#"{"sections":[{"id":"b","title":"b"}]}"#)]);
}
