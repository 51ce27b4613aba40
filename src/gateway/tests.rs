//! The gateway over real sockets: a raw shop behind it, a raw client before it.

mod life;

use super::*;
use crate::assurance::Assessor;
use crate::classify::Classifier;
use crate::config::{FileSet, assessor_config, compile};
use crate::engine::{Engine, Parts};
use crate::lexicon::Lexicon;
use crate::policy::Policy;
use http_body_util::{BodyExt as _, Empty};
use std::sync::Mutex;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// What may take long on a busy machine, and never does when all is well.
const PATIENCE: Duration = Duration::from_secs(20);
/// A limit that a test waits for.
const SHORT: Duration = Duration::from_millis(300);

const CONFIG: &str = "jurisdiction.default = \"DE\"\ntrust.peers = [\"127.0.0.0/8\"]\n\
    [trusted_header]\nname = \"x-age\"\nissuer = \"edge\"\nclass = \"verified\"\n";
const STRANGERS: &str = "jurisdiction.default = \"DE\"\n";

const LEXICON: &str = "lexicon/sexual_goods/en.toml";
const TERMS: &str = "strong = [\"sex toy\"]\n";

const LISTINGS: &str = r#"{"products":[{"id":"1","name":"Oak table","url":"/p/1","price":9},{"id":"2","name":"Sex toy","url":"/p/2","price":9},{"id":"3","name":"Desk lamp","url":"/p/3","price":9}]}"#;

fn engine(config: &str) -> Engine {
    // A lexicon of one term, because the whole one takes long to compile without optimisation.
    let files = [("agegate.toml", config), (LEXICON, TERMS)];
    let compiled = compile(&FileSet::from_memory(files)).unwrap();
    let tree = Arc::new(compiled.categories.tree);
    let (lexicon, _) = Lexicon::compile(&tree, &compiled.terms).unwrap();
    let policy = Policy::new(&tree, compiled.rules);
    let assessor = Assessor::new(assessor_config(&compiled.settings, None).unwrap()).unwrap();
    let parts = Parts {
        revision: compiled.fingerprint.to_string().into(),
        classifier: Classifier::new(tree, Arc::new(lexicon), &compiled.categories.codes),
        policy,
        assessor,
        settings: compiled.settings.runtime,
    };
    Engine::new(parts, Arc::default())
}

/// The listings without the one that is withheld from minors.
fn harmless() -> String {
    let (before, rest) = LISTINGS.split_once(r#"{"id":"2""#).unwrap();
    let (_, after) = rest.split_once("},").unwrap();
    format!("{before}{after}")
}

/// What the shop does after a request's head and body.
#[derive(Clone)]
enum Act {
    Answer(String),
    /// Writes this and resets or closes.
    Break(String),
    Silence,
}

/// A shop that speaks bytes, and remembers what it was asked.
struct Shop {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Shop {
    async fn open(act: Act) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve_raw(stream, act.clone(), Arc::clone(&heard)));
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve_raw(mut stream: TcpStream, act: Act, heard: Arc<Mutex<Vec<String>>>) {
    while let Some(request) = read_message(&mut stream).await {
        heard.lock().unwrap().push(request);
        match &act {
            Act::Answer(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Act::Break(text) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                stream.flush().await.unwrap();
                return;
            }
            Act::Silence => std::future::pending().await,
        }
    }
}

/// A message whole: to the end of its length or its last chunk; `None` at the end.
async fn read_message(stream: &mut TcpStream) -> Option<String> {
    let mut text = Vec::new();
    loop {
        let mut byte = [0];
        if stream.read(&mut byte).await.ok()? == 0 {
            return None;
        }
        text.push(byte[0]);
        let whole = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = whole.split_once("\r\n\r\n") else { continue };
        let head = head.to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let is_whole = match length {
            _ if head.contains("transfer-encoding: chunked") => body.ends_with("0\r\n\r\n"),
            Some(length) => body.len() >= length.trim().parse::<usize>().unwrap(),
            None => true,
        };
        if is_whole {
            return Some(whole);
        }
    }
}

struct Running {
    address: SocketAddr,
    admin: SocketAddr,
    handle: EngineHandle,
    stop: oneshot::Sender<()>,
    end: JoinHandle<Drained>,
}

async fn open(upstream: SocketAddr, config: &str, options: Options) -> Running {
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let settings = GatewaySettings {
        listen: any,
        admin: Some(any),
        upstream: Some(format!("http://{upstream}").parse().unwrap()),
        header_timeout: SHORT,
        response_timeout: SHORT,
        shutdown_time: SHORT,
        ..GatewaySettings::default()
    };
    let handle = EngineHandle::from(engine(config));
    let gateway = Gateway::bind(settings, handle.clone(), options).await.unwrap();
    let (address, admin) = (gateway.address(), gateway.admin_address().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let end = tokio::spawn(gateway.run(async move {
        let _ = stopped.await;
    }));
    Running { address, admin, handle, stop, end }
}

async fn before(act: Act) -> (Shop, Running) {
    let shop = Shop::open(act).await;
    let gateway = open(shop.address, CONFIG, Options::default()).await;
    (shop, gateway)
}

/// Everything that comes back until the connection ends.
async fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut text)).await;
    // A reset after some bytes ends the connection too.
    let _ = read.expect("the connection stays open");
    String::from_utf8_lossy(&text).into_owned()
}

