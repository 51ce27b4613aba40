//! What is put right or goes besides, once a listing went.

use super::*;

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
