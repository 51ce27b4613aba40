use super::*;
use std::collections::HashSet;
use std::sync::LazyLock;

static DEMO: LazyLock<Demo> = LazyLock::new(|| Demo::new(&Engine::builder()).unwrap());

async fn get(target: &str) -> (StatusCode, Bytes) {
    let request = Request::get(target).body(Full::<Bytes>::default()).unwrap();
    let (head, body) = DEMO.answer(request).await.into_parts();
    (head.status, body.collect().await.unwrap().to_bytes())
}

#[test]
fn the_shelf_is_whole_and_every_name_stands_once() {
    let shelf = Storefront::shelf();
    assert!((120..=220).contains(&shelf.len()), "{} products", shelf.len());
    let ids: HashSet<&str> = shelf.iter().map(|product| product.id.as_str()).collect();
    assert_eq!(ids.len(), shelf.len());
    for lang in ["en", "de", "fr", "es"] {
        assert!(shelf.iter().any(|product| product.lang == lang), "{lang}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_said() {
    for (target, status) in [
        ("/", StatusCode::OK),
        ("/nowhere", StatusCode::NOT_FOUND),
        ("/demo/as/nobody", StatusCode::NOT_FOUND),
        ("/demo/as/anyone?country=ZZ", StatusCode::BAD_REQUEST),
        ("/api/products/none", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(get(target).await.0, status, "{target}");
    }
}

#[tokio::test]
async fn each_product_is_shown_or_withheld_and_age_opens_the_shelf() {
    for country in COUNTRIES {
        let mut shown = Vec::new();
        for viewer in ["anyone", "15", "declared", "verified"] {
            let (status, body) = get(&format!("/demo/as/{viewer}?country={country}")).await;
            assert_eq!(status, StatusCode::OK);
            let view: serde_json::Value = serde_json::from_slice(&body).unwrap();
            let count = |key: &str| view.get(key).unwrap().as_array().unwrap().len();
            let (items, withheld) = (count("items"), count("withheld"));
            assert_eq!(items + withheld, Storefront::shelf().len(), "{viewer} in {country}");
            assert!(withheld > 0 || viewer == "verified", "{viewer} in {country}");
            shown.push(items);
        }
        assert!(shown.first() <= shown.last(), "{country}: {shown:?}");
    }
}

#[tokio::test]
async fn a_stranger_gets_no_spirits_by_any_way() {
    let spirit = Storefront::shelf().iter().find(|p| p.category.contains("Spirits")).unwrap();
    for target in [
        "/api/products?page=1".to_owned(),
        "/api/products?page=2".to_owned(),
        "/api/products?page=3".to_owned(),
        format!("/api/products/{}", spirit.id),
        "/api/search?q=".to_owned(),
    ] {
        let (_, body) = get(&target).await;
        assert!(!String::from_utf8_lossy(&body).contains(&spirit.name), "{target}");
    }
    let (status, body) = get("/api/products/k01").await;
    assert_eq!(status, StatusCode::OK);
    assert!(String::from_utf8_lossy(&body).contains("k01"));
}

/// The whole way of a viewer: a token, the session it is exchanged for, and the shelf.
#[cfg(feature = "jwt")]
#[tokio::test]
async fn tokens_of_keys_that_were_given_open_the_shelf() {
    use crate::clock::{Clock as _, SystemClock};
    const AUDIENCE: &str = "http://127.0.0.1:8080";
    let mint = DevelopmentIssuer::generate(Algorithm::Es256).unwrap();
    let other = DevelopmentIssuer::generate(Algorithm::Es256).unwrap();
    let token = |by: &DevelopmentIssuer, audience: &str| {
        let claims = serde_json::json!({ "age_over_18": true });
        by.token(&claims, audience, SystemClock.now(), Duration::from_secs(300)).unwrap()
    };
    let builder = believing(Engine::builder(), mint.jwks().into(), AUDIENCE);
    let demo = Demo::new(&builder).unwrap();
    let ask = async |method: &str, path: &str, fields: &[(&str, &str)]| {
        let mut request =
            Request::builder().method(method).uri(path).header("host", "127.0.0.1:8080");
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::<Bytes>::default()).unwrap();
        let (head, body) = demo.answer(request).await.into_parts();
        (head, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
    };
    let shelf = "/api/search?q=whisky";
    let cases = [
        (token(&mint, AUDIENCE), true),
        (token(&mint, "https://shop.example"), false),
        (token(&other, AUDIENCE), false),
    ];
    for (token, is_open) in &cases {
        let (_, body) = ask("GET", shelf, &[("age-assurance-token", token)]).await;
        assert_eq!(body.contains("single malt"), *is_open, "{body}");
    }
    let evidence = [("origin", AUDIENCE), ("age-assurance-token", &*token(&mint, AUDIENCE))];
    let (head, _) = ask("POST", "/.agegate/session", &evidence).await;
    let cookie = head.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let (_, body) = ask("GET", shelf, &[("cookie", &cookie)]).await;
    assert!(body.contains("single malt"), "{body}");
    let (head, _) = ask("POST", "/.agegate/session", &evidence).await;
    assert!(!head.headers.contains_key("set-cookie"), "a token is exchanged once");
}
