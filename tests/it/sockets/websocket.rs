//! WebSockets pass where a route is unfiltered by name, and nowhere else.

use super::{Events, PATIENCE, engine, gateway, gateway_with};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ROUTE: &str = "[[route]]\npath = \"/live/**\"\nmode = \"unfiltered_i_accept_the_risk\"\n";

const SWITCHING: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\n\
    upgrade: websocket\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

async fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let read = async {
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
    };
    tokio::time::timeout(PATIENCE, read).await.expect("a head comes");
    String::from_utf8(head).unwrap().to_ascii_lowercase()
}

/// A shop that switches whatever it is asked, greets, and says everything back in capitals.
async fn shop() -> (SocketAddr, tokio::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, asked) = tokio::sync::mpsc::channel(16);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let tell = tell.clone();
            tokio::spawn(async move {
                tell.send(head(&mut stream).await).await.unwrap();
                stream.write_all(SWITCHING).await.unwrap();
                stream.write_all(b"hello ").await.unwrap();
                let mut bytes = [0; 64];
                while let Ok(count @ 1..) = stream.read(&mut bytes).await {
                    let said = bytes[..count].to_ascii_uppercase();
                    stream.write_all(&said).await.unwrap();
                }
            });
        }
    });
    (address, asked)
}

fn ask(path: &str, fields: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: s.example\r\n{fields}sec-websocket-version: 13\r\n\r\n")
}

const WISH: &str = "connection: keep-alive, Upgrade\r\nupgrade: WebSocket\r\n\
    sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

async fn connect(address: SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn it_passes_on_a_route_that_nobody_reads() {
    let (shop, mut asked) = shop().await;
    let (address, _) = gateway(shop, engine(ROUTE, &Events::default())).await;
    let mut stream = connect(address, &ask("/live/chat", WISH)).await;
    let answer = head(&mut stream).await;
    assert!(
        answer.starts_with("http/1.1 101 ") && answer.contains("upgrade: websocket"),
        "{answer}"
    );
    assert!(answer.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="), "{answer}");
    let asked = asked.recv().await.unwrap();
    assert!(asked.contains("upgrade: websocket\r\n") && asked.contains("connection: upgrade\r\n"));
    let mut came = [0; 6];
    stream.read_exact(&mut came).await.unwrap();
    assert_eq!(&came, b"hello ");
    let much = b"ping".repeat(50_000);
    let (mut read, mut write) = stream.split();
    let mut back = vec![0; much.len()];
    let both = async { tokio::join!(write.write_all(&much), read.read_exact(&mut back)) };
    let (written, answered) = tokio::time::timeout(PATIENCE, both).await.expect("all comes back");
    assert!(written.is_ok() && answered.is_ok() && back == b"PING".repeat(50_000));
    stream.shutdown().await.unwrap();
    let end = tokio::time::timeout(PATIENCE, stream.read(&mut came)).await.expect("it ends");
    assert_eq!(end.unwrap(), 0);
}

#[tokio::test]
async fn it_passes_nowhere_else() {
    let (shop, mut asked) = shop().await;
    let (address, _) = gateway(shop, engine(ROUTE, &Events::default())).await;
    let adult = format!("{WISH}x-age: 30\r\n");
    for (path, fields) in [
        ("/chat", WISH),
        ("/chat", &adult),
        ("/live/%63hat", WISH),
        ("/live/../chat", WISH),
        ("/live/chat", "connection: upgrade\r\nupgrade: h2c\r\n"),
        ("/live/chat", "connection: upgrade\r\nupgrade: websocket, h2c\r\n"),
        ("/live/chat", "connection: upgrade\r\nupgrade: websocket\r\nupgrade: h2c\r\n"),
        ("/live/chat", "upgrade: websocket\r\n"),
    ] {
        let mut stream = connect(address, &ask(path, fields)).await;
        // The shop switches unasked.
        let answer = head(&mut stream).await;
        assert!(answer.starts_with("http/1.1 502 "), "{path} {fields}: {answer}");
        let asked = asked.recv().await.unwrap();
        assert!(!asked.contains("\r\nupgrade:") && !asked.contains("\r\nconnection:"), "{asked}");
    }
}

#[tokio::test]
async fn one_that_says_nothing_ends() {
    let (shop, _asked) = shop().await;
    let engine = engine(ROUTE, &Events::default());
    let brief = |settings: &mut agegate::config::GatewaySettings| {
        settings.idle_timeout = Duration::from_millis(300);
    };
    let (address, _) = gateway_with(shop, engine, brief).await;
    let mut stream = connect(address, &ask("/live/chat", WISH)).await;
    let mut all = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut all)).await;
    assert!(read.is_ok(), "it ends");
    assert!(all.ends_with(b"hello "), "{}", String::from_utf8_lossy(&all));
}
