//! Bodies to measure on, made by a deterministic generator.

use serde_json::Value;
use std::ops::Range;

const CLEAN: [(&str, &str); 8] = [
    ("Garden chair in oiled acacia", "Foldable, with two cushions; seat height 45 cm."),
    ("Küchenmaschine mit Rührschüssel", "Edelstahl, 1200 Watt, leise; für Teig und Sahne."),
    ("Wooden train set, forty pieces", "Bridges, signals and a station; from three years."),
    ("Handcreme mit Mandelöl", "Zieht schnell ein, ohne Parfüm, für trockene Haut."),
    ("Chaussures de randonnée", "Imperméables, semelle crantée, tige haute."),
    ("Lámpara de escritorio LED", "Regulable, brazo articulado, puerto de carga."),
    ("Running socks, pack of five", "Breathable mesh, cushioned heel, left and right."),
    ("Настольная лампа", "Тёплый свет, гибкая ножка, три режима яркости."),
];

/// Names of what is restricted.
pub(crate) const RESTRICTED: [&str; 4] = [
    "Single malt whisky 12 years",
    "Disposable vape, mango ice",
    "Hunting knife",
    "W h i s k y, aged",
];

/// The same, so as not to be found.
pub(super) const DISGUISED: [&str; 4] = [
    "W-h-i-s-k-y, aged",
    "WH1SKY from the cask",
    "Sіngle malt whіѕky",
    "Ｗｈｉｓｋｙ, twelve years",
];

/// What a list is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing that anybody restricts, in six languages.
    Clean,
    /// The same in English only.
    Ascii,
    /// Every twentieth listing is restricted.
    Restricted,
    /// Every twentieth listing is restricted and written so as not to be found.
    Disguised,
}

/// A list of listings of about `bytes`.
pub(crate) fn list(bytes: usize, kind: Kind) -> String {
    let mut body = String::from("{\"page\":1,\"products\":[");
    let mut number = 0_usize;
    while body.len() < bytes {
        if number > 0 {
            body.push(',');
        }
        let clean = CLEAN
            .iter()
            .filter(|(name, text)| kind != Kind::Ascii || name.is_ascii() && text.is_ascii());
        let clean: Vec<_> = clean.collect();
        let (clean, text) = clean[number % clean.len()];
        let name = match kind {
            Kind::Restricted if number % 20 == 10 => RESTRICTED[number / 20 % RESTRICTED.len()],
            Kind::Disguised if number % 20 == 10 => DISGUISED[number / 20 % DISGUISED.len()],
            _ => clean,
        };
        body.push_str(&format!(
            "{{\"id\":\"item-{number}\",\"name\":\"{name}\",\"description\":\"{text} {text} {text}\",\
             \"url\":\"https://shop.example/p/item-{number}\",\"image\":\"/i/{number}.jpg\",\
             \"price\":{{\"amount\":{}.90,\"currency\":\"EUR\"}},\"stock\":{},\
             \"tags\":[\"new\",\"season \\u2013 {}\"],\"category\":\"Home > Things > Shelf {}\"}}",
            10 + number % 90,
            number % 7,
            number % 4,
            number % 11,
        ));
        number += 1;
    }
    body.push_str("]}");
    body
}

/// The listings of a list as JSON Lines.
pub(crate) fn lines(list: &str) -> String {
    let document: Value = serde_json::from_str(list).expect("JSON");
    document["products"]
        .as_array()
        .expect("listings")
        .iter()
        .map(|one| format!("{one}\n"))
        .collect()
}

/// A page that shows the listings of a list as cards.
pub(crate) fn page(list: &str) -> String {
    let document: Value = serde_json::from_str(list).expect("JSON");
    let mut body = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Shop</title></head>\
         <body><nav><a href=\"/\">Home</a> <a href=\"/new\">New</a></nav><main><ul>\n",
    );
    for listing in document["products"].as_array().expect("listings") {
        let text = |key: &str| listing[key].as_str().unwrap_or_default();
        body.push_str(&format!(
            "<li class=\"card\" data-id=\"{}\"><a href=\"{}\"><img src=\"{}\" alt=\"\"><h3>{}</h3></a>\
             <p>{}</p><span class=\"price\">{} €</span></li>\n",
            text("id"),
            text("url"),
            text("image"),
            text("name"),
            text("description"),
            listing["price"]["amount"],
        ));
    }
    body.push_str("</ul></main><footer>All prices include taxes.</footer></body></html>");
    body
}

/// The texts that say what each listing of such a list is.
#[derive(Default)]
pub(crate) struct Texts {
    /// One behind the other, each with a line break behind it.
    pub(crate) all: String,
    /// Where those of each listing are.
    listings: Vec<Vec<Range<usize>>>,
}

impl Texts {
    pub(crate) fn of(list: &str) -> Self {
        let document: Value = serde_json::from_str(list).expect("JSON");
        let mut texts = Self::default();
        for listing in document["products"].as_array().expect("listings") {
            let keys = ["name", "description", "category"];
            let said = keys.iter().filter_map(|key| listing[*key].as_str());
            let tags = listing["tags"].as_array().into_iter().flatten();
            let said = said.chain(tags.filter_map(Value::as_str));
            let places = said.map(|text| {
                let from = texts.all.len();
                texts.all.push_str(text);
                texts.all.push('\n');
                from..from + text.len()
            });
            texts.listings.push(places.collect());
        }
        texts
    }

    /// Each listing with its texts.
    pub(crate) fn listings(&self) -> impl Iterator<Item = impl Iterator<Item = &str> + Clone> {
        self.listings
            .iter()
            .map(|places| places.iter().filter_map(|place| self.all.get(place.clone())))
    }
}
