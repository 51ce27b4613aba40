use super::*;
use crate::rewrite::trial::{Fake, Trial};
use crate::rewrite::{Output, Rewrite, Withheld};

fn events() -> Trial {
    Trial::new(|limits| Box::new(EventsRewriter::events(Paths::default(), limits)))
}

#[test]
fn events_go_whole_or_stay() {
    for (input, expected) in [
        ("data: RESTRICTED\n\ndata: b\n\n", "\ndata: b\n\n"),
        (
            "event: add\r\ndata: RESTRICTED\r\nid: 7\r\n\r\ndata: b\r\n\r\n",
            "id: 7\r\n\r\ndata: b\r\n\r\n",
        ),
        ("data: RESTR\rdata:ICTED\r\rdata: b\r\r", "data: RESTR\rdata:ICTED\r\rdata: b\r\r"),
        ("data: a\ndata: RESTRICTED\nretry: 10\n\n", "retry: 10\n\n"),
        ("id: RESTRICTED\ndata: RESTRICTED\n\n", "\n"),
        (": RESTRICTED\n\n: ping\n\n", "\n: ping\n\n"),
        ("event: RESTRICTED\ndata: a\n\n", "\n"),
        ("RESTRICTED\n\ndata: b\n\n", "\ndata: b\n\n"),
        ("data: a\nRESTRICTED\nid: 2\n\ndata: b\n\n", "id: 2\n\ndata: b\n\n"),
        ("RESTRICTED: a\n\ndata\n\n", "\ndata\n\n"),
        ("data: a\nother: RESTRICTED", ""),
        ("data: a\nother\n: ping\n\n", "data: a\nother\n: ping\n\n"),
        ("\u{feff}data: RESTRICTED\n\ndata: b", "\u{feff}\ndata: b"),
        ("data: a\n\ndata: RESTRICTED", "data: a\n\n"),
        ("data\n\nid: 3\n\n\n", "data\n\nid: 3\n\n\n"),
        ("data: <li>RESTRICTED</li>\n\n", "\n"),
    ] {
        events().check(input, expected);
    }
}

#[test]
fn data_of_json_loses_its_units() {
    for (input, expected) in [
        (
            "data: [{\"id\":1,\"name\":\"RESTRICTED\"},{\"id\":2,\"name\":\"b\"}]\n\n",
            "data: [{\"id\":2,\"name\":\"b\"}]\n\n",
        ),
        (
            "id: 1\ndata: {\"items\":[\ndata: {\"id\":1,\"name\":\"RESTRICTED\"},\ndata:{\"id\":2,\"name\":\"b\"}\ndata: ]}\n\n",
            "id: 1\ndata: {\"items\":[\ndata:{\"id\":2,\"name\":\"b\"}\ndata: ]}\n\n",
        ),
        ("event: x\ndata: {\"id\":1,\"name\":\"RESTRICTED\"}\nid: 2\n\n", "id: 2\n\n"),
        (
            "data: {\"id\":\"abcdef1\",\"name\":\"RESTRICTED\"}\n\ndata: {\"product_id\":\"abcdef1\"}\n\n",
            "\n\n",
        ),
        ("data: {\"broken\": RESTRICTED\n\n", "\n"),
        ("data: x\nid: RESTRICTED-1\n\nid: 2\n\n", "data: x\n\nid: 2\n\n"),
        ("id: RESTRICTED\n\n", "\n"),
    ] {
        events().check(input, expected);
    }
}

#[test]
fn an_event_leaves_as_soon_as_it_is_complete() {
    for end in ["\n\n", "\r\r", "\r\n\r"] {
        let mut rewriter = EventsRewriter::events(Paths::default(), Limits::default());
        let mut out = Output::default();
        let event = Bytes::from(format!("data: a{end}"));
        rewriter.write(event.clone(), &mut Fake::default(), &mut out).unwrap();
        assert_eq!(out.pop(), Some(event));
    }
}

