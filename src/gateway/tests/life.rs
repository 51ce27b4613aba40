//! The gateway's own life: what it says of itself, reloads, its end, and settings it cannot begin with.

use super::*;
use crate::config::Reload;

#[tokio::test]
async fn the_admin_listener_answers() {
    let (_shop, gateway) = before(Act::Answer(json(&harmless()))).await;
    ask(gateway.address, &get("/list", "")).await;
    let page = "origin: https://evil.example\r\n";
    for (request, status, contains) in [
        (get("/healthz", ""), 200, "ok"),
        (get("/readyz", ""), 200, "ready"),
        (get("/metrics", ""), 200, "agegate_exchanges_total{end=\"filtered\"} 1\n"),
        (get("/metrics", page), 403, "browser"),
        (get("/nothing", ""), 404, "/healthz"),
        (get("/reload", ""), 405, "allow: POST"),
        (get("/reload", "").replacen("GET", "POST", 1), 501, "--config"),
    ] {
        let answer = ask(gateway.admin, &request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{request}{answer}");
        assert!(answer.contains(contains), "{request}{answer}");
    }
    let public = ask(gateway.address, &get("/metrics", "")).await;
    assert!(!public.contains("agegate_exchanges_total"), "{public}");
}

#[tokio::test]
async fn a_reload_swaps_or_keeps() {
    let directory = std::env::temp_dir().join(format!("agegate-gateway-{}", std::process::id()));
    std::fs::create_dir_all(directory.join("lexicon/sexual_goods")).unwrap();
    std::fs::write(directory.join(LEXICON), TERMS).unwrap();
    let file = directory.join("agegate.toml");
    std::fs::write(&file, STRANGERS).unwrap();
    let in_force = FileSet::read(&directory).unwrap().fingerprint();
    let reloader = Reloader::new(Reload::new(&directory, in_force), |files| {
        compile(files).map(|_| (engine(CONFIG), Vec::new()))
    });
    let options = Options { reloader: Some(Arc::new(reloader)), ..Options::default() };
    let shop = Shop::open(Act::Answer(json(LISTINGS))).await;
    let gateway = open(shop.address, STRANGERS, options).await;
    let first = gateway.handle.current().revision().to_owned();
    let post = get("/reload", "").replacen("GET", "POST", 1);

    std::fs::write(&file, "jurisdiction.defalt = \"DE\"\n").unwrap();
    let answer = ask(gateway.admin, &post).await;
    assert!(answer.starts_with("HTTP/1.1 422") && answer.contains("`defalt`"), "{answer}");
    assert_eq!(gateway.handle.current().revision(), first);

    std::fs::write(&file, CONFIG).unwrap();
    let answer = ask(gateway.admin, &post).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("revision "), "{answer}");
    assert_ne!(gateway.handle.current().revision(), first);

    // Without a word to anybody: the files are watched.
    let before = gateway.handle.current();
    std::fs::write(&file, format!("{CONFIG}\n# a change\n")).unwrap();
    let swapped = async {
        while Arc::ptr_eq(&before, &gateway.handle.current()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, swapped).await.expect("the change is noticed");
    std::fs::remove_dir_all(&directory).unwrap();
}

#[tokio::test]
async fn running_exchanges_end_before_the_process_does() {
    let (_shop, gateway) = before(Act::Answer(json("{}"))).await;
    ask(gateway.address, &get("/", "")).await;
    gateway.stop.send(()).unwrap();
    let drained = tokio::time::timeout(PATIENCE, gateway.end).await.unwrap().unwrap();
    assert_eq!(drained, Drained { cut: 0 });
    assert!(TcpStream::connect(gateway.address).await.is_err());
}

#[tokio::test]
async fn exchanges_that_do_not_end_are_cut() {
    let shop = Shop::open(Act::Silence).await;
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let settings = GatewaySettings {
        listen: any,
        admin: None,
        upstream: Some(format!("http://{}", shop.address).parse().unwrap()),
        shutdown_time: SHORT,
        ..GatewaySettings::default()
    };
    let gateway = Gateway::bind(settings, engine(CONFIG).into(), Options::default()).await.unwrap();
    let mut stream = TcpStream::connect(gateway.address()).await.unwrap();
    let asked = Arc::clone(&shop.asked);
    let run = tokio::spawn(gateway.run(async move {
        while asked.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }));
    stream.write_all(get("/", "").as_bytes()).await.unwrap();
    let drained = tokio::time::timeout(PATIENCE, run).await.unwrap().unwrap();
    assert_eq!(drained, Drained { cut: 1 });
}

#[tokio::test]
async fn wrong_settings_are_named() {
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    for (upstream, says) in [
        (None, "`gateway.upstream` is not set"),
        (Some("http://shop.example/path"), "no origin"),
        (Some("ftp://shop.example"), "no origin"),
        (Some("http://u:p@shop.example"), "no origin"),
    ] {
        let upstream = upstream.map(|text| text.parse().unwrap());
        let settings = GatewaySettings { listen: any, upstream, ..GatewaySettings::default() };
        let bound = Gateway::bind(settings, engine(CONFIG).into(), Options::default()).await;
        let error = bound.unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    let taken = TcpListener::bind(any).await.unwrap();
    let settings = GatewaySettings {
        listen: taken.local_addr().unwrap(),
        upstream: Some("http://shop.example".parse().unwrap()),
        ..GatewaySettings::default()
    };
    let bound = Gateway::bind(settings, engine(CONFIG).into(), Options::default()).await;
    assert!(bound.unwrap_err().to_string().contains("`gateway.listen`: cannot listen on"));
}
