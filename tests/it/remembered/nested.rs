//! Listings within listings, which may be decided by what other pages said, or by what went before.

use super::{Said, chunks_of};
use crate::disguise::Random;
use crate::drive::{get, proven};
use agegate::config::FileSet;
use agegate::engine::Engine;
use std::sync::Arc;

const TABLE: &str = r#"{"id":"a-1000","name":"Table","url":"/p/a-1000","price":"9"}"#;
const WHISKY: &str =
    r#"{"id":"m-770077","name":"Single malt whisky","url":"/p/m-770077","price":"40.00"}"#;
const GIFT: &str = r#"{"id":"m-770077","name":"Gift","url":"/p/m-770077","price":"40.00"}"#;

/// An engine that remembers nothing and one that does, and what they say.
struct Both {
    engines: [Arc<Engine>; 2],
    said: [Said; 2],
}

impl Both {
    fn with(more: &str) -> Self {
        let said = [Said::default(), Said::default()];
        let engine = |remembered: usize, said: &Said| {
            let settings = format!(
                "preset = \"strict\"\n[jurisdiction]\ndefault = \"DE\"\n\
                 [limits]\nremembered_findings = {remembered}\n{more}"
            );
            // A small lexicon: each case has engines of its own.
            let words = "strong = [\"gin\", \"vodka\", \"whisky\"]\n";
            let files = [("agegate.toml", &*settings), ("lexicon/alcohol_spirits/en.toml", words)];
            let engine = Engine::builder().files(FileSet::from_memory(files));
            Arc::new(engine.sink(Box::new(said.clone())).build().unwrap())
        };
        Self { engines: [engine(0, &said[0]), engine(100_000, &said[1])], said }
    }

    /// What both send of a body, and say of it.
    fn send(&self, age: Option<u8>, body: &str, size: usize) -> [(u16, bool, String, String); 2] {
        [0, 1].map(|at| {
            let viewer = age.map(proven);
            let chunks = chunks_of(body, size);
            let arrived = get(&self.engines[at], viewer, "application/json", chunks);
            let said = self.said[at].0.lock().unwrap().pop().unwrap_or_default();
            (arrived.status.as_u16(), arrived.ended, arrived.text(), said)
        })
    }

    fn agree(&self, body: &str) -> String {
        let [cold, warm] = self.send(None, body, 1 << 20);
        assert_eq!(warm, cold, "{body}");
        cold.2
    }
}

