//! What is remembered of units, listings and bodies changes nothing but the time it takes.

/// Bodies of every form.
mod forms;
/// Listings within listings.
mod nested;

use crate::disguise::Random;
use crate::drive::{get, get_to_its_end, proven};
use agegate::audit::{Counter, Event, Sink};
use agegate::config::FileSet;
use agegate::engine::Engine;
use bytes::Bytes;
use std::sync::{Arc, Mutex};

fn chunks_of(body: &str, size: usize) -> impl Iterator<Item = Bytes> {
    body.as_bytes().chunks(size).map(Bytes::copy_from_slice)
}

/// What each event says of units, but for the hashes of their identifiers, whose key is drawn anew.
#[derive(Clone, Debug, Default)]
struct Said(Arc<Mutex<Vec<String>>>);

impl Sink for Said {
    fn record(&self, event: &Event) {
        let mut units = event.units.clone();
        units.iter_mut().for_each(|unit| unit.id_hash = None);
        self.0.lock().unwrap().push(format!("{units:?}"));
    }
}

fn engine(remembered: usize) -> Arc<Engine> {
    engine_saying(remembered, Said::default())
}

fn engine_saying(remembered: usize, said: Said) -> Arc<Engine> {
    let settings = format!(
        "preset = \"strict\"\n[jurisdiction]\ndefault = \"DE\"\n[limits]\nremembered_findings = {remembered}\n"
    );
    let files = FileSet::from_memory([("agegate.toml", settings.as_str())]);
    Arc::new(Engine::builder().files(files).sink(Box::new(said)).build().unwrap())
}

/// Listings that are taken from again and again: clean and restricted ones, with copies of either
/// that share an identifier or a link or have no words, with references, variants and lists.
const LISTINGS: [&str; 22] = [
    r#"{"id":"chair-100","name":"Garden chair","url":"/p/chair-100","price":"19.00"}"#,
    r#"{"id":"chair-100","name":"Garden chair, folding","url":"/p/chair-100","price":"21.00"}"#,
    r#"{"id":"lamp-2000","name":"Desk lamp","price":{"amount":39.9},"tags":["new","metal"]}"#,
    r#"{"id":"lamp-2000","name":"Tischlampe","lang":"de","image":"/i/lamp.jpg"}"#,
    r#"{"id":"m-770077","name":"Single malt whisky","url":"/p/m-770077","price":"40.00"}"#,
    r#"{"id":"m-770077","name":"Gift for him","url":"/p/m-770077","price":"40.00"}"#,
    r#"{"id":"gift-1234","name":"Gift for her","url":"/p/m-770077"}"#,
    r#"{"id":"m-770077","url":"/p/m-770077","image":"/i/m.jpg","price":"40.00"}"#,
    r#"{"id":"nameless-1","url":"/p/n-1","image":"/i/1.jpg"}"#,
    r#"{"id":"chair-100","name":"Whisky","url":"/p/chair-100","price":"40.00"}"#,
    r#"{"product_id":"chair-100","image":"/i/1.jpg"}"#,
    r#"{"id":"sofa-3333","name":"Sofa","price":"300","related_ids":["m-770077","chair-100"]}"#,
    r#"{"id":"sofa-3333","name":"Sofa","price":"300","links":["/p/m-770077","/p/chair-100"]}"#,
    r#"{"id":"shirt-555","name":"Shirt","price":"9","variants":[{"id":"shirt-555-s","title":"S","price":"9"},{"id":"shirt-555-m","title":"M","price":"9"}]}"#,
    r#"{"id":"kit-88888","name":"Bar set","price":"50","products":[{"id":"g-444444","name":"London gin","price":"20"},{"id":"cup-4444","name":"Cup","price":"5"}]}"#,
    r#"{"@type":"ListItem","position":1,"item":{"@id":"/p/rug","name":"Rug","offers":{"price":"80"}}}"#,
    r#"{"position":2,"id":"rug-99999","name":"Rug \u2013 wool","price":"80","count":3}"#,
    r#"{"id":"sofa-3333","name":"Sofa","price":"300","set":[{"product_id":"m-770077","n":1},{"product_id":"cup-4444","n":6}]}"#,
    r#"{"id":"bag-77777","title":"","name":"Bag","price":12.50,"adult":false,"labels":["a","b"]}"#,
    r#"{"id":"bag-77778","title":"","name":"Bag","price":1e3,"adult":true,"labels":["a","b"]}"#,
    r#"{"id":"cap-11111","name":"Cap","custom_attributes":[{"attribute_code":"flavour","value":"rum"}]}"#,
    r#"{ "id" : "vase-6666" , "name" : "Vase", "price" : "12" , "isFamilyFriendly" : true }"#,
];

