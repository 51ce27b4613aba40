use agegate::AgeGateLayer;
use agegate::age::{Age, AgeBounds, Class};
use agegate::assurance::Assurance;
use agegate::engine::{Engine, EngineHandle};
use agegate::exchange::Withheld;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use std::convert::Infallible;
use std::sync::LazyLock;
use tower::{Layer, Service, ServiceExt, service_fn};

const SHELF: &str = r#"[{"id":"chair-1001","name":"Garden chair","price":"49.00"},{"id":"whisky-2002","name":"Single malt whisky 0,7 l","price":"39.00"}]"#;

/// One engine for all tests: compiling the lexicon takes a while in a debug build.
static ENGINE: LazyLock<EngineHandle> = LazyLock::new(|| {
    Engine::builder().build().expect("the built-in configuration compiles").into()
});

fn layer() -> AgeGateLayer {
    AgeGateLayer::new(ENGINE.clone()).assurance(|request| {
        let age: u8 = request.headers.get("x-test-age")?.to_str().ok()?.parse().ok()?;
        let bounds = AgeBounds::at_least(Age(age));
        Some(Assurance { bounds, class: Class::Verified, ..Assurance::UNKNOWN })
    })
}

fn request(path: &str, age: Option<&str>) -> Request<Full<Bytes>> {
    let mut builder = Request::get(format!("http://shop.example{path}"));
    if let Some(age) = age {
        builder = builder.header("x-test-age", age);
    }
    builder.body(Full::default()).unwrap()
}

async fn shelf<B>(_: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    let response = Response::builder()
        .header("content-type", "application/json")
        .header("etag", "\"shelf\"")
        .header("content-length", SHELF.len())
        .body(Full::from(SHELF))
        .unwrap();
    Ok(response)
}

async fn read<C>(response: Response<C>) -> (http::response::Parts, String)
where
    C: http_body::Body<Data = Bytes>,
    C::Error: std::fmt::Debug,
{
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (head, String::from_utf8(bytes.to_vec()).unwrap())
}

fn assert_minor(head: &http::response::Parts, body: &str) {
    assert!(!body.contains("whisky"), "{body}");
    assert_eq!(head.headers["cache-control"], "private, no-cache");
    let etag = head.headers.get("etag").map(|tag| tag.to_str().unwrap());
    assert!(etag.is_none_or(|tag| tag.starts_with("W/\"agegate-")), "{etag:?}");
}

#[tokio::test]
async fn a_tower_function() {
    let service = layer().layer(service_fn(shelf));
    let (head, body) = read(service.clone().oneshot(request("/", None)).await.unwrap()).await;
    assert_minor(&head, &body);
    let (head, body) = read(service.oneshot(request("/", Some("30"))).await.unwrap()).await;
    assert_eq!((head.status, body.as_str()), (StatusCode::OK, SHELF));
}

#[tokio::test]
async fn axum() {
    let app = axum::Router::new()
        .route(
            "/products",
            axum::routing::get(|| async {
                ([(http::header::CONTENT_TYPE, "application/json")], SHELF)
            }),
        )
        .layer(layer());
    for (age, sees) in [(None, false), (Some("15"), false), (Some("30"), true)] {
        let request = request("/products", age).map(axum::body::Body::new);
        let (head, body) = read(app.clone().oneshot(request).await.unwrap()).await;
        if sees {
            assert_eq!(body, SHELF);
        } else {
            assert_minor(&head, &body);
        }
    }
}

#[tokio::test]
async fn bare_hyper() {
    use hyper_util::rt::TokioIo;
    let (client, server) = tokio::io::duplex(4096);
    let gate = hyper_util::service::TowerToHyperService::new(
        layer().layer(service_fn(shelf::<hyper::body::Incoming>)),
    );
    let serving = tokio::spawn(
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(server), gate),
    );
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(client)).await.unwrap();
    tokio::spawn(connection);
    for (age, sees) in [(None, false), (Some("30"), true)] {
        let (head, body) = read(sender.send_request(request("/", age)).await.unwrap()).await;
        if sees {
            assert_eq!(body, SHELF);
        } else {
            assert_minor(&head, &body);
        }
    }
    drop(sender);
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_was_withheld_is_known_once_the_body_has_ended() {
    let mut service = layer().layer(service_fn(shelf));
    let service = service.ready().await.unwrap();
    let response = service.call(request("/", None)).await.unwrap();
    if response.status() == StatusCode::OK {
        let withheld = response.extensions().get::<Withheld>().unwrap().clone();
        read(response).await;
        assert_eq!(withheld.event().map(|event| event.withheld), Some(1));
    }
}