#[test]
fn what_is_no_text_or_too_large_goes_alone() {
    let run = events().run([b"data: \xff\n\ndata: b\n\n".as_slice()]);
    assert_eq!(run.text(), "data: b\n\n");
    let limits = Limits { unit: 30, ..Limits::default() };
    let input = format!("data: {}\n\ndata: b\n\n", "x".repeat(40));
    let run = events().within(limits).everywhere(input.as_bytes());
    assert_eq!(run.text(), "data: b\n\n");
    assert_eq!(run.judge.withheld, [(0, Withheld::Oversized)]);
}

#[cfg(feature = "html")]
#[test]
fn pieces_of_pages_lose_their_units() {
    for (input, expected) in [
        (
            "event: list\ndata: <ul><li><a href=\"/a\">RESTRICTED</a></li><li><a href=\"/b\">b</a></li></ul>\n\n",
            "event: list\ndata: <ul><li><a href=\"/b\">b</a></li></ul>\n\n",
        ),
        // Lines that are cut leave the names of their fields where they are needed.
        (
            "data: <ul>\ndata: <li><a href=\"/a\">RES\ndata: TRICTED RESTRICTED</a>\ndata: </li>\ndata: <li>b</li>\ndata: </ul>\nid: 1\n\n",
            "data: <ul>\ndata: \ndata: <li>b</li>\ndata: </ul>\nid: 1\n\n",
        ),
        (
            "data: <turbo-stream action=\"append\" target=\"x\"><template><li>RESTRICTED</li><li>b</li></template></turbo-stream>\n\n",
            "data: <turbo-stream action=\"append\" target=\"x\"><template><li>b</li></template></turbo-stream>\n\n",
        ),
        // What goes wholly takes its event with it, what is about something withheld too.
        ("event: a\ndata: <li>RESTRICTED</li>\nid: 1\n\ndata: b\n\n", "id: 1\n\ndata: b\n\n"),
        ("data: <div><h1>RESTRICTED</h1><p>b</p></div>\n\n", "\n"),
        // What went is swept for in what follows.
        (
            "data: <ul><li><a href=\"/p/aa-001\"><img src=\"/1.jpg\">RESTRICTED</a> <span class=\"price\">9.00 €</span></li><li><a href=\"/p/bb\"><img src=\"/2.jpg\">thing</a> <span class=\"price\">9.00 €</span></li></ul>\n\ndata: <p><a href=\"/p/aa-001\">it</a> or that</p>\n\n",
            "data: <ul><li><a href=\"/p/bb\"><img src=\"/2.jpg\">thing</a> <span class=\"price\">9.00 €</span></li></ul>\n\ndata: <p> or that</p>\n\n",
        ),
    ] {
        events().check(input, expected);
        let innocent = input.replace("RESTRICTED", "c");
        events().check(&innocent, &innocent);
    }
}

#[cfg(feature = "html")]
#[test]
fn patches_of_datastar_lose_their_units() {
    for (input, expected) in [
        (
            "event: datastar-patch-elements\ndata: selector #x\ndata: elements <ul>\ndata: elements <li>RESTRICTED</li>\ndata: elements <li>b</li></ul>\n\n",
            "event: datastar-patch-elements\ndata: selector #x\ndata: elements <ul>\ndata: elements \ndata: elements <li>b</li></ul>\n\n",
        ),
        (
            "event: datastar-merge-fragments\ndata: fragments <ul><li>RESTRICTED</li><li>b</li></ul>\n\n",
            "event: datastar-merge-fragments\ndata: fragments <ul><li>b</li></ul>\n\n",
        ),
        (
            "event: datastar-patch-signals\ndata: signals {\"items\":[{\"id\":1,\"name\":\"RESTRICTED\"},\ndata: signals {\"id\":2,\"name\":\"b\"}]}\n\n",
            "event: datastar-patch-signals\ndata: signals {\"items\":[\ndata: signals {\"id\":2,\"name\":\"b\"}]}\n\n",
        ),
        // Nothing is left of it; a place is named by what is withheld; signals that are no JSON.
        ("event: datastar-patch-elements\ndata: elements <li>RESTRICTED</li>\n\n", "\n"),
        (
            "event: datastar-patch-elements\ndata: selector #RESTRICTED\ndata: elements <li>b</li>\n\n",
            "\n",
        ),
        ("event: datastar-patch-signals\ndata: signals {a: 'RESTRICTED'}\n\n", "\n"),
        // Lines of one text that stand apart are one unit.
        (
            "event: datastar-patch-elements\ndata: elements <ul><li>RESTRICTED</li>\ndata: mode inner\ndata: elements </ul>\n\n",
            "\n",
        ),
    ] {
        events().check(input, expected);
        let innocent = input.replace("RESTRICTED", "c");
        events().check(&innocent, &innocent);
    }
}

