//! Many bodies at once on one memory: for each viewer and country as if it alone had asked.

use crate::disguise::Random;
use crate::drive::proven;
use agegate::assurance::{Assurance, PeerAddr};
use agegate::clock::Timestamp;
use agegate::config::FileSet;
use agegate::engine::Engine;
use agegate::exchange::{Begun, Event, Exchange, Plan};
use bytes::Bytes;
use http::{Request, Response};
use std::sync::Arc;

const COUNTRIES: [&str; 4] = ["DE", "US", "AQ", "??"];

struct Body {
    media: &'static str,
    text: String,
}

fn engine(remembered: &str) -> Arc<Engine> {
    let settings = format!(
        "jurisdiction.default = \"DE\"\njurisdiction.header = \"x-country\"\ntrust.peers = [\"127.0.0.1\"]\n\
         [limits]\n{remembered}"
    );
    let files = FileSet::from_memory([("agegate.toml", settings.as_str())]);
    Arc::new(Engine::builder().files(files).build().unwrap())
}

/// Bodies that begin alike and differ in one listing: short ones, and some of several steps.
fn bodies(random: &mut Random) -> Vec<Body> {
    const CLEAN: [&str; 4] = ["Garden chair", "Desk lamp", "Oak table", "Wool carpet"];
    const CLOSED: [&str; 3] = ["Single malt whisky", "Pale ale beer 6 x 0,33 l", "Rabbit vibrator"];
    let mut bodies = Vec::new();
    for (media, len) in [
        ("application/json", 6),
        ("application/json", 400),
        ("application/x-ndjson", 300),
        ("text/html", 300),
    ] {
        let names: Vec<&str> = (0..len).map(|_| CLEAN[random.below(CLEAN.len())]).collect();
        for version in 0..5 {
            let mut names = names.clone();
            if let Some(closed) = CLOSED.get(version) {
                let at = [0, len - 1, random.below(len)][random.below(3)];
                names[at] = closed;
            }
            if version == 4 {
                names.truncate(len - 1);
            }
            let items = names.iter().enumerate().map(|(n, name)| match media {
                "text/html" => format!("<li><a href=\"/p/a-{n}00\">{name}</a> {n} €</li>"),
                _ => format!("{{\"id\":\"a-{n}00\",\"name\":\"{name}\",\"price\":\"{n}.99\"}}"),
            });
            let items: Vec<String> = items.collect();
            let text = match media {
                "text/html" => format!("<h1>Shelf</h1><ul>{}</ul>", items.concat()),
                "application/json" => format!("[{}]", items.join(",")),
                _ => items.join("\n") + "\n",
            };
            bodies.push(Body { media, text });
        }
    }
    bodies
}

fn viewer(age: usize) -> Option<Assurance> {
    [None, Some(12), Some(16), Some(30)][age].map(proven)
}

/// What comes of a body in chunks of a size, of which so many bytes are written, and whether all were.
fn left(
    engine: &Arc<Engine>,
    (age, country): (usize, &str),
    body: &Body,
    (size, bytes): (usize, usize),
) -> String {
    let now = Timestamp::from_millis(1_790_000_000_000);
    let request = Request::get("/list").header("host", "shop.example").header("x-country", country);
    let (mut request, ()) = request.body(()).unwrap().into_parts();
    request.extensions.insert(PeerAddr("127.0.0.1".parse().unwrap()));
    let Begun::Proceed(exchange) = Exchange::begin(engine, &mut request, viewer(age), now) else {
        return "replaced".to_owned();
    };
    let response = Response::builder().header("content-type", body.media).body(()).unwrap();
    let mut inspection = match exchange.on_response(response.into_parts().0) {
        Plan::Pass(_) => return body.text.clone(),
        Plan::Replace(_) => return "replaced".to_owned(),
        Plan::Inspect(inspection) => inspection,
    };
    let mut text = Vec::new();
    let mut take = |inspection: &mut agegate::exchange::Inspection| {
        while let Some(event) = inspection.next_event() {
            match event {
                Event::Bytes(bytes) => text.extend_from_slice(&bytes),
                Event::Replace(_) | Event::Abort(_) => text.extend_from_slice(b"refused"),
                _ => {}
            }
        }
    };
    for chunk in body.text.as_bytes()[..bytes].chunks(size) {
        inspection.write(Bytes::copy_from_slice(chunk), now);
        take(&mut inspection);
    }
    if bytes == body.text.len() {
        inspection.finish(None, now);
        take(&mut inspection);
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn everyone_gets_what_he_would_get_alone() {
    const SEED: u64 = 0x5eed_a70c_0000_0001;
    println!("seed {SEED:#x}");
    let bodies = bodies(&mut Random(SEED));
    let cold = engine("remembered_findings = 0\nremembered_listings = 0\n");
    let warm = engine("remembered_listings = 0\n");
    let alone: Vec<String> = (0..4 * COUNTRIES.len() * bodies.len())
        .map(|case| {
            let (who, body) = (case / bodies.len(), &bodies[case % bodies.len()]);
            let who = (who / COUNTRIES.len(), COUNTRIES[who % COUNTRIES.len()]);
            left(&cold, who, body, (body.text.len(), body.text.len()))
        })
        .collect();
    let differing = alone.iter().zip(bodies.iter().cycle()).filter(|(a, body)| **a != body.text);
    assert!(differing.count() > bodies.len(), "nothing is withheld from anybody");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (bodies, alone, warm) = (&bodies, &alone, &warm);
            scope.spawn(move || {
                let mut random = Random(SEED + 1 + thread);
                for _ in 0..250 {
                    let case = random.below(alone.len());
                    let (who, body) = (case / bodies.len(), &bodies[case % bodies.len()]);
                    let who = (who / COUNTRIES.len(), COUNTRIES[who % COUNTRIES.len()]);
                    let all = body.text.len();
                    let sizes = [all, 16 << 10, (16 << 10) - 1, 4096, 701];
                    let size = sizes[random.below(sizes.len())];
                    // Some go away in the middle.
                    let bytes = if random.below(5) == 0 { random.below(all) } else { all };
                    let got = left(warm, who, body, (size, bytes));
                    let is_right = if bytes == all {
                        got == alone[case]
                    } else {
                        alone[case].starts_with(&got)
                    };
                    assert!(
                        is_right,
                        "seed {SEED:#x}, case {case}, {who:?}, {size}, {bytes}\n{got}"
                    );
                }
            });
        }
    });
}
