use super::{Embedded, Flight};
use crate::rewrite::Limits;
use crate::rewrite::cut::applied;
use crate::rewrite::sweep::Sweep;
use crate::rewrite::trial::Fake;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

#[derive(Clone, Copy, Debug)]
enum As {
    Json,
    Script,
    Style,
    Attribute,
}
use As::{Attribute, Json, Script, Style};

fn left(text: &str, kind: As) -> String {
    let limits = Limits::default();
    let mut embedded = match kind {
        Json => Embedded::json(text, limits),
        Script => Embedded::script(text, limits),
        Style => Embedded::style(text, limits),
        Attribute => Embedded::attribute("data-x", text, limits).unwrap(),
    };
    let (mut sweep, mut judge) = (Sweep::new(100), Fake::default());
    embedded.judge(text, 0, &mut sweep, &mut judge);
    let cuts = embedded.sweep(text, 0, &mut sweep, &mut judge);
    applied(text, &cuts)
}

/// `before` becomes `after`; with another word nothing changes.
fn check(kind: As, before: &str, after: &str) {
    assert_eq!(left(before, kind), after, "{before}");
    let innocent = before.replace("RESTRICTED", "Tea");
    assert_eq!(left(&innocent, kind), innocent);
}

#[test]
fn data_of_a_type_that_says_so() {
    let cases = [
        (
            r#"{"@type":"ItemList","itemListElement":[{"@type":"ListItem","position":1,"name":"RESTRICTED","url":"/p/a"},{"@type":"ListItem","position":2,"name":"Chair","url":"/p/b"}]}"#,
            r#"{"@type":"ItemList","itemListElement":[{"@type":"ListItem","position":1,"name":"Chair","url":"/p/b"}]}"#,
        ),
        (
            r#"{"@graph":[{"@type":"WebSite","name":"Shop","url":"/"},{"@type":"Product","name":"RESTRICTED","sku":"AA-1","offers":{"price":3}}]}"#,
            r#"{"@graph":[{"@type":"WebSite","name":"Shop","url":"/"}]}"#,
        ),
        (
            r#"{"props":{"pageProps":{"products":[{"id":11,"title":"RESTRICTED","price":3},{"id":12,"title":"Chair","price":3}]}}}"#,
            r#"{"props":{"pageProps":{"products":[{"id":12,"title":"Chair","price":3}]}}}"#,
        ),
        // Not quite JSON.
        (
            "{\"products\":[{\"id\":11,\"title\":\"RESTRICTED\nx\",\"price\":3},],}",
            "{\"products\":[],}",
        ),
    ];
    for (before, after) in cases {
        check(Json, before, after);
    }
    // With its marks written as references.
    for (quote, apostrophe) in [("&q;", "&s;"), ("&quot;", "&#39;"), ("&#34;", "'")] {
        let item = |name: &str| {
            let item = format!("{{\"id\":\"{name}-11\",\"title\":\"{name}'s\",\"price\":3}}");
            item.replace('\'', apostrophe).replace('"', quote)
        };
        let text = |items: &[String]| format!("{{{quote}list{quote}:[{}]}}", items.join(","));
        let (one, other) = (item("RESTRICTED"), item("Chair"));
        check(Json, &text(&[one.clone(), other.clone()]), &text(std::slice::from_ref(&other)));
        check(Json, &text(&[other.clone(), one]), &text(&[other]));
    }
    // Nor any literal.
    check(Json, "<%= RESTRICTED %>", "");
    check(Json, "&q;RESTRICTED&q;", "");
}

#[test]
fn state_that_a_script_assigns() {
    let item = "{id:11,title:'RESTRICTED',url:'/p/a',price:3}";
    let other = "{id:12,title:'Chair',url:'/p/b',price:4}";
    for (before, after) in [
        ("window.__INITIAL_STATE__ = {list:{products:[", "]}};\nrun('x')"),
        ("var meta = {products:[", "]}; for (var a in meta) {}"),
        ("dataLayer.push({ecommerce:{items:[", "]}});"),
        ("gtag('event', 'view_item_list', {items:[", "]})"),
        ("const a = b / 2, c = /[\"'{]/.test(d); x.y = {products: Object.freeze([", "])}"),
        ("// it's\n/* \" */ (function(){ return {products:[", "]} })()"),
        ("f(`a${ {products:[", "]}.products }b`)"),
    ] {
        check(
            Script,
            &format!("{before}{item}, {other}{after}"),
            &format!("{before} {other}{after}"),
        );
        check(
            Script,
            &format!("{before}{other},{item},{after}"),
            &format!("{before}{other}{after}"),
        );
    }
    check(Script, "var product = {id:11,title:'RESTRICTED',price:3};", "var product = {};");
}

