//! Many slow bodies at once: all that is held stays below `limits.held_total`, and what cannot be
//! held is 503, never unfiltered. A body ends with the proof it rests on.

use agegate::AgeGateLayer;
use agegate::age::{Age, AgeBounds, Class};
use agegate::assurance::Assurance;
use agegate::clock::{Clock, Timestamp};
use agegate::config::FileSet;
use agegate::engine::{Engine, EngineHandle};
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::BodyExt as _;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tower::{Layer as _, ServiceExt as _, service_fn};

const MARK: &str = "Quorvex";
const BUDGET: usize = 2 << 20;
const PAGES: usize = 1_000;

/// A body whose chunks come when they are sent.
struct Slow(mpsc::Receiver<Bytes>);

impl Body for Slow {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(cx).map(|chunk| chunk.map(Frame::data).map(Ok))
    }
}

fn engine(more: &str) -> Engine {
    let settings = format!("jurisdiction.default = \"DE\"\n{more}");
    let terms = "strong = [\"single malt whisky\"]\n";
    let files = [("agegate.toml", settings.as_str()), ("lexicon/alcohol_spirits/en.toml", terms)];
    Engine::builder().files(FileSet::from_memory(files)).build().unwrap()
}

/// Two halves of a page, 6 KiB together.
fn page() -> [Bytes; 2] {
    let item = "<li><a href=\"/p/1\">Oak table, solid, for six, made to last</a></li>";
    let first = format!("<!doctype html><html><body><ul>{}", item.repeat(80));
    let second = format!("<li>{MARK} single malt whisky</li></ul></body></html>");
    [first.into(), second.into()]
}

#[tokio::test]
async fn a_thousand_slow_pages_keep_to_the_budget() {
    let handle = EngineHandle::from(engine("[limits]\npage = \"1 MiB\"\nheld_total = \"2 MiB\"\n"));
    let (go_on, begun) = (Arc::new(Notify::new()), Arc::new(AtomicU64::new(0)));
    let shop = {
        let (go_on, begun) = (Arc::clone(&go_on), Arc::clone(&begun));
        service_fn(move |_: Request<()>| {
            let (send, receive) = mpsc::channel(1);
            let (go_on, begun) = (Arc::clone(&go_on), Arc::clone(&begun));
            tokio::spawn(async move {
                let [first, second] = page();
                let waits = go_on.notified();
                let _ = send.send(first).await;
                begun.fetch_add(1, Ordering::Relaxed);
                waits.await;
                let _ = send.send(second).await;
            });
            let response = Response::builder().header("content-type", "text/html; charset=utf-8");
            std::future::ready(Ok::<_, Infallible>(response.body(Slow(receive)).unwrap()))
        })
    };
    let service = AgeGateLayer::new(handle.clone()).layer(shop);
    let readers: Vec<_> = (0..PAGES)
        .map(|_| {
            let answer = service.clone().oneshot(Request::get("/").body(()).unwrap());
            tokio::spawn(async move {
                let (head, body) = answer.await.unwrap().into_parts();
                let body = body.collect().await.unwrap().to_bytes();
                (head, String::from_utf8_lossy(&body).into_owned())
            })
        })
        .collect();
    let all = u64::try_from(PAGES).unwrap();
    let mut most = 0;
    while begun.load(Ordering::Relaxed) < all {
        most = most.max(handle.current().shared().held_now());
        tokio::task::yield_now().await;
    }
    for _ in 0..PAGES {
        tokio::task::yield_now().await;
        most = most.max(handle.current().shared().held_now());
    }
    assert!((BUDGET / 2..=BUDGET).contains(&most), "{most} bytes were held");

    go_on.notify_waiters();
    let (mut whole, mut refused) = (0, 0);
    for reader in readers {
        let (head, body) = reader.await.unwrap();
        assert!(!body.contains(MARK), "{body}");
        match head.status.as_u16() {
            200 => {
                whole += 1;
                assert!(body.ends_with("</ul></body></html>"), "{body}");
            }
            503 => {
                refused += 1;
                assert!(head.headers.contains_key("retry-after"));
            }
            other => panic!("{other}"),
        }
    }
    assert!(whole > 100 && refused > 100, "{whole} whole, {refused} refused");
    assert_eq!(handle.current().shared().held_now(), 0);
}

/// A clock that is set.
#[derive(Clone, Debug)]
struct Hand(Arc<AtomicU64>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(self.0.load(Ordering::Relaxed))
    }
}

#[tokio::test]
async fn a_body_ends_with_the_proof_it_rests_on() {
    const START: u64 = 1_795_500_000;
    let hand = Hand(Arc::new(AtomicU64::new(START)));
    let (send, receive) = mpsc::channel(1);
    let receive = Arc::new(std::sync::Mutex::new(Some(receive)));
    let shop = service_fn(move |_: Request<()>| {
        let body = Slow(receive.lock().unwrap().take().unwrap());
        let response = Response::builder().header("content-type", "application/json");
        std::future::ready(Ok::<_, Infallible>(response.body(body).unwrap()))
    });
    // Grown up enough for some things and not for others: the body is read.
    let layer = AgeGateLayer::new(engine("")).clock(hand.clone()).assurance(|_| {
        let bounds = AgeBounds { lower: Age(16), upper: Some(Age(17)) };
        let expires_at = Some(Timestamp::from_secs(START + 60));
        Some(Assurance { bounds, class: Class::Verified, expires_at, ..Assurance::UNKNOWN })
    });
    let answer = layer.layer(shop).oneshot(Request::get("/").body(()).unwrap());
    send.send(Bytes::from_static(b"[{\"id\":\"1\",\"name\":\"Oak table\"},")).await.unwrap();
    let mut body = answer.await.unwrap().into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert!(first.starts_with(b"[{\"id\":\"1\""));
    hand.0.fetch_add(61, Ordering::Relaxed);
    send.send(Bytes::from_static(b"{\"id\":\"2\",\"name\":\"Desk lamp\"},")).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(20), body.collect()).await.unwrap();
    let error = ended.unwrap_err().to_string();
    assert!(error.contains("proof of age expired"), "{error}");
}
