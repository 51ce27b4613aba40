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
