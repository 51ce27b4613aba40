//! `[gateway]`: the reverse proxy of `agegate serve`.

use super::assign;
use crate::config::read::Table;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the gateway listens, what is behind it and how long it waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewaySettings {
    /// Where clients connect.
    pub listen: SocketAddr,
    /// The shop, `http://host:port` or `https://host`; required to serve.
    pub upstream: Option<http::Uri>,
    /// The authority whose certificates the shop may have, in place of the public ones; PEM.
    pub upstream_ca: Option<PathBuf>,
    /// Certificate and key towards clients; without them plain HTTP is spoken.
    pub tls: Option<TlsFiles>,
    /// Where health, metrics and reload are; loopback by default, because it asks nobody who he is.
    pub admin: Option<SocketAddr>,
    /// To connect to the shop.
    pub connect_timeout: Duration,
    /// For a client to send the head of a request.
    pub header_timeout: Duration,
    /// For the shop to begin its answer.
    pub response_timeout: Duration,
    /// For the next bytes of a body, from either side.
    pub idle_timeout: Duration,
    /// For running exchanges to end on shutdown.
    pub shutdown_time: Duration,
}

/// Where certificate and key are, PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, followed by those between it and the authority's.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl GatewaySettings {
    /// Takes relative paths to be below `directory`, where the configuration is.
    #[must_use]
    pub fn below(mut self, directory: Option<&Path>) -> Self {
        let Some(directory) = directory else { return self };
        let files = self.tls.iter_mut().flat_map(|tls| [&mut tls.certificate, &mut tls.key]);
        for path in files.chain(&mut self.upstream_ca) {
            *path = directory.join(&*path);
        }
        self
    }
}

impl Default for GatewaySettings {
    fn default() -> Self {
        let loopback = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        Self {
            listen: loopback(8080),
            upstream: None,
            upstream_ca: None,
            tls: None,
            admin: Some(loopback(9090)),
            connect_timeout: Duration::from_secs(5),
            header_timeout: Duration::from_secs(10),
            response_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(60),
            shutdown_time: Duration::from_secs(30),
        }
    }
}

pub(super) fn read(table: &mut Table<'_>, settings: &mut GatewaySettings) {
    let address = |text: &str| {
        text.parse::<SocketAddr>()
            .map_err(|_| "it must be an address with port, as `127.0.0.1:8080`")
    };
    assign(&mut settings.listen, table.parsed("listen", address).map(|spot| spot.value));
    let admin = table.parsed("admin", |text| match text {
        "off" => Ok(None),
        other => address(other).map(Some),
    });
    if let Some(spot) = admin {
        settings.admin = spot.value;
        if spot.value.is_some_and(|admin| !admin.ip().is_loopback()) {
            let message =
                "the admin listener asks nobody who he is; keep it on loopback".to_owned();
            table.source().warn(spot.at, "admin_exposed", message);
        }
        if spot.value == Some(settings.listen) {
            table.source().error(spot.at, "`admin` must not be the address that clients use");
        }
    }
    settings.upstream = table.parsed("upstream", upstream).map(|spot| spot.value);
    settings.upstream_ca = table.text("upstream_ca").map(|spot| PathBuf::from(spot.value));
    settings.tls = table.table("tls", tls).flatten();
    let mut time = |key| table.duration(key).map(|spot| spot.value);
    assign(&mut settings.connect_timeout, time("connect_timeout"));
    assign(&mut settings.header_timeout, time("header_timeout"));
    assign(&mut settings.response_timeout, time("response_timeout"));
    assign(&mut settings.idle_timeout, time("idle_timeout"));
    assign(&mut settings.shutdown_time, time("shutdown_time"));
}

fn tls(table: &mut Table<'_>) -> Option<TlsFiles> {
    let mut file = |key, why| {
        let path = table.text(key).map(|spot| PathBuf::from(spot.value));
        if table.place_of(key).is_none() {
            table.missing(key, why);
        }
        path
    };
    let certificate = file("certificate", "the certificate's PEM file");
    let key = file("key", "the private key's PEM file");
    Some(TlsFiles { certificate: certificate?, key: key? })
}

fn upstream(text: &str) -> Result<http::Uri, &'static str> {
    let origin = "it must be an origin, as `http://127.0.0.1:3000`, without path";
    let uri: http::Uri = text.parse().map_err(|_| origin)?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    let is_origin = uri.host().is_some() && matches!(uri.path(), "" | "/") && uri.query().is_none();
    let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    if is_web && is_origin && !has_user { Ok(uri) } else { Err(origin) }
}
