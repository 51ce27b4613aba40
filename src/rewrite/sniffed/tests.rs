//! Bodies that are something else than they call themselves, through every split.

use crate::rewrite::trial::{Run, Trial};
use crate::rewrite::{Format, Limits, RewriteError, Shape, rewriter};

const A: &str = r#"{"id":"abcdef1","name":"RESTRICTED","price":1}"#;
const B: &str = r#"{"id":"abcdef2","name":"b","price":1}"#;

fn trial(format: Format) -> Trial {
    fn make(format: Format, limits: Limits) -> Box<dyn crate::rewrite::Rewrite> {
        rewriter(format, None, &Shape::default(), limits)
    }
    Trial::new(match format {
        Format::Json => |limits| make(Format::Json, limits),
        Format::Html => |limits| make(Format::Html, limits),
        Format::Text => |limits| make(Format::Text, limits),
        Format::Page => |limits| make(Format::Page, limits),
        Format::Script => |limits| make(Format::Script, limits),
        Format::Csv => |limits| make(Format::Csv, limits),
        Format::Tsv => |limits| make(Format::Tsv, limits),
        Format::Events => |limits| make(Format::Events, limits),
        _ => |limits| make(Format::Unknown, limits),
    })
}

fn ends(format: Format, text: &str) -> Run {
    trial(format).everywhere(text.as_bytes())
}

#[test]
fn json_whatever_it_calls_itself() {
    use Format::{Html, Json, Page, Script, Text, Unknown};
    for format in [Json, Html, Text, Page, Script, Unknown] {
        trial(format).check(&format!("[{A},{B}]"), &format!("[{B}]"));
        trial(format).check(&format!("\u{feff}\n [{A},{B}]\n"), &format!("\u{feff}\n [{B}]\n"));
        let list = |items: &str| format!("{{\"query\":\"x\",\"items\":[{items}]}}");
        trial(format).check(&list(&format!("{A},{B}")), &list(B));
    }
}

#[test]
fn a_wrapper_is_kept() {
    use Format::{Html, Json, Script, Text, Unknown};
    let wrappers = [
        (")]}',\n", "", false),
        (")]}'\n", "\n", false),
        ("while(1);", "", false),
        ("for (;;);", "", false),
        ("{}&&", "", false),
        ("cb(", ");", true),
        ("/**/ typeof cb === 'function' && cb(", ");\n", true),
        ("\u{feff}angular.callbacks._0(\n", "\n) ;", true),
        ("var shelf = ", ";", true),
    ];
    for (before, behind, script) in wrappers {
        for format in [Json, Html, Text, Script, Unknown] {
            if format == Script && !script {
                continue;
            }
            let input = format!("{before}[{A},{B}]{behind}");
            trial(format).check(&input, &format!("{before}[{B}]{behind}"));
        }
    }
}

#[test]
fn blanks_without_end_are_not_held() {
    let blanks = " ".repeat(600);
    trial(Format::Json).check(&format!("{blanks}[{A},{B}]"), &format!("{blanks}[{B}]"));
    assert!(ends(Format::Json, &format!("{blanks})]}}'[1]")).result.is_err());
    trial(Format::Script).check(&format!("{blanks}[{A},{B}]"), &format!("{blanks}[{B}]"));
}

#[test]
fn what_does_not_close_is_withheld() {
    for text in ["cb([1]", "cb([1]));", "cb([1]); more()", ")]}'\n[1] RESTRICTED", "cb([1"] {
        let run = ends(Format::Json, text);
        assert!(matches!(run.result, Err(RewriteError::Malformed { .. })), "{text}: {run:?}");
    }
}

#[test]
fn text_that_begins_like_json_is_text() {
    for format in [Format::Text, Format::Unknown] {
        trial(format).check("[sale] a garden chair", "[sale] a garden chair");
        assert!(ends(format, "[sale] RESTRICTED").result.is_err());
        assert!(ends(format, "cb(RESTRICTED)").result.is_err());
        trial(format).check(&format!("{A}\n{B}\n"), &format!("{B}\n"));
    }
}

#[test]
fn a_page_without_markup_is_a_text() {
    let long = "Chairs < tables & lamps. ".repeat(10);
    trial(Format::Html).check(&long, &long);
    let run = trial(Format::Html).run([format!("{long} RESTRICTED").as_bytes()]);
    assert_eq!(run.result, Err(RewriteError::SubjectWithheld), "{run:?}");
}

