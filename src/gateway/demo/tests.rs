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
