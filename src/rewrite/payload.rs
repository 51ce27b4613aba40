//! What the scripts of a page load when a visitor goes on: the rows of a React tree
//! (`text/x-component`), and values that refer to each other by number, as Nuxt (`_payload.json`) and
//! SvelteKit (`__data.json`) write them. Both are read as in the scripts of a page, held whole.

use super::cut::put_out;
use super::embedded::{Embedded, Flight};
use super::held::{self, Held, RewriteWhole};
use super::json::{Devalue, values_in};
use super::page::is_withheld;
use super::sweep::Sweep;
use super::{Judge, Limits, Output, RewriteError};
use bytes::Bytes;
use std::ops::Range;

/// What a body holds.
#[derive(Clone, Copy, Debug)]
enum What {
    Rows,
    Values,
}

/// Rewrites one body.
#[derive(Debug)]
pub(super) struct PayloadRewriter {
    what: What,
    limits: Limits,
}

impl PayloadRewriter {
    /// A rewriter of the rows of a React tree.
    pub(super) fn rows(limits: Limits) -> Held<Self> {
        Held::new(Self { what: What::Rows, limits }, limits)
    }

    /// A rewriter of values that refer to each other.
    pub(super) fn values(limits: Limits) -> Held<Self> {
        Held::new(Self { what: What::Values, limits }, limits)
    }
}

impl RewriteWhole for PayloadRewriter {
    fn rewrite(
        &mut self,
        body: Bytes,
        judge: &mut dyn Judge,
        out: &mut Output,
    ) -> Result<(), RewriteError> {
        let text = held::text(&body, ["data in UTF-8", "data without NUL bytes"])?;
        let mut sweep = Sweep::new(self.limits.swept_identifiers);
        let cuts = match self.what {
            What::Rows => {
                let mut flight = Flight::body(text, self.limits);
                flight.judge(&mut sweep, judge);
                flight.sweep(text, &mut sweep, judge)
            }
            What::Values => {
                let what = "values that refer to each other";
                let malformed = RewriteError::Malformed { at: 0, what };
                let places = places(text, self.limits).ok_or_else(|| malformed.clone())?;
                if is_withheld(&around(text, &places), judge) {
                    return Err(RewriteError::SubjectWithheld);
                }
                let read = Embedded::values(text, places, self.limits);
                let mut embedded = read.map_err(|_| malformed)?;
                embedded.judge(text, 0, &mut sweep, judge);
                embedded.sweep(text, 0, &mut sweep, judge)
            }
        };
        put_out(&body, &cuts, out);
        out.commit();
        Ok(())
    }
}

/// Whether a whole body is values that refer to each other.
pub(super) fn is_values(text: &[u8], limits: Limits) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| places(text, limits).is_some())
}

/// Where such values stand in a body; `None` if there are none or they cannot be read.
fn places(text: &str, limits: Limits) -> Option<Vec<Range<usize>>> {
    let found = match text.trim_start().starts_with('[') {
        true => std::iter::once(0..text.len()).collect(),
        false => {
            let mut found = Vec::new();
            let mut at = 0;
            for line in text.split_inclusive('\n') {
                if !line.trim().is_empty() {
                    let values = values_in(line, limits)?.into_iter();
                    found.extend(values.map(|range| at + range.start..at + range.end));
                }
                at += line.len();
            }
            found
        }
    };
    let readable = |range: &Range<usize>| {
        let part = text.get(range.clone()).unwrap_or_default();
        matches!(Devalue::read(part, limits), Ok(Some(_)))
    };
    (!found.is_empty() && found.iter().all(readable)).then_some(found)
}

/// What stands around the values.
fn around(text: &str, places: &[Range<usize>]) -> String {
    let mut rest = String::new();
    let mut at = 0;
    for range in places {
        rest.push_str(text.get(at..range.start).unwrap_or_default());
        at = range.end;
    }
    rest.push_str(text.get(at..).unwrap_or_default());
    rest
}

#[cfg(test)]
mod tests {
    use crate::rewrite::trial::Trial;
    use crate::rewrite::{Format, Rewrite, Shape, rewriter};

