//! The catalogue as large marketplaces send it: each listing with its prices in several forms, badges,
//! identifiers, pictures named by hashes, and what is reported when somebody clicks on it.

use super::catalogue::{Dice, catalogue};
use serde_json::{Value, json};

/// A list of about `bytes`.
pub(crate) fn tracked(bytes: usize) -> String {
    let mut dice = Dice(0x07ac_4ed0_ca7a_1060);
    let source: Value = serde_json::from_str(&catalogue(bytes)).expect("the catalogue is JSON");
    let mut listings = Vec::new();
    let mut length = 0;
    for listing in source["products"].as_array().into_iter().flatten() {
        let listing = around(listing, &mut dice).to_string();
        length += listing.len() + 1;
        listings.push(listing);
        if length >= bytes {
            break;
        }
    }
    format!("{{\"data\":{{\"result\":{{\"items\":[{}]}}}}}}", listings.join(","))
}

fn around(listing: &Value, dice: &mut Dice) -> Value {
    let [id, shelf, session] = [(); 3].map(|()| digits(dice, 16));
    let (view, picture) = (hex(dice, &[8, 4, 4, 4, 12]), hex(dice, &[33]));
    let image = format!("//img.shop.example/kf/S{picture}.jpg");
    let (cents, sold) = (1 + dice.below(40_000), dice.below(5000));
    let price = format!("{}.{:02}", cents / 100, cents % 100);
    let told = format!(
        "%7B%22view%22%3A%22{view}%22%2C%22item%22%3A%22{id}%22%2C%22from%22%3A%22search%22%7D"
    );
    let badge = |dice: &mut Dice, text: &str| {
        json!({
            "tagId": format!("m{}", digits(dice, 7)),
            "position": 1 + dice.below(4),
            "content": {
                "type": "image_text",
                "text": text,
                "imgUrl": format!("https://img.shop.example/kf/S{}/45x60.png", hex(dice, &[32])),
                "style": { "color": "#D3031C", "position": "4" },
            },
        })
    };
    let badges = [badge(dice, "Save 10%"), badge(dice, "Free delivery over 20 €")];
    json!({
        "productId": id,
        "itemType": "productV3",
        "listedAt": format!("2026-0{}-{} 00:00:00", 1 + dice.below(9), 10 + dice.below(18)),
        "image": { "imgUrl": image, "width": 350, "height": 350 },
        "title": { "displayTitle": listing["name"], "seoTitle": listing["name"] },
        "prices": {
            "skuId": digits(dice, 17),
            "currency": "EUR",
            "sale": { "type": "sale_price", "amount": cents, "formatted": format!("EUR {price}") },
            "original": { "type": "original_price", "formatted": format!("EUR {price}") },
            "discount": dice.below(90),
        },
        "badges": badges,
        "evaluation": { "starRating": format!("{}.{}", 3 + dice.below(2), dice.below(10)) },
        "trade": { "text": format!("{sold} sold") },
        "actions": [
            { "text": "Add to cart", "type": "shopCart" },
            { "text": "Similar items", "type": "similarItems" },
        ],
        "trace": {
            "page": { "cdi": told, "npi": format!("6%40dis%21EUR%21{price}%21{sold}%21%21%40{session}") },
            "exposure": { "category": shelf, "view": view, "algorithm": format!("{view}-0") },
            "log": {
                "formatted_price": format!("EUR {price}"),
                "object_id": id,
                "group_id": digits(dice, 16),
                "tags": format!("[{},{}]", digits(dice, 6), digits(dice, 6)),
                "strategy": format!("3#{}#-{}", digits(dice, 10), digits(dice, 9)),
                "model_ctr": format!("0.{}", digits(dice, 17)),
                "image_trace": format!("S{picture}.jpg"),
                "is_choice": "false",
            },
        },
        "images": [{ "imgUrl": image }, { "imgUrl": format!("/kf/S{}.jpg", hex(dice, &[33])) }],
        "url": format!("/item/{id}.html?view={view}&session={session}"),
    })
}

fn digits(dice: &mut Dice, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + dice.below(10) as u8)).collect()
}

/// Groups of hexadecimal digits.
fn hex(dice: &mut Dice, groups: &[usize]) -> String {
    let digit = |dice: &mut Dice| char::from_digit(dice.below(16) as u32, 16).unwrap_or('0');
    let group = |length: &usize| (0..*length).map(|_| digit(dice)).collect::<String>();
    groups.iter().map(group).collect::<Vec<_>>().join("-")
}
