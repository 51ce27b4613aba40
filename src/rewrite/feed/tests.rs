//! Case tables, each case run whole, byte by byte and at every split into two.

use super::{Elements, FeedRewriter};
use crate::rewrite::trial::Trial;
use crate::rewrite::{Limits, RewriteError};

fn feed() -> Trial {
    Trial::new(|limits| Box::new(FeedRewriter::new(Elements::default(), limits)))
}

fn check(cases: &[(&str, &str)]) {
    for (input, expected) in cases {
        feed().check(input, expected);
    }
}

#[test]
fn items_of_feeds_go() {
    check(&[
        (
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Shop</title>\
             <item><title>RESTRICTED</title><link>https://a.example/1</link></item>\
             <item><title>b</title><link>https://a.example/2</link></item></channel></rss>\n",
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Shop</title>\
             <item><title>b</title><link>https://a.example/2</link></item></channel></rss>\n",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title><entry><id>tag:a,1</id>\
             <title>a</title><content type='xhtml'><div>b <b>REST</b>RICTED</div></content></entry>\
             <entry><title type='html'>&lt;b&gt;c&lt;/b&gt;</title><link rel='alternate' href='/c'/>\
             <category term='RESTRICTED'/></entry><entry><title>d</title></entry></feed>",
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title><entry><id>tag:a,1</id>\
             <title>a</title><content type='xhtml'><div>b <b>REST</b>RICTED</div></content></entry>\
             <entry><title>d</title></entry></feed>",
        ),
        (
            "<channel><item><id>1</id><title><![CDATA[RESTRICTED]]></title></item><item/></channel>",
            "<channel><item/></channel>",
        ),
        (
            "<urlset><url><loc>https://a.example/RESTRICTED</loc></url><url><loc>/b</loc>\
             <image:image><image:title>RESTRICTED</image:title></image:image></url>\
             <url><loc>/c-d</loc></url></urlset>",
            "<urlset><url><loc>/c-d</loc></url></urlset>",
        ),
    ]);
}

#[test]
fn a_feed_says_its_language() {
    let input = b"<rss xml:lang='de-AT'><channel><dc:language> de </dc:language></channel></rss>";
    assert_eq!(feed().everywhere(input).judge.languages, ["de-AT", "de"]);
}

#[test]
fn references_to_what_went_go() {
    check(&[(
        "<catalog><product product-id=\"ab-1234\"><display-name>RESTRICTED</display-name></product>\
         <product product-id=\"ab-1235\"><display-name>b</display-name><links>\
         <product-link product-id=\"ab-1234\"/><product-link product-id=\"ab-1236\"/></links></product>\
         <category-assignment category-id=\"x\" product-id=\"ab-1234\"/>\
         <category-assignment category-id=\"x\" product-id=\"ab-1235\"/></catalog>",
        "<catalog><product product-id=\"ab-1235\"><display-name>b</display-name><links>\
         <product-link product-id=\"ab-1236\"/></links></product>\
         <category-assignment category-id=\"x\" product-id=\"ab-1235\"/></catalog>",
    )]);
}

#[test]
fn lists_of_any_name_are_found() {
    check(&[
        (
            "<response><status>ok</status><thing><name>RESTRICTED</name><price>1</price></thing>\
             <thing><name>b</name><price>1</price></thing></response>",
            "<response><status>ok</status><thing><name>b</name><price>1</price></thing></response>",
        ),
        (
            "<s:Envelope><s:Body><GetResponse><Product id='1' name='a' price='3'/>\
             <Product id='2' name='RESTRICTED' price='3'/></GetResponse></s:Body></s:Envelope>",
            "<s:Envelope><s:Body><GetResponse><Product id='1' name='a' price='3'/>\
             </GetResponse></s:Body></s:Envelope>",
        ),
        (
            "<yml_catalog><shop><name>s</name><categories><category id='1'>RESTRICTED</category>\
             <category id='2'>b</category></categories><offers><offer id='1'><name>RESTRICTED</name>\
             <url>/1</url><param name='Colour'>red</param></offer><offer id='2'><name>b</name>\
             <param name='Use'>RESTRICTED</param></offer></offers></shop></yml_catalog>",
            "<yml_catalog><shop><name>s</name><categories>\
             <category id='2'>b</category></categories><offers></offers></shop></yml_catalog>",
        ),
    ]);
}

