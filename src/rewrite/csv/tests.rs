//! Tables through every split.

use super::*;
use crate::rewrite::trial::Trial;

fn table() -> Trial {
    Trial::new(|limits| Box::new(TableRewriter::commas(limits)))
}

#[test]
fn rows_go() {
    for (input, expected) in [
        ("id,title,price\n1,RESTRICTED,2\n2,b,3\n", "id,title,price\n2,b,3\n"),
        ("id,title\r\n1,b\r\n2,\"a, RESTRICTED\"", "id,title\r\n1,b\r\n"),
        (
            "id;title;text\n1;\"a \"\"b\"\"\nRESTRICTED\";x\n2;b;\"c\nd\"\n",
            "id;title;text\n2;b;\"c\nd\"\n",
        ),
        ("sep=|\nid|title\n1|RESTRICTED\n2|b\n", "sep=|\nid|title\n2|b\n"),
        ("\u{feff}\"id\",\"title\"\n\"1\",\"RESTRICTED\"\n\n", "\u{feff}\"id\",\"title\"\n\n"),
        ("\u{feff}a,RESTRICTED\nb,c\n", "\u{feff}b,c\n"),
        ("title,size\n5\" pipe,RESTRICTED\n6\" pipe,x\n", "title,size\n6\" pipe,x\n"),
        ("title\nRESTRICTED\nb\n", "title\nb\n"),
        ("id,title\n1,a,RESTRICTED\n2\n", "id,title\n2\n"),
        ("title,price\nMASKED,3\n", "title,price\n,3\n"),
        ("", ""),
    ] {
        table().check(input, expected);
    }
}

#[test]
fn rows_of_one_product_go_together() {
    table().check(
        "Handle,Title,Image Src\noak-chair,RESTRICTED,/a.jpg\noak-chair,,/b.jpg\nash-chair,b,/c.jpg\n",
        "Handle,Title,Image Src\nash-chair,b,/c.jpg\n",
    );
}

#[test]
fn tabs_part_fields_and_lines_always_end() {
    let tabs = Trial::new(|limits| Box::new(TableRewriter::tabs(limits)));
    tabs.check("id\ttitle\n1\t\"inch\n2\tRESTRICTED\n3\tb, c\n", "id\ttitle\n1\t\"inch\n3\tb, c\n");
}

#[test]
fn what_does_not_end_or_is_too_large_goes() {
    let run = table().everywhere(b"id,title\n1,a\n2,\"b\n3,c\n");
    assert_eq!(run.text(), "id,title\n1,a\n");
    assert_eq!(run.judge.withheld, [(13, Withheld::Unreadable)]);
    let limits = Limits { unit: 20, ..Limits::default() };
    let input = format!("id,title\n1,{}\n2,b\n", "x".repeat(30));
    assert_eq!(table().within(limits).everywhere(input.as_bytes()).text(), "id,title\n2,b\n");
}

#[test]
fn rows_end_with_whatever_sign_the_table_ends_them_with() {
    for (input, expected) in [
        ("id,title\r1,b\r2,RESTRICTED\r3,c\r", "id,title\r1,b\r3,c\r"),
        ("id,title\r\r1,RESTRICTED\r2,b", "id,title\r\r2,b"),
        ("id,title\r\r\n1,RESTRICTED\r\r\n2,b\r\r\n", "id,title\r\r\n\r\n2,b\r\r\n"),
        ("\u{feff}a,RESTRICTED\rb,c\r", "\u{feff}b,c\r"),
        ("id;title\r1;\"a\rRESTRICTED\"\r2;\"b\r\nc\"\r", "id;title\r2;\"b\r\nc\"\r"),
        ("id,title\n1,\"a\rRESTRICTED\"\n2,b\n", "id,title\n2,b\n"),
    ] {
        table().check(input, expected);
    }
}

#[test]
fn where_readers_disagree_every_reading_counts() {
    for (input, expected) in [
        // One row to the end of the line, or two.
        ("id,title\n1,b\r2,RESTRICTED\n3,c\n", "id,title\n3,c\n"),
        ("id,title\r1,b\n2,RESTRICTED\r3,c\r", "id,title\r3,c\r"),
        ("id,title\n1,RESTR\rICTED\n", "id,title\n1,RESTR\rICTED\n"),
        ("id,title\r\n1,b\r2,c\r\n", "id,title\r\n1,b\r2,c\r\n"),
    ] {
        table().check(input, expected);
    }
}

#[test]
fn a_withheld_name_of_a_field_is_emptied() {
    for (input, expected) in [
        ("id,RESTRICTED\n1,x\n", "id,\n1,x\n"),
        ("id,\"RESTRICTED, b\",title\n1,x,RESTRICTED\n2,x,y\n", "id,,title\n2,x,y\n"),
        ("\u{feff}RESTRICTED;title\r\n1;b\r\n", "\u{feff};title\r\n1;b\r\n"),
        ("sep=RESTRICTED\nid,title\n1,b\n", "id,title\n1,b\n"),
    ] {
        table().check(input, expected);
    }
}

#[test]
fn a_quote_between_tabs_opens_a_field_or_means_inches() {
    let tabs = Trial::new(|limits| Box::new(TableRewriter::tabs(limits)));
    for (input, expected) in [
        // Of a field that goes on over lines nothing stays.
        ("id\ttitle\ttext\n1\t\"RESTRICTED\nof oak\"\tx\n2\tb\tc\n", "id\ttitle\ttext\n2\tb\tc\n"),
        (
            "id\ttitle\n1\t\"of oak\nRESTRICTED\nand more\"\n2\t\"b\nc\"\n",
            "id\ttitle\n2\t\"b\nc\"\n",
        ),
        ("id\ttitle\n1\t\"of oak\nRESTRICTED", "id\ttitle\n"),
        ("id\ttitle\n1\t\"of oak\nand more", "id\ttitle\n1\t\"of oak\nand more"),
        // Each line is a whole row.
        (
            "id\ttitle\tsize\n1\t\"inch\t5\n2\tRESTRICTED\t6\n3\tb\t\"7\n4\tRESTRICTED\t8\n5\tc\t9\n",
            "id\ttitle\tsize\n1\t\"inch\t5\n3\tb\t\"7\n5\tc\t9\n",
        ),
        ("id\ttitle\r\n1\t\"a\"\r\n2\tRESTRICTED\r\n", "id\ttitle\r\n1\t\"a\"\r\n"),
        ("id\ttitle\r1\t\"a\r2\tRESTRICTED\r3\tb\r", "id\ttitle\r1\t\"a\r3\tb\r"),
    ] {
        tabs.check(input, expected);
    }
}
