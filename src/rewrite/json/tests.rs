//! Case tables, each case run whole, byte by byte and at every split into two.

use super::{DocumentRewriter, JsonRewriter, Paths};
use crate::rewrite::trial::Fake;
use crate::rewrite::{Limits, Output, Rewrite, RewriteError};
use bytes::Bytes;

#[derive(Clone, Debug, Default)]
struct Setup {
    paths: Paths,
    keep_one_masked: bool,
    whole: bool,
    limits: Limits,
}

impl Setup {
    fn whole() -> Self {
        Self { whole: true, ..Self::default() }
    }

    fn rewriter(&self) -> Box<dyn Rewrite> {
        let (paths, limits) = (self.paths.clone(), self.limits);
        if self.whole {
            Box::new(DocumentRewriter::new(paths, self.keep_one_masked, limits))
        } else {
            Box::new(JsonRewriter::new(paths, self.keep_one_masked, limits))
        }
    }

    fn at(paths: &[&str]) -> Self {
        Self { paths: Paths::compile(paths).unwrap(), ..Self::default() }
    }

    /// What leaves, what leaves before an error, and what the judge saw.
    fn run<'a>(&self, parts: impl IntoIterator<Item = &'a [u8]>) -> Run {
        let mut rewriter = self.rewriter();
        let mut judge = Fake::default();
        let mut out = Output::default();
        let mut bytes = Vec::new();
        let mut result = Ok(());
        for part in parts {
            result = rewriter.write(Bytes::copy_from_slice(part), &mut judge, &mut out);
            while let Some(chunk) = out.pop() {
                bytes.extend_from_slice(&chunk);
            }
            if result.is_err() {
                break;
            }
        }
        if result.is_ok() {
            result = rewriter.finish(&mut judge, &mut out);
        }
        while let Some(chunk) = out.pop() {
            bytes.extend_from_slice(&chunk);
        }
        Run { bytes, result, judge, committed: out.is_committed() }
    }

    /// The same for whole, single bytes and every split into two.
    fn everywhere(&self, input: &[u8]) -> Run {
        let whole = self.run([input]);
        let single = self.run(input.chunks(1));
        whole.assert_same(&single, input, 1);
        for at in 1..input.len() {
            let (a, b) = input.split_at(at);
            whole.assert_same(&self.run([a, b]), input, at);
        }
        whole
    }
}

#[derive(Debug)]
struct Run {
    bytes: Vec<u8>,
    result: Result<(), RewriteError>,
    judge: Fake,
    committed: bool,
}

impl Run {
    fn assert_same(&self, other: &Self, input: &[u8], at: usize) {
        let input = String::from_utf8_lossy(input);
        assert_eq!(self.text(), other.text(), "split at {at}: {input}");
        assert_eq!(self.result, other.result, "split at {at}: {input}");
        assert_eq!(self.judge, other.judge, "split at {at}: {input}");
        assert_eq!(self.committed, other.committed, "split at {at}: {input}");
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }
}

