use super::*;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

const TEXT: &[u8] = br#"[{"name":"Garden chair","price":"49.00"},{"name":"Toy fair in Essex"}]"#;

fn encode(coding: Coding, text: &[u8]) -> Vec<u8> {
    match coding {
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        }
        Coding::Deflate => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        }
        Coding::Brotli => {
            let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 4, 20);
            encoder.write_all(text).unwrap();
            encoder.into_inner()
        }
        Coding::Zstd => zstd::encode_all(text, 1).unwrap(),
    }
}

fn raw_deflate(text: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn decode(codings: &[Coding], parts: &[&[u8]]) -> Result<Vec<u8>, DecodeError> {
    let mut decoder = Decoder::new(codings, 200, 8 << 20)?;
    let mut out = Vec::new();
    for part in parts.iter().flat_map(|part| part.chunks(DECODE_STEP)) {
        out.extend_from_slice(&decoder.write(part)?);
    }
    out.extend_from_slice(&decoder.finish()?);
    Ok(out)
}

const ALL: [Coding; 4] = [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd];

#[test]
fn every_coding_at_every_split() {
    let mut cases: Vec<(Vec<Coding>, Vec<u8>)> =
        ALL.iter().map(|coding| (vec![*coding], encode(*coding, TEXT))).collect();
    cases.push((vec![Coding::Deflate], raw_deflate(TEXT)));
    for inner in ALL {
        for outer in ALL {
            cases.push((vec![inner, outer], encode(outer, &encode(inner, TEXT))));
        }
    }
    let members = [encode(Coding::Gzip, &TEXT[..9]), encode(Coding::Gzip, &TEXT[9..])].concat();
    cases.push((vec![Coding::Gzip], members));
    for (codings, coded) in cases {
        for at in 0..=coded.len() {
            let (a, b) = coded.split_at(at);
            assert_eq!(decode(&codings, &[a, b]).as_deref(), Ok(TEXT), "{codings:?} at {at}");
        }
        let bytes: Vec<&[u8]> = coded.chunks(1).collect();
        assert_eq!(decode(&codings, &bytes).as_deref(), Ok(TEXT), "{codings:?} by bytes");
    }
}

#[test]
fn what_is_cut_short_or_followed_by_more_is_broken() {
    let cases: Vec<(Coding, Vec<u8>)> = ALL
        .iter()
        .map(|coding| (*coding, encode(*coding, TEXT)))
        .chain([(Coding::Deflate, raw_deflate(TEXT))])
        .collect();
    for (coding, coded) in cases {
        for end in 1..coded.len() {
            let cut = decode(&[coding], &[&coded[..end]]);
            assert_eq!(cut, Err(DecodeError::Broken), "{coding:?} cut at {end}");
        }
        let garbage = [coded.as_slice(), b"[{}]"].concat();
        assert_eq!(decode(&[coding], &[&garbage]), Err(DecodeError::Broken), "{coding:?} and more");
        assert_eq!(decode(&[coding], &[TEXT]), Err(DecodeError::Broken), "{coding:?} plain");
        assert_eq!(decode(&[coding], &[]).as_deref(), Ok(&b""[..]), "{coding:?} empty");
    }
}

#[test]
fn a_bomb_ends_at_the_budget() {
    let zeros = vec![b' '; 16 << 20];
    for coding in ALL {
        let bomb = encode(coding, &zeros);
        assert_eq!(decode(&[coding], &[&bomb]), Err(DecodeError::Ratio), "{coding:?}");
        let nested = encode(coding, &bomb);
        assert_eq!(
            decode(&[coding, coding], &[&nested]),
            Err(DecodeError::Ratio),
            "{coding:?} twice"
        );
    }
}

/// A zstd frame (RFC 8878 section 3.1.1) of this descriptor, window and header with one last block
/// as it stands.
fn zstd_frame(descriptor: u8, header: &[u8], text: &[u8]) -> Vec<u8> {
    let block = u32::try_from(text.len()).unwrap() << 3 | 1;
    let magic = 0xfd2f_b528_u32.to_le_bytes();
    [&magic[..], &[descriptor], header, &block.to_le_bytes()[..3], text].concat()
}

/// A frame that is to be skipped (RFC 8878 section 3.1.2).
fn skippable(len: usize) -> Vec<u8> {
    let size = u32::try_from(len).unwrap().to_le_bytes();
    [&0x184d_2a50_u32.to_le_bytes()[..], &size, vec![0; len].as_slice()].concat()
}

/// A gzip member whose header has these flags and fields.
fn gzip_with(flags: u8, fields: &[u8], text: &[u8]) -> Vec<u8> {
    let mut member = encode(Coding::Gzip, text);
    member[3] = flags;
    member.splice(10..10, fields.iter().copied());
    member
}

fn changed(mut coded: Vec<u8>, from_end: usize) -> Vec<u8> {
    let at = coded.len() - from_end;
    coded[at] ^= 1;
    coded
}

#[test]
fn rare_forms_are_read_or_refused() {
    use Coding::{Brotli, Deflate, Gzip, Zstd};
    let gzip = encode(Gzip, TEXT);
    let zstd = encode(Zstd, TEXT);
    let small = &b"Garden chair"[..];
    let broken = Err(DecodeError::Broken);
    let cases: Vec<(&str, Coding, Vec<u8>, Result<&[u8], DecodeError>)> = vec![
        ("an empty member", Gzip, encode(Gzip, b""), Ok(b"")),
        ("a member and an empty one", Gzip, [gzip.clone(), encode(Gzip, b"")].concat(), Ok(TEXT)),
        ("an empty one and a member", Gzip, [encode(Gzip, b""), gzip.clone()].concat(), Ok(TEXT)),
        ("a file name", Gzip, gzip_with(8, b"chair.json\0", TEXT), Ok(TEXT)),
        ("an extra field and a comment", Gzip, gzip_with(20, b"\x02\0abc\0", TEXT), Ok(TEXT)),
        ("a wrong checksum", Gzip, changed(gzip.clone(), 8), broken),
        ("a wrong length", Gzip, changed(gzip.clone(), 1), broken),
        ("zeros behind", Gzip, [gzip.as_slice(), &[0; 8]].concat(), broken),
        ("half a member behind", Gzip, [gzip.as_slice(), &gzip[..9]].concat(), broken),
        ("zlib behind", Gzip, [gzip, encode(Deflate, TEXT)].concat(), broken),
        ("zlib", Deflate, encode(Deflate, TEXT), Ok(TEXT)),
        ("bare", Deflate, raw_deflate(TEXT), Ok(TEXT)),
        ("empty zlib", Deflate, encode(Deflate, b""), Ok(b"")),
        ("empty and bare", Deflate, raw_deflate(b""), Ok(b"")),
        ("a wrong checksum", Deflate, changed(encode(Deflate, TEXT), 1), broken),
        ("a preset dictionary", Deflate, b"\x78\xbb\0\0\0\x01\x03\0".to_vec(), broken),
        ("one byte", Deflate, b"\x78".to_vec(), broken),
        ("gzip", Deflate, encode(Gzip, TEXT), broken),
        ("empty", Brotli, encode(Brotli, b""), Ok(b"")),
        // The first byte of a large window, which browsers do not read (RFC 7932 section 9.1).
        ("a large window", Brotli, b"\x11\x1e\x03".to_vec(), broken),
        ("plain", Zstd, zstd_frame(0, &[0x38], small), Ok(small)),
        ("a window of 8 MiB", Zstd, zstd_frame(0, &[13 << 3], small), Ok(small)),
        ("a window over 8 MiB", Zstd, zstd_frame(0, &[13 << 3 | 1], small), broken),
        ("a window of 2 GiB", Zstd, zstd_frame(0, &[21 << 3], small), broken),
        ("a dictionary", Zstd, zstd_frame(1, &[0x38, 7], small), broken),
        ("a reserved bit", Zstd, zstd_frame(8, &[0x38], small), broken),
        ("a wrong size", Zstd, zstd_frame(0x20, &[small.len() as u8 + 1], small), broken),
        ("frames", Zstd, [zstd.clone(), zstd_frame(0, &[0x38], b"")].concat(), Ok(TEXT)),
        ("one to skip before", Zstd, [skippable(9), zstd.clone()].concat(), Ok(TEXT)),
        ("one to skip behind", Zstd, [zstd.clone(), skippable(0)].concat(), Ok(TEXT)),
        ("only one to skip", Zstd, skippable(9), Ok(b"")),
        ("half of one to skip", Zstd, [zstd, skippable(9)[..12].to_vec()].concat(), broken),
    ];
    for (what, coding, coded, expected) in cases {
        for at in 0..=coded.len() {
            let (a, b) = coded.split_at(at);
            let read = decode(&[coding], &[a, b]);
            assert_eq!(read.as_deref().map_err(|e| *e), expected, "{coding:?}: {what}, at {at}");
        }
    }
}

#[test]
fn the_budget_holds_for_each_of_several_codings() {
    // Much that the inner coding makes nothing of.
    let skipped = skippable(4 << 20);
    for outer in ALL {
        let bomb = encode(outer, &skipped);
        let read = decode(&[Coding::Zstd, outer], &[&bomb]);
        assert_eq!(read, Err(DecodeError::Ratio), "{outer:?}");
    }
    // What honest pages have passes through four.
    let page = TEXT.repeat(200);
    let coded = ALL.iter().fold(page.clone(), |body, coding| encode(*coding, &body));
    assert_eq!(decode(&ALL, &[&coded]), Ok(page));
}