#[cfg(feature = "html")]
#[test]
fn markup_whatever_it_calls_itself() {
    let page = |items: &str| format!("<!doctype html><title>x</title><ul>{items}</ul>");
    let (a, b) = ("<li><a href=/a>RESTRICTED</a></li>", "<li><a href=/b>b</a></li>");
    for format in [Format::Html, Format::Text, Format::Unknown] {
        trial(format).check(&page(&[a, b].concat()), &page(b));
    }
    #[cfg(feature = "feeds")]
    for format in [Format::Csv, Format::Tsv, Format::Events] {
        trial(format).check(&page(&[a, b].concat()), &page(b));
        trial(format).check(&format!("[{A},{B}]"), &format!("[{B}]"));
        trial(format).check(&format!("{A}\n{B}\n"), &format!("{B}\n"));
    }
    #[cfg(feature = "feeds")]
    assert!(ends(Format::Events, "<x>RESTRICTED</x>\n\n").result.is_err());
    #[cfg(feature = "feeds")]
    trial(Format::Csv).check("<x>,title\n1,RESTRICTED\n2,c\n", "<x>,title\n2,c\n");
    assert!(ends(Format::Script, &page(a)).result.is_err());
    let feed = ends(Format::Unknown, "<rss><item>RESTRICTED</item></rss>");
    assert!(!feed.text().contains("RESTRICTED"), "{feed:?}");
}

#[cfg(feature = "html")]
#[test]
fn code_passes_and_data_in_it_is_read() {
    for code in [
        "\"use strict\";var a=1;",
        "!function(){}()",
        "(self.x=self.x||[]).push([[1],{2:function(){}}])",
        "define([\"require\",\"exports\"],function(r,e){})",
        "cb({a:1})",
        "[1,2].forEach(f)",
        "{const a = 1}",
        "if(a)/[\"'`]/.test(b)&&c(/'/)",
        "a=b/2+c/'3'.length;d=e(1)/f",
        "for(;;){}/\"/.test(a)",
        "x=`a${b?`c${d}`:'}'}e`",
        "#!/usr/bin/env node\nf()",
        "",
        "\n",
    ] {
        trial(Format::Script).check(code, code);
    }
    for (before, behind) in [
        ("var x=1;var goods=[", "]"),
        ("export default [", "];"),
        ("window.X = {list:[", "]};run()"),
        ("export const goods = () => [", "]"),
        ("a();[", "].forEach(add)"),
        ("for(const g of [", "])add(g)"),
        ("if(a)/[\"']/.test(b);c=[", "]"),
        ("cb({\"a\":[\"Tea\"]});cb2({items:[", "]});"),
        ("show([", "], 2); more()"),
        ("[", "].map(f)"),
        ("(self.c=self.c||[]).push([[7],{1:(e,t)=>{t.goods=[", "]},2:e=>{}}])"),
        ("module.exports={goods:[", "],render(){return 1}}"),
    ] {
        let script = |items: &str| format!("{before}{items}{behind}");
        trial(Format::Script).check(&script(&format!("{A},{B}")), &script(B));
    }
    for (script, left) in [
        ("show({name:'RESTRICTED'})", "show({name:\"\"})"),
        ("[1,'RESTRICTED']", "[1]"),
        ("f('a RESTRICTED b',`RESTRICTED`)", "f('',``)"),
        ("\"use strict\";/* RESTRICTED */ f() // RESTRICTED", "\"use strict\";/**/ f() //"),
        ("f('\\x52ESTRICTED')", "f('')"),
    ] {
        trial(Format::Script).check(script, left);
    }
    let string = ends(Format::Script, "\"RESTRICTED\"");
    assert!(!string.text().contains("RESTRICTED"), "{string:?}");
}

#[cfg(feature = "html")]
#[test]
fn literals_that_are_code_do_not_use_up_the_reading() {
    let code = "a={b:1,c(){}};".repeat(500);
    let script = |items: &str| format!("{code}goods=[{items}]");
    let trial = trial(Format::Script);
    let run = |text: &str| trial.run([text.as_bytes()]);
    assert_eq!(run(&script(&format!("{A},{B}"))).text(), script(B));
}

#[test]
fn a_script_that_does_not_close_is_one_text() {
    for open in ["f('", "f(\"a\n", "`a", "f(", "f())", "/* ", "`${a"] {
        let run = ends(Format::Script, &format!("{open} RESTRICTED"));
        assert_eq!(run.result, Err(RewriteError::SubjectWithheld), "{open}: {run:?}");
        trial(Format::Script).check(open, open);
    }
    // Latin letters that nobody declared.
    assert!(trial(Format::Script).run([b"show([\"th\xe9\"])".as_slice()]).result.is_err());
    let limits = Limits { page: 20, ..Limits::default() };
    let run = trial(Format::Script).within(limits).run([b"f(); g(); h(); i(); j();".as_slice()]);
    assert!(matches!(run.result, Err(RewriteError::Budget { key: "limits.page", .. })), "{run:?}");
}

#[test]
fn what_is_no_text_is_not_read() {
    for bytes in [b"%PDF-1.7\n\x01\x02".as_slice(), b"PK\x03\x04", b"\x00\x01", b"\x1b[0m"] {
        let run = trial(Format::Unknown).run([bytes]);
        assert!(run.result.is_err(), "{bytes:?}");
    }
}
