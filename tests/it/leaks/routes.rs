//! What a route closes is closed however its path is written, and what it opens is that alone.

use super::asking::{adult, ask};
use agegate::assurance::PeerAddr;
use agegate::config::FileSet;
use agegate::engine::Engine;
use http::{Request, Response};
use std::sync::Arc;

fn engine(settings: &str) -> Arc<Engine> {
    let terms = "strong = [\"quorvex\"]\n";
    let files = [("agegate.toml", settings), ("lexicon/alcohol_spirits/en.toml", terms)];
    Arc::new(Engine::builder().files(FileSet::from_memory(files)).build().unwrap())
}

fn picture() -> Response<&'static str> {
    let picture = Response::builder().header("content-type", "image/gif");
    picture.header("cache-control", "public, max-age=600").body("GIF89a").unwrap()
}

#[test]
fn a_route_that_closes_does_so_however_its_path_is_written() {
    let engine = engine(
        "jurisdiction.default = \"DE\"\n[[route]]\npath = \"/closed/open/**\"\n\
         [[route]]\npath = \"/closed/**\"\ncategory = \"alcohol_spirits\"\n",
    );
    for (path, closed) in [
        ("/closed/a.gif", true),
        ("/x/../closed/a.gif", true),
        ("/closed%2Fa.gif", true),
        ("/closed%252Fa.gif", true),
        ("/CLOSED/a.gif", true),
        ("/x/..;/closed/a.gif", true),
        ("/closed;v=1/a.gif", true),
        ("/x%5C..%5Cclosed%5Ca.gif", true),
        ("/closed/open/..%2Fa.gif", true),
        ("/closed/open/a.gif", false),
        ("/closed-sea/a.gif", false),
        ("/a%20closed/a.gif", false),
    ] {
        let of = |viewer| {
            let request = Request::get(path).header("host", "shop.example").body(()).unwrap();
            ask(&engine, viewer, request, |_| (picture(), None))
        };
        assert_eq!(of(None).text == "GIF89a", !closed, "{path}");
        let answer = of(adult());
        assert_eq!(answer.text, "GIF89a", "{path}");
        let control = answer.headers["cache-control"].to_str().unwrap();
        assert_eq!(control.contains("private"), closed, "{path}: {control}");
    }
}

#[test]
fn a_field_that_the_shop_may_take_for_another_goes_too() {
    let engine = engine(
        "trust.peers = [\"10.0.0.0/8\"]\n\
         jurisdiction = { default = \"DE\", header = \"x-country\" }\n\
         [cache]\nbucket_header = \"x-bucket\"\n\
         [[route]]\npath = \"/open/**\"\nmode = \"unfiltered_i_accept_the_risk\"\n",
    );
    for (name, stays) in [
        ("x-original-url", false),
        ("x_original_url", false),
        ("X_HTTP_Method_Override", false),
        ("x_country", false),
        ("x_bucket", false),
        ("agegate_viewer", false),
        ("x_age_assurance_lower", false),
        ("x_age", true),
    ] {
        let request = Request::get("/open/a").header("host", "shop.example").header(name, "/p/1");
        ask(&engine, None, request.body(()).unwrap(), |seen| {
            assert_eq!(seen.contains_key(name), stays, "{name}");
            (picture(), None)
        });
    }
}

#[test]
fn where_two_countries_are_named_the_rules_of_all_apply() {
    let engine = engine(
        "trust.peers = [\"10.0.0.0/8\"]\n\
         jurisdiction = { default = \"DE\", header = \"x-country\" }\n",
    );
    let of = |age: u8, countries: &[&str]| {
        let mut request = Request::get("/list").header("host", "shop.example");
        for country in countries {
            request = request.header("x-country", *country);
        }
        let mut request = request.body(()).unwrap();
        request.extensions_mut().insert(PeerAddr("10.0.0.1".parse().unwrap()));
        let viewer = adult().map(|mut viewer| {
            viewer.bounds.lower.0 = age;
            viewer
        });
        let list = Response::builder().header("content-type", "application/json");
        let list = list.body("[{\"id\":\"a-100\",\"name\":\"Quorvex\"}]").unwrap();
        ask(&engine, viewer, request, |_| (list, None)).text.contains("Quorvex")
    };
    for (age, countries, shown) in [
        (18, &["DE"][..], true),
        (18, &[], true),
        (18, &["US"], false),
        (18, &["DE", "US"], false),
        (18, &["US", "DE"], false),
        (18, &["DE", "DE"], false),
        (30, &["US"], true),
    ] {
        assert_eq!(of(age, countries), shown, "{age} {countries:?}");
    }
}
