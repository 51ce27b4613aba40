use crate::rewrite::Limits;
use crate::rewrite::json::{DocumentRewriter, JsonRewriter, Paths};
use crate::rewrite::trial::Trial;

fn stream() -> Trial {
    Trial::new(|limits| Box::new(JsonRewriter::new(Paths::default(), false, limits)))
}

fn whole() -> Trial {
    Trial::new(|limits| Box::new(DocumentRewriter::new(Paths::default(), false, limits)))
}

/// What only `RESTRICTED` refers to goes, and stays where it says something else.
fn check(trial: &Trial, before: &str, after: &str) {
    trial.check(before, after);
    let innocent = before.replace("RESTRICTED", "c");
    trial.check(&innocent, &innocent);
}

const RESOURCES: &str = r#"{"data":[{"type":"products","id":"1","attributes":{"name":"RESTRICTED","price":1},"relationships":{"variants":{"data":[{"type":"variants","id":"11"}]},"image":{"data":{"type":"images","id":"7"}},"brand":{"data":{"type":"brands","id":"5"}}}},{"type":"products","id":"2","attributes":{"name":"b","price":1},"relationships":{"image":{"data":{"type":"images","id":"8"}},"brand":{"data":{"type":"brands","id":"5"}}}}],"included":[{"type":"variants","id":"11","attributes":{"sku":"x"},"relationships":{"image":{"data":{"type":"images","id":"9"}}}},{"type":"images","id":"7","attributes":{"src":"/7.jpg"}},{"type":"images","id":"8","attributes":{"src":"/8.jpg"}},{"type":"images","id":"9","attributes":{"src":"/9.jpg"}},{"type":"brands","id":"5","attributes":{"label":"B"}},{"type":"notes","id":"3"}]}"#;
const RESOURCES_LEFT: &str = r#"{"data":[{"type":"products","id":"2","attributes":{"name":"b","price":1},"relationships":{"image":{"data":{"type":"images","id":"8"}},"brand":{"data":{"type":"brands","id":"5"}}}}],"included":[{"type":"images","id":"8","attributes":{"src":"/8.jpg"}},{"type":"brands","id":"5","attributes":{"label":"B"}},{"type":"notes","id":"3"}]}"#;

