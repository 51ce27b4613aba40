use crate::rewrite::feed::{Elements, FeedRewriter};
use crate::rewrite::select::rewriter_of;
use crate::rewrite::trial::Trial;
use crate::rewrite::{Format, Limits, Shape};

fn stream() -> Trial {
    Trial::new(|limits| Box::new(FeedRewriter::new(Elements::default(), limits)))
}

/// `⟦…⟧` goes because something says `RESTRICTED`, and stays where it says something else.
fn check(trial: &Trial, sample: &str) {
    let before = sample.replace(['⟦', '⟧'], "");
    let mut after = String::new();
    for part in sample.split('⟦') {
        after.push_str(part.split_once('⟧').map_or(part, |(_, kept)| kept));
    }
    trial.check(&before, &after);
    let innocent = before.replace("RESTRICTED", "plain");
    trial.check(&innocent, &innocent);
}

#[test]
fn what_a_listing_stands_on_says_what_it_is() {
    for sample in [
        r#"<yml><shop><name>S</name><categories><category id="8">c</category>⟦<category id="9">RESTRICTED</category>⟧</categories><offers>⟦<offer id="1"><name>a</name><price>1</price><categoryId>9</categoryId></offer>⟧<offer id="2"><name>b</name><price>1</price><categoryId>8</categoryId></offer></offers></shop></yml>"#,
        // One that stands in another, and one that names its shelf by an attribute or in an element.
        r#"<yml><categories>⟦<category id="9">RESTRICTED</category>⟧<category id="91" parentId="9">d</category></categories><offers>⟦<offer id="1"><name>a</name><price>1</price><categoryId>91</categoryId></offer>⟧<offer id="2"><name>b</name><price>1</price><categoryId>8</categoryId></offer></offers></yml>"#,
        r#"<c><categories><category><id>8</id><name>c</name></category>⟦<category><id>9</id><name>RESTRICTED</name></category>⟧</categories><products>⟦<product id="1" category_id="9"><name>a</name><price>1</price></product>⟧<product id="9"><name>b</name><price>1</price><category id="8"/></product>⟦<product id="2"><name>d</name><price>1</price><category id="9"/></product>⟧</products></c>"#,
        r#"<c>⟦<brands><brand id="9">RESTRICTED</brand></brands>⟧<products>⟦<product id="1"><name>a</name><price>1</price><brand_id>9</brand_id></product>⟧<product id="2"><name>b</name><price>1</price><category_id>9</category_id></product></products></c>"#,
    ] {
        check(&stream(), sample);
    }
}

#[test]
fn what_a_document_says_behind_its_listings_is_known_at_the_second_reading() {
    let whole = Trial::new(|limits| {
        let shape = Shape { sweep_document: true, ..Shape::default() };
        rewriter_of(Format::Xml, &shape, limits)
    });
    check(
        &whole,
        r#"<c><offers>⟦<offer id="1"><name>a</name><price>1</price><categoryId>9</categoryId></offer>⟧<offer id="2"><name>b</name><price>1</price><categoryId>8</categoryId></offer></offers><categories><category id="8">c</category>⟦<category id="9">RESTRICTED</category>⟧</categories></c>"#,
    );
}

#[test]
fn beyond_what_is_remembered_what_is_named_and_unknown_goes() {
    let shelf = |id: u8| format!(r#"<category id="{id}">c</category>"#);
    let offer = |id: u8| {
        format!(
            r#"<offer id="{id}"><name>b</name><price>1</price><categoryId>{id}</categoryId></offer>"#
        )
    };
    let shelves: String = (1..=3).map(shelf).collect();
    let all: String = (1..=3).map(offer).collect();
    let page = |offers: &str| {
        format!("<c><categories>{shelves}</categories><offers>{offers}</offers></c>")
    };
    let limits = Limits { swept_identifiers: 2, ..Limits::default() };
    let left: String = (1..=2).map(offer).collect();
    stream().within(limits).check(&page(&all), &page(&left));
    stream().check(&page(&all), &page(&all));
}