    fn trial(format: Format) -> Trial {
        fn make(format: Format, limits: crate::rewrite::Limits) -> Box<dyn Rewrite> {
            rewriter(format, None, &Shape::default(), limits)
        }
        Trial::new(match format {
            Format::Flight => |limits| make(Format::Flight, limits),
            Format::Unknown => |limits| make(Format::Unknown, limits),
            _ => |limits| make(Format::Json, limits),
        })
    }

    #[test]
    fn values_keep_their_places() {
        for (before, after) in [
            (
                r#"[{"data":1,"at":10},["ShallowReactive",2],{"list":3},[4,7],{"id":5,"name":6},51,"Tea",{"id":8,"name":9},52,"RESTRICTED",17]"#,
                r#"[{"data":1,"at":10},["ShallowReactive",2],{"list":3},[4],{"id":5,"name":6},51,"Tea",null,null,null,17]"#,
            ),
            (
                r#" [["Reactive",1],{"a":2,"b":-1},[3,5],{"name":4},"RESTRICTED",{"name":6},"Tea"]"#,
                r#" [["Reactive",1],{"a":2,"b":-1},[5],null,null,{"name":6},"Tea"]"#,
            ),
            (
                r#"{"type":"data","nodes":[null,{"type":"data","data":[{"list":1},[2,5],{"id":3,"name":4},51,"Tea",{"id":6,"name":7},52,"RESTRICTED"],"uses":{}},{"type":"skip"}]}"#,
                r#"{"type":"data","nodes":[null,{"type":"data","data":[{"list":1},[2],{"id":3,"name":4},51,"Tea",null,null,null],"uses":{}},{"type":"skip"}]}"#,
            ),
            // A node that says nothing.
            (
                r#"{"type":"data","nodes":[{"type":"data","data":[{"user":1},null],"uses":{}},{"type":"data","data":[{"list":1},[2,4],{"name":3},"RESTRICTED",{"name":5},"Tea"]}]}"#,
                r#"{"type":"data","nodes":[{"type":"data","data":[{"user":1},null],"uses":{}},{"type":"data","data":[{"list":1},[4],null,null,{"name":5},"Tea"]}]}"#,
            ),
            // React Router: names refer as well.
            (
                r#"[{"_1":2},"loaderData",{"_3":4},"list",[5,10],{"_6":7,"_8":9},"name","Tea","id",51,{"_6":11,"_8":12},"RESTRICTED",52]"#,
                r#"[{"_1":2},"loaderData",{"_3":4},"list",[5],{"_6":7,"_8":9},"name","Tea","id",51,null,null,null]"#,
            ),
        ] {
            trial(Format::Json).check(before, after);
            trial(Format::Unknown).check(before, after);
        }
    }

    #[test]
    fn values_that_come_later() {
        for (before, after) in [
            // React Router.
            (
                concat!(
                    r#"[{"_1":2,"_3":4,"_5":6},"list",[7,10],"more",["P",4],"none",["P",6],{"_8":9},"name","Tea",{"_8":11},"RESTRICTED"]"#,
                    "\n",
                    r#"P6:-5"#,
                    "\n",
                    r#"P4:[[13,15],{"_8":14},"RESTRICTED",{"_8":16},"Cup"]"#,
                    "\n",
                ),
                concat!(
                    r#"[{"_1":2,"_3":4,"_5":6},"list",[7],"more",["P",4],"none",["P",6],{"_8":9},"name","Tea",null,null]"#,
                    "\n",
                    r#"P6:-5"#,
                    "\n",
                    r#"P4:[[15],null,null,{"_8":16},"Cup"]"#,
                    "\n",
                ),
            ),
            (
                "[{\"_1\":2},\"more\",[\"P\",2]]\nE2:[\"RESTRICTED\"]\n",
                "[{\"_1\":2},\"more\",[\"P\",2]]\nE2:[null]\n",
            ),
            // SvelteKit.
            (
                concat!(
                    r#"{"type":"data","nodes":[null,{"type":"data","data":[{"list":1},["Promise",2],1],"uses":{}}]}"#,
                    "\n",
                    r#"{"type":"chunk","id":1,"data":[[1,3],{"name":2},"Tea",{"name":4},"RESTRICTED"]}"#,
                    "\n",
                ),
                concat!(
                    r#"{"type":"data","nodes":[null,{"type":"data","data":[{"list":1},["Promise",2],1],"uses":{}}]}"#,
                    "\n",
                    r#"{"type":"chunk","id":1,"data":[[1],{"name":2},"Tea",null,null]}"#,
                    "\n",
                ),
            ),
        ] {
            trial(Format::Json).check(before, after);
            let innocent = before.replace("RESTRICTED", "Chocolates");
            trial(Format::Json).check(&innocent, &innocent);
        }
    }