#[test]
fn outside_lists_the_smallest_element_goes_or_is_emptied() {
    check(&[
        (
            "<rss><channel><title>RESTRICTED</title><category>a</category>\
             <category>RESTRICTED</category><!-- RESTRICTED --><item><title>a</title></item>\
             </channel></rss>",
            "<rss><channel><title></title><category>a</category>\
             <item><title>a</title></item></channel></rss>",
        ),
        ("<message lang='en'>RESTRICTED</message>", "<message lang='en'></message>"),
        (
            "<facets><facet n='a'><value>x</value><value>RESTRICTED</value></facet></facets>",
            "<facets><facet n='a'><value>x</value></facet></facets>",
        ),
        (
            "<nav><category name='RESTRICTED'><items><item><title>a</title></item></items></category>\
             <category name='b'/></nav>",
            "<nav><category name='b'/></nav>",
        ),
    ]);
}

#[test]
fn what_the_document_is_about_gates_it() {
    for input in [
        "<product><id>1</id><name>RESTRICTED</name><price>1</price></product>",
        "<response><status>ok</status><product><id>1</id><name>RESTRICTED</name></product></response>",
        "<entry><title>RESTRICTED</title><link href='/a'/></entry>",
        "<svg xmlns='http://www.w3.org/2000/svg'><g><text>RESTRICTED</text></g></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'RESTRICTED'>]><svg><text>&a;</text></svg>",
        "<html><body><p>RESTRICTED</p></body></html>",
    ] {
        let run = feed().everywhere(input.as_bytes());
        assert_eq!(run.result, Err(RewriteError::SubjectWithheld), "{input}");
        assert!(!run.text().contains("RESTRICTED"), "{input}");
    }
}

#[test]
fn what_cannot_be_read_is_withheld() {
    for input in [
        "RESTRICTED",
        "{\"name\":\"RESTRICTED\"}",
        "<!-- nothing -->",
        "<a>\0</a>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'c'>]><a>&b;</a>",
        "<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><a>&d;</a>",
    ] {
        let run = feed().everywhere(input.as_bytes());
        assert!(matches!(run.result, Err(RewriteError::Malformed { .. })), "{input}");
        assert_eq!(run.text(), "", "{input}");
    }
    let run = feed().run([b"<a>\xff</a>".as_slice()]);
    assert!(matches!(run.result, Err(RewriteError::Malformed { at: 3, .. })));
}

#[test]
fn broken_nesting_keeps_what_is_kept() {
    check(&[
        (
            "<rss><channel><item><title>a<b></title></item></p><item><title>RESTRICTED</item>\
             <item><title>c</title>",
            "<rss><channel><item><title>a<b></title></item></p><item><title>c</title>",
        ),
        (
            "<rss><channel><item><title>a</title></channel></rss><x",
            "<rss><channel><item><title>a</title></channel></rss>",
        ),
    ]);
}

#[test]
fn large_elements_go_alone() {
    let limits = Limits { unit: 120, hold: 60, ..Limits::default() };
    let large = format!("<item><title>{}</title></item>", "x".repeat(150));
    let input = format!(
        "<rss><channel><item><title>a</title></item>{large}{}<item><title>b</title></item></channel></rss>",
        "y".repeat(130)
    );
    let run = feed().within(limits).everywhere(input.as_bytes());
    assert_eq!(
        run.text(),
        "<rss><channel><item><title>a</title></item><item><title>b</title></item></channel></rss>"
    );
    assert_eq!(run.judge.withheld.len(), 2);
}

#[test]
fn a_document_that_does_not_say_what_it_is_in_time_is_judged_in_parts() {
    let limits = Limits { hold: 80, ..Limits::default() };
    let input = format!(
        "<response><text>{}</text><note>RESTRICTED</note><thing><name>RESTRICTED</name><id>1</id></thing>\
         <thing><name>b</name><id>2</id></thing></response>",
        "x".repeat(100)
    );
    let run = feed().within(limits).everywhere(input.as_bytes());
    assert_eq!(run.result, Err(RewriteError::SubjectWithheld));
}