#[test]
fn parts_of_answers_belong_where_their_place_is_now() {
    let first = r#"{"data":{"shelf":[{"id":"r1","name":"RESTRICTED","price":1},{"id":"b1","name":"b","price":1}]},"hasNext":true}"#;
    let left = r#"{"data":{"shelf":[{"id":"b1","name":"b","price":1}]},"hasNext":true}"#;
    let late = r#"{"incremental":[{"path":["shelf",0],"data":{"s":1}},{"path":["shelf",1],"data":{"s":2},"errors":[{"message":"x","path":["shelf",1,"t"]},{"message":"y","path":["shelf",0,"t"]}]}],"errors":[{"message":"z","path":["shelf",0]},{"message":"no place"}],"hasNext":false}"#;
    let late_left = r#"{"incremental":[{"path":["shelf",0],"data":{"s":2},"errors":[{"message":"x","path":["shelf",0,"t"]}]}],"errors":[{"message":"no place"}],"hasNext":false}"#;
    let stream = |texts: &[&str]| {
        let all = texts.iter().map(|text| format!("event: next\ndata: {text}\n\n"));
        all.collect::<String>()
    };
    events().check(&stream(&[first, late]), &stream(&[left, late_left]));
    let innocent = stream(&[first, late]).replace("RESTRICTED", "c");
    events().check(&innocent, &innocent);
    // Another answer begins.
    let again = left.replace("b1", "d1");
    let patch = r#"{"path":["shelf",0],"data":{"s":1}}"#;
    events().check(&stream(&[first, &again, patch]), &stream(&[left, &again, patch]));
}

#[test]
fn what_is_said_piece_by_piece_is_read_as_one() {
    let event = |piece: &str, form: &str| format!("data: {}\n\n", form.replace("PIECE", piece));
    for form in [
        r#"{"id":"c1","object":"chunk","choices":[{"index":0,"delta":{"content":"PIECE"}}]}"#,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"PIECE"}}"#,
        r#"{"type":"text-delta","id":"1","delta":"PIECE"}"#,
        r#"{"candidates":[{"content":{"parts":[{"text":"PIECE"}]}}]}"#,
        "PIECE",
    ] {
        let stream = |pieces: &[&str]| pieces.iter().map(|p| event(p, form)).collect::<String>();
        // The piece that completes it goes, and what follows begins anew.
        let before = stream(&["a", " RESTR", "ICT", "ED is", " b", " RESTR", "ICTED", " ICTED"]);
        let after = ["a", " RESTR", "ICT", "", " b", " RESTR", "", " ICTED"];
        let after: String = after
            .iter()
            .map(|p| if p.is_empty() { "\n".to_owned() } else { event(p, form) })
            .collect();
        events().check(&before, &after);
        let innocent = before.replace("RESTR", "REST");
        events().check(&innocent, &innocent);
    }
    // Events that are no pieces are read by themselves, and so are pieces far from each other.
    for input in [
        "data: {\"name\":\"RESTR\"}\n\ndata: {\"name\":\"ICTED\"}\n\n".to_owned(),
        format!("data: RESTR\n\ndata: {}\n\ndata: ICTED\n\n", "x ".repeat(70)),
    ] {
        let run = events().run([input.as_bytes()]);
        assert_eq!(run.text(), input);
    }
}