#[test]
fn references_of_a_store_go_with_what_they_name() {
    check(
        Script,
        r#"window.__APOLLO_STATE__={"ROOT":{"products":[{"__ref":"Product:11"},{"__ref":"Product:12"}]},"Product:11":{"id":"11","name":"RESTRICTED","price":3},"Product:12":{"id":"12","name":"Chair","price":3}}"#,
        r#"window.__APOLLO_STATE__={"ROOT":{"products":[{"__ref":"Product:12"}]},"Product:12":{"id":"12","name":"Chair","price":3}}"#,
    );
}

#[test]
fn a_function_that_is_called_at_once() {
    check(
        Script,
        "window.__NUXT__=(function(a,b,c){return {list:[{id:1,name:a,price:c},{id:2,name:b,price:c}]}}(\"RESTRICTED\",\"Chair\",5));",
        "window.__NUXT__=(function(a,b,c){return {list:[{id:2,name:b,price:c}]}}(\"\",\"Chair\",5));",
    );
}

#[test]
fn json_in_strings_and_attributes() {
    let escape = |text: &str| text.replace('"', "\\\"");
    let data = |names: &[&str]| {
        let items: Vec<String> = names
            .iter()
            .map(|n| format!(r#"{{"id":{},"name":"{n}","price":5}}"#, n.len()))
            .collect();
        format!(r#"{{"items":[{}]}}"#, items.join(","))
    };
    let (before, after) = (data(&["Chair", "RESTRICTED"]), data(&["Chair"]));
    let script = |data: &str| format!("a=JSON.parse(\"{}\");b()", escape(data));
    check(Script, &script(&before), &script(&after));
    // A string in a literal is written anew, as JSON writes it.
    let script = |data: &str| format!("x({{s:{data}}});b()");
    let anew = format!("\"{}\"", escape(&after));
    check(Script, &script(&format!("'{before}'")), &script(&anew));
    let quoted = |data: &str| data.replace('"', "&quot;");
    check(Attribute, &quoted(&before), &quoted(&after));
}

#[test]
fn what_is_written_in_base64_is_read() {
    let coded = |text: &str| STANDARD.encode(text);
    let list = |names: &[&str]| {
        let items: Vec<String> = names
            .iter()
            .map(|n| format!(r#"{{"id":{},"name":"{n}","price":5}}"#, n.len()))
            .collect();
        format!("[{}]", items.join(","))
    };
    let (before, after) = (list(&["Chair", "RESTRICTED"]), list(&["Chair"]));
    let percent = |text: &str| text.replace('"', "%22").replace('[', "%5B").replace('{', "%7B");
    let gone = r#"{"id":1,"name":"RESTRICTED","price":5}"#;
    for (kind, form, before, after) in [
        (Attribute, "@", coded(&before), coded(&after)),
        (Attribute, "@", coded(gone), coded("{}")),
        (Attribute, "@", coded(&percent(&before)), coded(&percent(&after))),
        (Script, "a=JSON.parse(atob('@'));b()", coded(&before), coded(&after)),
        (Script, "a=decode(\"@\")", coded(&before), coded(&after)),
        (Script, "a={s:\"@\"}", coded(&before), coded(&after)),
        (Script, "a=atob('@')", coded("RESTRICTED"), String::new()),
        (Script, "a=Base64.decode( \"@\" )", coded("RESTRICTED"), String::new()),
    ] {
        let at = |text: &str| form.replace('@', text);
        assert_eq!(left(&at(&before), kind), at(&after), "{form}");
        let innocent = coded(&STANDARD.decode(&before).map_or(String::new(), |text| {
            String::from_utf8_lossy(&text).replace("RESTRICTED", "Tea")
        }));
        assert_eq!(left(&at(&innocent), kind), at(&innocent), "{form}");
    }
    for (before, after) in [
        ("a=toBase64('RESTRICTED')", "a=toBase64('')"),
        ("a={b:toBase64('RESTRICTED')}", "a={b:\"\"}"),
        ("a={b:atob('UkVTVFJJQ1RFRA==')}", "a={b:\"\"}"),
    ] {
        assert_eq!(left(before, Script), after);
    }
    // A token of a signed kind stays as it is.
    let token = format!("{}.{}.c2ln", coded(r#"{"alg":"ES256"}"#), coded(&before));
    assert_eq!(left(&format!("a='{token}'"), Script), format!("a='{token}'"));
}

#[test]
fn words_of_code_are_emptied_in_place() {
    for (before, after) in [
        ("f('RESTRICTED')", "f('')"),
        ("f('a', \"x RESTRICTED\") + `RESTRICTED`", "f('a', \"\") + ``"),
        ("f(`a ${b('c')} RESTRICTED`)", "f(`a ${b('c')}`)"),
        ("/* RESTRICTED */ a() // RESTRICTED\nb()", "/**/ a() //\nb()"),
        ("a = {b: function(){ return 'RESTRICTED' }}", "a = {b: function(){ return '' }}"),
    ] {
        check(Script, before, after);
    }
    check(
        Style,
        ".a::before{content:\"RESTRICTED\"} .b{color:red}",
        ".a::before{content:\"\"} .b{color:red}",
    );
}

/// What a page of these pieces becomes.
fn flown(pieces: &[&str]) -> Vec<String> {
    let scripts: Vec<String> =
        pieces.iter().map(|p| format!("self.__next_f.push([1,\"{p}\"])")).collect();
    let page = scripts.join("\n");
    let mut flight = Flight::default();
    let mut at = 0;
    for script in &scripts {
        assert!(flight.take(script, at), "{script}");
        at += script.len() + 1;
    }
    let (mut sweep, mut judge) = (Sweep::new(100), Fake::default());
    flight.read(Limits::default());
    flight.judge(&mut sweep, &mut judge);
    let cuts = flight.sweep(&page, &mut sweep, &mut judge);
    let left = applied(&page, &cuts);
    let inner = |line: &str| {
        let inner = line.strip_prefix("self.__next_f.push([1,\"");
        inner.and_then(|line| line.strip_suffix("\"])")).unwrap().to_owned()
    };
    left.lines().map(inner).collect()
}

#[test]
fn rows_of_a_flight_stream() {
    let cases: [(&[&str], &[&str]); 6] = [
        (
            &[
                r#"1:{\"products\":[{\"id\":1,\"name\":\"RESTRICTED\",\"price\":2},{\"id\":2,\"name\":\"Chair\",\"price\":2}]}\n"#,
            ],
            &[r#"1:{\"products\":[{\"id\":2,\"name\":\"Chair\",\"price\":2}]}\n"#],
        ),
        // across pieces
        (
            &[
                r#"1:{\"products\":[{\"id\":1,\"name\":\"RESTR"#,
                r#"ICTED\",\"price\":2},{\"id\":2,\"name\":\"Chair\",\"price\":2}]}\n2:\"x\"\n"#,
            ],
            &[r#"1:{\"products\":["#, r#"{\"id\":2,\"name\":\"Chair\",\"price\":2}]}\n2:\"x\"\n"#],
        ),
        // lengths are bytes, and right after a cut
        (&[r#"a:T14,Grün RESTRICTED: xyb:\"Tea\"\n"#], &[r#"a:T0,b:\"Tea\"\n"#]),
        (&[r#"a:T5,Teapob:\"Tea\"\n"#], &[r#"a:T5,Teapob:\"Tea\"\n"#]),
        // an element of the tree goes with what it shows
        (
            &[
                r#"3:[\"$\",\"ul\",null,{\"children\":[[\"$\",\"$L4\",\"1\",{\"product\":{\"id\":1,\"name\":\"RESTRICTED\",\"price\":2}}],[\"$\",\"li\",\"2\",{\"children\":\"Tea\"}]]}]\n"#,
            ],
            &[
                r#"3:[\"$\",\"ul\",null,{\"children\":[[\"$\",\"li\",\"2\",{\"children\":\"Tea\"}]]}]\n"#,
            ],
        ),
        (
            &[r#"4:I[12,[],\"Card\"]\n5:HL[\"/RESTRICTED.jpg\",\"image\"]\n6:null\n"#],
            &[r#"4:I[12,[],\"Card\"]\n5:null\n6:null\n"#],
        ),
    ];
    for (before, after) in cases {
        assert_eq!(flown(before), after, "{before:?}");
    }
}

#[test]
fn what_is_no_piece_is_a_script() {
    let mut flight = Flight::default();
    for script in [
        "self.__next_f.push([0])",
        "self.__next_f.push([1,a])",
        "push([1,\"a\"])",
        "(self.__next_f=self.__next_f||[]).push([1,\"a\"]);b()",
    ] {
        assert!(!flight.take(script, 0), "{script}");
    }
    assert!(flight.take("(self.__next_f=self.__next_f||[]).push([1,\"a\"]);", 0));
}

#[test]
fn a_string_that_holds_a_piece_of_a_page_is_read_as_one() {
    for (quote, inner) in [("'", "\\\""), ("\"", "\\\""), ("`", "\"")] {
        let item =
            |name: &str| format!("<li><a href={inner}/p/{name}-1{inner}>{name}<\\/a><\\/li>");
        let code = |items: &str| format!("$('#goods').append({quote}{items}{quote});\nrun('x')");
        let (one, other) = (item("RESTRICTED"), item("Chair"));
        check(Script, &code(&format!("{one}{other}")), &code(&other));
        check(
            Script,
            &code(&format!("\\n{other}{one}{other}")),
            &code(&format!("\\n{other}{other}")),
        );
        // A page about it goes whole.
        check(Script, &code("<h1>RESTRICTED<\\/h1>"), &code(""));
    }
}
