//! Ages that depend on what the goods state or on what is known of the viewer, through the shipped
//! policies.

use crate::drive;
use agegate::age::{Age, AgeBounds, Class};
use agegate::assurance::Assurance;
use agegate::config::FileSet;
use agegate::engine::Engine;
use bytes::Bytes;
use std::sync::Arc;

/// A few words for the shipped categories and policies: the shipped lists take a while.
const TERMS: [(&str, &str); 4] = [
    ("alcohol_spirits", "vodka\", \"coffee liqueur"),
    ("alcohol_beer_wine", "red wine\", \"lager beer"),
    ("video_game_rated", "video game"),
    ("film_rated", "dvd film"),
];

fn engine(country: &str) -> Arc<Engine> {
    let settings = format!("jurisdiction.default = \"{country}\"\n");
    let lists = TERMS.map(|(category, terms)| {
        (format!("lexicon/{category}/en.toml"), format!("strong = [\"{terms}\"]\n"))
    });
    let lists = lists.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let files = FileSet::from_memory(lists.chain([("agegate.toml", settings.as_str())]));
    Arc::new(Engine::builder().files(files).build().expect("the built-in policies compile"))
}

/// Somebody of this age, or nobody known.
fn viewer(age: Option<u8>) -> Option<Assurance> {
    let age = age?;
    let upper = (age < 30).then_some(Age(age));
    let bounds = AgeBounds { lower: Age(age), upper };
    Some(Assurance { bounds, class: Class::Verified, ..Assurance::UNKNOWN })
}

/// Whether a listing of this title and these further members reaches the viewer.
fn is_shown(engine: &Arc<Engine>, listing: &str, age: Option<u8>) -> bool {
    let (title, more) = listing.split_once(" | ").unwrap_or((listing, ""));
    let more = if more.is_empty() { String::new() } else { format!(",{more}") };
    let body = format!(
        r#"[{{"id":"a1","title":"Oak chair","url":"/a1"}},{{"id":"b2","title":"{title}","url":"/b2"{more}}}]"#
    );
    let arrived = drive::get(engine, viewer(age), "application/json", [Bytes::from(body)]);
    assert!(arrived.text().contains("Oak chair"), "{}", arrived.text());
    arrived.text().contains("b2")
}

#[test]
fn ages_depend_on_what_the_goods_state() {
    // Country, listing, and the youngest verified viewer who sees it; what a stranger sees.
    #[rustfmt::skip]
    let cases: &[(&str, &str, u8, bool)] = &[
        // Finland: 20 above 22 % vol, 18 up to it; a bottle that does not say counts as above.
        ("FI", "Vodka 0,7 l 38 % vol", 20, false),
        ("FI", "Coffee liqueur 0,5 l 17 % vol", 18, false),
        ("FI", "Vodka 0,7 l", 20, false),
        ("FI", "Red wine 12,5 % vol", 18, false),
        // Sweden: 20 above 3.5 % vol.
        ("SE", "Lager beer 5,2 % vol", 20, false),
        ("SE", "Lager beer 2,8 % vol", 18, false),
        // Denmark: 18 above 6 % vol, 16 up to it.
        ("DK", "Red wine 12,5 % vol", 18, false),
        ("DK", "Lager beer 4,6 % vol", 16, false),
        ("DE", "Red wine 12,5 % vol", 16, false),
        ("DE", "Vodka 0,7 l", 18, false),
        ("MT", "Vodka 0,7 l", 17, false),
        ("LT", "Red wine", 20, false),
        ("US", "Red wine", 21, false),
        // Ratings: FSK and USK in Germany, PEGI elsewhere, BBFC and PEGI in the United Kingdom.
        ("DE", "Space Farm, video game | \"usk\":\"USK 18\"", 18, false),
        ("DE", "Space Farm, video game | \"usk\":\"USK 16\"", 16, false),
        ("DE", "Space Farm, video game | \"usk\":\"USK 12\"", 12, false),
        ("DE", "Space Farm, video game | \"usk\":\"USK 6\"", 6, true),
        ("DE", "Space Farm, DVD film | \"fsk\":\"FSK 16\"", 16, false),
        ("DE", "Space Farm, DVD film | \"fsk\":\"FSK 6\"", 6, true),
        ("FR", "Space Farm, video game | \"pegi\":\"PEGI 18\"", 18, false),
        ("FR", "Space Farm, video game | \"pegi\":\"PEGI 12\"", 12, false),
        ("FR", "Space Farm, video game | \"pegi\":\"PEGI 7\"", 7, true),
        ("FR", "Space Farm, video game | \"pegi\":\"PEGI 3\"", 3, true),
        ("GB", "Space Farm, video game | \"pegi\":\"PEGI 16\"", 16, false),
        ("GB", "Space Farm, video game | \"pegi\":\"PEGI 7\"", 7, true),
        ("GB", "Space Farm, DVD film | \"bbfc\":\"BBFC 15\"", 15, false),
        ("US", "Space Farm, video game | \"esrb\":\"ESRB M\"", 17, true),
        ("FR", "Space Farm, video game", 0, true),
        // What a shop declares to be violent is for adults, whatever it is.
        ("FR", r#"Steel helmet | "hasAdultConsideration":"ViolenceConsideration""#, 18, false),
        ("GB", r#"Steel helmet | "hasAdultConsideration":"ViolenceConsideration""#, 18, false),
    ];
    let mut wrong = Vec::new();
    for (country, listing, youngest, stranger) in cases {
        let engine = engine(country);
        for age in [youngest.checked_sub(1), Some(*youngest), Some(60)].into_iter().flatten() {
            if is_shown(&engine, listing, Some(age)) != (age >= *youngest) {
                wrong.push(format!("{country}, {listing}, {age} years"));
            }
        }
        if is_shown(&engine, listing, None) != *stranger {
            wrong.push(format!("{country}, {listing}, a stranger"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
