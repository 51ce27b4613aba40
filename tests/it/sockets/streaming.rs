//! Bodies that take their time: what is kept leaves at once, what ends early ends as an error, and
//! each exchange is told of once.

use super::client;
use super::{Events, MARK, PATIENCE, engine, gateway};
use agegate::audit::End;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

const HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";

fn listing(n: usize) -> String {
    let name = if n % 3 == 1 { format!("{MARK} whisky {n}") } else { format!("Oak table {n}") };
    format!("{{\"id\":\"p-{n}000\",\"name\":\"{name}\",\"url\":\"/p/{n}\"}}")
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

/// A shop that writes what it is sent; when no more can come it resets.
async fn told_shop() -> (SocketAddr, mpsc::Sender<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, mut told) = mpsc::channel::<String>(1);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            asked.push(stream.read_u8().await.unwrap());
        }
        while let Some(text) = told.recv().await {
            if stream.write_all(text.as_bytes()).await.is_err() {
                return;
            }
        }
        let _ = stream.set_zero_linger();
    });
    (address, tell)
}

async fn connect(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /list HTTP/1.1\r\nhost: s.example\r\n\r\n").await.unwrap();
    stream
}

/// Reads until `text` has come; everything that came.
async fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let mut came = Vec::new();
    let read = async {
        while !String::from_utf8_lossy(&came).contains(text) {
            came.push(stream.read_u8().await.expect("it comes before the end"));
        }
    };
    tokio::time::timeout(PATIENCE, read).await.unwrap_or_else(|_| panic!("{text} does not come"));
    String::from_utf8_lossy(&came).into_owned()
}

/// Waits for the one event of an exchange, and a little for a second one.
async fn one_event(events: &Events) -> agegate::audit::Event {
    let some = async {
        while events.0.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, some).await.expect("an event is recorded");
    tokio::time::sleep(Duration::from_millis(50)).await;
    let events = events.0.lock().unwrap();
    assert_eq!(events.len(), 1, "{events:?}");
    events[0].clone()
}

#[tokio::test]
async fn the_first_kept_listing_arrives_before_the_last_is_made() {
    let (shop, tell) = told_shop().await;
    let events = Events::default();
    let (address, _) = gateway(shop, engine("", &events)).await;
    let mut stream = connect(address).await;
    tell.send(format!("{HEAD}{}", chunk("["))).await.unwrap();
    for n in 0..9 {
        let comma = if n == 0 { "" } else { "," };
        tell.send(chunk(&format!("{comma}{}", listing(n)))).await.unwrap();
        if n % 3 != 1 {
            let came = read_until(&mut stream, &format!("Oak table {n}\"")).await;
            assert!(!came.contains(MARK), "{came}");
        }
    }
    tell.send(format!("{}0\r\n\r\n", chunk("]"))).await.unwrap();
    let rest = read_until(&mut stream, "0\r\n\r\n").await;
    assert!(!rest.contains(MARK), "{rest}");
    let event = one_event(&events).await;
    assert_eq!((event.end, event.withheld), (End::Filtered, 3));
}

#[tokio::test]
async fn a_shop_that_breaks_off_ends_the_body_as_an_error() {
    let (shop, tell) = told_shop().await;
    let events = Events::default();
    let (address, _) = gateway(shop, engine("", &events)).await;
    let mut stream = connect(address).await;
    tell.send(format!("{HEAD}{}", chunk(&format!("[{},{}", listing(0), listing(1)))))
        .await
        .unwrap();
    tell.send(chunk(&format!(",{}", &listing(2)[..20]))).await.unwrap();
    drop(tell);
    let answer = client::read(&mut stream, "GET").await.expect("a head");
    assert_eq!(answer.body, None, "{answer:?}");
    assert!(!answer.text().contains(MARK), "{answer:?}");
    assert_eq!(one_event(&events).await.end, End::UpstreamFailed);
}

#[tokio::test]
async fn a_shop_that_is_not_there_is_told_from_a_client_that_goes() {
    let nowhere = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let events = Events::default();
    let (address, _) = gateway(nowhere, engine("", &events)).await;
    let mut stream = connect(address).await;
    let answer = client::read(&mut stream, "GET").await.expect("a head");
    assert_eq!(answer.status, 502, "{answer:?}");
    assert_eq!(one_event(&events).await.end, End::UpstreamFailed);
}

#[tokio::test]
async fn a_client_that_goes_is_told_of_once() {
    let (shop, tell) = told_shop().await;
    let events = Events::default();
    let (address, handle) = gateway(shop, engine("", &events)).await;
    let mut stream = connect(address).await;
    tell.send(format!("{HEAD}{}", chunk(&format!("[{}", listing(0))))).await.unwrap();
    read_until(&mut stream, "Oak table 0").await;
    stream.set_zero_linger().unwrap();
    drop(stream);
    // The shop goes on until it is noticed.
    let mut n = 2;
    while tell.send(chunk(&format!(",{}", listing(n)))).await.is_ok() {
        n += 3;
        if !events.0.lock().unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(one_event(&events).await.end, End::Cancelled);
    assert_eq!(handle.current().shared().held_now(), 0);
}

#[tokio::test]
async fn a_client_that_does_not_read_stops_the_shop() {
    let (shop, tell) = told_shop().await;
    let (address, handle) = gateway(shop, engine("", &Events::default())).await;
    let mut stream = connect(address).await;
    tell.send(format!("{HEAD}{}", chunk("["))).await.unwrap();
    let page: String = (0..300).map(|n| format!("{},", listing(n * 3))).collect();
    let (mut sent, most) = (0, 64 << 20);
    while sent < most {
        let next = tokio::time::timeout(Duration::from_millis(500), tell.send(chunk(&page))).await;
        if next.is_err() {
            break;
        }
        sent += page.len();
    }
    assert!(sent < most, "{sent} bytes were taken that nobody reads");
    let held = handle.current().shared().held_now();
    assert!(held < 1 << 20, "{held} bytes are held");
    // Whoever reads on gets on.
    read_until(&mut stream, "Oak table 897").await;
}

#[tokio::test]
async fn a_body_ends_with_its_time() {
    let (shop, tell) = told_shop().await;
    let events = Events::default();
    let engine = engine("[limits]\nstream_age = \"1 s\"\n", &events);
    let (address, _) = gateway(shop, engine).await;
    let mut stream = connect(address).await;
    tell.send(format!("{HEAD}{}", chunk(&format!("[{}", listing(0))))).await.unwrap();
    read_until(&mut stream, "Oak table 0").await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    tell.send(chunk(&format!(",{}", listing(2)))).await.unwrap();
    let mut rest = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await;
    let _ = read.expect("the connection ends");
    let rest = String::from_utf8_lossy(&rest).into_owned();
    assert!(!rest.contains("Oak table 2") && !rest.ends_with("0\r\n\r\n"), "{rest}");
    assert_eq!(one_event(&events).await.end, End::Aborted);
}