fn get(path: &str, more: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: shop.example\r\nconnection: close\r\n{more}\r\n")
}

fn json(body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

#[tokio::test]
async fn a_stranger_and_an_adult_see_different_listings() {
    let (_shop, gateway) = before(Act::Answer(json(LISTINGS))).await;
    for (header, sees) in [("", false), ("x-age: 15\r\n", false), ("x-age: 30\r\n", true)] {
        let answer = ask(gateway.address, &get("/list", header)).await;
        assert_eq!(answer.contains("Sex toy"), sees, "{header}: {answer}");
        assert!(!sees || answer.contains(LISTINGS), "{header}: {answer}");
    }
    let (_shop, gateway) = before(Act::Answer(json(&harmless()))).await;
    for header in ["", "x-age: 15\r\n", "x-age: 30\r\n"] {
        let answer = ask(gateway.address, &get("/list", header)).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{header}: {answer}");
        assert!(answer.contains("Oak table") && answer.contains("Desk lamp"), "{answer}");
    }
}

#[tokio::test]
async fn what_concerns_one_connection_stays_on_it() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: x-inner\r\n\
        x-inner: 1\r\nkeep-alive: timeout=5\r\nx-outer: 1\r\ncontent-length: 5\r\n\r\nhello";
    let (shop, gateway) = before(Act::Answer(answer.to_owned())).await;
    let request = "GET /a?b=c HTTP/1.1\r\nhost: shop.example\r\n\
        connection: close, X-Mine, host\r\nx-mine: 1\r\nte: trailers\r\nupgrade: websocket\r\n\
        proxy-authorization: Basic eA==\r\nx-yours: 1\r\nx-forwarded-for: 192.0.2.1\r\n\r\n";
    let answer = ask(gateway.address, request).await.to_ascii_lowercase();
    assert!(answer.contains("x-outer: 1") && answer.contains("via: 1.1 agegate"), "{answer}");
    assert!(!answer.contains("x-inner") && !answer.contains("keep-alive"), "{answer}");
    let asked = shop.asked().remove(0).to_ascii_lowercase();
    assert!(asked.starts_with("get /a?b=c http/1.1\r\n"), "{asked}");
    for gone in ["x-mine", "te: ", "upgrade", "proxy-authorization", "connection: "] {
        assert!(!asked.contains(&format!("\n{gone}")), "{gone}: {asked}");
    }
    for there in [
        "host: shop.example\r\n",
        "x-yours: 1",
        "x-forwarded-for: 192.0.2.1",
        "x-forwarded-for: 127.0.0.1",
        "x-forwarded-proto: http\r\n",
        "x-forwarded-host: shop.example",
        "via: 1.1 agegate",
    ] {
        assert!(asked.contains(&format!("\n{there}")), "{there}: {asked}");
    }
}

