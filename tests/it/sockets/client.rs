//! A client that reads HTTP/1.1 as strictly as RFC 9112 lets it.

use std::io::Read as _;
use tokio::io::{AsyncRead, AsyncReadExt};

/// One response, and every byte of it.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    /// `None`: the connection ended before the body did.
    pub(super) body: Option<Vec<u8>>,
    pub(super) raw: Vec<u8>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
    }

    /// Everything that arrived, and the body with its codings undone.
    pub(super) fn text(&self) -> String {
        let mut text = String::from_utf8_lossy(&self.raw).into_owned();
        let body = self.body.as_deref().unwrap_or_default();
        text.push_str(&String::from_utf8_lossy(&decoded(self, body)));
        text
    }
}

/// A body with its codings undone.
pub(super) fn decoded(answer: &Answer, body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let read = match answer.header("content-encoding") {
        // What nobody can read stands for itself.
        None | Some("compress") => return body.to_vec(),
        Some("gzip") => flate2::read::MultiGzDecoder::new(body).read_to_end(&mut plain),
        Some("deflate") => flate2::read::ZlibDecoder::new(body).read_to_end(&mut plain),
        Some("br") => brotli::Decompressor::new(body, 4096).read_to_end(&mut plain),
        Some("zstd") => zstd::stream::read::Decoder::new(body).unwrap().read_to_end(&mut plain),
        Some(other) => panic!("coding {other}"),
    };
    read.map(|_| plain).unwrap_or_default()
}

/// Reads the next response; `None` if the connection ends before a head.
pub(super) async fn read<S: AsyncRead + Unpin>(stream: &mut S, method: &str) -> Option<Answer> {
    let mut answer = Answer::default();
    loop {
        let head = read_head(stream, &mut answer.raw).await?;
        (answer.status, answer.headers) = parse_head(&head);
        if answer.status >= 200 || answer.status == 101 {
            break;
        }
    }
    let count = |name: &str| answer.headers.iter().filter(|(have, _)| have == name).count();
    assert!(count("content-length") <= 1, "{:?}", answer.headers);
    let chunked = match answer.header("transfer-encoding") {
        None => false,
        Some("chunked") => true,
        Some(other) => panic!("transfer-encoding {other}"),
    };
    assert!(!(chunked && count("content-length") > 0), "{:?}", answer.headers);
    let length = answer.header("content-length").map(|length| length.parse::<usize>().unwrap());
    let none = method == "HEAD" || matches!(answer.status, 204 | 304);
    let body = if none {
        Some(Vec::new())
    } else if chunked {
        read_chunks(stream, &mut answer.raw).await
    } else if let Some(length) = length {
        take(stream, &mut answer.raw, length).await
    } else {
        let start = answer.raw.len();
        let _ = stream.read_to_end(&mut answer.raw).await;
        Some(answer.raw[start..].to_vec())
    };
    answer.body = body;
    Some(answer)
}

async fn read_head<S: AsyncRead + Unpin>(stream: &mut S, raw: &mut Vec<u8>) -> Option<String> {
    let start = raw.len();
    while !raw[start..].ends_with(b"\r\n\r\n") {
        raw.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8_lossy(&raw[start..]).into_owned())
}

fn parse_head(head: &str) -> (u16, Vec<(String, String)>) {
    let mut lines = head.trim_end_matches("\r\n").split("\r\n");
    let status = lines.next().unwrap();
    assert!(status.starts_with("HTTP/1.1 ") || status.starts_with("HTTP/1.0 "), "{status}");
    let number = status[9..12].parse().unwrap();
    let headers = lines.map(|line| {
        assert!(!line.starts_with([' ', '\t']) && !line.contains(['\r', '\n']), "{line:?}");
        let (name, value) = line.split_once(':').expect("a field has a colon");
        assert!(!name.ends_with([' ', '\t']), "{line:?}");
        (name.to_ascii_lowercase(), value.trim().to_owned())
    });
    (number, headers.collect())
}

async fn take<S: AsyncRead + Unpin>(
    stream: &mut S,
    raw: &mut Vec<u8>,
    length: usize,
) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let _ = stream.take(u64::try_from(length).unwrap()).read_to_end(&mut bytes).await;
    raw.extend_from_slice(&bytes);
    (bytes.len() == length).then_some(bytes)
}

async fn read_chunks<S: AsyncRead + Unpin>(stream: &mut S, raw: &mut Vec<u8>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let start = raw.len();
        while !raw[start..].ends_with(b"\r\n") {
            raw.push(stream.read_u8().await.ok()?);
        }
        let line = String::from_utf8_lossy(&raw[start..]).trim().to_owned();
        let size = usize::from_str_radix(&line, 16).unwrap_or_else(|_| panic!("chunk {line:?}"));
        if size == 0 {
            break;
        }
        body.extend(take(stream, raw, size).await?);
        assert_eq!(take(stream, raw, 2).await?, b"\r\n");
    }
    // Trailers, up to an empty line.
    loop {
        let start = raw.len();
        while !raw[start..].ends_with(b"\r\n") {
            raw.push(stream.read_u8().await.ok()?);
        }
        if raw.len() - start == 2 {
            return Some(body);
        }
    }
}