/// Keys of lists, of which some mean something for what is in them.
const KEYS: [&str; 9] = [
    "products",
    "items",
    "hits",
    "related_products",
    "itemListElement",
    "reviews",
    "categories",
    "stores",
    "edges",
];

fn list(random: &mut Random) -> String {
    let mut body = String::from("[");
    for at in 0..random.below(9) {
        body.push_str(if at == 0 { "" } else { [",", " ,\n "][random.below(2)] });
        body.push_str(LISTINGS[random.below(LISTINGS.len())]);
    }
    body + "]"
}

fn document(random: &mut Random) -> String {
    if random.below(4) == 0 {
        return list(random);
    }
    let mut body = String::from("{\"page\":1");
    for _ in 0..1 + random.below(3) {
        let key = KEYS[random.below(KEYS.len())];
        let (list, count) = (list(random), random.below(6));
        let part = match random.below(4) {
            0 => format!("\"data\":{{\"{key}\":{list},\"count\":{count}}}"),
            1 => format!("\"{key}\":{list},\"total\":{count}"),
            2 => format!("\"{key}\":{{\"name\":\"Shelf\",\"products\":{list}}}"),
            _ => format!("\"{key}\":{list}"),
        };
        body.push(',');
        body.push_str(&part);
    }
    body + "}"
}

#[test]
fn a_warm_engine_says_what_a_cold_one_says() {
    const SEED: u64 = 0x5eed_4e4e_0000_0001;
    println!("seed {SEED:#x}");
    let said = [Said::default(), Said::default()];
    let (cold, warm) = (engine_saying(0, said[0].clone()), engine_saying(10_000, said[1].clone()));
    let mut random = Random(SEED);
    for number in 0..1500 {
        let body = document(&mut random);
        let size = [1, 7, 60, 500, 1 << 20][random.below(5)];
        let [cold, warm] = [&cold, &warm].map(|engine| {
            let arrived = get(engine, None, "application/json", chunks_of(&body, size));
            (arrived.status, arrived.ended, arrived.text())
        });
        assert_eq!(warm, cold, "document {number} in chunks of {size}:\n{body}");
        let [cold, warm] = [&said[0], &said[1]].map(|said| said.0.lock().unwrap().pop());
        assert_eq!(warm, cold, "events of document {number} in chunks of {size}:\n{body}");
    }
    let remembered = warm.shared().metrics.value(Counter::FindingsRemembered);
    let read = warm.shared().metrics.value(Counter::FindingsRead);
    assert!(remembered > read, "{remembered} remembered, {read} read");
}

