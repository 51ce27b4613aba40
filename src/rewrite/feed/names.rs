//! What the names of elements and attributes say, prefixes left out: any prefix may stand for any
//! namespace, and feeds get them wrong.

use crate::rewrite::select::names_elements;

/// The name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The part of a name that says what its value is for. The prefix of sitemap images tells their
/// title from the page's.
pub(super) fn telling(name: &str) -> &str {
    if name.starts_with("image:") { name } else { local(name) }
}

/// Elements that hold lists in known formats and are passed on as soon as they begin: RSS 2.0 and
/// 1.0, Atom (RFC 4287), sitemaps, Salesforce Commerce catalogues, YML, and plain plurals.
pub(super) fn is_container(name: &str) -> bool {
    is_one_of(
        name,
        &[
            "rss",
            "rdf",
            "channel",
            "feed",
            "urlset",
            "sitemapindex",
            "catalog",
            "catalogue",
            "catalogs",
            "yml_catalog",
            "shop",
            "products",
            "items",
            "offers",
            "listings",
            "entries",
            "productlist",
            "itemlist",
            "articles",
            "ads",
            "hits",
            "results",
            "categories",
            "inventory",
            "pricebooks",
        ],
    )
}

/// Elements that are listings in known formats, whatever they hold.
pub(super) fn is_listing(name: &str) -> bool {
    is_one_of(
        name,
        &["item", "entry", "product", "offer", "listing", "ad", "article", "hit", "good"],
    )
}

/// Elements that a list is made of in known formats, without being listings.
pub(super) fn is_member(name: &str) -> bool {
    is_listing(name)
        || is_one_of(
            name,
            &[
                "url",
                "sitemap",
                "category",
                "category-assignment",
                "recommendation",
                "row",
                "record",
                "result",
                "doc",
                "document",
                "node",
                "image",
                "li",
            ],
        )
}

/// Root elements of documents that are one picture or page.
pub(super) fn is_page(name: &str) -> bool {
    is_one_of(name, &["svg", "html"])
}

/// The element of a list that says in which language it is (RSS 2.0, Dublin Core).
pub(super) fn is_language(name: &str) -> bool {
    local(name) == "language"
}

/// Elements of HTML that mark up a text and are no names of data.
pub(super) fn is_markup(name: &str) -> bool {
    is_one_of(
        name,
        &[
            "p",
            "br",
            "div",
            "span",
            "strong",
            "em",
            "ul",
            "ol",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "table",
            "tbody",
            "thead",
            "tr",
            "td",
            "th",
            "small",
            "sub",
            "sup",
            "blockquote",
            "font",
            "hr",
            "pre",
            "tspan",
        ],
    )
}

/// Elements of HTML whose names may also be those of data, outside texts.
pub(super) fn may_be_markup(name: &str) -> bool {
    is_markup(name)
        || is_one_of(
            name,
            &["a", "b", "i", "u", "s", "q", "li", "img", "code", "mark", "dl", "dt", "dd"],
        )
}

/// Attributes that say how a value is to be read, not what it is.
pub(super) fn is_technical(name: &str, value: &str) -> bool {
    // Several words are none of a machine's.
    if value.trim().contains(' ') {
        return false;
    }
    name == "xmlns"
        || ["xmlns:", "xml:", "xsi:"].iter().any(|prefix| name.starts_with(prefix))
        || is_one_of(
            local(name),
            &[
                "version",
                "encoding",
                "rel",
                "scheme",
                "domain",
                "ispermalink",
                "lang",
                "currency",
                "unit",
                "mode",
                "view-type",
                "width",
                "height",
                "length",
                "datatype",
                "namespaces",
            ],
        )
        || local(name) == "type"
            && (value.contains('/') || is_one_of(value, &["html", "text", "xhtml"]))
}

/// Attributes that name what the element's text is, as in `<param name="Material">Oak</param>`.
pub(super) fn is_naming(name: &str) -> bool {
    is_one_of(name, &["name", "attribute-id", "key", "code", "property", "field"])
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The element names by which a route names its listings: `item`, `catalog/product`, `/rss/channel/item`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elements(Vec<Way>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Way {
    /// From the listing upwards.
    names: Vec<String>,
    rooted: bool,
}

impl Elements {
    /// Takes the names of elements; those of a route that are something else are left out, for they
    /// speak of other formats.
    ///
    /// ```
    /// use agegate::rewrite::feed::Elements;
    /// assert!(Elements::of(&["$.products[*]", ".card"]).is_empty());
    /// assert!(!Elements::of(&["catalog/product"]).is_empty());
    /// ```
    pub fn of<S: AsRef<str>>(items: &[S]) -> Self {
        Self(items.iter().filter_map(|item| Way::read(item.as_ref())).collect())
    }

    /// Whether no listing is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an element is a named listing; `up` are its name and those around it.
    pub(super) fn name<'n>(&self, up: impl Iterator<Item = &'n str> + Clone) -> bool {
        self.0.iter().any(|way| {
            let mut around = up.clone();
            let fits = way.names.iter().all(|wanted| {
                around.next().is_some_and(|name| {
                    wanted == name || !wanted.contains(':') && wanted == local(name)
                })
            });
            fits && (!way.rooted || around.next().is_none())
        })
    }
}

impl Way {
    fn read(item: &str) -> Option<Self> {
        let names = item.strip_prefix('/').unwrap_or(item).rsplit('/').map(str::to_owned);
        let rooted = item.starts_with('/');
        names_elements(item).then(|| Self { names: names.collect(), rooted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings_are_named_by_their_way() {
        for (item, up, named) in [
            ("item", &["item", "channel", "rss"][..], true),
            ("item", &["g:item", "channel"], true),
            ("x:item", &["g:item", "channel"], false),
            ("channel/item", &["item", "channel", "rss"], true),
            ("channel/item", &["item", "rss"], false),
            ("/channel/item", &["item", "channel", "rss"], false),
            ("/rss/channel/item", &["item", "channel", "rss"], true),
        ] {
            assert_eq!(Elements::of(&[item]).name(up.iter().copied()), named, "{item} {up:?}");
        }
        for none in ["$.a", ".card", "li.item", "ul > li", "", "/", "a//b", "#x"] {
            assert!(Elements::of(&[none]).is_empty(), "{none}");
        }
    }
}
