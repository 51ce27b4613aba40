//! TLS on both sides of the gateway, with certificates made for the test.

use super::client;
use super::shop::Shop;
use super::{Events, PATIENCE, engine, gateway_with};
use agegate::config::TlsFiles;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// A certificate for `localhost` with its key, in files of their own.
struct Made {
    directory: PathBuf,
    files: TlsFiles,
}

impl Made {
    fn new(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("agegate-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let files =
            TlsFiles { certificate: directory.join("cert.pem"), key: directory.join("key.pem") };
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(&files.certificate, made.cert.pem()).unwrap();
        std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
        Self { directory, files }
    }

    fn certificate(&self) -> CertificateDer<'static> {
        CertificateDer::from_pem_file(&self.files.certificate).unwrap()
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

async fn connect(address: SocketAddr, made: &Made, alpn: &[&str]) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(made.certificate()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
}

#[tokio::test]
async fn clients_choose_the_version_by_alpn() {
    let made = Made::new("alpn");
    let (shop, shop_address) = Shop::open().await;
    let engine = engine("", &Events::default());
    let (address, _) = gateway_with(shop_address, engine, |settings| {
        settings.tls = Some(made.files.clone());
    })
    .await;
    for alpn in [&["http/1.1"][..], &[]] {
        let mut stream = connect(address, &made, alpn).await;
        stream.write_all(b"GET /a HTTP/1.1\r\nhost: s.example\r\n\r\n").await.unwrap();
        let answer = client::read(&mut stream, "GET").await.unwrap();
        assert_eq!((answer.status, answer.body.as_deref()), (200, Some(&b"fine"[..])));
    }
    let asked = shop.asked().remove(0).to_ascii_lowercase();
    assert!(asked.contains("\r\nx-forwarded-proto: https\r\n"), "{asked}");

    let mut stream = connect(address, &made, &["h2", "http/1.1"]).await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    // The preface and empty settings; a frame of settings comes back.
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(head[3], 4, "{head:?}");
}

#[tokio::test]
async fn plain_http_is_no_answer_where_tls_is_spoken() {
    let made = Made::new("plain");
    let (shop, shop_address) = Shop::open().await;
    let engine = engine("", &Events::default());
    let (address, _) = gateway_with(shop_address, engine, |settings| {
        settings.tls = Some(made.files.clone());
    })
    .await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /a HTTP/1.1\r\nhost: s.example\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    let _ = read.expect("the connection ends");
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    // Who only connects does not hold the connection for ever, nor anybody else's.
    let _idle = TcpStream::connect(address).await.unwrap();
    let mut stream = connect(address, &made, &[]).await;
    stream.write_all(b"GET /b HTTP/1.1\r\nhost: s.example\r\n\r\n").await.unwrap();
    assert_eq!(client::read(&mut stream, "GET").await.unwrap().status, 200);
    assert_eq!(shop.asked().len(), 1);
}

/// A shop that speaks TLS and answers every connection once.
async fn tls_shop(made: &Made) -> SocketAddr {
    let key = PrivateKeyDer::from_pem_file(&made.files.key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.certificate()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                asked.push(stream.read_u8().await.unwrap());
            }
            let answer =
                b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\nfine";
            stream.write_all(answer).await.unwrap();
            let _ = stream.shutdown().await;
        }
    });
    address
}

#[tokio::test]
async fn the_shops_certificate_is_checked() {
    let made = Made::new("shop");
    let other = Made::new("other");
    let port = tls_shop(&made).await.port();
    for (authority, status) in [
        (Some(made.files.certificate.clone()), 200),
        (Some(other.files.certificate.clone()), 502),
        (None, 502),
    ] {
        let engine = engine("", &Events::default());
        let any = SocketAddr::from(([127, 0, 0, 1], port));
        let (address, _) = gateway_with(any, engine, |settings| {
            settings.upstream = Some(format!("https://localhost:{port}").parse().unwrap());
            settings.upstream_ca.clone_from(&authority);
        })
        .await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /a HTTP/1.1\r\nhost: s.example\r\n\r\n").await.unwrap();
        let answer = client::read(&mut stream, "GET").await.unwrap();
        assert_eq!(answer.status, status, "{authority:?}: {answer:?}");
    }
}