    #[test]
    fn what_only_begins_like_values_is_json() {
        for (before, after) in [
            (
                r#"[{"id":1,"stock":7},{"id":2,"name":"RESTRICTED"},{"id":3,"name":"Tea"}]"#,
                r#"[{"id":1,"stock":7},{"id":3,"name":"Tea"}]"#,
            ),
            (
                r#"{"type":"data","nodes":[{"id":1,"name":"RESTRICTED","price":2},{"id":2,"name":"Tea","price":2}]}"#,
                r#"{"type":"data","nodes":[{"id":2,"name":"Tea","price":2}]}"#,
            ),
            (r#"[["a",1],["RESTRICTED",2],["b",3]]"#, r#"[["a",1],["b",3]]"#),
            (r#"[{"a":1}]"#, r#"[{"a":1}]"#),
            (r#"[{}]"#, r#"[{}]"#),
        ] {
            trial(Format::Json).check(before, after);
        }
    }

    #[test]
    fn rows_of_a_react_tree() {
        let before = concat!(
            "1:\"$Sreact.fragment\"\n2:I[12,[],\"Card\"]\n",
            r#"3:["$","ul",null,{"children":[["$","$L2","1",{"product":{"id":"aaaa-1","name":"Tea","price":2}}],["$","$L2","2",{"product":{"id":"aaaa-2","name":"RESTRICTED","price":2}}]]}]"#,
            "\n4:T5,Tea, 5:{\"ids\":[\"aaaa-1\",\"aaaa-2\"]}\n6:Td,RESTRICTED ä7:null\n",
        );
        let after = concat!(
            "1:\"$Sreact.fragment\"\n2:I[12,[],\"Card\"]\n",
            r#"3:["$","ul",null,{"children":[["$","$L2","1",{"product":{"id":"aaaa-1","name":"Tea","price":2}}]]}]"#,
            "\n4:T5,Tea, 5:{\"ids\":[\"aaaa-1\"]}\n6:T0,7:null\n",
        );
        trial(Format::Flight).check(before, after);
        let innocent = before.replace("RESTRICTED", "Chocolates");
        trial(Format::Flight).check(&innocent, &innocent);
    }

    #[test]
    fn what_only_a_listing_that_went_refers_to() {
        let list = |items: &str| format!("1:[{items}]\n");
        let tea = r#"{"id":"aaaa-1","name":"Tea","price":2,"desc":"$20","more":"$22:a"}"#;
        let one =
            r#"{"id":"aaaa-2","name":"RESTRICTED","price":2,"desc":"$21","more":"$22","x":"$L23"}"#;
        let rows = "20:T5,green21:T4,dark22:{\"a\":1}\n";
        let before = format!(
            "{rows}{}23:[\"$24\",\"$20\"]\n24:{{\"a\":\"dark\"}}\n",
            list(&[tea, one].join(","))
        );
        let rows = "20:T5,green21:T0,22:{\"a\":1}\n";
        let after = format!("{rows}{}23:null\n24:null\n", list(tea));
        trial(Format::Flight).check(&before, &after);
        let innocent = before.replace("RESTRICTED", "Chocolates");
        trial(Format::Flight).check(&innocent, &innocent);
    }
}
