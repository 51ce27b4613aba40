//! What is a listing, wherever storefronts put it.

use super::*;

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
