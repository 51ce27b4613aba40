//! What goes on beside the requests: key sets are fetched, a changed configuration is put in force.

#[cfg(feature = "jwt")]
use super::keys;
use super::reload::{self, Reloader};
use crate::engine::EngineHandle;
use std::sync::Arc;

impl EngineHandle {
    /// Fetches the key sets that the revision in force has behind URLs, and reloads what `reloader`
    /// watches when its files change or at SIGHUP. Never ends: spawn it, and drop it to stop. The
    /// [gateway](crate::gateway::Gateway) does so by itself.
    ///
    /// ```
    /// use agegate::{AgeGateLayer, engine::{Engine, EngineHandle}};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), agegate::config::ConfigErrors> {
    /// let engine = EngineHandle::from(Engine::builder().fetches_keys().build()?);
    /// let background = engine.clone();
    /// tokio::spawn(async move { background.background(None).await });
    /// let layer = AgeGateLayer::new(engine);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn background(&self, reloader: Option<Arc<Reloader>>) {
        drive(self.clone(), reloader, || {}).await;
    }
}

/// The same; `keys_tried` is called after each round of fetching.
pub(super) async fn drive(
    engine: EngineHandle,
    reloader: Option<Arc<Reloader>>,
    keys_tried: impl Fn(),
) {
    let reloads = async {
        if let Some(reloader) = reloader {
            tokio::join!(
                reload::on_hangup(Arc::clone(&reloader), engine.clone()),
                reload::on_change(reloader, engine.clone()),
            );
        }
    };
    #[cfg(feature = "jwt")]
    tokio::join!(reloads, keys::drive(engine.clone(), keys_tried));
    #[cfg(not(feature = "jwt"))]
    {
        keys_tried();
        reloads.await;
        std::future::pending::<()>().await;
    }
}

#[cfg(all(test, feature = "jwt"))]
mod tests {
    use super::*;
    use crate::assurance::mint::DevelopmentIssuer;
    use crate::assurance::{Algorithm, IssuerConfig, KeySource};
    use crate::clock::Timestamp;
    use crate::engine::Engine;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn a_key_set_behind_a_url_is_fetched() {
        let mint = DevelopmentIssuer::generate(Algorithm::Ed25519).unwrap();
        let jwks = mint.jwks();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/jwks", listener.local_addr().unwrap());
        let served = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut heard = [0; 4096];
            assert!(stream.read(&mut heard).await.unwrap() > 0);
            let length = jwks.len();
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{jwks}");
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream
        });

        let builder = Engine::builder().fetches_keys().assessor(move |config| {
            let keys = KeySource::url(url.clone());
            let mut issuer = IssuerConfig::new("dev", DevelopmentIssuer::ISS, "shop", keys);
            issuer.per_request = true;
            config.issuers = vec![issuer];
            config.demo = true;
        });
        let engine = EngineHandle::from(builder.build().unwrap());
        let now = Timestamp::from_secs(1_795_500_000);
        let claims = serde_json::json!({ "age_over_18": true });
        let token = mint.token(&claims, "shop", now, Duration::from_secs(300)).unwrap();
        let request =
            http::Request::get("/").header("age-assurance-token", token).body(()).unwrap();
        let (parts, ()) = request.into_parts();
        let age = || engine.current().assessor().assess(&parts, None, now).assurance.bounds.lower.0;
        assert_eq!(age(), 0, "no key yet");

        let handle = engine.clone();
        let running = tokio::spawn(async move { handle.background(None).await });
        let fetched = async {
            while age() < 18 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), fetched).await.expect("the key arrives");
        let _ = served.await.unwrap();

        // A reload keeps what was fetched.
        engine.swap(builder.build().unwrap());
        assert_eq!(age(), 18);
        running.abort();
    }
}