/// Pages with the same listings, of which none is the one before.
fn pages(listings: &[&str]) -> Vec<String> {
    let list = listings.join(",");
    (0..3).map(|n| format!(r#"{{"n":{n},"products":[{list}]}}"#)).collect()
}

#[test]
fn an_inner_listing_that_another_page_names_is_asked_for_again() {
    let by_page = [
        // One part is known to be restricted, another is asked about.
        r#"{"id":"deal-1000","name":"Deal of the day","price":"9","product":{"id":"m-770077","name":"770077","url":"/p/m-770077"},"data":{"id":"chair-1000","name":"Chair","url":"/p/chair-1000","price":"9"}}"#,
        r#"{"id":"kit-88888","name":"Bar set","price":"9","parts":[{"id":"m-770077","name":"770077","url":"/p/m-770077","price":"4"}]}"#,
        r#"{"id":"kit-88888","name":"Bar set","price":"9","refill":{"id":"m-770077","name":"770077","url":"/p/m-770077","price":"4"}}"#,
        r#"{"id":"kit-88888","name":"Whisky set","price":"9","refill":{"id":"m-770077","name":"770077","url":"/p/m-770077","price":"4"}}"#,
        r#"{"id":"kit-88888","name":"Bar set","products":[{"id":"m-770077","url":"/p/m-770077","image":"/i/m.jpg"}]}"#,
    ];
    for outer in by_page {
        let both = Both::with("");
        let send = || pages(&[TABLE, outer]).iter().for_each(|page| _ = both.agree(page));
        send();
        both.agree(&format!("[{GIFT},{TABLE}]"));
        send();
        both.agree(&format!("[{WHISKY},{TABLE}]"));
        send();
        for body in pages(&[TABLE, outer]) {
            assert!(!both.agree(&body).contains("\"770077\""), "{outer}");
        }
    }
}

#[test]
fn no_list_is_built_like_one_whose_parts_were_known_by_name() {
    let kit = |n: usize, id: &str, name: &str| {
        format!(
            r#"{{"id":"kit-{n}","name":"Bar set","price":"9","parts":[{{"id":"{id}","name":"{name}","url":"/p/{id}","price":"4"}}]}}"#
        )
    };
    let mut kits: Vec<String> = (0..6).map(|n| kit(88_880 + n, "m-770077", "770077")).collect();
    kits.push(kit(99_999, "w-990099", "Single malt whisky"));
    let body = format!("[{}]", kits.join(","));
    let both = Both::with("");
    both.agree(&format!("[{GIFT},{TABLE}]"));
    for size in [1, 40, 1 << 20] {
        let [cold, warm] = both.send(None, &body, size);
        assert_eq!(warm, cold, "{size}");
        assert!(!cold.2.contains("whisky"), "{size}: {}", cold.2);
    }
}

#[test]
fn what_goes_is_swept_for_by_the_names_of_all_that_went_in_it() {
    let copy = r#"{"name":"Gift for her","url":"/p/880088"}"#;
    let other = r#"{"id":"m-770077","name":"Gift for him","url":"/p/4444"}"#;
    for pair in [
        r#"{"id":"deal-1000","name":"Deal","price":"9","product":{"id":"m-770077","name":"Single malt whisky","url":"/p/880088"},"gift":{"id":"m-770077","name":"Gift","url":"/p/999","price":"9"}}"#,
        r#"{"id":"deal-1000","name":"Deal","price":"9","product":{"id":"m-770077","name":"Single malt whisky","url":"/p/880088"},"gift":{"id":"m-770077","name":"Gift","url":"/p/880088","price":"9"}}"#,
    ] {
        let both = Both::with("");
        for body in pages(&[TABLE, pair, copy, other]) {
            assert!(!both.agree(&body).contains("880088"), "{pair}");
        }
    }
    // An inner listing that was swept on one page is judged on another.
    let set = r#"{"id":"kit-88888","name":"Whisky set","price":"9","gift":{"id":"m-770077","name":"Vodka bottle","url":"/p/880088"}}"#;
    let both = Both::with("");
    pages(&[TABLE, WHISKY, set]).iter().for_each(|body| _ = both.agree(body));
    for body in pages(&[TABLE, set, copy]) {
        assert!(!both.agree(&body).contains("880088"));
    }
}

#[test]
fn texts_of_a_list_that_name_what_went_go_from_a_known_listing_too() {
    for (id, list) in [
        ("m-770077", r#"["m-770077","oak"]"#),
        ("m-770077", r#"["/p/m-770077","oak"]"#),
        ("m-770077", r#"["\/p\/m-770077","oak"]"#),
        ("m-770077", r#"[["m-770077"],"oak"]"#),
        ("12345678", r#"["12345678"]"#),
    ] {
        let sofa = format!(r#"{{"id":"sofa-3333","name":"Sofa","price":"300","colours":{list}}}"#);
        let whisky = WHISKY.replace("\"m-770077\"", &format!("\"{id}\""));
        let both = Both::with("");
        pages(&[TABLE, &sofa]).iter().for_each(|body| _ = both.agree(body));
        for body in pages(&[TABLE, &whisky, &sofa]) {
            assert!(!both.agree(&body).contains(id), "{list}");
        }
    }
}

#[test]
fn a_list_that_keeps_one_without_words_keeps_it_again() {
    let more = "[[route]]\npath = \"/list\"\nwhen_emptied = \"keep_one_masked\"\n";
    let gin = r#"{"sku":"g-770078","name":"London dry gin","url":"/p/g-770078"}"#;
    for list in [WHISKY.to_owned(), format!("{WHISKY},{gin}")] {
        let both = Both::with(more);
        for n in 0..3 {
            for body in [
                format!(r#"{{"n":{n},"products":[{list}]}}"#),
                format!(r#"{{"n":{n},"a":[{TABLE},{TABLE}],"gifts":[{list}]}}"#),
                format!("{}[{list}]", " ".repeat(n)),
            ] {
                let left = both.agree(&body);
                assert!(left.contains("{\"id\":\"\""), "{left}");
            }
        }
    }
}

fn pick(random: &mut Random, list: &[&'static str]) -> &'static str {
    list[random.below(list.len())]
}

fn inner(random: &mut Random) -> String {
    let id = pick(random, &["m-770077", "chair-1000", "gin-44444", "w-990099"]);
    let name = pick(random, &["770077", "Gift", "Vodka bottle", "Chair", "Lamp", ""]);
    let url = pick(random, &["/p/880088", "/p/m-770077", "/p/chair-1000", "/p/55555"]);
    let more = pick(random, &["", ",\"price\":\"4\"", ",\"image\":\"/i/1.jpg\""]);
    format!(r#"{{"id":"{id}","name":"{name}","url":"{url}"{more}}}"#)
}

fn listing(random: &mut Random) -> String {
    const KEYS: [&str; 11] = [
        "product",
        "data",
        "gift",
        "item",
        "refill",
        "node",
        "brand",
        "parts",
        "variants",
        "bundle",
        "related_products",
    ];
    if random.below(3) == 0 {
        return inner(random);
    }
    let id = pick(random, &["kit-88888", "kit-88889", "deal-1000", "m-770077"]);
    let name = pick(random, &["Bar set", "Whisky set", "Deal", "7777"]);
    let more = pick(
        random,
        &[
            "",
            ",\"price\":\"9\"",
            ",\"url\":\"/d/1000\"",
            ",\"price\":\"9\",\"tags\":[\"m-770077\",\"oak\"]",
            ",\"price\":\"9\",\"count\":2",
        ],
    );
    let mut listing = format!(r#"{{"id":"{id}","name":"{name}"{more}"#);
    for _ in 0..random.below(3) {
        let at = random.below(KEYS.len());
        let part = inner(random);
        listing.push_str(&match at {
            7.. => format!(",\"{}\":[{part},{}]", KEYS[at], inner(random)),
            _ => format!(",\"{}\":{part}", KEYS[at]),
        });
    }
    listing + "}"
}

#[test]
fn pages_of_nested_listings_are_what_they_would_be() {
    const SEED: u64 = 0x5eed_4e57_0000_0001;
    println!("seed {SEED:#x}");
    let route = "[[route]]\npath = \"/list\"\n";
    let mut random = Random(SEED);
    for more in ["", "when_emptied = \"keep_one_masked\"\n", "subject_viewer = true\n"] {
        let both = Both::with(&format!("{route}{more}"));
        let listings: Vec<String> = (0..40).map(|_| listing(&mut random)).collect();
        let mut changed = 0;
        for number in 0..500 {
            let count = 1 + random.below(7);
            let list: Vec<&str> =
                (0..count).map(|_| listings[random.below(listings.len())].as_str()).collect();
            let list = list.join([",", " ,\n"][random.below(2)]);
            let total = random.below(6);
            let body = match random.below(3) {
                0 => format!("[{list}]"),
                1 => format!(r#"{{"products":[{list}],"total":{total}}}"#),
                _ => format!(r#"{{"n":1,"gifts":[{list}],"count":{total}}}"#),
            };
            let age = [None, None, Some(16), Some(30)][random.below(4)];
            let size = [1, 300, 1 << 20][random.below(3)];
            let [cold, warm] = both.send(age, &body, size);
            assert_eq!(warm, cold, "{more}{number}, {age:?}, chunks of {size}:\n{body}");
            changed += usize::from(cold.2 != body);
        }
        assert!(changed > 100, "{more}{changed} changed");
    }
}
