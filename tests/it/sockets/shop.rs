//! A shop that writes bytes as told, right or wrong, and remembers what it was asked.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the shop does after its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    Stay,
    Close,
    Reset,
}

/// An answer, byte for byte.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) pieces: Vec<Vec<u8>>,
    pub(super) after: After,
}

/// The shop, by path.
#[derive(Clone, Debug, Default)]
pub(super) struct Shop {
    scripts: Arc<Mutex<HashMap<String, Script>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Shop {
    /// Listens; paths without a script are answered with a word.
    pub(super) async fn open() -> (Self, SocketAddr) {
        let shop = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = shop.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shop = serving.clone();
                tokio::spawn(async move { shop.serve(stream).await });
            }
        });
        (shop, address)
    }

    pub(super) fn set(&self, path: &str, script: Script) {
        self.scripts.lock().unwrap().insert(path.to_owned(), script);
    }

    /// The requests that came, heads and bodies.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    async fn serve(&self, mut stream: TcpStream) {
        stream.set_nodelay(true).unwrap();
        while let Some(request) = read_request(&mut stream).await {
            let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
            self.asked.lock().unwrap().push(request);
            let script = self.scripts.lock().unwrap().get(&path).cloned();
            let script = script.unwrap_or_else(|| Script {
                pieces: vec![
                    b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\nfine"
                        .to_vec(),
                ],
                after: After::Stay,
            });
            for piece in &script.pieces {
                if stream.write_all(piece).await.is_err() {
                    return;
                }
                if script.pieces.len() > 1 {
                    tokio::task::yield_now().await;
                }
            }
            match script.after {
                After::Stay => {}
                After::Close => return,
                After::Reset => {
                    // What was written must arrive before the reset does.
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    let _ = stream.set_zero_linger();
                    return;
                }
            }
        }
    }
}

/// A request whole, by its own framing; `None` at the end.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let head = loop {
        bytes.push(stream.read_u8().await.ok()?);
        if bytes.ends_with(b"\r\n\r\n") {
            break String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        }
    };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    if head.contains("\r\ntransfer-encoding:") {
        while !bytes.ends_with(b"\r\n0\r\n\r\n") {
            bytes.push(stream.read_u8().await.ok()?);
        }
    } else if let Some(length) = length {
        let start = bytes.len();
        bytes.resize(start + length.parse::<usize>().unwrap(), 0);
        stream.read_exact(&mut bytes[start..]).await.ok()?;
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
