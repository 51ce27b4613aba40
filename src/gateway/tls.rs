//! TLS towards clients (certificate, ALPN, reload) and whose certificates are believed upstream.
//! The one door to rustls.

use super::error::GatewayError;
use crate::config::TlsFiles;
use arc_swap::ArcSwap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

/// Between two looks at the files: a renewed certificate is in force a minute later at the most, on
/// network mounts too, which tell of no changes.
const LOOK: Duration = Duration::from_secs(20);

/// The certificate in force, and the files it comes from.
pub(super) struct ServerTls {
    files: TlsFiles,
    config: ArcSwap<ServerConfig>,
    /// What was read last, good or bad: an error is told once.
    seen: Mutex<Vec<u8>>,
}

impl ServerTls {
    /// Reads certificate and key.
    ///
    /// # Errors
    /// When a file cannot be read, or key and certificate do not fit.
    pub(super) fn load(files: &TlsFiles) -> Result<Self, GatewayError> {
        let bytes = read(files)?;
        let config = server_config(files, &bytes)?;
        let seen = Mutex::new(bytes.concat());
        Ok(Self { files: files.clone(), config: ArcSwap::from_pointee(config), seen })
    }

    /// Reads the files again if they changed; the old certificate stays on any error. `None`:
    /// nothing changed.
    pub(super) fn reload(&self) -> Option<Result<(), GatewayError>> {
        let bytes = match read(&self.files) {
            Ok(bytes) => bytes,
            Err(error) => return Some(Err(error)),
        };
        let seen = bytes.concat();
        let mut last = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == seen {
            return None;
        }
        *last = seen;
        Some(server_config(&self.files, &bytes).map(|config| self.config.store(Arc::new(config))))
    }

    /// Greets a client by the certificate in force.
    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        TlsAcceptor::from(self.config.load_full()).accept(stream).await
    }

    /// Looks at the files for ever, and at once at SIGHUP.
    pub(super) async fn watch(self: Arc<Self>) {
        let mut hangups = Hangups::listen();
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = hangups.next() => {}
            }
            let tls = Arc::clone(&self);
            match tokio::task::spawn_blocking(move || tls.reload()).await {
                Ok(Some(Ok(()))) => tracing::info!("a changed certificate is in force"),
                Ok(Some(Err(error))) => tracing::error!(%error, "the old certificate stands"),
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "the old certificate stands"),
            }
        }
    }
}

impl fmt::Debug for ServerTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerTls").field("files", &self.files).finish_non_exhaustive()
    }
}

/// SIGHUPs, where there are any.
struct Hangups {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Hangups {
    #[cfg(unix)]
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self { signal: signal(SignalKind::hangup()).ok() }
    }

    #[cfg(not(unix))]
    fn listen() -> Self {
        Self {}
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending().await
    }
}

fn read(files: &TlsFiles) -> Result<[Vec<u8>; 2], GatewayError> {
    let one =
        |setting, path: &Path| std::fs::read(path).map_err(|cause| failed(setting, path, &cause));
    Ok([one("gateway.tls.certificate", &files.certificate)?, one("gateway.tls.key", &files.key)?])
}

fn failed(setting: &'static str, path: &Path, cause: &impl ToString) -> GatewayError {
    GatewayError::Tls { setting, path: path.to_owned(), cause: cause.to_string() }
}

fn server_config(
    files: &TlsFiles,
    [certificate, key]: &[Vec<u8>; 2],
) -> Result<ServerConfig, GatewayError> {
    let chain = certificates("gateway.tls.certificate", &files.certificate, certificate)?;
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|cause| failed("gateway.tls.key", &files.key, &cause))?;
    let unfit =
        |cause: rustls::Error| failed("gateway.tls.certificate", &files.certificate, &cause);
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unfit)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(unfit)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn certificates(
    setting: &'static str,
    path: &Path,
    pem: &[u8],
) -> Result<Vec<CertificateDer<'static>>, GatewayError> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|cause| failed(setting, path, &cause))?;
    if chain.is_empty() {
        return Err(failed(setting, path, &"it holds no certificate in PEM form"));
    }
    Ok(chain)
}

/// Believes the certificates of one authority, and no other.
///
/// # Errors
/// When the file cannot be read or holds none.
pub(super) fn client_of(authority: &PathBuf) -> Result<ClientConfig, GatewayError> {
    const SETTING: &str = "gateway.upstream_ca";
    let pem = std::fs::read(authority).map_err(|cause| failed(SETTING, authority, &cause))?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates(SETTING, authority, &pem)? {
        roots.add(certificate).map_err(|cause| failed(SETTING, authority, &cause))?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|cause| failed(SETTING, authority, &cause))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(directory: &Path, name: &str) -> String {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        std::fs::write(directory.join("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(directory.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        made.cert.pem()
    }

    #[test]
    fn a_changed_certificate_is_taken_and_a_broken_one_is_not() {
        let directory = std::env::temp_dir().join(format!("agegate-tls-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let files =
            TlsFiles { certificate: directory.join("cert.pem"), key: directory.join("key.pem") };
        let missing = ServerTls::load(&files).unwrap_err().to_string();
        assert!(missing.contains("gateway.tls.certificate") && missing.contains("cert.pem"));

        let first = write(&directory, "a.example");
        let tls = ServerTls::load(&files).unwrap();
        let in_force = tls.config.load_full();
        assert!(tls.reload().is_none());

        for broken in ["", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"] {
            std::fs::write(&files.certificate, broken).unwrap();
            assert!(tls.reload().unwrap().is_err());
            assert!(tls.reload().is_none(), "told once");
            assert!(Arc::ptr_eq(&in_force, &tls.config.load_full()));
        }
        // A renewal writes one file before the other; the pair does not fit until both are there.
        write(&directory, "b.example");
        std::fs::write(&files.certificate, &first).unwrap();
        assert!(tls.reload().unwrap().is_err());
        write(&directory, "b.example");
        assert!(tls.reload().unwrap().is_ok());
        assert!(!Arc::ptr_eq(&in_force, &tls.config.load_full()));

        std::fs::remove_file(&files.key).unwrap();
        assert!(tls.reload().unwrap().unwrap_err().to_string().contains("gateway.tls.key"));
        assert!(client_of(&files.certificate).is_ok());
        assert!(client_of(&files.key).is_err());
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
