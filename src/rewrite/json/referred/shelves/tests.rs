use crate::rewrite::Limits;
use crate::rewrite::json::{DocumentRewriter, JsonRewriter, Paths};
use crate::rewrite::trial::Trial;

fn stream() -> Trial {
    Trial::new(|limits| Box::new(JsonRewriter::new(Paths::default(), false, limits)))
}

fn whole() -> Trial {
    Trial::new(|limits| Box::new(DocumentRewriter::new(Paths::default(), false, limits)))
}

/// `⟦…⟧` goes because something says `RESTRICTED`, and stays where it says something else.
fn check(sample: &str) {
    let before = sample.replace(['⟦', '⟧'], "");
    let mut after = String::new();
    for part in sample.split('⟦') {
        let (_, kept) = part.split_once('⟧').unwrap_or(("", part));
        after.push_str(kept);
    }
    for trial in [stream(), whole()] {
        trial.check(&before, &after);
        let innocent = before.replace("RESTRICTED", "plain");
        trial.check(&innocent, &innocent);
    }
}

#[test]
fn what_a_listing_stands_on_says_what_it_is() {
    for sample in [
        // By one identifier, by several, and by identifiers in a list that is called like theirs.
        r#"{"products":[⟦{"id":1,"title":"a","category_id":9},⟧{"id":2,"title":"b","category_id":8}],"categories":[⟦{"id":9,"name":"RESTRICTED"},⟧{"id":8,"name":"c"}]}"#,
        r#"{"categories":[⟦{"id":9,"name":"RESTRICTED"},⟧{"id":8,"name":"c"}],"products":[⟦{"id":1,"title":"a","category_ids":[8,9]},⟧{"id":2,"title":"b","category_ids":[8]}]}"#,
        r#"{"data":{"products":[⟦{"id":1,"title":"a","price":1,"categories":[9]},⟧{"id":9,"title":"b","price":1,"categories":[8]}],"categories":[⟦{"id":9,"name":"RESTRICTED"},⟧{"id":8,"name":"c"}]}}"#,
        // By objects that say no more than an identifier.
        r#"{"products":[⟦{"id":1,"title":"a","price":1,"category":{"id":"9"}},⟧{"id":2,"title":"b","price":1,"category":{"id":"8"}}],"categories":[⟦{"id":"9","label":"RESTRICTED"},⟧{"id":"8","label":"c"}]}"#,
        r#"{"products":[⟦{"id":1,"title":"a","price":1,"categories":[{"typeId":"category","id":"9"}]},⟧{"id":2,"title":"b","price":1,"categories":[]}],"categories":[⟦{"id":"9","name":{"en":"RESTRICTED"}},⟧{"id":"8","name":{"en":"c"}}]}"#,
        // Brands, tags and collections.
        r#"{"products":[⟦{"id":1,"title":"a","price":1,"brand_id":9},⟧{"id":2,"title":"b","price":1,"brand_id":8}],"brands":[⟦{"id":9,"name":"RESTRICTED"},⟧{"id":8,"name":"c"}]}"#,
        r#"{"products":[⟦{"id":1,"title":"a","price":1,"tagIds":["x9"]},⟧{"id":2,"title":"b","price":1,"tagIds":["x8"]}],"tags":[⟦{"id":"x9","name":"RESTRICTED"},⟧{"id":"x8","name":"c"}]}"#,
        r#"{"products":[⟦{"id":1,"title":"a","price":1,"collectionId":"x9"},⟧{"id":2,"title":"b","price":1,"collectionId":"x8"}],"collections":[⟦{"id":"x9","title":"RESTRICTED"},⟧{"id":"x8","title":"c"}]}"#,
        // In maps.
        r#"{"products":{"11":{"id":11,"title":"b","price":1,"category":8}⟦,"12":{"id":12,"title":"a","price":1,"category":9}⟧},"categories":{"8":{"name":"c"}⟦,"9":{"name":"RESTRICTED"}⟧}}"#,
        r#"{"entities":{"products":{"byId":{"11":{"id":11,"title":"b","price":1,"categoryId":8}⟦,"12":{"id":12,"title":"a","price":1,"categoryId":9}⟧},"allIds":[11⟦,12⟧]},"categories":{"byId":{"8":{"id":8,"name":"c"}⟦,"9":{"id":9,"name":"RESTRICTED"}⟧},"allIds":[8,9]}}}"#,
        // One that stands in another.
        r#"{"products":[{"id":2,"title":"b","price":1,"category_id":8}⟦,{"id":1,"title":"a","price":1,"category_id":91}⟧],"categories":[{"id":8,"name":"c"}⟦,{"id":9,"name":"RESTRICTED","children":[{"id":91,"name":"d"}]}⟧]}"#,
        r#"{"products":[{"id":2,"title":"b","price":1,"category_id":9}⟦,{"id":1,"title":"a","price":1,"category_id":91}⟧],"categories":[{"id":9,"name":"c","children":[⟦{"id":91,"name":"RESTRICTED"}⟧]}]}"#,
        // In lists of lists.
        r#"{"data":{"products":{"edges":[⟦{"node":{"id":1,"title":"a","price":1,"categoryId":9}},⟧{"node":{"id":2,"title":"b","price":1,"categoryId":8}}]},"categories":{"edges":[⟦{"node":{"id":9,"name":"RESTRICTED"}},⟧{"node":{"id":8,"name":"c"}}]}}}"#,
        r#"{"data":{"products":{"items":[⟦{"id":1,"title":"a","price":1,"categoryId":9},⟧{"id":2,"title":"b","price":1,"categoryId":8}]},"categories":{"items":[⟦{"id":9,"name":"RESTRICTED"},⟧{"id":8,"name":"c"}]}}}"#,
        // JSON:API, in either order.
        r#"{"data":[⟦{"type":"products","id":"1","attributes":{"name":"a","price":1},"relationships":{"category":{"data":{"type":"categories","id":"9"}}}},⟧{"type":"products","id":"2","attributes":{"name":"b","price":1}}],"included":[⟦{"type":"categories","id":"9","attributes":{"name":"RESTRICTED"}},⟧{"type":"categories","id":"8","attributes":{"name":"c"}}]}"#,
        r#"{"included":[⟦{"type":"categories","id":"9","attributes":{"name":"RESTRICTED"}},⟧{"type":"categories","id":"8","attributes":{"name":"c"}}],"data":[⟦{"type":"products","id":"1","attributes":{"name":"a","price":1},"relationships":{"category":{"data":{"type":"categories","id":"9"}}}},⟧{"type":"products","id":"2","attributes":{"name":"b","price":1}}]}"#,
    ] {
        check(sample);
    }
}

