//! Collects what a unit says: its texts as a reader sees them, its links and pictures, its labels.
//!
//! A text is handed on as it is written, tags within a line and character references included: the
//! fold reads them as a browser does, so that `se<b>x</b>` and `&#115;ex` are one word.

use super::cards::is_custom;
use super::names::{is_heading, is_inline};
use super::scripts::is_data;
use super::tree::{Node, Tree, What, lower};
use crate::classify::{Facts, Role, Scalar, is_opaque};
use crate::rewrite::cut::Code;
use std::borrow::Cow;
use std::ops::Range;

/// What a unit says, in reused buffers.
#[derive(Debug, Default)]
pub(super) struct Gather {
    pub(super) facts: Facts,
    /// Where its links lead, in document order.
    pub(super) links: Vec<Range<usize>>,
    /// Where its pictures are, in document order.
    pub(super) pictures: Vec<Range<usize>>,
    /// Values of attributes that identify goods, with the attribute's name.
    pub(super) ids: Vec<(Range<usize>, Range<usize>)>,
    /// Bytes of text that a reader sees.
    pub(super) seen: usize,
    /// Whether data in attributes counts as words of the unit.
    pub(super) data: bool,
    run: Range<usize>,
    role: Role,
}

impl Gather {
    /// Collects an element and what is below it, without what is a unit of its own.
    pub(super) fn unit(&mut self, tree: &Tree<'_>, unit: u32, is_unit: impl Fn(u32) -> bool) {
        self.facts.clear();
        self.links.clear();
        self.pictures.clear();
        self.ids.clear();
        self.seen = 0;
        self.run = 0..0;
        let end = tree.get(unit).map_or(unit, |node| node.next);
        let mut at = unit;
        // Roles of open elements, with the node after each.
        let mut roles: Vec<(u32, Role)> = vec![(end, said_by(tree, unit))];
        while let Some(node) = (at < end).then(|| tree.get(at)).flatten() {
            while roles.last().is_some_and(|(after, _)| *after <= at) {
                roles.pop();
                // What follows an element with a role of its own is another text.
                self.flush(tree);
            }
            let role = roles.last().map_or(Role::Other, |(_, role)| *role);
            if at != unit && is_unit(at) {
                self.flush(tree);
                at = node.next.max(at + 1);
                continue;
            }
            match node.what {
                What::Text => self.text(node, role),
                What::Comment => {}
                What::Element if is_code(tree, node) => {
                    // Code between two texts is part of neither.
                    self.flush(tree);
                    at = node.next.max(at + 1);
                    continue;
                }
                What::Element => {
                    let own = role_of(tree, node, role);
                    if own != role || !is_inline_element(tree, node) {
                        self.flush(tree);
                        roles.push((node.next, own));
                    }
                    self.attributes(tree, node, own);
                }
            }
            at += 1;
        }
        self.flush(tree);
    }

    fn text(&mut self, node: &Node, role: Role) {
        if self.run.is_empty() {
            self.run = node.span.clone();
            self.role = role;
        } else {
            self.run.end = node.span.end;
        }
        self.seen += node.span.len();
    }

    fn flush(&mut self, tree: &Tree<'_>) {
        let text = tree.text(&self.run).trim();
        if !text.is_empty() {
            self.facts.push(self.role, "", Scalar::Text(text));
        }
        self.run = 0..0;
    }

    /// Data in an attribute as words, without the tokens in it that nobody reads.
    fn data(&mut self, value: &str, around: Role) {
        const LONG: usize = 40;
        let parts = || value.split(['"', '\'', '&', ';']);
        if !parts().any(|part| is_opaque(part, LONG)) {
            return self.facts.push(around, "", Scalar::Text(value));
        }
        for part in parts().filter(|part| part.len() > 2 && !is_opaque(part, LONG)) {
            self.facts.push(around, "", Scalar::Text(part));
        }
    }