#[test]
fn what_json_api_includes() {
    check(&stream(), RESOURCES, RESOURCES_LEFT);
    check(&whole(), RESOURCES, RESOURCES_LEFT);
    // As a whole it makes no difference which stands first.
    let turned = |text: &str| {
        let (data, included) = text.split_once(r#","included":"#).unwrap();
        let data = data.strip_prefix('{').unwrap();
        format!(r#"{{"included":{},{data}}}"#, included.strip_suffix('}').unwrap())
    };
    check(&whole(), &turned(RESOURCES), &turned(RESOURCES_LEFT));
}

#[test]
fn what_contentful_includes() {
    let item = |id: u8, name: &str| {
        format!(
            r#"{{"sys":{{"id":"p{id}","type":"Entry"}},"fields":{{"name":"{name}","price":1,"image":{{"sys":{{"type":"Link","linkType":"Asset","id":"a{id}"}}}}}}}}"#
        )
    };
    let asset = |id: u8| {
        format!(r#"{{"sys":{{"id":"a{id}","type":"Asset"}},"fields":{{"file":"/{id}.jpg"}}}}"#)
    };
    let all = |items: &[String], assets: &[String]| {
        let (items, assets) = (items.join(","), assets.join(","));
        format!(r#"{{"items":[{items}],"includes":{{"Entry":[],"Asset":[{assets}]}}}}"#)
    };
    let before = all(&[item(1, "RESTRICTED"), item(2, "b")], &[asset(1), asset(2), asset(3)]);
    let after = all(&[item(2, "b")], &[asset(2), asset(3)]);
    check(&stream(), &before, &after);
    check(&whole(), &before, &after);
}

#[test]
fn what_stores_hold() {
    for (before, after) in [
        // One thing leads to another; what two refer to stays, and what nobody refers to.
        (
            r#"{"ROOT_QUERY":{"list":[{"__ref":"Product:1"},{"__ref":"Product:2"}]},"Product:1":{"__typename":"Product","id":"1","name":"RESTRICTED","price":1,"variants":[{"__ref":"Variant:7"}],"brand":{"__ref":"Brand:5"},"next":{"__ref":"Product:2"}},"Product:2":{"__typename":"Product","id":"2","name":"b","price":1,"brand":{"__ref":"Brand:5"}},"Variant:7":{"__typename":"Variant","stock":3,"of":{"__ref":"Product:1"},"image":{"__ref":"Image:9"}},"Image:9":{"src":"/9.jpg"},"Image:4":{"src":"/4.jpg"},"Brand:5":{"label":"B"}}"#,
            r#"{"ROOT_QUERY":{"list":[{"__ref":"Product:2"}]},"Product:2":{"__typename":"Product","id":"2","name":"b","price":1,"brand":{"__ref":"Brand:5"}},"Image:4":{"src":"/4.jpg"},"Brand:5":{"label":"B"}}"#,
        ),
        // Two that refer to each other; another product is judged by itself.
        (
            r#"{"Product:1":{"id":"1","name":"RESTRICTED","price":1,"variants":[{"__ref":"Variant:7"},{"__ref":"Variant:8"}],"next":{"__ref":"Product:2"}},"Variant:7":{"of":{"__ref":"Product:1"},"or":{"__ref":"Variant:8"},"stock":1},"Variant:8":{"or":{"__ref":"Variant:7"},"stock":2},"Product:2":{"id":"2","name":"b","price":1,"variants":[{"__ref":"Variant:9"}]},"Variant:9":{"stock":5}}"#,
            r#"{"Product:2":{"id":"2","name":"b","price":1,"variants":[{"__ref":"Variant:9"}]},"Variant:9":{"stock":5}}"#,
        ),
        // An older store.
        (
            r#"{"Product:a":{"id":"a","name":"RESTRICTED","price":1,"items":[{"type":"id","generated":true,"id":"Product:a.items.0","typename":"SKU"}]},"Product:a.items.0":{"images":[{"type":"id","generated":true,"id":"Product:a.items.0.images.0","typename":"Image"}],"__typename":"SKU"},"Product:a.items.0.images.0":{"src":"/a.jpg","__typename":"Image"},"Product:b":{"id":"b","name":"b","price":1,"items":[{"type":"id","generated":true,"id":"Product:b.items.0","typename":"SKU"}]},"Product:b.items.0":{"images":[],"__typename":"SKU"}}"#,
            r#"{"Product:b":{"id":"b","name":"b","price":1,"items":[{"type":"id","generated":true,"id":"Product:b.items.0","typename":"SKU"}]},"Product:b.items.0":{"images":[],"__typename":"SKU"}}"#,
        ),
        // One map for each kind.
        (
            r#"{"entities":{"products":{"byId":{"p1":{"id":"p1","name":"RESTRICTED","price":1,"imageIds":["i1","i3"],"next":["p2"]},"p2":{"id":"p2","name":"b","price":1,"imageIds":["i2","i3"]}},"allIds":["p1","p2"]},"images":{"byId":{"i1":{"id":"i1","src":"/1.jpg"},"i2":{"id":"i2","src":"/2.jpg"},"i3":{"id":"i3","src":"/3.jpg"},"i4":{"id":"i4","src":"/4.jpg"}},"allIds":["i1","i2","i3","i4"]}}}"#,
            r#"{"entities":{"products":{"byId":{"p2":{"id":"p2","name":"b","price":1,"imageIds":["i2","i3"]}},"allIds":["p2"]},"images":{"byId":{"i2":{"id":"i2","src":"/2.jpg"},"i3":{"id":"i3","src":"/3.jpg"},"i4":{"id":"i4","src":"/4.jpg"}},"allIds":["i2","i3","i4"]}}}"#,
        ),
        (
            r#"{"entities":{"goods":{"7":{"id":7,"name":"RESTRICTED","price":1,"variants":[71]},"8":{"id":8,"name":"b","price":1,"variants":[81]}},"variants":{"71":{"id":71,"stock":1},"81":{"id":81,"stock":2}}}}"#,
            r#"{"entities":{"goods":{"8":{"id":8,"name":"b","price":1,"variants":[81]}},"variants":{"81":{"id":81,"stock":2}}}}"#,
        ),
    ] {
        check(&whole(), before, after);
    }
}

#[test]
fn what_parts_say_is_said_of_the_listing() {
    for (before, after) in [
        (
            r#"{"ROOT_QUERY":{"list":[{"__ref":"Product:1"},{"__ref":"Product:2"}]},"Product:1":{"id":"1","name":"a","price":1,"category":{"__ref":"Category:3"}},"Product:2":{"id":"2","name":"b","price":1,"category":{"__ref":"Category:4"},"related":[{"__ref":"Category:3"}]},"Category:3":{"name":"RESTRICTED"},"Category:4":{"name":"D","description":"d"}}"#,
            r#"{"ROOT_QUERY":{"list":[{"__ref":"Product:2"}]},"Product:2":{"id":"2","name":"b","price":1,"category":{"__ref":"Category:4"},"related":[]},"Category:4":{"name":"D","description":"d"}}"#,
        ),
        // Another listing says nothing of it.
        (
            r#"{"Product:1":{"id":"1","name":"a","price":1,"next":{"__ref":"Product:2"}},"Product:2":{"id":"2","name":"RESTRICTED","price":1}}"#,
            r#"{"Product:1":{"id":"1","name":"a","price":1,"next":null}}"#,
        ),
        (
            r#"{"data":[{"type":"products","id":"1","attributes":{"name":"a","price":1},"relationships":{"category":{"data":{"type":"taxons","id":"5"}}}},{"type":"products","id":"2","attributes":{"name":"b","price":1}}],"included":[{"type":"taxons","id":"5","attributes":{"label":"RESTRICTED"}}]}"#,
            r#"{"data":[{"type":"products","id":"2","attributes":{"name":"b","price":1}}],"included":[]}"#,
        ),
    ] {
        check(&whole(), before, after);
    }
}

#[test]
fn what_goes_beyond_the_bound_takes_the_rest_with_it() {
    let list = |item: fn(u8) -> String| (1..=6).map(item).collect::<Vec<_>>().join(",");
    let links = list(|id| format!(r#"{{"type":"images","id":"{id}"}}"#));
    let images =
        list(|id| format!(r#"{{"type":"images","id":"{id}","attributes":{{"src":"/{id}.jpg"}}}}"#));
    let other = r#"{"type":"products","id":"b","attributes":{"name":"b","price":1}}"#;
    let before = format!(
        r#"{{"data":[{{"type":"products","id":"a","attributes":{{"name":"RESTRICTED","price":1}},"relationships":{{"images":{{"data":[{links}]}}}}}},{other}],"included":[{images}]}}"#
    );
    let after = format!(r#"{{"data":[{other}],"included":[]}}"#);
    for swept_identifiers in [4, 100] {
        let limits = Limits { swept_identifiers, ..Limits::default() };
        stream().within(limits).check(&before, &after);
        whole().within(limits).check(&before, &after);
    }
}

#[test]
fn what_stands_in_a_list_of_its_kind() {
    for (before, after) in [
        // What two listings have stays, what nobody refers to stays, and what all share stays.
        (
            r#"{"products":[{"id":3,"name":"a","price":1,"image_ids":[9]},{"id":1,"name":"RESTRICTED","price":1,"image_ids":[7,9],"variant_ids":[71],"category_ids":[3]},{"id":2,"name":"b","price":1,"image_ids":[6],"variant_ids":[72],"category_ids":[4]}],"images":[{"id":6,"src":"/6.jpg"},{"id":7,"src":"/7.jpg"},{"id":8,"src":"/8.jpg"},{"id":9,"src":"/9.jpg"}],"variants":[{"id":71,"stock":1},{"id":72,"stock":2}],"categories":[{"id":3,"label":"x"},{"id":4,"label":"y"}]}"#,
            r#"{"products":[{"id":3,"name":"a","price":1,"image_ids":[9]},{"id":2,"name":"b","price":1,"image_ids":[6],"variant_ids":[72],"category_ids":[4]}],"images":[{"id":6,"src":"/6.jpg"},{"id":8,"src":"/8.jpg"},{"id":9,"src":"/9.jpg"}],"variants":[{"id":72,"stock":2}],"categories":[{"id":3,"label":"x"},{"id":4,"label":"y"}]}"#,
        ),
        // Numbers alone, one alone, and what the variants lead to.
        (
            r#"{"data":{"products":[{"id":1,"name":"RESTRICTED","price":1,"images":[7],"variants":[71]},{"id":2,"name":"b","price":1,"images":[8],"variants":[72]}],"variants":[{"id":71,"stock":1,"image_id":5},{"id":72,"stock":2,"image_id":8}],"images":[{"id":5,"src":"/5.jpg"},{"id":7,"src":"/7.jpg"},{"id":8,"src":"/8.jpg"}]}}"#,
            r#"{"data":{"products":[{"id":2,"name":"b","price":1,"images":[8],"variants":[72]}],"variants":[{"id":72,"stock":2,"image_id":8}],"images":[{"id":8,"src":"/8.jpg"}]}}"#,
        ),
        (
            r#"{"products":[{"id":"a","name":"RESTRICTED","price":1,"coverImageId":"x7"},{"id":"b","name":"b","price":1,"coverImageId":"x8"}],"productImages":[{"id":"x7","src":"/7.jpg"},{"id":"x8","src":"/8.jpg"}]}"#,
            r#"{"products":[{"id":"b","name":"b","price":1,"coverImageId":"x8"}],"productImages":[{"id":"x8","src":"/8.jpg"}]}"#,
        ),
        // The same in maps.
        (
            r#"{"products":{"1":{"id":1,"name":"RESTRICTED","price":1,"imageIds":[7]},"2":{"id":2,"name":"b","price":1,"imageIds":[8]}},"images":{"7":{"id":7,"src":"/7.jpg"},"8":{"id":8,"src":"/8.jpg"},"9":{"id":9,"src":"/9.jpg"}}}"#,
            r#"{"products":{"2":{"id":2,"name":"b","price":1,"imageIds":[8]}},"images":{"8":{"id":8,"src":"/8.jpg"},"9":{"id":9,"src":"/9.jpg"}}}"#,
        ),
        // Pictures of listings in a list, which refer to their own variants, are none of these.
        (
            r#"{"products":[{"id":1,"name":"RESTRICTED","price":1,"images":[{"id":7,"src":"/7.jpg","variant_ids":[71]}],"variants":[{"id":71,"price":1}]},{"id":2,"name":"b","price":1,"images":[{"id":7,"src":"/7.jpg","variant_ids":[71]}],"variants":[{"id":71,"price":1,"image_id":7}]}]}"#,
            r#"{"products":[{"id":2,"name":"b","price":1,"images":[{"id":7,"src":"/7.jpg","variant_ids":[71]}],"variants":[{"id":71,"price":1,"image_id":7}]}]}"#,
        ),
    ] {
        check(&stream(), before, after);
        check(&whole(), before, after);
    }
    // Where pictures stand first, only a document as a whole tells which of them are lost.
    let before = r#"{"images":[{"id":7,"src":"/7.jpg"},{"id":8,"src":"/8.jpg"}],"products":[{"id":1,"name":"RESTRICTED","price":1,"image_ids":[7]},{"id":2,"name":"b","price":1,"image_ids":[8]}]}"#;
    check(
        &whole(),
        before,
        r#"{"images":[{"id":8,"src":"/8.jpg"}],"products":[{"id":2,"name":"b","price":1,"image_ids":[8]}]}"#,
    );
}

#[test]
fn what_stands_in_a_graph() {
    // An offer needs no name where a product refers to it, or it refers to a product.
    let before = r##"{"@graph":[{"@type":"Product","@id":"#1","name":"RESTRICTED","offers":{"@id":"#o1"},"image":[{"@id":"#i1"},{"@id":"#i2"}],"brand":{"@id":"#b"}},{"@type":"Product","@id":"#2","name":"b","offers":{"@type":"Offer","@id":"#o2"},"image":{"@id":"#i2"}},{"@type":"Offer","@id":"#o1","price":"1","url":"/1"},{"@type":"Offer","@id":"#o2","price":"2","url":"/2"},{"@type":"ImageObject","@id":"#i1","contentUrl":"/1.jpg"},{"@type":"ImageObject","@id":"#i2","contentUrl":"/2.jpg"},{"@type":"Brand","@id":"#b","name":"B"},{"@type":"Offer","@id":"#o3","price":"3","url":"/3","itemOffered":{"@id":"#2"}}]}"##;
    let after = r##"{"@graph":[{"@type":"Product","@id":"#2","name":"b","offers":{"@type":"Offer","@id":"#o2"},"image":{"@id":"#i2"}},{"@type":"Offer","@id":"#o2","price":"2","url":"/2"},{"@type":"ImageObject","@id":"#i2","contentUrl":"/2.jpg"},{"@type":"Brand","@id":"#b","name":"B"},{"@type":"Offer","@id":"#o3","price":"3","url":"/3","itemOffered":{"@id":"#2"}}]}"##;
    check(&stream(), before, after);
    check(&whole(), before, after);
    for (before, after) in [
        // An offer of what went goes, wherever it stands; a page that shows it stays.
        (
            r##"[{"@type":"Offer","@id":"#o1","price":"1","url":"/1","itemOffered":{"@id":"#1"}},{"@type":"WebPage","@id":"#w","mainEntity":{"@id":"#1"},"breadcrumb":{"@id":"#c"}},{"@type":"BreadcrumbList","@id":"#c","itemListElement":[]},{"@type":"Product","@id":"#1","name":"RESTRICTED","sku":"x"},{"@type":"Product","@id":"#2","name":"b","sku":"y"}]"##,
            r##"[{"@type":"WebPage","@id":"#w","mainEntity":null,"breadcrumb":{"@id":"#c"}},{"@type":"BreadcrumbList","@id":"#c","itemListElement":[]},{"@type":"Product","@id":"#2","name":"b","sku":"y"}]"##,
        ),
        // A place in a list goes with what it is for.
        (
            r##"{"@graph":[{"@type":"ItemList","@id":"#l","itemListElement":[{"@type":"ListItem","position":1,"item":{"@id":"#1"}},{"@type":"ListItem","position":2,"item":{"@id":"#2"}}]},{"@type":"Product","@id":"#1","name":"RESTRICTED","sku":"x"},{"@type":"Product","@id":"#2","name":"b","sku":"y"}]}"##,
            r##"{"@graph":[{"@type":"ItemList","@id":"#l","itemListElement":[{"@type":"ListItem","position":2,"item":{"@id":"#2"}}]},{"@type":"Product","@id":"#2","name":"b","sku":"y"}]}"##,
        ),
        // What a brand is called is said of the product.
        (
            r##"{"@graph":[{"@type":"Brand","@id":"#b","name":"RESTRICTED"},{"@type":"Product","@id":"#1","name":"a","sku":"x","brand":{"@id":"#b"}},{"@type":"Product","@id":"#2","name":"b","sku":"y"}]}"##,
            r##"{"@graph":[{"@type":"Product","@id":"#2","name":"b","sku":"y"}]}"##,
        ),
    ] {
        check(&whole(), before, after);
    }
}