#[test]
fn what_has_left_before_the_first_of_them_stays() {
    for sample in [
        // Behind another list, behind listings that stand on nothing, behind some that went.
        r#"{"banners":[{"id":5,"title":"s","url":"/s","image":"/s.jpg"}],"products":[⟦{"id":1,"title":"a","price":1,"category_id":9},⟧{"id":2,"title":"b","price":1,"category_id":8}],"categories":[⟦{"id":9,"name":"RESTRICTED"},⟧{"id":8,"name":"c"}]}"#,
        r#"{"products":[{"id":3,"title":"d","price":1}⟦, {"id":1,"title":"a","price":1,"category_id":9}⟧, {"id":2,"title":"b","price":1,"category_id":8}] ,"categories":[⟦{"id":9,"name":"RESTRICTED"},⟧{"id":8,"name":"c"}]} "#,
        r#"{"products":[⟦{"id":3,"title":"RESTRICTED","price":1},{"id":1,"title":"a","price":1,"category_id":9},⟧{"id":2,"title":"b","price":1,"category_id":8}],"categories":[⟦{"id":9,"name":"RESTRICTED"},⟧{"id":8,"name":"c"}]}"#,
        r#"{"data":{"products":[{"id":3,"title":"d","price":1}⟦,{"id":1,"title":"a","price":1,"category_id":9}⟧],"x":{"categories":[⟦{"id":9,"name":"RESTRICTED"},⟧{"id":8,"name":"c"}]}}}"#,
        // Shelves have left too: each by itself, or on the way.
        r#"{"banners":[{"id":5,"title":"s","url":"/s","image":"/s.jpg"}],"categories":[⟦{"id":9,"name":"RESTRICTED"},⟧{"id":8,"name":"c"}],"products":[⟦{"id":1,"title":"a","price":1,"category_id":9},⟧{"id":2,"title":"b","price":1,"category_id":8}]}"#,
        r#"{"banners":[{"id":5,"title":"s","url":"/s","image":"/s.jpg"}],"x":{"categories":[⟦{"id":9,"name":"RESTRICTED"},⟧{"id":8,"name":"c"}]},"products":[{"id":2,"title":"b","price":1,"category_id":8}⟦,{"id":1,"title":"a","price":1,"category_id":9}⟧]}"#,
        // What went is called elsewhere too, before and behind.
        r#"{"products":[⟦{"id":"abcdef9","title":"RESTRICTED","price":1},⟧{"id":2,"title":"b","price":1,"category_id":8}],"categories":[{"id":8,"name":"c"}],"seen":[⟦{"product_id":"abcdef9"},⟧{"product_id":"abcdef2"}]}"#,
    ] {
        check(sample);
    }
}