    fn attributes(&mut self, tree: &Tree<'_>, node: &Node, around: Role) {
        let property = ["itemprop", "property", "name"]
            .into_iter()
            .find_map(|name| tree.attribute(node, name))
            .unwrap_or_default();
        let custom = is_custom(&tree.lower(node));
        for attribute in tree.attributes(node) {
            let value = tree.text(&attribute.value).trim();
            if value.is_empty() {
                continue;
            }
            let name = lower(tree.text(&attribute.name));
            if is_data(value) {
                // Lists of listings are read as such elsewhere.
                if self.data && !value.contains("[{") {
                    self.data(value, around);
                }
                continue;
            }
            let role = match &*name {
                "href" | "xlink:href" | "data-href" | "data-url" | "action" => {
                    self.links.push(attribute.value.clone());
                    Role::Url
                }
                "cite" | "download" | "formaction" | "longdesc" | "ping" => Role::Url,
                "background" => Role::Image,
                "style" if value.contains("url(") => Role::Image,
                "src" | "srcset" | "imagesrcset" | "poster" | "data-src" | "data-srcset" => {
                    Role::Image
                }
                "data" if tree.is(node, "object") => Role::Image,
                "alt" => Role::Alt,
                "title" | "placeholder" | "label" | "summary" | "srcdoc" => around,
                name if SPOKEN.contains(&name) => around,
                "lang" => Role::Meta,
                // What a form sends along names goods only in words.
                "value" if is_hidden(tree, node) && !value.contains(char::is_whitespace) => {
                    continue;
                }
                "value" => around,
                "content" => Role::Other.descend(property),
                "itemtype" | "class" | "id" | "style" | "rel" | "type" | "name" | "itemprop" => {
                    continue;
                }
                other => match other.strip_prefix("data-") {
                    Some(key) => {
                        let role = Role::Other.descend(key);
                        if role == Role::Id {
                            self.ids.push((attribute.name.clone(), attribute.value.clone()));
                        }
                        // What a script keeps for itself names goods only in words.
                        if role == Role::Other && !value.contains(char::is_whitespace) {
                            continue;
                        }
                        role
                    }
                    // The attributes of a custom element are what it shows.
                    None if custom && !name.starts_with("on") => match Role::Other.descend(&name) {
                        Role::Other if !value.contains(char::is_alphabetic) => continue,
                        role => role,
                    },
                    None => continue,
                },
            };
            if let Some(text) = text_of(value) {
                self.facts.push(around, "", Scalar::Text(&text));
            }
            if role == Role::Image && name != "style" {
                self.pictures.push(attribute.value.clone());
            }
            let key = if name == "content" { property } else { name.trim_start_matches("data-") };
            self.facts.push(role, key, Scalar::Text(value));
        }
    }
}

/// Attributes that are read out to those who do not see the page (WAI-ARIA 1.3).
pub(super) const SPOKEN: [&str; 6] = [
    "aria-label",
    "aria-description",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "aria-braillelabel",
];

/// What a link to a text in itself says (RFC 2397), but for one in base64.
fn text_of(link: &str) -> Option<Cow<'_, str>> {
    link.get(..5).filter(|start| start.eq_ignore_ascii_case("data:"))?;
    let (kind, text) = link.split_once(',')?;
    (!kind.to_ascii_lowercase().ends_with(";base64")).then(|| Code::Percent.decode(text))
}

/// Who speaks in what is around an element, if it is not the shop.
fn said_by(tree: &Tree<'_>, at: u32) -> Role {
    let mut around = tree.around(at).skip(1).map(|(_, node)| role_of(tree, node, Role::Other));
    around.find(|role| *role == Role::ThirdParty).unwrap_or(Role::Other)
}

/// Whether a `data-` attribute holds words, and neither a link nor what a script goes by.
pub(super) fn says_words(key: &str, value: &str) -> bool {
    match Role::Other.descend(key) {
        Role::Id | Role::Url | Role::Price => false,
        Role::Other => value.trim().contains(char::is_whitespace),
        _ => true,
    }
}

/// Whether the content of an element is code, which embedded data is read from elsewhere.
pub(super) fn is_code(tree: &Tree<'_>, node: &Node) -> bool {
    tree.is(node, "script") || tree.is(node, "style")
}

fn is_inline_element(tree: &Tree<'_>, node: &Node) -> bool {
    is_inline(&tree.lower(node))
}

fn is_hidden(tree: &Tree<'_>, node: &Node) -> bool {
    tree.is(node, "input")
        && tree.attribute(node, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden"))
}

/// What an element's text is for, by its name, its microdata and the words of its classes.
pub(super) fn role_of(tree: &Tree<'_>, node: &Node, around: Role) -> Role {
    let name = tree.lower(node);
    if matches!(around, Role::ThirdParty | Role::Seller) {
        return around;
    }
    if let Some(property) = tree.attribute(node, "itemprop") {
        return property.split_ascii_whitespace().next().map_or(around, |p| around.descend(p));
    }
    if is_heading(&name) || name == "title" {
        return Role::Name;
    }
    let classes = tree.attribute(node, "class").unwrap_or_default();
    for class in classes.split_ascii_whitespace().take(8) {
        let words = class.split(['-', '_']).map(str::to_ascii_lowercase);
        for word in words {
            let role = match word.as_str() {
                "review" | "reviews" | "comment" | "comments" | "rating" | "testimonial" => {
                    Role::ThirdParty
                }
                "seller" | "store" | "merchant" | "vendor" => Role::Seller,
                "price" | "prices" => Role::Price,
                "brand" | "manufacturer" => Role::Brand,
                "breadcrumb" | "breadcrumbs" => Role::Category,
                _ => continue,
            };
            return role;
        }
    }
    around
}
