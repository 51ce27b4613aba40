//! What an element's text is for, by its name, its microdata and the words of its classes.

use super::names::{is_heading, is_inline};
use super::tree::{Node, Tree, What};
use super::vocabulary::Name;
use crate::classify::Role;

/// As many classes of an element are read.
const CLASSES: usize = 8;

/// What each element of a page says of the texts in it; read once, since units ask for all around
/// them.
#[derive(Debug, Default)]
pub(super) struct Roles(Vec<Voice>);

/// What one element says.
#[derive(Clone, Copy, Debug, Default)]
struct Voice {
    says: Says,
    /// Whether it or an element around it holds what others than the shop say.
    third: bool,
}

#[derive(Clone, Copy, Debug, Default)]
enum Says {
    #[default]
    Nothing,
    Is(Role),
    /// It depends on what is around what its microdata says.
    Property,
}

impl Roles {
    pub(super) fn read(tree: &Tree<'_>) -> Self {
        let mut voices: Vec<Voice> = Vec::with_capacity(tree.nodes.len());
        let mut copies = tree.copies.iter().peekable();
        let headings: Vec<u32> = tree.called(Name::H1).map(|(at, _)| at).collect();
        // What the whole page, or its main heading, stands in says so of itself.
        let is_page = |at: usize, node: &Node| {
            let next = headings.partition_point(|heading| (*heading as usize) < at);
            let holds = headings.get(next).is_some_and(|heading| *heading < node.next);
            matches!(node.is, Name::Html | Name::Body | Name::Main) || holds
        };
        while let Some(node) = tree.nodes.get(voices.len()) {
            let at = voices.len();
            if let Some(copied) = copies.next_if(|copied| copied.at as usize == at)
                && copied.same
            {
                let (like, len) = (copied.like as usize, copied.len as usize);
                // It stands in the same element.
                if like + len <= at {
                    voices.extend_from_within(like..like + len);
                    continue;
                }
            }
            let mut voice = Voice::default();
            if node.what == What::Element {
                let says = says(tree, at, node);
                let around = voices.get(node.parent as usize);
                let third = around.is_some_and(|around| around.third)
                    || match says {
                        Says::Nothing => false,
                        _ => {
                            heard(tree, node, says, Role::Other) == Role::ThirdParty
                                && !is_page(at, node)
                        }
                    };
                voice = Voice { says, third };
            }
            voices.push(voice);
        }
        Self(voices)
    }

    /// What the text of the element at `at` is for.
    pub(super) fn of(&self, tree: &Tree<'_>, at: u32, node: &Node, around: Role) -> Role {
        let says = self.0.get(at as usize).map_or(Says::Nothing, |voice| voice.says);
        heard(tree, node, says, around)
    }

    /// Whether it is the classes of an element that say what its text is for.
    pub(super) fn is_told_by_class(&self, tree: &Tree<'_>, at: u32, node: &Node) -> bool {
        let says = self.0.get(at as usize).map_or(Says::Nothing, |voice| voice.says);
        matches!(says, Says::Is(role) if role != Role::Name)
            && tree.attribute(node, Name::Itemprop).is_none()
    }

    /// Who speaks in what is around an element, if it is not the shop.
    pub(super) fn around(&self, node: &Node) -> Role {
        let third = self.0.get(node.parent as usize).is_some_and(|around| around.third);
        if third { Role::ThirdParty } else { Role::Other }
    }
}

/// What an element that says this is for, in a text that is for `around`.
fn heard(tree: &Tree<'_>, node: &Node, says: Says, around: Role) -> Role {
    if matches!(around, Role::ThirdParty | Role::Seller) {
        return around;
    }
    match says {
        Says::Nothing => around,
        Says::Is(role) => role,
        Says::Property => {
            let property = tree.attribute(node, Name::Itemprop).unwrap_or_default();
            property.split_ascii_whitespace().next().map_or(around, |p| around.descend(p))
        }
    }
}

fn says(tree: &Tree<'_>, at: usize, node: &Node) -> Says {
    let mut classes = None;
    for attribute in tree.attributes(node) {
        match attribute.means {
            Name::Itemprop => return Says::Property,
            Name::Class if classes.is_none() => classes = Some(tree.text(attribute.value)),
            _ => {}
        }
    }
    if is_heading(node.is) || node.is == Name::Title {
        return Says::Is(Role::Name);
    }
    let category = |classes: &&str| name_category(classes) && is_line(tree, at, node);
    let role = classes.and_then(of_classes);
    let role = role.or_else(|| classes.filter(category).map(|_| Role::Category));
    role.map_or(Says::Nothing, Says::Is)
}

/// Whether an element is a piece of a line: nothing in it begins a line of its own, or shows more
/// than words. Of what is called after categories all else is a shelf, or a tile of one.
fn is_line(tree: &Tree<'_>, at: usize, node: &Node) -> bool {
    let below = tree.nodes.get(at + 1..node.next as usize).unwrap_or_default();
    below.iter().all(|node| node.what != What::Element || is_inline(node.is))
}

/// Whether elements with these classes say the same of the texts in them, if nothing else tells them
/// apart.
pub(super) fn say_the_same(classes: &str, others: &str) -> bool {
    classes == others
        || of_classes(classes) == of_classes(others)
            && name_category(classes) == name_category(others)
}

