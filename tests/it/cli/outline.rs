//! What is recognised in a document, how a route names it, and whether a route names anything.

use super::Folder;
use serde_json::Value;

const FEED: &str = "<rss><channel><title>Shop</title>\
    <item><title>Oak table</title><link>/oak-table</link></item>\
    <item><title>Peated whisky</title><link>/whisky</link></item></channel></rss>";
const PAGE: &str = "<!doctype html><h1>Goods</h1><ul class=shelf>\
    <li class=tile><a href=/oak-table><img src=/1.jpg>Oak table</a> 90 €\
    <li class=tile><a href=/whisky><img src=/2.jpg>Peated whisky</a> 60 €</ul>";
const SHELF: &str = r#"{"shelf":{"goods":[{"id":1,"name":"Oak table"},{"id":2,"name":"Whisky"}]}}"#;

#[test]
fn explain_shows_the_units_of_a_document() {
    let folder = Folder::new("outline").with_small_configuration();
    for (media, body, at, says, items) in [
        (
            "application/rss+xml",
            FEED,
            "/rss/channel/item",
            &["name", "link"][..],
            "items = [\"/rss/channel/item\"]",
        ),
        ("text/html", PAGE, "li.tile", &["link", "picture"], "items = [\"li.tile\"]"),
        (
            "application/json; charset=utf-8",
            SHELF,
            "$.shelf.goods[*]",
            &["name", "id"],
            "items = [\"$.shelf.goods[*]\"]",
        ),
    ] {
        let ran = folder.run(&["explain", "--content-type", media], body).exits(0);
        assert!(ran.out.contains(items), "{}", ran.out);
        let ran = folder.run(&["explain", "--json", "--content-type", media], body).exits(0);
        let shown: Value = serde_json::from_str(&ran.out).unwrap();
        let units = shown["units"].as_array().unwrap();
        let listing = units.iter().find(|unit| unit["kind"] == "listing").unwrap();
        assert_eq!((listing["at"].as_str(), listing["count"].as_u64()), (Some(at), Some(2)));
        assert_eq!(listing["says"], serde_json::json!(says), "{shown}");
        assert_eq!(listing["categories"], serde_json::json!(["alcohol_spirits"]));
        assert_eq!((&listing["name"], &shown["items"]), (&"Oak table".into(), &items.into()));
    }
    folder.run(&["explain", "--content-type", "application/json"], "{\"a\":").exits(2);
    folder.run(&["explain", "--content-type", "application/pdf"], "x").exits(2);
    folder.run(&["explain", "--content-type", "json"], "x").exits(2);
}

#[test]
fn check_warns_of_items_that_name_nothing() {
    for (items, idle) in [
        (r#"["$.shelf.goods[*]", "channel/item", "li.tile"]"#, 0),
        (r#"["$.shelf.wares[*]", "channel/item", ".shelf > li"]"#, 1),
        (r#"["$.shelf.wares[*]", "offer"]"#, 2),
        (r#"["$.shelf.wares[*]", "offer", "li.card"]"#, 3),
    ] {
        let folder = Folder::new("idle").with_small_configuration();
        let settings = format!(
            "[jurisdiction]\ndefault = \"DE\"\n[[route]]\npath = \"/**\"\nitems = {items}\n"
        );
        folder.write("agegate.toml", &settings).write("feed.xml", FEED).write("shelf.json", SHELF);
        folder.write("page.html", PAGE);
        let files = ["feed.xml", "shelf.json", "page.html"].map(|name| folder.0.join(name));
        let [feed, shelf, page] = files.each_ref().map(|file| file.to_str().unwrap());
        let samples = ["check", "--sample", feed, "--sample", shelf, "--sample", page];
        let ran = folder.run(&samples, "").exits(0);
        assert_eq!(ran.out.matches("[items_find_nothing]").count(), idle, "{}", ran.out);
        let ran = folder.run(&["check"], "").exits(0);
        assert!(!ran.out.contains("items_find_nothing"), "{}", ran.out);
    }
}
