//! The codings that upstream forces on a response or a client asks for, made and undone.

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use std::io::Write as _;

/// `Content-Encoding` values, in the order in which they are applied.
pub(super) const CODINGS: [&[&str]; 9] = [
    &[],
    &["gzip"],
    &["X-GZip"],
    &["deflate"],
    &["DEFLATE "],
    &["br"],
    &["zstd"],
    &["gzip", "br"],
    &["compress"],
];

/// Whether every one of them is known.
pub(super) fn readable(names: &[&str]) -> bool {
    !names.contains(&"compress")
}

/// Applies them. `DEFLATE ` stands for the bare form without the zlib header.
pub(crate) fn encode(names: &[&str], body: &[u8]) -> Vec<u8> {
    names.iter().fold(body.to_vec(), |body, name| match *name {
        "gzip" | "X-GZip" => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&body).unwrap();
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&body).unwrap();
            encoder.finish().unwrap()
        }
        "DEFLATE " => {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&body).unwrap();
            encoder.finish().unwrap()
        }
        "br" => {
            let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 4, 20);
            encoder.write_all(&body).unwrap();
            encoder.into_inner()
        }
        "zstd" => zstd::encode_all(body.as_slice(), 1).unwrap(),
        _ => body,
    })
}

/// Undoes one, as far as the body goes.
pub(super) fn undone(name: Option<&str>, body: &[u8]) -> Vec<u8> {
    let out = Vec::new();
    match name {
        Some("gzip") => {
            let mut decoder = flate2::write::GzDecoder::new(out);
            decoder.write_all(body).unwrap();
            decoder.flush().unwrap();
            std::mem::take(decoder.get_mut())
        }
        Some("br") => {
            let mut decoder = brotli::DecompressorWriter::new(out, 4096);
            decoder.write_all(body).unwrap();
            decoder.flush().unwrap();
            std::mem::take(decoder.get_mut())
        }
        Some("zstd") => {
            let mut decoder = zstd::stream::write::Decoder::new(out).unwrap();
            decoder.write_all(body).unwrap();
            decoder.flush().unwrap();
            std::mem::take(decoder.get_mut())
        }
        Some(other) => panic!("coding {other}"),
        None => body.to_vec(),
    }
}