#[tokio::test]
async fn side_doors_are_shut() {
    let cases: [(&str, &[(&str, &str)], u16); 7] = [
        ("a coding", &[("content-type", "application/json"), ("content-encoding", "gzip")], 200),
        ("another charset", &[("content-type", "application/json; charset=utf-16")], 200),
        ("a part", &[("content-type", "application/json"), ("content-range", "bytes 0-9/99")], 206),
        ("two types", &[("content-type", "text/css"), ("content-type", "text/html")], 200),
        ("an unknown type", &[("content-type", "application/x-unknown")], 200),
        ("a picture that is a list", &[("content-type", "image/png")], 200),
        ("code that is a list", &[("content-type", "text/css")], 200),
    ];
    for (name, headers, status) in cases {
        let upstream = service_fn(move |request: Request<Full<Bytes>>| async move {
            assert_eq!(request.headers()["accept-encoding"], "identity");
            assert!(!request.headers().contains_key("range"));
            let mut builder = Response::builder().status(status);
            for (key, value) in headers {
                builder = builder.header(*key, *value);
            }
            Ok::<_, Infallible>(builder.body(Full::<Bytes>::from(SHELF)).unwrap())
        });
        let mut request = request("/", None);
        request.headers_mut().insert("range", "bytes=0-9".parse().unwrap());
        request.headers_mut().insert("accept-encoding", "gzip, br".parse().unwrap());
        let response = layer().layer(upstream).oneshot(request).await.unwrap();
        let (head, body) = read(response).await;
        assert!(
            head.status.is_client_error() || head.status.is_server_error(),
            "{name}: {}",
            head.status
        );
        assert!(!body.contains("whisky") && !body.contains("chair"), "{name}: {body}");
    }
}

/// A copy without a word, of which the first request showed what it is.
#[tokio::test]
async fn nameless_copies_are_decided_by_what_was_found_elsewhere() {
    const NAMELESS: &str = r#"{"items":[{"id":"chair-7001","url":"/p/1","image":"/i/1.jpg"},{"id":"whisky7002","url":"/p/2","image":"/i/2.jpg"},{"id":"other-7003","url":"/p/3","image":"/i/3.jpg"}]}"#;
    const NAMED: &str = r#"{"items":[{"id":"chair-7001","name":"Garden chair","price":"49.00"},{"id":"whisky7002","name":"Single malt whisky","price":"39.00"}]}"#;
    let ids = |body: &str| {
        let ids = ["chair-7001", "whisky7002", "other-7003"];
        ids.into_iter().filter(|id| body.contains(id)).collect::<Vec<_>>()
    };
    let service = layer().layer(service_fn(|request: Request<Full<Bytes>>| async move {
        let body = if request.uri().path() == "/named" { NAMED } else { NAMELESS };
        let answer = Response::builder().header("content-type", "application/json");
        Ok::<_, Infallible>(answer.body(Full::from(body)).unwrap())
    }));
    let get = async |path: &str, host: &str| {
        let uri = format!("http://{host}{path}");
        let request = Request::get(uri).body(Full::default()).unwrap();
        read(service.clone().oneshot(request).await.unwrap()).await.1
    };
    assert_eq!(ids(&get("/nameless", "one.example").await), [""; 0], "nothing is known");
    assert_eq!(ids(&get("/named", "one.example").await), ["chair-7001"]);
    assert_eq!(ids(&get("/nameless", "one.example").await), ["chair-7001"], "what was seen");
    assert_eq!(ids(&get("/nameless", "two.example").await), [""; 0], "another host");
}