/// A long list, of which one listing of `rare` is restricted, and as many have no words.
fn shelf(random: &mut Random, rare: usize) -> String {
    let mut body = String::from(r#"{"page":1,"products":["#);
    for at in 0..30 + random.below(500) {
        let comma = if at == 0 { "" } else { "," };
        let listing = match random.below(rare) {
            0 => format!(
                r#"{{"id":"m-{}","name":"Single malt whisky","price":"40.00"}}"#,
                770_070 + at
            ),
            1 => r#"{"id":"sofa-3","name":"Sofa","set":[{"product_id":"m-770077","n":1}]}"#
                .to_owned(),
            2 => r#"{"id":"nameless-1","url":"/p/n-1","image":"/i/1.jpg"}"#.to_owned(),
            n => format!(
                r#"{{"id":"chair-{at}","name":"Garden chair","url":"/p/chair-{at}","note":"{}"}}"#,
                "oiled ".repeat(n % 30)
            ),
        };
        body.push_str(comma);
        body.push_str(&listing);
    }
    body + "]}"
}

/// The same up to a place, and then something else.
fn forked(body: &str, random: &mut Random) -> String {
    let at = random.below(body.len());
    let at = body[..at].rfind("{\"id\"").unwrap_or(0);
    let ends = [
        r#"{"id":"m-770077","name":"Whisky","price":"40.00"}]}"#,
        r#"{"id":"chair-1","name":"Chair","price":"4.00"}],"total":3}"#,
        r#"{"id":"chair-7","url":"/p/chair-7","image":"/i/7.jpg"}]}"#,
        r#"{"id":"chair-1","name":"Chair"#,
        "]}",
    ];
    format!("{}{}", &body[..at], ends[random.below(ends.len())])
}

#[test]
fn a_body_that_came_before_is_told_from_all_others_however_it_comes() {
    const SEED: u64 = 0x5eed_fa31_0000_0004;
    println!("seed {SEED:#x}");
    let said = [Said::default(), Said::default()];
    let (cold, warm) = (engine_saying(0, said[0].clone()), engine_saying(100_000, said[1].clone()));
    let judged = |engine: &Engine| {
        let value = |counter| engine.shared().metrics.value(counter);
        value(Counter::FindingsRemembered) + value(Counter::FindingsRead)
    };
    let mut random = Random(SEED);
    let rare = [4000, 400, 30];
    let shelves: Vec<String> = (0..15).map(|at| shelf(&mut random, rare[at % 3])).collect();
    for number in 0..200 {
        let shelf = &shelves[random.below(shelves.len())];
        let body = if random.below(3) == 0 { forked(shelf, &mut random) } else { shelf.clone() };
        let size = [5_000, 16_384, 16_400, 40_000, 1 << 20][random.below(5)];
        let to_its_end = random.below(2) == 0;
        let [cold, warm] = [&cold, &warm].map(|engine| {
            let (before, chunks) = (judged(engine), chunks_of(&body, size));
            let arrived = match to_its_end {
                true => get_to_its_end(engine, "application/json", chunks),
                false => get(engine, None, "application/json", chunks),
            };
            let is_whole = arrived.status == 200 && arrived.ended;
            // What left before the body broke off depends on how it was cut.
            let judged = if is_whole { judged(engine) - before } else { 0 };
            (is_whole, judged, if is_whole { arrived.text() } else { String::new() })
        });
        assert_eq!(warm, cold, "body {number} in chunks of {size}:\n{body}");
        let [cold_says, warm_says] = [&said[0], &said[1]].map(|said| said.0.lock().unwrap().pop());
        assert!(!cold.0 || warm_says == cold_says, "events of body {number}:\n{body}");
    }
    assert!(warm.known_pages().len() > 12, "{}", warm.known_pages().len());
    let read = warm.shared().metrics.value(Counter::FindingsRead);
    assert!(read * 3 < judged(&warm), "{read} read of {}", judged(&warm));
}

#[test]
fn what_is_known_of_a_body_leaves_step_by_step() {
    let engine = engine(10_000);
    let mut random = Random(5);
    let body = shelf(&mut random, 4000)
        .replace("m-770077\",\"name\":\"Single malt whisky", "chair\",\"name\":\"Chair");
    let body = body.replace("nameless-1", "chair-2\",\"name\":\"Chair");
    let sent = |from: usize, to: usize| {
        // The last bytes never come: what leaves is what was released.
        let chunks = chunks_of(body.get(from..to).unwrap(), 20_000);
        get(&engine, None, "application/json", chunks.chain([Bytes::from_static(b"\x01")]))
            .body
            .len()
    };
    let end = body.len() - 3;
    let (first, again) = (sent(0, end), sent(0, end));
    assert!(first > 20_000 && again + 16_384 + 400 >= first, "{first}, then {again}");
    for _ in 0..2 {
        assert_eq!(get(&engine, None, "application/json", chunks_of(&body, 20_000)).text(), body);
    }
}

#[test]
fn a_page_that_only_begins_like_a_clean_one_waits_for_its_subject() {
    let engine = engine(10_000);
    let note = "Oiled oak for the garden. ".repeat(1200);
    let forms = [
        (
            "application/json",
            format!(")]}}',\n{{\"note\":\"{note}\",\"id\":\"a-1000\",\"price\":\"9\",\"name\":\""),
            "\"}",
        ),
        (
            "application/json",
            format!("/**/show({{\"note\":\"{note}\",\"id\":\"a-1000\",\"price\":\"9\",\"name\":\""),
            "\"});",
        ),
        (
            "application/json",
            format!("{}{{\"id\":\"a-1000\",\"price\":\"9\",\"name\":\"", " ".repeat(note.len())),
            "\"}",
        ),
        #[cfg(feature = "feeds")]
        (
            "application/xml",
            format!(
                "<?xml version=\"1.0\"?><!-- {note} --><product><id>a-1000</id><price>9</price><name>"
            ),
            "</name></product>",
        ),
        #[cfg(feature = "html")]
        ("text/html", format!("<!-- {note} --><title>Shop</title><h1>"), "</h1>"),
        ("text/plain", format!("{note}\n"), "\n"),
    ];
    for (media, begins, ends) in forms {
        for size in [16 << 10, 20_000, 1 << 20] {
            let send = |name: &str| {
                let body = format!("{begins}{name}{ends}");
                let arrived = get(&engine, None, media, chunks_of(&body, size));
                (arrived.replaced, arrived.status.as_u16(), arrived.text() == body)
            };
            for _ in 0..2 {
                assert_eq!(send("Garden chair"), (false, 200, true), "{media} {size}");
            }
            assert_eq!(send("Single malt whisky"), (true, 403, false), "{media} {size}");
            assert_eq!(send("Garden chair"), (false, 200, true), "{media} {size}");
        }
    }
}

/// What a listing may be called instead of its own name; some of it is restricted, some only looks
/// so, and some is no JSON.
const NAMES: [&str; 14] = [
    "Garden chair",
    "Whisky",
    "W h i s k y",
    "Wh\\u0069sky",
    "Whisky glass",
    "Wein",
    "Küche \\ud83d\\ude00",
    "\\n",
    "123",
    "",
    "a\\",
    "\\x",
    "a\u{1}b",
    "Tisch \\\"rund\\\"",
];

/// Lists in which nearly all listings are built like one before.
fn alike(random: &mut Random) -> String {
    let mut body = String::from(r#"{"page":1,"products":["#);
    let built: Vec<usize> =
        (0..1 + random.below(3)).map(|_| random.below(LISTINGS.len())).collect();
    let count = random.below(14);
    for at in 0..count {
        body.push_str(if at == 0 { "" } else { "," });
        let listing = LISTINGS[built[random.below(built.len())]];
        let names = if random.below(12) == 0 { NAMES.len() } else { 8 };
        let name = NAMES[random.below(names)];
        let listing = match random.below(4) {
            0 => listing.to_owned(),
            1 => listing.replacen("770077", &(770_070 + random.below(9)).to_string(), 4),
            _ => match listing.split_once(r#""name":""#) {
                Some((head, tail)) => {
                    let rest = tail.split_once('"').map_or(tail, |(_, rest)| rest);
                    format!("{head}\"name\":\"{name}\"{rest}")
                }
                None => listing.to_owned(),
            },
        };
        let cut = if random.below(300) == 0 { random.below(listing.len()) } else { listing.len() };
        body.push_str(listing.get(..cut).unwrap_or(&listing));
    }
    body + "]}"
}

#[test]
fn a_listing_built_like_one_before_is_judged_like_any_other() {
    const SEED: u64 = 0x5eed_a11c_0000_0002;
    println!("seed {SEED:#x}");
    let engine = engine(0);
    let mut random = Random(SEED);
    let mut withheld = 0;
    for number in 0..4000 {
        let body = alike(&mut random);
        // In single bytes no listing is ever here as a whole when it begins.
        let [whole, bytes] = [1 << 20, 1].map(|size| {
            let arrived = get(&engine, None, "application/json", chunks_of(&body, size));
            (arrived.status == 200 && arrived.ended, arrived.text())
        });
        // What is no JSON ends both, one of them after the first listings have left.
        if whole.0 || bytes.0 {
            assert_eq!(whole, bytes, "document {number}:\n{body}");
            withheld += usize::from(whole.1.len() < body.len());
        }
    }
    assert!((500..3900).contains(&withheld), "of {withheld} something is withheld");
}

/// Lists whose fields take few values, many of which mean something only beside another one.
fn of_few_values(random: &mut Random) -> String {
    const VALUES: [(&str, &[&str]); 5] = [
        ("name", &["Brut", "Cabernet", "Chair", "Ale, six", "Cava lamp", "Glass", "Beer", "Table"]),
        ("category", &["Bar", "Brut > Cava", "Home > Chairs", "Gifts > Ale", "Beer glasses"]),
        ("brand", &["Ale & Co", "Chair & Co", "Cava"]),
        ("tags", &["new", "brut", "cabernet", "season \\u2013 2", "18+", ""]),
        ("lang", &["en", "en", "de"]),
    ];
    let fields: Vec<_> = VALUES.iter().filter(|_| random.below(5) > 0).collect();
    let mut body = String::from(r#"{"products":["#);
    for at in 0..random.below(24) {
        body.push_str(if at == 0 { "{" } else { ",{" });
        for (key, values) in &fields {
            // Most of them take the first.
            let value = values[random.below(values.len()) * random.below(2)];
            body.push_str(&format!("\"{key}\":\"{value}\","));
        }
        body.push_str(&format!("\"id\":\"chair-{}\",\"price\":9}}", 1000 + at));
    }
    body + "]}"
}

#[test]
fn a_value_that_came_before_is_heard_beside_others() {
    const SEED: u64 = 0x5eed_0f3e_0000_0003;
    println!("seed {SEED:#x}");
    let engine = engine(0);
    let mut random = Random(SEED);
    let mut withheld = 0;
    for number in 0..2000 {
        let body = of_few_values(&mut random);
        let [whole, bytes] = [1 << 20, 1]
            .map(|size| get(&engine, None, "application/json", chunks_of(&body, size)).text());
        assert_eq!(whole, bytes, "document {number}:\n{body}");
        withheld += usize::from(whole.len() < body.len());
    }
    assert!((500..1900).contains(&withheld), "of {withheld} something is withheld");
}

#[test]
fn a_listing_is_only_known_in_its_place() {
    let engine = engine(1000);
    let lamp = r#"{"id":"lamp-2000","name":"Whisky","price":"9"}"#;
    let send = |body: &str| get(&engine, None, "application/json", chunks_of(body, 1 << 20)).text();
    // What others wrote is no name of goods, so that one word of it restricts nothing.
    let reviews =
        format!(r#"{{"products":[{{"id":"a-1000","name":"A","price":"1"}}],"reviews":[{lamp}]}}"#);
    for _ in 0..2 {
        assert_eq!(send(&reviews), reviews);
        assert_eq!(send(&format!("[{lamp}]")), "[]");
    }
}

/// Pages that come again, of which some hold what goes, or what depends on other pages.
#[cfg(feature = "html")]
fn page(random: &mut Random) -> String {
    const CARDS: [(&str, &str); 8] = [
        ("/p/chair-100", "Garden chair"),
        ("/p/lamp-2000", "Desk lamp"),
        ("/p/sofa-3333", "Sofa"),
        ("/p/rug-99999", "Rug"),
        ("/p/vase-6666", "Wein"),
        ("/p/m-770077", "Gift for him"),
        ("/p/m-770077", "Single malt whisky"),
        ("/p/chair-100", ""),
    ];
    let lang = ["de", "en", "hu"][random.below(3)];
    let mut body = format!("<html lang={lang}><p>Welcome</p><ul>");
    let cards = [5, 7, 8][random.below(3)];
    for _ in 0..1 + random.below(3) {
        let (link, name) = CARDS[random.below(cards)];
        body.push_str(&format!(
            "<li class=card><a href=\"{link}\"><img src=\"{link}.jpg\"><h3>{name}</h3></a> 9 €</li>"
        ));
    }
    body + ["</ul>", "</ul><script>ids=['/p/lamp-2000']</script>"][random.below(2)]
}

#[cfg(feature = "html")]
#[test]
fn a_page_that_comes_again_is_what_it_was() {
    const SEED: u64 = 0x5eed_9a6e_0000_0004;
    println!("seed {SEED:#x}");
    let (cold, warm) = (engine(0), engine(10_000));
    let mut random = Random(SEED);
    let (mut withheld, mut nameless) = (0, 0);
    for number in 0..3000 {
        let body = page(&mut random);
        let size = [1, 60, 1 << 20][random.below(3)];
        let [cold, warm] = [&cold, &warm].map(|engine| {
            let arrived = get(engine, None, "text/html", chunks_of(&body, size));
            (arrived.status, arrived.ended, arrived.text())
        });
        assert_eq!(warm, cold, "page {number} in chunks of {size}:\n{body}");
        withheld += usize::from(cold.2.len() < body.len());
        nameless += usize::from(body.contains("<h3></h3>"));
    }
    let remembered = warm.shared().metrics.value(Counter::FindingsRemembered);
    let read = warm.shared().metrics.value(Counter::FindingsRead);
    assert!(remembered > read, "{remembered} remembered, {read} read");
    assert!(withheld > 500 && nameless > 100, "{withheld} withheld, {nameless} nameless");
}

#[cfg(feature = "html")]
#[test]
fn a_page_in_which_something_was_found_is_another_to_another_viewer() {
    let engine = engine(10_000);
    let send_to = |age: Option<u8>, body: &str| {
        get(&engine, age.map(proven), "text/html", chunks_of(body, 1 << 20)).text()
    };
    let send = |body: &str| send_to(None, body);
    let shelf = |names: [&str; 3]| {
        let card = |name: &str| format!("<li><a href=/p/{}>{name}</a> 9 €</li>", name.len());
        format!("<ul>{}</ul><!--{}-->", names.map(card).concat(), " ".repeat(16 << 10))
    };
    let (clean, other) = (shelf(["Chair", "Sofa", "Carpet"]), shelf(["Chair", "Vodka", "Carpet"]));
    for _ in 0..3 {
        assert_eq!(send(&clean), clean);
        assert!(!send(&other).contains("Vodka"));
        assert_eq!(send_to(Some(30), &other), other);
    }
    assert!(engine.known_pages().len() >= 2, "{} steps are known", engine.known_pages().len());
}