#[tokio::test]
async fn a_stranger_cannot_say_for_whom_he_asks() {
    let shop = Shop::open(Act::Answer(json("[]"))).await;
    let gateway = open(shop.address, STRANGERS, Options::default()).await;
    let forged = "x-forwarded-for: 192.0.2.1\r\nforwarded: for=192.0.2.1\r\n\
        x-forwarded-proto: https\r\nx-forwarded-host: other.example\r\n";
    ask(gateway.address, &get("/", forged)).await;
    let asked = shop.asked().remove(0).to_ascii_lowercase();
    assert!(!asked.contains("192.0.2.1") && !asked.contains("other.example"), "{asked}");
    assert!(asked.contains("x-forwarded-for: 127.0.0.1"), "{asked}");
    assert!(asked.contains("x-forwarded-proto: http\r\n"), "{asked}");
}

#[tokio::test]
async fn one_connection_serves_twice() {
    let (shop, gateway) = before(Act::Answer(json(&harmless()))).await;
    let mut stream = TcpStream::connect(gateway.address).await.unwrap();
    for round in 0..2 {
        let request = format!("GET /{round} HTTP/1.1\r\nhost: shop.example\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = tokio::time::timeout(PATIENCE, read_message(&mut stream)).await.unwrap();
        let answer = answer.expect("an answer");
        assert!(answer.contains("Desk lamp"), "{answer}");
    }
    assert_eq!(shop.asked().len(), 2);
}

#[tokio::test]
async fn bodies_of_requests_pass() {
    let (shop, gateway) = before(Act::Answer(json("{}"))).await;
    let sized = "POST /cart HTTP/1.1\r\nhost: shop.example\r\nconnection: close\r\n\
        content-length: 7\r\n\r\nitem=42";
    let chunked = "POST /cart HTTP/1.1\r\nhost: shop.example\r\nconnection: close\r\n\
        transfer-encoding: chunked\r\n\r\n3\r\nite\r\n4\r\nm=42\r\n0\r\n\r\n";
    for request in [sized, chunked] {
        let answer = ask(gateway.address, request).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let asked = shop.asked();
    assert!(asked[0].ends_with("\r\n\r\nitem=42"), "{asked:?}");
    assert!(asked[1].contains("ite") && asked[1].contains("m=42"), "{asked:?}");
    assert!(!asked[1].to_ascii_lowercase().contains("content-length"), "{asked:?}");
}

#[tokio::test]
async fn malformed_hosts_are_refused() {
    let (shop, gateway) = before(Act::Answer(json("{}"))).await;
    for (name, request) in [
        (
            "two",
            "GET / HTTP/1.1\r\nhost: a.example\r\nhost: b.example\r\nconnection: close\r\n\r\n",
        ),
        ("none", "GET / HTTP/1.1\r\nconnection: close\r\n\r\n"),
        ("malformed", "GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n"),
        (
            "credentials",
            "GET http://u@a.example/ HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n\r\n",
        ),
    ] {
        let answer = ask(gateway.address, request).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{name}: {answer}");
    }
    assert_eq!(shop.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn a_body_that_breaks_off_is_never_ended() {
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    let half = &LISTINGS[..LISTINGS.find("{\"id\":\"3").unwrap()];
    let chunked = format!("{head}transfer-encoding: chunked\r\n\r\n{}", chunk(half));
    let short = format!("{head}content-length: 4000\r\n\r\n{half}");
    for (name, text) in [("chunked", &chunked), ("short", &short)] {
        for who in ["", "x-age: 30\r\n"] {
            let (_shop, gateway) = before(Act::Break(text.clone())).await;
            let answer = ask(gateway.address, &get("/list", who)).await;
            assert!(!answer.contains("Desk lamp"), "{name} {who}: {answer}");
            assert!(!(answer.contains("Sex toy") && who.is_empty()), "{name}: {answer}");
            if answer.starts_with("HTTP/1.1 502") {
                assert!(!answer.contains("Oak table"), "{answer}");
                continue;
            }
            assert!(answer.starts_with("HTTP/1.1 200"), "{name} {who}: {answer}");
            assert!(!answer.ends_with("0\r\n\r\n"), "{name} {who}: {answer}");
            let body = answer.split_once("\r\n\r\n").unwrap().1;
            assert!(body.len() < 4000 && !body.contains("\"3\""), "{name} {who}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_picture_that_breaks_off_is_never_ended() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: image/gif\r\n";
    let picture = format!("GIF89a{}", "x".repeat(8186));
    let chunked = format!("{head}transfer-encoding: chunked\r\n\r\n2000\r\n{picture}\r\n");
    let short = format!("{head}content-length: 90000\r\n\r\n{picture}");
    for text in [chunked, short] {
        let (_shop, gateway) = before(Act::Break(text)).await;
        let answer = ask(gateway.address, &get("/a.gif", "")).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("GIF89a"), "{answer}");
        assert!(answer.len() < 90_000 && !answer.ends_with("0\r\n\r\n"), "{answer}");
    }
}

#[tokio::test]
async fn a_shop_that_fails_is_told_from_one_that_is_slow() {
    let garbage = Act::Break("SSH-2.0-x\r\n".to_owned());
    for (act, status) in [(Act::Silence, 504), (Act::Break(String::new()), 502), (garbage, 502)] {
        let (_shop, gateway) = before(act).await;
        let answer = ask(gateway.address, &get("/", "")).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(answer.contains("content-type: application/problem+json"), "{answer}");
        assert!(answer.contains(&format!("\"status\":{status}")), "{answer}");
    }
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let gateway = open(closed, CONFIG, Options::default()).await;
    let answer = ask(gateway.address, &get("/", "")).await;
    assert!(answer.starts_with("HTTP/1.1 502"), "{answer}");
}

#[tokio::test]
async fn interim_responses_do_not_go_on() {
    let hints = "HTTP/1.1 103 Early Hints\r\nlink: </i/sex-toy.jpg>; rel=preload\r\n\r\n";
    for interim in [hints, "HTTP/1.1 102 Processing\r\nx-a: sex toy\r\n\r\n", ""] {
        let (_shop, gateway) = before(Act::Answer(format!("{interim}{}", json("[]")))).await;
        for who in ["", "x-age: 30\r\n"] {
            let answer = ask(gateway.address, &get("/", who)).await;
            assert!(answer.starts_with("HTTP/1.1 200") && !answer.contains("sex"), "{answer}");
        }
    }
}

#[tokio::test]
async fn http2_with_prior_knowledge() {
    let (shop, gateway) = before(Act::Answer(json(LISTINGS))).await;
    let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new())
        .http2_only(true)
        .build_http::<Empty<bytes::Bytes>>();
    for (age, sees) in [("15", false), ("30", true)] {
        let request = http::Request::get(format!("http://{}/list", gateway.address))
            .header("x-age", age)
            .body(Empty::new())
            .unwrap();
        let response = client.request(request).await.unwrap();
        assert_eq!(response.version(), http::Version::HTTP_2);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&body);
        assert_eq!(body.contains("Sex toy"), sees, "{body}");
        assert!(!sees || body == LISTINGS, "{body}");
    }
    let host = format!("host: {}\r\n", gateway.address);
    assert!(shop.asked().iter().all(|asked| asked.to_ascii_lowercase().contains(&host)));
}

#[tokio::test]
async fn who_tells_nothing_is_let_go() {
    let (_shop, gateway) = before(Act::Answer(json("{}"))).await;
    for begun in ["", "P", "PRI * HT", "GET / HT"] {
        let answer = ask(gateway.address, begun).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{begun}: {answer}");
    }
}