fn parses(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// What leaves; a document that is read as a whole gives the same where nothing refers backwards.
fn check(setup: &Setup, cases: &[(&str, &str)]) {
    check_alone(setup, cases);
    check_alone(&Setup { whole: true, ..setup.clone() }, cases);
}

fn check_alone(setup: &Setup, cases: &[(&str, &str)]) {
    for (input, expected) in cases {
        let run = setup.everywhere(input.as_bytes());
        assert_eq!((run.text(), &run.result), (*expected, &Ok(())), "{input}");
        assert!(parses(&run.bytes), "{input}");
    }
}

fn gated(setup: &Setup, inputs: &[&str]) {
    for (whole, input) in [false, true].iter().flat_map(|w| inputs.iter().map(move |i| (*w, i))) {
        let setup = Setup { whole, ..setup.clone() };
        let run = setup.everywhere(input.as_bytes());
        assert_eq!(run.result, Err(RewriteError::SubjectWithheld), "{input}");
        assert!(!run.text().contains("RESTRICTED"), "{input}");
    }
}

#[test]
fn listings_go_with_a_comma() {
    check(
        &Setup::default(),
        &[
            (r#"[]"#, r#"[]"#),
            (r#" {"products" : [ ] } "#, r#" {"products" : [ ] } "#),
            (r#"[{"id":1,"name":"RESTRICTED"},{"id":2,"name":"b"}]"#, r#"[{"id":2,"name":"b"}]"#),
            (r#"[{"id":1,"name":"a"},{"id":2,"name":"RESTRICTED"}]"#, r#"[{"id":1,"name":"a"}]"#),
            (
                r#"[ {"id":1,"name":"a"} , {"id":2,"name":"RESTRICTED"} , {"id":3,"name":"c"} ]"#,
                r#"[ {"id":1,"name":"a"} , {"id":3,"name":"c"} ]"#,
            ),
            (
                r#"[ {"id":1,"name":"RESTRICTED"} , {"id":2,"name":"RESTRICTED"} , {"id":3,"name":"c"} ]"#,
                r#"[  {"id":3,"name":"c"} ]"#,
            ),
            (r#"[ {"id":1,"name":"RESTRICTED"} ]"#, r#"[ ]"#),
            (r#"[{"id":1,"name":"RESTR\u0049CTED"}]"#, r#"[]"#),
            ("\u{feff}[{\"id\":1,\"name\":\"RESTRICTED\"}]\n", "\u{feff}[]\n"),
            (
                r#"{"products":[{"id":1.0e3,"title":"\u0061\/b \ud800"},{"id":2,"title":"x RESTRICTED"}],"n":1}"#,
                r#"{"products":[{"id":1.0e3,"title":"\u0061\/b \ud800"}],"n":1}"#,
            ),
        ],
    );
}

#[test]
fn the_shapes_of_storefronts_are_recognised() {
    check(
        &Setup::default(),
        &[
            // Shopify
            (
                r#"{"products":[{"id":1,"title":"a","handle":"a","variants":[{"id":11,"title":"s","price":"1"}]},{"id":2,"title":"b","tags":["x","RESTRICTED"]}]}"#,
                r#"{"products":[{"id":1,"title":"a","handle":"a","variants":[{"id":11,"title":"s","price":"1"}]}]}"#,
            ),
            // a variant is a part
            (
                r#"{"products":[{"id":1,"title":"a","variants":[{"id":11,"title":"RESTRICTED","sku":"s","price":"1"}]}]}"#,
                r#"{"products":[]}"#,
            ),
            // WooCommerce
            (
                r#"[{"id":1,"name":"a","permalink":"/a"},{"id":2,"name":"b","short_description":"<p>RESTRICTED<\/p>"}]"#,
                r#"[{"id":1,"name":"a","permalink":"/a"}]"#,
            ),
            // Magento REST
            (
                r#"{"items":[{"sku":"A","name":"a","custom_attributes":[{"attribute_code":"description","value":"RESTRICTED"}]},{"sku":"B","name":"b"}],"total_count":2046}"#,
                r#"{"items":[{"sku":"B","name":"b"}],"total_count":2046}"#,
            ),
            // GraphQL: the edge, not the node
            (
                r#"{"data":{"products":{"edges":[{"cursor":"x","node":{"id":"gid://1","title":"RESTRICTED","handle":"a"}},{"cursor":"y","node":{"id":"gid://2","title":"b","handle":"b"}}],"pageInfo":{"hasNextPage":true}}}}"#,
                r#"{"data":{"products":{"edges":[{"cursor":"y","node":{"id":"gid://2","title":"b","handle":"b"}}],"pageInfo":{"hasNextPage":true}}}}"#,
            ),
            // commercetools
            (
                r#"{"offset":0,"results":[{"id":"1","name":{"en":"a","de-DE":"RESTRICTED"}},{"id":"2","name":{"en":"b"}}]}"#,
                r#"{"offset":0,"results":[{"id":"2","name":{"en":"b"}}]}"#,
            ),
            // PrestaShop
            (
                r#"{"products":[{"id":1,"name":[{"id":"1","value":"a"},{"id":"2","value":"RESTRICTED"}],"price":"2"},{"id":2,"name":"b","price":"2"}]}"#,
                r#"{"products":[{"id":2,"name":"b","price":"2"}]}"#,
            ),
            // Algolia
            (
                r#"{"hits":[{"name":"a","objectID":"1","_highlightResult":{"name":{"value":"a <em>RESTRICTED</em>","matchLevel":"full"}}},{"name":"b","objectID":"2"}],"nbHits":2}"#,
                r#"{"hits":[{"name":"b","objectID":"2"}],"nbHits":2}"#,
            ),
            // several answers in one
            (
                r#"{"results":[{"hits":[{"title":"RESTRICTED","objectID":"1","price":1},{"title":"b","objectID":"2","price":1}],"index":"i"},{"hits":[{"title":"c","objectID":"3","price":2}]}]}"#,
                r#"{"results":[{"hits":[{"title":"b","objectID":"2","price":1}],"index":"i"},{"hits":[{"title":"c","objectID":"3","price":2}]}]}"#,
            ),
            // Elasticsearch
            (
                r#"{"took":1,"hits":{"total":{"value":9},"hits":[{"_id":"1","_source":{"name":"RESTRICTED","price":1}},{"_id":"2","_source":{"name":"b","price":1}}]}}"#,
                r#"{"took":1,"hits":{"total":{"value":9},"hits":[{"_id":"2","_source":{"name":"b","price":1}}]}}"#,
            ),
            // Typesense
            (
                r#"{"found":2,"hits":[{"document":{"id":"1","title":"a"},"highlights":[{"field":"title","snippet":"<mark>RESTRICTED</mark>"}]},{"document":{"id":"2","title":"b"}}]}"#,
                r#"{"found":2,"hits":[{"document":{"id":"2","title":"b"}}]}"#,
            ),
            // AliExpress: an object with the keys of an array
            (
                r#"{"mods":{"itemList":{"content":{"0":{"productId":"1","title":{"displayTitle":"RESTRICTED"}},"1":{"productId":"2","title":{"displayTitle":"b"}}}}}}"#,
                r#"{"mods":{"itemList":{"content":{"1":{"productId":"2","title":{"displayTitle":"b"}}}}}}"#,
            ),
            // leboncoin
            (
                r#"{"total":2,"ads":[{"list_id":1,"subject":"a","body":"RESTRICTED","price":[4]},{"list_id":2,"subject":"b","price":[5]}]}"#,
                r#"{"total":2,"ads":[{"list_id":2,"subject":"b","price":[5]}]}"#,
            ),
            // a static catalogue where only the category says it
            (
                r#"[{"slug":"zyn","name":"Spearmint Mini","categoryKey":"RESTRICTED"},{"slug":"b","name":"b"}]"#,
                r#"[{"slug":"b","name":"b"}]"#,
            ),
            // schema.org ItemList
            (
                r#"{"@type":"ItemList","numberOfItems":30,"itemListElement":[{"@type":"ListItem","position":1,"item":{"@type":"Product","name":"a","url":"/a"}},{"@type":"ListItem","position":2,"item":{"name":"RESTRICTED","url":"/b"}},{"@type":"ListItem","position":3,"item":{"name":"c","url":"/c"}}]}"#,
                r#"{"@type":"ItemList","numberOfItems":30,"itemListElement":[{"@type":"ListItem","position":1,"item":{"@type":"Product","name":"a","url":"/a"}},{"@type":"ListItem","position":2,"item":{"name":"c","url":"/c"}}]}"#,
            ),
            // normalised state
            (
                r#"{"Product:1":{"id":"1","name":"RESTRICTED"},"Product:2":{"id":"2","name":"b"}}"#,
                r#"{"Product:2":{"id":"2","name":"b"}}"#,
            ),
            // wrapped in JSON:API
            (
                r#"{"data":[{"id":"1","type":"product","attributes":{"title":"RESTRICTED"}},{"id":"2","type":"product","attributes":{"title":"b"}}]}"#,
                r#"{"data":[{"id":"2","type":"product","attributes":{"title":"b"}}]}"#,
            ),
            // translations beside each other
            (
                r#"{"data":[{"id":"1","translations":{"en":{"name":"a"},"de":{"name":"RESTRICTED"}}},{"id":"2","name":"b"}]}"#,
                r#"{"data":[{"id":"2","name":"b"}]}"#,
            ),
        ],
    );
}

#[test]
fn inner_listings_are_units_of_their_own() {
    check(
        &Setup::default(),
        &[
            // Sylius associations
            (
                r#"{"items":[{"code":"A","name":"a","slug":"a","associations":{"CROSS":[{"code":"B","name":"RESTRICTED","slug":"b"},{"code":"C","name":"c","slug":"c"}]}}]}"#,
                r#"{"items":[{"code":"A","name":"a","slug":"a","associations":{"CROSS":[{"code":"C","name":"c","slug":"c"}]}}]}"#,
            ),
            // the outer one goes with all in it
            (
                r#"{"items":[{"code":"A","name":"RESTRICTED","slug":"a","similarItems":[{"code":"C","name":"c","slug":"c"}]},{"code":"D","name":"d"}]}"#,
                r#"{"items":[{"code":"D","name":"d"}]}"#,
            ),
            // a member keeps its key
            (
                r#"[{"id":1,"name":"a","price":1,"upgrade":{"id":2,"name":"RESTRICTED","url":"/b"}}]"#,
                r#"[{"id":1,"name":"a","price":1,"upgrade":null}]"#,
            ),
            // without a link or price of its own it is a part
            (r#"[{"id":1,"name":"a","price":1,"maker":[{"id":2,"name":"RESTRICTED"}]}]"#, r#"[]"#),
            // a bundle goes whole
            (
                r#"[{"id":1,"name":"a","price":1,"bundleItems":[{"id":2,"name":"RESTRICTED","url":"/b"}]},{"id":3,"name":"c"}]"#,
                r#"[{"id":3,"name":"c"}]"#,
            ),
            // a shelf goes by its own name only
            (
                r#"{"shelves":[{"id":1,"title":"a","products":[{"id":2,"title":"RESTRICTED","url":"/b"},{"id":3,"title":"c","url":"/c"}]},{"id":4,"title":"RESTRICTED","products":[{"id":5,"title":"e","url":"/e"}]}]}"#,
                r#"{"shelves":[{"id":1,"title":"a","products":[{"id":3,"title":"c","url":"/c"}]}]}"#,
            ),
            // a menu entry goes and its parent stays
            (
                r#"{"menu":[{"name":"a","url":"/a","children":[{"name":"RESTRICTED","url":"/b"},{"name":"c","url":"/c"}]}]}"#,
                r#"{"menu":[{"name":"a","url":"/a","children":[{"name":"c","url":"/c"}]}]}"#,
            ),
            // two listings in one element
            (
                r#"[{"left":{"id":1,"name":"a","url":"/a"},"right":{"id":2,"name":"RESTRICTED","url":"/b"}}]"#,
                r#"[{"left":{"id":1,"name":"a","url":"/a"},"right":null}]"#,
            ),
        ],
    );
}

#[test]
fn outside_listings_the_innermost_unit_goes() {
    check(
        &Setup::default(),
        &[
            // facets: a map of terms, a list of terms
            (
                r#"{"facets":{"brand":{"RESTRICTED":12,"Chairs":4}}}"#,
                r#"{"facets":{"brand":{"Chairs":4}}}"#,
            ),
            (r#"{"facets":{"kind":{"RESTRICTED":12}}}"#, r#"{"facets":{"kind":{}}}"#),
            (
                r#"{"facets":[{"name":"f","values":[{"value":"RESTRICTED","count":1},{"value":"b","count":2}]}]}"#,
                r#"{"facets":[{"name":"f","values":[{"value":"b","count":2}]}]}"#,
            ),
            (
                r#"{"facets":[{"name":"RESTRICTED","values":["a"]},{"name":"g","values":["b"]}]}"#,
                r#"{"facets":[{"name":"g","values":["b"]}]}"#,
            ),
            (r#"{"suggest":["a","RESTRICTED","c"]}"#, r#"{"suggest":["a","c"]}"#),
            // The row of a table goes whole, a list of words loses the word.
            (r#"{"rows":[["a",1],["RESTRICTED",2]]}"#, r#"{"rows":[["a",1]]}"#),
            (r#"[["RESTRICTED",null,"x"],["a",true,"y"]]"#, r#"[["a",true,"y"]]"#),
            (r#"{"rows":[["a","/p/a"],["RESTRICTED","/p/b"]]}"#, r#"{"rows":[["a","/p/a"]]}"#),
            (
                r#"{"rows":[["1","RESTRICTED","9.00"],["2","a","8"]]}"#,
                r#"{"rows":[["2","a","8"]]}"#,
            ),
            (r#"{"rows":[["a","RESTRICTED"],["b","c"]]}"#, r#"{"rows":[["a"],["b","c"]]}"#),
            (r#"{"rows":[["a",1,["RESTRICTED",2]]]}"#, r#"{"rows":[["a",1]]}"#),
            (
                r#"{"rows":[["a1","a",["/a.jpg","/a"],4],["r1","RESTRICTED",["/r.jpg",9],4]]}"#,
                r#"{"rows":[["a1","a",["/a.jpg","/a"],4]]}"#,
            ),
            // What is said field by field is said of one thing.
            (
                r#"{"items":[{"href":"/a","data":[{"name":"title","value":"RESTRICTED"},{"name":"n","value":1}]},{"href":"/b","data":[{"name":"title","value":"b","prompt":"T"},{"name":"n","value":2}]}]}"#,
                r#"{"items":[{"href":"/b","data":[{"name":"title","value":"b","prompt":"T"},{"name":"n","value":2}]}]}"#,
            ),
            (
                r#"{"facets":[{"href":"/a","data":[{"name":"brand","value":"RESTRICTED"},{"name":"n","value":"c"}]}]}"#,
                r#"{"facets":[{"href":"/a","data":[{"name":"n","value":"c"}]}]}"#,
            ),
            // a string is emptied, its key stays
            (r#"{"banner":"RESTRICTED","n":1}"#, r#"{"banner":"","n":1}"#),
            (r#"{"a":{"b":{"c":"RESTRICTED","d":"e"}}}"#, r#"{"a":{"b":{"c":"","d":"e"}}}"#),
            (r#""RESTRICTED""#, r#""""#),
            (r#" 12 "#, r#" 12 "#),
            // members of maps
            (
                r#"{"translations":{"some phrase":"RESTRICTED","other phrase":"b"}}"#,
                r#"{"translations":{"other phrase":"b"}}"#,
            ),
            (
                r#"{"groups":{"RESTRICTED one":[1,2],"two words":[3]}}"#,
                r#"{"groups":{"two words":[3]}}"#,
            ),
            (
                r#"{"by":{"aa":{"count":1,"label":"RESTRICTED"},"bb":{"count":2,"label":"b"},"cc":{"count":2,"label":"b"}}}"#,
                r#"{"by":{"bb":{"count":2,"label":"b"},"cc":{"count":2,"label":"b"}}}"#,
            ),
            // masking
            (
                r#"[{"id":1,"name":"MASKED","price":2,"tags":["a"],"isAdult":true}]"#,
                r#"[{"id":1,"name":"","price":2,"tags":[""],"isAdult":true}]"#,
            ),
            (r#"{"a":["MASKED","b"]}"#, r#"{"a":["","b"]}"#),
            (
                r#"{"product":{"id":1,"name":"MASKED","price":2}}"#,
                r#"{"product":{"id":1,"name":"","price":2}}"#,
            ),
        ],
    );
}

#[test]
fn a_withheld_subject_ends_the_page() {
    gated(
        &Setup::default(),
        &[
            r#"{"id":1,"name":"RESTRICTED"}"#,
            r#"{"name":"a","url":"/a","description":"RESTRICTED"}"#,
            r#"{"product":{"id":1,"title":"RESTRICTED","variants":[{"id":2,"price":"1"}]}}"#,
            r#"{"data":{"product":{"title":"a","handle":"a","tags":["RESTRICTED"]}}}"#,
            r#"{"success":true,"data":{"item":{"name":"a","sku":"1","offers":{"price":1,"x":"RESTRICTED"}}}}"#,
            // companions do not make a list of a product's page
            r#"{"product":{"id":1,"related_products":[{"id":2,"title":"b","price":1}],"title":"RESTRICTED"}}"#,
            r#"{"similar":[{"id":2,"title":"b","price":1}],"product":{"id":1,"title":"RESTRICTED"}}"#,
            r#"{"@type":"Product","name":"RESTRICTED","offers":{"price":"1"}}"#,
        ],
    );
    check(
        &Setup::default(),
        &[
            // query echo and a list's own name are no subject
            (
                r#"{"query":"RESTRICTED","products":[{"id":1,"title":"a"}]}"#,
                r#"{"query":"","products":[{"id":1,"title":"a"}]}"#,
            ),
            (
                r#"{"title":"RESTRICTED","id":7,"products":[{"id":1,"title":"a","price":1}]}"#,
                r#"{"title":"","id":7,"products":[{"id":1,"title":"a","price":1}]}"#,
            ),
            // a list is never gated later
            (
                r#"{"products":[{"id":1,"title":"a"}],"promo":{"id":2,"title":"RESTRICTED","url":"/b"}}"#,
                r#"{"products":[{"id":1,"title":"a"}],"promo":null}"#,
            ),
            (
                r#"{"product":{"id":1,"title":"a","price":1},"related":[{"id":2,"title":"RESTRICTED","price":1}]}"#,
                r#"{"product":{"id":1,"title":"a","price":1},"related":[]}"#,
            ),
        ],
    );
}

#[test]
fn listings_stand_where_a_route_says() {
    let table: &[(&str, &str, &str)] = &[
        (
            "$.rows[*]",
            r#"{"rows":[{"a":"RESTRICTED"},{"a":"b"}],"products":[{"id":1,"name":"c"}]}"#,
            r#"{"rows":[{"a":"b"}],"products":[{"id":1,"name":"c"}]}"#,
        ),
        (
            "$.data.edges[*].node",
            r#"{"data":{"edges":[{"node":{"x":"RESTRICTED"},"c":1},{"node":{"x":"b"},"c":2}]}}"#,
            r#"{"data":{"edges":[{"node":{"x":"b"},"c":2}]}}"#,
        ),
        (
            "$..list.*",
            r#"{"a":{"list":{"p":{"x":"RESTRICTED"},"q":{"x":"b"}}}}"#,
            r#"{"a":{"list":{"q":{"x":"b"}}}}"#,
        ),
        ("$[*]", r#"[{"deep":{"deeper":["RESTRICTED"]}},{"deep":1}]"#, r#"[{"deep":1}]"#),
    ];
    for (path, input, expected) in table {
        let setup = Setup::at(&[path]);
        check(&setup, &[(input, expected)]);
    }
    gated(&Setup::at(&["$.thing"]), &[r#"{"thing":{"x":"RESTRICTED"}}"#]);
    let unnamed = r#"{"product":{"id":1,"name":"RESTRICTED"}}"#;
    check(&Setup::at(&["$.items[*]"]), &[(unnamed, r#"{"product":{"id":1,"name":""}}"#)]);
}

#[test]
fn nameless_listings_go_while_the_judge_says_so() {
    let cases = [
        (
            r#"{"items":[{"id":1,"name":"a"},{"id":2,"url":"/p/2","image":"/i/2.jpg"}]}"#,
            r#"{"items":[{"id":1,"name":"a"}]}"#,
        ),
        (r#"{"items":[{"id":2,"price":3,"url":"/p/2"}]}"#, r#"{"items":[]}"#),
        // the link speaks
        (
            r#"{"items":[{"id":2,"url":"/p/garden-chair"}]}"#,
            r#"{"items":[{"id":2,"url":"/p/garden-chair"}]}"#,
        ),
        // price and stock records show nothing
        (
            r#"{"items":[{"id":2,"price":3,"stock":4}]}"#,
            r#"{"items":[{"id":2,"price":3,"stock":4}]}"#,
        ),
        // links that sell nothing
        (r#"{"pages":[{"href":"/2"}]}"#, r#"{"pages":[{"href":"/2"}]}"#),
        (r#"{"items":[{"id":1,"name":"123","image":"/1.jpg"}]}"#, r#"{"items":[]}"#),
    ];
    check(&Setup::default(), &cases);
    for (input, _) in cases {
        let mut judge = Fake { keep_nameless: true, ..Fake::default() };
        let mut rewriter = JsonRewriter::new(Paths::default(), false, Limits::default());
        let mut out = Output::default();
        rewriter.write(Bytes::from_static(input.as_bytes()), &mut judge, &mut out).unwrap();
        rewriter.finish(&mut judge, &mut out).unwrap();
        let bytes: Vec<u8> = std::iter::from_fn(|| out.pop()).flatten().collect();
        assert_eq!(std::str::from_utf8(&bytes).unwrap(), input);
    }
}

#[test]
fn what_refers_to_omitted_listings_goes_too() {
    check(
        &Setup::default(),
        &[
            // a list of identifiers
            (
                r#"{"items":[{"sku":"AA-1000","name":"RESTRICTED"},{"sku":"BB-1000","name":"b"}],"skus":["AA-1000","BB-1000"]}"#,
                r#"{"items":[{"sku":"BB-1000","name":"b"}],"skus":["BB-1000"]}"#,
            ),
            // a link object inside a kept listing
            (
                r#"{"items":[{"sku":"AA-1000","name":"RESTRICTED"},{"sku":"BB-1000","name":"b","product_links":[{"sku":"BB-1000","linked_product_sku":"AA-1000"},{"sku":"BB-1000","linked_product_sku":"CC-1000"}]}]}"#,
                r#"{"items":[{"sku":"BB-1000","name":"b","product_links":[{"sku":"BB-1000","linked_product_sku":"CC-1000"}]}]}"#,
            ),
            // a string and a number outside units
            (
                r#"{"items":[{"productId":"AA-1000","name":"RESTRICTED"}],"best":{"product_id":"AA-1000"}}"#,
                r#"{"items":[],"best":{"product_id":""}}"#,
            ),
            (
                r#"{"items":[{"id":1234567,"name":"RESTRICTED"}],"best":{"product_id":1234567}}"#,
                r#"{"items":[],"best":{"product_id":null}}"#,
            ),
            // records of the same shape
            (
                r#"{"items":[{"id":12,"name":"RESTRICTED","price":1},{"id":13,"name":"b","price":1}],"stock":[{"id":12,"price":1},{"id":13,"price":1}]}"#,
                r#"{"items":[{"id":13,"name":"b","price":1}],"stock":[{"id":13,"price":1}]}"#,
            ),
            // a short number elsewhere means something else
            (
                r#"{"items":[{"id":12,"name":"RESTRICTED"}],"pages":[{"id":12,"rows":3,"cols":4}],"store_id":12}"#,
                r#"{"items":[],"pages":[{"id":12,"rows":3,"cols":4}],"store_id":12}"#,
            ),
            // links: the whole path, on the same host or relative
            (
                r#"{"items":[{"name":"RESTRICTED","url":"https://a.example/p/one"}],"links":["/p/one","/p/one-more","https://b.example/p/one","https://a.example/p/one?x=1"],"top":"/p/one"}"#,
                r#"{"items":[],"links":["/p/one-more","https://b.example/p/one"],"top":"/p/one"}"#,
            ),
            (
                r#"{"items":[{"name":"RESTRICTED","url":"/p/one"}],"seen":[{"href":"/p/one","n":1},{"href":"/p/two","n":2}]}"#,
                r#"{"items":[],"seen":[{"href":"/p/two","n":2}]}"#,
            ),
            // a listing again, in other words
            (
                r#"{"items":[{"id":"AA-1000","name":"RESTRICTED"}],"more":[{"id":"AA-1000","name":"other"},{"id":"BB-1000","name":"b"}]}"#,
                r#"{"items":[],"more":[{"id":"BB-1000","name":"b"}]}"#,
            ),
            // but not by what is not its primary identifier
            (
                r#"{"items":[{"id":"AA-1000","sku":"XX-1000","name":"RESTRICTED"}],"more":[{"id":"BB-1000","sku":"XX-1000","name":"b"}]}"#,
                r#"{"items":[],"more":[{"id":"BB-1000","sku":"XX-1000","name":"b"}]}"#,
            ),
            // nor by what a kept one shares
            (
                r#"{"items":[{"id":"AA-1000","url":"/p","name":"a"},{"id":"BB-1000","url":"/p","name":"RESTRICTED"}],"links":["/p"]}"#,
                r#"{"items":[{"id":"AA-1000","url":"/p","name":"a"}],"links":["/p"]}"#,
            ),
            // sweeping is not transitive
            (
                r#"{"items":[{"id":"AA-1000","name":"RESTRICTED"}],"more":[{"id":"AA-1000","sku":"XX-1000","name":"o"}],"skus":["XX-1000"]}"#,
                r#"{"items":[],"more":[],"skus":["XX-1000"]}"#,
            ),
            // the root path is nobody's
            (
                r#"{"items":[{"id":1,"url":"/","name":"RESTRICTED"}],"links":["/"]}"#,
                r#"{"items":[],"links":["/"]}"#,
            ),
        ],
    );
}

#[test]
fn counts_of_this_page_are_put_right() {
    check(
        &Setup::default(),
        &[
            (
                r#"{"items":[{"id":1,"name":"RESTRICTED"},{"id":2,"name":"b"}],"count":2,"total":2}"#,
                r#"{"items":[{"id":2,"name":"b"}],"count":1,"total":2}"#,
            ),
            (
                r#"{"data":{"items":[{"id":1,"name":"RESTRICTED"},{"id":2,"name":"b"}]},"meta":{"count":2},"n":2}"#,
                r#"{"data":{"items":[{"id":2,"name":"b"}]},"meta":{"count":1},"n":2}"#,
            ),
            (
                r#"{"items":[{"id":1,"name":"RESTRICTED"},{"id":2,"name":"b"}],"count":20}"#,
                r#"{"items":[{"id":2,"name":"b"}],"count":20}"#,
            ),
            (
                r#"{"items":[{"id":1,"name":"RESTRICTED"},{"id":2,"name":"b"}],"facets":[{"value":"x","count":2}]}"#,
                r#"{"items":[{"id":2,"name":"b"}],"facets":[{"value":"x","count":2}]}"#,
            ),
            (
                r#"{"results":[{"hits":[{"title":"RESTRICTED","id":1,"price":1}],"count":1}]}"#,
                r#"{"results":[{"hits":[],"count":0}]}"#,
            ),
        ],
    );
}

#[test]
fn one_masked_listing_may_stay() {
    let setup = Setup { keep_one_masked: true, ..Setup::default() };
    let long = format!(
        r#"{{"pad":"{}","items":[{{"id":1,"name":"RESTRICTED"}}],"count":1}}"#,
        "x".repeat(64)
    );
    check(
        &setup,
        &[
            (
                r#"{"items":[{"id":1,"name":"RESTRICTED","tags":["a"]},{"id":2,"name":"RESTRICTED"}],"count":2}"#,
                r#"{"items":[{"id":1,"name":"","tags":[""]}],"count":1}"#,
            ),
            (
                r#"{"items":[{"id":1,"name":"RESTRICTED"},{"id":2,"name":"b"}]}"#,
                r#"{"items":[{"id":2,"name":"b"}]}"#,
            ),
            (r#"{"tags":["RESTRICTED"]}"#, r#"{"tags":[]}"#),
            (
                r#"{"shelves":[{"id":7,"items":[{"id":1,"name":"RESTRICTED","url":"/a"}]}]}"#,
                r#"{"shelves":[{"id":7,"items":[{"id":1,"name":"","url":""}]}]}"#,
            ),
        ],
    );
    let run = Setup { limits: Limits { hold: 32, ..Limits::default() }, ..setup }
        .everywhere(long.as_bytes());
    assert_eq!(run.text(), long.replace("RESTRICTED", ""));
}

#[test]
fn a_whole_document_is_swept_backwards() {
    check_alone(
        &Setup::whole(),
        &[
            (
                r#"{"skus":["AA-1000","BB-1000"],"items":[{"sku":"AA-1000","name":"RESTRICTED"},{"sku":"BB-1000","name":"b"}]}"#,
                r#"{"skus":["BB-1000"],"items":[{"sku":"BB-1000","name":"b"}]}"#,
            ),
            // a copy in harmless words
            (
                r#"{"seen":[{"id":"AA-1000","name":"a","price":1},{"id":"BB-1000","name":"b","price":1}],"items":[{"id":"AA-1000","name":"RESTRICTED","price":1}]}"#,
                r#"{"seen":[{"id":"BB-1000","name":"b","price":1}],"items":[]}"#,
            ),
            // JSON-LD says how many it holds, and then which
            (
                r#"{"@type":"ItemList","numberOfItems":2,"itemListElement":[{"@type":"ListItem","position":1,"item":{"name":"RESTRICTED","url":"/b"}},{"@type":"ListItem","position":2,"item":{"name":"c","url":"/c"}}]}"#,
                r#"{"@type":"ItemList","numberOfItems":1,"itemListElement":[{"@type":"ListItem","position":1,"item":{"name":"c","url":"/c"}}]}"#,
            ),
            // not transitive, and shared values are no identifiers
            (
                r#"{"skus":["XX-1000"],"seen":[{"id":"AA-1000","sku":"XX-1000","name":"a"}],"items":[{"id":"AA-1000","name":"RESTRICTED"}]}"#,
                r#"{"skus":["XX-1000"],"seen":[],"items":[]}"#,
            ),
            (
                r#"{"links":["/p"],"items":[{"id":"AA-1000","url":"/p","name":"a"},{"id":"BB-1000","url":"/p","name":"RESTRICTED"}]}"#,
                r#"{"links":["/p"],"items":[{"id":"AA-1000","url":"/p","name":"a"}]}"#,
            ),
            // a part of a listing that stays
            (
                r#"{"items":[{"sku":"BB-1000","name":"b","product_links":[{"sku":"BB-1000","linked_product_sku":"AA-1000"}]},{"sku":"AA-1000","name":"RESTRICTED"}]}"#,
                r#"{"items":[{"sku":"BB-1000","name":"b","product_links":[]}]}"#,
            ),
            // counts before what they count; totals of the search stay
            (
                r#"{"count":2,"total":40,"meta":{"numberOfItems":2},"items":[{"id":1,"name":"RESTRICTED","price":1},{"id":2,"name":"b","price":1}]}"#,
                r#"{"count":1,"total":40,"meta":{"numberOfItems":1},"items":[{"id":2,"name":"b","price":1}]}"#,
            ),
            // what goes in the second round is counted as well
            (
                r#"{"count":2,"seen":[{"id":"AA-1000","name":"a","price":1},{"id":"BB-1000","name":"b","price":1}],"more":{"items":[{"id":"AA-1000","name":"RESTRICTED","price":1},{"id":"CC-1000","name":"c","price":1},{"id":"DD-1000","name":"d","price":1}]}}"#,
                r#"{"count":1,"seen":[{"id":"BB-1000","name":"b","price":1}],"more":{"items":[{"id":"CC-1000","name":"c","price":1},{"id":"DD-1000","name":"d","price":1}]}}"#,
            ),
            // a normalised store
            (
                r#"{"ROOT":{"list({\"n\":2})":[{"__ref":"Product:AA1"},{"__ref":"Product:BB2"}]},"Product:AA1":{"__typename":"Product","id":"AA1","name":"RESTRICTED","price":1},"Product:BB2":{"__typename":"Product","id":"BB2","name":"b","price":1}}"#,
                r#"{"ROOT":{"list({\"n\":2})":[{"__ref":"Product:BB2"}]},"Product:BB2":{"__typename":"Product","id":"BB2","name":"b","price":1}}"#,
            ),
        ],
    );
    gated(&Setup::whole(), &[r#"{"product":{"id":1,"title":"RESTRICTED","price":2}}"#]);
}

#[test]
fn a_document_over_the_page_budget_is_refused() {
    let setup = Setup { limits: Limits { page: 64, ..Limits::default() }, ..Setup::whole() };
    let run = setup.everywhere(format!("[{}]", "1,".repeat(40)).as_bytes());
    assert!(matches!(run.result, Err(RewriteError::Budget { key: "limits.page", .. })));
    assert_eq!((run.text(), run.committed), ("", false));
}

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
