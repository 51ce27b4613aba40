//! Combinations of what a client asks and what a shop answers, right and wrong.

use super::MARK;
use super::shop::{After, Script};
use crate::leaks::encode;

/// Stands in every listing that stays; the word inside «Essex» is nobody's.
pub(super) const KEPT: &str = "Essex toy fair";

/// Pseudo-random choices (xorshift), the same for the same seed.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// How the shop frames its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Length,
    Chunked,
    Extensions,
    Trailers,
    Close,
    LengthAndChunked,
    ChunkedTwice,
    GzipChunked,
    Xchunked,
    TooLong,
    TooShort,
    TwoLengths,
    SignedLength,
    Folded,
    Reset,
    BrokenChunk,
}

const FRAMINGS: [Framing; 16] = [
    Framing::Length,
    Framing::Chunked,
    Framing::Extensions,
    Framing::Trailers,
    Framing::Close,
    Framing::LengthAndChunked,
    Framing::ChunkedTwice,
    Framing::GzipChunked,
    Framing::Xchunked,
    Framing::TooLong,
    Framing::TooShort,
    Framing::TwoLengths,
    Framing::SignedLength,
    Framing::Folded,
    Framing::Reset,
    Framing::BrokenChunk,
];

/// What else is wrong with the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    None,
    EarlyHints,
    Partial,
    NotModified,
    Switching,
    NamingFields,
    Redirect,
    Error,
}

const TWISTS: [Twist; 12] = [
    Twist::None,
    Twist::None,
    Twist::None,
    Twist::None,
    Twist::None,
    Twist::EarlyHints,
    Twist::Partial,
    Twist::NotModified,
    Twist::Switching,
    Twist::NamingFields,
    Twist::Redirect,
    Twist::Error,
];

const ASKS: [&str; 8] = [
    "",
    "range: bytes=0-80\r\n",
    "range: bytes=40-60,90-\r\nif-range: \"shelf\"\r\n",
    "if-none-match: \"shelf\"\r\n",
    "if-none-match: *\r\n",
    "if-modified-since: Sat, 28 Nov 2026 08:00:00 GMT\r\n",
    "accept-encoding: gzip, br;q=0.5\r\n",
    "te: trailers\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n",
];

const CODINGS: [&str; 6] = ["", "", "", "gzip", "deflate", "compress"];

const MEDIA: [&str; 12] = [
    "application/json",
    "application/json",
    "application/json; charset=utf-16le",
    "text/html; charset=utf-16be",
    "text/html; charset=windows-1252",
    "text/html; charset=utf-8",
    "text/plain",
    "application/x-ndjson",
    "text/csv",
    "image/png",
    "application/octet-stream",
    "",
];

/// One exchange.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) method: &'static str,
    pub(super) ask: &'static str,
    pub(super) framing: Framing,
    pub(super) twist: Twist,
    pub(super) coding: &'static str,
    pub(super) media: &'static str,
    pub(super) cut: usize,
    pub(super) age: Option<u8>,
}

impl Case {
    pub(super) fn draw(dice: &mut Dice) -> Self {
        let framing = dice.pick(&[Framing::Length, Framing::Chunked]);
        Self {
            method: dice.pick(&["GET", "GET", "GET", "HEAD", "POST"]),
            ask: dice.pick(&ASKS),
            framing: if dice.below(3) == 0 { framing } else { dice.pick(&FRAMINGS) },
            twist: dice.pick(&TWISTS),
            coding: dice.pick(&CODINGS),
            media: dice.pick(&MEDIA),
            cut: dice.pick(&[1, 7, 100, 100_000]),
            age: dice.pick(&[None, Some(15), Some(30)]),
        }
    }

    /// The request, for a connection that stays.
    pub(super) fn request(&self, path: &str) -> String {
        let age = self.age.map(|age| format!("x-age: {age}\r\n")).unwrap_or_default();
        let (length, body) = match self.method {
            "POST" => ("content-length: 3\r\n", "q=1"),
            _ => ("", ""),
        };
        let Self { method, ask, .. } = self;
        format!("{method} {path} HTTP/1.1\r\nhost: shop.example\r\n{age}{ask}{length}\r\n{body}")
    }

    /// Whether the shop does nothing wrong.
    pub(super) fn is_honest(&self) -> bool {
        matches!(self.framing, Framing::Length | Framing::Chunked | Framing::Extensions)
            && self.twist == Twist::None
    }

