//! What a listing may own that stands beside it in a list of its kind: `{"products": [{…, "image_ids":
//! [7]}], "images": [{"id": 7, …}]}`. Members and lists are told by their names.

/// What is a listing's own. What several listings share, as categories or brands, is not.
const KINDS: [&str; 13] = [
    "image",
    "photo",
    "picture",
    "thumbnail",
    "media",
    "medium",
    "video",
    "asset",
    "attachment",
    "variant",
    "variation",
    "sku",
    "offer",
];
/// So many of them show what the listing is, and one alone is referred to by `image_id`.
const PICTURES: usize = 6;

/// What a member name says of something that is owned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owned {
    /// What it is, as `image`.
    pub(super) kind: &'static str,
    /// Whether the name is one of identifiers: `image_ids`, `cover_image_id`.
    pub(super) ids: bool,
}

impl Owned {
    /// Reads a member name: `images`, `productImages`, `image_ids`, `coverImageId`.
    pub(super) fn read(name: &str) -> Option<Self> {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        let flat: String = letters.map(|c| c.to_ascii_lowercase()).collect();
        let kind = |stem: &str| KINDS.iter().position(|kind| stem.ends_with(kind));
        if let Some(stem) = flat.strip_suffix("id") {
            let at = kind(stem).filter(|at| *at < PICTURES)?;
            return Some(Self { kind: KINDS.get(at)?, ids: true });
        }
        let (stem, ids) = match flat.strip_suffix("ids") {
            Some(stem) => (stem, true),
            None => (flat.as_str(), false),
        };
        let one =
            stem.strip_suffix('s').or(ids.then_some(stem)).or((stem == "media").then_some(stem));
        let at = kind(one?).filter(|at| ids || is_whole(one, KINDS.get(*at)))?;
        Some(Self { kind: KINDS.get(at)?, ids })
    }
}

/// Whether a list is named by its kind alone, or as a product's.
fn is_whole(name: Option<&str>, kind: Option<&&str>) -> bool {
    let (Some(name), Some(kind)) = (name, kind) else { return false };
    matches!(name.strip_suffix(kind), Some("" | "product" | "item"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_is_owned() {
        for (name, expected) in [
            ("images", Some(("image", false))),
            ("product_images", Some(("image", false))),
            ("image_ids", Some(("image", true))),
            ("galleryImageIds", Some(("image", true))),
            ("image_id", Some(("image", true))),
            ("variantIds", Some(("variant", true))),
            ("media", Some(("media", false))),
            ("media_ids", Some(("media", true))),
            // One of these may be told of a product in any list.
            ("variant_id", None),
            ("sku", None),
            ("image", None),
            ("category_ids", None),
            ("categories", None),
            ("brand_id", None),
            ("related_ids", None),
            ("ids", None),
            ("id", None),
            ("shop_skus", None),
        ] {
            let read = Owned::read(name).map(|owned| (owned.kind, owned.ids));
            assert_eq!(read, expected, "{name}");
        }
    }
}
