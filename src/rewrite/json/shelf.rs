//! What listings stand on and share, in a list of its own: `{"products": [{…, "category_id": 9}],
//! "categories": [{"id": 9, "name": "Vodka"}]}`. Members and lists are told by their names.

use crate::classify::Role;

/// What says of a listing what it is, and as what.
const KINDS: [(&str, Role); 13] = [
    ("category", Role::Category),
    ("categorie", Role::Category),
    ("kategorie", Role::Category),
    ("categoria", Role::Category),
    ("taxon", Role::Category),
    ("taxonomy", Role::Category),
    ("collection", Role::Category),
    ("department", Role::Category),
    ("producttype", Role::Category),
    ("brand", Role::Brand),
    ("manufacturer", Role::Brand),
    ("vendor", Role::Brand),
    ("tag", Role::Tag),
];

/// What a member name says of what is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rewrite) struct Shelf {
    /// What it is, as `category`.
    pub(in crate::rewrite) kind: &'static str,
    pub(in crate::rewrite) role: Role,
    /// Whether the name is one of identifiers: `category_ids`, `main_category_id`.
    pub(in crate::rewrite) ids: bool,
}

impl Shelf {
    /// Reads a member name: `categories`, `productCategories`, `category_ids`, `mainCategoryId`.
    pub(in crate::rewrite) fn read(name: &str) -> Option<Self> {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        let flat: String = letters.map(|c| c.to_ascii_lowercase()).collect();
        let ends = ["ids", "id", "refs", "ref"].iter().find_map(|end| flat.strip_suffix(end));
        let stem = ends.unwrap_or(&flat);
        let one = match (stem.strip_suffix("ies"), stem.strip_suffix('s')) {
            (Some(stem), _) => format!("{stem}y"),
            (None, one) => one.unwrap_or(stem).to_owned(),
        };
        let (kind, role) = KINDS.iter().find(|(kind, _)| one.ends_with(kind))?;
        // A badge or what is reported of a click has one: `tagId`.
        let is_one = ends.is_some() && !flat.ends_with('s');
        if *role == Role::Tag && is_one {
            return None;
        }
        Some(Self { kind, role: *role, ids: ends.is_some() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_is_shared() {
        for (name, expected) in [
            ("categories", Some(("category", false))),
            ("category", Some(("category", false))),
            ("productCategories", Some(("category", false))),
            ("category_id", Some(("category", true))),
            ("mainCategoryIds", Some(("category", true))),
            ("kategorien", None),
            ("taxons", Some(("taxon", false))),
            ("taxon_ids", Some(("taxon", true))),
            ("brand_id", Some(("brand", true))),
            ("tags", Some(("tag", false))),
            ("tag_ids", Some(("tag", true))),
            ("tagId", None),
            ("products", None),
            ("product_id", None),
            ("image_ids", None),
            ("id", None),
            ("ids", None),
        ] {
            let read = Shelf::read(name).map(|shelf| (shelf.kind, shelf.ids));
            assert_eq!(read, expected, "{name}");
        }
    }
}