    /// The body before its coding.
    pub(super) fn plain_body(&self) -> Vec<u8> {
        let name = |n: usize| match n % 3 {
            1 => format!("{MARK} single malt whisky {n}"),
            _ => format!("{KEPT} {n}"),
        };
        let listings = |before: &str, one: &dyn Fn(usize) -> String, between: &str, after: &str| {
            let all: Vec<String> = (0..9).map(one).collect();
            format!("{before}{}{after}", all.join(between))
        };
        let json = |n: usize| {
            format!(r#"{{"id":"p-{n}00","name":"{}","url":"/p/{n}","price":"9.00"}}"#, name(n))
        };
        let text = match self.media {
            media if media.starts_with("text/html") => listings(
                "<!doctype html><html><head><title>Shop</title></head><body><ul>",
                &|n| format!("<li><a href=\"/p/{n}\">{}</a></li>", name(n)),
                "",
                "</ul></body></html>",
            ),
            "text/csv" => listings("id,name\r\n", &|n| format!("{n},{}", name(n)), "\r\n", "\r\n"),
            "application/x-ndjson" => listings("", &json, "\n", "\n"),
            _ => listings("[", &json, ",", "]"),
        };
        match self.media.rsplit('=').next() {
            Some("utf-16le") => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Some("utf-16be") => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => text.into_bytes(),
        }
    }

    /// What the shop writes.
    pub(super) fn script(&self) -> Script {
        let body = encode(&[self.coding], &self.plain_body());
        let mut head = String::new();
        let mut after = After::Stay;
        if self.twist == Twist::EarlyHints {
            head.push_str(
                "HTTP/1.1 103 Early Hints\r\nlink: </i/quorvex.jpg>; rel=preload\r\n\r\n",
            );
        }
        head.push_str(match self.twist {
            Twist::Partial => "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 0-80/999\r\n",
            Twist::NotModified => "HTTP/1.1 304 Not Modified\r\n",
            Twist::Switching => {
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            }
            Twist::Redirect => "HTTP/1.1 302 Found\r\nlocation: /p/quorvex-single-malt-whisky\r\n",
            Twist::Error => "HTTP/1.1 500 Internal Server Error\r\n",
            _ => "HTTP/1.1 200 OK\r\n",
        });
        if self.twist == Twist::NamingFields {
            head.push_str(
                "x-product: Quorvex single malt whisky\r\nlink: </p/quorvex>; rel=next\r\n\
                 content-disposition: inline; filename*=UTF-8''%51uorvex.txt\r\n\
                 server-timing: db;desc=\"Quorvex\"\r\n",
            );
        }
        head.push_str("etag: \"shelf\"\r\nlast-modified: Sat, 28 Nov 2026 08:00:00 GMT\r\n");
        head.push_str("accept-ranges: bytes\r\ncontent-digest: sha-256=:AAAA:\r\n");
        head.push_str("cache-control: public, max-age=600\r\n");
        for (name, value) in [("content-type", self.media), ("content-encoding", self.coding)] {
            if !value.is_empty() {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        let length = body.len();
        let chunks = |extension: &str| {
            let mut coded = Vec::new();
            for chunk in body.chunks(self.cut) {
                coded.extend(format!("{:x}{extension}\r\n", chunk.len()).into_bytes());
                coded.extend_from_slice(chunk);
                coded.extend_from_slice(b"\r\n");
            }
            coded
        };
        let last = |mut coded: Vec<u8>, trailers: &str| {
            coded.extend(format!("0\r\n{trailers}\r\n").into_bytes());
            coded
        };
        let chunked = "transfer-encoding: chunked\r\n";
        let sized = format!("content-length: {length}\r\n");
        let trailers = "x-product: Quorvex single malt whisky\r\ncontent-md5: AAAA\r\n";
        let answer_within = {
            let fake = format!("[\"{MARK}\"]");
            format!(
                "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: {}\r\n\r\n{fake}",
                fake.len()
            )
        };
        let (fields, framed) = match self.framing {
            Framing::Length => (sized, body.clone()),
            Framing::Chunked => (chunked.to_owned(), last(chunks(""), "")),
            Framing::Extensions => (chunked.to_owned(), last(chunks(";q=\"Quorvex\""), "")),
            Framing::Trailers => {
                (format!("{chunked}trailer: x-product\r\n"), last(chunks(""), trailers))
            }
            Framing::Close => {
                after = After::Close;
                ("connection: close\r\n".to_owned(), body.clone())
            }
            Framing::LengthAndChunked => (format!("{sized}{chunked}"), last(chunks(""), "")),
            Framing::ChunkedTwice => (format!("{chunked}{chunked}"), last(chunks(""), "")),
            Framing::GzipChunked => {
                ("transfer-encoding: gzip, chunked\r\n".to_owned(), last(chunks(""), ""))
            }
            Framing::Xchunked => {
                after = After::Close;
                ("transfer-encoding: xchunked\r\n".to_owned(), last(chunks(""), ""))
            }
            Framing::TooLong => {
                after = After::Close;
                (format!("content-length: {}\r\n", length + 50), body.clone())
            }
            Framing::TooShort => {
                let mut more = body.clone();
                more.extend_from_slice(answer_within.as_bytes());
                (sized, more)
            }
            Framing::TwoLengths => {
                (format!("{sized}content-length: {}\r\n", length / 2), body.clone())
            }
            Framing::SignedLength => {
                after = After::Close;
                (format!("content-length: +{length}\r\n"), body.clone())
            }
            Framing::Folded => (format!("x-folded: a\r\n Quorvex\r\n{sized}"), body.clone()),
            Framing::Reset => {
                after = After::Reset;
                (sized, body[..length / 2].to_vec())
            }
            Framing::BrokenChunk => {
                after = After::Close;
                let mut coded = chunks("");
                coded.extend_from_slice(b"zz\r\nQuorvex\r\n0\r\n\r\n");
                (chunked.to_owned(), coded)
            }
        };
        head.push_str(&fields);
        head.push_str("\r\n");
        let mut pieces = vec![head.into_bytes()];
        // A hostile shop writes bodies where there are none: what follows then is another answer.
        let hides = self.method == "HEAD" || self.twist == Twist::NotModified;
        if !hides || self.cut == 7 {
            pieces.extend(framed.chunks(self.cut.max(50)).map(<[u8]>::to_vec));
        }
        Script { pieces, after }
    }
}