#[test]
fn masked_listings_keep_their_price() {
    check(&[(
        "<products><product id='1'><name>MASKED</name><price>3</price></product></products>",
        "<products><product id=''><name></name><price>3</price></product></products>",
    )]);
}

#[test]
fn listings_in_listings_are_units_of_their_own() {
    check(&[(
        "<products><product><id>1</id><name>a</name><price>1</price><related>\
         <product><id>2</id><name>RESTRICTED</name><price>2</price></product>\
         <product><id>3</id><name>c</name><price>2</price></product></related></product></products>",
        "<products><product><id>1</id><name>a</name><price>1</price><related>\
         <product><id>3</id><name>c</name><price>2</price></product></related></product></products>",
    )]);
}

#[test]
fn a_document_type_that_names_something_withholds_the_document() {
    let feed = |word: &str| {
        format!("<!DOCTYPE a [<!ENTITY w \"{word}\">]><a><item><name>&w;</name></item></a>")
    };
    check(&[(&feed("Tea"), &feed("Tea"))]);
    let run = self::feed().everywhere(feed("RESTRICTED").as_bytes());
    assert_eq!(run.result, Err(RewriteError::SubjectWithheld), "{run:?}");
}

#[test]
fn a_route_names_its_listings() {
    let named =
        Trial::new(|limits| Box::new(FeedRewriter::new(Elements::of(&["stock/thing"]), limits)));
    named.check(
        "<all><stock><thing><x>RESTRICTED</x></thing><thing><x>b</x></thing></stock></all>",
        "<all><stock><thing><x>b</x></thing></stock></all>",
    );
}

#[test]
fn comments_and_instructions_are_judged_wherever_they_stand() {
    check(&[
        (
            "<?xml version='1.0' encoding='utf-8'?><!-- RESTRICTED --><?x RESTRICTED?><!-- a -->\
             <rss><!--RESTRICTED--><channel><item><!-- RESTRICTED --><title>a<!--RESTRICTED--></title>\
             <link>/1</link></item><?x RESTRICTED?><item><title>b <b>c<!--RESTRICTED--></b></title>\
             <link>/2</link></item></channel></rss><!-- RESTRICTED -->\n<!-- d -->",
            "<?xml version='1.0' encoding='utf-8'?><!-- a -->\
             <rss><channel><item><title>a</title>\
             <link>/1</link></item><item><title>b <b>c</b></title>\
             <link>/2</link></item></channel></rss>\n<!-- d -->",
        ),
        (
            "<facets><facet n='a'><!--RESTRICTED--><value>x<!--RESTRICTED--></value></facet></facets>",
            "<facets><facet n='a'><value>x</value></facet></facets>",
        ),
        (
            "<rss><channel></RESTRICTED><item><title>a</title></item></channel></rss></RESTRICTED>",
            "<rss><channel><item><title>a</title></item></channel></rss>",
        ),
        (
            "<?xml RESTRICTED?><rss version='of RESTRICTED'><channel><item><title>a</title></item></channel></rss>",
            "<rss version=''><channel><item><title>a</title></item></channel></rss>",
        ),
    ]);
    let run = feed().everywhere(b"<!DOCTYPE a PUBLIC 'RESTRICTED' 'b'><a><item>b</item></a>");
    assert_eq!(run.result, Err(RewriteError::SubjectWithheld), "{run:?}");
    let run = feed().everywhere(b"<rss><item><title>a</title RESTRICTED></item></rss>");
    assert!(matches!(run.result, Err(RewriteError::Malformed { .. })), "{run:?}");
}

#[test]
fn a_comment_too_large_to_be_judged_goes() {
    let limits = Limits { unit: 60, hold: 60, ..Limits::default() };
    let items = |comment: &str| {
        format!(
            "<rss><channel><item><title>a</title></item>{comment}<item><title>b</title></item></channel></rss>"
        )
    };
    let comment = format!("<!-- {} RESTRICTED -->", "x".repeat(150));
    let run = feed().within(limits).everywhere(items(&comment).as_bytes());
    assert_eq!(run.text(), items(""));
    assert_eq!(run.judge.withheld.len(), 1);
}