#[test]
fn what_is_too_long_to_be_held_is_read_as_it_comes() {
    let goods = (0..20).map(|id| format!(r#"{{"id":{id},"title":"a","price":1,"category_id":8}}"#));
    let goods = goods.collect::<Vec<_>>().join(",");
    let limits = Limits { unit: 400, hold: 200, ..Limits::default() };
    for begin in [r#"{"products":["#, r#"{"products":[{"id":77,"title":"d","price":1},"#] {
        let before = format!(
            r#"{begin}{goods},{{"id":99,"title":"RESTRICTED","price":1}}],"categories":[{{"id":9,"name":"RESTRICTED"}},{{"id":8,"name":"c"}}]}}"#
        );
        let after = format!(r#"{begin}{goods}],"categories":[{{"id":8,"name":"c"}}]}}"#);
        stream().within(limits).check(&before, &after);
    }
}

#[test]
fn other_things_of_the_same_number_say_nothing() {
    for kept in [
        r#"{"products":[{"id":9,"title":"a","price":1,"category_id":8}],"categories":[{"id":8,"name":"c"}],"notes":[{"id":8,"n":1}]}"#,
        r#"{"products":[{"id":1,"title":"a","price":1,"category_id":8,"stock":9}],"categories":[{"id":8,"name":"c"},{"id":9,"name":"plain"}]}"#,
    ] {
        stream().check(kept, kept);
        whole().check(kept, kept);
    }
    for (before, after) in [
        // A brand of the number of a category; a product among the elements of a category.
        (
            r#"{"products":[{"id":1,"title":"a","price":1,"category_id":9}],"brands":[{"id":9,"name":"RESTRICTED"}]}"#,
            r#"{"products":[{"id":1,"title":"a","price":1,"category_id":9}],"brands":[]}"#,
        ),
        (
            r#"{"products":[{"id":1,"title":"a","price":1,"category_id":9}],"categories":[{"id":9,"name":"c","products":[{"id":7,"name":"RESTRICTED","price":1}]}]}"#,
            r#"{"products":[{"id":1,"title":"a","price":1,"category_id":9}],"categories":[{"id":9,"name":"c","products":[]}]}"#,
        ),
    ] {
        stream().check(before, after);
        whole().check(before, after);
    }
}

#[test]
fn parts_that_stand_first_are_held_for_what_refers_to_them() {
    let before = r#"{"links":{"next":"/2"},"images":[{"id":7,"src":"/7.jpg"},{"id":8,"src":"/8.jpg"},{"id":9,"src":"/9.jpg"}],"products":[{"id":1,"name":"RESTRICTED","price":1,"image_ids":[7]},{"id":2,"name":"b","price":1,"image_ids":[8]}]}"#;
    let after = r#"{"links":{"next":"/2"},"images":[{"id":8,"src":"/8.jpg"},{"id":9,"src":"/9.jpg"}],"products":[{"id":2,"name":"b","price":1,"image_ids":[8]}]}"#;
    // They may be larger than what is held of other documents.
    let limits = Limits { hold: 64, ..Limits::default() };
    for trial in [stream(), stream().within(limits), whole()] {
        trial.check(before, after);
        let innocent = before.replace("RESTRICTED", "c");
        trial.check(&innocent, &innocent);
    }
}
