//! What a cache in front may keep, and under which name.

use super::MARK;
use super::asking::{Answer, adult, ask};
use agegate::assurance::{Assurance, PeerAddr};
use agegate::config::FileSet;
use agegate::engine::Engine;
use http::{HeaderMap, Request, Response};
use std::sync::Arc;

const SETTINGS: &str = "jurisdiction.default = \"DE\"\njurisdiction.header = \"x-country\"\n\
    trust.peers = [\"10.0.0.0/8\"]\ncache.bucket_header = \"x-agegate-bucket\"\n";
const HEADER: &str = "x-agegate-bucket";
const CACHE: &str = "10.0.0.1";
const STRANGER: &str = "192.0.2.1";

const LIST: &str = r#"[{"id":"fair-100","name":"Essex toy fair"},{"id":"quorvex-100","name":"Quorvex single malt whisky"}]"#;

fn engine() -> Arc<Engine> {
    let terms = "strong = [\"single malt whisky\"]\n";
    let files = [("agegate.toml", SETTINGS), ("lexicon/alcohol_spirits/en.toml", terms)];
    Arc::new(Engine::builder().files(FileSet::from_memory(files)).build().unwrap())
}

fn request(path: &str, peer: &str, fields: &[(&str, &str)]) -> Request<()> {
    let mut request = Request::builder().uri(format!("http://shop.example{path}"));
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let mut request = request.body(()).unwrap();
    request.extensions_mut().insert(PeerAddr(peer.parse().unwrap()));
    request
}

fn shop(control: &'static str) -> (Response<&'static str>, Option<HeaderMap>) {
    let page = Response::builder().header("content-type", "application/json");
    (page.header("cache-control", control).body(LIST).unwrap(), None)
}

fn bucket(engine: &Arc<Engine>, viewer: Option<Assurance>, country: &str) -> String {
    let request = request("/.agegate/bucket", CACHE, &[("x-country", country)]);
    let answer = ask(engine, viewer, request, |_| panic!("it reaches the shop"));
    assert_eq!(
        (answer.status.as_u16(), &answer.headers["cache-control"] == "no-store"),
        (204, true)
    );
    answer.headers[HEADER].to_str().unwrap().to_owned()
}

fn list(
    engine: &Arc<Engine>,
    viewer: Option<Assurance>,
    peer: &str,
    named: &[(&str, &str)],
    control: &'static str,
) -> (Answer, String) {
    let mut told = String::new();
    let answer = ask(engine, viewer, request("/list", peer, named), |asked| {
        told = asked[HEADER].to_str().unwrap().to_owned();
        assert_eq!(asked.get_all(HEADER).iter().count(), 1);
        shop(control)
    });
    (answer, told)
}

#[test]
fn a_bucket_is_what_is_closed_for_a_viewer() {
    let engine = engine();
    let minor = bucket(&engine, None, "DE");
    assert!(minor.starts_with("closed-DE-"), "{minor}");
    assert_eq!(bucket(&engine, None, "DE"), minor);
    assert_ne!(bucket(&engine, None, "LT"), minor);
    assert_ne!(bucket(&engine, adult(), "DE"), minor);
    // A stranger learns nothing, and the shop has no such page.
    let asked = request("/.agegate/bucket", STRANGER, &[]);
    let answer =
        ask(&engine, None, asked, |_| (Response::builder().status(404).body("").unwrap(), None));
    assert_eq!((answer.status.as_u16(), answer.headers.get(HEADER)), (404, None));
}

#[test]
fn a_copy_is_kept_only_under_its_own_name() {
    let engine = engine();
    for (viewer, other) in [(None, adult()), (adult(), None)] {
        let own = bucket(&engine, viewer.clone(), "DE");
        let others = bucket(&engine, other, "DE");
        let country = ("x-country", "DE");
        for (name, peer, fields, shared) in [
            ("right", CACHE, vec![country, (HEADER, own.as_str())], true),
            ("another's", CACHE, vec![country, (HEADER, others.as_str())], false),
            ("two", CACHE, vec![country, (HEADER, own.as_str()), (HEADER, others.as_str())], false),
            ("none", CACHE, vec![country], false),
            ("a stranger's", STRANGER, vec![(HEADER, own.as_str())], false),
        ] {
            let (answer, told) =
                list(&engine, viewer.clone(), peer, &fields, "public, max-age=600");
            assert_eq!(told, own, "the shop is told the right one: {name}");
            let control = answer.headers["cache-control"].to_str().unwrap();
            let expected = if shared {
                "public, max-age=0, must-revalidate, s-maxage=600"
            } else {
                "private, no-cache"
            };
            assert_eq!(control, expected, "{name}");
            let vary = answer.headers["vary"].to_str().unwrap();
            let vary = vary.strip_suffix(", accept-encoding").unwrap_or(vary);
            assert_eq!(vary == HEADER, shared, "{name}");
            assert_eq!(answer.text.contains(MARK), viewer.is_some(), "{name}");
        }
        let fields = [country, (HEADER, own.as_str())];
        let (answer, _) = list(&engine, viewer, CACHE, &fields, "private, max-age=600");
        assert_eq!(answer.headers["cache-control"], "private, no-cache");
    }
}