/// Whether a class is called after the category of goods, as `product-category` is, and not after
/// something of a category, as `category-tile` is.
fn name_category(classes: &str) -> bool {
    const WORDS: [&str; 4] = ["category", "kategorie", "categorie", "categoria"];
    classes.split_ascii_whitespace().take(CLASSES).any(|class| {
        let last = class.rsplit(['-', '_']).next().unwrap_or_default();
        (8..=9).contains(&last.len()) && WORDS.iter().any(|word| last.eq_ignore_ascii_case(word))
    })
}

/// The role that the first word of the classes names which names one.
fn of_classes(classes: &str) -> Option<Role> {
    classes.split_ascii_whitespace().take(CLASSES).find_map(of_class)
}

fn of_class(class: &str) -> Option<Role> {
    // What precedes a word that then tells of a state, or of how goods sell.
    const STATES: [&str; 12] =
        ["best", "has", "hide", "hot", "is", "no", "not", "non", "show", "top", "with", "without"];
    let states = |word: &[u8]| STATES.iter().any(|s| word.eq_ignore_ascii_case(s.as_bytes()));
    let mut words = class.as_bytes().split(|b| matches!(b, b'-' | b'_')).peekable();
    let mut before: &[u8] = b"";
    while let Some(word) = words.next() {
        // `rating-4` is a state too.
        let counts = words.peek().and_then(|next| next.first()).is_some_and(u8::is_ascii_digit);
        let is_state = |role: &Role| states(before) || counts && *role == Role::ThirdParty;
        let role = of_word(word);
        if role.is_some_and(|role| !is_state(&role)) {
            return role;
        }
        before = word;
    }
    None
}

fn of_word(word: &[u8]) -> Option<Role> {
    let (role, words): (Role, &[&str]) = match word.first()?.to_ascii_lowercase() {
        _ if !(5..=12).contains(&word.len()) => return None,
        b'r' => (Role::ThirdParty, &["review", "reviews", "rating"]),
        b'c' => (Role::ThirdParty, &["comment", "comments"]),
        b't' => (Role::ThirdParty, &["testimonial"]),
        b's' => (Role::Seller, &["seller", "store"]),
        b'm' if word.len() == 12 => (Role::Brand, &["manufacturer"]),
        b'm' => (Role::Seller, &["merchant"]),
        b'v' => (Role::Seller, &["vendor"]),
        b'p' => (Role::Price, &["price", "prices"]),
        b'b' if word.len() == 5 => (Role::Brand, &["brand"]),
        b'b' => (Role::Category, &["breadcrumb", "breadcrumbs"]),
        _ => return None,
    };
    words.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes())).then_some(role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_name_roles() {
        for (classes, role) in [
            ("card", None),
            ("", None),
            ("card product-price", Some(Role::Price)),
            ("Prices", Some(Role::Price)),
            ("priced pricey", None),
            ("js_Review-item price", Some(Role::ThirdParty)),
            ("customer-reviews", Some(Role::ThirdParty)),
            ("rating", Some(Role::ThirdParty)),
            ("comment", Some(Role::ThirdParty)),
            ("comments", Some(Role::ThirdParty)),
            ("testimonial", Some(Role::ThirdParty)),
            ("seller", Some(Role::Seller)),
            ("app-store", Some(Role::Seller)),
            ("merchant", Some(Role::Seller)),
            ("vendor--name", Some(Role::Seller)),
            ("brand", Some(Role::Brand)),
            ("manufacturer", Some(Role::Brand)),
            ("breadcrumb", Some(Role::Category)),
            ("nav_breadcrumbs", Some(Role::Category)),
            ("best-seller", None),
            ("product top_seller", None),
            ("best-seller seller-name", Some(Role::Seller)),
            ("has-reviews no-rating with-comments", None),
            ("rating-4", None),
            ("star-rating", Some(Role::ThirdParty)),
            ("a b c d e f g h price", None),
            ("a b c d e f g price-now", Some(Role::Price)),
        ] {
            assert_eq!(of_classes(classes), role, "{classes}");
        }
    }

    #[test]
    fn a_line_called_after_the_category_names_it() {
        for (page, names) in [
            ("<span class=category>x</span>", true),
            ("<p class='small card__Category'><a>x</a></p>", true),
            ("<a class='x product_kategorie'>x</a>", true),
            ("<div class=category><h3>x</h3></div>", false),
            ("<div class=category><img></div>", false),
            ("<a class=category-tile>x</a>", false),
            ("<span class=categorytitle>x</span>", false),
            ("<span class='price category'>x</span>", false),
        ] {
            let tree = Tree::read(page, 9).unwrap();
            let role = Roles::read(&tree).of(&tree, 0, &tree.nodes[0], Role::Other);
            assert_eq!(role == Role::Category, names, "{page}");
        }
        assert!(say_the_same("a category", "category b") && say_the_same("a", "b c"));
        assert!(!say_the_same("category", "a") && !say_the_same("price", "category"));
    }

    #[test]
    fn what_others_say_is_heard_from_within() {
        let tree = Tree::read("<div class=reviews><p><b>a</b></p></div><i>b</i>", 9).unwrap();
        let roles = Roles::read(&tree);
        let around = |name: Name| {
            let (_, node) = (0..).zip(&tree.nodes).find(|(_, node)| node.is == name).unwrap();
            roles.around(node)
        };
        assert_eq!(around(Name::Div), Role::Other);
        assert_eq!(around(Name::B), Role::ThirdParty);
        assert_eq!(around(Name::I), Role::Other);
    }
}
