//! What is opened by what went.

use super::{card, rewrite};

#[test]
fn what_is_opened_by_what_went_goes_too() {
    let tab = |id: &str, name: &str| format!("<button aria-controls=\"{id}\">{name}</button>");
    let panel = |id: &str| format!("<div id=\"{id}\"><img src=\"/{id}.jpg\"> 9 €</div>");
    let (tea, gone) = (tab("p1", "Tea"), tab("p2", "Old whisky"));
    let panels = [panel("p1"), panel("p2"), panel("p3")].concat();
    let left = rewrite(&format!("{tea}{gone}<hr>{panels}"));
    assert_eq!(left, format!("{tea}<hr>{}", [panel("p1"), panel("p3")].concat()));
    // What something else opens too stays, and what is the page itself.
    for more in [tab("p2", "Cup"), "<a data-bs-target=\"#p2\" href=\"/x\">Cup</a>".to_owned()] {
        let left = rewrite(&format!("{tea}{gone}{more}<hr>{panels}"));
        assert_eq!(left, format!("{tea}{more}<hr>{panels}"));
    }
    let main = "<main id=\"p2\"><p>Opening hours</p></main>";
    assert_eq!(rewrite(&format!("{tea}{gone}{main}")), format!("{tea}{main}"));
    let cards = [card("Desk lamp", "/p/lamp"), card("Chair", "/p/c")].concat();
    let shelf = format!("<ul id=\"p2\">{cards}</ul>");
    assert_eq!(rewrite(&format!("{tea}{gone}{shelf}")), format!("{tea}{shelf}"));
}

#[test]
fn what_is_opened_from_within_what_went_goes_too() {
    let tabs =
        "<button aria-controls=\"p1\">Tea</button><button aria-controls=\"p2\">Old whisky</button>";
    let tea = "<button aria-controls=\"p1\">Tea</button>";
    let panel = |id: &str, inside: &str| format!("<div id=\"{id}\"><p>See</p>{inside}</div>");
    let opens = |id: &str| format!("<button commandfor=\"{id}\">more</button>");
    let one = panel("p1", &opens("d1"));
    for (gone, left) in [
        // One after the other, each with a button that closes it or leads back.
        (
            [panel("p2", &opens("d2")), panel("d2", &opens("d3")), panel("d3", &opens("d3"))]
                .concat(),
            String::new(),
        ),
        ([panel("p2", &opens("d2")), panel("d2", &opens("p2"))].concat(), String::new()),
        (
            [panel("d2", &opens("p2")), panel("p2", "<i popovertarget=\"d2\">i</i>")].concat(),
            String::new(),
        ),
        // What a panel opens that stays, or stands within itself.
        (
            [panel("p2", &opens("d1")), panel("d1", &opens("p1"))].concat(),
            panel("d1", &opens("p1")),
        ),
        (panel("p2", &panel("d2", &opens("d2"))), String::new()),
        // A panel that stays holds what opens it.
        (
            [panel("p2", &opens("d2")), panel("q", &opens("d2")), panel("d2", "")].concat(),
            [panel("q", &opens("d2")), panel("d2", "")].concat(),
        ),
    ] {
        assert_eq!(rewrite(&format!("{tabs}<hr>{one}{gone}")), format!("{tea}<hr>{one}{left}"));
        let innocent = format!("{tabs}<hr>{one}{gone}").replace("Old whisky", "Coffee");
        assert_eq!(rewrite(&innocent), innocent);
    }
}
