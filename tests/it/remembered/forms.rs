//! Bodies of every form that come again, as they were or with another end.

use super::{Said, chunks_of, engine_saying};
use crate::disguise::Random;
use crate::drive::{get, get_to_its_end};

/// A body of one of many forms, of several steps, in which one listing of ten is restricted.
fn of_any_form(random: &mut Random, media: &str) -> String {
    const NAMES: [&str; 9] = [
        "Garden chair",
        "Desk lamp",
        "Küchentisch",
        "Oak \\u2013 table",
        "Wool carpet",
        "Whisky glass",
        "Sofa",
        "Rug",
        "Bag",
    ];
    const CLOSED: [&str; 3] = ["Single malt whisky", "Rabbit vibrator", "Pale ale beer 6 x 0,33 l"];
    let items = (0..30 + random.below(500)).map(|n| {
        let closed = random.below(10) == 0;
        let name = if closed { CLOSED[random.below(3)] } else { NAMES[random.below(9)] };
        // Some share an identifier, so that one goes for another.
        let id = 1000 + if random.below(30) == 0 { n / 2 } else { n };
        match media {
            "text/html" => format!("<li><a href=\"/p/a-{id}\">{name}</a> {n} €</li>"),
            "application/xml" => format!(
                "<item><title>{name}</title><link>https://shop.example/p/a-{id}</link></item>\n"
            ),
            "text/csv" => format!("a-{id},{name},{n}.99\r\n"),
            "text/event-stream" => {
                format!("data: {{\"id\":\"a-{id}\",\"name\":\"{name}\",\"price\":\"{n}\"}}\n\n")
            }
            "application/x-ndjson" => format!("{{\"id\":\"a-{id}\",\"name\":\"{name}\"}}\n"),
            _ => format!(
                "{}{{\"id\":\"a-{id}\",\"name\":\"{name}\",\"price\":\"{n}\"}}",
                if n == 0 { "" } else { "," }
            ),
        }
    });
    let items: String = items.collect();
    match media {
        "text/html" => format!("<!doctype html><h1>Shelf</h1><ul>{items}</ul>"),
        "application/xml" => format!("<rss><channel><title>Shelf</title>{items}</channel></rss>"),
        "text/csv" => format!("id,title,price\r\n{items}"),
        "application/json" => format!("{{\"products\":[{items}],\"ids\":[\"a-1003\",\"a-1004\"]}}"),
        _ => items,
    }
}

#[test]
fn a_body_of_any_form_goes_again_without_what_was_taken_out_of_it() {
    const SEED: u64 = 0x5eed_f0a3_0000_0001;
    println!("seed {SEED:#x}");
    let mut random = Random(SEED);
    for media in [
        "application/json",
        "application/x-ndjson",
        "text/event-stream",
        #[cfg(feature = "html")]
        "text/html",
        #[cfg(feature = "feeds")]
        "application/xml",
        #[cfg(feature = "feeds")]
        "text/csv",
    ] {
        let said = [Said::default(), Said::default()];
        let (cold, warm) =
            (engine_saying(0, said[0].clone()), engine_saying(100_000, said[1].clone()));
        let bodies: Vec<String> = (0..4).map(|_| of_any_form(&mut random, media)).collect();
        let mut changed = 0;
        for number in 0..16 {
            let body = &bodies[random.below(bodies.len())];
            // Some end otherwise than what they begin like.
            let other =
                body.replacen("Sofa", "Schnaps", if random.below(4) == 0 { 999 } else { 0 });
            let at = body[..random.below(body.len())].rfind('\n').unwrap_or(0);
            let body = format!("{}{}", &body[..at], &other[at..]);
            let size = [4_000, 16_384, 16_400, 40_000, 1 << 20][random.below(5)];
            let to_its_end = random.below(2) == 0;
            let [cold, warm] = [&cold, &warm].map(|engine| {
                let arrived = match to_its_end {
                    true => get_to_its_end(engine, media, chunks_of(&body, size)),
                    false => get(engine, None, media, chunks_of(&body, size)),
                };
                (arrived.status, arrived.ended, arrived.text())
            });
            assert_eq!(warm, cold, "{media} {number} in chunks of {size}:\n{body}");
            let [cold_says, warm_says] =
                [&said[0], &said[1]].map(|said| said.0.lock().unwrap().pop());
            assert_eq!(warm_says, cold_says, "events of {media} {number}:\n{body}");
            changed += usize::from(cold.0 == 200 && cold.2.len() < body.len());
        }
        let known = warm.known_pages().len();
        assert!(changed > 8 && known > 3, "{media}: {changed} changed, {known} steps known");
    }
}
