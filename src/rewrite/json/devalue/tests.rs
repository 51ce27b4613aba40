use super::*;
use crate::rewrite::cut::applied;

fn read(text: &str) -> Option<Devalue> {
    Devalue::read(text, Limits::default()).unwrap()
}

#[test]
fn values_mean_json() {
    for (text, json) in [
        (r#"[{"a":1,"b":-1},"x"]"#, r#"{"a":"x","b":null}"#),
        (r#"[["Reactive",1],{"a":2},[3,3,4],"x",7]"#, r#"{"a":["x","x",7]}"#),
        (
            r#"[{"d":1,"s":2},["Date","2026-01-01"],["Set",3,4],"x",true]"#,
            r#"{"d":"2026-01-01","s":["x",true]}"#,
        ),
        // A value that holds itself.
        (r#"[{"a":0,"b":1},"x"]"#, r#"{"a":null,"b":"x"}"#),
    ] {
        assert_eq!(read(text).map(|found| found.json).as_deref(), Some(json), "{text}");
    }
    for other in [
        r#"[{"a":1},"x","nothing refers to this"]"#,
        r#"[{"a":9},"x"]"#,
        r#"[{"a":"x"},1]"#,
        r#"[{"a":1},2]"#,
        r#"[{"a":1.5},"x"]"#,
        "[1,2]",
        "[]",
        "{",
    ] {
        assert!(read(other).is_none(), "{other}");
    }
    // Each value twice in the next: a small text that means a large one.
    let levels: Vec<String> = (2..40).map(|n| format!("[{n},{n}]")).collect();
    let doubling = format!(r#"[{{"a":1}},{},"x"]"#, levels.join(","));
    assert!(Devalue::read(&doubling, Limits::default()).is_err(), "{doubling}");
}

#[test]
fn what_goes_leaves_every_place() {
    let text = r#"[{"list":1,"best":5},[2,5,7],{"name":3,"id":4},"A",1,{"name":6,"id":4},"B",{"name":8},"C"]"#;
    let found = read(text).unwrap();
    let (a, b) = (r#"{"name":"A","id":1}"#, r#"{"name":"B","id":1}"#);
    assert_eq!(found.json, format!(r#"{{"list":[{a},{b},{{"name":"C"}}],"best":{b}}}"#));
    let cut = |part: &str, with: &'static str| {
        let at = found.json.find(part).unwrap();
        let with = Bytes::from_static(with.as_bytes());
        applied(text, &found.carry(vec![Cut { range: at..at + part.len(), with }]))
    };
    // The first goes with its name; its number is another's too.
    assert_eq!(
        cut(&format!("{a},"), ""),
        r#"[{"list":1,"best":5},[5,7],null,null,1,{"name":6,"id":4},"B",{"name":8},"C"]"#
    );
    // The last one goes with the comma before it.
    assert_eq!(
        cut(r#",{"name":"C"}"#, ""),
        r#"[{"list":1,"best":5},[2,5],{"name":3,"id":4},"A",1,{"name":6,"id":4},"B",null,null]"#
    );
    // What is referred to elsewhere stays there.
    assert_eq!(
        cut(&format!("{b},"), ""),
        r#"[{"list":1,"best":5},[2,7],{"name":3,"id":4},"A",1,{"name":6,"id":4},"B",{"name":8},"C"]"#
    );
    assert_eq!(
        cut(r#""C""#, "\"\""),
        r#"[{"list":1,"best":5},[2,5,7],{"name":3,"id":4},"A",1,{"name":6,"id":4},"B",{"name":8},""]"#
    );
    assert_eq!(
        cut(&format!("[{a},{b},{{\"name\":\"C\"}}]"), "null"),
        r#"[{"list":-1,"best":5},null,null,null,1,{"name":6,"id":4},"B",null,null]"#
    );
}
